"""Problem details (RFC 9457): an error as it is told over HTTP: what, where, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Match

from index.errors import (
    ArticleNotFoundError,
    IndexUnusableError,
    PageUnavailableError,
    QueryError,
    SeedsearchError,
)

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class InvalidValue:
    """One value of a request that cannot be used.

    Attributes:
        where: Place and name, for example `query.k` or `body.mode`.
        what: What is wrong with it.
    """

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An error, as RFC 9457 has it.

    Attributes:
        type: Which kind: `urn:seedsearch:` and a name that does not change.
        title: What the kind means.
        status: HTTP status.
        detail: What is wrong here, where, and what to do next, in one line.
        instance: Path of the request.
        errors: The values that cannot be used, where that is the problem.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[InvalidValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem.

    Attributes:
        name: Last part of its `type`.
        status: HTTP status.
        title: What it means.
    """

    name: str
    status: int
    title: str


FORBIDDEN_ORIGIN = Kind("foreign-origin", 403, "The request comes from another web site")
MISDIRECTED = Kind("foreign-host", 421, "The request is for a host that this service is not")
UNAUTHORIZED = Kind("token-needed", 401, "A bearer token is needed")
NOT_FOUND = Kind("not-found", 404, "There is nothing here")
NO_ARTICLE = Kind("no-such-article", 404, "No article has this id")
NO_PICTURE = Kind("no-page-picture", 404, "There is no picture of this page")
METHOD = Kind("method-not-allowed", 405, "The method is not allowed here")
SLOW_BODY = Kind("request-timeout", 408, "The request took too long to arrive")
TOO_LARGE = Kind("too-large", 413, "The request is too large")
UNSUPPORTED = Kind("unsupported-body", 415, "The body is of another kind than JSON")
INVALID = Kind("invalid-request", 422, "The request cannot be used")
UNREADABLE = Kind("bad-request", 400, "The request cannot be read")
OVERLOADED = Kind("overloaded", 503, "Too many requests are waiting")
TIMEOUT = Kind("timeout", 503, "The answer took too long")
NOT_READY = Kind("index-unusable", 503, "The index cannot be read")
INTERNAL = Kind("internal-error", 500, "The service failed")

OURS: tuple[tuple[type[SeedsearchError], Kind], ...] = (
    (QueryError, INVALID),
    (ArticleNotFoundError, NO_ARTICLE),
    (PageUnavailableError, NO_PICTURE),
    (IndexUnusableError, NOT_READY),
)
"""Which of our errors are which problem; others are the service's fault."""


class RefusedError(Exception):
    """A request that is not answered; becomes the problem that it carries."""

    def __init__(
        self, kind: Kind, detail: str, *, errors: tuple[InvalidValue, ...] = (), **headers: str
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def response(
    kind: Kind,
    detail: str,
    path: str,
    *,
    errors: tuple[InvalidValue, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a problem as a response."""
    problem = Problem(f"urn:seedsearch:{kind.name}", kind.title, kind.status, detail, path, errors)
    fields: dict[str, Any] = asdict(problem)
    if not errors:
        del fields["errors"]
    return JSONResponse(
        fields,
        status_code=kind.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def handle(app: FastAPI) -> None:
    """Let every error of an application become a problem."""
    app.add_exception_handler(RefusedError, _of_refusal)
    app.add_exception_handler(SeedsearchError, _of_error)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_failure)


def _of_refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusedError)
    return response(
        error.kind, error.detail, request.url.path, errors=error.errors, headers=error.headers
    )


def _of_error(request: Request, error: Exception) -> JSONResponse:
    """Our own errors say what, where and what to do already."""
    kind = next((kind for type_, kind in OURS if isinstance(error, type_)), INTERNAL)
    return response(kind, " ".join(str(error).split()), request.url.path)


def _of_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = tuple(
        InvalidValue(".".join(map(str, found["loc"])), found["msg"]) for found in error.errors()
    )
    listed = "; ".join(f"{value.where}: {value.what}" for value in errors)
    detail = f"{listed}; /openapi.json says what can be asked"
    return response(INVALID, detail, request.url.path, errors=errors)


def _of_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    path = request.url.path
    kinds = {
        404: (NOT_FOUND, f"there is nothing at {path}; /openapi.json lists what there is"),
        405: (METHOD, f"{request.method} is not allowed at {path}; nothing here changes the index"),
    }
    unknown = (
        Kind("bad-request", error.status_code, UNREADABLE.title),
        f"{error.detail}; /openapi.json says what can be asked",
    )
    kind, detail = kinds.get(error.status_code, unknown)
    headers = {**(error.headers or {})}
    if kind is METHOD:
        headers["Allow"] = ", ".join(_methods(request))
    return response(kind, detail, path, headers=headers)


def _methods(request: Request) -> list[str]:
    """Return what is allowed at the path of a request; HEAD is wherever GET is."""
    found = set()
    for route in request.app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= set(route.methods)
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


def _of_failure(request: Request, error: Exception) -> JSONResponse:
    detail = f"{type(error).__name__}, by a mistake of the service; its log has more"
    return response(INTERNAL, detail, request.url.path)
