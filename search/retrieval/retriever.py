"""Retriever: which paragraphs match a query, and how well, by both halves and their blend.

    text -> Query -> keyword scores, cosines -> best rows of each -> blend -> Candidates

No text is fetched here. Never imports torch, unless the index holds a model that could not be
exported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encoders.types import TextEncoder
from index.generations.snapshot import Snapshot
from index.text import analyzer
from search.query.options import NO_FILTERS, SearchOptions
from search.query.query import Query
from search.retrieval import dense, fusion, relevance
from search.retrieval.background import Threads
from search.retrieval.bm25 import (
    NAME_WORDS,
    Contribution,
    KeywordHalf,
    KeywordScores,
    TermWeight,
)
from search.retrieval.found import Candidates, Found
from search.retrieval.order import Order
from search.retrieval.query_encoder import NOT_ENCODED, Encoded, QueryEncoder
from search.retrieval.query_reader import QueryReader, ReadQuery
from search.retrieval.shared_scans import SharedScans
from search.retrieval.topk import best, distinct
from search.types import LIKELY, Dropped

if TYPE_CHECKING:
    from concurrent.futures import Future

    from search.retrieval.expansion import Vocabulary


NEW_SHARE = 0.5
"""Rows are looked at for being new whose score without sentences and title, .05 lower as a rule, is
at least this share of what hits have to have."""


class _Halves(NamedTuple):
    """What each half says of all rows; None where it takes no part."""

    keyword: KeywordScores | None
    scan: dense.Scan | None

    def names(self) -> tuple[str, ...]:
        """Return the halves that take part."""
        named = (("keyword", self.keyword), ("semantic", self.scan))
        return tuple(name for name, half in named if half is not None)


class Retriever:
    """Finds rows of one generation. Safe to share between threads."""

    _notes: Sequence[str] = ()  # on each of its searches

    def __init__(self, snapshot: Snapshot, *, one_shot: bool = False) -> None:
        self._snapshot = snapshot
        self._one_shot = one_shot
        self._reader = QueryReader(snapshot)
        self._keyword = KeywordHalf(snapshot)
        self._encoder = QueryEncoder(snapshot, one_shot=one_shot)
        self._order = Order(snapshot, one_shot=one_shot)
        self._scans = SharedScans(snapshot)
        self._threads = Threads()

    def close(self) -> None:
        """Let go of the encoder."""
        self._encoder.opened = None

    def reopened(self, snapshot: Snapshot, notes: Sequence[str] = ()) -> Retriever:
        """Return a retriever for another snapshot; it shares the encoder if that is the same."""
        new = Retriever(snapshot, one_shot=self._one_shot)
        new._threads, new._notes = self._threads, notes
        if snapshot.encoder_folder == self._snapshot.encoder_folder:
            new._encoder.opened = self._encoder.opened  # safe to share between threads
        return new

    @property
    def words(self) -> Vocabulary:
        """The whole words of the index, for patterns and suggestions."""
        return self._reader.words

    def encoder(self) -> TextEncoder:
        """Return the index's encoder, opened once."""
        return self._encoder.open()

    def find(
        self, text: str, options: SearchOptions, without: NDArray[np.int64] | None = None
    ) -> Found:
        """Let both halves score all rows, and rank the best of each by the blend.

        What is found does not depend on `options.k` or `options.offset`.

        Args:
            text: The query.
            options: Which halves, which articles, and whether recent ones are preferred.
            without: `(n,)` rows that may not be found; the scores of others are as with them.

        Raises:
            QueryError: The query is empty or too long, or a filter makes no sense.
            IndexDamagedError: The mode is "semantic" and the encoder cannot be opened.
        """
        ((_, found),) = self.find_many([text], options, without)
        return found

    def find_many(
        self,
        texts: Sequence[str],
        options: SearchOptions,
        without: NDArray[np.int64] | None = None,
    ) -> Iterator[tuple[int, Found]]:
        """Find for each of several queries what `find` does, encoding and comparing them together.

        Args:
            texts: The queries.
            options, without: As for `find`.

        Yields:
            The number of a query, from 0, and what is found: short ones first, for those that are
            encoded together are padded to one length.
        """
        mode = options.mode
        if self._encoder.opened is None and mode != "keyword":
            self._threads.begin(self.encoder)  # what is wrong with it is said when it is used
        allowed, notes = self._allowed(options, without)
        if options.explain and options.synonyms and not self._reader.glossary.is_whole:
            from search.retrieval.acronyms import MISSING

            notes.append(MISSING)
        read = self._reader.read_many(
            texts,
            notes,
            options.now,
            synonyms=options.synonyms,
            speakers=options.filters.speakers,
        )
        batches = _batches(read)
        # The model waits for its weights while words are counted, and the next queries are
        # encoded while these are ranked.
        encoding = map(partial(self._encoding, options), batches)
        ahead = next(encoding, None)
        for batch in batches:
            worded = [self._words_scored(one, options) for _, one in batch]
            encoded = ahead.result() if ahead else [NOT_ENCODED] * len(batch)
            ahead = next(encoding, None)
            scans = self._scans.scans([each.vector for each in encoded])
            for (at, one), keyword, scan, each in zip(batch, worded, scans, encoded, strict=True):
                one.warnings.extend(each.warnings)
                yield at, self._ranked(one, _Halves(keyword, scan), allowed, options)

    def sorted(self, found: Found, options: SearchOptions) -> Found:
        """Put what was found, best first, in the order that is asked for, and say what is last."""
        if options.sort == "score":
            return found
        ranked = found.candidates
        places = self._order.newest_first(ranked.rows, ranked.scores, options.sort)
        notes = relevance.last_note(self._order.undated(ranked.rows, options.sort), options.sort)
        warnings = (*found.warnings, *notes)
        return replace(found, candidates=ranked.take(places), warnings=warnings)

    def find_like(
        self,
        query: Query,
        vector: NDArray[np.float32] | None,
        rows: NDArray[np.int64],
        options: SearchOptions,
        without: NDArray[np.int64],
    ) -> Found:
        """Find what is like the text of `rows`.

        Args:
            query: Its telling terms. The keyword half is divided by what the text itself scores,
                so that a copy of it has about the highest score there is.
            vector: What it means, `(dim,)` float32, unit length, or None.
            rows: Where it stands.
            options, without: As for `find`.
        """
        allowed, notes = self._allowed(options, without)
        read = ReadQuery(query, None, [*self._reader.version_warnings(), *notes])
        keyword = None
        if query.terms:
            keyword = self._keyword.score(query.terms, query.variants, pairs=False)
            own = float(keyword.scores[rows].max(initial=0.0))
            keyword = keyword._replace(divisor=own or keyword.divisor)
        (scan,) = self._scans.scans([vector])
        return self._ranked(read, _Halves(keyword, scan), allowed, options)

    def weights(self, terms: Sequence[str]) -> tuple[TermWeight, ...]:
        """Return what terms weigh in this index."""
        return self._keyword.score(terms, pairs=False).terms

    def read(self, text: str) -> Query:
        """Read a query, with the words that its patterns stand for."""
        return self._reader.read(text, ()).query

    def explain(self, found: Found, rows: NDArray[np.int64]) -> list[Contribution]:
        """Say what the words of the query add to the scores of `(n,)` some rows."""
        if found.keyword is None:
            return []
        query = found.query
        is_name = _is_name(query)
        return self._keyword.explain(
            query.terms, query.variants, found.places, query.synonyms, rows, is_name=is_name
        )

    def _words_scored(self, read: ReadQuery, options: SearchOptions) -> KeywordScores | None:
        """Let the keyword half score all rows, if it takes part."""
        query = read.query
        places = read.matched.places if read.matched else {}
        if options.mode == "semantic":
            return None
        if query.terms or places:
            is_name = _is_name(query)
            return self._keyword.score(
                query.terms, query.variants, places, query.synonyms, is_name=is_name
            )
        if not (query.conditions or query.is_empty):
            read.warnings.append(
                "keyword search took no part: the query has only stop words; in quotation marks"
                " they are found"
            )
        return None

    def _encoding(
        self, options: SearchOptions, batch: Sequence[tuple[int, ReadQuery]]
    ) -> Future[list[Encoded]] | None:
        """Begin to encode queries, if there is anything to encode."""
        queries = [read.query for _, read in batch]
        if options.mode == "keyword" or not any(query.asked.strip() for query in queries):
            return None
        needed = options.mode == "semantic"
        return self._threads.begin(partial(self._encoder.encode, queries, needed=needed))

    def _ranked(
        self,
        read: ReadQuery,
        halves: _Halves,
        allowed: NDArray[np.bool_] | None,
        options: SearchOptions,
    ) -> Found:
        """Complete both scores of the best rows of each half, and rank them."""
        matched = read.matched
        dropped: tuple[Dropped, ...] = ()
        if matched is not None:
            keyword = halves.keyword
            has_word = keyword.scores > 0 if keyword and read.query.has_bare else None
            dropped = matched.without_each(read.query.bare, allowed, has_word)
            read.warnings.extend(map(_unmet, dropped))
            allowed = matched.rows if allowed is None else allowed & matched.rows
        if read.query.is_empty:
            allowed = np.zeros(self._snapshot.rows, bool)
        vector = halves.scan.query if halves.scan else None
        factor = self._recency(options)
        rows, nearest = self._chosen(read, halves, factor, allowed, options)
        sentences = dense.sentence_cosines(self._snapshot, rows, vector)
        return Found(
            query=read.query,
            halves=halves.names(),
            candidates=self._scored(rows, halves, nearest, sentences, factor),
            keyword=halves.keyword,
            vector=vector,
            sentences=sentences,
            allowed=allowed,
            patterns=matched.patterns if matched else {},
            places=matched.places if matched else {},
            warnings=tuple(read.warnings),
            without=dropped,
        )

    def _chosen(
        self,
        read: ReadQuery,
        halves: _Halves,
        factor: NDArray[np.float64] | None,
        allowed: NDArray[np.bool_] | None,
        options: SearchOptions,
    ) -> tuple[NDArray[np.int64], dense.Near | None]:
        """Return the ascending rows that are ranked, and those nearest in meaning among them."""
        keyword, scan = halves
        best_of: list[tuple[NDArray[np.int64], NDArray[np.floating]]] = []
        nearest = None
        if keyword is not None:
            matching = keyword.scores > 0
            worded = best(
                keyword.scores, matching if allowed is None else matching & allowed, fusion.DEPTH
            )
            best_of.append((worded, keyword.scores[worded]))
        if scan is not None:
            nearest = dense.nearest(self._snapshot, scan, allowed, fusion.DEPTH)
            best_of.append(nearest)
        if factor is not None and best_of:
            preferred = _preferred(halves, factor)
            recent = best(preferred, allowed, fusion.DEPTH)
            best_of.append((recent, preferred[recent]))
        rows = fusion.candidates(best_of, fusion.DEPTH)
        if options.sort != "score" and best_of:
            # Of more than are ranked the newest need not be among the best.
            likely = _preferred(halves, 1.0) >= NEW_SHARE * (options.min_score or LIKELY)
            likely = likely if allowed is None else likely & allowed
            new = self._order.newest(likely, fusion.DEPTH, options.sort)
            rows = distinct(np.concatenate([rows, new]))
        if scan is None and not (keyword and read.query.has_bare) and read.query.conditions:
            among = np.ones(self._snapshot.rows, bool) if allowed is None else allowed
            among = among if keyword is None else among & (keyword.scores == 0)
            rows = np.union1d(rows, self._order.newest(among, fusion.DEPTH, options.sort))
        return rows, nearest

    def _scored(
        self,
        rows: NDArray[np.int64],
        halves: _Halves,
        nearest: dense.Near | None,
        sentences: dense.SentenceCosines | None,
        factor: NDArray[np.float64] | None,
    ) -> Candidates:
        """Complete the scores of ascending rows, and put them in order."""
        keyword, scan = halves
        worded = keyword.scores[rows] if keyword else None
        cosines = titles = meant = None
        if scan is not None:
            titles = dense.title_cosines(self._snapshot, rows, scan.query)
            cosines = dense.row_cosines(self._snapshot, rows, scan.query, nearest)
            meant = fusion.semantic(cosines, sentences.best() if sentences else None, titles)
        names = halves.names()
        blended = fusion.blend(worded, keyword.divisor if keyword else 0.0, meant)
        if not names:
            blended = np.ones(len(rows))
        scores = fusion.calibrate(blended, names)
        if factor is not None:
            scores = np.asarray(np.round(scores * factor[rows], fusion.DECIMALS))
        ordered = self._order.by_score if names else self._order.by_day
        every = Candidates(
            rows=rows,
            scores=scores,
            blended=blended,
            keyword=worded,
            semantic=meant,
            keyword_ranks=fusion.ranks(worded),
            semantic_ranks=fusion.ranks(meant),
            cosines=cosines,
            titles=titles,
            recency=None if factor is None else factor[rows],
        )
        return every.take(ordered(rows, scores))

    def _recency(self, options: SearchOptions) -> NDArray[np.float64] | None:
        """Return `(rows,)` what age makes of scores, or None where it counts for nothing."""
        if options.half_life is None:
            return None
        from search.query.dates import today

        now = today(options.now).toordinal()
        by_article = fusion.recency(self._snapshot.days[:, 0], now, options.half_life)
        return np.asarray(by_article[self._snapshot.article_numbers])

    def _allowed(
        self, options: SearchOptions, without: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.bool_] | None, list[str]]:
        """Return `(rows,)` which rows may be found (None: all), and what is odd about filters."""
        allowed = self._snapshot.live
        notes = [*self._notes]
        if options.filters != NO_FILTERS:
            from search.retrieval import filtering

            filtered, said = filtering.allowed_rows(self._snapshot, options.filters, options.now)
            notes += said
            allowed = filtered if allowed is None else allowed & filtered
        if without is not None:
            allowed = np.ones(self._snapshot.rows, bool) if allowed is None else allowed.copy()
            allowed[without] = False
        return allowed, notes


def _batches(read: Sequence[ReadQuery]) -> list[list[tuple[int, ReadQuery]]]:
    """Return queries as they are encoded together, each with its number: short ones first."""
    order = sorted(enumerate(read), key=lambda one: len(one[1].query.asked))
    starts = range(0, len(order), dense.QUERIES_AT_ONCE)
    return [order[start : start + dense.QUERIES_AT_ONCE] for start in starts]


def _unmet(dropped: Dropped) -> str:
    """Say how many paragraphs match without a condition that nothing meets as well."""
    count = dropped.paragraphs
    many = "paragraph matches" if count == 1 else "paragraphs match"
    return f"nothing meets {dropped.condition} as well: without it {count:,} {many}"


def _is_name(query: Query) -> bool:
    """Tell whether a query is a name, or has at least no more words than one."""
    few = len(query.terms) <= NAME_WORDS
    return few and 0 < len(analyzer.words(query.asked)) <= NAME_WORDS


def _preferred(halves: _Halves, factor: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return about the scores of all rows with their recency, so that new ones are candidates."""
    keyword, scan = halves
    blended = fusion.blend(
        keyword.scores if keyword else None,
        keyword.divisor if keyword else 0.0,
        scan.scores if scan else None,
    )
    return np.asarray(fusion.calibrate(blended, halves.names()) * factor)
