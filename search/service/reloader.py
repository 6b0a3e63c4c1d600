"""Reloader: keeps the engine that answers at the newest whole generation.

A newer generation is opened and tried beside the one that answers, then takes its place; requests
that run keep the engine they began with. Where the index is gone or damaged, the last good one goes
on answering, and `problem` says what is wrong.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.errors import SeedsearchError
from index.generations.manifest import (
    CURRENT_FILE,
    ENCODERS,
    SEGMENTS,
    current_generation,
    generation_folder,
)
from index.remote import is_address
from search.engine import Engine, open_index
from search.service.limits import LOOK_SECONDS

RETRY_SECONDS = 2.0
"""Between two tries to open an index that could not be opened and looks the same."""

Stamp = tuple[tuple[str, int, int, int], ...]
"""Name, inode, size and time of files."""


@dataclass(frozen=True, slots=True)
class Held:
    """An engine that answers.

    Attributes:
        tag: Names this very generation, whatever index it was published in.
        opened: When, in UTC seconds.
    """

    engine: Engine
    tag: str
    opened: float


class Holder:
    """Holds the engine that answers, and keeps it fresh in a thread of its own."""

    def __init__(
        self, index_dir: Path, *, on_change: Callable[[str], None] = lambda message: None
    ) -> None:
        """Open the index.

        Args:
            index_dir: The folder that a build wrote.
            on_change: Told in one line when another generation answers, or none can be read.

        Raises:
            IndexUnusableError: It cannot be read.
        """
        self._index_dir = index_dir
        self._on_change = on_change
        self._held = _held(open_index(index_dir))
        self._stamp = _stamp(index_dir, self._held.engine)
        self._problem: str | None = None
        self._tried = time.monotonic()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="freshness", daemon=True)

    @property
    def held(self) -> Held:
        """The engine that answers; requests take it once and keep it."""
        return self._held

    @property
    def problem(self) -> str | None:
        """Why the current generation cannot be read, or None."""
        return self._problem

    def start(self) -> None:
        """Begin to look for newer generations."""
        self._thread.start()

    def close(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Look once whether there is another generation, and let it answer if it is whole."""
        stamp = _stamp(self._index_dir, self._held.engine)
        waited = time.monotonic() - self._tried
        if stamp == self._stamp and (self._problem is None or waited < RETRY_SECONDS):
            return
        self._stamp, self._tried = stamp, time.monotonic()
        try:
            newer = _held(self._held.engine.reopen())
        except SeedsearchError as error:
            self._report(" ".join(str(error).split()))
            return
        changed = newer.tag != self._held.tag
        recovered, self._problem = self._problem is not None, None
        self._held = newer
        self._stamp = _stamp(self._index_dir, newer.engine)
        if changed or recovered:
            manifest = newer.engine.manifest
            self._on_change(
                f"generation {manifest.generation} answers: {manifest.articles:,} articles,"
                f" {manifest.paragraphs:,} paragraphs"
            )

    def _report(self, problem: str) -> None:
        if problem != self._problem:
            self._on_change(
                f"{problem}; generation {self._held.engine.generation} goes on answering"
            )
        self._problem = problem

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception as error:  # whatever it is, the next look may succeed
                self._report(f"{type(error).__name__}: {error}")


def _held(engine: Engine) -> Held:
    """Try an engine: what cannot answer is not let in, and the first request finds it warm."""
    engine.search("ready", k=1)
    manifest = engine.manifest
    names = [manifest.generation, manifest.created, *(entry.digest for entry in manifest.segments)]
    tag = hashlib.sha256(repr(names).encode()).hexdigest()[:16]
    return Held(engine, tag, time.time())


def _stamp(index_dir: Path, engine: Engine) -> Stamp:
    """Return what tells, without opening anything, whether what answers is still what should.

    Only files of the current and of the engine's generation count: a build that runs writes others.
    Of an index on a server only the number of the current generation does.
    """
    try:
        if is_address(index_dir):
            return (("", engine.newer_generation() or engine.generation, 0, 0),)
        number = current_generation(index_dir)
    except SeedsearchError as error:
        return ((str(error), 0, 0, 0),)
    held = engine.manifest
    folders = [generation_folder(index_dir, number)]
    folders += [index_dir / SEGMENTS / entry.name for entry in held.segments]
    folders.append(index_dir / ENCODERS / held.settings.encoder)
    found = [_file_stamp(index_dir / CURRENT_FILE)]
    for folder in folders:
        found += [_file_stamp(path) for path in sorted(folder.rglob("*"))]
    return tuple(found)


def _file_stamp(path: Path) -> tuple[str, int, int, int]:
    try:
        info = path.stat()
    except OSError:
        return (str(path), 0, 0, 0)
    return (str(path), info.st_ino, info.st_size, info.st_mtime_ns)
