"""Paragraphs of a PDF: lines joined again, also over the ends of columns and pages.

Words divided at a line's end are mended. Foot notes and other text in small print stand aside, so
that they do not cut the sentence that goes on overleaf.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from statistics import median

from index.readers.decoding import clean
from index.readers.pdf_lines import MOST_LINES, Line, usual_gap, usual_height

GAP = 1.45
"""Lines further apart than so many times the usual distance belong to different paragraphs."""

INDENT = 0.8
"""A line indented by more than this share of its height begins a paragraph."""

SHORT_LINE = 0.85
"""A line that ends a sentence before this share of the width ends a paragraph."""

FULL_LINE = 0.9
"""A line that reaches this share of its column's width may go on in the next column or page."""

SMALL = 0.93
"""Print smaller than this share of the usual height is that of notes."""

NOTES = 50
"""A page has fewer notes."""

BESIDE = 3
"""So many paragraphs that stand beside a text may come between it and its next page."""

_CLOSED = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_HYPHENATED = re.compile(r"([^\W\d_]{2,})-\n(?=([^\W\d_]+))")
_BULLET = re.compile(r"[•‣◦▪●○·]\s*\S")
_DIVIDED = re.compile(r"\S+-$", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_NOTE = re.compile(
    r"(?:\d{1,3}|[*†‡§¶]{1,3}|[¹²³⁰-⁹]{1,3}|\(\d{1,3}\)|\[\d{1,3}\]|[a-z]\))[.:)]?\s*\S"
)
_ALWAYS_HYPHENATED = frozenset(["self"])
"""Beginnings of words that keep their hyphen, though the word was divided there."""


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is put together.

    Attributes:
        pieces: Its text, page by page, each with the number of the page.
        first, last: Its lines at the ends.
        full: Whether the last line reaches the end of its column.
        aside: Whether it is a note, and no part of the running text.
    """

    pieces: list[tuple[str, int]]
    first: Line
    last: Line
    full: bool
    aside: bool
    row: bool


def joined(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """Return the text of all pages, a line a paragraph, and where in it each page begins.

    Args:
        pages: The lines of each page as they are read.
    """
    words = _vocabulary(pages)
    done: list[_Paragraph] = []
    for number, page in enumerate(pages):
        for paragraph in _paragraphs(page, number, words):
            if paragraph.aside:
                done.append(paragraph)
                continue
            before = _before(done, paragraph)
            if before:
                _join(done, before, paragraph, words)
            else:
                done.append(paragraph)
    return _written(done, len(pages))


def _before(done: Sequence[_Paragraph], paragraph: _Paragraph) -> _Paragraph | None:
    """Return the paragraph that goes on in another one, past what stands aside or beside it."""
    flow = (each for each in islice(reversed(done), NOTES) if not each.aside)
    for number, each in enumerate(islice(flow, BESIDE)):
        is_clear = not number or paragraph.pieces[0][0][:1].islower()
        if is_clear and _continues(each, paragraph):
            return each
        if each.pieces[-1][1] < paragraph.pieces[0][1] - 1:
            break
    return None


def _join(
    done: list[_Paragraph], running: _Paragraph, rest: _Paragraph, words: frozenset[str]
) -> None:
    """Let a paragraph go on, with what stands between before it, on its own page still."""
    text, page = running.pieces[-1]
    mended = _broken_word(text, rest.pieces[0][0], words)
    running.pieces[-1] = (mended or f"{text} ", page)
    running.pieces.extend(rest.pieces)
    running.last, running.full = rest.last, rest.full
    at = next(n for n in range(len(done) - 1, -1, -1) if done[n] is running)
    between = done[at + 1 :]
    # The first paragraph of all stays the first: a text should not begin with a note.
    if between and at and len(running.pieces) == 2:
        done[at:] = [*between, running]


def _written(paragraphs: Sequence[_Paragraph], pages: int) -> tuple[str, tuple[int, ...]]:
    parts: list[str] = []
    starts: dict[int, int] = {}
    length = 0
    previous: _Paragraph | None = None
    for paragraph in paragraphs:
        for number, (text, page) in enumerate(paragraph.pieces):
            if previous and not number:
                separator = "\n" if previous.row and paragraph.row else "\n\n"
                parts.append(separator)
                length += len(separator)
            if not starts or page > max(starts):
                starts[page] = length
            parts.append(text)
            length += len(text)
        previous = paragraph
    return "".join(parts), tuple(_all_starts(starts, "".join(parts), pages))


def _all_starts(starts: dict[int, int], text: str, pages: int) -> Iterator[int]:
    """Yield where each page begins; one without text where the one before it ends."""
    for page in range(pages):
        if page in starts:
            yield starts[page]
        else:
            following = min((start for p, start in starts.items() if p > page), default=len(text))
            yield len(text[:following].rstrip("\n"))


def _paragraphs(page: Sequence[Line], number: int, words: frozenset[str]) -> Iterator[_Paragraph]:
    usual = usual_height(page)
    for start, end in _ranges(page):
        lines = page[start:end]
        text = _mended(lines, words)
        if not text:
            continue
        few = len(page) <= MOST_LINES
        small = few and all(0 < line.height < SMALL * usual for line in lines)
        aside = (
            not any(_stands_below(line, lines[0], usual) for line in page[end:])
            if small
            else bool(_NOTE.match(text)) and start > 0 and end == len(page) and _is_far(page, start)
        )
        full = few and not _CLOSED.search(text) and _is_full(lines, page)
        yield _Paragraph([(text, number)], lines[0], lines[-1], full, aside, lines[0].cells)


def _is_full(lines: Sequence[Line], page: Sequence[Line]) -> bool:
    """Tell whether the last line of a paragraph reaches the end of its column."""
    last = lines[-1]
    left = min(line.left for line in lines)
    column = max(line.right for line in page if line is last or _share_column(line, last))
    return last.right - left >= FULL_LINE * (column - left)


def _share_column(line: Line, other: Line) -> bool:
    return line.left < other.right and line.right > other.left


def _stands_below(line: Line, other: Line, usual: float) -> bool:
    """Tell whether a line of the running text stands below another."""
    return (
        line.height >= SMALL * usual and line.bottom < other.bottom and _share_column(line, other)
    )


def _is_far(page: Sequence[Line], start: int) -> bool:
    gaps = [a.bottom - b.bottom for a, b in pairwise(page) if a.bottom > b.bottom]
    gap = page[start - 1].bottom - page[start].bottom
    return bool(gaps) and gap > 1.8 * median(gaps)


def _continues(before: _Paragraph, after: _Paragraph) -> bool:
    """Tell whether a paragraph goes on in the next column or on the next page."""
    text, following = before.pieces[-1][0], after.pieces[0][0]
    if before.row or after.row:
        return False
    same_page = before.pieces[-1][1] == after.pieces[0][1]
    a, b = before.last, after.first
    if same_page and a.height and (b.bottom < a.bottom) and _share_column(a, b):
        return False  # right below each other: the lines themselves say what they are
    alike = abs(a.height - b.height) <= 0.1 * max(a.height, b.height)
    if text.endswith("-"):
        return following[:1].isalpha() and alike
    if _CLOSED.search(text) or not alike:
        return False
    if following[:1].islower() or (text.endswith((",", ";")) and following[:1].isalnum()):
        return True
    is_text = after.last is not b or bool(_CLOSED.search(following))
    return before.full and a.height > 0 and is_text and not _NOTE.match(following)


def _broken_word(before: str, after: str, words: frozenset[str]) -> str:
    """Return `before` without the hyphen that a word was divided with; empty where none was."""
    found = re.search(r"([^\W\d_]{2,})-$", before)
    rest = re.match(r"[^\W\d_]+", after)
    if not found or not rest:
        return ""
    return before[:-1] + _hyphen(found[1], rest[0], words)


def _ranges(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield ranges of lines that are a paragraph each."""
    if not lines:
        return
    usual = usual_gap([line.bottom for line in lines], usual_height(lines))
    start = 0
    for at in range(1, len(lines)):
        if _begins(lines[at - 1], lines[at], usual):
            yield start, at
            start = at
    yield start, len(lines)


def _begins(before: Line, line: Line, usual: float) -> bool:
    """Tell whether `line` begins a paragraph."""
    if before.cells or line.cells or _BULLET.match(line.text):
        return True
    if not line.height or not before.height:
        return bool(_CLOSED.search(before.text))
    gap = before.bottom - line.bottom
    tall = max(line.height, before.height)
    is_apart = gap > GAP * max(usual, 0.5 * tall) or gap < -2 * tall  # or in another column
    if is_apart or not _share_column(before, line):
        return True
    if line.height < SMALL * before.height and gap > 1.1 * usual and _NOTE.match(line.text):
        return True
    is_closed = bool(_CLOSED.search(before.text))
    is_indented = is_closed and line.left - before.left > INDENT * tall
    if is_indented or abs(line.height - before.height) > 0.2 * tall:
        return True
    width = max(before.right, line.right) - min(before.left, line.left)
    is_short = before.right - min(before.left, line.left) < SHORT_LINE * width
    may_begin = is_short and not line.text[:1].islower()
    return may_begin and (is_closed or _is_heading(before, line))


def _is_heading(before: Line, line: Line) -> bool:
    """Tell whether a line ended though the next word had room: a heading, or an item of a list."""
    if not line.text[:1].isupper() or before.text.endswith((",", ";", "-")):
        return False
    word = len(line.text.split(None, 1)[0]) + 1
    needed = word * (before.right - before.left) / len(before.text) + before.height
    return before.right + needed < max(before.right, line.right)


def _mended(lines: Sequence[Line], words: frozenset[str]) -> str:
    """Join lines to a paragraph, and words that were hyphenated at the end of a line."""
    text = "\n".join(line.text for line in lines)
    if "-\n" in text:
        text = _HYPHENATED.sub(lambda found: found[1] + _hyphen(found[1], found[2], words), text)
        text = re.sub(r"(?<=\w)-\n(?=\w)", "-", text)
    return " ".join(clean(text).split())


def _hyphen(first: str, second: str, words: frozenset[str]) -> str:
    """Return what stands between two halves of a word: nothing, or the hyphen that it keeps."""
    if (first + second).casefold() in words:
        return ""
    kept = f"{first}-{second}".casefold() in words or first.casefold() in _ALWAYS_HYPHENATED
    return "-" if kept or not second[:1].islower() else ""


def _vocabulary(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Return the words that stand inside the lines of a document, folded."""
    text = "\n".join(line.text for page in pages for line in page).casefold()
    if "-\n" in text:
        text = _DIVIDED.sub("", text)
    return frozenset(_WORD.findall(text.replace("\u2010", "-").replace("\u2011", "-")))
