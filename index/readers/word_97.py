"""Word files of the old kind (.doc, of Word 97 to 2007): paragraphs, rows of tables and notes.

The text lies in pieces, which a table names; what was deleted while changes were tracked, and what
is hidden, is left out by the properties of its letters. See [MS-DOC]: FIB, Clx, PlcPcd, ChpxFkp.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from index.errors import UnreadableError
from index.readers import ole_properties
from index.readers.content import Record
from index.readers.packages import damaged

WORD_97 = 0x00C1
"""The version of the format that this one begins with."""

HEADING_CHARS = 120
"""A first paragraph of at most this length that ends no sentence is the title, if none is said."""

_FLAGS, _ENCRYPTED, _SECOND_TABLE = 0x0A, 0x0100, 0x0200
_COUNTS = 0x4C
"""Where it is said how many letters there are of each kind of text, in the order of `_Counts`."""

_PIECES, _PROPERTIES = 0x01A2, 0x00FA
"""Where it is said where the tables of pieces and of properties of letters are."""

_NARROW = 0x40000000
"""Of a piece whose letters are single bytes, of Windows-1252."""

_PAGE_BYTES = 512
_DELETED, _HIDDEN = 0x0800, 0x083C
_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}

_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_ROW_END, _CELL_END = "\x07\x07", "\x07"
_LETTERS = {
    **dict.fromkeys(range(32), None),
    **{ord("\t"): "\t", ord("\r"): "\n\n", 0x0B: "\n", 0x0C: "\n\n", 0x0E: "\n", 0x1E: "-"},
}
_CLOSED = re.compile(r"[.!?…:;,]['\"”’»)\]]*$")
_ROWS = re.compile(r"( \| [^\n]*)\n\n(?=[^\n]* \| )")
_BREAKS = re.compile(r"\s*\n\s*\n\s*")


def read(data: bytes) -> Iterator[Record]:
    """Read a Word file of the old kind: its article, then what is left out.

    Raises:
        UnreadableError: It is encrypted, damaged, of a version before Word 97, or has no text.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            texts = _Document.of(file).texts()
            known = ole_properties.known(file)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # olefile and struct raise many kinds
        raise damaged("Word document of the old kind", error) from error
    main, notes, margins, comments, end_notes, boxes = texts
    text = "\n\n".join(filter(None, map(_shown, (main, notes, end_notes, boxes))))
    if not text:
        raise UnreadableError("there is no text in it")
    first = text.split("\n", 1)[0]
    is_heading = first != text and len(first) <= HEADING_CHARS and not _CLOSED.search(first)
    yield Record("", replace(known, text=text, title=known.title or (first if is_heading else "")))
    for what, left_out in (("comments", comments), ("the heads and feet of pages", margins)):
        if any(letter.isalpha() for letter in left_out):
            yield Record(what, None, f"{what} are not read")


@dataclass(frozen=True, slots=True)
class _Document:
    """A document: the stream of its letters, and the tables of its pieces and properties."""

    letters: bytes
    pieces: bytes
    pages: bytes

    @classmethod
    def of(cls, file: Any) -> _Document:
        """Open a document.

        Raises:
            UnreadableError: It is encrypted, or of an earlier version.
        """
        letters = file.openstream("WordDocument").read()
        version, flags = struct.unpack_from("<H", letters, 2)[0], _short(letters, _FLAGS)
        if flags & _ENCRYPTED:
            raise UnreadableError("it is encrypted; save it without its password")
        if version < WORD_97:
            raise UnreadableError("it is of a version before Word 97; save it as .docx")
        table = file.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
        return cls(letters, _part(table, letters, _PIECES), _part(table, letters, _PROPERTIES))

    def texts(self) -> list[str]:
        """Return the main text, notes, heads and feet, comments, end notes and boxes."""
        counts = [_long(self.letters, _COUNTS + 4 * n) for n in (0, 1, 2, 4, 5, 6)]
        gone = sorted(self._gone())
        whole: list[str] = []
        for start, end, at in self._pieces():
            whole.extend(self._piece(at & ~_NARROW, end - start, bool(at & _NARROW), gone))
        texts, at = [], 0
        for count in counts:
            texts.append("".join(whole[at : at + count]))
            at += count
        return texts

    def _pieces(self) -> Iterator[tuple[int, int, int]]:
        """Yield of each piece the numbers of its first letter and the next one's, and its place."""
        at = 0
        while self.pieces[at] == 1:  # properties that quick saves changed
            at += 3 + _short(self.pieces, at + 1)
        table = self.pieces[at + 5 : at + 5 + _long(self.pieces, at + 1)]
        count = (len(table) - 4) // 12
        for n in range(count):
            place = _long(table, 4 * (count + 1) + 8 * n + 2)
            yield _long(table, 4 * n), _long(table, 4 * n + 4), place

    def _piece(
        self, place: int, count: int, is_narrow: bool, gone: list[tuple[int, int]]
    ) -> list[str]:
        """Return the letters of a piece; nothing is in the place of those that are gone."""
        width = 1 if is_narrow else 2
        start = place // 2 if is_narrow else place
        data = self.letters[start : start + count * width]
        count = len(data) // width
        # A letter beyond the first plane is two halves, which `_shown` joins.
        units = struct.unpack(f"<{count}H", data[: 2 * count]) if width == 2 else ()
        letters = list(data.decode("cp1252", "replace") if width == 1 else map(chr, units))
        for first, last in gone:
            low, high = (min(max(0, (each - start) // width), count) for each in (first, last))
            letters[low:high] = [""] * (high - low)
        return letters

    def _gone(self) -> Iterator[tuple[int, int]]:
        """Yield from where to where in the stream letters are deleted or hidden."""
        count = (len(self.pages) - 4) // 8
        for n in range(count):
            number = _long(self.pages, 4 * (count + 1) + 4 * n) & 0x3FFFFF
            page = self.letters[number * _PAGE_BYTES : (number + 1) * _PAGE_BYTES]
            runs = page[-1] if len(page) == _PAGE_BYTES else 0
            for run in range(runs):
                at = 2 * page[4 * (runs + 1) + run]
                if at and _is_gone(page[at + 1 : at + 1 + page[at]]):
                    yield _long(page, 4 * run), _long(page, 4 * run + 4)


def _is_gone(changes: bytes) -> bool:
    """Tell whether properties say that letters are deleted or hidden."""
    at = 0
    while at + 2 < len(changes):
        what = _short(changes, at)
        size = _OPERAND_BYTES.get(what >> 13, 1 + changes[at + 2])
        if what in (_DELETED, _HIDDEN) and changes[at + 2] == 1:
            return True
        at += 2 + size
    return False


def _shown(text: str) -> str:
    """Return a text as it is shown: fields by their results, rows of tables as lines with bars."""
    for _ in range(20):  # in each other
        text, count = _FIELD.subn(r"\1", text)
        if not count:
            break
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = text.replace(_ROW_END, "\r").replace(_CELL_END, " | ").translate(_LETTERS)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _ROWS.sub(r"\1\n", _BREAKS.sub("\n\n", "\n".join(lines))).strip()


def _part(table: bytes, letters: bytes, place: int) -> bytes:
    start, size = struct.unpack_from("<II", letters, place)
    return table[start : start + size]


def _short(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _long(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
