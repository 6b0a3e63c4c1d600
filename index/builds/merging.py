"""Merging of segments, by tiers: few large ones answer faster than many small ones.

Segments fall into tiers by their live paragraphs, each `TIER_FACTOR` times as large as the one
below. A tier with `TIER_FACTOR` segments is merged into one of the next, so n builds leave about
TIER_FACTOR * log(n) segments, and a paragraph is copied once a tier. A segment of which a good part
was removed is rewritten alone, and so is one that lacks a part that builds write by now. Vectors,
offsets and digests are copied; nothing is encoded or split again.
"""

from __future__ import annotations

import heapq
import math
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from index.builds.changes import OnProgress
from index.generations import overlays, parts
from index.generations.manifest import SEGMENTS, Manifest, SegmentEntry, sha256_of
from index.generations.publication import flush, flush_tree, next_generation, now
from index.generations.snapshot import Snapshot, open_snapshot
from index.segments.blocks import Rows
from index.segments.records import StoredArticle
from index.segments.segment import Segment
from index.segments.summary import SUMMARY_FILE
from index.segments.validation import validate
from index.segments.writer import SegmentWriter
from index.types import Paragraph, Progress

TIER_FACTOR = 8
"""Segments of a tier that are merged. Fewer: more copying. More: more segments in each query."""

TIER_PARAGRAPHS = 64
"""The lowest tier: smaller segments count as this large, so that tiny builds merge together."""

LARGEST_PARAGRAPHS = 400_000
"""Segments do not grow beyond this by merging, which bounds the memory and time of one merge."""

REMOVED_SHARE = 0.2
"""A segment with more of its paragraphs removed than this is rewritten: an index then takes at most
about 1 / (1 - 0.2) = 1.25 times its live size; with 0.25, 1.33 times was measured."""


def choose(snapshot: Snapshot) -> tuple[int, ...]:
    """Return the positions of the segments to merge now; none where nothing should be.

    The smallest tier that is full comes first; the caller merges until nothing is chosen.
    """
    live = [entry.paragraphs for entry in snapshot.manifest.segments]
    tiers: dict[int, list[int]] = {}
    for position, paragraphs in enumerate(live):
        if paragraphs <= LARGEST_PARAGRAPHS // TIER_FACTOR:
            tiers.setdefault(tier_of(paragraphs), []).append(position)
    for tier in sorted(tiers):
        if len(tiers[tier]) >= TIER_FACTOR:
            return tuple(tiers[tier])
    wanted = parts.writers()
    for position, segment in enumerate(snapshot.segments):
        if segment.rows - live[position] > REMOVED_SHARE * segment.rows:
            return (position,)
        if not all(segment.part(writer.name, writer.version) for writer in wanted):
            return (position,)
    return ()


def run(index_dir: Path, progress: OnProgress) -> Manifest | None:
    """Merge until nothing is chosen, each merge a generation of its own; return the last one.

    Only for the holder of the writer's lock.
    """
    published = None
    while True:
        opened = open_snapshot(index_dir)
        positions = choose(opened)
        if not positions:
            return published
        progress(Progress("merging", 0, None))
        published = rewrite(opened, positions)


def rewrite(last: Snapshot, positions: Sequence[int]) -> Manifest:
    """Publish a generation in which some segments are one, without what was removed."""
    folder = new_segment(last.index_dir)
    merge(last, positions, folder)
    entry = finish_segment(folder)
    entries, dead = last.without(())
    gone = {last.manifest.segments[position].name for position in positions}
    manifest = replace(
        last.manifest,
        generation=next_generation(last.index_dir),
        created=now(),
        segments=(*(e for e in entries if e.name not in gone), entry),
    )
    left = {name: numbers for name, numbers in dead.items() if name not in gone}
    return overlays.publish(last.index_dir, manifest, left, last.files)


def new_segment(index_dir: Path) -> Path:
    """Return a folder for a new segment that does not exist yet."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    return index_dir / SEGMENTS / name


def finish_segment(folder: Path) -> SegmentEntry:
    """Validate a segment that was just written, and bring it to the disk."""
    segment = validate(folder)
    flush_tree(folder)
    flush(folder.parent)
    digest = sha256_of(folder / SUMMARY_FILE)
    return SegmentEntry(folder.name, segment.articles, segment.rows, digest)


def tier_of(paragraphs: int) -> int:
    """Return the tier of a segment with so many live paragraphs, from 0."""
    return int(math.log(max(paragraphs, TIER_PARAGRAPHS) / TIER_PARAGRAPHS, TIER_FACTOR))


def merge(snapshot: Snapshot, positions: Sequence[int], folder: Path) -> None:
    """Write the live articles of some segments as one new segment.

    Args:
        snapshot: Where they are.
        positions: Which segments.
        folder: The new segment's folder; must not exist.
    """
    segments = [snapshot.segments[position] for position in positions]
    signed = [s.signatures for s in segments if s.signatures is not None]
    has_signatures = len(signed) == len(segments)
    writer = SegmentWriter(folder, parts=parts.writers(), signing=not has_signatures)
    rows: list[tuple[int, int, int]] = []  # segment, first row, row after the last
    articles: list[tuple[int, int]] = []
    for at, number, stored in _in_order(snapshot, positions):
        segment = segments[at]
        article = replace(stored.article, text=segment.text(number))
        cut = _paragraphs(segment, number)
        writer.add(article, segment.stored_bytes(number), cut, had=(segment, number))
        first, last = segment.first_rows[number : number + 2]
        rows.append((at, int(first), int(last)))
        articles.append((at, number))
    of_articles = [(at, segments[at].rows + n, segments[at].rows + n + 1) for at, n in articles]
    writer.close_words(Rows(signed, [*rows, *of_articles]) if has_signatures else None)
    sentence_vectors = any(len(segment.sentence_vectors) for segment in segments)
    ways = {str(segment.summary["encoded_as"]) for segment in segments}
    writer.close(
        vectors=Rows([s.vectors for s in segments], rows),
        sentence_vectors=Rows(
            [s.sentence_vectors for s in segments],
            [
                (at, *segments[at].sentence_rows[[first, last]].tolist())
                for at, first, last in rows
                if sentence_vectors
            ],
        ),
        keys=Rows([s.keys for s in segments], rows),
        title_vectors=Rows(
            [s.title_vectors for s in segments], [(at, n, n + 1) for at, n in articles]
        ),
        title_keys=Rows([s.title_keys for s in segments], [(at, n, n + 1) for at, n in articles]),
        encoded_as=ways.pop() if len(ways) == 1 else "mixed",
    )


def _in_order(
    snapshot: Snapshot, positions: Sequence[int]
) -> Iterator[tuple[int, int, StoredArticle]]:
    """Yield the live articles of some segments in order of id, with their places."""

    def placed(at: int, position: int) -> Iterator[tuple[int, int, StoredArticle]]:
        for number, stored in snapshot.articles_in(position):
            yield at, number, stored

    lists = [placed(at, position) for at, position in enumerate(positions)]
    return heapq.merge(*lists, key=lambda item: item[2].article.id)


def _paragraphs(segment: Segment, number: int) -> list[Paragraph]:
    """Return the paragraphs of an article as they were cut when it was indexed."""
    first, last = segment.first_rows[number : number + 2].tolist()
    paragraphs = []
    for row in range(first, last):
        _, start, end = segment.paragraphs[row].tolist()
        spans = segment.sentences_of(row)[0].tolist()
        paragraphs.append(Paragraph(start, end, tuple((a, b) for a, b in spans)))
    return paragraphs
