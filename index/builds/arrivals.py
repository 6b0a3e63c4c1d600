"""Arrivals of a build: when each article that was read came as it is.

One that the last generation has with the same bytes keeps what was known of it, whether it was read
anew (`full`, another version of this program) or moved. All others come with the generation that is
being built.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import replace

from index.builds.changes import Changes
from index.builds.inventory import Location, Stored
from index.builds.staging import Staged
from index.segments.arrivals import Arrival
from index.segments.records import StoredArticle


def arrivals(
    found: Changes, last: Stored | None, *, full: bool, generation: int
) -> dict[str, Arrival]:
    """Return when each article that was read came, by id.

    Args:
        found: What was read.
        last: The last generation, if there is one that can be read.
        full: Whether all of it is read anew, so that `found` does not say what had been there.
        generation: The one that is being built.
    """
    now = Arrival(generation, int(time.time()))
    places = _places(found, last, full=full)
    numbers = {entry.id: number for number, entry in enumerate(found.read.entries)}
    came = dict.fromkeys(numbers, now)
    left: defaultdict[str, deque[Arrival]] = defaultdict(deque)
    for article_id, (position, at) in sorted(places.items()):
        assert last is not None
        had, arrived = last.stored_at(position, at)
        if article_id not in numbers:
            left[had.stamp.sha256].append(arrived)
        elif _is_same(had, found.read[numbers[article_id]]):
            came[article_id] = arrived
    for entry in found.read.entries:
        if entry.id not in places and left.get(entry.sha256):
            came[entry.id] = left[entry.sha256].popleft()
    return came


def _places(found: Changes, last: Stored | None, *, full: bool) -> Mapping[str, Location]:
    """Return where the articles are stored that go, or that were read anew."""
    if last is None:
        return {}
    if full:
        return {
            stored.article.id: (position, number)
            for position, number, stored in last.each_article()
        }
    return found.replaced


def _is_same(had: StoredArticle, read: Staged) -> bool:
    """Tell whether an article is as it was: by its bytes, and at hand by what is said of it too."""
    if had.stamp.sha256 != read.stamp.sha256:
        return False
    given = replace(had.article, added=None, added_in=None)
    is_of_a_file = bool(had.stamp.size or had.stamp.record)
    return is_of_a_file or replace(read.article, text="") == given
