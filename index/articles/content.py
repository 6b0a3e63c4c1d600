"""What does a reader take from a file? Must not import anything of the project."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found.

    Attributes:
        text: The article's text; every offset counts its code points.
        title: A title or heading; empty where the file has none.
        date: As the file gives it, or None.
        source, author, link, language: See `index.model.Article`; empty where the file gives none.
    """

    text: str
    title: str
    date: str | None
    source: str = ""
    author: str = ""
    link: str = ""
    language: str = ""
