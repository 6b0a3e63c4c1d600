"""Accents of a PDF that were printed over their letters, as TeX does it, put together with them.

PDFium gives them as signs of their own, before the letter ("Poincar´e") or, of a capital, anywhere
in its line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

REACH = 200
"""So many characters before and after an accent its letter is looked for."""

ROOM = 0.5
"""A letter and its accent differ in height by less than this share of the letter's height."""

_COMBINING = {
    "`": "\u0300",
    "\u00b4": "\u0301",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u00af": "\u0304",
    "\u02d8": "\u0306",
    "\u02d9": "\u0307",
    "\u00a8": "\u0308",
    "\u02da": "\u030a",
    "\u02dd": "\u030b",
    "\u02c7": "\u030c",
    "\u00b8": "\u0327",
    "\u02db": "\u0328",
}
_ACCENT = re.compile(f"[{''.join(_COMBINING)}]")
_DOTLESS = {"\u0131": "i", "\u0237": "j"}

Box = tuple[float, float, float, float]
"""Left, bottom, right, top of a character."""


def composed(text: str, box: Callable[[int], Box]) -> str:
    """Return a page's text with letters for accents that stand over them.

    Args:
        text: As PDFium gives it.
        box: Returns the box of the character at an offset.

    Returns:
        As long a text, with NUL where an accent was.
    """
    if not _ACCENT.search(text):
        return text
    found = list(text)
    for accent in _ACCENT.finditer(text):
        at = accent.start()
        if (letter := _letter(text, at, box)) is not None:
            found[letter] = _with_accent(found[letter], accent[0])
            found[at] = "\0"
    return "".join(found)


def _letter(text: str, at: int, box: Callable[[int], Box]) -> int | None:
    """Return the offset of the letter under an accent: the next one, or one nearby.

    In code there may be thousands of backticks, so only the next letter is looked at for those.
    """
    place = box(at)
    if text[at] == "`":
        is_next = _with_accent(text[at + 1 : at + 2], "`") and _is_under(place, box(at + 1))
        return at + 1 if is_next else None
    after = range(at + 1, min(len(text), at + REACH))
    before = range(at - 1, max(-1, at - REACH), -1)
    return next(
        (
            each
            for each in (*after[:1], *before, *after[1:])
            if _with_accent(text[each], text[at]) and _is_under(place, box(each))
        ),
        None,
    )


def _with_accent(letter: str, accent: str) -> str:
    """Return the letter with an accent; empty where there is none."""
    if not letter.isalpha():
        return ""
    whole = unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + _COMBINING[accent])
    return whole if len(whole) == 1 else ""


def _is_under(accent: Box, letter: Box) -> bool:
    middle = (accent[0] + accent[2]) / 2
    apart = abs(accent[1] - letter[1])
    return letter[0] < middle < letter[2] and apart < ROOM * (letter[3] - letter[1])
