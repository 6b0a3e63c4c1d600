"""Compounds: words of a text that are also written otherwise, in one, apart, or with a sign.

    cease-fire = ceasefire      F-16 = F16      10 per cent = 10 percent      L'Oréal = Loreal
    $1.5bn = 1.5 billion dollars                中国 has 中 and 国

A word that is divided at the end of a line is one of them.

The parts stand in the text and are indexed as such; what they are together is indexed beside them,
at the place of the first one, and takes no place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.text import analyzer, letters
from index.text.analyzer import CURRENCIES, Token
from index.text.letters import APOSTROPHES, HYPHENS, MAX_WORD_CHARS

MAX_PARTS = 4
"""Of a compound; what has more is a list or an address."""

CODE_LETTERS = 4
"""A code is a number after so few letters (F-16, MiG-29): its parts say nothing alone."""

SCALES = frozenset(["thousand", "million", "billion", "trillion"])

_FIRST_HAN = "\u3005"
"""From here on single characters are words of their own; Thai and its neighbours stand below."""


_SIGNS = re.compile(
    rf"[{HYPHENS}{''.join(APOSTROPHES)}{''.join(CURRENCIES)}]|per[\W_]+cent", re.IGNORECASE
)
"""A text in ASCII with none of these has no compounds."""


class Compound(NamedTuple):
    """A word that stands in a text in another form.

    Attributes:
        word: Folded, in one.
        at: Which token of the text its first part is.
        parts: How many tokens it is made of; 0 for a sign that stands for a word.
        start, end: Code points in the text.
        shown: Its folded parts with hyphens between them.
    """

    word: str
    at: int
    parts: int
    start: int
    end: int
    shown: str = ""

    @property
    def is_code(self) -> bool:
        """Whether the parts alone are no words: F-16, e-mail."""
        pieces = self.shown.split("-")
        lettered = [piece for piece in pieces if not piece[:1].isdigit()]
        is_numbered = len(lettered) < len(pieces)
        if is_numbered:
            return sum(map(len, lettered)) <= CODE_LETTERS
        return any(len(piece) == 1 for piece in pieces) or self.shown == "per-cent"


def compounds(text: str, tokens: Sequence[Token]) -> Iterator[Compound]:
    """Yield the compounds of a text, in no particular order.

    Args:
        text: Any.
        tokens: All of its tokens.
    """
    if text.isascii() and not _SIGNS.search(text):
        return
    run = 0
    last = len(tokens) - 1
    for at, (word, start, end) in enumerate(tokens):
        after = text[end : end + 1]
        if at < last and after in HYPHENS and after and _goes_on(text, end + 1, tokens[at + 1]):
            continue
        is_alone = run == at
        if not is_alone:
            yield from _hyphenated(tokens, run, at)
        run = at + 1
        if word[0] >= _FIRST_HAN:
            yield from _characters(text, tokens, at)
        elif word[0].isdigit():
            yield from _money(text, tokens, at)
        elif at < last and text[end - 1] in APOSTROPHES:
            other = tokens[at + 1]
            yield Compound(word + other.word, at, 2, start, other.end)
        elif word == "per" and is_alone and at < last and tokens[at + 1].word == "cent":
            yield Compound("percent", at, 2, start, tokens[at + 1].end, "per-cent")


def _goes_on(text: str, at: int, token: Token) -> bool:
    """Tell whether a token follows a hyphen at once, or in the next line of a wrapped text."""
    if token.start == at:
        return True
    is_wrapped = text[at] == "\n" and not text[at : token.start].strip(" >|\n")
    return is_wrapped and text[token.start].islower() and text.count("\n", at, token.start) == 1


def terms_of(
    text: str, tokens: Sequence[Token], language: str = analyzer.ENGLISH
) -> list[tuple[str, Compound]]:
    """Return the compounds of a text, each after the term that ranking counts."""
    return [
        (analyzer.term_in(language, written(text, one), one.word), one)
        for one in compounds(text, tokens)
    ]


def all_terms(text: str, language: str = analyzer.ENGLISH) -> list[str]:
    """Return what a text is found by: its terms in order, then those of its compounds."""
    tokens = list(analyzer.tokens(text))
    terms = [term for term, _ in analyzer.stemmed(text, tokens, language)]
    return terms + [term for term, _ in terms_of(text, tokens, language)]


def units(text: str) -> tuple[str, ...]:
    """Return the words of a phrase, in order: a compound as one, with hyphens between its parts."""
    tokens = list(analyzer.tokens(text))
    words: list[str | None] = [token.word for token in tokens]
    for one in compounds(text, tokens):
        if one.shown:
            words[one.at : one.at + one.parts] = [one.shown, *[None] * (one.parts - 1)]
    return tuple(word for word in words if word)


def forms(unit: str) -> list[tuple[tuple[str, ...], int]]:
    """Return how a unit of a phrase may stand in a text, each with the words that it takes up.

    What stands beside other words has a hyphen at its end for each further one that it takes up:
    `ceasefire-` takes up two.
    """
    parts = tuple(unit.split("-"))
    whole = letters.fold("".join(parts))[:MAX_WORD_CHARS] if len(parts) > 1 else unit
    if unit == "per-cent":
        whole = "percent"
    beside: list[tuple[tuple[str, ...], int]] = [
        ((whole + "-" * (more - 1),), more) for more in range(1, MAX_PARTS + 1)
    ]
    return beside if len(parts) == 1 else [(parts, len(parts)), *beside]


def written(text: str, compound: Compound) -> str:
    """Return how a compound would be written in one."""
    if compound.parts < 2 or any(letter.isdigit() for letter in compound.word):
        return compound.word
    return "".join(c for c in text[compound.start : compound.end] if c.isalpha())


def _hyphenated(tokens: Sequence[Token], first: int, last: int) -> Iterator[Compound]:
    """Yield what some tokens with hyphens between them are in one."""
    pieces = [token.word for token in tokens[first : last + 1]]
    if len(pieces) > MAX_PARTS or any(piece[0] >= _FIRST_HAN for piece in pieces):
        return
    lettered = [piece for piece in pieces if not piece[0].isdigit()]
    if not lettered or (pieces[0][0].isdigit() and max(map(len, lettered)) > 2):
        return  # 2021-12-04, 25-member
    word = letters.fold("".join(pieces))[:MAX_WORD_CHARS]
    start, end = tokens[first].start, tokens[last].end
    yield Compound(word, first, len(pieces), start, end, "-".join(pieces))


def _characters(text: str, tokens: Sequence[Token], at: int) -> Iterator[Compound]:
    """Yield the characters of a pair, but for those that the next pair has too."""
    word, start, end = tokens[at]
    if len(word) < 2:
        return
    yield Compound(word[0], at, 1, start, start + 1)
    is_last = at + 1 == len(tokens) or tokens[at + 1].start != start + 1
    if is_last:
        yield Compound(word[1], at, 1, end - 1, end)


def _money(text: str, tokens: Sequence[Token], at: int) -> Iterator[Compound]:
    """Yield the currency of an amount: `$5m` names dollars after the amount."""
    start = tokens[at].start
    after = at + 1
    while after < len(tokens) and tokens[after].word in SCALES:
        after += 1
    end = tokens[after - 1].end
    for place in (start - 1, start - 2, end, end + 1):
        sign = text[place : place + 1] if place >= 0 else ""
        if sign in CURRENCIES:
            between = text[place + 1 : start] if place < start else text[end:place]
            if not between.strip():
                yield Compound(CURRENCIES[sign], after, 0, place, place + 1)
                return
