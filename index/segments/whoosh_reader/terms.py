"""Terms of a field of a segment, and their rows: words of texts, values of articles."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.segments.attributes import FACTS, UNDATED, Fact
from index.segments.postings import Postings, edges, ranges
from index.segments.segment import Segment
from index.segments.whoosh_reader.schema import midnight


class Terms(Protocol):
    """The terms of one field of a segment, in the order of their bytes, and where they occur."""

    def __len__(self) -> int: ...

    def term(self, number: int) -> bytes: ...

    def first(self, wanted: bytes) -> int:
        """Return the number of the first term that is not below `wanted`."""

    def rows(self, number: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the ascending rows of a term, and how often it occurs in each."""

    def positions(self, number: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return where the positions of each of its rows begin and end, and the positions."""

    def lengths(self) -> NDArray[Any] | None:
        """Return how many terms each row has; None where that says nothing."""


class TextTerms:
    """Terms of paragraphs, or of titles: then each row of an article has those of its title."""

    def __init__(self, postings: Postings, first_rows: NDArray[np.int64] | None = None) -> None:
        self._postings = postings
        self._first_rows = first_rows
        self.term, self.first = postings.term, postings.first

    def __len__(self) -> int:
        return len(self._postings)

    def rows(self, number: int) -> tuple[NDArray[Any], NDArray[Any]]:
        found = self._postings.at(number)
        if self._first_rows is None:
            return found.rows, found.frequencies
        return _rows_of(found.rows, self._first_rows), found.frequencies.repeat(
            np.diff(self._first_rows)[found.rows]
        )

    def positions(self, number: int) -> tuple[NDArray[Any], NDArray[Any]]:
        found = self._postings.at(number)
        bounds = edges(found.frequencies)
        places = np.stack([bounds[:-1], bounds[1:]], axis=1)
        if self._first_rows is not None:
            places = places.repeat(np.diff(self._first_rows)[found.rows], axis=0)
        return places, found.positions

    def lengths(self) -> NDArray[Any] | None:
        if self._first_rows is None:
            return self._postings.lengths
        return self._postings.lengths.repeat(np.diff(self._first_rows))


class ValueTerms:
    """Values of articles, one or none each, as terms of their rows."""

    def __init__(
        self, values: Sequence[bytes], numbers: NDArray[Any], first_rows: NDArray[np.int64]
    ) -> None:
        """Take ascending values, and for each article the number of its own; -1: none."""
        self._values = values
        self._first_rows = first_rows
        self._order = np.argsort(numbers, kind="stable")
        self._bounds = np.searchsorted(numbers[self._order], np.arange(len(values) + 1))

    def __len__(self) -> int:
        return len(self._values)

    def term(self, number: int) -> bytes:
        return self._values[number]

    def first(self, wanted: bytes) -> int:
        return bisect_left(self._values, wanted)

    def rows(self, number: int) -> tuple[NDArray[Any], NDArray[Any]]:
        articles = self._order[self._bounds[number] : self._bounds[number + 1]]
        rows = _rows_of(articles, self._first_rows)
        return rows, np.ones(len(rows), np.uint16)

    def positions(self, number: int) -> tuple[NDArray[Any], NDArray[Any]]:
        raise ValueError("this field has values, which have no positions")

    def lengths(self) -> NDArray[Any] | None:
        return None


def terms_of(segment: Segment, to_bytes: Callable[[Any], bytes]) -> dict[str, Callable[[], Terms]]:
    """Return what makes the terms of each field of a segment; nothing is read before.

    Args:
        segment: One that has whole words and attributes.
        to_bytes: What makes a term of a moment.
    """
    lookup, first_rows = segment.lookup, segment.first_rows

    def ids() -> Terms:
        values = [coded(each) for each in lookup.ids]
        return ValueTerms(values, np.arange(len(values)), first_rows)

    def days() -> Terms:
        found, numbers = np.unique(lookup.days[:, 0], return_inverse=True)
        undated = int(len(found) > 0 and found[0] == UNDATED)
        values = [to_bytes(midnight(day)) for day in found[undated:].tolist()]
        return ValueTerms(values, numbers.reshape(-1) - undated, first_rows)

    def names(fact: Fact) -> Terms:
        values = [coded(name) for name in lookup.names(fact)]
        order = sorted(range(len(values)), key=values.__getitem__)
        ranks = np.empty(len(values), np.int64)
        ranks[order] = np.arange(len(values))
        return ValueTerms([values[at] for at in order], ranks[lookup.numbers(fact)], first_rows)

    return {
        "text": lambda: TextTerms(segment.body),
        "words": lambda: TextTerms(lookup.words),
        "title": lambda: TextTerms(lookup.titles, first_rows),
        "title_text": lambda: TextTerms(segment.title, first_rows),
        "id": ids,
        "date": days,
        **{fact: partial(names, fact) for fact in FACTS},
    }


def _rows_of(articles: NDArray[Any], first_rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows of some articles, which ascend."""
    starts = first_rows[articles]
    return ranges(starts, first_rows[np.asarray(articles) + 1] - starts)


def coded(text: str) -> bytes:
    """Return a value as a term."""
    return text.encode("utf-8", "surrogatepass")
