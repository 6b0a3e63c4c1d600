"""Deadlines: a day that a sentence puts in the place of another one. Pure. English.

extended its offer to April 3 from March 20       April 3, once March 20
postponed the meeting until May 6                 May 6, once an earlier day
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from search.near_duplicates.contrasts import tables
from search.near_duplicates.differences import names_of
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import content

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_MOVING = frozenset(
    "extend extends extended extending postpone postpones postponed delay delays delayed"
    " rescheduled moved".split()
)
_UP_TO = frozenset("to until till through".split())
_PERIODS = frozenset("week weeks month months year period".split())
_ENDING = _UP_TO | frozenset(
    "expire expires expired expiring expiration deadline closes close ends end".split()
)
_UNSURE = frozenset(
    "denied not could might may suggested suggests asked asks requested request proposed proposes"
    " seeks seeking considering".split()
)

NEAR, AROUND = 4, 6
"""So many words before a day stands what it is up to, and what ends on it."""

LEAST_SHARED = 2
"""Words that both sentences are about."""


class Day(NamedTuple):
    """A day of some year: its month and number, and its words in a sentence."""

    month: int
    number: int
    at: int
    end: int

    @property
    def date(self) -> tuple[int, int]:
        """Which day it is."""
        return self.month, self.number

    def written(self, wording: Wording) -> str:
        """Return the day as a sentence has it."""
        return wording.text[wording.starts[self.at] : wording.ends[self.end - 1]]


class Moved(NamedTuple):
    """A day that is moved: to which, and from which if the sentence says so."""

    now: Day
    once: Day | None


def days(wording: Wording) -> tuple[Day, ...]:
    """Return the days that a sentence names: April 3, April Three, 3 April."""
    words, groups, found = wording.words, tables().groups, []
    for at, word in enumerate(words):
        month = groups.get(word, {}).get(0)
        behind, before = "".join(words[at + 1 : at + 2]), words[at - 1] if at else ""
        if month is None:
            continue
        if _is_day(behind):
            found.append(Day(_MONTHS.index(month), int(behind), at, at + 2))
        elif _is_day(before):
            found.append(Day(_MONTHS.index(month), int(before), at - 1, at + 1))
    return tuple(found)


def _is_day(word: str) -> bool:
    return word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 31


def moved(wording: Wording, named: Sequence[Day]) -> Moved | None:
    """Return which of the days that a sentence names it moves to which; None where it does not."""
    if _MOVING.isdisjoint(wording.counts) or not _UNSURE.isdisjoint(wording.counts):
        return None
    if all(one == "unless" for one, two in pairwise(("", *wording.words)) if two in _MOVING):
        return None
    found = [(day, _word_before(wording, day)) for day in named]
    now = next((day for day, word in found if word in _UP_TO), None)
    once = next((day for day, word in found if word == "from"), None)
    is_moved = now is not None and (once is None or now.date != once.date)
    return Moved(now, once) if now is not None and is_moved else None


def _word_before(wording: Wording, day: Day) -> str:
    """Return what says whether a day is up to when or from when; empty for `week to April 3`."""
    for at in range(day.at - 1, max(-1, day.at - 1 - NEAR), -1):
        if wording.words[at] in _UP_TO or wording.words[at] == "from":
            is_period = at > 0 and wording.words[at - 1] in _PERIODS
            return "" if is_period else wording.words[at]
    return ""


def deadline(one: Wording, mine: Moved, other: Wording, said: Sequence[Day]) -> Day | None:
    """Return the day of another sentence that one moves, if they may be about the same.

    Args:
        one: The words of the sentence that moves a day.
        mine: To which.
        other: The words of the other one.
        said: The days that it names.
    """
    shared = content(one) & content(other)
    if len(shared) < LEAST_SHARED or mine.now.date in {day.date for day in said}:
        return None
    if mine.once is not None:
        return next((day for day in said if day.date == mine.once.date), None)
    names = names_of(one), names_of(other)
    if names[0] - names[1] and names[1] - names[0]:
        return None  # another offer
    its = moved(other, said)
    ending = [its.now] if its else [day for day in said if _ends(other, day)]
    return ending[0] if len(ending) == 1 and ending[0].date < mine.now.date else None


def _ends(wording: Wording, day: Day) -> bool:
    """Tell whether something ends on a day."""
    return not _ENDING.isdisjoint(wording.words[max(0, day.at - AROUND) : day.at])
