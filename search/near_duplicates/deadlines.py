"""Deadlines: a day that a sentence puts in the place of another one. Pure. English.

extended its offer to April 3 from March 20       April 3, once March 20
postponed the meeting until May 6                 May 6, once an earlier day
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from search.near_duplicates.contrasts import tables
from search.near_duplicates.differences import names_of
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import content

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_PUTTING_OFF = frozenset(
    "postpone postpones postponed delay delays delayed rescheduled moved".split()
)
_MOVING = _PUTTING_OFF | frozenset("extend extends extended extending".split())
_UP_TO = frozenset("to until till through".split())
_OTHER_THAN = frozenset("not instead rather".split())
_COMING = frozenset("will scheduled due planned plans set".split())
_FILLING = frozenset("on in of at the than".split())
_PERIODS = frozenset("week weeks month months year period".split())
_ENDING = frozenset(
    "expire expires expired expiring expiration deadline closes close ends end prior".split()
)
_UNSURE = frozenset(
    "denied could might suggested suggests asked asks requested request proposed proposes"
    " seeks seeking considering".split()
)
_NO_MONTH = -1

NEAR, AROUND = 4, 6
"""So many words before a day stands what it is up to, and what ends on it."""

LEAST_SHARED = 2
"""Words that both sentences are about; one more where nothing says that something ends."""


class Day(NamedTuple):
    """A day of some year, its month and number, or a year; and its words in a sentence."""

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
        return wording.written(self.at, self.end)


class Moved(NamedTuple):
    """A day that is moved: to which, and from which if the sentence says so."""

    now: Day
    once: Day | None


def days(wording: Wording) -> tuple[Day, ...]:
    """Return the days and years that a sentence names: April 3, April Three, 3 April, 1987."""
    words, groups = wording.words, tables().groups
    found: list[Day] = []
    for at, word in enumerate(words):
        month = groups.get(word, {}).get(0)
        behind, before = "".join(words[at + 1 : at + 2]), words[at - 1] if at else ""
        if month is not None and _is_day(behind):
            found.append(Day(_MONTHS.index(month), int(behind), at, at + 2))
        elif month is not None and _is_day(before):
            found.append(Day(_MONTHS.index(month), int(before), at - 1, at + 1))
        elif _is_year(wording, at) and not (found and found[-1].end == at):
            found.append(Day(_NO_MONTH, int(word), at, at + 1))
    return tuple(found)


def _is_day(word: str) -> bool:
    return word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 31


def _is_year(wording: Wording, at: int) -> bool:
    """Tell whether a number is a year: four digits, and no season."""
    start, end = wording.starts[at], wording.ends[at]
    is_long = wording.text[start:end].isdigit() and end - start == len("2000")
    return is_long and "1900" <= wording.words[at] < "2100" and wording.text[end : end + 1] != "/"


def moved(wording: Wording, named: Sequence[Day]) -> Moved | None:
    """Return which of the days that a sentence names it moves to which; None where it does not."""
    words = wording.words
    moving = [at for at, word in enumerate(words) if word in _MOVING]
    sure = [at for at in moving if not {"unless", "not"} & set(words[max(0, at - 2) : at])]
    found = [(day, _word_before(wording, day)) for day in named]
    once = next((day for day, word in found if word in _OTHER_THAN), None)
    if not named or not _UNSURE.isdisjoint(wording.counts) or not (sure or (once and not moving)):
        return None
    if sure:
        now = next((day for day, word in found if word in _UP_TO), None)
        once = once or next((day for day, word in found if word == "from"), None)
    else:
        now = next((day for day in named if day is not once), None)
    if now is None or (once is not None and not _is_alike(now, once)):
        return None
    return Moved(now, once)


def _is_alike(one: Day, other: Day) -> bool:
    """Tell whether one day can stand in the place of another one: no day in that of a year."""
    return one.date != other.date and (one.month == _NO_MONTH) == (other.month == _NO_MONTH)


def _word_before(wording: Wording, day: Day) -> str:
    """Return what says whether a day is up to when or from when; empty for `week to April 3`."""
    is_beside = True
    for at in range(day.at - 1, max(-1, day.at - 1 - NEAR), -1):
        word = wording.words[at]
        if word in _UP_TO or word == "from" or (is_beside and word in _OTHER_THAN):
            return "" if at > 0 and wording.words[at - 1] in _PERIODS else word
        is_beside = is_beside and word in _FILLING
    return ""


def deadline(one: Wording, mine: Moved, other: Wording, said: Sequence[Day]) -> Day | None:
    """Return the day of another sentence that one moves, if they may be about the same.

    Args:
        one: The words of the sentence that moves a day.
        mine: To which.
        other: The words of the other one.
        said: The days that it names.
    """
    shared = len(content(one) & content(other))
    if shared < LEAST_SHARED or mine.now.date in {day.date for day in said}:
        return None
    if mine.once is not None:
        return next((day for day in said if day.date == mine.once.date), None)
    if names_of(one) - other.counts.keys() and names_of(other) - one.counts.keys():
        return None  # another offer
    may_be = [day for day in said if _is_alike(day, mine.now)]
    its = moved(other, said)
    is_put_off = shared > LEAST_SHARED and not (
        _PUTTING_OFF.isdisjoint(one.counts) or _COMING.isdisjoint(other.counts)
    )
    if its is not None:
        may_be = [its.now]
    elif not is_put_off:
        may_be = [day for day in may_be if _ends(other, day)]
    return may_be[0] if len(may_be) == 1 and may_be[0].date < mine.now.date else None


def _ends(wording: Wording, day: Day) -> bool:
    """Tell whether something ends on a day."""
    around = wording.words[max(0, day.at - AROUND) : day.at]
    return not _ENDING.isdisjoint(around) or _word_before(wording, day) in _UP_TO
