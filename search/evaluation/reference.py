"""Reference rankings: whole documents ranked the usual simple way, as published figures are.

Title and text are one document, the encoder reads what fits of it, and BM25 has the parameters of
Anserini's runs (Kamalloo et al., "Resources for Brewing BEIR", 2023). No part of the product ranks
like this: it exists to be compared with what others report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from index.encoders.models import DEFAULT_MODEL
from index.encoders.torch_encoder import TorchEncoder
from index.text import analyzer
from index.types import Progress
from search.evaluation.collection import Collection

K1, B = 0.9, 0.4
"""Anserini's, for all collections of BEIR."""

DEPTH = 100
"""Documents ranked for each query."""

ENCODE_CHUNK = 256

Rankings = dict[str, list[str]]
"""Document ids, best first, by query id."""


def bm25(collection: Collection, progress: Callable[[Progress], None]) -> Rankings:
    """Rank whole documents by BM25, as drawn in `search/retrieval/bm25.py`."""
    counts: dict[str, list[tuple[int, int]]] = {}
    lengths = np.zeros(len(collection.documents))
    for number, text in enumerate(_texts(collection)):
        progress(Progress("indexing whole documents", number, len(lengths)))
        terms = analyzer.terms(text)
        lengths[number] = len(terms)
        for term, count in Counter(terms).items():
            counts.setdefault(term, []).append((number, count))
    norm = K1 * (1 - B + B * lengths / (lengths.mean() or 1.0))
    found: Rankings = {}
    for id_, query in collection.queries.items():
        scores = np.zeros(len(lengths))
        for term in analyzer.terms(query):
            places = np.array(counts.get(term, []), np.int64).reshape(-1, 2)
            rows, tf = places[:, 0], places[:, 1]
            idf = np.log(1 + (len(lengths) - len(rows) + 0.5) / (len(rows) + 0.5))
            scores[rows] += idf * tf / (tf + norm[rows])
        found[id_] = _best(scores, collection)
    return found


def dense(
    collection: Collection, model: str | None, progress: Callable[[Progress], None]
) -> Rankings:
    """Rank whole documents by cosine, encoded by sentence-transformers itself.

    Raises:
        ModelError: The model cannot be loaded.
    """
    encoder = TorchEncoder(model or DEFAULT_MODEL)
    texts = _texts(collection)
    parts = []
    for start in range(0, len(texts), ENCODE_CHUNK):
        progress(Progress("encoding whole documents", start, len(texts)))
        chunk = texts[start : start + ENCODE_CHUNK]
        parts.append(encoder.documents(chunk, [()] * len(chunk)).vectors)
    vectors = np.concatenate(parts)
    queries = encoder.queries(list(collection.queries.values()))
    ids = collection.queries
    return {
        id_: _best(vectors @ query + 2, collection) for id_, query in zip(ids, queries, strict=True)
    }


def _texts(collection: Collection) -> list[str]:
    return [f"{document.title} {document.text}".strip() for document in collection.documents]


def _best(scores: NDArray[np.floating], collection: Collection) -> list[str]:
    """Return the ids of the best documents with a score above 0, ties by id."""
    order = sorted(
        np.argsort(-scores, kind="stable")[: 2 * DEPTH].tolist(),
        key=lambda number: (-scores[number], collection.documents[number].id),
    )
    return [collection.documents[number].id for number in order[:DEPTH] if scores[number] > 0]
