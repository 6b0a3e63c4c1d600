"""Terminal: lines that fit its width, what is marked in them, and nothing that it would obey."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from index.types import Span

BOLD, DIM, MARK, RESET = "\x1b[1m", "\x1b[2m", "\x1b[1;33m", "\x1b[0m"
MARK_WITHIN = "\x1b[1;4;33m"


DAY_CHARS = 10
"""Of a date with its time so many are shown."""

_WIDE = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff00-\uff60"
)
_FIRST_WIDE = "\u1100"


class Look(NamedTuple):
    """How text is laid out.

    Attributes:
        color: Whether escape sequences are wanted.
        width: Columns.
        unicode: Whether signs of our own may be more than ASCII.
    """

    color: bool = False
    width: int = 80
    unicode: bool = True

    @property
    def more(self) -> str:
        """The sign for text that is left out."""
        return "…" if self.unicode else "..."

    def paint(self, style: str, text: str) -> str:
        return f"{style}{text}{RESET}" if self.color and text else text


def fill(text: str, look: Look, indent: int) -> str:
    """Wrap plain text; only a single word that is too long goes beyond the width."""
    return wrapped(text, (), look, indent)


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) > 0 for letter in text)


def shortened(text: str, width: int, look: Look) -> str:
    """Return `text` in at most `width` columns, its end left out where it does not fit."""
    if columns(text) <= width:
        return text
    room = width - len(look.more) - 1
    kept = 0
    while kept < len(text) and (room := room - columns(text[kept])) >= 0:
        kept += 1
    whole = text[:kept].rsplit(" ", 1)[0] if " " in text[:kept] else text[:kept]
    return f"{whole.rstrip()} {look.more}"


@cache
def _unbroken(has_wide: bool) -> re.Pattern[str]:
    """Return what matches a part of a text that stays on one line; the longer one takes 2 ms."""
    return re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+" if has_wide else r"\S+")


def wrapped(
    text: str, spans: Sequence[Span], look: Look, indent: int, within: Sequence[Span] = ()
) -> str:
    """Wrap `text`, with `spans` of it highlighted where there is colour, and underlined `within`.

    Lines break between words, and between wide characters, which are written without spaces.
    """
    pad = " " * indent
    lines: list[str] = [pad]
    column, end = indent, 0
    for word in _unbroken(max(text, default="") >= _FIRST_WIDE).finditer(text):
        length = columns(printable(word.group()))
        gap = int(column > indent and word.start() > end)
        if column > indent and column + gap + length > look.width:
            lines.append(pad)
            column, gap = indent, 0
        lines[-1] += " " * gap + marked(
            text, word.span(), spans if look.color else (), look, within
        )
        column += gap + length
        end = word.end()
    return "\n".join(lines) if len(lines) > 1 or column > indent else ""


def marked(
    text: str, word: Span, spans: Sequence[Span], look: Look, within: Sequence[Span] = ()
) -> str:
    """Return a word of `text` with the parts of it that lie in `spans` highlighted."""
    edges = {edge for span in (*spans, *within) for edge in span if word[0] < edge < word[1]}
    pieces = pairwise([word[0], *sorted(edges), word[1]])
    return "".join(
        look.paint(
            MARK_WITHIN if any(a <= start and end <= b for a, b in within) else MARK,
            printable(text[start:end]),
        )
        if any(a <= start and end <= b for a, b in spans)
        else printable(text[start:end])
        for start, end in pieces
    )


def printable(text: str) -> str:
    """Return `text` without control characters, which could steer a terminal, or surrogates."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def line(text: str, look: Look) -> str:
    """Return `text` on one line, its end left out where it does not fit."""
    return shortened(" ".join(printable(text).split()), look.width, look)


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
