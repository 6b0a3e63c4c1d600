"""Application: what is at which path over HTTP, read-only."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Body, FastAPI, Path, Query, Request, Response
from starlette.types import ASGIApp

from search.answers.types import Answers, Timeline
from search.service import limits, problems
from search.service.examples import EXAMPLES
from search.service.feeds import Feeds
from search.service.handlers import Service, has_tag
from search.service.metrics import MEDIA_TYPE, Metrics
from search.service.middleware import Guard
from search.service.models import (
    ArticleDocument,
    ArticleParameters,
    AskBody,
    AskParameters,
    FeedAddress,
    FeedParameters,
    Health,
    PageParameters,
    SearchBody,
    SearchDocument,
    SearchParameters,
    SimilarBody,
    SimilarParameters,
    StatusDocument,
    TimelineBody,
    TimelineParameters,
)
from search.service.problems import Problem, RefusedError
from search.service.queue import Line
from search.service.reloader import Holder
from search.service.security import Access
from search.service.static_files import PAGE, PAGE_FILES

if TYPE_CHECKING:
    from search.service.mcp_http import Agents

DESCRIPTION = f"""\
Search and question answering over an index of articles. Nothing here changes the index.

Offsets count Unicode code points of an article's text, 0-based, end excluded: what a hit or an
answer quotes is `text[start:end]` of `/v1/articles/{{article_id}}`.

Every answer names the generation of the index that it comes from, and has an ETag that changes with
it: with `If-None-Match` the answer is 304 while nothing changed. Errors are problem details
(RFC 9457).

Limits: query {limits.MAX_QUERY_CHARS:,} characters; `k` {limits.MAX_K}; `offset`
{limits.MAX_OFFSET}; body {limits.MAX_BODY_BYTES // 1024} KiB; {limits.REQUEST_SECONDS:g} seconds;
{limits.MAX_WAITING} requests waiting. Beyond the last two the answer is 503 with Retry-After.
"""

PROBLEMS = {
    400: "The request cannot be read.",
    401: "A bearer token is needed.",
    403: "The request comes from a page of another site.",
    404: "There is no such article, or no picture of its page.",
    408: "The request took too long to arrive.",
    413: "The request is too large.",
    415: "The body is compressed, or not said to be JSON.",
    421: "The request is for another host.",
    422: "A value cannot be used.",
    503: "Too much waits, the answer took too long, or the index cannot be read.",
}
ArticleId = Annotated[
    str,
    Path(
        description="As a hit gives it, percent-encoded; slashes may stay.",
        examples=["news/harbour.md"],
    ),
]
HAD = "The asker has this answer already (If-None-Match)."
ALWAYS = (401, 403, 421)
ASKED = (*ALWAYS, 400, 408, 413, 415, 422, 503)


def make_app(holder: Holder, line: Line, pages: Line, metrics: Metrics, access: Access) -> ASGIApp:
    """Return the application, guarded.

    Args:
        holder: Of the engine that answers.
        line: Where requests wait for it.
        pages: Where those wait that render pages.
        metrics: Where they are counted.
        access: Who may ask.
    """
    agents = _agents(holder, line)
    app = FastAPI(
        lifespan=agents.lifespan if agents else None,
        title="seedsearch",
        version="1",
        description=DESCRIPTION,
        docs_url=None,  # these load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    _add_queries(app, Service(holder, line, pages))
    _add_feeds(app, Feeds(holder, line, access))
    _add_probes(app, holder, metrics)
    _add_page(app)
    if agents:
        app.router.routes.append(agents.route)
    problems.handle(app)
    _describe_problems(app)
    metrics.watch(
        generation=lambda: holder.held.engine.generation,
        articles=lambda: holder.held.engine.manifest.articles,
        paragraphs=lambda: holder.held.engine.manifest.paragraphs,
        ready=lambda: holder.problem is None,
        waiting=lambda: len(line),
    )
    return Guard(app, access, metrics.request)


def _agents(holder: Holder, line: Line) -> Agents | None:
    """Return what answers agents, where the package for it is installed."""
    if find_spec("mcp") is None:
        return None
    from search.service.mcp_http import Agents

    return Agents(holder, line)


def _add_queries(app: FastAPI, service: Service) -> None:
    """Add what is asked of the index."""
    searching = _document("Find paragraphs", SearchDocument, "search", table=True)
    liking = _document("Find what is like an article", SearchDocument, more=(404,), table=True)
    telling = _document("Tell what is said day by day", Timeline, table=True)
    asking = _document("Answer a question", Answers, "ask", table=True)

    @app.get("/v1/search", **searching)
    async def search(request: Request, given: Annotated[SearchParameters, Query()]) -> Response:
        return await service.search(request, given)

    @app.post("/v1/search", **searching)
    async def search_by_post(request: Request, given: Annotated[SearchBody, Body()]) -> Response:
        return await service.search(request, given)

    @app.get("/v1/ask", **asking)
    async def ask(request: Request, given: Annotated[AskParameters, Query()]) -> Response:
        return await service.ask(request, given)

    @app.post("/v1/ask", **asking)
    async def ask_by_post(request: Request, given: Annotated[AskBody, Body()]) -> Response:
        return await service.ask(request, given)

    @app.get("/v1/timeline", **telling)
    async def timeline(request: Request, given: Annotated[TimelineParameters, Query()]) -> Response:
        return await service.timeline(request, given)

    @app.post("/v1/timeline", **telling)
    async def timeline_by_post(
        request: Request, given: Annotated[TimelineBody, Body()]
    ) -> Response:
        return await service.timeline(request, given)

    @app.get("/v1/similar", **liking)
    async def similar(request: Request, given: Annotated[SimilarParameters, Query()]) -> Response:
        return await service.similar(request, given)

    @app.post("/v1/similar", **liking)
    async def similar_by_post(request: Request, given: Annotated[SimilarBody, Body()]) -> Response:
        return await service.similar(request, given)

    @app.get(
        "/v1/articles/{article_id:path}",
        **_document("Read an article", ArticleDocument, "article", more=(404,)),
    )
    async def article(
        request: Request, article_id: ArticleId, given: Annotated[ArticleParameters, Query()]
    ) -> Response:
        return await service.article(request, article_id, given)

    @app.get("/v1/pages/{article_id:path}", **_picture("See a page of an article"))
    async def page(
        request: Request, article_id: ArticleId, given: Annotated[PageParameters, Query()]
    ) -> Response:
        return await service.page(request, article_id, given)

    @app.get("/v1/status", **_document("What is in the index", StatusDocument))
    async def status(request: Request) -> Response:
        return await service.status(request)


def _add_feeds(app: FastAPI, feeds: Feeds) -> None:
    """Add what tells of what is new."""
    atom: dict[int | str, dict[str, Any]] = {
        200: {"content": {"application/atom+xml": {"schema": {"type": "string"}}}}
    }

    @app.get(
        "/v1/feed",
        summary="Tell what is new about something, as an Atom feed",
        response_class=Response,
        responses={**atom, 304: {"description": HAD}, **_problems(*ASKED)},
    )
    async def feed(request: Request, given: Annotated[FeedParameters, Query()]) -> Response:
        return await feeds.feed(request, given)

    @app.get(
        "/v1/feed-address",
        summary="Where the feed of a query is, with the key that it needs",
        responses=_problems(*ASKED),
    )
    async def feed_address(
        response: Response, given: Annotated[FeedParameters, Query()]
    ) -> FeedAddress:
        response.headers["Cache-Control"] = "no-store"
        return feeds.address(given)


def _add_probes(app: FastAPI, holder: Holder, metrics: Metrics) -> None:
    """Add what machines look at."""

    @app.get("/healthz", summary="Whether the service lives", responses=_problems(403, 421))
    async def health() -> Health:
        return Health("ok", holder.held.engine.generation)

    @app.get(
        "/readyz",
        summary="Whether it answers from the current generation of a whole index",
        responses=_problems(403, 421, 503),
    )
    async def ready(request: Request) -> Health:
        generation, problem = holder.held.engine.generation, holder.problem
        if problem is None:
            return Health("ready", generation)
        # Without the token, nobody is told where the index is.
        reason = problem if request.scope["authorized"] else "the index cannot be read"
        raise RefusedError(
            problems.NOT_READY,
            f"{reason}; generation {generation} goes on answering",
            Retry_After=str(limits.RETRY_SECONDS),
        )

    @app.get(
        "/metrics",
        summary="Counts and times, for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {}}}, **_problems(*ALWAYS)},
    )
    async def counts() -> Response:
        return Response(metrics.text(), headers={"Content-Type": MEDIA_TYPE})


def _add_page(app: FastAPI) -> None:
    """Add the files of the page, read once."""
    for path, (name, media_type) in PAGE_FILES.items():
        answer = _file((PAGE / name).read_bytes(), media_type)
        app.add_api_route(path, answer, include_in_schema=False)


def _file(content: bytes, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'

    async def answer(request: Request) -> Response:
        headers = {"ETag": etag, "Cache-Control": "no-cache", "Content-Type": media_type}
        if has_tag(request, etag):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers)

    return answer


def _document(
    summary: str,
    model: Any,
    example: str | None = None,
    more: tuple[int, ...] = (),
    *,
    table: bool = False,
) -> dict[str, Any]:
    """Return what the OpenAPI document says of a route: its answer and its problems.

    Args:
        summary: What it does.
        model: Of its answer.
        example: Name of one in `EXAMPLES`.
        more: Problems besides those that every question has.
        table: Whether there is the answer as CSV too.
    """
    content: dict[str, Any] = {}
    if example:
        content["application/json"] = {"example": EXAMPLES[example]}
    if table:
        content["text/csv"] = {"schema": {"type": "string"}}
    return {
        "summary": summary,
        "response_class": Response,
        "responses": {
            200: {
                "model": model,
                "description": "From the generation that it names.",
                "content": content,
                "headers": {
                    "ETag": {
                        "description": "Changes with the generation of the index.",
                        "schema": {"type": "string"},
                    }
                },
            },
            304: {"description": HAD},
            **_problems(*ASKED, *more),
        },
    }


def _picture(summary: str) -> dict[str, Any]:
    """Return what the OpenAPI document says of a route that answers with a picture."""
    said = _document(summary, None, more=(404,))
    said["responses"][200] = {
        **{name: said["responses"][200][name] for name in ("headers",)},
        "description": "The page, with the passage marked on it where it is found there.",
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
    }
    said["responses"][200]["headers"] |= {
        "Seedsearch-Page": {"description": "Its number, from 1.", "schema": {"type": "integer"}},
        "Seedsearch-Marked": {
            "description": "Whether the passage was found on it, and is marked.",
            "schema": {"type": "string", "enum": ["yes", "no"]},
        },
    }
    return said


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {
        status: {"model": Problem, "description": PROBLEMS[status]} for status in sorted(statuses)
    }


def _describe_problems(app: FastAPI) -> None:
    """Give problems their media type in the OpenAPI document, where FastAPI knows only one."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = describe()
            for path in document["paths"].values():
                for operation in path.values():
                    for status, answer in operation["responses"].items():
                        if status >= "400":
                            (schema,) = answer["content"].values()
                            answer["content"] = {problems.MEDIA_TYPE: schema}
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]
