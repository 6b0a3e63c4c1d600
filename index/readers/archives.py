"""Archives: gzip and zip, unpacked within bounds, whatever the file says of itself."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.errors import UnreadableError
from index.readers.limits import MAX_MEMBERS, MAX_UNPACKED_BYTES

CHUNK_BYTES = 1 << 20
_ENCRYPTED = 0x1
_HIDDEN = ("__MACOSX", "Thumbs.db")


class Budget:
    """How many bytes may still be unpacked, for one file with all that is packed in it."""

    def __init__(self, limit: int = MAX_UNPACKED_BYTES) -> None:
        self._left = limit

    def spend(self, count: int) -> None:
        """Raises UnreadableError when there is nothing left."""
        self._left -= count
        if self._left < 0:
            raise UnreadableError(
                f"it unpacks to more than {MAX_UNPACKED_BYTES >> 20:,} MB, like a zip bomb"
            )


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its bytes, or why they cannot be had."""

    name: str
    data: bytes
    reason: str = ""


def gunzip(data: bytes, budget: Budget) -> bytes:
    """Unpack a gzip file.

    Raises:
        UnreadableError: It is damaged, or unpacks to too much.
    """
    parts: list[bytes] = []
    while data:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            while data and not unpacker.eof:
                part = unpacker.decompress(data, CHUNK_BYTES)
                budget.spend(len(part))
                parts.append(part)
                data = unpacker.unconsumed_tail
        except zlib.error as error:
            raise UnreadableError(f"it is a damaged gzip file ({error})") from error
        if not unpacker.eof:
            raise UnreadableError("it is a gzip file that was cut short")
        data = unpacker.unused_data.lstrip(b"\0")
    return b"".join(parts)


def names(data: bytes) -> frozenset[str]:
    """Return the names of the files in a zip archive.

    Raises:
        UnreadableError: It is damaged, or has too many.
    """
    return frozenset(entry.filename for entry in entries(opened(data)))


def unzip(data: bytes, budget: Budget) -> Iterator[Member]:
    """Yield the files in a zip archive, hidden ones left out, in order of name.

    Raises:
        UnreadableError: It is damaged, has too many files, or unpacks to too much.
    """
    archive = opened(data)
    for entry in sorted(entries(archive), key=lambda entry: entry.filename):
        name = entry.filename
        if not name:
            yield Member("unnamed", b"", "it is damaged in the archive (it has no name)")
            continue
        if entry.is_dir() or any(p.startswith((".", *_HIDDEN)) for p in PurePosixPath(name).parts):
            continue
        if entry.flag_bits & _ENCRYPTED:
            yield Member(name, b"", "it is encrypted; unpack it with its password")
            continue
        try:
            yield Member(name, unpacked(archive, entry, budget))
        except UnreadableError:
            raise
        except Exception as error:  # zipfile passes on what its decompressors raise
            reason = (str(error).splitlines() or [type(error).__name__])[0][:100]
            yield Member(name, b"", f"it is damaged in the archive ({reason})")


def opened(data: bytes) -> zipfile.ZipFile:
    """Open a zip archive.

    Raises:
        UnreadableError: It is damaged.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # a damaged directory raises many kinds of errors
        raise UnreadableError(f"it is a damaged zip file ({error})") from error


def entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return what a zip archive has in it.

    Raises:
        UnreadableError: It is too much.
    """
    entries = archive.infolist()
    if len(entries) > MAX_MEMBERS:
        raise UnreadableError(f"it packs more than {MAX_MEMBERS:,} files")
    return entries


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    """Unpack one file; its size is counted, not believed."""
    parts: list[bytes] = []
    with archive.open(entry) as file:
        while part := file.read(CHUNK_BYTES):
            budget.spend(len(part))
            parts.append(part)
    return b"".join(parts)
