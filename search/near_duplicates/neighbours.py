"""Neighbours: the sentences of all candidates, to be compared by their vectors and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot
from index.text.dates import days_of
from index.types import Article, Span
from search.near_duplicates.claims import claim
from search.near_duplicates.correction_marks import is_correction
from search.near_duplicates.relation import Wording

PLAIN_ROWS = 50
"""Paragraphs looked at where the model allows no sentence vectors."""


AT_ONCE = 4
"""So many sentences are compared at once; mostly three answers are asked for."""


class SentenceSpan(NamedTuple):
    """A sentence: its row in the snapshot, and its span in the article's text."""

    row: int
    span: Span


class Neighbours:
    """The sentences of all candidates, each with its words, looked at once.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` candidates, best first.
        places: Of their sentences, those whose neighbours are asked for, in this order.
    """

    def __init__(
        self, snapshot: Snapshot, rows: NDArray[np.int64], places: Sequence[SentenceSpan]
    ) -> None:
        self._snapshot = snapshot
        self._wordings: dict[SentenceSpan, Wording] = {}
        self._claims: dict[SentenceSpan, Wording] = {}
        self._articles: dict[int, Article] = {}
        self._corrects: dict[int, bool] = {}
        spans, vectors = [], []
        for row in rows.tolist():
            segment, local = snapshot.locate(row)
            of_row, vectors_of_row = segment.sentences_of(local)
            spans.append(of_row)
            if vectors_of_row is not None:
                vectors.append(vectors_of_row)
        counts = [len(of_row) for of_row in spans]
        self._ranks = np.repeat(np.arange(len(rows)), counts)
        self._rows = np.repeat(rows, counts)
        self._spans = np.concatenate(spans) if spans else np.empty((0, 2), np.int64)
        self._vectors = np.concatenate(vectors).astype(np.float32) if vectors else None
        self._places = [self._number(place) for place in places]
        self._cosines: dict[int, NDArray[np.float32]] = {}

    def of(self, place: SentenceSpan, least: float) -> Iterator[tuple[SentenceSpan, float]]:
        """Yield the candidates' sentences that are like one, with their cosines, best rows first.

        Args:
            place: One of the places.
            least: The least cosine; where there are no vectors, all count as 1.
        """
        if self._vectors is None or len(self._vectors) != len(self._spans):
            for at in np.flatnonzero(self._ranks < PLAIN_ROWS).tolist():
                yield self._place(at), 1.0
            return
        cosines = self._cosines_of(self._number(place), self._vectors)
        for at in np.flatnonzero(cosines >= least).tolist():
            yield self._place(at), float(cosines[at])

    def _cosines_of(self, number: int, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the cosines of a sentence with all; of a few at once, for all vectors are read."""
        if number not in self._cosines:
            first = self._places.index(number)
            some = self._places[first : first + AT_ONCE]
            products = vectors[some] @ vectors.T
            self._cosines |= dict(zip(some, products, strict=True))
        return self._cosines[number]

    def _number(self, place: SentenceSpan) -> int:
        """Return the number of a sentence among all."""
        is_there = (self._rows == place.row) & (self._spans[:, 0] == place.span[0])
        return int(np.flatnonzero(is_there)[0])

    def _place(self, number: int) -> SentenceSpan:
        start, end = self._spans[number].tolist()
        return SentenceSpan(int(self._rows[number]), (start, end))

    def text(self, place: SentenceSpan) -> str:
        """Return a sentence."""
        return self.article_text(place)[place.span[0] : place.span[1]]

    def wording(self, place: SentenceSpan) -> Wording:
        """Return the words of a sentence."""
        if place not in self._wordings:
            self._wordings[place] = Wording.of(self.text(place))
        return self._wordings[place]

    def claim(self, place: SentenceSpan) -> Wording:
        """Return the words of a sentence without who says it."""
        if place not in self._claims:
            self._claims[place] = claim(self.wording(place), self.day(place))
        return self._claims[place]

    def article(self, place: SentenceSpan) -> Article:
        """Return the article of a sentence, without its text."""
        if place.row not in self._articles:
            self._articles[place.row] = self._snapshot.passage(place.row).article
        return self._articles[place.row]

    def article_text(self, place: SentenceSpan) -> str:
        """Return the text of the article of a sentence."""
        return self._snapshot.article_text(place.row)

    def article_number(self, place: SentenceSpan) -> int:
        """Return the number of the article of a sentence in the snapshot."""
        return int(self._snapshot.article_numbers[place.row])

    def day(self, place: SentenceSpan) -> int | None:
        """Return the number of the day that an article is of; None where it is of none."""
        days = days_of(self.article(place).date or "")
        return days[0] if days else None

    def corrects(self, place: SentenceSpan) -> bool:
        """Tell whether the article of a sentence corrects another one."""
        number = self.article_number(place)
        if number not in self._corrects:
            title, text = self.article(place).title, self.article_text(place)
            self._corrects[number] = is_correction(title, text)
        return self._corrects[number]
