"""Console: what commands share: options, how a message looks, and how far a build is."""

from __future__ import annotations

import os
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from search.query.options import MAX_K, OPTIONS

if TYPE_CHECKING:
    from index.types import Progress

DEFAULT_INDEX = ".seedsearch"


def _allow_plain_text(allowed: bool) -> bool:
    """Pass on to whatever connects that plain text is meant."""
    if allowed:
        os.environ["SEEDSEARCH_INSECURE"] = "1"
    return allowed


class ModeChoice(StrEnum):
    """Which halves of the search take part."""

    hybrid = "hybrid"
    keyword = "keyword"
    semantic = "semantic"


class SortChoice(StrEnum):
    """What comes first."""

    score = "score"
    date = "date"
    added = "added"


IndexOption = Annotated[
    Path,
    typer.Option(
        "--index",
        envvar="SEEDSEARCH_INDEX",
        help="Folder of the index, or milvus://HOST:PORT/NAME.",
        metavar="DIR",
    ),
]
InsecureOption = Annotated[
    bool,
    typer.Option(
        "--insecure",
        envvar="SEEDSEARCH_INSECURE",
        help="Talk to a server on another machine in plain text.",
        callback=_allow_plain_text,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show tracebacks.")]
WaitOption = Annotated[bool, typer.Option("--wait", help="Wait for a build that runs.")]
PurgeOption = Annotated[
    bool,
    typer.Option("--purge", help="Delete text and vectors from the disk, and older generations."),
]
JsonlOption = Annotated[
    bool, typer.Option("--jsonl", help="Print JSON Lines: one object a hit, or a query of a file.")
]
CsvOption = Annotated[
    bool, typer.Option("--csv", help="Print CSV: a line a hit, safe to open in a spreadsheet.")
]
KOption = Annotated[int, typer.Option("-k", min=1, max=MAX_K, help=OPTIONS["k"].meaning)]
OffsetOption = Annotated[int, typer.Option(min=0, help=OPTIONS["offset"].meaning)]
ModeOption = Annotated[ModeChoice, typer.Option(help=OPTIONS["mode"].meaning)]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", help=OPTIONS["sources"].meaning)
]
SinceOption = Annotated[str | None, typer.Option(help=OPTIONS["since"].meaning, metavar="DATE")]
UntilOption = Annotated[str | None, typer.Option(help=OPTIONS["until"].meaning, metavar="DATE")]
LangOption = Annotated[
    list[str] | None,
    typer.Option("--lang", help=OPTIONS["languages"].meaning, metavar="CODE"),
]
PathOption = Annotated[
    list[str] | None,
    typer.Option("--path", help=OPTIONS["paths"].meaning, metavar="PATTERN"),
]
SpeakerOption = Annotated[
    list[str] | None,
    typer.Option("--speaker", help=OPTIONS["speakers"].meaning, metavar="NAME"),
]
AddedSinceOption = Annotated[
    str | None,
    typer.Option("--added-since", help=OPTIONS["added_since"].meaning, metavar="WHEN"),
]
SortOption = Annotated[SortChoice, typer.Option("--sort", help=OPTIONS["sort"].meaning)]
MinScoreOption = Annotated[
    float | None,
    typer.Option(
        "--min-score", min=0, max=1, help=OPTIONS["min_score"].meaning, show_default=False
    ),
]
FacetsOption = Annotated[
    str, typer.Option(help=OPTIONS["facets"].meaning, metavar="NAME,...", show_default=False)
]
HalfLifeOption = Annotated[
    float | None,
    typer.Option(
        "--half-life", help=OPTIONS["half_life"].meaning, metavar="DAYS", show_default=False
    ),
]
ByArticleOption = Annotated[bool, typer.Option("--by-article", help=OPTIONS["by_article"].meaning)]
AllOption = Annotated[bool, typer.Option("--all", help=OPTIONS["every"].meaning)]
SynonymsOption = Annotated[
    bool, typer.Option("--synonyms/--no-synonyms", help=OPTIONS["synonyms"].meaning)
]
FixOption = Annotated[bool, typer.Option("--fix", help=OPTIONS["fix"].meaning)]
ByMonthOption = Annotated[bool, typer.Option("--by-month", help=OPTIONS["by_month"].meaning)]
ExplainOption = Annotated[bool, typer.Option("--explain", help=OPTIONS["explain"].meaning)]


def complain(kind: str, message: str) -> None:
    """Print one line to stderr."""
    print(f"seedsearch: {kind}: {' '.join(message.split())}", file=sys.stderr)


class ProgressLine:
    """One line on the terminal that says how far a build is, how fast, and how long it will take.

    The rate of a stage is measured from its first step on, whatever else was done in between.
    """

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._firsts: dict[str, tuple[float, int]] = {}

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *error: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __call__(self, step: Progress) -> None:
        if self._shown:
            now = time.monotonic()
            began, before = self._firsts.setdefault(step.stage, (now, step.done))
            line = progress_text(step, step.done - before, now - began)
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()


RATE_AFTER = 2.0
"""Seconds before a rate is shown: the first steps say little."""


def progress_text(step: Progress, done: int, seconds: float) -> str:
    """Describe a step.

    Args:
        step: What is being done.
        done: Units of the stage finished in `seconds`.
        seconds: Since the stage's first step.
    """
    if step.total is None:
        return f"{step.stage} ..."
    text = f"{step.stage} {step.done:,} of {step.total:,}"
    if seconds < RATE_AFTER or done <= 0:
        return text
    rate = done / seconds
    return f"{text}, {rate:,.0f} a second, {_duration((step.total - step.done) / rate)} left"


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
