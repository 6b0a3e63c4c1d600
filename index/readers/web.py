"""How is a web page read? trafilatura finds the article between menus, notices and related links.

Also: HTML in feeds, mails and exports as text. lxml and trafilatura are imported when they are
first needed.
"""

from __future__ import annotations

import re
from typing import Any

from index.errors import UnreadableError
from index.readers.content import Content

MAX_NESTING = 2000
"""Elements nested deeper than this are no article; libraries recurse into them."""

_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2"
    " h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split()
)
_SILENT = frozenset("script style noscript template head title iframe object svg".split())
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z-]{2,12})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,2000}|!--)")
_MARKUP = re.compile(
    r"</(?:p|div|span|a|b|i|em|strong|h[1-6]|li|td)>|<(?:p|div|br|h[1-6])\b[^<>]*>", re.IGNORECASE
)


def read(text: str) -> Content:
    """Read a web page.

    Raises:
        UnreadableError: There is no article in it.
    """
    from trafilatura import bare_extraction

    page = _tree(_DECLARATION.sub("", text, count=1))
    if page is None:
        raise UnreadableError("there is no text in the page")
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
        date_extraction_params=dates,
    )
    body = ((found.text or "") if found else "").strip()
    if not body:
        raise UnreadableError("no article was found in the page")
    title = (found.title or "").strip()
    first, _, rest = body.partition("\n")
    if title and first.strip() == title and rest.strip():
        body = rest.lstrip("\n")
    declared = _LANGUAGE.search(text[:5000])
    return Content(
        body,
        title,
        (found.date or "").removesuffix("T00:00:00") or None,
        source=found.sitename or found.hostname or "",
        author=(found.author or "").replace("; ", ", "),
        link=found.url or "",
        language=declared[1] if declared else "",
    )


def looks_like(text: str) -> bool:
    """Tell whether a text that should be a web page has any tags."""
    return bool(_TAG.search(text, 0, 100_000))


def is_markup(text: str) -> bool:
    """Tell whether a field of an export or a feed is HTML and not text."""
    return "<" in text and bool(_MARKUP.search(text))


def as_text(html: str) -> str:
    """Return a fragment of HTML as text, a line a block."""
    tree = _tree(html)
    if tree is None:
        return ""
    parts: list[str] = []
    for event, element in _walk(tree):
        if event == "start":
            if element.tag in _BLOCKS:
                parts.append("\n")
            parts.append(element.text or "")
        else:
            if element.tag in _BLOCKS:
                parts.append("\n")
            parts.append(element.tail or "")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _walk(tree: Any) -> Any:
    from lxml import etree

    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        if event in ("comment", "pi"):
            yield "end", element
        elif element.tag in _SILENT:
            if event == "start":
                walker.skip_subtree()
                element.text = None
            else:
                yield event, element
        else:
            yield event, element


def _tree(html: str) -> Any:
    """Parse HTML; None where there is nothing.

    Raises:
        UnreadableError: It is nested too deeply, or cannot be parsed.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    if not html.strip():
        return None
    try:
        tree = document_fromstring(html.encode(), parser=HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as error:
        if "empty" in str(error).lower():
            return None
        raise UnreadableError(f"it cannot be parsed as HTML ({error})") from error
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        raise UnreadableError(f"its elements are nested more than {MAX_NESTING:,} deep")
    return tree
