"""Overlay files of a generation: removed articles of a segment, and rows that are boilerplate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError
from index.generations.manifest import SegmentEntry, dead_file, flagged_file
from index.segments.mapped_files import map_array
from index.segments.segment import Segment


def dead_articles(folder: Path, entry: SegmentEntry, segment: Segment) -> NDArray[np.int64]:
    """Return the ascending numbers of a segment's removed articles.

    Raises:
        IndexDamagedError: The manifest counts others, or they are none of the segment's.
    """
    removed = segment.articles - entry.articles
    return _numbers(dead_file(folder, entry.name), removed, segment.articles)


def flagged_rows(folder: Path, entry: SegmentEntry, segment: Segment) -> NDArray[np.int64]:
    """Return the ascending numbers of a segment's rows that are boilerplate.

    Raises:
        IndexDamagedError: The manifest counts others, or they are none of the segment's.
    """
    return _numbers(flagged_file(folder, entry.name), entry.flagged, segment.rows)


def _numbers(path: Path, count: int, most: int) -> NDArray[np.int64]:
    if not count:
        return np.empty(0, np.int64)
    found: NDArray[np.int64] = map_array(path)
    is_whole = found.shape == (count,) and found.dtype == np.int64
    if not is_whole or not bool(np.all((found >= 0) & (found < most))):
        raise IndexDamagedError(
            f"{path} is damaged; restore it or rebuild the index with `seedsearch build --full`"
        )
    return found
