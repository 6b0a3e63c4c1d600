"""Dense half: the paragraphs that are nearest in meaning, by exact cosines with all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encoders.exported import open_session
from index.generations.snapshot import Snapshot
from index.segments.postings import edges, ranges
from index.segments.quantization import ZERO, coded_query
from search.retrieval.topk import best, common, threshold

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SCANNED_ROWS = 20_000
"""Fewer rows are compared exactly at once, in a millisecond."""

QUERIES_AT_ONCE = 16
"""Queries that one pass over the codes serves: up to so many cost hardly more than one."""

ROUNDING = float(np.finfo(np.float32).eps)
"""What each of the products that a cosine adds up may be off by."""

HALF_BITS = np.int32(0x8FFFE000 - (1 << 32))
HALF_SCALE = np.float32(2.0**112)
"""The sign and all bits of a float16 where a float32 has them, and 2 ** (127 - 15)."""

SCAN = (
    b'\x08\x08\x12\x00:\xaf\x02\n"\n\x04rows\n\x05query\x12\x04sums"\rMatMulInteger\n\x1f\n\x04'
    b'sums\x12\x06floats"\x04Cast*\t\n\x02to\x18\x01\xa0\x01\x02\n%\n\x06floats\n\x07weights\n'
    b'\x05shift\x12\x05rough"\x04Gemm\n\x1c\n\x05rough\n\x06scales\x12\x06scores"\x03Mul\x12'
    b"\x04scanZ\x18\n\x04rows\x12\x10\n\x0e\x08\x02\x12\n\n\x03\x12\x01r\n\x03\x12\x01dZ\x19\n"
    b"\x05query\x12\x10\n\x0e\x08\x03\x12\n\n\x03\x12\x01d\n\x03\x12\x01cZ\x1b\n\x07weights\x12"
    b"\x10\n\x0e\x08\x01\x12\n\n\x03\x12\x01c\n\x03\x12\x01qZ\x14\n\x05shift\x12\x0b\n\t\x08"
    b"\x01\x12\x05\n\x03\x12\x01qZ\x19\n\x06scales\x12\x0f\n\r\x08\x01\x12\t\n\x03\x12\x01r\n"
    b"\x02\x08\x01b\x1a\n\x06scores\x12\x10\n\x0e\x08\x01\x12\n\n\x03\x12\x01r\n\x03\x12\x01qB"
    b"\x04\n\x00\x10\x0b"
)
"""A graph, scores = (MatMulInteger(rows, query) * weights + shift) * scales; a test makes the same
with onnx. ONNX Runtime has kernels for the units that each processor has for bytes."""


class Near(NamedTuple):
    """The paragraphs that are nearest to a query: `(n,)` ascending rows, float32 cosines."""

    rows: NDArray[np.int64]
    cosines: NDArray[np.float32]


class Scan(NamedTuple):
    """What a look at the whole matrix says of one query.

    Attributes:
        query: `(dim,)` float32, unit length.
        scores: `(rows,)` float32, about the cosines, removed rows included.
        error: By how much a score is off at most.
    """

    query: NDArray[np.float32]
    scores: NDArray[np.float32]
    error: float


def scan(snapshot: Snapshot, queries: NDArray[np.float32]) -> Iterator[Scan]:
    """Compare queries with every paragraph.

    A large matrix is read in bytes, several queries at a time; `nearest` then compares exactly
    whatever that leaves in doubt.

    Args:
        snapshot: Whose rows.
        queries: `(n, dim)` float32, unit rows.
    """
    is_coded = all(part.codes is not None for part in snapshot.segments)
    compare = _scanned if is_coded and snapshot.rows >= SCANNED_ROWS else _multiplied
    for start in range(0, len(queries), QUERIES_AT_ONCE):
        yield from compare(snapshot, queries[start : start + QUERIES_AT_ONCE])


def nearest(
    snapshot: Snapshot, scanned: Scan, allowed: NDArray[np.bool_] | None, count: int
) -> Near:
    """Find the paragraphs that are nearest to a query; none of them is missed.

    Args:
        snapshot: Whose rows.
        scanned: What `scan` says of the query.
        allowed: `(rows,)` which rows may be found, or None for all.
        count: How many are wanted, at least 1; all that equal the last one are found too.
    """
    scores = scanned.scores
    if allowed is not None:
        scores = np.where(allowed, scores, np.float32(-np.inf))
    if not len(scores):
        return Near(np.empty(0, np.int64), np.empty(0, np.float32))
    doubt = 2 * (scanned.error + len(scanned.query) * ROUNDING)
    # Of fewer rows than are wanted, all that are allowed.
    least = max(threshold(scores, count) - doubt, float(np.finfo(np.float32).min))
    rows = np.flatnonzero(scores >= least)
    exact = row_cosines(snapshot, rows, scanned.query)
    chosen = best(exact, None, count)
    return Near(rows[chosen], exact[chosen])


def _multiplied(snapshot: Snapshot, queries: NDArray[np.float32]) -> Iterator[Scan]:
    """Compare floats; the scores are off by rounding alone."""
    for query in queries:
        scores = np.empty(snapshot.rows, np.float32)
        for base, segment in zip(snapshot.bases, snapshot.segments, strict=False):
            np.dot(segment.vectors, query, out=scores[base : base + segment.rows])
        yield Scan(query, scores, 0.0)


def _scanned(snapshot: Snapshot, queries: NDArray[np.float32]) -> Iterator[Scan]:
    """Compare bytes."""
    codes, scales, errors = zip(*map(coded_query, queries), strict=True)
    stacked = np.concatenate(codes, axis=1)
    weights = np.zeros((stacked.shape[1], len(queries)), np.float32)
    for at, two in enumerate(scales):
        weights[2 * at : 2 * at + 2, at] = two
    # Rows are stored as code + ZERO, so each sum is too large by ZERO times the query's codes.
    shift = -(ZERO * stacked.sum(axis=0, dtype=np.float32)) @ weights
    given = {"query": stacked, "weights": weights, "shift": shift}
    parts = []
    for part in snapshot.segments:
        assert part.scales is not None  # it has codes
        rows = {"rows": part.codes, "scales": part.scales[:, None]}
        parts.append(_scan(os.getpid()).run(None, {**rows, **given})[0])
    of_rows = max(float(part.summary["code_error"]) for part in snapshot.segments)
    for at, (query, error) in enumerate(zip(queries, errors, strict=True)):
        scores = np.concatenate([part[:, at] for part in parts])
        yield Scan(query, scores, of_rows * (1 + error) + error)


@cache
def _scan(pid: int) -> InferenceSession:
    """Return the session of a process: its threads do not survive a fork."""
    return open_session(SCAN)


def row_cosines(
    snapshot: Snapshot,
    rows: NDArray[np.int64],
    query: NDArray[np.float32],
    known: Near | None = None,
) -> NDArray[np.float32]:
    """Compare a query with some paragraphs, to the last bit.

    A matrix product rounds a row differently by where it stands in the matrix. Here equal vectors
    get equal scores, wherever they are stored, so that ties are ties.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` the paragraphs, ascending.
        query: `(dim,)` float32, unit length.
        known: Some that were compared already.

    Returns:
        `(n,)` float32 cosines, -1 to 1.
    """
    if known is not None:
        there, of_known = common(rows, known.rows)
        cosines = np.empty(len(rows), np.float32)
        cosines[there] = known.cosines[of_known]
        others = np.ones(len(rows), bool)
        others[there] = False
        cosines[others] = row_cosines(snapshot, rows[others], query)
        return cosines
    cosines = np.empty(len(rows), np.float32)
    for segment, places, local in snapshot.by_segment(rows):
        cosines[places] = _dots(segment.vectors[local], query)
    return cosines


def title_cosines(
    snapshot: Snapshot, rows: NDArray[np.int64], query: NDArray[np.float32] | None
) -> NDArray[np.float32] | None:
    """Compare a query with the titles of the articles that some paragraphs belong to.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` the paragraphs.
        query: `(dim,)` float32, unit length, or None.

    Returns:
        `(n,)` float32 cosines, -1 where the article was given no title; None without a query.
    """
    if query is None:
        return None
    cosines = np.empty(len(rows), np.float32)
    for segment, places, local in snapshot.by_segment(rows):
        articles = segment.paragraphs[local, 0]
        # The rows of an article follow each other: each title is compared once.
        is_first = np.append(True, articles[1:] != articles[:-1])
        titles = _floats(segment.title_vectors[articles[is_first]])
        found = np.where(titles.any(axis=1), _dots(titles, query), np.float32(-1))
        cosines[places] = found[np.cumsum(is_first) - 1]
    return cosines


class SentenceCosines(NamedTuple):
    """Cosines of a query with the sentences of some paragraphs.

    Attributes:
        rows: `(n,)` the paragraphs, ascending.
        edges: `(n + 1,)` where the sentences of each begin in `scores`, and where the last end.
        scores: `(sentences,)` float32.
    """

    rows: NDArray[np.int64]
    edges: NDArray[np.int64]
    scores: NDArray[np.float32]

    def best(self) -> NDArray[np.float32]:
        """Return `(n,)` float32: the highest of each paragraph, -1 where it has no sentence."""
        best = np.full(len(self.rows), -1, np.float32)
        some = np.flatnonzero(np.diff(self.edges))
        if len(some):
            best[some] = np.maximum.reduceat(self.scores, self.edges[some])
        return best

    def get(self, row: int) -> NDArray[np.float32] | None:
        """Return the cosines of the sentences of a paragraph, or None if it is not among these."""
        at = int(np.searchsorted(self.rows, row))
        if at == len(self.rows) or self.rows[at] != row:
            return None
        return self.scores[self.edges[at] : self.edges[at + 1]]


def sentence_cosines(
    snapshot: Snapshot, rows: NDArray[np.int64], query: NDArray[np.float32] | None
) -> SentenceCosines | None:
    """Compare a query with each sentence of some paragraphs, pooled from the paragraphs' passes.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` the paragraphs, ascending.
        query: `(dim,)` float32, unit length, or None.

    Returns:
        None without a query, and where the model allows no such vectors.
    """
    if query is None or not len(rows):
        return None
    counts = np.empty(len(rows), np.int64)
    parts: list[NDArray[np.float32]] = []
    for segment, places, local in snapshot.by_segment(rows):
        if not len(segment.sentence_vectors):
            return None
        starts = segment.sentence_rows[local]
        counts[places] = segment.sentence_rows[local + 1] - starts
        at = ranges(starts, counts[places])
        parts.append(_dots(_floats(segment.sentence_vectors[at]), query))
    return SentenceCosines(rows, edges(counts), np.concatenate(parts))


def _floats(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return finite vectors as float32; the bits of halves are moved, six times as fast as numpy's.

    Exponents then are too low by as much as `HALF_SCALE` makes up for.
    """
    if vectors.dtype != np.float16:
        return np.asarray(vectors, np.float32)
    bits = vectors.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= HALF_BITS
    floats = bits.view(np.float32)
    floats *= HALF_SCALE
    return floats


def _dots(vectors: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the dot product of each row with the query, whatever the other rows are."""
    return np.asarray(np.vecdot(vectors, query), np.float32)
