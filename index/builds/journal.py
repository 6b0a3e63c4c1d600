"""Journal: what a build that never finished already encoded; encoding is what takes hours.

    INDEX/unfinished/NAME/00000001/   keys.npy vectors.npy edges.npy parts.npy   of one chunk

A build adds a chunk each time some texts are encoded, and deletes the journal when it has published
them; one that is interrupted leaves it, and the next build finds the vectors in it by their
digests. NAME says what made them, so that vectors of different making never mix. Only for the
holder of the writer's lock.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError
from index.generations.publication import flush_tree
from index.segments.mapped_files import map_array

UNFINISHED = "unfinished"

OPEN_CHUNKS = 64
"""Chunks that are open at once: those of a segment. A long build has more of them than a process
may have open files, which is often 1,024, four a chunk."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Vectors of some texts and of their parts.

    Attributes:
        keys: `(n, KEY_BYTES)` uint8 digests of what was encoded.
        vectors: `(n, dimension)` float32, unit rows.
        edges: `(n + 1,)` int64: the parts of text i are rows edges[i] to edges[i + 1].
        parts: `(all parts, dimension)` float16 or float32, unit rows.
    """

    keys: NDArray[np.uint8]
    vectors: NDArray[np.float32]
    edges: NDArray[np.int64]
    parts: NDArray[Any]


class Journal:
    """Chunks of the build that is running, and of one before it that was interrupted.

    Attributes:
        keys: Of each chunk the `(n, KEY_BYTES)` uint8 digests, in memory.
    """

    def __init__(self, index_dir: Path, name: str) -> None:
        """Open the journal of vectors made in the way that `name` says; others are deleted."""
        self._top = index_dir / UNFINISHED
        self._folder = self._top / name
        if self._top.is_dir():
            for other in self._top.iterdir():
                if other != self._folder:
                    shutil.rmtree(other)
        self.keys: list[NDArray[np.uint8]] = []
        self._folders: list[Path] = []
        self._open: Callable[[Path], Chunk] = lru_cache(OPEN_CHUNKS)(_open)
        for folder in sorted(self._folder.glob("[0-9]*")):
            try:
                self._take(folder, _open(folder).keys)
            except IndexDamagedError:  # then its texts are encoded again
                shutil.rmtree(folder)

    def vector(self, chunk: int, text: int) -> NDArray[np.float32]:
        """Return the vector of one text."""
        vector: NDArray[np.float32] = self._open(self._folders[chunk]).vectors[text]
        return vector

    def parts(self, chunk: int, text: int) -> NDArray[Any]:
        """Return the vectors of the parts of one text."""
        found = self._open(self._folders[chunk])
        return found.parts[found.edges[text] : found.edges[text + 1]]

    def add(self, chunk: Chunk) -> None:
        """Write a chunk; whatever happens, it is there whole or not at all."""
        folder = self._folder / f"{len(self.keys) + 1:08}"
        scratch = self._folder / "new"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        for name in ("keys", "vectors", "edges", "parts"):
            np.save(scratch / f"{name}.npy", getattr(chunk, name))
        flush_tree(scratch)
        while folder.exists():
            folder = folder.with_name(f"{int(folder.name) + 1:08}")
        scratch.rename(folder)
        self._take(folder, chunk.keys)

    def _take(self, folder: Path, keys: NDArray[np.uint8]) -> None:
        self._folders.append(folder)
        self.keys.append(np.array(keys))

    def discard(self) -> None:
        """Delete it: what is in it was published."""
        shutil.rmtree(self._top, ignore_errors=True)


def _open(folder: Path) -> Chunk:
    names = ("keys", "vectors", "edges", "parts")
    chunk = Chunk(*(map_array(folder / f"{name}.npy") for name in names))
    counts = len(chunk.keys), len(chunk.vectors), len(chunk.edges) - 1
    if len(set(counts)) != 1 or chunk.edges[-1] != len(chunk.parts):
        raise IndexDamagedError(f"the chunk {folder} is not whole")
    return chunk
