"""What does the text of a query ask for? Text -> Query.

Must not import anything of the project but `index.analysis`, `index.errors` and `model`.
"""

from __future__ import annotations

from index import analysis
from index.errors import QueryError
from search.model import Query

MAX_QUERY_CHARS = 10_000
"""Longer texts are documents, not queries: encoding them would cut them off without a word."""

QUESTION_WORDS = frozenset("what which who whom whose when where why how".split())
ASKING_WORDS = frozenset(
    "many much name named names called kind kinds type types sort happen happens happened tell"
    " give find say says said know known".split()
)
"""In a question these ask, and say nothing of what an answer is about."""


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
    return Query(trimmed, _terms(trimmed))


def _terms(text: str) -> tuple[str, ...]:
    """Return the terms of a query; of a question without the words that only ask."""
    words = analysis.words(text)
    terms = analysis.terms(text)
    if text.endswith("?") or not QUESTION_WORDS.isdisjoint(words):
        asked = [analysis.stem(w) for w in words if w not in analysis.STOP_WORDS | ASKING_WORDS]
        terms = asked or terms
    return tuple(terms)
