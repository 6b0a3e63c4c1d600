"""Articles: what a reader found, as an article with an id, a date and a language."""

from __future__ import annotations

from index.errors import UnreadableError
from index.readers import bylines, publication_dates
from index.readers.content import Content
from index.readers.limits import MAX_ARTICLE_CHARS, MAX_FIELD_CHARS
from index.text import languages
from index.text.paragraphs import text_of
from index.text.sentences import first_sentence
from index.types import Article

TITLE_CHARS = 200
"""Longer titles are first sentences that run on; they are cut for display and ranking alike."""


def article(content: Content, *, article_id: str, source: str, path: str, name: str) -> Article:
    """Make an article of what was read.

    Args:
        content: What a reader found.
        article_id: The article's id.
        source: Name of the source that the file belongs to; one that it gives itself goes first.
        path: Where the file is, for the record.
        name: Path within the source, which may have a date in it.

    Raises:
        UnreadableError: There is no text, or too much.
    """
    text = text_of(content.title, content.text)
    if not text.strip():
        raise UnreadableError("there is no text in it")
    if len(content.text) > MAX_ARTICLE_CHARS:
        raise UnreadableError(f"its text is longer than {MAX_ARTICLE_CHARS:,} characters")
    date, date_from = _date(content, name)
    language = languages.known(content.language)
    if not content.title and not language:  # where the first sentence ends, its language says
        language = languages.detect(text)
    return Article(
        id=article_id,
        title=first_sentence(content.title or text, TITLE_CHARS, language),
        title_given=bool(content.title.strip()),
        source=_field(content.source) or source,
        date=date,
        path=path,
        text=text,
        language=language,
        author=_field(content.author) or bylines.author(text),
        link=_field(content.link),
        date_from=date_from,
        pages=content.pages if text is content.text else (),
        recognised=content.recognised if text is content.text else (),
    )


def _date(content: Content, name: str) -> tuple[str | None, str]:
    """Return when an article was published, and what says so."""
    if content.date and (found := publication_dates.normalise(content.date)):
        return found, content.date_from
    if found := publication_dates.from_dateline(content.text, name):
        return found, "dateline"
    if found := publication_dates.from_name(name):
        return found, "file name"
    return None, ""


def _field(text: str) -> str:
    return " ".join(text.split())[:MAX_FIELD_CHARS]
