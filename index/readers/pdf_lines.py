"""Lines of a PDF's page with their boxes, as PDFium's text layer has them.

A word divided at a line's end ends in "-". Where a line has wide gaps in it, it also has its parts:
cells of a table, or lines of several columns that stand side by side.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from index.readers.pdf_accents import composed

WIDE_GAP = 0.8
"""A gap inside a line wider than this share of its height is none between words."""

MOST_LINES = 3000
"""A page with more lines is a drawing; its order stays, for to find it takes the square of them."""

SLOPE = 0.05
"""Lines that rise by more than this share of their length are not horizontal."""

OTHER_LEVEL = 0.25
"""Characters that differ in height by more than this share of it are not on one line; ..."""

OTHER_SIZE = 0.55
"""... nor are those of which one has less than this share of the other's size; ..."""

LEVEL = 0.3
"""Lines whose bottoms differ by less than this share of their height stand beside each other."""

RAISED_CHARS = 3
"""... but so few of them are the raised number of a note."""

WIDEST_GAP = 2.5
"""Lines of one paragraph are not further apart than so many times the height of the text."""

_LINE = re.compile(r"[^\r\n\ufffe\x02]+[\ufffe\x02]?")
_DIVIDED = re.compile(r"(?<=\w)[-\u2010\u00ad\ufffe\x02]$")
_SPACES = re.compile(r"\s+(?=\S)")
_RARE = re.compile("[\U00010000-\U0010ffff]")


_Box = tuple[float, float, float, float]
"""Left, bottom, right, top of a character."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, and its box in points, from the bottom left.

    Attributes:
        height: Of its font; 0 where the page has no boxes.
        parts: The pieces between wide gaps, from the left; empty where there are none.
        cells: Whether it is a row of a table.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float
    parts: tuple[Line, ...] = ()
    cells: bool = False

    @property
    def top(self) -> float:
        return self.bottom + self.height


def lines(layer: Any) -> list[Line]:
    """Return the lines of a page that have something in them, in PDFium's order.

    Args:
        layer: A text page of pypdfium2.
    """
    text = layer.get_text_range()
    boxes = _Boxes(layer, text)
    if not boxes.fit:
        return [Line(found.strip(), 0, 0, 0, 0) for found in text.splitlines() if found.strip()]
    text = composed(text, boxes.of)
    found = list(_boxed(text, boxes))
    turned = [slant for _, _, slant in found if slant]
    if len(turned) > len(found) / 2:  # the page lies on its side
        slant = max(set(turned), key=turned.count)
        return [line for line, _, each in found if each == slant]
    # What is written across a page is a watermark, or a stamp on its margin.
    level = [(line, start) for line, start, slant in found if not slant]
    parted = _parted(_healed(level), boxes, text)
    return [_clean(line) for line in parted] if "\0" in text else parted


def _clean(line: Line) -> Line:
    """Return a line without the places of accents."""
    text = " ".join(line.text.replace("\0", "").split())
    return replace(line, text=text, parts=tuple(map(_clean, line.parts)))


class _Boxes:
    """The boxes of a page's characters.

    Attributes:
        fit: Whether characters of the text can be found by their number.
    """

    def __init__(self, layer: Any, text: str) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._layer = layer.raw
        self._box = pdfium.FS_RECTF()
        self._reference = ctypes.byref(self._box)
        self._point = (ctypes.c_double(), ctypes.c_double())
        # PDFium counts a letter beyond U+FFFF as two.
        self._rare = [] if text.isascii() else [found.start() for found in _RARE.finditer(text)]
        self.fit = layer.count_chars() == len(text) + len(self._rare)

    def _number(self, at: int) -> int:
        return at + sum(1 for rare in self._rare if rare < at) if self._rare else at

    def of(self, at: int) -> _Box:
        """Return left, bottom, right, top of the character at an offset of the text."""
        box = self._box
        number = self._number(at)
        if not self._pdfium.FPDFText_GetLooseCharBox(self._layer, number, self._reference):
            return 0.0, 0.0, 0.0, 0.0
        return box.left, box.bottom, box.right, box.top

    def base(self, at: int) -> float:
        """Return how high the character at an offset stands."""
        x, y = self._point
        number = self._number(at)
        self._pdfium.FPDFText_GetCharOrigin(self._layer, number, ctypes.byref(x), ctypes.byref(y))
        return float(y.value)

    def slant(self, at: int) -> int:
        """Return by how many degrees the character at an offset is turned; 0 if hardly."""
        angle = self._pdfium.FPDFText_GetCharAngle(self._layer, self._number(at))
        if abs(math.sin(angle)) < SLOPE and math.cos(angle) > 0:
            return 0
        return round(math.degrees(angle)) % 360 or 1

    def runs(self, lines: int) -> Iterator[tuple[float, float, float]]:
        """Yield left, right and middle height of each piece of text that was drawn by itself.

        Args:
            lines: How many lines there are; where there are no more pieces, none is yielded.
        """
        count = self._pdfium.FPDFText_CountRects(self._layer, 0, -1)
        if count <= lines:  # then none has two
            return
        left, top, right, bottom = (ctypes.c_double() for _ in range(4))
        references = [ctypes.byref(each) for each in (left, top, right, bottom)]
        for number in range(count):
            if self._pdfium.FPDFText_GetRect(self._layer, number, *references):
                yield left.value, right.value, (top.value + bottom.value) / 2


def _boxed(text: str, boxes: _Boxes) -> Iterator[tuple[Line, int, int]]:
    """Yield each line, where it begins in the text, and by how much it is turned."""
    for found in _LINE.finditer(text):
        given = found[0]
        words = given.strip()
        if words:
            first = found.start() + len(given) - len(given.lstrip())
            yield from _pieces(text, first, first + len(words), boxes)


def _pieces(text: str, first: int, end: int, boxes: _Boxes) -> Iterator[tuple[Line, int, int]]:
    """Yield a line, cut where PDFium put one behind it that is turned, or stands higher."""
    while True:
        last = end - 1
        if text[last] in "\ufffe\x02" and last > first:
            last -= 1
        box, slant = boxes.of(first), boxes.slant(first)
        cut, ends = end, boxes.of(last) if last > first else box
        if last > first:
            differs = not slant and _differ(boxes, (first, box), (last, ends))
            if differs or boxes.slant(last) != slant:
                cut, ends = _cut(text, first, end, boxes)
        words = _DIVIDED.sub("-", text[first:cut].rstrip())
        # Of three characters, for the first may be an initial, or in another font than the rest.
        usual = box
        if box[1] != ends[1] or box[3] != ends[3]:
            middle = boxes.of(first + (cut - first) // 2)
            usual = sorted((box, middle, ends), key=lambda each: each[3] - each[1])[1]
        yield _line(words, box, ends, usual, slant), first, slant
        if cut >= end:
            return
        first = cut


def _line(text: str, first: _Box, last: _Box, usual: _Box, slant: int) -> Line:
    """Return a line, turned upright, from the boxes of three of its characters."""
    left, bottom, right, top = first
    if slant == 90:  # it runs downwards
        return Line(text, -top, -last[1], left, right - left)
    if slant == 270:
        return Line(text, bottom, last[3], -right, right - left)
    if slant == 180:
        return Line(text, -right, -last[0], -top, top - bottom)
    return Line(text, left, last[2], usual[1], usual[3] - usual[1])


def _differ(boxes: _Boxes, first: tuple[int, _Box], other: tuple[int, _Box]) -> bool:
    """Tell whether a character stands at another height than the first one of its line."""
    (at, one), (there, two) = first, other
    height, size = one[3] - one[1], two[3] - two[1]
    apart = abs(boxes.base(there) - boxes.base(at)) > OTHER_LEVEL * max(height, size)
    return apart or not OTHER_SIZE * height <= size <= height / OTHER_SIZE


def _cut(text: str, first: int, end: int, boxes: _Boxes) -> tuple[int, _Box]:
    """Return where the words end that stand as the first one does, and the box of the last."""
    box, slant = boxes.of(first), boxes.slant(first)
    for space in _SPACES.finditer(text, first, end):
        at = space.end()
        differs = not slant and _differ(boxes, (first, box), (at, boxes.of(at)))
        if (differs or boxes.slant(at) != slant) and end - at > RAISED_CHARS:
            return at, boxes.of(space.start() - 1)
    return end, boxes.of(end - 1)


def _healed(found: Sequence[tuple[Line, int]]) -> list[tuple[Line, int]]:
    """Put lines together again that only a hyphen or the raised number of a note divides.

    Those with a line end of the text in them begin nowhere in it: -1.
    """
    healed: list[tuple[Line, int]] = []
    for line, start in found:
        if healed:
            before, at = healed[-1]
            is_level = abs(before.bottom - line.bottom) < LEVEL * line.height
            gap = line.left - before.right
            is_divided = before.text.endswith("-") and gap >= -1
            if is_level and (is_divided or -1 <= gap < WIDE_GAP * line.height):
                text = f"{before.text}{'' if is_divided else ' '}{line.text}"
                at = at if is_divided else -1
                healed[-1] = (replace(before, text=text, right=line.right), at)
                continue
        healed.append((line, start))
    return healed


def _parted(found: Sequence[tuple[Line, int]], boxes: _Boxes, text: str) -> list[Line]:
    """Give lines their parts."""
    gaps: dict[int, list[float]] = {}  # by line, where a piece begins after a wide gap
    at, ends = 0, 0.0
    for left, right, middle in boxes.runs(len(found)):
        number = next(
            (
                n
                for n in range(at, min(at + 3, len(found)))
                if _has(found[n][0], left, right, middle)
            ),
            None,
        )
        if number is None:
            continue
        if number == at and left - ends > WIDE_GAP * found[at][0].height and ends:
            gaps.setdefault(at, []).append(left)
        at, ends = number, right
    return [
        _with_parts(line, start, gaps[number], boxes, text)
        if number in gaps and start >= 0
        else line
        for number, (line, start) in enumerate(found)
    ]


def _has(line: Line, left: float, right: float, middle: float) -> bool:
    """Tell whether a line has a piece, which may begin with spaces that the line is without."""
    return line.bottom <= middle <= line.top and left <= line.right + 2 and right >= line.left - 2


def _with_parts(line: Line, start: int, lefts: list[float], boxes: _Boxes, text: str) -> Line:
    parts: list[Line] = []
    begin, left = start, line.left
    end = start + len(line.text)
    for space in _SPACES.finditer(text, start, end):
        if not lefts or space.end() >= end:
            break
        at = boxes.of(space.end())[0]
        if at >= lefts[0] - 2:
            lefts = [each for each in lefts if each > at + 2]
            right = boxes.of(space.start() - 1)[2]
            words = text[begin : space.start()].strip()
            if words and right > left:
                parts.append(replace(line, text=words, left=left, right=right))
            begin, left = space.end(), at
    words = line.text[begin - start :].strip()
    if not parts or not words:
        return line
    parts.append(replace(line, text=words, left=left))
    return replace(line, parts=tuple(parts))


def usual_height(page: Sequence[Line]) -> float:
    """Return the height of most text of a page."""
    heights: Counter[float] = Counter()
    for line in page:
        heights[round(line.height, 1)] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 0.0


def usual_gap(bottoms: Sequence[float], height: float) -> float:
    """Return how far apart the lines of paragraphs are.

    Args:
        bottoms: Of lines, from the top downwards.
        height: Of most text: lines further apart than some of it have something else between them.
    """
    gaps = sorted(a - b for a, b in pairwise(bottoms) if a - b > 0.5 * height)
    # Of short paragraphs there are many that end, so that the middle of the order is too much.
    return min(gaps[len(gaps) * 3 // 10], WIDEST_GAP * height) if gaps else 0.0
