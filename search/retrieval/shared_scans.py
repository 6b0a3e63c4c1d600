"""Shared scans: callers that wait for a look at all vectors get it together.

A look at quantised codes costs for several queries hardly more than for one, and two at a time
would take the cores from each other: eight callers get a third more queries answered.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot
from search.retrieval import dense

if TYPE_CHECKING:
    from concurrent.futures import Future


class _Asked(NamedTuple):
    """`(n, dim)` queries of one caller, and what becomes of them."""

    queries: NDArray[np.float32]
    scans: Future[list[dense.Scan]]


class SharedScans:
    """Compares queries with one snapshot, whoever asks. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._waiting: deque[_Asked] = deque()
        self._looking = threading.Lock()

    def scans(self, vectors: Sequence[NDArray[np.float32] | None]) -> Iterator[dense.Scan | None]:
        """Compare `(dim,)` float32 unit vectors with every paragraph; yield None for None."""
        given = [vector for vector in vectors if vector is not None]
        found = iter(self._found(np.stack(given)) if given else ())
        for vector in vectors:
            yield None if vector is None else next(found)

    def _found(self, queries: NDArray[np.float32]) -> list[dense.Scan]:
        from concurrent.futures import Future  # keyword search does without

        asked = _Asked(queries, Future())
        self._waiting.append(asked)
        with self._looking:
            while not asked.scans.done():  # else another caller's look was for this one too
                self._look()
        return asked.scans.result()

    def _look(self) -> None:
        """Look once, for as many of those that wait as one look may serve."""
        together: list[_Asked] = []
        while self._waiting and sum(len(each.queries) for each in together) < dense.QUERIES_AT_ONCE:
            together.append(self._waiting.popleft())
        try:
            found = dense.scan(self._snapshot, np.concatenate([each.queries for each in together]))
            for each in together:
                each.scans.set_result([next(found) for _ in each.queries])
        except BaseException as error:
            for each in together:
                if not each.scans.done():
                    each.scans.set_exception(error)
