"""What does this index know about that? The only module that joins the stages of a query.

    text -> retrieval -> best rows -> text fetched -> Results, Answers

Never imports torch, unless the index holds a model that could not be exported.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.types import TextEncoder
from index.errors import ArticleNotFoundError, IndexDamagedError, QueryError
from index.generations.manifest import Manifest, current_generation
from index.generations.snapshot import Snapshot, open_snapshot
from index.types import Article, Span
from search.near_duplicates import paragraphs as near_duplicates
from search.results.highlights import Highlights
from search.retrieval import fusion
from search.retrieval.retriever import (
    EVERYTHING,
    MAX_K,
    Found,
    Retriever,
    Scope,
    check_arguments,
    check_scope,
)
from search.types import (
    NO_FILTERS,
    ArticleInfo,
    Expansion,
    Facet,
    Filters,
    Hit,
    Mode,
    Results,
    Understood,
)

if TYPE_CHECKING:
    from search.answers.types import Answer, Answers, ArticleScores

EXPANSION_WORDS = 100
"""Words that results list of what a pattern stands for: `s*` stands for thousands."""


def open_index(
    index_dir: str | os.PathLike[str], *, generation: int | None = None, one_shot: bool = False
) -> Engine:
    """Open an index for queries.

    Args:
        index_dir: The folder that a build wrote.
        generation: One that is kept; the current one if None.
        one_shot: Whether for a single search: then the first one is faster, and others slower.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: It was written by another version of the format.
        IndexDamagedError: It is not whole.
        GenerationNotFoundError: It keeps no such generation.
    """
    snapshot = open_snapshot(Path(index_dir), generation=generation)
    with _damage(snapshot.index_dir):
        return Engine(snapshot, Retriever(snapshot, one_shot=one_shot))


def ask(
    question: str,
    *,
    index_dir: str | os.PathLike[str],
    k: int = 3,
    mode: Mode = "hybrid",
    filters: Filters = NO_FILTERS,
    half_life: float | None = None,
    now: date | None = None,
    fix: bool = False,
) -> Answers:
    """Answer one question from the index in `index_dir`; see `Engine.ask` and `open_index`."""
    with open_index(index_dir) as engine:
        return engine.ask(
            question, k=k, mode=mode, filters=filters, half_life=half_life, now=now, fix=fix
        )


@contextmanager
def _damage(index_dir: Path) -> Iterator[None]:
    """Say so where numbers in a damaged file lead nowhere; opening checks only sizes."""
    try:
        yield
    except (IndexError, ValueError, OverflowError, MemoryError) as error:
        if isinstance(error, QueryError):
            raise
        raise IndexDamagedError(
            f"the index in {index_dir} is damaged ({error}); `seedsearch verify` says where,"
            " `seedsearch build --full` rebuilds it"
        ) from error


class Engine:
    """Answers queries from one generation of an index. Safe to share between threads.

    Use as a context manager, or call `close`.
    """

    def __init__(self, snapshot: Snapshot, retriever: Retriever | None = None) -> None:
        self._snapshot = snapshot
        self._retriever = retriever or Retriever(snapshot)

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the encoder; files are unmapped when the last result is gone."""
        self._retriever.close()

    @property
    def generation(self) -> int:
        """Number of the generation that this engine reads, whatever is published meanwhile."""
        return self._snapshot.manifest.generation

    @property
    def manifest(self) -> Manifest:
        """What that generation consists of, and how it was made."""
        return self._snapshot.manifest

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages of the articles, English first, then in order."""
        return self._snapshot.languages

    def newer_generation(self) -> int | None:
        """Return the number of the current generation if it is another than this one.

        Raises:
            IndexMissingError, IndexDamagedError: The index is gone or not readable any more; this
                engine goes on answering all the same.
        """
        current = current_generation(self._snapshot.index_dir)
        return current if current != self.generation else None

    def reopen(self) -> Engine:
        """Return an engine for the current generation; this one stays as it is.

        Raises:
            As `open_index`.
        """
        snapshot = open_snapshot(self._snapshot.index_dir)
        with _damage(snapshot.index_dir):
            return Engine(snapshot, self._retriever.reopened(snapshot))

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        offset: int = 0,
        mode: Mode = "hybrid",
        explain: bool = False,
        filters: Filters = NO_FILTERS,
        facets: Sequence[str] = (),
        half_life: float | None = None,
        now: date | None = None,
        by_article: bool = False,
        fix: bool = False,
        every: bool = False,
    ) -> Results:
        """Find the paragraphs that match a query best.

        Args:
            query: Words or a question, with conditions if any: see the README's query language.
            k: Hits wanted, 1 to `MAX_K`. Scores do not depend on it.
            offset: Hits to leave out, for a later page: it goes on exactly where the one before
                ended. `offset + k` is at most `MAX_K`.
            mode: "hybrid", "keyword" or "semantic".
            explain: Whether each hit says why it has its score, for a forward pass a hit. Hits of
                conditions alone have nothing to explain: all of them have the score 1.
            filters: Which articles may be found. They change no score.
            facets: Of "source", "author", "language", "year", "month", "day": what to count over
                all that matches.
            half_life: Days: prefer recent articles, as `fusion.recency` says.
            now: Today, for `half_life`; by default today in UTC.
            by_article: Whether only the best paragraph of each article is a hit.
            fix: Whether to search the suggestion, where there is one, in place of `query`.
            every: Whether paragraphs that are nearly the same are hits of their own; else the one
                with the earliest date is the hit, and its `also` says where the others are.

        Returns:
            Hits, best first.

        Raises:
            QueryError: The query is empty or too long, or a filter, a facet, the half-life or the
                offset makes no sense.
            ValueError: `k` or `mode` is not one of those above.
            IndexFormatError: Conditions, filters or facets are asked of an index that was made
                before there were such things.
            IndexDamagedError: `mode` is "semantic" and the encoder cannot be opened.
        """
        started = time.perf_counter()
        scope = Scope(filters, half_life, now)
        self._check(k, mode, offset, scope, facets)
        with _damage(self._snapshot.index_dir):
            wanted = MAX_K if by_article else offset + k
            found, suggestion = self._spelt(
                query, lambda text: self._found(text, wanted, mode, scope, every=every), fix=fix
            )
            results = self._results(
                found, k=k, offset=offset, mode=mode, facets=facets, by_article=by_article
            )
            if explain and found.halves:
                results = replace(results, hits=self._explained(found, results.hits))
        return replace(
            results,
            query=query.strip(),
            suggestion=suggestion,
            fixed=bool(fix and suggestion),
            took_ms=_since(started),
        )

    def search_many(
        self,
        queries: Sequence[str],
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        filters: Filters = NO_FILTERS,
        half_life: float | None = None,
        now: date | None = None,
    ) -> list[Results]:
        """Search for many queries at once: the same results as one by one, in less time.

        Args:
            queries: As for `search`, each.
            k, mode, filters, half_life, now: As for `search`, for all.

        Returns:
            Results in the order of the queries; `took_ms` is the mean.

        Raises:
            As `search`; of a query that cannot be searched, the message says which it is.
        """
        started = time.perf_counter()
        scope = Scope(filters, half_life, now)
        self._check(k, mode, 0, scope)
        results = []
        with _damage(self._snapshot.index_dir):
            each = self._retriever.find_many(queries, k, mode, scope)
            for query, first in zip(queries, each, strict=True):
                found = self._once(first, query, k, mode, scope)
                suggestion = self._suggestion(found)
                done = self._results(found, k=k, offset=0, mode=mode)
                results.append(replace(done, suggestion=suggestion))
        mean = _since(started) / max(1, len(results))
        return [replace(done, took_ms=mean) for done in results]

    def similar(
        self,
        article_id: str,
        paragraph: int | None = None,
        *,
        k: int = 10,
        offset: int = 0,
        filters: Filters = NO_FILTERS,
    ) -> Results:
        """Find what is like an article, or like one of its paragraphs.

        Args:
            article_id: Of the article. Each hit is the best paragraph of another one; articles that
                print nothing but its paragraphs are left out.
            paragraph: Which paragraph, from 0. Hits are other paragraphs, of the same article too,
                that do not repeat it word by word.
            k, offset, filters: As for `search`.

        Raises:
            ArticleNotFoundError: The index has no such article, or it has no such paragraph.
            QueryError, ValueError: As `search`.
        """
        from search.retrieval import similar  # most searches do not need it

        started = time.perf_counter()
        self._check(k, "hybrid", offset, Scope(filters))
        with _damage(self._snapshot.index_dir):
            rows = similar.rows_of(self._snapshot, article_id, paragraph)
            query = similar.query_of(self._snapshot, self._retriever, rows, article_id, paragraph)
            same = similar.repeats_of(self._snapshot, rows, whole=paragraph is None)
            scope = Scope(filters, without=np.concatenate([rows, same]))
            vector = similar.vector_of(self._snapshot, rows)
            by_article = paragraph is None
            wanted = MAX_K if by_article else offset + k
            found = self._retriever.find_like(query, vector, rows, wanted, scope)
            results = self._results(found, k=k, offset=offset, mode="hybrid", by_article=by_article)
        return replace(results, took_ms=_since(started))

    def ask(
        self,
        question: str,
        *,
        k: int = 3,
        mode: Mode = "hybrid",
        filters: Filters = NO_FILTERS,
        half_life: float | None = None,
        now: date | None = None,
        fix: bool = False,
    ) -> Answers:
        """Find the sentences that answer a question.

        Args:
            question: As one would ask a person, with conditions if any.
            k: Answers wanted, 1 to `MAX_K`.
            mode: "hybrid", "keyword" or "semantic".
            filters, half_life, now: As for `search`: which paragraphs are looked at.
            fix: Whether to ask the suggestion, where there is one, in place of `question`.

        Returns:
            At most `k` sentences, best first; none where nothing in the index answers.

        Raises:
            As `search`.
        """
        from search.answers import candidates, selection  # a search does not need them
        from search.answers.types import Answers

        started = time.perf_counter()
        scope = Scope(filters, half_life, now)
        self._check(k, mode, 0, scope)
        with _damage(self._snapshot.index_dir):
            wanted = max(k, selection.PARAGRAPHS)
            found, suggestion = self._spelt(
                question, lambda text: self._retriever.find(text, wanted, mode, scope), fix=fix
            )
            encoder = self._encoder_for(found)
            once = near_duplicates.without_repeats(self._snapshot, found, wanted)
            chosen = candidates.best(self._snapshot, once, encoder, threshold=selection.THRESHOLD)
            answers = tuple(candidates.with_agreement(self._snapshot, found, chosen, k))
        return Answers(
            **self._head(found, mode, started) | {"query": question.strip()},
            answers=answers,
            suggestion=suggestion,
            fixed=bool(fix and suggestion),
            understood=_understood(found),
        )

    def articles(
        self,
        query: str,
        *,
        k: int = 100,
        mode: Mode = "hybrid",
        filters: Filters = NO_FILTERS,
    ) -> ArticleScores:
        """Rank whole articles, each by its best paragraph. Fetches no text.

        Args:
            query: Words or a question, with conditions if any.
            k: Articles wanted, 1 to `MAX_K`.
            mode: "hybrid", "keyword" or "semantic".
            filters: Which articles.

        Raises:
            As `search`.
        """
        from search.answers.types import ArticleScore, ArticleScores

        started = time.perf_counter()
        scope = Scope(filters)
        self._check(k, mode, 0, scope)
        with _damage(self._snapshot.index_dir):
            found = self._retriever.find(query, MAX_K, mode, scope, paged=False)
            best = tuple(
                ArticleScore(
                    self._snapshot.passage(int(found.ranking.rows[at])).article.id,
                    float(found.ranking.scores[at]),
                )
                for at in self._first_of_articles(found)[:k]
            )
        return ArticleScores(articles=best, **self._head(found, mode, started))

    def best_answer(
        self, question: str, *, mode: Mode = "hybrid", without: Collection[str] = ()
    ) -> Answer | None:
        """Return the first answer, however unlikely it is one: for measuring how well `ask` knows.

        Args:
            question: As for `ask`.
            mode: "hybrid", "keyword" or "semantic".
            without: Ids of articles that are not looked at; ids that the index does not have
                make no difference.

        Returns:
            The sentence that stands first if any does; None where there is no candidate.

        Raises:
            As `search`.
        """
        from search.answers import candidates, selection

        self._check(1, mode, 0, EVERYTHING)
        with _damage(self._snapshot.index_dir):
            rows: list[int] = []
            for id_ in without:
                with suppress(ArticleNotFoundError):
                    rows += self._snapshot.rows_of(id_)
            scope = Scope(without=np.array(rows, np.int64) if rows else None)
            found = self._retriever.find(question, selection.PARAGRAPHS, mode, scope)
            chosen = candidates.best(self._snapshot, found, self._encoder_for(found), threshold=0.0)
            return candidates.fetched(self._snapshot, chosen[0]) if chosen else None

    def article(self, article_id: str) -> Article:
        """Return an article with its text.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        with _damage(self._snapshot.index_dir):
            return self._snapshot.article(article_id)

    def paragraphs(self, article_id: str) -> tuple[Span, ...]:
        """Return the spans of an article's paragraphs in its text, in order.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        with _damage(self._snapshot.index_dir):
            return self._snapshot.paragraphs(article_id)

    def boilerplate(self, article_id: str) -> frozenset[int]:
        """Return which of an article's paragraphs its outlet prints everywhere: they are no hits.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        with _damage(self._snapshot.index_dir):
            return self._snapshot.boilerplate(article_id)

    def place(self, name: str) -> tuple[str, int | None]:
        """Return the article and the paragraph, if any, that ID or ID:PARAGRAPH stands for.

        Raises:
            ArticleNotFoundError: The index has no such article.
        """
        with _damage(self._snapshot.index_dir):
            head, colon, number = name.rpartition(":")
            if colon and number.isdecimal() and number.isascii():
                with suppress(ArticleNotFoundError):  # an id may itself end like that
                    self._snapshot.rows_of(name)
                    return name, None
                self._snapshot.rows_of(head)
                return head, int(number)
            self._snapshot.rows_of(name)
        return name, None

    def highlights(self, article_id: str, query: str) -> tuple[Span, ...]:
        """Return the spans in an article's text of the words that match a query.

        Raises:
            ArticleNotFoundError: The index has none with this id.
            QueryError: The query is empty or too long.
        """
        with _damage(self._snapshot.index_dir):
            article = self._snapshot.article(article_id)
            marks = Highlights(self._retriever.read(query))
            return marks.spans(article.text, article.language)

    def _found(self, query: str, k: int, mode: Mode, scope: Scope, *, every: bool) -> Found:
        """Find the rows of a query; unless `every`, each that is printed several times once."""
        first = self._retriever.find(query, k, mode, scope)
        return first if every else self._once(first, query, k, mode, scope)

    def _once(self, first: Found, query: str, k: int, mode: Mode, scope: Scope) -> Found:
        """Leave out the repeats among what was found; look deeper where too little is left."""
        return near_duplicates.once(
            self._snapshot, first, lambda n: self._retriever.find(query, n, mode, scope), k
        )

    def _check(
        self, k: int, mode: str, offset: int, scope: Scope, facets: Sequence[str] = ()
    ) -> None:
        """Raise ValueError or QueryError where an argument makes no sense."""
        check_arguments(k, mode, offset)
        check_scope(scope)
        if facets:
            from search.results.facets import check_facets

            check_facets(facets)

    def _results(
        self,
        found: Found,
        *,
        k: int,
        offset: int,
        mode: Mode,
        facets: Sequence[str] = (),
        by_article: bool = False,
    ) -> Results:
        """Fetch one page of what was found, and count what matches."""
        matching = found.matching(self._snapshot.rows)
        # The rows of an article follow each other, so that its matches do.
        numbers = self._snapshot.article_numbers[matching]
        places = self._first_of_articles(found) if by_article else range(len(found.ranking.rows))
        hits = []
        marks = Highlights(found.query)
        for rank, at in enumerate(places[offset : offset + k], start=offset + 1):
            hit = self._hit(at, found, rank, marks)
            if by_article:
                article = self._snapshot.article_numbers[found.ranking.rows[at]]
                count = int(np.count_nonzero(numbers == article))
                hit = replace(hit, matching=max(1, count))
            hits.append(hit)
        counted: tuple[Facet, ...] = ()
        if facets:
            from search.results.facets import count_facets

            counted = count_facets(self._snapshot, matching, facets)
        return Results(
            **self._head(found, mode, time.perf_counter()),
            hits=tuple(hits),
            offset=offset,
            total=int(np.count_nonzero(matching)),
            articles=int(np.count_nonzero(numbers[1:] != numbers[:-1])) + bool(len(numbers)),
            facets=counted,
            understood=_understood(found),
        )

    def _first_of_articles(self, found: Found) -> Sequence[int]:
        """Return the place in the ranking of each article's best paragraph, in order."""
        articles = self._snapshot.article_numbers[found.ranking.rows]
        places: list[int] = np.sort(np.unique(articles, return_index=True)[1]).tolist()
        return places

    def _spelt(
        self, text: str, find: Callable[[str], Found], *, fix: bool
    ) -> tuple[Found, str | None]:
        """Find, and suggest what may have been meant; find that instead where `fix`."""
        found = find(text)
        suggestion = self._suggestion(found)
        return (find(suggestion) if fix and suggestion else found), suggestion

    def _suggestion(self, found: Found) -> str | None:
        """Return the query with unknown words replaced, or None; most queries have none."""
        if found.keyword is not None and all(weight.df for weight in found.keyword.terms):
            return None
        if not all(segment.has_lookup for segment in self._snapshot.segments):
            return None
        from search.retrieval import spelling

        query = found.query
        return spelling.suggest(
            self._snapshot,
            self._retriever.words,
            query.text,
            query.asked,
            self._snapshot.languages,
        )

    def _head(self, found: Found, mode: Mode, started: float) -> dict[str, Any]:
        """Return what hits and answers have in common."""
        return {
            "query": found.query.text,
            "mode": mode,
            "halves": found.halves,
            "warnings": found.warnings,
            "generation": self.generation,
            "took_ms": _since(started),
        }

    def _encoder_for(self, found: Found) -> TextEncoder | None:
        """Return the encoder if it took part."""
        return self._retriever.encoder() if found.vector is not None else None

    def _hit(self, at: int, found: Found, rank: int, marks: Highlights) -> Hit:
        """Fetch what is shown of the candidate at place `at` of the ranking."""
        row = int(found.ranking.rows[at])
        passage = self._snapshot.passage(row)
        text = self._snapshot.article_text(row)[passage.start : passage.end]
        whole = found.whole or found
        place = int(np.flatnonzero(whole.ranking.rows == row)[0])
        return Hit(
            rank=rank,
            score=float(found.ranking.scores[at]),
            keyword_score=_value(found.keyword_scores, at),
            semantic_score=_value(found.semantic_scores, at),
            keyword_rank=_place(whole.keyword_scores, place, whole.near, above=0),
            semantic_rank=_place(whole.semantic_scores, place, whole.near, above=-2),
            article=ArticleInfo.of(passage.article),
            paragraph=passage.number,
            start=passage.start,
            end=passage.end,
            text=text,
            highlights=marks.spans(text, passage.article.language),
            page=passage.article.page_at(passage.start),
            also=near_duplicates.citations(self._snapshot, found.repeats.get(row, ())),
        )

    def _explained(self, found: Found, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Say of each hit why it has its score."""
        from search.results import explain  # most searches do not need it

        place_of = {int(row): at for at, row in enumerate(found.ranking.rows)}
        places = [place_of[self._snapshot.rows_of(h.article.id)[h.paragraph]] for h in hits]
        contributions = self._retriever.explain(found, max(places, default=-1) + 1)
        encoder = self._encoder_for(found)
        explained = []
        for at, hit in zip(places, hits, strict=True):
            segment, local = self._snapshot.locate(int(found.ranking.rows[at]))
            spans = segment.sentences_of(local)[0] - hit.start
            averaged = encoder.averaged(hit.text) if encoder else None
            reasons = explain.explain(hit, at, found, contributions, spans, averaged)
            explained.append(replace(hit, explanation=reasons))
        return tuple(explained)


def _since(started: float) -> float:
    """Return the milliseconds since a moment of `perf_counter`."""
    return (time.perf_counter() - started) * 1000


def _understood(found: Found) -> Understood:
    """Say how the query was read."""
    query = found.query
    patterns = {
        pattern: Expansion(len(words), words[:EXPANSION_WORDS])
        for pattern, words in found.patterns.items()
    }
    return Understood(" ".join(query.asked.split()), tuple(map(str, query.conditions)), patterns)


def _value(scores: NDArray[np.float32] | None, at: int) -> float | None:
    return None if scores is None else round(float(scores[at]), fusion.DECIMALS)


def _place(
    scores: NDArray[np.float32] | None, at: int, near: NDArray[np.bool_], *, above: float
) -> int | None:
    """Return the place of a candidate in one half alone, from 1; None at `above` or below.

    Those that a short search has are counted among themselves, whatever page they are on.
    """
    if scores is None or scores[at] <= above:
        return None
    return 1 + int(np.count_nonzero((scores[near] if near[at] else scores) > scores[at]))
