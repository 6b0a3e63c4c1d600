"""A misspelt word gets a suggestion from the words that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

import index
import search
from index.maintenance.edits import remove
from search.query.options import MODES


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    folder = tmp_path_factory.mktemp("named")
    (folder / "n").mkdir()
    (folder / "n" / "a.txt").write_text(
        "On Monday Xi Jinping met Putin.\n\nPutin's ships pledged support. The McDonald café is."
    )
    (folder / "n" / "b.txt").write_text("Ostrom wrote it.\n\nOstrom was here.")
    index.build([folder / "n"], index_dir=folder / "index", model=str(static_model))
    return folder / "index"


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("putni", "Putin"),  # a transposition is one error
        ("what did putni pleged?", "what did Putin pledged?"),
        ("jinpng mcdonlad", "Jinping McDonald"),
        ('"xi jinpin" -shpis', '"xi Jinping" -shpis'),  # what is excluded is not looked at
        ("title:putni", "title:Putin"),
        ("xi pledge ships", None),
        ("pledging", None),  # a form of a word that is there
        ("putni~ puti*", None),
        ("zzzzzz qqq", None),
        ("the an it", None),
        ("pu", None),
    ],
)
def test_a_misspelt_word_gets_a_suggestion(named: Path, query: str, suggestion: str | None) -> None:
    with search.open_index(named) as engine:
        for mode in MODES:
            results = engine.search(query, mode=mode)
            assert (results.suggestion, results.fixed, results.query) == (suggestion, False, query)
        assert engine.ask(query).suggestion == suggestion
        fixed = engine.search(query, fix=True)
        assert (fixed.fixed, fixed.query) == (suggestion is not None, query)
        assert fixed.hits == engine.search(suggestion or query).hits
        assert engine.ask(query, fix=True).fixed == (suggestion is not None)


def test_words_of_removed_articles_are_not_suggested(named: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(named, tmp_path / "index")
    with search.open_index(named) as engine:
        assert engine.search("ostorm").suggestion == "Ostrom"
    remove(["n/b.txt"], index_dir=tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        assert engine.search("ostorm").suggestion is None
        assert engine.search("Ostrom putni").suggestion == "Ostrom Putin"
        assert engine.search("ostr*").understood.patterns["ostr*"].count == 0  # type: ignore[union-attr]
