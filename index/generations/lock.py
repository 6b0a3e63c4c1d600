"""Lock of an index's one writer: held, not merely present, while a build runs."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from index.errors import (
    IndexBusyError,
    storage_errors,
)

LOCK_FILE = "lock"


@contextlib.contextmanager
def writing(index_dir: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the one writer's lock of an index; a process that dies lets go of it.

    Args:
        index_dir: The index; made if it is not there.
        wait: Whether to wait for another process that holds the lock.

    Raises:
        IndexBusyError: Another process holds it.
        StorageError: The folder cannot be made or written.
    """
    with storage_errors(index_dir):
        index_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(index_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            holder = os.read(handle, 200).decode("ascii", "replace").strip() or "another process"
            raise IndexBusyError(
                f"{index_dir} is being built by {holder}; try again when it is done,"
                " or wait for it with --wait"
            ) from error
        with storage_errors(index_dir):
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()} on {os.uname().nodename}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
