"""Status: what is in an index, and whether its sources changed since."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from index.builds.inventory import Stored, source_of
from index.builds.survey import has_changed
from index.generations import manifest as generations
from index.generations.manifest import (
    ENCODERS,
    GENERATIONS,
    SEGMENTS,
    generation_folder,
)
from index.generations.snapshot import open_snapshot
from index.remote import is_address


@dataclass(frozen=True, slots=True)
class GenerationStatus:
    """A generation that is on disk."""

    generation: int
    created: str
    articles: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source, and whether its files changed since the last build; None if it cannot be told."""

    name: str
    path: str
    articles: int
    changed: bool | None


@dataclass(frozen=True, slots=True)
class Status:
    """What is in an index.

    Attributes:
        generation, created: Of the current generation; `created` in UTC, ISO 8601.
        articles, paragraphs: In it.
        boilerplate: Paragraphs among them that cannot be found, for their outlet prints them
            everywhere.
        segments: How many.
        removed_share: Share of the stored paragraphs that was removed and not yet cleaned up.
        bytes: On disk, all kept generations; None where that is on a server.
        live_bytes: On disk, what the current generation needs; likewise.
        model, precision, encoded_as: How paragraphs are encoded.
        removed: Ids of articles that were taken out by hand.
        generations: Those kept, oldest first.
        sources: Where articles come from.
    """

    generation: int
    created: str
    articles: int
    paragraphs: int
    boilerplate: int
    segments: int
    removed_share: float
    bytes: int | None
    live_bytes: int | None
    model: str
    precision: str
    encoded_as: tuple[str, ...]
    removed: tuple[str, ...]
    generations: tuple[GenerationStatus, ...]
    sources: tuple[SourceStatus, ...]


def status(index_dir: str | os.PathLike[str]) -> Status:
    """Tell what is in an index, and whether its sources changed since.

    Raises:
        IndexMissingError, IndexFormatError, IndexDamagedError: See `errors.py`.
    """
    if is_address(index_dir):
        return _on_server(index_dir)
    folder = Path(index_dir)
    opened = open_snapshot(folder)
    manifest = opened.manifest
    stored = sum(segment.rows for segment in opened.segments)
    live = [
        *(folder / SEGMENTS / entry.name for entry in manifest.segments),
        folder / ENCODERS / manifest.settings.encoder,
        generation_folder(folder, manifest.generation),
    ]
    return _status(
        opened,
        folder,
        stored=stored,
        sizes=(
            sum(map(_size, (folder / GENERATIONS, folder / SEGMENTS, folder / ENCODERS))),
            sum(map(_size, live)),
        ),
        encoded_as={str(s.summary["encoded_as"]) for s in opened.segments},
        kept=[
            GenerationStatus(m.generation, m.created, m.articles, m.paragraphs)
            for m in generations.kept_generations(folder)
        ],
    )


def _on_server(address: str | os.PathLike[str]) -> Status:
    """Tell what is in an index on a server."""
    from index.remote.address import checked
    from index.remote.generation import Control
    from index.remote.records import Records
    from index.remote.server import Server

    server = Server(checked(address))
    with contextlib.closing(server):
        published = Control(server).published()
        current = Control(server).opened(published[-1])
        return _status(
            Records(server, current, None),
            Path(),
            stored=sum(part.rows for part in current.parts),
            sizes=(None, None),
            encoded_as=set(current.encoded_as),
            kept=[
                GenerationStatus(one.generation, one.created, one.articles, one.paragraphs)
                for one in published
            ],
        )


def _status(
    opened: Stored,
    folder: Path,
    *,
    stored: int,
    sizes: tuple[int | None, int | None],
    encoded_as: Set[str],
    kept: Sequence[GenerationStatus],
) -> Status:
    manifest = opened.manifest
    counts: dict[str, int] = {}
    for article_id in opened.stored_articles():
        name = source_of(article_id)
        counts[name] = counts.get(name, 0) + 1
    return Status(
        generation=manifest.generation,
        created=manifest.created,
        articles=manifest.articles,
        paragraphs=manifest.paragraphs,
        boilerplate=sum(entry.flagged for entry in manifest.segments),
        segments=len(manifest.segments),
        removed_share=round(1 - manifest.paragraphs / stored, 4),
        bytes=sizes[0],
        live_bytes=sizes[1],
        model=manifest.settings.model,
        precision=manifest.settings.precision,
        encoded_as=tuple(sorted(encoded_as)),
        removed=manifest.removed,
        generations=tuple(kept),
        sources=tuple(
            SourceStatus(
                source.name,
                source.path,
                counts.get(source.name, 0),
                has_changed(opened, [source], index_dir=folder),
            )
            for source in manifest.sources
        ),
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
