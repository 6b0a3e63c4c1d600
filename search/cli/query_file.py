"""Query files: many queries, one a line, or one a row in a column of a table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from index.errors import QueryError, UnreadableError
from search.cli.console import complain

if TYPE_CHECKING:
    from search.answers.types import Answers
    from search.types import Results

Found = TypeVar("Found", "Results", "Answers")

QUERIES_AT_ONCE = 256
"""Queries that are searched together: enough to be fast, few enough to come out soon."""

TABLES = frozenset({".csv", ".tsv"})
"""Endings of files that are read as tables; others are where a column is named."""

COLUMNS = ("query", "question", "name", "names", "term", "keyword", "search", "text")
"""Names of the column that has the queries, the first that there is; else it is the first one."""


class Line(NamedTuple):
    """A query, and where in its file it stands, counted from 1."""

    place: str
    text: str


def read(path: Path, column: str | None) -> Iterator[Line]:
    """Yield the queries of a file that are not blank.

    Args:
        path: A text file, or a table with a line of names at the top; `-` is standard input.
        column: Name of the column in a table; else one of `COLUMNS`, or the first.

    Raises:
        QueryError: The file cannot be read, or has no such column.
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        if column is None and path.suffix.lower() not in TABLES:
            yield from _lines(data.decode("utf-8-sig"))
            return
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise QueryError(
            f"{path} cannot be read ({reason}); give a text file of queries, or a table in CSV"
        ) from error
    yield from _rows(path, data, column)


def _lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield Line(f"line {number}", line)


def _rows(path: Path, data: bytes, column: str | None) -> Iterator[Line]:
    """Yield the cells of a table's column."""
    from index.readers import tables
    from index.readers.decoding import clean, decode
    from index.readers.field_names import folded

    known = COLUMNS if column is None else (column,)
    try:
        text = clean(decode(data)) if data.strip() else ""
    except UnreadableError as error:
        raise QueryError(f"{path} cannot be read ({error}); give a table in CSV") from error
    table = tables.read(text, {folded(name) for name in known}, folded)
    names = [folded(name) for name in table.names]
    at = next((names.index(folded(name)) for name in known if folded(name) in names), None)
    if at is None and column is not None:
        raise QueryError(
            f"{path} has no column {column!r}; it has {', '.join(map(repr, table.names)) or 'none'}"
        )
    if at is None:
        at = 0
        head = table.names[0] if table.names else ""
        complain(
            "warning",
            f"no column of {path} is called {', '.join(COLUMNS[:3])} or the like: the first one is"
            f" asked, and {head!r} taken for its name; --column says another",
        )
    for number, cells in enumerate(table.rows(at), start=1):
        if len(cells) > at and cells[at].strip():
            yield Line(f"row {number}", cells[at].strip())


def answered(
    path: Path,
    column: str | None,
    together: Callable[[list[str]], Iterable[Found]],
    alone: Callable[[str], object],
) -> Iterator[Found]:
    """Yield what is found for each query of a file, in their order.

    Args:
        path, column: As for `read`.
        together: Finds it for several queries.
        alone: Finds it for one, to tell which one cannot be searched.

    Raises:
        QueryError: Naming the query that cannot be searched; or as `read`.
    """
    lines = read(path, column)
    while batch := list(islice(lines, QUERIES_AT_ONCE)):
        try:
            yield from together([line.text for line in batch])
        except QueryError:
            for line in batch:
                try:
                    alone(line.text)
                except QueryError as error:
                    raise QueryError(f"{path}, {line.place}: {error}") from error
            raise


def written(
    found: Iterator[Found],
    form: Literal["text", "json", "jsonl", "csv"],
    to_json: Callable[[Found], str],
    to_csv: Callable[..., str],
) -> Iterator[str]:
    """Yield what is printed of what was found: one list, a line each, or one table."""
    if form == "json":
        yield f"[{', '.join(map(to_json, found))}]\n"
    elif form == "csv":
        first = next(found, None)  # the header alone, where nothing is asked
        yield to_csv(first, always=True)
        for one in found:
            yield to_csv(one, header=False, always=True)
    else:
        for one in found:
            yield to_json(one) + "\n"
