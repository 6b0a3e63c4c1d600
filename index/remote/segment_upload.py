"""Upload of a segment: its collections are written, indexed, loaded, counted and tried."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from index.errors import ServerError
from index.generations.manifest import SegmentEntry
from index.remote import segment_rows
from index.remote.collections import named
from index.remote.generation import Part
from index.remote.server import Row, Server
from index.segments.segment import Segment
from index.types import Progress

PROBED = 3
"""Rows of a segment whose vectors have to find them before anybody is told of it."""

OnProgress = Callable[[Progress], None]


def upload(server: Server, name: str, segment: Segment, progress: OnProgress) -> Part:
    """Write a segment as collections, and try that they answer.

    Args:
        server: Where to.
        name: Of the segment there.
        segment: What is written.
        progress: Called with each step.

    Raises:
        ServerError: The server does not answer, or not with what was written.
    """
    index = server.address.name
    rows, articles = named(index, "paragraphs", name), named(index, "articles", name)
    dimension = int(segment.summary["dimension"])
    server.create(rows, "paragraphs", rows=segment.rows, dimension=dimension)
    server.create(articles, "articles")
    told = _told(segment_rows.of_paragraphs(segment), segment.rows, progress)
    count = server.insert(rows, told)
    digest = hashlib.sha256()
    chunks = server.insert(articles, _digested(segment_rows.of_articles(segment), digest.update))
    for collection in (rows, articles):
        server.seal(collection)
    _probe(server, rows, count, segment)
    if server.count(articles) != chunks:
        raise _otherwise(server, articles)
    entry = SegmentEntry(name, segment.articles, segment.rows, digest.hexdigest())
    return Part(entry, articles=segment.articles, rows=segment.rows, chunks=chunks)


def _told(rows: Iterable[Row], total: int, progress: OnProgress) -> Iterator[Row]:
    for done, row in enumerate(rows):
        progress(Progress("uploading", done, total))
        yield row


def _digested(rows: Iterable[Row], update: Callable[[bytes], None]) -> Iterator[Row]:
    """Pass on rows of articles; digest the digest of each article."""
    for row in rows:
        if not row["chunk"]:
            update(str(row["digest"]).encode("ascii"))
        yield row


def _probe(server: Server, collection: str, count: int, segment: Segment) -> None:
    """Raise ServerError unless all rows are there, and some are found by what they are."""
    if server.count(collection) != count:
        raise _otherwise(server, collection)
    step = max(1, segment.rows // PROBED)
    for row in range(0, segment.rows, step):
        vector = segment.vectors[row].tolist()
        (own,) = server.nearest(collection, "dense", vector, f"n == {row}", ["n"], 1) or [{}]
        if own.get("n") != row:
            raise _otherwise(server, collection)


def _otherwise(server: Server, collection: str) -> ServerError:
    return ServerError(
        f"{server.address} was not published: {collection} does not answer with what was written"
        " to it; look after the server, and run this again"
    )
