"""Acronyms that a text defines: "Coastal Rescue Service (CRS)", "Coastal Rescue Service, or CRS".

Pure. After Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in
Biomedical Text" (PSB 2003): from right to left, each letter of the short form is looked for in the
words before it; the first one must begin a word. For news it is stricter: the last word that counts
must have one of the letters, and a short form that is no capitals (Nato) must be initials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.text import analyzer

MAX_SHORT, MAX_LONG = 10, 120
"""Characters of a short and of a long form."""

_BRACKETS = r"\(([^()\n]{2,140})\)"
_CALLED = (
    r",\s(?:or|(?:also\s|widely\s)?(?:known|called|abbreviated)(?:\sas)?)\s(?:the\s)?"
    r"([A-Z][A-Za-z&.-]{0,7}[A-Z]\b\.?)(?=[,.;:\s])"
)
_INSIDE = r"""(?i)^(?:(?:the|or|hereafter|abbreviated)\s+)*["“'‘]?|["”'’]$"""
_SHORT = r"[^\W_](?:[\w&.-]*[^\W_])?\.?"
_BEFORE = r"(?<![\w&.-])([^\W_](?:[\w&.-]*[^\W_])?)\s*$"
_END = r"(?<![A-Z.][A-Za-z])(?<![A-Z])[.!?;:][\"”’')]*\s|[\"“”()\n]|\s[-–—]\s|--|—"
_WORD = r"[^\W_][^\s,/<>]*"
_TAILS = frozenset("ag asa co company corp corporation group inc incorporated ltd plc sa".split())
_SMALL = frozenset("the of and for in on to a an de la le les des du der die das und y e".split())


class Definition(NamedTuple):
    """An acronym and what it stands for, as written."""

    short: str
    long: str


def definitions(text: str) -> list[Definition]:
    """Return the acronyms that a text defines, in order, each once."""
    found = [*_found(text)] if "(" in text else []
    return list(dict.fromkeys([*found, *_called(text)]))


def _found(text: str) -> Iterator[Definition]:
    for match in re.finditer(_BRACKETS, text):
        before = _before(text, match.start())
        inside = re.sub(_INSIDE, "", re.split(r"[,;]", match[1])[0].strip())
        if re.fullmatch(_SHORT, inside) and _is_short(inside):
            long = _long(inside, before)
            if long:
                yield Definition(_bare(inside), long)
            continue
        ahead = re.search(_BEFORE, text[max(0, match.start() - 20) : match.start()])
        if ahead and _is_short(ahead[1]):
            long = _long(ahead[1], inside)
            if long:
                yield Definition(_bare(ahead[1]), long)


def _called(text: str) -> Iterator[Definition]:
    """Yield what is defined without brackets: "the Guild of Estuary Pilots, or GEP,"."""
    for match in re.finditer(_CALLED, text):
        long = _long(match[1], _before(text, match.start()))
        if long:
            yield Definition(_bare(match[1]), long)


def _before(text: str, at: int) -> str:
    """Return what stands before a place of a text, in the same sentence."""
    return re.split(_END, text[max(0, at - MAX_LONG) : at])[-1].strip(' ,"”’')


def _is_short(word: str) -> bool:
    """Tell whether a word looks like an acronym."""
    letters = [letter for letter in word if letter.isalpha()]
    is_fit = 2 <= len(word) <= MAX_SHORT and len(letters) >= 2
    # Of a party and a state, as (D-Kan.), there is no long form.
    return is_fit and word[0].isupper() and not re.fullmatch(r"[A-Z]-[A-Z][a-z]+\.?", word)


def _bare(short: str) -> str:
    """Return a short form without a plural's s and the full stops of initials."""
    plain = short.replace(".", "")
    return plain[:-1] if plain[-1] == "s" and plain[:-1].isupper() and len(plain) > 2 else plain


def _long(short: str, words: str) -> str:
    """Return the end of some words that a short form stands for, or nothing."""
    letters = [letter.lower() for letter in _bare(short) if letter.isalnum()]
    most = min(len(letters) + 5, len(letters) * 2)
    spans = [match.span() for match in re.finditer(_WORD, words)]
    counted = [span for span in spans if _told(words, span) not in _SMALL]
    if len(letters) < 2 or not counted:
        return ""
    first = next((a for a, _ in counted[-most:]), 0)
    start = _matched(letters, words[first:], only_initials=_bare(short)[1:].islower())
    named = [span for span in counted if _told(words, span) not in _TAILS] or counted
    if start is None or first + start[1] < named[-1][0]:
        return ""
    begin, last = first + start[0], max(first + start[1], named[-1][0])
    if _told(words, next(span for span in spans if begin < span[1])) in _SMALL:
        wider = [a for a, _ in counted if a < begin and words[a].lower() == letters[0]]
        if not wider:
            return ""
        begin = wider[-1]
    long = words[begin : next(b for _, b in spans if last < b)].strip(" ,.'’\"”“")
    is_itself = _bare(short).lower() in (word.lower().strip(".") for word in long.split())
    return long if len(long) > len(short) and not is_itself else ""


def _told(words: str, span: tuple[int, int]) -> str:
    return words[slice(*span)].lower().strip(".")


def _matched(letters: list[str], words: str, *, only_initials: bool) -> tuple[int, int] | None:
    """Return where the first and the last of some letters stand in words, or None."""
    small, at, last = words.lower(), len(words), -1
    for number in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and not (
            small[at] == letters[number]
            and ((number and not only_initials) or at == 0 or not small[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
        last = max(last, at)
    return at, last


def short_key(short: str) -> str:
    """Return what a short form is looked for by: as it is, folded."""
    return " ".join(analyzer.words(short))


def long_key(long: str) -> str:
    """Return what a long form is looked for by, in whatever language: English stems and blanks."""
    words = (word for word in analyzer.words(long) if word not in analyzer.STOP_WORDS)
    return " ".join(map(analyzer.stem, words))
