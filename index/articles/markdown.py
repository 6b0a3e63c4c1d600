"""How is a Markdown file read? Its text stays as written; front matter says what it is.

That is its title, date, source, author, link and language. Without front matter, the first heading
is the title.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from index.articles.content import Content

_FRONT_MATTER = re.compile(r"---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|$)", re.DOTALL)
_HEADING = re.compile(
    r"^(?:#{1,6}[^\S\n]+(?P<hash>[^\n]*?)[^\S\n]*#*|(?P<line>[^\n]*\S)[^\S\n]*\n(?:=+|-+))[^\S\n]*$",
    re.MULTILINE,
)


def read(text: str) -> Content:
    """Read a Markdown file."""
    fields: dict[str, Any] = {}
    match = _FRONT_MATTER.match(text)
    if match and (found := _fields(match.group(1))) is not None:
        fields, text = found, text[match.end() :]
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
    )


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return "" if value is None else str(value).strip()


def _fields(front_matter: str) -> dict[str, Any] | None:
    """Parse front matter; None where the block between the rules is something else."""
    try:
        fields = yaml.safe_load(front_matter)
    except yaml.YAMLError:
        return None
    return fields if isinstance(fields, dict) else None
