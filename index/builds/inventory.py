"""Inventory: the articles that the last generation has, by id and by the file that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from index.generations.manifest import Manifest, SeenFile
from index.segments.arrivals import Arrival
from index.segments.records import FileStamp, StoredArticle

Location = tuple[int, int]
"""Where an article is stored: the number of its segment in the snapshot, and its own in there."""


@dataclass(frozen=True, slots=True)
class Known:
    """What decides about an article of the last generation."""

    place: Location
    file: str
    stamp: FileStamp


class Stored(Protocol):
    """What a generation has stored of its articles, besides their texts."""

    @property
    def files(self) -> dict[str, SeenFile]:
        """What is remembered of files that are not simply one article, by id."""

    @property
    def manifest(self) -> Manifest: ...
    def each_article(self) -> Iterator[tuple[int, int, StoredArticle]]:
        """Yield the number of its segment, the number in it, and each live article."""

    @property
    def called(self) -> str:
        """Where it is, for messages."""

    def stored_articles(self) -> dict[str, tuple[int, int, StoredArticle]]:
        """Return every live article by id, with the numbers of its segment and in it."""

    def stored_at(self, position: int, number: int) -> tuple[StoredArticle, Arrival]:
        """Return an article by these numbers, and when it came."""


class Inventory:
    """What the last generation has.

    Attributes:
        articles: By id.
        files: What is remembered of files that are not simply one article, by id.
        by_file: Ids of the articles of each file.
        by_source: Ids of the articles of each source.
    """

    def __init__(self, last: Stored | None) -> None:
        self.articles: dict[str, Known] = {}
        self.files: dict[str, SeenFile] = last.files if last else {}
        self.by_file: dict[str, list[str]] = {}
        self.by_source: dict[str, set[str]] = {}
        for segment, number, stored in last.each_article() if last else ():
            article_id = stored.article.id
            self.articles[article_id] = Known((segment, number), stored.file, stored.stamp)
            self.by_file.setdefault(stored.file, []).append(article_id)
            self.by_source.setdefault(source_of(article_id), set()).add(article_id)

    def place(self, article_id: str) -> Location:
        """Return where an article is stored."""
        return self.articles[article_id].place

    def stamp(self, article_id: str) -> FileStamp:
        """Return the stamp of an article."""
        return self.articles[article_id].stamp


def source_of(article_id: str) -> str:
    """Return the name of the source that an article or a file belongs to."""
    return article_id.split("/", 1)[0]
