"""An option means the same wherever it can be given: in Python, a shell, over HTTP, for agents."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer.main
from serving import Service

import search
from search.cli.main import app
from search.query.options import (
    ANSWERS,
    EVENTS,
    FACETS,
    MAX_K,
    OPTIONS,
    Filters,
    Option,
    SearchOptions,
)

VERBS = ("search", "ask", "timeline", "similar")
OF_FILTERS = set(Filters.__dataclass_fields__)
FIRST = {
    "search": {"query"},
    "ask": {"query"},
    "timeline": {"query"},
    "similar": {"article", "paragraph"},
}
"""What is not an option, but what is asked for."""
FORM = {"format"}
"""What is said over HTTP alone: elsewhere it is how the answer is printed."""


def of(verb: str) -> dict[str, Option]:
    """Return the options of a verb, by their names in Python."""
    return {name: option for name, option in OPTIONS.items() if verb in option.verbs}


def default(name: str, verb: str) -> object:
    if name == "k" and verb in ("ask", "timeline"):
        return ANSWERS if verb == "ask" else EVENTS
    return getattr(Filters() if name in OF_FILTERS else SearchOptions(), name)


@pytest.mark.parametrize("verb", [*VERBS, "search_many"])
def test_python_takes_the_options_of_each_verb(verb: str) -> None:
    signature = inspect.signature(getattr(search.Engine, verb)).parameters
    given = {name: p.default for name, p in signature.items() if p.kind is p.KEYWORD_ONLY}
    filters = given.pop("filters")
    assert filters == Filters()
    assert given == {name: default(name, verb) for name in of(verb).keys() - OF_FILTERS}


@pytest.mark.parametrize("verb", VERBS)
def test_the_shell_takes_the_options_of_each_verb(verb: str) -> None:
    command = typer.main.get_command(app).commands[verb]  # type: ignore[attr-defined]
    shown = {opt: p for p in command.params if isinstance(p, click.Option) for opt in p.opts}
    for name, option in of(verb).items():
        if option.shell is None:
            continue
        given = shown[option.shell]
        assert given.help == option.meaning
        assert (given.default or None) == (default(name, verb) or None)
        if option.least is not None and isinstance(given.type, click.IntRange):
            assert given.type.min == option.least
    ours = {option.shell for option in OPTIONS.values()} - {None}
    assert {opt for opt in shown if opt in ours} == {o.shell for o in of(verb).values()} - {None}


@pytest.fixture(scope="module")
def document(seeds_index: Path) -> dict[str, Any]:
    """What the service says of itself."""
    with Service(seeds_index) as running:
        return running.get("/openapi.json").json()  # type: ignore[no-any-return]


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return {k: v for s in (schema, *schema.get("anyOf", ())) for k, v in s.items()}


def test_a_list_of_facets_is_understood_over_http_as_in_a_shell(seeds_index: Path) -> None:
    with Service(seeds_index) as running:
        found = running.get("/v1/search", query="Xi", facets="source,month")
        assert found.status == 200, found.body
        assert found.json()["facets"].keys() == {"source", "month"}
        assert running.get("/v1/search", query="Xi", facets="source,moon").status == 422
        every = running.get("/v1/search", query="Xi", facets=",".join(FACETS))
        assert every.json()["facets"].keys() == {*FACETS}


@pytest.mark.parametrize("verb", VERBS)
def test_http_takes_the_options_of_each_verb(document: dict[str, Any], verb: str) -> None:
    path = document["paths"][f"/v1/{verb}"]
    reference = path["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    body = document["components"]["schemas"][reference.rpartition("/")[2]]["properties"]
    by_get = {p["name"]: p for p in path["get"]["parameters"]}
    expected = {option.web: (name, option) for name, option in of(verb).items() if option.web}
    assert by_get.keys() == body.keys() == expected.keys() | FIRST[verb] | FORM
    for web, (name, option) in expected.items():
        for said, schema in ((by_get[web], by_get[web]["schema"]), (body[web], body[web])):
            limits = _resolved(schema)
            assert said["description"] == option.meaning
            assert (limits.get("default") or None) == (default(name, verb) or None)
            if option.most is not None:
                assert option.least == limits["minimum"] and limits["maximum"] <= MAX_K


def test_agents_take_the_options_of_each_verb_and_no_other_argument(seeds_index: Path) -> None:
    pytest.importorskip("mcp")
    from search.service.mcp_server import make_server
    from search.service.reloader import Holder

    holder = Holder(seeds_index)
    tools = {tool.name: tool for tool in make_server(holder)._tool_manager.list_tools()}
    assert all(tool.parameters["additionalProperties"] is False for tool in tools.values())
    for verb in ("search", "ask", "timeline"):
        properties = tools[verb].parameters["properties"]
        expected = {o.agent: (name, o) for name, o in of(verb).items() if o.agent}
        assert properties.keys() == expected.keys() | FIRST[verb]
        for agent, (name, option) in expected.items():
            assert properties[agent]["description"] == option.meaning
            if name != "k":  # an agent reads every word: fewer, unless it asks for more
                assert (properties[agent].get("default") or None) == (default(name, verb) or None)


def _options() -> Iterator[str]:
    yield from (name for name in SearchOptions.__dataclass_fields__ if name != "filters")
    yield from OF_FILTERS


def test_nothing_is_an_option_without_being_described() -> None:
    assert set(_options()) == set(OPTIONS)
    for option in OPTIONS.values():
        assert option.meaning.endswith(".") and option.verbs
