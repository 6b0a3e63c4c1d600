"""Files with several articles are kept up with record by record; sources take what is meant."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import making
import pytest

import index
import search
from index import process
from index.errors import EmptyBuildError, SkippedError, SourceError
from index.maintenance.edits import forget, remove, restore
from index.maintenance.export import export
from index.readers import pool


@pytest.fixture
def indexed_export(tmp_path: Path, static_model: Path) -> Path:
    """A folder with one export of twelve records, indexed."""
    (tmp_path / "news").mkdir()
    write(tmp_path, range(12))
    build(tmp_path, static_model)
    return tmp_path


def write(indexed_export: Path, numbers: object) -> None:
    (indexed_export / "news" / "all.jsonl").write_bytes(making.lines(list(numbers)))  # type: ignore[call-overload]


def build(indexed_export: Path, model: Path | None = None, **options: object) -> index.BuildReport:
    given = [indexed_export / "news"] if model else ()
    return index.build(
        given,
        index_dir=indexed_export / "index",
        model=str(model) if model else None,
        **options,  # type: ignore[arg-type]
    )


def ids(indexed_export: Path) -> set[str]:
    return {record["id"] for record in export(indexed_export / "index")}


def test_only_the_record_that_changed_is_encoded_again(indexed_export: Path) -> None:
    records = [making.record(number) for number in range(12)]
    records[5]["text"] = "This record was written anew."
    del records[7]
    records.append(making.record(20))
    text = "".join(json.dumps(record) + "\n" for record in reversed(records))
    (indexed_export / "news" / "all.jsonl").write_text(text)
    report = build(indexed_export)
    assert (report.added, report.changed, report.removed, report.unchanged) == (1, 1, 1, 10)
    assert report.encoded == 1 + len(making.paragraphs(20))
    again = build(indexed_export)
    assert (again.published, again.unchanged) == (False, 12)


def test_a_touched_export_is_not_taken_for_a_changed_one(indexed_export: Path) -> None:
    os.utime(indexed_export / "news" / "all.jsonl", (1, 1))
    report = build(indexed_export)
    assert (report.published, report.unchanged) == (False, 12)


def test_an_export_that_moves_takes_its_records_along(indexed_export: Path) -> None:
    (indexed_export / "news" / "all.jsonl").rename(indexed_export / "news" / "moved.jsonl")
    report = build(indexed_export, allow_removals=True)
    assert (report.moved, report.added, report.removed, report.encoded) == (12, 0, 0, 0)
    assert "news/moved.jsonl#w3" in ids(indexed_export)


@pytest.mark.parametrize("left", [b"", b"{broken", making.lines([1])])
def test_an_export_that_lost_its_records_empties_no_index(
    indexed_export: Path, left: bytes
) -> None:
    (indexed_export / "news" / "all.jsonl").write_bytes(left)
    with pytest.raises(SourceError, match="--allow-removals"):
        build(indexed_export)
    assert len(ids(indexed_export)) == 12


def test_a_record_can_be_removed_and_restored(indexed_export: Path) -> None:
    folder = indexed_export / "index"
    remove(["news/all.jsonl#w3"], index_dir=folder)
    write(indexed_export, range(13))
    assert build(indexed_export).articles == 12
    assert "news/all.jsonl#w3" not in ids(indexed_export)
    restore(["news/all.jsonl#w3"], index_dir=folder)
    assert build(indexed_export).added == 1
    assert "news/all.jsonl#w3" in ids(indexed_export)


def test_a_source_that_was_forgotten_comes_back_whole(
    indexed_export: Path, static_model: Path
) -> None:
    (indexed_export / "news" / "b.txt").write_text("A file beside it.")
    build(indexed_export)
    (indexed_export / "other").mkdir()
    (indexed_export / "other" / "c.txt").write_text("Another source.")
    index.build([indexed_export / "other"], index_dir=indexed_export / "index")
    forget("news", index_dir=indexed_export / "index")
    assert ids(indexed_export) == {"other/c.txt"}
    assert build(indexed_export, static_model).added == 13


def test_other_names_of_fields_have_the_file_read_again(indexed_export: Path) -> None:
    report = build(indexed_export, fields={"title": "_id"})
    assert (report.changed, report.encoded) == (12, 0)
    with search.open_index(indexed_export / "index") as engine:
        assert engine.article("news/all.jsonl#w3").title == "w3"
    assert not build(indexed_export).published  # remembered
    with pytest.raises(ValueError, match="a field must be one of"):
        build(indexed_export, fields={"headline": "x"})


def test_patterns_and_ignore_files_leave_files_out(indexed_export: Path) -> None:
    news = indexed_export / "news"
    for name in ("a.txt", "b.md", "drafts/c.txt", "drafts/keep.txt", "deep/d.log", "deep/e.txt"):
        (news / name).parent.mkdir(exist_ok=True)
        (news / name).write_text(f"The text of {name}.")
    (news / "drafts" / ".seedsearchignore").write_text("*.txt\n!keep.txt\n")
    report = build(indexed_export, exclude=["*.jsonl", "/deep/e.*"], allow_removals=True)
    assert ids(indexed_export) == {"news/a.txt", "news/b.md", "news/drafts/keep.txt"}
    assert report.ignored == 3
    assert [Path(skip.path).name for skip in report.skipped] == ["d.log"]
    report = build(
        indexed_export, include=["*.log", "drafts/**"], exclude=[""], allow_removals=True
    )
    assert ids(indexed_export) == {"news/deep/d.log", "news/drafts/keep.txt"}
    assert not build(indexed_export).published


def test_links_are_followed_only_when_told_to_and_never_for_ever(indexed_export: Path) -> None:
    (indexed_export / "elsewhere").mkdir()
    (indexed_export / "elsewhere" / "x.txt").write_text("Text elsewhere.")
    (indexed_export / "news" / "link").symlink_to(indexed_export / "elsewhere")
    (indexed_export / "news" / "round").symlink_to(indexed_export / "news")
    (indexed_export / "news" / "gone.txt").symlink_to(indexed_export / "nothing")
    report = build(indexed_export)
    assert [Path(skip.path).name for skip in report.skipped] == ["gone.txt", "link", "round"]
    report = build(indexed_export, follow_links=True)
    assert report.added == 1
    assert "news/link/x.txt" in ids(indexed_export)
    assert [skip.reason for skip in report.skipped] == ["it is a symbolic link that leads nowhere"]


def test_names_that_are_not_utf_8_have_ids_of_their_own(indexed_export: Path) -> None:
    folder = os.fsencode(indexed_export / "news")
    for name in (b"caf\xe9.txt", b"caf\\xe9.txt"):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(making.text(30))
    build(indexed_export)
    named = {each for each in ids(indexed_export) if "caf" in each}
    assert named == {r"news/caf\xe9.txt", r"news/caf\xe9.txt~2"}
    for each in named:
        json.dumps(each).encode("ascii")


def test_a_strict_build_publishes_nothing_that_is_not_whole(indexed_export: Path) -> None:
    (indexed_export / "news" / "dots.txt").write_text("... --- ...")
    with pytest.raises(SkippedError, match=r"dots\.txt: there is nothing in it.*--exclude"):
        build(indexed_export, strict=True)
    assert build(indexed_export, strict=True, exclude=["dots.txt"]).articles == 12


def test_a_part_that_is_left_out_is_told_in_every_build_while_the_rest_is_indexed(
    indexed_export: Path,
) -> None:
    (indexed_export / "news" / "half.pdf").write_bytes(making.columns(1))
    (indexed_export / "news" / "letter.eml").write_bytes(making.letter(2))
    reports = [index.build(index_dir=indexed_export / "index") for _ in range(2)]
    (indexed_export / "news" / "half.pdf").touch()
    reports.append(index.build(index_dir=indexed_export / "index"))
    assert [(report.added, report.published) for report in reports] == [
        (2, True),
        (0, False),
        (0, False),
    ]
    for report in reports:
        told = {Path(skip.path).name: skip.reason for skip in report.skipped}
        assert [*told] == ["half.pdf#page 2", "letter.eml#map.png"]
        assert "no text" in told["half.pdf#page 2"]
    with search.open_index(indexed_export / "index") as engine:
        assert engine.search("the town records", mode="keyword").hits
    (indexed_export / "news" / "half.pdf").unlink()
    assert len(index.build(index_dir=indexed_export / "index").skipped) == 1


def test_articles_at_hand_are_added_and_take_the_place_of_their_ids(indexed_export: Path) -> None:
    articles = [
        index.Article(
            id=f"mine/{n}",
            title=making.title(n),
            title_given=True,
            source="mine",
            date="2021",
            path="",
            text=making.fact(n),
            language="en",
        )
        for n in range(3)
    ]
    folder = indexed_export / "index"
    assert index.build(iter(articles), index_dir=folder).added == 3
    report = index.build(
        [articles[0], replace(articles[1], title="Another"), replace(articles[2], text="Other.")],
        index_dir=folder,
    )
    assert (report.unchanged, report.changed, report.articles) == (13, 2, 15)
    assert not index.build(articles[:1], index_dir=folder).published
    assert build(indexed_export).unchanged == 15  # of no folder, so nothing is missing
    with pytest.raises(ValueError, match="name of a source"):
        index.build([replace(articles[0], id="news/x")], index_dir=folder)
    with pytest.raises(ValueError, match="not both"):
        index.build([articles[0], indexed_export / "news"], index_dir=folder)
    assert index.build(articles, index_dir=folder, full=True).articles == 3


def test_a_file_that_takes_too_long_is_given_up(
    indexed_export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "STALLED_SECONDS", 0.02)  # not enough to start the process
    (indexed_export / "news" / "page.html").write_bytes(making.html(20))
    write(indexed_export, range(13))
    started = time.monotonic()
    report = build(indexed_export)
    assert time.monotonic() - started < 10
    reasons = {Path(skip.path).name: skip.reason for skip in report.skipped}
    assert "took too long" in reasons["page.html"]
    assert "the indexed version stays" in reasons["all.jsonl"]
    assert report.articles == 12


def test_a_file_that_takes_too_much_memory_is_given_up_and_the_next_is_read(
    indexed_export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "WORKER_BYTES", 400 << 20)
    monkeypatch.setattr(pool, "PROCESSES", 1)
    (indexed_export / "news" / "big.txt.gz").write_bytes(making.bomb(900))
    (indexed_export / "news" / "page.html").write_bytes(making.html(20))
    report = build(indexed_export)
    assert "memory" in report.skipped[0].reason
    assert (report.added, len(report.skipped)) == (1, 1)


def test_no_process_is_started_for_text_alone(
    tmp_path: Path, static_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "sys", None)  # a process could not be started now
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("A text.")
    (tmp_path / "news" / "b.md").write_text("# Another\n\nText.")
    assert build(tmp_path, static_model).added == 2


def test_a_folder_of_nothing_readable_says_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.png").write_bytes(b"\x89PNG")
    with pytest.raises(EmptyBuildError, match=r"\.html.*\.pdf"):
        index.build([tmp_path / "news"], index_dir=tmp_path / "index")
