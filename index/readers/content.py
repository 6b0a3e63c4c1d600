"""What does a reader take from a file?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found.

    Attributes:
        text: The article's text; every offset counts its code points.
        title: A title or heading; empty where the file has none.
        date: As the file gives it, or None.
        source, author, link, language: See `index.types.Article`; empty where the file gives none.
        date_from: Where `date` was found; see `index.types.Article`.
        pages: Where in `text` each page begins, ascending; empty where there are no pages.
    """

    text: str
    title: str
    date: str | None
    source: str = ""
    author: str = ""
    link: str = ""
    language: str = ""
    date_from: str = "metadata"
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One article of a file, or why there is none.

    Attributes:
        name: Unique within the file; empty where the whole file is one article.
        content: The article, or None.
        reason: Why it was skipped; empty where it was not.
    """

    name: str
    content: Content | None
    reason: str = ""
