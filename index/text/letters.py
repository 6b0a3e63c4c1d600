"""Letters that count as the same, and those that are not seen at all: folding of single words.

Case and accents do not count, nor do letters that people replace where a keyboard lacks them
(Wałęsa, Sørensen, œuvre). Characters without a picture of their own (soft hyphens, joiners, spaces
of no width, marks of direction) are left out, and kana of half width are made whole: `Visible` says
where the letters that are left stand in the text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MAX_WORD_CHARS = 64
"""Longer words (encoded data, mostly) are cut here, so that the term dictionary stays sane."""

APOSTROPHES = frozenset("'’")
HYPHENS = "-‐‑"

_REPLACED = str.maketrans(
    {
        **dict(zip("łŁøØđĐıħĦŧŦŀĿŋŊ", "lLoOdDihHtTlLnN", strict=True)),
        **{"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D"},
    }
)
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u0640\u064b-\u0655\u0670]+")
"""Accents, and the vowel points of Hebrew and Arabic."""

_UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff"
)
_HALF_WIDTH = "\uff65-\uff9f"
_OTHER_APOSTROPHES = "\u02bc\u2018\uff07"
_TO_MEND = re.compile(f"(?P<unseen>[{_UNSEEN}]+)|(?P<half>[{_HALF_WIDTH}]+)|[{_OTHER_APOSTROPHES}]")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_NOT_PART_OF_WORD = re.compile(r"[.,&'’\s\u02bc]")


class Visible(NamedTuple):
    """A text without what is not seen.

    Attributes:
        text: What is left.
        starts, ends: For each of its letters, where it stands in the text as given, half-open.
    """

    text: str
    starts: list[int]
    ends: list[int]


def visible(text: str) -> Visible | None:
    """Return a text without what is not seen; None where nothing of the kind is in it."""
    if text.isascii() or not _TO_MEND.search(text):
        return None
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def take(piece: str, start: int, end: int) -> None:
        for at, letter in enumerate(piece):
            letters.append(letter)
            starts.append(min(start + at, end - 1))
            ends.append(end if at == len(piece) - 1 else min(start + at + 1, end))

    done = 0
    for found in _TO_MEND.finditer(text):
        start, end = found.span()
        take(text[done:start], done, start)
        if found.lastgroup == "half":
            _take_half_width(text, start, end, take)
        elif found.lastgroup is None:
            take("’", start, end)
        done = end
    take(text[done:], done, len(text))
    return Visible("".join(letters), starts, ends)


def _take_half_width(text: str, start: int, end: int, take: object) -> None:
    """Take kana of half width, each with the mark of its sound that may follow it."""
    assert callable(take)
    at = start
    while at < end:
        after = at + 1
        if after < end and text[after] in "\uff9e\uff9f":
            after += 1
        take(unicodedata.normalize("NFKC", text[at:after]), at, after)
        at = after


def seen(word: str) -> str:
    """Return a word without what is not seen."""
    found = visible(word)
    return word if found is None else found.text


def fold(word: str, *, number: bool = False) -> str:
    """Return `word` without case, accents, inner punctuation and possessive ending.

    Args:
        word: As it is written.
        number: Whether it is one, with commas between thousands.
    """
    if number:
        return word.replace(",", "")[:MAX_WORD_CHARS]
    if word.isascii() and word.isalnum():  # nearly always
        return _singular(word.lower())[:MAX_WORD_CHARS]
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", seen(word).translate(_REPLACED))
        word = unicodedata.normalize("NFC", _MARKS.sub("", decomposed))
    word = _POSSESSIVE.sub("", word)
    return _singular(_NOT_PART_OF_WORD.sub("", word).casefold())[:MAX_WORD_CHARS]


def without_signs(word: str) -> str:
    """Return a word without the punctuation that may be inside it."""
    return _NOT_PART_OF_WORD.sub("", word)


def _singular(word: str) -> str:
    """Return a code without its plural ending: F16s, 747s; but not 1990s, which is no 1990."""
    is_plural = word[-1:] == "s" and word[-2:-1].isdigit() and word.isalnum()
    if not is_plural or (word[-2] == "0" and word[:-1].isdigit()):
        return word
    return word[:-1]
