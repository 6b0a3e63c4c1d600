"""Pages that were saved whole, as one file (MHTML): their article, with its address.

The pictures and styles in it are its looks. Of a page that only has frames the first one with an
article is read. See RFC 2557.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from index.errors import UnreadableError
from index.readers import mail, web
from index.readers.content import Content, Record
from index.text import dateline

FRAME_WORDS = 25
"""A frame with so many words says something, as one with an advertisement hardly does."""


def read(data: bytes) -> Iterator[Record]:
    """Read a saved page.

    Raises:
        UnreadableError: There is no page in it, or no article on the page.
    """
    message = mail.parsed(data)
    pages = list(mail.pages_in(message))
    part, content = _first_article(pages)
    places = (
        mail.header(message, "Snapshot-Content-Location"),
        mail.header(part, "Content-Location"),
    )
    link = next((place for place in places if place.startswith(("http:", "https:"))), "")
    saved = mail.header(message, "Date")
    if saved and not content.date and dateline.find(content.text) is None:
        content = replace(content, date=saved, date_from="archive")
    yield Record("", replace(content, link=content.link or link))
    if any(_has_prose(html) for other, html in pages if other is not part):
        yield Record("frames", None, "frames in the page are not read; save them by themselves")


def _first_article(pages: Sequence[tuple[Any, str]]) -> tuple[Any, Content]:
    """Return the first part that has an article, and it.

    Raises:
        UnreadableError: None has.
    """
    reason: UnreadableError | None = None
    for part, html in pages:
        try:
            return part, web.read(html)
        except UnreadableError as error:
            reason = reason or error
    raise reason or UnreadableError("there is no page in it")


def _has_prose(html: str) -> bool:
    """Tell whether a frame says something."""
    return len(web.as_text(html).split()) >= FRAME_WORDS
