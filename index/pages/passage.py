"""Passage: where words that were read from a page stand among its characters. Pure.

The article has the words of a page in reading order, without the hyphens that divide them; the page
has its characters as they were drawn. So letters and digits alone are compared. Where something
else stands in between on the page (the next column, a note, a running head), or its lines were
drawn in another order, the pieces of a passage are looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

LEAST_SHARE = 0.6
"""Of a passage's letters: where fewer are found in pieces, something else is there."""

LEAST_LETTERS = 12
"""Of a piece: shorter ones may stand anywhere."""

MOST_RUN = 400
"""Words of a piece that are compared at once."""

DIVIDED_WORDS = 2
"""Pieces with no more words between them on the page are one."""

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Letters:
    """A text's letters and digits, folded, and where each stands in it."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Letters:
        pairs = [
            (letter, at)
            for at, character in enumerate(text)
            for letter in unicodedata.normalize("NFKD", character).casefold()
            if letter.isalnum()
        ]
        return cls("".join(letter for letter, _ in pairs), tuple(at for _, at in pairs))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the text of a range of letters that is not empty."""
        return self.places[start], self.places[end - 1] + 1


def find(page: str, passage: str, near: float) -> list[tuple[int, int]]:
    """Return the spans of a page's text in which a passage stands, in order; none if it does not.

    Args:
        page: The text of the page, a character for each that can be asked for its box.
        passage: What to look for.
        near: About where, as a share of the page, 0 to 1: of several places the nearest is meant.
    """
    drawn, sought = _Letters.of(page), _Letters.of(passage)
    if not sought.text:
        return []
    starts = list(_occurrences(drawn.text, sought.text))
    if starts:
        at = min(starts, key=lambda start: abs(start / len(drawn.text) - near))
        return [drawn.span(at, at + len(sought.text))]
    return _pieces(page, passage, len(sought.text))


def _occurrences(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _pieces(page: str, passage: str, letters: int) -> list[tuple[int, int]]:
    """Return the spans of the longest runs of the passage's words, if they are most of it."""
    words = [found for found in _WORD.finditer(page) if _folded(found[0])]
    drawn = [_folded(found[0]) for found in words]
    sought = [word for word in map(_folded, passage.split()) if word]
    runs = list(_runs(drawn, sought))
    found = sum(len(word) for first, last in runs for word in drawn[first:last])
    if found < LEAST_SHARE * letters:
        return []
    joined: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        # A word divided at a line's end is two on the page.
        if joined and first - joined[-1][1] <= DIVIDED_WORDS:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return [(words[first].start(), words[last - 1].end()) for first, last in joined]


def _runs(drawn: Sequence[str], sought: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of the longest runs of `sought` among `drawn`, which may be in any order."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(drawn):
        places.setdefault(word, []).append(place)
    at, after = 0, 0
    while at < len(sought):
        ends = [(_length(drawn, sought, place, at), place) for place in places.get(sought[at], ())]
        # Of those that are as long, the one that goes on where the last one ended.
        size, place = max(ends, key=lambda end: (end[0], -abs(end[1] - after)), default=(0, 0))
        if sum(map(len, sought[at : at + size])) >= LEAST_LETTERS:
            yield place, place + size
            at, after = at + size, place + size
        else:
            at += 1


def _length(drawn: Sequence[str], sought: Sequence[str], place: int, at: int) -> int:
    """Return how many words are the same from two places on."""
    pairs = zip(drawn[place : place + MOST_RUN], sought[at : at + MOST_RUN], strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _folded(word: str) -> str:
    return _Letters.of(word).text
