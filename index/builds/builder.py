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
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from index.builds import arguments, arrivals, changes, encoder, merging, sources
from index.builds.changes import Changes, OnProgress
from index.builds.encoder import Encoding
from index.builds.new_segments import NewSegments
from index.builds.settings import (
    Given,
    Plan,
    is_outdated,
    known_sources,
    named_fields,
    open_last,
    settle,
)
from index.builds.sources import Choice
from index.errors import EmptyBuildError, SkippedError, storage_errors
from index.generations import overlays
from index.generations.lock import writing
from index.generations.manifest import Manifest, SegmentEntry, Settings, Source
from index.generations.publication import KEEP_GENERATIONS, clean, next_generation, now
from index.types import Article, BuildReport, Precision, Progress, Skipped


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
        ocr: Languages in which tesseract recognises the text in scanned pages and pictures, such as
            "eng+deu"; "" for none.
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
        progress=progress,
    )
    started = time.monotonic()
    folder, told = Path(index_dir), progress or _ignore
    wanted = Given.of(given)
    choice = Choice(include, exclude, follow_links, named_fields(fields), ocr)
    changes.check_ids(wanted.articles)
    # Looked at before the lock is taken, so that a wrong path makes no index folder.
    sources.resolve(wanted.paths, known_sources(folder, wanted, full=full))
    with writing(folder, wait=wait), storage_errors(folder):
        last = open_last(folder, full=full)
        if last:
            clean(folder, keep=keep)
        settings = settle(folder, last, model, precision, full=full)
        plan = Plan.of(folder, wanted, choice, last, full=full)
        old = None if full else last
        if wanted.articles:
            found = changes.from_articles(wanted.articles, old, index_dir=folder)
        else:
            found = changes.find_changes(
                old,
                plan.chosen,
                told,
                index_dir=folder,
                excluded=plan.excluded,
                allow_removals=allow_removals or full,
            )
        with contextlib.closing(found.read):
            _refuse_skipped(found, strict=strict)
            if not found.read and not found.kept:
                raise EmptyBuildError(_nothing_found(plan.chosen, found.skipped))
            nothing = not found.read and not found.gone and plan.every == plan.known
            outdated = old is not None and is_outdated(old)
            if old and nothing and found.as_seen_by(old) and not outdated:
                merged = _tidied(folder, told, keep)
                return _report(merged or old.manifest, found, started, published=bool(merged))
            if old and outdated:
                found = found.renewing(old)
            entries, dead = old.without(found.replaced.values()) if old else ([], {})
            warnings: list[str] = []
            made = None
            if found.read:
                way = encoder.prepare(
                    folder, settings, found.read, told, export=export, known=found.renewed
                )
                warnings = _warnings(way, found)
                came = arrivals.arrivals(found, last, full=full, generation=next_generation(folder))
                made = NewSegments(folder, found.read, old, way, told, came)
                made.write()
                settings, entries = way.settings, [*entries, *made.entries]
                found = found.leaving_out(made.left_out, plan.every)
                _refuse_skipped(found, strict=strict)
            told(Progress("publishing", 0, None))
            synonyms = last.manifest.synonyms if last else ""
            new = _manifest(folder, settings, plan, entries, found, synonyms)
            manifest = overlays.publish(folder, new, dead, found.files)
            if made and made.encoding.journal:
                made.encoding.journal.discard()
            manifest = _tidied(folder, told, keep) or manifest
            encoded = made.encoded if made else 0
            return _report(
                manifest, found, started, published=True, encoded=encoded, warnings=warnings
            )


def _tidied(folder: Path, told: OnProgress, keep: int) -> Manifest | None:
    """Merge small segments and clean up; return what was published, if anything was."""
    merged = merging.run(folder, told)
    clean(folder, keep=keep)
    return merged


def _refuse_skipped(found: Changes, *, strict: bool) -> None:
    """Refuse what was skipped, where that is an error.

    Raises:
        SkippedError: Naming what was skipped first.
    """
    if strict and found.skipped:
        first = found.skipped[0]
        raise SkippedError(
            f"{len(found.skipped)} skipped, and nothing was published, for the build is strict"
            f" ({first.path}: {first.reason}); mend them, leave them out with --exclude, or"
            " build without --strict, which lists them all"
        )


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
        raise EmptyBuildError(_nothing_found(plan.every, found.skipped))
    return manifest


def _report(
    manifest: Manifest,
    found: Changes,
    started: float,
    *,
    published: bool,
    encoded: int = 0,
    warnings: Sequence[str] = (),
) -> BuildReport:
    """Say what was done."""
    return BuildReport(
        generation=manifest.generation,
        published=published,
        articles=manifest.articles,
        paragraphs=manifest.paragraphs,
        encoded=encoded,
        skipped=tuple(sorted(found.skipped, key=lambda skip: (skip.path, skip.reason))),
        ignored=found.ignored,
        warnings=tuple(warnings),
        seconds=time.monotonic() - started,
        **found.counts(),
    )


def _warnings(way: Encoding, found: Changes) -> list[str]:
    """Say what the user should know of the model."""
    warnings = list(way.warnings)
    if way.encoder.description.kind == "none":
        warnings.append("the model was not exported: every query loads torch, which takes seconds")
    known = way.encoder.description.languages
    counts = Counter(entry.language for entry in found.read.entries)
    foreign = sorted(counts.keys() - set(known)) if known else ()
    if foreign:
        count = sum(counts[code] for code in foreign)
        warnings.append(
            f"{count:,} of the articles read are in {', '.join(foreign)}, but the model is made"
            f" for {', '.join(known)}: semantic search will find little in them; keyword search"
            " is not affected. Choose a multilingual model with --model"
        )
    return warnings


def _nothing_found(chosen: Sequence[Source], skipped: Sequence[Skipped]) -> str:
    where = ", ".join(source.path for source in chosen)
    why = f" ({len(skipped)} skipped; {skipped[0].path}: {skipped[0].reason})" if skipped else ""
    return (
        f"there is no article to index in {where}{why}; put files there that are read"
        f" ({sources.endings()}), or name another folder"
    )


def _ignore(step: Progress) -> None:
    """Show no progress."""
