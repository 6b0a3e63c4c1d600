"""Occurrences of terms, and of pairs of neighbouring terms, in a segment, by row and by article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.segments.postings import Postings, edges, occurrence_keys, ranges
from index.segments.postings import TermPostings as Every
from index.segments.segment import Segment

PAIR = " "
"""Between the terms of a pair; no term has a blank."""


class Occurrences(NamedTuple):
    """Where some things occur, and how often.

    Attributes:
        names: What occurs: terms, or pairs of them with a blank between.
        body: `(n, 2)` int64: the number of a name, and a row, each once.
        body_counts: `(n,)` int64.
        titles, title_counts: The same of articles' titles, with articles in place of rows.
    """

    names: Sequence[str]
    body: NDArray[np.int64]
    body_counts: NDArray[np.int64]
    titles: NDArray[np.int64]
    title_counts: NDArray[np.int64]


def of_terms(segment: Segment) -> Occurrences:
    """Return where stems occur."""
    return _of(segment.body, segment.title)


def of_words(segment: Segment) -> Occurrences:
    """Return where whole words occur."""
    return _of(segment.lookup.words, segment.lookup.titles)


def _of(body: Postings, title: Postings) -> Occurrences:
    numbers, names = _numbered(body, title)
    of_titles = numbers[_term_numbers(title)]
    return Occurrences(
        names,
        np.column_stack([_term_numbers(body), body.arrays["rows"]]).astype(np.int64),
        body.arrays["frequencies"].astype(np.int64),
        np.column_stack([of_titles, title.arrays["rows"]]).astype(np.int64),
        title.arrays["frequencies"].astype(np.int64),
    )


def of_pairs(segment: Segment) -> Occurrences:
    """Return where two terms directly follow each other."""
    numbers, names = _numbered(segment.body, segment.title)
    body, body_counts = _pairs(segment.body, np.arange(len(segment.body)), len(names))
    title, title_counts = _pairs(segment.title, numbers, len(names))
    pairs, which = np.unique(np.concatenate([body[:, 0], title[:, 0]]), return_inverse=True)
    firsts, seconds = np.divmod(pairs, max(1, len(names)))
    named = [
        f"{names[first]}{PAIR}{names[second]}"
        for first, second in zip(firsts.tolist(), seconds.tolist(), strict=True)
    ]
    body[:, 0], title[:, 0] = which[: len(body)], which[len(body) :]
    return Occurrences(named, body, body_counts, title, title_counts)


def _numbered(body: Postings, title: Postings) -> tuple[NDArray[np.int64], list[str]]:
    """Return the number of each term of titles, and all terms by number, the body's first."""
    names = list(body.terms)
    known = {term: number for number, term in enumerate(names)}
    numbers = [known.setdefault(term, len(known)) for term in title.terms]
    return np.array(numbers, np.int64), list(known)


def _term_numbers(postings: Postings) -> NDArray[np.int64]:
    """Return the number of the term of each posting."""
    counts = np.diff(postings.arrays["pointers"])
    return np.repeat(np.arange(len(counts)), counts)


def _pairs(
    postings: Postings, numbers: NDArray[np.int64], terms: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return `(n, 2)` pairs, as first * terms + second, with their rows, and how often each is."""
    arrays = postings.arrays
    frequencies = arrays["frequencies"]
    every = Every(arrays["rows"], frequencies, arrays["positions"])
    places = occurrence_keys(every)
    named = numbers[np.repeat(_term_numbers(postings), frequencies)]
    order = np.argsort(places, kind="stable")
    places, named = places[order], named[order]
    begins = np.searchsorted(places, places + 1, side="left")
    counts = np.searchsorted(places, places + 1, side="right") - begins
    follows = ranges(begins, counts)
    pairs = np.repeat(named, counts) * terms + named[follows]
    # Position 65535 of a row and 0 of the next one are neighbours in number only.
    rows = np.repeat(places >> 16, counts)
    same = rows == places[follows] >> 16
    both = np.column_stack([pairs[same], rows[same]])
    found, often = np.unique(both, axis=0, return_counts=True)
    return found.astype(np.int64).reshape(-1, 2), often.astype(np.int64)


def by_row(numbers: NDArray[np.int64], rows: NDArray[np.int64], count: int) -> list[list[int]]:
    """Return the numbers in each of `count` rows."""
    order = np.argsort(rows, kind="stable")
    bounds = edges(np.bincount(rows, minlength=count)).tolist()
    ordered = numbers[order].tolist()
    return [ordered[first:last] for first, last in pairwise(bounds)]
