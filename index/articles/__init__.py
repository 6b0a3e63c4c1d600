"""How does a file become an article? One reader a format, chosen by the file's ending.

A reader gets the decoded text and says what is the article's text, title and date. Must not
import anything of the project but `errors`, `model` and `text`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from index.articles import markdown, plain
from index.articles.content import Content
from index.errors import UnreadableError
from index.model import Article
from index.text import first_sentence, normalise

READERS: dict[str, Callable[[str], Content]] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
}

TITLE_CHARS = 200
"""Longer titles are first sentences that run on; they are cut for display and ranking alike."""

_BINARY_SAMPLE = 8192
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def is_supported(path: PurePath) -> bool:
    """Tell by its ending whether a file can be read."""
    return path.suffix.lower() in READERS


def read(data: bytes, *, article_id: str, source: str, path: str) -> Article:
    """Turn the bytes of a file into an article.

    Args:
        data: The whole file.
        article_id: The article's id; its ending chooses the reader.
        source: Name of the source that the file belongs to; one that it gives itself goes first.
        path: Where the file is, for the record.

    Raises:
        UnreadableError: The bytes are not text, or there is no text.
    """
    content = READERS[PurePath(article_id).suffix.lower()](normalise(_decode(data)))
    if not content.text.strip():
        raise UnreadableError("there is no text in it")
    return Article(
        id=article_id,
        title=first_sentence(content.title or content.text, TITLE_CHARS),
        title_given=bool(content.title),
        source=content.source or source,
        date=content.date,
        path=path,
        text=content.text,
        language=content.language,
        author=content.author,
        link=content.link,
    )


def _decode(data: bytes) -> str:
    if not data.strip():
        raise UnreadableError("the file is empty")
    if data.startswith(_UTF16_MARKS):
        encoding = "utf-16"
    elif b"\0" in data[:_BINARY_SAMPLE]:
        raise UnreadableError("it is a binary file, not text")
    else:
        encoding = "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"it is not valid {encoding.upper()} (at byte {error.start}); save it as UTF-8"
        ) from error
