"""How is a plain text file read? As it is; a first line that is no sentence is its title.

Marks of quoted lines (`> `) are no text. A block of lines such as `Title: ...` and `Date: ...` at
the top says what the article is, and is not part of its text.
"""

from __future__ import annotations

import re

from index.readers.content import Content
from index.readers.quotation import unquoted

HEADLINE_CHARS = 120
"""A first line of at most this length, without a full stop, is taken for a headline."""

FIELDS = {
    "title": "title",
    "headline": "title",
    "date": "date",
    "published": "date",
    "source": "source",
    "author": "author",
    "by": "author",
    "byline": "author",
    "link": "link",
    "url": "link",
    "language": "language",
    "lang": "language",
}
"""What a line of the block may begin with, in any case."""

LEAST_FIELDS = 2
"""A single such line may be the first line of an article, unless it is a title."""

_CLOSED = re.compile(r"[.!?…:;,。！？]['\"”’»)\]]*$")
_FIELD = re.compile(r"([A-Za-z]{2,10})[^\S\n]*:[^\S\n]*([^\n]*)(?:\n|$)")


def read(text: str) -> Content:
    """Read a plain text file."""
    fields, body = _header(unquoted(text))
    if fields and body.strip():
        return Content(
            body,
            fields.get("title", "") or _headline(body),
            fields.get("date") or None,
            source=fields.get("source", ""),
            author=fields.get("author", ""),
            link=fields.get("link", ""),
            language=fields.get("language", ""),
            date_from="front matter",
        )
    return Content(body, _headline(body), None)


def _headline(text: str) -> str:
    line, _, rest = text.strip().partition("\n")
    line = line.strip()
    is_headline = rest.strip() and len(line) <= HEADLINE_CHARS and not _CLOSED.search(line)
    return line if is_headline else ""


def _header(text: str) -> tuple[dict[str, str], str]:
    """Split off the block of fields at the top, which a blank line ends; none if it is no block."""
    fields: dict[str, str] = {}
    at = len(text) - len(text.lstrip())
    while found := _FIELD.match(text, at):
        name = FIELDS.get(found[1].lower())
        if name is None or name in fields:
            return {}, text
        fields[name] = found[2].strip()
        at = found.end()
    ended = at >= len(text) or text[at : at + 1] == "\n"
    is_block = len(fields) >= LEAST_FIELDS or "title" in fields
    return (fields, text[at:].lstrip("\n")) if is_block and ended else ({}, text)
