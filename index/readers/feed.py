"""Feeds: RSS and Atom, whose entries feedparser gives, each an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.errors import UnreadableError
from index.readers import values, web
from index.readers.content import Content, Record

SUMMARY_WORDS = 8
"""A text that has so many first words of a summary has it; what follows may be `Read more`."""

_ROOT = re.compile(r"<(?:\w+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_ROOT_WITHIN = 4096
# A CDATA section that was masked as text, or stands in another one, would be lost as a tag.
_MASKED = (
    re.compile(r"(?:&(?:amp;)?lt;|&#60;|&#x3c;)!\[CDATA\[", re.IGNORECASE),
    re.compile(r"\]\](?:&(?:amp;)?gt;|&#62;|&#x3e;)", re.IGNORECASE),
)
_NESTED = (
    re.compile(r"(<!\[CDATA\[\s*)(?:<!\[CDATA\[)+"),
    re.compile(r"(?:\]\]\]\]><!\[CDATA\[>)+"),
)
_DATES = (
    *("published", "issued", "created", "updated", "date", "pubdate", "publishedat", "publishdate"),
    *("published_at", "dc_date"),
)


_SHORT_CODE = re.compile(
    r"\[/?(?:wp_)?(?:caption|gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+)\b[^\[\]]*\]"
)
"""What WordPress makes of its own of when it shows a post."""

_NO_POSTS = frozenset(
    ("attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset")
)
"""What else an export of WordPress has as entries, mostly with a title alone."""

_COMMENT = re.compile(r"<(?:wp:)?comment[\s>]")
"""What readers wrote, in exports of WordPress and Jira."""

_CUT_OFF = re.compile(r"\s*(?:…|\[?\.\.\.\]?|(?i:continue reading|read more))")

_BEHIND_ADDRESS = re.compile(r"^\S+@\S+\s+\((.+)\)$")


def looks_like(text: str) -> bool:
    """Tell whether a text is an RSS or Atom file."""
    start = text[:_ROOT_WITHIN].lstrip()
    return start.startswith("<") and bool(_ROOT.search(start))


def read(text: str) -> Iterator[Record]:
    """Read the entries of a feed.

    Raises:
        UnreadableError: It is no feed, has no entries, or defines entities of its own, which can
            make a small file unfold into a huge one.
    """
    import feedparser

    if _ENTITY.search(text, 0, 100_000):
        raise UnreadableError("it defines XML entities of its own, which are not read")
    try:
        # Decoded already; what it declares of its encoding may be wrong.
        found: Any = feedparser.parse(_unmasked(web.DECLARATION.sub("", text, count=1)).encode())
    except Exception as error:  # it passes on what XML and date parsers raise
        raise UnreadableError(f"it is a damaged feed ({type(error).__name__})") from error
    if not found.get("version") and not found.entries:
        raise UnreadableError("it is XML, but neither an RSS nor an Atom feed")
    if not found.entries:
        raise UnreadableError("the feed has no entries")
    site = _plain(found.feed.get("title", ""))
    language = found.feed.get("language") or ""
    for number, entry in enumerate(found.entries, 1):
        yield _record(entry, site, language, str(number))
    if _COMMENT.search(text):
        yield Record("comments", None, "comments on entries are not read")


def _unmasked(text: str) -> str:
    """Take off the marks of CDATA sections that were written as text, or in another section."""
    if _MASKED[0].search(text):
        text = _MASKED[1].sub("", _MASKED[0].sub("", text))
    if _NESTED[0].search(text):
        text = _NESTED[1].sub("", _NESTED[0].sub(r"\1", text)).replace("]]>]]>", "]]>")
    return text


def _record(entry: Any, site: str, language: str, number: str) -> Record:
    name = str(entry.get("id") or entry.get("link") or number)
    bodies = [entry.get("summary") or ""]
    bodies += [item.get("value") or "" for item in entry.get("content", [])]
    # Some are masked twice.
    texts = [web.as_text(body) if "<" in body else values.plain(body) for body in bodies]
    texts = [_SHORT_CODE.sub("", text) if "[" in text else text for text in texts]
    text = max(texts, key=len).strip()
    if texts[0].strip() and not _has(text, texts[0]):
        text = f"{texts[0].strip()}\n\n{text}"
    title = _plain(entry.get("title", ""))
    if not text and (not title or entry.get("wp_post_type") in _NO_POSTS):
        return Record(name, None, "it has no text")
    source = entry.get("source", {}).get("title", "") if entry.get("source") else ""
    content = Content(
        text,
        title,
        next((entry[key] for key in _DATES if entry.get(key)), None),
        source=_plain(source) or site,
        author=_BEHIND_ADDRESS.sub(r"\1", _plain(entry.get("author", ""))),
        link=entry.get("link") or "",
        language=language,
    )
    return Record(name, content)


def _has(text: str, summary: str) -> bool:
    """Tell whether a text has what a summary of it says, which may be cut off and invite to it."""
    summary = _CUT_OFF.split(summary)[0] or summary
    words = [re.findall(r"\w+", part.casefold()) for part in (text, summary)]
    said, short = (f" {' '.join(part)} " for part in (words[0], words[1][:SUMMARY_WORDS]))
    return short in said


def _plain(text: str | None) -> str:
    text = text or ""
    return " ".join((web.as_text(text) if "<" in text or "&" in text else text).split())
