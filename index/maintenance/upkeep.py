"""How is an index looked after? Verify, remove, forget, roll back, export, and tell its status.

What changes an index holds the writer's lock and publishes a generation of its own. Must not
import anything of the project but modules above it in the layout.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.builds import changes, merging
from index.encoders.torch_encoder import encoder_digest
from index.errors import (
    ArticleNotFoundError,
    EmptyBuildError,
    IndexDamagedError,
    SourceError,
    storage_errors,
)
from index.generations import manifest as generations
from index.generations import overlays
from index.generations.manifest import (
    ENCODERS,
    GENERATIONS,
    SEGMENTS,
    Manifest,
    SeenFile,
    generation_folder,
)
from index.generations.snapshot import Snapshot, open_snapshot
from index.segments.segment import SUMMARY_FILE, validate
from index.types import Progress


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


def verify(
    index_dir: str | os.PathLike[str], *, progress: changes.OnProgress | None = None
) -> Manifest:
    """Check every byte and every count of all generations that are kept.

    Returns:
        The manifest of the current one.

    Raises:
        IndexMissingError, IndexFormatError: There is nothing to check.
        IndexDamagedError: Naming the damaged file.
    """
    folder = Path(index_dir)
    current = generations.current_generation(folder)
    numbers = [n for n in generations.generations_on_disk(folder) if n <= current]
    manifests = {
        number: generations.read_manifest(folder, number) for number in {*numbers, current}
    }
    segments = {e.name: e for m in manifests.values() for e in m.segments}
    for done, entry in enumerate(segments.values()):
        if progress:
            progress(Progress("verifying", done, len(segments)))
        _expect(folder / SEGMENTS / entry.name / SUMMARY_FILE, entry.digest)
        validate(folder / SEGMENTS / entry.name)
    for encoder in {manifest.settings.encoder for manifest in manifests.values()}:
        if not (folder / ENCODERS / encoder).is_dir() or not encoder_digest(
            folder / ENCODERS / encoder
        ).startswith(encoder):
            raise IndexDamagedError(
                f"{folder / ENCODERS / encoder} is damaged (its bytes are not those that were"
                " written); restore it or rebuild the index with `seedsearch build --full`"
            )
    for number in sorted(manifests):
        _verify_counts(folder, manifests[number])
    return manifests[current]


def _verify_counts(folder: Path, manifest: Manifest) -> None:
    """Check a generation's overlays, and its counts of what is live."""
    for entry in manifest.segments:
        where = generation_folder(folder, manifest.generation)
        if entry.dead_digest:
            _expect(generations.dead_file(where, entry.name), entry.dead_digest)
        if entry.flagged_digest:
            _expect(generations.flagged_file(where, entry.name), entry.flagged_digest)
    opened = Snapshot(folder, manifest)
    generations.read_files(folder, manifest)
    for entry, segment, removed in zip(
        manifest.segments, opened.segments, opened.dead, strict=True
    ):
        rows = np.diff(segment.first_rows)
        if segment.rows - int(rows[removed].sum()) != entry.paragraphs:
            raise IndexDamagedError(
                f"{segment.folder} has another number of live paragraphs than the manifest says;"
                " rebuild the index with `seedsearch build --full`"
            )


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
        name = changes.source_of(article_id)
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
                changes.has_changed(opened, [source], index_dir=folder),
            )
            for source in manifest.sources
        ),
    )


def remove(
    article_ids: Iterable[str],
    *,
    index_dir: str | os.PathLike[str],
    purge: bool = False,
    wait: bool = False,
) -> Manifest:
    """Take articles out; the next build of their source does not bring them back.

    Args:
        article_ids: Which articles.
        index_dir: The index.
        purge: Also delete their text and vectors from the disk, and with them every older
            generation.
        wait: Whether to wait for a build that is running.

    Returns:
        The manifest of the new generation.

    Raises:
        ArticleNotFoundError: The index has no such article.
        EmptyBuildError: Nothing would be left.
        IndexBusyError, StorageError: See `errors.py`.
    """
    wanted = tuple(dict.fromkeys(article_ids))

    def edit(last: Snapshot) -> _Edit:
        stored = last.stored_articles()
        for article_id in wanted:
            # One that is out already can still be purged from older generations.
            if article_id not in stored and not (purge and article_id in last.manifest.removed):
                raise ArticleNotFoundError(
                    f"no article {article_id!r} in {last.index_dir}; ids are as"
                    " `seedsearch search --json` gives them"
                )
        gone = [stored[article_id][:2] for article_id in wanted if article_id in stored]
        removed = tuple(sorted({*last.manifest.removed, *wanted}))
        return _Edit(gone, replace(last.manifest, removed=removed), last.files)

    return _publish_edit(Path(index_dir), edit, purge=purge, wait=wait)


def restore(
    article_ids: Iterable[str], *, index_dir: str | os.PathLike[str], wait: bool = False
) -> Manifest:
    """Let the next build take in again what `remove` took out.

    Raises:
        ArticleNotFoundError: It was not taken out.
        IndexBusyError, StorageError: See `errors.py`.
    """
    wanted = tuple(article_ids)

    def edit(last: Snapshot) -> _Edit:
        for article_id in wanted:
            if article_id not in last.manifest.removed:
                raise ArticleNotFoundError(
                    f"the article {article_id!r} was not removed from {last.index_dir};"
                    " `seedsearch status` lists those that were"
                )
        left = tuple(name for name in last.manifest.removed if name not in wanted)
        # A file that holds several articles is read again only if it is not remembered.
        files = {
            name: seen
            for name, seen in last.files.items()
            if not any(each == name or each.startswith(f"{name}#") for each in wanted)
        }
        return _Edit([], replace(last.manifest, removed=left), files)

    return _publish_edit(Path(index_dir), edit, purge=False, wait=wait)


def forget(
    source: str,
    *,
    index_dir: str | os.PathLike[str],
    purge: bool = False,
    wait: bool = False,
) -> Manifest:
    """Drop a source with all of its articles.

    Args:
        source: Its name, or its path.
        index_dir, purge, wait: As for `remove`.

    Returns:
        The manifest of the new generation.

    Raises:
        SourceError: The index has no such source.
        EmptyBuildError: Nothing would be left.
        IndexBusyError, StorageError: See `errors.py`.
    """

    def edit(last: Snapshot) -> _Edit:
        known = last.manifest.sources
        path = str(Path(source).expanduser().resolve())
        found = next((s for s in known if s.name == source.rstrip("/") or s.path == path), None)
        if found is None:
            names = ", ".join(s.name for s in known) or "none"
            raise SourceError(
                f"the index in {last.index_dir} has no source {source!r}; it has: {names}"
            )
        gone = [
            place[:2]
            for article_id, place in last.stored_articles().items()
            if changes.source_of(article_id) == found.name
        ]
        return _Edit(
            gone,
            replace(
                last.manifest,
                sources=tuple(s for s in known if s != found),
                removed=tuple(
                    name for name in last.manifest.removed if changes.source_of(name) != found.name
                ),
            ),
            {n: seen for n, seen in last.files.items() if changes.source_of(n) != found.name},
        )

    return _publish_edit(Path(index_dir), edit, purge=purge, wait=wait)


def rollback(generation: int, *, index_dir: str | os.PathLike[str], wait: bool = False) -> Manifest:
    """Make an older generation current again, as a new generation with the same content.

    Returns:
        The manifest of the new generation.

    Raises:
        GenerationNotFoundError: That generation is not kept.
        IndexDamagedError: It is not readable.
        IndexBusyError, StorageError: See `errors.py`.
    """
    folder = Path(index_dir)
    with generations.writing(folder, wait=wait), storage_errors(folder):
        generations.current_generation(folder)
        last = open_snapshot(folder, generation=generation)
        return _publish(last, (), last.manifest, last.files)


def export(index_dir: str | os.PathLike[str]) -> Iterator[dict[str, Any]]:
    """Yield every article with its text and paragraphs, in order of id; sources are not needed.

    Raises:
        IndexMissingError, IndexFormatError, IndexDamagedError: See `errors.py`.
    """
    opened = open_snapshot(Path(index_dir))
    for article_id in sorted(opened.stored_articles()):
        article = opened.article(article_id)
        flagged = opened.boilerplate(article_id)
        yield {
            **asdict(article),
            "paragraphs": [
                {
                    "paragraph": number,
                    "start": start,
                    "end": end,
                    "page": article.page_at(start),
                    "boilerplate": number in flagged,
                    "text": article.text[start:end],
                }
                for number, (start, end) in enumerate(opened.paragraphs(article_id))
            ],
        }


@dataclass(frozen=True, slots=True)
class _Edit:
    """Articles that go, the manifest that says what else is different, and what is remembered."""

    gone: list[tuple[int, int]]
    manifest: Manifest
    files: Mapping[str, SeenFile]


def _publish_edit(
    folder: Path, edit: Callable[[Snapshot], _Edit], *, purge: bool, wait: bool
) -> Manifest:
    """Publish what `edit` makes of the current generation, and with `purge` nothing else."""
    generations.current_generation(folder)  # before a lock file is made where no index is
    with generations.writing(folder, wait=wait), storage_errors(folder):
        last = open_snapshot(folder)
        change = edit(last)
        manifest = _publish(last, change.gone, change.manifest, change.files)
        if purge:
            manifest = _without_removed(folder) or manifest
        generations.clean(folder, keep=1 if purge else generations.KEEP_GENERATIONS)
        return manifest


def _publish(
    last: Snapshot,
    gone: Iterable[tuple[int, int]],
    manifest: Manifest,
    files: Mapping[str, SeenFile],
) -> Manifest:
    entries, dead = last.without(gone)
    if not entries:
        raise EmptyBuildError(
            f"nothing would be left in {last.index_dir}; delete the folder to be rid of the index"
        )
    new = replace(
        manifest,
        generation=generations.next_generation(last.index_dir),
        created=generations.now(),
        segments=tuple(entries),
    )
    return overlays.publish(last.index_dir, new, dead, files)


def _without_removed(folder: Path) -> Manifest | None:
    """Rewrite every segment that still holds something that was removed."""
    manifest = None
    while True:
        opened = open_snapshot(folder)
        holding = [at for at, dead in enumerate(opened.dead) if len(dead)]
        if not holding:
            return manifest
        manifest = merging.rewrite(opened, holding[:1])


def _expect(path: Path, digest: str) -> None:
    try:
        found = generations.sha256_of(path)
    except OSError as error:
        found = str(error.strerror)
    if found != digest:
        raise IndexDamagedError(
            f"{path} is damaged (its bytes are not those that were written);"
            " restore it or rebuild the index with `seedsearch build --full`"
        )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
