"""The messages of a mailbox (mbox): where one ends and the next one begins.

A line "From ..." begins a message if headers follow it, and it has a date or two headers that every
mail has; any other such line is text that a program forgot to quote. See RFC 4155.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

LOOKED_AT_BYTES = 65_536
"""Within so much of a file the headers of its first message end."""

_MACHINE_HEADERS = frozenset((b"message-id", b"received", b"return-path", b"mime-version"))
_NAME = re.compile(rb"([!-9;-~]{1,80})[ \t]*:")
_FROM = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb"(?:>From [^\n]*\n)?[!-9;-~]{1,80}[ \t]*:")
_DATED = re.compile(
    rb"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\b\d{1,2}:\d\d(?::\d\d)?\b.*\b\d{4}\b"
    rb"|\b\d{4}-\d\d-\d\d\b.*\b\d\d:\d\d"
)
_USUAL = re.compile(
    rb"(?:From|To|Cc|Date|Subject|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Sender"
    rb"|Reply-To|Status|Content-Type|X-[!-9;-~]{1,80})[ \t]*:[^\n]*\n"
    rb"(?:[!-9;-~]{1,80}[ \t]*:|[ \t])",
    re.IGNORECASE,
)
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_NEXT = re.compile(rb"[\r\n]{0,4}(?:From |\Z)")
_BLANK_BEFORE = (b"\n\n", b"\n\r\n")


def kind_of(data: bytes) -> str:
    """Return "mail" or "mailbox" if bytes are one, whatever their file is called; else nothing.

    Of a mail only headers are proof that no text has: those that machines write.
    """
    if data.startswith(b"From ") and next(_separators(data[:LOOKED_AT_BYTES]), (1, 0))[0] == 0:
        return "mailbox"
    if not _NAME.match(data):
        return ""
    names: set[bytes] = set()
    for line in data[:LOOKED_AT_BYTES].splitlines():
        if not line:
            break
        if not line.startswith((b" ", b"\t")):
            if not (found := _NAME.match(line)):
                return ""
            names.add(found[1].lower())
    is_mail = b"from" in names and names & {b"date", b"subject"} and names & _MACHINE_HEADERS
    return "mail" if is_mail else ""


def split(data: bytes) -> Iterator[bytes]:
    """Yield the messages of a mailbox, without the lines between them, ">From " as "From "."""
    for (_, begins), (ends, _) in pairwise([*_separators(data), (len(data), 0)]):
        yield _QUOTED_FROM.sub(rb"\1", data[begins:ends])


def _separators(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each line that begins a message starts, and where it ends."""
    inside = 0  # where the message ends whose length its headers give
    for found in _FROM.finditer(data):
        if found.start() >= inside and _begins(data, found):
            yield found.span()
            inside = _given_end(data, found.end())


def _begins(data: bytes, found: re.Match[bytes]) -> bool:
    if not _HEADER.match(data, found.end()):
        return False
    if _DATED.search(found[0]):
        return True
    start = found.start()
    is_apart = start == 0 or data[max(0, start - 3) : start].endswith(_BLANK_BEFORE)
    return is_apart and bool(_USUAL.match(data, found.end()))


def _given_end(data: bytes, start: int) -> int:
    """Return where a message ends by its Content-Length; 0 where it gives none, or a wrong one."""
    headers = _END_OF_HEADERS.search(data, start, start + 100_000)
    length = _LENGTH.search(data, start, headers.start()) if headers else None
    if headers is None or length is None:
        return 0
    end = headers.end() + int(length[1])
    return end if end <= len(data) and _NEXT.match(data, end) else 0
