"""Revisions: a figure that a sentence puts in the place of another one. Pure. English.

revised its figure for growth to 0.2 percent, from 0.6 percent      0.2, once 0.6
killed 16 people, up from nine reported on Tuesday                  16, once 9
the 7.5 pct that was previously reported                            something, once 7.5
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.text.analyzer import STOP_WORDS
from search.near_duplicates.claims import WEEKDAYS
from search.near_duplicates.contrasts import tables
from search.near_duplicates.differences import SCALES
from search.near_duplicates.figures import Figure, gap, singular
from search.near_duplicates.relation import SPOKEN, TITLES, Wording

_EARLIER = frozenset("earlier previously originally initially 1th provisionally".split())
_EARLY = frozenset("earlier previous original initial provisional preliminary 1th".split())
_AT_FIRST = frozenset(
    "original originally initial initially indicated provisional provisionally".split()
)
_DONE = frozenset(
    "reported announced estimated forecast forecasted proposed indicated given stated planned"
    " published projected predicted offered quoted thought believed released expected suggested"
    " disclosed said put counted".split()
)
_FORESEEN = frozenset(
    "had forecast expected estimated announced promised reported predicted planned".split()
)
_WHO = frozenset("it he she they had".split())
_THEN = frozenset("on last yesterday earlier previously originally initially".split())
_REPORTS = frozenset(
    "estimate estimates forecast forecasts figure figures report reports bid bids offer offers"
    " projection projections prediction predictions target targets toll tolls count counts total"
    " number announcement proposal tender".split()
)
REVISING = frozenset(
    "revise revised revises revising revision restated restates restating corrected corrects"
    " correcting amended amends".split()
)
CHANGING = frozenset(
    "raise raised raises raising increase increased increases increasing lift lifted lifts"
    " hike hiked boost boosted boosting double doubled doubles triple tripled halve halved"
    " improve sweeten sweetened sweetens upped lower lowered lowers lowering cut cuts cutting"
    " reduce reduced reduces reducing trim trimmed slashed improved improves enlarged upgraded"
    " downgraded".split()
)
_GROWING = frozenset("rose risen climbed up down rises".split())
_TOLLS = frozenset("toll dead deaths casualties victims killed injured missing estimate".split())
_REVISED = frozenset(
    "bid bids offer tender buyout estimate estimates forecast forecasts projection projections"
    " prediction predictions target toll dead deaths casualties victims coupon eurobond bond bonds"
    " issue notes convertible facility offering shortage shortfall stake stakes holding holdings"
    " shareholding".split()
)
"""What is one thing however often it is raised; a rate, a dividend or a profit is another one each
time."""

_REPLACING = (
    frozenset(
        "from instead rather not against compared compares versus vs than above below but while"
        " although though exceeds".split()
    )
    | REVISING
    | CHANGING
    | _GROWING
)
_FILLING = frozenset(
    "of at for about around approximately some nearly to was were as a an the be by up down only"
    " just over rate put its share profit loss net us between more than in".split()
)
UNSURE = frozenset(
    "denied denies deny could might prepared willing considering consider possible".split()
)
_PERIODS = frozenset("year years month months quarter week weeks day days".split())
_FORMERLY = frozenset("previously originally initially".split())
_NOW = frozenset("range ranged ranging present current existing".split())
_AGO = frozenset("ago earlier before".split())
_OTHERS = frozenset("and or but with while to from".split())

FILLED, BEHIND, HAD_SAID = 5, 5, 9
"""So many words may stand between a figure and what tells that it was a former one."""

APART, CHANGED = 14, 15
"""So many words may stand between both figures, and before them to what changes."""


class Revision(NamedTuple):
    """A figure that takes the place of a former one."""

    now: Figure
    once: Figure


def revisions(wording: Wording, found: Sequence[Figure]) -> tuple[Revision, ...]:
    """Return which figures of a sentence, in order, take the place of which."""
    if MARKS.isdisjoint(wording.counts) or not UNSURE.isdisjoint(wording.counts):
        return ()
    if ("would", "have") in pairwise(wording.words):
        return ()
    return tuple(_revisions(wording, found))


def _revisions(wording: Wording, found: Sequence[Figure]) -> Iterator[Revision]:
    former: set[Figure] = set()
    for number, figure in enumerate(found):
        if _is_of_another_time(wording, figure):
            continue
        is_told = _is_told_before(wording, figure) or (
            _is_told_behind(wording, figure)
            and not (number + 1 < len(found) and _is_told_before(wording, found[number + 1]))
        )
        is_from = not is_told and _is_from(wording, found, number)
        if not (is_told or is_from):
            continue
        now = _partner(wording, found, number)
        if now is None or now in former:
            continue
        first, last = sorted((now.at, figure.at))
        window = wording.words[max(0, first - CHANGED) : last]
        between = wording.words[max(0, first - 6) : last]
        if (is_told and not _REPLACING.isdisjoint(between)) or (
            is_from and _is_changed(wording, found, now, window)
        ):
            yield Revision(now.like(figure), figure.like(now))
            former.add(figure)


def _is_from(wording: Wording, found: Sequence[Figure], number: int) -> bool:
    """Tell whether `from` stands before a figure, or before the same one: from 9 mln, or 6 pct."""
    figure, before = found[number], found[number - 1] if number else None
    if before is not None and wording.words[before.end : figure.at] == ("or",):
        return _is_from(wording, found, number - 1)
    return "from" in _filled(wording, figure)


def _is_of_another_time(wording: Wording, figure: Figure) -> bool:
    """Tell whether a figure is of another year or month: `from 4.5 a year earlier`."""
    behind = wording.words[figure.end : figure.end + 4]
    if any(
        (one in _PERIODS and two in _AGO)
        or (one == "last" and two in _PERIODS and _DONE.isdisjoint(behind[:at]))
        for at, (one, two) in enumerate(pairwise(behind))
    ):
        return True
    around = wording.words[max(0, figure.at - 3) : figure.end + 4]
    return not _NOW.isdisjoint(around)


def _is_changed(
    wording: Wording, found: Sequence[Figure], now: Figure, window: Sequence[str]
) -> bool:
    """Tell whether `to NOW from ONCE` revises something: not `rose to 5 from 4 a year ago`."""
    words = set(window)
    if not words.isdisjoint(_REVISED) and not words.isdisjoint(CHANGING):
        return True
    if not words.isdisjoint(_TOLLS) and not words.isdisjoint(_GROWING):
        return True
    before = max((f.end for f in found if f.end <= now.at and f.unit == now.unit), default=0)
    revised = [at for at, word in enumerate(wording.words) if word in REVISING]
    return any(before <= at < now.at or at in range(now.end, now.end + BEHIND) for at in revised)


def _filled(wording: Wording, figure: Figure) -> tuple[str, ...]:
    """Return the words before a figure up to the first that says something, which is the last."""
    found: list[str] = []
    for at in range(figure.at - 1, max(-1, figure.at - 2 - FILLED), -1):
        if set(gap(wording, at + 1)) & set(";:,(") and at + 1 < figure.at:
            break
        found.append(wording.words[at])
        if wording.words[at] not in _FILLING:
            break
    return tuple(found)


def _is_told_before(wording: Wording, figure: Figure) -> bool:
    """Tell whether the words before a figure say that it is a former one."""
    filled = _filled(wording, figure)
    if not filled:
        return False
    words, at = wording.words, figure.at - len(filled)
    word, before = words[at], words[max(0, at - 2) : at]
    if word == "not" or "than" in filled or "instead" in filled:
        is_rather = "than" not in filled or "rather" in words[max(0, at - 2) : figure.at]
        return is_rather and (word != "not" or len(filled) <= 3)
    if word in _AT_FIRST:
        return True
    if word in _DONE and not _EARLIER.isdisjoint(before[-1:]):
        return True
    if word in _REPORTS and not _EARLY.isdisjoint(before):
        return True
    said = words[max(0, figure.at - HAD_SAID) : figure.at]
    return any(
        one == "had" and two in _EARLIER and three in _DONE
        for one, two, three in zip(said, said[1:], said[2:], strict=False)
    )


def _is_told_behind(wording: Wording, figure: Figure) -> bool:
    """Tell whether the words behind a figure say that it is a former one."""
    behind = wording.words[figure.end : figure.end + BEHIND + 2]
    for one, two in pairwise(behind):
        if (one in _EARLIER and two in _DONE) or (one in _DONE and two in _THEN):
            return True
        if one in _WHO and two in _FORESEEN and "," not in gap(wording, figure.end):
            return True  # the 90 million that it forecast
        if one in _OTHERS or one[0].isdigit():
            return False
    return False


def _partner(wording: Wording, found: Sequence[Figure], number: int) -> Figure | None:
    """Return the figure that takes the place of a former one: what it is raised to, the nearest."""
    once = found[number]
    may_be = [now for now in found if now is not once and _may_replace(wording, now, once)]
    if not may_be:
        return None

    def distance(now: Figure) -> tuple[bool, bool, int]:
        is_to = "to" in wording.words[max(0, now.at - 2) : now.at]
        is_beside = not REVISING.isdisjoint(wording.words[now.end : once.at])
        is_other = now.unit != once.unit and bool(once.unit)
        return is_other, not (is_to or is_beside), abs(now.at - once.at)

    now = min(may_be, key=distance)
    return now if now.like(once).value != once.like(now).value else None


def _may_replace(wording: Wording, now: Figure, once: Figure) -> bool:
    """Tell whether a figure may be what takes the place of another one in a sentence."""
    first, last = sorted((now, once), key=lambda figure: figure.at)
    between = wording.words[first.end : last.at]
    if len(between) > APART or (now.unit != once.unit and now.unit and once.unit):
        return False
    if between in (("to",), ("and",), ()) and "from" not in _filled(wording, first):
        return False  # a range
    if now is first:
        return wording.words[once.end : once.end + 1] != ("to",)
    is_but = "but" in between[:3] and "not" in _filled(wording, once)
    return between[:1] == ("to",) or is_but


MARKS = (
    REVISING
    | CHANGING
    | _GROWING
    | _AT_FIRST
    | _EARLIER
    | _EARLY
    | {"not", "instead", "rather", "than"}
)
_IDLE = (
    STOP_WORDS
    | SPOKEN
    | TITLES
    | SCALES.keys()
    | REVISING
    | CHANGING
    | _GROWING
    | _EARLIER
    | _EARLY
    | frozenset(WEEKDAYS)
    | frozenset(
        "percent dollars dollar stg pct dlrs today yesterday compared january february march april"
        " may june july august september october november december rise rose fell gain fall total"
        " new year month quarter week after before while department bureau ministry office company"
        " spokesman spokeswoman official officials government agency data seasonally adjusted"
        " annual".split()
    )
)
_EACH_DAY = frozenset(
    "shortage shortfall assistance repurchase repurchases fixing intervention liquidity"
    " money discount".split()
)
"""Words of what is estimated anew each day."""

STEM = 4
"""Words of which so many first letters are the same are about the same: bomb and bombing."""

LEAST_SHARED = 2
"""Words that both sentences are about."""


def revised(
    one: Wording, found: Sequence[Revision], other: Wording, known: Sequence[Figure]
) -> Revision | None:
    """Return what one sentence revises that another one says, if they may be about the same.

    Args:
        one: The words of the sentence that may revise.
        found: Its revisions.
        other: The words of the one that may be revised.
        known: Its figures.
    """
    if not _FORMERLY.isdisjoint(other.counts):
        return None  # it says so itself
    said = {(figure.value, figure.unit) for figure in known}
    values = {value for value, _ in said}
    for revision in found:
        now, once = revision
        is_said = (once.value, once.unit) in said or (
            not once.unit and once.value in values and once.value % 1 != 0
        )
        if not is_said or now.value in values:
            continue
        times = {t for a, b in zip(_times(one), _times(other), strict=True) for t in a & b}
        shared = {word for word in content(one) & content(other) if singular(word) != once.unit}
        if shared and len(shared | times) >= LEAST_SHARED:
            return revision
    return None


def is_same_time(one: Wording, other: Wording, *, same_day: bool) -> bool:
    """Tell whether two sentences may be about the same day, month, quarter and year.

    Args:
        one, other: Their words.
        same_day: Whether both articles are of one day.
    """
    is_today = "today" in one.counts and "today" in other.counts
    words = one.counts.keys() | other.counts.keys()
    is_daily = not _EACH_DAY.isdisjoint(words) and "supply" not in words
    if not same_day and (is_today or is_daily):
        return False
    return not any(
        mine and its and mine.isdisjoint(its)
        for mine, its in zip(_times(one), _times(other), strict=True)
    )


def _times(wording: Wording) -> tuple[set[str], set[str], set[str]]:
    """Return the months, the parts of a year and the years that a sentence names."""
    groups, words = tables().groups, wording.words
    months = {groups[word][0] for word in words if 0 in groups.get(word, ())}
    parts = {a for a, b in pairwise(words) if b in ("quarter", "half")}
    years = {word for word in words if len(word) == 4 and word[:2] in ("18", "19", "20")}
    return months, {part for part in parts if part[0].isdigit()}, years


def content(wording: Wording) -> frozenset[str]:
    """Return what a sentence is about: its words but figures, stop words and who says it."""
    found = (word for word in wording.counts if not (word[0].isdigit() or word in _IDLE))
    return frozenset(word[:-1] if len(word) > 4 and word[-1] == "s" else word for word in found)


def stems(words: Iterable[str]) -> set[str]:
    """Return how some words begin: words of the same beginning are about the same."""
    return {word[:STEM] for word in words}
