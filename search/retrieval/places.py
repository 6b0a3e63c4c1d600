"""Places of indexes: one in a folder or on a server, open for reading."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from index.generations.snapshot import open_snapshot
from index.remote import is_address
from search.retrieval.reading import FolderReading
from search.retrieval.retriever import Retriever

if TYPE_CHECKING:
    from search.retrieval.protocol import Reading


def opened(
    place: str | os.PathLike[str], *, generation: int | None = None, one_shot: bool = False
) -> Reading:
    """Open an index.

    Args:
        place: A folder that a build wrote, or the address of an index on a server.
        generation: One that is kept; the current one if None.
        one_shot: Whether for a single search.

    Raises:
        IndexUnusableError, AddressError, GenerationNotFoundError: See `errors.py`.
    """
    if is_address(place):
        from index.remote.address import checked
        from search.retrieval.remote.reading import ServerReading

        return ServerReading(checked(place), generation=generation, one_shot=one_shot)
    snapshot = open_snapshot(Path(place), generation=generation)
    with snapshot.reading():
        return FolderReading(snapshot, Retriever(snapshot, one_shot=one_shot))
