"""How well do the words of each paragraph match the query? BM25 over the postings arrays.

    idf(t)     = ln(1 + (N - df + 0.5) / (df + 0.5))
    bm25(q,d)  = sum over t in q of  idf(t) * tf / (tf + k1 * (1 - b + b * |d| / avg))

after Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in
Lucene's form, without the constant factor k1 + 1. N, df and avg count live rows only, so a score
does not depend on how the corpus is cut into segments; in a small corpus N is raised to `MIN_ROWS`,
for there df says little about a word. Two such sums make the score: of the terms of the query, and
of its pairs of neighbouring terms that are neighbours in the paragraph or the title too.

The terms of an article's title count, weighted, as terms of each of its paragraphs: in tf and
length, but in df only once for the article.

Must not import anything of the project but `index.keyword` and `index.reader`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.keyword import Postings, TermPostings, occurrence_keys, ranges
from index.reader import Snapshot, joined

K1 = 1.2
B = 0.75
"""Usual values; from 0.9 to 2 and from 0.4 to 0.9 nothing changes that could be told apart."""

TITLE_WEIGHT = 1.0
"""What an occurrence in the title is worth beside one in the paragraph; 2 and 3 are no better."""

PAIR_WEIGHT = 0.3
"""What a pair of neighbouring terms is worth beside a term: worth most on technical abstracts."""

SPARSE = 16
"""Lists that have less than one row in so many are merged, not spread over all rows."""

MIN_ROWS = 200
"""Fewest paragraphs that idf is computed for, so that ten paragraphs are searched sensibly."""


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
        terms: The query's distinct terms with their weights.
        bound: The sum of idf over the query's terms, repeats counted: what the first sum is at
            most. More than 0.
    """

    scores: NDArray[np.float32]
    terms: tuple[TermWeight, ...]
    bound: float


@dataclass(frozen=True, slots=True)
class Places:
    """Where a term, or a pair of terms, occurs in all segments.

    Attributes:
        rows, counts: Paragraphs, ascending, and how often in the text of each.
        articles, title_counts: Articles, ascending, and how often in the title of each.
    """

    rows: NDArray[np.int64]
    counts: NDArray[np.float32]
    articles: NDArray[np.int64]
    title_counts: NDArray[np.float32]

    @classmethod
    def of(cls, numbers: NDArray[np.int64], counts: NDArray[np.float32], in_titles: bool) -> Places:
        """Return places that are all in texts, or all in titles."""
        none = numbers[:0], counts[:0]
        return cls(*none, numbers, counts) if in_titles else cls(numbers, counts, *none)


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that the score adds up: a term, or a pair of terms, with its weight."""

    terms: tuple[str, ...]
    places: Places
    b: float
    weight: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a term, or a pair of neighbouring terms, adds to scores.

    Attributes:
        terms: One or two.
        df, idf: Paragraphs that have it, and what that weighs.
        shares: `(n,)` float32, of the score of each row that was asked for.
    """

    terms: tuple[str, ...]
    df: int
    idf: float
    shares: NDArray[np.float32]


class KeywordHalf:
    """Scores queries against one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        segments = snapshot.segments
        self._body = [segment.body for segment in segments]
        self._titles = [segment.title for segment in segments]
        self._article_of = snapshot.article_numbers
        counts = joined([np.diff(segment.first_rows) for segment in segments], np.int64)
        self._first_rows = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        own = joined([part.lengths for part in self._body], np.int32).astype(np.float32)
        title = joined([part.lengths for part in self._titles], np.int32).astype(np.float32)
        title *= np.float32(TITLE_WEIGHT)
        lengths = own + title[self._article_of]
        self._live, self._live_articles = snapshot.live, snapshot.live_articles
        counted = lengths if self._live is None else lengths[self._live]
        self._count = len(counted)
        self._relative_lengths = lengths / np.float32(counted.mean(dtype=np.float64) or 1.0)

    def score(
        self,
        terms: Sequence[str],
        variants: Mapping[str, tuple[str, ...]] | None = None,
        patterns: Mapping[str, Places] | None = None,
        *,
        pairs: bool = True,
    ) -> KeywordScores:
        """Score all rows for the terms of a query.

        Args:
            terms: In order, repeats counted.
            variants: Further stems that count as occurrences of a term.
            patterns: What counts as terms too, with the places of the words it stands for.
            pairs: Whether neighbours in `terms` are neighbours in the query.

        Removed rows may get any score.
        """
        scores = np.zeros(len(self._article_of), np.float32)
        weights: list[TermWeight] = []
        bound = 0.0
        for part in self._parts(terms, variants or {}, patterns or {}, pairs=pairs):
            df, idf = self._add(scores, part)
            if len(part.terms) == 1:
                weights.append(TermWeight(part.terms[0], df, idf))
                bound += part.weight * idf
        return KeywordScores(scores, tuple(weights), bound)

    def explain(
        self,
        terms: Sequence[str],
        variants: Mapping[str, tuple[str, ...]],
        patterns: Mapping[str, Places],
        rows: NDArray[np.int64],
    ) -> list[Contribution]:
        """Say what each term, and each pair of neighbouring terms, adds to the scores of `rows`."""
        found = []
        for part in self._parts(terms, variants, patterns):
            scores = np.zeros(len(self._article_of), np.float32)
            df, idf = self._add(scores, part)
            found.append(Contribution(part.terms, df, idf, scores[rows]))
        return found

    def _parts(
        self,
        terms: Sequence[str],
        variants: Mapping[str, tuple[str, ...]],
        patterns: Mapping[str, Places],
        *,
        pairs: bool = True,
    ) -> Iterator[_Part]:
        """Yield what is added up: terms and patterns, then pairs of neighbouring terms."""
        found = {t: self._lookup(t, *variants.get(t, ())) for t in dict.fromkeys(terms)}
        for term, repeats in Counter(terms).items():
            yield _Part((term,), self._places(*found[term]), B, repeats)
        for pattern, places in patterns.items():
            yield _Part((pattern,), places, B, 1.0)
        neighbours = Counter(pairwise(terms)) if pairs else Counter()
        for (first, second), repeats in neighbours.items():
            body = list(map(_neighbours, found[first][0], found[second][0]))
            titles = list(map(_neighbours, found[first][1], found[second][1]))
            # Length says nothing about a pair, so b is 0.
            yield _Part((first, second), self._places(body, titles), 0.0, PAIR_WEIGHT * repeats)

    def _lookup(self, *stems: str) -> tuple[list[TermPostings], list[TermPostings]]:
        """Return where any of some stems occurs, in paragraphs and in titles."""
        body, titles = (
            [_either([postings.lookup(stem) for stem in stems]) for postings in part]
            for part in (self._body, self._titles)
        )
        return body, titles

    def _places(self, body: list[TermPostings], titles: list[TermPostings]) -> Places:
        return Places(
            _with_bases([p.rows for p in body], self._body),
            joined([p.frequencies for p in body], np.uint16).astype(np.float32),
            _with_bases([p.rows for p in titles], self._titles),
            joined([p.frequencies for p in titles], np.uint16).astype(np.float32),
        )

    def _add(self, scores: NDArray[np.float32], part: _Part) -> tuple[int, float]:
        """Add what one term or pair scores to each paragraph; return its df and idf."""
        places, b = part.places, part.b
        counts = self._first_rows[places.articles + 1] - self._first_rows[places.articles]
        rows, tf = _summed(
            places.rows,
            places.counts,
            ranges(self._first_rows[places.articles], counts),
            np.repeat(places.title_counts * np.float32(TITLE_WEIGHT), counts),
            len(scores),
        )
        in_text = np.zeros(len(self._first_rows) - 1, bool)
        in_text[self._article_of[places.rows]] = True
        only_title = places.articles[~in_text[places.articles]]
        df = _live(self._live, places.rows) + _live(self._live_articles, only_title)
        idf = math.log(1 + (max(self._count, MIN_ROWS) - df + 0.5) / (df + 0.5))
        norm = np.float32(K1 * (1 - b)) + np.float32(K1 * b) * self._relative_lengths[rows]
        scores[rows] += np.float32(part.weight * idf) * tf / (tf + norm)
        return df, idf


def _live(live: NDArray[np.bool_] | None, numbers: NDArray[np.int64]) -> int:
    """Count those of `numbers` that are live."""
    return len(numbers) if live is None else int(np.count_nonzero(live[numbers]))


def _either(found: Sequence[TermPostings]) -> TermPostings:
    """Return where any of some terms occurs."""
    some = [postings for postings in found if len(postings.rows)]
    if len(some) < 2:
        return some[0] if some else found[0]
    return _postings(np.unique(np.concatenate([*map(occurrence_keys, some)])))


def _neighbours(first: TermPostings, second: TermPostings) -> TermPostings:
    """Return where `second` directly follows `first`."""
    if not len(first.rows) or not len(second.rows):
        return TermPostings(first.rows[:0], first.frequencies[:0], first.positions[:0])
    ahead, behind = occurrence_keys(first) + 1, occurrence_keys(second)
    if len(behind) < len(ahead):
        ahead, behind = behind, ahead
    at = np.minimum(np.searchsorted(behind, ahead), len(behind) - 1)
    return _postings(ahead[behind[at] == ahead])


def _postings(keys: NDArray[np.int64]) -> TermPostings:
    """Return the occurrences that `occurrence_keys` gave these numbers."""
    every = keys >> 16
    first = np.flatnonzero(np.diff(every, prepend=-1))
    rows, counts = every[first], np.diff(first, append=len(every))
    positions = (keys & 0xFFFF).astype(np.uint16)
    return TermPostings(rows.astype(np.int32), counts.astype(np.uint16), positions)


def _summed(
    rows: NDArray[np.int64],
    counts: NDArray[np.float32],
    more_rows: NDArray[np.int64],
    more_counts: NDArray[np.float32],
    every: int,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Merge two ascending lists of rows below `every`, adding up the counts of those in both."""
    if not len(more_rows):
        return rows, counts
    if SPARSE * (len(rows) + len(more_rows)) < every:
        union = np.concatenate([rows, more_rows])
        union.sort(kind="stable")  # merges two runs
        union = union[np.append(True, union[1:] != union[:-1])]
        total = np.zeros(len(union), np.float32)
        total[np.searchsorted(union, rows)] = counts
        total[np.searchsorted(union, more_rows)] += more_counts
        return union, total
    # Over all rows: several times faster than sorting what two long lists have.
    total = np.zeros(every, np.float32)
    total[rows] = counts
    total[more_rows] += more_counts
    union = np.flatnonzero(total)
    return union, total[union]


def _with_bases(
    parts: Sequence[NDArray[np.int32]], postings: Sequence[Postings]
) -> NDArray[np.int64]:
    """Number the rows of each segment on from those of the segments before."""
    shifted, base = [], 0
    for rows, owner in zip(parts, postings, strict=True):
        shifted.append(rows.astype(np.int64) + base)
        base += len(owner.lengths)
    return joined(shifted, np.int64)
