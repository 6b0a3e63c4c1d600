"""Forms of a term: where any of them occurs, over the postings of all segments.

A form is a stem, or several joined by blanks, as `peopl liber armi` is, which follow each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import joined
from index.segments.postings import Postings, TermPostings, occurrence_keys, ranges
from search.retrieval.topk import common, distinct


class Positions(NamedTuple):
    """Where a term occurs in all segments: as `TermPostings`, its rows numbered through."""

    rows: NDArray[np.int64]
    frequencies: NDArray[np.uint16]
    positions: NDArray[np.uint16]
    starts: NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        arrays = self.rows, self.frequencies, self.positions, self.starts
        return sum(array.nbytes for array in arrays)

    def counted(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows, and how often it is in each."""
        return self.rows, self.frequencies.astype(np.float32)

    def numbered(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return an ascending number for each occurrence in the rows at some places.

        The first of the places counts as 0, the next as 1; below that, 16 bits are the position.
        """
        counts = self.frequencies[places]
        which = (np.arange(len(places)) << 16).repeat(counts)
        return which | self.positions[ranges(self.starts[places], counts)]


class Occurrences(NamedTuple):
    """Where a term, or a pair of terms, occurs in all segments.

    Attributes:
        rows, counts: Paragraphs, ascending, and how often in the text of each.
        articles, title_counts: Articles, ascending, and how often in the title of each.
        df: Paragraphs and titles of the whole index that have it; None: these are all.
    """

    rows: NDArray[np.int64]
    counts: NDArray[np.float32]
    articles: NDArray[np.int64]
    title_counts: NDArray[np.float32]
    df: int | None = None

    @classmethod
    def of(
        cls,
        numbers: NDArray[np.int64],
        counts: NDArray[np.float32],
        in_titles: bool,
        df: int | None = None,
    ) -> Occurrences:
        """Return occurrences that are all in texts, or all in titles."""
        none = numbers[:0], counts[:0]
        if in_titles:
            return cls(*none, numbers, counts, df)
        return cls(numbers, counts, *none, df)


def everywhere(
    segments: Sequence[Postings], forms: Sequence[str], *, at_end: bool = False
) -> Positions:
    """Return where any of some forms occurs in all segments.

    Args:
        segments: Their postings.
        forms: Of one term.
        at_end: Whether a form of several stems stands where its last one does, else the first.
    """
    found, base = [], 0
    for postings in segments:
        here = _either([lookup(postings, form, at_end=at_end) for form in forms])
        found.append((here.rows.astype(np.int64) + base, here.frequencies, here.positions))
        base += len(postings.lengths)
    rows, frequencies, positions = zip(*found, strict=True) if found else ((), (), ())
    counts = joined(frequencies, np.uint16)
    starts = np.asarray(counts.cumsum(dtype=np.int64) - counts, np.int64)
    return Positions(joined(rows, np.int64), counts, joined(positions, np.uint16), starts)


def lookup(postings: Postings, form: str, *, at_end: bool = False) -> TermPostings:
    """Return where a form occurs in one segment."""
    if " " not in form:
        return postings.lookup(form)
    keys: NDArray[np.int64] | None = None
    stems = form.split(" ")
    for at, stem in enumerate(stems):
        ahead = occurrence_keys(postings.lookup(stem)) - at
        keys = ahead if keys is None else keys[common(keys, ahead)[0]]
    assert keys is not None
    return _as_postings(keys + len(stems) - 1 if at_end else keys)


def _either(found: Sequence[TermPostings]) -> TermPostings:
    """Return where any of some terms occurs."""
    some = [postings for postings in found if len(postings.rows)]
    if len(some) < 2:
        return some[0] if some else found[0]
    return _as_postings(distinct(np.concatenate([*map(occurrence_keys, some)])))


def _as_postings(keys: NDArray[np.int64]) -> TermPostings:
    """Return ascending occurrences, each its row and in 16 bits its position, as postings."""
    every = keys >> 16
    rows = distinct(every)
    counts = np.diff(np.append(every.searchsorted(rows), len(every)))
    positions = (keys & 0xFFFF).astype(np.uint16)
    return TermPostings(rows.astype(np.int32), counts.astype(np.uint16), positions)


def neighbours(
    first: Positions, second: Positions
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the ascending rows in which `second` directly follows `first`, and how often."""
    at, other = common(first.rows, second.rows)
    # Numbers that ascend: which of the common rows, and the position in it.
    ahead, behind = first.numbered(at) + 1, second.numbered(other)
    counts = np.bincount(ahead[common(ahead, behind)[0]] >> 16)
    found = np.flatnonzero(counts)
    return first.rows[at[found]], counts[found].astype(np.float32)


def merged(
    one: tuple[NDArray[np.int64], NDArray[np.float32]],
    other: tuple[NDArray[np.int64], NDArray[np.float32]],
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Merge two ascending lists of rows with counts to one that ascends."""
    rows, counts = summed(*one, *other)
    order = np.argsort(rows)
    return rows[order], counts[order]


def summed(
    rows: NDArray[np.int64],
    counts: NDArray[np.float32],
    more_rows: NDArray[np.int64],
    more_counts: NDArray[np.float32],
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Merge two ascending lists of rows, adding up the counts of those in both; in any order."""
    if not len(more_rows):
        return rows, counts
    at = np.searchsorted(rows, more_rows)
    is_new = np.append(rows, -1)[at] != more_rows
    counts = np.concatenate([counts, more_counts[is_new]])
    counts[at[~is_new]] += more_counts[~is_new]
    return np.concatenate([rows, more_rows[is_new]]), counts
