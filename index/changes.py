"""Which articles were added, changed, moved or removed since the last generation?

Size and modification time are looked at first; where they differ, the SHA-256 of the bytes
decides. Must not import anything of the project but modules above it in the layout.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index import articles, language, sources
from index.errors import SourceError, UnreadableError
from index.model import Article, Progress, Skipped
from index.reader import Snapshot
from index.segment import FileStamp
from index.snapshot import Source
from index.sources import SourceFile

GUARDED_ARTICLES = 10
GUARDED_SHARE = 0.5
"""A build that would remove more than this share of a source of so many articles is refused."""

MTIME_PRECISION_NS = 2_000_000_000
"""A file touched this shortly before it was read may change again without a newer time."""

OnProgress = Callable[[Progress], None]
Place = tuple[int, int]
"""A stored article: the number of its segment in the snapshot, and its number in the segment."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article, and the file it was read from."""

    article: Article
    stamp: FileStamp


@dataclass(slots=True)
class Changes:
    """What has to happen to the index. Article ids lead to their places in the last generation.

    Attributes:
        kept: Articles that stay as they are stored.
        gone: Stored articles that go: removed, or replaced by one in `read`.
        read: New and changed articles, in order of id.
        moved: How many of `read` have the bytes of one that is gone.
        skipped: Files left out, each with its reason.
        unread: Files to look at, and the SHA-256 that the index knows of them.
    """

    kept: dict[str, Place] = field(default_factory=dict)
    gone: dict[str, Place] = field(default_factory=dict)
    read: list[ReadArticle] = field(default_factory=list)
    moved: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    unread: list[tuple[SourceFile, str | None]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Count articles by what happens to them, under the names of a `BuildReport`."""
        ids = {item.article.id for item in self.read}
        changed = len(ids & self.gone.keys())
        return {
            "added": len(ids) - changed - self.moved,
            "changed": changed,
            "moved": self.moved,
            "removed": len(self.gone) - changed - self.moved,
            "unchanged": len(self.kept),
        }


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
        index_dir: Never entered, should it lie in a source.
        excluded: Ids of articles that were removed by hand: not taken in again.
        allow_removals: Do not mind that much is gone.

    Raises:
        SourceError: A source cannot be listed, or would lose too much.
    """
    changes = Changes()
    stored = last.stored_articles() if last else {}
    of_source: dict[str, set[str]] = {}
    for article_id in stored:
        of_source.setdefault(source_of(article_id), set()).add(article_id)
    names = {source.name for source in chosen}
    for name in of_source.keys() - names:
        changes.kept.update((article_id, stored[article_id][:2]) for article_id in of_source[name])
    for source in chosen:
        listing = sources.list_files(source, leave_out=index_dir.resolve())
        changes.skipped.extend(listing.skipped)
        mine = of_source.get(source.name, set())
        gone = mine - {file.article_id for file in listing.files}
        if not allow_removals:
            _guard(source, len(mine), len(gone), not listing.files)
        changes.gone.update((article_id, stored[article_id][:2]) for article_id in gone)
        for file in listing.files:
            if file.article_id in excluded:
                continue
            if file.article_id not in stored:
                changes.unread.append((file, None))
                continue
            segment, number, entry = stored[file.article_id]
            changes.kept[file.article_id] = (segment, number)
            if (file.size, file.mtime_ns) != (entry.stamp.size, entry.stamp.mtime_ns):
                changes.unread.append((file, entry.stamp.sha256))
    return changes


def read_changes(changes: Changes, last: Snapshot | None, progress: OnProgress) -> None:
    """Read the files that may be new or changed, and settle what happens to each article."""
    for done, (file, known) in enumerate(changes.unread):
        progress(Progress("reading", done, len(changes.unread)))
        try:
            data, stamp = _read_file(file)
        except OSError as error:
            stays = "; the indexed version stays" if known else ""
            reason = f"cannot be read ({error.strerror or error}){stays}"
            changes.skipped.append(Skipped(sources.shown(file.path), reason))
            continue
        if stamp.sha256 == known:
            continue
        if known:
            changes.gone[file.article_id] = changes.kept.pop(file.article_id)
        shown = sources.shown(file.path)
        try:
            article = articles.read(
                data, article_id=file.article_id, source=source_of(file.article_id), path=shown
            )
        except UnreadableError as error:
            changes.skipped.append(Skipped(shown, str(error)))
            continue
        changes.read.append(ReadArticle(_with_language(article), stamp))
    changes.read.sort(key=lambda item: item.article.id)
    if last:
        changes.moved = _count_moved(changes, last)


def from_articles(given: Iterable[Article]) -> Changes:
    """Return the changes that take in articles at hand.

    Raises:
        ValueError: Two of them have the same id.
    """
    by_id: dict[str, ReadArticle] = {}
    for article in given:
        if article.id in by_id:
            raise ValueError(f"two articles have the id {article.id!r}")
        digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
        by_id[article.id] = ReadArticle(_with_language(article), FileStamp(0, 0, digest))
    return Changes(read=[by_id[article_id] for article_id in sorted(by_id)])


def _with_language(article: Article) -> Article:
    """Find out the language of an article that does not say it."""
    if article.language:
        return article
    return replace(article, language=language.detect(article.text))


def source_of(article_id: str) -> str:
    """Return the name of the source that an article belongs to."""
    return article_id.split("/", 1)[0]


def _count_moved(changes: Changes, last: Snapshot) -> int:
    """Count the articles read that have the bytes of one that is gone, each of those once."""
    ids = {item.article.id for item in changes.read}
    left: dict[str, int] = {}
    for article_id, (segment, number) in changes.gone.items():
        if article_id not in ids:
            digest = last.segments[segment].stored_article(number).stamp.sha256
            left[digest] = left.get(digest, 0) + 1
    moved = 0
    for item in changes.read:
        if item.article.id not in changes.gone and left.get(item.stamp.sha256, 0):
            left[item.stamp.sha256] -= 1
            moved += 1
    return moved


def _read_file(file: SourceFile) -> tuple[bytes, FileStamp]:
    """Read a file; its time counts only if it cannot have changed since unnoticed.

    Raises:
        OSError: It cannot be read, or somebody is writing it.
    """
    before = file.path.stat()
    data = file.path.read_bytes()
    after = file.path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OSError("it changed while it was read; the next build takes it in")
    settled = time.time_ns() - after.st_mtime_ns > MTIME_PRECISION_NS
    mtime_ns = after.st_mtime_ns if settled else 0
    return data, FileStamp(len(data), mtime_ns, hashlib.sha256(data).hexdigest())


def _guard(source: Source, had: int, gone: int, is_empty: bool) -> None:
    """Refuse to remove what an unmounted or half-copied source would remove."""
    too_much = had >= GUARDED_ARTICLES and gone > had * GUARDED_SHARE
    if gone and (is_empty or too_much):
        raise SourceError(
            f"{gone} of the {had} articles of the source {source.name!r} are no longer in"
            f" {source.path}; nothing was changed. If they are meant to go, repeat the build with"
            " --allow-removals"
        )


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
    return bool(found.gone or any(not _has_bytes(file, known) for file, known in found.unread))


def _has_bytes(file: SourceFile, known: str | None) -> bool:
    """Tell whether a file that looks changed has the very bytes that the index knows."""
    try:
        return known is not None and hashlib.sha256(file.path.read_bytes()).hexdigest() == known
    except OSError:
        return False
