"""Spool: a file without a name, where what was read waits until it is needed.

The system deletes the file when it is closed, or when the process that holds it dies.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from pathlib import Path

from index.errors import storage_errors

IN_MEMORY_BYTES = 256 << 10
"""Up to so much stays in memory: most files hold less, and 64 of them may wait at once."""


class Spool:
    """Items of bytes: added one after the other, read by number in any order."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the index: a system's own for such files may itself be memory."""
        self._folder = folder
        self._file: tempfile.SpooledTemporaryFile[bytes] = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            IN_MEMORY_BYTES, dir=str(folder)
        )
        self._edges = array("q", [0])

    def add(self, item: bytes) -> None:
        """Add the next item.

        Raises:
            StorageError: There is no room for it.
        """
        with storage_errors(self._folder):
            self._file.seek(0, os.SEEK_END)
            self._file.write(item)
        self._edges.append(self._edges[-1] + len(item))

    def __len__(self) -> int:
        return len(self._edges) - 1

    def __getitem__(self, number: int) -> bytes:
        """Return item `number`, from 0."""
        start, end = self._edges[number], self._edges[number + 1]
        with storage_errors(self._folder):
            self._file.seek(start)
            return self._file.read(end - start)

    def close(self) -> None:
        """Delete it."""
        self._file.close()
