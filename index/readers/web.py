"""Web pages: the article between menus, notices and related links, by trafilatura.

HTML in feeds, mails and exports is no page: see `fragments`. trafilatura is imported when it is
first needed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Any

from index.errors import UnreadableError
from index.readers import linked_data
from index.readers.content import Content
from index.readers.fragments import (
    LAYOUT_CHARS,
    as_text,
    divide_layout,
    drop_hidden,
    join_rows,
    tree,
)
from index.readers.page_blocks import divided, drop_notices, make_paragraphs

__all__ = ["as_text", "is_markup", "looks_like", "read"]

LINKED_SHARE = 0.25
"""Of articles hardly any text is links; of pages around them mostly more than this."""

KEPT_SHARE = 0.7
"""A page without the tables that lay it out keeps more of its text than this; menus may go."""

HEAD_CHARS = 200_000
"""Within so much of a page is its head."""

FIRST_LINES = 4
"""The headline of an article is among so many lines of it."""

_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{1,1000})</title>", re.IGNORECASE)
_HEADLINE = re.compile(r"<h1\b[^>]{0,500}>(.{1,2000}?)</h1>", re.IGNORECASE | re.DOTALL)
_OPEN_GRAPH = re.compile(r"<meta\b[^>]{0,200}\bog:title\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+(?:[-–—|·•»«]|::)\s+")
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z-]{2,12})", re.IGNORECASE)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,2000}|!--)")
_MARKUP = re.compile(
    r"</(?:p|div|span|a|b|i|u|em|strong|small|su[bp]|font|h[1-6]|[uo]l|li|t[dhr]|table|blockquote"
    r"|pre|code|section|article|figure)>|<(?:p|div|br|hr|img|h[1-6]|[uo]l|li|table)\b[^<>]*>",
    re.IGNORECASE,
)


def read(text: str) -> Content:
    """Read a web page.

    Raises:
        UnreadableError: There is no article in it.
    """
    page = DECLARATION.sub("", text, count=1)
    found, body = _article(page)
    whole = linked_data.longer_text(page, body)
    if not body and not whole:
        has_scripts = "<script" in page.lower()
        more = "; if scripts make it, save it as a browser shows it" if has_scripts else ""
        raise UnreadableError(f"no article was found in the page{more}")
    body = whole or divided(page, body)
    body = "\n".join(line for line in map(_row, body.split("\n")) if line is not None)
    title, source = _named(text, found, body)
    first, _, rest = body.partition("\n")
    if title and first.strip() == title and rest.strip():
        body = rest.lstrip("\n")
    declared = _LANGUAGE.search(text[:5000])
    return Content(
        body,
        title,
        (found.date or "").removesuffix("T00:00:00") or None,
        source=source,
        author=(found.author or "").replace("; ", ", "),
        link=found.url or "",
        language=declared[1] if declared else "",
    )


def _row(line: str) -> str | None:
    """Return a line, without the bars around a row of a table; None of one without a cell."""
    if not line.startswith("|"):
        return line
    return line[1:].rstrip("| ").strip() if any(c.isalnum() for c in line) else None


def _named(html: str, found: Any, body: str) -> tuple[str, str]:
    """Return the title of a page and the name of its site.

    trafilatura takes the first headline, which may be that of the site or of a menu: where a part
    of the page's own title is a line of the article, or what was taken no headline of the first
    rank, the page's own is the title.
    """
    title, source = (found.title or "").strip(" \n¶#"), found.sitename or found.hostname or ""
    head = _TITLE.search(html, 0, HEAD_CHARS)
    parts = [part for part in _SEPARATOR.split(as_text(head[1])) if part.strip()] if head else []
    if not parts or _OPEN_GRAPH.search(html, 0, HEAD_CHARS):
        return title, source
    known, named = _plain(title), [_plain(part) for part in parts]
    lines = {_plain(line) for line in body.split("\n")[:FIRST_LINES]}
    if known in named:
        said = _among(parts, lines - {known})
    elif known and known in " ".join(named):
        said = ""
    else:
        headlines = {_plain(as_text(one[1])) for one in _HEADLINE.finditer(html)}
        is_lost = known not in headlines and not _is_file(parts[0])
        said = _among(parts, lines - {known}) or (parts[0] if is_lost else "")
    if said:
        title = said.strip()
        if _plain(source) == _plain(title):
            source = next((part.strip() for part in parts[::-1] if part != said), "")
    return title, source


def _among(parts: Sequence[str], lines: Set[str]) -> str:
    """Return the first part of a page's own title that is one of some lines."""
    return next((part for part in parts if _plain(part) in lines), "")


def _is_file(title: str) -> bool:
    return bool(re.fullmatch(r"\S+\.\w{2,5}", title))


def _plain(line: str) -> str:
    """Return a headline as it is compared: without case and what is not a letter at its ends."""
    return " ".join(line.casefold().split()).strip(" #¶-–—|")


def _article(html: str) -> tuple[Any, str]:
    """Return what trafilatura finds in a page, and the text; with another look at its tables.

    Of a short page it gives each cell of a table a line, of a page that a table lays out all of a
    column is one.
    """
    page = _page(html)
    has_rows = page.find(".//tr") is not None
    found, body = _extracted(page)
    if has_rows and "|" not in body and join_rows(page := _page(html)):
        again, joined = _extracted(page)
        return (again, joined) if "|" in joined else (found, body)
    is_laid_out = any(
        line[0] == "|" and len(line) > LAYOUT_CHARS for line in body.split("\n") if line
    )
    if is_laid_out and divide_layout(page := _page(html)):
        again, divided = _extracted(page)
        return (again, divided) if len(divided) > KEPT_SHARE * len(body) else (found, body)
    return found, body


def _page(html: str) -> Any:
    """Parse a page, without what it hides."""
    page = tree(html)
    if page is None:
        raise UnreadableError("there is no text in the page")
    drop_hidden(page)
    drop_notices(page)
    make_paragraphs(page)
    return page


def _extracted(page: Any) -> tuple[Any, str]:
    """Return what trafilatura finds in a page, and the text of it."""
    from trafilatura import bare_extraction

    dates = {
        "original_date": True,
        "extensive_search": False,  # it would take any number on the page for a date
        "outputformat": "%Y-%m-%dT%H:%M:%S%z",
    }
    found: Any = bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        favor_recall=not _is_linked(page),
        date_extraction_params=dates,
    )
    return found, ((found.text or "") if found else "").strip()


def _is_linked(page: Any) -> bool:
    """Tell whether much of a page is links: menus and related stories, which are no article.

    In a page that has few, trafilatura would leave out lists that are part of the article.
    """
    unseen = ("script", "style", "noscript", "template")
    texts = (e.text for e in page.iter() if isinstance(e.tag, str) and e.tag not in unseen)
    said = sum(len(text) for text in texts if text) + sum(
        len(e.tail) for e in page.iter() if e.tail
    )
    linked = sum(len(text) for link in page.iter("a") for text in link.itertext())
    return linked > LINKED_SHARE * said


def looks_like(text: str) -> bool:
    """Tell whether a text that should be a web page has any tags."""
    return bool(_TAG.search(text, 0, 100_000))


def is_markup(text: str) -> bool:
    """Tell whether a field of an export or a feed is HTML and not text."""
    return "<" in text and bool(_MARKUP.search(text))
