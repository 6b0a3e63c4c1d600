"""How is a PDF read? PDFium's text layer, page by page: lines become paragraphs again.

Running heads and page numbers are left out, words that were hyphenated at a line's end are joined,
and a paragraph may go on over the end of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from index.errors import UnreadableError
from index.readers.content import Content, Record
from index.readers.decoding import clean
from index.readers.limits import MAX_ARTICLE_CHARS, MAX_PDF_PAGES

EDGE_LINES = 2
"""Running heads and feet are looked for among so many lines at the top and bottom of a page."""

REPEATED_SHARE = 0.5
"""A line at the edge is a running head if this share of the pages, or of the even or odd ones,
has the same but for its numbers ..."""

REPEATED_PAGES = 3
"""... and at least so many pages do. For a line with a number and a few words, such as a chapter's
name and the page's number, so many pages are enough."""

HEAD_LETTERS = 5
"""Fewer letters are no words."""

TITLE_HEIGHT = 1.2
"""A line on the first page this much taller than most is part of the title."""

TITLE_LINES = 4
"""A title has at most so many lines."""

GAP = 1.45
"""Lines further apart than so many times the usual distance belong to different paragraphs."""

INDENT = 0.8
"""A line indented by more than this share of its height begins a paragraph."""

SHORT_LINE = 0.85
"""A line that ends a sentence before this share of the width ends a paragraph."""

BOTH_HYPHENS = ("\ufffe", "\x02")
"""What PDFium gives for a hyphen at the end of a line, joined to the next one."""

_DIGITS = re.compile(r"\d+")
_NUMBER_ONLY = re.compile(
    r"\W*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|von|de)\s*\d{1,4})?\W*", re.I
)
_CLOSED = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_HYPHENATED = re.compile(r"([^\W\d_]{2,})-\n(?=([^\W\d_]+))")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: its text, and its box in points, from the bottom left."""

    text: str
    left: float
    right: float
    bottom: float
    height: float


def read(data: bytes) -> Iterator[Record]:
    """Read the text layer of a PDF.

    Raises:
        UnreadableError: It is damaged or encrypted, or has no text.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError("the PDF is encrypted; save it without its password") from error
        raise UnreadableError(f"it is a damaged PDF ({error})") from error
    try:
        if len(document) > MAX_PDF_PAGES:
            raise UnreadableError(f"the PDF has more than {MAX_PDF_PAGES:,} pages")
        known = document.get_metadata_dict()
        pages = _without_running_heads(list(_pages(document)))
    finally:
        document.close()
    text, starts = _joined(pages)
    if not text.strip():
        raise UnreadableError(
            "the PDF has no text, only pictures of pages; run it through a text recogniser (OCR)"
        )
    created = known.get("CreationDate") or known.get("ModDate") or None
    title = _sensible(known.get("Title", "")) or _headline(pages)
    yield Record("", Content(text, title, created, author=known.get("Author", "").strip(), pages=starts))


def _sensible(title: str) -> str:
    """Return a title; empty where a program put its own name or a file's there."""
    title = " ".join(title.split())
    named = re.fullmatch(
        r"(?:untitled.*|.*\.(?:docx?|pdf|indd|qxd|tex|dvi|odt|rtf|pptx?))", title, re.I
    )
    return "" if named else title.removeprefix("Microsoft Word - ")


def _headline(pages: Sequence[Sequence[_Line]]) -> str:
    """Return the lines of the first page that stand out by their height."""
    lines = next((lines for lines in pages if lines), [])
    if len(lines) <= TITLE_LINES:
        return ""
    usual = median(line.height for line in lines)
    tallest = max(lines, key=lambda line: line.height).height
    if tallest < TITLE_HEIGHT * usual:
        return ""
    tall = [line.text for line in lines if line.height > 0.95 * tallest]
    return clean(" ".join(tall)) if len(tall) <= TITLE_LINES else ""


def _pages(document: Any) -> Iterator[list[_Line]]:
    import pypdfium2

    characters = 0
    for number in range(len(document)):
        try:
            page = document[number]
            layer = page.get_textpage()
            lines = list(_lines(layer))
            layer.close()
            page.close()
        except pypdfium2.PdfiumError:
            lines = []  # one damaged page; the others are there, and their numbers stay right
        characters += sum(len(line.text) for line in lines)
        if characters > MAX_ARTICLE_CHARS:
            raise UnreadableError(f"its text is longer than {MAX_ARTICLE_CHARS:,} characters")
        yield lines


def _lines(layer: Any) -> Iterator[_Line]:
    """Yield the lines of a page that have something in them, in PDFium's order."""
    text = layer.get_text_range()
    boxed = layer.count_chars() == len(text)  # else offsets in text are no numbers of characters
    for found in re.finditer(r"[^\r\n]+", text):
        words = found[0]
        stripped = words.strip()
        if not stripped:
            continue
        if not boxed:
            yield _Line(stripped, 0, 0, 0, 0)
            continue
        first = found.start() + len(words) - len(words.lstrip())
        last = found.start() + len(words.rstrip()) - 1
        left, bottom, _, top = layer.get_charbox(first, loose=True)
        right = layer.get_charbox(last, loose=True)[2]
        yield _Line(stripped, left, right, bottom, top - bottom)


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Leave out lines at the edges of pages that most pages have, but for their numbers."""
    seen: Counter[tuple[str, int]] = Counter()
    for number, lines in enumerate(pages):
        edges = (*lines[:EDGE_LINES], *lines[-EDGE_LINES:])
        edge = {_pattern(line) for line in edges if _may_run(line)}
        for pattern in edge:
            seen[pattern, number % 2] += 1
    running = set()
    for pattern in {pattern for pattern, _ in seen}:
        even, odd = seen[pattern, 0], seen[pattern, 1]
        pages_even, pages_odd = (len(pages) + 1) // 2, len(pages) // 2
        often = (
            even + odd >= REPEATED_SHARE * len(pages)
            or even > REPEATED_SHARE * pages_even
            or odd > REPEATED_SHARE * pages_odd
        )
        is_numbered = "0" in pattern and sum(c.isalpha() for c in pattern) >= HEAD_LETTERS
        if (often or is_numbered) and even + odd >= REPEATED_PAGES:
            running.add(pattern)
    left = []
    for lines in pages:
        first, last = 0, len(lines)
        while first < min(EDGE_LINES, last) and _is_running(lines[first], running):
            first += 1
        while last > max(first, len(lines) - EDGE_LINES) and _is_running(lines[last - 1], running):
            last -= 1
        left.append(lines[first:last])
    return left


def _may_run(line: _Line) -> bool:
    """Tell whether a line may be a running head; part of a sentence is none."""
    return not line.text[0].islower() and not line.text.endswith((".", ",", ";"))


def _pattern(line: _Line) -> str:
    return _DIGITS.sub("0", " ".join(line.text.casefold().split()))


def _is_running(line: _Line, running: set[str]) -> bool:
    return _pattern(line) in running or bool(_NUMBER_ONLY.fullmatch(line.text))


def _joined(pages: Sequence[Sequence[_Line]]) -> tuple[str, tuple[int, ...]]:
    """Return the text of all pages, a line a paragraph, and where in it each page begins."""
    words = _vocabulary(pages)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    open_paragraph = False
    for lines in pages:
        paragraphs = [_mended(lines[a:b], words) for a, b in _paragraphs(lines)]
        goes_on = bool(open_paragraph and paragraphs and _continues(parts[-1], paragraphs[0]))
        if parts and paragraphs:
            hyphen = goes_on and _broken_word(parts[-1], paragraphs[0], words)
            if hyphen:
                length -= len(parts[-1]) - len(hyphen)
                parts[-1] = hyphen
            separator = "" if hyphen else " " if goes_on else "\n\n"
            parts.append(separator)
            length += len(separator)
        starts.append(length)
        if paragraphs:
            parts.append("\n\n".join(paragraphs))
            length += len(parts[-1])
            open_paragraph = not _CLOSED.search(paragraphs[-1])
    return "".join(parts), tuple(starts)


def _continues(before: str, after: str) -> bool:
    """Tell whether a paragraph goes on over the end of a page."""
    return after[:1].islower() or (before.endswith((",", ";", "-")) and after[:1].isalnum())


def _broken_word(before: str, after: str, words: frozenset[str]) -> str:
    """Return `before` without the hyphen that a word was broken with at the end of a page."""
    found = re.search(r"([^\W\d_]{2,})[-\ufffe\x02]$", before)
    rest = re.match(r"[^\W\d_]+", after)
    if not found or not rest:
        return ""
    return before[:-1] + _hyphen(found[1], rest[0], words)


def _paragraphs(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Yield ranges of lines that are a paragraph each."""
    if not lines:
        return
    gaps = [a.bottom - b.bottom for a, b in pairwise(lines)]
    usual = median([gap for gap in gaps if gap > 0] or [0.0])
    start = 0
    for at in range(1, len(lines)):
        if _begins(lines[at - 1], lines[at], usual, lines[start]):
            yield start, at
            start = at
    yield start, len(lines)


def _begins(before: _Line, line: _Line, usual: float, first: _Line) -> bool:
    """Tell whether `line` begins a paragraph."""
    if not line.height or not before.height:
        return bool(_CLOSED.search(before.text))
    gap = before.bottom - line.bottom
    tall = max(line.height, before.height)
    if gap > GAP * max(usual, 0.5 * tall) or gap < -2 * tall:  # space between, or another column
        return not (gap < 0 and _continues(before.text, line.text))
    if abs(line.height - before.height) > 0.2 * tall:
        return True
    if line.left - before.left > INDENT * tall and bool(_CLOSED.search(before.text)):
        return True
    width = max(before.right, line.right) - min(before.left, line.left)
    is_short = before.right - min(before.left, line.left) < SHORT_LINE * width
    return is_short and bool(_CLOSED.search(before.text)) and not line.text[:1].islower()


def _mended(lines: Sequence[_Line], words: frozenset[str]) -> str:
    """Join lines to a paragraph, and words that were hyphenated at the end of a line."""
    text = "\n".join(line.text for line in lines)
    for mark in BOTH_HYPHENS:
        text = re.sub(rf"{mark}\n?(?=\S)", "-\n", text).replace(mark, "-")
    text = _HYPHENATED.sub(lambda found: found[1] + _hyphen(found[1], found[2], words), text)
    return " ".join(clean(re.sub(r"(?<=\w)-\n(?=\w)", "-", text)).split())


def _hyphen(first: str, second: str, words: frozenset[str]) -> str:
    """Return what stands between two halves of a word: nothing, or the hyphen that it keeps."""
    if (first + second).casefold() in words:
        return ""
    kept = f"{first}-{second}".casefold() in words or not second[:1].islower()
    return "-" if kept else ""


def _vocabulary(pages: Sequence[Sequence[_Line]]) -> frozenset[str]:
    """Return the words that stand inside the lines of a document, folded."""
    return frozenset(
        word.casefold()
        for lines in pages
        for line in lines
        for word in _WORD.findall(re.sub(rf"\S*[{''.join(BOTH_HYPHENS)}]\S*|\S+-$", "", line.text))
    )
