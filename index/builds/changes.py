"""Changes: which articles were added, changed, moved or removed since the last generation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.builds import sources
from index.builds.inventory import Inventory, Location, Stored, source_of
from index.builds.sources import SourceFile
from index.builds.staging import Incoming, ReadArticle, Staged
from index.builds.survey import Survey, Unread, guard, read_as, skips, survey
from index.errors import UnreadableError
from index.generations.manifest import SeenFile, Source
from index.generations.snapshot import Snapshot
from index.readers import articles, pool
from index.readers.content import Record
from index.readers.pool import Outcome, ReadRequest
from index.segments.records import FileStamp, StoredArticle
from index.text import languages
from index.text.paragraphs import text_of
from index.types import Article, Progress, Skipped

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
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
        left_out: Ids among `read` that had to be skipped after all.
        renewed: Ids among `read` that are among `kept`, too: their words are found anew in the
            texts that are stored.
    """

    read: Incoming
    kept: Mapping[str, Location]
    gone: Mapping[str, Location]
    moved: int
    skipped: tuple[Skipped, ...]
    ignored: int
    files: Mapping[str, SeenFile]
    left_out: frozenset[str] = frozenset()
    renewed: frozenset[str] = frozenset()

    @property
    def replaced(self) -> Mapping[str, Location]:
        """Stored articles that do not stay where they are stored."""
        return self.gone if not self.renewed else {**self.kept, **self.gone}

    def as_seen_by(self, last: Stored) -> bool:
        """Tell whether all that is to be remembered of files is what the last generation knows."""

        def known(files: Mapping[str, SeenFile]) -> dict[str, SeenFile]:
            return {name: replace(seen, mtime_ns=0) for name, seen in files.items()}

        return known(self.files) == known(last.files)

    def counts(self) -> dict[str, int]:
        """Count articles by what happens to them, under the names of a `BuildReport`."""
        ids = {entry.id for entry in self.read.entries} - self.left_out - self.renewed
        changed = len(ids & self.gone.keys())
        return {
            "added": len(ids) - changed - self.moved,
            "changed": changed,
            "moved": self.moved,
            "removed": len(self.gone) - changed - self.moved,
            "unchanged": len(self.kept.keys() - self.left_out),
        }

    def renewing(self, last: Snapshot) -> Changes:
        """Return the changes with all that is kept among what was read, from its stored text.

        Raises:
            StorageError: There is no room for the texts that wait.
        """
        for position, segment in enumerate(last.segments):
            for number, stored in last.articles_in(position):
                if stored.article.id in self.kept:
                    article = replace(stored.article, text=segment.text(number))
                    self.read.add(ReadArticle(article, stored.stamp))
        return replace(self, renewed=frozenset(self.kept))

    def leaving_out(self, items: Iterable[tuple[Staged, str]], every: Sequence[Source]) -> Changes:
        """Return the changes without articles that were read, which are remembered as skipped.

        Args:
            items: Articles, each with the reason why it is left out.
            every: The sources that builds read.
        """
        read_by = {source.name: read_as(source) for source in every}
        skipped, files, left_out = list(self.skipped), dict(self.files), set(self.left_out)
        for item, reason in items:
            record, path = item.stamp.record, item.article.path
            skipped.append(Skipped(f"{path}#{record}" if record else path, reason))
            left_out.add(item.article.id)
            file, source = StoredArticle(item.article, item.stamp).file, source_of(item.article.id)
            seen = files.get(file)
            if seen is None and source in read_by:
                stamp = item.stamp
                seen = SeenFile(stamp.size, stamp.mtime_ns, stamp.sha256, read_by[source])
            if seen is not None:
                files[file] = replace(seen, skipped=(*seen.skipped, (record, reason)))
        return replace(self, skipped=tuple(skipped), files=files, left_out=frozenset(left_out))


def find_changes(
    last: Stored | None,
    chosen: Sequence[Source],
    progress: OnProgress,
    *,
    index_dir: Path,
    excluded: frozenset[str] = frozenset(),
    allow_removals: bool = False,
    only: Callable[[str], bool] | None = None,
) -> Changes:
    """Compare the chosen sources with the last generation, and read what may be new or changed.

    Args:
        last: The last generation, or None to take in everything.
        chosen: The sources to bring up to date; articles of others are kept.
        progress: Called before each file that is read.
        index_dir: Where texts will wait; never entered, should it lie in a source.
        excluded: Ids of articles that were removed by hand: not taken in again.
        allow_removals: Do not mind that much is gone.
        only: Whether a file, by its id, is looked at; None: all are.

    Raises:
        SourceError: A source cannot be listed, or would lose too much.
    """
    inventory = Inventory(last)
    surveyed = survey(
        inventory,
        chosen,
        index_dir=index_dir,
        excluded=excluded,
        allow_removals=allow_removals,
        only=only,
    )
    reading = _Reading(inventory, surveyed, Incoming(index_dir), excluded)
    try:
        wanted = [
            ReadRequest(u.file.path, u.known, dict(u.file.source.fields), u.file.source.ocr)
            for u in surveyed.unread
        ]
        for done, outcome in enumerate(pool.read_all(wanted, scratch=index_dir)):
            progress(Progress("reading", done, len(wanted)))
            reading.settle(surveyed.unread[done], outcome)
        if not allow_removals:
            _guard_records(reading)
    except BaseException:
        reading.read.close()
        raise
    return Changes(
        read=reading.read,
        kept=reading.kept,
        gone=reading.gone,
        moved=_count_moved(reading),
        skipped=tuple(reading.skipped),
        ignored=surveyed.ignored,
        files=reading.files,
    )


def from_articles(given: Iterable[Article], last: Stored | None, *, index_dir: Path) -> Changes:
    """Return the changes that take in articles at hand, each with an id of its own; others stay.

    Raises:
        ValueError: One belongs to a source that builds read.
    """
    inventory = Inventory(last)
    read = Incoming(index_dir)
    kept = {each: known.place for each, known in inventory.articles.items()}
    gone: dict[str, Location] = {}
    read_by_builds = {source.name for source in last.manifest.sources} if last else set()
    for article in sorted(given, key=lambda each: each.id):
        if source_of(article.id) in read_by_builds:
            raise ValueError(
                f"the id {article.id!r} begins with the name of a source of this index, whose"
                " articles are read from its files; choose another id"
            )
        digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
        item = ReadArticle(_with_language(_told(article)), FileStamp(0, 0, digest))
        if article.id in inventory.articles:
            segment, number = inventory.place(article.id)
            had = last.stored_at(segment, number)[0] if last else None
            if had and replace(had, article=replace(had.article, added=None, added_in=None)) == (
                StoredArticle(replace(item.article, text=""), item.stamp)
            ):
                continue
            gone[article.id] = kept.pop(article.id)
        read.add(item)
    return Changes(read, kept, gone, 0, (), 0, inventory.files)


def check_ids(given: Iterable[Article]) -> None:
    """Raise ValueError where two articles have the same id."""
    seen: set[str] = set()
    for article in given:
        if article.id in seen:
            raise ValueError(f"two articles have the id {article.id!r}")
        seen.add(article.id)


@dataclass(slots=True)
class _Reading:
    """What is known so far while files are read, one after the other; see `Changes`."""

    inventory: Inventory
    surveyed: Survey
    read: Incoming
    excluded: frozenset[str]
    kept: dict[str, Location] = field(init=False)
    gone: dict[str, Location] = field(init=False)
    skipped: list[Skipped] = field(init=False)
    files: dict[str, SeenFile] = field(init=False)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.kept, self.gone = dict(self.surveyed.kept), dict(self.surveyed.gone)
        self.skipped, self.files = list(self.surveyed.skipped), dict(self.surveyed.files)

    def settle(self, unread: Unread, outcome: Outcome) -> None:
        """Decide what happens to the articles of one file, now that it was read."""
        file = unread.file
        if outcome.given_up and unread.mine:
            outcome = replace(outcome, failed=outcome.given_up)
        if outcome.failed or (outcome.unchanged and outcome.stamp):
            self._stay(unread, outcome)
            return
        skipped: list[tuple[str, str]] = []
        kept: set[str] = set()
        simple = len(outcome.records) == 1
        otherwise = unread.seen is not None and unread.seen.read_as != read_as(file.source)
        for record in outcome.records:
            simple = simple and not record.name and not _is_recognised(record)
            try:
                item = _read_article(file, record, outcome)
            except UnreadableError as error:
                skipped.append((record.name, str(error)))
                continue
            article_id = item.article.id
            if article_id in self.excluded:
                continue
            if article_id in self.taken or (
                article_id in self.kept and article_id not in unread.mine
            ):
                skipped.append((record.name, f"another article has its id, {article_id}"))
                continue
            self.taken.add(article_id)
            same = article_id in unread.mine and self.inventory.stamp(article_id) == item.stamp
            # The same bytes may say something else where they are read in another way.
            if same and (record.name or not otherwise):
                kept.add(article_id)
            else:
                self.read.add(item)
        for article_id in unread.mine:
            if article_id not in kept:
                self.gone[article_id] = self.kept.pop(article_id)
        self.skipped.extend(skips(file, skipped))
        # How an export's fields are named may change; a plain file's stamp says all.
        if outcome.stamp and (skipped or not simple or file.path.suffix.lower() == ".json"):
            self.files[file.article_id] = SeenFile(
                *outcome.stamp, read_as=read_as(file.source), skipped=tuple(skipped)
            )

    def _stay(self, unread: Unread, outcome: Outcome) -> None:
        """Keep what the index has of a file: it has the same bytes, or could not be read."""
        seen = unread.seen
        if outcome.failed:
            stays = "; the indexed version stays" if unread.mine else ""
            reason = f"cannot be read ({outcome.failed}){stays}"
            self.skipped.append(Skipped(sources.shown(unread.file.path), reason))
        elif seen is not None and outcome.stamp:
            seen = replace(seen, size=outcome.stamp[0], mtime_ns=outcome.stamp[1])
            self.skipped.extend(skips(unread.file, seen.skipped))
        if seen is not None:
            self.files[unread.file.article_id] = seen


def _read_article(file: SourceFile, record: Record, outcome: Outcome) -> ReadArticle:
    """Make an article of a record.

    Raises:
        UnreadableError: There is none, for the reason that the reader gave or another.
    """
    if record.content is None:
        raise UnreadableError(record.reason)
    article = articles.article(
        record.content,
        article_id=f"{file.article_id}#{record.name}" if record.name else file.article_id,
        source=file.source.name,
        path=sources.shown(file.path),
        name=f"{file.article_id}/{record.name}".partition("/")[2],
    )
    size, mtime_ns, sha256 = outcome.stamp or (0, 0, "")
    if record.name:
        stamp = FileStamp(0, 0, record.digest, record.name)
    else:
        stamp = FileStamp(size, mtime_ns, sha256)
    return ReadArticle(_with_language(article), stamp)


def _is_recognised(record: Record) -> bool:
    """Tell whether an article would be another one without `ocr`, or in another language."""
    return record.content is not None and bool(record.content.recognised)


def _told(article: Article) -> Article:
    """Return an article at hand with the text that it is found by."""
    article = replace(article, added=None, added_in=None)
    text = text_of(article.title, article.text)
    return article if text == article.text else replace(article, text=text, pages=(), recognised=())


def _with_language(article: Article) -> Article:
    """Settle the language of an article: the code that it gives, if it is one; else find out."""
    code = languages.known(article.language) or languages.detect(article.text)
    return replace(article, language=code)


def _count_moved(reading: _Reading) -> int:
    """Count the articles read that have the bytes of one that is gone, each of those once."""
    ids = {entry.id for entry in reading.read.entries}
    left: dict[str, int] = {}
    for article_id in reading.gone:
        if article_id not in ids:
            digest = reading.inventory.stamp(article_id).sha256
            left[digest] = left.get(digest, 0) + 1
    moved = 0
    for entry in reading.read.entries:
        if entry.id not in reading.gone and left.get(entry.sha256, 0):
            left[entry.sha256] -= 1
            moved += 1
    return moved


def _guard_records(reading: _Reading) -> None:
    """Refuse to remove most of a source because its files cannot be read any more."""
    read = {entry.id for entry in reading.read.entries}
    for source in {u.file.source.name: u.file.source for u in reading.surveyed.unread}.values():
        mine = reading.inventory.by_source.get(source.name, set())
        gone = {each for each in mine if each in reading.gone and each not in read}
        guard(source, len(mine), len(gone), is_empty=False)
