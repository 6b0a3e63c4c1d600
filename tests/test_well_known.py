"""What everybody knows needs no article that defines it: NATO is found by its full name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import index
import search
from index.text.well_known import groups

ARTICLES = {
    "drill.txt": "Title: Grey Otter\n\nNATO holds a drill off Ostmere in May. Forty ships sail.\n",
    "cod.txt": "Title: Cod\n\nCod is scarce. The North sends boats, and no treaty is in sight.\n",
    "fund.txt": "Title: Loan\n\nThe Inland Mining Fund (IMF) of Tarvia lends the mine a crown.\n",
}


@pytest.fixture
def engine(tmp_path: Path, static_model: Path) -> Iterator[search.Engine]:
    folder = tmp_path
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    index.build([folder], index_dir=folder / "index", model=str(static_model))
    with search.open_index(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize("name", ["North Atlantic Treaty Organization", "nato"])
def test_an_organisation_is_found_by_either_name(engine: search.Engine, name: str) -> None:
    assert engine.search(name, mode="keyword").hits[0].article.id.endswith("drill.txt")


def test_nobody_has_to_have_synonyms(engine: search.Engine) -> None:
    hits = engine.search("North Atlantic Treaty Organization", mode="keyword", synonyms=False).hits
    assert not any(hit.article.id.endswith("drill.txt") for hit in hits)


def test_what_articles_define_counts_instead(engine: search.Engine) -> None:
    assert engine.search("IMF", mode="keyword").hits[0].article.id.endswith("fund.txt")
    explained = engine.search("IMF", mode="keyword", explain=True)
    assert "International" not in str(explained)


def test_an_acronym_of_two_letters_or_that_is_a_word_stands_for_nothing() -> None:
    asked = {phrase for group in groups() for phrase in group.asked}
    assert {"NATO", "United Nations", "World Health Organisation"} <= asked
    assert asked.isdisjoint({"UN", "EU", "WHO"})
