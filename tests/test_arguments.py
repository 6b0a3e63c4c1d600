"""A wrong argument is one clear error that names it, before anything is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import index
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


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("index_dir", None, "index_dir must be a path, not None"),
        ("index_dir", b"index", "index_dir must be a path, not b'index'"),
        ("model", 5, "model must be a text, not 5"),
        ("precision", "half", "precision must be fast or exact, not 'half'"),
        ("full", "yes", "full must be True or False, not 'yes'"),
        ("export", None, "export must be True or False, not None"),
        ("include", "*.txt", "include must be a list of texts, not '*.txt'"),
        ("exclude", [b"*.txt"], "each of exclude must be a text, not b'*.txt'"),
        ("follow_links", 1, "follow_links must be True, False or None, not 1"),
        ("fields", ["text=body"], "fields must be a mapping of texts, not ['text=body']"),
        ("fields", {"text": 5}, "the field for text must be a text, not 5"),
        ("keep", "3", "keep must be a whole number, not '3'"),
        ("keep", True, "keep must be a whole number, not True"),
        ("wait", 30, "wait must be True or False, not 30"),
        ("progress", "bar", "progress must be a function, not 'bar'"),
    ],
)
def test_an_argument_of_a_build_is_named(tmp_path: Path, name: str, value: Any, said: str) -> None:
    options = {"index_dir": tmp_path / "index", name: value}
    with pytest.raises((TypeError, ValueError), match=f"^{re.escape(said)}$"):
        index.build([tmp_path], **options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", [None, 5, b"articles", {"a": 1}, [None], [b"articles"], [5]])
def test_what_is_built_is_a_path_or_several_or_articles(tmp_path: Path, given: Any) -> None:
    with pytest.raises(TypeError, match="must be a path"):
        index.build(given, index_dir=tmp_path / "index")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "value"), [("text", None), ("text", b"x"), ("date", 2021)])
def test_a_field_of_an_article_is_named(tmp_path: Path, name: str, value: Any) -> None:
    fields = {"id": "n/a", "title": "", "title_given": False, "source": "n", "path": "a"}
    article = index.Article(**{**fields, "date": None, "text": "It rained.", name: value})
    with pytest.raises(TypeError, match=rf"^{name} of the article 'n/a' must be a text"):
        index.build([article], index_dir=tmp_path / "index")
    assert not list(tmp_path.iterdir())
