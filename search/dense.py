"""How near is each paragraph to the query in meaning? Exact cosines over the embedding matrix.

Must not import anything of the project but `index.reader`.
"""

from __future__ import annotations

from collections.abc import Sequence

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


def sentence_cosines(
    snapshot: Snapshot, rows: Sequence[int], query: NDArray[np.float32]
) -> list[NDArray[np.float32]] | None:
    """Compare a query with each sentence of some paragraphs, pooled from the paragraphs' passes.

    Args:
        snapshot: Whose rows.
        rows: The paragraphs.
        query: `(dim,)` float32, unit length.

    Returns:
        For each row `(sentences,)` float32 cosines; None where the model allows no such vectors.
    """
    parts: list[NDArray[np.float16]] = []
    for row in rows:
        segment, local = snapshot.locate(int(row))
        vectors = segment.sentences_of(local)[1]
        if vectors is None:
            return None
        parts.append(vectors)
    if not parts:
        return []
    scores = np.concatenate(parts).astype(np.float32) @ query
    return np.split(scores, np.cumsum([len(part) for part in parts])[:-1])
