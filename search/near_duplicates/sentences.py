"""Near-duplicate sentences: the other articles that print the same one.

Only paragraphs that were found for the question are looked at: whoever prints the same sentence
has the same words in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot
from index.types import Span
from search.near_duplicates.relation import Relation, Wording, compare

NEAR_COSINE = 0.7
"""Sentences with less similar vectors are not compared by their words. The vectors come from the
paragraphs' passes, so the same sentence in other company is somewhat below 1."""

PLAIN_ROWS = 50
"""Paragraphs looked at where the model allows no sentence vectors."""


class SentenceSpan(NamedTuple):
    """A sentence: its row in the snapshot, and its span in the article's text."""

    row: int
    span: Span


def agreeing(
    snapshot: Snapshot, rows: NDArray[np.int64], places: Sequence[SentenceSpan]
) -> Iterator[tuple[SentenceSpan, ...]]:
    """Find the articles that print the same or nearly the same sentences.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` candidates, best first.
        places: The sentences.

    Yields:
        For each sentence one place in each other article, in the order of `rows`.
    """
    near = _Near(snapshot, rows)
    for place in places:
        yield tuple(_others(snapshot, near, place))


def _others(snapshot: Snapshot, near: _Near, place: SentenceSpan) -> Iterator[SentenceSpan]:
    said = Wording.of(_text(snapshot, place))
    seen = {int(snapshot.article_numbers[place.row])}
    for other in near.to(place):
        article = int(snapshot.article_numbers[other.row])
        if article in seen:
            continue
        if compare(said, near.wording(snapshot, other)) is Relation.SAME:
            seen.add(article)
            yield other


class _Near:
    """The sentences of all candidates, to be compared by their vectors where there are any."""

    def __init__(self, snapshot: Snapshot, rows: NDArray[np.int64]) -> None:
        self._places: list[SentenceSpan] = []
        self._ranks: list[int] = []
        self._wordings: dict[SentenceSpan, Wording] = {}
        parts = []
        for rank, row in enumerate(rows.tolist()):
            segment, local = snapshot.locate(row)
            spans, vectors = segment.sentences_of(local)
            self._places += [SentenceSpan(row, (int(start), int(end))) for start, end in spans]
            self._ranks += [rank] * len(spans)
            if vectors is not None:
                parts.append(vectors)
        self._vectors = np.concatenate(parts).astype(np.float32) if parts else None

    def wording(self, snapshot: Snapshot, place: SentenceSpan) -> Wording:
        """Return the words of a sentence, each looked at once."""
        if place not in self._wordings:
            self._wordings[place] = Wording.of(_text(snapshot, place))
        return self._wordings[place]

    def to(self, place: SentenceSpan) -> Iterator[SentenceSpan]:
        """Yield the sentences that may say the same as one of the candidates' sentences."""
        if self._vectors is None or len(self._vectors) != len(self._places):
            pairs = zip(self._ranks, self._places, strict=True)
            yield from (other for rank, other in pairs if rank < PLAIN_ROWS)
            return
        mine = self._vectors[self._places.index(place)]
        for at in np.flatnonzero(self._vectors @ mine >= NEAR_COSINE).tolist():
            yield self._places[at]


def _text(snapshot: Snapshot, place: SentenceSpan) -> str:
    return snapshot.article_text(place.row)[place.span[0] : place.span[1]]
