"""Mapped files: arrays and bytes that are read from the disk where they are used."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexDamagedError


def map_array(path: Path) -> Any:
    """Memory-map an array read-only; an empty one is read.

    Raises:
        IndexDamagedError: The file is missing, cut short or not an array.
    """
    try:
        # A plain view: slicing numpy's own memmap type costs several times as much.
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except Exception as error:  # numpy parses a header as Python, and passes on what that raises
        raise _damaged(path, error) from error


def map_bytes(path: Path) -> mmap.mmap | bytes:
    """Memory-map a file read-only.

    Raises:
        IndexDamagedError: The file is missing.
    """
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> IndexDamagedError:
    reason = getattr(error, "strerror", None) or (str(error).splitlines() or ["unreadable"])[0]
    return IndexDamagedError(
        f"{path} cannot be read ({reason}); rebuild the index with `seedsearch build --full`"
    )
