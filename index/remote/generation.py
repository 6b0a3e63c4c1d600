"""Generation of an index on a server: what its manifest says, and how it is read and published.

A generation is one row of the control collection, which says where its manifest is. It is written
last, when everything that it names can be read, and it is not written if another generation has
been published since the build began. Nothing in Milvus compares and swaps, so whoever publishes
first writes a claim and looks whether somebody else has one: of two at the same instant at most one
sees none, and goes on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any

from index.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexFormatError,
    IndexMissingError,
)
from index.generations.manifest import Manifest, SegmentEntry, Settings, _source
from index.remote import files
from index.remote.collections import NOTHING, Kind, named
from index.remote.files import File
from index.remote.server import Server, quoted
from index.types import typed

FORMAT = 1
"""Version of everything that an index is on a server."""

MANIFEST, SEEN = "manifest.json", "files.json"
"""Names of files of a run: the manifest, and what is remembered of sources' files."""

CLAIM_SECONDS = 120.0
"""A claim that is older was left by a publisher that died: publishing takes a second or two. One
that was held up for longer between its claim and its last row could overwrite another's: then two
rows have the same number, readers take the first by name, and `verify` says so."""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, on the server.

    Attributes:
        entry: As locally; its digest is of all payloads' digests.
        articles, rows, chunks: How many were written, dead ones included.
        dead: Ascending numbers of its articles that were removed.
        flagged: Ascending numbers of its rows that are boilerplate.
    """

    entry: SegmentEntry
    articles: int
    rows: int
    chunks: int
    dead: tuple[int, ...] = ()
    flagged: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation.

    Attributes:
        manifest: As locally, for all that is said of it.
        run: Who wrote it.
        parts: The segments.
        terms: Runs whose counts of terms add up to this generation's, and how many each wrote.
        rows, length: Paragraphs that can be found, and the terms of all of them.
        dimension: Of dense vectors.
        half: Whether sentence vectors are float16.
        languages: Codes of the articles' languages, in order.
        encoded_as: How paragraphs were encoded: "bf16", "float32" or both.
        encoder: Its files, by name.
        seen: What is remembered of sources' files; None: nothing.
        synonyms: As they were given.
    """

    manifest: Manifest
    run: str
    parts: tuple[Part, ...] = ()
    terms: tuple[tuple[str, int], ...] = ()
    rows: int = 0
    length: int = 0
    dimension: int = 0
    half: bool = True
    languages: tuple[str, ...] = ()
    encoded_as: tuple[str, ...] = ()
    encoder: Mapping[str, File] = field(default_factory=dict)
    seen: File | None = None
    synonyms: str = ""

    @property
    def key(self) -> str:
        """What its row in the control collection is called; generations are in this order."""
        return f"generation/{self.manifest.generation:09d}/{self.run}"

    def collections(self, index: str) -> set[str]:
        """Return every collection that this generation of an index reads."""
        of_files = [*self.encoder.values(), *([self.seen] if self.seen else [])]
        kinds: tuple[Kind, ...] = ("paragraphs", "articles")
        return {
            named(index, "files", self.run),
            *(file.collection for file in of_files),
            *(named(index, "terms", run) for run, _ in self.terms),
            *(named(index, kind, part.entry.name) for part in self.parts for kind in kinds),
        }


def written(generation: Generation) -> bytes:
    """Return a generation as the file that keeps it."""
    fields = asdict(generation)
    fields["encoder"] = {name: tuple(file) for name, file in generation.encoder.items()}
    fields["seen"] = tuple(generation.seen) if generation.seen else None
    return json.dumps({"format": FORMAT, **fields}, sort_keys=True).encode("ascii")


def parsed(data: bytes, where: str) -> Generation:
    """Return the generation that a file keeps.

    Raises:
        IndexFormatError: It was written by another version.
        IndexDamagedError: It cannot be read.
    """
    try:
        fields: dict[str, Any] = json.loads(data)
        if fields.pop("format") != FORMAT:
            raise IndexFormatError(
                f"{where} is of another format than this version of seedsearch reads, {FORMAT};"
                " use the version that made it, or build it anew with `seedsearch build --full`"
            )
        manifest = fields.pop("manifest")
        entries = [part["entry"] for part in fields["parts"]]
        return Generation(
            **{
                **fields,
                "manifest": _manifest(manifest),
                "parts": tuple(
                    Part(
                        **{
                            **part,
                            "entry": typed(SegmentEntry(**entry)),
                            "dead": tuple(part["dead"]),
                            "flagged": tuple(part["flagged"]),
                        }
                    )
                    for part, entry in zip(fields["parts"], entries, strict=True)
                ),
                "terms": tuple((run, count) for run, count in fields["terms"]),
                "languages": tuple(fields["languages"]),
                "encoded_as": tuple(fields["encoded_as"]),
                "encoder": {name: File(*file) for name, file in fields["encoder"].items()},
                "seen": File(*fields["seen"]) if fields["seen"] else None,
            }
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamagedError(
            f"{where} is damaged: its manifest cannot be read; roll back, or build it anew with"
            " `seedsearch build --full`"
        ) from error


def _manifest(fields: Mapping[str, Any]) -> Manifest:
    return Manifest(
        generation=fields["generation"],
        created=fields["created"],
        settings=typed(Settings(**fields["settings"])),
        sources=tuple(_source(source) for source in fields["sources"]),
        segments=tuple(typed(SegmentEntry(**entry)) for entry in fields["segments"]),
        removed=tuple(fields["removed"]),
        files_digest=fields["files_digest"],
        synonyms=fields["synonyms"],
    )


@dataclass(frozen=True, slots=True)
class Published:
    """A row of the control collection: a generation, and where its manifest is."""

    key: str
    generation: int
    created: str
    articles: int
    paragraphs: int
    manifest: File


class Control:
    """What is published of one index."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.collection = named(server.address.name, "control")
        self._known: dict[str, Generation] = {}

    def published(self) -> list[Published]:
        """Return the generations that are kept, oldest first; of two with one number the first.

        Raises:
            IndexMissingError: There is no such index on the server.
        """
        try:
            rows = self.kept_data("generation/")
        except IndexDamagedError as error:
            if self._server.has(self.collection):
                raise
            raise self._missing() from error
        found: dict[int, Published] = {}
        for key in sorted(rows):
            fields = json.loads(rows[key])
            one = Published(key=key, **{**fields, "manifest": File(*fields["manifest"])})
            found.setdefault(one.generation, one)
        if not found:
            raise self._missing()
        return [found[number] for number in sorted(found)]

    def twice(self) -> list[int]:
        """Return the numbers that two generations have: the changes of one of them are lost."""
        numbers = sorted(int(key.split("/")[1]) for key in self.kept_data("generation/"))
        return [one for one, other in pairwise(numbers) if one == other]

    def _missing(self) -> IndexMissingError:
        return IndexMissingError(
            f"there is no index {self._server.address}; make one with `seedsearch build PATH"
            f" --index {self._server.address}`"
        )

    def current(self) -> Generation:
        """Return the current generation: one request, and another where it is new."""
        return self.opened(self.published()[-1])

    def opened(self, one: Published) -> Generation:
        """Return a generation that is published."""
        if one.key not in self._known:
            data = files.read(self._server, one.manifest)
            if len(self._known) > 8:
                self._known.clear()
            self._known[one.key] = parsed(data, str(self._server.address))
        return self._known[one.key]

    def publish(
        self, new: Generation, began: str | None, manifest: File, needed: str | None = None
    ) -> None:
        """Make a generation the current one.

        Args:
            new: Everything that it names can be read.
            began: The key of the generation that the build began from; None: there was none.
            manifest: Where it is written.
            needed: The key of a generation that has to be kept still.

        Raises:
            IndexBusyError: Another one was published since, or is being published.
        """
        with self.claimed(new.run):
            keys = self._keys()
            if began != (keys[-1] if keys else None) or not {needed, began} <= {None, *keys}:
                raise IndexBusyError(
                    f"{self._server.address} was published by somebody else while this ran, so"
                    " that nothing was changed; run it again, it goes on from there"
                )
            row = Published(
                key=new.key,
                generation=new.manifest.generation,
                created=new.manifest.created,
                articles=new.manifest.articles,
                paragraphs=new.manifest.paragraphs,
                manifest=manifest,
            )
            data = {**asdict(row), "manifest": tuple(manifest)}
            data.pop("key")
            self.put(new.key, data)

    def forget(self, keys: Sequence[str]) -> None:
        """Delete rows of generations that are not kept."""
        for key in keys:
            self._server.delete(self.collection, f"key == {quoted(key)}")

    def make(self) -> None:
        """Make the collection, if it is not there."""
        if not self._server.has(self.collection):
            self._server.create(self.collection, "control")
            self._server.load(self.collection)

    def _keys(self) -> list[str]:
        try:
            return [one.key for one in self.published()]
        except IndexMissingError:
            return []

    @contextmanager
    def claimed(self, run: str) -> Iterator[None]:
        """Hold the one right to publish; a claim that is old counts for nothing.

        Raises:
            IndexBusyError: Somebody else has it.
        """
        self.make()
        key = f"claim/{run}"
        self.put(key, {"at": time.time()})
        try:
            for other, data in self.kept_data("claim/").items():
                if other == key:
                    continue
                if time.time() - json.loads(data)["at"] < CLAIM_SECONDS:
                    raise IndexBusyError(
                        f"{self._server.address} is being published by somebody else; run this"
                        " again in a moment, it goes on from there"
                    )
                self._server.delete(self.collection, f"key == {quoted(other)}")
            yield
        finally:
            self._server.delete(self.collection, f"key == {quoted(key)}")

    def kept_data(self, prefix: str) -> dict[str, str]:
        """Return the data of the rows whose keys begin with a prefix, by key."""
        condition = f"key like {quoted(prefix + '%')}"
        rows = self._server.query(self.collection, condition, ["key", "data"])
        return {str(row["key"]): str(row["data"]) for row in rows}

    def put(self, key: str, data: Mapping[str, Any]) -> None:
        text = json.dumps(data, sort_keys=True)
        self._server.insert(self.collection, [{"key": key, "data": text, "nothing": NOTHING}])


def numbered(generation: Generation, parts: Sequence[Part]) -> Generation:
    """Return a generation of some segments, with its manifest saying the same."""
    entries = tuple(part.entry for part in parts)
    return replace(
        generation, parts=tuple(parts), manifest=replace(generation.manifest, segments=entries)
    )
