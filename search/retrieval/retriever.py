"""Which paragraphs match a query, and how well? Both halves over all rows -> candidates.

    text -> Query -> keyword scores, cosines -> best rows of each -> blend -> ranking

No text is fetched here. Never imports torch, unless the index holds a model that could not be
exported.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encoders.description import read_description
from index.encoders.exported import open_encoder
from index.encoders.types import TextEncoder
from index.errors import IndexDamagedError, QueryError
from index.generations.snapshot import Snapshot
from index.text import analyzer
from index.text.analyzer import ANALYZER_VERSION
from search.query.parser import parse
from search.query.query import Query
from search.retrieval import dense, fusion
from search.retrieval.background import Ahead, Threads
from search.retrieval.bm25 import Contribution, KeywordHalf, KeywordScores, Places, TermWeight
from search.retrieval.topk import best
from search.types import MODES, NO_FILTERS, Filters, Mode, Ranking

if TYPE_CHECKING:
    from search.retrieval.expansion import Words
    from search.retrieval.matching import Matched

MAX_K = 1000
"""Most hits of one query, those on the pages before included."""

MAX_STEMS = 500
"""Of the words that a pattern stands for, so many of the most frequent are highlighted."""

RANKED_ARTICLES = 200_000
"""Of so many articles at most the order of ids is worked out as soon as a tie needs it: that takes
.1 s for 100,000, and a tie between two segments then costs nothing."""


class Scope(NamedTuple):
    """What may be found, and whether recent articles are preferred.

    Attributes:
        filters: Which articles.
        half_life: Days after which an article has lost half of what age can cost it, or None.
        now: Today.
        without: `(n,)` rows that may not be found; the scores of others are as with them.
    """

    filters: Filters = NO_FILTERS
    half_life: float | None = None
    now: date | None = None
    without: NDArray[np.int64] | None = None


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a query: candidates, best first, ties in order.

    Attributes:
        halves: Those that took part.
        ranking: Rows and calibrated scores; see `Retriever.find` for the order.
        blended: The blend of the same rows before it was calibrated.
        near: `(n,)` the candidates of a search that is no deeper than `fusion.CANDIDATES`.
        recency: What the age of each made of its score, .5 to 1; None where it counts for nothing.
        keyword: What the keyword half says of all rows, or None.
        keyword_scores, semantic_scores: Of the rows of `ranking`; None where a half took no part.
        cosines, titles: Of the paragraphs, and of their articles' titles (-1 where there is none);
            None without a query vector.
        vector: The encoded query, or None.
        sentences: Cosines of the sentences of each candidate; None where none are stored.
        allowed: `(rows,)` what conditions and filters let through; None for all.
        patterns: For each pattern of the query, the words that it stands for.
        places: Where these are.
        repeats: For a row that stands for others that are nearly the same, those.
        whole: What was found with all of them, where some are left out.
    """

    query: Query
    halves: tuple[str, ...]
    ranking: Ranking
    blended: NDArray[np.float64]
    near: NDArray[np.bool_]
    recency: NDArray[np.float64] | None
    keyword: KeywordScores | None
    keyword_scores: NDArray[np.float32] | None
    semantic_scores: NDArray[np.float32] | None
    cosines: NDArray[np.float32] | None
    titles: NDArray[np.float32] | None
    vector: NDArray[np.float32] | None
    sentences: dense.SentenceCosines | None
    allowed: NDArray[np.bool_] | None
    patterns: Mapping[str, tuple[str, ...]]
    places: Mapping[str, Places]
    warnings: tuple[str, ...]
    repeats: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    whole: Found | None = None

    def matching(self, rows: int) -> NDArray[np.bool_]:
        """Return `(rows,)` what conditions and filters let through and has a word of the query.

        Where no words that count stand outside of conditions, all that is let through.
        """
        allowed = np.ones(rows, bool) if self.allowed is None else self.allowed
        if self.keyword is None or not self.query.has_bare:
            return allowed
        return allowed & (self.keyword.scores > 0)


class _Asked(NamedTuple):
    """A query that was read: what it demands, and what is to be said of it."""

    query: Query
    matched: Matched | None
    warnings: list[str]


_Coded = tuple[NDArray[np.float32] | None, Sequence[str]]
"""What a query means, if the semantic half takes part, and what is to be said of that."""

_NOT_CODED: _Coded = None, ()


def check_arguments(k: int, mode: str, offset: int = 0) -> None:
    """Raise ValueError if `k` is not 1 to `MAX_K`, or `mode` none of those that there are.

    Raises:
        QueryError: `offset` is negative, or leads beyond `MAX_K`.
    """
    if not 1 <= k <= MAX_K:
        raise ValueError(f"k must be from 1 to {MAX_K}, not {k}")
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, not {mode!r}")
    if offset < 0 or offset + k > MAX_K:
        raise QueryError(
            f"offset {offset} with {k} hits leads beyond the first {MAX_K:,}; narrow the query down"
            " with filters or conditions"
        )


def check_scope(scope: Scope) -> None:
    """Raise QueryError where filters or half-life make no sense."""
    if scope.half_life is not None and not 0 < scope.half_life < float("inf"):
        raise QueryError(f"the half-life must be more than 0 days, not {scope.half_life}")
    if scope.filters != NO_FILTERS:
        from search.retrieval import filtering

        filtering.check_filters(scope.filters)


class Retriever:
    """Finds rows of one generation. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, *, one_shot: bool = False) -> None:
        self._snapshot = snapshot
        self._one_shot = one_shot
        self._keyword = KeywordHalf(snapshot)
        self._encoder: TextEncoder | None = None
        self._lock = threading.Lock()
        self._threads = Threads()

    def close(self) -> None:
        """Let go of the encoder."""
        self._encoder = None

    def reopened(self, snapshot: Snapshot) -> Retriever:
        """Return a retriever for another generation; it shares the encoder if that is the same."""
        new = Retriever(snapshot, one_shot=self._one_shot)
        new._threads = self._threads
        if snapshot.encoder_folder == self._snapshot.encoder_folder:
            new._encoder = self._encoder  # safe to share between threads
        return new

    @cached_property
    def words(self) -> Words:
        """The whole words of the index, for patterns and suggestions."""
        from search.retrieval.expansion import Words

        return Words(self._snapshot)

    def find(
        self, text: str, k: int, mode: Mode, scope: Scope = EVERYTHING, *, paged: bool = True
    ) -> Found:
        """Let both halves score all rows, and rank the best of each by the blend.

        Up to `fusion.CANDIDATES` rows, what is ranked does not depend on `k`. For more, `MAX_K` of
        each half are ranked, below those that stand in the first `CANDIDATES` places without them,
        so that a later page goes on exactly where the page before it ended.

        Args:
            text: The query.
            k: How many rows are wanted at least.
            mode: Which halves.
            scope: What may be found.
            paged: False to rank all candidates by nothing but their scores.

        Raises:
            QueryError: The query is empty or too long, or a filter makes no sense.
            IndexDamagedError: `mode` is "semantic" and the encoder cannot be opened.
        """
        (found,) = self.find_many([text], k, mode, scope, paged=paged)
        return found

    def find_many(
        self,
        texts: Sequence[str],
        k: int,
        mode: Mode,
        scope: Scope = EVERYTHING,
        *,
        paged: bool = True,
    ) -> Iterator[Found]:
        """Find for each of several queries what `find` does, encoding and comparing them together.

        Args:
            texts: The queries.
            k, mode, scope, paged: As for `find`.
        """
        if self._encoder is None and mode != "keyword":
            self._threads.begin(self.encoder)  # what is wrong with it is said when it is used
        allowed, notes = self._allowed(scope)
        asked = [self._read_one(number, texts, notes) for number in range(len(texts))]
        starts = range(0, len(asked), dense.QUERIES_AT_ONCE)
        batches = [asked[start : start + dense.QUERIES_AT_ONCE] for start in starts]
        # The model waits for its weights while words are counted, and the next queries are
        # encoded while these are ranked.
        encoded = map(partial(self._encoding, mode), batches)
        ahead = next(encoded, None)
        for batch in batches:
            worded = [self._words_scored(one, mode) for one in batch]
            vectors = ahead.result() if ahead else [_NOT_CODED] * len(batch)
            ahead = next(encoded, None)
            scans = self._scans([vector for vector, _ in vectors])
            for one, keyword, scan, (_, said) in zip(batch, worded, scans, vectors, strict=True):
                one.warnings.extend(said)
                yield self._ranked(one, keyword, scan, allowed, scope, k, paged=paged)

    def find_like(
        self,
        query: Query,
        vector: NDArray[np.float32] | None,
        rows: NDArray[np.int64],
        k: int,
        scope: Scope,
    ) -> Found:
        """Find what is like the text of `rows`.

        Args:
            query: Its telling terms. The keyword half is divided by what the text itself scores,
                so that a copy of it has about the highest score there is.
            vector: What it means, `(dim,)` float32, unit length, or None.
            rows: Where it stands.
            k, scope: As for `find`.
        """
        allowed, notes = self._allowed(scope)
        one = _Asked(query, None, [*self._version_warnings(), *notes])
        keyword = None
        if query.terms:
            keyword = self._keyword.score(query.terms, query.variants, pairs=False)
            own = float(keyword.scores[rows].max(initial=0.0))
            keyword = keyword._replace(bound=own or keyword.bound)
        (scan,) = self._scans([vector])
        return self._ranked(one, keyword, scan, allowed, scope, k, paged=True)

    def weights(self, terms: Sequence[str]) -> tuple[TermWeight, ...]:
        """Return what terms weigh in this index."""
        return self._keyword.score(terms, pairs=False).terms

    def read(self, text: str) -> Query:
        """Read a query, with the words that its patterns stand for."""
        return self._read(text, ()).query

    def _read_one(self, number: int, texts: Sequence[str], notes: Sequence[str]) -> _Asked:
        """Read one of several queries; an error says which."""
        try:
            return self._read(texts[number], notes)
        except QueryError as error:
            if len(texts) == 1:
                raise
            raise QueryError(f"query {number}: {error}") from error

    def _read(self, text: str, notes: Sequence[str]) -> _Asked:
        """Read a query, and find what satisfies its conditions."""
        query = parse(text, self._snapshot.languages)
        warnings = [*self._version_warnings(), *notes, *query.notes]
        if not query.conditions:
            return _Asked(query, None, warnings)
        from search.retrieval import matching

        matched = matching.match(self._snapshot, self.words, query.conditions)
        stems = {
            pattern: tuple(dict.fromkeys(map(analyzer.stem, words[:MAX_STEMS])))
            for pattern, words in matched.patterns.items()
        }
        return _Asked(query.with_patterns(stems), matched, [*warnings, *matched.notes])

    def _words_scored(self, asked: _Asked, mode: Mode) -> KeywordScores | None:
        """Let the keyword half score all rows, if it takes part."""
        query = asked.query
        places = asked.matched.places if asked.matched else {}
        if mode == "semantic":
            return None
        if query.terms or places:
            return self._keyword.score(query.terms, query.variants, places)
        if not query.conditions:
            asked.warnings.append("keyword search took no part: the query has only stop words")
        return None

    def _scans(self, vectors: Sequence[NDArray[np.float32] | None]) -> Iterator[dense.Scan | None]:
        """Compare queries with all paragraphs, several at a time."""
        given = [vector for vector in vectors if vector is not None]
        scans = dense.scan(self._snapshot, np.stack(given)) if given else iter(())
        for vector in vectors:
            yield None if vector is None else next(scans)

    def _candidates(
        self,
        keyword: KeywordScores | None,
        near: dense.Near | None,
        preferred: NDArray[np.float64] | None,
        allowed: NDArray[np.bool_] | None,
        count: int,
    ) -> NDArray[np.int64]:
        """Return the ascending rows that are among the best of a half, or of what is preferred."""
        others = [] if near is None else [near.rows]
        if preferred is not None:
            others.append(best(preferred, allowed, count))
        return fusion.candidates(keyword.scores if keyword else None, others, allowed, count)

    def _nearest(
        self, scan: dense.Scan | None, allowed: NDArray[np.bool_] | None, count: int
    ) -> dense.Near | None:
        return None if scan is None else dense.nearest(self._snapshot, scan, allowed, count)

    def _ranked(
        self,
        asked: _Asked,
        keyword: KeywordScores | None,
        scan: dense.Scan | None,
        allowed: NDArray[np.bool_] | None,
        scope: Scope,
        k: int,
        *,
        paged: bool,
    ) -> Found:
        """Complete both scores of the best rows of each half, and rank them."""
        matched = asked.matched
        if matched is not None:
            allowed = matched.rows if allowed is None else allowed & matched.rows
        vector = scan.query if scan else None
        factor = self._recency(scope)
        preferred = None
        if factor is not None and (keyword or scan):
            preferred = _preferred(keyword, scan.scores if scan else None, factor)
        deep = k > fusion.CANDIDATES
        count = MAX_K if deep else fusion.CANDIDATES
        nearest = self._nearest(scan, allowed, count)
        rows = self._candidates(keyword, nearest, preferred, allowed, count)
        if scan is None and not (keyword and asked.query.has_bare) and asked.query.conditions:
            wordless = None if keyword is None else keyword.scores == 0
            rows = np.union1d(rows, self._newest(allowed, wordless, MAX_K))
        sentences = dense.sentence_cosines(self._snapshot, rows, vector)
        titles = dense.title_cosines(self._snapshot, rows, vector)
        worded = keyword.scores[rows] if keyword else None
        exact = None
        if vector is not None:
            exact = dense.row_cosines(self._snapshot, rows, vector, nearest)
        said = None if sentences is None else sentences.best()
        meant = None if exact is None else fusion.semantic(exact, said, titles)
        blended = fusion.blend(worded, keyword.bound if keyword else 0.0, meant)
        named = (("keyword", worded), ("semantic", meant))
        taking_part = tuple(name for name, half in named if half is not None)
        if not taking_part:
            blended = np.ones(len(rows))
        scores = fusion.calibrate(blended, taking_part)
        if factor is not None:
            scores = np.asarray(np.round(scores * factor[rows], fusion.DECIMALS))
        order = self._order(rows, scores) if taking_part else self._by_day(rows, scores)
        near = np.ones(len(rows), bool)
        if deep and paged and taking_part:
            nearest = self._nearest(scan, allowed, fusion.CANDIDATES)
            short = self._candidates(keyword, nearest, preferred, allowed, fusion.CANDIDATES)
            near = np.isin(rows, short)
            order = _continued(order, near[order])
        return Found(
            query=asked.query,
            halves=taking_part,
            ranking=Ranking(rows[order], scores[order]),
            blended=blended[order],
            near=near[order],
            recency=None if factor is None else factor[rows][order],
            keyword=keyword,
            keyword_scores=None if worded is None else worded[order],
            semantic_scores=None if meant is None else meant[order],
            cosines=None if exact is None else exact[order],
            titles=None if titles is None else titles[order],
            vector=vector,
            sentences=sentences,
            allowed=allowed,
            patterns=matched.patterns if matched else {},
            places=matched.places if matched else {},
            warnings=tuple(asked.warnings),
        )

    def _recency(self, scope: Scope) -> NDArray[np.float64] | None:
        """Return `(rows,)` what age makes of scores, or None where it counts for nothing."""
        if scope.half_life is None:
            return None
        now = (scope.now or datetime.now(UTC).date()).toordinal()
        by_article = fusion.recency(self._snapshot.days[:, 0], now, scope.half_life)
        return np.asarray(by_article[self._snapshot.article_numbers])

    def _newest(
        self, allowed: NDArray[np.bool_] | None, wordless: NDArray[np.bool_] | None, count: int
    ) -> NDArray[np.int64]:
        """Return the ascending rows of the newest articles, ties by article id and offset."""
        every = np.ones(self._snapshot.rows, bool)
        rows = np.flatnonzero(
            (every if allowed is None else allowed) & (every if wordless is None else wordless)
        )
        order = self._by_day(rows, np.zeros(len(rows)))
        return np.sort(rows[order[:count]])

    def _by_day(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the places of `rows` by score, then newest first, then by article and offset."""
        articles = self._snapshot.article_numbers[rows]
        ranks = self._snapshot.article_ranks[articles] if len(rows) else articles
        days = self._snapshot.days[articles, 0] if len(rows) else articles
        return np.lexsort((rows, ranks, -days, -scores))

    def _version_warnings(self) -> list[str]:
        """Say so where the index's words were made by another version of the analyzer."""
        made = self._snapshot.manifest.settings.analyzer
        if made == ANALYZER_VERSION:
            return []
        return [
            f"keyword search may miss words: the index was analysed by version {made}, this is"
            f" version {ANALYZER_VERSION}; rebuild it with `seedsearch build --full`"
        ]

    def explain(self, found: Found, count: int) -> list[Contribution]:
        """Say what the words of the query add to the scores of the best `count` rows."""
        if found.keyword is None:
            return []
        query = found.query
        rows = found.ranking.rows[:count]
        return self._keyword.explain(query.terms, query.variants, found.places, rows)

    def _order(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the places of `rows` by score, ties by article id and offset, never by row."""
        order = np.argsort(-scores, kind="stable")
        ordered = scores[order]
        segments = np.searchsorted(self._snapshot.bases, rows[order], side="right")
        # Rows are ascending, and within a segment in order of articles and offsets.
        tied = (ordered[1:] == ordered[:-1]) & (segments[1:] != segments[:-1])
        if not tied.any():
            return order
        if self._is_ranked:
            ranks = self._snapshot.article_ranks[self._snapshot.article_numbers[rows]]
            return np.lexsort((rows, ranks, -scores))
        start = 0
        for end in [*(np.flatnonzero(np.diff(ordered)) + 1).tolist(), len(ordered)]:
            if tied[start : end - 1].any():
                places = order[start:end].tolist()
                passages = {at: self._snapshot.passage(int(rows[at])) for at in places}
                places.sort(key=lambda at: (passages[at].article.id, passages[at].start))
                order[start:end] = places
            start = end
        return order

    @cached_property
    def _is_ranked(self) -> bool:
        """Whether it pays to know the order of all articles: for more than one query."""
        segments = self._snapshot.segments
        few = sum(segment.articles for segment in segments) <= RANKED_ARTICLES
        return few and not self._one_shot and all(segment.has_lookup for segment in segments)

    def _allowed(self, scope: Scope) -> tuple[NDArray[np.bool_] | None, list[str]]:
        """Return `(rows,)` which rows may be found (None: all), and what is odd about filters."""
        allowed = self._snapshot.live
        notes: list[str] = []
        if scope.filters != NO_FILTERS:
            from search.retrieval import filtering

            filtered, notes = filtering.allowed_rows(self._snapshot, scope.filters)
            if filtered is not None:
                allowed = filtered if allowed is None else allowed & filtered
        if scope.without is not None:
            allowed = np.ones(self._snapshot.rows, bool) if allowed is None else allowed.copy()
            allowed[scope.without] = False
        return allowed, notes

    def _encoding(self, mode: Mode, asked: Sequence[_Asked]) -> Ahead[list[_Coded]] | None:
        """Begin to encode queries, if there is anything to encode."""
        if mode == "keyword" or not any(one.query.asked.strip() for one in asked):
            return None
        return self._threads.begin(partial(self._encode, asked, mode))

    def _encode(self, asked: Sequence[_Asked], mode: Mode) -> list[_Coded]:
        """Encode queries; in hybrid mode a broken encoder is a warning, not the end."""
        coded = [_NOT_CODED] * len(asked)
        places = [at for at, one in enumerate(asked) if one.query.asked.strip()]
        try:
            encoder = self.encoder()
        except IndexDamagedError as error:
            if mode == "semantic":
                raise
            for at in places:
                coded[at] = None, [f"semantic search took no part: {error}"]
            return coded
        vectors = encoder.queries([_text_of(asked[at].query) for at in places])
        for at, vector in zip(places, vectors, strict=True):
            said = []
            if encoder.description.kind == "none":
                said.append("slow: the model of this index was not exported and runs on torch")
            if vector.any():
                coded[at] = vector, [*said, *_cut_off(encoder, asked[at].query.asked)]
            else:
                said.append("semantic search took no part: the model knows nothing of the query")
                coded[at] = None, said
        return coded

    def encoder(self) -> TextEncoder:
        """Return the index's encoder, opened once."""
        with self._lock:
            if self._encoder is None:
                folder = self._snapshot.encoder_folder
                if read_description(folder).kind == "none":
                    from index.encoders.torch_encoder import TorchEncoder

                    self._encoder = TorchEncoder(self._snapshot.manifest.settings.model)
                else:
                    self._encoder = open_encoder(folder, one_shot=self._one_shot)
            return self._encoder


def _text_of(query: Query) -> str:
    """Return what is encoded of a query: as typed, or what its conditions leave of it."""
    return " ".join(query.asked.split()) if query.conditions else query.asked


def _cut_off(encoder: TextEncoder, text: str) -> list[str]:
    """Say so where a query is longer than the model reads."""
    reads = encoder.description.document_pieces
    # A word piece has at least one byte, so a short query needs no count; a static model reads
    # all of it.
    is_long = len(text.encode("utf-8", "replace")) > reads
    if is_long and encoder.description.kind != "static":
        pieces = encoder.pieces(text)
        if len(pieces) > reads:
            return [
                "semantic search read only the beginning of the query, up to character"
                f" {pieces[reads - 1][1]:,}: more than {reads} word pieces are not read"
            ]
    return []


def _preferred(
    keyword: KeywordScores | None, cosines: NDArray[np.float32] | None, factor: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return about the scores of all rows with their recency, so that new ones are candidates."""
    worded = keyword.scores if keyword else None
    blended = fusion.blend(worded, keyword.bound if keyword else 0.0, cosines)
    named = (("keyword", worded), ("semantic", cosines))
    halves = tuple(name for name, half in named if half is not None)
    return np.asarray(fusion.calibrate(blended, halves) * factor)


def _continued(order: NDArray[np.int64], near: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Put what a short search ranks first before all else.

    Args:
        order: `(n,)` places by score.
        near: `(n,)` which of them a short search has as candidates.
    """
    first = np.flatnonzero(near)[: fusion.CANDIDATES]
    is_first = np.zeros(len(order), bool)
    is_first[first] = True
    return np.concatenate([order[is_first], order[~is_first]])
