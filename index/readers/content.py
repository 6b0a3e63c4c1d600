"""Content and records: what a reader takes from a file, and the line of JSON that it travels as."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

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
        digest: Hex SHA-256 of the content, where it came as a line.
    """

    name: str
    content: Content | None
    reason: str = ""
    digest: str = ""


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
        content = Content(**{**content, "pages": tuple(content["pages"])})
    return Record(str(fields["name"]), content, str(fields["reason"]), str(fields["digest"]))
