"""Tables: the rows of CSV and TSV, whole even where quotation marks or separators are amiss.

Python's csv module reads what is as RFC 4180 has it. Where it is not (a quotation mark that is not
closed, one marked with a backslash, a text with separators in it that is not quoted), rows are
parsed one by one, each in the way that gives as many cells as there are columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from index.readers.limits import MAX_ARTICLE_CHARS

SEPARATORS = ",;\t|"

LOOKED_AT_LINES = 20
"""Lines by which the separator is chosen, and by which a cell of several lines is judged."""

LINES_ABOVE = 6
"""So many lines, such as the name of what was exported, may stand above the names of columns ..."""

NAMES_BELOW = 2
"""... of which so many are then known."""

_DECLARED = re.compile(r"\s*\"?sep=(.)\"?[^\S\n]*\n", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


class _Row(NamedTuple):
    """A row: its cells, where the next one begins, and whether its quotation marks pair."""

    cells: list[str]
    end: int
    is_in_order: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a line of names.

    Attributes:
        text: All lines after that of the names.
        names: Of the columns.
        separator: Between cells.
    """

    text: str
    names: tuple[str, ...]
    separator: str

    def rows(self, widest: int) -> Iterator[list[str]]:
        """Yield the cells of each row; none of a blank line.

        Args:
            widest: Number of the column that takes separators that were not quoted.
        """
        if self._is_in_order():
            yield from self._reader()
            return
        at = 0
        while at < len(self.text):
            cells, at = self._row(at)
            yield self._fitted(cells, widest)

    def _reader(self) -> Iterator[list[str]]:
        csv.field_size_limit(MAX_ARTICLE_CHARS)
        lines = io.StringIO(self.text, newline="")
        return csv.reader(lines, delimiter=self.separator, strict=True)

    def _is_in_order(self) -> bool:
        """Tell whether the csv module reads every row as it is meant."""
        columns = len(self.names)
        try:
            for cells in self._reader():
                if len(cells) > columns and any(cells[columns:]):
                    return False
                if any("\n" in cell and self._swallows(cells[0], cell) for cell in cells):
                    return False
        except csv.Error:
            return False
        return True

    def _swallows(self, first: str, cell: str) -> bool:
        """Tell whether a cell of several lines has rows in it: its quotation mark was not closed.

        Args:
            first: The first cell of the row.
            cell: Any.
        """
        shape = _DIGITS.sub("0", first.strip().split("\n", 1)[0])
        for line in cell.split("\n", LOOKED_AT_LINES)[1 : LOOKED_AT_LINES + 1]:
            begins = line.split(self.separator, 1)[0].strip().strip('"')
            has_cells = line.count(self.separator) >= len(self.names) - 1 > 0
            if has_cells and _DIGITS.sub("0", begins) == shape:
                return True
        return False

    def _row(self, at: int) -> tuple[list[str], int]:
        """Return the cells of the row that begins at an offset, and where the next one begins."""
        tried = [self._cells(at, way) for way in (_doubled, _escaped, None)]
        best = max(tried, key=lambda row: (len(row.cells) == len(self.names), row.is_in_order))
        return best.cells, best.end

    def _cells(self, at: int, way: Callable[[str], re.Pattern[str]] | None) -> _Row:
        """Parse a row; without a way to quote, quotation marks are letters like others."""
        text, separator = self.text, self.separator
        line_end = _found(text, "\n", at)
        if not text[at:line_end].strip():
            return _Row([], line_end + 1, is_in_order=True)
        cells: list[str] = []
        in_order = way is not None
        while True:
            quoted = way(separator).match(text, at, at + MAX_ARTICLE_CHARS) if way else None
            if quoted and "\n" in quoted[1] and self._swallows("".join(cells[:1]), quoted[1]):
                quoted = None
            if quoted:
                cells.append(_unmarked(quoted[1], escaped=way is _escaped))
                at = quoted.end()
            else:
                end = min(_found(text, separator, at), _found(text, "\n", at))
                in_order = in_order and text[at:end].lstrip()[:1] != '"'
                cells.append(text[at:end])
                at = end
            if text[at : at + 1] != separator:
                return _Row(cells, at + 1, is_in_order=in_order)
            at += 1

    def _fitted(self, cells: list[str], widest: int) -> list[str]:
        """Return cells, no more than there are columns: what is too much was one text."""
        while len(cells) > len(self.names) and not cells[-1].strip():
            cells.pop()
        more = len(cells) - len(self.names)
        if more <= 0:
            return cells
        whole = self.separator.join(cells[widest : widest + more + 1])
        return [*cells[:widest], whole, *cells[widest + more + 1 :]]


def read(text: str, known: Collection[str], fold: Callable[[str], str]) -> Table:
    """Find out how a table is written.

    Args:
        text: All of it.
        known: Names that its columns may have, folded.
        fold: Folds a name.
    """
    text = text.lstrip("\n")
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    separators = declared[1] if declared else SEPARATORS

    def known_names(table: Table) -> int:
        return len({fold(name) for name in table.names} & set(known))

    first = _fitting(text, separators, known_names)
    if known_names(first):
        return first
    at = 0
    for _ in range(LINES_ABOVE):
        at = _found(text, "\n", at) + 1
        below = _fitting(text[at:], separators, known_names) if at < len(text) else first
        if known_names(below) >= NAMES_BELOW:
            return below
    return first


def _fitting(text: str, separators: str, known_names: Callable[[Table], int]) -> Table:
    """Return a table with the separator that fits its first lines."""

    def fits(table: Table) -> tuple[int, int, int]:
        lines = [line for line in table.text.split("\n", LOOKED_AT_LINES)[:-1] if line.strip()]
        full = sum(line.count(table.separator) >= len(table.names) - 1 for line in lines)
        return known_names(table), full if len(table.names) > 1 else 0, len(table.names)

    return max((_named(text, separator) for separator in separators), key=fits)


def _named(text: str, separator: str) -> Table:
    head = Table(text, (), separator)._cells(0, _doubled)
    return Table(text[head.end :], tuple(name.strip() for name in head.cells), separator)


def _found(text: str, what: str, at: int) -> int:
    found = text.find(what, at)
    return len(text) if found < 0 else found


@cache
def _doubled(separator: str) -> re.Pattern[str]:
    """Return what matches a quoted cell in which a quotation mark is doubled."""
    return re.compile(rf' *"((?:[^"]++|"")*+)" *(?={re.escape(separator)}|\n|\Z)')


@cache
def _escaped(separator: str) -> re.Pattern[str]:
    """Return what matches a quoted cell in which a quotation mark has a backslash before it."""
    return re.compile(rf' *"((?:[^"\\]++|\\.|"")*+)" *(?={re.escape(separator)}|\n|\Z)', re.DOTALL)


def _unmarked(cell: str, *, escaped: bool) -> str:
    cell = cell.replace('""', '"')
    return re.sub(r"\\([\"\\])", r"\1", cell) if escaped else cell
