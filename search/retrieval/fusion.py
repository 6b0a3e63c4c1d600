"""Fusion of the two halves into one score, over arrays of scores.

    blend(q,d) = w * (cos(q,d) + best(q,d)) / 2  +  (1 - w) * bm25(q,d) / divisor(q)
    divisor(q) = min(bound(q), sqrt(bound(q) * 4 * idf(1)))  +  delta(q) * bound(q)

where best(q,d) is the highest cosine of the query with a sentence of d or with its title, bound(q)
the sum of idf over the terms of the query, idf(1) what a term weighs that occurs once, and delta(q)
what `bm25` adds for a name, else 0.

A convex combination of scores after Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
Hybrid Retrieval" (2022), each half divided by its theoretical maximum: 1 for a cosine, the bound
for BM25. A paragraph comes near that where a query has a few words, but none has all of sixty:
what the best ones have of a long query grows about as the square root of its bound, as a sum of
many terms does of which each is there or not. Divided by the bound, a long query would be left to
meaning alone. So above what four of the rarest words weigh, the divisor is the geometric mean of
that and the bound. This form was found by ranking six collections again; it is not from the
literature.

Nothing depends on which other rows were found, so filters, pages and k change no score.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SEMANTIC_WEIGHT = 0.5
"""Best on six collections at once; .4 and .6 are established to be worse."""

DEPTH = 1000
"""So many rows are ranked, those with the best place in a half: as many as one may page through."""

LONG_QUERY = 4
"""Words that occur once, above whose weight a query is long. From 3 to 6 no difference is
established over six collections together; with the plain bound requests of 37 terms lose .05 of
their nDCG@10. Counted in words and not in idf, which grows with the collection: one to three words
are never long."""

CALIBRATION = {
    ("keyword", "semantic"): (10.46, -5.98),
    ("keyword",): (7.93, -4.34),
    ("semantic",): (10.92, -7.9),
}
"""Slope and offset of the logistic regression of relevance on the blend, by the halves in it: the
ten best hits of the questions of six collections, each with the same weight, with and without what
is judged relevant."""

DECIMALS = 6
"""Scores that are equal to so many decimals are a tie."""


def candidates(
    halves: Sequence[tuple[NDArray[np.int64], NDArray[np.floating]]], count: int
) -> NDArray[np.int64]:
    """Return the rows with the best place in any half.

    Args:
        halves: The best `count` rows of each, ascending, with what is tied with the last, and their
            scores.
        count: How many are wanted; all that are placed like the last one are returned too.

    Returns:
        Ascending rows.
    """
    if len(halves) < 2:
        return halves[0][0] if halves else np.empty(0, np.int64)
    rows = np.concatenate([best_rows for best_rows, _ in halves])
    places = np.concatenate([_ranks(scores) for _, scores in halves])
    order = np.lexsort((places, rows))
    rows, places = rows[order], places[order]
    first = np.append(True, rows[1:] != rows[:-1])[: len(rows)]
    rows, places = rows[first], places[first]
    if len(rows) > count:
        rows = rows[places <= np.partition(places, count - 1)[count - 1]]
    return np.asarray(rows)


def ranks(scores: NDArray[np.float32] | None) -> NDArray[np.int64] | None:
    """Return the place of each of `(n,)` scores from 1, equal ones alike; None for None."""
    return None if scores is None else _ranks(scores)


def _ranks(scores: NDArray[np.floating]) -> NDArray[np.int64]:
    ordered = np.sort(-scores)
    return np.asarray(1 + ordered.searchsorted(-scores))


def semantic(
    cosines: NDArray[np.float32],
    sentences: NDArray[np.float32] | None,
    titles: NDArray[np.float32] | None,
) -> NDArray[np.float32]:
    """Average each paragraph's cosine with that of its best sentence or title.

    Args:
        cosines: `(n,)` of the paragraphs.
        sentences: `(n,)` the highest cosine of a sentence of each; None: the mean is left out.
        titles: `(n,)` cosines of the articles' titles, -1 where there is none.

    Returns:
        `(n,)` float32, -1 to 1, higher is nearer.
    """
    if sentences is None or titles is None:
        return cosines
    return np.asarray((cosines + np.maximum(sentences, titles)) / np.float32(2), np.float32)


def divisor(bound: float, rarest: float, delta: float = 0.0) -> float:
    """Return what BM25 is divided by: its maximum, or less where no paragraph comes near that.

    Args:
        bound: The sum of idf over the terms of the query, repeats counted.
        rarest: The idf of a term that occurs once.
        delta: What BM25 adds for each term of a name, in units of its idf.
    """
    return min(bound, math.sqrt(bound * LONG_QUERY * rarest)) + delta * bound


def blend(
    keyword: NDArray[np.float32] | None, scale: float, meant: NDArray[np.float32] | None
) -> NDArray[np.float64]:
    """Blend the scores of the same rows, or pass on those of the one half that took part.

    Args:
        keyword: `(n,)` BM25, or None.
        scale: What BM25 is divided by, as `divisor` returns it.
        meant: `(n,)` as `semantic` returns it, or None.

    Returns:
        `(n,)` float64, about -0.5 to 1, higher is better.
    """
    if keyword is None and meant is None:
        return np.empty(0, np.float64)
    if meant is None:
        assert keyword is not None
        return np.asarray(keyword / np.float64(scale))
    if keyword is None:
        return meant.astype(np.float64)
    return np.asarray(SEMANTIC_WEIGHT * meant + (1 - SEMANTIC_WEIGHT) * (keyword / scale), float)


def calibrate(blended: NDArray[np.float64], halves: tuple[str, ...]) -> NDArray[np.float64]:
    """Turn a blend into how likely a hit is relevant.

    Args:
        blended: `(n,)` as `blend` returns it.
        halves: The halves that took part.

    Returns:
        `(n,)` float64 in 0 to 1, in the same order, rounded so that ties are ties.
    """
    if not halves:
        return blended
    slope, offset = CALIBRATION[halves]
    return np.asarray(np.round(1 / (1 + np.exp(-(slope * blended + offset))), DECIMALS))


def recency(days: NDArray[np.int32], now: int, half_life: float) -> NDArray[np.float64]:
    """Prefer recent articles: scores lose up to half with age, half of that each `half_life` days.

        (1 + 2 ** (-age / half_life)) / 2

    So today's article keeps its score, one `half_life` days old three quarters of it, and however
    old an article is, half remains: what is relevant stays above what is not.

    Args:
        days: `(n,)` the day of each article, less than 1 where it has none: as old as can be.
        now: Today; what is dated later counts as today's.
        half_life: Days, more than 0.

    Returns:
        `(n,)` float64, .5 to 1: what calibrated scores are multiplied by.
    """
    age = np.maximum(now - days.astype(np.float64), 0)
    return np.asarray(np.where(days < 1, 0.5, (1 + np.exp2(-age / half_life)) / 2))
