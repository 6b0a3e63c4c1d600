"""Deadlines: a day that a sentence puts in the place of another one. Pure. English.

extended its offer to April 3 from March 20       April 3, once March 20
postponed the meeting until May 6                 May 6, once an earlier day
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from search.near_duplicates.claims import WEEKDAYS
from search.near_duplicates.contrasts import tables
from search.near_duplicates.differences import names_of
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import content

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_PUTTING_OFF = frozenset(
    "pushed postpone postpones postponed delay delays delayed rescheduled moved adjourned adjourns"
    " defer defers deferred".split()
)
_MOVING = _PUTTING_OFF | frozenset("extend extends extended extending".split())
_UP_TO = frozenset("to until till through".split())
_OTHER_THAN = frozenset("not instead rather".split())
_COMING = frozenset("will scheduled due planned plans set".split())
_FILLING = frozenset("on in of at the than".split())
_NOT_BEFORE = frozenset("until till before".split())
_NOT = frozenset("not never no".split())
_BY_REQUEST = ("at", "the", "request")
_PLANNED = frozenset("planned scheduled expected announced".split())
_BEGINNING = frozenset(
    "begin start open be end expire close take run go meet resume arrive leave sail return".split()
)
_PERIODS = frozenset("week weeks month months year period".split())
_ENDING = frozenset(
    "expire expires expired expiring expiration deadline closes close ends end prior".split()
)
_UNSURE = frozenset(
    "denied could might suggested suggests asked asks requested request proposed proposes"
    " seeks seeking considering".split()
)
MONTH = 30
"""Days of a month, as far as it matters here."""

_NO_MONTH, _WEEKDAY = -1, -2

NEAR, AROUND, LATE = 4, 6, 10
"""So many words before a day stands what it is up to, what ends on it, and `not` if not before."""

LEAST_SHARED = 2
"""Words that both sentences are about; one more where nothing says that something ends."""


class Day(NamedTuple):
    """A day of some year, its month and number, a weekday, or a year; its words in a sentence."""

    month: int
    number: int
    at: int
    end: int

    @property
    def when(self) -> tuple[int, int]:
        """Which day it is."""
        return self.month, self.number

    def before(self, day: int) -> int:
        """Return how many days of a year it is before a day with a number, or behind that."""
        of_year = (date.fromordinal(day).month - 1) * MONTH + date.fromordinal(day).day
        return abs(of_year - self.month * MONTH - self.number)

    def written(self, wording: Wording) -> str:
        """Return the day as a sentence has it."""
        return wording.written(self.at, self.end)


class Moved(NamedTuple):
    """A day that is moved: to which, from which if the sentence says so, and whether put off."""

    now: Day
    once: Day | None
    is_put_off: bool = False


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
        elif word in WEEKDAYS:
            found.append(Day(_WEEKDAY, WEEKDAYS.index(word), at, at + 1))
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
    late = _not_before(wording, named)
    if late is not None and not _is_unsure(wording):
        return Moved(late, None, is_put_off=True)
    early = _than_planned(wording, named)
    if early is not None and not _is_unsure(wording):
        return Moved(early, None, is_put_off=True)
    moving = [at for at, word in enumerate(words) if word in _MOVING]
    sure = [at for at in moving if not {"unless", "not"} & set(words[max(0, at - 2) : at])]
    found = [(day, _word_before(wording, day)) for day in named]
    once = next((day for day, word in found if word in _OTHER_THAN), None)
    if not named or _is_unsure(wording) or not (sure or (once and not moving)):
        return None
    if sure:
        now = next((day for day, word in found if word in _UP_TO), None)
        once = once or next((day for day, word in found if word == "from"), None)
    else:
        may_be = [day for day in named if once and _is_alike(day, once)]
        now = min(may_be, key=lambda day: abs(day.at - once.at) if once else 0, default=None)
    if now is None or (once is not None and not _is_alike(now, once)):
        return None
    return Moved(now, once, is_put_off=not _PUTTING_OFF.isdisjoint(wording.counts))


def _is_unsure(wording: Wording) -> bool:
    """Tell whether a day may stay what it is: `asked to`, but not `at the request of`."""
    words = wording.words
    unsure = {word for word in _UNSURE if word in wording.counts}
    if any(words[at : at + 3] == _BY_REQUEST for at in range(wording.total)):
        unsure.discard("request")
    return bool(unsure)


def _not_before(wording: Wording, named: Sequence[Day]) -> Day | None:
    """Return the day before which something will not be: not until June 21, not before 2030."""
    words = wording.words
    for day in named:
        before = words[max(0, day.at - LATE) : day.at]
        if not (_NOT_BEFORE.isdisjoint(before[-2:]) or _NOT.isdisjoint(before)):
            return day
    return None


def _than_planned(wording: Wording, named: Sequence[Day]) -> Day | None:
    """Return the day that something will be on, earlier or later than planned."""
    for at, pair in enumerate(pairwise(wording.words)):
        if pair[0] == "than" and pair[1] in _PLANNED:
            return max((day for day in named if day.at < at), key=lambda day: day.at, default=None)
    return None


def _is_alike(one: Day, other: Day) -> bool:
    """Tell whether one day can stand in the place of another one: no day in that of a year."""
    return one.when != other.when and min(one.month, 0) == min(other.month, 0)


def _word_before(wording: Wording, day: Day) -> str:
    """Return what says whether a day is up to when or from when; empty for `week to April 3`."""
    is_beside = True
    for at in range(day.at - 1, max(-1, day.at - 1 - NEAR), -1):
        word = wording.words[at]
        if word == "to" and wording.words[at + 1] in _BEGINNING:
            return "from"  # it was to begin on that day
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
    if shared < LEAST_SHARED or mine.now.when in {day.when for day in said}:
        return None
    is_week = mine.now.month == _WEEKDAY
    is_other = bool(names_of(one) - other.counts.keys() and names_of(other) - one.counts.keys())
    if is_week and (is_other or shared <= LEAST_SHARED or not _is_coming(other)):
        return None  # the same weekday is often named
    if mine.once is not None:
        return next((day for day in said if day.when == mine.once.when), None)
    is_named = shared > LEAST_SHARED and bool(names_of(one) & names_of(other))
    is_put_off = is_named and mine.is_put_off and _is_coming(other)
    if is_week or is_other or not (is_put_off or _not_before(one, [mine.now]) is None):
        return None  # another offer; not before June, of something else
    may_be = [day for day in said if _is_alike(day, mine.now)]
    its = moved(other, said)
    if its is not None:
        may_be = [its.now] if _is_alike(its.now, mine.now) else []
    elif not is_put_off:
        may_be = [day for day in may_be if _ends(other, day)]
    if len(may_be) != 1 or not ("earlier" in one.counts or may_be[0].when < mine.now.when):
        return None
    return may_be[0]


def _is_coming(wording: Wording) -> bool:
    return not _COMING.isdisjoint(wording.counts)


def _ends(wording: Wording, day: Day) -> bool:
    """Tell whether something ends on a day."""
    around = wording.words[max(0, day.at - AROUND) : day.at]
    return not _ENDING.isdisjoint(around) or _word_before(wording, day) in _UP_TO
