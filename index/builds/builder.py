"""Builder: the order in which an index comes about.

    list the sources' files -> decide which are new, changed, moved or gone -> read them into
    articles -> split into paragraphs -> encode what was never encoded before -> write segments
    -> validate -> publish -> merge small segments -> publish -> clean up

What another version cut or analysed is read anew from the texts that are stored.

Nothing that is published changes until the very last step.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from index.builds import arguments, arrivals, changes, encoder, merging, reports, sources
from index.builds.changes import Changes, OnProgress
from index.builds.new_segments import NewSegments
from index.builds.settings import (
    Asked,
    Given,
    Plan,
    is_outdated,
    known_sources,
    named_fields,
    open_last,
    settle,
)
from index.builds.sources import Choice
from index.errors import EmptyBuildError, SettingsError, storage_errors
from index.generations import overlays
from index.generations.lock import writing
from index.generations.manifest import Manifest, SegmentEntry, Settings
from index.generations.publication import KEEP_GENERATIONS, clean, next_generation, now
from index.remote import is_address
from index.types import Article, BuildReport, Precision, Progress


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
    ocr: str | None = None,
    fields: Mapping[str, str] | None = None,
    strict: bool = False,
    allow_removals: bool = False,
    keep: int = KEEP_GENERATIONS,
    wait: bool = False,
    shard: str | None = None,
    progress: OnProgress | None = None,
) -> BuildReport:
    """Build an index, or bring it up to date.

    Args:
        given: Folders and files to add as sources, or to bring up to date if the index has them; or
            articles at hand, which are added, or take the place of those with their ids. None: all
            sources of the index.
        index_dir: Where the index is or will be: a folder, or the address of one on a server.
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
        ocr: Languages in which tesseract recognises the text in scanned pages and pictures, such as
            "eng+deu"; "" for none.
        fields: Names of the fields in JSON, JSON Lines and CSV: `{"text": "body"}`, for any of id,
            title, text, date, source, author, link and language.
        strict: Whether a file that has to be skipped is an error.
        allow_removals: Accept that a source is empty now, or lost more than half of its articles.
        keep: Generations to keep on disk, at least 1.
        wait: Whether to wait for another build of this index; else it is an error.
        shard: Of an index on a server, which part of the files is built, and waits for the others:
            "2/4" for the second of four; see `publish`.
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
        ServerError, AddressError: The server that it is on does not answer, or the address is none.
        IndexMissingError: Nothing is given, and there is no index.
        IndexFormatError, IndexDamagedError: There is an index that cannot be read, and not `full`.
        ValueError: Two articles have the same id, or that of a file, or `fields` names something
            else.
        TypeError: An argument is of another type than it has to be; the message names it.
    """
    arguments.check(
        given,
        index_dir=index_dir,
        model=model,
        precision=precision,
        full=full,
        export=export,
        include=include,
        exclude=exclude,
        follow_links=follow_links,
        fields=fields,
        strict=strict,
        allow_removals=allow_removals,
        keep=keep,
        wait=wait,
        shard=shard,
        progress=progress,
    )
    wanted = Given.of(given)
    changes.check_ids(wanted.articles)
    asked = Asked(
        wanted,
        Choice(include, exclude, follow_links, named_fields(fields), ocr),
        model=model,
        precision=precision,
        full=full,
        export=export,
        strict=strict,
        allow_removals=allow_removals,
        keep=keep,
        progress=progress or reports.ignore,
        shard=shard,
    )
    if not is_address(index_dir):
        if shard is not None:
            raise SettingsError(
                "a shard is built of an index on a server, and this one is in a folder; leave out"
                " --shard, or name an address as --index"
            )
        return _in_folder(Path(index_dir), asked, wait=wait)
    from index.builds import server_builder
    from index.remote.address import checked, refuse_address

    if wait:
        refuse_address(index_dir, "--wait")
    return server_builder.build(checked(index_dir), asked)


def _in_folder(folder: Path, asked: Asked, *, wait: bool) -> BuildReport:
    """Build an index in a folder."""
    started = time.monotonic()
    # Looked at before the lock is taken, so that a wrong path makes no index folder.
    sources.resolve(asked.given.paths, known_sources(folder, asked.given, full=asked.full))
    with writing(folder, wait=wait), storage_errors(folder):
        last = open_last(folder, full=asked.full)
        if last:
            clean(folder, keep=asked.keep)
        settings = settle(
            folder, last.manifest if last else None, asked.model, asked.precision, full=asked.full
        )
        known = known_sources(folder, asked.given, full=asked.full)
        plan = Plan.of(
            known, asked.given, asked.choice, last.manifest if last else None, full=asked.full
        )
        old = None if asked.full else last
        if asked.given.articles:
            found = changes.from_articles(asked.given.articles, old, index_dir=folder)
        else:
            found = changes.find_changes(
                old,
                plan.chosen,
                asked.progress,
                index_dir=folder,
                excluded=plan.excluded,
                allow_removals=asked.allow_removals or asked.full,
            )
        with contextlib.closing(found.read):
            reports.refuse_skipped(found, strict=asked.strict)
            if not found.read and not found.kept:
                raise EmptyBuildError(reports.nothing_found(plan.chosen, found.skipped))
            nothing = not found.read and not found.gone and plan.every == plan.known
            outdated = old is not None and is_outdated(old.manifest)
            if old and nothing and found.as_seen_by(old) and not outdated:
                merged = _tidied(folder, asked.progress, asked.keep)
                return reports.report(
                    merged or old.manifest, found, started, published=bool(merged)
                )
            if old and outdated:
                found = found.renewing(old)
            entries, dead = old.without(found.replaced.values()) if old else ([], {})
            warnings: list[str] = []
            made = None
            if found.read:
                way = encoder.prepare(
                    folder,
                    settings,
                    found.read,
                    asked.progress,
                    export=asked.export,
                    known=found.renewed,
                )
                warnings = reports.warnings_of(way, found)
                came = arrivals.arrivals(
                    found, last, full=asked.full, generation=next_generation(folder)
                )
                made = NewSegments(folder, found.read, old, way, asked.progress, came)
                made.write()
                settings, entries = way.settings, [*entries, *made.entries]
                found = found.leaving_out(made.left_out, plan.every)
                reports.refuse_skipped(found, strict=asked.strict)
            asked.progress(Progress("publishing", 0, None))
            synonyms = last.manifest.synonyms if last else ""
            new = _manifest(folder, settings, plan, entries, found, synonyms)
            manifest = overlays.publish(folder, new, dead, found.files)
            if made and made.encoding.journal:
                made.encoding.journal.discard()
            manifest = _tidied(folder, asked.progress, asked.keep) or manifest
            encoded = made.encoded if made else 0
            return reports.report(
                manifest, found, started, published=True, encoded=encoded, warnings=warnings
            )


def _tidied(folder: Path, told: OnProgress, keep: int) -> Manifest | None:
    """Merge small segments and clean up; return what was published, if anything was."""
    merged = merging.run(folder, told)
    clean(folder, keep=keep)
    return merged


def _manifest(
    folder: Path,
    settings: Settings,
    plan: Plan,
    entries: Sequence[SegmentEntry],
    found: Changes,
    synonyms: str,
) -> Manifest:
    """Return what the new generation consists of.

    Raises:
        EmptyBuildError: It would be nothing.
    """
    manifest = Manifest(
        generation=next_generation(folder),
        created=now(),
        settings=settings,
        sources=plan.every,
        segments=tuple(entries),
        removed=tuple(sorted(plan.excluded)),
        synonyms=synonyms,
    )
    if not manifest.paragraphs:
        raise EmptyBuildError(reports.nothing_found(plan.every, found.skipped))
    return manifest
