"""Atom feed of what was found (RFC 4287): an entry an article, what came last first.

An entry's id is made of the article's: it stays when the article changes, and is updated then.
Near-duplicates are one entry: that of the article that came first.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from xml.etree import ElementTree

from search.types import ArticleInfo, Hit, Results

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"

IDS = uuid.UUID("5e1d4b0c-7a0e-4c0b-9d53-0f4c7f0a6a51")
"""The name space of ids: they follow from what they stand for, and need not be kept anywhere."""

NEVER = "1970-01-01T00:00:00Z"
"""When an article was updated of which neither its arrival nor its date is known."""

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that was found.

    Attributes:
        id: A URN that stays the same.
        first: The article itself, or of near-duplicates the one that came first.
        hit: What was found of it.
    """

    id: str
    first: ArticleInfo
    hit: Hit

    @property
    def generation(self) -> int:
        """The first generation that has it as it is; 0 where it is not known."""
        return self.first.added_in or 0


def urn(name: str) -> str:
    """Return the id of what has a name."""
    return uuid.uuid5(IDS, name.encode("utf-8", "backslashreplace").decode()).urn


def entries(hits: Sequence[Hit]) -> tuple[Entry, ...]:
    """Return the articles that were found, each once, what came last first."""
    found: dict[str, Entry] = {}
    for hit in sorted(hits, key=lambda hit: -hit.score):
        first = min(
            (hit.article, *(other.article for other in hit.also)),
            key=lambda article: (article.added_in or 0, article.id != hit.article.id, article.id),
        )
        name = urn(f"article {first.id}")
        found.setdefault(name, Entry(name, first, hit))
    place = {id(hit): number for number, hit in enumerate(hits)}
    every = found.values()
    return tuple(sorted(every, key=lambda one: (-one.generation, place[id(one.hit)])))


def feed_xml(results: Results, *, canonical: str, address: str, page: str, updated: str) -> bytes:
    """Return a feed.

    Args:
        results: Hits by article, what came last first.
        canonical: What is asked, in one form: the feed's id is made of it.
        address: Of the feed, as it was asked for.
        page: Of the page for people, relative to the feed.
        updated: When there last was something new, if it has no entry: RFC 3339.
    """
    found = entries(results.hits)
    feed = ElementTree.Element("feed", {"xmlns": NAMESPACE})
    _text(feed, "id", urn(f"feed {canonical}"))
    _text(feed, "title", f"{results.query} · seedsearch")
    if results.warnings:
        _text(feed, "subtitle", "; ".join(results.warnings))
    _text(feed, "updated", max(map(_updated, found), default=updated))
    _text(ElementTree.SubElement(feed, "author"), "name", "seedsearch")
    _link(feed, "self", address, type="application/atom+xml")
    _link(feed, "alternate", f"{page}?{urlencode({'q': results.query})}", type="text/html")
    for entry in found:
        feed.append(_entry(entry, page))
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(entry: Entry, page: str) -> ElementTree.Element:
    article, hit = entry.first, entry.hit
    element = ElementTree.Element("entry")
    _text(element, "id", entry.id)
    _text(element, "title", hit.article.title)
    _text(element, "updated", _updated(entry))
    if published := _moment(hit.article.date or ""):
        _text(element, "published", published)
    for name in filter(None, [hit.article.author or hit.article.source]):
        _text(ElementTree.SubElement(element, "author"), "name", name)
    shown = {"article": hit.article.id, "start": hit.start, "end": hit.end}
    mine = f"{page}?{urlencode(shown, errors='backslashreplace')}"
    link = next(filter(_is_address, (hit.article.link, article.link)), None)
    _link(element, "alternate", link or mine)
    if link:
        _link(element, "related", mine, type="text/html")
    _text(element, "content", hit.text, type="text")
    return element


def _text(within: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    element = ElementTree.SubElement(within, name, attributes)
    element.text = _NO_XML.sub("\ufffd", text)


def _link(within: ElementTree.Element, relation: str, address: str, **attributes: str) -> None:
    ElementTree.SubElement(within, "link", {"rel": relation, "href": address, **attributes})


def _updated(entry: Entry) -> str:
    """Return when an article came or changed, else its date, RFC 3339."""
    return _moment(entry.first.added or "") or _moment(entry.first.date or "") or NEVER


def _moment(text: str) -> str | None:
    """Return a date with its time in UTC, RFC 3339; None for one that is no day."""
    if not _DAY.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0")
    except (ValueError, OverflowError):
        return None


def _is_address(link: str) -> bool:
    """Tell whether a link leads to a page on the web, and has nothing in it that none may have."""
    return link.startswith(("https://", "http://")) and not re.search(r"[\s<>\"{}|\\^`]", link)
