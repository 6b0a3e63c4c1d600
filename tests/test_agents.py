"""An agent gets short, cited answers over the Model Context Protocol; stdout holds nothing else."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from serving import PATIENCE, SEEDSEARCH

import index
import search

LONG = "".join(f"Line {number} of the long report says little. 😀\n\n" for number in range(900))


@pytest.fixture
def indexed_articles(tmp_path: Path, static_model: Path) -> Path:
    for name, text in {**ARTICLES, "long.txt": LONG}.items():
        path = tmp_path / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    index.build([tmp_path / "articles"], index_dir=tmp_path / "index", model=str(static_model))
    return tmp_path


def talk(indexed_articles: Path, what: Callable[[Client], Awaitable[None]]) -> str:
    """Talk to the real process as an agent does; return what it says on stderr."""
    parameters = StdioServerParameters(
        command=SEEDSEARCH, args=["mcp", "--index", str(indexed_articles / "index")]
    )

    async def run() -> None:
        with (indexed_articles / "stderr").open("w") as errors:
            async with Client(stdio_client(parameters, errlog=errors)) as client:
                await asyncio.wait_for(what(client), 2 * PATIENCE)

    asyncio.run(run())
    return (indexed_articles / "stderr").read_text()


async def call(client: Client, tool: str, **arguments: object) -> Any:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


async def fails(client: Client, tool: str, **arguments: object) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]


def test_the_tools_say_what_they_do_and_what_they_take(indexed_articles: Path) -> None:
    async def check(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "ask", "timeline", "read_article", "status"}
        for tool in tools.values():
            assert tool.description and len(tool.description) < 120
            assert tool.annotations and tool.annotations.read_only_hint
            assert tool.output_schema and tool.output_schema["properties"]
            for parameter in tool.input_schema["properties"].values():
                assert parameter["description"]
        assert tools["search"].input_schema["required"] == ["query"]
        assert tools["search"].input_schema["properties"]["k"]["maximum"] == 50

    assert talk(indexed_articles, check) == ""


def test_what_is_found_is_cited_so_that_it_can_be_checked(indexed_articles: Path) -> None:
    async def check(client: Client) -> None:
        found = await call(client, "search", query="rye bread in the oven", k=3)
        answered = await call(client, "ask", query="what does the loaf sell for", mode="keyword")
        assert len(found["passages"]) == 3
        assert answered["answers"][0]["text"] == (
            "The loaf sells for 62 crowns, and the shop is empty by noon."
        )
        for quoted in (*found["passages"], *answered["answers"]):
            cited = quoted["citation"]
            read = await call(
                client,
                "read_article",
                article=cited["article"],
                offset=cited["start"],
                limit=cited["end"] - cited["start"],
            )
            assert read["text"] == quoted["text"]
            assert (read["start"], read["end"]) == (cited["start"], cited["end"])
            assert read["title"] == cited["title"]
        with search.open_index(indexed_articles / "index") as engine:
            hit = engine.search("rye bread in the oven", k=1).hits[0]
        assert found["passages"][0]["text"] == hit.text
        assert found["passages"][0]["score"] == pytest.approx(hit.score, abs=1e-3)

    talk(indexed_articles, check)


def test_filters_and_the_query_language_restrict_what_is_found(indexed_articles: Path) -> None:
    async def check(client: Client) -> None:
        found = await call(client, "search", query="tunnel", since="2023", until="2023-11")
        assert {one["citation"]["article"] for one in found["passages"]} == {
            "articles/rail/tunnel.md"
        }
        found = await call(client, "search", query='"rye loaf" -safe')
        assert found["total"] == 1
        none = await call(client, "search", query="bread", source=["The Times"])
        assert none["passages"] == []
        assert none["warnings"]  # there is no such source
        misspelt = await call(client, "search", query="observatroy")
        assert misspelt["suggestion"] == "observatory"
        assert "no date" in await fails(client, "ask", query="bread", since="someday")

    talk(indexed_articles, check)


def test_a_long_article_is_read_by_the_piece(indexed_articles: Path) -> None:
    async def check(client: Client) -> None:
        pieces, offset = [], 0
        while offset is not None:
            piece = await call(client, "read_article", article="articles/long.txt", offset=offset)
            assert len(piece["text"]) <= 6000
            assert piece["total_chars"] == len(LONG)
            pieces.append(piece["text"])
            offset = piece["next_offset"]
        assert "".join(pieces) == LONG
        assert len(pieces) > 3
        past = await call(client, "read_article", article="articles/long.txt", offset=10**9)
        assert (past["text"], past["next_offset"]) == ("", None)

    talk(indexed_articles, check)


def test_a_mistake_is_told_to_the_agent_and_ends_nothing(indexed_articles: Path) -> None:
    async def check(client: Client) -> None:
        assert "no article 'x'" in await fails(client, "read_article", article="x")
        assert "no article" in await fails(client, "read_article", article="../stderr")
        assert "empty" in await fails(client, "search", query="  ")
        assert "50" in await fails(client, "search", query="a", k=51)
        assert "40000" in await fails(client, "read_article", article="x", limit=10**6)
        assert "mode" in await fails(client, "ask", query="a", mode="best")
        assert (await call(client, "status"))["articles"] == 6

    assert talk(indexed_articles, check) == ""


def test_a_newer_generation_is_picked_up(indexed_articles: Path) -> None:
    async def check(client: Client) -> None:
        assert (await call(client, "status"))["generation"] == 1
        (indexed_articles / "articles" / "new.txt").write_text("A zeppelin landed.\n")
        await asyncio.to_thread(index.build, index_dir=indexed_articles / "index")
        end = time.monotonic() + PATIENCE
        while (await call(client, "status"))["generation"] == 1:
            assert time.monotonic() < end
            await asyncio.sleep(0.1)
        found = await call(client, "search", query="zeppelin")
        assert found["generation"] == 2
        assert found["passages"][0]["text"] == "A zeppelin landed."

    assert "generation 2 answers" in talk(indexed_articles, check)


def test_stdout_is_the_protocol_alone_and_the_end_of_stdin_or_an_interrupt_is_the_end(
    indexed_articles: Path,
) -> None:
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    for interrupted in (False, True):
        process = subprocess.Popen(
            [SEEDSEARCH, "mcp", "--index", indexed_articles / "index"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write("this is no message\n" + json.dumps(hello) + "\n")
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline())]
        while answers[-1].get("id") != 1:
            answers.append(json.loads(process.stdout.readline()))
        assert answers[-1]["result"]["serverInfo"]["name"] == "seedsearch"
        if interrupted:  # Ctrl-C
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=PATIENCE) == 128 + signal.SIGINT
        out, err = process.communicate(timeout=PATIENCE)
        for line in out.splitlines():
            assert json.loads(line)["jsonrpc"] == "2.0"
        assert interrupted or process.returncode == 0
        assert "Traceback" not in err


def test_no_index_is_one_line_on_stderr(tmp_path: Path) -> None:
    done = subprocess.run(
        [SEEDSEARCH, "mcp", "--index", tmp_path],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("seedsearch: error: there is no index")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("module", ["search.service.server", "search.service.mcp_server"])
def test_no_service_loads_torch(module: str) -> None:
    check = f"import {module}, sys; print({{'torch', 'transformers'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
