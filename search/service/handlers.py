"""Handlers: what is answered to a request that may be answered, by the engine.

The JSON is that of the command line's `--json`, made by the same functions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from index.errors import QueryError
from search.engine import Engine
from search.output.csv import answers_csv, results_csv, timeline_csv
from search.output.json import answers_json, article_json, results_json, timeline_json
from search.query.options import SearchOptions
from search.service import forms, limits
from search.service.forms import MEDIA_TYPES, Form, form_of
from search.service.models import (
    ArticleParameters,
    AskParameters,
    PageParameters,
    SearchParameters,
    SimilarParameters,
    TimelineParameters,
)
from search.service.queue import Line
from search.service.reloader import Holder
from search.types import Results


@dataclass(frozen=True, slots=True)
class Body:
    """What is answered: its bytes, what they are, and headers of its own."""

    content: bytes
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class Service:
    """Answers requests from the engine that is current, in line."""

    def __init__(self, holder: Holder, line: Line, pages: Line) -> None:
        """Take what answers.

        Args:
            holder: Of the engine.
            line: Where requests wait for it.
            pages: Where those wait that render pages.
        """
        self.holder, self.line, self.pages = holder, line, pages

    async def search(self, request: Request, given: SearchParameters) -> Response:
        """Answer a search."""
        options, form = given.options, form_of(request, given.format)
        written = _results_in(form)
        if form == "csv" and given.facets:
            raise QueryError("facets are no rows of a table; ask for them as JSON, without format")

        async def answer(engine: Engine) -> bytes:
            def together(queries: Sequence[str]) -> list[bytes]:
                return [written(found) for found in _search(engine, queries, options)]

            return await self.line.together((engine, options, form), given.query, together)

        return await self._tagged(request, given.model_dump(), answer, form)

    async def ask(self, request: Request, given: AskParameters) -> Response:
        """Answer a question."""
        form = form_of(request, given.format)

        def work(engine: Engine) -> bytes:
            found = engine.ask(
                given.query,
                k=given.k,
                mode=given.mode,
                filters=given.filters,
                half_life=given.half_life,
                synonyms=given.synonyms,
                fix=given.fix,
            )
            return (answers_csv(found) if form == "csv" else answers_json(found)).encode()

        return await self._alone(request, given.model_dump(), work, form)

    async def timeline(self, request: Request, given: TimelineParameters) -> Response:
        """Answer with what is said day by day."""
        form = form_of(request, given.format)

        def work(engine: Engine) -> bytes:
            told = engine.timeline(
                given.query,
                k=given.k,
                mode=given.mode,
                filters=given.filters,
                by_month=given.by_month,
                fix=given.fix,
            )
            return (timeline_csv(told) if form == "csv" else timeline_json(told)).encode()

        return await self._alone(request, given.model_dump(), work, form)

    async def similar(self, request: Request, given: SimilarParameters) -> Response:
        """Answer with what is like an article or a paragraph."""
        form = form_of(request, given.format)

        def work(engine: Engine) -> bytes:
            found = engine.similar(
                given.article,
                given.paragraph,
                k=given.k,
                offset=given.offset,
                filters=given.filters,
            )
            return _results_in(form)(found)

        return await self._alone(request, given.model_dump(), work, form)

    async def article(
        self, request: Request, article_id: str, given: ArticleParameters
    ) -> Response:
        """Answer with an article."""

        def work(engine: Engine) -> bytes:
            return article_json(engine.show(article_id, given.query)).encode()

        return await self._alone(request, given.model_dump(), work)

    async def page(self, request: Request, article_id: str, given: PageParameters) -> Response:
        """Answer with a picture of a page of an article."""
        from index.pages.picture import picture

        def render(engine: Engine) -> Body:
            stored, sources = engine.stored_article(article_id), engine.manifest.sources
            shown = picture(
                stored, sources, page=given.page, passage=given.passage, width=given.width
            )
            headers = {
                "Seedsearch-Page": str(shown.page),
                "Seedsearch-Marked": "yes" if shown.marked else "no",
            }
            return Body(shown.png, "image/png", headers)

        async def answer(engine: Engine) -> Body:
            return await self.pages.alone(lambda: render(engine))

        return await self._tagged(request, given.model_dump(), answer)

    async def status(self, request: Request) -> Response:
        """Say what is in the index that answers."""
        problem = self.holder.problem

        async def answer(engine: Engine) -> bytes:
            return json.dumps(_status(engine, problem), ensure_ascii=False).encode()

        return await self._tagged(request, {"problem": problem}, answer)

    async def _alone(
        self,
        request: Request,
        given: dict[str, Any],
        work: Callable[[Engine], bytes],
        form: Form | None = None,
    ) -> Response:
        """Answer with what `work` makes, when its turn comes."""

        async def answer(engine: Engine) -> bytes:
            return await self.line.alone(lambda: work(engine))

        return await self._tagged(request, given, answer, form)

    async def _tagged(
        self,
        request: Request,
        given: dict[str, Any],
        answer: Callable[[Engine], Awaitable[bytes | Body]],
        form: Form | None = None,
    ) -> Response:
        """Answer from the generation that is current now, unless the asker has that answer.

        Args:
            request: What is asked.
            given: Its parameters.
            answer: Makes the answer.
            form: Of an answer that there is in several; None: it is JSON.
        """
        held = self.holder.held
        # What is recent, and what "last-month" means, depends on the day.
        day = datetime.now(UTC).date().isoformat()
        asked = json.dumps([request.url.path, given, day, form], sort_keys=True, ensure_ascii=True)
        digest = hashlib.sha256(asked.encode()).hexdigest()[:16]
        headers = {
            # Weak: two answers differ in the time that they took.
            "ETag": f'W/"{held.engine.generation}-{held.tag}-{digest}"',
            "Cache-Control": "private, no-cache",
            **(forms.headers(form, request.url.path.strip("/").replace("v1/", "")) if form else {}),
        }
        if request.method == "GET" and has_tag(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        found = await answer(held.engine)
        body = found if isinstance(found, Body) else Body(found, MEDIA_TYPES[form or "json"])
        headers |= body.headers
        return Response(body.content, media_type=body.media_type, headers=headers)


def _search(engine: Engine, queries: Sequence[str], options: SearchOptions) -> list[Results]:
    """Search for queries that came with the same options, at once where they are plain."""
    plain = SearchOptions(
        k=options.k,
        mode=options.mode,
        sort=options.sort,
        min_score=options.min_score,
        filters=options.filters,
        half_life=options.half_life,
        synonyms=options.synonyms,
    )
    if len(queries) > 1 and options == plain:
        return engine.search_many_with(queries, plain)
    return [engine.search_with(query, options) for query in queries]


def _results_in(form: Form) -> Callable[[Results], bytes]:
    """Return what writes results in a form."""
    write = results_csv if form == "csv" else results_json
    return lambda found: write(found).encode()


def _status(engine: Engine, problem: str | None) -> dict[str, Any]:
    manifest = engine.manifest
    return {
        "generation": manifest.generation,
        "created": manifest.created,
        "articles": manifest.articles,
        "paragraphs": manifest.paragraphs,
        "model": manifest.settings.model,
        "precision": manifest.settings.precision,
        "languages": engine.languages,
        "sources": [{"name": source.name, "path": source.path} for source in manifest.sources],
        "problem": problem,
        "limits": limits.OF_A_REQUEST,
    }


def has_tag(request: Request, etag: str) -> bool:
    """Tell whether If-None-Match names `etag`, compared weakly, RFC 9110 13.1.2."""
    given = ",".join(request.headers.getlist("if-none-match"))
    tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags
