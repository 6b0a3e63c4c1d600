"""Which articles were added, changed, moved or removed since the last generation?

Size and modification time are looked at first; where they differ, the SHA-256 of the bytes
decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from index.builds import sources
from index.builds.sources import SourceFile
from index.builds.staging import Incoming, ReadArticle
from index.errors import SourceError, UnreadableError
from index.generations import manifest as generations
from index.generations.manifest import SeenFile, Source
from index.generations.snapshot import Snapshot
from index.readers import formats, pool
from index.readers.content import Record
from index.readers.pool import Outcome, Wanted
from index.segments.records import FileStamp, StoredArticle
from index.text import languages
from index.types import Article, Progress, Skipped

GUARDED_ARTICLES = 10
GUARDED_SHARE = 0.5
"""A build that would remove more than this share of a source of so many articles is refused."""

OnProgress = Callable[[Progress], None]
Place = tuple[int, int]
"""A stored article: the number of its segment in the snapshot, and its number in the segment."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file to be looked at.

    Attributes:
        mine: Ids of the articles that the index has of it.
        known: SHA-256 of the bytes that need not be read again, or None.
        seen: What is remembered of it.
    """

    file: SourceFile
    mine: tuple[str, ...]
    known: str | None
    seen: SeenFile | None


@dataclass(slots=True)
class Changes:
    """What has to happen to the index. Article ids lead to their places in the last generation.

    Attributes:
        read: New and changed articles.
        kept: Articles that stay as they are stored.
        gone: Stored articles that go: removed, or replaced by one in `read`.
        moved: How many of `read` have the bytes of one that is gone.
        skipped: What was left out, each with its reason.
        ignored: How many files were left out by patterns.
        files: What is to be remembered of files that are not simply one article, by id.
        unread: Files to look at.
        left_out: Ids among `read` that had to be skipped after all.
        read_as: How the files of each source are read, by its name; see `snapshot.SeenFile`.
    """

    read: Incoming
    kept: dict[str, Place] = field(default_factory=dict)
    gone: dict[str, Place] = field(default_factory=dict)
    moved: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    ignored: int = 0
    files: dict[str, SeenFile] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    read_as: dict[str, str] = field(default_factory=dict)

    def as_seen_by(self, last: Snapshot) -> bool:
        """Tell whether all that is to be remembered of files is what the last generation knows."""

        def known(files: dict[str, SeenFile]) -> dict[str, SeenFile]:
            return {name: replace(seen, mtime_ns=0) for name, seen in files.items()}

        return known(self.files) == known(last.files)

    def counts(self) -> dict[str, int]:
        """Count articles by what happens to them, under the names of a `BuildReport`."""
        ids = {entry.id for entry in self.read.entries} - self.left_out
        changed = len(ids & self.gone.keys())
        return {
            "added": len(ids) - changed - self.moved,
            "changed": changed,
            "moved": self.moved,
            "removed": len(self.gone) - changed - self.moved,
            "unchanged": len(self.kept),
        }


@dataclass(frozen=True, slots=True)
class _Known:
    """What decides about an article of the last generation."""

    place: Place
    file: str
    stamp: FileStamp


class _Stored:
    """The articles of the last generation, by id and by the file that holds them."""

    def __init__(self, last: Snapshot | None) -> None:
        self.articles: dict[str, _Known] = {}
        self.files = last.files if last else {}
        self.by_file: dict[str, list[str]] = {}
        self.by_source: dict[str, set[str]] = {}
        for segment, number, stored in last.each_article() if last else ():
            article_id = stored.article.id
            self.articles[article_id] = _Known((segment, number), stored.file, stored.stamp)
            self.by_file.setdefault(stored.file, []).append(article_id)
            self.by_source.setdefault(source_of(article_id), set()).add(article_id)

    def place(self, article_id: str) -> Place:
        return self.articles[article_id].place

    def stamp(self, article_id: str) -> FileStamp:
        return self.articles[article_id].stamp


def find_changes(
    last: Snapshot | None,
    chosen: Sequence[Source],
    *,
    index_dir: Path,
    excluded: frozenset[str] = frozenset(),
    allow_removals: bool = False,
) -> Changes:
    """List the chosen sources and compare them with the last generation; nothing is read yet.

    Args:
        last: The last generation, or None to take in everything.
        chosen: The sources to bring up to date; articles of others are kept.
        index_dir: Where texts will wait; never entered, should it lie in a source.
        excluded: Ids of articles that were removed by hand: not taken in again.
        allow_removals: Do not mind that much is gone.

    Raises:
        SourceError: A source cannot be listed, or would lose too much.
    """
    changes = Changes(Incoming(index_dir))
    stored = _Stored(last)
    names = {source.name for source in chosen}
    for name in stored.by_source.keys() - names:
        changes.kept.update((each, stored.place(each)) for each in stored.by_source[name])
    changes.files.update(
        (name, seen) for name, seen in stored.files.items() if source_of(name) not in names
    )
    changes.read_as = {source.name: _read_as(source) for source in chosen}
    for source in chosen:
        listing = sources.list_files(source, leave_out=index_dir.resolve())
        changes.skipped.extend(listing.skipped)
        changes.ignored += listing.ignored
        mine = stored.by_source.get(source.name, set())
        there = {file.article_id for file in listing.files}
        gone = {each for each in mine if stored.articles[each].file not in there}
        if not allow_removals:
            _guard(source, len(mine), len(gone), not listing.files)
        changes.gone.update((each, stored.place(each)) for each in gone)
        for file in listing.files:
            if file.article_id not in excluded:
                _compare(changes, stored, file)
    return changes


def _compare(changes: Changes, stored: _Stored, file: SourceFile) -> None:
    """Decide by size and time whether a file is to be looked at; what it holds stays until then."""
    mine = tuple(stored.by_file.get(file.article_id, ()))
    seen = stored.files.get(file.article_id)
    changes.kept.update((each, stored.place(each)) for each in mine)
    if seen is not None:
        stamp = FileStamp(seen.size, seen.mtime_ns, seen.sha256)
    elif mine:
        stamp = stored.stamp(mine[0])
    else:
        changes.unread.append(Unread(file, (), None, None))
        return
    if seen is not None and seen.read_as != _read_as(file.source):
        changes.unread.append(Unread(file, mine, None, seen))
    elif (file.size, file.mtime_ns) != (stamp.size, stamp.mtime_ns):
        changes.unread.append(Unread(file, mine, stamp.sha256, seen))
    elif seen is not None:
        changes.files[file.article_id] = seen
        changes.skipped.extend(_skips(file, seen.skipped))


def read_changes(
    changes: Changes,
    last: Snapshot | None,
    progress: OnProgress,
    *,
    index_dir: Path,
    excluded: frozenset[str] = frozenset(),
    allow_removals: bool = False,
) -> None:
    """Read the files that may be new or changed, and settle what happens to each article.

    Args:
        changes: What `find_changes` found; brought up to date.
        last, index_dir, excluded, allow_removals: As for `find_changes`.
        progress: Called before each file.

    Raises:
        SourceError: A source would lose too much of what its files held.
    """
    stored = _Stored(last)
    wanted = [Wanted(u.file.path, u.known, dict(u.file.source.fields)) for u in changes.unread]
    taken: set[str] = set()
    for done, outcome in enumerate(pool.read_all(wanted, scratch=index_dir)):
        progress(Progress("reading", done, len(wanted)))
        _settle(changes, stored, changes.unread[done], outcome, excluded, taken)
    if last:
        changes.moved = _count_moved(changes, last)
    if not allow_removals:
        _guard_records(changes, stored)


def _settle(
    changes: Changes,
    stored: _Stored,
    unread: Unread,
    outcome: Outcome,
    excluded: frozenset[str],
    taken: set[str],
) -> None:
    """Decide what happens to the articles of one file, now that it was read."""
    file = unread.file
    if outcome.given_up and unread.mine:
        outcome = replace(outcome, failed=outcome.given_up)
    if outcome.failed or (outcome.unchanged and outcome.stamp):
        _stay(changes, unread, outcome)
        return
    skipped: list[tuple[str, str]] = []
    kept: set[str] = set()
    simple = len(outcome.records) == 1
    for record in outcome.records:
        simple = simple and not record.name
        try:
            item = _read_article(file, record, outcome)
        except UnreadableError as error:
            skipped.append((record.name, str(error)))
            continue
        article_id = item.article.id
        if article_id in excluded:
            continue
        if article_id in taken or (article_id in changes.kept and article_id not in unread.mine):
            skipped.append((record.name, f"another article has its id, {article_id}"))
            continue
        taken.add(article_id)
        if article_id in unread.mine and stored.stamp(article_id) == item.stamp:
            kept.add(article_id)
        else:
            changes.read.add(item)
    for article_id in unread.mine:
        if article_id not in kept:
            changes.gone[article_id] = changes.kept.pop(article_id)
    changes.skipped.extend(_skips(file, skipped))
    # How an export's fields are named may change; a plain file's stamp says all.
    if outcome.stamp and (skipped or not simple or file.path.suffix.lower() == ".json"):
        changes.files[file.article_id] = SeenFile(
            *outcome.stamp, read_as=_read_as(file.source), skipped=tuple(skipped)
        )


def _stay(changes: Changes, unread: Unread, outcome: Outcome) -> None:
    """Keep what the index has of a file: it has the same bytes, or could not be read."""
    seen = unread.seen
    if outcome.failed:
        stays = "; the indexed version stays" if unread.mine else ""
        reason = f"cannot be read ({outcome.failed}){stays}"
        changes.skipped.append(Skipped(sources.shown(unread.file.path), reason))
    elif seen is not None and outcome.stamp:
        seen = replace(seen, size=outcome.stamp[0], mtime_ns=outcome.stamp[1])
        changes.skipped.extend(_skips(unread.file, seen.skipped))
    if seen is not None:
        changes.files[unread.file.article_id] = seen


def _read_article(file: SourceFile, record: Record, outcome: Outcome) -> ReadArticle:
    """Make an article of a record.

    Raises:
        UnreadableError: There is none, for the reason that the reader gave or another.
    """
    if record.content is None:
        raise UnreadableError(record.reason)
    article = formats.article(
        record.content,
        article_id=f"{file.article_id}#{record.name}" if record.name else file.article_id,
        source=file.source.name,
        path=sources.shown(file.path),
        name=f"{file.article_id}/{record.name}".partition("/")[2],
    )
    size, mtime_ns, sha256 = outcome.stamp or (0, 0, "")
    if record.name:
        fields = json.dumps(asdict(record.content), sort_keys=True)
        digest = hashlib.sha256(fields.encode("ascii")).hexdigest()
        return ReadArticle(_with_language(article), FileStamp(0, 0, digest, record.name))
    return ReadArticle(_with_language(article), FileStamp(size, mtime_ns, sha256))


def leave_out(changes: Changes, item: ReadArticle, reason: str) -> None:
    """List an article as skipped after all, and remember that, as for what could not be read."""
    stored = StoredArticle(item.article, item.stamp)
    record = item.stamp.record
    path = f"{item.article.path}#{record}" if record else item.article.path
    changes.skipped.append(Skipped(path, reason))
    changes.left_out.add(item.article.id)
    seen = changes.files.get(stored.file)
    if seen is None:
        source = source_of(item.article.id)
        if source not in changes.read_as:
            return
        stamp = item.stamp
        seen = SeenFile(stamp.size, stamp.mtime_ns, stamp.sha256, changes.read_as[source])
    changes.files[stored.file] = replace(seen, skipped=(*seen.skipped, (record, reason)))


def _skips(file: SourceFile, skipped: Sequence[tuple[str, str]]) -> Iterator[Skipped]:
    """Yield what was left out of a file, records with the same reason together."""
    shown = sources.shown(file.path)
    names: dict[str, list[str]] = {}
    for name, reason in skipped:
        names.setdefault(reason, []).append(name)
    for reason, alike in names.items():
        more = f" (and {len(alike) - 1:,} more like it)" if len(alike) > 1 else ""
        yield Skipped(f"{shown}#{alike[0]}" if alike[0] else shown, reason + more)


def _read_as(source: Source) -> str:
    """Return what a file that is not simply one article was read with."""
    return json.dumps([formats.READING_VERSION, *source.fields])


def check_ids(given: Iterable[Article]) -> None:
    """Raise ValueError where two articles have the same id."""
    seen: set[str] = set()
    for article in given:
        if article.id in seen:
            raise ValueError(f"two articles have the id {article.id!r}")
        seen.add(article.id)


def from_articles(given: Iterable[Article], last: Snapshot | None, *, index_dir: Path) -> Changes:
    """Return the changes that take in articles at hand, each with an id of its own; others stay.

    Raises:
        ValueError: One belongs to a source that builds read.
    """
    changes = Changes(Incoming(index_dir))
    stored = _Stored(last)
    changes.kept.update((each, stored.place(each)) for each in stored.articles)
    changes.files.update(stored.files)
    read_by_builds = {source.name for source in last.manifest.sources} if last else set()
    for article in sorted(given, key=lambda each: each.id):
        if source_of(article.id) in read_by_builds:
            raise ValueError(
                f"the id {article.id!r} begins with the name of a source of this index, whose"
                " articles are read from its files; choose another id"
            )
        digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
        item = ReadArticle(_with_language(article), FileStamp(0, 0, digest))
        if article.id in stored.articles:
            segment, number = stored.place(article.id)
            had = last.segments[segment].stored_article(number) if last else None
            if had == StoredArticle(replace(item.article, text=""), item.stamp):
                continue
            changes.gone[article.id] = changes.kept.pop(article.id)
        changes.read.add(item)
    return changes


def _with_language(article: Article) -> Article:
    """Settle the language of an article: the code that it gives, if it is one; else find out."""
    code = languages.known(article.language) or languages.detect(article.text)
    return replace(article, language=code)


def source_of(article_id: str) -> str:
    """Return the name of the source that an article belongs to."""
    return article_id.split("/", 1)[0]


def _count_moved(changes: Changes, last: Snapshot) -> int:
    """Count the articles read that have the bytes of one that is gone, each of those once."""
    ids = {entry.id for entry in changes.read.entries}
    left: dict[str, int] = {}
    for article_id, (segment, number) in changes.gone.items():
        if article_id not in ids:
            digest = last.segments[segment].stored_article(number).stamp.sha256
            left[digest] = left.get(digest, 0) + 1
    moved = 0
    for entry in changes.read.entries:
        if entry.id not in changes.gone and left.get(entry.sha256, 0):
            left[entry.sha256] -= 1
            moved += 1
    return moved


def _guard(source: Source, had: int, gone: int, is_empty: bool) -> None:
    """Refuse to remove what an unmounted or half-copied source would remove."""
    too_much = had >= GUARDED_ARTICLES and gone > had * GUARDED_SHARE
    if gone and (is_empty or too_much):
        raise SourceError(
            f"{gone} of the {had} articles of the source {source.name!r} are no longer in"
            f" {source.path}; nothing was changed. If they are meant to go, repeat the build with"
            " --allow-removals"
        )


def _guard_records(changes: Changes, stored: _Stored) -> None:
    """Refuse to remove most of a source because its files cannot be read any more."""
    read = {entry.id for entry in changes.read.entries}
    for source in {
        unread.file.source.name: unread.file.source for unread in changes.unread
    }.values():
        mine = stored.by_source.get(source.name, set())
        gone = {each for each in mine if each in changes.gone and each not in read}
        _guard(source, len(mine), len(gone), is_empty=False)


def has_changed(last: Snapshot, chosen: Sequence[Source], *, index_dir: Path) -> bool | None:
    """Tell by sizes and times whether files changed since the last generation; None: cannot tell.

    A file that was touched but has the same bytes does not count as changed.
    """
    excluded = frozenset(last.manifest.removed)
    try:
        found = find_changes(
            last, chosen, index_dir=index_dir, excluded=excluded, allow_removals=True
        )
    except (SourceError, OSError):
        return None
    return bool(found.gone or any(not _has_bytes(unread) for unread in found.unread))


def _has_bytes(unread: Unread) -> bool:
    """Tell whether a file that looks changed has the very bytes that the index knows."""
    try:
        return unread.known is not None and generations.sha256_of(unread.file.path) == unread.known
    except OSError:
        return False
