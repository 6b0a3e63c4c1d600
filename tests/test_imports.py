"""The layout of the README holds: who may import whom, and what a query never loads."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import index
import search

ROOT = Path(__file__).parent.parent

# In the order of the README's layout: a module imports only what stands above it.
INDEX = (
    "errors model days text dateline articles.content articles.limits articles.dates"
    " articles.decoding articles.plain articles.markdown articles.web articles.pdf articles.word"
    " articles.mail articles.feed articles.records articles.archives articles.sniffing articles"
    " articles.worker"
    " spool reading analysis language paragraphs encoder embedding codes packed keyword lookup"
    " signatures rows segment snapshot reader boilerplate overlays sources incoming changes memory"
    " journal vectors"
    " merging builder upkeep watch"
).split()
SEARCH = (
    "recent ahead conditions model answered highlights syntax parser selection keyword dense fusion"
    " expansion filtering matching facets spelling retrieval similar answer agreement repeats"
    " asking explain engine render shading"
    " collection statistics reference trial answering evaluation report"
    " service service.limits service.problems service.security service.metrics service.models"
    " service.holder service.batching service.guard service.answers service.app service.server"
    " service.agents console query_commands upkeep_commands service_commands cli"
).split()
ORDER = [f"index.{name}" for name in INDEX] + [f"search.{name}" for name in SEARCH]

SERVING = {"fastapi", "starlette", "pydantic", "uvicorn", "prometheus_client", "mcp"}
WHOOSH_ALLOWED = {"index.analysis", "index.keyword", "search.syntax"}
HEAVY = {"torch", "transformers", "sentence_transformers"}
HEAVY_ALLOWED = {"index.embedding"}


def modules() -> dict[str, Path]:
    found = {}
    for package in ("index", "search"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if name not in ("index", "search"):  # these only re-export
                found[name] = path
    return found


def imported(path: Path, known: set[str]) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            for alias in node.names:
                full = f"{module}.{alias.name}"
                names.add(full if full in known else module)
    return names


MODULES = modules()


def test_every_module_has_its_place_in_the_layout() -> None:
    assert set(MODULES) == set(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_a_module_imports_only_what_stands_above_it(name: str) -> None:
    above = set(ORDER[: ORDER.index(name)])
    if name.startswith("index."):
        assert not any(module.split(".")[0] == "search" for module in above)
    ours = {
        module
        for module in imported(MODULES[name], set(MODULES))
        if module.split(".")[0] in ("index", "search")
    }
    assert ours <= above, ours - above


@pytest.mark.parametrize("name", ORDER)
def test_whoosh_torch_and_what_serves_stay_in_the_modules_that_wrap_them(name: str) -> None:
    roots = {module.split(".")[0] for module in imported(MODULES[name], set(MODULES))}
    assert "whoosh" not in roots or name in WHOOSH_ALLOWED
    assert not roots & HEAVY or name in HEAVY_ALLOWED
    assert not roots & SERVING or name.startswith("search.service.")


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
        "import search.cli",
        "from search import Engine, open_index, ask, Hit",
        "from index.builder import build",
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
    check = f"import search.cli, sys\nprint(sorted({heavy | serving!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
