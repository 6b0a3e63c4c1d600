"""Marks: where some terms are in a text.

Most words of a text have none of them, which their beginnings show. So what is between two blanks
is looked at by itself, and analysed only where it may have one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from index.text import analyzer, compounds, letters

_PIECE = re.compile(
    r"""["(]*+(?=([A-Za-z]{1,2}|[0-9]))(?:[A-Za-z]++|[0-9]{1,3}(?:,[0-9]{3})*+(?:\.[0-9]++)?)"""
    r"""[.,;:?!)"]*+(?!\S| & |[ \xa0\u202f]%)|\S+(?:[ \xa0\u202f]%\S*| & \S+)*"""
)
"""What is between blanks; no token reaches further. The group has how a single word begins."""

_REACHING = re.compile(rf"[{''.join(analyzer.CURRENCIES)}](?![0-9])|per[\W_]+cent", re.IGNORECASE)
"""In a text with none of these no compound reaches further either."""

KNOWN_CHARS = 32
"""Longer pieces of texts (addresses, text without spaces) do not come again."""


class Mark(NamedTuple):
    """A term, and where it stands in a text; its folded word, empty for a compound."""

    term: str
    word: str
    start: int
    end: int


class Marker:
    """Finds some terms in texts."""

    def __init__(self, terms: Collection[str]) -> None:
        self._terms = frozenset(terms)
        self._begin = beginnings(terms)

    def marks(self, text: str, language: str) -> Iterator[Mark]:
        """Yield where any of the terms is in a text of a language, in no particular order."""
        for piece, at in self._pieces(text):
            known = _known if len(piece) <= KNOWN_CHARS else _marks
            for term, word, start, end in known(piece, language):
                if term in self._terms:
                    yield Mark(term, word, start + at, end + at)

    def may_be_in(self, text: str) -> bool:
        """Tell whether a text may have any of the terms, in whatever language it is."""
        return any(True for _ in self._pieces(text))

    def _pieces(self, text: str) -> Iterator[tuple[str, int]]:
        """Yield the pieces of a text that may have any of the terms, each with where it begins."""
        if _REACHING.search(text) or letters.visible(text) is not None:
            yield text, 0
            return
        for piece in _PIECE.finditer(text):
            begins = piece[1]
            if begins is None or begins.lower() in self._begin:
                yield piece.group(), piece.start()


def beginnings(terms: Iterable[str]) -> frozenset[str]:
    """Return what words in ASCII that have one of some terms begin with: two letters, or a digit.

    Stemmers change ends of words: so the second letter only where nothing or an i follows the
    first one (eyed = ei), or in Finnish where it is the first one again.
    """
    found: set[str] = set()
    for term in map(analyzer.bare, terms):
        first, second = term[:1], term[1:2]
        seconds = {second, first, "y"} if second else {"", *"abcdefghijklmnopqrstuvwxyz"}
        found |= {first} if first.isdigit() else {first + letter for letter in seconds}
    short = {word[:2] for word, spelt in analyzer.SPELT_OUT.items() if spelt[:2] in found}
    return frozenset(found | short)


def _marks(text: str, language: str) -> tuple[Mark, ...]:
    """Return all terms of a text: of its words, then of its compounds."""
    tokens = list(analyzer.tokens(text))
    plain = analyzer.stemmed(text, tokens, language)
    together = compounds.terms_of(text, tokens, language)
    return (
        *(Mark(term, *token) for term, token in plain),
        *(Mark(term, "", one.start, one.end) for term, one in together),
    )


_known = lru_cache(maxsize=50_000)(_marks)
