"""Workbooks (.xlsx, .xls, .ods and others): each row of a table an article, with the head's names.

calamine reads the cells, as they were last calculated. Where a column is known to hold texts (see
`field_names.FIELDS`), the row's other cells follow it; else the row is its cells, with their names.
A sheet without a head is one article, line by line.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from index.errors import UnreadableError
from index.readers import records, workbook_parts
from index.readers.content import Content, Record
from index.readers.limits import MAX_ARTICLE_CHARS
from index.readers.packages import Package, damaged
from index.readers.records import Fields

HEAD_WITHIN = 20
"""Rows among which the head of a table is looked for."""

NAME_CHARS = 120
"""A longer cell is no name of a column."""

YEARS = range(1800, 2200)
"""Numbers that may be the name of a column."""

_ZIP = b"PK"
_UNNAMED = re.compile(r"[^\W\d_]+\s?\d+")
"""What programs call a sheet, in any language: "Sheet1", "Tabelle 2"."""


def read(data: bytes, fields: Fields) -> Iterator[Record]:
    """Read the sheets of a workbook, hidden ones too, then what is left out.

    Args:
        data: All of it.
        fields: Names of columns by what they hold; see `field_names.FIELDS`.

    Raises:
        UnreadableError: It is damaged, encrypted, or has no cells.
    """
    package = Package(data) if data.startswith(_ZIP) else None
    known = workbook_parts.known(package) if package else workbook_parts.known_of_old(data)
    found = False
    for record in _sheets(data, fields, known):
        found = True
        yield record
    for name, reason in workbook_parts.left_out(package) if package else ():
        found = True
        yield Record(name, None, reason)
    if not found:
        raise UnreadableError("there is nothing in its cells")


def _sheets(data: bytes, fields: Fields, known: Content) -> Iterator[Record]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [*workbook.sheets_metadata]
    except BaseException as error:
        raise _reason(error) from error
    for sheet in sheets:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            yield Record(sheet.name, None, "a chart or macro sheet is not read")
        elif sheet.visible == SheetVisibleEnum.VeryHidden:
            yield Record(sheet.name, None, "a sheet that only programs can show is not read")
        else:
            try:
                cells = workbook.get_sheet_by_name(sheet.name)
                rows = _rows(cells)
            except BaseException as error:
                yield Record(sheet.name, None, str(_reason(error)))
                continue
            yield from _articles(sheet.name, rows, fields, known)


def _reason(error: BaseException) -> UnreadableError:
    """Return why a workbook cannot be read; calamine panics at some of what is damaged."""
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        raise error
    if isinstance(error, MemoryError):
        raise error
    if "password" in f"{type(error).__name__} {error}".lower():
        return UnreadableError("it is encrypted; save it without its password")
    return damaged("workbook", error if isinstance(error, Exception) else Exception(str(error)))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: its number in the sheet, from 1, and what its cells hold."""

    number: int
    cells: Sequence[Any]

    @property
    def filled(self) -> int:
        """How many cells hold anything."""
        return sum(cell != "" for cell in self.cells)


def _rows(sheet: Any) -> Iterator[_Row]:
    """Yield the rows that are not empty; what was merged downwards is in each of its rows."""
    top, left = sheet.start or (0, 0)
    merged: dict[int, list[tuple[int, int]]] = {}  # by column: from which row, to which
    for (first, column), (last, _) in sheet.merged_cell_ranges or ():
        if last > first:
            merged.setdefault(column - left, []).append((first, last))
    held: dict[int, tuple[int, Any]] = {}
    for number, given in enumerate(sheet.iter_rows(), top):
        cells = list(given)
        for column, ranges in merged.items():
            until, value = held.get(column, (-1, ""))
            if number <= until and column < len(cells):
                cells[column] = value
            for first, last in ranges:
                if first == number and column < len(cells):
                    held[column] = (last, cells[column])
        if any(cell != "" for cell in cells):
            yield _Row(number + 1, cells)


def _articles(name: str, rows: Iterator[_Row], fields: Fields, known: Content) -> Iterator[Record]:
    """Yield the articles of a sheet."""
    first = list(islice(rows, HEAD_WITHIN))
    head = next((n for n, row in enumerate(first) if _is_head(row, first[n + 1 :])), None)
    above = first if head is None else first[:head]
    lines = [_line(row.cells) for row in above]
    if head is None:
        lines.extend(_line(row.cells) for row in rows)
    if any(lines):
        title = "" if _UNNAMED.fullmatch(name) else name
        text = "\n".join(filter(None, lines))
        if len(text) > MAX_ARTICLE_CHARS:
            yield Record(name, None, f"its text is longer than {MAX_ARTICLE_CHARS:,} characters")
        else:
            yield Record(name, replace(known, text=text, title=known.title or title))
    if head is not None:
        names = [_shown(cell) for cell in first[head].cells]
        for row in [*first[head + 1 :]]:
            yield from _article(name, names, row, fields, known)
        for row in rows:
            yield from _article(name, names, row, fields, known)


def _is_head(row: _Row, below: Sequence[_Row]) -> bool:
    """Tell whether a row names the columns of those below it."""
    cells = [cell for cell in row.cells if cell != ""]
    widest = max((each.filled for each in below), default=0)
    named = all(
        (isinstance(cell, str) and len(cell) <= NAME_CHARS and any(c.isalpha() for c in cell))
        or (isinstance(cell, float | int) and cell in YEARS)
        or isinstance(cell, date)
        for cell in cells
    )
    has_word = any(isinstance(cell, str) for cell in cells)
    return named and has_word and len(cells) > 1 and len(cells) >= widest / 2 and widest > 1


def _article(
    sheet: str, names: Sequence[str], row: _Row, fields: Fields, known: Content
) -> Iterator[Record]:
    """Yield the article of a row."""
    cells = [(name, text) for name, c in zip(names, row.cells, strict=False) if (text := _shown(c))]
    if row.filled == 1:  # a heading between rows, or a note below them
        cells = [("", text) for _, text in cells]
    found: dict[str, str] = {}
    for name, text in cells:
        found.setdefault(name, text)
    record = records.of_row(found, cells, fields, str(row.number))
    if record.content:
        content = record.content
        record = replace(
            record,
            content=replace(
                content, date=content.date or known.date, author=content.author or known.author
            ),
        )
    yield replace(record, name=f"{sheet}#{record.name}")


def _line(cells: Sequence[Any]) -> str:
    return " | ".join(filter(None, map(_shown, cells)))


def _shown(cell: Any) -> str:
    """Return a cell as it is shown, more or less: its number format is not looked at."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00").removesuffix(":00")
    if isinstance(cell, date | time):
        return cell.isoformat().removesuffix(":00")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return " ".join(str(cell).split())
