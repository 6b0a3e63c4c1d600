"""Boilerplate: paragraphs that an outlet prints under everything, from counts over the whole index.

A paragraph that recurs, word for word, in many articles of an outlet says nothing of any of them: a
newsletter's plea, a copyright line, "click here". Copies of an article are something else: there
most paragraphs recur together. So a paragraph is boilerplate if it stands in enough articles of its
outlet that for the most part are their own. The answer depends on what is live, and on nothing
else: not on the order of updates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Printed(Protocol):
    """What has to be known of the rows of a segment; see `segments/segment.py`."""

    @property
    def articles(self) -> int: ...
    @property
    def paragraphs(self) -> NDArray[np.int64]: ...
    @property
    def keys(self) -> NDArray[np.uint8]: ...
    def outlets(self) -> NDArray[np.uint64]:
        """Return a number for the outlet of each article, equal for equal ones."""


LEAST_ARTICLES = 5
"""A paragraph that stands in fewer articles of an outlet is none."""

LEAST_OUTLET = 10
"""Of an outlet with fewer articles nothing is known."""

SPREAD = 1.0
"""It stands in at least so many times the square root of the number of the outlet's articles: in
10 of 100, in 100 of 10,000. A share alone would miss what was printed for a month in an archive of
years; a number alone would take phrases that any large archive repeats."""

OWN_SHARE = 0.5
"""An article counts if at least this share of its characters does not recur: else it is a copy."""


def find(segments: Sequence[Printed], dead: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Return which rows are boilerplate.

    Args:
        segments: Of one generation.
        dead: For each the numbers of its removed articles.

    Returns:
        For each segment the ascending numbers of its rows, int64; removed articles have none.
    """
    rows = _Rows(segments, dead)
    needed = np.maximum(LEAST_ARTICLES, SPREAD * np.sqrt(rows.outlet_sizes))
    needed[rows.outlet_sizes < LEAST_OUTLET] = np.inf
    recurs = rows.articles_with_text(np.ones(len(rows.texts), bool)) >= needed[rows.outlets]
    own = 1 - _shares(rows, recurs)
    counted = recurs & (own >= OWN_SHARE)[rows.articles]
    flagged = recurs & (rows.articles_with_text(counted) >= needed[rows.outlets])
    return [
        rows.numbers[flagged & (rows.segments == position)] for position in range(len(segments))
    ]


class _Rows:
    """The live rows of all segments.

    Attributes:
        segments, numbers: `(n,)` int64: where each row is.
        articles: `(n,)` int64: of each row, numbered through all segments.
        lengths: `(n,)` int64, characters.
        outlets: `(n,)` int64: of each row's article, numbered.
        outlet_sizes: `(outlets,)` int64, live articles of each outlet.
        texts: `(n,)` int64: equal for equal texts of one outlet.
    """

    def __init__(self, segments: Sequence[Printed], dead: Sequence[NDArray[np.int64]]) -> None:
        parts: list[list[NDArray[np.int64]]] = []
        keys: list[NDArray[np.uint64]] = []
        named: list[NDArray[np.uint64]] = []
        base = 0
        for position, (segment, gone) in enumerate(zip(segments, dead, strict=True)):
            alive = np.ones(segment.articles, bool)
            alive[gone] = False
            table = np.asarray(segment.paragraphs)
            live = np.flatnonzero(alive[table[:, 0]])
            parts.append(
                [
                    np.full(len(live), position, np.int64),
                    live.astype(np.int64),
                    table[live, 0] + base,
                    table[live, 2] - table[live, 1],
                ]
            )
            keys.append(np.ascontiguousarray(segment.keys[live, :8]).view(np.uint64).reshape(-1))
            named.append(segment.outlets()[table[live, 0]])
            base += segment.articles
        columns = [np.concatenate([part[at] for part in parts]) for at in range(4)]
        self.segments, self.numbers, self.articles, self.lengths = columns
        _, self.outlets = np.unique(np.concatenate(named), return_inverse=True)
        _, first = np.unique(self.articles, return_index=True)
        self.outlet_sizes = np.bincount(self.outlets[first]).astype(np.float64)
        _, of_key = np.unique(np.concatenate(keys), return_inverse=True)
        _, self.texts = np.unique(
            of_key * len(self.outlet_sizes) + self.outlets, return_inverse=True
        )

    def articles_with_text(self, counted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count for each row the articles of its outlet with its text, among some rows."""
        size = int(self.articles.max(initial=0)) + 1
        pairs = np.unique(self.texts[counted] * size + self.articles[counted]) // size
        counts = np.bincount(pairs, minlength=int(self.texts.max(initial=0)) + 1)
        return np.asarray(counts[self.texts], np.int64)


def _shares(rows: _Rows, recurs: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return for each article the share of its characters that recur."""
    size = int(rows.articles.max(initial=0)) + 1
    lengths = np.bincount(rows.articles, weights=rows.lengths, minlength=size)
    recurring = np.bincount(rows.articles, weights=rows.lengths * recurs, minlength=size)
    return np.asarray(recurring / np.maximum(lengths, 1), np.float64)
