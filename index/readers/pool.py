"""Pool of processes that read files: several at once, records in the order of the files.

Small text files are read here; all else by processes of their own (`worker`), whose
memory is limited, and which are ended when a file takes too long. What was read waits in
spools, for one export may hold a whole collection.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from index.process import LimitedProcess
from index.readers import formats, sniffing
from index.readers.content import RECORD, Record, line_of, record_from
from index.readers.formats import Reading
from index.readers.limits import (
    FILE_SECONDS,
    INLINE_BYTES,
    STALLED_SECONDS,
    WORKER_BYTES,
)
from index.readers.spool import Spool
from index.readers.worker import read_bytes

PROCESSES = min(4, os.cpu_count() or 1)
"""Processes that read at once."""

MOST_TRIES = 4
"""How often an archive is begun again without the member that ended the process."""

ENDED = "reading it ended the process that read it (too much memory, or a broken file)"
"""In the reason of what was left out."""

WAITING = 64
"""Files handed to the processes ahead of the one whose records are wanted."""


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A file to be read.

    Attributes:
        path: Where it is.
        known: SHA-256 of the bytes that need not be read again, or None.
        fields: Names of the fields of exports, by option.
        ocr: Languages in which text in pictures is recognised; empty: it is not.
    """

    path: Path
    known: str | None
    fields: Mapping[str, str]
    ocr: str = ""


class Records:
    """The records of one file, in its order: lines that wait in a spool until they are wanted."""

    def __init__(self, folder: Path) -> None:
        self._spool = Spool(folder)

    def add(self, line: bytes) -> None:
        """Add the next one, a line of `content.line_of`."""
        self._spool.add(line)

    def __len__(self) -> int:
        return len(self._spool)

    def __iter__(self) -> Iterator[Record]:
        for number in range(len(self._spool)):
            try:
                yield record_from(self._spool[number])
            except (ValueError, KeyError, TypeError):
                yield Record("", None, ENDED)

    def close(self) -> None:
        """Delete them."""
        self._spool.close()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of reading a file.

    Attributes:
        stamp: Bytes, modification time in nanoseconds or 0, SHA-256; None where nothing was read.
        unchanged: Whether these are the known bytes: then there are no records.
        records: Articles, and what was skipped.
        failed: Why the file could not be read; empty where it was.
        given_up: Why reading it was given up, the last of `records`; empty where it was not. What
            the index has of it is better than nothing.
    """

    stamp: tuple[int, int, str] | None
    records: Records
    unchanged: bool = False
    failed: str = ""
    given_up: str = ""


def read_all(wanted: Sequence[ReadRequest], *, scratch: Path) -> Iterator[Outcome]:
    """Yield what comes of reading each file, in order.

    Args:
        wanted: Which files.
        scratch: Folder for records that wait. Those of an outcome are there until the next one is
            asked for.

    Raises:
        StorageError: There is no room for them.
    """
    with _Pool(scratch) as pool:
        waiting: deque[Future[Outcome] | Outcome] = deque()
        for file in wanted:
            waiting.append(_inline(file, scratch) or pool.submit(file))
            while waiting and (len(waiting) > WAITING or isinstance(waiting[0], Outcome)):
                yield from _handed_on(waiting.popleft())
        while waiting:
            yield from _handed_on(waiting.popleft())


def _handed_on(found: Future[Outcome] | Outcome) -> Iterator[Outcome]:
    outcome = found if isinstance(found, Outcome) else found.result()
    yield outcome
    outcome.records.close()


def _inline(file: ReadRequest, scratch: Path) -> Outcome | None:
    """Read a small text file here; None where that is for a process of its own."""
    name = PurePosixPath(file.path.name)
    if sniffing.ending(name) not in formats.SAFE:
        return None
    records = Records(scratch)
    try:
        if file.path.stat().st_size > INLINE_BYTES:
            return None
        data, stamp = read_bytes(file.path)
    except OSError as error:
        return Outcome(None, records, failed=error.strerror or str(error))
    if stamp[2] == file.known:
        return Outcome(stamp, records, unchanged=True)
    found: Sequence[Record] | None = None
    with contextlib.suppress(Exception):  # a process of its own says what it is
        if formats.is_safe(data, name):
            found = tuple(formats.read(data, name, Reading(fields=file.fields)))
    if found is None:
        return None
    for record in found:
        records.add(line_of(record))
    return Outcome(stamp, records)


class _Pool:
    """Threads, each with a process that is started when it is first needed."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._threads = ThreadPoolExecutor(PROCESSES, thread_name_prefix="reading")
        self._local = threading.local()
        self._processes: list[_Process] = []

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *error: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.end()
        self._threads.shutdown()

    def submit(self, file: ReadRequest) -> Future[Outcome]:
        return self._threads.submit(self._read, file)

    def _read(self, file: ReadRequest) -> Outcome:
        if not hasattr(self._local, "process"):
            self._local.process = _Process()
            self._processes.append(self._local.process)
        process: _Process = self._local.process
        without: set[str] = set()
        for _ in range(MOST_TRIES):
            found = _Answer(Records(self._scratch))
            reason = process.ask(file, sorted(without), found)
            if not reason or not found.entered:
                break
            without.add(found.entered)
            found.records.close()
        if reason:
            found.records.add(line_of(Record("", None, reason)))
        return found.outcome(given_up=reason)


class _Answer:
    """What a process said of one file so far."""

    def __init__(self, records: Records) -> None:
        self.stamp: tuple[int, int, str] | None = None
        self.records = records
        self.entered = ""
        self.failed = ""

    def take(self, line: bytes, known: str | None) -> bool:
        """Take in a line; tell whether it is the last one."""
        if line.startswith(RECORD):
            self.records.add(line)
            return False
        message: dict[str, Any] = json.loads(line)
        if "stamp" in message:
            size, mtime_ns, sha256 = message["stamp"]
            self.stamp = (int(size), int(mtime_ns), str(sha256))
            return self.stamp[2] == known
        if "entered" in message:
            self.entered = str(message["entered"])
        elif "failed" in message:
            self.failed = str(message["failed"])
            return True
        return "done" in message

    def outcome(self, *, given_up: str) -> Outcome:
        unchanged = bool(self.stamp) and not self.records and not self.failed
        return Outcome(self.stamp, self.records, unchanged, self.failed, given_up)


class _Process:
    """A process that reads one file after the other; a new one takes its place when it ends."""

    def __init__(self) -> None:
        self._process = LimitedProcess("index.readers.worker", WORKER_BYTES)
        self.end = self._process.end

    def ask(self, file: ReadRequest, without: Sequence[str], found: _Answer) -> str:
        """Have a file read; return why that had to be ended, or "" where it was not."""
        request = {
            "path": str(file.path),
            "known": file.known,
            "fields": dict(file.fields),
            "without": list(without),
            "ocr": file.ocr,
        }
        begun = time.monotonic()
        try:
            self._process.send(request)
            while True:
                left = min(STALLED_SECONDS, begun + FILE_SECONDS - time.monotonic())
                if found.take(self._process.line(left), file.known):
                    return ""
        except TimeoutError:
            self.end()
            spent = time.monotonic() - begun
            return f"reading it took too long; it was given up after {spent:.0f} s"
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            self.end()
            return ENDED
