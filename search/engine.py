"""Engine: the only module that joins the stages of a query.

    text -> retrieval -> best rows -> text fetched -> Results, Answers

Never imports torch, unless the index holds a model that could not be exported.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from index.generations.manifest import Manifest
from index.types import Article
from search.query.options import ANSWERS, EVENTS, NO_FILTERS, Filters, SearchOptions, text, texts
from search.results import hits
from search.results.shown_article import shown
from search.retrieval.places import opened
from search.retrieval.suggestion import spelt, suggested
from search.types import Head, Mode, Results, ShownArticle, Sort

if TYPE_CHECKING:
    from index.segments.records import StoredArticle
    from search.answers.types import Answer, Answers, Timeline
    from search.retrieval.protocol import Reading

Told = TypeVar("Told", bound=Head)


def open_index(
    index_dir: str | os.PathLike[str], *, generation: int | None = None, one_shot: bool = False
) -> Engine:
    """Open an index for queries.

    Args:
        index_dir: The folder that a build wrote, or the address of an index on a server.
        generation: One that is kept; the current one if None.
        one_shot: Whether for a single search: then the first one is faster, and others slower.

    Raises:
        IndexMissingError, IndexFormatError, IndexDamagedError: There is none that can be read.
        ServerError, AddressError: The server does not answer, or its address is none.
        GenerationNotFoundError: It keeps no such generation.
    """
    return Engine(opened(index_dir, generation=generation, one_shot=one_shot))


def ask(
    question: str,
    *,
    index_dir: str | os.PathLike[str],
    k: int = ANSWERS,
    mode: Mode = "hybrid",
    filters: Filters = NO_FILTERS,
    half_life: float | None = None,
    now: date | None = None,
    synonyms: bool = True,
    fix: bool = False,
) -> Answers:
    """Answer one question from the index in `index_dir`; see `Engine.ask` and `open_index`."""
    with open_index(index_dir) as engine:
        return engine.ask(
            question,
            k=k,
            mode=mode,
            filters=filters,
            half_life=half_life,
            now=now,
            synonyms=synonyms,
            fix=fix,
        )


class Engine:
    """Answers queries from one generation of an index. Safe to share between threads.

    Use as a context manager, or call `close`.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the encoder; files are unmapped when the last result is gone."""
        self._reading.close()

    @property
    def generation(self) -> int:
        """Number of the generation that this engine reads, whatever is published meanwhile.

        Of an index on a server the last one that was read: each search reads the current one.
        """
        return self._reading.manifest.generation

    @property
    def manifest(self) -> Manifest:
        """What that generation consists of, and how it was made."""
        return self._reading.manifest

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages of the articles, English first, then in order."""
        return self._reading.languages

    def newer_generation(self) -> int | None:
        """Return the number of the current generation if it is another than this one.

        Raises:
            IndexMissingError, IndexDamagedError: The index is gone or not readable any more; this
                engine goes on answering all the same.
        """
        return self._reading.newer_generation()

    def reopen(self) -> Engine:
        """Return an engine for the current generation, or raise as `open_index`; this one stays."""
        return Engine(self._reading.reopened())

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
        synonyms: bool = True,
        fix: bool = False,
        every: bool = False,
        sort: Sort = "score",
        min_score: float | None = None,
    ) -> Results:
        """Find the paragraphs that match a query, best first or as `sort` says.

        Args:
            query: Words or a question, with conditions if any: see the query language.
            k, offset, mode, explain, filters, facets, half_life, now, by_article, synonyms, fix,
                every, sort, min_score: As `SearchOptions` says.

        Raises:
            QueryError: The query, a filter or an option makes no sense.
            ValueError: `k`, `mode` or `sort` is none that there is.
            IndexFormatError: The index is too old for conditions, filters or facets.
            IndexDamagedError: `mode` is "semantic" and the encoder cannot be opened.
        """
        options = SearchOptions(
            k=k,
            offset=offset,
            mode=mode,
            explain=explain,
            filters=filters,
            facets=tuple(texts("facets", facets)),
            half_life=half_life,
            now=now,
            by_article=by_article,
            synonyms=synonyms,
            fix=fix,
            every=every,
            sort=sort,
            min_score=min_score,
        )
        return self.search_with(query, options)

    def search_with(self, query: str, options: SearchOptions) -> Results:
        """Search as `search` does, with options as one value."""
        return self._told("query", query, options, hits.results)

    def search_many(
        self,
        queries: Iterable[str],
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        filters: Filters = NO_FILTERS,
        half_life: float | None = None,
        now: date | None = None,
        synonyms: bool = True,
        sort: Sort = "score",
        min_score: float | None = None,
    ) -> list[Results]:
        """Search for many queries at once, each as `search` does; `took_ms` is the mean.

        Raises:
            As `search`; of a query that cannot be searched, the message says which it is.
        """
        options = SearchOptions(
            k=k,
            mode=mode,
            filters=filters,
            half_life=half_life,
            now=now,
            synonyms=synonyms,
            sort=sort,
            min_score=min_score,
        )
        return self.search_many_with(queries, options)

    def search_many_with(self, queries: Iterable[str], options: SearchOptions) -> list[Results]:
        """Search as `search_many` does, with options as one value."""
        started = time.perf_counter()
        self._check(options)
        asked = texts("queries", queries)
        held = self._reading.for_queries(asked, options)
        with held.snapshot.reading():
            results = {
                at: hits.results(*held, found, options, suggested(*held, found))
                for at, found in held.retriever.find_many(asked, options)
            }
        mean = _since(started) / max(1, len(results))
        return [replace(results[at], took_ms=mean) for at in range(len(results))]

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
        options = SearchOptions(
            k=k, offset=offset, filters=filters, by_article=paragraph is None, every=True
        )
        self._check(options, article_id=article_id)
        held = self._reading.for_similar(article_id, paragraph, options)
        with held.snapshot.reading():
            found = similar.find(*held, article_id, paragraph, options)
            results = hits.results(*held, found, options, None)
        return replace(results, took_ms=_since(started))

    def ask(
        self,
        question: str,
        *,
        k: int = ANSWERS,
        mode: Mode = "hybrid",
        filters: Filters = NO_FILTERS,
        half_life: float | None = None,
        now: date | None = None,
        synonyms: bool = True,
        fix: bool = False,
    ) -> Answers:
        """Find the sentences that answer a question.

        Args:
            question: As one would ask a person, with conditions if any.
            k: Answers wanted, 1 to `MAX_K`.
            mode, filters, half_life, now, synonyms, fix: As for `search`.

        Returns:
            At most `k` sentences, best first; none where nothing in the index answers.
        """
        from search.answers import candidates  # a search does not need it

        options = SearchOptions(
            k=k,
            mode=mode,
            filters=filters,
            half_life=half_life,
            now=now,
            fix=fix,
            synonyms=synonyms,
        )
        return self._told("question", question, options, candidates.answers)

    def timeline(
        self,
        query: str,
        *,
        k: int = EVENTS,
        mode: Mode = "hybrid",
        filters: Filters = NO_FILTERS,
        now: date | None = None,
        by_month: bool = False,
        fix: bool = False,
    ) -> Timeline:
        """Find what is said about something day by day, oldest first; `k` is of the best days."""
        from search.answers import timeline

        options = SearchOptions(
            k=k, mode=mode, filters=filters, now=now, by_month=by_month, fix=fix
        )
        return self._told(
            "query", query, options, lambda at, _, *more: timeline.timeline(at, *more)
        )

    def best_answer(
        self, question: str, *, mode: Mode = "hybrid", without: Collection[str] = ()
    ) -> Answer | None:
        """Return the first answer, however unlikely it is one: for measuring how well `ask` knows.

        Args:
            question, mode: As for `ask`.
            without: Ids of articles that are not looked at; unknown ones make no difference.

        Returns:
            The sentence that stands first if any does; None where there is no candidate.
        """
        from search.answers import candidates

        options = SearchOptions(k=1, mode=mode)
        self._check(options)
        held = self._reading.for_queries([question], options)
        with held.snapshot.reading():
            left_out = held.snapshot.rows_of_known(without)
            found = held.retriever.find(question, options, left_out)
            return candidates.first(*held, found)

    def article(self, article_id: str) -> Article:
        """Return an article with its text.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        return self.stored_article(article_id).article

    def stored_article(self, article_id: str) -> StoredArticle:
        """Return an article with its text, and the stamp of its file, or raise as `article`."""
        snapshot, _ = self._reading.for_article(article_id)
        with snapshot.reading():
            return snapshot.stored_article(article_id)

    def show(self, article_id: str, query: str | None = None) -> ShownArticle:
        """Return an article as it is shown, with what matches a query marked.

        Raises:
            ArticleNotFoundError: The index has none with this id.
            QueryError: The query is empty or too long.
        """
        held = self._reading.for_article(article_id)
        with held.snapshot.reading():
            return shown(*held, article_id, query)

    def place(self, name: str) -> tuple[str, int | None]:
        """Return the article and the paragraph, if any, that ID or ID:PARAGRAPH stands for.

        Raises:
            ArticleNotFoundError: The index has no such article.
        """
        snapshot, _ = self._reading.for_article(name)
        with snapshot.reading():
            return snapshot.place(name)

    @contextmanager
    def whoosh(self) -> Iterator[Any]:
        """Give a `whoosh.searching.Searcher` over this generation's rows; see `search/README.md`.

        Raises:
            IndexFormatError: The index was made before there were whole words in it.
        """
        from search.retrieval.whoosh_searcher import searcher  # only this needs all of Whoosh

        snapshot, _ = self._reading.whole("Whoosh")
        with snapshot.reading(), searcher(snapshot) as opened:
            yield opened

    def _told(
        self, name: str, query: str, options: SearchOptions, tell: Callable[..., Told]
    ) -> Told:
        """Return what is told of one query.

        Args:
            name: Of the argument that the query is, for errors.
            query: As given.
            options: Of the search.
            tell: Makes that of a snapshot, its retriever, what was found, options and a suggestion.
        """
        started = time.perf_counter()
        self._check(options, **{name: query})
        held = self._reading.for_queries([query], options)
        with held.snapshot.reading():
            found, meant = spelt(*held, query, options)
            told = tell(*held, found, options, meant)
        return replace(told, query=query.strip(), took_ms=_since(started))

    def _check(self, options: SearchOptions, **given: object) -> None:
        """Raise an error where an option makes no sense, or what is given is no text."""
        for name, value in given.items():
            text(name, value)
        options.check()
        if options.filters != NO_FILTERS:
            from search.retrieval.filtering import check_filters

            check_filters(options.filters, options.now)


def _since(started: float) -> float:
    """Return the milliseconds since a moment of `perf_counter`."""
    return (time.perf_counter() - started) * 1000
