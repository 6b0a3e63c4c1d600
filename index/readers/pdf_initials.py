"""Initials of a PDF: the large first letter of an article, put before the word that it begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.readers.pdf_lines import Line, usual_height

LARGE = 1.6
"""An initial is so many times taller than most text, ..."""

NEAR = 1.0
"""... and the line that goes on is not further from it than so many times the height of that."""

_INITIAL = re.compile(r"[\"“‘„«]?\s?[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


def with_initials(page: Sequence[Line]) -> list[Line]:
    """Return the lines of a page with large first letters where they belong."""
    usual = usual_height(page)
    large = [
        n
        for n, line in enumerate(page)
        if line.height >= LARGE * usual > 0 and _INITIAL.fullmatch(line.text)
    ]
    left: list[Line | None] = list(page)
    for n in large:
        beside = [m for m in range(len(page)) if m not in large and _is_beside(page[n], page[m])]
        if not beside:
            continue
        first = max(beside, key=lambda m: page[m].bottom)
        words = {word for line in page for word in _WORD.findall(line.text)[1:]}
        left[first] = _joined(page[n], page[first], words)
        left[n] = None
    return [line for line in left if line is not None]


def _is_beside(initial: Line, line: Line) -> bool:
    """Tell whether a line is one of those that are shorter to make room for an initial."""
    gap = line.left - initial.right
    middle = line.bottom + line.height / 2
    is_level = initial.bottom - line.height / 2 < middle < initial.top
    return is_level and -0.3 * line.height < gap < NEAR * line.height


def _joined(initial: Line, line: Line, words: Iterable[str]) -> Line:
    """Return a line with its initial; "A" may be a word, if what follows is one elsewhere."""
    following = _WORD.match(line.text)
    is_word = initial.text[-1] in "AIOYÀÉEÓÍ" and following is not None and following[0] in words
    text = f"{initial.text}{' ' if is_word else ''}{line.text}"
    parts = line.parts
    if parts:
        begun = replace(parts[0], text=text[: len(text) - len(line.text)] + parts[0].text)
        parts = (replace(begun, left=initial.left), *parts[1:])
    return replace(line, text=text, left=initial.left, parts=parts)
