"""Status: what is in an index, and whether its sources changed since."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from index.builds.inventory import source_of
from index.builds.survey import has_changed
from index.generations import manifest as generations
from index.generations.manifest import (
    ENCODERS,
    GENERATIONS,
    SEGMENTS,
    generation_folder,
)
from index.generations.snapshot import open_snapshot


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
        bytes: On disk, all kept generations.
        live_bytes: On disk, what the current generation needs.
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
    bytes: int
    live_bytes: int
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
    folder = Path(index_dir)
    opened = open_snapshot(folder)
    manifest = opened.manifest
    stored = sum(segment.rows for segment in opened.segments)
    counts: dict[str, int] = {}
    for article_id in opened.stored_articles():
        name = source_of(article_id)
        counts[name] = counts.get(name, 0) + 1
    live = [
        *(folder / SEGMENTS / entry.name for entry in manifest.segments),
        folder / ENCODERS / manifest.settings.encoder,
        generation_folder(folder, manifest.generation),
    ]
    return Status(
        generation=manifest.generation,
        created=manifest.created,
        articles=manifest.articles,
        paragraphs=manifest.paragraphs,
        boilerplate=sum(entry.flagged for entry in manifest.segments),
        segments=len(manifest.segments),
        removed_share=round(1 - manifest.paragraphs / stored, 4),
        bytes=sum(map(_size, (folder / GENERATIONS, folder / SEGMENTS, folder / ENCODERS))),
        live_bytes=sum(map(_size, live)),
        model=manifest.settings.model,
        precision=manifest.settings.precision,
        encoded_as=tuple(sorted({str(s.summary["encoded_as"]) for s in opened.segments})),
        removed=manifest.removed,
        generations=tuple(
            GenerationStatus(m.generation, m.created, m.articles, m.paragraphs)
            for m in generations.kept_generations(folder)
        ),
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
