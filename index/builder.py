"""In what order does an index come about? The only place that knows.

    list the sources' files -> decide which are new, changed, moved or gone -> read them into
    articles -> split into paragraphs -> encode what was never encoded before -> write a segment
    -> validate -> publish -> clean up

Nothing that is published changes until the very last step. Must not import anything of `search`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import analysis, articles, language, paragraphs, snapshot, sources
from index.embedding import DEFAULT_MODEL, TorchEncoder, encoder_digest, write_unexported
from index.encoder import TextEncoder, open_encoder, read_description
from index.errors import (
    EmptyBuildError,
    IndexMissingError,
    IndexUnusableError,
    SettingsError,
    SourceError,
    UnreadableError,
)
from index.model import Article, BuildReport, Paragraph, Precision, Progress, Skipped, Span
from index.reader import Snapshot, open_snapshot
from index.segment import KEY_BYTES, FileStamp, SegmentWriter, validate
from index.snapshot import Manifest, SegmentEntry, Settings, Source
from index.sources import SourceFile

SMALL_UPDATE = 1000
"""Up to so many paragraphs the index's own encoder is faster than importing torch is."""

SEGMENT_PARAGRAPHS = 50_000
"""A segment is closed at this size, which bounds the memory of a build (about 1 GB)."""

ENCODE_CHUNK = 1024
"""Paragraphs handed to the encoder at once: enough to sort by length, small enough to report."""

EXPORT_SAMPLES = 24
"""Paragraphs of the articles that an exported model is compared on."""

GUARDED_ARTICLES = 10
GUARDED_SHARE = 0.5
"""A build that would remove more than this share of a source of so many articles is refused."""

MTIME_PRECISION_NS = 2_000_000_000
"""A file touched this shortly before it was read may change again without a newer time."""

OnProgress = Callable[[Progress], None]


def build(
    paths: Sequence[str | os.PathLike[str]] = (),
    *,
    index_dir: str | os.PathLike[str],
    model: str | None = None,
    precision: Precision | None = None,
    full: bool = False,
    export: bool = True,
    allow_removals: bool = False,
    progress: OnProgress | None = None,
) -> BuildReport:
    """Build an index, or bring it up to date.

    Args:
        paths: Folders and files to add as sources, or to bring up to date if the index has them.
            None: all sources of the index.
        index_dir: Where the index is or will be.
        model: Name or path of a sentence-transformers model; the index's own, or all-MiniLM-L6-v2
            for a new one.
        precision: "fast" (the default for a new index): bfloat16 where the processor has it;
            "exact": float32 everywhere.
        full: Rebuild everything from the sources, with these settings.
        export: False to index with a model that cannot be exported; queries then load torch.
        allow_removals: Accept that a source is empty now, or lost more than half of its articles.
        progress: Called with every step.

    Returns:
        What was done.

    Raises:
        SourceError: A path is missing, cannot be read, or would remove too much.
        EmptyBuildError: There is nothing to index.
        ModelError: The model cannot be loaded or exported.
        SettingsError: The index was built with other settings, and not `full`.
        IndexBusyError: Another process is building this index.
        StorageError: The index cannot be written; what was published is untouched.
        IndexFormatError, IndexDamagedError: There is an index that cannot be read, and not `full`.
    """
    started = time.monotonic()
    folder = Path(index_dir)
    known = _known_sources(folder, may_be_unusable=full and bool(paths), may_miss=bool(paths))
    chosen = sources.resolve(paths, known) if paths else known
    with snapshot.writing(folder), snapshot.storage_errors(folder):
        run = _Run(folder, progress or (lambda step: None))
        return run.build(chosen, model, precision, full, export, allow_removals, started)


def build_articles(
    articles: Iterable[Article],
    *,
    index_dir: str | os.PathLike[str],
    model: str | None = None,
    precision: Precision | None = None,
    export: bool = True,
    progress: OnProgress | None = None,
) -> BuildReport:
    """Build an index from articles at hand, in place of all that is in `index_dir`.

    Args:
        articles: Each with an id of its own.
        index_dir, model, precision, export, progress: As for `build`.

    Returns:
        What was done. The index has no sources, so `build` cannot bring it up to date.

    Raises:
        ValueError: Two articles have the same id.
        EmptyBuildError, ModelError, IndexBusyError, StorageError: As for `build`.
    """
    started = time.monotonic()
    folder = Path(index_dir)
    read = [_Read(article, _stamp_of(article)) for article in articles]
    read.sort(key=lambda item: item.article.id)
    for one, other in pairwise(read):
        if one.article.id == other.article.id:
            raise ValueError(f"two articles have the id {one.article.id!r}")
    with snapshot.writing(folder), snapshot.storage_errors(folder):
        run = _Run(folder, progress or (lambda step: None))
        return run.build_articles(read, model, precision, export, started)


@dataclass(slots=True)
class _Plan:
    """What has to happen to the index.

    `kept` and `removed` map article ids to (segment, number). `unread` are files to look at, and
    what the index knows of them.
    """

    kept: dict[str, tuple[int, int]] = field(default_factory=dict)
    removed: dict[str, tuple[int, int]] = field(default_factory=dict)
    unread: list[tuple[SourceFile, str | None]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that became an article."""

    article: Article
    stamp: FileStamp


class _Run:
    """One build of one index, while it holds the lock."""

    def __init__(self, folder: Path, progress: OnProgress) -> None:
        self.folder = folder
        self.progress = progress
        self.warnings: list[str] = []
        self.encoded = 0
        self._encoder: TextEncoder | None = None
        self._encoded_as = "float32"

    def build(
        self,
        chosen: Sequence[Source],
        model: str | None,
        precision: Precision | None,
        full: bool,
        export: bool,
        allow_removals: bool,
        started: float,
    ) -> BuildReport:
        """Run all steps; see `build`."""
        last = self._open_last(full)
        generation = self._number_of_last()
        if last:
            snapshot.clean(self.folder)
        old = None if full else last
        known = last.manifest.sources if last else ()
        all_sources = (*known, *(source for source in chosen if source not in known))
        if full:
            chosen = all_sources
        settings = self._settings(last, model, precision, full)
        plan = self._plan(old, chosen, known, allow_removals or (full and last is None))
        read, moved = self._read(plan, old)
        if not read and not plan.kept:
            raise EmptyBuildError(_nothing_found(chosen, plan.skipped))
        counts = _counts(plan, read, moved)
        changed_index = bool(read or plan.removed or full or all_sources != known)
        if old is not None and not changed_index:
            return self._report(old.manifest, False, counts, plan, started)
        manifest, dead = self._write(
            read, plan, old, replace(settings), generation + 1, all_sources, export
        )
        self.progress(Progress("publishing", 0, None))
        snapshot.publish(self.folder, manifest, dead)
        snapshot.clean(self.folder)
        return self._report(manifest, True, counts, plan, started)

    def build_articles(
        self,
        read: list[_Read],
        model: str | None,
        precision: Precision | None,
        export: bool,
        started: float,
    ) -> BuildReport:
        """Run all steps but those about sources; see `build_articles`."""
        if not read:
            raise EmptyBuildError("there are no articles to index; give at least one")
        plan = _Plan()
        settings = self._settings(None, model, precision, full=True)
        generation = self._number_of_last() + 1
        manifest, dead = self._write(read, plan, None, settings, generation, (), export)
        self.progress(Progress("publishing", 0, None))
        snapshot.publish(self.folder, manifest, dead)
        snapshot.clean(self.folder)
        return self._report(manifest, True, _counts(plan, read, 0), plan, started)

    def _open_last(self, full: bool) -> Snapshot | None:
        try:
            return open_snapshot(self.folder)
        except IndexMissingError:
            return None
        except IndexUnusableError:
            if full:
                return None
            raise

    def _number_of_last(self) -> int:
        try:
            return snapshot.current_generation(self.folder)
        except IndexUnusableError:
            folder = self.folder / snapshot.GENERATIONS
            names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
            return max((int(name[:6]) for name in names if name[:6].isdigit()), default=0)

    def _settings(
        self, last: Snapshot | None, model: str | None, precision: Precision | None, full: bool
    ) -> Settings:
        """Settle what the index is built with; the encoder's folder is not known yet."""
        current = last.manifest.settings if last else None
        wanted = Settings(
            model=_model_name(model) or (current.model if current else DEFAULT_MODEL),
            encoder=current.encoder if current else "",
            precision=precision or (current.precision if current else "fast"),
            analyzer=analysis.ANALYZER_VERSION,
            splitting=paragraphs.SPLITTING_VERSION,
        )
        if current is None or full:
            return replace(wanted, encoder="")
        for name in ("model", "precision", "analyzer", "splitting"):
            had, has = getattr(current, name), getattr(wanted, name)
            if had != has:
                raise SettingsError(
                    f"the index in {self.folder} was built with {name} {had}, not {has};"
                    " rebuild all of it with `seedsearch build --full`, or choose another --index"
                )
        return wanted

    def _plan(
        self,
        old: Snapshot | None,
        chosen: Sequence[Source],
        known: Sequence[Source],
        allow_removals: bool,
    ) -> _Plan:
        """Compare the sources with the index by size and modification time."""
        plan = _Plan()
        stored = old.stored_articles() if old else {}
        names = {source.name for source in chosen}
        for article_id, (segment, number, entry) in stored.items():
            if entry.article.source not in names:
                plan.kept[article_id] = (segment, number)
        for source in chosen:
            listing = sources.list_files(source, leave_out=self.folder.resolve())
            plan.skipped.extend(listing.skipped)
            present = {file.article_id for file in listing.files}
            mine = {id_: s for id_, s in stored.items() if s[2].article.source == source.name}
            gone = [article_id for article_id in mine if article_id not in present]
            if not allow_removals:
                _guard(source, len(mine), len(gone), not present)
            for article_id in gone:
                plan.removed[article_id] = mine[article_id][:2]
            for file in listing.files:
                entry_of = mine.get(file.article_id)
                if entry_of is None:
                    plan.unread.append((file, None))
                    continue
                segment, number, entry = entry_of
                plan.kept[file.article_id] = (segment, number)
                same = (file.size, file.mtime_ns) == (entry.stamp.size, entry.stamp.mtime_ns)
                if not same:
                    plan.unread.append((file, entry.stamp.sha256))
        return plan

    def _read(self, plan: _Plan, old: Snapshot | None) -> tuple[list[_Read], int]:
        """Read new and changed files, moving what changed from kept to removed.

        Returns:
            The articles in order of id, and how many of them are removed ones that moved.
        """
        read: list[_Read] = []
        for done, (file, known_sha) in enumerate(plan.unread):
            self.progress(Progress("reading", done, len(plan.unread)))
            try:
                data, stamp = _read_file(file)
            except OSError as error:
                kept = "; the indexed version stays" if known_sha else ""
                reason = f"cannot be read ({error.strerror or error}){kept}"
                plan.skipped.append(Skipped(sources.shown(file.path), reason))
                continue
            if stamp.sha256 == known_sha:
                continue
            if known_sha:
                plan.removed[file.article_id] = plan.kept.pop(file.article_id)
            source = file.article_id.split("/", 1)[0]
            shown = sources.shown(file.path)
            try:
                article = articles.read(data, article_id=file.article_id, source=source, path=shown)
            except UnreadableError as error:
                plan.skipped.append(Skipped(shown, str(error)))
                continue
            read.append(_Read(article, stamp))
        read.sort(key=lambda item: item.article.id)
        ids = {item.article.id for item in read}
        gone = {
            old.segments[segment].stored_article(number).stamp.sha256
            for article_id, (segment, number) in plan.removed.items()
            if old and article_id not in ids
        }
        return read, sum(item.stamp.sha256 in gone for item in read)

    def _write(
        self,
        read: list[_Read],
        plan: _Plan,
        old: Snapshot | None,
        settings: Settings,
        generation: int,
        all_sources: tuple[Source, ...],
        export: bool,
    ) -> tuple[Manifest, dict[str, NDArray[np.int64]]]:
        """Write new segments and work out the manifest that makes them live."""
        entries: list[SegmentEntry] = []
        dead: dict[str, NDArray[np.int64]] = {}
        for position, segment in enumerate(old.segments if old else ()):
            gone = [n for s, n in plan.removed.values() if s == position]
            numbers = np.union1d(old.dead[position], np.array(gone, np.int64)) if old else None
            assert numbers is not None
            if len(numbers) == segment.articles:
                continue
            rows = np.diff(segment.first_rows)
            left = segment.rows - int(rows[numbers].sum())
            name = segment.folder.name
            entries.append(SegmentEntry(name, segment.articles - len(numbers), left))
            if len(numbers):
                dead[name] = numbers
        if read:
            read = [_with_language(item) for item in read]
            settings = self._prepare_encoder(settings, read, export)
            self._warn_of_languages(read)
            known = _KnownVectors(old)
            for batch in self._split(read, plan):
                entries.append(self._write_segment(batch, known))
        manifest = Manifest(
            generation=generation,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            settings=settings,
            sources=all_sources,
            segments=tuple(entry for entry in entries if entry.paragraphs),
        )
        if not manifest.paragraphs:
            raise EmptyBuildError(_nothing_found(all_sources, plan.skipped))
        return manifest, {e.name: dead[e.name] for e in manifest.segments if e.name in dead}

    def _prepare_encoder(self, settings: Settings, read: list[_Read], export: bool) -> Settings:
        """Open the index's encoder, or load the model and export it."""
        precision: Precision = "exact" if settings.precision == "exact" else "fast"
        if settings.encoder:
            folder = self.folder / snapshot.ENCODERS / settings.encoder
            characters = sum(len(item.article.text) for item in read)
            unexported = read_description(folder).kind == "none"
            # Some 400 characters make a paragraph; the exact number is not known before splitting.
            if not unexported and characters <= SMALL_UPDATE * 400:
                self._encoder = open_encoder(folder)
                return settings
            self.progress(Progress("loading the model", 0, None))
            encoder = TorchEncoder(settings.model)
            if not unexported:
                self._encoded_as = encoder.use_export(folder, precision=precision)
            self._encoder = encoder
            return settings
        self.progress(Progress("loading the model", 0, None))
        encoder = TorchEncoder(settings.model)
        self.progress(Progress("exporting the model", 0, None))
        name = self._export(encoder, read, export)
        if export:
            folder = self.folder / snapshot.ENCODERS / name
            self._encoded_as = encoder.use_export(folder, precision=precision)
        else:
            self.warnings.append(
                "the model was not exported: every query loads torch, which takes seconds"
            )
        self._encoder = encoder
        return replace(settings, encoder=name)

    def _export(self, encoder: TorchEncoder, read: list[_Read], export: bool) -> str:
        """Write the encoder's folder; its name is the digest of what is in it."""
        parent = self.folder / snapshot.ENCODERS
        parent.mkdir(exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix="new-", dir=parent))
        if export:
            step = max(1, len(read) // EXPORT_SAMPLES)
            samples = [item.article.text[:2000] for item in read[::step][:EXPORT_SAMPLES]]
            encoder.export(scratch, samples)
        else:
            write_unexported(scratch, encoder)
        scratch.chmod(0o755)
        name = encoder_digest(scratch)[:16]
        if (parent / name).exists():
            shutil.rmtree(scratch)
        else:
            scratch.rename(parent / name)
        return name

    def _warn_of_languages(self, read: Sequence[_Read]) -> None:
        """Say which articles are in languages that the model does not know."""
        assert self._encoder is not None
        known = self._encoder.description.languages
        foreign = Counter(item.article.language for item in read)
        others = sorted((foreign.keys() - set(known)) if known else ())
        if others:
            count = sum(foreign[code] for code in others)
            self.warnings.append(
                f"{count:,} of the articles read are in {', '.join(others)}, but the model is made"
                f" for {', '.join(known)}: semantic search will find little in them; keyword search"
                " is not affected. Choose a multilingual model with --model"
            )

    def _split(
        self, read: list[_Read], plan: _Plan
    ) -> Iterator[list[tuple[_Read, tuple[Paragraph, ...]]]]:
        """Yield articles with their paragraphs, at most a segment's worth at a time."""
        assert self._encoder is not None
        limit = self._encoder.description.document_pieces
        batch: list[tuple[_Read, tuple[Paragraph, ...]]] = []
        rows = 0
        for done, item in enumerate(read):
            self.progress(Progress("splitting", done, len(read)))
            found = paragraphs.split(item.article.text, pieces=self._encoder.pieces, limit=limit)
            if not found:
                plan.skipped.append(
                    Skipped(item.article.path, "there is nothing in it that could be found")
                )
                continue
            if batch and rows + len(found) > SEGMENT_PARAGRAPHS:
                yield batch
                batch, rows = [], 0
            batch.append((item, found))
            rows += len(found)
        if batch:
            yield batch

    def _write_segment(
        self, batch: list[tuple[_Read, tuple[Paragraph, ...]]], known: _KnownVectors
    ) -> SegmentEntry:
        """Write, validate and name one segment."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        folder = self.folder / snapshot.SEGMENTS / name
        writer = SegmentWriter(folder)
        texts: list[str] = []
        spans: list[list[Span]] = []
        for done, (item, found) in enumerate(batch):
            self.progress(Progress("indexing words", done, len(batch)))
            writer.add(item.article, item.stamp, found)
            for paragraph in found:
                start = paragraph.start
                texts.append(item.article.text[start : paragraph.end])
                spans.append([(a - start, b - start) for a, b in paragraph.sentences])
        vectors, parts, encoded = self._encode(texts, spans, known.paragraphs)
        self.encoded += encoded
        titles = [item.article.title if item.article.title_given else "" for item, _ in batch]
        no_spans: list[list[Span]] = [[]] * len(titles)
        title_vectors, *_ = self._encode(titles, no_spans, known.titles)
        title_vectors[[not title for title in titles]] = 0
        writer.close(
            vectors=vectors,
            sentence_vectors=parts,
            keys=_keys(texts, spans),
            title_vectors=title_vectors.astype(np.float16),
            title_keys=_keys(titles, no_spans),
            encoded_as=self._encoded_as if encoded == len(texts) else known.way(self._encoded_as),
        )
        self.progress(Progress("validating", 0, None))
        segment = validate(folder)
        return SegmentEntry(name, segment.articles, segment.rows)

    def _encode(
        self, texts: list[str], spans: list[list[Span]], known: _Known
    ) -> tuple[NDArray[np.float32], NDArray[np.float16], int]:
        """Return vectors of all texts and of all their spans, and how many were encoded for it.

        A text that the index has, or that comes twice, is not encoded again.
        """
        assert self._encoder is not None
        dimension = self._encoder.description.dimension
        vectors = np.zeros((len(texts), dimension), np.float32)
        parts: list[NDArray[np.float16]] = [np.empty((0, dimension), np.float16)] * len(texts)
        first: dict[bytes, int] = {}
        repeats: list[tuple[int, int]] = []
        todo: list[int] = []
        for row, key in enumerate(map(bytes, _keys(texts, spans))):
            if key in first:
                repeats.append((row, first[key]))
                continue
            first[key] = row
            stored = known.find(key)
            if stored is None:
                todo.append(row)
            else:
                vectors[row], parts[row] = stored
        # Similar lengths together: padding is the only waste left.
        todo.sort(key=lambda row: len(texts[row]), reverse=True)
        for start in range(0, len(todo), ENCODE_CHUNK):
            self.progress(Progress("encoding", start, len(todo)))
            rows = todo[start : start + ENCODE_CHUNK]
            coded = self._encoder.documents([texts[r] for r in rows], [spans[r] for r in rows])
            vectors[rows] = coded.vectors
            for at, row in enumerate(rows[: len(coded.parts)]):
                parts[row] = coded.parts[at].astype(np.float16)
        for row, same in repeats:
            vectors[row], parts[row] = vectors[same], parts[same]
        mean_pooled = self._encoder.description.mean_pooled
        stacked = np.concatenate(parts) if mean_pooled else np.empty((0, dimension), np.float16)
        return vectors, stacked, len(todo)

    def _report(
        self,
        manifest: Manifest,
        published: bool,
        counts: dict[str, int],
        plan: _Plan,
        started: float,
    ) -> BuildReport:
        return BuildReport(
            generation=manifest.generation,
            published=published,
            articles=manifest.articles,
            paragraphs=manifest.paragraphs,
            encoded=self.encoded,
            skipped=tuple(plan.skipped),
            warnings=tuple(self.warnings),
            seconds=time.monotonic() - started,
            **counts,
        )


class _KnownVectors:
    """Vectors that the index already has, of paragraphs and of titles."""

    def __init__(self, old: Snapshot | None) -> None:
        segments = old.segments if old else ()
        self.paragraphs = _Known(
            [segment.keys for segment in segments],
            [segment.vectors for segment in segments],
            [segment.sentences_of for segment in segments],
        )
        self.titles = _Known(
            [segment.title_keys for segment in segments],
            [segment.title_vectors for segment in segments],
        )
        self._ways = {str(segment.summary["encoded_as"]) for segment in segments}

    def way(self, encoded_as: str) -> str:
        """Say how vectors were encoded of which some are from here and some as said."""
        return encoded_as if self._ways <= {encoded_as} else "mixed"


class _Known:
    """Vectors of one kind, by the digest of what was encoded."""

    def __init__(
        self,
        keys: Sequence[NDArray[np.uint8]],
        vectors: Sequence[NDArray[Any]],
        parts: Sequence[Callable[[int], tuple[Any, NDArray[np.float16] | None]]] = (),
    ) -> None:
        joined = np.concatenate([np.empty((0, KEY_BYTES), np.uint8), *keys])
        self._keys = np.ascontiguousarray(joined).view(f"S{KEY_BYTES}").reshape(-1)
        self._order = np.argsort(self._keys, kind="stable")
        self._bases = np.cumsum([0, *map(len, keys)])
        self._vectors = vectors
        self._parts = parts

    def find(self, key: bytes) -> tuple[NDArray[Any], NDArray[np.float16]] | None:
        """Return the vector and the vectors of the parts of what has this digest, or None."""
        wanted = np.array([key], f"S{KEY_BYTES}")
        at = int(np.searchsorted(self._keys, wanted, sorter=self._order)[0])
        if at == len(self._order) or self._keys[self._order[at]] != wanted[0]:
            return None
        row = int(self._order[at])
        segment = int(np.searchsorted(self._bases, row, side="right")) - 1
        local = row - int(self._bases[segment])
        vector = self._vectors[segment][local]
        parts = self._parts[segment](local)[1] if self._parts else None
        return vector, np.empty((0, len(vector)), np.float16) if parts is None else parts


def _known_sources(folder: Path, *, may_be_unusable: bool, may_miss: bool) -> tuple[Source, ...]:
    """Return the sources of the current generation; none where that may be and is so."""
    try:
        number = snapshot.current_generation(folder)
        return snapshot.read_manifest(folder, number).sources
    except IndexMissingError:
        if may_miss:
            return ()
        raise
    except IndexUnusableError:
        if may_be_unusable:
            return ()
        raise


def _model_name(model: str | None) -> str | None:
    """Return a model's name; a folder by its absolute path, so that it is found from anywhere."""
    if model is not None and Path(model).expanduser().is_dir():
        return str(Path(model).expanduser().resolve())
    return model


def _read_file(file: SourceFile) -> tuple[bytes, FileStamp]:
    """Read a file; its time counts only if it cannot have changed since unnoticed."""
    before = file.path.stat()
    data = file.path.read_bytes()
    after = file.path.stat()
    settled = time.time_ns() - after.st_mtime_ns > MTIME_PRECISION_NS
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    mtime_ns = after.st_mtime_ns if settled and same else 0
    return data, FileStamp(len(data), mtime_ns, hashlib.sha256(data).hexdigest())


def _with_language(item: _Read) -> _Read:
    """Find out the language of an article that does not say it."""
    if item.article.language:
        return item
    found = language.detect(item.article.text)
    return replace(item, article=replace(item.article, language=found))


def _stamp_of(article: Article) -> FileStamp:
    """Stand in for the file of an article that came from none."""
    digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    return FileStamp(0, 0, digest)


def _guard(source: Source, had: int, gone: int, is_empty: bool) -> None:
    """Refuse to remove what an unmounted or half-copied source would remove."""
    too_much = had >= GUARDED_ARTICLES and gone > had * GUARDED_SHARE
    if had and gone and (is_empty or too_much):
        raise SourceError(
            f"{gone} of the {had} articles of the source {source.name!r} are no longer in"
            f" {source.path}; nothing was changed. If they are meant to go, repeat the build with"
            " --allow-removals"
        )


def _counts(plan: _Plan, read: Sequence[_Read], moved: int) -> dict[str, int]:
    """Count articles by what happened to them."""
    ids = {item.article.id for item in read}
    changed = len(ids & plan.removed.keys())
    return {
        "added": len(ids) - changed - moved,
        "changed": changed,
        "moved": moved,
        "removed": len(plan.removed) - changed - moved,
        "unchanged": len(plan.kept),
    }


def _nothing_found(chosen: Sequence[Source], skipped: Sequence[Skipped]) -> str:
    where = ", ".join(source.path for source in chosen)
    why = f" ({len(skipped)} skipped; {skipped[0].path}: {skipped[0].reason})" if skipped else ""
    return (
        f"there is no article to index in {where}{why}; put text or Markdown files"
        f" ({', '.join(articles.READERS)}) there, or name another folder"
    )


def _keys(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> NDArray[np.uint8]:
    """Digest texts with the spans that are pooled: `(texts, KEY_BYTES)`.

    No digest ends in a zero byte, which a fixed-width string would lose.
    """
    keys = bytearray()
    for text, parts in zip(texts, spans, strict=True):
        data = text.encode("utf-8", "surrogatepass") + repr(parts).encode()
        keys += hashlib.blake2b(data, digest_size=KEY_BYTES).digest()
        keys[-1] |= 1
    return np.frombuffer(bytes(keys), np.uint8).reshape(-1, KEY_BYTES)
