"""Plain text files: read as they are; a first line that is no sentence is the title.

Marks of quoted lines (`> `) and of bold print on a terminal are no text. Front matter says what the
article is, and is not part of its text.
"""

from __future__ import annotations

import re

from index.readers import front_matter
from index.readers.content import Content
from index.readers.quotation import unquoted, unsigned

HEADLINE_CHARS = 120
"""A first line of at most this length, without a full stop, is taken for a headline."""

_TERMINAL = re.compile("\x1b\\[[0-9;?]*[A-Za-z]|[^\n]\x08")
"""What makes letters bold or underlined on a terminal, or on a printer, which strikes twice."""

_CLOSED = re.compile(r"[.!?…:;,。！？]['\"”’»)\]]*$")


def read(text: str) -> Content:
    """Read a plain text file."""
    if "\x1b" in text or "\x08" in text:
        text = _TERMINAL.sub("", text)
    fields, body = front_matter.split(unquoted(unsigned(text)))
    if fields and (body.strip() or "title" in fields):
        return front_matter.content(fields, body, _headline(body))
    return Content(body, _headline(body), None)


def _headline(text: str) -> str:
    line, _, rest = text.strip().partition("\n")
    line = line.strip()
    is_headline = rest.strip() and len(line) <= HEADLINE_CHARS and not _CLOSED.search(line)
    return line if is_headline else ""
