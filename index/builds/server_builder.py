"""Builder of an index on a server: as `builder`, but segments are made here and lie there.

    manifest and records are read -> what changed is found -> it is read, split, encoded and written
    as segments in a scratch folder -> these are uploaded -> the generation is published

A text that the server has is not encoded again: paragraphs are looked for by their digests.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.builds import arrivals, changes, encoder, reports
from index.builds.changes import Changes, OnProgress
from index.builds.inventory import source_of
from index.builds.new_segments import NewSegments
from index.builds.settings import Asked, Plan, is_outdated, settle
from index.errors import (
    EmptyBuildError,
    IndexDamagedError,
    IndexFormatError,
    IndexMissingError,
    SettingsError,
    storage_errors,
)
from index.generations.manifest import ENCODERS, SEGMENTS, Manifest, SeenFile, Settings
from index.generations.publication import KEEP_GENERATIONS, now
from index.remote import shards, upkeep
from index.remote.address import Address
from index.remote.articles import Articles
from index.remote.encoder_cache import encoder as cached_encoder
from index.remote.generation import Control, Generation, Published
from index.remote.publication import Run
from index.remote.records import Records, places_with, seen_before
from index.remote.server import Server
from index.remote.shards import Shard
from index.remote.snapshot import PartialSnapshot
from index.segments.segment import Segment
from index.types import BuildReport


@dataclass(frozen=True, slots=True)
class _Known:
    """What is there before a build.

    Attributes:
        published: The generation that it takes the place of; None: there is none.
        current: What that consists of; None: it cannot be read, and everything is rebuilt.
        last: The same, unless everything is rebuilt.
        records: Of the articles of the sources that are looked at.
    """

    published: Published | None
    current: Generation | None
    last: Generation | None
    records: Records | None


def build(address: Address, asked: Asked) -> BuildReport:
    """Build an index on a server, or bring it up to date; see `builder.build`.

    Raises:
        ServerError, AddressError: The server does not answer.
        IndexBusyError: Somebody else published while this ran.
    """
    started = time.monotonic()
    server = Server(address)
    if asked.shard is not None and asked.given.articles:
        raise SettingsError("articles at hand are built at once; a shard is one of files")
    with contextlib.closing(server):
        published, current = _current(server, full=asked.full)
        if current is None and not asked.given.anything:
            Control(server).current()  # says that there is none, or what is wrong with it
        sources_had = current.manifest.sources if current else ()
        had = current.manifest if current else None
        settings = settle(address, had, asked.model, asked.precision, full=asked.full)
        plan = Plan.of(sources_had, asked.given, asked.choice, had, full=asked.full)
        last = None if asked.full else current
        if last and is_outdated(last.manifest):
            raise SettingsError(
                f"{address} was analysed by another version of seedsearch; rebuild all of it with"
                " `seedsearch build --full`, or use the version that made it"
            )
        looked_at = _looked_at(asked, plan)
        records = Records(server, last, looked_at, _only(asked)) if last else None
        known = _Known(published, current, last, records)
        with tempfile.TemporaryDirectory(prefix="seedsearch-") as folder:
            scratch = Path(folder)
            with storage_errors(scratch):
                return _built(server, asked, plan, settings, known, scratch, started)


def _built(
    server: Server,
    asked: Asked,
    plan: Plan,
    settings: Settings,
    known: _Known,
    scratch: Path,
    started: float,
) -> BuildReport:
    """Find what changed, make segments of it, and publish, or stage what is one of several."""
    found = _changes(asked, plan, known, scratch)
    with contextlib.closing(found.read):
        reports.refuse_skipped(found, strict=asked.strict)
        others = known.records.others if known.records else 0
        if asked.shard is None:
            if not found.read and not found.kept and not others:
                raise EmptyBuildError(reports.nothing_found(plan.chosen, found.skipped))
            if known.last and known.records and _is_nothing(found, plan, known.records):
                merged = upkeep.tidy(server, asked.progress, keep=asked.keep)
                kept = merged or known.last
                return reports.report(
                    kept.manifest, found, started, published=bool(merged), others=others
                )
        run = Run(server, known.last, asked.progress, began=_key(known))
        warnings: Sequence[str] = ()
        encoded = 0
        if found.read:
            settings, found, encoded, warnings = _encoded(
                run, asked, plan, settings, found, scratch, known
            )
        manifest, had = _manifest(settings, plan, known.published), known.last
        gone = _gone(found, known.records)
        new = had.encoder if had else scratch / ENCODERS / settings.encoder
        synonyms = known.current.synonyms if known.current else ""
        if asked.shard is not None:
            built = run.stage(
                manifest, gone, encoder=new if had or found.read else {}, synonyms=synonyms
            )
            _stage(run, asked, plan, found, known, built, gone)
            done = built.manifest
        else:
            seen = seen_files(found.files)
            done = run.publish(manifest, gone, encoder=new, seen=seen, synonyms=synonyms).manifest
            merged = upkeep.tidy(server, asked.progress, keep=asked.keep)
            done = merged.manifest if merged else done
        return reports.report(
            done,
            found,
            started,
            published=asked.shard is None,
            encoded=encoded,
            warnings=warnings,
            shard=asked.shard or "",
            others=0 if asked.shard else others,
        )


def publish(
    address: Address, *, keep: int = KEEP_GENERATIONS, progress: OnProgress = reports.ignore
) -> Manifest:
    """Publish what all shards of a build have staged; return what the index is now.

    Raises:
        SettingsError: A shard is missing, or they do not fit each other.
        IndexBusyError: Somebody else published meanwhile.
    """
    server = Server(address)
    with contextlib.closing(server):
        published, current = _current(server, full=True)
        began = published.key if published else None
        staged = shards.staged(server, began)
        last = None if any(one.full for one in staged) else current
        gone: dict[str, list[int]] = {}
        for one in staged:
            for name, numbers in one.gone.items():
                gone.setdefault(name, []).extend(numbers)
        settings = next((o.built.manifest.settings for o in staged if o.built.parts), None)
        settings = settings or staged[0].built.manifest.settings
        sources = dict.fromkeys(s for one in staged for s in one.built.manifest.sources)
        manifest = Manifest(
            generation=1 + _number(published),
            created=now(),
            settings=settings,
            sources=tuple(sources),
            segments=(),
            removed=current.manifest.removed if current else (),
        )
        if not any(one.built.parts for one in staged) and not (last and last.parts):
            raise EmptyBuildError(f"the shards in {address} have found nothing; name other folders")
        run = Run(server, last, progress, began=began)
        new = run.publish_staged(
            manifest,
            [one.built for one in staged],
            gone,
            {outlet for one in staged for outlet in one.outlets},
            seen=_seen_by_all(server, last, staged),
        )
        shards.forget(server)
        merged = upkeep.tidy(server, progress, keep=keep)
        return (merged or new).manifest


def _stage(
    run: Run,
    asked: Asked,
    plan: Plan,
    found: Changes,
    known: _Known,
    built: Generation,
    gone: Mapping[str, Sequence[int]],
) -> None:
    """Say what a shard built."""
    names = [source.name for source in plan.chosen]
    mine = {name: seen for name, seen in found.files.items() if source_of(name) in names}
    seen = {name: asdict(each) for name, each in mine.items()}
    shard = Shard.parsed(asked.shard or "")
    said = shards.Staged(built, gone, sorted(run.outlets()), names, seen, asked.full)
    shards.stage(run.server, run.files(), shard, _key(known), said)


def _seen_by_all(
    server: Server, last: Generation | None, staged: Sequence[shards.Staged]
) -> bytes | None:
    """Return what is remembered of files: by the shards, and before them of other sources."""
    names = {name for one in staged for name in one.sources}
    before = seen_before(server, last) if last else {}
    kept = {name: asdict(seen) for name, seen in before.items() if source_of(name) not in names}
    every = {**kept, **{name: seen for one in staged for name, seen in one.seen.items()}}
    return json.dumps(every, sort_keys=True).encode("ascii") if every else None


def _key(known: _Known) -> str | None:
    return known.published.key if known.published else None


def _current(server: Server, *, full: bool) -> tuple[Published | None, Generation | None]:
    """Return what is published, and what it consists of if it can be read."""
    control = Control(server)
    try:
        published = control.published()[-1]
    except IndexMissingError:
        return None, None
    try:
        return published, control.opened(published)
    except (IndexDamagedError, IndexFormatError):
        if not full:
            raise
        return published, None


def _looked_at(asked: Asked, plan: Plan) -> list[str] | None:
    """Return the sources whose articles may change."""
    if asked.given.articles:
        return sorted({article.id.split("/", 1)[0] for article in asked.given.articles})
    return [source.name for source in plan.chosen]


def _changes(asked: Asked, plan: Plan, known: _Known, scratch: Path) -> Changes:
    if asked.given.articles:
        return changes.from_articles(asked.given.articles, known.records, index_dir=scratch)
    return changes.find_changes(
        known.records,
        plan.chosen,
        asked.progress,
        index_dir=scratch,
        excluded=plan.excluded,
        allow_removals=asked.allow_removals or asked.full,
        only=_only(asked),
    )


def _only(asked: Asked) -> Callable[[str], bool] | None:
    """Return whether a file is one of those that are built."""
    return None if asked.shard is None else Shard.parsed(asked.shard).has


def _is_nothing(found: Changes, plan: Plan, records: Records) -> bool:
    unchanged = not found.read and not found.gone and plan.every == plan.known
    return unchanged and found.as_seen_by(records)


def _encoded(
    run: Run,
    asked: Asked,
    plan: Plan,
    settings: Settings,
    found: Changes,
    scratch: Path,
    known: _Known,
) -> tuple[Settings, Changes, int, Sequence[str]]:
    """Make segments of what was read, and upload them."""
    server, last = run.server, known.last
    (scratch / ENCODERS).mkdir()
    if last:
        own = cached_encoder(server, settings.encoder, last.encoder)
        (scratch / ENCODERS / settings.encoder).symlink_to(own, target_is_directory=True)
    way = encoder.prepare(scratch, settings, found.read, asked.progress, export=asked.export)
    came = arrivals.arrivals(
        found, known.records, full=asked.full, generation=1 + _number(known.published)
    )
    made = NewSegments(
        scratch, found.read, None, way, asked.progress, came, recall=_Recall(server, last).of
    )
    made.write()
    found = found.leaving_out(made.left_out, plan.every)
    reports.refuse_skipped(found, strict=asked.strict)
    if made.entries:
        run.add([Segment(scratch / SEGMENTS / entry.name) for entry in made.entries])
    return way.settings, found, made.encoded, reports.warnings_of(way, found)


@dataclass(frozen=True, slots=True)
class _Recall:
    """What the server knows of vectors."""

    server: Server
    last: Generation | None

    def of(self, digests: NDArray[np.uint8]) -> PartialSnapshot | None:
        """Return the articles that have paragraphs with some digests, each once."""
        if self.last is None:
            return None
        names = [bytes(digest).hex() for digest in np.unique(digests, axis=0)]
        places = places_with(self.server, self.last, names)
        payloads = Articles(self.server).read(places) if places else {}
        return PartialSnapshot(
            str(self.server.address),
            self.last,
            list(payloads.items()),
            encoder=Path(),
            statistics=None,
        )


def _number(published: Published | None) -> int:
    return published.generation if published else 0


def _manifest(settings: Settings, plan: Plan, published: Published | None) -> Manifest:
    return Manifest(
        generation=1 + _number(published),
        created=now(),
        settings=settings,
        sources=plan.every,
        segments=(),
        removed=tuple(sorted(plan.excluded)),
    )


def _gone(found: Changes, records: Records | None) -> dict[str, list[int]]:
    """Return which stored articles go, by segment."""
    gone: dict[str, list[int]] = {}
    for position, number in found.gone.values() if records else ():
        assert records is not None
        name, at = records.place(position, number)
        gone.setdefault(name, []).append(at)
    return gone


def seen_files(files: Mapping[str, SeenFile]) -> bytes | None:
    """Return what is remembered of files, as a file; None where that is nothing."""
    if not files:
        return None
    listed = {name: asdict(files[name]) for name in sorted(files)}
    return json.dumps(listed).encode("ascii")
