"""Which files belong to a source, and what are their article ids?

A source is a folder or a single file that the index keeps up with. Must not import anything of
the project but `errors`, `model`, `articles` and `snapshot`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.articles import READERS, is_supported
from index.errors import SourceError
from index.model import Skipped
from index.snapshot import Source


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that may be an article, as it was when the source was listed.

    Attributes:
        article_id: The source's name, a slash, and the POSIX path within the source.
        path: Where it is.
        size: Bytes.
        mtime_ns: Modification time, nanoseconds.
    """

    article_id: str
    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of one source, sorted by article id, and what was left out."""

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...]


def resolve(paths: Sequence[str | os.PathLike[str]], known: Sequence[Source]) -> tuple[Source, ...]:
    """Find or make the source for each path.

    Args:
        paths: Folders or files.
        known: The sources that the index has.

    Returns:
        One source a path; those not in `known` are new. A path inside a known folder means that
        source.

    Raises:
        SourceError: A path does not exist, or contains a known source.
    """
    found: list[Source] = []
    for given in paths:
        path = Path(given).expanduser()
        if not path.exists():
            raise SourceError(f"there is no file or folder {given}; check the path")
        path = path.resolve()
        everything = [*known, *found]
        source = _covering(path, everything) or _new(path, everything)
        if source not in found:
            found.append(source)
    return tuple(found)


def list_files(source: Source, *, leave_out: Path) -> Listing:
    """List the files of a source, folders recursively, hidden ones and symbolic links left out.

    Args:
        source: What to list.
        leave_out: A folder that is never entered: the index itself.

    Raises:
        SourceError: The source itself cannot be listed.
    """
    root = Path(source.path)
    if root.is_file():
        if not is_supported(root):
            raise SourceError(f"{root} cannot be indexed: only {_endings()} files are read")
        name = shown(root.name)
        return Listing((_source_file(source, root, name),), ())
    if not root.is_dir():
        raise SourceError(
            f"the source {source.path} is not there (unmounted, or moved?); nothing was changed."
            " Bring it back, or drop it from the index with `seedsearch forget`"
        )
    files: list[SourceFile] = []
    skipped: list[Skipped] = []
    for path, reason in _walk(root, leave_out):
        if reason:
            skipped.append(Skipped(shown(path), reason))
            continue
        try:
            files.append(_source_file(source, path, shown(path.relative_to(root).as_posix())))
        except OSError as error:
            skipped.append(Skipped(shown(path), f"cannot be read ({error.strerror})"))
    files.sort(key=lambda file: file.article_id)
    return Listing(tuple(files), tuple(sorted(skipped, key=lambda skip: skip.path)))


def shown(path: str | Path) -> str:
    """Return a path as text that can be printed and stored, whatever bytes its name has."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _walk(root: Path, leave_out: Path) -> Iterator[tuple[Path, str | None]]:
    """Yield every file below `root` with the reason to skip it, if there is one."""
    failed: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=failed.append):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and Path(folder, name).resolve() != leave_out
        )
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith("."):
                continue
            if path.is_symlink():
                yield path, "it is a symbolic link"
            elif not path.is_file():
                yield path, "it is not a regular file"
            elif not is_supported(path):
                yield path, f"only {_endings()} files are read"
            else:
                yield path, None
    for error in failed:
        if error.filename and Path(error.filename) == root:
            raise SourceError(f"the folder {root} cannot be read ({error.strerror})") from error
        yield Path(error.filename), f"the folder cannot be read ({error.strerror})"


def _covering(path: Path, sources: Sequence[Source]) -> Source | None:
    """Return the source that `path` is or lies in."""
    for source in sources:
        root = Path(source.path)
        if path == root or root in path.parents:
            return source
        if path in root.parents:
            raise SourceError(
                f"{path} contains {source.path}, which the index already has as the source"
                f" {source.name!r}; its articles would be in twice. Use an index of its own for"
                " the larger folder"
            )
    return None


def _new(path: Path, sources: Sequence[Source]) -> Source:
    """Name a source after its folder; a second folder of the same name gets a number."""
    taken = {source.name for source in sources}
    base = shown(path.parent.name if path.is_file() else path.name) or "root"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return Source(name, str(path))


def _source_file(source: Source, path: Path, relative: str) -> SourceFile:
    status = path.stat()
    return SourceFile(f"{source.name}/{relative}", path, status.st_size, status.st_mtime_ns)


def _endings() -> str:
    return ", ".join(READERS)
