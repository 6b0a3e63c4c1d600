"""Where nothing meets all conditions, the query without each that keeps hits away is given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import index
import search
from search.cli.main import app
from search.types import Dropped

TEXTS = {
    "fair": (
        "The fair",
        "2022-05-01",
        "The cattle fair opened with 40 stalls, a parade and a band.",
    ),
    "market": (
        "The market",
        "2022-05-02",
        "Buyers of wheat crowded the market and the cattle fair.",
    ),
    "storm": (
        "A storm",
        "2022-06-09",
        "A storm took the roof of the hall, and the parade was off.",
    ),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    folder = tmp_path_factory.mktemp("dropped") / "index"
    articles = [
        index.Article(f"news/{name}", title, True, "Herald", day, name, text, "en")
        for name, (title, day, text) in TEXTS.items()
    ]
    index.build(articles, index_dir=folder, model=str(static_model))
    return folder


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[search.Engine]:
    with search.open_index(place) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cattle title:zeppelin", [Dropped("title:zeppelin", "cattle", 2)]),
        ("+cattle +zeppelin", [Dropped("+zeppelin", "+cattle", 2)]),
        ("fair AND zeppelin", [Dropped("zeppelin", "+fair", 2)]),
        ("fair 40 -cattle", [Dropped("-cattle", "fair 40", 2)]),
        ("parade date:2022-05 title:storm", [
            Dropped("date:2022-05", "parade title:storm", 1),
            Dropped("title:storm", "parade date:2022-05", 1),
        ]),
        ('"cattle fair" (roof OR hall)', [
            Dropped('"cattle fair"', "(roof OR hall)", 1),
            Dropped("(roof OR hall)", '"cattle fair"', 2),
        ]),
        ("zeppelin AND airship", []),
        ("cattle AND fair", []),
    ],
)  # fmt: skip
def test_the_query_without_a_condition_is_given(
    engine: search.Engine, query: str, expected: list[Dropped]
) -> None:
    results = engine.search(query, mode="keyword")
    assert list(results.without) == expected
    assert engine.ask(query, mode="keyword").without == results.without


@pytest.mark.parametrize(
    "query",
    [
        'wheat roof~ NEAR/3 source:"herald" -cattle until:2022-05',
        'st?rm cattle* AND "parade band"~6 lang:en since:2022-05-01',
        "40 AND storm !market",
        'author:"nobody" parade path:news',
        "date:[2022-05 TO 2022-06] fair AND zeppelin",
        'title:"the fair" AND NOT stalls',
        "fair.1 AND (hall OR (roof AND NOT parade)) +40",
        "the AND roof AND wheat",
    ],
)
def test_it_finds_as_many_paragraphs_as_it_says(engine: search.Engine, query: str) -> None:
    results = engine.search(query, mode="keyword")
    assert not results.total and results.without
    for dropped in results.without:
        again = engine.search(dropped.query, mode="keyword")
        assert again.total == dropped.paragraphs, dropped
        assert str(dropped.condition) not in (again.understood or results.understood).conditions  # type: ignore[union-attr]


def test_a_shell_shows_the_command_and_json_the_query(place: Path) -> None:
    words = ["--index", str(place), "--mode", "keyword", "--", '"cattle fair" title:storm']
    said = CliRunner().invoke(app, ["search", *words]).stdout
    assert """Without "cattle fair": seedsearch search -- title:storm""" in said
    assert """Without title:storm: seedsearch search -- '"cattle fair"'""" in said
    said = CliRunner().invoke(app, ["ask", *words]).stdout
    assert """Without title:storm: seedsearch ask -- '"cattle fair"'""" in said
    given = json.loads(CliRunner().invoke(app, ["search", "--json", *words]).stdout)
    assert given["without"][1] == {
        "condition": "title:storm", "query": '"cattle fair"', "paragraphs": 2
    }  # fmt: skip
