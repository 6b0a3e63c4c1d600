"""Pages that were saved whole, as one file (MHTML): their article, with its address.

The pictures and styles in it are its looks. See RFC 2557.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.errors import UnreadableError
from index.readers import mail, web
from index.readers.content import Record
from index.text import dateline


def read(data: bytes) -> Iterator[Record]:
    """Read a saved page.

    Raises:
        UnreadableError: There is no page in it, or no article on the page.
    """
    message = mail.parsed(data)
    found = mail.page_in(message)
    if found is None:
        raise UnreadableError("there is no page in it")
    part, html = found
    content = web.read(html)
    places = (
        mail.header(message, "Snapshot-Content-Location"),
        mail.header(part, "Content-Location"),
    )
    link = next((place for place in places if place.startswith(("http:", "https:"))), "")
    saved = mail.header(message, "Date")
    if saved and not content.date and dateline.find(content.text) is None:
        content = replace(content, date=saved, date_from="archive")
    yield Record("", replace(content, link=content.link or link))
