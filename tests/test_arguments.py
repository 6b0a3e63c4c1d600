"""A wrong argument is one clear error that names it, before anything is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import search


@pytest.fixture(scope="module")
def engine(seeds_index: Path) -> Iterator[search.Engine]:
    with search.open_index(seeds_index) as opened:
        yield opened


@pytest.mark.parametrize("query", [None, b"Xi", 5, ["Xi"]])
def test_a_query_is_a_text(engine: search.Engine, query: Any) -> None:
    with pytest.raises(TypeError, match=r"^query must be a text, not "):
        engine.search(query)
    with pytest.raises(TypeError, match=r"^question must be a text, not "):
        engine.ask(query)
    with pytest.raises(TypeError, match=r"^each of queries must be a text, not "):
        engine.search_many(["Xi", query])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("k", "5"),
        ("k", True),
        ("k", None),
        ("offset", 1.5),
        ("mode", 3),
        ("filters", {"source": "x"}),
        ("half_life", "30"),
        ("facets", "source"),
        ("by_article", "yes"),
        ("explain", 1),
    ],
)
def test_an_option_of_another_type_is_named(engine: search.Engine, name: str, value: Any) -> None:
    with pytest.raises(TypeError, match=rf"^{name} must be "):
        engine.search("Xi", **{name: value})


def test_many_queries_may_come_from_anything_but_one_text(engine: search.Engine) -> None:
    expected = [found.hits for found in engine.search_many(["Xi", "Putin"])]
    assert [found.hits for found in engine.search_many(q for q in ("Xi", "Putin"))] == expected
    with pytest.raises(TypeError, match="^queries must be a list of texts, not 'Xi'"):
        engine.search_many("Xi")
