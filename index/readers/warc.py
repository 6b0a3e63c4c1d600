"""Web archives (WARC): the pages and documents that were fetched, each with its address and date.

warcio reads the records and takes off what they were packed in to be sent. See ISO 28500.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from index.errors import UnreadableError
from index.readers.archives import CHUNK_BYTES, Budget
from index.readers.content import Content, Member
from index.readers.limits import MAX_MEMBERS
from index.readers.sniffing import MEDIA_TYPES, ending

_WANTED = ("response", "resource", "conversion")
_UNKNOWN = ("br", "zstd", "compress", "dcb", "dcz")
"""Ways to pack what is sent that warcio leaves as they are."""

_CHARSET = re.compile(r"text/.*charset=[\"']?([\w.:-]+)", re.IGNORECASE)


def read(data: bytes, budget: Budget) -> Iterator[Member]:
    """Yield what was fetched, in its order.

    Raises:
        UnreadableError: It is damaged from the beginning, holds too much, or nothing.
    """
    from warcio.archiveiterator import ArchiveIterator

    records = ArchiveIterator(io.BytesIO(data))
    count = 0
    try:
        while (record := _next(records)) is not None:
            count += 1
            if count > MAX_MEMBERS:
                raise UnreadableError(f"it packs more than {MAX_MEMBERS:,} records")
            if record.rec_type in _WANTED:
                yield _member(record, budget)
    except UnreadableError:
        raise
    except Exception as error:  # it passes on what its parsers raise
        if not count:
            reason = f"it is a damaged web archive ({type(error).__name__})"
            raise UnreadableError(reason) from error
        yield Member("the end of the archive", b"", "the archive is damaged or was cut short")
    if not count:
        raise UnreadableError("there is nothing in the web archive")
    if records.err_count:
        yield Member("damaged records", b"", "parts of the archive are damaged, and are not read")


def _next(records: Any) -> Any:
    """Return the next record; None after the last one. What warcio prints of damage is counted."""
    with contextlib.redirect_stderr(io.StringIO()):
        return next(records, None)


def _member(record: Any, budget: Budget) -> Member:
    headers = record.rec_headers
    address = (headers.get_header("WARC-Target-URI") or "").strip("<> ") or "no address"
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return Member(address, b"", f"it is no page, but an answer with status {status}")
    declared = record.http_headers or headers
    packed = (declared.get_header("Content-Encoding") or "").strip().lower()
    if packed in _UNKNOWN:
        return Member(address, b"", f"it was sent in a packing that is not read ({packed})")
    kind = (declared.get_header("Content-Type") or "").split(";")[0].strip().lower()
    path = PurePosixPath(address.partition("?")[0])
    is_of = MEDIA_TYPES.get(kind) or (path.suffix if ending(path) else "")
    if kind.startswith("image/"):  # most are the looks of pages
        is_of = ""
    if not is_of:
        return Member(address, b"", f"it is none of the formats that are read ({kind})")
    parts: list[bytes] = []
    stream = record.content_stream()
    while part := stream.read(CHUNK_BYTES):
        budget.spend(len(part))
        parts.append(part)
    known = Content("", "", headers.get_header("WARC-Date"), link=address, date_from="archive")
    return Member(address, _unicode(b"".join(parts), declared), ending=is_of, known=known)


def _unicode(data: bytes, headers: Any) -> bytes:
    """Return a page in UTF-8 where only its headers say in which other encoding it is."""
    found = _CHARSET.search(headers.get_header("Content-Type") or "")
    try:
        return data.decode(found[1]).encode() if found and not _is_utf8(data) else data
    except (LookupError, ValueError):
        return data


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
