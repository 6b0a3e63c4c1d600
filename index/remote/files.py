"""Files of a run, as rows: what is too large for one row is cut into several."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from index.errors import IndexDamagedError
from index.remote.collections import CHUNK_CHARS, NOTHING
from index.remote.server import Row, Server, listed

CHUNK_BYTES = CHUNK_CHARS // 4 * 3

AT_ONCE = 64
"""Rows that are read at once, 4 MB."""


class File(NamedTuple):
    """Where a file is.

    Attributes:
        collection: The files of the run that wrote it.
        name: In there.
        size: Bytes.
        digest: SHA-256 of them.
    """

    collection: str
    name: str
    size: int
    digest: str


def written(server: Server, collection: str, given: Mapping[str, bytes]) -> dict[str, File]:
    """Write files; return where each is, by name."""
    server.insert(collection, _rows(given))
    return {
        name: File(collection, name, len(data), hashlib.sha256(data).hexdigest())
        for name, data in given.items()
    }


def read(server: Server, file: File) -> bytes:
    """Return what a file holds.

    Raises:
        IndexDamagedError: It is not as it was written.
    """
    keys = [_key(file.name, at) for at in range(-(-file.size // CHUNK_BYTES))]
    found: dict[str, str] = {}
    for start in range(0, len(keys), AT_ONCE):
        condition = f"key in {listed(keys[start : start + AT_ONCE])}"
        for row in server.query(file.collection, condition, ["key", "data"]):
            found[row["key"]] = row["data"]
    data = b"".join(base64.b64decode(found.get(key, "")) for key in keys)
    if hashlib.sha256(data).hexdigest() != file.digest:
        raise IndexDamagedError(
            f"{server.address} is damaged: {file.name} in {file.collection} is not as it was"
            " written; roll back to a generation that is whole, or build it anew with `seedsearch"
            " build --full`"
        )
    return data


def _rows(given: Mapping[str, bytes]) -> Iterator[Row]:
    for name, data in given.items():
        for at, start in enumerate(range(0, len(data), CHUNK_BYTES)):
            piece = base64.b64encode(data[start : start + CHUNK_BYTES]).decode("ascii")
            yield {"key": _key(name, at), "data": piece, "nothing": NOTHING}


def _key(name: str, at: int) -> str:
    return f"{name}#{at:06d}"
