"""Quotations: what stands between quotation marks in a paragraph. Pure.

Curly marks say themselves which way they face. Straight ones open after a space and close before
one. A mark that nothing closes reaches to the end of its line: speech that goes on in the next
paragraph is printed so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARK = re.compile("[\"“”„«»‘’'`\n]")  # a class alone is searched for fast
_ANY = re.compile('["“”„«»‘`]')
_OPENING = frozenset("“„«‘") | {"``"}
_CLOSING = {
    "”": "”",
    "“": '”"',
    "„": '“”"',
    "«": "»",
    "»": "«",
    "‘": "’",
    '"': '"”',
    "''": "''",
    "``": "''",
}
_SIGNS = frozenset(".,?!…—-")
_UTTERED = re.compile(r"[.,?!…:;—–-][\s\"”“»«’']*$")


LEAST_WORDS = 4
"""Shorter ones within a sentence are names of books and programmes."""


class Quotation(NamedTuple):
    """A quotation, marks included: `text[start:end]`.

    Attributes:
        start, end: Code points in the article's text.
        is_closed: Whether a mark ends it.
    """

    start: int
    end: int
    is_closed: bool


def has_marks(text: str) -> bool:
    """Tell whether there may be a quotation in a text."""
    return _ANY.search(text) is not None or "''" in text


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """Find the quotations in `text[start:end]`, in order, those within others left out."""
    found: list[Quotation] = []
    opened, mark, within = -1, "", 0
    for at, this in _marks(text, start, end):
        after = at + len(this)
        if this == "\n":
            if opened >= 0 and mark != "‘":
                found.append(Quotation(opened, at, False))
            opened = -1
        elif opened < 0:
            if _opens(text, at, after, this, start, end):
                opened, mark, within = at, this, 0
        elif (this in _CLOSING.get(mark, "") and _closes(text, after, this, end)) or (
            this == mark == "“" and _turned(text, at, after)
        ):
            if within:
                within -= 1
                continue
            if after - opened > 2 * len(mark):
                found.append(Quotation(opened, after, True))
            opened = -1
        elif this == mark and _opens(text, at, after, this, start, end):
            within += mark == "“"
            opened = at if mark == '"' else opened
    if opened >= 0 and mark != "‘":
        found.append(Quotation(opened, end, False))
    return found


def _marks(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield quotation marks and line breaks; of apostrophes those that close or are two."""
    done = start
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match[0]
        if at < done:
            continue
        if mark in "'`":
            if text[at + 1 : at + 2] != mark or text[at + 2 : at + 3] == mark or at + 2 > end:
                continue
            mark *= 2
        elif mark == "’" and not _closes_single(text, at, end):
            continue
        done = at + len(mark)
        yield at, mark


def _closes_single(text: str, at: int, end: int) -> bool:
    """Tell whether an apostrophe closes a quotation: it stands behind a sign, before no letter."""
    follows = text[at + 1 : at + 2] if at + 1 < end else ""
    return text[at - 1 : at] in _SIGNS and not (follows.isalnum() or follows == "_")


def is_utterance(text: str, quotation: Quotation) -> bool:
    """Tell whether a quotation is more than some words within a sentence of the writer's."""
    if not quotation.is_closed:
        return True
    before = text[max(0, quotation.start - 2) : quotation.start].rstrip()[-1:]
    words = text.count(" ", quotation.start, quotation.end) + 1
    if _UTTERED.search(text, max(quotation.start + 1, quotation.end - 5), quotation.end):
        return not before.isalnum() or words > LEAST_WORDS
    is_sentence = not before.isalnum() and text[quotation.end : quotation.end + 1] in (
        ".",
        "!",
        "?",
    )
    begin = text[quotation.start : quotation.start + 3].lstrip("\"“„«'‘")
    return (is_sentence or before in (",", ":")) and begin[:1].isupper() and words >= LEAST_WORDS


def _opens(text: str, at: int, after: int, mark: str, start: int, end: int) -> bool:
    """Tell whether a mark can open a quotation."""
    if after >= end or (text[after].isspace() and mark != "«"):
        return False
    if mark == "”":  # turned the wrong way, at the start of a line
        return at == start or text[at - 1] == "\n"
    if mark in _OPENING:
        return mark != "‘" or at == start or not text[at - 1].isalnum()
    return mark in ('"', "''", "»") and (at == start or not text[at - 1].isalnum())


def _turned(text: str, at: int, after: int) -> bool:
    """Tell whether an opening mark closes: “It is safe,“ she said."""
    return text[at - 1] in _SIGNS and not text[after : after + 1].isalnum()


def _closes(text: str, after: int, mark: str, end: int) -> bool:
    """Tell whether a mark can close a quotation."""
    return mark not in ('"', "''") or after >= end or not text[after].isalnum()
