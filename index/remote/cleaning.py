"""Cleaning: collections that no generation names any more are dropped, after a time of grace."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from index.errors import IndexDamagedError, IndexFormatError
from index.remote.generation import Control, Published
from index.remote.publication import Run
from index.remote.server import Server

GRACE_SECONDS = 600.0
"""A generation is kept for so long after the next one was published, however many are kept: a
request that began with it may still run."""

ABANDONED_SECONDS = 7 * 24 * 3600.0
"""What no generation names is dropped when it is older: until then it may be of a build that runs,
or of shards that wait for each other."""

DROPPED = "dropped"
"""What keys of lists of collections that are being dropped begin with: if whoever drops them dies,
the next one goes on."""


def clean(server: Server, *, keep: int, purge: bool = False, now: float | None = None) -> list[str]:
    """Drop what no generation that is kept names; return the collections that were dropped.

    Args:
        server: Where the index is.
        keep: Generations to keep, at least 1; those replaced a short while ago are kept too.
        purge: Whether what is not among those goes at once, without a time of grace.
        now: UTC seconds; by default the clock's.

    Raises:
        IndexBusyError: Somebody is publishing.
    """
    at = time.time() if now is None else now
    control = Control(server)
    run = Run(server, None, lambda step: None).name
    with control.claimed(run):
        every = control.published()
        kept = _kept(every, keep, 0.0 if purge else GRACE_SECONDS, at)
        gone = [one for one, stays in zip(every, kept, strict=True) if not stays]
        name = server.address.name
        needed: set[str] = set()
        unneeded: set[str] = set()
        for one, stays in zip(every, kept, strict=True):
            with contextlib.suppress(IndexDamagedError, IndexFormatError):  # then age decides
                (needed if stays else unneeded).update(control.opened(one).collections(name))
        listed = sorted(unneeded - needed)
        if gone:
            control.put(f"{DROPPED}/{run}", {"collections": listed})
            control.forget([one.key for one in gone])
        dropped = list(control.kept_data(f"{DROPPED}/").items())
    done: list[str] = []
    for key, data in dropped:
        for collection in json.loads(data)["collections"]:
            server.drop(collection)
            done.append(collection)
        control.forget([key])
    for collection in server.collections():
        began = _began(collection, server.address.name)
        is_old = began is not None and at - began > ABANDONED_SECONDS
        if is_old and collection not in needed:
            server.drop(collection)
            done.append(collection)
    return done


def _kept(published: Sequence[Published], keep: int, grace: float, now: float) -> list[bool]:
    """Tell of each generation whether it is kept."""
    times = [datetime.fromisoformat(one.created).timestamp() for one in published]
    recent = [now - after < grace for after in times[1:]] + [True]
    return [is_recent or at >= len(published) - keep for at, is_recent in enumerate(recent)]


def _began(collection: str, index: str) -> float | None:
    """Return when the run began that wrote a collection of an index, UTC seconds."""
    owner, _, rest = collection.partition("__")
    try:
        began = datetime.strptime(rest[1:15], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return began.timestamp() if owner == index else None
