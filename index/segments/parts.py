"""Parts of a segment: groups of arrays that one feature reads, each in a packed file of its own.

    SEGMENT/statements.bin     the part "statements", laid out as `packed.py` says
    SEGMENT/segment.json       "parts": {"statements": 1}: its name and version

A segment that has no such part, or one of another version, does without that feature, which says
so; everything else in it is read as before. So a new part needs no new format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from index.segments.packed import Packed, write_packed
from index.types import Article, Paragraph


class PartWriter(Protocol):
    """Collects one part of a segment, article by article, in the order of the segment.

    Attributes:
        name: A word, in small letters: the file is called by it.
        version: Raised when what the arrays hold, or how it is found, changes.
    """

    name: str
    version: int

    def add(self, article: Article, paragraphs: Sequence[Paragraph]) -> None:
        """Find what the part holds of the next article."""

    def copy(self, part: Packed, number: int) -> None:
        """Take over what another segment's part, of this version, holds of its article `number`."""

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return what is written, of any shapes and of types without objects."""


def part_file(name: str) -> str:
    """Return the name of the file of a part."""
    return f"{name}.bin"


def write_parts(folder: Path, writers: Sequence[PartWriter]) -> dict[str, int]:
    """Write the parts of a segment; return the version of each, by name."""
    for writer in writers:
        write_packed(folder / part_file(writer.name), writer.arrays())
    return {writer.name: writer.version for writer in writers}
