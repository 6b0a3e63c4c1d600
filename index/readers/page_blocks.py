"""Blocks of a web page: what trafilatura would leave out, run together or take for text.

Captions of pictures, text right behind a headline that stands in no paragraph, and the paragraphs
of a short page; pleas of paywalls, templates of scripts, and the links to edit of a wiki.
"""

from __future__ import annotations

import re
from typing import Any

from index.readers.fragments import as_text, is_blank_line

_HEADLINES = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = frozenset(
    "a abbr b br cite code em font i mark q s small span strong sub sup time u".split()
)
NOTICE_CHARS = 600
"""A plea to subscribe is no longer; what is, is the article that is paid for."""

_WALL = re.compile(r"pay-?wall|reg-?wall|subscri(?:be|ption)|piano-|metered", re.IGNORECASE)
_PLEA = re.compile(
    r"\b(?:subscribe|subscriber|subscription|unlimited access|log ?in|sign ?in|sign up|register"
    r"|abonn\w+|anmelden|connectez|suscr\w+)\b",
    re.IGNORECASE,
)
_EDITING = "mw-editsection"
_SHADOWS = ("shadowrootmode", "shadowroot")
"""Attributes of a template that a page shows as it is."""

_SPACE = re.compile(r"\s+")


def drop_notices(page: Any) -> None:
    """Drop what a page has beside an article: pleas to subscribe, templates, links to edit."""
    unseen = [each for each in page.iter("template") if not any(map(each.get, _SHADOWS))]
    for each in page.iter("div", "section", "aside", "span", "p"):
        named = f"{each.get('class', '')} {each.get('id', '')}"
        if _EDITING in named:
            unseen.append(each)
        elif _WALL.search(named):
            text = "".join(each.itertext())
            if len(text) <= NOTICE_CHARS and _PLEA.search(text):
                unseen.append(each)
    for each in unseen:
        if each.getparent() is not None:
            each.drop_tree()


def make_paragraphs(page: Any) -> None:
    """Make paragraphs of captions and of bare text behind a headline."""
    for caption in list(page.iter("figcaption")):
        figure = caption.getparent()
        if figure is None or figure.tag != "figure" or next(caption.iterancestors("a"), None):
            continue
        if next(caption.iter("a"), None) is None and "".join(caption.itertext()).strip():
            figure.tag, caption.tag = "div", "p"
    for headline in list(page.iter(*_HEADLINES)):
        if (headline.tail or "").strip() and headline.getparent() is not None:
            _wrap_tail(headline)


def _wrap_tail(headline: Any) -> None:
    """Make a paragraph of the text behind a headline, up to a blank line or the next block."""
    parent = headline.getparent()
    paragraph = headline.makeelement("p")
    paragraph.text, headline.tail = headline.tail, None
    following = headline.getnext()
    while following is not None and following.tag in _INLINE:
        after = following.getnext()
        if following.tag == "br" and is_blank_line(following):
            break
        paragraph.append(following)
        following = after
    parent.insert(parent.index(headline) + 1, paragraph)


def divided(page: str, body: str) -> str:
    """Return the text of a page with its blocks as lines, where all of it is one line.

    Args:
        page: The page, as HTML.
        body: What was found in it.
    """
    if "\n" in body:
        return body
    left = _SPACE.sub(" ", body).strip()
    lines = []
    for block in re.split(r"\n\s*\n", as_text(page)):
        line = _SPACE.sub(" ", block).strip()
        if line and left.startswith(line):
            lines.append(line)
            left = left[len(line) :].lstrip()
    return "\n".join(lines) if len(lines) > 1 and not left else body
