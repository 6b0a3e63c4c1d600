"""The README's commands run as written, and print what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
COLLECTION = {
    "corpus.jsonl": '{"_id": "d", "title": "", "text": "The military budget is $715 billion."}\n',
    "queries.jsonl": '{"_id": "q", "text": "military budget"}\n',
    "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq\td\t1\n",
}


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)


def commands() -> list[str]:
    lines = [line[2:] for block in blocks("console") for line in block.splitlines()]
    return [line.split("  #")[0].strip() for line in lines]


def without_scores(text: str) -> str:
    """Leave out the scores, whose last digit depends on the processor."""
    return re.sub(r"score \d\.\d\d", "score", text)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the checkout in another folder, with the environment that is installed."""
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
            (folder / name).chmod((ROOT / name).stat().st_mode)
    (folder / ".venv" / "installed").mkdir(parents=True)
    (folder / ".venv" / "bin").symlink_to(BIN)
    for name in ("pyproject.toml", "scripts/locks/full.txt", "scripts/locks/test.txt"):
        path = folder / name
        (folder / ".venv" / "installed" / path.name).write_bytes(path.read_bytes())
    (folder / ".venv" / "installed" / "root").write_text(f"{folder.resolve()}\n")
    return folder


@pytest.mark.slow
def test_the_first_command_answers_as_the_readme_shows(clone: Path) -> None:
    assert commands()[0] == 'scripts/ask "what did Xi pledge"'
    shown = blocks("text")[0]
    # From another working directory, twice: the second time there is nothing to do.
    for _ in range(2):
        done = subprocess.run(
            [clone / "scripts" / "ask", "what did Xi pledge"],
            cwd="/",
            env={**os.environ, "COLUMNS": "80"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert without_scores(done.stdout) == without_scores(shown)


@pytest.mark.slow
def test_ask_notices_that_the_seeds_changed(clone: Path) -> None:
    (clone / "seeds" / "coffee.txt").write_text("Coffee costs 12 reais a kilo in Brazil.\n")
    command = [clone / "scripts" / "ask", "what does coffee cost in Brazil"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "12 reais" in done.stdout
    (clone / "seeds" / "coffee.txt").unlink()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "Nothing in the index answers this.\n"


@pytest.mark.slow
def test_the_other_commands_run_as_written(tmp_path: Path, seeds_index: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "budget.txt").write_text("The military budget is $715 billion.\n")
    (tmp_path / "articles" / "taiwan.txt").write_text("The planes flew over the island.\n")
    (tmp_path / "collection" / "qrels").mkdir(parents=True)
    for name, line in COLLECTION.items():
        (tmp_path / "collection" / name).write_text(line)
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    mine = [command for command in commands() if command.startswith("seedsearch")]
    assert len(mine) >= 12
    for command in mine:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), command


@pytest.mark.slow
def test_the_python_example_runs_as_written(tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    (code,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "pledged" in done.stdout


def test_the_readme_names_every_module() -> None:
    for package in ("index", "search"):
        for path in (ROOT / package).glob("*.py"):
            if path.stem != "__init__":
                assert f"`{path.stem}`" in README, path


def test_scripts_say_what_is_wrong(clone: Path, tmp_path: Path) -> None:
    done = subprocess.run([clone / "scripts" / "ask"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'usage: scripts/ask "QUESTION" [--json]\n'
    # With only an old Python to be found, one line says which ones would do.
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "dirname", "cat", "cmp", "tail", "env", "mkdir"):
        found = subprocess.run(["which", name], capture_output=True, text=True, check=True)
        (tools / name).symlink_to(found.stdout.strip())
    (tools / "python3").write_text("#!/bin/bash\n[ $1 = --version ] && echo Python 3.9.1\nexit 1\n")
    (tools / "python3").chmod(0o755)
    (clone / ".venv" / "installed" / "root").rename(clone / "root-aside")
    done = subprocess.run(
        [clone / "scripts" / "ask", "x"],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )
    (clone / "root-aside").rename(clone / ".venv" / "installed" / "root")
    assert done.returncode == 1
    assert "Python 3.11, 3.12 or 3.13 is needed, but python3 is Python 3.9.1" in done.stderr
    assert len(done.stderr.splitlines()) == 1
