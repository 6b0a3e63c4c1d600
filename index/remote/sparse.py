"""Sparse vectors of paragraphs: what terms and neighbouring pairs weigh, but for their rarity.

    weight(t,d) = tf / (tf + k1 * (1 - b + b * |d| / avg))        of a pair, b is 0

as BM25 has it (`search/retrieval/bm25.py`), with the average length of the segment at hand, for it
never changes again; the query's side brings idf. So an inner product is about the score by words,
and who is found by it is scored again exactly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from index.remote import occurrences
from index.remote.occurrences import Occurrences
from index.segments.postings import edges, ranges
from index.segments.segment import Segment

K1, B, TITLE_WEIGHT = 1.2, 0.75, 1.0
"""As in BM25; a test compares them."""

CONSTANT = 0
"""A dimension that every row has, for a row without any is refused."""

FAINT = 1e-6
"""What every row weighs there: nothing."""

Sparse = dict[int, float]


def dimension(name: str) -> int:
    """Return the dimension of a term, or of a pair of terms with a blank between.

    By digest, for a term has no number that all builders know. Two that share one make candidates
    of paragraphs that have the other; scores do not come from here.
    """
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    # Milvus takes dimensions below 2 ** 32 - 1, and 0 is the constant.
    return 1 + int.from_bytes(digest, "little") % (2**32 - 3)


def vectors(segment: Segment) -> Iterator[Sparse]:
    """Yield the sparse vector of each row."""
    own = segment.body.lengths.astype(np.float64)
    lengths = own + TITLE_WEIGHT * segment.title.lengths[segment.paragraphs[:, 0]]
    relative = lengths / (lengths.mean() if len(lengths) and lengths.any() else 1.0)
    norms = K1 * (1 - B + B * relative), np.full(segment.rows, K1)
    every = [
        _weights(each, segment, norm)
        for each, norm in zip(
            (occurrences.of_terms(segment), occurrences.of_pairs(segment)), norms, strict=True
        )
    ]
    rows, dimensions, weights = (np.concatenate(part) for part in zip(*every, strict=True))
    order = np.argsort(rows, kind="stable")
    bounds = edges(np.bincount(rows, minlength=segment.rows)).tolist()
    ordered, weighed = dimensions[order].tolist(), weights[order].tolist()
    for row in range(segment.rows):
        first, last = bounds[row], bounds[row + 1]
        yield {CONSTANT: FAINT} | dict(zip(ordered[first:last], weighed[first:last], strict=True))


def _weights(
    each: Occurrences, segment: Segment, norm: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return rows, dimensions and weights of some occurrences, titles' in each of their rows."""
    articles = each.titles[:, 1]
    firsts = segment.first_rows[articles]
    counts = segment.first_rows[articles + 1] - firsts
    rows = np.concatenate([each.body[:, 1], ranges(firsts, counts)])
    numbers = np.concatenate([each.body[:, 0], np.repeat(each.titles[:, 0], counts)])
    often = np.concatenate([each.body_counts, np.repeat(TITLE_WEIGHT * each.title_counts, counts)])
    size = max(1, len(each.names))
    places, which = np.unique(rows * size + numbers, return_inverse=True)
    tf = np.bincount(which, often, minlength=len(places))
    rows, numbers = np.divmod(places, size)
    dimensions = np.array([dimension(name) for name in each.names], np.int64)
    return rows, dimensions[numbers] if len(numbers) else numbers, tf / (tf + norm[rows])
