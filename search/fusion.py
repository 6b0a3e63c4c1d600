"""How are the two halves blended into one score? Arrays of scores -> Ranking, pure.

    blend(q,d) = w * (cos(q,d) + best(q,d)) / 2  +  (1 - w) * bm25(q,d) / bound(q)

where best(q,d) is the highest cosine of the query with a sentence of d or with its title.

A convex combination of scores after Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
Hybrid Retrieval" (2022), each half divided by its theoretical maximum: 1 for a cosine, the sum of
idf for BM25. Nothing depends on which other rows were found, so filters, pages and k change no
score. Must not import anything of the project but `selection`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.selection import best

SEMANTIC_WEIGHT = 0.5
"""Best on four collections at once; .4 and .7 are established to be worse."""

CANDIDATES = 200
"""So many of the best rows of each half are blended: with 50 the top ten are already the same."""

CALIBRATION = {
    ("keyword", "semantic"): (9.24, -5.16),
    ("keyword",): (5.22, -3.12),
    ("semantic",): (12.84, -8.79),
}
"""Slope and offset of the logistic regression of relevance on the blend, by the halves in it: the
ten best hits of the development questions, with and without the paragraphs that answer."""

DECIMALS = 6
"""Scores that are equal to so many decimals are a tie."""


def candidates(
    keyword: NDArray[np.float32] | None,
    nearest: NDArray[np.int64] | None,
    allowed: NDArray[np.bool_] | None,
    count: int,
) -> NDArray[np.int64]:
    """Return the rows that may be the best of the blend.

    Args:
        keyword: `(rows,)` scores of the keyword half, or None. A row without a matching word, 0, is
            no candidate of that half.
        nearest: The candidates of the semantic half, or None.
        allowed: `(rows,)` which rows may be found, or None for all.
        count: How many to take of the keyword half; all that equal the last one are taken too.

    Returns:
        Ascending rows.
    """
    chosen = [] if nearest is None else [nearest]
    if keyword is not None:
        matching = keyword > 0
        chosen.append(best(keyword, matching if allowed is None else matching & allowed, count))
    return np.unique(np.concatenate(chosen)) if chosen else np.empty(0, np.int64)


def semantic(
    cosines: NDArray[np.float32],
    sentences: tuple[NDArray[np.float32], NDArray[np.int64]] | None,
    titles: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Average each paragraph's cosine with that of its best sentence or title.

    Args:
        cosines: `(n,)` of the paragraphs.
        sentences: `(s,)` cosines of all their sentences, and `(n + 1,)` where those of each begin
            and the last one ends; None: the mean is left out.
        titles: `(n,)` cosines of the articles' titles, -1 where there is none.

    Returns:
        `(n,)` float32, -1 to 1, higher is nearer.
    """
    if sentences is None:
        return cosines
    scores, edges = sentences
    nearest = titles.copy()
    some = np.flatnonzero(np.diff(edges))
    if len(some):
        nearest[some] = np.maximum(nearest[some], np.maximum.reduceat(scores, edges[some]))
    return np.asarray((cosines + nearest) / np.float32(2), np.float32)


def blend(
    keyword: NDArray[np.float32] | None, bound: float, meant: NDArray[np.float32] | None
) -> NDArray[np.float64]:
    """Blend the scores of the same rows, or pass on those of the one half that took part.

    Args:
        keyword: `(n,)` BM25, or None.
        bound: The sum of idf over the query's terms.
        meant: `(n,)` as `semantic` returns it, or None.

    Returns:
        `(n,)` float64, about -0.5 to 1, higher is better.
    """
    if keyword is None and meant is None:
        return np.empty(0, np.float64)
    if meant is None:
        assert keyword is not None
        return np.asarray(keyword / np.float64(bound))
    if keyword is None:
        return meant.astype(np.float64)
    return np.asarray(SEMANTIC_WEIGHT * meant + (1 - SEMANTIC_WEIGHT) * (keyword / bound), float)


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
