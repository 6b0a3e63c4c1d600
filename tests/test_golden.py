"""Indexes that earlier versions wrote stay readable, and answer what they answered then.

`tests/golden/` has one of each form of the format that there was: the first one, the last one of
format 1, and one of format 2. The last two hold the same articles.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import index
import search
from index.builds import merging
from index.errors import IndexDamagedError
from index.generations.snapshot import open_snapshot
from index.maintenance.verification import verify
from index.types import Article

GOLDEN = Path(__file__).parent / "golden"
QUERIES = [
    "bread at the harbour",
    "bridge night council",
    "ceasefire",
    '"the bridge"',
    '"cease-fire of may"',
    "brea* -comet",
    "tunel~",
    "title:tunnel",
    "source:gazette",
    "lang:de brot",
    "date:2021",
    "since:1990 until:2021-04 harbour",
    "us astronomers",
    "wood",
]

MOST_FILES = 15
"""Often a process may open 1,024, and ten million paragraphs are some thirty segments."""


def answers(index_dir: Path) -> list[list[tuple[str, int, float]]]:
    """Return the hits of each query in each mode."""
    with search.open_index(index_dir) as engine:
        return [
            [(hit.article.id, hit.start, round(hit.score, 6)) for hit in engine.search(q, **o).hits]
            for q in QUERIES
            for o in ({}, {"mode": "keyword"}, {"mode": "semantic"}, {"half_life": 30.0})
        ]


@pytest.fixture(params=["format-1-late", "format-2"])
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    shutil.copytree(GOLDEN / request.param, tmp_path / "index")
    return tmp_path / "index"


def test_an_index_of_each_format_is_whole_and_says_what_is_in_it(golden: Path) -> None:
    assert verify(golden).generation == 3
    with search.open_index(golden) as engine:
        assert engine.article("news/b").source == "Évening Gazette"
        (hit, *_) = engine.search("bread at the harbour").hits
        assert (hit.article.id, hit.text) == ("news/a", "Bread is baked at the harbour.")
        assert [h.article.id for h in engine.search("date:2021").hits] == [
            "news/d",
            "news/a",
            "news/a",
        ]
        assert not engine.search('"bread and all"').hits  # its article was removed
        assert engine.search("brigde").suggestion == "bridge"
    with search.open_index(golden, generation=2) as engine:
        assert engine.search('"bread and all"').hits


def test_both_formats_give_the_same_answers() -> None:
    assert answers(GOLDEN / "format-1-late") == answers(GOLDEN / "format-2")


def test_a_merge_writes_the_last_format_and_answers_stay(golden: Path) -> None:
    before = answers(golden)
    merging.rewrite(open_snapshot(golden), (0, 1))
    (segment,) = open_snapshot(golden).segments
    assert segment.summary["format"] == 2
    files = [*segment.folder.rglob("*")]
    assert 7 <= len(files) <= MOST_FILES
    assert answers(golden) == before
    verify(golden)


def test_pickles_in_an_old_index_are_never_read(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "format-1-late", tmp_path / "index")
    pickles = [p for p in (tmp_path / "index").glob("segments/*/whoosh/*") if p.stat().st_size]
    assert len(pickles) == 4
    for path in pickles:
        path.write_bytes(b"\xff" * path.stat().st_size)
    assert answers(tmp_path / "index") == answers(GOLDEN / "format-1-late")
    with pytest.raises(IndexDamagedError, match="whoosh"):
        verify(tmp_path / "index")


def test_an_index_of_the_first_format_can_still_be_read(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "format-1", tmp_path / "index")
    verify(tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        results = engine.search("bread at the harbour")
        assert "analysed by version 1" in results.warnings[0]
        (hit, *_) = results.hits
        assert (hit.article.id, hit.start, hit.end) == ("news/a.txt", 0, 30)
        assert hit.text == "Bread is baked at the harbour."
        assert engine.article("news/b.md").title == "The bridge"


def test_a_golden_index_cannot_hide_damage(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "format-1", tmp_path / "index")
    (path,) = (tmp_path / "index").glob("segments/*/texts.bin")
    path.write_bytes(path.read_bytes().replace(b"baked", b"bakes"))
    with pytest.raises(IndexDamagedError, match=r"texts\.bin"):
        verify(tmp_path / "index")


def test_a_build_brings_an_index_of_the_first_format_up_to_date(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "format-1", tmp_path / "index")
    given = Article("more/c", "", False, "", None, "", "A comet is seen by night.")
    report = index.build([given], index_dir=tmp_path / "index")  # its own source is long gone
    assert (report.added, report.unchanged, report.encoded) == (1, 2, 1)
    with search.open_index(tmp_path / "index") as engine:
        (hit,) = engine.search('"baked at the"').hits
        assert (hit.article.id, hit.start, hit.end) == ("news/a.txt", 0, 30)
        assert engine.search("brigde").suggestion == "bridge"
        assert not engine.search("bread").warnings
    assert {s.summary["format"] for s in open_snapshot(tmp_path / "index").segments} == {2}
    verify(tmp_path / "index")
