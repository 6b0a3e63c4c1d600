"""How near is each paragraph to the query in meaning? Exact cosines over the embedding matrix.

Must not import anything of the project but `index.keyword` and `index.reader`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.keyword import edges, ranges
from index.reader import Snapshot


def cosines(snapshot: Snapshot, query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compare a query with every paragraph.

    Args:
        snapshot: Whose rows.
        query: `(dim,)` float32, unit length.

    Returns:
        `(rows,)` float32 cosines, -1 to 1, higher is nearer; removed rows included.
    """
    scores = np.empty(snapshot.rows, np.float32)
    for base, segment in zip(snapshot.bases, snapshot.segments, strict=False):
        np.dot(np.asarray(segment.vectors), query, out=scores[base : base + segment.rows])
    return scores


def many_cosines(snapshot: Snapshot, queries: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compare queries with every paragraph, in one matrix product a segment.

    Args:
        snapshot: Whose rows.
        queries: `(q, dim)` float32, unit rows.

    Returns:
        `(q, rows)` float32 cosines, as `cosines` gives them but for rounding.
    """
    scores = np.empty((len(queries), snapshot.rows), np.float32)
    for base, segment in zip(snapshot.bases, snapshot.segments, strict=False):
        scores[:, base : base + segment.rows] = queries @ np.asarray(segment.vectors).T
    return scores


def row_cosines(
    snapshot: Snapshot, rows: NDArray[np.int64], query: NDArray[np.float32] | None
) -> NDArray[np.float32] | None:
    """Compare a query with some paragraphs, to the last bit.

    A matrix product rounds a row differently by where it stands in the matrix. Here equal vectors
    get equal scores, wherever they are stored, so that ties are ties.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` the paragraphs.
        query: `(dim,)` float32, unit length, or None.

    Returns:
        `(n,)` float32 cosines, -1 to 1; None without a query.
    """
    if query is None:
        return None
    vectors = np.empty((len(rows), len(query)), np.float32)
    for segment, places, local in snapshot.by_segment(rows):
        vectors[places] = segment.vectors[local]
    return _dots(vectors, query)


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
    titles = np.zeros((len(rows), len(query)), np.float32)
    for segment, places, local in snapshot.by_segment(rows):
        titles[places] = segment.title_vectors[segment.paragraphs[local, 0]]
    return np.where(titles.any(axis=1), _dots(titles, query), np.float32(-1))


@dataclass(frozen=True, slots=True)
class SentenceCosines:
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
        parts.append(segment.sentence_vectors[at].astype(np.float32))
    return SentenceCosines(rows, edges(counts), _dots(np.concatenate(parts), query))


def _dots(vectors: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the dot product of each row with the query, whatever the other rows are."""
    return np.asarray((vectors * query).sum(axis=1), np.float32)
