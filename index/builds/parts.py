"""Parts that builds write into each segment, besides words and vectors; see `segments/parts.py`."""

from __future__ import annotations

from collections.abc import Callable

from index.segments.acronyms import AcronymWriter
from index.segments.parts import PartWriter
from index.statements.storage import StatementWriter

WRITERS: tuple[Callable[[], PartWriter], ...] = (AcronymWriter, StatementWriter)
"""What makes a writer of each part, for one segment."""


def writers() -> list[PartWriter]:
    """Return a new writer of each part."""
    return [make() for make in WRITERS]
