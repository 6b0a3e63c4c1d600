"""Articles of a segment on the server: their payloads, read once and remembered."""

from __future__ import annotations

import base64
import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock

from index.errors import IndexDamagedError
from index.remote.collections import named
from index.remote.payloads import opened
from index.remote.server import Row, Server, listed
from index.segments.packed import Packed

REMEMBERED_BYTES = 64 << 20
"""Payloads that are kept: those of one query, or of what is asked for again and again."""

AT_ONCE = 64
"""Articles that are asked for at once, some 3 MB; one of a book may have a hundred."""

Place = tuple[str, int]
"""A segment on the server, and the number of an article in it."""


class Articles:
    """Reads the articles of one index. Safe to share between threads."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._known: OrderedDict[Place, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def read(self, places: Iterable[Place]) -> dict[Place, Packed]:
        """Return the payloads of some articles.

        Raises:
            IndexDamagedError: One is missing, or not as it was written.
        """
        wanted = dict.fromkeys(places)
        with self._lock:
            data = {place: self._known[place] for place in wanted if place in self._known}
        missing: dict[str, list[int]] = {}
        for segment, number in wanted:
            if (segment, number) not in data:
                missing.setdefault(segment, []).append(number)
        for segment, numbers in missing.items():
            for start in range(0, len(numbers), AT_ONCE):
                data |= self._fetched(segment, numbers[start : start + AT_ONCE])
        self._remember(data)
        return {(part, n): opened(data[part, n], f"article {n} of {part}") for part, n in wanted}

    def numbers_of(self, segment: str, condition: str) -> dict[str, int]:
        """Return the numbers of the articles of a segment for which an expression holds, by id."""
        collection = named(self._server.address.name, "articles", segment)
        found = self._server.query(
            collection, f"chunk == 0 and ({condition})", ["article", "id", "record"]
        )
        return {_id_of(row): int(row["article"]) for row in found}

    def _fetched(self, segment: str, numbers: Sequence[int]) -> dict[Place, bytes]:
        """Read payloads of one segment."""
        collection = named(self._server.address.name, "articles", segment)
        rows = self._server.query(
            collection,
            f"article in {listed(sorted(numbers))}",
            ["article", "chunk", "digest", "data"],
        )
        chunks: dict[int, list[Row]] = {}
        for row in rows:
            chunks.setdefault(int(row["article"]), []).append(row)
        found = {}
        for number in numbers:
            own = sorted(chunks.get(number, ()), key=lambda row: int(row["chunk"]))
            data = _joined([row["data"] for row in own])
            if not own or hashlib.sha256(data).hexdigest() != own[0]["digest"]:
                raise IndexDamagedError(
                    f"{self._server.address} is damaged: article {number} of {segment} is not as"
                    " it was written; `seedsearch verify` says what else is, `seedsearch build"
                    " --full` makes it anew"
                )
            found[segment, number] = data
        return found

    def _remember(self, data: dict[Place, bytes]) -> None:
        with self._lock:
            for place, each in data.items():
                if place not in self._known:
                    self._known[place] = each
                    self._bytes += len(each)
                self._known.move_to_end(place)
            while self._bytes > REMEMBERED_BYTES and self._known:
                self._bytes -= len(self._known.popitem(last=False)[1])


def _joined(pieces: Sequence[str]) -> bytes:
    """Put the pieces of a payload together; nothing where one is none."""
    try:
        return b"".join(map(base64.b64decode, pieces))
    except ValueError:
        return b""


def _id_of(row: Row) -> str:
    """Return the id of an article, as its record has it: a row's may have been cleaned."""
    import json

    return str(json.loads(row["record"])["id"])
