"""Records of the articles of an index on a server: what a build compares its sources with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from index.generations.manifest import Manifest, SeenFile
from index.remote import files
from index.remote.articles import Place
from index.remote.collections import named
from index.remote.expressions import AnyOf, IsLike, IsOneOf, Wanted, written
from index.remote.generation import Generation, Part
from index.remote.segment_rows import clean
from index.remote.server import PAGE_ROWS, Server
from index.segments.arrivals import Arrival
from index.segments.records import StoredArticle, stored_of
from index.types import typed

KEYS_AT_ONCE = 1000
"""Digests that are asked for at once."""


class Records:
    """The articles of a generation without their texts, of all sources or some.

    Attributes:
        manifest: Of the generation.
        files: What is remembered of files, by id.
        others: How many articles of other sources there are.
    """

    def __init__(
        self,
        server: Server,
        generation: Generation,
        sources: Sequence[str] | None,
        only: Callable[[str], bool] | None = None,
    ) -> None:
        """Read records.

        Args:
            server: Where the index is.
            generation: Whose articles.
            sources: Names of theirs; None: all.
            only: Whether the articles of a file, by its id, are wanted; None: all are.
        """
        self.manifest: Manifest = generation.manifest
        self.called = str(server.address)
        self.files = seen_before(server, generation)
        self._parts = generation.parts
        self._found: dict[tuple[int, int], StoredArticle] = {}
        self._came: dict[tuple[int, int], Arrival] = {}
        wanted: Wanted | None = None
        if sources is not None:
            wanted = AnyOf(tuple(IsLike("id", f"{clean(name)}/%") for name in sources))
        for position, part in enumerate(generation.parts):
            for number, stored, came in _read(server, part, wanted):
                if only and not only(stored.file):
                    continue
                self._found[position, number] = stored
                self._came[position, number] = came
        self.others = generation.manifest.articles - len(self._found)

    def each_article(self) -> Iterator[tuple[int, int, StoredArticle]]:
        """Yield the number of its segment, the number in it, and each live article."""
        for (position, number), stored in self._found.items():
            yield position, number, stored

    def stored_articles(self) -> dict[str, tuple[int, int, StoredArticle]]:
        """Return every article by id, with the numbers of its segment and in it."""
        return {each[2].article.id: each for each in self.each_article()}

    def stored_at(self, position: int, number: int) -> tuple[StoredArticle, Arrival]:
        """Return an article without its text, and when it came."""
        return self._found[position, number], self._came[position, number]

    def place(self, position: int, number: int) -> Place:
        """Return where on the server an article is."""
        return self._parts[position].entry.name, number


def places_with(server: Server, generation: Generation, digests: Sequence[str]) -> set[Place]:
    """Return articles that have a paragraph with one of some digests: what is encoded already."""
    found: set[Place] = set()
    for start in range(0, len(digests), KEYS_AT_ONCE):
        wanted = IsOneOf("digest", tuple(digests[start : start + KEYS_AT_ONCE]))
        seen: set[str] = set()
        for part in generation.parts:
            collection = named(server.address.name, "paragraphs", part.entry.name)
            for row in server.query(collection, written(wanted, part), ["article", "digest"]):
                if row["digest"] not in seen:
                    seen.add(row["digest"])
                    found.add((part.entry.name, int(row["article"])))
    return found


def _read(
    server: Server, part: Part, wanted: Wanted | None
) -> Iterator[tuple[int, StoredArticle, Arrival]]:
    """Yield the live articles of a segment, after their numbers, with when they came."""
    collection = named(server.address.name, "articles", part.entry.name)
    said = ["chunk == 0"]
    if wanted is not None:
        said.append(written(wanted, Part(part.entry, part.articles, part.rows, part.chunks)))
    dead = frozenset(part.dead)
    for start in range(0, part.chunks, PAGE_ROWS):
        within = [f"n >= {start} and n < {start + PAGE_ROWS}"] if part.chunks > PAGE_ROWS else []
        condition = " and ".join(f"({each})" for each in [*within, *said])
        wanted_fields = ["article", "record", "added_in", "added_at"]
        for row in server.query(collection, condition, wanted_fields):
            if int(row["article"]) not in dead:
                came = Arrival(int(row["added_in"]), int(row["added_at"]))
                stored = stored_of(str(row["record"]).encode("ascii"))
                yield int(row["article"]), stored, came


def seen_before(server: Server, generation: Generation) -> dict[str, SeenFile]:
    """Return what a generation remembers of files, by id."""
    if generation.seen is None:
        return {}
    found = json.loads(files.read(server, generation.seen))
    return {
        name: typed(SeenFile(**{**fields, "skipped": tuple(map(tuple, fields["skipped"]))}))
        for name, fields in found.items()
    }
