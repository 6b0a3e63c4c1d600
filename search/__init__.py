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
    from search.answered import Answer, Answers, ArticleScore, ArticleScores
    from search.engine import Engine, ask, open_index
    from search.model import (
        ArticleInfo,
        Citation,
        Expansion,
        Explanation,
        Facet,
        FacetCount,
        Filters,
        Hit,
        Mode,
        Results,
        TermShare,
        TokenShare,
        Understood,
    )

_HOMES = {
    "Answer": "search.answered",
    "Answers": "search.answered",
    "ArticleInfo": "search.model",
    "ArticleNotFoundError": "index.errors",
    "ArticleScore": "search.answered",
    "ArticleScores": "search.answered",
    "Citation": "search.model",
    "Engine": "search.engine",
    "Expansion": "search.model",
    "Explanation": "search.model",
    "Facet": "search.model",
    "FacetCount": "search.model",
    "Filters": "search.model",
    "GenerationNotFoundError": "index.errors",
    "Hit": "search.model",
    "IndexDamagedError": "index.errors",
    "IndexFormatError": "index.errors",
    "IndexMissingError": "index.errors",
    "IndexUnusableError": "index.errors",
    "Mode": "search.model",
    "QueryError": "index.errors",
    "Results": "search.model",
    "SeedsearchError": "index.errors",
    "TermShare": "search.model",
    "TokenShare": "search.model",
    "Understood": "search.model",
    "ask": "search.engine",
    "open_index": "search.engine",
}

__all__ = [
    "Answer",
    "Answers",
    "ArticleInfo",
    "ArticleNotFoundError",
    "ArticleScore",
    "ArticleScores",
    "Citation",
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
    "TermShare",
    "TokenShare",
    "Understood",
    "ask",
    "open_index",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
