"""Which sentence answers the question, if any? Paragraphs and their sentences -> choices, pure.

Must not import anything of the project but `model`, `index.model` and `index.analysis`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from index import analysis
from index.model import Span

PARAGRAPHS = 8
"""Sentences are taken from so many of the best paragraphs."""

COSINE_WEIGHT = 0.5
COVERAGE_WEIGHT = 0.5
KIND_WEIGHT = 0.15
THRESHOLD = 0.35


class Kind(Enum):
    """What a question asks for, as far as its words tell."""

    MONEY = "money"
    SHARE = "share"
    NUMBER = "number"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that may hold the answer.

    Attributes:
        row: Of the snapshot.
        score: Blended, 0 to 1.
        cosine: Of question and paragraph.
        keyword_share: BM25 as a share of the most that the question could get.
        title: Of the article.
        text: The paragraph.
        spans: Its sentences in the article's text.
        sentences: Their texts.
        cosines: Of question and sentences; None where there is no encoder.
    """

    row: int
    score: float
    cosine: float
    keyword_share: float
    title: str
    text: str
    spans: tuple[Span, ...]
    sentences: tuple[str, ...]
    cosines: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence that answers: where it stands, and how likely it is the answer (0 to 1)."""

    row: int
    span: Span
    score: float


def choose(
    question: str,
    terms: Sequence[str],
    idf: Mapping[str, float],
    candidates: Sequence[Candidate],
) -> list[Choice]:
    """Choose the sentences that answer, best first; none where nothing does."""
    kind = kind_of(question)
    asked = set(analysis.words(question))
    total = sum(idf.get(term, 0.0) for term in terms) or 1.0
    choices: list[Choice] = []
    for candidate in candidates:
        for number, sentence in enumerate(candidate.sentences):
            if sentence.rstrip().endswith(":"):
                continue
            found = set(analysis.terms(sentence))
            coverage = sum(idf.get(term, 0.0) for term in terms if term in found) / total
            cosine = candidate.cosines[number] if candidate.cosines else 0.0
            score = candidate.score + COSINE_WEIGHT * cosine + COVERAGE_WEIGHT * coverage
            score += KIND_WEIGHT * fits(kind, sentence, asked)
            choices.append(Choice(candidate.row, candidate.spans[number], score))
    choices.sort(key=lambda choice: -choice.score)
    return choices


def kind_of(question: str) -> Kind:
    """Tell what a question asks for."""
    for kind, pattern in _ASKS:
        if pattern.search(question):
            return kind
    return Kind.OTHER


def fits(kind: Kind, sentence: str, asked: set[str]) -> bool:
    """Tell whether a sentence has something of the kind that the question does not say itself."""
    if kind is Kind.OTHER:
        return False
    return any(any(word not in asked for word in said) for said in _mentions(kind, sentence))


def _mentions(kind: Kind, sentence: str) -> Iterator[list[str]]:
    for match in _SAYS[kind].finditer(sentence):
        yield analysis.words(match.group())


_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = ()
_SAYS: dict[Kind, re.Pattern[str]] = {}
