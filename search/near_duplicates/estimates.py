"""Estimates: a figure that two sentences give for one thing, in other words. Pure. English.

The stadium will cost 85 million pounds         its cost has risen to 132 million pounds
an earthquake of magnitude 6.1                  put its magnitude at 5.8
wants to build 40,000 homes a year              will build 55,000 homes a year
expects a profit of 210 million this year       now expects 160 million to 170 million
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from index.text.analyzer import STOP_WORDS
from search.near_duplicates.contrasts import tables
from search.near_duplicates.differences import OPENING, names_of
from search.near_duplicates.figures import MEASURES, Figure
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import STEM, UNSURE, content, stems

_COSTS = frozenset("cost costs costing".split())
_MONEY = frozenset("dollar pound euro yen franc mark crown rupee peso krone".split())
_WILL = frozenset("will would to".split())
_PLANNED = _WILL | frozenset("wants plans aims expects intends hopes could".split())
_MARGINS = frozenset("margin lead majority".split())
_FORECASTING = frozenset(
    "expects expected expect forecast forecasts forecasting sees predicts predicted projects"
    " projected estimates estimated".split()
)
_MEASURED = frozenset("gdp gnp cpi".split())
_LOOSE = frozenset("about some around up to nearly at least only just almost".split())
_UNPLANNED = MEASURES | _MONEY | frozenset(("", "basi", "share", "bond", "note", "debenture", "th"))
_OTHERS = frozenset(
    "another additional further extra more other others second third aftershock aftershocks"
    " 2th 3th each earlier last ago if".split()
)

YEAR, EVENT, LONG, RECOUNT = 370, 3, 1100, 62
"""Days: a plan or a forecast for a year is changed within it, what a thing costs for years."""

REACH, BESIDE = 14, 4
"""So many words from a figure stands what it costs, and what the magnitude of something is."""

LEAST_SHARED, LEAST_SHARE = 2, 0.6
"""Words that both sentences are about; and the share of the fewer ones, where news tell much of
the kind."""


MOST_TIMES = 5
"""What is estimated so much higher is something else."""


class Estimate(NamedTuple):
    """A figure, what it is of, and for how many days another one may take its place."""

    figure: Figure
    kind: str
    days: int


def estimates(wording: Wording, found: Sequence[Figure]) -> tuple[Estimate, ...]:
    """Return the figures of a sentence that estimate something."""
    if not _OTHERS.isdisjoint(wording.counts) or not UNSURE.isdisjoint(wording.counts):
        return ()
    found = _with_ranges(wording, found)
    every = (
        _cost(wording, found),
        _magnitude(wording, found),
        _margin(wording, found),
        _plan(wording, found),
        _forecast(wording, found),
    )
    return tuple(one for one in every if one is not None)


def _with_ranges(wording: Wording, found: Sequence[Figure]) -> list[Figure]:
    """Return the figures with `160 million to 170 million euros` as one, of 165 million."""
    every: list[Figure] = []
    for figure in found:
        last = every[-1] if every else None
        if last and not last.unit and wording.words[last.end : figure.at] in (("to",), ("and",)):
            every[-1] = replace(figure, at=last.at, value=(last.value + figure.value) / 2)
        else:
            every.append(figure)
    return every


def _cost(wording: Wording, found: Sequence[Figure]) -> Estimate | None:
    """Return what something will cost, or what the cost of it is."""
    money = [figure for figure in found if figure.unit in _MONEY]
    words = wording.words
    costs = [at for at, word in enumerate(words) if word in _COSTS]
    if len(money) != 1 or len(costs) != 1 or not costs[0] < money[0].at <= costs[0] + REACH:
        return None
    is_of = words[costs[0] + 1 : costs[0] + 2] == ("of",)
    is_coming = not _WILL.isdisjoint(words[max(0, costs[0] - 2) : costs[0]])
    return Estimate(money[0], f"cost {money[0].unit}", LONG) if is_of or is_coming else None


def _magnitude(wording: Wording, found: Sequence[Figure]) -> Estimate | None:
    """Return how strong an earthquake is."""
    words = wording.words
    at = words.index("magnitude") if "magnitude" in wording.counts else -1
    for figure in found if at >= 0 else ():
        is_beside = at - BESIDE <= figure.at <= at + BESIDE
        is_put = "at" in words[figure.at - 1 : figure.at] and at < figure.at <= at + REACH
        if (is_beside or is_put) and 1 < figure.value < 10 and figure.unit not in MEASURES:
            number = replace(figure, end=figure.end - bool(figure.unit))
            return Estimate(number, "magnitude", EVENT)
    return None


def _margin(wording: Wording, found: Sequence[Figure]) -> Estimate | None:
    """Return by how many votes somebody won."""
    votes = [figure for figure in found if figure.unit == "vote"]
    is_by = votes and "by" in wording.words[max(0, votes[0].at - BESIDE) : votes[0].at]
    if len(votes) != 1 or not (is_by or not _MARGINS.isdisjoint(wording.counts)):
        return None
    return Estimate(votes[0], "margin", RECOUNT)


def _plan(wording: Wording, found: Sequence[Figure]) -> Estimate | None:
    """Return how many somebody will build, cut or hire; not of what is sold in many lots."""
    counts = [figure for figure in found if figure.unit not in _UNPLANNED]
    if len(counts) != 1 or counts[0].at < 2:
        return None
    verb = next((at for at in range(counts[0].at - 1, 0, -1) if not _is_loose(wording, at)), 0)
    is_planned = wording.words[verb - 1] in _WILL and counts[0].at - verb <= BESIDE
    kind = f"{wording.words[verb][:STEM]} {counts[0].unit}"
    return Estimate(counts[0], kind, YEAR) if verb and is_planned else None


def _is_loose(wording: Wording, at: int) -> bool:
    return wording.words[at] in _LOOSE


def _forecast(wording: Wording, found: Sequence[Figure]) -> Estimate | None:
    """Return what is expected of this year, or of a year that is named."""
    if _FORECASTING.isdisjoint(wording.counts):
        return None
    words = wording.words
    is_this = any(pair == ("this", "year") for pair in pairwise(words))
    named = {word for word in words if len(word) == 4 and word[:2] in ("19", "20")}
    first = [figure for figure in found if figure.unit]
    if len(named) + is_this != 1 or not first or len({figure.unit for figure in first}) != 1:
        return None
    return Estimate(first[0], f"forecast {first[0].unit} {''.join(named)}", YEAR)


def other_estimate(
    one: Wording, mine: Sequence[Estimate], other: Wording, its: Sequence[Estimate]
) -> tuple[Estimate, Estimate] | None:
    """Return what two sentences say otherwise of one thing; None where they do not.

    Args:
        one: The words of a sentence, without who says it.
        mine: Its estimates.
        other: The words of the other one.
        its: Its estimates.
    """
    for estimate in mine:
        same = next((found for found in its if found.kind == estimate.kind), None)
        values = sorted(one.figure.value for one in (estimate, same) if one)
        if same is None or not values[0] < values[1] <= MOST_TIMES * values[0]:
            continue
        is_like = estimate.kind.startswith(("cost", "forecast"))
        if _are_of_one(one, other, is_like=is_like):
            return estimate, same
    return None


def _are_of_one(one: Wording, other: Wording, *, is_like: bool) -> bool:
    """Tell whether two sentences are about one thing: by what they name and what they are about."""
    named = [(names_of(a) - _MEASURED, b.counts.keys()) for a, b in ((one, other), (other, one))]
    if not any(names and names <= words for names, words in named):
        return False
    firsts = [(of.words[0], its.counts) for of, its in ((one, other), (other, one))]
    if all(word not in STOP_WORDS | OPENING and word not in words for word, words in firsts):
        return False  # Runa will build, Dorvia will build
    about = content(one), content(other)
    if any(tables().exclude(a, b) for a in about[0] - about[1] for b in about[1] - about[0]):
        return False  # the north bridge, the south bridge
    ignored = _COSTS | _MONEY
    mine, its = (stems(words - ignored) for words in about)
    least = LEAST_SHARE * min(len(mine), len(its)) if is_like else 0
    return len(mine & its) >= max(LEAST_SHARED, least)
