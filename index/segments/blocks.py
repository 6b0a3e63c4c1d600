"""Blocks of rows: mapped arrays copied a block at a time, never held as a whole."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.segments.packed import PackedFile

BLOCK_ROWS = 8192
"""Rows held at a time, some 12 MB."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Ranges of rows of several arrays, which are of one type, one after the other.

    Attributes:
        arrays: Where the rows are.
        ranges: (array, first row, row after the last) of each range.
    """

    arrays: Sequence[NDArray[Any]]
    ranges: Sequence[tuple[int, int, int]]

    @classmethod
    def of(cls, array: NDArray[Any]) -> Rows:
        """Return all rows of one array."""
        return cls((array,), ((0, 0, len(array)),))

    @property
    def shape(self) -> tuple[int, ...]:
        total = sum(end - start for _, start, end in self.ranges)
        return (total, *self.arrays[0].shape[1:])

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.arrays[0].dtype

    def blocks(self) -> Iterator[NDArray[Any]]:
        """Yield the rows, `BLOCK_ROWS` at a time; a block is overwritten by the next one."""
        left, shape = self.shape[0], self.shape[1:]
        block = np.empty((min(left, BLOCK_ROWS), *shape), self.dtype)
        filled = 0
        for at, first, end in self.ranges:
            start = first
            while start < end:
                count = min(end - start, len(block) - filled)
                block[filled : filled + count] = self.arrays[at][start : start + count]
                start += count
                filled += count
                left -= count
                if filled == len(block):
                    yield block
                    let_go(*self.arrays)
                    block, filled = block[:left], 0


def write_rows(path: Path, given: Mapping[str, Rows]) -> None:
    """Write rows as the arrays of a packed file."""
    with PackedFile(path, {name: (rows.dtype, rows.shape) for name, rows in given.items()}) as file:
        for name, rows in given.items():
            for block in rows.blocks():
                file.append(name, block)


def let_go(*arrays: NDArray[Any]) -> None:
    """Take mapped files out of this process's memory; what is read again is mapped again."""
    for array in arrays:
        base: Any = array
        while base is not None and not isinstance(base, mmap.mmap):
            base = base.obj if isinstance(base, memoryview) else getattr(base, "base", None)
        if base is not None:
            base.madvise(mmap.MADV_DONTNEED)
