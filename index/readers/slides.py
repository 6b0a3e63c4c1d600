"""Presentations (.pptx): slide by slide the text of shapes, tables and diagrams, then the notes.

Each slide is a page. Read with lxml and by local names; see ECMA-376, part 1 (PresentationML and
DrawingML). The title of a slide comes first, all else in the order in which it is read aloud.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from index.errors import UnreadableError
from index.readers.content import Content, Record, paged
from index.readers.packages import Package, attribute, child, damaged, has_words, local

_FURNITURE = frozenset(("dt", "sldNum", "hdr", "sldImg"))
"""Placeholders for what is the same on every slide."""

_TITLES = ("title", "ctrTitle")

_LEFT_OUT = (
    ("embeddings/", "an embedded file is not read; save it as a file of its own"),
    ("charts/chart", "a chart is not read"),
)
"""Parts in the folder of a presentation that hold something else than text."""


def read(data: bytes) -> Iterator[Record]:
    """Read a presentation: its article, then what is left out.

    Raises:
        UnreadableError: It is damaged, or has no text.
    """
    try:
        package = Package(data)
        main = next(iter(package.related("", "/officeDocument")), "ppt/presentation.xml")
        slides = list(_slides(package, main))
        properties = package.properties()
        left_out = list(_left_out(package, posixpath.dirname(main)))
    except (UnreadableError, RecursionError, MemoryError):
        raise
    except Exception as error:
        raise damaged("presentation", error) from error
    text, pages = paged([[*slide.titles, *slide.blocks] for slide in slides])
    if not text:
        raise UnreadableError("there is no text in the presentation")
    first = next((slide.titles for slide in slides if slide.titles), [])
    content = Content(
        text,
        properties.get("title", "") or " ".join(first),
        properties["date"] or None,
        author=properties.get("creator", ""),
        language=properties.get("language", ""),
        pages=pages,
    )
    yield Record("", content)
    if any(slide.has_feet for slide in slides):
        yield Record("the feet of slides", None, "the feet of slides are not read")
    for name, reason in left_out:
        yield Record(name, None, reason)


def _slides(package: Package, main: str) -> Iterator[_Slide]:
    """Yield the slides in their order, hidden ones too.

    Raises:
        UnreadableError: There are none.
    """
    root = package.xml(main)
    if root is None:
        raise UnreadableError("it is a damaged presentation (its slides are missing)")
    relations = package.relations(main)
    for each in child(root, "sldIdLst") if child(root, "sldIdLst") is not None else ():
        _, name = relations.get(_relation(each), ("", ""))
        yield _Slide(package, name)


class _Slide:
    """The text of one slide.

    Attributes:
        titles: What stands in its title; mostly one.
        blocks: All other paragraphs and rows, and the notes after them.
        has_feet: Whether there is a line at its foot, which is left out.
    """

    def __init__(self, package: Package, name: str) -> None:
        self.titles: list[str] = []
        self.blocks: list[str] = []
        self.has_feet = False
        self._package = package
        self._relations: Mapping[str, tuple[str, str]] = package.relations(name)
        root = package.xml(name)
        if root is None:
            return
        self._shapes(child(child(root, "cSld"), "spTree"))
        for kind, target in self._relations.values():
            if kind.endswith("/notesSlide") and (notes := package.xml(target)) is not None:
                self._shapes(child(child(notes, "cSld"), "spTree"))

    def _shapes(self, container: Any) -> None:
        for element in container if container is not None else ():
            kind = local(element)
            if kind in ("sp", "cxnSp", "pic"):
                self._shape(element)
            elif kind == "grpSp":
                self._shapes(element)
            elif kind == "graphicFrame":
                self._frame(element)
            elif kind == "AlternateContent":  # all of them say the same
                before = len(self.blocks), len(self.titles)
                for choice in element:
                    self._shapes(choice)
                    if (len(self.blocks), len(self.titles)) != before:
                        break

    def _shape(self, shape: Any) -> None:
        place = next((e for e in shape.iter() if local(e) == "ph"), None)
        kind = attribute(place, "type")
        blocks = list(_paragraphs(child(shape, "txBody")))
        if kind == "ftr":
            self.has_feet = self.has_feet or bool(blocks)
        elif kind in _TITLES:
            self.titles.extend(blocks)
        elif kind not in _FURNITURE:
            self.blocks.extend(blocks)

    def _frame(self, frame: Any) -> None:
        """Take the rows of a table, or the points of a diagram."""
        for element in frame.iter():
            kind = local(element)
            if kind == "tbl":
                self.blocks.extend(filter(None, ["\n".join(_rows(element))]))
                return
            if kind == "relIds":
                _, target = self._relations.get(attribute(element, "dm"), ("", ""))
                points = self._package.xml(target)
                for body in points.iter() if points is not None else ():
                    if local(body) == "t" and len(body):  # of a point, not of a run
                        self.blocks.extend(_paragraphs(body))
                return


def _paragraphs(body: Any) -> Iterator[str]:
    """Yield the paragraphs of a text body that have text."""
    for paragraph in body if body is not None else ():
        if local(paragraph) == "p" and (text := _text(paragraph)):
            yield text


def _text(paragraph: Any) -> str:
    parts: list[str] = []
    for element in paragraph.iter():
        kind = local(element)
        if kind == "br":
            parts.append(" ")
        elif kind == "t" and not attribute(element.getparent(), "type").startswith("slidenum"):
            parts.append(element.text or "")
    return " ".join("".join(parts).split())


def _rows(table: Any) -> Iterator[str]:
    """Yield the rows of a table; cells that are merged with one above are in each of them."""
    above: dict[int, str] = {}
    for row in table:
        if local(row) != "tr":
            continue
        texts: list[str] = []
        for column, cell in enumerate(each for each in row if local(each) == "tc"):
            if attribute(cell, "hMerge") in ("1", "true"):
                continue
            text = " ".join(_paragraphs(child(cell, "txBody")))
            if attribute(cell, "vMerge") in ("1", "true"):
                text = text or above.get(column, "")
            above[column] = text
            texts.append(text)
        while texts and not texts[-1]:
            texts.pop()
        if any(texts):
            yield " | ".join(texts)


def _relation(element: Any) -> str:
    """Return the id of a relation, which is the attribute `id` with a namespace."""
    return next((str(v) for k, v in element.items() if k.endswith("}id")), "")


def _left_out(package: Package, folder: str) -> Iterator[tuple[str, str]]:
    comments = False
    for name in sorted(package.names):
        within = posixpath.relpath(name, folder or ".")
        for start, reason in _LEFT_OUT:
            if within.startswith(start) and "/_rels/" not in name:
                yield posixpath.basename(name), reason
        if within.startswith("comments/") and name.endswith(".xml"):
            comments = comments or has_words(package, name)
    if comments:
        yield "comments", "comments are not read"
