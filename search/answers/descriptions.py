"""Descriptions: what a sentence calls whoever or whatever a question asks about. Pure. English.

who is Mara Velt        "Mara Velt, the mayor of Kellin, said"      the mayor of Kellin
                        "Velt, who is also a lawyer, said"          a lawyer
                        "Harbour master Mara Velt said"             Harbour master
what is Corland         "Corland is a dairy."                       a dairy
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from index.statements.name_words import GENERATIONS, PEOPLE
from index.statements.names import fold, is_possessive
from index.text import analyzer
from search.answers.kind_words import DAY_PARTS, GROUPS_OF_PEOPLE, TIME, may_be_people
from search.answers.name_words import KIN
from search.answers.persons import read
from search.answers.verbs import is_past

if TYPE_CHECKING:
    from index.statements.clauses import Clauses
    from index.types import Span

BESIDE, TITLE, WORD, WAS = 0.6, 0.4, 0.1, -0.3
"""What a description counts that stands beside a name, and one before it; each word of it, up to 1;
and that it says what somebody was."""

LONGEST = 16
"""A description ends within so many words."""

_PHRASE = "[^,.;:?()xevtkbuWQ-]*"
_APPOSED = f",([DTNw#I]{_PHRASE})(?=[,.;:)W-]|$)"
_IS = f",?W?ea*((?:D|T|N+T){_PHRASE})"
_BEFORE = "((?:[NTw]*[Tw]c)?[NTw]*I?[Tw])$"
_OPENING = f"((?:D|N){_PHRASE}),$"
_SORT = "wN+(?![wN])"
_DOES = "[xa]*(?:e|p|w(?=[DNi#]))"
_SPELT = r"((?:N+(?:[ic]D?)?)*N)\($"
_BRACKETS = r"(?:\([^()]{1,6}\))+"
_HEAD = "[DN#I]*(?:[ap]*[TwIN])+?(?=[iydpchjo]|$)"
"""Kinds of words (`index.statements.word_kinds`): behind a name a description, or the verb and one;
before it a title or another description; the noun that a description is of."""

_BEING = frozenset("is was 's".split())
_NOT = frozenset("not no this that these those some all many most several any each".split())
_OF = frozenset("iyo")
_ROLES = PEOPLE | frozenset("deputy head boss vet heir hero star guide cook king queen".split())
_TIMES = TIME | DAY_PARTS | frozenset("time moment season weekend term".split())
_ADDRESSES = frozenset("mr mrs ms miss dr sir and".split())

Words = tuple[int, int]


def description(
    name: Sequence[str], text: str, *, is_person: bool
) -> tuple[float, Span | None] | None:
    """Return how well a sentence says who or what somebody or something is, and where.

    What only says what it did or does says it least.

    Args:
        name: Its words, folded, in order.
        text: A sentence.
        is_person: Whether it is asked who that is.

    Returns:
        0 to 1, higher is better, and the span; None where it does not say it.
    """
    part = read(text)
    mentions = list(_mentions(part, {*name}, name[-1]))
    found = [one for words in mentions for one in _beside(part, *words, is_person=is_person)]
    if found:
        worth, words = max(found, key=lambda one: one[0])
        return worth, part.span(*words)
    is_doing = any(_found(_DOES).match(part.kinds, end) for _, end in mentions)
    return (0.0, None) if is_doing else None


def _mentions(part: Clauses, words: Collection[str], last: str) -> Iterator[Words]:
    """Yield where a sentence mentions a name, or its last word alone."""
    tokens, kinds = part.tokens, part.kinds
    for at, token in enumerate(tokens):
        if kinds[at] not in "NT" or _words(token)[-1] != last or is_possessive(token):
            continue
        begin, end = at, at + 1
        while begin and kinds[begin - 1] == "N" and _is_of(tokens[begin - 1], words):
            begin -= 1
        before = tokens[begin - 1] if begin and kinds[begin - 1] == "N" else ""
        is_another = before and begin == at and len(words) > 1 and not is_possessive(before)
        if not is_another:
            end += fold(tokens[end]) in GENERATIONS
            bracket = _found(_BRACKETS).match(kinds, end)
            yield begin, bracket.end() if bracket else end


def _is_of(token: str, words: Collection[str]) -> bool:
    return len(token) == 1 or _words(token)[-1] in words


def _words(token: str) -> list[str]:
    """Return the words of one that may be written with a hyphen, folded."""
    return [analyzer.fold(word) for word in fold(token).split("-")]


def _beside(
    part: Clauses, begin: int, end: int, *, is_person: bool
) -> Iterator[tuple[float, Words]]:
    """Yield what stands beside a name, and what that counts."""
    kinds, tokens = part.kinds, part.tokens
    apposed = _found(_APPOSED).match(kinds, end, end + LONGEST)
    opening = _found(_OPENING).search(kinds, 0, begin) if kinds[end] in ",.)" else None
    for found in (apposed, opening):
        if found is not None and _is_noun(part, *found.span(1), is_person=False):
            yield _worth(BESIDE, found.span(1)), found.span(1)
    being = _found(_IS).match(kinds, end, end + LONGEST)
    first = begin - (begin > 0 and kinds[begin - 1] == "D")
    if being is not None and (first == 0 or kinds[first - 1] not in _OF):
        verb = tokens[kinds.index("e", end)].lower()
        if verb in _BEING and _is_noun(part, *being.span(1), is_person=is_person):
            yield _worth(BESIDE, being.span(1)) + WAS * (verb == "was"), being.span(1)
    spelt = _found(_SPELT).search(kinds, 0, begin)
    if spelt is not None and not is_person:
        yield 1.0, spelt.span(1)
    before = _found(_BEFORE).search(kinds, 0, begin)
    if before is not None:
        first, last = before.span(1)
        while first < last and kinds[first] == "w" and is_past(fold(tokens[first])):
            first += 1
        is_said = _is_title if is_person else _is_sort
        if is_said(part, first, last):
            yield _worth(TITLE, (first, last)), (first, last)


def _worth(least: float, words: Words) -> float:
    return min(1.0, least + WORD * (words[1] - words[0]))


def _is_title(part: Clauses, first: int, last: int) -> bool:
    """Tell whether some words before a name say what a person is."""
    words = [fold(token) for token in part.tokens[first:last]]
    if _ADDRESSES.issuperset(words):
        return False
    is_the = first > 0 and part.kinds[first - 1] == "D"
    return part.kinds[last - 1] == "T" or (_is_person(words[-1]) and (is_the or len(words) > 1))


def _is_sort(part: Clauses, first: int, last: int) -> bool:
    """Tell whether some words before a name say what a thing is: the milk company Corland."""
    is_the = first > 0 and part.kinds[first - 1] == "D"
    return is_the and last - first > 1 and _found(_SORT).match(part.kinds, last - 1) is not None


def _is_noun(part: Clauses, first: int, last: int, *, is_person: bool) -> bool:
    """Tell whether words are what somebody or something may be."""
    head = _found(_HEAD).match(part.kinds[first:last])
    if head is None or fold(part.tokens[first]) in _NOT:
        return False
    last = first + head.end()
    if part.kinds[last - 1] == "T":
        return True
    nouns = [fold(part.tokens[at]) for at in range(first, last) if part.kinds[at] == "w"]
    if not nouns or nouns[-1] in _TIMES:
        return False
    return not is_person or _is_person(nouns[-1])


def _is_person(noun: str) -> bool:
    """Tell whether a noun may stand for one person."""
    return noun in KIN or noun in _ROLES or (may_be_people(noun) and noun not in GROUPS_OF_PEOPLE)


@cache
def _found(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
