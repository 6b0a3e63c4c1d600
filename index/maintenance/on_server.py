"""Maintenance of an index on a server: edits, rollback, synonyms, and what an export reads."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from index.builds.inventory import Stored
from index.builds.server_builder import seen_files
from index.errors import EmptyBuildError, GenerationNotFoundError
from index.generations.manifest import Manifest
from index.generations.publication import KEEP_GENERATIONS, now
from index.remote import upkeep
from index.remote.address import checked, refuse_address
from index.remote.articles import Articles
from index.remote.generation import Control
from index.remote.publication import Run
from index.remote.records import Records
from index.remote.server import Server
from index.remote.snapshot import PartialSnapshot
from index.types import Progress

if TYPE_CHECKING:
    from index.maintenance.edits import Edit

__all__ = ["publish_edit", "records", "refuse_address", "rollback", "snapshots", "synonyms"]

EXPORTED_AT_ONCE = 128
"""Articles that an export holds at once."""

Place = str | os.PathLike[str]


def publish_edit(place: Place, edit: Callable[[Stored], Edit], *, purge: bool) -> Manifest:
    """Publish what an edit makes of the current generation; see `edits.publish_edit`.

    Raises:
        IndexBusyError: Somebody else published while this ran.
        EmptyBuildError: Nothing would be left.
    """
    server = Server(checked(place))
    with contextlib.closing(server):
        last = Control(server).current()
        records = Records(server, last, None)
        change = edit(records)
        if len(change.gone) == last.manifest.articles:
            raise EmptyBuildError(
                f"nothing would be left in {server.address}; drop its collections to be rid of it"
            )
        gone: dict[str, list[int]] = {}
        for position, number in change.gone:
            name, at = records.place(position, number)
            gone.setdefault(name, []).append(at)
        had = change.synonyms is None
        run = Run(server, last, _ignore, began=last.key)
        new = run.publish(
            replace(
                change.manifest,
                generation=last.manifest.generation + 1,
                created=now(),
                files_digest="",
            ),
            gone,
            encoder=last.encoder,
            seen=seen_files(change.files),
            synonyms=last.synonyms if had else change.synonyms or "",
        )
        merged = upkeep.tidy(server, _ignore, keep=KEEP_GENERATIONS, purge=purge)
        return (merged or new).manifest


def rollback(generation: int, place: Place) -> Manifest:
    """Publish an older generation once more.

    Raises:
        GenerationNotFoundError: It is not kept.
        IndexBusyError: Somebody else published meanwhile.
    """
    server = Server(checked(place))
    with contextlib.closing(server):
        control = Control(server)
        published = control.published()
        chosen = next((one for one in published if one.generation == generation), None)
        if chosen is None:
            raise GenerationNotFoundError(
                f"{server.address} keeps no generation {generation}; `seedsearch status` lists"
                " those that it keeps"
            )
        current = published[-1]
        old = control.opened(chosen)
        manifest = replace(old.manifest, generation=current.generation + 1, created=now())
        run = Run(server, None, _ignore, began=current.key)
        return run.announce(replace(old, manifest=manifest), needed=chosen.key).manifest


def records(place: Place) -> Records:
    """Return the articles of an index without their texts."""
    server = Server(checked(place))
    with contextlib.closing(server):
        return Records(server, Control(server).current(), None)


def synonyms(place: Place) -> str:
    """Return the synonyms of an index as they were given; "" where none are set."""
    server = Server(checked(place))
    with contextlib.closing(server):
        return Control(server).current().synonyms


def snapshots(place: Place) -> Iterator[tuple[PartialSnapshot, list[str]]]:
    """Yield all articles of an index, some at a time in order of id, with their ids."""
    server = Server(checked(place))
    with contextlib.closing(server):
        current = Control(server).current()
        records = Records(server, current, None)
        stored = records.stored_articles()
        ids = iter(sorted(stored))
        while some := list(islice(ids, EXPORTED_AT_ONCE)):
            places = [records.place(*stored[each][:2]) for each in some]
            payloads = Articles(server).read(places)
            yield (
                PartialSnapshot(
                    str(server.address),
                    current,
                    list(payloads.items()),
                    encoder=Path(),
                    statistics=None,
                ),
                some,
            )


def _ignore(step: Progress) -> None:
    """Show no progress."""
