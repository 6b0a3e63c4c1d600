"""Mails of Outlook (.msg): the properties of a message and its attachments, by olefile.

A message that is attached is part of the text, as in `mail`. See [MS-OXMSG] and [MS-OXPROPS], where
the properties have the numbers below.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from index.errors import UnreadableError
from index.readers import mail, rich_text, web
from index.readers.compressed_rich_text import decompressed
from index.readers.content import Content, Member, Record
from index.readers.decoding import clean, decode
from index.readers.limits import MAX_MEMBERS
from index.readers.packages import damaged
from index.readers.quotation import unquoted

_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_NAMES = ("0042", "0C1A")
_ADDRESSES = ("5D02", "5D01", "0C1F")
_TIMES = (0x0039, 0x0E06)
_CODE_PAGES = (0x3FFD, 0x3FDE)
_FILE, _OBJECT = "__substg1.0_37010102", "__substg1.0_3701000D"
_FILE_NAMES = ("3707", "3704", "3001")
_KIND, _CONTENT_ID = "370E", "3712"

_PROPERTIES = "__properties_version1.0"
_TOP_BYTES, _ATTACHED_BYTES = 32, 24
"""Of the head of a message's properties; of one that is attached."""

_ENTRY = struct.Struct("<HHI8s")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def read(data: bytes) -> Iterator[Record | Member]:
    """Read a mail: its article, then each attachment, and what is left out.

    Raises:
        UnreadableError: It is damaged, or has neither text nor subject.
    """
    import olefile

    others: list[Member] = []
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            message = _Message(file, (), _TOP_BYTES)
            content = message.content()
            text = "\n\n".join(filter(None, [content.text, *message.forwarded(others, 0)]))
    except (UnreadableError, RecursionError, MemoryError):
        raise
    except Exception as error:  # olefile raises many kinds
        raise damaged("mail of Outlook", error) from error
    if not text.strip() and not content.title:
        raise UnreadableError("there is no text in the mail")
    yield Record("", replace(content, text=text))
    for member in others:
        yield mail.attached(member, content)


@dataclass(slots=True)
class _Message:
    """A message, or one that is attached to it: a storage with a stream for each long property."""

    file: Any
    place: tuple[str, ...]
    head: int
    numbers: Mapping[int, int] = field(init=False)

    def __post_init__(self) -> None:
        entries = _bytes(self.file, (*self.place, _PROPERTIES))[self.head :]
        whole = entries[: len(entries) // _ENTRY.size * _ENTRY.size]
        self.numbers = {
            number: int.from_bytes(value, "little")
            for _, number, _, value in _ENTRY.iter_unpack(whole)
        }

    def content(self) -> Content:
        """Return the message without what is attached to it."""
        address = next(filter(None, map(self._text, _ADDRESSES)), "")
        name = next(filter(None, map(self._text, _NAMES)), "")
        return Content(
            self._body(),
            " ".join(self._text(_SUBJECT).split()),
            self._date(),
            source=address.rpartition("@")[2] if "@" in address else "",
            author=" ".join(name.split()).strip("'\"") or address,
        )

    def forwarded(self, others: list[Member], depth: int) -> Iterator[str]:
        """Yield the texts of attached messages; add other attachments to a list."""
        names = sorted(
            {path[len(self.place)] for path in self._below() if len(path) > len(self.place)}
        )
        for name in names[:MAX_MEMBERS]:
            if not name.startswith("__attach_version1.0_"):
                continue
            attached = _Message(self.file, (*self.place, name), 8)
            inside = (*attached.place, _OBJECT)
            if self.file.exists([*inside, _PROPERTIES]):
                if depth >= mail.MAX_FORWARDED:
                    reason = f"more than {mail.MAX_FORWARDED} messages are in each other"
                    others.append(Member("message", b"", reason))
                    continue
                message = _Message(self.file, inside, _ATTACHED_BYTES)
                found = message.content()
                head = (("Subject", found.title), ("From", found.author), ("Date", found.date))
                yield "\n".join(f"{what}: {value}" for what, value in head if value)
                yield found.text
                yield from message.forwarded(others, depth + 1)
            elif (member := attached._attachment()) is not None:
                others.append(member)

    def _attachment(self) -> Member | None:
        """Return an attached file, or why it is not read; None for a picture of a page."""
        kind = self._text(_KIND).lower()
        name = next(filter(None, map(self._text, _FILE_NAMES)), "") or kind or "attachment"
        name = " ".join(name.split())
        if self._text(_CONTENT_ID) and kind.startswith("image/"):
            return None
        ending = mail.is_read(name, kind)
        if ending is None or not self.file.exists([*self.place, _FILE]):
            return Member(name, b"", mail.NOT_READ.format(kind or "an object"))
        return Member(name, _bytes(self.file, (*self.place, _FILE)), ending=ending)

    def _body(self) -> str:
        """Return the text: the plain one, unless there is only HTML or rich text."""
        if (plain := self._text(_BODY)).strip():
            return unquoted(plain.replace("\r\n", "\n").replace("\r", "\n"))
        html, page = self._text(_HTML), self._binary(_HTML)
        if (html or page.strip()) and (text := web.as_text(html or decode(page))):
            return text
        packed = self._binary(_RTF)
        found = rich_text.read(decompressed(packed)) if packed else iter(())
        record = next(found, None)
        return record.content.text if record and record.content else ""

    def _date(self) -> str | None:
        times = (self.numbers.get(number, 0) for number in _TIMES)
        time = next(filter(None, times), 0)
        try:
            moment = _EPOCH + timedelta(microseconds=time // 10)
        except OverflowError:
            return None
        return moment.isoformat() if time else None

    def _text(self, number: str) -> str:
        """Return a property that is a text; empty where there is none."""
        wide = (*self.place, f"__substg1.0_{number}001F")
        if self.file.exists(list(wide)):
            return clean(_bytes(self.file, wide).decode("utf-16-le", "replace"))
        data = _bytes(self.file, (*self.place, f"__substg1.0_{number}001E")).rstrip(b"\0")
        if not data.strip():
            return ""
        for page in filter(None, map(self.numbers.get, _CODE_PAGES)):
            try:
                return clean(data.decode("utf-8" if page == 65001 else f"cp{page}"))
            except (LookupError, ValueError):
                continue
        return clean(decode(data))

    def _binary(self, number: str) -> bytes:
        return _bytes(self.file, (*self.place, f"__substg1.0_{number}0102"))

    def _below(self) -> Iterator[tuple[str, ...]]:
        for path in self.file.listdir(streams=True, storages=False):
            if tuple(path[: len(self.place)]) == self.place:
                yield tuple(path)


def _bytes(file: Any, place: tuple[str, ...]) -> bytes:
    """Return a stream; empty where there is none."""
    if not file.exists(list(place)):
        return b""
    with file.openstream(list(place)) as stream:
        return bytes(stream.read())
