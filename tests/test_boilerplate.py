"""What an outlet prints under everything is neither found nor counted; news that recurs is."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import index
import search
from index.builds import merging
from index.maintenance.edits import remove, rollback
from index.maintenance.export import export
from index.maintenance.status import status
from index.maintenance.verification import verify
from search.cli.main import app
from search.query.options import MODES

PLEA = "Our morning letter brings the harbour news of the day to your desk, every day of the week."
LINE = "Printed by the Aldersund Post, Harbour Street."
WORDS = (
    "river council bridge bread water people rail tunnel comet survey prize oven shift union bonus"
    " ferry mud mussel night recipe school market mayor stone"
).split()


def body(number: int, count: int = 3) -> list[str]:
    rng = random.Random(number)
    return [" ".join(rng.choices(WORDS, k=14)).capitalize() + f" {number}." for _ in range(count)]


def articles(
    numbers: Sequence[int], *, outlet: str = "Post", closing: Sequence[str] = (PLEA, LINE)
) -> list[index.Article]:
    return [
        index.Article(
            id=f"{outlet}/{number:04}",
            title=f"Title {number}",
            title_given=True,
            source=outlet,
            date=None,
            path="",
            text="\n\n".join([*body(number), *closing]),
            language="en",
        )
        for number in numbers
    ]


def flagged(index_dir: Path) -> set[tuple[str, str]]:
    return {
        (record["id"], part["text"])
        for record in export(index_dir)
        for part in record["paragraphs"]
        if part["boilerplate"]
    }


@pytest.fixture
def built(tmp_path: Path, static_model: Path) -> Path:
    """Twenty articles of one outlet with its plea, and ten of another without."""
    given = [*articles(range(20)), *articles(range(20, 30), outlet="Wren", closing=())]
    index.build(given, index_dir=tmp_path / "index", model=str(static_model))
    return tmp_path / "index"


def test_pleas_and_lines_under_all_articles_of_an_outlet_are_flagged(built: Path) -> None:
    found = flagged(built)
    assert {text for _, text in found} == {PLEA, LINE}
    assert len(found) == 40
    assert status(built).boilerplate == 40
    verify(built)


def test_what_is_flagged_is_no_hit_no_answer_and_in_no_statistic(
    built: Path, tmp_path: Path, static_model: Path
) -> None:
    without = [
        *articles(range(20), closing=()),
        *articles(range(20, 30), outlet="Wren", closing=()),
    ]
    index.build(without, index_dir=tmp_path / "without", model=str(static_model))
    with search.open_index(built) as engine, search.open_index(tmp_path / "without") as plain:
        assert not engine.search("morning letter desk", mode="keyword").hits
        assert not engine.ask("what does the morning letter bring", mode="keyword").answers
        for query in ("harbour news of the day", "mayor and council", "bread from the oven"):
            for mode in MODES:
                mine, theirs = (e.search(query, k=100, mode=mode).hits for e in (engine, plain))
                assert [hit.text for hit in mine] == [hit.text for hit in theirs]
                np.testing.assert_allclose(
                    [hit.score for hit in mine], [hit.score for hit in theirs], atol=1e-6
                )


def test_show_marks_it_and_status_counts_it(built: Path) -> None:
    shown = CliRunner().invoke(app, ["show", "Post/0003", "--index", str(built)]).stdout
    assert shown.count("(boilerplate, not searched)") == 2
    assert PLEA.split(",", maxsplit=1)[0] in " ".join(shown.split())
    as_json = CliRunner().invoke(app, ["show", "Post/0003", "--json", "--index", str(built)]).stdout
    assert [p["boilerplate"] for p in json.loads(as_json)["paragraphs"]] == [False] * 3 + [True] * 2
    status = CliRunner().invoke(app, ["status", "--index", str(built)]).stdout
    assert "Boilerplate, not searched: 40 paragraphs." in status


def test_a_few_articles_say_nothing(tmp_path: Path, static_model: Path) -> None:
    for number in (2, 5, 9):
        index.build(
            articles(range(number)), index_dir=tmp_path / str(number), model=str(static_model)
        )
        assert not flagged(tmp_path / str(number))


def test_copies_of_an_article_are_no_boilerplate(tmp_path: Path, static_model: Path) -> None:
    own = articles(range(30), closing=())
    text = "\n\n".join(body(99, 5))
    copies = [
        index.Article(f"Post/copy{n}", "Copy", True, "Post", None, "", text, language="en")
        for n in range(15)
    ]
    edited = [
        index.Article(
            f"Post/edited{n}", "Copy", True, "Post", None, "", f"{text}\n\n{body(200 + n, 1)[0]}",
            language="en",
        )
        for n in range(15)
    ]  # fmt: skip
    index.build([*own, *copies, *edited], index_dir=tmp_path, model=str(static_model))
    assert not flagged(tmp_path)


def test_the_same_words_of_another_outlet_are_left_alone(
    tmp_path: Path, static_model: Path
) -> None:
    quoting = articles(range(40, 60), outlet="Wren", closing=())
    one = index.Article(
        "Wren/quote", "Quote", True, "Wren", None, "", f"{body(70)[0]}\n\n{PLEA}", language="en"
    )
    index.build([*articles(range(20)), *quoting, one], index_dir=tmp_path, model=str(static_model))
    assert not any(name == "Wren/quote" for name, _ in flagged(tmp_path))
    with search.open_index(tmp_path) as engine:
        (hit,) = engine.search("morning letter desk", mode="keyword").hits
        assert hit.article.id == "Wren/quote"


@pytest.mark.parametrize("seed", range(4))
def test_a_grown_index_flags_what_one_built_at_once_does(
    tmp_path: Path, static_model: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "TIER_FACTOR", 3)
    monkeypatch.setattr(merging, "TIER_PARAGRAPHS", 8)
    rng = random.Random(seed)
    every = {
        article.id: article
        for article in (
            *articles(range(14), closing=(PLEA,)),
            *articles(range(14, 20), closing=()),
            *articles(range(20, 34), outlet="Wren", closing=(PLEA, LINE)),
        )
    }
    order = [*every]
    rng.shuffle(order)
    grown, there = tmp_path / "grown", {}
    for start in range(0, len(order), 5):
        batch = {each: every[each] for each in order[start : start + 5]}
        index.build(batch.values(), index_dir=grown, model=str(static_model))
        there |= batch
        if start > 10 and rng.random() < 0.6:
            gone = rng.choice([*there])
            remove([gone], index_dir=grown, purge=rng.random() < 0.3)
            del there[gone]
    index.build(there.values(), index_dir=tmp_path / "fresh", model=str(static_model))
    assert flagged(grown) == flagged(tmp_path / "fresh")
    assert flagged(grown)
    verify(grown)


def test_what_is_no_boilerplate_any_more_is_found_again(built: Path) -> None:
    removed = [f"Post/{number:04}" for number in range(18)]
    remove(removed, index_dir=built)
    assert not flagged(built)
    with search.open_index(built) as engine:
        assert engine.search("morning letter desk", mode="keyword").hits
    rollback(1, index_dir=built)
    assert len(flagged(built)) == 40
