"""Words that say how a query asks, not what it is about."""

from __future__ import annotations

QUESTION_WORDS = frozenset("what which who whom whose when where why how".split())
ASKING_WORDS = frozenset(
    "many much name named names called kind kinds type types sort happen happens happened tell"
    " give find say says said know known".split()
)
"""In a question these ask, and say nothing of what an answer is about."""
