"""A folder of two hundred files, real and broken, of all formats: one command takes it in."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import making
import pytest

import search
from index.maintenance.status import status

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent / "seedsearch"

SINGLE: dict[str, Callable[[int], bytes]] = {
    "html": making.html,
    "pdf": making.pdf,
    "docx": making.word,
    "md": making.markdown,
    "txt": making.text,
    "eml": making.mail,
    "txt.gz": lambda number: gzip.compress(making.text(number)),
    "json": lambda number: json.dumps(making.record(number)).encode(),
}
SEVERAL: dict[str, Callable[[list[int]], bytes]] = {
    "mbox": making.mailbox,
    "rss": making.rss,
    "atom": making.atom,
    "jsonl": making.lines,
    "csv": making.table,
    "jsonl.gz": lambda numbers: gzip.compress(making.lines(numbers)),
    "zip": lambda numbers: making.packed(
        {f"{n}.{ending}": SINGLE[ending](n) for n, ending in zip(numbers, SINGLE, strict=False)}
    ),
}
BROKEN: dict[str, tuple[bytes, str]] = {
    "locked.pdf": (making.locked_pdf(), "encrypted"),
    "scan.pdf": (making.picture_pdf(), "only pictures"),
    "bomb.txt.gz": (making.bomb(1100), "zip bomb"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind"),
    "empty.md": (b"", "empty"),
    "photo.jpg": (b"\xff\xd8\xff", "it is a picture; build with --ocr"),
    "photo.html": (b"\xff\xd8\xff" + bytes(99), "picture"),
    "none.xml": (b"<?xml version='1.0'?><urlset/>", "neither an RSS nor an Atom"),
    "laughs.xml": (b"<!DOCTYPE r [<!ENTITY a 'ha'>]><rss>&a;</rss>", "entities"),
    "nested.json": (b"[" * 100_000, "nested too deeply"),
    "empty.json": (b"{}", "no text under"),
    "noise.txt": (bytes(range(256)) * 40, "binary"),
    "line.txt": (b"word " * 20_000_000, "longer than"),
    "dots.txt": (b"... --- ...", "nothing in it"),
}
ALONE, TOGETHER, IN_EACH = 20, 3, 3
FIRST_OF_COLLECTIONS = ALONE * len(SINGLE)


def fill(folder: Path) -> dict[int, str]:
    """Write the files; return the id of the article about each number."""
    where: dict[int, str] = {}
    for at, (ending, make) in enumerate(SINGLE.items()):
        for number in range(at * ALONE, (at + 1) * ALONE):
            path = folder / ending.split(".")[0] / f"{number}.{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(make(number))
            where[number] = f"news/{path.relative_to(folder)}"
    number = FIRST_OF_COLLECTIONS
    for ending, make_all in SEVERAL.items():
        for turn in range(TOGETHER):
            numbers = [*range(number, number + IN_EACH)]
            number += IN_EACH
            (folder / f"all-{turn}.{ending}").write_bytes(make_all(numbers))
            for n, single in zip(numbers, SINGLE, strict=False):
                name = {
                    "mbox": f"{n}@wren.example",
                    "rss": f"wren-{n}",
                    "atom": f"tag:wren.example,2021:{n}",
                    "zip": f"{n}.{single}",
                }.get(ending, f"w{n}")
                where[n] = f"news/all-{turn}.{ending}#{name}"
    for name, (data, _) in BROKEN.items():
        (folder / name).write_bytes(data)
    with Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).open("wb") as file:
        file.write(making.text(number))
    where[number] = "news/caf\\xe9.txt"
    (folder / "link.txt").symlink_to(folder / "txt" / "80.txt")
    for note in ("one", "two", "three"):
        (folder / "drafts").mkdir(exist_ok=True)
        (folder / "drafts" / f"{note}.txt").write_text("Not to be read.")
    (folder / ".seedsearchignore").write_text("drafts/\n")
    return where


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, static_model: Path
) -> tuple[Path, dict[int, str], dict[str, object]]:
    place = tmp_path_factory.mktemp("mixed")
    where = fill(place / "news")
    command = [BIN, "build", "news", "--index", "index", "--model", str(static_model), "--json"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return place, where, json.loads(done.stdout)


Built = tuple[Path, dict[int, str], dict[str, object]]


def test_the_report_is_true(built: Built) -> None:
    place, where, report = built
    files = [path for path in (place / "news").rglob("*") if path.is_file()]
    assert len(files) >= 200
    assert report["articles"] == report["added"] == len(where)
    skipped = {Path(skip["path"]).name: skip["reason"] for skip in report["skipped"]}  # type: ignore[attr-defined]
    for name, (_, why) in BROKEN.items():
        assert why in skipped.pop(name)
    assert "symbolic link" in skipped.pop("link.txt")
    assert not skipped


def test_what_was_skipped_is_remembered_and_not_read_again(built: Built) -> None:
    place, where, report = built
    command = [BIN, "build", "--index", "index", "--json"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=True)
    again = json.loads(done.stdout)
    assert (again["published"], again["unchanged"]) == (False, len(where))
    assert again["skipped"] == report["skipped"]
    assert status(place / "index").sources[0].changed is False


def test_a_strict_build_of_it_fails_and_publishes_nothing(built: Built, tmp_path: Path) -> None:
    place, _, _ = built
    command = [BIN, "build", "news", "--strict", "--index", str(tmp_path / "strict")]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "the build is strict" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    with pytest.raises(search.IndexMissingError):
        search.open_index(tmp_path / "strict")


def test_questions_are_answered_with_the_right_citations(built: Built) -> None:
    place, where, _ = built
    with search.open_index(place / "index") as engine:
        for number in range(0, len(where), 7):
            asked = f"what will the {making.subject(number)} cost to repair"
            answer = engine.ask(asked, mode="keyword", k=1).answers[0]
            assert answer.text == making.fact(number), asked
            assert answer.article.id == where[number]
            stored = engine.article(answer.article.id)
            assert stored.text[answer.start : answer.end] == answer.text
            is_pdf = where[number].endswith(".pdf")
            assert answer.page == (2 if is_pdf else None)
            hit = engine.search(making.fact(number), mode="keyword", k=1).hits[0]
            assert (hit.article.id, hit.page) == (where[number], answer.page)


def test_articles_say_who_wrote_them_when_and_where(built: Built) -> None:
    place, where, _ = built
    with search.open_index(place / "index") as engine:
        for at, ending in enumerate(SINGLE):
            article = engine.article(where[at * ALONE])
            assert article.title == making.title(at * ALONE)
            assert article.language == "en"
            if ending != "docx":
                assert article.date
                assert article.date[:2] == "20"
                origin = "front matter" if ending in ("md", "txt", "txt.gz") else "metadata"
                assert article.date_from == origin
            if ending in ("html", "pdf", "docx", "eml"):
                assert article.author == "Ada Quill"
        assert engine.article(where[0]).source == "The Daily Wren"
        assert engine.article(where[0]).date == "2021-11-05T14:30:00+01:00"


def test_an_answer_in_a_shell_names_the_page(built: Built) -> None:
    place, where, _ = built
    number = ALONE
    question = f"what will the {making.subject(number)} cost to repair"
    command = [BIN, "ask", question, "--mode", "keyword", "-k", "1", "--index", "index"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=True)
    assert f"{where[number]}, 2021-11-05, p. 2, paragraph 3" in done.stdout
    done = subprocess.run([*command, "--json"], cwd=place, capture_output=True, check=True)
    assert json.loads(done.stdout)["answers"][0]["page"] == 2
