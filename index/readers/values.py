"""Values of a record's fields as text: strings, lists, and the blocks in which editors keep it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.readers import web

MAX_ITEMS = 100_000
"""Of a list in a field."""

MAX_DEPTH = 40
"""Lists and objects inside each other."""

PROSE_SPACES = 15
"""A field with so many spaces is no name, no address and no list of keywords."""

_INSIDE = (
    *("name", "rendered", "text", "value", "title", "content", "html", "body", "plain", "href"),
    *("$date", "iso", "$numberLong", "$oid", "#text", "$t", "_", "__cdata", "main", "original"),
    *("display_name", "displayName", "full_name", "nickname", "username", "user"),
    *("emailAddress", "address"),
)
"""What holds the text of a field that is an object, the first that there is."""

_NAMES = (("given", "family"), ("first_name", "last_name"), ("firstName", "lastName"))
"""Parts of a person's name, which are one name together."""

_HEADINGS = ("heading", "title", "headline")
_BLOCKS = (
    *("rendered", "text", "value", "content", "contents", "html", "body", "paragraphs", "blocks"),
    *("children", "nodes", "root", "items", "data", "document", "plain", "paragraph", "p", "name"),
    *("$t", "#text", "_", "__cdata"),
)
"""What holds the text of a block of an article, the first that there is; its heading goes before
it."""

_KINDS = ("type", "_type", "nodeType", "object")
_ABOUT = frozenset("title headline kicker byline author_info author date timestamp image".split())
"""Blocks of these kinds say what other fields say, or hold no text."""

_SPANS = frozenset(
    "text span link hyperlink inline mention hardbreak hard_break strong em a".split()
)
"""Kinds of what is a part of a paragraph in a block."""

_PREFIX = re.compile(r"(</?)jats:")
"""Registries of scholarly articles write abstracts in JATS, whose tags of texts are HTML's."""

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def text(value: Any, between: str = ", ") -> str:
    """Return a value as text; what is in a list is joined, of an object it is its name."""
    if isinstance(value, list):
        return between.join(filter(None, (text(item, between) for item in value[:MAX_ITEMS])))
    if isinstance(value, dict):
        found = (text(value[key], between) for key in _INSIDE if value.get(key))
        return next(filter(None, found), "") or _named(value)
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def _named(value: Mapping[str, Any]) -> str:
    """Return what an object of a bibliography is: a person with names, a day in parts."""
    for names in _NAMES:
        if found := [value[name] for name in names if isinstance(value.get(name), str)]:
            return " ".join(found)
    return text(value.get("date-parts", ""), "-")


def prose(value: Any, depth: int = MAX_DEPTH) -> str:
    """Return the text of an article: items and blocks are paragraphs, without HTML."""
    if isinstance(value, str):
        return plain(value)
    if depth == 0:
        return ""
    if isinstance(value, list):
        each = (prose(item, depth - 1) for item in value[:MAX_ITEMS])
        return "\n\n".join(paragraph for paragraph in each if paragraph.strip())
    if isinstance(value, dict):
        return _block(value, depth)
    return text(value)


def line(value: str) -> str:
    """Return a field on one line, without HTML and its entities."""
    return " ".join(plain(value).split())


def plain(value: str) -> str:
    """Return a field's text without HTML and its entities."""
    if "<" not in value and "&" not in value:
        return value
    value = _PREFIX.sub(r"\1", value)
    if web.is_markup(value[:20_000]):
        return web.as_text(value)
    unescaped = _unescaped(value)
    # Some exports escape the tags too.
    is_page = unescaped != value and unescaped.lstrip().startswith("<")
    return web.as_text(unescaped) if is_page and web.is_markup(unescaped[:20_000]) else unescaped


def strings(value: Any, depth: int = MAX_DEPTH) -> Iterator[str]:
    """Yield each string in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict) and depth:
        for inner in list(value.values() if isinstance(value, dict) else value)[:MAX_ITEMS]:
            yield from strings(inner, depth - 1)


def is_prose(value: str) -> bool:
    """Tell whether a string is long enough to be the text of an article."""
    return value.count(" ") >= PROSE_SPACES


def _block(block: Mapping[str, Any], depth: int) -> str:
    if _kind(block) in _ABOUT:
        return ""
    if isinstance(block.get("ops"), list):  # of the editor Quill: pieces of text as they follow
        pieces = (op.get("insert") for op in block["ops"][:MAX_ITEMS] if isinstance(op, dict))
        return "".join(piece for piece in pieces if isinstance(piece, str))
    heading = next((value for key in _HEADINGS if isinstance(value := block.get(key), str)), "")
    body = ""
    for key in _BLOCKS:
        inner = block.get(key)
        if isinstance(inner, list) and _kind(block) and inner and all(map(_is_span, inner)):
            body = "".join(_span(item, depth - 1) for item in inner)
        elif inner:
            body = prose(inner, depth - 1)
        if body.strip():
            break
    return "\n\n".join(filter(None, (line(heading), body)))


def _kind(block: Mapping[str, Any]) -> str:
    kind = next((block[key] for key in _KINDS if block.get(key)), "")
    return kind.lower() if isinstance(kind, str) else ""


def _is_span(item: Any) -> bool:
    """Tell whether an item of a block is a part of its paragraph."""
    if not isinstance(item, dict):
        return isinstance(item, str)
    kind = _kind(item)
    return kind in _SPANS or (not kind and isinstance(item.get("text"), str))


def _span(item: Any, depth: int) -> str:
    if isinstance(item, str):
        return plain(item)
    return " " if _kind(item).startswith("hard") else prose(item, depth)


def _unescaped(value: str) -> str:
    """Return a text without entities, which some exports escape twice."""
    for _ in range(2):
        if "&" not in value or not _ENTITY.search(value):
            break
        value = _ENTITY.sub(lambda found: html.unescape(found[0]), value)
    return value
