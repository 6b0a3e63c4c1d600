"""Validation of a segment: every byte, count and vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.segments import blocks
from index.segments.quantization import decoded
from index.segments.segment import Segment
from index.segments.summary import damaged, files, read_summary, stamp

UNIT_TOLERANCE = 1e-3
"""How far from 1 the length of a stored float32 vector may be."""


VALIDATED_AT_ONCE = 8192
"""Rows read at a time, some 12 MB, so that checking a large segment takes little memory."""


def validate(folder: Path) -> Segment:
    """Open a segment after checking what opening does not: every byte, unit rows, codes.

    Raises:
        IndexDamagedError: Naming the damaged file.
    """
    stamps = read_summary(folder)["files"]
    for name, path in files(folder):
        if stamp(path) != stamps.get(name):
            raise damaged(folder, name, "its bytes are not those that were written")
    segment = Segment(folder)
    for start in range(0, segment.rows, VALIDATED_AT_ONCE):
        at = slice(start, start + VALIDATED_AT_ONCE)
        vectors = segment.vectors[at]
        norms = np.linalg.norm(vectors, axis=1)
        # A text without a known token has a zero vector. Written so that NaN fails too.
        if not bool(np.all((norms == 0) | (np.abs(norms - 1) <= UNIT_TOLERANCE))):
            raise damaged(
                folder, segment.place("vectors"), "it has rows that are not of unit length"
            )
        if segment.codes is not None and segment.scales is not None:
            far = np.linalg.norm(vectors - decoded(segment.codes[at], segment.scales[at]), axis=1)
            if not bool(np.all(far <= segment.summary["code_error"] * (1 + UNIT_TOLERANCE))):
                raise damaged(folder, segment.place("codes"), "codes do not stand for the vectors")
            blocks.let_go(segment.codes)
        blocks.let_go(segment.vectors)
    if segment.has_lookup:
        segment.lookup.check()
    segment.check_parts()
    return segment
