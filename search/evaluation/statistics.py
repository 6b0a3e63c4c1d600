"""Statistics: how sure figures are that were measured on a sample of queries.

Random draws have a fixed seed, so that the same figures give the same intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

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
    mean = float(values.mean())
    if len(values) < 2:
        return Estimate(mean, mean, mean)
    found = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=max(1, AT_ONCE // len(values)),
        method="percentile",
        rng=np.random.default_rng(SEED),
    )
    return Estimate(mean, *map(float, found.confidence_interval))


def p_value(differences: NDArray[np.float64]) -> float:
    """Return how often paired differences of `(n,)` queries would be as large by chance.

    Two-sided randomisation test: under the null hypothesis each difference could as well have the
    other sign. Smucker, Allan and Carterette, "A Comparison of Statistical Significance Tests for
    Information Retrieval Evaluation" (2007).
    """
    if len(differences) < 2:
        return 1.0
    found = stats.permutation_test(
        (differences,),
        np.sum,
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=max(1, AT_ONCE // len(differences)),
        rng=np.random.default_rng(SEED),
    )
    return float(found.pvalue)


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return how likely a positive score is above a negative one, ties counting half.

    That is the area under the ROC curve: Hanley and McNeil (1982).
    """
    above = stats.mannwhitneyu(positive, negative).statistic
    return float(above / (len(positive) * len(negative)))


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
