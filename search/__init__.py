"""The read side of seedsearch: a question in, answers with citations out.

    import search
    with search.open_index("DIR") as engine:
        results = engine.search("what did Xi pledge", k=5)
        answers = engine.ask("what did Xi pledge")
    search.ask("what did Xi pledge", index_dir="DIR")  # one-shot

Names are imported when they are first used, so that `import search` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.errors import (
        ArticleNotFoundError,
        GenerationNotFoundError,
        IndexDamagedError,
        IndexFormatError,
        IndexMissingError,
        IndexUnusableError,
        QueryError,
        SeedsearchError,
    )
    from search.answers.types import Answer, Answers, Timeline
    from search.engine import Engine, ask, open_index
    from search.query.options import Filters
    from search.types import (
        ArticleInfo,
        Citation,
        Dropped,
        Expansion,
        Explanation,
        Facet,
        FacetCount,
        Hit,
        Mode,
        Results,
        Sort,
        TermShare,
        TokenShare,
        Understood,
    )

_HOMES = {
    "Answer": "search.answers.types",
    "Answers": "search.answers.types",
    "ArticleInfo": "search.types",
    "ArticleNotFoundError": "index.errors",
    "Citation": "search.types",
    "Dropped": "search.types",
    "Engine": "search.engine",
    "Expansion": "search.types",
    "Explanation": "search.types",
    "Facet": "search.types",
    "FacetCount": "search.types",
    "Filters": "search.query.options",
    "GenerationNotFoundError": "index.errors",
    "Hit": "search.types",
    "IndexDamagedError": "index.errors",
    "IndexFormatError": "index.errors",
    "IndexMissingError": "index.errors",
    "IndexUnusableError": "index.errors",
    "Mode": "search.types",
    "QueryError": "index.errors",
    "Results": "search.types",
    "SeedsearchError": "index.errors",
    "Sort": "search.types",
    "TermShare": "search.types",
    "Timeline": "search.answers.types",
    "TokenShare": "search.types",
    "Understood": "search.types",
    "ask": "search.engine",
    "open_index": "search.engine",
}

__all__ = [
    "Answer",
    "Answers",
    "ArticleInfo",
    "ArticleNotFoundError",
    "Citation",
    "Dropped",
    "Engine",
    "Expansion",
    "Explanation",
    "Facet",
    "FacetCount",
    "Filters",
    "GenerationNotFoundError",
    "Hit",
    "IndexDamagedError",
    "IndexFormatError",
    "IndexMissingError",
    "IndexUnusableError",
    "Mode",
    "QueryError",
    "Results",
    "SeedsearchError",
    "Sort",
    "TermShare",
    "Timeline",
    "TokenShare",
    "Understood",
    "ask",
    "open_index",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
