"""Years: whether a sentence is about the year that a question asks about. Pure.

    who won the race in 2016     not who won it in the article of 2021

A sentence is about the years that it names, else about those of the sentences before it, else about
the year of its article; `last year` and `the year before` are the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text import analyzer
from index.text.analyzer import Token
from search.answers.values import FIRST_BARE_YEAR, LAST_YEAR
from search.answers.verdict import Verdict

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

WORTH = 0.5
"""What it counts beside other sentences that one is about the year, and what it costs that not."""

_YEAR_BEFORE = frozenset([("year", "before"), ("year", "earlier"), ("previous", "year")])
"""Of the year that a sentence names, else of its article's."""

_OPEN = frozenset("since until till before after from to between by than".split())
"""Behind these a year bounds a time, and others may answer."""


def years_of(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the years that some words name."""
    numbers = (int(t.word) for t in tokens if len(t.word) == 4 and t.word.isdigit())
    return frozenset(number for number in numbers if FIRST_BARE_YEAR <= number < LAST_YEAR)


def asked_years(question: str) -> frozenset[int]:
    """Return the years that a question is about; none where it asks about a time around one."""
    tokens = list(analyzer.tokens(question))
    before = {tokens[at - 1].word for at in range(1, len(tokens)) if years_of(tokens[at : at + 1])}
    return years_of(tokens) if before.isdisjoint(_OPEN) else frozenset()


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict]:
    """Judge the sentences of a paragraph by the years that they are about."""
    asked = question.years
    date = candidate.date[:4]
    written = int(date) if date.isdigit() else None
    titled = years_of(list(analyzer.tokens(candidate.title)))
    about = titled or (frozenset([written]) if written else frozenset())
    terms = frozenset(
        term for term in question.query.terms if term.isdigit() and int(term) in asked
    )
    found = []
    for number in range(len(candidate.sentences)):
        tokens = list(analyzer.tokens(candidate.sentence(number)))
        named = years_of(tokens)
        pairs = set(pairwise(token.word for token in tokens))
        if written and ("last", "year") in pairs:
            named |= {written - 1}
        base = min(named, default=written)
        if base and not _YEAR_BEFORE.isdisjoint(pairs):
            named |= {base - 1}
        about = named or about
        if not about:
            found.append(Verdict())
        elif asked.isdisjoint(about):
            found.append(Verdict(is_doubtful=True, worth=-WORTH))
        else:
            found.append(Verdict(worth=WORTH, known=terms))
    return found
