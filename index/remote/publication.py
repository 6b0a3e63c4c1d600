"""Publication of a generation on a server: segments, what is removed, counts of terms, manifest.

    new segments are uploaded -> what is boilerplate is found out anew -> what terms gain and lose
    is counted -> files are written -> all of it is loaded -> the row that names it is written last

Nothing that is published changes. What a run that died has written is dropped by a later one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import numpy as np

from index.generations.manifest import Manifest
from index.remote import files, frequencies, overlays
from index.remote import generation as generations
from index.remote.articles import Articles, Place
from index.remote.assembly import assembled
from index.remote.collections import NOTHING, named
from index.remote.files import File
from index.remote.frequencies import Frequencies
from index.remote.generation import Control, Generation, Part
from index.remote.segment_upload import OnProgress, upload
from index.remote.server import Row, Server
from index.segments.packed import Packed
from index.segments.segment import Segment
from index.types import Progress

ENCODER = "encoder/"
"""What names of an encoder's files begin with."""

Removed = Mapping[str, Sequence[int]]
"""Numbers of articles that go, by segment."""


class Run:
    """One build, remove or rollback: what it writes, until it is published.

    Attributes:
        name: Of the run; begins with its time.
    """

    def __init__(
        self,
        server: Server,
        last: Generation | None,
        progress: OnProgress,
        *,
        began: str | None = None,
    ) -> None:
        """Begin a run.

        Args:
            server: Where the index is.
            last: What stays unless it goes; None: nothing.
            progress: Called with each step.
            began: The key of the generation that is current.
        """
        self.name = f"r{datetime.now(UTC):%Y%m%d%H%M%S}{secrets.token_hex(4)}"
        self.server, self.last, self.progress = server, last, progress
        self.control = Control(server)
        self._began = began
        self._names = (f"{self.name}_{number}" for number in count())
        self._added: list[tuple[Part, Sequence[Segment]]] = []
        self._gone: dict[Place, Packed] = {}

    def add(self, segments: Sequence[Segment]) -> Part:
        """Upload segments of new articles, as one."""
        part = upload(self.server, next(self._names), segments, self.progress)
        self._added.append((part, segments))
        return part

    @property
    def _segments(self) -> Iterator[Segment]:
        for _, segments in self._added:
            yield from segments

    def publish(
        self,
        manifest: Manifest,
        gone: Removed,
        *,
        encoder: Path | Mapping[str, File],
        seen: bytes | None,
        synonyms: str,
    ) -> Generation:
        """Publish what was added, without what goes.

        Args:
            manifest: What is said of the generation; its segments are filled in here.
            gone: Which articles of earlier segments go.
            encoder: Folder of a new encoder, or where the files of the one that stays are.
            seen: What is remembered of sources' files, or None for nothing.
            synonyms: As they were given.

        Raises:
            IndexBusyError: Somebody else has published since this run began.
            ServerError: The server does not answer as it should.
        """
        self.progress(Progress("publishing", 0, None))
        old, parts = self._taken_out(gone)
        parts = _with_flags(parts, overlays.flagged(self.server, parts, self.outlets()))
        changed = self._frequencies(old, parts)
        new = self._described(manifest, parts, changed, encoder, seen, synonyms)
        last = self.last
        if last is None:
            return self.announce(new)
        return self.announce(
            replace(
                new,
                terms=(*last.terms, *new.terms),
                rows=last.rows + new.rows,
                length=last.length + new.length,
            )
        )

    def stage(
        self,
        manifest: Manifest,
        gone: Removed,
        *,
        encoder: Path | Mapping[str, File],
        synonyms: str,
    ) -> Generation:
        """Write what `publish` would, and return it by itself: what was added, and what it counts.

        What is boilerplate is found out when all shards are published.
        """
        old, parts = self._taken_out(gone)
        changed = self._frequencies(old, parts)
        added = parts[len(old) :]
        return self._described(manifest, added, changed, encoder, None, synonyms)

    def publish_staged(
        self,
        manifest: Manifest,
        built: Sequence[Generation],
        gone: Removed,
        outlets: Iterable[str],
        *,
        seen: bytes | None,
    ) -> Generation:
        """Publish what shards have staged, without what goes.

        Args:
            manifest: What is said of the generation.
            built: What each shard staged.
            gone: Which articles of earlier segments go; the shards have counted them.
            outlets: Of which articles come or go, case folded.
            seen: As for `publish`.
        """
        _, before = self._taken_out(gone)
        before += [part for one in built for part in one.parts]
        parts = _with_flags(before, overlays.flagged(self.server, before, outlets))
        changed = Frequencies()
        for was, part in zip(before, parts, strict=True):
            for payload in self._reflagged(was, part):
                changed.add(_counted(payload, was), -1)
                changed.add(_counted(payload, part))
        known = [*([self.last] if self.last else []), *built]
        first = next(one for one in known if one.parts)
        where = self._written_files({}, seen)
        left = tuple(part for part in parts if part.entry.articles)
        return self.announce(
            replace(
                first,
                manifest=replace(manifest, segments=tuple(part.entry for part in left)),
                parts=left,
                terms=(
                    *(term for one in known for term in one.terms),
                    *self.write_terms(changed.changed()),
                ),
                rows=changed.rows + sum(one.rows for one in known),
                length=changed.length + sum(one.length for one in known),
                languages=tuple(sorted({code for one in known for code in one.languages})),
                encoded_as=tuple(sorted({way for one in known for way in one.encoded_as})),
                seen=where.get(generations.SEEN),
                synonyms=self.last.synonyms if self.last else "",
            )
        )

    def _taken_out(self, gone: Removed) -> tuple[Sequence[Part], list[Part]]:
        """Return the segments as they were, and what they are without what goes, and what came."""
        places = [(part, number) for part, each in gone.items() for number in each]
        self._gone = Articles(self.server).read(places)
        old = self.last.parts if self.last else ()
        return old, [*map(self._without_gone, old), *(part for part, _ in self._added)]

    def _described(
        self,
        manifest: Manifest,
        parts: Sequence[Part],
        changed: Frequencies,
        encoder: Path | Mapping[str, File],
        seen: bytes | None,
        synonyms: str,
    ) -> Generation:
        """Write counts and files, and return the generation of some segments that has no others."""
        dimension, half = self._shape()
        left = tuple(part for part in parts if part.entry.articles)
        where = self._written_files(encoder, seen)
        return Generation(
            manifest=replace(manifest, segments=tuple(part.entry for part in left)),
            run=self.name,
            parts=left,
            terms=tuple(self.write_terms(changed.changed())),
            rows=changed.rows,
            length=changed.length,
            dimension=dimension,
            half=half,
            languages=self._languages(),
            encoded_as=self._encoded_as(),
            encoder=encoder if isinstance(encoder, Mapping) else _of_encoder(where),
            seen=where.get(generations.SEEN),
            synonyms=synonyms,
        )

    def announce(self, new: Generation, needed: str | None = None) -> Generation:
        """Write a manifest, and last the row that makes it the current one.

        Args:
            new: What it says; all that it names is written and loaded.
            needed: Key of a generation that has to be published still; None: of none.
        """
        new = replace(new, run=self.name)
        data = generations.written(new)
        collection = self.files()
        (manifest,) = files.written(self.server, collection, {generations.MANIFEST: data}).values()
        self.server.seal(collection)
        files.read(self.server, manifest)
        self.control.publish(new, self._began, manifest, needed)
        return new

    def write_terms(self, counts: Mapping[str, int]) -> list[tuple[str, int]]:
        """Write counts of terms; return what a generation says of them."""
        if not counts:
            return []
        collection = named(self.server.address.name, "terms", self.name)
        self.server.create(collection, "terms")
        written = self.server.insert(collection, _of_terms(counts))
        self.server.seal(collection)
        return [(self.name, written)]

    def _without_gone(self, part: Part) -> Part:
        """Return a segment without the articles that go."""
        mine = {
            number: each for (name, number), each in self._gone.items() if name == part.entry.name
        }
        rows = sum(len(payload.array("paragraphs")) for payload in mine.values())
        entry = replace(
            part.entry,
            articles=part.entry.articles - len(mine),
            paragraphs=part.entry.paragraphs - rows,
        )
        gone = {row for payload in mine.values() for row in _rows_of(payload)}
        flagged = tuple(row for row in part.flagged if row not in gone)
        dead = tuple(sorted({*part.dead, *mine}))
        return replace(part, entry=entry, dead=dead, flagged=flagged)

    def outlets(self) -> set[str]:
        """Return the outlets, case folded, of which articles come or go."""
        every = [*self._segments]
        every += [_alone(payload) for payload in self._gone.values()]
        return {name.casefold() for each in every for name in each.lookup.names("source")}

    def _languages(self) -> tuple[str, ...]:
        """Return the languages of all articles; one whose last article goes stays among them."""
        found = {code for segment in self._segments for code in segment.summary["languages"]}
        return tuple(sorted(found | set(self.last.languages if self.last else ())))

    def _encoded_as(self) -> tuple[str, ...]:
        found = {str(segment.summary["encoded_as"]) for segment in self._segments}
        return tuple(sorted(found | set(self.last.encoded_as if self.last else ())))

    def _frequencies(self, old: Sequence[Part], parts: Sequence[Part]) -> Frequencies:
        """Count what terms gain and lose."""
        changed = Frequencies()
        for part, (_, segments) in zip(parts[len(old) :], self._added, strict=True):
            live = np.ones(part.rows, bool)
            live[list(part.flagged)] = False
            base = 0
            for segment in segments:
                changed.add(frequencies.of_segment(segment, live[base : base + segment.rows]))
                base += segment.rows
        for before, after in zip(old, parts, strict=False):
            name = before.entry.name
            for (where, _), payload in self._gone.items():
                if where == name:
                    changed.add(_counted(payload, before), -1)
            for payload in self._reflagged(before, after):
                changed.add(_counted(payload, before), -1)
                changed.add(_counted(payload, after))
        return changed

    def _reflagged(self, before: Part, after: Part) -> Iterable[Packed]:
        """Return the articles that stay, of which a row became boilerplate or is none any more."""
        rows = {*before.flagged} ^ {*after.flagged}
        if not rows:
            return ()
        name = before.entry.name
        collection = named(self.server.address.name, "paragraphs", name)
        found = self.server.query(collection, f"n in {sorted(rows)}", ["article"])
        numbers = {int(row["article"]) for row in found} - {*after.dead}
        return Articles(self.server).read((name, number) for number in sorted(numbers)).values()

    def files(self) -> str:
        """Return the collection of the run's files, made when it is first asked for."""
        collection = named(self.server.address.name, "files", self.name)
        if not self.server.has(collection):
            self.server.create(collection, "files")
        return collection

    def _written_files(
        self, encoder: Path | Mapping[str, File], seen: bytes | None
    ) -> Mapping[str, File]:
        given: dict[str, bytes] = {}
        if isinstance(encoder, Path):
            for path in sorted(encoder.rglob("*")):
                if path.is_file():
                    given[ENCODER + path.relative_to(encoder).as_posix()] = path.read_bytes()
        if seen is not None:
            given[generations.SEEN] = seen
        return files.written(self.server, self.files(), given)

    def _shape(self) -> tuple[int, bool]:
        """Return the dimension of vectors, and whether those of sentences have half precision."""
        for segment in self._segments:
            half = segment.sentence_vectors.dtype == np.float16
            return int(segment.summary["dimension"]), bool(half)
        return (self.last.dimension, self.last.half) if self.last else (0, True)


def _with_flags(parts: Sequence[Part], flagged: Sequence[tuple[int, ...]]) -> list[Part]:
    return [
        replace(part, flagged=rows, entry=replace(part.entry, flagged=len(rows)))
        for part, rows in zip(parts, flagged, strict=True)
    ]


def _alone(payload: Packed) -> Segment:
    """Return a segment of one article."""
    return assembled([payload], called=str(payload.path))


def _rows_of(payload: Packed) -> range:
    """Return the rows of an article in its segment."""
    first = int(payload.array("first_row")[0])
    return range(first, first + len(payload.array("paragraphs")))


def _counted(payload: Packed, part: Part) -> Frequencies:
    """Count one article, with what is boilerplate of it in a generation."""
    live = ~np.isin(np.array(_rows_of(payload)), np.array(part.flagged, np.int64))
    return frequencies.of_segment(_alone(payload), live)


def _of_encoder(where: Mapping[str, File]) -> dict[str, File]:
    return {
        name.removeprefix(ENCODER): file for name, file in where.items() if name.startswith(ENCODER)
    }


def _of_terms(counts: Mapping[str, int]) -> Iterator[Row]:
    for n, key in enumerate(sorted(counts)):
        sent = key.encode("utf-8", "replace").decode("utf-8")
        yield {"n": n, "key": sent, "count": counts[key], "nothing": NOTHING}
