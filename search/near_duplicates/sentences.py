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
from search.near_duplicates.differences import difference, overlap, same_subject
from search.near_duplicates.neighbours import Neighbours, SentenceSpan
from search.near_duplicates.otherwise import Otherwise, Said
from search.near_duplicates.relation import Relation, compare

NEAR_COSINE = 0.7
"""Sentences with less similar vectors are not compared by their words. The vectors come from the
paragraphs' passes, so the same sentence in other company is somewhat below 1."""

SERIES = 3
"""So many articles with the same sentence and other figures tell it anew each day."""

DAYS_APART, CORRECTED_DAYS = 3, 31
"""Articles that are further apart tell of different events, however alike they are worded; but if
one corrects the other, or both tell what will be."""


class Differing(NamedTuple):
    """A sentence that says the same otherwise: where it stands, and what it says otherwise."""

    place: SentenceSpan
    said: Said


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
        For each sentence one place in each other article, in the order of `rows`; and later ones of
        the same article that revise it.
    """
    near = Neighbours(snapshot, rows, places)
    for place in places:
        yield _related(near, place)


def _related(near: Neighbours, place: SentenceSpan) -> Related:
    own = near.article_number(place)
    seen: set[int] = set()
    same: list[SentenceSpan] = []
    differing: list[Differing] = []
    otherwise = Otherwise(near, place)
    surely: list[Differing] = []
    for other, cosine in near.of(place, otherwise.least_cosine):
        article = near.article_number(other)
        if article in seen:
            continue
        relation = Relation.UNRELATED
        if cosine >= NEAR_COSINE and article != own:
            relation = compare(near.wording(place), near.wording(other))
        if relation is Relation.SAME:
            seen.add(article)
            same.append(other)
        elif (said := otherwise.by(other)) is not None:
            seen.add(article)
            surely.append(Differing(other, said))
        elif cosine >= NEAR_COSINE and (what := _difference(near, place, other, relation)):
            seen.add(article)
            differing.append(Differing(other, otherwise.changed_by(other, what)))
    is_series = len(differing) >= SERIES
    return Related(tuple(same), (*surely, *(() if is_series else differing)))


def _difference(
    near: Neighbours, place: SentenceSpan, other: SentenceSpan, relation: Relation
) -> str:
    """Return what a sentence of another article says otherwise; empty where it tells of another."""
    own = near.article_number(place) == near.article_number(other)
    corrects = not own and (near.corrects(place) or near.corrects(other))
    wordings = near.claim(place), near.claim(other)
    if relation is Relation.UNRELATED:
        relation = compare(*wordings)
    is_coming = all("will" in wording.counts for wording in wordings)
    day, its_day = near.day(place), near.day(other)
    most = CORRECTED_DAYS if corrects or is_coming else DAYS_APART
    if day is not None and its_day is not None and abs(day - its_day) > most:
        return ""
    what, same_day = "", day is not None and day == its_day
    if relation is Relation.DIFFERS:
        what = difference(*wordings, same_day=same_day, corrects=corrects)
    if corrects and not what:
        parts = overlap(*wordings)
        if compare(*parts) is Relation.DIFFERS:
            what = difference(*parts, same_day=same_day, corrects=True)
    texts = near.article_text(place), near.article_text(other)
    return what if what and same_subject(*texts) else ""
