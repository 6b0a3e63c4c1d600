"""The write side of seedsearch: articles in, a published index out.

    import index
    report = index.build(["seeds/"], index_dir="DIR")

Names are imported when they are first used, so that `import index` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.builds.builder import build
    from index.errors import SeedsearchError
    from index.types import Article, BuildReport, Paragraph, Progress, Skipped

_HOMES = {
    "Article": "index.types",
    "BuildReport": "index.types",
    "Paragraph": "index.types",
    "Progress": "index.types",
    "SeedsearchError": "index.errors",
    "Skipped": "index.types",
    "build": "index.builds.builder",
}

__all__ = [
    "Article",
    "BuildReport",
    "Paragraph",
    "Progress",
    "SeedsearchError",
    "Skipped",
    "build",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
