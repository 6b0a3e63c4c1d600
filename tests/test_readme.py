"""The READMEs' commands run as written, and print what they say; what they name is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from index.readers.sniffing import ENDINGS
from search.cli.main import app
from search.query.options import OPTIONS

ROOT = Path(__file__).parent.parent
FOLDERS = ("index", "index/remote", "search", "search/service", "search/evaluation", "scripts")
READMES = {
    name: (ROOT / name / "README.md").read_text(encoding="utf-8") for name in (".", *FOLDERS)
}
MOST_LINES = 180
BIN = Path(sys.executable).parent
COLLECTION = {
    "corpus.jsonl": '{"_id": "d", "title": "", "text": "The military budget is $715 billion."}\n',
    "queries.jsonl": '{"_id": "q", "text": "military budget"}\n',
    "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq\td\t1\n",
}


def blocks(kind: str, readme: str = ".") -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", READMES[readme], re.DOTALL)


def commands(readme: str = ".") -> list[str]:
    lines = [line[2:] for block in blocks("console", readme) for line in block.splitlines()]
    return [line.split("  #")[0].strip() for line in lines]


def layout(folder: str) -> set[str]:
    """Return the names in the tree that a folder's README draws."""
    (tree,) = (block for block in blocks("text", folder) if block.startswith(f"{folder}/\n"))
    lines = tree.splitlines()[1:]
    return {line.split()[0] for line in lines}


def anchors(text: str) -> set[str]:
    """Return what a link can name of a Markdown text: its headings, as GitHub writes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


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
@pytest.mark.parametrize(
    "readme", [name for name in READMES if "seedsearch" in "".join(commands(name))]
)
def test_the_other_commands_run_as_written(readme: str, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "budget.txt").write_text("The military budget is $715 billion.\n")
    (tmp_path / "articles" / "taiwan.txt").write_text("The planes flew over the island.\n")
    (tmp_path / "collection" / "qrels").mkdir(parents=True)
    for name, line in COLLECTION.items():
        (tmp_path / "collection" / name).write_text(line)
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    mine = [command for command in commands(readme) if command.startswith("seedsearch")]
    assert len(mine) >= (12 if readme == "." else 1)
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
def test_the_python_examples_run_as_written(tmp_path: Path, seeds_index: Path) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    shutil.copytree(seeds_index, tmp_path / "my-index")  # so that no model is exported again
    for readme in (".", "search"):  # the second one asks what the first one built
        code = "\n".join(blocks("python", readme))
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "pledged" in done.stdout


def test_the_first_readme_is_short() -> None:
    assert len(READMES["."].splitlines()) <= MOST_LINES


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folders_readme_names_what_is_in_it(folder: str) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    there = set()
    for file in filter(lambda name: (ROOT / name).is_file(), listed.stdout.splitlines()):
        name, slash, _ = file.removeprefix(f"{folder}/").partition("/")
        there.add(name + slash if folder == "scripts" else name.removesuffix(".py") + slash)
    assert layout(folder) == there - {"README.md", "__init__", "py.typed"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folders_readme_ends_with_how_to_change_it(folder: str) -> None:
    assert re.findall(r"^## (.+)$", READMES[folder], re.M)[-1] == "Changing it"


@pytest.mark.parametrize("readme", READMES)
def test_links_lead_somewhere(readme: str) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", READMES[readme])
    for link in links:
        path, _, anchor = link.partition("#")
        target = (ROOT / readme / path) if path else ROOT / readme / "README.md"
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


@pytest.mark.parametrize("readme", READMES)
def test_files_and_tests_that_are_named_are_there(readme: str) -> None:
    """`tests/test_x.py`, `readers/limits.py`, `test_that_holds_it`: from the folder or the top."""
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("*.py"))
    for name in re.findall(r"`([\w/.]+\.(?:py|txt|toml))", READMES[readme]):
        if not name.startswith("articles/"):
            assert (ROOT / readme / name).exists() or (ROOT / name).exists(), name
    for name in re.findall(r"`(test_\w+)`", READMES[readme]):
        assert f"def {name}(" in tests, name


def test_every_command_and_option_is_in_a_readme() -> None:
    for name in typer.main.get_command(app).commands:  # type: ignore[attr-defined]
        assert any(f"seedsearch {name}" in text for text in READMES.values()), name
    named = set(re.findall(r"(?<![\w-])--?[a-z-]+", READMES["search"]))
    assert {option.shell for option in OPTIONS.values()} - {None} <= named


def test_every_ending_that_is_read_is_in_the_table_of_formats() -> None:
    section = READMES["index"].partition("## Formats that are read")[2].partition("\n## ")[0]
    table = "".join(re.findall(r"^\|.*$", section, re.M))
    assert set(re.findall(r"`(\.\w+)`", table)) == set(ENDINGS)


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
