"""Justification: lines of a PDF's page whose gaps only make them as wide as their column. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.readers.pdf_lines import Line

STRETCHED_GAP = 2.5
"""Such gaps are at most so many times the height of a line, those of tables mostly wider; ..."""

STRETCHED_LINES = 3
"""... and at most so many lines that follow each other have them."""

PITCH = 1.6
"""Lines of a paragraph are at most so many times their height apart."""

INDENT = 3.0
"""The first line of a paragraph begins at most so many times its height further right."""


def unstretched(page: Sequence[Line]) -> list[Line]:
    """Return lines without the parts of those that stand among others of prose, as wide as they."""
    lines = list(page)
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].parts and (end == at or _follows(lines, end)):
            end += 1
        beside = [lines[n] for n in (at - 1, end) if 0 <= n < len(lines)]
        run = lines[at:end]
        if len(run) <= STRETCHED_LINES and all(_is_stretched(line, beside) for line in run):
            lines[at:end] = [replace(line, parts=()) for line in run]
        at = max(end, at + 1)
    return lines


def _follows(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line ends right below the end of the one before."""
    before, line = lines[at - 1], lines[at]
    is_near = 0 < before.bottom - line.bottom <= PITCH * line.height
    return is_near and abs(before.right - line.right) <= 1


def _is_stretched(line: Line, beside: Sequence[Line]) -> bool:
    """Tell whether a line is as wide as one without gaps that stands before or behind it."""
    if max(b.left - a.right for a, b in pairwise(line.parts)) > STRETCHED_GAP * line.height:
        return False
    return any(
        not other.parts
        and abs(other.height - line.height) <= 0.05 * line.height
        and abs(other.right - line.right) <= 1
        and abs(other.left - line.left) <= INDENT * line.height
        and abs(other.bottom - line.bottom) <= (STRETCHED_LINES + 1) * PITCH * line.height
        and len(other.text.split()) > 1
        for other in beside
    )
