"""Packed arrays: several in one file, mapped at once.

    8 bytes   length of the header in bytes, little-endian
    header    JSON: name -> [dtype, shape, first byte of the array in the data]
    data      each array, row by row, on a multiple of 64 bytes

The shape of an array of one dimension is its length, otherwise a list.

A segment has many arrays, and some only some queries read. One file of them costs a query one
mapping, and a process one open file; the header is read when an array is first asked for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Set
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError

ALIGNMENT = 64

NUMBERS = "biuf"
"""Kinds of arrays that there are: truth values, integers with and without sign, floats."""


class PackedFile:
    """A packed file that is being written: each array from its beginning on, in some steps.

    Use as a context manager.
    """

    def __init__(self, path: Path, kinds: Mapping[str, tuple[np.dtype[Any], tuple[int, ...]]]):
        """Begin the file of arrays of these types and shapes."""
        header, places, size = _header(kinds)
        self._next = {name: len(header) + place for name, place in places.items()}
        self._file = path.open("wb")
        self._file.write(header)
        self._file.truncate(len(header) + size)

    def append(self, name: str, values: NDArray[Any]) -> None:
        """Write the next rows of an array."""
        self._file.seek(self._next[name])
        self._next[name] += self._file.write(values.tobytes())

    def __enter__(self) -> PackedFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def _header(
    kinds: Mapping[str, tuple[np.dtype[Any], tuple[int, ...]]],
) -> tuple[bytes, dict[str, int], int]:
    """Return what a file begins with, where in the data each array is, and the data's length."""
    # Where the data begins depends on the header's length, so places in it count from there.
    described: dict[str, tuple[str, int | tuple[int, ...], int]] = {}
    size = 0
    for name, (dtype, shape) in kinds.items():
        described[name] = dtype.str, shape[0] if len(shape) == 1 else shape, size
        size += -(-dtype.itemsize * math.prod(shape) // ALIGNMENT) * ALIGNMENT
    header = json.dumps(described).encode("ascii")
    header += b" " * (-(8 + len(header)) % ALIGNMENT)
    places = {name: place for name, (_, _, place) in described.items()}
    return len(header).to_bytes(8, "little") + header, places, size


def packed_bytes(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return what a file of some arrays would hold."""
    header, places, size = _header({n: (v.dtype, v.shape) for n, v in arrays.items()})
    data = bytearray(header) + bytes(size)
    for name, values in arrays.items():
        start = len(header) + places[name]
        data[start : start + values.nbytes] = values.tobytes()
    return bytes(data)


def write_packed(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays as one file."""
    kinds = {name: (values.dtype, values.shape) for name, values in arrays.items()}
    with PackedFile(path, kinds) as file:
        for name, values in arrays.items():
            file.append(name, values)


class Packed:
    """The arrays of one file, each a read-only view of it."""

    def __init__(self, path: Path, data: Any) -> None:
        """Take the file's bytes, mapped: what is not read costs nothing."""
        self.path = path
        self._data = data

    def check(self) -> None:
        """Raise IndexDamagedError if any array is not there as a whole."""
        for name in self._places:
            self.array(name)

    def array(self, name: str) -> NDArray[Any]:
        """Return an array.

        Raises:
            IndexDamagedError: The file has none of this name, or is cut short.
        """
        try:
            kind, shape, place = self._places[name]
            dtype = np.dtype(kind)
            if dtype.kind not in NUMBERS:
                raise TypeError(f"{kind} is no type of numbers")
            if isinstance(shape, int):
                return np.frombuffer(self._data, dtype, shape, self._first + place)
            flat = np.frombuffer(self._data, dtype, math.prod(shape), self._first + place)
            return flat.reshape(shape)
        except (KeyError, ValueError, TypeError, OverflowError) as error:
            raise self._damaged() from error

    @property
    def names(self) -> Set[str]:
        """The names of the arrays."""
        return self._places.keys()

    def text(self, name: str) -> bytes:
        """Return an array of bytes as bytes."""
        return self.array(name).tobytes()

    @cached_property
    def _first(self) -> int:
        return 8 + int.from_bytes(self._data[:8], "little")

    @cached_property
    def _places(self) -> dict[str, tuple[str, Any, int]]:
        try:
            return {name: tuple(p) for name, p in json.loads(self._data[8 : self._first]).items()}
        except (ValueError, AttributeError, TypeError, OverflowError, RecursionError) as error:
            raise self._damaged() from error

    def _damaged(self) -> IndexDamagedError:
        return IndexDamagedError(
            f"{self.path} is damaged; restore it or rebuild the index with"
            " `seedsearch build --full`"
        )
