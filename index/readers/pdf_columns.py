"""Columns of a PDF's page, and the order in which its lines are read.

Lines that a program drew side by side are taken apart where the pieces are columns of prose, and
stay rows where they are cells of a table. Blocks are then put in reading order: above before
below, and left before right unless something stands between that spans both (Breuel, "High
performance document layout analysis", 2003).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from statistics import median

from index.readers.pdf_justification import unstretched
from index.readers.pdf_lines import MOST_LINES, Line

ALIGNED = 3.0
"""Pieces whose left edges differ by at most so many points stand in one column."""

COLUMN_LINES = 3
"""Fewer lines are no column of prose."""

COLUMN_WORDS = 2.5
"""Lines of a column have at least so many words, in the middle of their order; ..."""

COLUMN_FILL = 0.7
"""... and reach over this share of its width."""

FLOWING_WORDS = 5
FLOWING_LINES = 5
"""So many lines with so many words are prose, whatever stands beside them ..."""

FLOWING_SHARE = 0.75
"""... if at least this share of them goes on in the middle of a sentence."""

HEADLINE = 1.15
"""What is taller than the lines of a column by more than this is none of them."""

MOST_BLOCKS = 150
"""Pages with more blocks are drawings or tables; their order stays."""

FLOW_BLOCKS = 4
"""So many blocks that stand beside a text may come between it and its next line."""

_MARK = re.compile(r"^(?:[^\w\s]+|\(?\w{1,3}[.)])$")
_CLOSED = re.compile(r"[.!?…:][\"'”’»)\]]*$")


def in_order(page: Sequence[Line]) -> list[Line]:
    """Return the lines of a page as they are read."""
    if len(page) > MOST_LINES:
        return [replace(line, parts=()) for line in page]
    lines, are_parted = _taken_apart(page)
    if not lines or not all(line.height for line in lines):
        return lines
    falls = all(b.bottom < a.bottom - 0.4 * min(a.height, b.height) for a, b in pairwise(lines))
    if falls and not are_parted:
        return lines
    blocks = _blocks(lines)
    if len(blocks) > MOST_BLOCKS:
        return lines
    order = [block for part in _divided(blocks) for block in _undivided(_sorted(part))]
    return [line for block in order for line in block.lines]


def _taken_apart(page: Sequence[Line]) -> tuple[list[Line], bool]:
    """Return lines with those of several columns taken apart, and whether there are any."""
    page = unstretched(page)
    edges = _edges(page)
    columns = [edge for edge in edges if _is_gutter(edge, page)]
    lines: list[Line] = []
    apart = False
    for number, line in enumerate(page):
        pieces = _pieces(line, columns)
        if len(pieces) > 1:
            apart = True
            lines.extend(_together(piece) for piece in pieces)
            continue
        near = [page[n] for n in (number - 1, number + 1) if 0 <= n < len(page)]
        if line.parts and any(_are_rows(line, other, edges) for other in near):
            text = " | ".join(part.text for part in line.parts)
            lines.append(replace(line, text=text, parts=(), cells=True))
        else:
            lines.append(replace(line, parts=()) if line.parts else line)
    return lines, apart


def _pieces(line: Line, columns: Sequence[float]) -> list[list[Line]]:
    """Return the parts of a line by the column that they stand in."""
    pieces: list[list[Line]] = [[*line.parts[:1]]]
    for part in line.parts[1:]:
        if any(0 <= part.left - edge <= ALIGNED for edge in columns):
            pieces.append([part])
        else:
            pieces[-1].append(part)
    return pieces


def _edges(page: Sequence[Line]) -> list[float]:
    """Return the left edges of pieces that several lines share."""
    pieces = sorted(part.left for line in page for part in line.parts[1:])
    if not pieces:
        return []
    lefts = sorted([*pieces, *(line.left for line in page if not line.parts)])
    edges: list[list[float]] = []
    for left in lefts:
        if edges and left - edges[-1][0] <= ALIGNED:
            edges[-1].append(left)
        else:
            edges.append([left])
    return [e[0] for e in edges if len(e) > 1 and any(e[0] <= p <= e[-1] for p in pieces)]


def _are_rows(line: Line, other: Line, edges: Sequence[float]) -> bool:
    """Tell whether two lines below each other are rows of a table: cells of both are aligned."""
    return (
        _has_cells(line.parts)
        and _has_cells(other.parts)
        and any(_begins_at(line, edge) and _begins_at(other, edge) for edge in edges)
    )


def _has_cells(parts: Sequence[Line]) -> bool:
    """Tell whether pieces are cells, and not an item of a list behind its mark."""
    if not parts or not any(c.isalnum() for c in parts[0].text):
        return False
    return len(parts) > 2 or not _MARK.match(parts[0].text)


def _begins_at(line: Line, edge: float) -> bool:
    return any(0 <= part.left - edge <= ALIGNED for part in line.parts[1:])


def _is_gutter(edge: float, page: Sequence[Line]) -> bool:
    """Tell whether columns of prose meet at an edge."""
    left: list[Line] = []
    right: list[Line] = []
    for line in page:
        for before, part in pairwise(line.parts):
            if 0 <= part.left - edge <= ALIGNED:
                left.append(before)
                right.append(part)
    tallest = HEADLINE * max((piece.height for piece in left), default=0.0)
    lefts = {round(piece.left) for piece in left}
    for line in page:
        if line.parts or line.height > tallest:
            continue
        if line.right <= edge and any(abs(line.left - each) <= ALIGNED for each in lefts):
            left.append(line)
        elif 0 <= line.left - edge <= ALIGNED:
            right.append(line)
    for pieces in (left, right):
        pieces.sort(key=lambda piece: -piece.bottom)
    return (_is_prose(left) and _is_prose(right)) or _flows(left) or _flows(right)


def _is_prose(pieces: Sequence[Line]) -> bool:
    if len(pieces) < COLUMN_LINES:
        return False
    width = max(piece.right - piece.left for piece in pieces)
    fill = median((piece.right - piece.left) / max(width, 1) for piece in pieces)
    words = median(len(piece.text.split()) for piece in pieces)
    letters = sum(c.isalpha() for piece in pieces for c in piece.text)
    digits = sum(c.isdigit() for piece in pieces for c in piece.text)
    return fill >= COLUMN_FILL and words >= COLUMN_WORDS and letters > 4 * digits


def _flows(pieces: Sequence[Line]) -> bool:
    """Tell whether most pieces are wrapped inside a sentence, as cells of a table are not."""
    words = [len(piece.text.split()) for piece in pieces]
    if len(pieces) < FLOWING_LINES or median(words) < FLOWING_WORDS:
        return False
    end = max(piece.right for piece in pieces)
    torn = sum(
        b.text[:1].islower() and not _CLOSED.search(a.text) and _fits_not(a, b, end)
        for a, b in pairwise(pieces)
    )
    return torn >= FLOWING_SHARE * (len(pieces) - 1)


def _fits_not(line: Line, following: Line, end: float) -> bool:
    """Tell whether the next word had no room before the end of the column."""
    word = len(following.text.split(None, 1)[0]) + 1
    return line.right + word * (line.right - line.left) / len(line.text) > end


def _together(parts: Sequence[Line]) -> Line:
    text = " ".join(part.text for part in parts)
    return replace(parts[0], text=text, right=parts[-1].right, parts=())


@dataclass(slots=True)
class _Block:
    """Lines below each other, and the box around them."""

    lines: list[Line]
    left: float
    right: float
    bottom: float
    top: float

    def takes(self, line: Line) -> bool:
        """Tell whether a line goes on below."""
        last = self.lines[-1]
        height = max(line.height, last.height)
        falls = last.bottom - line.bottom
        overlap = min(self.right, line.right) - max(self.left, line.left)
        narrower = min(self.right - self.left, line.right - line.left)
        return (
            0.5 * height < falls <= 2 * height
            and abs(line.height - last.height) <= 0.2 * height
            and overlap >= 0.5 * narrower
            and abs(line.left - self.left) <= 3 * height
            and line.right <= self.right + 3 * height
        )

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self.left, self.right = min(self.left, line.left), max(self.right, line.right)
        self.bottom = min(self.bottom, line.bottom)


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    blocks: list[_Block] = []
    for line in sorted(lines, key=lambda line: (-round(line.bottom, 1), line.left)):
        found = [block for block in blocks if block.takes(line)]
        if found:
            max(found, key=lambda block: (-abs(block.left - line.left), -block.bottom)).add(line)
        else:
            blocks.append(_Block([line], line.left, line.right, line.bottom, line.top))
    return blocks


def _divided(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """Return the blocks of each story that has all of the page's width: above it first.

    A headline begins one, if there are columns above it and columns again below.
    """
    first = sorted(blocks, key=lambda block: -block.top)
    parts: list[list[_Block]] = [[]]
    for number, block in enumerate(first):
        above = parts[-1]
        if above and block.top <= min(each.bottom for each in above):
            usual = median(line.height for each in above for line in each.lines)
            is_headline = block.lines[0].height > HEADLINE * usual
            if is_headline and _has_columns(above) and _has_columns(first[number:]):
                parts.append([])
        parts[-1].append(block)
    return parts


def _has_columns(blocks: Sequence[_Block]) -> bool:
    """Tell whether any two blocks of several lines stand beside each other."""
    tall = [block for block in blocks if len(block.lines) >= COLUMN_LINES]
    return any(
        not _overlap(a, b) and min(a.top, b.top) > max(a.bottom, b.bottom)
        for a, b in combinations(tall, 2)
    )


def _sorted(blocks: Sequence[_Block]) -> list[_Block]:
    """Return blocks in reading order."""
    first = sorted(range(len(blocks)), key=lambda n: (-blocks[n].top, blocks[n].left))
    before = {n: [m for m in first if m != n and _precedes(blocks, m, n)] for n in first}
    order: list[int] = []
    seen: set[int] = set()
    for root in first:
        stack = [root]
        while stack:
            n = stack[-1]
            seen.add(n)
            waiting = next((m for m in before[n] if m not in seen), None)
            if waiting is None:
                stack.pop()
                if n not in order:
                    order.append(n)
            else:
                stack.append(waiting)
    return [blocks[n] for n in order]


def _precedes(blocks: Sequence[_Block], m: int, n: int) -> bool:
    a, b = blocks[m], blocks[n]
    if _overlap(a, b):
        return a.top + a.bottom > b.top + b.bottom
    if a.left >= b.left:
        return False
    low, high = min(a.top, b.top), max(a.bottom, b.bottom)  # between the two, if one is above
    between = (
        c for c in blocks if c is not a and c is not b and low <= (c.top + c.bottom) / 2 <= high
    )
    return not any(_overlap(c, a) and _overlap(c, b) for c in between)


def _overlap(a: _Block, b: _Block) -> bool:
    """Tell whether one of two blocks stands above the other."""
    shared = min(a.right, b.right) - max(a.left, b.left)
    return shared > 0.1 * min(a.right - a.left, b.right - b.left)


def _undivided(blocks: Sequence[_Block]) -> list[_Block]:
    """Put what stands beside a text behind it, where the text goes on below."""
    left = list(blocks)
    order: list[_Block] = []
    while left:
        block = left.pop(0)
        order.append(block)
        last = block.lines[-1]
        if _CLOSED.search(last.text):
            continue
        for number, following in enumerate(left[:FLOW_BLOCKS]):
            line = following.lines[0]
            alike = abs(line.height - last.height) <= 0.1 * last.height
            if line.text[:1].islower() and alike:
                left.insert(0, left.pop(number))
                break
    return order
