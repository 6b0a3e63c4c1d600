"""Page furniture of a PDF: watermarks, numbers of lines, running heads and feet.

What belongs to the pages and not to the text is told by where it stands, and how often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.readers.pdf_heads import without_heads
from index.readers.pdf_lines import Line, usual_height

TALL = 1.5
"""Text so many times taller than usual that runs over other lines is a watermark."""

MOST_WATERMARKS = 20
"""A page with more lines so tall has text of several sizes."""

NUMBER_DIGITS = 5
"""Longer ones number neither lines nor pages."""

NUMBERED_LINES = 5
"""So many lines of a page that are numbered one after the other have line numbers."""

COUNTED_LINES = 3
"""So many numbers in a margin are enough; fewer only if they count each fifth line."""

NUMBERED_WORDS = 4
"""Numbered lines with fewer words on average are a list or a table."""

_LINE_NUMBER = re.compile(r"(\d{1,5})(?:[^\S\n]+(?:\|[^\S\n]+)?(?=\S)|$)")


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the lines of each page without its furniture."""
    numbered = [_without_line_numbers(_without_watermarks(page)) for page in pages]
    return without_heads(numbered)


def _without_watermarks(page: Sequence[Line]) -> list[Line]:
    """Leave out tall text that other lines run through."""
    usual = usual_height(page)
    tall = [line for line in page if line.height >= TALL * usual > 0]
    if len(tall) > MOST_WATERMARKS:
        return list(page)
    marks = {id(line) for line in tall if any(_crosses(line, other) for other in page)}
    return [line for line in page if id(line) not in marks]


def _crosses(tall: Line, line: Line) -> bool:
    if line is tall or line.height > 0.8 * tall.height:
        return False
    middle = line.bottom + line.height / 2
    is_level = tall.bottom + 0.15 * tall.height < middle < tall.top - 0.15 * tall.height
    return is_level and line.left < tall.right and line.right > tall.left


def _without_line_numbers(page: Sequence[Line]) -> list[Line]:
    """Leave out the numbers of lines: in a margin, or before words, one after the other."""
    left = list(page)
    if not any(line.text[0].isdecimal() or line.text[-1].isdecimal() for line in page):
        return left
    if _is_empty(page):
        return []
    for side in (0, -1):
        marked = [(n, _margin_number(line, side)) for n, line in enumerate(left)]
        numbers = _below_each_other([(n, number) for n, number in marked if number])
        body = [line for n, line in enumerate(left) if n not in {n for n, _ in numbers}]
        body += [part for n, _ in numbers for part in _rest(left[n], side)]
        body = [line for line in body if not line.text.isdecimal()]
        if _are_in_margin([number for _, number in numbers], body, side):
            places = [(n, int(number.text)) for n, number in numbers]
            # The number of the page may stand above or below them.
            some = next(filter(_is_counted, (places, places[1:], places[:-1])), [])
            for n, _ in some:
                left[n] = _without_number(left[n], side)
    found = [(n, _LINE_NUMBER.match(line.text)) for n, line in enumerate(left)]
    for run in _ascending([(n, int(number[1])) for n, number in found if number]):
        words = sum(len(left[n].text.split()) - 1 for n in run)
        if len(run) >= NUMBERED_LINES and words >= NUMBERED_WORDS * len(run):
            for n in run:
                left[n] = replace(left[n], text=_LINE_NUMBER.sub("", left[n].text, count=1))
    return [line for line in left if line.text]


def _is_empty(page: Sequence[Line]) -> bool:
    """Tell whether there is nothing on a page but the numbers of its lines, and its own."""
    numbers = [(n, line.text) for n, line in enumerate(page) if line.text.isdecimal()]
    places = [(n, int(number)) for n, number in numbers if len(number) <= NUMBER_DIGITS]
    runs = list(_ascending(places))
    return len(places) == len(page) and any(
        len(run) >= max(NUMBERED_LINES, len(page) - 1) for run in runs
    )


def _below_each_other(numbers: Sequence[tuple[int, Line]]) -> list[tuple[int, Line]]:
    """Return the numbers that stand where most do: that of the page may stand elsewhere."""
    if not numbers:
        return []
    usual = sorted((number for _, number in numbers), key=lambda n: n.left)[len(numbers) // 2]
    return [(n, each) for n, each in numbers if each.left < usual.right and each.right > usual.left]


def _margin_number(line: Line, side: int) -> Line | None:
    """Return the number that stands at one end of a line, apart from it."""
    part = line.parts[side] if line.parts else line
    return part if part.text.isdecimal() and len(part.text) <= NUMBER_DIGITS else None


def _rest(line: Line, side: int) -> Sequence[Line]:
    return line.parts[1:] if side == 0 else line.parts[:-1]


def _are_in_margin(numbers: Sequence[Line], body: Sequence[Line], side: int) -> bool:
    if not numbers or not body or not all(line.height for line in body):
        return False
    words = sum(len(line.text.split()) for line in body)
    if words < NUMBERED_WORDS * len(body):
        return False
    if side == 0:
        return max(n.right for n in numbers) <= min(line.left for line in body)
    return min(n.left for n in numbers) >= max(line.right for line in body)


def _steps(places: Sequence[tuple[int, int]]) -> list[int]:
    return [b - a for (_, a), (_, b) in pairwise(places)]


def _is_counted(places: Sequence[tuple[int, int]]) -> bool:
    """Tell whether numbers count lines: several in a row, or a fifth line that says so."""
    steps = set(_steps(places))
    if len(places) >= COUNTED_LINES:
        return steps in ({1}, {5})
    return bool(places) and all(number % 5 == 0 for _, number in places) and steps <= {5}


def _without_number(line: Line, side: int) -> Line:
    rest = _rest(line, side)
    if not rest:
        return replace(line, text="")
    text = line.text.partition(line.parts[0].text)[2] if side == 0 else ""
    text = text or line.text.rpartition(line.parts[-1].text)[0]
    kept = rest if len(rest) > 1 else ()
    return replace(
        line, text=text.strip(), left=rest[0].left, right=rest[-1].right, parts=tuple(kept)
    )


def _ascending(numbers: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield which lines are numbered one after the other, without a gap."""
    run: list[tuple[int, int]] = []
    for each in [*numbers, (-1, -1)]:
        if run and (each[0] - run[-1][0], each[1] - run[-1][1]) != (1, 1):
            yield [n for n, _ in run]
            run = []
        run.append(each)
