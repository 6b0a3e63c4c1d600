"""Top-k: the highest scores, found without sorting all."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def threshold(scores: NDArray[Any], count: int) -> float:
    """Return the `count`-th highest of `(n,)` scores; the lowest if there are no more than that.

    Raises:
        ValueError: There are no scores, or `count` is less than 1.
    """
    if count < 1 or not len(scores):
        raise ValueError(f"no {count}-th highest of {len(scores)} scores")
    if count >= len(scores):
        return float(scores.min())
    return float(np.partition(scores, len(scores) - count)[len(scores) - count])


def best(scores: NDArray[Any], allowed: NDArray[np.bool_] | None, count: int) -> NDArray[np.int64]:
    """Return the ascending rows with the `count` highest scores, and all that equal the last.

    Args:
        scores: `(rows,)`.
        allowed: `(rows,)` which rows count, or None for all.
        count: At least 1.
    """
    if allowed is None:
        if not len(scores):
            return np.empty(0, np.int64)
        return np.flatnonzero(scores >= threshold(scores, count))
    rows = np.flatnonzero(allowed)
    return rows[best(scores[rows], None, count)]


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what is among `(n,)` numbers, ascending; `np.unique` loads a module, 9 ms, for it."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def common(
    one: NDArray[np.int64], other: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of the numbers that two ascending arrays have in common, in each."""
    if len(one) > len(other):
        there, here = common(other, one)
        return here, there
    if not len(one):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    at = other.searchsorted(one)
    at[at == len(other)] = 0
    here = (other[at] == one).nonzero()[0]
    return here, at[here]
