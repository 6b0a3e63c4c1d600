"""Rich text (RTF): paragraphs, rows of tables, notes and text boxes, by its specification 1.9.1.

A parser of our own: the libraries that there are lose notes and text boxes without a word, and read
what was deleted or hidden. What a `\\*` marks as unknown is skipped, as the specification has it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from index.errors import UnreadableError
from index.readers.blocks import Block, joined, row_of
from index.readers.content import Content, Record
from index.readers.limits import MAX_ARTICLE_CHARS
from index.readers.packages import dated, named
from index.readers.rich_text_words import (
    CHARSETS,
    ENDS,
    LEFT_OUT,
    PLACES,
    SKIPPED,
    SPECIAL,
)

MAX_GROUPS = 1000
"""Groups in each other; real files have some ten."""

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([\r\n]+)"
    rb"|([^\\{}\r\n]+)|\\\Z"
)
_NUMBERED = frozenset(("yr", "mo", "dy", "hr", "min"))


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until a group ends.

    Attributes:
        place: What its text is; see `PLACES`. Empty: it is skipped.
        font: Number of the font.
        fallback: Characters after `\\u` that stand for it in old programs.
        unseen: Whether it is hidden or deleted.
    """

    place: str = "text"
    font: int | None = None
    fallback: int = 1
    unseen: bool = False


def read(data: bytes) -> Iterator[Record]:
    """Read rich text: its article, then what is left out.

    Raises:
        UnreadableError: There is no text, or its groups are nested too deeply.
    """
    reading = _Reading()
    reading.read(data)
    blocks = reading.blocks
    if not blocks:
        raise UnreadableError("there is no text in it")
    styled = (b.text for b in blocks if b.style.startswith(("title", "heading")))
    said = {name: " ".join("".join(texts).split()) for name, texts in reading.said.items()}
    heading = next((b.text for b in blocks if b.style == "title"), "")
    yield Record(
        "",
        Content(
            joined(blocks),
            heading or said.get("title", "") or next(styled, ""),
            reading.created(),
            author=named(said.get("author", "")),
        ),
    )
    for name, reason in reading.left_out:
        yield Record(name, None, reason)


@dataclass(slots=True)
class _Reading:
    """One reading of a file.

    Attributes:
        blocks: What was read so far.
        left_out: What was left out, each with its reason, once.
        said: Texts of the title, author, and the like.
    """

    blocks: list[Block] = field(default_factory=list)
    left_out: dict[tuple[str, str], None] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    _group: _Group = field(default_factory=_Group)
    _open: list[_Group] = field(default_factory=list)
    _notes: list[tuple[int, list[str]]] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _ansi: str = "cp1252"
    _fonts: dict[int, str] = field(default_factory=dict)
    _styles: dict[int, str] = field(default_factory=dict)
    _text: list[str] = field(default_factory=list)
    _after: list[Block] = field(default_factory=list)
    _style: int = -1
    _in_table: bool = False
    _cell: list[Block] = field(default_factory=list)
    _cells: list[list[Block]] = field(default_factory=list)
    _tables: int = 1
    _goes_on: list[bool] = field(default_factory=lambda: [False])  # of each cell, and the next
    _above: list[str] = field(default_factory=list)
    _times: dict[str, int] = field(default_factory=dict)
    _starred: bool = False
    _size: int = 0
    _passed: int = 0  # characters still to be skipped after one in Unicode

    def read(self, data: bytes) -> None:
        """Read all of it."""
        at = 0
        while found := _TOKEN.match(data, at):
            at = found.end()
            word, number, code, symbol, brace, _, plain = found.groups()
            if plain or code:
                self._add(plain or bytes.fromhex(code.decode()))
                continue
            self._flush()
            if brace == b"{":
                self._begin()
            elif brace:
                self._end()
                if not self._open:
                    break  # what follows the document is none of it
            elif symbol:
                self._symbol(symbol)
            elif word == b"bin":
                at += max(0, int(number or 0))
            elif word:
                self._word(word.decode(), None if number is None else int(number))
        self._flush()
        if self._open:
            self._leave_out("the end of the file", "the file was cut short")
        while self._notes:
            self._close_note()
        self._paragraph()
        self._row()

    def created(self) -> str | None:
        """Return when it says that it was made."""
        times = self._times
        if not times.get("yr"):
            return None
        day = f"{times['yr']:04}-{times.get('mo', 1):02}-{times.get('dy', 1):02}"
        time = f"T{times['hr']:02}:{times.get('min', 0):02}" if "hr" in times else ""
        return dated(day + time) or None

    def _begin(self) -> None:
        if len(self._open) >= MAX_GROUPS:
            raise UnreadableError("it is nested too deeply")
        self._open.append(self._group)
        self._passed = 0

    def _end(self) -> None:
        self._passed = 0
        if not self._open:
            return
        if self._notes and self._notes[-1][0] == len(self._open):
            self._close_note()
        self._group = self._open.pop()

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
            return
        self._put({b"~": " ", b"_": "-", b"-": "", b"\t": " "}.get(symbol, ""))
        if symbol in b"{}\\":
            self._add(symbol)
        elif symbol in b"\r\n":
            self._paragraph()

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word in PLACES or word in SKIPPED or word in LEFT_OUT:
            self._enter(word)
        elif word in ("u", "uc"):
            self._unicode(word, number or 0)
        elif word in SPECIAL:
            self._put(SPECIAL[word])
        elif word in ENDS and self._group.place in ("text", "note"):
            self._ends(word)
        elif word in ("f", "deff"):
            self._group = replace(self._group, font=number)
        elif word in ("v", "deleted", "plain"):
            self._group = replace(self._group, unseen=number != 0 and word != "plain")
        elif starred:
            self._group = replace(self._group, place="")
        else:
            self._setting(word, number)

    def _setting(self, word: str, number: int | None) -> None:
        place = self._group.place
        if word == "fcharset" and place == "fonts" and self._group.font is not None:
            self._fonts[self._group.font] = CHARSETS.get(number or 0, "")
        elif word == "s" and place == "styles":
            self._group = replace(self._group, place=f"style {number or 0}")
        elif word == "s":
            self._style = number or 0
        elif word == "trowd":
            self._goes_on = [False]
        elif word == "clvmrg":
            self._goes_on[-1] = True
        elif word == "cellx":
            self._goes_on.append(False)
        elif word == "pard":
            self._in_table, self._style = False, -1
        elif word in ("intbl", "itap"):
            self._in_table = number != 0
        elif word == "ansicpg" and _is_codec(f"cp{number}"):
            self._ansi = f"cp{number}"
        elif word in ("mac", "pc", "pca"):
            self._ansi = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word in _NUMBERED and place == "created":
            self._times[word] = min(abs(number or 0), 9999)

    def _enter(self, word: str) -> None:
        """Go on in what a word says that the rest of a group is."""
        group = self._group
        if group.place.startswith("!") or (not group.place and word != "shptxt"):
            return  # all of it is left out, or skipped
        if word == "object":
            self._leave_out(*LEFT_OUT[word])
            return
        place = f"!{word}" if word in LEFT_OUT else PLACES.get(word, "")
        if place == "note" and not group.unseen:
            self._notes.append((len(self._open), []))
        self._group = replace(group, place=place)

    def _unicode(self, word: str, number: int) -> None:
        if word == "uc":
            self._group = replace(self._group, fallback=min(max(number, 0), 9))
            return
        self._passed = 0
        self._put(chr(number & 0xFFFF))
        self._passed = self._group.fallback

    def _add(self, plain: bytes) -> None:
        """Add bytes of the code page, but for those that stand for a character before them."""
        passed = min(self._passed, len(plain))
        self._passed -= passed
        if not self._group.place:
            return
        self._bytes += plain[passed:]
        self._size += len(plain)
        if self._size > MAX_ARTICLE_CHARS:
            raise UnreadableError(f"its text is longer than {MAX_ARTICLE_CHARS:,} characters")

    def _flush(self) -> None:
        if self._bytes:
            font = self._fonts.get(self._group.font, "") if self._group.font is not None else ""
            text = self._bytes.decode(font or self._ansi, "replace")
            self._bytes.clear()
            self._put(text)

    def _put(self, text: str) -> None:
        place = self._group.place
        if not text or not place:
            return
        if place.startswith("!"):
            if any(c.isalpha() for c in text):
                self._leave_out(*LEFT_OUT[place[1:]])
        elif place.startswith("style "):
            name = self._styles.get(int(place[6:]), "") + text
            self._styles[int(place[6:])] = name.split(";")[0].casefold()
        elif place not in ("text", "note"):
            self.said.setdefault(place, []).append(text)
        elif self._group.unseen:
            if any(c.isalpha() for c in text):
                self._leave_out("hidden text", "hidden or deleted text is not read")
        else:
            (self._notes[-1][1] if self._notes else self._text).append(text)

    def _ends(self, word: str) -> None:
        if self._notes or self._group.place == "note":
            self._put(" ")
        elif word in ("cell", "nestcell"):
            self._paragraph(in_cell=True)
            self._cells.append(self._cell)
            self._cell = []
        elif word in ("row", "nestrow"):
            self._row()
        else:
            self._paragraph()

    def _close_note(self) -> None:
        _, texts = self._notes.pop()
        if text := _squeezed(texts):
            self._after.append(Block(text, apart=True))

    def _paragraph(self, *, in_cell: bool = False) -> None:
        text, self._text = _squeezed(self._text), []
        after, self._after = self._after, []
        blocks = [Block(text, self._styles.get(self._style, ""))] if text else []
        if in_cell or self._in_table:
            self._cell.extend([*blocks, *after])
            return
        self._row()  # of a table that did not end
        if blocks:
            self._tables += 1  # the next row is one of another table
        self.blocks.extend([*blocks, *after])

    def _row(self) -> None:
        cells, self._cells = self._cells, []
        rest, self._cell = self._cell, []
        texts = [" ".join(b.text for b in blocks if not b.apart) for blocks in cells]
        for column, (goes_on, text) in enumerate(zip(self._goes_on, self._above, strict=False)):
            if goes_on and column < len(texts):  # it is merged with the one above
                texts[column] = texts[column] or text
        self._above = texts
        self.blocks.extend(row_of(texts, cells, self._tables) if any(cells) else ())
        self.blocks.extend(rest)

    def _leave_out(self, name: str, reason: str) -> None:
        self.left_out[name, reason] = None


def _squeezed(texts: list[str]) -> str:
    """Return a paragraph; characters beyond the first plane are written as two halves."""
    text = " ".join("".join(texts).split())
    if any("\ud800" <= c <= "\udfff" for c in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _is_codec(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
