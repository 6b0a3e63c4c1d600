"""Properties of a file of Microsoft's old kind: what it says of its title, author and day.

olefile would parse all of them, and count as far as a damaged one says. See [MS-OLEPS].
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from typing import Any

from index.readers.content import Content
from index.readers.decoding import clean, decode
from index.readers.packages import dated, named

SUMMARY = "\x05SummaryInformation"
MOST = 200
"""Properties of a set; there are some twenty."""

_CODE_PAGE, _TITLE, _AUTHOR, _CREATED = 1, 2, 4, 12
_SHORT, _NARROW, _WIDE, _TIME = 2, 30, 31, 64
_UTF_8, _UTF_16 = 65001, 1200
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def known(file: Any) -> Content:
    """Return what an open file says of itself; no text.

    Args:
        file: Of olefile.
    """
    try:
        data = file.openstream(SUMMARY).read() if file.exists(SUMMARY) else b""
        said = _properties(data)
    except Exception:  # it is not needed, and readers say what is damaged
        return Content("", "", None)
    page = said.get(_CODE_PAGE)
    title, author = (_text(said.get(number), page) for number in (_TITLE, _AUTHOR))
    made = said.get(_CREATED)
    date = dated(made.isoformat() if isinstance(made, datetime) else "")
    return Content("", named(title), date or None, author=named(author))


def _properties(data: bytes) -> dict[int, Any]:
    """Return the properties of the first set by their numbers: numbers, texts as bytes, times."""
    said: dict[int, Any] = {}
    if len(data) < 48:
        return said
    (start,) = struct.unpack_from("<I", data, 44)
    (count,) = struct.unpack_from("<I", data, start + 4)
    for n in range(min(count, MOST)):
        number, offset = struct.unpack_from("<II", data, start + 8 + 8 * n)
        kind, size = struct.unpack_from("<II", data, start + offset)
        at = start + offset + 8
        if kind == _SHORT:
            said[number] = size & 0xFFFF
        elif kind == _NARROW:
            said[number] = data[at : at + size]
        elif kind == _WIDE:
            said[number] = data[at : at + 2 * size].decode("utf-16-le", "replace")
        elif kind == _TIME:
            (ticks,) = struct.unpack_from("<Q", data, at - 4)
            if ticks:
                said[number] = _EPOCH + timedelta(microseconds=ticks // 10)
    return said


def _text(value: Any, page: Any) -> str:
    if isinstance(value, bytes):
        name = {_UTF_8: "utf-8", _UTF_16: "utf-16-le"}.get(page, f"cp{page}")
        value = value.rstrip(b"\0")
        try:
            value = value.decode(name)
        except (LookupError, ValueError):
            value = decode(value) if value else ""
    return " ".join(clean(value).split()) if isinstance(value, str) else ""
