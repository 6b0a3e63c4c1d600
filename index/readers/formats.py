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
    epub,
    feed,
    mail,
    mailbox,
    markdown,
    news_items,
    open_document,
    outlook,
    pdf,
    picture,
    plain,
    publication_dates,
    records,
    rich_text,
    saved_page,
    sheets,
    slides,
    subtitles,
    warc,
    web,
    word,
    word_97,
)
from index.readers.archives import Budget
from index.readers.content import Content, Member, Record
from index.readers.decoding import clean, decode, repaired
from index.readers.limits import MAX_ARTICLE_CHARS, MAX_DEPTH
from index.readers.recognition import Recogniser
from index.readers.sniffing import BINARY, by_bytes, by_text, ending
from index.text.sentences import normalise

READING_VERSION = 5
"""Files that hold several articles, or none, are read again when this changes."""

NAME_CHARS = 200
"""Longer names of records end in a digest."""

SAFE = frozenset({"text", "markdown"})
"""Formats that cost little, whatever is in a file; others are read in a process of their own."""

UNEXPECTED = "while it was read"
"""In the reason of a file that a reader raised something else than a reason for."""

_LOOKED_AT = 4096

_TOO_DEEP = f"more than {MAX_DEPTH} archives are packed in each other"

_PACKED: dict[str, dict[str, str]] = {
    "gzip": {".gz": "", ".tgz": ".tar"},
    "bzip2": {".bz2": "", ".tbz2": ".tar", ".tbz": ".tar"},
    "xz": {".xz": "", ".txz": ".tar"},
}
"""What is packed as one file, and what its ending leaves of its name."""

_FROM_TEXT: dict[str, Callable[[str], Content]] = {
    "text": plain.read,
    "markdown": markdown.read,
    "html": web.read,
    "subtitles": subtitles.read,
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
        fields: Names of the fields of exports, by option; see `field_names.FIELDS`.
        without: Names of records that are left out: reading them ended the process.
        entered: Called with the name of each member of an archive before it is read.
        budget: Bytes that may still be unpacked.
        depth: Archives around this file.
        recogniser: What recognises text in pictures; None: nothing.
        within: The names of these, each with `#` after it.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    entered: Callable[[str], None] = lambda name: None
    budget: Budget = field(default_factory=Budget)
    depth: int = 0
    recogniser: Recogniser | None = None
    within: str = ""


_FROM_BYTES: dict[str, Callable[[bytes, Reading], Iterator[Record | Member]]] = {
    "pdf": lambda data, reading: pdf.read(data, reading.recogniser),
    "picture": lambda data, reading: picture.read(data, reading.recogniser),
    "docx": lambda data, _: word.read(data),
    "word 97": lambda data, _: word_97.read(data),
    "slides": lambda data, _: slides.read(data),
    "sheet": lambda data, reading: sheets.read(data, reading.fields),
    "opendocument": lambda data, _: open_document.read(data),
    "rtf": lambda data, _: rich_text.read(data),
    "epub": lambda data, _: epub.read(data),
    "mail": lambda data, _: mail.read(data),
    "mailbox": lambda data, _: _messages(data),
    "outlook": lambda data, _: outlook.read(data),
    "mhtml": lambda data, _: saved_page.read(data),
    "warc": lambda data, reading: warc.read(data, reading.budget),
    "zip": lambda data, reading: archives.unzip(data, reading.budget),
    "tar": lambda data, reading: archives.untar(data, reading.budget),
}


def format_of(data: bytes, path: PurePath) -> str:
    """Return the format of a file, by its bytes and then by its ending; text is not looked into.

    Raises:
        UnreadableError: It is of a format that is not read.
    """
    if not data:
        raise UnreadableError("the file is empty")
    kind = by_bytes(data) or ending(path) or "text"
    return mailbox.kind_of(data) or kind if kind == "text" else kind


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
    if kind not in BINARY or kind == by_bytes(data):
        if kind in _PACKED:
            yield from _unpacked(kind, data, path, reading)
            return
        if kind in _FROM_BYTES:
            yield from _records(_FROM_BYTES[kind](data, reading), reading)
            return
    if kind == "picture":
        raise UnreadableError("it is a damaged picture, or none")
    text = normalise(decode(data))
    kind = by_text(kind, text)
    if kind == "feed":
        yield from _records(feed.read(text), reading)
    elif kind == "news items":
        yield from _records(news_items.read(text), reading)
    elif kind in _RECORDS:
        yield from _records(_RECORDS[kind](text, reading.fields), reading)
    elif len(text) > MAX_ARTICLE_CHARS:
        raise UnreadableError(f"its text is longer than {MAX_ARTICLE_CHARS:,} characters")
    else:
        yield Record("", _cleaned(_FROM_TEXT[kind](text)))


def _unpacked(kind: str, data: bytes, path: PurePath, reading: Reading) -> Iterator[Record]:
    """Read what is packed as one file."""
    if reading.depth >= MAX_DEPTH:
        raise UnreadableError(_TOO_DEEP)
    within = path.with_suffix(_PACKED[kind].get(path.suffix.lower(), path.suffix))
    data = archives.unpack(kind, data, reading.budget)
    yield from _read(data, within, replace(reading, depth=reading.depth + 1))


def _messages(data: bytes) -> Iterator[Record | Member]:
    """Read the messages of a mailbox.

    Raises:
        UnreadableError: It is none.
    """
    number = 0
    for number, message in enumerate(mailbox.split(data), 1):
        name = mail.message_id(message) or str(number)
        try:
            for found in mail.read(message):
                yield replace(found, name=f"{name}#{found.name}" if found.name else name)
        except UnreadableError as error:
            yield Record(name, None, str(error))
    if not number:
        raise UnreadableError("it is no mailbox: no line begins with 'From '")


def _records(found: Iterator[Record | Member], reading: Reading) -> Iterator[Record]:
    """Make what readers give fit to be stored: names that can be printed, clean text.

    Files in a file are read by their own formats.
    """
    for one in found:
        if isinstance(one, Member):
            yield from _member(one, reading)
        else:
            content = _cleaned(one.content) if one.content else None
            yield replace(one, name=printable(one.name), content=content)


def _member(member: Member, reading: Reading) -> Iterator[Record]:
    """Read a file in another one; it is named by its path in it."""
    name = printable(member.name)
    whole = reading.within + name
    path = PurePosixPath(f"a{member.ending}" if member.ending else member.name)
    reason = member.reason
    if whole in reading.without:
        reason = "reading it took too much time or memory"
    elif not reason and ending(path) is None:
        reason = "files with this ending are not read"
    elif not reason and reading.depth >= MAX_DEPTH:
        reason = _TOO_DEEP
    if reason:
        yield Record(name, None, reason)
        return
    reading.entered(whole)
    inner = replace(reading, depth=reading.depth + 1, within=f"{whole}#")
    for record in read(member.data, path, inner):
        joined = f"{name}#{record.name}" if record.name else name
        content = record.content and _completed(record.content, member)
        yield replace(record, name=joined, content=content)


def _completed(content: Content, member: Member) -> Content:
    """Return what was read with what its surroundings say and it does not."""
    known = member.known or Content("", "", None)
    if known.date and not content.date and not publication_dates.from_dateline(content.text):
        content = replace(content, date=known.date, date_from=known.date_from)
    title = content.title
    if member.within and (title or content.text.strip()):
        title = f"{title or PurePosixPath(member.name).name} (in “{member.within}”)"
    return replace(
        content,
        title=title,
        source=content.source or known.source,
        author=content.author or known.author,
        link=content.link or known.link,
        language=content.language or known.language,
    )


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
    said = content.title, content.source, content.author
    title, source, author = repaired("\0".join(map(clean, said))).split("\0")
    return replace(
        content,
        # Where there are pages, the text is clean already, and no offset may shift.
        text=content.text if content.pages else repaired(normalise(clean(content.text))),
        title=" ".join(title.split()),
        source=source,
        author=author,
        link=clean(content.link),
        language=clean(content.language),
        date=clean(content.date) if content.date else None,
    )
