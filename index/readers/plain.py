"""Plain text files: read as they are; a first line that is no sentence is the title.

Marks of quoted lines (`> `) are no text. Front matter says what the article is, and is not part of
its text.
"""

from __future__ import annotations

import re

from index.readers import front_matter
from index.readers.content import Content
from index.readers.quotation import unquoted

HEADLINE_CHARS = 120
"""A first line of at most this length, without a full stop, is taken for a headline."""

_CLOSED = re.compile(r"[.!?…:;,。！？]['\"”’»)\]]*$")


def read(text: str) -> Content:
    """Read a plain text file."""
    fields, body = front_matter.split(unquoted(text))
    if fields and (body.strip() or "title" in fields):
        return front_matter.content(fields, body, _headline(body))
    return Content(body, _headline(body), None)


def _headline(text: str) -> str:
    line, _, rest = text.strip().partition("\n")
    line = line.strip()
    is_headline = rest.strip() and len(line) <= HEADLINE_CHARS and not _CLOSED.search(line)
    return line if is_headline else ""
