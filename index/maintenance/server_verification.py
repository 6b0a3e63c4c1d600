"""Verification of an index on a server: counts, digests of payloads, a sample of vectors."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.builds.changes import OnProgress
from index.errors import IndexDamagedError
from index.generations.manifest import Manifest
from index.remote import files
from index.remote.address import checked
from index.remote.articles import Articles
from index.remote.collections import named
from index.remote.generation import Control, Generation, Part
from index.remote.server import Server, listed
from index.types import Progress

AT_ONCE = 128
"""Articles that are compared at once."""

SAMPLED = 100
"""Paragraphs of a segment whose vectors are compared with those of their payloads."""

OFF = 1e-6
"""What a number of a vector may be off by."""


def verify(place: str | os.PathLike[str], progress: OnProgress | None) -> Manifest:
    """Check every payload, every count and some vectors of all generations that are kept.

    Returns:
        The manifest of the current one.

    Raises:
        IndexMissingError: There is nothing to check.
        IndexDamagedError: Naming the collection that is not as it was written.
    """
    server = Server(checked(place))
    with contextlib.closing(server):
        control = Control(server)
        published = control.published()
        twice = control.twice()
        if twice:
            raise _damaged(server, f"two generations have the number {twice[0]}")
        every = [control.opened(one) for one in published]
        parts = {part.entry.name: part for one in every for part in one.parts}
        for done, part in enumerate(parts.values()):
            if progress:
                progress(Progress("verifying", done, len(parts)))
            _check_part(server, part)
        for generation in every:
            _check_files(server, generation)
        return every[-1].manifest


def _check_part(server: Server, part: Part) -> None:
    """Check a segment."""
    name = part.entry.name
    rows = named(server.address.name, "paragraphs", name)
    articles = named(server.address.name, "articles", name)
    for collection, wanted in ((rows, part.rows), (articles, part.chunks)):
        found = server.count(collection)
        if found != wanted:
            raise _damaged(server, f"{collection} has {found:,} rows, not {wanted:,}")
    step = max(1, part.rows // SAMPLED)
    sampled = set(range(0, part.rows, step))
    reader = Articles(server)
    checked_rows = 0
    for start in range(0, part.articles, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, part.articles))
        payloads = reader.read((name, number) for number in numbers)
        vectors = [payload.array("vectors") for payload in payloads.values()]
        known = np.concatenate([np.empty((0, vectors[0].shape[1]), np.float32), *vectors])
        chosen = sorted(sampled & {*range(checked_rows, checked_rows + len(known))})
        _check_vectors(server, rows, chosen, known[[row - checked_rows for row in chosen]])
        checked_rows += len(known)
    if checked_rows != part.rows:
        raise _damaged(server, f"{articles} has payloads of {checked_rows:,} paragraphs")


def _check_vectors(
    server: Server, collection: str, rows: Sequence[int], wanted: NDArray[np.float32]
) -> None:
    """Compare vectors with those of payloads."""
    if not rows:
        return
    found = server.query(collection, f"n in {listed(rows)}", ["n", "dense"])
    ordered = [row["dense"] for row in sorted(found, key=lambda row: int(row["n"]))]
    if len(ordered) != len(rows) or not np.allclose(ordered, wanted, rtol=0, atol=OFF):
        raise _damaged(server, f"{collection} has other vectors than the payloads")


def _check_files(server: Server, generation: Generation) -> None:
    """Read the files of a generation, which compares their digests, and count its terms."""
    for file in [*generation.encoder.values(), *([generation.seen] if generation.seen else [])]:
        files.read(server, file)
    for run, wanted in generation.terms:
        collection = named(server.address.name, "terms", run)
        found = server.count(collection)
        if found != wanted:
            raise _damaged(server, f"{collection} has {found:,} rows, not {wanted:,}")


def _damaged(server: Server, what: str) -> IndexDamagedError:
    return IndexDamagedError(
        f"{server.address} is damaged: {what}; roll back to a generation that is whole, or build it"
        " anew with `seedsearch build --full`"
    )
