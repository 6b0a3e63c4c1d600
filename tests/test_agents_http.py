"""An agent on another machine has the same tools at /mcp of the service, behind its guards."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from serving import PATIENCE, Answer, Service

from search.service.limits import MAX_BODY_BYTES

TOKEN = "t" * 32
ACCEPTED = {
    "Content-Type": "application/json",
    "Accept": "application/json, text/event-stream",
}


@pytest.fixture(scope="module")
def service(seeds_index: Path) -> Iterator[Service]:
    with Service(
        seeds_index, "--allow-host", "search.example.org", SEEDSEARCH_TOKEN=TOKEN
    ) as running:
        yield running


def talk(service: Service, what: Callable[[Client], Awaitable[None]]) -> None:
    async def run() -> None:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as http:
            async with Client(
                streamable_http_client(f"{service.url}/mcp", http_client=http)
            ) as client:
                await asyncio.wait_for(what(client), 2 * PATIENCE)

    asyncio.run(run())


def post(service: Service, body: object, **headers: str) -> Answer:
    given = {**ACCEPTED, "Authorization": f"Bearer {TOKEN}"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return service.ask("POST", "/mcp", json.dumps(body), given)


def request(method: str, **parameters: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}


def test_the_tools_answer_as_they_do_on_standard_input(service: Service) -> None:
    async def check(client: Client) -> None:
        names = [tool.name for tool in (await client.list_tools()).tools]
        assert {"search", "ask", "read_article", "status"} <= set(names)
        asked = await client.call_tool("ask", {"query": "what did Xi pledge"})
        answer = asked.structured_content["answers"][0]
        assert answer["likely"] and "pledged his support" in answer["text"]
        where = answer["citation"]
        read = await client.call_tool("read_article", {"article": where["article"]})
        assert read.structured_content["text"][where["start"] : where["end"]] == answer["text"]
        refused = await client.call_tool("search", {"query": "Xi", "pages": 2})
        assert refused.is_error and "pages" in str(refused.content)
        unknown = await client.call_tool("read_article", {"article": "nowhere.txt"})
        assert unknown.is_error and "nowhere.txt" in str(unknown.content)

    talk(service, check)


def test_a_client_of_the_protocol_with_a_handshake_is_served_too(service: Service) -> None:
    greeted = post(
        service,
        request(
            "initialize",
            protocolVersion="2025-06-18",
            capabilities={},
            clientInfo={"name": "old", "version": "1"},
        ),
    )
    assert greeted.status == 200, greeted.body
    assert greeted.json()["result"]["serverInfo"]["name"] == "seedsearch"
    assert "mcp-session-id" not in greeted.headers
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert post(service, ready, MCP_Protocol_Version="2025-06-18").status == 202
    called = post(
        service,
        request("tools/call", name="search", arguments={"query": "Xi pledge", "k": 1}),
        MCP_Protocol_Version="2025-06-18",
    )
    assert called.headers["Content-Type"].startswith("application/json")
    found = called.json()["result"]["structuredContent"]
    assert len(found["passages"]) == 1 and "Xi" in found["passages"][0]["text"]


def test_it_is_guarded_as_the_rest_of_the_service_is(service: Service) -> None:
    body = request("tools/list")
    assert post(service, body, Authorization="").status == 401
    assert post(service, body, Authorization="Bearer wrong").status == 401
    asked_by_address = service.ask("POST", f"/mcp?token={TOKEN}", json.dumps(body), ACCEPTED)
    assert asked_by_address.status == 401
    assert post(service, body, Host="evil.example.net").status == 421
    assert post(service, body, Host="search.example.org").status == 200
    assert post(service, body, Origin="http://evil.example.net").status == 403
    assert post(service, body, Content_Encoding="gzip").status == 415
    large = request("tools/call", name="search", arguments={"query": "x" * MAX_BODY_BYTES})
    assert post(service, large).status == 413


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_there_is_no_stream_to_hold_open_and_no_session_to_end(
    service: Service, method: str
) -> None:
    refused = service.ask(method, "/mcp", None, {**ACCEPTED, "Authorization": f"Bearer {TOKEN}"})
    assert refused.status == 405
    assert refused.headers["Allow"] == "POST"


def test_it_waits_in_line_with_all_who_ask(service: Service) -> None:
    body = request("tools/call", name="ask", arguments={"query": "what did Xi pledge"})
    found: list[Answer] = []

    def ask() -> None:
        found.append(post(service, body, MCP_Protocol_Version="2025-06-18"))

    callers = [threading.Thread(target=ask) for _ in range(12)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert [answer.status for answer in found] == [200] * 12
    for answer in found:
        told = answer.json()["result"]
        assert "pledged his support" in told["structuredContent"]["answers"][0]["text"]
    counted = service.get("/metrics", {"Authorization": f"Bearer {TOKEN}"}).body.decode()
    assert 'route="/mcp",status="200"' in counted


def test_a_service_that_agents_used_ends_when_it_is_told_to(seeds_index: Path) -> None:
    with Service(seeds_index) as running:
        answer = running.ask("POST", "/mcp", json.dumps(request("tools/list")), ACCEPTED)
        assert answer.status == 200
        assert running.stop() == (0, "")
