"""Compaction: small segments of an index on a server become one, as merges do in a folder.

Payloads are copied; nothing is encoded or counted again. Each is a generation of its own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from index.generations.publication import now
from index.remote.articles import Articles
from index.remote.assembly import assembled
from index.remote.generation import Control, Generation, Part
from index.remote.payloads import id_of
from index.remote.publication import Run
from index.remote.segment_upload import OnProgress
from index.remote.server import Server
from index.remote.statistics import TermStatistics
from index.types import Progress

FACTOR = 8
"""Segments of a tier, and runs' counts of terms, that are made one, as `builds/merging.py` does."""

LOWEST_ROWS, HIGHEST_ROWS = 64, 50_000
"""Tiers begin at the first; a segment of more than the second is left alone: what is merged is held
in memory, some 7 KB a paragraph."""

REMOVED_SHARE = 0.2
"""A segment with more of its paragraphs removed than this is rewritten."""


def compact(server: Server, progress: OnProgress, *, purge: bool = False) -> Generation | None:
    """Merge until nothing is to be merged; return what was published last, if anything was.

    Args:
        server: Where the index is.
        progress: Called with each step.
        purge: Whether to rewrite whatever still holds something that was removed.

    Raises:
        IndexBusyError: Somebody else published meanwhile.
    """
    published = None
    while True:
        current = Control(server).current()
        chosen = _chosen(current)
        if purge and not chosen:
            chosen = tuple(part for part in current.parts if part.dead)[:1]
        summed = len(current.terms) > (1 if purge else FACTOR)
        if not chosen and not summed:
            return published
        progress(Progress("merging", 0, None))
        published = _merged(server, current, chosen, progress, summed=summed)


def _chosen(generation: Generation) -> tuple[Part, ...]:
    """Return the segments to merge now."""
    tiers: dict[int, list[Part]] = {}
    for part in generation.parts:
        rows = part.entry.paragraphs
        if rows <= HIGHEST_ROWS:
            tier = int(np.log(max(rows, LOWEST_ROWS) / LOWEST_ROWS) / np.log(FACTOR))
            tiers.setdefault(tier, []).append(part)
            if part.rows - rows > REMOVED_SHARE * part.rows:
                return (part,)
    full = [parts for _, parts in sorted(tiers.items()) if len(parts) >= FACTOR]
    return tuple(full[0]) if full else ()


def _merged(
    server: Server,
    current: Generation,
    chosen: tuple[Part, ...],
    progress: OnProgress,
    *,
    summed: bool,
) -> Generation:
    """Publish a generation in which some segments are one, and all counts of terms, if `summed`."""
    run = Run(server, current, progress, began=current.key)
    parts = [part for part in current.parts if part not in chosen]
    if chosen:
        parts.append(_one(run, current, chosen))
    terms = current.terms
    if summed:
        terms = tuple(run.write_terms(TermStatistics(server, current).every()))
    manifest = replace(
        current.manifest,
        generation=current.manifest.generation + 1,
        created=now(),
        segments=tuple(part.entry for part in parts),
    )
    return run.announce(replace(current, manifest=manifest, parts=tuple(parts), terms=terms))


def _one(run: Run, current: Generation, chosen: tuple[Part, ...]) -> Part:
    """Upload the live articles of some segments as one."""
    places = [
        (part.entry.name, number)
        for part in chosen
        for number in sorted({*range(part.articles)} - {*part.dead})
    ]
    flags = {part.entry.name: frozenset(part.flagged) for part in chosen}
    read = Articles(run.server).read(places)
    ordered = sorted(read.items(), key=lambda one: id_of(one[1]))
    segment = assembled(
        [payload for _, payload in ordered],
        called=str(run.server.address),
        dimension=current.dimension,
        half=current.half,
    )
    flagged = []
    for number, ((name, _), payload) in enumerate(ordered):
        first, last = segment.first_rows[number : number + 2].tolist()
        shift = int(payload.array("first_row")[0]) - first
        flagged += [row for row in range(first, last) if row + shift in flags[name]]
    part = run.add([segment])
    entry = replace(part.entry, flagged=len(flagged))
    return replace(part, entry=entry, flagged=tuple(flagged))
