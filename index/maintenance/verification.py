"""Verification: every byte and every count of all generations that are kept."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from index.builds import changes
from index.encoders.export import encoder_digest
from index.errors import (
    IndexDamagedError,
)
from index.generations import manifest as generations
from index.generations import parts
from index.generations.manifest import (
    ENCODERS,
    SEGMENTS,
    Manifest,
    generation_folder,
)
from index.generations.snapshot import Snapshot
from index.remote import is_address
from index.segments.consistency import check_numbers
from index.segments.summary import SUMMARY_FILE
from index.segments.validation import validate
from index.types import Progress


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
    if is_address(index_dir):
        from index.maintenance import server_verification

        return server_verification.verify(index_dir, progress)
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
        segment = validate(folder / SEGMENTS / entry.name)
        check_numbers(segment)
        parts.check(segment)
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
