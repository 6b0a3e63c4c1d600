"""How well do the words of each paragraph match the query? BM25 over the postings arrays.

    idf(t)     = ln(1 + (N - df + 0.5) / (df + 0.5))
    score(q,d) = sum over t in q of  idf(t) * tf / (tf + k1 * (1 - b + b * |d| / avg))

after Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in
Lucene's form, without the constant factor k1 + 1. N, df and avg count live rows only, so a score
does not depend on how the corpus is cut into segments.

An article's title is scored in the same way among titles, and its score is added, weighted, to
each paragraph of the article: its terms count once for the article, not once for each paragraph.
Must not import anything of the project but `index.reader`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.keyword import Postings
from index.reader import Snapshot, joined

K1 = 0.9
B = 0.4
TITLE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class TermWeight:
    """A term of the query as the live rows weigh it. `df` counts paragraphs."""

    term: str
    df: int
    idf: float


@dataclass(frozen=True, slots=True)
class KeywordScores:
    """What the keyword half says.

    Attributes:
        scores: `(rows,)` float32, 0 and up, higher is better; 0 where no term matches.
        terms: The query's terms with their weights.
    """

    scores: NDArray[np.float32]
    terms: tuple[TermWeight, ...]

    @property
    def bound(self) -> float:
        """The sum of idf: what a paragraph scores at most, its title aside; more than 0."""
        return sum(weight.idf for weight in self.terms)


@dataclass(frozen=True, slots=True)
class _Field:
    """One set of postings over all segments, as BM25 needs it."""

    postings: Sequence[Postings]
    bases: Sequence[int]
    lengths: NDArray[np.int32]
    live: NDArray[np.bool_] | None
    count: int
    average: float


class KeywordHalf:
    """Scores queries against one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        segments = snapshot.segments
        self._snapshot = snapshot
        self._body = _field([s.body for s in segments], snapshot.lengths, snapshot.live)
        titles = [segment.title for segment in segments]
        lengths = joined([title.lengths for title in titles], np.int32)
        self._title = _field(titles, lengths, snapshot.live_articles)

    def score(self, terms: Sequence[str]) -> KeywordScores:
        """Score all rows for the distinct `terms` of a query. Removed rows may get any score."""
        scores, weights = _bm25(self._body, terms)
        titles, _ = _bm25(self._title, terms)
        self._add_titles(scores, titles)
        return KeywordScores(scores, weights)

    def _add_titles(self, scores: NDArray[np.float32], titles: NDArray[np.float32]) -> None:
        """Add each article's title score to its paragraphs, which follow each other."""
        for base, article_base, segment in zip(
            self._body.bases, self._title.bases, self._snapshot.segments, strict=True
        ):
            mine = titles[article_base : article_base + segment.articles]
            matching = np.flatnonzero(mine)
            if not len(matching):
                continue
            starts = segment.first_rows[matching]
            counts = segment.first_rows[matching + 1] - starts
            within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
            rows = base + np.repeat(starts, counts) + within
            scores[rows] += np.float32(TITLE_WEIGHT) * np.repeat(mine[matching], counts)


def _field(
    postings: Sequence[Postings], lengths: NDArray[np.int32], live: NDArray[np.bool_] | None
) -> _Field:
    bases = np.cumsum([0, *(len(part.lengths) for part in postings)])[:-1].tolist()
    counted = lengths if live is None else lengths[live]
    total = int(counted.sum(dtype=np.int64))
    average = total / len(counted) if total else 1.0
    return _Field(postings, bases, lengths, live, len(counted), average)


def _bm25(
    field: _Field, terms: Sequence[str]
) -> tuple[NDArray[np.float32], tuple[TermWeight, ...]]:
    scores = np.zeros(len(field.lengths), np.float32)
    weights: list[TermWeight] = []
    for term in terms:
        found = [part.lookup(term) for part in field.postings]
        local = [r + base for (r, _), base in zip(found, field.bases, strict=True)]
        rows = joined(local, np.int32)
        frequencies = joined([f for _, f in found], np.uint16).astype(np.float32)
        df = len(rows) if field.live is None else int(np.count_nonzero(field.live[rows]))
        idf = math.log(1 + (field.count - df + 0.5) / (df + 0.5))
        weights.append(TermWeight(term, df, idf))
        if df:
            relative = field.lengths[rows].astype(np.float32) / np.float32(field.average)
            norm = np.float32(K1) * (np.float32(1 - B) + np.float32(B) * relative)
            scores[rows] += np.float32(idf) * frequencies / (frequencies + norm)
    return scores, tuple(weights)
