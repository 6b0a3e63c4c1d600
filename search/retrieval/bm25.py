"""BM25 over the postings arrays: how well the words of each paragraph match the query.

    idf(t)     = ln(1 + (N - df + 0.5) / (df + 0.5))
    bm25(q,d)  = sum over t in q of  idf(t) * (tf / (tf + k1 * (1 - b + b * |d| / avg)) + delta)

after Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in
Lucene's form, without the constant factor k1 + 1. N, df and avg count live rows only, so a score
does not depend on how the corpus is cut into segments; in a small corpus N is raised to `MIN_ROWS`,
for there df says little about a word. Two such sums make the score: of the terms of the query, and
of its pairs of neighbouring terms that are neighbours in the paragraph or the title too.

delta is 0, but for a query of a few words, such as a name, in paragraphs that have all of its
terms: after BM25+ of Lv and Zhai, "Lower-Bounding Term Frequency Normalization" (2011). Otherwise a
long paragraph that mentions a name once hardly scores more than one with half of the name or none.

The terms of an article's title count, weighted, as terms of each of its paragraphs: in tf and
length, but in df only once for the article.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot, joined
from index.segments.postings import ranges
from search.query.query import Synonym
from search.retrieval import fusion
from search.retrieval.cache import Recent
from search.retrieval.forms import Occurrences, Positions, everywhere, merged, neighbours, summed

K1 = 1.2
B = 0.75
"""Usual values; from 0.9 to 2 and from 0.4 to 0.9 nothing changes that could be told apart."""

TITLE_WEIGHT = 1.0
"""What an occurrence in the title is worth beside one in the paragraph; 2 and 3 are no better."""

NAME_WORDS = 3
"""Most words, stop words included, of a query that is a name or not much more. Questions that have
no more terms than that have more words; they lose where all terms must be there."""

NAME_DELTA = 1.0
"""delta where the query is a name and the paragraph has all of it. Of 150 names of two words that
Reuters stories mention, 39 had a paragraph without all of the name above one with it with 0, 5 with
.5, none with 1."""

PAIR_WEIGHT = 0.3
"""What a pair of neighbouring terms is worth beside a term: worth most on technical abstracts."""

REMEMBERED = 32 << 20
"""Bytes of what terms and pairs score that are remembered, and as many of where terms occur: the
words of a subject come up again and again."""

MIN_ROWS = 200
"""Fewest paragraphs that idf is computed for, so that ten paragraphs are searched sensibly."""


class TermWeight(NamedTuple):
    """A term of the query as the live rows weigh it. `df` counts paragraphs."""

    term: str
    df: int
    idf: float


class KeywordScores(NamedTuple):
    """What the keyword half says.

    Attributes:
        scores: `(rows,)` float32, 0 and up, higher is better; 0 where no term matches.
        terms: The query's distinct terms with their weights.
        bound: The sum of idf over the query's terms, repeats counted: what the first sum is at
            most where delta is 0. More than 0.
        divisor: What the blend divides the scores by, see `fusion.divisor`. More than 0.
    """

    scores: NDArray[np.float32]
    terms: tuple[TermWeight, ...]
    bound: float
    divisor: float


class _Gains(NamedTuple):
    """What a term, or a pair of terms, adds to scores, but for its weight and its idf.

    Attributes:
        rows: `(n,)` all paragraphs that have it, in any order.
        gains: `(n,)` float32, 0 to 1.
        df: Paragraphs and titles that have it.
    """

    rows: NDArray[np.int64]
    gains: NDArray[np.float32]
    df: int

    @property
    def nbytes(self) -> int:
        return self.rows.nbytes + self.gains.nbytes


class _Part(NamedTuple):
    """One thing that the score adds up: a term, or a pair of terms, with its weight."""

    terms: tuple[str, ...]
    gains: _Gains
    weight: float


class Contribution(NamedTuple):
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
        # Of candidates the numbers of the whole index count.
        self._statistics = snapshot.statistics
        self._count = self._statistics.rows if self._statistics else len(counted)
        self._gained: Recent[_Gains] = Recent(REMEMBERED)
        self._occurring: Recent[tuple[Positions, Positions]] = Recent(REMEMBERED)
        mean = self._statistics.mean_length if self._statistics else counted.mean(dtype=np.float64)
        self._relative_lengths = lengths / np.float32(mean or 1.0)

    def score(
        self,
        terms: Sequence[str],
        variants: Mapping[str, tuple[str, ...]] | None = None,
        patterns: Mapping[str, Occurrences] | None = None,
        synonyms: Sequence[Synonym] = (),
        *,
        pairs: bool = True,
        is_name: bool = False,
    ) -> KeywordScores:
        """Score all rows for the terms of a query.

        Args:
            terms: In order, repeats counted.
            variants: Further stems that count as occurrences of a term.
            patterns: What counts as terms too, with the places of the words it stands for.
            synonyms: What counts as all the terms that it stands for.
            pairs: Whether neighbours in `terms` are neighbours in the query.
            is_name: Whether the query has at most `NAME_WORDS` words.

        Removed rows may get any score.
        """
        scores = np.zeros(len(self._article_of), np.float32)
        weights: list[TermWeight] = []
        bound = 0.0
        parts = [*self._parts(terms, variants or {}, patterns or {}, synonyms, pairs=pairs)]
        for part in parts:
            idf = self._add(scores, part)
            if len(part.terms) == 1:
                weights.append(TermWeight(part.terms[0], part.gains.df, idf))
                bound += part.weight * idf
        delta = NAME_DELTA if is_name else 0.0
        divisor = fusion.divisor(bound, self._idf(1), delta)
        if delta:
            scores[self._with_all(parts)] += np.float32(sum(map(self._lower_bound, parts)))
        return KeywordScores(scores, tuple(weights), bound, divisor)

    def explain(
        self,
        terms: Sequence[str],
        variants: Mapping[str, tuple[str, ...]],
        patterns: Mapping[str, Occurrences],
        synonyms: Sequence[Synonym],
        rows: NDArray[np.int64],
        *,
        is_name: bool,
    ) -> list[Contribution]:
        """Say what each term, and each pair of neighbouring terms, adds to the scores of `rows`."""
        found = []
        parts = [*self._parts(terms, variants, patterns, synonyms)]
        with_all = self._with_all(parts) if is_name else np.empty(0, np.int64)
        for part in parts:
            scores = np.zeros(len(self._article_of), np.float32)
            idf = self._add(scores, part)
            scores[with_all] += np.float32(self._lower_bound(part))
            found.append(Contribution(part.terms, part.gains.df, idf, scores[rows]))
        return found

    def _parts(
        self,
        terms: Sequence[str],
        variants: Mapping[str, tuple[str, ...]],
        patterns: Mapping[str, Occurrences],
        synonyms: Sequence[Synonym],
        *,
        pairs: bool = True,
    ) -> Iterator[_Part]:
        """Yield what is added up: terms and patterns, then pairs of neighbouring terms."""
        stems = {term: (term, *variants.get(term, ())) for term in dict.fromkeys(terms)}
        full = [synonym for synonym in synonyms if synonym.factor is None]
        weak = [synonym for synonym in synonyms if synonym.factor is not None]
        for synonym in full:
            for term in dict.fromkeys(synonym.terms):
                stems[term] = (*stems[term], *synonym.forms)
        for term, repeats in Counter(terms).items():
            less = tuple(synonym for synonym in weak if term in synonym.terms)
            yield _Part((term,), self._gains_of_term(stems[term], less), repeats)
        for pattern, places in patterns.items():
            yield _Part((pattern,), self._gains(places, B), 1.0)
        neighbours = Counter(pairwise(terms)) if pairs else Counter()
        for (first, second), repeats in neighbours.items():
            both = tuple(f for s in full if (first, second) in pairwise(s.terms) for f in s.forms)
            less = tuple(s for s in weak if (first, second) in pairwise(s.terms))
            gains = self._gains_of_pair(stems[first], stems[second], both, less)
            yield _Part((first, second), gains, PAIR_WEIGHT * repeats)

    def _gains_of_term(self, forms: tuple[str, ...], weak: tuple[Synonym, ...] = ()) -> _Gains:
        """Return what a term adds in any of its forms, and less in those of `weak`."""
        key = forms, _named(weak)
        known = self._gained.get(key)
        if known is None:
            every = (*forms, *(form for synonym in weak for form in synonym.forms))
            body, titles = self._occurrences(every)
            df = self._statistics.of_term(every) if self._statistics else None
            known = self._gains(Occurrences(*body.counted(), *titles.counted(), df=df), B)
            if weak:
                known = self._weakened(known, self._gains_of_term(forms), weak)
            self._gained.put(key, known, known.nbytes)
        return known

    def _weakened(self, every: _Gains, own: _Gains, weak: Sequence[Synonym]) -> _Gains:
        """Return gains that are less where only a weak synonym is, and none where it says none."""
        factor = np.zeros(len(self._article_of), np.float32)
        for synonym in weak:
            assert synonym.factor is not None
            rows = self._gains_of_term(synonym.forms).rows
            factor[rows] = np.maximum(factor[rows], synonym.factor[self._article_of[rows]])
        factor[own.rows] = 1
        factors = factor[every.rows]
        kept = factors > 0
        df = max(own.df, every.df - _live(self._live, every.rows[~kept]))
        return _Gains(every.rows[kept], every.gains[kept] * factors[kept], df)

    def _gains_of_pair(
        self,
        first: tuple[str, ...],
        second: tuple[str, ...],
        both: tuple[str, ...],
        weak: tuple[Synonym, ...] = (),
    ) -> _Gains:
        """Return what two neighbouring terms add; `both` are forms that stand for the two."""
        key = first, second, both, _named(weak)
        known = self._gained.get(key)
        if known is None:
            each = zip(
                self._occurrences(first, at_end=True), self._occurrences(second), strict=True
            )
            body, titles = (neighbours(*one) for one in each)
            own = both
            both = (*both, *(form for synonym in weak for form in synonym.forms))
            if both:
                more_body, more_titles = self._occurrences(both)
                body = merged(body, more_body.counted())
                titles = merged(titles, more_titles.counted())
            # Length says nothing about a pair, so b is 0.
            df = self._statistics.of_pair(first, second, both) if self._statistics else None
            known = self._gains(Occurrences(*body, *titles, df=df), 0.0)
            if weak:
                known = self._weakened(known, self._gains_of_pair(first, second, own), weak)
            self._gained.put(key, known, known.nbytes)
        return known

    def _occurrences(
        self, forms: tuple[str, ...], *, at_end: bool = False
    ) -> tuple[Positions, Positions]:
        """Return where any of some forms occurs: in paragraphs by row, in titles by article."""
        at_end = at_end and any(" " in form for form in forms)
        known = self._occurring.get((forms, at_end))
        if known is None:
            known = (
                everywhere(self._body, forms, at_end=at_end),
                everywhere(self._titles, forms, at_end=at_end),
            )
            self._occurring.put((forms, at_end), known, sum(part.nbytes for part in known))
        return known

    def _gains(self, places: Occurrences, b: float) -> _Gains:
        """Return what a term or pair, of weight 1, adds to each paragraph that has it."""
        firsts, ends = self._first_rows[places.articles], self._first_rows[places.articles + 1]
        rows, tf = summed(
            places.rows,
            places.counts,
            ranges(firsts, ends - firsts),
            np.repeat(places.title_counts * np.float32(TITLE_WEIGHT), ends - firsts),
        )
        in_text = np.searchsorted(places.rows, firsts) < np.searchsorted(places.rows, ends)
        only_title = places.articles[~in_text]
        df = places.df
        if df is None:
            df = _live(self._live, places.rows) + _live(self._live_articles, only_title)
        norm = np.float32(K1 * (1 - b)) + np.float32(K1 * b) * self._relative_lengths[rows]
        return _Gains(rows, np.asarray(tf / (tf + norm), np.float32), df)

    def _add(self, scores: NDArray[np.float32], part: _Part) -> float:
        """Add what one term or pair scores to each paragraph; return its idf."""
        idf = self._idf(part.gains.df)
        scores[part.gains.rows] += np.float32(part.weight * idf) * part.gains.gains
        return idf

    def _with_all(self, parts: Sequence[_Part]) -> NDArray[np.int64]:
        """Return the paragraphs that have all terms; those that no live paragraph has do not count.

        In any order.
        """
        known = [part.gains.rows for part in parts if self._lower_bound(part)]
        if len(known) < 2:
            return known[0] if known else np.empty(0, np.int64)
        counts = np.zeros(len(self._article_of), np.uint8)
        for rows in known:
            counts[rows] += 1
        return np.flatnonzero(counts == len(known))

    def _lower_bound(self, part: _Part) -> float:
        """Return what delta makes of a term that occurs; 0 for others, and for pairs."""
        df = part.gains.df
        return NAME_DELTA * part.weight * self._idf(df) if len(part.terms) == 1 and df else 0.0

    def _idf(self, df: int) -> float:
        """Return what a term weighs that `df` live paragraphs have."""
        return math.log(1 + (max(self._count, MIN_ROWS) - df + 0.5) / (df + 0.5))


def _named(weak: Sequence[Synonym]) -> tuple[object, ...]:
    """Return what tells some weak synonyms of one snapshot from others."""
    return tuple((synonym.terms, synonym.forms) for synonym in weak)


def _live(live: NDArray[np.bool_] | None, numbers: NDArray[np.int64]) -> int:
    """Count those of `numbers` that are live."""
    return len(numbers) if live is None else int(np.count_nonzero(live[numbers]))
