"""Synonyms of an index: set, shown and cleared. A generation names them, as it names its segments.

Builds and merges take them over, `rollback` goes back to those of the older generation.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import replace
from pathlib import Path

from index.builds.inventory import Stored
from index.errors import SynonymsError
from index.generations import manifest as generations
from index.generations.manifest import Manifest
from index.maintenance import edits
from index.remote import is_address
from index.text import synonyms


def read(index_dir: str | os.PathLike[str]) -> str:
    """Return the synonyms of an index as they were given; "" where none are set.

    Raises:
        IndexMissingError, IndexFormatError, IndexDamagedError: See `errors.py`.
    """
    if is_address(index_dir):
        from index.maintenance import on_server

        return on_server.synonyms(index_dir)
    folder = Path(index_dir)
    manifest = generations.read_manifest(folder, generations.current_generation(folder))
    return generations.read_synonyms(folder, manifest)


def set_synonyms(
    text: str, *, name: str, index_dir: str | os.PathLike[str], wait: bool = False
) -> Manifest:
    """Give an index other synonyms, in place of those that it has; no text: none.

    Args:
        text: As `index.text.synonyms` has it.
        name: Of the file that it is from, for messages.
        index_dir: The index.
        wait: Whether to wait for a build that is running.

    Returns:
        The manifest of the new generation.

    Raises:
        SynonymsError: A line is no group, or there is too much.
        IndexMissingError, IndexBusyError, StorageError: See `errors.py`.
    """
    data = text.encode("utf-8")
    if len(data) > synonyms.MAX_BYTES:
        raise SynonymsError(
            f"{name} has {len(data):,} bytes, at most {synonyms.MAX_BYTES:,} are read with each"
            " search; leave out what articles do not say"
        )
    groups = synonyms.parse(text, name)
    digest = hashlib.sha256(data).hexdigest() if groups else ""

    def edit(last: Stored) -> edits.Edit:
        manifest = replace(last.manifest, synonyms=digest)
        return edits.Edit([], manifest, last.files, synonyms=text if digest else "")

    return edits.publish_edit(index_dir, edit, wait=wait)


def read_file(path: Path) -> str:
    """Return the text of a file of synonyms; `-` is standard input.

    Raises:
        SynonymsError: It cannot be read.
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SynonymsError(
            f"{path} cannot be read ({reason}); give a text file of synonyms"
        ) from error
