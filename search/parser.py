"""What does the text of a query ask for? Text -> Query.

Must not import anything of the project but `index.analysis`, `index.errors` and `model`.
"""

from __future__ import annotations

from index import analysis
from index.errors import QueryError
from search.model import Query

MAX_QUERY_CHARS = 10_000
"""Longer texts are documents, not queries: encoding them would cut them off without a word."""


def parse(text: str) -> Query:
    """Parse a query.

    Raises:
        QueryError: The text is empty or longer than `MAX_QUERY_CHARS`.
    """
    trimmed = text.strip()
    if not trimmed:
        raise QueryError("the query is empty; type a few words or a question")
    if len(trimmed) > MAX_QUERY_CHARS:
        raise QueryError(
            f"the query has {len(trimmed):,} characters, at most {MAX_QUERY_CHARS:,} are"
            " searched; shorten it to what is asked"
        )
    return Query(trimmed, tuple(dict.fromkeys(analysis.terms(trimmed))))
