"""Filters as rows: the articles that they let through, and what is odd about a filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.errors import QueryError
from index.generations.arrivals import Arrivals
from index.generations.snapshot import Snapshot, joined
from index.segments.attributes import UNDATED, Fact
from search.query import added, dates
from search.query.added import Since
from search.query.options import Filters
from search.retrieval.expansion import wildcard

NAMES_SHOWN = 10
"""Known names that are listed where one is not known."""

Articles = NDArray[np.bool_]
"""`(articles,)` over all segments, removed articles included."""

Rows = NDArray[np.bool_]
"""`(rows,)` over the whole snapshot, removed rows included."""


def check_filters(filters: Filters, now: date | None = None) -> None:
    """Raise QueryError where a filter makes no sense."""
    today = dates.today(now)
    since, until = _day(filters.since, "since", 0, today), _day(filters.until, "until", 1, today)
    if since is not None and until is not None and since > until:
        raise QueryError(
            f"since {filters.since} is after until {filters.until}, so nothing can match; swap them"
        )
    if filters.added_since is not None and _since(filters.added_since, today) is None:
        raise QueryError(
            f"added_since {filters.added_since!r} is no generation and no date; give one such as"
            f" {added.KNOWN}"
        )
    for name in ("sources", "languages", "paths", "speakers"):
        values = getattr(filters, name)
        if isinstance(values, str) or not all(isinstance(value, str) for value in values):
            raise QueryError(f"{name} of a filter must be a tuple of texts, not {values!r}")


def allowed_rows(
    snapshot: Snapshot, filters: Filters, now: date | None = None
) -> tuple[Rows, list[str]]:
    """Return which rows some filters let through, and what is odd about them.

    Args:
        snapshot: The index.
        filters: Which articles.
        now: Today, for dates in words; by default today in UTC.

    Raises:
        QueryError: A filter makes no sense.
        IndexFormatError: The index was made before there were filters.
    """
    check_filters(filters, now)
    today = dates.today(now)
    notes: list[str] = []
    is_whole = snapshot.statistics is None  # what is on a server is not all here
    masks: list[Articles] = [np.ones(len(snapshot.days), bool)]
    for fact, wanted in (("source", filters.sources), ("language", filters.languages)):
        if wanted:
            masks.append(one_of(snapshot, fact, wanted, notes))  # type: ignore[arg-type]
    if filters.since is not None or filters.until is not None:
        days = _day(filters.since, "since", 0, today), _day(filters.until, "until", 1, today)
        masks.append(dated(snapshot, *days))
        notes += undated_note(snapshot)
        notes += _dates_note(snapshot, masks[-1]) if is_whole else []
    if filters.added_since is not None:
        since = _since(filters.added_since, today)
        assert since is not None
        masks.append(came_since(snapshot, since))
        notes += arrival_note(snapshot, since)
    if filters.paths:
        fits = path_pattern(filters.paths)
        ids = (id_ for segment in snapshot.segments for id_ in segment.lookup.ids)
        masks.append(np.array([fits(id_) for id_ in ids], bool))
        if is_whole and not masks[-1].any():
            notes.append(f"the id of no article fits {' or '.join(filters.paths)}")
    rows = np.asarray(np.logical_and.reduce(masks)[snapshot.article_numbers])
    if filters.speakers:
        from search.retrieval import speech  # few queries ask who says it

        spoken = {one: speech.spoken_by(snapshot, one) for one in filters.speakers}
        notes += speech.missing_note(snapshot)
        silent = [one for one, said in spoken.items() if is_whole and not said.any()]
        notes += map(speech.nobody_note, silent)
        rows &= np.logical_or.reduce([*spoken.values()])
    return rows, notes


def dated(snapshot: Snapshot, first: int | None, last: int | None) -> Articles:
    """Return the articles whose whole date lies between two days; undated ones never do."""
    days = snapshot.days
    within = np.asarray(days[:, 0] != UNDATED)
    if first is not None:
        within &= days[:, 0] >= first
    if last is not None:
        within &= days[:, 1] <= last
    return within


def _dates_note(snapshot: Snapshot, within: Articles) -> list[str]:
    """Say of which days articles are, where none is of those that are wanted."""
    if within.any():
        return []
    live = snapshot.live_articles
    days = snapshot.days if live is None else snapshot.days[live]
    known = days[days[:, 0] != UNDATED]
    if not len(known):
        return []
    first, last = (date.fromordinal(int(day)) for day in (known[:, 0].min(), known[:, 1].max()))
    return [f"no article is of these dates; the oldest is of {first}, the newest of {last}"]


def undated_note(snapshot: Snapshot) -> list[str]:
    """Say how many live articles no date lets through, if there are any."""
    if snapshot.statistics is not None:
        count, every = snapshot.statistics.undated, snapshot.statistics.articles
    else:
        is_undated = snapshot.days[:, 0] == UNDATED
        live = snapshot.live_articles
        count = int(np.count_nonzero(is_undated if live is None else is_undated & live))
        every = len(is_undated) if live is None else int(np.count_nonzero(live))
    if not count:
        return []
    if count == every:
        return ["no article has a date, so dates let none through"]
    many = "1 article without a date is" if count == 1 else f"{count:,} articles without a date are"
    return [f"{many} left out by the dates"]


def came_since(snapshot: Snapshot, since: Since) -> Articles:
    """Return the articles that came or changed since; of others it may not be known."""
    generations, seconds = Arrivals.of(snapshot)
    if since.generation is not None:
        return np.asarray(generations > since.generation)
    assert since.seconds is not None
    return np.asarray((generations > 0) & (seconds >= since.seconds))


def arrival_note(snapshot: Snapshot, since: Since) -> list[str]:
    """Say how many live articles came nobody knows when, or that there is no such generation."""
    generation = snapshot.manifest.generation
    if since.generation is not None and since.generation > generation:
        return [f"nothing came after generation {since.generation}: the index has {generation}"]
    live = snapshot.live_articles
    is_unknown = Arrivals.of(snapshot).generations == 0
    count = int(np.count_nonzero(is_unknown if live is None else is_unknown & live))
    if not count:
        return []
    many = "1 article" if count == 1 else f"{count:,} articles"
    return [
        f"{many} left out: when they came is not known, for an earlier version indexed them; of"
        " what builds add or change from now on it is"
    ]


def articles_named(snapshot: Snapshot, fact: Fact, fits: Callable[[str], bool]) -> Articles:
    """Return the articles whose source, author or language fits."""
    parts = []
    for segment in snapshot.segments:
        fitting = np.array([fits(name) for name in segment.lookup.names(fact)], bool)
        parts.append(fitting[segment.lookup.numbers(fact)])
    return joined(parts, np.bool_)


def names(snapshot: Snapshot, fact: Fact) -> list[str]:
    """Return the distinct values that articles have, in alphabetical order."""
    if snapshot.statistics is not None:
        return sorted(snapshot.statistics.names(fact))
    return sorted({name for segment in snapshot.segments for name in segment.lookup.names(fact)})


def path_pattern(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return a test whether an article's id fits one of some patterns, or is in such a folder."""
    folders = [pattern.rstrip("/") for pattern in patterns]
    fits = [wildcard(part) for folder in folders for part in (folder, f"{folder}/*")]
    return lambda id_: any(test(id_) for test in fits)


def one_of(snapshot: Snapshot, fact: Fact, wanted: Sequence[str], notes: list[str]) -> Articles:
    """Return the articles that have one of some values, in any case."""
    folded = {value.strip().casefold() for value in wanted}
    known = names(snapshot, fact)
    for value in wanted:
        if value.strip().casefold() not in {name.casefold() for name in known}:
            notes.append(unknown_name(fact, value, known))
    return articles_named(snapshot, fact, lambda name: name.casefold() in folded)


def unknown_name(fact: Fact, value: str, known: Sequence[str]) -> str:
    """Say that no article has this source, author or language, and which ones there are."""
    shown = ", ".join(name for name in known[:NAMES_SHOWN] if name)
    more = f" and {len(known) - NAMES_SHOWN:,} more" if len(known) > NAMES_SHOWN else ""
    return f"no article has the {fact} {value!r}; there are {shown}{more}"


def _since(text: object, now: date) -> Since | None:
    return added.since(text, now) if isinstance(text, str) else None


def _day(text: str | None, name: str, end: int, now: date) -> int | None:
    """Return the first (`end` 0) or last (1) day of a date."""
    if text is None:
        return None
    days = dates.period(text, now) if isinstance(text, str) else None
    if days is None:
        raise QueryError(f"{name} {text!r} is no date; give one such as {dates.KNOWN}")
    return days[end]
