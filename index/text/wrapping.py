"""Lines of a text that belong together: paragraphs that were wrapped at a column. Pure.

Each block between blank lines is judged by itself, and each line end in it: the words of a wrapped
paragraph are joined, while items of lists, rows of tables, headers, verse and signatures keep their
lines. A line end is a wrap where the next word had no room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.types import Span

WRAP_CHARS = 132
"""The widest column that people wrap lines at; longer lines are not hard-wrapped."""

WORD_CHARS = 40
"""Longer words (addresses of pages) stick out of a column, and say nothing about its width."""

FULL_SHARE = 0.8
"""A line end is a wrap if the next word would have reached beyond this share of the width ..."""

WRAPPED_SHARE = 0.8
"""... and a block is wrapped if this share of its line ends are."""

CLOSED_SHARE = 0.5
"""... and no larger share of them ends a sentence, as most lines that are paragraphs do."""

LEAST_WIDTH = 35
"""Text is hardly ever wrapped at a narrower column; lists of names are narrower."""

VERSE_WIDTH = 65
"""Lines of verse are shorter than this; ..."""

VERSE_SHARE = 0.75
"""... and at least this share of them begins with a capital letter, and three of them do."""

STUB_SHARE = 0.6
"""An unfinished line shorter than this share of the width, before a capital letter, is a heading or
part of a list."""

TABLE_CHARS = 300
"""Rows of a table stay together up to this length: alone they do not say what figures mean."""

TABLE_WORDS = 8
"""A row of a table that reaches the full width has at most so many words."""

WIDE = "\u2e80"
"""Letters from here on take two columns, and are written without spaces."""

_ADJACENT = re.compile(r"\n[^\S\n]*\S[^\n]*\n[^\S\n]*\S")
_ALONE = re.compile(r"\S(?:[^\n]*\S)?")
_MARKER = re.compile(
    r"(?:[-*+•·‣◦▪–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\[\d{1,3}\]|#{1,6})[^\S\n]+\S"
)
_DASH = re.compile(r"[-–—][^\S\n]")
_FIELD = re.compile(r"[A-Z][A-Za-z-]{1,20}:(?:[^\S\n]|$)")
_GAP = re.compile(r"(?<![.!?:;\s])[^\S\n]{3,}(?=\S)|\t|\.{4,}|[^\S\n]\|[^\S\n]|^\|")
_COLUMNS = re.compile(r"(?<=\S)[^\S\n]{2,}(?=\S)")
_ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*$")
STOPPED = re.compile(r"[.!?…:;,。！？][\"'”’»)\]*_]*$")
_SEPARATOR = re.compile(r"\W+$|--\s?$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: where it is, what stands in it without space around it.

    Attributes:
        indent, width: In columns; a Chinese letter takes two.
    """

    start: int
    end: int
    text: str
    indent: int
    width: int


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines without a blank one between them.

    Attributes:
        hard: Of each line end between two of them, whether what stands there shows that it is no
            wrap.
        rows: Of each line, whether it is a row of a table.
        width: Of the longest line that no long word stretches.
    """

    lines: list[_Line]
    hard: list[bool]
    rows: list[bool]
    width: int


def passages(text: str) -> Iterator[Span]:
    """Yield the spans of lines, wrapped ones as one; blank lines are in none.

    Args:
        text: Line ends as newlines.
    """
    if not _ADJACENT.search("\n" + text):
        yield from (found.span() for found in _ALONE.finditer(text))
        return
    blocks = [_block(lines) for lines in _lines(text)]
    usual = _usual_width([block for block in blocks if len(block.lines) > 1])
    for block in blocks:
        first = block.lines[0]
        for number, is_soft in enumerate(_wraps(block, usual)):
            line, following = block.lines[number], block.lines[number + 1 : number + 2]
            if following and block.rows[number] and block.rows[number + 1]:
                ends = following[0].end - first.start > TABLE_CHARS
            else:
                ends = not is_soft
            if ends:
                yield first.start, line.end
                first = following[0] if following else line


def _lines(text: str) -> Iterator[list[_Line]]:
    """Yield the lines between blank lines."""
    block: list[_Line] = []
    start = 0
    for given in text.split("\n"):
        words = given.strip()
        if words:
            indent = len(given) - len(given.lstrip())
            begin = start + indent
            block.append(_Line(begin, begin + len(words), words, indent, _columns(words)))
        elif block:
            yield block
            block = []
        start += len(given) + 1
    if block:
        yield block


def _columns(text: str) -> int:
    if text.isascii() or max(text) < WIDE:
        return len(text)
    return len(text) + sum(c >= WIDE for c in text)


def _block(lines: list[_Line]) -> _Block:
    if len(lines) == 1:
        return _Block(lines, [], [False], 0)
    rows = [_is_row(line) for line in lines]
    width = max(
        (
            line.indent + line.width
            for line in lines
            if line.width <= WRAP_CHARS and not _is_address(line)
        ),
        default=0,
    )
    return _Block(lines, _hard(lines, rows), rows, width)


def _usual_width(blocks: Sequence[_Block]) -> int:
    """Return the column that a text is wrapped at; 0 where it is not known to be."""
    widths = [b.width for b in blocks if len(b.lines) > 2 and _is_wrapped(b, b.width)]
    if widths:
        return sorted(widths)[len(widths) * 3 // 4]
    # Paragraphs of two lines say little each, but together they may have a width.
    pairs = [block for block in blocks if len(block.lines) == 2]
    width = max((block.width for block in pairs), default=0)
    full = sum(not b.hard[0] and _is_full(b.lines[0], b.lines[1], width) for b in pairs)
    unfinished = sum(not _ENDED.search(block.lines[0].text) for block in pairs)
    enough = len(pairs) > 1 and full >= WRAPPED_SHARE * len(pairs)
    return width if enough and unfinished >= CLOSED_SHARE * len(pairs) else 0


def _wraps(block: _Block, usual: int) -> list[bool]:
    """Return of each line whether its end is a wrap; that of the last line is none."""
    lines = block.lines
    if len(lines) == 1:
        return [False]
    width = block.width if len(lines) > 2 else max(block.width, usual)
    pairs = zip(pairwise(lines), block.hard, strict=True)
    if _is_wrapped(block, width):
        soft = [not hard and not _ends_paragraph(a, b, width) for (a, b), hard in pairs]
    else:
        soft = [not hard and _is_known_wrap(a, b, usual) for (a, b), hard in pairs]
    return [*soft, False]


def _is_wrapped(block: _Block, width: int) -> bool:
    """Tell whether most line ends of a block that may be wraps are."""
    lines = block.lines
    pairs = [pair for pair, hard in zip(pairwise(lines), block.hard, strict=True) if not hard]
    if not pairs or width < LEAST_WIDTH or _is_verse(lines, width) or not _goes_on(pairs):
        return False
    torn = [_is_torn(a, b, width) for a, b in pairs]
    enough_torn = sum(torn) >= CLOSED_SHARE * len(pairs)
    if not enough_torn and any(_is_long(line) for line in lines):
        return False
    full = [t or _is_full(a, b, width) for t, (a, b) in zip(torn, pairs, strict=True)]
    ended = [bool(_ENDED.search(a.text)) for a, _ in pairs]
    if sum(ended) > CLOSED_SHARE * len(pairs):
        return False
    # Where several paragraphs stand in one block, the last line of each has room.
    all_else_ends = all(f or e for f, e in zip(full, ended, strict=True))
    return sum(full) >= WRAPPED_SHARE * len(pairs) or (enough_torn and all_else_ends)


def _goes_on(pairs: Sequence[tuple[_Line, _Line]]) -> bool:
    """Tell whether the case of letters shows that lines go on, or there is none that could."""
    starts = [_first_letter(b.text) for _, b in pairs]
    cased = any(c.islower() for a, b in pairs for c in a.text + b.text)
    return not cased or any(not c.isupper() for c in starts)


def _is_verse(block: Sequence[_Line], width: int) -> bool:
    following = [line.text for line in block[1:]]
    capital = sum(_first_letter(text).isupper() for text in following)
    if width >= VERSE_WIDTH or capital < 3 or capital < VERSE_SHARE * len(following):
        return False
    return not all(line.text.isupper() for line in block)  # telegrams are in capitals throughout


def _is_torn(a: _Line, b: _Line, width: int) -> bool:
    """Tell whether a sentence clearly goes on in the next line."""
    may_be = a.width >= LEAST_WIDTH or width >= VERSE_WIDTH
    return may_be and b.text[0].islower() and not _ENDED.search(a.text)


def _is_known_wrap(a: _Line, b: _Line, width: int) -> bool:
    """Tell whether a line end in a block that tells nothing is a wrap, as those around it are."""
    if not width or _is_long(a):
        return False
    if _is_torn(a, b, width):
        return True
    return a.indent + a.width + 1 + _next_word(b) > width and not _ENDED.search(a.text)


def _ends_paragraph(a: _Line, b: _Line, width: int) -> bool:
    """Tell whether a line of a wrapped block is the last one of a paragraph."""
    if _is_long(a):
        return True
    has_room = a.indent + a.width + 1 + _next_word(b) <= width
    if not has_room or b.text[0].islower():
        return False
    return bool(_ENDED.search(a.text)) or a.width < STUB_SHARE * width


def _hard(block: Sequence[_Line], rows: Sequence[bool]) -> list[bool]:
    """Return of each line end of a block whether what stands there shows that it is no wrap."""
    least = min(line.indent for line in block)
    at_least = sum(line.indent == least for line in block)
    fields = sum(bool(_FIELD.match(line.text)) for line in block) > 1
    # Most lines are indented: they go on; below names of speakers half of them are enough.
    hanging = at_least < len(block) - at_least + (fields and block[0].indent == least)
    in_list = any(_MARKER.match(line.text) for line in block)
    ends = []
    for number, (a, b) in enumerate(pairwise(block)):
        begins_item = _MARKER.match(b.text) and (not _DASH.match(b.text) or _may_be_item(a, b))
        if hanging:
            moves = b.indent == least
        else:
            moves = not in_list and b.indent > a.indent and a.indent == least
        ends.append(
            bool(begins_item)
            or moves
            or (fields and bool(_FIELD.match(b.text)))
            or rows[number]
            or rows[number + 1]
            or bool(_SEPARATOR.match(a.text) or _SEPARATOR.match(b.text))
        )
    return ends


def _may_be_item(a: _Line, b: _Line) -> bool:
    """Tell whether a dash begins an item, and not the rest of a sentence that goes on."""
    return bool(_MARKER.match(a.text)) or bool(STOPPED.search(a.text)) or b.text[2:3].isupper()


def _is_row(line: _Line) -> bool:
    """Tell whether a line is a row of a table, by the gaps in it."""
    few = line.text.count(" ") < WRAP_CHARS and len(line.text.split()) <= TABLE_WORDS
    if _GAP.search(line.text):
        return few or "\t" in line.text or "|" in line.text
    return few and len(_COLUMNS.findall(line.text)) > 1


def _is_full(a: _Line, b: _Line, width: int) -> bool:
    return a.indent + a.width + 1 + _next_word(b) > FULL_SHARE * width


def _next_word(line: _Line) -> int:
    """Return how much room the first word of a line takes; of writing without spaces, a letter."""
    if line.text[0] >= WIDE:
        return 2
    return len(line.text.split(None, 1)[0])


def _is_address(line: _Line) -> bool:
    """Tell whether a word that cannot be wrapped makes a line longer than others."""
    return len(line.text) > WORD_CHARS and any(len(w) > WORD_CHARS for w in line.text.split())


def _is_long(line: _Line) -> bool:
    """Tell whether a line is a paragraph of its own."""
    return line.width > WRAP_CHARS and not _is_address(line)


def _first_letter(text: str) -> str:
    return next((c for c in text if c.isalpha()), "")
