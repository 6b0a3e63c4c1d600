"""Content and records: what a reader takes from a file, and the line of JSON that it travels as."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.readers.decoding import clean
from index.text.sentences import normalise

RECORD = b'{"record": '
"""How the line of a record begins."""


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
        recognised: Numbers, from 1, of the pages whose text was recognised in a picture.
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
    recognised: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One article of a file, or why there is none.

    Attributes:
        name: Unique within the file; empty where the whole file is one article.
        content: The article, or None.
        reason: Why it was skipped; empty where it was not.
        digest: Hex SHA-256 of the content, where it came as a line.
    """

    name: str
    content: Content | None
    reason: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in another one: of an archive, or attached to a mail.

    Attributes:
        name: In the file that it is in.
        data: Its bytes.
        reason: Why they cannot be had; empty where they can.
        ending: What it is by what is said of it, as an ending such as ".html"; else its name says.
        known: What it is said to be, where it does not say so itself; no text.
        within: The title of what it is in, which its own then names; else empty.
    """

    name: str
    data: bytes
    reason: str = ""
    ending: str = ""
    known: Content | None = None
    within: str = ""


def paged(blocks: Sequence[Sequence[str]]) -> tuple[str, tuple[int, ...]]:
    """Return the blocks of each page as one text, and where in it each page begins."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for page in blocks:
        starts.append(at)
        text = "\n\n".join(filter(None, (normalise(clean(block)) for block in page)))
        if text:
            parts.append(text)
            at += len(text) + 2
    return "\n\n".join(parts), tuple(starts)


def line_of(record: Record) -> bytes:
    """Return a record as a line of JSON, ASCII, with the digest of its content."""
    content = json.dumps(asdict(record.content) if record.content else None, sort_keys=True)
    digest = hashlib.sha256(content.encode("ascii")).hexdigest()
    rest = json.dumps({"name": record.name, "reason": record.reason, "digest": digest})
    return RECORD + f'{rest[:-1]}, "content": {content}}}}}\n'.encode("ascii")


def record_from(line: bytes) -> Record:
    """Return the record that `line_of` made a line of.

    Raises:
        ValueError, KeyError, TypeError: It is no such line.
    """
    fields: dict[str, Any] = json.loads(line)["record"]
    content = fields["content"]
    if content is not None:
        numbers = {name: tuple(content[name]) for name in ("pages", "recognised")}
        content = Content(**{**content, **numbers})
    return Record(str(fields["name"]), content, str(fields["reason"]), str(fields["digest"]))
