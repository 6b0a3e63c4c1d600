"""Markdown files: their text stays as written, but for comments and the marks of quotations.

Comments are those of HTML and of Obsidian (`%%`); lines that are nothing but a tag of a box show
nothing either.

Front matter says what it is. Without a title there, the first heading outside code is the title.
"""

from __future__ import annotations

import html
import re

from index.readers import front_matter
from index.readers.content import Content
from index.readers.quotation import unquoted

_FENCE = r"(?P<fence>[^\S\n]{0,3}(?:`{3,}|~{3,}))"
_COMMENT_OR_FENCE = re.compile(
    rf"^(?:{_FENCE}|[^\S\n]{{0,3}}(?:<!--.*?-->|%%(?!%).{{1,5000}}?(?<!%)%%(?!%)"
    r"|</?(?:aside|details|summary|div|section|center|figure|p)\b[^<>\n]{0,300}>(?=[^\S\n]*$))"
    r"[^\S\n]*\n?)",
    re.MULTILINE | re.DOTALL,
)
_HEADING = re.compile(
    rf"^(?:{_FENCE}"
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
    text = unquoted(_without_comments(text))
    return front_matter.content(fields, text, _heading(text))


def _without_comments(text: str) -> str:
    """Return a text without comments and tags outside code that begin a line; none is shown."""
    if "<" not in text and "%%" not in text:
        return text
    parts: list[str] = []
    at = 0
    while found := _COMMENT_OR_FENCE.search(text, at):
        if found["fence"]:
            end = _end_of_code(text, found)
            parts.append(text[at:end])
        else:
            parts.append(text[at : found.start()])
            end = found.end()
        at = end
    return "".join([*parts, text[at:]])


def _end_of_code(text: str, opening: re.Match[str]) -> int:
    """Return where the code ends that a fence opens."""
    mark = opening["fence"].strip()
    closing = re.compile(rf"^[^\S\n]{{0,3}}{mark[0]}{{{len(mark)},}}[^\S\n]*$", re.MULTILINE)
    closed = closing.search(text, opening.end())
    return closed.end() if closed else len(text)


def _heading(text: str) -> str:
    """Return the first heading outside code; empty if there is none."""
    at = 0
    while found := _HEADING.search(text, at):
        if found["fence"]:
            at = _end_of_code(text, found)
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
