"""What do all commands share? Options, and how a message looks.

Must not import anything of the project.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

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
