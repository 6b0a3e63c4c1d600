"""MCP over HTTP: the agents' tools at a path of the service; no session, no stream held open."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from search.service.limits import MAX_BODY_BYTES
from search.service.mcp_server import Found, make_server
from search.service.problems import RefusedError
from search.service.queue import Line
from search.service.reloader import Holder

PATH = "/mcp"


class Agents:
    """Answers the POSTs of agents, whatever version of the protocol they speak.

    Host, origin, token and the size of the body were looked at before; the tools wait in line with
    all other requests.
    """

    def __init__(self, holder: Holder, line: Line) -> None:
        """Take the engine that answers, and where requests wait for it."""

        async def in_line(work: Callable[[], Found]) -> Found:
            try:
                return await line.alone(work)
            except RefusedError as error:
                raise ToolError(error.detail) from error

        server = make_server(holder, in_line)
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            max_request_body_size=MAX_BODY_BYTES,
            # It would know no --allow-host.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        self._sessions = server.session_manager
        self.route = Route(PATH, self, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def lifespan(self, app: ASGIApp) -> AsyncIterator[None]:
        """Be ready for requests for as long as the service runs."""
        async with self._sessions.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self.route  # what it is counted under
        await self._sessions.handle_request(scope, receive, send)
