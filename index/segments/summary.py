"""Summary of a segment: counts, how it was encoded, size and digest of every other file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import IndexDamagedError

SUMMARY_FILE = "segment.json"

FORMAT = 2
"""Version of everything below an index folder, and of a segment's files; the first says none."""


def damaged(folder: Path, name: str, what: str) -> IndexDamagedError:
    """Return the error for a damaged file of a segment."""
    return IndexDamagedError(
        f"{folder / name} is damaged ({what});"
        " restore it or rebuild the index with `seedsearch build --full`"
    )


def read_summary(folder: Path) -> dict[str, Any]:
    """Read the summary of a segment.

    Raises:
        IndexDamagedError: It is missing or not readable.
    """
    path = folder / SUMMARY_FILE
    try:
        summary: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        summary["files"].items()
        return summary
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise IndexDamagedError(
            f"{path} is missing or damaged; restore it or rebuild the index with"
            " `seedsearch build --full`"
        ) from error


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file of a segment but its summary, by POSIX path, sorted."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != SUMMARY_FILE:
            yield path.relative_to(folder).as_posix(), path


def stamp(path: Path) -> dict[str, int | str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}
