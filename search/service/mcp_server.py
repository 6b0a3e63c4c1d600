"""MCP server: the tools of the Model Context Protocol, and the server on standard input and output.

What is found comes short, for an agent reads every word of it: passages with their citations, and
articles by the piece.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field, create_model

from index.errors import SeedsearchError
from search.answers.types import Answer, Event
from search.query.options import ANSWERS, EVENTS, OPTIONS, SIGNS, Filters, SearchOptions
from search.service.limits import MAX_FILTER_VALUES, MAX_HALF_LIFE, MAX_OFFSET, MAX_QUERY_CHARS
from search.service.mcp_results import (
    Citation,
    Dated,
    Dates,
    Otherwise,
    Overview,
    Passage,
    Passages,
    Piece,
    Sentence,
    Sentences,
    Without,
)
from search.service.reloader import Holder
from search.types import LIKELY, Head, Hit, Mode, Sort

Found = TypeVar("Found")


class Do(Protocol):
    """Does work when its turn comes."""

    async def __call__(self, work: Callable[[], Found]) -> Found: ...


MAX_PASSAGES = 50
"""Passages of one search."""

MAX_ANSWERS = 10
"""Answers to one question."""

PIECE_CHARS = 6_000
"""Of an article, where no other limit is given: some 1,500 tokens."""

MAX_PIECE_CHARS = 40_000
"""Of an article in one piece."""

SCORE_DECIMALS = 3

INSTRUCTIONS = """\
Searches a local index of articles and answers from it. `ask` gives the sentences that answer a
question, `search` the paragraphs that match, `read_article` the text around them. Quote with the
citation: `start` and `end` count characters of the article's text."""

Text = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_QUERY_CHARS,
        description="Words or a question. Signs restrict what is found:" + SIGNS,
    ),
]


def _told(name: str, **limits: Any) -> Any:
    """Return what is said of an option."""
    return Field(description=OPTIONS[name].meaning, **limits)


Names = Annotated[tuple[str, ...], Field(max_length=MAX_FILTER_VALUES)]
Outlets = Annotated[Names, _told("sources")]
Since = Annotated[str | None, _told("since")]
Until = Annotated[str | None, _told("until")]
Languages = Annotated[Names, _told("languages")]
Paths = Annotated[Names, _told("paths")]
Speakers = Annotated[Names, _told("speakers")]
AddedSince = Annotated[str | None, _told("added_since")]
Halves = Annotated[Mode, _told("mode")]
HalfLife = Annotated[float | None, _told("half_life", gt=0, le=MAX_HALF_LIFE)]
Synonyms = Annotated[bool, _told("synonyms")]
Fix = Annotated[bool, _told("fix")]


def serve(index_dir: Path, say: Callable[[str], None]) -> None:
    """Answer an agent until it closes standard input.

    Args:
        index_dir: The folder that a build wrote.
        say: Told in one line what happens; standard output is for the protocol alone.

    Raises:
        IndexUnusableError: The index cannot be read at the start.
    """
    holder = Holder(index_dir, on_change=say)
    holder.start()
    # A thread that waits for standard input cannot be interrupted; there is nothing to clear up.
    signal.signal(signal.SIGINT, lambda *_: os._exit(128 + signal.SIGINT))
    try:
        make_server(holder).run("stdio")
    finally:
        holder.close()


async def at_once(work: Callable[[], Found]) -> Found:
    """Do the work of a tool: on standard input and output there is one who asks."""
    return work()


def make_server(holder: Holder, do: Do = at_once) -> MCPServer:
    """Return the server with its tools.

    Args:
        holder: Of the engine that answers.
        do: Does the work of a tool when its turn comes.
    """

    async def search(
        query: Text,
        k: Annotated[int, _told("k", ge=1, le=MAX_PASSAGES)] = 5,
        offset: Annotated[int, _told("offset", ge=0, le=MAX_OFFSET)] = 0,
        mode: Halves = "hybrid",
        source: Outlets = (),
        since: Since = None,
        until: Until = None,
        lang: Languages = (),
        path: Paths = (),
        speaker: Speakers = (),
        added_since: AddedSince = None,
        sort: Annotated[Sort, _told("sort")] = "score",
        min_score: Annotated[float | None, _told("min_score", ge=0, le=1)] = None,
        half_life: HalfLife = None,
        by_article: Annotated[bool, _told("by_article")] = False,
        all: Annotated[bool, _told("every")] = False,
        synonyms: Synonyms = True,
        fix: Fix = False,
    ) -> Passages:
        """Find the paragraphs that match a query best, each with its citation."""
        with _errors_told():
            options = SearchOptions(
                k=k,
                offset=offset,
                mode=mode,
                sort=sort,
                min_score=min_score,
                filters=Filters(source, since, until, lang, path, speaker, added_since),
                half_life=half_life,
                by_article=by_article,
                every=all,
                synonyms=synonyms,
                fix=fix,
            )
            engine = holder.held.engine
            found = await do(lambda: engine.search_with(query, options))
        return Passages(
            generation=found.generation,
            total=found.total,
            suggestion=found.suggestion,
            without=_without(found),
            warnings=found.warnings,
            passages=tuple(map(_passage, found.hits)),
        )

    async def ask(
        query: Text,
        k: Annotated[int, _told("k", ge=1, le=MAX_ANSWERS)] = ANSWERS,
        mode: Halves = "hybrid",
        source: Outlets = (),
        since: Since = None,
        until: Until = None,
        lang: Languages = (),
        path: Paths = (),
        speaker: Speakers = (),
        added_since: AddedSince = None,
        half_life: HalfLife = None,
        synonyms: Synonyms = True,
        fix: Fix = False,
    ) -> Sentences:
        """Answer a question with the sentences that say it; none where nothing answers."""
        with _errors_told():
            filters = Filters(source, since, until, lang, path, speaker, added_since)
            engine = holder.held.engine
            found = await do(
                lambda: engine.ask(
                    query,
                    k=k,
                    mode=mode,
                    filters=filters,
                    half_life=half_life,
                    synonyms=synonyms,
                    fix=fix,
                )
            )
        return Sentences(
            generation=found.generation,
            suggestion=found.suggestion,
            without=_without(found),
            warnings=found.warnings,
            answers=tuple(map(_sentence, found.answers)),
        )

    async def timeline(
        query: Text,
        k: Annotated[int, _told("k", ge=1, le=MAX_PASSAGES)] = EVENTS,
        mode: Halves = "hybrid",
        source: Outlets = (),
        since: Since = None,
        until: Until = None,
        lang: Languages = (),
        path: Paths = (),
        speaker: Speakers = (),
        added_since: AddedSince = None,
        by_month: Annotated[bool, _told("by_month")] = False,
        fix: Fix = False,
    ) -> Dates:
        """Tell what is said about something day by day, oldest first."""
        with _errors_told():
            filters = Filters(source, since, until, lang, path, speaker, added_since)
            engine = holder.held.engine
            told = await do(
                lambda: engine.timeline(
                    query, k=k, mode=mode, filters=filters, by_month=by_month, fix=fix
                )
            )
        return Dates(
            generation=told.generation,
            warnings=told.warnings,
            dates=tuple(map(_dated, told.events)),
            undated=tuple(map(_dated, told.undated)),
        )

    async def read_article(
        article: Annotated[str, Field(description="Id, as a citation gives it.")],
        offset: Annotated[int, Field(ge=0, description="First character.")] = 0,
        limit: Annotated[
            int, Field(ge=1, le=MAX_PIECE_CHARS, description="Characters at most.")
        ] = PIECE_CHARS,
    ) -> Piece:
        """Read a piece of an article's text; `next_offset` reads on."""
        with _errors_told():
            engine = holder.held.engine
            shown = await do(lambda: engine.show(article))
        read = shown.article
        total = len(read.text)
        start = min(offset, total)
        end = min(start + limit, total)
        return Piece(
            article=read.id,
            title=read.title,
            source=read.source,
            date=read.date,
            link=read.link,
            text=read.text[start:end],
            start=start,
            end=end,
            total_chars=total,
            next_offset=end if end < total else None,
            statements=tuple(
                one for one in shown.statements or () if start <= one.start and one.end <= end
            ),
        )

    def status() -> Overview:
        """Tell what is in the index and how new it is."""
        engine = holder.held.engine
        manifest = engine.manifest
        return Overview(
            generation=manifest.generation,
            created=manifest.created,
            articles=manifest.articles,
            paragraphs=manifest.paragraphs,
            sources=tuple(source.name for source in manifest.sources),
            languages=engine.languages,
            problem=holder.problem,
        )

    return MCPServer(
        "seedsearch",
        title="seedsearch",
        instructions=INSTRUCTIONS,
        version=version("seedsearch"),
        log_level="WARNING",
        tools=[_strict(tool) for tool in (search, ask, timeline, read_article, status)],
    )


def _strict(answer: Callable[..., BaseModel | Awaitable[BaseModel]]) -> Tool:
    """Return a tool that refuses an argument that it does not have, rather than drop it."""
    reads = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    tool = Tool.from_function(answer, annotations=reads, structured_output=True)
    given = tool.fn_metadata.arg_model
    strict = create_model(given.__name__, __base__=given)
    strict.model_config["extra"] = "forbid"
    strict.model_rebuild(force=True)
    tool.fn_metadata.arg_model = strict
    tool.parameters = strict.model_json_schema(by_alias=True)
    return tool


@contextmanager
def _errors_told() -> Iterator[None]:
    """Tell the agent what one of our errors says, so that it can do better."""
    try:
        yield
    except SeedsearchError as error:
        raise ToolError(" ".join(str(error).split())) from error


def _without(found: Head) -> tuple[Without, ...]:
    return tuple(
        Without(condition=one.condition, query=one.query, paragraphs=one.paragraphs)
        for one in found.without
    )


def _passage(hit: Hit) -> Passage:
    return Passage(text=hit.text, score=round(hit.score, SCORE_DECIMALS), citation=_citation(hit))


def _sentence(answer: Answer) -> Sentence:
    return Sentence(
        text=answer.text,
        score=round(answer.score, SCORE_DECIMALS),
        likely=answer.score >= LIKELY,
        kind=answer.kind,
        part=answer.part.text if answer.part else None,
        speaker=answer.speaker,
        via=answer.via,
        context=answer.context,
        citation=_citation(answer),
        also=len(answer.also),
        differs=tuple(
            Otherwise(
                text=other.text,
                what=other.what,
                note=other.note,
                correction=other.is_correction,
                revises=other.revises,
                article=other.where.article.id,
                date=other.where.article.date,
            )
            for other in answer.differs[:MAX_ANSWERS]
        ),
    )


def _dated(event: Event) -> Dated:
    where = event.where
    return Dated(
        date=event.date,
        text=event.text,
        speaker=event.speaker,
        via=event.via,
        article=where.article.id,
        title=where.article.title,
        source=where.article.source,
        start=where.start,
        end=where.end,
    )


def _citation(found: Hit | Answer) -> Citation:
    return Citation(
        article=found.article.id,
        title=found.article.title,
        source=found.article.source,
        date=found.article.date,
        link=found.article.link,
        page=found.page,
        recognised=found.recognised,
        paragraph=found.paragraph,
        start=found.start,
        end=found.end,
    )
