"""Whoosh's searcher over an index: all that Whoosh's own queries, collectors and sorting can do.

    score(q, d) = sum over t in q of  idf(t) * tf / (tf + k1 * (1 - b + b * |d| / avg))

as in `bm25.py`, over one field: titles and neighbours do not count. Whoosh's own BM25F has another
idf and the factor k1 + 1; any other model of Whoosh's may be given.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import MultiReader
from whoosh.scoring import BaseScorer, WeightingModel, WeightScorer
from whoosh.searching import Searcher

from index.generations.snapshot import Snapshot
from index.segments.whoosh_reader.reader import RowReader
from index.segments.whoosh_reader.schema import schema
from search.retrieval.bm25 import K1, MIN_ROWS, B


class Bm25(WeightingModel):  # type: ignore[misc]
    """The keyword half's formula, for the terms of one field."""

    def idf(self, searcher: Searcher, fieldname: str, text: Any) -> float:
        """Return what a term weighs, by the live rows that have it."""
        parent = searcher.get_parent()
        df, rows = parent.doc_frequency(fieldname, text), parent.doc_count()
        return math.log(1 + (max(rows, MIN_ROWS) - df + 0.5) / (df + 0.5))

    def scorer(self, searcher: Searcher, fieldname: str, text: Any, qf: float = 1) -> BaseScorer:
        """Return what scores a term; one of a field of values scores 1."""
        if not searcher.schema[fieldname].scorable:
            return WeightScorer(1)
        parent = searcher.get_parent()
        average = parent.field_length(fieldname) / max(1, parent.doc_count()) or 1.0
        return _Scorer(searcher, fieldname, qf * searcher.idf(fieldname, text), average)


class _Scorer(BaseScorer):  # type: ignore[misc]
    """Scores the rows of one term."""

    def __init__(self, searcher: Searcher, fieldname: str, idf: float, average: float) -> None:
        self._length, self._fieldname = searcher.doc_field_length, fieldname
        self._idf, self._average = idf, average

    def score(self, matcher: Any) -> float:
        tf = matcher.weight()
        length = self._length(matcher.id(), self._fieldname)
        return float(self._idf * tf / (tf + K1 * (1 - B + B * length / self._average)))

    def max_quality(self) -> float:
        return self._idf


def searcher(snapshot: Snapshot, weighting: WeightingModel | None = None) -> Searcher:
    """Return a searcher of all rows of a snapshot; a document's number is its row.

    Args:
        snapshot: One that has whole words and attributes.
        weighting: How it scores; as `Bm25` if None.

    Raises:
        IndexFormatError: It was made before there were such.
    """
    fields = schema()
    readers = []
    for base, segment in zip(snapshot.bases, snapshot.segments, strict=False):
        live: NDArray[np.bool_] | None = None
        if snapshot.live is not None:
            live = snapshot.live[base : base + segment.rows]
        readers.append(RowReader(segment, live, fields))
    reader = readers[0] if len(readers) == 1 else MultiReader(readers)
    return Searcher(reader, weighting=weighting or Bm25())
