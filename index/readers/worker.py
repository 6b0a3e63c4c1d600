"""Worker: the process that reads what may be hostile; requests in, records out, as lines of JSON.

    -> {"path": ..., "known": SHA-256 or null, "fields": {...}, "without": [...], "ocr": ...}
    <- {"stamp": [bytes, mtime_ns, SHA-256]}    what was read; the last line where it is known
    <- {"entered": name}                        before a member of an archive is read
    <- {"alive": true}                          before a page is looked at for text in pictures
    <- {"record": {...}}                        for each record, see `content.line_of`
    <- {"done": true}  or  {"failed": reason}   last

Run as `python -m index.readers.worker BYTES`, which is all the memory that it may take; the
process that started it watches the time. Nothing that it sends is trusted to be more than text.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from index.process import confined
from index.readers import formats
from index.readers.content import Record, line_of
from index.readers.limits import MAX_FILE_BYTES
from index.readers.recognition import Recogniser

MTIME_PRECISION_NS = 2_000_000_000
"""A file touched this shortly before it was read may change again without a newer time."""


def read_bytes(path: Path) -> tuple[bytes, tuple[int, int, str]]:
    """Read a file; its time counts only if it cannot have changed since unnoticed.

    Returns:
        The bytes; and their number, the modification time in nanoseconds, or 0 where it does not
        count, and the SHA-256.

    Raises:
        OSError: It cannot be read, or somebody is writing it.
    """
    before = path.stat()
    data = path.read_bytes()
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OSError("it changed while it was read; the next build takes it in")
    settled = time.time_ns() - after.st_mtime_ns > MTIME_PRECISION_NS
    mtime_ns = after.st_mtime_ns if settled else 0
    return data, (len(data), mtime_ns, hashlib.sha256(data).hexdigest())


def main(limit: int) -> None:
    """Answer requests until there are no more.

    Args:
        limit: Bytes of address space.
    """
    out = confined(limit)
    for line in sys.stdin.buffer:
        _answer(json.loads(line), out)


def _answer(request: dict[str, Any], out: BinaryIO) -> None:
    try:
        _read(request, out)
    except OSError as error:
        _send(out, {"failed": error.strerror or str(error)})
    except MemoryError:
        _skip(out, "it takes more memory to read than one file may take")


def _read(request: dict[str, Any], out: BinaryIO) -> None:
    path = Path(request["path"])
    if path.stat().st_size > MAX_FILE_BYTES:
        _skip(out, f"it is larger than {MAX_FILE_BYTES >> 20} MB; split it")
        return
    data, stamp = read_bytes(path)
    _send(out, {"stamp": stamp})
    if stamp[2] == request["known"]:
        return
    reading = formats.Reading(
        fields=request["fields"],
        without=frozenset(request["without"]),
        entered=lambda name: _send(out, {"entered": name}),
        recogniser=_recogniser(request["ocr"], out),
    )
    for record in formats.read(data, PurePosixPath(path.name), reading):
        _write(out, line_of(record))
    _send(out, {"done": True})


def _recogniser(languages: str, out: BinaryIO) -> Recogniser | None:
    if not languages:
        return None
    return Recogniser(languages, alive=lambda: _send(out, {"alive": True}))


def _skip(out: BinaryIO, reason: str) -> None:
    _write(out, line_of(Record("", None, reason)))
    _send(out, {"done": True})


def _send(out: BinaryIO, message: dict[str, Any]) -> None:
    _write(out, json.dumps(message).encode("ascii") + b"\n")


def _write(out: BinaryIO, line: bytes) -> None:
    out.write(line)
    out.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
