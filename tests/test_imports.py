"""The shape of the packages: what a query never loads, what they export, how large a module is.

Who may import whom stands in `pyproject.toml`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import index
import search

ROOT = Path(__file__).parent.parent
HEAVY = {"torch", "transformers", "sentence_transformers"}


@pytest.mark.parametrize("package", [index, search])
def test_all_names_what_is_there(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]
    assert names == sorted(names)
    for name in names:
        assert getattr(package, name) is not None
    assert set(names) == set(package._HOMES)  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="no attribute"):
        _ = package.absent  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "statement",
    [
        "import search",
        "import index",
        "import search.cli.main",
        "from search import Engine, open_index, ask, Hit",
        "from index.builds.builder import build",
    ],
)
def test_no_import_of_ours_loads_torch(statement: str) -> None:
    check = f"{statement}\nimport sys\nprint(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    heavy = {"numpy", "onnxruntime", "tokenizers", "whoosh", "rich"}
    serving = {"fastapi", "starlette", "pydantic", "uvicorn", "mcp", "asyncio"}
    check = f"import search.cli.main, sys\nprint(sorted({heavy | serving!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_the_root_of_a_package_holds_what_everyone_speaks_of() -> None:
    for package in ("index", "search"):
        roots = [path.stem for path in (ROOT / package).glob("*.py") if path.stem != "__init__"]
        assert len(roots) <= 3, roots


def test_a_module_is_one_room() -> None:
    for package in ("index", "search"):
        for path in (ROOT / package).rglob("*.py"):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            assert lines <= 420, f"{path} has {lines} lines: look for two rooms in it"
