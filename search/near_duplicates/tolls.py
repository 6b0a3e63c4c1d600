"""Tolls: how many were killed, hurt or rescued, by two sentences about one event. Pure. English."""

from __future__ import annotations

from functools import cache

from search.near_duplicates.contrasts import tables
from search.near_duplicates.figures import MEASURES, Figure, figures, gap
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import content

_FATES = (
    "strike striking strikers stranded",
    "destroyed burned",
    "damaged",
    "aboard",
    "killed dead died deaths death toll drowned fatalities perished",
    "injured wounded hurt injuries",
    "missing",
    "arrested detained arrests",
    "evacuated displaced fled",
    "rescued saved",
    "homeless",
    "trapped",
    "infected sickened hospitalised hospitalized",
    "dismissed redundant redundancies sacked",
    "attended attendance spectators",
    "marched demonstrated rally protesters marchers demonstrators",
)
"""What befalls people: words of one line say the same."""

_OF_THINGS = 4
"""So many lines are of things as well: both sentences have to say what they count."""

_ANOTHER = frozenset("2th 3th second third another further other others additional".split())
_ANYBODY = frozenset(("", "people", "person", "other"))

NEAR, AROUND = 4, 12
"""So many words from a figure stands what befell those whom it counts, and where."""

LEAST_SHARED = 2
"""Words that both sentences are about, beside who it was and what befell them."""


def is_toll(wording: Wording) -> bool:
    """Tell whether a sentence may say how many were killed, hurt or rescued."""
    return not fates_of_words().keys().isdisjoint(wording.counts) and bool(_counts(wording))


def tolls(one: Wording, other: Wording) -> tuple[Figure, Figure] | None:
    """Return how many it were by each of two sentences, if they may be about the same event.

    Args:
        one, other: The words of both.

    Returns:
        None where both say the same number, or tell of something else.
    """
    if fates_of_words().keys().isdisjoint(other.counts):
        return None
    counts = _counts(one), _counts(other)
    fates = set(counts[0]) & set(counts[1])
    if len(fates) != 1:
        return None
    (fate,) = fates
    mine, its = counts[0][fate], counts[1][fate]
    if len(mine) != 1 or len(its) != 1 or mine[0].value == its[0].value:
        return None
    named = _names_around(one, mine[0]), _names_around(other, its[0])
    if named[0] - named[1] and named[1] - named[0]:
        return None  # in Dallas, in San Bernardino
    units = {mine[0].unit, its[0].unit} - _ANYBODY
    if fate < _OF_THINGS and mine[0].unit != its[0].unit:
        return None
    ignored = fates_of_words().keys() | _ANYBODY | units
    shared = (content(one) & content(other)) - ignored
    is_one_event = _ANOTHER.isdisjoint((*one.counts, *other.counts))
    alike = len(units) <= 1 and len(shared) >= LEAST_SHARED
    return (mine[0], its[0]) if alike and is_one_event else None


def _counts(wording: Wording) -> dict[int, list[Figure]]:
    """Return how many met with each fate, by its line."""
    found: dict[int, list[Figure]] = {}
    for figure in figures(wording):
        start = max(0, figure.at - NEAR)
        around = [
            (abs(at - figure.at), fates_of_words()[word])
            for at, word in enumerate(wording.words[start : figure.end + NEAR], start)
            if word in fates_of_words()
        ]
        is_age = not figure.unit and "age" in wording.words[start : figure.at]
        if around and figure.unit not in MEASURES and not (is_age or _is_apposed(wording, figure)):
            found.setdefault(min(around)[1], []).append(figure)
    return found


def _is_apposed(wording: Wording, figure: Figure) -> bool:
    """Tell whether a number stands between commas, as ages do."""
    if figure.unit or figure.at == 0 or figure.end == wording.total:
        return False
    return "," in gap(wording, figure.at) and "," in gap(wording, figure.end)


def _names_around(wording: Wording, figure: Figure) -> frozenset[str]:
    """Return the names around a figure, but those of days."""
    start = max(1, figure.at - AROUND)
    named = wording.names_in(start, figure.end + AROUND)
    return frozenset(name for name in named if name not in tables().groups)


@cache
def fates_of_words() -> dict[str, int]:
    """Return which line of fates each word is of."""
    return {word: line for line, words in enumerate(_FATES) for word in words.split()}
