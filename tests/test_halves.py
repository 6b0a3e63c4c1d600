"""A half that cannot take part is named, in every mode and for every kind of model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import index
import search
from search.query.options import MODES


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, mean_model: Path, static_model: Path
) -> dict[str, Path]:
    """Indexes of the same article: a model that reads 64 word pieces, a static one, an unexported
    one."""
    folder = tmp_path_factory.mktemp("halves")
    (folder / "a").mkdir()
    (folder / "a" / "bread.txt").write_text("The bakery bakes rye bread.\nIt is open at night.\n")
    places = {}
    for name, model, export in (
        ("mean", mean_model, True),
        ("static", static_model, True),
        ("none", mean_model, False),
    ):
        places[name] = folder / name
        index.build([folder / "a"], index_dir=places[name], model=str(model), export=export)
    return places


@pytest.fixture(scope="module")
def engine(built: dict[str, Path]) -> Iterator[search.Engine]:
    with search.open_index(built["mean"]) as opened:
        yield opened


HALVES = {"hybrid": ("keyword", "semantic"), "keyword": ("keyword",), "semantic": ("semantic",)}


@pytest.mark.parametrize("mode", MODES)
def test_all_is_well(engine: search.Engine, mode: search.Mode) -> None:
    for found in (engine.search("rye bread", mode=mode), engine.ask("rye bread", mode=mode)):
        assert (found.halves, found.warnings) == (HALVES[mode], ())


def test_a_search_whose_words_are_nowhere_says_so(engine: search.Engine) -> None:
    (told,) = engine.search("zeppelin mooring").warnings
    assert "at most near in meaning" in told
    assert engine.search("zeppelin bread").warnings == ()
    assert engine.search("zeppelin mooring", mode="semantic").warnings == ()


@pytest.mark.parametrize("query", ["?", "...", "\u200b\u200b", "🦆"])
def test_signs_alone_find_nothing_and_say_so(engine: search.Engine, query: str) -> None:
    for mode in MODES:
        for found in (engine.search(query, mode=mode), engine.ask(query, mode=mode)):
            assert found.halves == ()
            (warning,) = found.warnings
            assert warning.startswith("the query has no words, only signs")
        assert engine.search(query, mode=mode).hits == ()


@pytest.mark.parametrize("query", ["what is it", "the"])
def test_without_words_meaning_is_left(engine: search.Engine, query: str) -> None:
    for found in (engine.search(query), engine.ask(query)):
        assert found.halves == ("semantic",)
        (warning,) = found.warnings
        assert warning.startswith("keyword search took no part")
    alone = engine.search(query, mode="keyword")
    assert (alone.halves, alone.hits, len(alone.warnings)) == ((), (), 1)
    assert engine.search(query, mode="keyword", explain=True).hits == ()
    assert engine.ask(query, mode="keyword").answers == ()
    assert engine.search(query, mode="semantic").warnings == ()


def test_without_an_encoder_words_are_left(built: dict[str, Path], tmp_path: Path) -> None:
    for number, damage in enumerate((Path.unlink, lambda path: path.write_bytes(b"broken"))):
        folder = tmp_path / str(number)
        shutil.copytree(built["mean"], folder)
        (graph,) = (folder / "encoders").glob("*/model.onnx")
        damage(graph)
        with search.open_index(folder) as engine:
            for found in (engine.search("rye bread", explain=True), engine.ask("rye bread")):
                assert found.halves == ("keyword",)
                (warning,) = found.warnings
                assert warning.startswith("semantic search took no part: ")
                assert "rebuild the index" in warning
            assert engine.search("rye bread", mode="keyword").warnings == ()
            with pytest.raises(search.IndexDamagedError):
                engine.search("rye bread", mode="semantic")
            # Nothing is left of a query of stop words, and both reasons are given.
            nothing = engine.search("what is it")
            assert (nothing.halves, nothing.hits, len(nothing.warnings)) == ((), (), 2)


def test_unseen_characters_and_many_words_are_no_trouble(built: dict[str, Path]) -> None:
    query = "\u200b\u200b bread"
    with search.open_index(built["static"]) as engine:
        assert engine.search(query).halves == ("keyword", "semantic")
        assert engine.search("rye bread " * 300).warnings == ()


def test_a_query_longer_than_the_model_reads_says_so(engine: search.Engine) -> None:
    short, long = "rye bread " * 6, "rye bread " * 60
    assert engine.search(short).warnings == ()
    found = engine.search(long)
    assert found.halves == ("keyword", "semantic")
    (warning,) = found.warnings
    assert "read only the beginning of the query" in warning
    assert engine.search(long, mode="keyword").warnings == ()


def test_a_model_that_was_not_exported_says_that_it_is_slow(built: dict[str, Path]) -> None:
    with search.open_index(built["none"]) as engine:
        found = engine.search("rye bread", explain=True)
    assert found.halves == ("keyword", "semantic")
    assert found.warnings[0].startswith("slow: ")
    assert found.hits[0].explanation is not None
    assert found.hits[0].explanation.tokens is None
