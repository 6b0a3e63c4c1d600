"""Upkeep after a generation was published: small segments are merged, and leftovers dropped."""

from __future__ import annotations

import contextlib

from index.errors import IndexBusyError
from index.remote import cleaning, compaction
from index.remote.generation import Generation
from index.remote.segment_upload import OnProgress
from index.remote.server import Server


def tidy(
    server: Server, progress: OnProgress, *, keep: int, purge: bool = False
) -> Generation | None:
    """Merge small segments and clean up; return what was published, if anything was.

    Where somebody else publishes meanwhile it is left to him: what was asked for is published
    already. Not so with `purge`, which is not done before what was removed is gone.

    Args:
        server: Where the index is.
        progress: Called with each step.
        keep: Generations to keep.
        purge: Whether whatever was removed has to be gone at once.

    Raises:
        IndexBusyError: Somebody else publishes, and `purge`.
    """
    merged = None
    busy = () if purge else (IndexBusyError,)
    with contextlib.suppress(*busy):
        merged = compaction.compact(server, progress, purge=purge)
        cleaning.clean(server, keep=1 if purge else keep, purge=purge)
    return merged
