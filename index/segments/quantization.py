"""Quantised codes: vectors as bytes with a known error, to scan all of them and miss no row.

    code  = round(v / scale) + 128,  scale = max|v| / 127           one scale a row
    |v - scale * (code - 128)| <= error                             measured for every row

A quarter of the bytes is read, and processors multiply bytes faster than floats. By the inequality
of Cauchy and Schwarz the product of a unit query with such a row is off by at most the row's error
and the query's together, so whatever is that close to the best is compared exactly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ZERO = 128
"""The code of 0."""

QUERY_LEVELS = 64
"""Codes of a query are -64 to 64: processors without units for bytes add two products in 16 bits,
and 255 * 64 * 2 fits."""

SMALLEST = 1e-30
"""A query whose largest number is smaller is coded as nothing: float32 has no steps for it."""

CODED_AT_ONCE = 8192
"""Rows that are coded at a time, some 12 MB."""


def coded(vectors: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32], float]:
    """Code the rows of a matrix.

    Args:
        vectors: `(n, dim)` float32.

    Returns:
        `(n, dim)` uint8 codes, `(n,)` float32 scales, and the largest distance of a row from what
        its code stands for.
    """
    codes = np.empty(vectors.shape, np.uint8)
    scales = np.empty(len(vectors), np.float32)
    error = 0.0
    for start in range(0, len(vectors), CODED_AT_ONCE):
        part = vectors[start : start + CODED_AT_ONCE]
        scale = np.abs(part).max(axis=1) / np.float32(127)
        signed = np.rint(part / np.where(scale > 0, scale, 1)[:, None])
        rows = slice(start, start + len(part))
        codes[rows] = signed + ZERO
        scales[rows] = scale
        error = max(error, _distance(part, signed * scale[:, None]))
    return codes, scales, error


def decoded(codes: NDArray[np.uint8], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the `(n, dim)` float32 rows that codes stand for."""
    return (codes.astype(np.float32) - ZERO) * scales[:, None]


def coded_query(query: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32], float]:
    """Code a query, in two steps: what the coarse code leaves is coded again.

    A query is one among many rows, so precision costs nothing here, and leaves fewer rows in doubt.

    Args:
        query: `(dim,)` float32.

    Returns:
        `(dim, 2)` int8 codes, -`QUERY_LEVELS` to `QUERY_LEVELS`; `(2,)` float32 what they are to be
        multiplied by; and the distance of the query from the sum of that.
    """
    coarse = float(np.abs(query).max(initial=0.0)) / QUERY_LEVELS
    coarse = coarse if coarse > SMALLEST else 1.0
    scales = np.array([coarse, coarse / (2 * QUERY_LEVELS)], np.float32)
    first = np.clip(np.rint(query / scales[0]), -QUERY_LEVELS, QUERY_LEVELS)
    left = query - first * scales[0]
    second = np.clip(np.rint(left / scales[1]), -QUERY_LEVELS, QUERY_LEVELS)
    codes = np.stack([first, second], axis=1).astype(np.int8)
    return codes, scales, _distance(query[None], (codes @ scales)[None])


def _distance(rows: NDArray[np.float32], others: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(rows - others, axis=1).max(initial=0.0))
