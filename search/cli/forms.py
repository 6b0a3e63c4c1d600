"""Forms in which what was found is printed: text, JSON, lines of JSON, CSV."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, TypeVar

from index.errors import QueryError
from search.cli import query_file
from search.cli.console import complain

if TYPE_CHECKING:
    from search.answers.types import Answers, Timeline
    from search.output.terminal import Look
    from search.types import Results

Found = TypeVar("Found", "Results", "Answers", "Timeline")
Asked = TypeVar("Asked", "Results", "Answers")
Form = Literal["text", "json", "jsonl", "csv"]

NO_FACETS = "facets are no rows of a table; ask for them with --json, or leave out --csv"


def form_of(as_json: bool, as_jsonl: bool, as_csv: bool) -> Form:
    """Return how what is found is printed.

    Raises:
        QueryError: As a table and as JSON at once.
    """
    if as_csv and (as_json or as_jsonl):
        raise QueryError("--csv does not go with --json or --jsonl; choose one of them")
    if as_csv:
        return "csv"
    return "json" if as_json else "jsonl" if as_jsonl else "text"


def print_each(
    found: Iterator[Asked],
    form: Form,
    to_json: Callable[[Asked], str],
    to_csv: Callable[..., str],
) -> None:
    """Print what is found for each query of a file, as it is found."""
    gc.enable()  # it is off for a single query
    for piece in query_file.written(found, form, to_json, to_csv):
        sys.stdout.write(piece)


def print_found(
    found: Found,
    form: Form,
    to_json: Callable[[Found], str],
    to_jsonl: Callable[[Found], str],
    to_csv: Callable[[Found], str],
    to_text: Callable[[Found, Look], str],
) -> None:
    """Print what was found on stdout, and warnings on stderr unless they are in it."""
    if form == "json":
        print(to_json(found))
        return
    if form == "jsonl":
        lines = to_jsonl(found)
        if lines:
            print(lines)
    elif form == "csv":
        sys.stdout.write(to_csv(found))
    else:
        print(to_text(found, look()))
    for warning in found.warnings:
        complain("warning", warning)


def look() -> Look:
    """Return how wide the terminal is, and what it can show."""
    from search.output.terminal import Look

    color = (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
    columns = min(max(shutil.get_terminal_size().columns, 20), 100)
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    named = next((v for v in map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG")) if v), "")
    plain = named in ("C", "POSIX") or not encoding.startswith("utf")
    return Look(color=color, width=columns, unicode=not plain)
