"""The body of a Word document as blocks: paragraphs, rows of tables, text boxes and notes.

What tracked changes took out is left out and what they put in is there; content controls, smart
tags, fields and hyperlinks are looked through. A note or a text box is a block of its own after the
paragraph that refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from index.readers.blocks import Block, row_of
from index.readers.packages import attribute, child, local

_GONE = frozenset("del moveFrom delText instrText delInstrText rPr sectPr tblPr trPr tcPr".split())
"""Elements whose text is none: it was deleted, moved away, or is code."""

_SPACES = frozenset("tab br cr ptab".split())
_FALSE = ("0", "false", "off")


class Body:
    """One reading of a document.

    Attributes:
        left_out: What was left out, each with its reason.
    """

    def __init__(self, *, names: Mapping[str, str], notes: Mapping[str, Any]) -> None:
        """Take the names of styles by id, and the roots of the notes' parts, or None, by kind."""
        self._names = names
        self._notes: dict[tuple[str, str], Any] = {
            (kind, attribute(note, "id")): note
            for kind, root in notes.items()
            if root is not None
            for note in root
            if local(note) == kind and not attribute(note, "type").endswith("eparator")
        }
        self._tables = 0
        self._fields: list[bool] = []  # of each open field, whether its result has begun
        self.left_out: list[tuple[str, str]] = []

    def read(self, document: Any) -> list[Block]:
        """Return the blocks of a document that have text."""
        return list(self._blocks(document))

    def _blocks(self, container: Any) -> Iterator[Block]:
        held = ""  # of a paragraph whose end was deleted: it goes on in the next one
        for element in _members(container, "p", "tbl", "altChunk"):
            kind = local(element)
            if kind == "p":
                text, after = self._paragraph(element)
                text, held = held + text, ""
                if _end_is_deleted(element):
                    held = text
                elif block := " ".join(text.split()):
                    yield Block(block, self._style(element))
                yield from after
            elif kind == "tbl":
                self._tables += 1
                yield from self._table(element, self._tables)
            else:
                reason = "an embedded document is not read; save it as a file of its own"
                self.left_out.append(("embedded document", reason))
        if block := " ".join(held.split()):
            yield Block(block)

    def _style(self, paragraph: Any) -> str:
        properties = child(paragraph, "pPr")
        style = child(properties, "pStyle")
        key = attribute(style, "val") if style is not None else ""
        return self._names.get(key, key.casefold())

    def _paragraph(self, paragraph: Any) -> tuple[str, list[Block]]:
        """Return a paragraph's text, and the notes and boxes that belong after it."""
        parts: list[str] = []
        after: list[Block] = []
        self._inline(paragraph, parts, after)
        # A field's code ends in its paragraph; only its result may go on.
        self._fields = [True for begun in self._fields if begun]
        return "".join(parts), after

    def _inline(self, container: Any, parts: list[str], after: list[Block]) -> None:
        for element in container:
            kind = local(element)
            if kind == "t":
                if all(self._fields):
                    parts.append(element.text or "")
            elif kind in _SPACES:
                parts.append(" ")
            elif kind == "noBreakHyphen":
                parts.append("-")
            elif kind == "sym":
                parts.append(_symbol(element))
            elif kind == "fldChar":
                self._field(attribute(element, "fldCharType"))
            elif kind in ("footnoteReference", "endnoteReference"):
                after.extend(self._note(kind.removesuffix("Reference"), element))
            elif kind == "txbxContent":
                after.extend(replace(block, apart=True) for block in self._blocks(element))
            elif kind == "AlternateContent":
                self._alternative(element, parts, after)
            elif kind not in _GONE and kind != "pPr" and not self._is_unseen(element, kind):
                self._inline(element, parts, after)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _note(self, kind: str, reference: Any) -> Iterator[Block]:
        # Each once: a note that refers to itself would have no end.
        note = self._notes.pop((kind, attribute(reference, "id")), None)
        if note is None:
            return
        fields, self._fields = self._fields, []
        text = " ".join(block.text for block in self._blocks(note))
        self._fields = fields
        if text:
            yield Block(text, apart=True)

    def _alternative(self, element: Any, parts: list[str], after: list[Block]) -> None:
        """Read the first alternative that has text: all of them say the same."""
        for choice in element:
            some: list[str] = []
            boxes: list[Block] = []
            self._inline(choice, some, boxes)
            if boxes or "".join(some).strip():
                parts.extend(some)
                after.extend(boxes)
                return

    def _is_unseen(self, element: Any, kind: str) -> bool:
        """Tell whether Word does not show an element: hidden text, placeholders, a ruby's reading.

        Hidden text is noted as left out.
        """
        if kind == "r":
            vanish = child(child(element, "rPr"), "vanish")
            if vanish is None or attribute(vanish, "val") in _FALSE:
                return False
            hidden = ("hidden text", "hidden text is not read")
            if hidden not in self.left_out and any(local(e) == "t" for e in element):
                self.left_out.append(hidden)
            return True
        if kind == "sdt":
            return child(child(element, "sdtPr"), "showingPlcHdr") is not None
        return kind == "rt"

    def _table(self, table: Any, number: int) -> Iterator[Block]:
        above: dict[int, str] = {}  # texts of cells by column, for those merged with one above
        for row in _members(table, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                continue
            before = child(properties, "gridBefore")
            column = _number(before, 0)
            texts: list[str] = []
            cells: list[list[Block]] = []
            for cell in _members(row, "tc"):
                of_cell = child(cell, "tcPr")
                if child(of_cell, "cellDel") is not None or _goes_on(of_cell, "hMerge"):
                    continue
                blocks = list(self._blocks(cell))
                text = " ".join(b.text for b in blocks if not b.table and not b.apart)
                if _goes_on(of_cell, "vMerge"):
                    text = text or above.get(column, "")
                above[column] = text
                texts.append(text)
                cells.append(blocks)
                column += _number(child(of_cell, "gridSpan"), 1)
            yield from row_of(texts, cells, number)


def _members(container: Any, *kinds: str) -> Iterator[Any]:
    """Yield the elements of some kinds below one, looked for through all others."""
    for element in container:
        kind = local(element)
        if kind in kinds:
            yield element
        elif kind == "AlternateContent":
            yield from _members(element[:1], *kinds)
        elif kind == "sdt" and child(child(element, "sdtPr"), "showingPlcHdr") is not None:
            continue
        elif kind not in _GONE and kind != "txbxContent":
            yield from _members(element, *kinds)


def _end_is_deleted(paragraph: Any) -> bool:
    """Tell whether a tracked change joined a paragraph to the next one."""
    mark = child(child(paragraph, "pPr"), "rPr")
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None


def _goes_on(properties: Any, name: str) -> bool:
    """Tell whether a cell only goes on with the one that it is merged with."""
    merged = child(properties, name)
    return merged is not None and attribute(merged, "val") != "restart"


def _symbol(element: Any) -> str:
    """Return a symbol; those of a font of its own have no meaning without it."""
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    return "" if 0xD800 <= code <= 0xF8FF or code > 0x10FFFF else chr(code)


def _number(element: Any, default: int) -> int:
    value = attribute(element, "val") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 5 else default
