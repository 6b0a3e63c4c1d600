"""Selection of the sentences that answer a question, if any does, by their scores. Pure.

A sentence is scored by its paragraph's blend, its cosine with the question, how many of the
question's words it has, and by late interaction: for each word of the question the most similar
token of the sentence, after Khattab and Zaharia, "ColBERT" (2020), here with the token embeddings
that the encoder makes anyway.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.encoders.types import TokenVectors
from index.text import compounds
from index.types import Span
from search.query.query import Query
from search.types import LIKELY

if TYPE_CHECKING:
    from search.answers.names import Name

PARAGRAPHS = 3
"""Sentences are taken from so many of the best paragraphs; each costs a forward pass."""

BLEND_WEIGHT = 2.0
COSINE_WEIGHT = 1.5
TOKEN_WEIGHT = 2.5
COVERAGE_WEIGHT = 1.5
CONTEXT_WEIGHT = 1.0
LENGTH_WEIGHT = -0.1
"""What speaks for a sentence beside others: rounded fits on 623 questions over encyclopedic text.
The optimum is flat. What kind of thing is asked for (who, when, how many) gave no established
gain."""

USUAL_CHARS, SHORT_CHARS = 120, 20
"""The length that costs nothing, and the length below which shorter is not better."""

LIKELY_BIAS = -9.0
LIKELY_COSINE, LIKELY_COVERAGE, LIKELY_TOKENS = 3.2, 4.8, 8.0
"""Logistic regression of "the index answers", on questions with and without their paragraphs."""

PLAIN_BIAS = -7.2
PLAIN_COSINE, PLAIN_COVERAGE = 6.2, 7.2
"""The same without token embeddings."""

THRESHOLD = 0.1
"""Below this likelihood nothing answers."""

DOUBTFUL = LIKELY - 0.01
"""Likelihoods of what does not mention the question's names end here."""


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        query: As parsed.
        idf: Weight of each distinct term, more than 0.
        tokens: The question's token embeddings, or None.
    """

    query: Query
    idf: Mapping[str, float]
    tokens: TokenVectors | None

    @cached_property
    def total(self) -> float:
        """Sum of the weights."""
        return sum(self.idf.values()) or 1.0

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names that it is about."""
        if not any(letter.isupper() for letter in self.query.asked):
            return ()
        from search.answers.names import names_of  # questions in small letters have none

        return names_of(self.query.asked)

    @cached_property
    def meant(self) -> dict[str, str]:
        """The term that each stem stands for, in any language of the index."""
        return self.query.meant

    def share(self, stems: set[str]) -> float:
        """Return how much of the question's weight `stems` cover, 0 to 1."""
        found = {self.meant[stem] for stem in stems if stem in self.meant}
        return sum(self.idf.get(term, 0.0) for term in found) / self.total

    @cached_property
    def weighted_tokens(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The embeddings of the tokens of weighted words, `(n, dim)`, and weights that add up to 1.

        A word's weight is shared out among its tokens.
        """
        if self.tokens is None:
            return np.zeros((0, 0), np.float32), np.zeros(0, np.float32)
        starts = self.tokens.offsets[:, 0]
        chosen: list[int] = []
        weights: list[float] = []
        for term, (start, end) in zip(self.query.terms, self.query.spans, strict=True):
            weight = self.idf.get(term, 0.0)
            inside = np.flatnonzero((starts >= start) & (starts < end)).tolist()
            if weight and inside:  # a tokenizer may know nothing of a word
                chosen += inside
                weights += [weight / len(inside)] * len(inside)
        share = np.array(weights, np.float32)
        return self.tokens.vectors[chosen], share / (share.sum() or np.float32(1))


@dataclass(frozen=True)
class Candidate:
    """A paragraph that may hold the answer.

    Attributes:
        row: Of the snapshot.
        blend: The halves' blend.
        language: Of the article.
        title: Of the article, if it has one of its own.
        label: What is shown as its title.
        start: First code point of the paragraph in the article.
        text: The paragraph.
        sentences: Spans of its sentences in the article's text.
        cosines: Of question and sentences, `(sentences,)`; None where there is no encoder.
        tokens: The paragraph's token embeddings, offsets in `text`; or None.
    """

    row: int
    blend: float
    language: str
    title: str
    label: str
    start: int
    text: str
    sentences: tuple[Span, ...]
    cosines: NDArray[np.float32] | None
    tokens: TokenVectors | None

    def sentence(self, number: int) -> str:
        """Return the text of a sentence."""
        start, end = self.sentences[number]
        return self.text[start - self.start : end - self.start]


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence that answers: where it stands, and how likely it is the answer (0 to 1)."""

    row: int
    span: Span
    score: float


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
        length: Characters.
    """

    blend: float
    cosine: float
    tokens: float | None
    coverage: float
    context: float
    paragraph: float
    length: int

    @property
    def score(self) -> float:
        """How good an answer the sentence is beside others."""
        return (
            BLEND_WEIGHT * self.blend
            + COSINE_WEIGHT * self.cosine
            + TOKEN_WEIGHT * (self.cosine if self.tokens is None else self.tokens)
            + COVERAGE_WEIGHT * self.coverage
            + CONTEXT_WEIGHT * self.context
            + LENGTH_WEIGHT * math.log(max(self.length, SHORT_CHARS) / USUAL_CHARS)
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
            )
        return 1 / (1 + math.exp(-log_odds))


def choose(
    question: Question, candidates: Sequence[Candidate], *, threshold: float = THRESHOLD
) -> list[Choice]:
    """Choose the sentences that answer, best first; none where nothing does.

    The score of a choice is its likelihood, but never above that of the choice before it. The first
    is chosen if that is at least `threshold`, further ones only if they are likely. What does not
    mention the question's names is never likely, and comes after what does and answers.
    """
    sure: list[tuple[_Evidence, Choice]] = []
    doubtful: list[tuple[_Evidence, Choice]] = []
    for candidate in candidates:
        is_mentioned = _are_mentioned(question, candidate)
        for span, evidence in _weigh(question, candidate):
            likelihood = evidence.likelihood if is_mentioned else _doubted(evidence.likelihood)
            choice = Choice(candidate.row, span, likelihood)
            (sure if is_mentioned else doubtful).append((evidence, choice))
    found = _ranked(sure) + _ranked(doubtful)
    if sure and found[0][1].score < max(threshold, THRESHOLD):
        found = _ranked(found)  # what mentions the names does not answer
    chosen: list[Choice] = []
    limit = 1.0
    for _, choice in found:
        limit = min(limit, choice.score)
        if limit < (max(threshold, LIKELY) if chosen else threshold):
            break
        chosen.append(replace(choice, score=limit))
    return chosen


def _ranked(found: list[tuple[_Evidence, Choice]]) -> list[tuple[_Evidence, Choice]]:
    """Return sentences with the best first."""
    return sorted(found, key=lambda pair: -pair[0].score)


def _doubted(likelihood: float) -> float:
    """Return the likelihood of a sentence that does not mention the names: in the same order."""
    over = max(0.0, likelihood - THRESHOLD) / (1 - THRESHOLD)
    return min(likelihood, THRESHOLD + over * (DOUBTFUL - THRESHOLD))


def _are_mentioned(question: Question, candidate: Candidate) -> bool:
    """Tell whether the paragraph or its title mentions the names that the question is about."""
    if not question.names:
        return True
    from search.answers.names import are_mentioned

    return are_mentioned(question.names, (candidate.text, candidate.label), candidate.language)


def _weigh(question: Question, candidate: Candidate) -> Iterator[tuple[Span, _Evidence]]:
    """Yield the sentences of a paragraph with what speaks for each."""
    title = set(compounds.all_terms(candidate.title, candidate.language))
    texts = [candidate.sentence(number) for number in range(len(candidate.sentences))]
    terms = [set(compounds.all_terms(text, candidate.language)) for text in texts]
    paragraph = question.share(title.union(*terms))
    similar = _similarities(question, candidate)
    for number, (span, text) in enumerate(zip(candidate.sentences, texts, strict=True)):
        if text.endswith(":"):  # leads into what answers
            continue
        before = terms[number - 1] if number else set()
        coverage = question.share(terms[number])
        cosine = coverage if candidate.cosines is None else float(candidate.cosines[number])
        yield (
            span,
            _Evidence(
                blend=candidate.blend,
                cosine=cosine,
                tokens=None if similar is None else _interaction(similar, candidate, span),
                coverage=coverage,
                context=question.share((before | title) - terms[number]),
                paragraph=paragraph,
                length=len(text),
            ),
        )


def _similarities(question: Question, candidate: Candidate) -> NDArray[np.float32] | None:
    """Return weighted cosines of the question's tokens with the paragraph's, `(n, pieces)`."""
    vectors, weights = question.weighted_tokens
    if candidate.tokens is None or not len(weights):
        return None
    return (vectors @ candidate.tokens.vectors.T) * weights[:, None]


def _interaction(similar: NDArray[np.float32], candidate: Candidate, span: Span) -> float:
    """Add up, over the question's tokens, the best cosine with a token of the sentence."""
    assert candidate.tokens is not None
    starts = candidate.tokens.offsets[:, 0] + candidate.start
    inside = similar[:, (starts >= span[0]) & (starts < span[1])]
    return float(inside.max(axis=1).sum()) if inside.shape[1] else 0.0
