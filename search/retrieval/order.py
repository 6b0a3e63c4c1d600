"""Order of rows: by score, ties by article id and offset, never by row number."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.generations.arrivals import Arrivals
from index.generations.snapshot import Snapshot
from index.segments.attributes import UNDATED
from search.types import Sort

RANKED_ARTICLES = 200_000
"""Of so many articles at most the order of ids is worked out as soon as a tie needs it: that takes
.1 s for 100,000, and a tie between two segments then costs nothing."""


class Order:
    """Puts rows of one snapshot in order. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, *, one_shot: bool) -> None:
        """Take whose rows, and whether a single query is to be put in order."""
        self._snapshot = snapshot
        self._one_shot = one_shot

    def by_score(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the places of ascending `rows` by score."""
        order = np.argsort(-scores, kind="stable")
        ordered = scores[order]
        segments = np.searchsorted(self._snapshot.bases, rows[order], side="right")
        # Rows are ascending, and within a segment in order of articles and offsets.
        tied = (ordered[1:] == ordered[:-1]) & (segments[1:] != segments[:-1])
        if not tied.any():
            return order
        if self._is_ranked:
            ranks = self._snapshot.article_ranks[self._snapshot.article_numbers[rows]]
            return np.lexsort((rows, ranks, -scores))
        start = 0
        for end in [*(np.flatnonzero(np.diff(ordered)) + 1).tolist(), len(ordered)]:
            if tied[start : end - 1].any():
                places = order[start:end].tolist()
                passages = {at: self._snapshot.passage(int(rows[at])) for at in places}
                places.sort(key=lambda at: (passages[at].article.id, passages[at].start))
                order[start:end] = places
            start = end
        return order

    def by_day(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the places of `rows` by score, then newest first."""
        articles = self._snapshot.article_numbers[rows]
        ranks = self._snapshot.article_ranks[articles] if len(rows) else articles
        days = self._snapshot.days[articles, 0] if len(rows) else articles
        return np.lexsort((rows, ranks, -days, -scores))

    def newest(self, among: NDArray[np.bool_], count: int, sort: Sort) -> NDArray[np.int64]:
        """Return ascending rows of the newest articles, `count` of those among `(rows,)` some.

        Args:
            among: Which rows.
            count: How many.
            sort: By when they came, if it is "added"; else by their dates.
        """
        rows = np.flatnonzero(among)
        order = self.newest_first(rows, np.zeros(len(rows)), sort)
        return np.sort(rows[order[:count]])

    def newest_first(
        self, rows: NDArray[np.int64], scores: NDArray[np.float64], sort: Sort
    ) -> NDArray[np.int64]:
        """Return the places of `rows` by date, or by when they came and then by date; then score.

        Those without a date are behind those with one, and likewise what came nobody knows when.
        """
        if not len(rows):
            return rows
        articles = self._snapshot.article_numbers[rows]
        keys = [rows, self._snapshot.article_ranks[articles], -scores]
        keys.append(-self._snapshot.days[articles, 0])
        if sort == "added":
            keys.append(-Arrivals.of(self._snapshot).generations[articles])
        return np.lexsort(keys)

    def undated(self, rows: NDArray[np.int64], sort: Sort) -> int:
        """Return how many of `rows` have no date, or came nobody knows when."""
        articles = self._snapshot.article_numbers[rows]
        if sort == "added":
            return int(np.count_nonzero(Arrivals.of(self._snapshot).generations[articles] == 0))
        return int(np.count_nonzero(self._snapshot.days[articles, 0] == UNDATED))

    @cached_property
    def _is_ranked(self) -> bool:
        """Whether it pays to know the order of all articles: for more than one query."""
        segments = self._snapshot.segments
        few = sum(segment.articles for segment in segments) <= RANKED_ARTICLES
        return few and not self._one_shot and all(segment.has_lookup for segment in segments)
