"""Overlays: a generation published with what depends on the whole of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.generations import boilerplate, publication
from index.generations.manifest import SEGMENTS, Manifest, SeenFile
from index.segments.segment import Segment


def publish(
    index_dir: Path,
    manifest: Manifest,
    dead: Mapping[str, NDArray[np.int64]],
    files: Mapping[str, SeenFile],
) -> Manifest:
    """Find out what is boilerplate now, and make `manifest` the current generation.

    Args:
        index_dir, manifest, dead, files: As for `publication.publish`.

    Returns:
        The manifest with the digests of the overlays.
    """
    names = [entry.name for entry in manifest.segments]
    nothing = np.empty(0, np.int64)
    found = boilerplate.find(
        [Segment(index_dir / SEGMENTS / name) for name in names],
        [dead.get(name, nothing) for name in names],
    )
    flagged = {name: rows for name, rows in zip(names, found, strict=True) if len(rows)}
    return publication.publish(index_dir, manifest, dead, flagged, files)
