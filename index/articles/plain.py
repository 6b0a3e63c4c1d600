"""How is a plain text file read? As it is; a first line that is no sentence is its title."""

from __future__ import annotations

import re

from index.articles.content import Content

HEADLINE_CHARS = 120
"""A first line of at most this length, without a full stop, is taken for a headline."""

_CLOSED = re.compile(r"[.!?…:;,。！？]['\"”’»)\]]*$")


def read(text: str) -> Content:
    """Read a plain text file."""
    line, _, rest = text.strip().partition("\n")
    line = line.strip()
    is_headline = rest.strip() and len(line) <= HEADLINE_CHARS and not _CLOSED.search(line)
    return Content(text, line if is_headline else "", None)
