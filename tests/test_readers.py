"""A reader keeps what it opened, whatever is published meanwhile; opening writes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import index
import search
from index.builds import watch
from index.errors import IndexBusyError, SeedsearchError
from index.generations import manifest as generations
from index.generations.lock import writing
from index.generations.snapshot import open_snapshot
from index.maintenance.status import status
from index.maintenance.verification import verify
from index.types import BuildReport

READERS = 40

READER = """
import sys, time
import search
folder, seconds = sys.argv[1], float(sys.argv[2])
end, engine, seen = time.monotonic() + seconds, search.open_index(folder), set()
while time.monotonic() < end:
    if engine.newer_generation() is not None:
        engine = engine.reopen()
    hits = engine.search("bread number", k=100, mode="keyword").hits
    numbers = sorted(int(hit.text.split()[2]) for hit in hits)
    # Every build adds one article, the next number: a whole generation has no gaps.
    assert numbers == list(range(len(numbers))) and numbers, numbers
    for hit in hits:
        assert engine.article(hit.article.id).text[hit.start:hit.end] == hit.text
    seen.add(engine.generation)
print(len(seen))
"""


@pytest.fixture
def growing(tmp_path: Path, static_model: Path) -> Path:
    news = tmp_path / "news"
    news.mkdir()
    (news / "000.txt").write_text("Bread number 0 is baked.\n")
    index.build([news], index_dir=tmp_path / "index", model=str(static_model))
    return tmp_path


def grow(place: Path, number: int, **options: bool) -> BuildReport:
    (place / "news" / f"{number:03}.txt").write_text(f"Bread number {number} is baked.\n")
    return index.build(index_dir=place / "index", **options)


@pytest.mark.slow
def test_forty_readers_and_a_writer_that_publishes_all_the_time(growing: Path) -> None:
    command = [sys.executable, "-c", READER, str(growing / "index"), "12"]
    readers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(READERS)
    ]
    number = 0
    while any(reader.poll() is None for reader in readers):
        number += 1
        grow(growing, number)
    seen = []
    for reader in readers:
        out, err = reader.communicate()
        assert reader.returncode == 0, err
        seen.append(int(out))
    assert number >= 3
    assert max(seen) > 1  # they followed the writer
    verify(growing / "index")


@pytest.mark.slow
def test_a_reader_keeps_its_generation_while_files_are_cleaned_up(growing: Path) -> None:
    opened = open_snapshot(growing / "index")
    engine = search.open_index(growing / "index")
    untouched = search.open_index(growing / "index")
    before = engine.search("bread").hits
    for number in range(1, 11):
        grow(growing, number)
        (growing / "news" / "000.txt").write_text(f"Bread number 0, edition {number}.\n")
        index.build(index_dir=growing / "index")
    assert not opened.segments[0].folder.exists()
    assert engine.search("bread").hits == before
    # The first query of all, and the first text, come after the clean-up.
    assert untouched.search("bread").hits == before
    assert untouched.article("news/000.txt").text == "Bread number 0 is baked.\n"
    assert engine.newer_generation() == generations.current_generation(growing / "index")
    newer = engine.reopen()
    assert len(newer.search("bread", k=100).hits) == 11
    assert newer.newer_generation() is None


def test_opening_and_asking_writes_nothing(growing: Path) -> None:
    def state() -> list[tuple[str, int]]:
        return [(str(p), p.stat().st_mtime_ns) for p in sorted(growing.rglob("*"))]

    for path in growing.rglob("*"):
        path.chmod(path.stat().st_mode & ~0o222)
    before = state()
    with search.open_index(growing / "index") as engine:
        assert engine.search("bread").hits
        engine.ask("which bread is baked")
    verify(growing / "index")
    status(growing / "index")
    assert state() == before


def test_a_query_leaves_nothing_in_the_home_of_who_asks(seeds_index: Path, tmp_path: Path) -> None:
    # onnxruntime keeps a data base there of what it was used for, and sends it, unless told not to.
    kept = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    for name in ("search", "ask"):
        command = [Path(sys.executable).parent / "seedsearch", name, "what did Xi pledge"]
        done = subprocess.run(
            [*command, "--index", seeds_index], env=kept, capture_output=True, check=True
        )
        assert done.stdout
    assert not [*tmp_path.iterdir()]


def test_an_index_on_a_read_only_file_system_is_read(growing: Path) -> None:
    script = (
        f"mount --bind {growing} {growing} && mount -o remount,ro,bind {growing} &&"
        f" ! touch {growing}/x 2>/dev/null &&"
        f" {Path(sys.executable).parent}/seedsearch search bread --index {growing}/index"
    )
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", script], capture_output=True, text=True, check=False
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"this machine lets nobody mount: {done.stderr.strip()}")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Bread number 0 is baked." in done.stdout


def test_a_second_build_waits_only_when_told_to(growing: Path) -> None:
    with writing(growing / "index"):
        with pytest.raises(IndexBusyError, match=rf"process {os.getpid()} on .*--wait"):
            grow(growing, 1)
        done: list[BuildReport] = []
        thread = threading.Thread(target=lambda: done.append(grow(growing, 1, wait=True)))
        thread.start()
        time.sleep(0.5)
        assert not done
    thread.join(timeout=20)
    assert done[0].added == 1


def test_a_file_that_is_being_written_is_left_for_the_next_build(
    growing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = growing / "news" / "late.txt"
    late.write_text("Bread number 1")
    read = Path.read_bytes

    def read_while_written(path: Path) -> bytes:
        data = read(path)
        if path == late:
            late.write_text("Bread number 1 is baked, at last.\n")
        return data

    monkeypatch.setattr(Path, "read_bytes", read_while_written)
    report = index.build(index_dir=growing / "index")
    assert (report.added, len(report.skipped)) == (0, 1)
    assert "changed while it was read" in report.skipped[0].reason
    monkeypatch.undo()
    assert index.build(index_dir=growing / "index").added == 1


@pytest.mark.slow
def test_watching_takes_in_what_comes_and_survives_what_goes(growing: Path) -> None:
    reports: list[BuildReport] = []
    errors: list[SeedsearchError] = []
    stop = threading.Event()
    thread = threading.Thread(
        target=lambda: watch.watch(
            index_dir=growing / "index",
            on_report=reports.append,
            on_error=errors.append,
            stop=stop,
        )
    )
    thread.start()

    def wait_for(what: str, done: object) -> None:
        end = time.monotonic() + 30
        while not done():  # type: ignore[operator]
            assert time.monotonic() < end, what
            assert thread.is_alive()
            time.sleep(0.1)

    try:
        time.sleep(1.5)
        (growing / "news" / "1.txt").write_text("Bread number 1 is baked.\n")
        wait_for("a new file", lambda: sum(r.added for r in reports) == 1)
        (growing / "news" / "half.txt").write_bytes(b"\xff\xfe\xfd half a file")
        (growing / "news" / "sub").mkdir()
        (growing / "news" / "sub" / "2.txt").write_text("Bread number 2 is baked.\n")
        wait_for("a file in a new folder", lambda: sum(r.added for r in reports) == 2)
        (growing / "news" / "1.txt").rename(growing / "news" / "sub" / "1.txt")
        wait_for("a moved file", lambda: sum(r.moved for r in reports) == 1)
        (growing / "news").rename(growing / "aside")
        wait_for("a source that is gone", lambda: errors)
        assert "not there" in str(errors[0])
        (growing / "aside").rename(growing / "news")
    finally:
        stop.set()
        thread.join(timeout=30)
    assert not thread.is_alive()
    with search.open_index(growing / "index") as engine:
        assert len(engine.search("bread", k=10).hits) == 3


def test_the_watch_command_prints_a_line_a_publish_and_stops_when_told(growing: Path) -> None:
    command = [Path(sys.executable).parent / "seedsearch", "watch", "--index", growing / "index"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    (growing / "news" / "1.txt").write_text("Bread number 1 is baked.\n")
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Published generation 2: 2 articles, 2 paragraphs (1 added")
    process.terminate()
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")


def test_an_open_index_can_be_deleted_under_the_reader(growing: Path) -> None:
    with search.open_index(growing / "index") as engine:
        shutil.rmtree(growing / "index")
        assert engine.search("bread").hits
        with pytest.raises(search.IndexMissingError):
            engine.newer_generation()
