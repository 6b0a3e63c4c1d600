"""Renamings: a name that a correction puts in the place of another one. Pure. English.

the mayor is Mira Asher, not Ashby              Mira Asher, once Ashby
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from search.near_duplicates.claims import WEEKDAYS
from search.near_duplicates.relation import TITLES, Wording
from search.near_duplicates.revisions import content

_INSTEAD = frozenset((("instead", "of"), ("rather", "than")))
_FILLING = frozenset("of in at by to from the as and is was it".split())

BEFORE, BEHIND = 8, 3
"""So many words before `not` stands the right name, and behind it the wrong one."""

LEAST_SHARED = 2
"""Words that both sentences are about, where no part of the right name is in the other one."""


class Renamed(NamedTuple):
    """The words, in a sentence, of a name and of the wrong one: half-open."""

    now: tuple[int, int]
    once: tuple[int, int]


def renamed(wording: Wording) -> Renamed | None:
    """Return which name of a sentence takes the place of which; None where none does."""
    if wording.is_plain:
        return None
    for at, (word, behind) in enumerate(pairwise(wording.words)):
        if word != "not" and (word, behind) not in _INSTEAD:
            continue
        start = at + 1 if word == "not" else at + 2
        once = next(_names(wording, start, start + BEHIND), None)
        now = _cleft(wording, at)
        if now is None:
            now = next(iter([*_names(wording, max(0, at - BEFORE), at)][::-1]), None)
        is_behind = once is not None and _FILLING.issuperset(wording.words[start : once[0]])
        if once is not None and now is not None and is_behind:
            return Renamed(now, once)
    return None


def _cleft(wording: Wording, end: int) -> tuple[int, int] | None:
    """Return the name of `it was Mira Asher who ...`, if a sentence begins so."""
    words = wording.words
    who = next((at for at in range(2, end) if words[at] in ("who", "that", "which")), 0)
    is_cleft = words[:2] in (("it", "was"), ("it", "is"))
    return next(_names(wording, 2, who), None) if is_cleft and who else None


def _names(wording: Wording, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of names that begin among some words."""
    at = start
    while at < min(end, wording.total):
        last = at
        while last < wording.total and wording.names_in(last, last + 1) - TITLES - {*WEEKDAYS}:
            last += 1
        if last > at:
            yield at, last
        at = last + 1


def is_former(one: Wording, found: Renamed, other: Wording) -> bool:
    """Tell whether a sentence has the wrong name that one corrects.

    Args:
        one: The words of the sentence that corrects a name.
        found: Which.
        other: The words of the other one.
    """
    now, once = ({*one.words[slice(*run)]} for run in found)
    named = other.names_in(0, other.total)
    shared = (content(one) & content(other)) - once
    # Mira Ashby for Mira Asher; a whole name says who is meant, if not what of.
    is_whole = len(once) > 1 and bool(shared - named)
    is_like = len(shared) >= LEAST_SHARED or bool(now & named) or is_whole
    return once <= named and is_like and not (now - once) <= named
