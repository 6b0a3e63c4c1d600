"""Raises: the figure to which something is raised or cut, whatever it was. Pure. English.

said it raised its bid for Alderby to $46 a share       $46, once another price
cut its forecast for growth to 1.1 percent              1.1 percent, once more
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from search.near_duplicates.differences import names_of
from search.near_duplicates.figures import Figure
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import CHANGING, REVISING, UNSURE, Revision, content

THINGS = (
    frozenset("bid bids offer offers offered offering tender".split()),
    frozenset("issue bond eurobond convertible notes".split()),
    frozenset("forecast forecasts".split()),
    frozenset("aid assistance donation donations pledged".split()),
    frozenset("target targets goal goals".split()),
    frozenset("budget".split()),
    frozenset("reward ransom".split()),
)
_PRICED = THINGS[:2]
_NOT_SURE = UNSURE | frozenset("would if may should must".split())
_CHANGES = frozenset("by cut rise increase reduction drop fall".split())
_NO_SIZES = frozenset(("", "year", "month", "week", "day"))

TO, CHANGED, BESIDE = 3, 14, 4
"""So many words before a figure stand `to` and what changes, and before that the thing."""

LEAST_SHARED = 3
"""Words that both sentences are about."""

MOST_TIMES = 3
"""An offer is not raised to more than so many times what it was."""


class Raised(NamedTuple):
    """A figure that something is raised or cut to, and the words for such things."""

    now: Figure
    things: frozenset[str]


def raised(
    wording: Wording, found: Sequence[Figure], revisions: Sequence[Revision]
) -> tuple[Raised, ...]:
    """Return to which figures a sentence raises what, unless it says what they were."""
    if (CHANGING | REVISING).isdisjoint(wording.counts) or not UNSURE.isdisjoint(wording.counts):
        return ()
    told = {revision.now.at for revision in revisions}
    return tuple(
        Raised(figure, things)
        for figure in found
        if figure.at not in told and figure.unit not in _NO_SIZES
        if (things := _things(wording, figure))
        and (figure.unit != "percent" or things not in _PRICED)
    )


def _things(wording: Wording, figure: Figure) -> frozenset[str]:
    """Return the words for what is raised to a figure; none where nothing is."""
    if "to" not in wording.words[max(0, figure.at - TO) : figure.at]:
        return frozenset()
    for at in range(figure.at - 1, max(-1, figure.at - 1 - CHANGED), -1):
        if wording.words[at] in CHANGING or wording.words[at] in REVISING:
            beside = wording.words[max(0, at - BESIDE) : figure.at]
            what = content(wording.part(at + 1, figure.at))
            revised = what if wording.words[at] in REVISING else frozenset()
            return next((kind for kind in THINGS if not kind.isdisjoint(beside)), revised)
    return frozenset()


def _is_change(wording: Wording, figure: Figure) -> bool:
    """Tell whether a figure says by how much something changes: cut by 3, a 3 billion cut."""
    beside = wording.words[max(0, figure.at - 1) : figure.at] + wording.words[figure.end :][:1]
    return not _CHANGES.isdisjoint(beside)


def lower(
    one: Wording, mine: Sequence[Raised], other: Wording, known: Sequence[Figure]
) -> tuple[Figure, Figure] | None:
    """Return what was offered by another sentence, and to what one raises that.

    Args:
        one: The words of the sentence that may raise it.
        mine: To what it raises what.
        other: The words of the other one: it names nobody whom the first does not.
        known: Its figures.
    """
    if not mine or not _NOT_SURE.isdisjoint(other.counts):
        return None
    if len(content(one) & content(other)) < LEAST_SHARED:
        return None
    if not (named := names_of(other)) or named - one.counts.keys():
        return None
    for now, things in mine:
        same = [f for f in known if f.unit == now.unit and not _is_change(other, f)]
        if len(same) != 1 or things.isdisjoint(other.counts) or same[0].value == now.value:
            continue
        if max(same[0].value, now.value) <= MOST_TIMES * min(same[0].value, now.value):
            return same[0], now
    return None
