"""Publication: a new generation replaces the last one at one instant, durably."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import (
    IndexMissingError,
)
from index.generations.manifest import (
    CURRENT_FILE,
    ENCODERS,
    FILES_FILE,
    GENERATIONS,
    MANIFEST_FILE,
    SEGMENTS,
    SYNONYMS,
    Manifest,
    SeenFile,
    _digest_of,
    dead_file,
    flagged_file,
    generation_folder,
    kept_generations,
    sha256_of,
)
from index.segments.summary import FORMAT

KEEP_GENERATIONS = 3
"""Generations kept on disk: the current one, and two to look back at or return to."""


def next_generation(index_dir: Path) -> int:
    """Return a number above that of every generation on disk, published or left by a crash."""
    folder = index_dir / GENERATIONS
    names = [path.name.split(".")[0] for path in folder.iterdir()] if folder.is_dir() else []
    return 1 + max((int(name) for name in names if name.isdigit()), default=0)


def now() -> str:
    """Return the time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def publish(
    index_dir: Path,
    manifest: Manifest,
    dead: Mapping[str, NDArray[np.int64]],
    flagged: Mapping[str, NDArray[np.int64]],
    files: Mapping[str, SeenFile],
) -> Manifest:
    """Make `manifest` the current generation, durably and at one instant.

    Args:
        index_dir: The index.
        manifest: Everything it names is already written and flushed.
        dead: For each segment that has any, the ascending numbers of its removed articles.
        flagged: For each segment that has any, the ascending numbers of its rows that are
            boilerplate.
        files: What is remembered of files, by id.

    Returns:
        The manifest with the digests of the overlays.
    """
    final = generation_folder(index_dir, manifest.generation)
    scratch = final.with_name(final.name + ".new")
    scratch.mkdir(parents=True)
    entries = []
    for entry in manifest.segments:
        entries.append(
            replace(
                entry,
                dead_digest=_saved(dead_file(scratch, entry.name), dead.get(entry.name)),
                flagged=len(flagged.get(entry.name, ())),
                flagged_digest=_saved(flagged_file(scratch, entry.name), flagged.get(entry.name)),
            )
        )
    digest = ""
    if files:
        listed = {name: asdict(files[name]) for name in sorted(files)}
        (scratch / FILES_FILE).write_text(json.dumps(listed, indent=0), encoding="ascii")
        digest = sha256_of(scratch / FILES_FILE)
    manifest = replace(manifest, segments=tuple(entries), files_digest=digest)
    fields = {"format": FORMAT, **asdict(manifest)}
    text = json.dumps({**fields, "digest": _digest_of(fields)}, indent=1, sort_keys=True) + "\n"
    (scratch / MANIFEST_FILE).write_text(text, encoding="utf-8")
    flush_tree(scratch)
    scratch.rename(final)
    flush(final.parent)
    pointer = index_dir / CURRENT_FILE
    new = pointer.with_name(CURRENT_FILE + ".new")
    new.write_text(f"{manifest.generation}\n", encoding="ascii")
    flush(new)
    flush(index_dir)
    new.replace(pointer)
    flush(index_dir)
    return manifest


def _saved(path: Path, numbers: NDArray[np.int64] | None) -> str:
    """Write an overlay, if there is one; return its digest."""
    if numbers is None:
        return ""
    np.save(path, numbers)
    return sha256_of(path)


def clean(index_dir: Path, *, keep: int = KEEP_GENERATIONS) -> None:
    """Delete what no kept generation names: older generations, leftovers of builds that died.

    Only for the holder of the writer's lock. Open readers keep the files that they have mapped.
    """
    try:
        kept = kept_generations(index_dir)[-keep:]
    except IndexMissingError:
        kept = ()
    names = {
        GENERATIONS: {generation_folder(index_dir, m.generation).name for m in kept},
        SEGMENTS: {entry.name for manifest in kept for entry in manifest.segments},
        ENCODERS: {manifest.settings.encoder for manifest in kept},
        SYNONYMS: {manifest.synonyms for manifest in kept},
    }
    for folder, keep_names in names.items():
        _delete_others(index_dir / folder, keep_names)


def flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_tree(folder: Path) -> None:
    """Bring a folder with everything below it to the disk."""
    for path in sorted(folder.rglob("*")):
        flush(path)
    flush(folder)


def _delete_others(folder: Path, keep: set[str]) -> None:
    if not folder.is_dir():
        return
    entries: Sequence[Path] = sorted(folder.iterdir())
    for path in entries:
        if path.name not in keep:
            from shutil import rmtree

            # Under another name first: a folder is there as a whole, or not at all.
            gone = path.with_name(path.name.split(".")[0] + ".gone")
            if path != gone:
                rmtree(gone, ignore_errors=True)
                path.replace(gone)
            rmtree(gone)
