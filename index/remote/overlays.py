"""Overlays of a generation on a server: which of its rows are boilerplate, outlet by outlet.

What an outlet prints everywhere depends on that outlet alone (`generations/boilerplate.py`), so
only the outlets of which articles came or went are looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.generations import boilerplate
from index.remote.collections import named
from index.remote.expressions import IsOneOf, Wanted, written
from index.remote.generation import Part
from index.remote.server import PAGE_ROWS, Server
from index.segments.records import outlet_digest

AT_ONCE = 500
"""Outlets that are asked for at once."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of one segment of some outlets; see `boilerplate.Printed`."""

    numbers: NDArray[np.int64]
    paragraphs: NDArray[np.int64]
    keys: NDArray[np.uint8]
    of_articles: NDArray[np.uint64]

    @property
    def articles(self) -> int:
        return len(self.of_articles)

    def outlets(self) -> NDArray[np.uint64]:
        return self.of_articles


def flagged(server: Server, parts: Sequence[Part], outlets: Iterable[str]) -> list[tuple[int, ...]]:
    """Return the ascending rows of each segment that are boilerplate now.

    Args:
        server: Where they are.
        parts: The segments, with what is dead, and with what was flagged so far.
        outlets: Those of which articles came or went, case folded; others stay as they are.
    """
    chosen = sorted(set(outlets))
    if not chosen:
        return [part.flagged for part in parts]
    found = [_of_outlets(server, part, chosen) for part in parts]
    rows = boilerplate.find(found, [np.empty(0, np.int64)] * len(found))
    return [
        tuple(sorted({*part.flagged} - {*each.numbers.tolist()} | {*each.numbers[new].tolist()}))
        for part, each, new in zip(parts, found, rows, strict=True)
    ]


def _of_outlets(server: Server, part: Part, outlets: Sequence[str]) -> _Rows:
    """Return the live rows of some outlets."""
    collection = named(server.address.name, "paragraphs", part.entry.name)
    everything = Part(part.entry, part.articles, part.rows, part.chunks, part.dead)
    rows: list[Mapping[str, object]] = []
    for start in range(0, len(outlets), AT_ONCE):
        wanted: Wanted = IsOneOf("source", tuple(outlets[start : start + AT_ONCE]))
        condition = written(wanted, everything)
        for first in range(0, part.rows, PAGE_ROWS):
            within = f"n >= {first} and n < {first + PAGE_ROWS} and {condition}"
            rows += server.query(
                collection, within, ["n", "article", "digest", "source", "characters"]
            )
    rows.sort(key=lambda row: int(str(row["n"])))
    numbers = np.array([row["n"] for row in rows], np.int64)
    every, articles = np.unique(
        np.array([row["article"] for row in rows], np.int64), return_inverse=True
    )
    characters = np.array([row["characters"] for row in rows], np.int64)
    keys = np.frombuffer(b"".join(bytes.fromhex(str(r["digest"])) for r in rows), np.uint8)
    of_articles = np.zeros(len(every), np.uint64)
    for article, row in zip(articles.tolist(), rows, strict=True):
        of_articles[article] = outlet_digest(str(row["source"]))
    nothing = np.zeros(len(rows), np.int64)
    spans = np.column_stack([articles, nothing, characters]).astype(np.int64)
    return _Rows(numbers, spans.reshape(-1, 3), keys.reshape(-1, 16), of_articles)
