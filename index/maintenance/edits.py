"""Edits of an index besides builds: remove, restore, forget and roll back.

Each holds the writer's lock and publishes a generation of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index.builds import merging
from index.builds.inventory import Stored, source_of
from index.errors import (
    ArticleNotFoundError,
    EmptyBuildError,
    SourceError,
    storage_errors,
)
from index.generations import manifest as generations
from index.generations import overlays
from index.generations.lock import writing
from index.generations.manifest import (
    Manifest,
    SeenFile,
    synonyms_file,
)
from index.generations.publication import (
    KEEP_GENERATIONS,
    clean,
    flush_tree,
    next_generation,
    now,
)
from index.generations.snapshot import Snapshot, open_snapshot
from index.remote import is_address


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

    def edit(last: Stored) -> Edit:
        stored = last.stored_articles()
        for article_id in wanted:
            # One that is out already can still be purged from older generations.
            if article_id not in stored and not (purge and article_id in last.manifest.removed):
                raise ArticleNotFoundError(
                    f"no article {article_id!r} in {last.called}; ids are as"
                    " `seedsearch search --json` gives them"
                )
        gone = [stored[article_id][:2] for article_id in wanted if article_id in stored]
        removed = tuple(sorted({*last.manifest.removed, *wanted}))
        return Edit(gone, replace(last.manifest, removed=removed), last.files)

    return publish_edit(index_dir, edit, purge=purge, wait=wait)


def restore(
    article_ids: Iterable[str], *, index_dir: str | os.PathLike[str], wait: bool = False
) -> Manifest:
    """Let the next build take in again what `remove` took out.

    Raises:
        ArticleNotFoundError: It was not taken out.
        IndexBusyError, StorageError: See `errors.py`.
    """
    wanted = tuple(article_ids)

    def edit(last: Stored) -> Edit:
        for article_id in wanted:
            if article_id not in last.manifest.removed:
                raise ArticleNotFoundError(
                    f"the article {article_id!r} was not removed from {last.called};"
                    " `seedsearch status` lists those that were"
                )
        left = tuple(name for name in last.manifest.removed if name not in wanted)
        # A file that holds several articles is read again only if it is not remembered.
        files = {
            name: seen
            for name, seen in last.files.items()
            if not any(each == name or each.startswith(f"{name}#") for each in wanted)
        }
        return Edit([], replace(last.manifest, removed=left), files)

    return publish_edit(index_dir, edit, purge=False, wait=wait)


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

    def edit(last: Stored) -> Edit:
        known = last.manifest.sources
        path = str(Path(source).expanduser().resolve())
        found = next((s for s in known if s.name == source.rstrip("/") or s.path == path), None)
        if found is None:
            names = ", ".join(s.name for s in known) or "none"
            raise SourceError(
                f"the index in {last.called} has no source {source!r}; it has: {names}"
            )
        gone = [
            place[:2]
            for article_id, place in last.stored_articles().items()
            if source_of(article_id) == found.name
        ]
        return Edit(
            gone,
            replace(
                last.manifest,
                sources=tuple(s for s in known if s != found),
                removed=tuple(
                    name for name in last.manifest.removed if source_of(name) != found.name
                ),
            ),
            {n: seen for n, seen in last.files.items() if source_of(n) != found.name},
        )

    return publish_edit(index_dir, edit, purge=purge, wait=wait)


def rollback(generation: int, *, index_dir: str | os.PathLike[str], wait: bool = False) -> Manifest:
    """Make an older generation current again, as a new generation with the same content.

    Returns:
        The manifest of the new generation.

    Raises:
        GenerationNotFoundError: That generation is not kept.
        IndexDamagedError: It is not readable.
        IndexBusyError, StorageError: See `errors.py`.
    """
    if is_address(index_dir):
        from index.maintenance import on_server

        return on_server.rollback(generation, index_dir)
    folder = Path(index_dir)
    with writing(folder, wait=wait), storage_errors(folder):
        generations.current_generation(folder)
        last = open_snapshot(folder, generation=generation)
        return _publish(last, (), last.manifest, last.files)


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit changes.

    Attributes:
        gone: Articles that go.
        manifest: What else is different.
        files: What is remembered of files.
        synonyms: The synonyms to which the manifest's digest belongs, if it has others; None: it
            has those that it had.
    """

    gone: list[tuple[int, int]]
    manifest: Manifest
    files: Mapping[str, SeenFile]
    synonyms: str | None = None


def publish_edit(
    place: str | os.PathLike[str],
    edit: Callable[[Stored], Edit],
    *,
    purge: bool = False,
    wait: bool = False,
) -> Manifest:
    """Publish what `edit` makes of the current generation, and with `purge` nothing else."""
    if is_address(place):
        from index.maintenance import on_server

        if wait:
            on_server.refuse_address(place, "--wait")
        return on_server.publish_edit(place, edit, purge=purge)
    folder = Path(place)
    generations.current_generation(folder)  # before a lock file is made where no index is
    with writing(folder, wait=wait), storage_errors(folder):
        last = open_snapshot(folder)
        change = edit(last)
        if change.synonyms:
            _write_synonyms(folder, change)
        manifest = _publish(last, change.gone, change.manifest, change.files)
        if purge:
            manifest = _without_removed(folder) or manifest
        clean(folder, keep=1 if purge else KEEP_GENERATIONS)
        return manifest


def _write_synonyms(folder: Path, change: Edit) -> None:
    path = synonyms_file(folder, change.manifest.synonyms)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((change.synonyms or "").encode("utf-8"))
    flush_tree(path.parents[1])


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
        generation=next_generation(last.index_dir),
        created=now(),
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
