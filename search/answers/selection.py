"""Selection of the sentences that answer a question, if any does, by their scores. Pure.

A sentence is scored by its paragraph's blend, its cosine with the question, how many of the
question's words it has, and by late interaction: for each word of the question the most similar
token of the sentence, after Khattab and Zaharia, "ColBERT" (2020), here with the token embeddings
that the encoder makes anyway.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.types import Span
from search.answers.content_words import likeness
from search.answers.judges import verdicts
from search.answers.newest import newest_first
from search.answers.question import Candidate, Question
from search.answers.verdict import Verdict
from search.types import LIKELY

BLEND_WEIGHT = 2.0
COSINE_WEIGHT = 1.5
TOKEN_WEIGHT = 2.5
COVERAGE_WEIGHT = 1.5
CONTEXT_WEIGHT = 1.0
SAID_WEIGHT = 0.4
LENGTH_WEIGHT = -0.1
LEAST_WEIGHT = 1.0
"""What speaks for a sentence beside others: rounded fits on 623 questions over encyclopedic text.
The optimum is flat."""

CARRIED, CARRIED_OVER = 0.8, 3
"""What a name counts that one of so many sentences before has: he, the company."""

LIKE_ENOUGH = 0.6
"""Cosine from which a word of a question is as good as said in other words."""

HEADING = ("# ", "## ", "### ")
"""How a heading in Markdown begins, which answers nothing."""

USUAL_CHARS, SHORT_CHARS = 120, 20
"""The length that costs nothing, and the length below which shorter is not better."""

LIKELY_BIAS = -8.3
LIKELY_COSINE, LIKELY_COVERAGE, LIKELY_TOKENS, LIKELY_LEAST = 3.2, 4.8, 8.0, 2.0
"""Logistic regression of "the index answers", on questions with and without their paragraphs."""

PLAIN_BIAS = -7.2
PLAIN_COSINE, PLAIN_COVERAGE = 6.2, 7.2
"""The same without token embeddings."""

THRESHOLD = 0.1
"""Below this likelihood nothing answers."""

DOUBTFUL = 0.2
"""Likelihoods of what a judge doubts end here: of what was doubted above .1, a fifth answered
questions over encyclopedic text, and one in twenty questions over news."""


OUTDONE = 2.0
"""Where a sentence that is doubted is better by so much, all are: 1 of 8 such was right."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence or passage that answers.

    Attributes:
        row, span: Where it stands: the row of its paragraph, code points of the article's text.
        score: How likely it is the answer, 0 to 1.
        sentence: The sentence of the passage that says it; the only one as a rule.
        part: Span in the article's text of what answers within it, where that is known.
        kind: What kind of answer was asked for, if any.
        beside: The first row of those that were looked at together with it.
    """

    row: int
    span: Span
    score: float
    sentence: Span
    part: Span | None = None
    kind: str = ""
    beside: int = 0


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for a sentence. Shares and cosines, about 0 to 1, higher is better.

    Attributes:
        blend: Of the paragraph.
        cosine: Of question and sentence.
        tokens: Late interaction of question and sentence; None without token embeddings.
        coverage: Share of the question's weight in the sentence.
        context: Share that is in the sentence before or the title, but not in the sentence.
        paragraph: Share that is in the paragraph or the title.
        said: Share of what the question says of its names that is in the sentence.
        length: Characters.
        least: How much the least like of the question's content words falls short of being said in
            the paragraph, 0 or less: a cosine minus `LIKE_ENOUGH`.
    """

    blend: float
    cosine: float
    tokens: float | None
    coverage: float
    context: float
    paragraph: float
    said: float
    length: int
    least: float

    @property
    def score(self) -> float:
        """How good an answer the sentence is beside others."""
        return (
            BLEND_WEIGHT * self.blend
            + COSINE_WEIGHT * self.cosine
            + TOKEN_WEIGHT * (self.cosine if self.tokens is None else self.tokens)
            + COVERAGE_WEIGHT * self.coverage
            + CONTEXT_WEIGHT * self.context
            + SAID_WEIGHT * self.said
            + LENGTH_WEIGHT * math.log(max(self.length, SHORT_CHARS) / USUAL_CHARS)
            + LEAST_WEIGHT * self.least
        )

    @property
    def likelihood(self) -> float:
        """How likely the index answers with this sentence, 0 to 1."""
        if self.tokens is None:
            log_odds = PLAIN_BIAS + PLAIN_COSINE * self.cosine + PLAIN_COVERAGE * self.paragraph
        else:
            log_odds = (
                LIKELY_BIAS
                + LIKELY_COSINE * self.cosine
                + LIKELY_COVERAGE * self.paragraph
                + LIKELY_TOKENS * self.tokens
                + LIKELY_LEAST * self.least
            )
        return 1 / (1 + math.exp(-log_odds))


def choose(
    question: Question, candidates: Sequence[Candidate], *, threshold: float = THRESHOLD
) -> list[Choice]:
    """Choose the sentences that answer, best first; none where nothing does.

    The score of a choice is its likelihood, but never above that of the choice before it. The first
    is chosen if that is at least `threshold`, further ones only if they are likely. What a judge
    doubts is never likely, and comes after what none does and answers. A figure that a newer
    article replaces comes after that one.
    """
    sure: list[tuple[float, Choice]] = []
    doubtful: list[tuple[float, Choice]] = []
    kind = question.wanted.kind if question.wanted else ""
    every = verdicts(question, candidates)
    for candidate, judged in zip(candidates, every, strict=True):
        for number, evidence in _weigh(question, candidate, judged):
            verdict = judged[number]
            score = evidence.likelihood
            if verdict.is_doubtful or verdict.is_denied:
                score = _doubted(score)
            part = None if verdict.is_denied else verdict.part
            span = verdict.passage or candidate.sentences[number]
            says = _sentence_at(candidate, verdict.part, number)
            row = candidate.rows[number]
            choice = Choice(row, span, score, says, part, kind, candidate.rows[0])
            worth = evidence.score + verdict.worth
            (doubtful if verdict.is_doubtful else sure).append((worth, choice))
    best, doubted = (max((worth for worth, _ in each), default=0.0) for each in (sure, doubtful))
    if sure and doubtful and doubted - best >= OUTDONE:
        sure = [(worth, replace(one, score=_doubted(one.score))) for worth, one in sure]
    found = _ranked(sure) + _ranked(doubtful)
    if sure and found[0][1].score < max(threshold, THRESHOLD):
        found = _ranked(found)  # what nobody doubts does not answer
    chosen: list[Choice] = []
    limit = 1.0
    for _, choice in found:
        if any(_overlap(choice, other) for other in chosen):
            continue
        limit = min(limit, choice.score)
        if limit < (max(threshold, LIKELY) if chosen else threshold):
            break
        chosen.append(replace(choice, score=limit))
    return newest_first(question, chosen, {one.rows[0]: one for one in candidates})


def _sentence_at(candidate: Candidate, part: Span | None, number: int) -> Span:
    """Return the sentence that a part stands in; where none is known, that of a number."""
    for span in candidate.sentences if part else ():
        if part and span[0] <= part[0] < span[1]:
            return span
    return candidate.sentences[number]


def _overlap(one: Choice, other: Choice) -> bool:
    is_apart = one.span[1] <= other.span[0] or other.span[1] <= one.span[0]
    return one.beside == other.beside and not is_apart


def _ranked(found: list[tuple[float, Choice]]) -> list[tuple[float, Choice]]:
    """Return sentences with the best first."""
    return sorted(found, key=lambda pair: -pair[0])


def _doubted(likelihood: float) -> float:
    """Return the likelihood of a sentence that a judge doubts: in the same order."""
    over = max(0.0, likelihood - THRESHOLD) / (1 - THRESHOLD)
    return min(likelihood, THRESHOLD + over * (DOUBTFUL - THRESHOLD))


def _weigh(
    question: Question, candidate: Candidate, judged: Sequence[Verdict]
) -> Iterator[tuple[int, _Evidence]]:
    """Yield the numbers of the sentences of a paragraph with what speaks for each."""
    title, terms = candidate.title_terms, candidate.sentence_terms
    like = likeness(question, candidate, question.content)
    least = min(0.0, min(like, default=1.0) - LIKE_ENOUGH)
    similar = _similarities(question, candidate)
    for number, span in enumerate(candidate.sentences):
        text = candidate.sentence(number)
        if text.endswith((":", "?")) or text.startswith(HEADING):  # leads into what answers
            continue
        before = terms[number - 1] if number else frozenset()
        carried = question.carried(title.union(*terms[max(0, number - CARRIED_OVER) : number]))
        known = judged[number].known | question.otherwise(terms[number])
        if number and candidate.sentence(number - 1).endswith("?"):
            known |= question.met(terms[number - 1])
        coverage = question.share(terms[number] | known)
        coverage += CARRIED * (question.share(terms[number] | known | carried) - coverage)
        cosine = coverage if candidate.cosines is None else float(candidate.cosines[number])
        yield (
            number,
            _Evidence(
                blend=candidate.blend,
                cosine=cosine,
                tokens=(
                    None
                    if similar is None
                    else _interaction(
                        similar,
                        candidate,
                        span,
                        np.maximum(
                            question.known_weights(known), CARRIED * question.known_weights(carried)
                        ),
                    )
                ),
                coverage=coverage,
                context=question.share((before | title) - terms[number]),
                said=question.said_share(terms[number]),
                paragraph=question.share(candidate.terms | known),
                length=len(text),
                least=least,
            ),
        )


def _similarities(question: Question, candidate: Candidate) -> NDArray[np.float32] | None:
    """Return weighted cosines of the question's tokens with the paragraph's, `(n, pieces)`."""
    vectors, weights = question.weighted_tokens
    if candidate.tokens is None or not len(weights):
        return None
    return (vectors @ candidate.tokens.vectors.T) * weights[:, None]


def _interaction(
    similar: NDArray[np.float32], candidate: Candidate, span: Span, known: NDArray[np.float32]
) -> float:
    """Add up, over the question's tokens, the best cosine with a token of the sentence.

    What is known of the sentence without being in it counts `known`.
    """
    assert candidate.tokens is not None
    starts = candidate.tokens.offsets[:, 0] + candidate.start
    inside = similar[:, (starts >= span[0]) & (starts < span[1])]
    return float(np.maximum(inside.max(axis=1), known).sum()) if inside.shape[1] else 0.0
