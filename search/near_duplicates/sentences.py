"""Near-duplicate sentences: the other articles that print the same one, or say it otherwise.

Only paragraphs that were found for the question are looked at: whoever prints the same sentence
has the same words in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot
from index.text.dates import days_of
from index.types import Span
from search.near_duplicates.correction_marks import is_correction
from search.near_duplicates.differences import difference, same_subject
from search.near_duplicates.relation import Relation, Wording, compare

NEAR_COSINE = 0.7
"""Sentences with less similar vectors are not compared by their words. The vectors come from the
paragraphs' passes, so the same sentence in other company is somewhat below 1."""

SERIES = 3
"""So many articles with the same sentence and other figures tell it anew each day."""

DAYS_APART, CORRECTED_DAYS = 3, 31
"""Articles that are further apart tell of different events, however alike they are worded; but if
one corrects the other."""

PLAIN_ROWS = 50
"""Paragraphs looked at where the model allows no sentence vectors."""


class SentenceSpan(NamedTuple):
    """A sentence: its row in the snapshot, and its span in the article's text."""

    row: int
    span: Span


class Differing(NamedTuple):
    """A sentence that says the same otherwise, and what it says otherwise."""

    place: SentenceSpan
    what: str


class Related(NamedTuple):
    """The sentences that say the same as one, and those that say it otherwise."""

    same: tuple[SentenceSpan, ...]
    differing: tuple[Differing, ...]


def related(
    snapshot: Snapshot, rows: NDArray[np.int64], places: Sequence[SentenceSpan]
) -> Iterator[Related]:
    """Find the articles that print the same or nearly the same sentences, or say otherwise.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` candidates, best first.
        places: The sentences.

    Yields:
        For each sentence one place in each other article, in the order of `rows`.
    """
    near = _Near(snapshot, rows)
    for place in places:
        yield _related(snapshot, near, place)


def _related(snapshot: Snapshot, near: _Near, place: SentenceSpan) -> Related:
    said = Wording.of(_text(snapshot, place))
    seen = {int(snapshot.article_numbers[place.row])}
    same: list[SentenceSpan] = []
    differing: list[Differing] = []
    day = _day(snapshot, place)
    for other in near.to(place):
        article = int(snapshot.article_numbers[other.row])
        if article in seen:
            continue
        wording = near.wording(snapshot, other)
        relation = compare(said, wording)
        if relation is Relation.SAME:
            seen.add(article)
            same.append(other)
        elif relation is Relation.DIFFERS:
            its_day = _day(snapshot, other)
            corrects = _corrects(snapshot, place) or _corrects(snapshot, other)
            apart = CORRECTED_DAYS if corrects else DAYS_APART
            is_near = day is None or its_day is None or abs(day - its_day) <= apart
            what = difference(said, wording, same_day=day == its_day, may_rename=corrects)
            texts = snapshot.article_text(place.row), snapshot.article_text(other.row)
            if what and is_near and same_subject(*texts):
                seen.add(article)
                differing.append(Differing(other, what))
    is_series = len(differing) >= SERIES
    return Related(tuple(same), () if is_series else tuple(differing))


def _corrects(snapshot: Snapshot, place: SentenceSpan) -> bool:
    article = snapshot.passage(place.row).article
    return is_correction(article.title, snapshot.article_text(place.row))


def _day(snapshot: Snapshot, place: SentenceSpan) -> int | None:
    """Return the number of the day that an article is of; None where it is of none."""
    days = days_of(snapshot.passage(place.row).article.date or "")
    return days[0] if days else None


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
