"""In what order does an index come about? The only place that knows.

    list the sources' files -> decide which are new, changed, moved or gone -> read them into
    articles -> split into paragraphs -> encode what was never encoded before -> write a segment
    -> validate -> publish -> merge small segments -> publish -> clean up

Nothing that is published changes until the very last step.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from index.builds import changes, merging, reuse, sources
from index.builds.changes import Changes, OnProgress
from index.builds.journal import Journal
from index.builds.memory import give_back
from index.builds.reuse import KnownVectors
from index.builds.sources import Choice
from index.builds.staging import Entry, Incoming
from index.encoders.description import read_description
from index.encoders.export import encoder_digest, write_description
from index.encoders.exported import open_encoder
from index.encoders.models import DEFAULT_MODEL
from index.encoders.torch_encoder import TorchEncoder
from index.encoders.types import TextEncoder
from index.errors import (
    EmptyBuildError,
    IndexMissingError,
    IndexUnusableError,
    SettingsError,
    SkippedError,
    storage_errors,
)
from index.generations import manifest as generations
from index.generations import overlays
from index.generations.lock import writing
from index.generations.manifest import Manifest, SegmentEntry, Settings, Source
from index.generations.publication import (
    KEEP_GENERATIONS,
    clean,
    flush,
    flush_tree,
    next_generation,
    now,
)
from index.generations.snapshot import Snapshot, open_snapshot
from index.readers.records import FIELDS
from index.segments.blocks import Rows
from index.segments.writer import SegmentWriter
from index.text import analyzer, paragraphs
from index.types import Article, BuildReport, Paragraph, Precision, Progress, Skipped, Span

SMALL_UPDATE = 1000
"""Up to so many paragraphs the index's own encoder is faster than importing torch is."""

PARAGRAPH_CHARS = 400
"""About the length of a paragraph, for a guess at how many there are before they are split."""

SEGMENT_PARAGRAPHS = 50_000
"""A segment is closed at this size, so that what is held of one does not grow with the corpus."""

EXPORT_SAMPLES = 24
"""Paragraphs of the articles that an exported model is compared on."""


def build(
    given: str | os.PathLike[str] | Iterable[str | os.PathLike[str] | Article] = (),
    *,
    index_dir: str | os.PathLike[str],
    model: str | None = None,
    precision: Precision | None = None,
    full: bool = False,
    export: bool = True,
    include: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    follow_links: bool | None = None,
    fields: Mapping[str, str] | None = None,
    strict: bool = False,
    allow_removals: bool = False,
    keep: int = KEEP_GENERATIONS,
    wait: bool = False,
    progress: OnProgress | None = None,
) -> BuildReport:
    """Build an index, or bring it up to date.

    Args:
        given: Folders and files to add as sources, or to bring up to date if the index has them; or
            articles at hand, which are added, or take the place of those with their ids. None: all
            sources of the index.
        index_dir: Where the index is or will be.
        model: Name or path of a sentence-transformers model; the index's own, or all-MiniLM-L6-v2
            for a new one.
        precision: "fast" (the default for a new index): bfloat16 where the processor has it;
            "exact": float32 everywhere.
        full: Rebuild everything from the sources, or from the articles given, with these settings.
        export: False to index with a model that cannot be exported; queries then load torch.
        include, exclude: Patterns as in a `.gitignore`: only files that match one of the first, and
            none that matches one of the second. These and the next two are remembered for the
            sources; None: as they were.
        follow_links: Whether symbolic links are followed.
        fields: Names of the fields in JSON, JSON Lines and CSV: `{"text": "body"}`, for any of id,
            title, text, date, source, author, link and language.
        strict: Whether a file that has to be skipped is an error.
        allow_removals: Accept that a source is empty now, or lost more than half of its articles.
        keep: Generations to keep on disk, at least 1.
        wait: Whether to wait for another build of this index; else it is an error.
        progress: Called with every step.

    Returns:
        What was done.

    Raises:
        SourceError: A path is missing, cannot be read, or would remove too much.
        SkippedError: Files had to be skipped, and `strict`; nothing was published.
        EmptyBuildError: There is nothing to index.
        ModelError: The model cannot be loaded or exported.
        SettingsError: The index was built with other settings, and not `full`.
        IndexBusyError: Another process is building this index, and not `wait`.
        StorageError: The index cannot be written; what was published is untouched.
        IndexMissingError: Nothing is given, and there is no index.
        IndexFormatError, IndexDamagedError: There is an index that cannot be read, and not `full`.
        ValueError: Two articles have the same id, or that of a file, or `fields` names something
            else.
    """
    if keep < 1:
        raise ValueError(f"keep must be at least 1, not {keep}")
    started = time.monotonic()
    folder = Path(index_dir)
    paths, at_hand = _told_apart(given)
    choice = Choice(include, exclude, follow_links, _checked(fields))
    anything = bool(paths or at_hand)
    # Looked at before the lock is taken, so that a wrong path makes no index folder.
    sources.resolve(paths, _known_sources(folder, anything, full))
    if at_hand:
        changes.check_ids(at_hand)
    with writing(folder, wait=wait), storage_errors(folder):
        known = _known_sources(folder, anything, full) if not (at_hand and full) else ()
        chosen = sources.resolve(paths, known) if anything else known
        run = _Build(
            folder, progress or _ignore, export=export, keep=keep, strict=strict, started=started
        )
        last = _open_last(folder, full=full)
        if last:
            clean(folder, keep=keep)
        settings = _settings(folder, last, model, precision, full=full)
        every = (*known, *(source for source in chosen if source not in known))
        names = {source.name for source in chosen}
        every = tuple(choice.applied(s) if s.name in names else s for s in every)
        excluded = (
            frozenset(last.manifest.removed) if last and not (at_hand and full) else frozenset()
        )
        old = None if full else last
        if at_hand:
            found = changes.from_articles(at_hand, old, index_dir=folder)
        else:
            found = changes.find_changes(
                old,
                [source for source in every if full or source.name in names],
                index_dir=folder,
                excluded=excluded,
                allow_removals=allow_removals or full,
            )
        with contextlib.closing(found.read):
            if not at_hand:
                changes.read_changes(
                    found,
                    old,
                    run.progress,
                    index_dir=folder,
                    excluded=excluded,
                    allow_removals=allow_removals or full,
                )
            run.check(found)
            if not found.read and not found.kept:
                raise EmptyBuildError(_nothing_found(chosen, found.skipped))
            nothing = not found.read and not found.gone and every == known
            if old and nothing and found.as_seen_by(old):
                return run.report(old.manifest, found, published=False)
            return run.publish(found, old, settings, every, tuple(sorted(excluded)))


@dataclass(frozen=True, slots=True)
class _Encoding:
    """How a build encodes what is new.

    Attributes:
        encoded_as: What its segments say of that.
        exact: Whether parts of paragraphs are kept as float32.
        journal: Where vectors are kept until they are published; None: nowhere.
    """

    encoder: TextEncoder
    encoded_as: str
    exact: bool
    journal: Journal | None


class _Build:
    """One build of one index, while it holds the lock."""

    def __init__(
        self,
        folder: Path,
        progress: OnProgress,
        *,
        export: bool,
        keep: int,
        strict: bool,
        started: float,
    ) -> None:
        self.folder = folder
        self.progress = progress
        self._export_wanted = export
        self._keep = keep
        self._strict = strict
        self._started = started
        self._warnings: list[str] = []
        self._encoded = 0

    def check(self, found: Changes) -> None:
        """Refuse what was skipped, where that is an error.

        Raises:
            SkippedError: Naming what was skipped first.
        """
        if self._strict and found.skipped:
            first = found.skipped[0]
            raise SkippedError(
                f"{len(found.skipped)} skipped, and nothing was published, for the build is strict"
                f" ({first.path}: {first.reason}); mend them, leave them out with --exclude, or"
                " build without --strict, which lists them all"
            )

    def publish(
        self,
        found: Changes,
        old: Snapshot | None,
        settings: Settings,
        every: tuple[Source, ...],
        removed: tuple[str, ...],
    ) -> BuildReport:
        """Write what is new, make it the current generation, then merge and clean up."""
        entries, dead = old.without(found.gone.values()) if old else ([], {})
        journal = None
        if found.read:
            settings, journal, written = self._take_in(found, old, settings)
            entries += written
            self.check(found)
        manifest = Manifest(
            generation=next_generation(self.folder),
            created=now(),
            settings=settings,
            sources=every,
            segments=tuple(entries),
            removed=removed,
        )
        if not manifest.paragraphs:
            raise EmptyBuildError(_nothing_found(every, found.skipped))
        self.progress(Progress("publishing", 0, None))
        manifest = overlays.publish(self.folder, manifest, dead, found.files)
        if journal:
            journal.discard()
        manifest = merging.run(self.folder, self.progress) or manifest
        clean(self.folder, keep=self._keep)
        return self.report(manifest, found, published=True)

    def _take_in(
        self, found: Changes, old: Snapshot | None, settings: Settings
    ) -> tuple[Settings, Journal | None, list[SegmentEntry]]:
        """Encode and write what was read; the model is not held any longer than that."""
        settings, encoder, encoded_as = self._prepare_encoder(settings, found.read)
        self._warn_of_languages(found.read.entries, encoder.description.languages)
        journal = self._journal(settings, encoder, encoded_as)
        way = _Encoding(encoder, encoded_as, settings.precision == "exact", journal)
        return settings, journal, self._write_segments(found, old, way)

    def report(self, manifest: Manifest, found: Changes, *, published: bool) -> BuildReport:
        """Say what was done."""
        return BuildReport(
            generation=manifest.generation,
            published=published,
            articles=manifest.articles,
            paragraphs=manifest.paragraphs,
            encoded=self._encoded,
            skipped=tuple(sorted(found.skipped, key=lambda skip: (skip.path, skip.reason))),
            ignored=found.ignored,
            warnings=tuple(self._warnings),
            seconds=time.monotonic() - self._started,
            **found.counts(),
        )

    def _prepare_encoder(
        self, settings: Settings, read: Incoming
    ) -> tuple[Settings, TextEncoder, str]:
        """Open the index's encoder, or load the model; also say how it encodes."""
        precision: Precision = "exact" if settings.precision == "exact" else "fast"
        folder = self.folder / generations.ENCODERS / settings.encoder
        exported = bool(settings.encoder) and read_description(folder).kind != "none"
        characters = sum(entry.characters for entry in read.entries)
        if exported and characters <= SMALL_UPDATE * PARAGRAPH_CHARS:
            return settings, open_encoder(folder), "float32"
        self.progress(Progress("loading the model", 0, None))
        model = TorchEncoder(settings.model)
        if not settings.encoder:
            self.progress(Progress("exporting the model", 0, None))
            settings = replace(settings, encoder=self._export(model, read))
            folder = self.folder / generations.ENCODERS / settings.encoder
            exported = self._export_wanted
        if not exported:
            self._warnings.append(
                "the model was not exported: every query loads torch, which takes seconds"
            )
            return settings, model, "float32"
        return settings, model, model.use_export(folder, precision=precision)

    def _warn_of_languages(self, read: Sequence[Entry], known: Sequence[str]) -> None:
        """Say which articles are in languages that the model does not know."""
        counts = Counter(entry.language for entry in read)
        foreign = sorted(counts.keys() - set(known)) if known else ()
        if foreign:
            count = sum(counts[code] for code in foreign)
            self._warnings.append(
                f"{count:,} of the articles read are in {', '.join(foreign)}, but the model is made"
                f" for {', '.join(known)}: semantic search will find little in them; keyword search"
                " is not affected. Choose a multilingual model with --model"
            )

    def _export(self, encoder: TorchEncoder, read: Incoming) -> str:
        """Write the encoder's folder; its name is the digest of what is in it."""
        parent = self.folder / generations.ENCODERS
        parent.mkdir(exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix="new-", dir=parent))
        if self._export_wanted:
            step = max(1, len(read) // EXPORT_SAMPLES)
            chosen = range(0, len(read), step)[:EXPORT_SAMPLES]
            samples = [read[number].article.text[:2000] for number in chosen]
            encoder.export(scratch, samples)
        else:
            write_description(scratch, encoder.description)
        scratch.chmod(0o755)
        name = encoder_digest(scratch)[:16]
        if (parent / name).exists():
            shutil.rmtree(scratch)
        else:
            flush_tree(scratch)
            scratch.rename(parent / name)
            flush(parent)
        return name

    def _journal(self, settings: Settings, encoder: TextEncoder, encoded_as: str) -> Journal | None:
        """Return the journal of a build that encodes much; a small one is soon repeated."""
        if not isinstance(encoder, TorchEncoder) or encoder.description.kind == "none":
            return None
        return Journal(self.folder, f"{settings.encoder}-{encoded_as}-{settings.precision}")

    def _write_segments(
        self, found: Changes, old: Snapshot | None, way: _Encoding
    ) -> list[SegmentEntry]:
        """Split, encode and write what was read, a segment at a time."""
        entries = []
        left = sum(entry.characters for entry in found.read.entries)
        for batch in self._split(found, way.encoder):
            entries.append(self._write_segment(batch, found.read, old, way, left))
            left -= sum(found.read.entries[number].characters for number, _ in batch)
        return entries

    def _write_segment(
        self,
        batch: Sequence[tuple[int, tuple[Paragraph, ...]]],
        read: Incoming,
        old: Snapshot | None,
        way: _Encoding,
        left: int,
    ) -> SegmentEntry:
        """Write a segment of articles that were read.

        Args:
            batch: Their numbers, and their paragraphs.
            read: Where they are.
            old: The last generation: what it has is not encoded.
            way: How the rest is encoded.
            left: Characters of all articles that are not encoded yet, these included.
        """
        folder = merging.new_segment(self.folder)
        writer = SegmentWriter(folder)
        texts: list[str] = []
        spans: list[list[Span]] = []
        titles: list[str] = []
        for done, (number, cut) in enumerate(batch):
            self.progress(Progress("indexing words", done, len(batch)))
            item = read[number]
            writer.add(item.article, item.stamp, cut)
            titles.append(item.article.title if item.article.title_given else "")
            for paragraph in cut:
                start = paragraph.start
                texts.append(item.article.text[start : paragraph.end])
                spans.append([(a - start, b - start) for a, b in paragraph.sentences])
        writer.close_words()
        give_back()
        journal = way.journal
        known = KnownVectors.of_paragraphs(old, journal), KnownVectors.of_titles(old, journal)
        encode = partial(reuse.encode, encoder=way.encoder, journal=journal, exact=way.exact)
        progress = self._overall(sum(map(len, texts)), left)
        coded = encode(texts, spans, known=known[0], progress=progress)
        self._encoded += coded.encoded
        named = encode(titles, [()] * len(titles), known=known[1], progress=_ignore)
        given = np.array([bool(title) for title in titles])
        ways = {str(segment.summary["encoded_as"]) for segment in old.segments} if old else set()
        reused = coded.encoded < len(texts) and not ways <= {way.encoded_as}
        writer.close(
            vectors=Rows.of(coded.vectors),
            sentence_vectors=Rows.of(coded.parts),
            keys=Rows.of(coded.keys),
            title_vectors=Rows.of((named.vectors * given[:, None]).astype(coded.parts.dtype)),
            title_keys=Rows.of(named.keys),
            encoded_as="mixed" if reused else way.encoded_as,
        )
        self.progress(Progress("validating", 0, None))
        return merging.finish_segment(folder)

    def _overall(self, characters: int, left: int) -> OnProgress:
        """Return what reports the encoding of a segment as a part of the whole build.

        Args:
            characters: Of the segment.
            left: Of all that is not encoded yet, the segment included.
        """
        share = min(1.0, characters / left) if left else 1.0
        before = self._encoded

        def show(step: Progress) -> None:
            total = round((step.total or 0) / share)
            self.progress(Progress(step.stage, before + step.done, before + total))

        return show

    def _split(
        self, found: Changes, encoder: TextEncoder
    ) -> Iterator[list[tuple[int, tuple[Paragraph, ...]]]]:
        """Yield numbers of articles with their paragraphs, at most a segment's worth at a time."""
        limit = encoder.description.document_pieces
        batch: list[tuple[int, tuple[Paragraph, ...]]] = []
        rows = 0
        for number, item in enumerate(found.read):
            self.progress(Progress("splitting", number, len(found.read)))
            cut = paragraphs.split(item.article.text, pieces=encoder.pieces, limit=limit)
            if not cut:
                changes.leave_out(found, item, "there is nothing in it that could be found")
                continue
            if batch and rows + len(cut) > SEGMENT_PARAGRAPHS:
                yield batch
                batch, rows = [], 0
            batch.append((number, cut))
            rows += len(cut)
        if batch:
            yield batch


def _told_apart(
    given: str | os.PathLike[str] | Iterable[str | os.PathLike[str] | Article],
) -> tuple[list[str | os.PathLike[str]], list[Article]]:
    """Return the paths that are given, or the articles."""
    if isinstance(given, str | os.PathLike):
        return [given], []
    paths: list[str | os.PathLike[str]] = []
    at_hand: list[Article] = []
    for item in given:
        if isinstance(item, Article):
            at_hand.append(item)
        else:
            paths.append(item)
    if paths and at_hand:
        raise ValueError("a build takes paths or articles, not both at once")
    return paths, at_hand


def _checked(fields: Mapping[str, str] | None) -> tuple[tuple[str, str], ...] | None:
    """Return the names of fields as a source keeps them.

    Raises:
        ValueError: There is no such thing to look for.
    """
    for name in fields or ():
        if name not in FIELDS:
            raise ValueError(f"a field must be one of {', '.join(FIELDS)}, not {name!r}")
    return None if fields is None else tuple(fields.items())


def _known_sources(folder: Path, anything: bool, full: bool) -> tuple[Source, ...]:
    """Return the sources of the current generation; none where `anything` may be the first."""
    try:
        number = generations.current_generation(folder)
        return generations.read_manifest(folder, number).sources
    except IndexMissingError:
        if anything:
            return ()
        raise
    except IndexUnusableError:
        if anything and full:
            return ()
        raise


def _open_last(folder: Path, *, full: bool) -> Snapshot | None:
    """Open the current generation; None where there is none, or none that can be read."""
    try:
        return open_snapshot(folder)
    except IndexMissingError:
        return None
    except IndexUnusableError:
        if full:
            return None
        raise


def _settings(
    folder: Path,
    last: Snapshot | None,
    model: str | None,
    precision: Precision | None,
    *,
    full: bool,
) -> Settings:
    """Settle what the index is built with; a new encoder's folder is not known yet."""
    current = last.manifest.settings if last else None
    wanted = Settings(
        model=_model_name(model) or (current.model if current else DEFAULT_MODEL),
        encoder=current.encoder if current else "",
        precision=precision or (current.precision if current else "fast"),
        analyzer=analyzer.ANALYZER_VERSION,
        splitting=paragraphs.SPLITTING_VERSION,
    )
    if current is None or full:
        return replace(wanted, encoder="")
    for name in ("model", "precision", "analyzer", "splitting"):
        had, has = getattr(current, name), getattr(wanted, name)
        if had != has:
            raise SettingsError(
                f"the index in {folder} was built with {name} {had}, not {has};"
                " rebuild all of it with `seedsearch build --full`, or choose another --index"
            )
    return wanted


def _model_name(model: str | None) -> str | None:
    """Return a model's name; a folder by its absolute path, so that it is found from anywhere."""
    if model is not None and Path(model).expanduser().is_dir():
        return str(Path(model).expanduser().resolve())
    return model


def _nothing_found(chosen: Sequence[Source], skipped: Sequence[Skipped]) -> str:
    where = ", ".join(source.path for source in chosen)
    why = f" ({len(skipped)} skipped; {skipped[0].path}: {skipped[0].reason})" if skipped else ""
    return (
        f"there is no article to index in {where}{why}; put files there that are read"
        f" ({sources.endings()}), or name another folder"
    )


def _ignore(step: Progress) -> None:
    """Show no progress."""
