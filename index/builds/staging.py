"""Staging: articles that a build read and did not index yet; their texts wait in a spool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import NamedTuple

from index.readers.spool import Spool
from index.segments.records import FileStamp, StoredBytes
from index.types import Article


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article, and the file it was read from."""

    article: Article
    stamp: FileStamp


class Staged(NamedTuple):
    """An article that waits, and the bytes that a segment stores of it."""

    article: Article
    stamp: FileStamp
    stored: StoredBytes


@dataclass(frozen=True, slots=True)
class Entry:
    """What stays in memory of an article, some 400 bytes.

    Attributes:
        id, language: Of the article.
        sha256: Of its stamp.
        characters: Of its text.
        place: How many were added before it.
    """

    id: str
    language: str
    sha256: str
    characters: int
    place: int


class Incoming:
    """Articles that were read, with their texts.

    Attributes:
        entries: What is known of each, in order of id.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder of the index, for texts that wait."""
        self._spool = Spool(folder)
        self._entries: list[Entry] = []
        self._sorted = True

    def add(self, item: ReadArticle) -> None:
        """Take in an article.

        Raises:
            StorageError: There is no room for it.
        """
        article, stamp = item.article, item.stamp
        place = len(self._spool) // 2
        stored = StoredBytes.of(article, stamp)
        self._spool.add(stored.record)
        self._spool.add(stored.text)
        language = intern(article.language)
        self._entries.append(Entry(article.id, language, stamp.sha256, len(article.text), place))
        self._sorted = False

    @property
    def entries(self) -> Sequence[Entry]:
        if not self._sorted:
            self._entries.sort(key=lambda entry: entry.id)
            self._sorted = True
        return self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, number: int) -> Staged:
        """Return an article by its number in order of id."""
        place = self.entries[number].place
        stored = StoredBytes(self._spool[2 * place], self._spool[2 * place + 1])
        article = stored.article()
        return Staged(article.article, article.stamp, stored)

    def __iter__(self) -> Iterator[Staged]:
        for number in range(len(self)):
            yield self[number]

    def close(self) -> None:
        """Delete the texts."""
        self._spool.close()
