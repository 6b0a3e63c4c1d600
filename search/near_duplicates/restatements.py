"""Restatements: the figure of a month, told anew with that of the next one. Pure. English.

rose 1.9 pct in May after a revised 0.3 pct fall in April       fell 0.1 pct in April
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from search.near_duplicates.contrasts import tables
from search.near_duplicates.figures import Figure
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import content

NEAR, BEHIND = 3, 6
"""So many words before a figure stands `revised`, and behind it the month that it is of."""

LEAST_SHARED, LEAST_SHARE = 2, 0.75
"""Words before the first figures that say what is measured, and the share of them in both."""


_OTHERS = frozenset("from after and against vs versus compared while but".split())
"""Before the month of another figure."""


class Restated(NamedTuple):
    """A figure that is revised, and the month that it is of."""

    now: Figure
    month: str


def restated(wording: Wording, found: Sequence[Figure]) -> tuple[Restated, ...]:
    """Return the revised figures of months that a sentence tells."""
    if "revised" not in wording.counts:
        return ()
    told = [(figure, wording.words[max(0, figure.at - NEAR) : figure.at]) for figure in found]
    return tuple(
        Restated(figure, month)
        for figure, words in told
        if "revised" in words and "from" not in words[words.index("revised") :]
        if (month := _month(wording, figure))
    )


def _month(wording: Wording, figure: Figure) -> str:
    """Return the month behind a figure, before what is said of another one."""
    groups = tables().groups
    for word in wording.words[figure.end : figure.end + BEHIND]:
        if 0 in groups.get(word, ()):
            return groups[word][0]
        if word in _OTHERS or word[0].isdigit():
            break
    return ""


def before(
    one: Wording, mine: Sequence[Restated], other: Wording, known: Sequence[Figure]
) -> tuple[Figure, Figure] | None:
    """Return the figure of another sentence that one revises, and what it is now.

    Args:
        one: The words of the sentence that may revise.
        mine: Its revised figures.
        other: The words of the other one.
        known: Its figures.
    """
    values = {figure.value for figure in known} if mine else set()
    for now, month in mine:
        same = [f for f in known if f.unit == now.unit and _month(other, f) == month]
        if len(same) == 1 and now.value not in values and _same_measure(one, other):
            return same[0], now
    return None


def _same_measure(one: Wording, other: Wording) -> bool:
    """Tell whether both measure the same: by the words before their first figures."""
    mine, its = (content(_head(wording)) for wording in (one, other))
    shared = len(mine & its)
    return shared >= max(LEAST_SHARED, LEAST_SHARE * min(len(mine), len(its)))


def _head(wording: Wording) -> Wording:
    """Return the words of a sentence before its first number."""
    first = next((at for at, word in enumerate(wording.words) if word[0].isdigit()), wording.total)
    return wording.part(0, first)
