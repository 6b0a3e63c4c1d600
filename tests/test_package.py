"""The wheel holds what it should, and what it installs works away from the checkout."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PAGE = tuple(path.name for path in (ROOT / "search" / "service" / "page").iterdir())
QUERYING = ("numpy", "onnxruntime", "tokenizers", "typer", "whoosh-reloaded")
"""What queries import; the rest of the dependencies is for builds."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, ROOT, cwd=folder)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel, and the packages of this one to depend on."""
    folder = tmp_path_factory.mktemp("environment")
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    # Only now, so that pip did not see them. Lines of .pth files found in a folder that is named
    # here do not count, and so an editable checkout is out of reach.
    paths = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text("\n".join(paths) + "\n", encoding="utf-8")
    return folder


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command with next to nothing in its environment, and return what it prints."""
    kept = {name: os.environ[name] for name in ("PATH", "HF_HUB_OFFLINE") if name in os.environ}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**kept, "HOME": str(cwd.parent), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def metadata(wheel: Path, file: str) -> str:
    """Return the text of a file of the wheel's .dist-info."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(f".dist-info/{file}"))
        return archive.read(name).decode()


def headers(wheel: Path) -> Message:
    return Parser().parsestr(metadata(wheel, "METADATA"))


def test_the_wheel_holds_the_two_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    packaged = {name for name in names if ".dist-info/" not in name}

    assert {name.split("/")[0] for name in packaged} == {"search", "index"}
    assert {name for name in packaged if name.endswith(".py")} == {
        path.relative_to(ROOT).as_posix()
        for package in ("search", "index")
        for path in (ROOT / package).rglob("*.py")
    }
    assert {name for name in packaged if not name.endswith(".py")} == {
        "search/py.typed",
        "index/py.typed",
        *(f"search/service/page/{name}" for name in PAGE),
    }


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    said = headers(wheel)

    assert wheel.name.endswith("-py3-none-any.whl")
    assert said["Name"] == "seedsearch"
    assert said["License-Expression"] == "MIT"
    assert "MIT License" in metadata(wheel, "licenses/LICENSE")
    assert set(said["Requires-Python"].split(",")) == {">=3.11", "<3.14"}
    assert said.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_wheel_asks_for_what_the_project_needs_and_for_nothing_of_its_tests(
    wheel: Path,
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    needed = map(Requirement, headers(wheel).get_all("Requires-Dist", []))

    always = {str(line) for line in needed if line.marker is None}
    assert always == {str(Requirement(line)) for line in project["dependencies"]}
    assert not [line for line in always if line.startswith(("pytest", "hypothesis", "ruff"))]


def test_the_query_lock_is_all_that_a_machine_needs_that_answers_and_serves() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lock = (ROOT / "scripts" / "locks" / "query.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(line.split("==")[0]) for line in lock}
    names = [Requirement(line).name for line in (*QUERYING, *extras["serve"], *extras["mcp"])]
    needed: set[str] = set()
    while names:
        name = canonicalize_name(names.pop())
        if name not in needed:
            needed.add(name)
            of_it = map(Requirement, importlib.metadata.requires(name) or ())
            here = {"extra": ""}
            names += [one.name for one in of_it if not one.marker or one.marker.evaluate(here)]
    assert needed <= pinned
    assert not pinned & {"torch", "transformers", "sentence-transformers"}


def test_the_locks_of_one_environment_pin_each_package_once() -> None:
    pinned = [
        canonicalize_name(line.split("==")[0])
        for name in ("full.txt", "test.txt")
        for line in (ROOT / "scripts" / "locks" / name).read_text(encoding="utf-8").splitlines()
    ]
    assert len(pinned) == len(set(pinned))


def test_the_wheel_brings_the_command(wheel: Path) -> None:
    lines = metadata(wheel, "entry_points.txt").split("\n")

    assert [line for line in lines if "=" in line] == ["seedsearch = search.cli.main:main"]


def test_the_installed_packages_are_not_those_of_the_checkout(
    environment: Path, tmp_path: Path
) -> None:
    code = "import search, index, sys; print(search.__file__, index.__file__, *sys.path, sep='\\n')"

    *files, paths = run(environment / "bin" / "python", "-c", code, cwd=tmp_path).split("\n", 2)

    for file in files:
        assert Path(file).is_relative_to(environment)
    assert str(ROOT) not in paths.split("\n")


@pytest.mark.slow
def test_the_installed_command_builds_and_answers_from_an_empty_folder(
    environment: Path, tmp_path: Path
) -> None:
    command = environment / "bin" / "seedsearch"
    article = tmp_path / "harbour.txt"
    article.write_text(
        "Aldersund deepens its harbour\n\n"
        "The council has voted to deepen the harbour. Dredging will cost 38 million crowns.\n",
        encoding="utf-8",
    )
    empty = tmp_path / "empty"
    empty.mkdir()
    at = ("--index", tmp_path / "made" / "index")

    report = json.loads(run(command, "build", article, *at, "--json", cwd=empty))
    shown = run(command, "ask", "how much does the dredging cost", *at, cwd=empty)

    assert report["articles"] == 1
    assert "Dredging will cost 38 million crowns." in shown
    assert "harbour.txt" in shown
    assert not list(empty.iterdir())
