"""Formats: a file as articles, by one reader a format, chosen by the bytes and the ending.

    bytes -> format -> decoded text, or members of an archive -> reader -> records

A reader says what is an article's text, title, date and so on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath, PurePosixPath

from index.errors import UnreadableError
from index.readers import (
    archives,
    feed,
    mail,
    mailbox,
    markdown,
    pdf,
    plain,
    publication_dates,
    records,
    web,
    word,
)
from index.readers.archives import Budget
from index.readers.content import Content, Record
from index.readers.decoding import clean, decode
from index.readers.limits import MAX_ARTICLE_CHARS, MAX_DEPTH, MAX_FIELD_CHARS
from index.readers.sniffing import BINARY, ENDINGS, by_bytes, by_text
from index.text import languages
from index.text.paragraphs import text_of
from index.text.sentences import first_sentence, normalise
from index.types import Article

READING_VERSION = 2
"""Files that hold several articles, or none, are read again when this changes."""

TITLE_CHARS = 200
"""Longer titles are first sentences that run on; they are cut for display and ranking alike."""

NAME_CHARS = 200
"""Longer names of records end in a digest."""

SAFE = frozenset({"text", "markdown"})
"""Formats that cost little, whatever is in a file; others are read in a process of their own."""

UNEXPECTED = "while it was read"
"""In the reason of a file that a reader raised something else than a reason for."""

_LOOKED_AT = 4096

_FROM_TEXT: dict[str, Callable[[str], Content]] = {
    "text": plain.read,
    "markdown": markdown.read,
    "html": web.read,
}
_FROM_BYTES: dict[str, Callable[[bytes], Iterator[Record]]] = {
    "pdf": pdf.read,
    "docx": word.read,
    "mail": mail.read,
}
_RECORDS: dict[str, Callable[[str, Mapping[str, str]], Iterator[Record]]] = {
    "lines": records.read_lines,
    "json": records.read_json,
    "table": records.read_table,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read, and what was used up of its bounds.

    Attributes:
        fields: Names of the fields of exports, by option; see `records.FIELDS`.
        without: Names of records that are left out: reading them ended the process.
        entered: Called with the name of each member of an archive before it is read.
        budget: Bytes that may still be unpacked.
        depth: Archives around this file.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    entered: Callable[[str], None] = lambda name: None
    budget: Budget = field(default_factory=Budget)
    depth: int = 0


def ending(path: PurePath) -> str | None:
    """Return the format that a file's ending stands for, or None."""
    return ENDINGS.get(path.suffix.lower())


def format_of(data: bytes, path: PurePath) -> str:
    """Return the format of a file, by its bytes and then by its ending; text is not looked into.

    Raises:
        UnreadableError: It is of a format that is not read.
    """
    if not data:
        raise UnreadableError("the file is empty")
    return by_bytes(data) or ending(path) or "text"


def is_safe(data: bytes, path: PurePath) -> bool:
    """Tell whether a file is plain text or Markdown, and nothing else under such a name.

    Raises:
        UnreadableError: It is of a format that is not read.
    """
    start = data[:_LOOKED_AT]
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start
    markup = start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    return format_of(data, path) in SAFE and not wide and not markup


def read(data: bytes, path: PurePath, reading: Reading) -> Iterator[Record]:
    """Read the articles of a file. What cannot be read is a record with its reason.

    Args:
        data: The whole file.
        path: Its name; the ending says what it may be.
        reading: How.
    """
    found = _guarded(data, path, reading)
    yield from found if reading.depth else _distinct(found)


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
        author=_field(content.author),
        link=_field(content.link),
        date_from=date_from,
        pages=content.pages if text is content.text else (),
    )


def _guarded(data: bytes, path: PurePath, reading: Reading) -> Iterator[Record]:
    """Read a file; what cannot be read is a record with its reason."""
    try:
        yield from _read(data, path, reading)
    except UnreadableError as error:
        yield Record("", None, str(error))
    except RecursionError:
        yield Record("", None, "it is nested too deeply")
    except MemoryError:
        raise
    except Exception as error:  # a library that meets what it was not made for can raise anything
        yield Record("", None, f"it is damaged ({type(error).__name__} {UNEXPECTED})")


def _read(data: bytes, path: PurePath, reading: Reading) -> Iterator[Record]:
    kind = format_of(data, path)
    if kind in ("gzip", "zip") and kind == by_bytes(data):
        yield from _unpacked(kind, data, path, reading)
    elif kind == "mailbox":
        yield from _named(_messages(data))
    elif kind in _FROM_BYTES and (kind not in BINARY or kind == by_bytes(data)):
        yield from _named(_FROM_BYTES[kind](data))
    else:
        text = normalise(decode(data))
        kind = by_text(kind, text)
        if kind == "feed":
            yield from _named(feed.read(text))
        elif kind in _RECORDS:
            yield from _named(_RECORDS[kind](text, reading.fields))
        elif len(text) > MAX_ARTICLE_CHARS:
            raise UnreadableError(f"its text is longer than {MAX_ARTICLE_CHARS:,} characters")
        else:
            yield Record("", _cleaned(_FROM_TEXT[kind](text)))


def _unpacked(kind: str, data: bytes, path: PurePath, reading: Reading) -> Iterator[Record]:
    """Read what is packed in an archive; a packed file is named by its path in it."""
    if reading.depth >= MAX_DEPTH:
        raise UnreadableError(f"more than {MAX_DEPTH} archives are packed in each other")
    inner = replace(reading, depth=reading.depth + 1)
    if kind == "gzip":
        within = path.with_suffix("") if path.suffix.lower() == ".gz" else path
        yield from _read(archives.gunzip(data, reading.budget), within, inner)
        return
    for member in archives.unzip(data, reading.budget):
        name = printable(member.name)
        if name in reading.without:
            yield Record(name, None, "reading it took too much time or memory")
            continue
        reading.entered(name)
        within = PurePosixPath(member.name)
        if member.reason:
            yield Record(name, None, member.reason)
        elif ending(within) is None:
            yield Record(name, None, "files with this ending are not read")
        else:
            for record in read(member.data, within, inner):
                joined = f"{name}#{record.name}" if record.name else name
                yield replace(record, name=joined)


def _messages(data: bytes) -> Iterator[Record]:
    """Read the messages of a mailbox.

    Raises:
        UnreadableError: It is none.
    """
    number = 0
    for number, message in enumerate(mailbox.split(data), 1):
        name = mail.message_id(message) or str(number)
        try:
            for record in mail.read(message):
                yield replace(record, name=f"{name}#{record.name}" if record.name else name)
        except UnreadableError as error:
            yield Record(name, None, str(error))
    if not number:
        raise UnreadableError("it is no mailbox: no line begins with 'From '")


def _named(found: Iterator[Record]) -> Iterator[Record]:
    """Make what readers give fit to be stored: names that can be printed, clean text."""
    for record in found:
        content = _cleaned(record.content) if record.content else None
        yield replace(record, name=printable(record.name), content=content)


def _distinct(found: Iterator[Record]) -> Iterator[Record]:
    """Give the second record of a name another one."""
    seen: dict[str, int] = {}
    for record in found:
        seen[record.name] = seen.get(record.name, 0) + 1
        again = seen[record.name]
        yield replace(record, name=f"{record.name}~{again}") if again > 1 else record


def printable(name: str) -> str:
    """Return a name as part of an id: nothing in it that cannot be printed, and not too long."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(name.split()))
    if len(shown) <= NAME_CHARS:
        return shown
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{shown[: NAME_CHARS - 17]}~{digest}"


def _cleaned(content: Content) -> Content:
    """Return what was read without what no article has: NULs, surrogates, CR as a line's end."""
    return replace(
        content,
        # Where there are pages, the text is clean already, and no offset may shift.
        text=content.text if content.pages else normalise(clean(content.text)),
        title=" ".join(clean(content.title).split()),
        source=clean(content.source),
        author=clean(content.author),
        link=clean(content.link),
        language=clean(content.language),
        date=clean(content.date) if content.date else None,
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
