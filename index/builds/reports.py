"""Reports of builds: what was done, what was left out, and what the user should know."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from index.builds import sources
from index.builds.changes import Changes
from index.builds.encoder import Encoding
from index.errors import SkippedError
from index.generations.manifest import Manifest, Source
from index.types import BuildReport, Progress, Skipped


def refuse_skipped(found: Changes, *, strict: bool) -> None:
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


def report(
    manifest: Manifest,
    found: Changes,
    started: float,
    *,
    published: bool,
    encoded: int = 0,
    warnings: Sequence[str] = (),
    shard: str = "",
    others: int = 0,
) -> BuildReport:
    """Say what was done; `others` are articles of sources that were not looked at."""
    counts = found.counts()
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
        shard=shard,
        **counts | {"unchanged": counts["unchanged"] + others},
    )


def warnings_of(way: Encoding, found: Changes) -> list[str]:
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


def nothing_found(chosen: Sequence[Source], skipped: Sequence[Skipped]) -> str:
    where = ", ".join(source.path for source in chosen)
    why = f" ({len(skipped)} skipped; {skipped[0].path}: {skipped[0].reason})" if skipped else ""
    return (
        f"there is no article to index in {where}{why}; put files there that are read"
        f" ({sources.endings()}), or name another folder"
    )


def ignore(step: Progress) -> None:
    """Show no progress."""
