"""Who watches a query is told what is new about it: at least once, whatever happens in between."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import SEEDSEARCH, until

import index
from index.errors import QueryError
from search.alerts.alert import Alert, Watcher
from search.alerts.command import Command
from search.alerts.cursor import Cursor
from search.output.atom import urn

QUERY = "+bread"

NOTE = """
import json, os, pathlib, sys, time
place = pathlib.Path(sys.argv[1])
told = json.load(sys.stdin)
with (place / "told.jsonl").open("a") as file:
    file.write(json.dumps({"arguments": sys.argv[2:], **told}) + "\\n")
while (place / "hang").exists():
    time.sleep(0.02)
sys.exit(int((place / "code").read_text()) if (place / "code").exists() else 0)
"""


class Desk:
    """A folder of news with its index, and a command that notes what it is told."""

    def __init__(self, place: Path, model: Path) -> None:
        self.place, self.index = place, place / "index"
        (place / "note.py").write_text(NOTE)
        self.line = shlex.join([sys.executable, str(place / "note.py"), str(place), "a $HOME; b"])
        self.write("old.txt", "Old bread\n\nThe old bread of the harbour was hard.")
        index.build([place / "news"], index_dir=self.index, model=str(model))

    def write(self, name: str, text: str) -> None:
        path = self.place / "news" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")

    def build(self, **texts: str) -> None:
        for name, text in texts.items():
            self.write(f"{name}.txt", text)
        index.build(index_dir=self.index)

    def alert(self, seconds: float = 30.0) -> Alert:
        return Alert(QUERY, Command.read(self.line, seconds), min_score=0.0)

    def watcher(self) -> Watcher:
        return Watcher(self.index, self.alert())

    def told(self) -> list[dict[str, Any]]:
        path = self.place / "told.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def names(self) -> list[list[str]]:
        """Return the articles that each run of the command was told."""
        return [[one["article"]["id"] for one in told["new"]] for told in self.told()]


@pytest.fixture
def desk(tmp_path: Path, static_model: Path) -> Desk:
    return Desk(tmp_path, static_model)


NEW = "New bread\n\nThe new bread of the council costs 12 crowns & more <b>today</b>; rm -rf $HOME."


def test_what_is_new_is_told_once_and_what_was_there_is_not(desk: Desk) -> None:
    watcher = desk.watcher()
    assert watcher.look() is None
    desk.build(new=NEW, train="Trains\n\nA train ran through the tunnel.")
    told = watcher.look()
    assert told is not None and (told.count, told.problem) == (1, "")
    (document,) = desk.told()
    assert document["query"] == QUERY
    assert document["since"] < document["generation"] == told.generation
    assert document["arguments"] == ["a $HOME; b"]  # no shell, and no word of an article
    (one,) = document["new"]
    assert one["id"] == urn("article news/new.txt")
    assert "rm -rf $HOME" in one["text"] and one["article"]["added_in"] > document["since"]
    assert watcher.look() is None and desk.watcher().look() is None
    desk.build(train="Trains\n\nThe train is late.")
    assert watcher.look() is None  # nothing about bread
    # What changes is told again, under the same id.
    desk.build(new=NEW + " It is sold out.")
    again = watcher.look()
    assert again is not None and again.count == 1
    assert desk.told()[-1]["new"][0]["id"] == one["id"]


def test_what_came_meanwhile_is_told_when_the_watcher_is_back(desk: Desk) -> None:
    desk.watcher()
    desk.build(one="The bread of one river.")
    desk.build(two="The bread of two comets, by night.")
    told = desk.watcher().look()
    assert told is not None and told.count == 2
    assert desk.names() == [["news/two.txt", "news/one.txt"]]  # what came last first


def test_a_copy_of_what_was_there_is_not_new(desk: Desk) -> None:
    long = "The bakers of Aldersund baked bread for eleven hours in the oven of the old council"
    desk.build(story=f"{long} house.")
    watcher = desk.watcher()
    desk.build(copy=f"(Wire) {long} house.", other="The bread of the comet fell on the bridge.")
    told = watcher.look()
    assert told is not None and told.count == 1
    assert desk.names() == [["news/other.txt"]]


def test_it_is_told_again_until_the_command_ends_well(desk: Desk) -> None:
    watcher = desk.watcher()
    (desk.place / "code").write_text("3")
    desk.build(one="The bread of one river.")
    for _ in range(2):
        told = watcher.look()
        assert told is not None and told.problem == "it ended with 3"
    desk.build(two="The bread of two comets, by night.")
    (desk.place / "code").unlink()
    assert watcher.look() is not None
    assert desk.names() == [["news/one.txt"], ["news/one.txt"], ["news/two.txt", "news/one.txt"]]
    first, second, _ = desk.told()
    assert [one["id"] for one in first["new"]] == [one["id"] for one in second["new"]]
    assert watcher.look() is None


def test_a_command_that_hangs_is_killed_with_all_that_it_started(desk: Desk) -> None:
    child = desk.place / "child"
    script = f"sleep 60 & echo $! > {child}; wait"
    command = Command.read(shlex.join(["sh", "-c", script]), seconds=1.0)
    assert command.run(b"{}") == "it took more than 1 s"
    number = int(child.read_text())
    until("the end of the child", lambda: not _runs(number))
    # One that reads nothing of what it is told is fine.
    assert Command.read("true").run(b"x" * 1_000_000) == ""
    for line in ("", "no-such-program-anywhere x", "'open"):
        with pytest.raises(ValueError, match="no command|no program"):
            Command.read(line)
    with pytest.raises(QueryError):
        Watcher(desk.index, Alert(" ", Command.read("true")))


def _runs(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_cursor_that_cannot_be_read_tells_all_rather_than_nothing(desk: Desk) -> None:
    watcher = desk.watcher()
    cursor = Cursor(desk.index, desk.alert().id)
    assert cursor.read() == watcher._engine.generation
    for broken in ("", "{", '{"generation": -1}', '{"generation": "x"}', "[]"):
        cursor.path.write_text(broken)
        assert cursor.read() == 0
    told = watcher.look()
    assert told is not None and told.count == 1
    assert [path.name for path in cursor.path.parent.iterdir()] == [cursor.path.name]
    # As of an index that was made anew, whose generations begin again.
    cursor.move(10_000, {})
    assert watcher.look() is not None


# ---- from the shell ----


@pytest.fixture
def watch(desk: Desk) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []

    def start(*options: str) -> subprocess.Popen[str]:
        asked = ("--query", QUERY, "--exec", desk.line, "--min-score", "0", *options)
        command = [SEEDSEARCH, "watch", "--index", str(desk.index), *asked]
        running.append(
            subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
            )
        )
        return running[-1]

    yield start
    (desk.place / "hang").unlink(missing_ok=True)  # else it keeps the output open
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def stopped(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[int, str, str]:
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.slow
def test_a_watcher_that_is_killed_tells_it_again_and_nothing_is_lost(
    desk: Desk, watch: Callable[..., subprocess.Popen[str]]
) -> None:
    cursor = Cursor(desk.index, desk.alert().id)
    desk.watcher()
    before = cursor.read()
    # Killed while the command, which was told, has not ended.
    (desk.place / "hang").touch()
    desk.write("one.txt", "The bread of one river.")
    process = watch()
    until("the first telling", lambda: len(desk.told()) == 1)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert cursor.read() == before
    # Something else comes while nobody watches, and the command fails when it is told.
    (desk.place / "hang").unlink()  # it goes on without the watcher
    desk.build(two="The bread of two comets, by night.")
    (desk.place / "code").write_text("1")
    process = watch()
    until("the second telling", lambda: len(desk.told()) == 2)
    code, _, err = stopped(process)
    assert code == 0
    assert "it ended with 1; 2 new are told again at the next look" in err
    assert cursor.read() == before
    # Then all goes well.
    (desk.place / "code").unlink()
    process = watch()
    until("the last telling", lambda: len(desk.told()) == 3)
    until("the cursor's move", lambda: cursor.read() != before)
    code, out, err = stopped(process, signal.SIGINT)
    assert (code, err) == (0, "")
    assert "Told 2 new about '+bread'" in out
    both = ["news/two.txt", "news/one.txt"]
    assert desk.names() == [["news/one.txt"], both, both]
    ids = [{one["article"]["id"]: one["id"] for one in told["new"]} for told in desk.told()]
    assert ids[0].items() <= ids[1].items() == ids[2].items()


def test_wrong_usage_is_said_before_anything_is_watched(desk: Desk) -> None:
    def watch(*options: str) -> tuple[int, str]:
        done = subprocess.run(
            [SEEDSEARCH, "watch", "--index", str(desk.index), *options],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stderr

    for options, reason in (
        (("--query", "bread"), "--query and --exec go together"),
        (("--exec", "true"), "--query and --exec go together"),
        (("--query", "bread", "--exec", "no-such-program"), "is no program that can be run"),
        (("--query", " ", "--exec", "true"), "the query is empty"),
    ):
        code, said = watch(*options)
        assert code == 2 and reason in " ".join(said.split()), said
    assert not (desk.index / "alerts").exists()
    server = ("--index", "milvus://127.0.0.1:1/news", "--query", "bread", "--exec", "true")
    code, said = watch(*server)
    assert code == 1 and "`watch` works with an index in a folder only" in said
