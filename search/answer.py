"""Which sentence answers the question, if any? Paragraphs and their sentences -> choices, pure.

A sentence is scored by its paragraph's blend, its cosine with the question, how many of the
question's words it has, whether it has something of the kind asked for, and by late interaction:
for each word of the question the most similar token of the sentence, after Khattab and Zaharia,
"ColBERT" (2020), here with the token embeddings that the encoder makes anyway. Must not import
anything of the project but `question`, `index.analysis`,
`index.encoder` and `index.model`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index import analysis
from index.encoder import TokenVectors
from index.model import Span
from search.question import Kind, kind_of, offers

PARAGRAPHS = 3
"""Sentences are taken from so many of the best paragraphs; each costs a forward pass."""

BLEND_WEIGHT = 2.0
COSINE_WEIGHT = 1.5
TOKEN_WEIGHT = 2.5
COVERAGE_WEIGHT = 1.5
CONTEXT_WEIGHT = 1.0
KIND_WEIGHT = 0.5
LENGTH_WEIGHT = -0.1
"""Weights of what speaks for a sentence, chosen on half of the XQuAD development questions."""

USUAL_CHARS, SHORT_CHARS = 120, 20
"""The length that costs nothing, and the length below which shorter is not better."""

LIKELY = {"bias": -9.0, "cosine": 3.2, "coverage": 4.8, "tokens": 8.0, "kind missing": -0.9}
"""Logistic regression of "this answers", on questions with and without their paragraphs."""

THRESHOLD = 0.35
"""Below this likelihood nothing answers: keeps 92 in 100 answerable questions, lets through 16 in
100 of those whose answer was taken out of the collection."""


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        text: As typed.
        idf: Weight of each distinct term, more than 0.
        tokens: The question's token embeddings, or None.
    """

    text: str
    idf: Mapping[str, float]
    tokens: TokenVectors | None

    @cached_property
    def total(self) -> float:
        """Sum of the weights."""
        return sum(self.idf.values()) or 1.0

    @cached_property
    def asked(self) -> frozenset[str]:
        """The folded words of the question."""
        return frozenset(analysis.words(self.text))

    def share(self, terms: set[str]) -> float:
        """Return how much of the question's weight `terms` cover, 0 to 1."""
        return sum(self.idf.get(term, 0.0) for term in terms) / self.total

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
        for token in analysis.tokens(self.text):
            weight = self.idf.get(analysis.stem(token.word), 0.0)
            inside = np.flatnonzero((starts >= token.start) & (starts < token.end)).tolist()
            if weight and token.word not in analysis.STOP_WORDS:
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
        title: Of the article.
        start: First code point of the paragraph in the article.
        text: The paragraph.
        sentences: Spans of its sentences in the article's text.
        cosines: Of question and sentences, `(sentences,)`; None where there is no encoder.
        tokens: The paragraph's token embeddings, offsets in `text`; or None.
    """

    row: int
    blend: float
    title: str
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
        tokens: Late interaction of question and sentence.
        coverage: Share of the question's weight in the sentence.
        context: Share that is in the sentence before or the title, but not in the sentence.
        paragraph: Share that is in the paragraph or the title.
        asks: Whether a kind of thing is asked for.
        offers: Whether the sentence has one.
        length: Characters.
    """

    blend: float
    cosine: float
    tokens: float
    coverage: float
    context: float
    paragraph: float
    asks: bool
    offers: bool
    length: int

    @property
    def score(self) -> float:
        """How good an answer the sentence is beside others."""
        return (
            BLEND_WEIGHT * self.blend
            + COSINE_WEIGHT * self.cosine
            + TOKEN_WEIGHT * self.tokens
            + COVERAGE_WEIGHT * self.coverage
            + CONTEXT_WEIGHT * self.context
            + KIND_WEIGHT * self.offers
            + LENGTH_WEIGHT * math.log(max(self.length, SHORT_CHARS) / USUAL_CHARS)
        )

    @property
    def likelihood(self) -> float:
        """How likely the sentence answers at all, 0 to 1."""
        log_odds = (
            LIKELY["bias"]
            + LIKELY["cosine"] * self.cosine
            + LIKELY["coverage"] * self.paragraph
            + LIKELY["tokens"] * self.tokens
            + LIKELY["kind missing"] * (self.asks and not self.offers)
        )
        return 1 / (1 + math.exp(-log_odds))


def choose(question: Question, candidates: Sequence[Candidate]) -> list[Choice]:
    """Choose the sentences that answer, best first; none where nothing does.

    The score of a choice is its likelihood, but never above that of the choice before it.
    """
    found = [
        (evidence, Choice(candidate.row, span, evidence.likelihood))
        for candidate in candidates
        for span, evidence in _weigh(question, candidate)
    ]
    found.sort(key=lambda pair: -pair[0].score)
    chosen: list[Choice] = []
    limit = 1.0
    for _, choice in found:
        limit = min(limit, choice.score)
        if limit < THRESHOLD:
            break
        chosen.append(replace(choice, score=limit))
    return chosen


def _weigh(question: Question, candidate: Candidate) -> Iterator[tuple[Span, _Evidence]]:
    """Yield the sentences of a paragraph with what speaks for each."""
    kind = kind_of(question.text)
    title = set(analysis.terms(candidate.title))
    texts = [candidate.sentence(number) for number in range(len(candidate.sentences))]
    terms = [set(analysis.terms(text)) for text in texts]
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
                tokens=cosine if similar is None else _interaction(similar, candidate, span),
                coverage=coverage,
                context=question.share((before | title) - terms[number]),
                paragraph=paragraph,
                asks=kind is not Kind.OTHER,
                offers=offers(kind, text, question.asked),
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
