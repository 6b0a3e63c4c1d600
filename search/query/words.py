"""Words that say how a query asks, not what it is about."""

from __future__ import annotations

QUESTION_WORDS = frozenset("what which who whom whose when where why how".split())
_ASKING = ("who", "what", "which", "how ", "when", "where", "why")

ASKING_WORDS = frozenset(
    "many much name named names called kind kinds type types sort happen happens happened tell"
    " give find say says said know known".split()
)
"""In a question these ask, and say nothing of what an answer is about."""


def may_ask(text: str) -> bool:
    """Tell whether a text may ask for a kind of answer, or who did what to whom: a cheap look."""
    said = text.lower()
    return any(word in said for word in _ASKING)
