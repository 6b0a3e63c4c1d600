"""What a query never loads, and what the packages export. Who may import whom: `pyproject.toml`."""

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
