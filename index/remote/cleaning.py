"""Cleaning: collections that no generation names any more are dropped, after a time of grace."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime

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


def clean(server: Server, *, keep: int, now: float | None = None) -> list[str]:
    """Drop what no generation that is kept names; return the collections that were dropped.

    Args:
        server: Where the index is.
        keep: Generations to keep, at least 1; those replaced a short while ago are kept too.
        now: UTC seconds; by default the clock's.

    Raises:
        IndexBusyError: Somebody is publishing.
    """
    at = time.time() if now is None else now
    control = Control(server)
    run = Run(server, None, lambda step: None).name
    with control.claimed(run):
        every = control.published()
        gone = [one for one, kept in zip(every, _kept(every, keep, at), strict=True) if not kept]
        needed: set[str] = set()
        for one in every:
            if one not in gone:
                needed |= control.opened(one).runs()
        unneeded: set[str] = set()
        for one in gone:
            unneeded |= control.opened(one).runs() - needed
        listed = [c for c in server.collections() if _run_of(server, c) in unneeded]
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
        began = _began(_run_of(server, collection))
        is_old = began is not None and at - began > ABANDONED_SECONDS
        if is_old and _run_of(server, collection) not in needed:
            server.drop(collection)
            done.append(collection)
    return done


def _kept(published: Sequence[Published], keep: int, now: float) -> list[bool]:
    """Tell of each generation whether it is kept."""
    times = [datetime.fromisoformat(one.created).timestamp() for one in published]
    recent = [now - after < GRACE_SECONDS for after in times[1:]] + [True]
    return [is_recent or at >= len(published) - keep for at, is_recent in enumerate(recent)]


def _run_of(server: Server, collection: str) -> str:
    """Return the run, or segment, that a collection of this index belongs to, or nothing."""
    index, _, rest = collection.partition("__")
    return rest.rpartition("__")[0] if index == server.address.name else ""


def _began(run: str) -> float | None:
    """Return when a run began, UTC seconds."""
    try:
        return datetime.strptime(run[1:15], "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
