"""Facets: how matches spread over outlets, authors, languages and time."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot, joined
from index.segments.attributes import UNDATED
from index.statements.storage import NOBODY
from index.text import analyzer
from index.text.analyzer import STOP_WORDS
from index.text.dates import written
from search.types import Facet, FacetCount

UNKNOWN = ""
"""The value of articles that have none: no author, or no date."""

_PEOPLE = frozenset(["speaker", "person"])
"""Facets of which an article may have several values, or none."""

_INITIAL = re.compile(r"[A-Z]\.?")

MOST_PEOPLE = 200
"""Those who speak most, or are spoken of most: of half of Reuters they are 15,000, a megabyte."""

_DATE_CHARS = {"year": 4, "month": 7, "day": 10}


def count_facets(
    snapshot: Snapshot, rows: NDArray[np.bool_], wanted: Sequence[str]
) -> tuple[Facet, ...]:
    """Count the paragraphs and articles of each value.

    Args:
        snapshot: Whose rows.
        rows: `(rows,)` those that match.
        wanted: Names of facets.
    """
    paragraphs = np.bincount(
        snapshot.article_numbers[rows], minlength=sum(s.articles for s in snapshot.segments)
    )
    matching = np.flatnonzero(paragraphs)
    return tuple(
        Facet(name, _people(snapshot, rows, name))
        if name in _PEOPLE
        else Facet(name, _counted(*_values(snapshot, name, matching), paragraphs[matching], name))
        for name in dict.fromkeys(wanted)
    )


def _people(snapshot: Snapshot, rows: NDArray[np.bool_], name: str) -> tuple[FacetCount, ...]:
    """Count who speaks most in the paragraphs that match, or is spoken of; names in full alone."""
    total: dict[str, list[int]] = {}
    for base, segment, stored in zip(
        snapshot.bases, snapshot.segments, snapshot.stored_statements, strict=False
    ):
        if stored is None:
            continue
        if name == "speaker":
            own, numbers = stored.rows(segment.first_rows) + base, stored.speakers
        else:
            places, numbers = stored.people(segment.first_rows)
            own = places + base
        counted = rows[own] & (numbers != NOBODY)
        found, speaking = own[counted], numbers[counted].astype(np.int64)
        # No row and no article is in two segments, so that what each counts adds up.
        paragraphs = _distinct(speaking, found)
        articles = _distinct(speaking, snapshot.article_numbers[found])
        for number in np.flatnonzero(paragraphs).tolist():
            sums = total.setdefault(stored.names[number], [0, 0])
            sums[0] += int(paragraphs[number])
            sums[1] += int(articles[number])
    named = _once({one: sums for one, sums in total.items() if _is_name(one, total)})
    first = nsmallest(MOST_PEOPLE, ((-sums[1], -sums[0], one) for one, sums in named.items()))
    return tuple(FacetCount(one, -paragraphs, -articles) for articles, paragraphs, one in first)


def _once(counted: dict[str, list[int]]) -> dict[str, list[int]]:
    """Return the counts of names with those of the same with an initial added: Ada J. Wells.

    No article has both, for each gives one name to whoever it speaks of. Where two have other
    initials, nobody knows which of them is meant without.
    """
    longer: dict[str, list[str]] = {}
    for name in counted:
        first, *rest = name.split()
        short = " ".join([first, *(word for word in rest if not _INITIAL.fullmatch(word))])
        if short != name and short in counted:
            longer.setdefault(short, []).append(name)
    found = dict(counted)
    for short, names in longer.items():
        if len(names) == 1:
            sums = [a + b for a, b in zip(found.pop(short), found.pop(names[0]), strict=True)]
            found[max(short, names[0], key=lambda name: (counted[name][1], name))] = sums
    return found


def _is_name(speaker: str, every: Collection[str]) -> bool:
    """Tell whether it is somebody's name, not what says no more than dealers, or the company.

    Args:
        speaker: As an article gives it.
        every: All that are known: "Dealers" is no name where others write dealers.
    """
    words = speaker.split()
    if not words or words[0] in ("a", "an") or (speaker.lower() in every and not speaker.islower()):
        return False
    while words and analyzer.fold(words[0]) in STOP_WORDS:
        words = words[1:]
    return any(word[0].isupper() for word in words) and len("".join(words)) > 1


def _distinct(keys: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count, for each key, the distinct values that stand beside it."""
    wide = int(values.max(initial=0)) + 1
    return np.bincount(np.unique(keys * wide + values) // wide)


def _values(
    snapshot: Snapshot, name: str, articles: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Callable[[int], str]]:
    """Return a number for the value of each article, and what the numbers mean."""
    if name in _DATE_CHARS:
        days = snapshot.days[articles]
        periods, numbers = np.unique(days, axis=0, return_inverse=True)
        texts = [_period(int(a), int(b), _DATE_CHARS[name]) for a, b in periods]
        distinct = sorted(set(texts))
        number = {text: at for at, text in enumerate(distinct)}
        place = np.array([number[text] for text in texts], np.int64)
        return place[numbers.reshape(-1)], distinct.__getitem__
    known = sorted(
        {value for segment in snapshot.segments for value in segment.lookup.names(name)}  # type: ignore[arg-type]
    )
    number_of = {value: number for number, value in enumerate(known)}
    parts = []
    for segment in snapshot.segments:
        mine = segment.lookup.names(name)  # type: ignore[arg-type]
        own = np.array([number_of[value] for value in mine], np.int64)
        parts.append(own[segment.lookup.numbers(name)])  # type: ignore[arg-type]
    return joined(parts, np.int64)[articles], known.__getitem__


def _period(first: int, last: int, chars: int) -> str:
    """Return the year, month or day of a date; the year of one that has no month."""
    return UNKNOWN if first == UNDATED else written(first, last)[:chars]


def _counted(
    numbers: NDArray[np.int64],
    meaning: Callable[[int], str],
    paragraphs: NDArray[np.int64],
    name: str,
) -> tuple[FacetCount, ...]:
    """Count: dates in their order, all else most frequent first, the unknown last."""
    articles = np.bincount(numbers)
    total = np.bincount(numbers, paragraphs)
    found = [
        FacetCount(meaning(at), int(total[at]), int(articles[at]))
        for at in np.flatnonzero(articles).tolist()
    ]
    if name in _DATE_CHARS:
        return tuple(sorted(found, key=lambda one: (one.value == UNKNOWN, one.value)))
    return tuple(sorted(found, key=lambda one: (one.value == UNKNOWN, -one.articles, one.value)))
