"""Similarity of words by their token embeddings. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def best_cosine(word: NDArray[np.float32], others: Iterable[NDArray[np.float32]]) -> float:
    """Return the cosine of a word with whatever is most like it.

    Args:
        word: `(pieces, dim)` token embeddings of the word.
        others: `(n, dim)` token embeddings each, of at least one token.
    """
    mean = word.mean(axis=0)
    mean = mean / (np.linalg.norm(mean) or 1.0)
    return max(float((other @ mean / np.linalg.norm(other, axis=1)).max()) for other in others)
