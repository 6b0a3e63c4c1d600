"""An article of which only the title says something is an article like others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import index
import search
from index.types import Article

FILES = {
    "flash.txt": "Title: Otters return to Corvale\nDate: 2021-03-04\n\n****\n",
    "note.md": "---\ntitle: Badgers leave Dunmere\n---\n",
    "rules.md": "---\ntitle: Herons nest at Lundby\n---\n\n* * *\n\n-----\n",
    "more.md": "---\ntitle: Storks seen over Tarn\n---\n\nRead more\n",
    "wire.jsonl": json.dumps({"_id": "r1", "title": "Beavers dam the Yarrow", "text": "***"})
    + "\n"
    + json.dumps({"_id": "r2", "title": "Swans winter in Jarrow"}),
    "wire.csv": "id,title,text\n1,Foxes raid Norwick,\n",
    "feed.xml": (
        '<rss version="2.0"><channel><title>Wren</title><item><guid>f</guid>'
        "<title>Bats roost in Oakhaven</title></item></channel></rss>"
    ),
}
TITLES = {
    "flash.txt": "Otters return to Corvale",
    "note.md": "Badgers leave Dunmere",
    "rules.md": "Herons nest at Lundby",
    "more.md": "Storks seen over Tarn",
    "wire.jsonl#r1": "Beavers dam the Yarrow",
    "wire.jsonl#r2": "Swans winter in Jarrow",
    "wire.csv#1": "Foxes raid Norwick",
    "feed.xml#f": "Bats roost in Oakhaven",
}


@pytest.fixture(scope="module")
def flashes(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    """An index of files with titles alone, and one with a text."""
    place = tmp_path_factory.mktemp("flashes")
    news = place / "news"
    news.mkdir()
    for name, text in FILES.items():
        (news / name).write_text(text)
    (news / "long.txt").write_text(
        "Ferries\n\nThe ferry to Ravenna sails at nine in the evening.\n"
    )
    report = index.build([news], index_dir=place / "index", model=str(static_model))
    assert report.skipped == ()
    assert report.articles == len(TITLES) + 1
    return place / "index"


@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
def test_it_is_found_by_its_title_and_cited(flashes: Path, mode: search.Mode) -> None:
    with search.open_index(flashes) as engine:
        for name, title in TITLES.items():
            for query in (title, f"title:{title.split()[-1]}"):
                hit = engine.search(query, mode=mode).hits[0]
                assert (hit.article.id, hit.article.title) == (f"news/{name}", title)
                article = engine.article(hit.article.id)
                assert article.text == title
                assert article.text[hit.start : hit.end] == hit.text == title


def test_it_answers(flashes: Path) -> None:
    with search.open_index(flashes) as engine:
        answers = engine.ask("where do bats roost").answers
        assert answers[0].text == "Bats roost in Oakhaven"


def test_an_article_at_hand_is_taken_in_by_its_title(tmp_path: Path, static_model: Path) -> None:
    bare = Article("wire/1", "Elk cross the Tamble", True, "wire", None, "", "****")
    for _ in range(2):
        report = index.build([bare], index_dir=tmp_path / "index", model=str(static_model))
        assert (report.articles, report.paragraphs) == (1, 1)
    assert not report.published  # what is known is not taken in again
    with search.open_index(tmp_path / "index") as engine:
        assert engine.search("elk").hits[0].text == "Elk cross the Tamble"


def test_what_has_no_title_either_is_left_out_with_its_reason(
    tmp_path: Path, static_model: Path
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "rules.txt").write_text("* * *\n-----\n")
    (news / "text.txt").write_text("The ferry sails.\n")
    report = index.build([news], index_dir=tmp_path / "index", model=str(static_model))
    assert [Path(skip.path).name for skip in report.skipped] == ["rules.txt"]
    assert "nothing in it that could be found" in report.skipped[0].reason
