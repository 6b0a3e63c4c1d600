"""Postings: the rows of each term, how often and where; and the Whoosh index beside them.

Ranking reads only the arrays: a sorted term dictionary, and for each term its rows, frequencies
and positions. Whoosh holds the same rows as documents, with stems, whole words and their positions,
for the query language.
"""

from __future__ import annotations

import mmap
import os
from array import array
from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
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

WHOOSH_MEMORY_MB = 64
"""Whoosh's writer spills postings to disk beyond this, by its own count. With 256, a segment of
50,000 paragraphs takes 230 MB more and 3 % less time."""


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

    def write(self, folder: Path, name: str) -> None:
        """Write the files of postings called `name` into `folder`."""
        arrays = self.arrays()
        (folder / f"{name}.terms.bin").write_bytes(arrays.pop("terms").tobytes())
        for part, values in arrays.items():
            np.save(folder / f"{name}.{part}.npy", values)


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

    def __init__(self, folder: Path, name: str) -> None:
        text = map_bytes(folder / f"{name}.terms.bin")
        self._take(
            text, lambda part: map_array(folder / f"{name}.{part}.npy"), f"{name} in {folder}"
        )

    @classmethod
    def packed(cls, arrays: Packed, name: str) -> Postings:
        """Open postings whose parts are arrays of one file."""
        new = cls.__new__(cls)
        text = arrays.array(f"{name}.terms")
        new._take(text, lambda part: arrays.array(f"{name}.{part}"), f"{name} in {arrays.path}")
        return new

    def _take(self, text: Any, part: Callable[[str], Any], called: str) -> None:
        self._text = text
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
            raise IndexDamagedError(
                f"the postings {called} do not agree with each other;"
                " rebuild the index with `seedsearch build --full`"
            )

    def lookup(self, term: str) -> TermPostings:
        """Return where `term` occurs; empty arrays where it does not."""
        known = self._known.get(term)
        if known is None:
            if len(self._known) >= KNOWN_TERMS:
                self._known.clear()
            known = self._known[term] = self._look_up(term)
        return known

    def _look_up(self, term: str) -> TermPostings:
        low = self.number(term)
        if low is None:
            return TermPostings(self._rows[:0], self._frequencies[:0], self._positions[:0])
        rows = slice(self._pointers[low], self._pointers[low + 1])
        places = slice(self._places[low], self._places[low + 1])
        return TermPostings(self._rows[rows], self._frequencies[rows], self._positions[places])

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
        return range(self._first(wanted), self._first(wanted + b"\xff"))

    def number(self, term: str) -> int | None:
        """Return the number of a term, or None where it does not occur."""
        wanted = _coded(term)
        at = self._first(wanted)
        return at if at < len(self) and self._term(at) == wanted else None

    def words_of(self, numbers: NDArray[np.int64]) -> list[str]:
        """Return the terms that have these numbers."""
        return [self._term(at).decode("utf-8", "surrogatepass") for at in numbers.tolist()]

    def row_counts(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return in how many rows each of some terms is."""
        return np.asarray(self._pointers[numbers + 1] - self._pointers[numbers])

    def occurrences(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """Return the rows of some terms, term by term, and how often each term is in each."""
        at = ranges(self._pointers[numbers], self.row_counts(numbers))
        return self._rows[at], self._frequencies[at]

    def _first(self, wanted: bytes) -> int:
        """Return the number of the first term that is not below `wanted`."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._term(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def _term(self, number: int) -> bytes:
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


class WhooshWriter:
    """Writes the rows of one segment as the documents of a Whoosh index.

    Document i is the i-th added: one writer, one commit, nothing merged. Fields: `text` (stems),
    `words` and `title` (whole words with positions).
    """

    def __init__(self, folder: Path) -> None:
        from whoosh import fields, index

        folder.mkdir()
        schema = fields.Schema(
            text=fields.TEXT(phrase=False, spelling=False, vector=None),
            words=fields.TEXT(phrase=True),
            title=fields.TEXT(phrase=True),
        )
        created = index.create_in(str(folder), schema)
        self._writer = created.writer(limitmb=WHOOSH_MEMORY_MB)

    def add(self, *, terms: Sequence[str], words: Sequence[str], title: Sequence[str]) -> None:
        """Add the next document, already analysed."""
        self._writer.add_document(text=list(terms), words=list(words), title=list(title))

    def close(self) -> None:
        self._writer.commit(merge=False)


class WhooshFiles:
    """The files of a segment's Whoosh index, held open.

    Whoosh opens its files when a query first needs them, by path: by then a later build may have
    deleted them. So they are opened with the segment, and Whoosh is given what is open.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._files = {path.name: path.open("rb") for path in sorted(folder.iterdir())}
        except OSError as error:
            raise _damaged(folder, error) from error

    def open(self) -> Any:
        """Open the Whoosh index; its documents are the segment's rows.

        Raises:
            IndexDamagedError: Whoosh cannot read it.
        """
        from whoosh.filedb.filestore import FileStorage
        from whoosh.filedb.structfile import StructFile
        from whoosh.index import FileIndex

        files = self._files

        class Held(FileStorage):  # type: ignore[misc]
            """Whoosh's storage over files that are open already."""

            def list(self) -> list[str]:
                return [*files]

            def file_exists(self, name: str) -> bool:
                return name in files

            def file_length(self, name: str) -> int:
                return os.fstat(files[name].fileno()).st_size

            def open_file(self, name: str, **options: Any) -> Any:
                file = os.fdopen(os.dup(files[name].fileno()), "rb")
                file.seek(0)  # the position is shared with what was dup'ed before
                return StructFile(file, name=name, **options)

        try:
            return FileIndex(Held(str(self.folder), readonly=True))
        except Exception as error:  # whoosh unpickles, so a damaged file can raise anything
            raise IndexDamagedError(
                f"the Whoosh index {self.folder} cannot be read ({type(error).__name__});"
                " rebuild the index with `seedsearch build --full`"
            ) from error


def map_array(path: Path) -> Any:
    """Memory-map an array read-only; an empty one is read.

    Raises:
        IndexDamagedError: The file is missing, cut short or not an array.
    """
    try:
        # A plain view: slicing numpy's own memmap type costs several times as much.
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except Exception as error:  # numpy parses a header as Python, and passes on what that raises
        raise _damaged(path, error) from error


def map_bytes(path: Path) -> mmap.mmap | bytes:
    """Memory-map a file read-only.

    Raises:
        IndexDamagedError: The file is missing.
    """
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> IndexDamagedError:
    reason = getattr(error, "strerror", None) or (str(error).splitlines() or ["unreadable"])[0]
    return IndexDamagedError(
        f"{path} cannot be read ({reason}); rebuild the index with `seedsearch build --full`"
    )
