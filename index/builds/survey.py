"""Survey: the files of the sources against what the index has of them, before any is read.

Size and modification time are looked at; where they differ, the file has to be read, and the
SHA-256 of its bytes decides.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.builds import sources
from index.builds.inventory import Inventory, Location, Stored, source_of
from index.builds.sources import SourceFile
from index.errors import SourceError
from index.generations.manifest import SeenFile, Source, sha256_of
from index.readers import formats
from index.segments.records import FileStamp
from index.types import Skipped

GUARDED_ARTICLES = 10
GUARDED_SHARE = 0.5
"""A build that would remove more than this share of a source of so many articles is refused."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file to be read.

    Attributes:
        mine: Ids of the articles that the index has of it.
        known: SHA-256 of the bytes that need not be read again, or None.
        seen: What is remembered of it.
    """

    file: SourceFile
    mine: tuple[str, ...]
    known: str | None
    seen: SeenFile | None


@dataclass(frozen=True, slots=True)
class Survey:
    """What can be said without reading. Article ids lead to their places in the last generation.

    Attributes:
        kept: Articles that stay as they are stored, unless reading a file says otherwise.
        gone: Articles whose file is no longer there.
        unread: Files to be read.
        skipped: What was left out, each with its reason.
        ignored: How many files were left out by patterns.
        files: What is to be remembered of files that are not simply one article, by id.
    """

    kept: Mapping[str, Location]
    gone: Mapping[str, Location]
    unread: tuple[Unread, ...]
    skipped: tuple[Skipped, ...]
    ignored: int
    files: Mapping[str, SeenFile]


def survey(
    inventory: Inventory,
    chosen: Sequence[Source],
    *,
    index_dir: Path,
    excluded: frozenset[str],
    allow_removals: bool,
    only: Callable[[str], bool] | None = None,
) -> Survey:
    """List the chosen sources and compare them with what the index has.

    Args:
        inventory: What it has.
        chosen: The sources to bring up to date; articles of others are kept.
        index_dir: Never entered, should it lie in a source.
        excluded: Ids of articles that were removed by hand: not taken in again.
        allow_removals: Do not mind that much is gone.
        only: Whether a file, by its id, is looked at; None: all are.

    Raises:
        SourceError: A source cannot be listed, or would lose too much.
    """
    names = {source.name for source in chosen}
    others = inventory.by_source.keys() - names
    kept = {each: inventory.place(each) for name in others for each in inventory.by_source[name]}
    gone: dict[str, Location] = {}
    unread: list[Unread] = []
    skipped: list[Skipped] = []
    ignored = 0
    files = {name: seen for name, seen in inventory.files.items() if source_of(name) not in names}
    for source in chosen:
        listing = sources.list_files(source, leave_out=index_dir.resolve())
        skipped.extend(listing.skipped)
        ignored += listing.ignored
        mine = inventory.by_source.get(source.name, set())
        there = {file.article_id for file in listing.files}
        missing = {each for each in mine if inventory.articles[each].file not in there}
        if not allow_removals:
            guard(source, len(mine), len(missing), not listing.files)
        gone.update((each, inventory.place(each)) for each in missing)
        for file in listing.files:
            if file.article_id in excluded or (only and not only(file.article_id)):
                continue
            # What a file holds stays until it is read.
            held = inventory.by_file.get(file.article_id, ())
            kept.update((each, inventory.place(each)) for each in held)
            seen = inventory.files.get(file.article_id)
            if (wanted := _unread(inventory, file, seen)) is not None:
                unread.append(wanted)
            elif seen is not None:
                files[file.article_id] = seen
                skipped.extend(skips(file, seen.skipped))
    return Survey(kept, gone, tuple(unread), tuple(skipped), ignored, files)


def has_changed(last: Stored, chosen: Sequence[Source], *, index_dir: Path) -> bool | None:
    """Tell by sizes and times whether files changed since the last generation; None: cannot tell.

    A file that was touched but has the same bytes does not count as changed.
    """
    excluded = frozenset(last.manifest.removed)
    try:
        found = survey(
            Inventory(last), chosen, index_dir=index_dir, excluded=excluded, allow_removals=True
        )
    except (SourceError, OSError):
        return None
    return bool(found.gone or any(not _has_bytes(unread) for unread in found.unread))


def read_as(source: Source) -> str:
    """Return what a file that is not simply one article was read with."""
    ocr = [("ocr", source.ocr)] if source.ocr else []
    return json.dumps([formats.READING_VERSION, *source.fields, *ocr])


def skips(file: SourceFile, skipped: Sequence[tuple[str, str]]) -> Iterator[Skipped]:
    """Yield what was left out of a file, records with the same reason together."""
    shown = sources.shown(file.path)
    names: dict[str, list[str]] = {}
    for name, reason in skipped:
        names.setdefault(reason, []).append(name)
    for reason, alike in names.items():
        more = f" (and {len(alike) - 1:,} more like it)" if len(alike) > 1 else ""
        yield Skipped(f"{shown}#{alike[0]}" if alike[0] else shown, reason + more)


def guard(source: Source, had: int, gone: int, is_empty: bool) -> None:
    """Refuse to remove what an unmounted or half-copied source would remove.

    Raises:
        SourceError: It would.
    """
    too_much = had >= GUARDED_ARTICLES and gone > had * GUARDED_SHARE
    if gone and (is_empty or too_much):
        raise SourceError(
            f"{gone} of the {had} articles of the source {source.name!r} are no longer in"
            f" {source.path}; nothing was changed. If they are meant to go, repeat the build with"
            " --allow-removals"
        )


def _unread(inventory: Inventory, file: SourceFile, seen: SeenFile | None) -> Unread | None:
    """Decide by size and time whether a file has to be read; None if not."""
    mine = tuple(inventory.by_file.get(file.article_id, ()))
    if seen is not None:
        stamp = FileStamp(seen.size, seen.mtime_ns, seen.sha256)
    elif mine:
        stamp = inventory.stamp(mine[0])
    else:
        return Unread(file, (), None, None)
    if seen is not None and seen.read_as != read_as(file.source):
        return Unread(file, mine, None, seen)
    if (file.size, file.mtime_ns) != (stamp.size, stamp.mtime_ns):
        return Unread(file, mine, stamp.sha256, seen)
    return None


def _has_bytes(unread: Unread) -> bool:
    """Tell whether a file that looks changed has the very bytes that the index knows."""
    try:
        return unread.known is not None and sha256_of(unread.file.path) == unread.known
    except OSError:
        return False
