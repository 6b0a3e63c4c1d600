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


def complain(kind: str, message: str) -> None:
    """Print one line to stderr."""
    print(f"seedsearch: {kind}: {' '.join(message.split())}", file=sys.stderr)
