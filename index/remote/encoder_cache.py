"""Encoders of indexes on servers, kept on this machine: read once, by digest."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from index.errors import storage_errors
from index.remote import files
from index.remote.files import File
from index.remote.server import Server

CACHE = "SEEDSEARCH_CACHE"
"""Where to keep them, in place of `seedsearch` in the user's cache."""


def folder() -> Path:
    """Return where encoders are kept."""
    given = os.environ.get(CACHE)
    if given:
        return Path(given)
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "seedsearch"


def encoder(server: Server, name: str, kept: Mapping[str, File]) -> Path:
    """Return the folder of an encoder, which is read from the server where it is not here yet.

    Args:
        server: Of the index.
        name: The encoder's, which has the digest of what is in it.
        kept: Its files.

    Raises:
        IndexDamagedError: A file is not as it was written.
        StorageError: It cannot be kept here.
    """
    place = folder() / "encoders" / name
    if all(_has(place / each, file) for each, file in kept.items()):
        return place
    with storage_errors(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix="new-", dir=place.parent))
        try:
            for each, file in kept.items():
                (scratch / each).parent.mkdir(parents=True, exist_ok=True)
                (scratch / each).write_bytes(files.read(server, file))
            shutil.rmtree(place, ignore_errors=True)
            try:
                scratch.rename(place)
            except OSError:  # another process has put it there meanwhile
                if not all(_has(place / each, file) for each, file in kept.items()):
                    raise
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return place


def _has(path: Path, file: File) -> bool:
    try:
        return path.stat().st_size == file.size
    except OSError:
        return False
