"""Arrivals in a snapshot: when each article came, numbered through all segments."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot, joined
from index.segments import arrivals


class Arrivals(NamedTuple):
    """When articles came as they are; 0 where it is not known. Both `(articles,)` int64.

    Attributes:
        generations: The first generation that has each.
        seconds: When that was built, since 1970, UTC.
    """

    generations: NDArray[np.int64]
    seconds: NDArray[np.int64]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Arrivals:
        """Return when the articles of a snapshot came, removed ones included."""
        names = ("generations", "seconds")
        found: dict[str, list[NDArray[np.int64]]] = {name: [] for name in names}
        for segment in snapshot.segments:
            part = segment.part(arrivals.NAME, arrivals.VERSION)
            for name in names:
                there = part.array(name) if part else np.zeros(segment.articles, np.int64)
                found[name].append(there)
        return cls(*(joined(found[name], np.int64) for name in names))
