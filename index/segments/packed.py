"""Packed arrays: several in one file, mapped at once.

    8 bytes   length of the header in bytes, little-endian
    header    JSON: name -> [dtype, shape, first byte of the array in the data]
    data      each array, row by row, on a multiple of 64 bytes

The shape of an array of one dimension is its length, otherwise a list.

A segment has many small arrays that only some queries read. One file of them costs a plain query
one mapping; the header is read when an array is first asked for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError

ALIGNMENT = 64


def write_packed(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays as one file."""
    flat = {name: np.ascontiguousarray(values) for name, values in arrays.items()}
    # Where the data begins depends on the header's length, so places in it count from there.
    places, at = {}, 0
    for name, values in flat.items():
        shape = len(values) if values.ndim == 1 else values.shape
        places[name] = [values.dtype.str, shape, at]
        at += -(-values.nbytes // ALIGNMENT) * ALIGNMENT
    header = json.dumps(places).encode("ascii")
    header += b" " * (-(8 + len(header)) % ALIGNMENT)
    with path.open("wb") as file:
        file.write(len(header).to_bytes(8, "little") + header)
        for values in flat.values():
            file.write(values.tobytes())
            file.write(b"\0" * (-values.nbytes % ALIGNMENT))


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
            length = shape if isinstance(shape, int) else math.prod(shape)
            flat = np.frombuffer(self._data, np.dtype(kind), length, self._first + place)
            return flat.reshape(shape)
        except (KeyError, ValueError, TypeError) as error:
            raise self._damaged() from error

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
        except (ValueError, AttributeError, TypeError) as error:
            raise self._damaged() from error

    def _damaged(self) -> IndexDamagedError:
        return IndexDamagedError(
            f"{self.path} is damaged; restore it or rebuild the index with"
            " `seedsearch build --full`"
        )
