"""Statements in an index: found once, kept through merges, shown and exported."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path

import pytest

import index
import search
from index.generations import parts
from index.generations.snapshot import open_snapshot
from index.maintenance.export import export
from index.segments.packed import Packed, write_packed
from index.statements import statements
from index.statements.finder import StatementFinder
from index.statements.storage import TOGETHER, StatementWriter, StoredStatements
from index.types import Article, Paragraph

BRIDGE = (
    "Mayor Mara Velt opened the hearing on the bridge of Ulm on Monday.\n\n“The bridge is safe,”"
    " she said, according to the Ulm Courier. Harbour master Otto Brandel warned that ships are"
    " late."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "news"
    place.mkdir()
    (place / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    return place


def test_an_index_knows_who_says_what(folder: Path, tmp_path: Path) -> None:
    index.build([folder], index_dir=tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        shown = engine.show("news/bridge.txt")
    assert shown.statements is not None
    text = shown.article.text
    said = [
        (one.speaker and one.speaker.name, text[one.start : one.end]) for one in shown.statements
    ]
    assert said == [
        ("Mara Velt", "“The bridge is safe,”"),
        ("Otto Brandel", "that ships are late"),
    ]
    assert [source.name for source in shown.statements[0].via] == ["Ulm Courier"]


def test_export_gives_cue_speaker_and_sources(folder: Path, tmp_path: Path) -> None:
    index.build([folder], index_dir=tmp_path / "index")
    (record,) = json.loads(json.dumps(list(export(tmp_path / "index"))))
    text, (first, _) = record["text"], record["statements"]
    assert text[first["cue"]["start"] : first["cue"]["end"]] == "said"
    assert text[first["speaker"]["start"] : first["speaker"]["end"]] == "she"
    assert first["speaker"]["name"] == "Mara Velt"
    assert [source["name"] for source in first["via"]] == ["Ulm Courier"]


def test_statements_are_found_again_only_in_what_changed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    real = statements.find
    monkeypatch.setattr(
        statements, "find", lambda text, *given: read.append(text) or real(text, *given)
    )
    index.build([folder], index_dir=tmp_path / "index")
    for number in range(12):  # small segments are merged
        (folder / f"{number}.txt").write_text(f"Peter Kolb said ship {number} has sunk.", "utf-8")
        index.build(index_dir=tmp_path / "index")
    assert sorted(read) == sorted({*read})
    snapshot = open_snapshot(tmp_path / "index")
    assert len(snapshot.segments) < 13
    assert len(snapshot.statements("news/bridge.txt") or ()) == 2
    for number in range(12):
        (one,) = snapshot.statements(f"news/{number}.txt") or ()
        assert one.speaker is not None
        assert one.speaker.name == "Peter Kolb"


def test_an_index_made_without_is_opened_and_says_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "WRITERS", ())
    index.build([folder], index_dir=tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        assert engine.show("news/bridge.txt").statements is None
        assert engine.search("bridge").hits
    (record,) = export(tmp_path / "index")
    assert record["statements"] is None


def test_statements_keep_the_order_of_their_articles_however_many_are_read_together(
    tmp_path: Path,
) -> None:
    def add(writer: StatementWriter, number: int, behind: str = "") -> None:
        said = f"Peter Kolb said ship {number} has sunk."
        text = said + behind
        article = Article(f"a/{number}", text, False, "a", None, "a", said, "en")
        writer.add(article, [Paragraph(0, len(said), ((0, len(said)),))])

    def written(writer: StatementWriter, name: str) -> tuple[Packed, list[int]]:
        write_packed(tmp_path / name, writer.arrays())
        part = Packed(tmp_path / name, (tmp_path / name).read_bytes())
        stored = StoredStatements(part)
        numbers = range(len(stored.edges) - 1)
        return part, [one.end for number in numbers for one in stored.of(number)]

    first, second = StatementWriter(), StatementWriter()
    ends = [len(f"Peter Kolb said ship {10**number} has sunk") for number in range(12)]
    for number in range(12):
        add(first, 10**number, " " * (TOGETHER // 4))  # two lots, and four articles besides
    part, found = written(first, "first.bin")
    assert found == ends
    add(second, 10, " " * TOGETHER)
    second.copy(part, 5)
    add(second, 100)
    second.copy(part, 0)
    assert written(second, "second.bin")[1] == [ends[1], ends[5], ends[2], ends[0]]


READABLE = [
    (text, language, [Paragraph(0, len(text), ((0, len(text)),))])
    for text, language in [
        ("“The bridge is safe,” Mara Velt said, according to the Ulm Courier.", "en"),
        ("Otto Brandel warned that \ud800 ships are late. “Somebody” is not named here.", ""),
        ("„Die Brücke ist sicher“, sagte Mara Velt.", "de"),
        ("", "en"),
    ]
]


def test_a_process_of_its_own_finds_the_same() -> None:
    finder = StatementFinder()
    assert finder.received() == []
    finder.send(READABLE)
    found = finder.received()
    assert [bool(one.statements) for one in found] == [True, True, True, False]
    assert found == statements.find_each(READABLE)
    assert finder.received() == []
    finder.end()


def test_what_is_found_is_the_same_when_that_process_is_killed() -> None:
    finder = StatementFinder()
    for _ in range(2):  # and another takes its place
        finder.send(READABLE)
        running = finder._process._process
        assert running is not None
        running.kill()
        running.wait()
        assert finder.received() == statements.find_each(READABLE)
    finder.end()


def test_what_a_process_that_was_killed_before_is_sent_is_found_at_once() -> None:
    finder = StatementFinder()
    finder.send(READABLE)
    assert finder.received() == statements.find_each(READABLE)
    killed = finder._process._process
    assert killed is not None
    killed.kill()
    killed.wait()
    finder.send(READABLE)
    assert (
        finder._process._process is killed
    )  # another one, which nobody asked, would be waited for
    assert finder.received() == statements.find_each(READABLE)
    assert finder._process._process is None
    finder.end()


def test_that_process_ends_with_who_started_it() -> None:
    command = [sys.executable, "-m", "index.statements.worker", str(1 << 30)]
    assert subprocess.run(command, input=b"", check=True).returncode == 0


def test_a_finder_that_is_gone_leaves_no_process() -> None:
    finder = StatementFinder()
    finder.send(READABLE)
    running = finder._process._process
    assert running is not None
    del finder
    gc.collect()
    assert running.returncode is not None
