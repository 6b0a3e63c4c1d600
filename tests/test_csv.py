"""Every list can be taken away as CSV: what JSON says, in columns, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import Service

import index
from search.output import csv as tables

SEEDSEARCH = str(Path(sys.executable).parent / "seedsearch")

NEWS = {
    "sum.md": """---
title: =HYPERLINK("http://x.example","bread")
source: '@post'
date: 2021-03-04
author: +Ann
---

-5 degrees froze the bread of Aldersund, "all of it, to 12 crowns", said Ann Vale.
""",
    "tab.md": """---
title: "'=1+1 bread"
date: 2021-05-06
---

Élodie Märtens sold the bread of the river, and
it was 京都 bread, by the comet.
""",
    "plain.txt": "Bread of the harbour\n\nBread costs 62 crowns at the harbour.\n",
}

SHAPES = {
    "search": (tables.HITS, "hits"),
    "ask": (tables.ANSWERS, "answers"),
    "timeline": (tables.EVENTS, "events"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    place = tmp_path_factory.mktemp("lists")
    for name, text in NEWS.items():
        (place / "news").mkdir(exist_ok=True)
        (place / "news" / name).write_text(text, encoding="utf-8")
    index.build([place / "news"], index_dir=place / "index", model=str(static_model))
    return place / "index"


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    with Service(folder) as running:
        yield running


def run(*arguments: object, stdin: bytes = b"", **environment: str) -> tuple[int, bytes, str]:
    done = subprocess.run(
        [SEEDSEARCH, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nowhere", **environment} if environment else None,
    )
    return done.returncode, done.stdout, done.stderr.decode()


def rows(data: bytes) -> list[dict[str, str]]:
    """Read a table as any program does."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def unguarded(cell: str) -> str:
    """Take back the apostrophe, as the README says."""
    is_guarded = cell.startswith("'") and cell.lstrip("'").startswith(tables.SIGNS)
    return cell[1:] if is_guarded else cell


def flat(fields: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, dict) and name not in ("where", "explanation"):
            yield from flat(value, f"{before}{name}_")
        elif name == "where":
            yield from flat(value, before)
        else:
            yield before + name, value


def said(cell: str, value: Any) -> bool:
    """Tell whether a cell says what JSON says."""
    if value is None:
        return cell == ""
    return unguarded(cell) == value if isinstance(value, str) else json.loads(cell) == value


@pytest.mark.parametrize("verb", SHAPES)
def test_a_table_says_all_that_json_says(verb: str, folder: Path) -> None:
    columns, name = SHAPES[verb]
    asked = (verb, "bread", "--index", folder)
    document = json.loads(run(*asked, "--json")[1])
    code, printed, errors = run(*asked, "--csv")
    assert (code, errors) == (0, "")
    assert printed.startswith(",".join(columns).encode() + b"\r\n")
    listed = [*document[name], *document.get("undated", ())]
    found = rows(printed)
    assert len(found) == len(listed) >= 2
    for number, (row, one) in enumerate(zip(found, listed, strict=True), start=1):
        fields = {"rank": number, **dict(flat(one))} if verb == "ask" else dict(flat(one))
        part = fields.pop("part", None)  # there is none, or it has columns of its own
        assert part is None
        fields |= {"query": "bread", "generation": document["generation"]}
        for column, value in fields.items():
            assert said(row[column], value), column
        nothing = row.keys() - fields.keys()
        assert {row[column] for column in nothing} <= {""}
    cells = {cell for row in found for cell in row.values()}
    assert not {cell for cell in cells if cell.startswith(tables.SIGNS)}
    assert {"'@post", "'+Ann", "''=1+1 bread"} & cells
    if verb == "search":
        assert any("bread of the river, and\nit was 京都 bread" in cell for cell in cells)
        assert any(cell.startswith("'-5 degrees") for cell in cells)


def test_an_explanation_and_what_is_odd_are_columns_too(folder: Path) -> None:
    asked = ("search", "bread", "--explain", "--source", "nobody", "--source", "news", "-k", "1")
    code, printed, errors = run(*asked, "--csv", "--index", folder)
    (row,) = rows(printed)
    assert code == 0
    assert json.loads(row["explanation"])["keyword_weight"] > 0
    assert json.loads(row["warnings"])[0].startswith("no article has the source 'nobody'")
    assert "no article has the source 'nobody'" in errors


def test_an_export_is_a_row_an_article(folder: Path) -> None:
    lines = [json.loads(line) for line in run("export", "--index", folder)[1].splitlines()]
    found = rows(run("export", "--csv", "--index", folder)[1])
    assert len(found) == len(lines) == 3
    for row, article in zip(found, lines, strict=True):
        assert row.keys() == article.keys() == set(tables.ARTICLES)
        for column, value in article.items():
            assert said(row[column], value), column


def test_it_is_utf_8_whatever_the_terminal_is(folder: Path) -> None:
    asked = ("search", "comet", "--csv", "--index", folder)
    usual = run(*asked)[1]
    assert "Märtens" in usual.decode("utf-8")
    assert run(*asked, PYTHONIOENCODING="latin-1", PYTHONUTF8="0")[1] == usual
    code, printed, errors = run(*asked, "--json")
    assert (code, printed) == (2, b"")
    assert "--csv does not go with --json" in errors


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_text_comes_back_and_none_is_a_formula(texts: list[str]) -> None:
    cells = [tables._cell(text) for text in texts]
    assert not any(cell.startswith(tables.SIGNS) for cell in cells)
    written = tables._lines([["a"], cells])
    read = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    assert [[unguarded(cell) for cell in row] for row in read[1:]] == (
        [texts] if texts != [""] else read[1:]
    )


@pytest.mark.parametrize("sign", tables.SIGNS)
def test_every_sign_that_begins_a_formula_is_guarded(sign: str) -> None:
    for text in (sign, f"{sign}cmd|' /C calc'!A0", f"'{sign}1", f"''{sign}1"):
        cell = tables._cell(text)
        assert cell == f"'{text}"
        assert unguarded(cell) == text
    assert tables._cell(f"a{sign}") == f"a{sign}"
    assert tables._cell(-0.5) == "-0.5"  # a number is none


# ---- names from a file ----

NAMES = 'id;name;note\n1;"Aldersund, harbour";\n2;Märtens;x\n3;;\n4;xylophone -bread;\n'


def test_names_of_a_table_are_asked_one_by_one(folder: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_bytes(NAMES.encode("cp1252"))  # as Excel writes it in half of Europe
    code, printed, errors = run("search", "--queries", names, "--csv", "-k", "2", "--index", folder)
    assert (code, errors) == (0, "")
    found = rows(printed)
    asked = [row["query"] for row in found]
    assert list(dict.fromkeys(asked)) == ["Aldersund, harbour", "Märtens", "xylophone -bread"]
    for query in dict.fromkeys(asked):
        alone = rows(run("search", query, "--csv", "-k", "2", "--index", folder)[1])
        mine = [row for row in found if row["query"] == query]
        assert mine == alone or (not alone and len(mine) == 1 and mine[0]["rank"] == "")
    code, printed, errors = run("ask", "--queries", names, "--csv", "--index", folder)
    assert (code, errors) == (0, "")
    assert {row["query"] for row in rows(printed)} == set(asked)
    assert rows(printed)[-1]["text"] == ""  # nobody says anything of xylophones
    lines = run("ask", "--queries", names, "--index", folder)[1].splitlines()
    assert [json.loads(line)["query"] for line in lines] == list(dict.fromkeys(asked))


def test_the_column_is_named_or_said(folder: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("who\twhat\nbread\tcomet\n")
    asked = ("search", "--queries", names, "--csv", "-k", "1", "--index", folder)
    code, printed, errors = run(*asked, "--column", "WHAT")
    assert (code, errors, rows(printed)[0]["query"]) == (0, "", "comet")
    code, printed, errors = run(*asked)
    assert (code, rows(printed)[0]["query"]) == (0, "bread")
    assert "the first one is asked, and 'who' taken for its name; --column says another" in errors
    code, printed, errors = run(*asked, "--column", "whom")
    assert (code, printed) == (2, b"")
    assert "names.tsv has no column 'whom'; it has 'who', 'what'" in errors
    names.write_text("name\nbread\n" + "x" * 20_000 + "\n")
    code, printed, errors = run(*asked)
    assert code == 2
    assert "names.tsv, row 2: the query has 20,000 characters" in errors
    piped = ("search", "--queries", "-", "--csv", "-k", "1", "--index", folder)
    assert rows(run(*piped, stdin=b"bread\n")[1])[0]["query"] == "bread"
    table = run(*piped, "--column", "q", stdin=b"n,q\n1,comet\n")[1]
    assert rows(table)[0]["query"] == "comet"
    for nothing, text in (("head.csv", "name\n"), ("empty.csv", ""), ("blank.txt", "\n \n")):
        (tmp_path / nothing).write_text(text)
        asked = ("search", "--queries", tmp_path / nothing, "--csv", "--index", folder)
        assert run(*asked)[:2] == (0, ",".join(tables.HITS).encode() + b"\r\n")
    names.write_bytes(b"\0\1\2" * 99)
    code, _, errors = run("search", "--queries", names, "--csv", "--index", folder)
    assert code == 2 and "names.tsv cannot be read (" in errors
    code, _, errors = run("ask", "bread", "--queries", names, "--index", folder)
    assert code == 2 and "give a question, or a file of questions" in errors


# ---- over HTTP ----


@pytest.mark.parametrize("verb", SHAPES)
def test_http_answers_with_the_table_that_the_shell_prints(
    verb: str, service: Service, folder: Path
) -> None:
    printed = run(verb, "bread", "--csv", "--index", folder)[1]
    named = service.get(f"/v1/{verb}", query="bread", format="csv")
    liked = service.get(f"/v1/{verb}", {"Accept": "text/csv, */*;q=0.1"}, query="bread")
    posted = service.post(f"/v1/{verb}", query="bread", format="csv")
    for answer in (named, liked, posted):
        assert (answer.status, answer.body) == (200, printed)
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{verb}.csv"'
        assert "Accept" in answer.headers["Vary"]
    tag = {"If-None-Match": named.headers["ETag"]}
    assert service.get(f"/v1/{verb}", tag, query="bread", format="csv").status == 304
    assert service.get(f"/v1/{verb}", tag, query="bread").status == 200  # that is another answer


def test_who_asks_for_no_table_gets_none(service: Service) -> None:
    for accept in ("*/*", "application/json", "application/json, text/csv", "text/csv;q=0", "text"):
        answer = service.get("/v1/search", {"Accept": accept}, query="bread")
        assert answer.headers["Content-Type"] == "application/json", accept
    both = "application/json;q=0.5, text/csv"
    assert service.get("/v1/search", {"Accept": both}, query="bread").body.startswith(b"query,rank")
    json_ = service.get("/v1/search", {"Accept": both}, query="bread", format="json")
    assert json_.headers["Content-Type"] == "application/json"
    assert service.get("/v1/search", query="bread", format="xml").status == 422
    assert service.get("/v1/similar", article="news/plain.txt", format="csv").status == 200
    wrong = service.get("/v1/search", query="bread", since="soon", format="csv")
    assert wrong.headers["Content-Type"] == "application/problem+json"


def test_what_is_no_row_is_refused_and_what_is_odd_is_told(service: Service, folder: Path) -> None:
    code, printed, errors = run("search", "bread", "--facets", "month", "--csv", "--index", folder)
    assert (code, printed) == (2, b"") and "facets are no rows of a table" in errors
    refused = service.get("/v1/search", query="bread", facets="month", format="csv")
    assert refused.status == 422 and "facets are no rows" in refused.json()["detail"]
    odd = {"query": "bread", "lang": "fr", "format": "csv"}
    (row,) = rows(service.get("/v1/search", **odd).body)
    assert (row["query"], row["rank"], row["text"]) == ("bread", "", "")
    assert "no article has the language 'fr'" in json.loads(row["warnings"])[0]
    nothing = service.get("/v1/search", query="bread", min_score=1, format="csv")
    assert rows(nothing.body) == []
