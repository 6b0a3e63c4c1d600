"""Archives: zip, tar and packed files, within bounds, whatever the file says of itself.

Nothing is written to the disk; names in archives are names of articles and lead nowhere.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import IO, Any

from index.errors import UnreadableError
from index.readers.content import Member
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


def unpack(kind: str, data: bytes, budget: Budget) -> bytes:
    """Unpack what is packed as one file.

    Args:
        kind: "gzip", "bzip2" or "xz".
        data: All of it; may be several one after the other.
        budget: What it may unpack to.

    Raises:
        UnreadableError: It is damaged, or unpacks to too much.
    """
    opens: dict[str, Any] = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}
    try:
        with opens[kind](io.BytesIO(data)) as file:
            return _all_of(file, None, budget)
    except EOFError as error:
        raise UnreadableError(f"it is a {kind} file that was cut short") from error
    except (zlib.error, OSError, lzma.LZMAError, ValueError) as error:
        raise UnreadableError(f"it is a damaged {kind} file ({_line(error)})") from error


def untar(data: bytes, budget: Budget) -> Iterator[Member]:
    """Yield the files in a tar archive, hidden ones left out, in order of name.

    Raises:
        UnreadableError: It is damaged, has too many files, or unpacks to too much.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            found, is_whole = _entries_of(archive)
            yield from _members(archive, found, budget)
            end = archive.offset
    except UnreadableError:
        raise
    except Exception as error:  # headers are parsed as they come
        raise UnreadableError(f"it is a damaged tar file ({_line(error)})") from error
    if not is_whole or data[end:].strip(b"\0") or end > len(data):
        yield Member("the end of the archive", b"", "the archive is damaged or was cut short")


def _entries_of(archive: tarfile.TarFile) -> tuple[list[tarfile.TarInfo], bool]:
    """Return what a tar archive has in it, as far as it can be read, and whether that is all."""
    found: list[tarfile.TarInfo] = []
    try:
        for entry in archive:
            found.append(entry)
            _check_count(len(found))
    except UnreadableError:
        raise
    except Exception:  # headers are parsed as they come
        if not found:
            raise
        return found, False
    return found, True


def _members(
    archive: tarfile.TarFile, found: Sequence[tarfile.TarInfo], budget: Budget
) -> Iterator[Member]:
    for entry in sorted(found, key=lambda entry: entry.name):
        if entry.isdir() or _is_hidden(entry.name):
            continue
        if not entry.isfile():
            yield Member(entry.name, b"", "it is a link or a device in the archive, not a file")
            continue
        try:
            yield Member(entry.name, _all_of(archive.extractfile(entry), entry.size, budget))
        except UnreadableError:
            raise
        except Exception as error:
            yield Member(entry.name, b"", f"it is damaged in the archive ({_line(error)})")


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
        if entry.is_dir() or _is_hidden(name):
            continue
        if entry.flag_bits & _ENCRYPTED:
            yield Member(name, b"", "it is encrypted; unpack it with its password")
            continue
        try:
            yield Member(name, unpacked(archive, entry, budget))
        except UnreadableError:
            raise
        except Exception as error:  # zipfile passes on what its decompressors raise
            yield Member(name, b"", f"it is damaged in the archive ({_line(error)})")


def opened(data: bytes) -> zipfile.ZipFile:
    """Open a zip archive.

    Raises:
        UnreadableError: It is damaged.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # a damaged directory raises many kinds of errors
        is_cut = "not a zip" in str(error)  # its list of files is at its end
        why = "it was cut short: its end is not there" if is_cut else str(error)
        raise UnreadableError(f"it is a damaged zip file ({why})") from error


def entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return what a zip archive has in it.

    Raises:
        UnreadableError: It is too much.
    """
    found = archive.infolist()
    _check_count(len(found))
    return found


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    """Unpack one file; its size is counted, not believed."""
    with archive.open(entry) as file:
        return _all_of(file, None, budget)


def _all_of(file: IO[bytes] | None, size: int | None, budget: Budget) -> bytes:
    """Read a file to its end.

    Raises:
        EOFError: There is less in it than it should be.
        UnreadableError: There is too much.
    """
    parts: list[bytes] = []
    while file is not None and (part := file.read(CHUNK_BYTES)):
        budget.spend(len(part))
        parts.append(part)
    whole = b"".join(parts)
    if size is not None and len(whole) < size:
        raise EOFError("it was cut short")
    return whole


def _check_count(count: int) -> None:
    if count > MAX_MEMBERS:
        raise UnreadableError(f"it packs more than {MAX_MEMBERS:,} files")


def _is_hidden(name: str) -> bool:
    return any(
        part.startswith((".", *_HIDDEN)) and part != ".." for part in PurePosixPath(name).parts
    )


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:100]
