"""Format 1 of a segment's files: an array a file, as `numpy.save` writes it.

Such segments are read until the next merge, or `build --full`, writes them anew. Whoosh's files in
`whoosh/`, which are pickles, are never opened. Without this module, and the line in `segment.py`
that names it, there is one format.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from index.segments.mapped_files import map_array, map_bytes
from index.segments.packed import Packed
from index.segments.postings import Postings

_FILES = {"edges": "articles.npy", "body": "body.lengths.npy", "title": "title.lengths.npy"}
"""Files that are not called like the array in them."""

_LOOKUP = "lookup.bin"


class SingleFiles:
    """The files of a segment of format 1."""

    def __init__(self, folder: Path, names: Collection[str]) -> None:
        """Open them.

        Args:
            folder: Of the segment.
            names: Of all its files: some arrays came later than the format.
        """
        self._folder = folder
        self._names = names
        self.records = map_bytes(folder / "articles.bin")
        self.texts = map_bytes(folder / "texts.bin")
        path = folder / _LOOKUP
        self.lookup = Packed(path, map_bytes(path)) if _LOOKUP in names else None

    def array(self, name: str) -> NDArray[Any]:
        found: NDArray[Any] = map_array(self._folder / self.place(name))
        return found

    def optional(self, name: str) -> NDArray[Any] | None:
        return self.array(name) if self.place(name) in self._names else None

    def postings(self, name: str) -> Postings:
        def part(part: str) -> Any:
            path = self._folder / f"{name}.{part}"
            return (
                map_bytes(Path(f"{path}.bin"))
                if part == "terms"
                else map_array(Path(f"{path}.npy"))
            )

        return Postings(part, f"{name} in {self._folder}")

    def place(self, name: str) -> str:
        return _FILES.get(name, f"{name}.npy")
