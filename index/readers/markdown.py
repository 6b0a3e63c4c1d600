"""Markdown files: their text stays as written, but for the marks of quotations.

Front matter says what it is. Without a title there, the first heading outside code is the title.
"""

from __future__ import annotations

import html
import re

from index.readers import front_matter
from index.readers.content import Content
from index.readers.quotation import unquoted

_HEADING = re.compile(
    r"^(?:(?P<fence>[^\S\n]{0,3}(?:`{3,}|~{3,}))|<!--(?P<comment>)"
    r"|\#{1,6}[^\S\n]+(?P<hash>[^\n]*?)[^\S\n]*\#*[^\S\n]*$"
    r"|(?<![^\n]\n)(?P<line>[^\s>|#-][^\n]*|-[^\s-][^\n]*)\n(?:=+|-+)[^\S\n]*$)",
    re.MULTILINE,
)

_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?[^()]*\)|\[[^\]]*\])"
)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3}|`{1,2}|~~)(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)")
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def read(text: str) -> Content:
    """Read a Markdown file."""
    fields, text = front_matter.split(text)
    text = unquoted(text)
    return front_matter.content(fields, text, _heading(text))


def _heading(text: str) -> str:
    """Return the first heading outside code and comments; empty if there is none."""
    at = 0
    while found := _HEADING.search(text, at):
        if fence := found["fence"]:
            mark = fence.strip()
            closing = re.compile(
                rf"^[^\S\n]{{0,3}}{mark[0]}{{{len(mark)},}}[^\S\n]*$", re.MULTILINE
            )
            closed = closing.search(text, found.end())
            at = closed.end() if closed else len(text)
        elif found["comment"] is not None:
            closed_at = text.find("-->", found.end())
            at = closed_at if closed_at >= 0 else len(text)
        elif title := _unmarked((found["hash"] or found["line"] or "").strip()):
            return title
        else:
            at = found.end()
    return ""


def _unmarked(heading: str) -> str:
    """Return a heading as it is shown: without the marks of links, emphasis, code and anchors."""
    shown = _LINK.sub(r"\1", _WIKI_LINK.sub(r"\1", _ATTRIBUTES.sub("", heading)))
    for _ in range(2):  # **one *inside* of another**
        shown = _EMPHASIS.sub(r"\2", shown)
    return html.unescape(_ESCAPED.sub(r"\1", shown)).strip()
