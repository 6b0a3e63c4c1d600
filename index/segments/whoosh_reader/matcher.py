"""Matcher: the rows of one term, one after the other."""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span


class RowMatcher(LeafMatcher):  # type: ignore[misc]
    """Walks over the rows of one term. After its end it stays on the last one."""

    def __init__(
        self,
        term: tuple[str, bytes],
        rows: NDArray[Any],
        frequencies: NDArray[Any],
        positions: Callable[[], tuple[NDArray[Any], NDArray[Any]]],
        scorer: Any,
    ) -> None:
        """Take a term's rows, at least one, how often it is in each, and what gives its positions.

        Args:
            term: Its field and bytes.
            rows, frequencies: Ascending, and beside them.
            positions: Gives where those of each row begin and end, and all of them.
            scorer: As `WeightingModel.scorer` returns it; None: a row scores what it is weighted.
        """
        self._term, self.scorer = term, scorer
        self._rows, self._frequencies = _plain(rows), _plain(frequencies)
        self._give_positions = positions
        self._at = 0

    @property
    def _place(self) -> int:
        return min(self._at, len(self._rows) - 1)

    def is_active(self) -> bool:
        return self._at < len(self._rows)

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> RowMatcher:
        return copy.copy(self)

    def id(self) -> int:
        return int(self._rows[self._place])

    def next(self) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._rows, id, self._at)

    def all_ids(self) -> Iterator[int]:
        return iter(self._rows[self._at :].tolist())

    def weight(self) -> float:
        return float(self._frequencies[self._place])

    def score(self) -> float:
        return self.weight() if self.scorer is None else float(self.scorer.score(self))

    def supports_block_quality(self) -> bool:
        return False

    def supports(self, astype: str) -> bool:
        return astype in ("weight", "frequency", "positions")

    def value(self) -> bytes:
        return b""

    def value_as(self, astype: str) -> Any:
        if astype == "positions":
            places, positions = self._positions
            start, end = places[self._place].tolist()
            return positions[start:end].tolist()
        return int(self.weight()) if astype == "frequency" else self.weight()

    def spans(self) -> list[Span]:
        return [Span(at) for at in self.value_as("positions")]

    @cached_property
    def _positions(self) -> tuple[NDArray[Any], NDArray[Any]]:
        return self._give_positions()


def _plain(numbers: Any) -> memoryview:
    """Return numbers as a sequence whose items are Python's own."""
    contiguous: Any = np.ascontiguousarray(numbers)
    return memoryview(contiguous)
