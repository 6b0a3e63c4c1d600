"""Sources: folders and single files that an index keeps up with, their files and article ids."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from index.errors import SourceError
from index.generations.manifest import Source, is_index
from index.readers import recognition, sniffing
from index.readers.sniffing import ENDINGS
from index.types import Skipped

SAVED_FILES = tuple(
    "_files .files -Dateien _fichiers _archivos .archivos _arquivos _ficheiros _file _bestanden"
    " -filer _filer _tiedostot _pliki _soubory _elemei _fajlovi _datoteke _dosyalar _fails _bylos"
    " _fitxers _fitxategiak _failid -Filer".split()
)
"""What browsers, in their languages, call the folder of a saved page, after the page's name."""

_NO_ENDING = "files without an ending are read only if --include names them"

IGNORE_FILE = ".seedsearchignore"
"""Patterns of what is left out of the folder that it is in, as in a `.gitignore`."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that may be an article, as it was when the source was listed.

    Attributes:
        article_id: The source's name, a slash, and the POSIX path within the source.
        path: Where it is.
        size: Bytes.
        mtime_ns: Modification time, nanoseconds.
        source: That it belongs to.
    """

    article_id: str
    path: Path
    size: int
    mtime_ns: int
    source: Source


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of one source, sorted by article id, and what was left out.

    Attributes:
        ignored: How many files were left out by patterns.
    """

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...]
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What a build says of the sources that it is given; None leaves it as it was.

    Attributes:
        include, exclude, follow_links, fields, ocr: See `manifest.Source`.
    """

    include: Sequence[str] | None = None
    exclude: Sequence[str] | None = None
    follow_links: bool | None = None
    fields: Sequence[tuple[str, str]] | None = None
    ocr: str | None = None

    def applied(self, source: Source) -> Source:
        """Return the source with what was said.

        Raises:
            SourceError: A pattern cannot be understood.
            SettingsError: Text in pictures cannot be recognised.
        """
        if self.ocr is not None:
            if self.ocr:
                recognition.check(self.ocr)
            source = replace(source, ocr=self.ocr)
        if self.include is not None:
            source = replace(source, include=tuple(filter(None, self.include)))
        if self.exclude is not None:
            source = replace(source, exclude=tuple(filter(None, self.exclude)))
        if self.follow_links is not None:
            source = replace(source, follow_links=self.follow_links)
        if self.fields is not None:
            source = replace(source, fields=tuple(sorted(self.fields)))
        for patterns in (source.include, source.exclude):
            if patterns:
                _spec(patterns)
        return source


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
    """List the files of a source, folders recursively, hidden ones left out.

    Args:
        source: What to list.
        leave_out: A folder that is never entered: the index itself.

    Raises:
        SourceError: The source itself cannot be listed.
    """
    root = Path(source.path)
    if root.is_file():
        if sniffing.ending(root) is None:
            raise SourceError(f"{root} cannot be indexed: only {endings()} files are read")
        return Listing((_source_file(source, root, shown(root.name)),), ())
    if not root.is_dir():
        raise SourceError(
            f"the source {source.path} is not there (unmounted, or moved?); nothing was changed."
            " Bring it back, or drop it from the index with `seedsearch forget`"
        )
    files: list[SourceFile] = []
    skipped: list[Skipped] = []
    walk = _Walk(source, leave_out)
    for path, reason in walk.files():
        if reason:
            skipped.append(Skipped(shown(path), reason))
            continue
        try:
            files.append(_source_file(source, path, shown(path.relative_to(root).as_posix())))
        except OSError as error:
            skipped.append(Skipped(shown(path), f"cannot be read ({error.strerror})"))
    files.sort(key=lambda file: (file.article_id, os.fsencode(file.path)))
    ordered = tuple(sorted(skipped, key=lambda skip: skip.path))
    return Listing(tuple(_distinct(files)), ordered, walk.ignored)


def shown(path: str | Path) -> str:
    """Return a path as text that can be printed and stored, whatever bytes its name has."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def endings() -> str:
    """Return the endings of the files that are read, for messages."""
    return ", ".join(ENDINGS)


@dataclass(slots=True)
class _Walk:
    """One look through the folders of a source."""

    source: Source
    leave_out: Path
    ignored: int = 0
    _specs: dict[Path, Any] = field(default_factory=dict)
    _entered: set[tuple[int, int]] = field(default_factory=set)

    def files(self) -> Iterator[tuple[Path, str | None]]:
        """Yield every file with the reason to skip it, if there is one."""
        root = Path(self.source.path)
        failed: list[OSError] = []
        links = self.source.follow_links
        if links:
            self._is_new(root)
        for name, folders, names in os.walk(root, onerror=failed.append, followlinks=links):
            folder = Path(name)
            if IGNORE_FILE in names:
                self._specs[folder] = _spec_of(folder / IGNORE_FILE)
            linked = [] if links else [n for n in folders if (folder / n).is_symlink()]
            for link in sorted(linked):
                if not link.startswith(".") and not self._left_out(folder / link, is_folder=True):
                    yield folder / link, "it is a symbolic link; --follow-links follows it"
            folders[:] = [n for n in sorted(folders) if n not in linked and self._enters(folder, n)]
            for inside, reason in _apart(folder, folders, names):
                folders.remove(inside)
                yield folder / inside, reason
            for file in sorted(names):
                if file.startswith("."):
                    continue
                if self._left_out(folder / file, is_folder=False):
                    self.ignored += 1
                else:
                    yield folder / file, self._reason(folder / file)
        for error in failed:
            if error.filename and Path(error.filename) == root:
                raise SourceError(f"the folder {root} cannot be read ({error.strerror})") from error
            yield Path(error.filename), f"the folder cannot be read ({error.strerror})"

    def _enters(self, folder: Path, name: str) -> bool:
        path = folder / name
        if name.startswith(".") or path.resolve() == self.leave_out:
            return False
        if self._left_out(path, is_folder=True):
            return False
        # With links, a folder may be around itself, or be there under two names.
        return not self.source.follow_links or self._is_new(path)

    def _is_new(self, folder: Path) -> bool:
        """Tell whether a folder was not entered yet, under any name."""
        status = folder.stat()
        place = (status.st_dev, status.st_ino)
        if place in self._entered:
            return False
        self._entered.add(place)
        return True

    def _reason(self, path: Path) -> str | None:
        if path.is_symlink() and not self.source.follow_links:
            return "it is a symbolic link; --follow-links follows it"
        if path.is_symlink() and not path.exists():
            return "it is a symbolic link that leads nowhere"
        if not path.is_file():
            return "it is not a regular file"
        if sniffing.ending(path) == "picture" and not self.source.ocr:
            return f"it is a picture; {recognition.HOW}"
        # Whoever names files by a pattern wants them read, whatever their ending.
        if sniffing.ending(path) is None and not self.source.include:
            return sniffing.unread(path) if path.suffix else _NO_ENDING
        return None

    def _left_out(self, path: Path, *, is_folder: bool) -> bool:
        """Tell whether patterns leave a file or folder out."""
        root = Path(self.source.path)
        relative = _posix(path.relative_to(root), is_folder)
        if self.source.exclude and _spec(self.source.exclude).match_file(relative):
            return True
        included = self.source.include
        if included and not is_folder and not _spec(included).match_file(relative):
            return True
        verdict: bool | None = None
        if self._specs:
            for folder in (*reversed(path.relative_to(root).parents), None):
                if folder is not None and (spec := self._specs.get(root / folder)) is not None:
                    inside = _posix(path.relative_to(root / folder), is_folder)
                    said = spec.check_file(inside).include
                    verdict = verdict if said is None else bool(said)
        return bool(verdict)


def _apart(folder: Path, folders: Sequence[str], files: Sequence[str]) -> list[tuple[str, str]]:
    """Return which folders of one are not entered, and why."""
    found: list[tuple[str, str]] = []
    for name in folders:
        if is_index(folder / name):
            found.append((name, "it is another index, which is left out whole"))
        elif page := _page_of(name, files):
            found.append((name, f"the files of the saved page {page} are no articles"))
    return found


def _page_of(folder: str, files: Sequence[str]) -> str:
    """Return the web page beside a folder that browsers put its files in; empty: there is none."""
    for ending in SAVED_FILES:
        stem = folder.removesuffix(ending)
        if stem and stem != folder:
            return next((f"{stem}{e}" for e in (".html", ".htm") if f"{stem}{e}" in files), "")
    return ""


def _posix(path: Path, is_folder: bool) -> str:
    return path.as_posix() + ("/" if is_folder else "")


@cache
def _spec(patterns: tuple[str, ...]) -> Any:
    """Return patterns as pathspec compiles them.

    Raises:
        SourceError: One cannot be understood.
    """
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise SourceError(f"a pattern among {', '.join(patterns)} is not valid: {error}") from error


def _spec_of(path: Path) -> Any:
    """Read an ignore file.

    Raises:
        SourceError: It cannot be read.
    """
    try:
        return _spec(tuple(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read ({error}); mend or remove it") from error


def _distinct(files: Sequence[SourceFile]) -> Iterator[SourceFile]:
    """Give the second of two names that are shown alike an id of its own."""
    seen: dict[str, int] = {}
    for file in files:
        seen[file.article_id] = again = seen.get(file.article_id, 0) + 1
        yield replace(file, article_id=f"{file.article_id}~{again}") if again > 1 else file


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
    article_id = f"{source.name}/{relative}"
    return SourceFile(article_id, path, status.st_size, status.st_mtime_ns, source)
