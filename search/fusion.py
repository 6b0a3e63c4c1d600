"""How are the two halves blended into one score? Arrays of scores -> Ranking, pure.

    blend(q,d) = w * (cos(q,d) + s * best sentence cos) / (1 + s)  +  (1 - w) * bm25(q,d) / bound(q)

A convex combination of scores after Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
Hybrid Retrieval" (2022), each half divided by its theoretical maximum: 1 for a cosine, the sum of
idf for BM25. Nothing depends on which other rows were found, so filters, pages and k change no
score. Must not import anything of the project but `model`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SEMANTIC_WEIGHT = 0.55
SENTENCE_WEIGHT = 1.0
CANDIDATES = 200
"""Rows whose sentences are looked at, by the blend without them."""


def blend(
    keyword: NDArray[np.float32] | None, bound: float, semantic: NDArray[np.float32] | None
) -> NDArray[np.float32]:
    """Blend the scores of all rows, or pass on the one half that took part.

    Args:
        keyword: `(rows,)` BM25, or None.
        bound: Highest BM25 that the query could have.
        semantic: `(rows,)` cosines with sentence evidence where known, or None.
    """
    if keyword is None and semantic is None:
        raise ValueError("at least one half has to take part")
    if keyword is None:
        assert semantic is not None
        return semantic
    scaled = keyword / np.float32(bound or 1.0)
    if semantic is None:
        return scaled
    blended = np.float32(SEMANTIC_WEIGHT) * semantic + np.float32(1 - SEMANTIC_WEIGHT) * scaled
    return np.asarray(blended, np.float32)


def with_sentences(cosines: NDArray[np.float32], best: NDArray[np.float32]) -> NDArray[np.float32]:
    """Add to each paragraph's cosine that of its best sentence; the range stays -1 to 1."""
    both = cosines + np.float32(SENTENCE_WEIGHT) * best
    return np.asarray(both / np.float32(1 + SENTENCE_WEIGHT), np.float32)


def best_rows(
    scores: NDArray[np.float32], allowed: NDArray[np.bool_] | None, count: int
) -> NDArray[np.int64]:
    """Return the rows with the `count` highest scores, and all that equal the last; unordered."""
    if allowed is not None:
        scores = np.where(allowed, scores, -np.inf)
    if count < len(scores):
        threshold = np.partition(scores, len(scores) - count)[len(scores) - count]
        rows = np.flatnonzero(scores >= threshold)
    else:
        rows = np.arange(len(scores))
    return rows[scores[rows] > -np.inf]
