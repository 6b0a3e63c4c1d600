"""How near is each paragraph to the query in meaning? Exact cosines over the embedding matrix.

Must not import anything of the project but `index.reader`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    for at, row in enumerate(rows.tolist()):
        segment, local = snapshot.locate(row)
        vectors[at] = segment.vectors[local]
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
    for at, row in enumerate(rows.tolist()):
        segment, local = snapshot.locate(row)
        titles[at] = segment.title_vectors[segment.paragraphs[local, 0]]
    return np.where(titles.any(axis=1), _dots(titles, query), np.float32(-1))


def sentence_cosines(
    snapshot: Snapshot, rows: NDArray[np.int64], query: NDArray[np.float32] | None
) -> list[NDArray[np.float32]] | None:
    """Compare a query with each sentence of some paragraphs, pooled from the paragraphs' passes.

    Args:
        snapshot: Whose rows.
        rows: `(n,)` the paragraphs.
        query: `(dim,)` float32, unit length, or None.

    Returns:
        For each row `(sentences,)` float32 cosines; None without a query, and where the model
        allows no such vectors.
    """
    parts: list[NDArray[Any]] = []
    for row in rows.tolist():
        segment, local = snapshot.locate(row)
        vectors = segment.sentences_of(local)[1]
        if vectors is None:
            return None
        parts.append(vectors)
    if query is None or not parts:
        return None
    scores = _dots(np.concatenate(parts).astype(np.float32), query)
    return np.split(scores, np.cumsum([len(part) for part in parts])[:-1])


def _dots(vectors: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the dot product of each row with the query, whatever the other rows are."""
    return np.asarray((vectors * query).sum(axis=1), np.float32)
