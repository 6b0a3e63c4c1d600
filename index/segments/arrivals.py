"""Arrivals: when each article of a segment came into the index, or last changed, as a part.

generations   (articles,) int64: the generation that was the first to have it as it is
seconds       (articles,) int64: when that was built, in seconds since 1970, UTC

Both are 0 where it is not known: an index of an earlier version did not keep it.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.segments.packed import Packed
from index.types import Article, Paragraph

NAME, VERSION = "arrivals", 1

LATEST = 253_402_300_799
"""The last second of the year 9999, beyond which there are no dates."""


class Arrival(NamedTuple):
    """When an article came as it is: the generation, and seconds since 1970, UTC."""

    generation: int
    seconds: int

    @property
    def time(self) -> str:
        """The same in ISO 8601."""
        return datetime.fromtimestamp(self.seconds, UTC).isoformat()


UNKNOWN = Arrival(0, 0)


class ArrivalWriter:
    """Collects when articles came."""

    name = NAME
    version = VERSION

    def __init__(self, came: Mapping[str, Arrival]) -> None:
        """Take when articles came, by id; of others it is not known."""
        self._came = came
        self._generations, self._seconds = array("q"), array("q")

    def add(self, article: Article, paragraphs: Sequence[Paragraph]) -> None:
        """Take in the next article."""
        self._take(self._came.get(article.id, UNKNOWN))

    def copy(self, part: Packed, number: int) -> None:
        """Take over when another segment's article came."""
        self._take(Arrivals(part).of(number))

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return what is written."""
        return {
            "generations": np.frombuffer(self._generations, np.int64),
            "seconds": np.frombuffer(self._seconds, np.int64),
        }

    def _take(self, one: Arrival) -> None:
        self._generations.append(one.generation)
        self._seconds.append(one.seconds)


class Arrivals:
    """When the articles of one segment came."""

    def __init__(self, part: Packed) -> None:
        self._generations, self._seconds = part.array("generations"), part.array("seconds")

    def of(self, number: int) -> Arrival:
        """Return when an article came.

        Raises:
            ValueError: What is written there is no time.
        """
        found = Arrival(int(self._generations[number]), int(self._seconds[number]))
        if found.generation < 0 or not 0 <= found.seconds <= LATEST:
            raise ValueError(f"article {number} came at no time")
        return found
