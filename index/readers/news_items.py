"""News items: stories as agencies send them, in NITF, NewsML (1 and G2), or the XML of archives.

A file has one or several. What is looked for under which name is much the same in all of them; see
https://iptc.org/standards/. Of a picture there is its headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.errors import UnreadableError
from index.readers import web
from index.readers.content import Content, Record
from index.readers.packages import attribute, damaged, local, parsed

ROOT_WITHIN = 4096
"""Within so many characters is the name of the first element."""

_ROOTS = re.compile(r"<(?:\w+:)?(?:nitf|newsitem|newsmessage|newsml|packageitem)\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_ITEMS = frozenset(("newsitem", "nitf"))
_TEXTS = ("body.content", "inlinexml", "datacontent", "inlinedata", "content", "text", "body")
_TITLES = ("hl1", "headline", "title")
_AUTHORS = ("byline", "by", "bytag")
_MOMENTS = ("versioncreated", "contentcreated", "date.issue", "thisrevisioncreated", "firstcreated")
_BLOCKS = {"hl1": "h1", "hl2": "h2", "media-caption": "p", "block": "div", "lede": "p"}
"""Elements that HTML does not know, and what they are there."""

_UNREAD = frozenset(("media-metadata", "media-reference", "media-producer", "caption.credit"))
_BY = re.compile(r"^(?:by|von|par|por)\s+", re.IGNORECASE)


def looks_like(text: str) -> bool:
    """Tell whether a text is a news item or several."""
    start = text[:ROOT_WITHIN].lstrip()
    return start.startswith("<") and bool(_ROOTS.search(start))


def read(text: str) -> Iterator[Record]:
    """Read news items.

    Raises:
        UnreadableError: It is damaged, or defines entities of its own; see `feed.read`.
    """
    if _ENTITY.search(text, 0, 100_000):
        raise UnreadableError("it defines XML entities of its own, which are not read")
    try:
        root = parsed(web.DECLARATION.sub("", text, count=1).encode())
    except Exception as error:  # lxml raises many kinds
        raise damaged("news item", error) from error
    items = [each for each in root.iter() if _name(each) in _ITEMS]
    outer = [each for each in items if _name(each.getparent()) not in _ITEMS and not _within(each)]
    for number, item in enumerate(outer, 1):
        record = _record(item)
        known = attribute(item, "guid") or attribute(item, "itemid") or str(number)
        yield Record("" if len(outer) == 1 else known, record.content, record.reason)


def _within(item: Any) -> bool:
    """Tell whether an item is the text of another one: NITF in NewsML."""
    return any(_name(above) in _ITEMS for above in item.iterancestors())


def _record(item: Any) -> Record:
    text = next(filter(None, (_text(each) for each in _found(item, *_TEXTS))), "")
    title = _first(item, *_TITLES)
    if not text and not title:
        return Record("", None, "it has no text")
    author = _BY.sub("", _first(item, *_AUTHORS) or _below(item, "creator", "name"))
    moments = (attribute(each, "norm") or _line(each) for each in _found(item, *_MOMENTS))
    pubdata = next(_found(item, "pubdata"), None)
    language = next(_found(item, "language"), None)
    content = Content(
        text,
        title,
        next(filter(None, moments), "")
        or attribute(pubdata, "date.publication")
        or attribute(item, "date")
        or None,
        source=attribute(pubdata, "name") or _below(item, "provider", "name"),
        author=author,
        language=attribute(item, "lang")
        or attribute(language, "tag")
        or attribute(language, "FormalName"),
    )
    return Record("", content)


def _text(element: Any) -> str:
    """Return the text of an element, which is HTML or nearly so."""
    from lxml import etree

    body = next(_found(element, "body.content", "body"), element)
    for each in [*body.iter()]:
        name = _name(each)
        if name in _UNREAD:
            each.clear(keep_tail=True)
        elif name:
            each.tag = _BLOCKS.get(name, name)
    if len(body) == 0:  # text alone
        return web.as_text(body.text or "")
    body.tag, body.tail = "div", None
    etree.cleanup_namespaces(body)
    return web.as_text(etree.tostring(body, encoding="unicode"))


def _found(element: Any, *names: str) -> Iterator[Any]:
    """Yield the elements with one of some names, those of the first name first."""
    for name in names:
        yield from (each for each in element.iter() if _name(each) == name and each is not element)


def _first(item: Any, *names: str) -> str:
    return next(filter(None, (_line(each) for each in _found(item, *names))), "")


def _below(item: Any, name: str, part: str) -> str:
    """Return a line of a part of the first element of a name, or of all of that element."""
    element = next(_found(item, name), None)
    if element is None:
        return ""
    return _first(element, part) or attribute(element, part) or _line(element)


def _name(element: Any) -> str:
    return "" if element is None else local(element).lower()


def _line(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
