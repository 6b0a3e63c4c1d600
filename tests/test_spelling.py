"""A misspelt word gets a suggestion; a name that is nowhere is not turned into something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import index
import search

TEXTS = {
    "a": "The trance of the dancers was broken. Furs and silks hung over the balcony.",
    "b": "Ada Brenner met Tom Ostrander in Lurgan. Mr Ostrander said that Brenner was late.",
    "c": "The parliament of Westland sat all night. In Westland nobody sleeps, he told parliament.",
    "d": "Farming pays little. The cost of farming is high, and a ferry is no sedan.",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("spelling")
    (folder / "n").mkdir()
    for name, text in TEXTS.items():
        (folder / "n" / f"{name}.txt").write_text(f"{text}\n")
    index.build([folder / "n"], index_dir=folder / "index", model=str(static_model))
    with search.open_index(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("president of France", None),  # not trance
        ("king of Sudan", None),  # not sedan
        ("the war in Farmin", None),  # not farming
        ("a day in Perry", None),
        ("KING OF FRANCE", None),
        ("king of francia", None),
        ("Brener was late", "Brenner was late"),
        ("what did Mr Ostarnder say", "what did Mr Ostrander say"),
        ("brener", "Brenner"),
        ("the parliment of Wesland", "the parliament of Westland"),
        ("Parliment sat", "parliament sat"),
        ("balcnoy", "balcony"),
        ("farmng costs", "farming costs"),
    ],
)
def test_what_is_suggested(engine: search.Engine, query: str, suggestion: str | None) -> None:
    assert engine.search(query, mode="keyword").suggestion == suggestion
