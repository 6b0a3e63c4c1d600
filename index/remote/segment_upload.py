"""Upload of a segment: its collections are written, indexed, loaded, counted and tried."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

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


def upload(server: Server, name: str, segments: Sequence[Segment], progress: OnProgress) -> Part:
    """Write segments as one on the server, and try that it answers.

    Args:
        server: Where to.
        name: Of the segment there.
        segments: What is written, one after the other, with rows and articles numbered through.
        progress: Called with each step.

    Raises:
        ServerError: The server does not answer, or not with what was written.
    """
    index = server.address.name
    rows, articles = named(index, "paragraphs", name), named(index, "articles", name)
    total = sum(segment.rows for segment in segments)
    dimension = int(segments[0].summary["dimension"])
    server.create(rows, "paragraphs", rows=total, dimension=dimension)
    server.create(articles, "articles")
    digest = hashlib.sha256()
    row = article = chunks = 0
    for segment in segments:
        told = _told(segment_rows.of_paragraphs(segment, row, article), total, progress)
        server.insert(rows, told)
        payloads = segment_rows.of_articles(segment, chunks, article, row)
        chunks += server.insert(articles, _digested(payloads, digest.update))
        row += segment.rows
        article += segment.articles
    for collection in (rows, articles):
        server.seal(collection)
    if server.count(rows) != total:
        raise _otherwise(server, rows)
    if server.count(articles) != chunks:
        raise _otherwise(server, articles)
    _probe(server, rows, segments)
    entry = SegmentEntry(name, article, total, digest.hexdigest())
    return Part(entry, articles=article, rows=total, chunks=chunks)


def _told(rows: Iterable[Row], total: int, progress: OnProgress) -> Iterator[Row]:
    for row in rows:
        progress(Progress("uploading", int(row["n"]), total))
        yield row


def _digested(rows: Iterable[Row], update: Callable[[bytes], None]) -> Iterator[Row]:
    """Pass on rows of articles; digest the digest of each article."""
    for row in rows:
        if not row["chunk"]:
            update(str(row["digest"]).encode("ascii"))
        yield row


def _probe(server: Server, collection: str, segments: Sequence[Segment]) -> None:
    """Raise ServerError unless some rows are found by what they are."""
    base = 0
    for segment in segments:
        for row in range(0, segment.rows, max(1, segment.rows // PROBED)):
            vector, own = segment.vectors[row].tolist(), f"n == {base + row}"
            found = server.nearest(collection, "dense", vector, own, ["n"], 1)
            if [each["n"] for each in found] != [base + row]:
                raise _otherwise(server, collection)
        base += segment.rows


def _otherwise(server: Server, collection: str) -> ServerError:
    return ServerError(
        f"{server.address} was not published: {collection} does not answer with what was written"
        " to it; look after the server, and run this again"
    )
