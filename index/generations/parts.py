"""Parts that builds write into each segment, besides words and vectors; see `segments/parts.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from index.segments.acronyms import AcronymWriter
from index.segments.arrivals import Arrival, ArrivalWriter
from index.segments.parts import PartWriter, part_file
from index.segments.segment import Segment
from index.segments.summary import damaged
from index.statements.storage import StatementWriter

WRITERS: tuple[Callable[[], PartWriter], ...] = (AcronymWriter, StatementWriter)
"""What makes a writer of each part, for one segment, by the articles alone."""

NOBODY: Mapping[str, Arrival] = {}


def writers(came: Mapping[str, Arrival] = NOBODY) -> list[PartWriter]:
    """Return a new writer of each part.

    Args:
        came: When articles came that are written for the first time, by id.
    """
    return [*(make() for make in WRITERS), ArrivalWriter(came)]


def check(segment: Segment) -> None:
    """Read all that the parts of a segment hold, as a merge would.

    Raises:
        IndexDamagedError: Naming the file of a part of which something cannot be read.
    """
    segment.check_parts()
    for writer in writers():
        part = segment.part(writer.name, writer.version)
        if part is None:
            continue
        try:
            for number in range(segment.articles):
                writer.copy(part, number)
        except Exception as error:  # whatever its numbers make it raise
            what = f"what it holds cannot be read: {error}"
            raise damaged(segment.folder, part_file(writer.name), what) from error
