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
        _check_types(summary)
        return summary
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise IndexDamagedError(
            f"{path} is missing or damaged; restore it or rebuild the index with"
            " `seedsearch build --full`"
        ) from error


def _check_types(summary: dict[str, Any]) -> None:
    """Raise TypeError or KeyError where a summary does not hold what it should."""
    counts = [summary[name] for name in ("articles", "paragraphs", "sentences", "dimension")]
    versions = [summary.get("format", 1), *summary.get("parts", {}).values()]
    sizes = [stamp["bytes"] for stamp in summary["files"].values()]
    # The first segments have no codes.
    error = summary["code_error"] if versions[0] > 1 else summary.get("code_error", 0.0)
    names = [summary["encoded_as"], *summary.get("languages", [])]
    are_numbers = all(type(each) is int and each >= 0 for each in (*counts, *versions, *sizes))
    if not (are_numbers and type(error) in (int, float) and error >= 0):
        raise TypeError("a number is none")
    if not all(isinstance(each, str) for each in names):
        raise TypeError("a name is none")
    if not all(part.isidentifier() for part in summary.get("parts", {})):
        raise ValueError("a part's name is no word")


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file of a segment but its summary, by POSIX path, sorted."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != SUMMARY_FILE:
            yield path.relative_to(folder).as_posix(), path


def stamp(path: Path) -> dict[str, int | str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}
