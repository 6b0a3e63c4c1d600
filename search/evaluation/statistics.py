"""How sure are figures that were measured on a sample of queries? Arrays -> intervals, pure.

Random draws have a fixed seed, so that the same figures give the same intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
"""Enough for the second digit of a p-value of .05 to be stable."""

SEED = 20_260_101
AT_ONCE = 1_000_000
"""Numbers drawn at a time, so that many queries take little memory."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over queries, and the 95 % interval that its sampling leaves."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Things whose probability was said to be about the same.

    Attributes:
        low, high: The bin's edges; `high` is outside but for 1.
        count: How many things are in it.
        said: Mean of the probabilities that were said.
        true: Share that was true.
    """

    low: float
    high: float
    count: int
    said: float
    true: float


def estimate(values: NDArray[np.float64]) -> Estimate:
    """Return the mean of `(n,)` values with its bootstrap interval (percentiles).

    Efron and Tibshirani, "An Introduction to the Bootstrap" (1993).
    """
    means = np.concatenate([values[draw].mean(axis=1) for draw in _draws(len(values))])
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high))


def p_value(differences: NDArray[np.float64]) -> float:
    """Return how often paired differences of `(n,)` queries would be as large by chance.

    Two-sided randomisation test: under the null hypothesis each difference could as well have the
    other sign. Smucker, Allan and Carterette, "A Comparison of Statistical Significance Tests for
    Information Retrieval Evaluation" (2007).
    """
    observed = abs(differences.sum()) - 1e-12  # equal sums count, however they are added up
    rng = np.random.default_rng(SEED)
    beyond = 0
    for size in _sizes(len(differences)):
        signs = rng.integers(0, 2, (size, len(differences))) * 2 - 1
        beyond += int(np.count_nonzero(np.abs(signs @ differences) >= observed))
    return (beyond + 1) / (RESAMPLES + 1)


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return how likely a positive score is above a negative one, ties counting half.

    That is the area under the ROC curve: Hanley and McNeil (1982).
    """
    ordered = np.sort(np.asarray(negative, float))
    below = np.searchsorted(ordered, positive, side="left")
    equal = np.searchsorted(ordered, positive, side="right") - below
    return float((below + equal / 2).mean() / len(ordered))


def reliability(said: Sequence[float], true: Sequence[bool], bins: int = 10) -> tuple[Bin, ...]:
    """Sort probabilities into bins of equal width, and compare what was said with what is true.

    Returns:
        The bins that are not empty, ascending.
    """
    probabilities, outcomes = np.asarray(said, float), np.asarray(true, bool)
    place = np.minimum((probabilities * bins).astype(int), bins - 1)
    found = []
    for number in range(bins):
        inside = place == number
        if inside.any():
            found.append(
                Bin(
                    low=number / bins,
                    high=(number + 1) / bins,
                    count=int(inside.sum()),
                    said=float(probabilities[inside].mean()),
                    true=float(outcomes[inside].mean()),
                )
            )
    return tuple(found)


def _draws(count: int) -> Iterator[NDArray[np.int64]]:
    """Yield `RESAMPLES` samples of `count` out of `count`, with replacement, some at a time."""
    rng = np.random.default_rng(SEED)
    for size in _sizes(count):
        yield rng.integers(0, count, (size, count))


def _sizes(count: int) -> Iterator[int]:
    left = RESAMPLES
    while left:
        size = min(left, max(1, AT_ONCE // count))
        yield size
        left -= size
