"""What is answered to a request that may be answered? Parameters -> JSON, by the engine.

The JSON is that of the command line's `--json`, made by the same functions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from search import render
from search.engine import Engine
from search.model import Mode
from search.service import limits
from search.service.batching import Line
from search.service.holder import Holder
from search.service.models import AskParameters, SearchParameters


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What searches that are answered together have in common."""

    k: int
    offset: int
    mode: Mode
    explain: bool


class Service:
    """Answers requests from the engine that is current, in line."""

    def __init__(self, holder: Holder, line: Line) -> None:
        self.holder, self.line = holder, line

    async def search(self, request: Request, given: SearchParameters) -> Response:
        """Answer a search."""
        options = SearchOptions(given.k, given.offset, given.mode, given.explain)

        async def answer(engine: Engine) -> bytes:
            def together(queries: Sequence[str]) -> list[bytes]:
                return [_results(engine, query, options) for query in queries]

            return await self.line.together((engine, options), given.query, together)

        return await self._tagged(request, given.model_dump(), answer)

    async def ask(self, request: Request, given: AskParameters) -> Response:
        """Answer a question."""

        async def answer(engine: Engine) -> bytes:
            def work() -> bytes:
                found = engine.ask(given.query, k=given.k, mode=given.mode)
                return render.answers_json(found).encode()

            return await self.line.alone(work)

        return await self._tagged(request, given.model_dump(), answer)

    async def article(self, request: Request, article_id: str) -> Response:
        """Answer with an article."""

        async def answer(engine: Engine) -> bytes:
            def work() -> bytes:
                article = engine.article(article_id)
                spans = engine.paragraphs(article_id)
                flagged = engine.boilerplate(article_id)
                return render.article_json(article, spans, boilerplate=flagged).encode()

            return await self.line.alone(work)

        return await self._tagged(request, {"id": article_id}, answer)

    async def status(self, request: Request) -> Response:
        """Say what is in the index that answers."""
        problem = self.holder.problem

        async def answer(engine: Engine) -> bytes:
            return json.dumps(_status(engine, problem), ensure_ascii=False).encode()

        return await self._tagged(request, {"problem": problem}, answer)

    async def _tagged(
        self,
        request: Request,
        given: dict[str, Any],
        answer: Callable[[Engine], Awaitable[bytes]],
    ) -> Response:
        """Answer from the generation that is current now, unless the asker has that answer."""
        held = self.holder.held
        asked = json.dumps([request.url.path, given], sort_keys=True, ensure_ascii=True)
        digest = hashlib.sha256(asked.encode()).hexdigest()[:16]
        headers = {
            # Weak: two answers differ in the time that they took.
            "ETag": f'W/"{held.engine.generation}-{held.tag}-{digest}"',
            "Cache-Control": "private, no-cache",
        }
        if request.method == "GET" and has_tag(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        body = await answer(held.engine)
        return Response(body, media_type="application/json", headers=headers)


def _results(engine: Engine, query: str, options: SearchOptions) -> bytes:
    found = engine.search(
        query, k=options.offset + options.k, mode=options.mode, explain=options.explain
    )
    page = replace(found, hits=found.hits[options.offset :])
    return render.results_json(page).encode()


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
