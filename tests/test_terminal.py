"""What a terminal shows fits and is safe, what a pipe gets is plain, and every example works."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from search.cli.main import app
from search.output import text as render
from search.output.terminal import Look
from search.output.terminal import columns as columns_of
from search.types import ArticleInfo, Facet, FacetCount, Hit, Results

SEEDSEARCH = str(Path(sys.executable).parent / "seedsearch")
ROOT = Path(__file__).parent.parent
SEED = "seeds/000_dffa5a7ebd0ae50b.txt"
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
ENDLESS = {"watch", "serve", "mcp"}
ELSEWHERE = {"publish", "eval"}
"""Runs in tests of its own: `tests/test_remote_publishing.py`, which has a server, and
`tests/test_readme.py`, for each evaluation loads a model anew."""

BEFORE = {
    "restore": "seedsearch remove articles/budget.txt",
    "synonyms": "echo 'PLA, army' | tee words.txt",
}


def run(*arguments: object, stdin: str | None = None, **environment: str):  # type: ignore[no-untyped-def]
    return subprocess.run(
        [SEEDSEARCH, *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        check=False,
        env={**os.environ, **environment},
    )


def in_terminal(columns: int, *arguments: object, **environment: str) -> str:
    """Run a command in a terminal so many columns wide, and return what it shows."""
    controller, terminal = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    process = subprocess.Popen(
        [SEEDSEARCH, *map(str, arguments)],
        stdout=terminal,
        env={**kept, "COLUMNS": str(columns), "TERM": "xterm-256color", **environment},
    )
    os.close(terminal)
    shown = b""
    while True:
        try:
            data = os.read(controller, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
    os.close(controller)
    assert process.wait() == 0
    return shown.decode().replace("\r\n", "\n")


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# Examples


def test_every_command_has_an_example() -> None:
    for name, command in COMMANDS.items():
        assert f"Example: seedsearch {name}" in command.help, name
        assert len(command.help.splitlines()[0]) <= 80, name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_says_what_each_argument_is(name: str) -> None:
    command = COMMANDS[name]
    shown = command.get_help(click.Context(command, info_name=name))
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            assert parameter.help and " ".join(parameter.help.split()[:3]) in " ".join(
                shown.split()
            )


@pytest.mark.slow
def test_the_examples_of_help_run(seeds_index: Path, tmp_path: Path) -> None:
    shutil.copytree(seeds_index, tmp_path / ".seedsearch")
    for folder in ("articles", "old-articles"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "articles" / "budget.txt").write_text("The military budget is $715 billion.\n")
    (tmp_path / "old-articles" / "old.txt").write_text("The planes flew over the island.\n")
    environment = {**os.environ, "PATH": f"{Path(SEEDSEARCH).parent}:{os.environ['PATH']}"}

    def shell(command: str) -> None:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        # The seeds have no dates, which a search by date says.
        errors = [line for line in done.stderr.splitlines() if "warning: no article" not in line]
        assert (done.returncode, errors) == (0, []), command
        assert done.stdout, command

    shell("seedsearch build articles/ old-articles/")
    (tmp_path / ".seedsearch").rename(tmp_path / "prepared")
    for name, command in COMMANDS.items():
        shutil.copytree(tmp_path / "prepared", tmp_path / ".seedsearch", copy_function=os.link)
        if name in BEFORE:
            shell(BEFORE[name])
        for example in re.findall(r"^\s*Example: (.+)$", command.help, re.MULTILINE):
            if name in ELSEWHERE:
                continue
            if name in ENDLESS:
                started = subprocess.Popen(
                    shlex.split(example), cwd=tmp_path, env=environment, stdin=subprocess.PIPE
                )
                time.sleep(2)
                started.send_signal(signal.SIGINT)
                assert started.wait(20) in (0, 130), example
            else:
                shell(example)
        shutil.rmtree(tmp_path / ".seedsearch")


def test_bash_completes_commands_and_options() -> None:
    def completed(line: str) -> list[str]:
        words = line.split(" ")
        done = run(
            _SEEDSEARCH_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1)
        )
        return done.stdout.split()  # type: ignore[no-any-return]

    assert completed("seedsearch sea") == ["search"]
    assert "--half-life" in completed("seedsearch search --ha")
    assert completed("seedsearch search --mode key") == ["keyword"]
    script = run("--show-completion", "bash").stdout
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0
    assert "_SEEDSEARCH_COMPLETE=complete_bash" in script


# What is shown


@pytest.mark.parametrize("columns", [80, 40])
def test_a_terminal_is_not_wider_than_it_is(seeds_index: Path, columns: int) -> None:
    for arguments in (
        ("search", "Xi pledge -xylophone", "--facets", "source,month", "--explain"),
        ("search", "Tiawan Putni", "--by-article"),
        ("ask", "what did Xi pledge"),
        ("similar", f"{SEED}:5"),
        ("show", f"{SEED}:3", "--around", "1", "--query", "military"),
    ):
        shown = in_terminal(columns, *arguments, "--index", seeds_index)
        assert "\x1b[" in shown
        words = {word for line in plain(shown).splitlines() for word in line.split()}
        long = {word for word in words if len(word) > columns - 12}
        for line in plain(shown).splitlines():
            fits = columns_of(line) <= columns
            assert fits or long & set(line.split()) or "tokens" in line, line


def test_no_color_and_pipes_get_no_escapes(seeds_index: Path) -> None:
    for arguments in (("search", "Xi"), ("ask", "what did Xi pledge"), ("show", SEED)):
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            shown = in_terminal(80, *arguments, "--index", seeds_index, **environment)
            assert "\x1b" not in shown
        assert "\x1b" not in run(*arguments, "--index", seeds_index).stdout


def test_without_unicode_our_own_signs_are_ascii(seeds_index: Path) -> None:
    command = ("search", "Xi", "-k", "1", "--index", seeds_index)
    assert "President …" in run(*command, COLUMNS="80", LANG="C.UTF-8", LC_ALL="").stdout
    bare = run(*command, COLUMNS="80", LC_ALL="C").stdout
    assert "President ..." in bare
    assert "…" not in bare
    latin = run("show", SEED, "--index", seeds_index, PYTHONIOENCODING="ascii")
    assert (latin.returncode, latin.stderr) == (0, "")
    assert latin.stdout.isascii()


def test_the_hit_is_marked_in_its_article(seeds_index: Path) -> None:
    around = run("show", f"{SEED}:3", "--around", "1", "--index", seeds_index).stdout
    assert re.findall(r"^([> ]) *(\d+)  ", around, re.MULTILINE) == [
        (" ", "2"),
        (">", "3"),
        (" ", "4"),
    ]
    shown = in_terminal(80, "show", SEED, "--query", '"military budget"', "--index", seeds_index)
    assert "\x1b[1;33mmilitary\x1b[0m \x1b[1;33mbudget\x1b[0m" in shown or (
        "\x1b[1;33mmilitary budget" in shown
    )
    found = json.loads(
        run("show", f"{SEED}:3", "--query", "Taiwan", "--json", "--index", seeds_index).stdout
    )
    assert found["paragraph"] == 3
    assert {found["text"][a:b] for a, b in found["highlights"]} == {"Taiwan", "Taiwan’s"}
    absent = run("show", f"{SEED}:99", "--index", seeds_index)
    assert (absent.returncode, absent.stdout) == (1, "")
    assert "has no paragraph 99; they go from 0 to 7" in absent.stderr


def test_a_suggestion_is_shown_and_fixed(seeds_index: Path) -> None:
    shown = run("search", "what did putni say", "--index", seeds_index)
    assert shown.stdout.startswith("Did you mean: what did Putin say (--fix searches it)\n\n1. ")
    fixed = run("search", "what did putni say", "--fix", "--index", seeds_index)
    assert fixed.stdout.startswith("Searched for what did Putin say in place of what did putni say")
    found = json.loads(run("ask", "putni", "--fix", "--json", "--index", seeds_index).stdout)
    assert (found["query"], found["suggestion"], found["fixed"]) == ("putni", "Putin", True)


def test_lines_of_json_are_one_object_a_hit(seeds_index: Path) -> None:
    lines = run("search", "Xi", "--jsonl", "-k", "3", "--index", seeds_index).stdout.splitlines()
    assert [json.loads(line)["rank"] for line in lines] == [1, 2, 3]
    lines = run("ask", "what did Xi pledge", "--jsonl", "--index", seeds_index).stdout.splitlines()
    assert all("Xi" in json.loads(line)["text"] for line in lines)
    none = run("search", "date:1999", "--jsonl", "--index", seeds_index)
    assert (none.returncode, none.stdout) == (0, "")


@pytest.mark.slow
def test_a_file_of_queries_gives_a_line_each(seeds_index: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.txt"
    queries.write_text('Xi\n\n"military budget"\nxylophone -Xi\n')
    done = run("search", "--queries", queries, "--jsonl", "-k", "2", "--index", seeds_index)
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["query"] for one in found] == ["Xi", '"military budget"', "xylophone -Xi"]
    alone = json.loads(run("search", "Xi", "-k", "2", "--json", "--index", seeds_index).stdout)
    assert [hit["start"] for hit in found[0]["hits"]] == [hit["start"] for hit in alone["hits"]]
    piped = run("search", "--queries", "-", "--json", "--index", seeds_index, stdin="Xi\nPutin\n")
    assert [one["query"] for one in json.loads(piped.stdout)] == ["Xi", "Putin"]
    queries.write_text(f"Xi\n{'x' * 20_000}\n")
    for arguments, said in (
        (("--queries", queries), "queries.txt, line 2: the query has 20,000 characters"),
        (("--queries", tmp_path / "absent"), "absent cannot be read (No such file"),
        (("--queries", queries, "Xi"), "--queries goes with"),
        ((), "give a query, or a file"),
        (("Xi", "--since", "soon"), "since 'soon' is no date"),
        (("Xi", "--facets", "colour"), "there is no facet 'colour'"),
        (("Xi", "--half-life", "0"), "the half-life must be more than 0 days"),
        (("Xi", "--offset", "995"), "leads beyond the first 1,000"),
    ):
        failed = run("search", *arguments, "--index", seeds_index)
        assert (failed.returncode, failed.stdout) == (2, ""), arguments
        assert said in failed.stderr
        assert len(failed.stderr.splitlines()) == 1


def hit(text: str, title: str = "A title") -> Hit:
    article = ArticleInfo("news/a.md", title, "Gazette", "2021-12-15", "/a.md")
    return Hit(1, 0.5, 1.0, 0.5, 1, 1, article, 0, 0, len(text), text, ())


def test_wide_letters_count_twice_and_lines_break_between_them() -> None:
    shown = render.hit_text(hit("习近平承诺支持普京" * 9, "中国" * 30), Look(width=40))
    assert all(columns_of(line) <= 40 for line in shown.splitlines())
    assert shown.count("习近平") >= 8  # nothing is lost but where lines break
    assert "Gazette, 2021-12-15" in shown


@given(text=st.text(max_size=200), width=st.integers(20, 100))
def test_whatever_is_written_steers_no_terminal(text: str, width: int) -> None:
    shown = render.hit_text(hit(text, text), Look(width=width))
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
    for line in shown.splitlines():
        assert columns_of(line) <= width or len(line.split()) == 1


def test_long_facets_show_their_largest_values() -> None:
    counts = tuple(FacetCount(f"source {number}", number, number) for number in range(60, 0, -1))
    results = Results(
        query="x",
        mode="hybrid",
        halves=(),
        warnings=(),
        generation=1,
        took_ms=0.0,
        hits=(),
        facets=(Facet("source", counts), Facet("author", ())),
    )
    shown = render.results_text(results, Look(width=40))
    assert "source 60 " in shown
    assert "source 40 " not in shown
    assert "and 40 more values (all with --json)" in shown
