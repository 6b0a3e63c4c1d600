"""OpenDocument texts and presentations (.odt, .odp): what LibreOffice and others write.

Read with lxml and by local names. Tracked changes are accepted; notes and text boxes follow their
paragraph; of presentations each slide is a page, with its notes. See OASIS OpenDocument 1.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from index.errors import UnreadableError
from index.readers.blocks import Block, joined, row_of
from index.readers.content import Content, Record, paged
from index.readers.packages import Package, attribute, child, damaged, dated, local, named

MAX_REPEATED = 1000
"""Times that one element may say that it is repeated: what sheets fill up a page with is empty."""

_GONE = frozenset(
    "tracked-changes note-citation ruby-text annotation-end sequence-decls variable-decls forms"
    " user-field-decls desc title page-number settings animations par page-thumbnail".split()
)
"""Elements whose text is none: it was deleted, describes a picture, or is a mark."""

_FURNITURE = ("date-time", "footer", "header", "page-number")
_EMBEDDED = "an embedded object is not read; save it as a file of its own"


def read(data: bytes) -> Iterator[Record]:
    """Read a text or a presentation: its article, then what is left out.

    Raises:
        UnreadableError: It is damaged, encrypted, or has no text.
    """
    try:
        package = Package(data)
        if is_encrypted(package):
            raise UnreadableError("it is encrypted; save it without its password")
        root = package.xml("content.xml")
        body = child(root, "body")
        reading = _Reading(hidden=_hidden_styles(root))
        slides = child(body, "presentation")
        if slides is None:
            blocks = list(reading.blocks(child(body, "text")))
            text, pages = joined(blocks), tuple[int, ...]()
        else:
            slides = [list(reading.blocks(e)) for e in slides if local(e) == "page"]
            text, pages = paged([_with_rows(slide) for slide in slides])
            blocks = [block for slide in slides for block in slide]
        known = said(package)
        if _has_margins(package):
            reading.left_out.append(
                ("the heads and feet of pages", "the heads and feet of pages are not read")
            )
    except (UnreadableError, RecursionError, MemoryError):
        raise
    except Exception as error:
        raise damaged("OpenDocument file", error) from error
    if not text.strip():
        raise UnreadableError("there is no text in it")
    heading = next((block.text for block in blocks if block.style == "title"), "")
    first = next((block.text for block in blocks if block.style == "heading"), "")
    content = Content(
        text,
        heading or known.get("title", "") or first,
        known["dated"] or None,
        author=known["author"],
        language=known.get("language", ""),
        pages=pages,
    )
    yield Record("", content)
    for name, reason in dict.fromkeys(reading.left_out):
        yield Record(name, None, reason)


@dataclass(slots=True)
class _Reading:
    """One reading of a document.

    Attributes:
        hidden: Names of styles whose text is not shown.
        left_out: What was left out, each with its reason.
        tables: How many there were.
    """

    hidden: frozenset[str]
    left_out: list[tuple[str, str]] = field(default_factory=list)
    tables: int = 0

    def blocks(self, container: Any) -> Iterator[Block]:
        """Yield the blocks below an element that have text."""
        for element in container if container is not None else ():
            kind = local(element)
            if kind in ("p", "h"):
                yield from self._paragraph(element, "heading" if kind == "h" else "")
            elif kind == "table":
                self.tables += 1
                yield from self._table(element, self.tables)
            elif kind == "frame":
                yield from self._frame(element)
            elif kind == "annotation":
                self._leave_out("comments", "comments are not read")
            elif kind not in _GONE:
                yield from self.blocks(element)

    def _frame(self, frame: Any) -> Iterator[Block]:
        """Yield what is in a frame; of what it may show, the first that has text."""
        place = attribute(frame, "class")
        if place in _FURNITURE:
            if any(c.isalpha() for e in frame.iter() if local(e) == "p" for c in e.itertext()):
                self._leave_out("the feet of slides", "the feet of slides are not read")
            return
        for element in frame:
            kind = local(element)
            if kind in ("object", "object-ole"):
                self._leave_out(attribute(element, "href").strip("./") or "object", _EMBEDDED)
                return
            if kind == "table":
                self.tables += 1
                yield from self._table(element, self.tables)
                return
            if kind == "text-box":
                style = "title" if place == "title" else ""
                yield from (replace(b, style=style or b.style) for b in self.blocks(element))
                return

    def _paragraph(self, paragraph: Any, style: str) -> Iterator[Block]:
        parts: list[str] = []
        after: list[Block] = []
        self._inline(paragraph, parts, after)
        if text := " ".join("".join(parts).split()):
            named = attribute(paragraph, "style-name") == "Title"
            yield Block(text, "title" if named else style)
        yield from after

    def _inline(self, element: Any, parts: list[str], after: list[Block]) -> None:
        if attribute(element, "style-name") in self.hidden:
            if any(c.isalnum() for text in element.itertext() for c in text):
                self._leave_out("hidden text", "hidden text is not read")
            return
        parts.append(element.text or "")
        for each in element:
            kind = local(each)
            if kind in ("s", "tab", "line-break"):
                parts.append(" ")
            elif kind == "note":
                note = " ".join(block.text for block in self.blocks(child(each, "note-body")))
                after.extend([Block(note, apart=True)] if note else [])
            elif kind in ("frame", "custom-shape", "g", "rect", "text-box"):
                after.extend(replace(block, apart=True) for block in self.blocks([each]))
            elif kind == "annotation":
                self._leave_out("comments", "comments are not read")
            elif kind and kind not in _GONE:
                self._inline(each, parts, after)
            parts.append(each.tail or "")

    def _table(self, table: Any, number: int) -> Iterator[Block]:
        above: dict[int, tuple[int, str]] = {}  # rows left, and the text, of cells that reach down
        for row in _rows(table):
            texts: list[str] = []
            cells: list[list[Block]] = []
            for cell in row:
                if local(cell) not in ("table-cell", "covered-table-cell"):
                    continue
                column = len(texts)
                blocks = list(self.blocks(cell))
                text = " ".join(b.text for b in blocks if not b.table and not b.apart)
                left, there = above.pop(column, (0, ""))
                if local(cell) == "covered-table-cell":
                    if not left:
                        continue  # beside one that is wider
                    text = text or there
                    above[column] = (left - 1, there)
                elif (rows := _number(cell, "number-rows-spanned")) > 1:
                    above[column] = (rows - 1, text)
                again = _number(cell, "number-columns-repeated")
                texts.extend([text] * again)
                cells.append(blocks)
            if any(texts) or any(cells):
                yield from row_of(texts, cells, number)

    def _leave_out(self, name: str, reason: str) -> None:
        self.left_out.append((name, reason))


def _rows(container: Any) -> Iterator[Any]:
    for element in container:
        if local(element) == "table-row":
            yield element
        elif local(element) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(element)


def _with_rows(blocks: Sequence[Block]) -> list[str]:
    """Return the blocks of a slide, its title first."""
    ordered = sorted(blocks, key=lambda block: block.style != "title")
    return [joined(ordered)]


def said(package: Package) -> dict[str, str]:
    """Return what a document says of itself: title, author, dated, language."""
    meta = child(package.xml("meta.xml"), "meta")
    found = {local(e): " ".join((e.text or "").split()) for e in (meta if meta is not None else ())}
    found["author"] = named(found.get("initial-creator", "") or found.get("creator", ""))
    found["dated"] = dated(found.get("creation-date", ""), found.get("date", ""))
    return found


def is_encrypted(package: Package) -> bool:
    """Tell whether parts of a document of OpenDocument are encrypted."""
    manifest = package.xml("META-INF/manifest.xml")
    return manifest is not None and any(local(e) == "encryption-data" for e in manifest.iter())


def _hidden_styles(root: Any) -> frozenset[str]:
    styles = child(root, "automatic-styles")
    return frozenset(
        attribute(style, "name")
        for style in (styles if styles is not None else ())
        if attribute(child(style, "text-properties"), "display") == "none"
    )


def _has_margins(package: Package) -> bool:
    """Tell whether there are words at the head or the foot of pages."""
    styles = child(package.xml("styles.xml"), "master-styles")
    margins = (
        e
        for e in (styles.iter() if styles is not None else ())
        if local(e).startswith(("header", "footer"))
    )
    return any(c.isalpha() for margin in margins for text in margin.itertext() for c in text)


def _number(element: Any, name: str) -> int:
    value = attribute(element, name)
    return min(int(value), MAX_REPEATED) if value.isdecimal() and len(value) < 9 else 1
