"""Linked data: the text of an article that a page has in JSON-LD, for programs that look at it.

Pages behind a paywall often show a stub of what stands there whole. See
https://schema.org/articleBody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from index.readers import fragments

LONGER = 1.5
"""It is taken where it is so many times as long as what the page shows ..."""

LEAST_MORE = 200
"""... and at least by so many characters."""

SAME_WORDS = 6
"""So many words in a row of what the page shows are in it too, if it is the same article's."""

MAX_DEPTH = 5

_BLOCK = re.compile(
    r"<script\b[^>]{0,300}\bapplication/ld\+json\b[^>]{0,300}>(.*?)</script>",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"\w+")


def longer_text(page: str, shown: str) -> str:
    """Return the text of the article that a page has in JSON-LD; empty if it shows as much.

    What was found may be that text already, without its paragraphs.

    Args:
        page: HTML.
        shown: The article that was found in what it shows; maybe empty.
    """
    if "articleBody" not in page:
        return ""
    texts = (text for block in _BLOCK.finditer(page) for text in _bodies(_loaded(block[1])))
    text = fragments.as_text(max(texts, key=len, default="").replace("\r", ""))
    is_longer = len(text) > max(LONGER * len(shown), len(shown) + LEAST_MORE)
    is_divided = "\n" in text and " ".join(text.split()) == shown
    return text if is_divided or (is_longer and _is_same(text, shown)) else ""


def _loaded(block: str) -> Any:
    try:
        return json.loads(block, strict=False)
    except (ValueError, RecursionError):
        return None


def _bodies(found: Any, depth: int = MAX_DEPTH) -> Iterator[str]:
    """Yield the texts of articles in an object, or in those in it."""
    if isinstance(found, dict):
        body = found.get("articleBody")
        if isinstance(body, str):
            yield body
        found = list(found.values())
    if isinstance(found, list) and depth:
        for each in found:
            yield from _bodies(each, depth - 1)


def _is_same(text: str, shown: str) -> bool:
    """Tell whether a text has the words with which a line of another one begins."""
    said = f" {' '.join(_WORD.findall(text.casefold()))} "
    lines = (_WORD.findall(line.casefold())[:SAME_WORDS] for line in shown.split("\n"))
    begun = [f" {' '.join(line)} " for line in lines if len(line) == SAME_WORDS]
    return not begun or any(line in said for line in begun)
