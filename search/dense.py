"""Which paragraphs are nearest to the query in meaning? Exact cosines over the embedding matrix.

Must not import anything of the project but `index` and `selection`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.codes import ZERO, coded_query
from index.keyword import ranges
from index.reader import Snapshot, joined
from index.segment import Segment
from search.selection import best, threshold

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SCANNED_ROWS = 20_000
"""Fewer rows are compared exactly at once, in a millisecond."""

QUERIES_AT_ONCE = 16
"""Queries that one pass over the codes serves: up to so many cost hardly more than one."""

ROUNDING = float(np.finfo(np.float32).eps)
"""What each of the products that a cosine adds up may be off by."""

SCAN = (
    b'\x08\x08\x12\x00:y\n"\n\x04rows\n\x05query\x12\x04sums"\rMatMulInteger\x12\x04scanZ\x18\n\x04rows'
    b"\x12\x10\n\x0e\x08\x02\x12\n\n\x03\x12\x01r\n\x03\x12\x01dZ\x19\n\x05query\x12\x10\n\x0e\x08\x03"
    b"\x12\n\n\x03\x12\x01d\n\x03\x12\x01qb\x18\n\x04sums\x12\x10\n\x0e\x08\x06\x12\n\n\x03\x12\x01r\n"
    b"\x03\x12\x01qB\x04\n\x00\x10\n"
)
"""A graph of one node, sums = MatMulInteger(rows, query); a test makes the same with onnx."""


def nearest(
    snapshot: Snapshot,
    queries: NDArray[np.float32],
    allowed: NDArray[np.bool_] | None,
    count: int,
) -> list[NDArray[np.int64]]:
    """Find the paragraphs that are nearest to each query; none of them is missed.

    A large matrix is scanned in bytes first, and what that leaves in doubt is compared exactly.

    Args:
        snapshot: Whose rows.
        queries: `(n, dim)` float32, unit rows.
        allowed: `(rows,)` which rows may be found, or None for all.
        count: How many are wanted, at least 1; all that equal the last one are found too.

    Returns:
        For each query its ascending rows.
    """
    if allowed is not None and not allowed.any():
        return [np.empty(0, np.int64)] * len(queries)
    is_coded = all(part.codes is not None for part in snapshot.segments)
    compare = _scanned if is_coded and snapshot.rows >= SCANNED_ROWS else _multiplied
    found = []
    for start in range(0, len(queries), QUERIES_AT_ONCE):
        some = queries[start : start + QUERIES_AT_ONCE]
        for query, (scores, error) in zip(some, compare(snapshot, some), strict=True):
            doubt = 2 * (error + len(query) * ROUNDING)
            mine = scores if allowed is None else np.where(allowed, scores, np.float32(-2))
            rows = np.flatnonzero(mine >= threshold(mine, count) - doubt)
            if allowed is not None:
                rows = rows[allowed[rows]]
            found.append(rows[best(row_cosines(snapshot, rows, query), None, count)])
    return found


def _multiplied(
    snapshot: Snapshot, queries: NDArray[np.float32]
) -> Iterator[tuple[NDArray[np.float32], float]]:
    """Yield for each query `(rows,)` cosines, and 0: they are off by rounding alone."""
    for query in queries:
        scores = np.empty(snapshot.rows, np.float32)
        for base, segment in zip(snapshot.bases, snapshot.segments, strict=False):
            np.dot(segment.vectors, query, out=scores[base : base + segment.rows])
        yield scores, 0.0


def _scanned(
    snapshot: Snapshot, queries: NDArray[np.float32]
) -> Iterator[tuple[NDArray[np.float32], float]]:
    """Yield for each query `(rows,)` rough cosines, and by how much they are off at most."""
    codes, scales, errors = zip(*map(coded_query, queries), strict=True)
    stacked = np.ascontiguousarray(np.stack(codes).T)
    # Rows are stored as code + ZERO, so each sum is too large by ZERO times the query's codes.
    shifts = ZERO * stacked.sum(axis=0, dtype=np.int32)
    sums = [
        _scan().run(None, {"rows": segment.codes, "query": stacked})[0]
        for segment in snapshot.segments
    ]
    of_rows = max(float(segment.summary["code_error"]) for segment in snapshot.segments)
    for at, error in enumerate(errors):
        scores = np.empty(snapshot.rows, np.float32)
        for base, segment, part in zip(snapshot.bases, snapshot.segments, sums, strict=False):
            rough = (part[:, at] - shifts[at]) * np.float32(scales[at])
            scores[base : base + segment.rows] = rough * segment.scales
        yield scores, of_rows * (1 + error) + error


@cache
def _scan() -> InferenceSession:
    """Return what multiplies bytes: ONNX Runtime has kernels for the units of each processor."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(SCAN, options, providers=["CPUExecutionProvider"])


def row_cosines(
    snapshot: Snapshot, rows: NDArray[np.int64], query: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Compare a query with some paragraphs, to the last bit.

    A matrix product rounds a row differently by where it stands in the matrix. Here equal vectors
    get equal scores, wherever they are stored, so that ties are ties.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` the paragraphs, ascending.
        query: `(dim,)` float32, unit length.

    Returns:
        `(n,)` float32 cosines, -1 to 1.
    """
    parts = [segment.vectors[local] for segment, local in _by_segment(snapshot, rows)]
    return _dots(parts, query)


def title_cosines(
    snapshot: Snapshot, rows: NDArray[np.int64], query: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Compare a query with the titles of the articles that some paragraphs belong to.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` the paragraphs, ascending.
        query: `(dim,)` float32, unit length.

    Returns:
        `(n,)` float32 cosines, -1 where the article was given no title.
    """
    parts = [
        segment.title_vectors[segment.paragraphs[local, 0]]
        for segment, local in _by_segment(snapshot, rows)
    ]
    given = [part.any(axis=1) for part in parts]
    return np.where(joined(given, np.bool_), _dots(parts, query), np.float32(-1))


def sentence_cosines(
    snapshot: Snapshot, rows: NDArray[np.int64], query: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.int64]] | None:
    """Compare a query with each sentence of some paragraphs, pooled from the paragraphs' passes.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` the paragraphs, ascending.
        query: `(dim,)` float32, unit length.

    Returns:
        `(sentences,)` float32 cosines, row by row, and `(n + 1,)` int64 edges: those of rows[i] are
        edges[i] to edges[i + 1]. None where the model allows no such vectors.
    """
    parts, counts = [], []
    for segment, local in _by_segment(snapshot, rows):
        if not len(segment.sentence_vectors):
            return None
        starts = segment.sentence_rows[local]
        counts.append(segment.sentence_rows[local + 1] - starts)
        parts.append(segment.sentence_vectors[ranges(starts, counts[-1])])
    if not parts:
        return None
    edges = np.concatenate([np.zeros(1, np.int64), np.cumsum(joined(counts, np.int64))])
    return _dots(parts, query), edges


def _by_segment(
    snapshot: Snapshot, rows: NDArray[np.int64]
) -> Iterator[tuple[Segment, NDArray[np.int64]]]:
    """Yield the segments of ascending rows, each with its rows as it numbers them."""
    edges = np.searchsorted(rows, snapshot.bases)
    for number, (start, end) in enumerate(pairwise(edges.tolist())):
        if end > start:
            yield snapshot.segments[number], rows[start:end] - snapshot.bases[number]


def _dots(parts: Sequence[NDArray[Any]], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the dot product of each row with the query, whatever the other rows are."""
    scores = [(part.astype(np.float32) * query).sum(axis=1) for part in parts]
    return joined(scores, np.float32)
