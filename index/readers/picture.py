"""Pictures of text, such as scans and screenshots: what is recognised in them, page by page."""

from __future__ import annotations

from collections.abc import Iterator

from index.errors import UnreadableError
from index.readers.content import Content, Record
from index.readers.pdf import RECOGNISED_TITLE_HEIGHT, headline
from index.readers.pdf_columns import in_order
from index.readers.pdf_furniture import without_furniture
from index.readers.pdf_paragraphs import joined
from index.readers.recognition import HOW, Recogniser


def read(data: bytes, recogniser: Recogniser | None) -> Iterator[Record]:
    """Read a picture.

    Args:
        data: All of it.
        recogniser: What recognises text; None: nothing.

    Raises:
        UnreadableError: No text was recognised, or nothing is to be.
    """
    if recogniser is None:
        raise UnreadableError(f"it is a picture; {HOW}")
    pages = [in_order(page) for page in without_furniture(recogniser.pages(data))]
    text, starts = joined(pages)
    if not text.strip():
        raise UnreadableError("it is a picture, and no text was recognised in it")
    numbers = tuple(range(1, len(starts) + 1))
    title = headline(pages, RECOGNISED_TITLE_HEIGHT)
    yield Record("", Content(text, title, None, pages=starts, recognised=numbers))
