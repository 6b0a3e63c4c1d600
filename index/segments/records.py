"""Records: an article as a segment stores it, and the file that it came from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from index.segments.arrivals import UNKNOWN, Arrival
from index.types import Article


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What a build remembers of the file that an article came from.

    Attributes:
        size: Bytes.
        mtime_ns: Modification time in nanoseconds, or 0 where it cannot be relied on because the
            file was touched within the clock's precision of being read.
        sha256: Hex digest of the bytes.
        record: Name of the article in a file that holds several: then `sha256` is the digest of
            what was read of it, and size and time are 0. Empty where the file is the article.
    """

    size: int
    mtime_ns: int
    sha256: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article and where it came from, where not said otherwise without its text."""

    article: Article
    stamp: FileStamp

    @property
    def file(self) -> str:
        """The id of the file that holds the article."""
        record = self.stamp.record
        return self.article.id.removesuffix(f"#{record}") if record else self.article.id


class StoredBytes(NamedTuple):
    """An article as a segment stores it: its record, and its text as UTF-8."""

    record: bytes
    text: bytes

    @classmethod
    def of(cls, article: Article, stamp: FileStamp) -> StoredBytes:
        """Return what is stored of an article."""
        return cls(record_of(article, stamp), article.text.encode("utf-8", "surrogatepass"))

    def article(self) -> StoredArticle:
        """Return the article, with its text, and where it came from."""
        stored = stored_of(self.record)
        text = self.text.decode("utf-8", "surrogatepass")
        return replace(stored, article=replace(stored.article, text=text))


def record_of(article: Article, stamp: FileStamp) -> bytes:
    """Return what is stored of an article besides its text."""
    fields: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "title_given": article.title_given,
        "source": article.source,
        "date": article.date,
        "path": article.path,
        "language": article.language,
        "author": article.author,
        "link": article.link,
        "date_from": article.date_from,
        "stamp": {"size": stamp.size, "mtime_ns": stamp.mtime_ns, "sha256": stamp.sha256},
    }
    if stamp.record:
        fields["stamp"] |= {"record": stamp.record}
    if article.pages:
        fields["pages"] = article.pages
    if article.recognised:
        fields["recognised"] = article.recognised
    return json.dumps(fields).encode("ascii")


def stored_of(record: bytes, came: Arrival = UNKNOWN) -> StoredArticle:
    """Return what `record_of` made a record of, with when it came.

    Raises:
        ValueError, TypeError, KeyError: It is not such a record.
    """
    fields: dict[str, Any] = json.loads(record)
    stamp = FileStamp(**fields.pop("stamp"))
    pages, recognised = (tuple(fields.pop(name, ())) for name in ("pages", "recognised"))
    for name, value in fields.items():
        if type(value) not in _OTHER_TYPES.get(name, (str,)):
            raise TypeError(f"{name} is {value!r:.40}")
    if not all(type(page) is int for page in (*pages, *recognised)):
        raise TypeError("a page is no number")
    if came.generation:
        fields |= {"added": came.time, "added_in": came.generation}
    return StoredArticle(Article(text="", pages=pages, recognised=recognised, **fields), stamp)


KEY_BYTES = 16

_OTHER_TYPES: dict[str, tuple[type, ...]] = {"title_given": (bool,), "date": (str, type(None))}
"""Fields of a record that are, or may be, something else than text."""


def outlet_digest(source: str) -> int:
    """Return the digest of the name of an outlet, 64 bits, in any case."""
    digest = hashlib.blake2b(source.casefold().encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")
