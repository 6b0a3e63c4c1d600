"""Tolls: how many were killed, hurt or rescued, by two sentences about one event. Pure. English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from search.near_duplicates.contrasts import tables
from search.near_duplicates.figures import MEASURES, Figure, figures, gap
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import content, stems

_FATES = (
    "strike striking strikers stranded",
    "destroyed burned burnt scorched",
    "damaged",
    "aboard board",
    "killed killing dead died deaths death toll drowned fatalities perished lives",
    "injured wounded hurt injuries injuring wounding",
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

_ANOTHER = frozenset(
    "2th 3th second third another further other others additional previous latest separate similar"
    " past".split()
)
_ANYBODY = frozenset(("", "people", "person", "other", "live"))
_TELLING = frozenset(
    "police official officials authorities rescuers ministry hospital spokesman spokeswoman".split()
)
_ARE = frozenset("are were is have had been".split())
_TAKING = frozenset("claimed claim claiming cost costing lost took taken".split())
_AREAS = frozenset(("acre", "hectare"))
_AT = frozenset(("to", "at"))

NEAR, AROUND, FAR = 4, 12, 9
"""So many words from a figure stands what befell those whom it counts, and where; behind `are`,
more may stand between."""

TOTAL, COUNTED = 20, 8
"""So many words behind `toll` or `the number of` the total stands, and what is counted."""

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
    ignored = fates_of_words().keys() | _ANYBODY | _TELLING | units
    shared = stems(content(one) - ignored) & stems(content(other) - ignored)
    is_one_event = _ANOTHER.isdisjoint((*one.counts, *other.counts))
    alike = len(units) <= 1 and len(shared) >= LEAST_SHARED
    return (mine[0], its[0]) if alike and is_one_event else None


def _counts(wording: Wording) -> dict[int, list[Figure]]:
    """Return how many met with each fate, by its line: in all, where a sentence says that."""
    found: dict[int, list[Figure]] = {}
    known = figures(wording)
    total = _total(wording, known)
    if total is not None:
        found[total[0]] = [total[1]]
        known = tuple(figure for figure in known if figure.at > total[1].at)
    for figure in known:
        around = sorted(_fates_around(wording, figure))
        is_age = not figure.unit and "age" in wording.words[max(0, figure.at - NEAR) : figure.at]
        is_count = figure.unit not in MEASURES or figure.unit in _AREAS
        if around and is_count and not (is_age or _is_apposed(wording, figure)):
            found.setdefault(around[0][1], []).append(figure)
    return found


def _fates_around(wording: Wording, figure: Figure) -> Iterator[tuple[int, int]]:
    """Yield what may have befallen those whom a figure counts, with how far from it that stands."""
    words, fates = wording.words, fates_of_words()
    start, end = max(0, figure.at - NEAR), figure.end + NEAR
    behind = words[figure.end : figure.end + FAR]
    if not _ARE.isdisjoint(behind) and not any(word[0].isdigit() for word in behind):
        end = figure.end + FAR
    for at, word in enumerate(words[start:end], start):
        if "and" in words[at + 1 : figure.at]:
            continue  # one was killed and 70 were hurt
        is_board = word == "board" and words[at - 1] != "on"
        is_saved = word == "lives" and _TAKING.isdisjoint(words[start : figure.at])
        if word in fates and not (is_board or is_saved):
            yield abs(at - figure.at), fates[word]


def _total(wording: Wording, known: Sequence[Figure]) -> tuple[int, Figure] | None:
    """Return how many it were in all, and their fate: `the death toll stands at 23`."""
    words, fates = wording.words, fates_of_words()
    for at, pair in enumerate(pairwise(words)):
        if pair != ("number", "of") and pair[0] != "toll":
            continue
        fate = next((fates[word] for word in words[at : at + COUNTED] if word in fates), None)
        if fate is None:
            return None
        for figure in known:
            is_at = not _AT.isdisjoint(words[max(0, figure.at - NEAR) : figure.at])
            if is_at and (figure.end <= at < figure.end + NEAR or at < figure.at <= at + TOTAL):
                return fate, figure
    return None


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
