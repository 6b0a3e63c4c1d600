"""Middleware: what every request goes through before and after the application. An ASGI wrapper.

Host, Origin and token are checked, the body is read within its limits, security headers are added,
and the request is counted.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search.service import problems
from search.service.limits import MAX_BODY_BYTES, REQUEST_SECONDS
from search.service.problems import Kind
from search.service.security import HEADERS, Access
from search.service.static_files import PAGE_FILES

OPEN_PATHS = frozenset({*PAGE_FILES, "/healthz", "/readyz"})
"""Need no token: they hold nothing of the index."""

PAGE_PATHS = frozenset({"/"})
"""Another site may link to them."""

ASKED = frozenset({"/v1/search", "/v1/ask", "/v1/similar", "/mcp"})
"""At these paths the body of a POST is JSON."""

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})

DISCARDED_BYTES = 16 * MAX_BODY_BYTES
"""Of a body that is too large: read to its end, for many clients listen only after they spoke."""

Count = Callable[[str, str, int, float], None]
"""Told of every request: method, route, status, seconds."""


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, access: Access, count: Count) -> None:
        self._app, self._access, self._count = app, access, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500
        inner: Scope = dict(scope)
        if scope["method"] == "HEAD":  # answered as GET; the server leaves the body out
            inner["method"] = "GET"
        inner["has_feed_key"] = self._access.has_feed_key(
            scope["method"], scope["path"], scope.get("query_string", b"")
        )

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if self._access.token is not None:
                    headers.append("Vary", "Authorization")
            await send(message)

        try:
            await self._guarded(inner, receive, answer)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            route = getattr(inner.get("route"), "path", "unknown")
            self._count(method, route, status, time.perf_counter() - started)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope)
        body = b""
        if refusal is None and scope["method"] == "POST" and scope["path"] in ASKED:
            refusal = _unsupported(Headers(scope=scope))
        if refusal is None and scope["method"] == "POST":
            read = await _body(Headers(scope=scope), receive)
            if isinstance(read, bytes):
                body = read
            else:
                refusal = read
        if refusal is not None:
            kind, detail, headers = refusal
            answer = problems.response(kind, detail, scope["path"], headers=headers)
            await answer(scope, receive, send)
            return
        replay = _replay(body, receive) if scope["method"] == "POST" else receive
        scope["authorized"] = self._access.bears_token(_all(scope, "authorization"))
        await self._app(scope, replay, send)

    def _refusal(self, scope: Scope) -> tuple[Kind, str, dict[str, str]] | None:
        """Return why a request is not answered, by its headers alone, or None."""
        path, hosts = scope["path"], _all(scope, "host")
        if not self._access.knows_host(hosts):
            return (
                problems.MISDIRECTED,
                f"this service does not answer to the host {', '.join(hosts)[:100]!r}; use its"
                " address, or start it with --allow-host NAME",
                {},
            )
        foreign = _all(scope, "sec-fetch-site")[:1] in (["cross-site"], ["same-site"])
        origins = _all(scope, "origin")
        if not self._access.knows_origin(origins, hosts) or (foreign and path not in PAGE_PATHS):
            return (
                problems.FORBIDDEN_ORIGIN,
                f"a page of {', '.join(origins)[:100] or 'another site'!r} may not use this"
                " service; open the service's own page",
                {},
            )
        is_open = path in OPEN_PATHS or scope["has_feed_key"]
        if not is_open and not self._access.bears_token(_all(scope, "authorization")):
            given = bool(_all(scope, "authorization"))
            return (
                problems.UNAUTHORIZED,
                "the token is not the service's; ask whoever runs it"
                if given
                else "send the service's token as `Authorization: Bearer TOKEN`",
                {"WWW-Authenticate": "Bearer" + (' error="invalid_token"' if given else "")},
            )
        return None


def _all(scope: Scope, name: str) -> list[str]:
    return Headers(scope=scope).getlist(name)


def _unsupported(headers: Headers) -> tuple[Kind, str, dict[str, str]] | None:
    """Say why a body cannot be read, by what its headers say of it, or None."""
    coding = headers.get("content-encoding", "").strip().lower()
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    closed = {"Connection": "close"}  # the body is left unread
    if coding not in ("", "identity"):
        return (
            problems.UNSUPPORTED,
            f"the body is compressed ({coding[:40]}); send it as it is, without Content-Encoding",
            {"Accept-Encoding": "identity", **closed},
        )
    if not kind.startswith("application/") or not kind.endswith(("/json", "+json")):
        given = f"is {kind[:60]!r}" if kind else "is missing"
        return (
            problems.UNSUPPORTED,
            f"the header Content-Type {given}; send the query as JSON, with the header"
            " `Content-Type: application/json`",
            closed,
        )
    return None


async def _body(headers: Headers, receive: Receive) -> bytes | tuple[Kind, str, dict[str, str]]:
    """Read a body, or say why it is refused."""
    too_large = (
        problems.TOO_LARGE,
        f"the body has more than {MAX_BODY_BYTES:,} bytes; a query needs far less",
        {"Connection": "close"},
    )
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > DISCARDED_BYTES:
        return too_large
    parts: list[bytes] = []
    size, more = 0, True
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            while more and size <= DISCARDED_BYTES:
                message = await receive()
                part = message.get("body", b"")
                size += len(part)
                parts = [*parts, part] if size <= MAX_BODY_BYTES else []
                more = message.get("more_body", False)  # a client that is gone sends no more
    except TimeoutError:
        return (
            problems.SLOW_BODY,
            f"the body did not arrive within {REQUEST_SECONDS:g} s; send it again",
            {"Connection": "close"},
        )
    return b"".join(parts) if size <= MAX_BODY_BYTES else too_large


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body that was read, then what comes after it."""
    rest: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return rest.pop() if rest else await receive()

    return replay
