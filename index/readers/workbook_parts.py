"""Parts of a workbook besides its cells: what it says of itself, and what is left out."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.errors import UnreadableError
from index.readers import ole_properties
from index.readers.content import Content
from index.readers.open_document import is_encrypted, said
from index.readers.packages import Package, damaged, has_words, local

MAX_CELLS = 50_000_000
"""Of a sheet, empty ones between others included: calamine keeps 32 bytes for each."""

_DIMENSION = re.compile(rb"<(?:\w+:)?dimension ref=\"[A-Z]+\d+:([A-Z]{1,3})(\d{1,7})\"")
_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^<>]*(?<!/)>")
_UNCALCULATED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*(?:<v></v>|<v/>)?</(?:\w+:)?c>"
)
_LEFT_OUT = (
    ("xl/comments", "comments", "comments are not read"),
    ("xl/threadedComments/", "comments", "comments are not read"),
    ("xl/drawings/drawing", "text boxes", "text boxes in sheets are not read"),
    ("xl/charts/chart", "", "a chart is not read"),
    ("xl/embeddings/", "", "an embedded file is not read; save it as a file of its own"),
)
"""Parts of a workbook that are not cells: how their names begin, what they are called in a report
where they have words, and why they are left out."""


def known(package: Package) -> Content:
    """Return what a workbook says of itself, after a look at how large it is.

    Raises:
        UnreadableError: It unpacks to too much, or is encrypted.
    """
    try:
        for name in sorted(package.names):
            part = package.read(name)  # calamine unpacks without a limit
            if name.startswith("xl/worksheets/"):
                _check_extent(part)
        if is_encrypted(package):
            raise UnreadableError("it is encrypted; save it without its password")
        properties: Mapping[str, str] = package.properties()
        if "meta.xml" in package.names:
            found = said(package)
            properties = {**found, "creator": found["author"], "date": found["dated"]}
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:
        raise damaged("workbook", error) from error
    return Content(
        "",
        properties.get("title", ""),
        properties["date"] or None,
        author=properties.get("creator", ""),
    )


def known_of_old(data: bytes) -> Content:
    """Return what a workbook of the old kind says of itself."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return ole_properties.known(file)
    except Exception:  # calamine says what is damaged
        return Content("", "", None)


def _check_extent(sheet: bytes) -> None:
    """Refuse a sheet with cells so far apart that there is no room for what is between them.

    Raises:
        UnreadableError: It is one.
    """
    given = _DIMENSION.search(sheet, 0, 4096)
    if given is None or _column(given[1]) * int(given[2]) <= MAX_CELLS:
        return  # the rest of what says less than it has ends the process
    rows = columns = 0
    for cell in _CELL.finditer(sheet):
        columns, rows = max(columns, _column(cell[1])), max(rows, int(cell[2]))
    if rows * columns > MAX_CELLS:
        raise UnreadableError(
            f"its cells are too far apart ({rows:,} rows, {columns:,} columns); delete those that"
            " stand alone"
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def left_out(package: Package) -> Iterator[tuple[str, str]]:
    """Yield what is no cell, or has no value: its name, and why it is left out."""
    told: dict[tuple[str, str], None] = {}
    for name in sorted(package.names):
        for start, what, reason in _LEFT_OUT:
            is_one = name.startswith(start) and "/_rels/" not in name
            if is_one and (not what or has_words(package, name)):
                told[what or posixpath.basename(name), reason] = None
    sheets = (name for name in package.names if name.startswith("xl/worksheets/sheet"))
    if any(_UNCALCULATED.search(package.read(name)) for name in sheets):
        reason = (
            "formulas that were never calculated are not read; save it with Excel or LibreOffice"
        )
        told["formulas", reason] = None
    if any(local(e) == "annotation" for e in _elements(package, "content.xml")):
        told["comments", "comments are not read"] = None
    yield from told


def _elements(package: Package, name: str) -> Iterator[Any]:
    """Yield the elements of a part; none where there is no such part, or a damaged one."""
    try:
        root = package.xml(name)
    except UnreadableError:
        raise
    except Exception:  # calamine says what is damaged
        return
    yield from root.iter() if root is not None else ()
