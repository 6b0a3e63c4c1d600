"""How is a Markdown file read? Its text stays as written, but for the marks of quotations; front
matter says what it is.

That is its title, date, source, author, link and language. Without front matter, the first heading
is the title. PyYAML reads front matter, every value as text, and without references, which could
make a small block unfold into a huge one.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from index.readers.content import Content
from index.readers.limits import MAX_FRONT_MATTER_CHARS
from index.readers.quotation import unquoted

_FRONT_MATTER = re.compile(r"---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|$)", re.DOTALL)
_HEADING = re.compile(
    r"^(?:#{1,6}[^\S\n]+(?P<hash>[^\n]*?)[^\S\n]*#*|(?P<line>[^\n]*\S)[^\S\n]*\n(?:=+|-+))[^\S\n]*$",
    re.MULTILINE,
)
_NAMES = {
    "title": ("title", "headline"),
    "date": ("date", "published", "pubdate"),
    "source": ("source", "site", "publication"),
    "author": ("author", "authors", "byline"),
    "link": ("link", "url", "canonical", "canonical_url"),
    "language": ("language", "lang"),
}


_NOTHING = ("", "~", "null")
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_REFERENCE = re.compile(r"(?:^|[\s\[{,:-])[*&][\w-]", re.MULTILINE)
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # written in C, 10 times as fast


def read(text: str) -> Content:
    """Read a Markdown file."""
    fields: dict[str, Any] = {}
    match = _FRONT_MATTER.match(text, 0, MAX_FRONT_MATTER_CHARS)
    if match and (found := _fields(match.group(1))) is not None:
        fields, text = found, text[match.end() :]
    text = unquoted(text)
    title = _text(fields, "title")
    if not title and (heading := _HEADING.search(text)):
        title = (heading["hash"] or heading["line"] or "").strip()
    return Content(
        text,
        title,
        _text(fields, "date") or None,
        source=_text(fields, "source"),
        author=_text(fields, "author"),
        link=_text(fields, "link"),
        language=_text(fields, "language"),
        date_from="front matter",
    )


def _text(fields: dict[str, Any], name: str) -> str:
    """Return a field as text; a list of names is joined, anything else that nests is no text."""
    for key in _NAMES[name]:
        value = fields.get(key)
        if isinstance(value, list):
            return ", ".join(item.strip() for item in value if isinstance(item, str))
        if isinstance(value, str) and value.strip() not in _NOTHING:
            return value.strip()
    return ""


def _fields(front_matter: str) -> dict[str, Any] | None:
    """Parse front matter; None where the block between the rules is something else."""
    unquoted = _QUOTED.sub("", front_matter)
    if len(_REFERENCE.findall(unquoted)) > 1:
        return None
    try:
        fields = yaml.load(front_matter, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    return {str(key).lower(): value for key, value in fields.items()}
