"""Postings: a sorted dictionary of terms, and of each term its rows, how often and where.

Ranking, conditions and Whoosh's reader read the same arrays.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError
from index.segments.packed import Packed

MAX_POSITIONS = 65535
"""Terms of a row beyond so many are not indexed: positions are stored in 16 bits. A paragraph has
a few hundred."""

KNOWN_TERMS = 4096
"""Terms whose place in an open dictionary is remembered, some 2 MB."""


class PostingsWriter:
    """Collects the terms of rows 0, 1, 2, ... and writes them as arrays."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms = array("i")
        self._rows = array("i")
        self._frequencies = array("H")
        self._positions = array("H")
        self._lengths = array("i")

    def add(self, terms: Sequence[str], beside: Iterable[tuple[str, int]] = ()) -> None:
        """Add the next row.

        Args:
            terms: In order and as often as they occur.
            beside: Further terms, each with the place of the term that it stands beside: they count
                for nothing in the row's length.
        """
        row = len(self._lengths)
        self._lengths.append(len(terms))
        places: dict[str, list[int]] = {}
        for place, term in enumerate(terms[:MAX_POSITIONS]):
            places.setdefault(term, []).append(place)
        for term, place in beside:
            found = places.setdefault(term, [])
            if place < MAX_POSITIONS and place not in found:
                insort(found, place)
        for term, found in places.items():
            self._terms.append(self._numbers.setdefault(term, len(self._numbers)))
            self._rows.append(row)
            self._frequencies.append(len(found))
            self._positions.extend(found)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what is written, by part; `terms` is UTF-8."""
        ordered = sorted(self._numbers, key=_coded)
        rank = np.empty(len(ordered), np.int32)
        rank[[self._numbers[term] for term in ordered]] = np.arange(len(ordered), dtype=np.int32)
        terms = rank[np.frombuffer(self._terms, np.int32)] if ordered else np.empty(0, np.int32)
        order = np.argsort(terms, kind="stable")
        frequencies = np.frombuffer(self._frequencies, np.uint16)
        starts = edges(frequencies)[:-1]
        coded = [_coded(term) for term in ordered]
        arrays: dict[str, NDArray[Any]] = {
            "terms": np.frombuffer(b"".join(coded), np.uint8),
            "ends": edges(np.array([*map(len, coded)], np.int64)),
            "pointers": edges(np.bincount(terms, minlength=len(ordered))),
            "rows": np.frombuffer(self._rows, np.int32)[order],
            "frequencies": frequencies[order],
            "positions": np.frombuffer(self._positions, np.uint16)[
                ranges(starts[order], frequencies[order])
            ],
            "lengths": np.frombuffer(self._lengths, np.int32),
        }
        arrays["places"] = edges(arrays["frequencies"])[arrays["pointers"]]
        return arrays


class TermPostings(NamedTuple):
    """Where one term occurs in one segment.

    Attributes:
        rows: `(n,)` int32, ascending.
        frequencies: `(n,)` uint16: how often in each row.
        positions: `(sum of frequencies,)` uint16: which term of its row each occurrence is,
            ascending in each row.
    """

    rows: NDArray[np.int32]
    frequencies: NDArray[np.uint16]
    positions: NDArray[np.uint16]


class Postings:
    """Postings of one segment, memory-mapped.

    Attributes:
        lengths: `(rows,)` int32, terms of each row, repeats counted.
    """

    def __init__(self, part: Callable[[str], Any], called: str) -> None:
        """Take what gives each of the arrays by the name that `PostingsWriter.arrays` has for it.

        Args:
            part: `terms` may be bytes.
            called: What they are and where, for messages.

        Raises:
            IndexDamagedError: They do not agree with each other.
        """
        self._part, self._called = part, called
        self._text = memoryview(part("terms"))
        # Where each term's text ends, its rows begin, and its positions begin.
        self._ends = part("ends")
        self._bounds = memoryview(self._ends)  # its items are plain numbers, three times as fast
        self._known: dict[str, TermPostings] = {}
        self._pointers = part("pointers")
        self._places = part("places")
        self._rows = part("rows")
        self._frequencies = part("frequencies")
        self._positions = part("positions")
        self.lengths: NDArray[np.int32] = part("lengths")
        sizes_agree = (
            len(self._ends) == len(self._pointers) == len(self._places)
            and self._ends[-1] == len(self._text)
            and self._pointers[-1] == len(self._rows) == len(self._frequencies)
            and self._places[-1] == len(self._positions)
        )
        if not sizes_agree:
            raise self._damaged()

    def _damaged(self) -> IndexDamagedError:
        return IndexDamagedError(
            f"the postings {self._called} do not agree with each other;"
            " rebuild the index with `seedsearch build --full`"
        )

    @classmethod
    def packed(cls, arrays: Packed, name: str) -> Postings:
        """Open postings whose parts are arrays of one file."""
        return cls(lambda part: arrays.array(f"{name}.{part}"), f"{name} in {arrays.path}")

    def lookup(self, term: str) -> TermPostings:
        """Return where `term` occurs; empty arrays where it does not."""
        known = self._known.get(term)
        if known is None:
            if len(self._known) >= KNOWN_TERMS:
                self._known.clear()
            known = self._known[term] = self._look_up(term)
        return known

    def _look_up(self, term: str) -> TermPostings:
        number = self.number(term)
        if number is None:
            return TermPostings(self._rows[:0], self._frequencies[:0], self._positions[:0])
        return self.at(number)

    def at(self, number: int) -> TermPostings:
        """Return where the term with this number occurs."""
        rows = slice(self._pointers[number], self._pointers[number + 1])
        places = slice(self._places[number], self._places[number + 1])
        found = TermPostings(self._rows[rows], self._frequencies[rows], self._positions[places])
        # Else what is made of them could take any amount of memory.
        if len(found.positions) != found.frequencies.sum(dtype=np.int64):
            raise self._damaged()
        return found

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays but the terms, as `PostingsWriter.arrays` names them."""
        names = "ends", "pointers", "places", "rows", "frequencies", "positions", "lengths"
        return {name: self._part(name) for name in names}

    def __len__(self) -> int:
        """How many terms there are."""
        return len(self._ends) - 1

    @cached_property
    def terms(self) -> list[str]:
        """All terms in code point order."""
        text, ends = bytes(self._text), self._ends.tolist()
        return [text[start:end].decode("utf-8", "surrogatepass") for start, end in pairwise(ends)]

    def beginning_with(self, prefix: str) -> range:
        """Return the numbers of the terms that begin with `prefix`."""
        wanted = _coded(prefix)
        # 0xff stands in no UTF-8 text, so it follows whatever begins with the prefix.
        return range(self.first(wanted), self.first(wanted + b"\xff"))

    def number(self, term: str) -> int | None:
        """Return the number of a term, or None where it does not occur."""
        wanted = _coded(term)
        at = self.first(wanted)
        return at if at < len(self) and self.term(at) == wanted else None

    def words_of(self, numbers: NDArray[np.int64]) -> list[str]:
        """Return the terms that have these numbers."""
        return [self.term(at).decode("utf-8", "surrogatepass") for at in numbers.tolist()]

    def row_counts(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return in how many rows each of some terms is."""
        return np.asarray(self._pointers[numbers + 1] - self._pointers[numbers])

    def occurrences(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """Return the rows of some terms, term by term, and how often each term is in each."""
        counts = self.row_counts(numbers)
        if len(counts) and (counts.min() < 0 or counts.sum() > len(self._rows)):
            raise self._damaged()
        at = ranges(self._pointers[numbers], counts)
        return self._rows[at], self._frequencies[at]

    def first(self, wanted: bytes) -> int:
        """Return the number of the first term that is not below `wanted`."""
        return bisect_left(range(len(self)), wanted, key=self.term)

    def term(self, number: int) -> bytes:
        """Return a term by its number, UTF-8; they are in this order."""
        return bytes(self._text[self._bounds[number] : self._bounds[number + 1]])


def occurrence_keys(postings: TermPostings) -> NDArray[np.int64]:
    """Return one ascending number for each occurrence: its row and its position."""
    rows = np.repeat(postings.rows.astype(np.int64), postings.frequencies)
    return (rows << 16) | postings.positions


def ranges(starts: NDArray[Any], counts: NDArray[Any]) -> NDArray[np.int64]:
    """Return `counts[0]` numbers from `starts[0]` on, then `counts[1]` from `starts[1]` on, ..."""
    ends = counts.cumsum(dtype=np.int64)
    numbers = np.arange(ends[-1] if len(ends) else 0)
    numbers += (starts - ends + counts).repeat(counts)
    return numbers


def edges(counts: NDArray[Any]) -> NDArray[np.int64]:
    """Return where each of `counts` things begins, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def _coded(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")
