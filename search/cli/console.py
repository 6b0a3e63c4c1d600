"""What do all commands share? Options, how a message looks, and how far a build is."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from index.types import Progress

DEFAULT_INDEX = ".seedsearch"

IndexOption = Annotated[
    Path,
    typer.Option("--index", envvar="SEEDSEARCH_INDEX", help="Folder of the index.", metavar="DIR"),
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
OffsetOption = Annotated[
    int, typer.Option(min=0, help="Hits to leave out first: the next page with -k 10 is 10.")
]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", help="Only from this source; repeatable.")
]
SinceOption = Annotated[
    str | None,
    typer.Option(help="Only from this date on: 2021, 2021-12, 2021-12-15.", metavar="DATE"),
]
UntilOption = Annotated[
    str | None, typer.Option(help="Only up to this date, included.", metavar="DATE")
]
LangOption = Annotated[
    list[str] | None,
    typer.Option("--lang", help="Only in this language (en, fr, ...); repeatable.", metavar="CODE"),
]
PathOption = Annotated[
    list[str] | None,
    typer.Option(
        "--path",
        help="Only articles whose id fits, * and ? being wildcards, or in this folder; repeatable.",
        metavar="PATTERN",
    ),
]
HalfLifeOption = Annotated[
    float | None,
    typer.Option(
        "--half-life",
        help="Prefer recent articles: what age costs halves every so many days.",
        metavar="DAYS",
        show_default=False,
    ),
]
FixOption = Annotated[
    bool, typer.Option("--fix", help="Search the suggestion where a word is misspelt.")
]


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
