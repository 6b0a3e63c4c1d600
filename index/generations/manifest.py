"""Which segments are live, and how does a new generation replace the last one?

    INDEX/CURRENT                      one line: the number of the current generation
    INDEX/generations/000007/          manifest.json, overlays over the segments (dead.*.npy,
                                       flagged.*.npy), and
                                       what is remembered of files (files.json)
    INDEX/segments/NAME/               immutable, see `segment.py`
    INDEX/encoders/DIGEST/             the exported model, see `encoder.py`
    INDEX/lock                         held, not merely present, while a build runs

Everything that a generation names is written and flushed before CURRENT is replaced by a rename,
so at any instant CURRENT leads to a whole generation.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexFormatError,
    IndexMissingError,
    IndexUnusableError,
    storage_errors,
)

FORMAT = 1
"""Version of everything below an index folder. Another number is refused."""

KEEP_GENERATIONS = 3
"""Generations kept on disk: the current one, and two to look back at or return to."""

CURRENT_FILE = "CURRENT"
MANIFEST_FILE = "manifest.json"
FILES_FILE = "files.json"
LOCK_FILE = "lock"
GENERATIONS, SEGMENTS, ENCODERS = "generations", "segments", "encoders"


@dataclass(frozen=True, slots=True)
class Settings:
    """What must be the same for everything in one index.

    Attributes:
        model: Name or path of the embedding model.
        encoder: Folder name of its export below `encoders/`.
        precision: "fast" or "exact".
        analyzer, splitting: Versions of `analysis.py` and `paragraphs.py`.
    """

    model: str
    encoder: str
    precision: str
    analyzer: int
    splitting: int


@dataclass(frozen=True, slots=True)
class Source:
    """A folder or file that the index keeps up with.

    Attributes:
        name: Unique in the index; article ids begin with it.
        path: Absolute path when it was added.
        include, exclude: Patterns as in a `.gitignore`: only files that match one of `include`, if
            there are any, and none that matches one of `exclude`.
        follow_links: Whether symbolic links are followed.
        fields: Names of the fields of exports: what is looked for, and the field's name.
    """

    name: str
    path: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    follow_links: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SeenFile:
    """What is remembered of a file that is not simply one article.

    Attributes:
        size, mtime_ns, sha256: As in `segment.FileStamp`.
        read_as: How it was read; it is read again when that changes.
        skipped: What was left out of it: name of the record, or "" for the file, and the reason.
    """

    size: int
    mtime_ns: int
    sha256: str
    read_as: str
    skipped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A live segment of a generation.

    Attributes:
        name: Its folder below `segments/`.
        articles, paragraphs: Those still live.
        digest: SHA-256 of its summary, which has the digests of its other files.
        dead_digest: SHA-256 of the overlay of removed articles, or "" where there is none.
        flagged: Live paragraphs that are boilerplate and cannot be found.
        flagged_digest: SHA-256 of the overlay that says which, or "" where there is none.
    """

    name: str
    articles: int
    paragraphs: int
    digest: str
    dead_digest: str = ""
    flagged: int = 0
    flagged_digest: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation: what is live, from where, made how.

    Attributes:
        created: UTC, ISO 8601.
        removed: Ids of articles that were taken out by hand and stay out.
        files_digest: SHA-256 of what is remembered of files, or "" where there is nothing.
    """

    generation: int
    created: str
    settings: Settings
    sources: tuple[Source, ...]
    segments: tuple[SegmentEntry, ...]
    removed: tuple[str, ...] = ()
    files_digest: str = ""

    @property
    def articles(self) -> int:
        return sum(entry.articles for entry in self.segments)

    @property
    def paragraphs(self) -> int:
        return sum(entry.paragraphs for entry in self.segments)


def current_generation(index_dir: Path) -> int:
    """Return the number of the current generation.

    Raises:
        IndexMissingError: There is no index here.
        IndexDamagedError: There is, but what CURRENT says cannot be read.
    """
    pointer = index_dir / CURRENT_FILE
    try:
        return int(pointer.read_text(encoding="ascii"))
    except (FileNotFoundError, NotADirectoryError) as error:
        if (index_dir / GENERATIONS).is_dir() and any((index_dir / GENERATIONS).iterdir()):
            raise IndexDamagedError(
                f"{pointer} is missing, so {index_dir} is only part of an index; copy it again as"
                " a whole, or rebuild it with `seedsearch build --full`"
            ) from error
        raise IndexMissingError(
            f"there is no index in {index_dir}; make one with `seedsearch build PATH`,"
            " or name another folder with --index"
        ) from error
    except (OSError, ValueError) as error:
        raise IndexDamagedError(
            f"{pointer} cannot be read ({error.__class__.__name__}); restore it, or rebuild the"
            " index with `seedsearch build --full`"
        ) from error


def next_generation(index_dir: Path) -> int:
    """Return a number above that of every generation on disk, published or left by a crash."""
    folder = index_dir / GENERATIONS
    names = [path.name.split(".")[0] for path in folder.iterdir()] if folder.is_dir() else []
    return 1 + max((int(name) for name in names if name.isdigit()), default=0)


def generations_on_disk(index_dir: Path) -> list[int]:
    """Return the numbers of the generations that have a folder, ascending, readable or not."""
    folders = (index_dir / GENERATIONS).iterdir()
    return sorted(int(path.name) for path in folders if path.name.isdigit())


def now() -> str:
    """Return the time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read_manifest(index_dir: Path, generation: int) -> Manifest:
    """Read the manifest of one generation.

    Raises:
        IndexFormatError: It was written by another version of the format.
        IndexDamagedError: It is missing or not readable.
    """
    path = generation_folder(index_dir, generation) / MANIFEST_FILE
    try:
        fields: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if fields["format"] != FORMAT:
            raise IndexFormatError(
                f"the index in {index_dir} has format {fields['format']}, this version of"
                f" seedsearch reads format {FORMAT}; rebuild it with `seedsearch build --full`,"
                " or use the version that made it"
            )
        if fields.pop("digest") != _digest_of(fields):
            raise ValueError("its digest is another")
        return Manifest(
            generation=fields["generation"],
            created=fields["created"],
            settings=Settings(**fields["settings"]),
            sources=tuple(_source(source) for source in fields["sources"]),
            segments=tuple(SegmentEntry(**entry) for entry in fields["segments"]),
            removed=tuple(fields["removed"]),
            files_digest=fields.get("files_digest", ""),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(
            f"{path} is missing or damaged; restore it, or rebuild the index with"
            " `seedsearch build --full`"
        ) from error


def read_files(index_dir: Path, manifest: Manifest) -> dict[str, SeenFile]:
    """Return what a generation remembers of files, by id: source, slash, and path within it.

    Raises:
        IndexDamagedError: It is missing or not readable.
    """
    if not manifest.files_digest:
        return {}
    path = generation_folder(index_dir, manifest.generation) / FILES_FILE
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != manifest.files_digest:
            raise ValueError("its digest is another")
        found: dict[str, dict[str, Any]] = json.loads(data)
        return {
            name: SeenFile(**{**fields, "skipped": tuple(map(tuple, fields["skipped"]))})
            for name, fields in found.items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(
            f"{path} is missing or damaged; restore it, or rebuild the index with"
            " `seedsearch build --full`"
        ) from error


def generation_folder(index_dir: Path, generation: int) -> Path:
    """Return where the manifest and overlays of a generation are."""
    return index_dir / GENERATIONS / f"{generation:06d}"


def dead_file(folder: Path, segment: str) -> Path:
    """Return the overlay with the ascending numbers of a segment's removed articles."""
    return folder / f"dead.{segment}.npy"


def flagged_file(folder: Path, segment: str) -> Path:
    """Return the overlay with the ascending numbers of a segment's rows that are boilerplate."""
    return folder / f"flagged.{segment}.npy"


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


def publish(
    index_dir: Path,
    manifest: Manifest,
    dead: Mapping[str, NDArray[np.int64]],
    flagged: Mapping[str, NDArray[np.int64]],
    files: Mapping[str, SeenFile],
) -> Manifest:
    """Make `manifest` the current generation, durably and at one instant.

    Args:
        index_dir: The index.
        manifest: Everything it names is already written and flushed.
        dead: For each segment that has any, the ascending numbers of its removed articles.
        flagged: For each segment that has any, the ascending numbers of its rows that are
            boilerplate.
        files: What is remembered of files, by id.

    Returns:
        The manifest with the digests of the overlays.
    """
    final = generation_folder(index_dir, manifest.generation)
    scratch = final.with_name(final.name + ".new")
    scratch.mkdir(parents=True)
    entries = []
    for entry in manifest.segments:
        entries.append(
            replace(
                entry,
                dead_digest=_saved(dead_file(scratch, entry.name), dead.get(entry.name)),
                flagged=len(flagged.get(entry.name, ())),
                flagged_digest=_saved(flagged_file(scratch, entry.name), flagged.get(entry.name)),
            )
        )
    digest = ""
    if files:
        listed = {name: asdict(files[name]) for name in sorted(files)}
        (scratch / FILES_FILE).write_text(json.dumps(listed, indent=0), encoding="ascii")
        digest = sha256_of(scratch / FILES_FILE)
    manifest = replace(manifest, segments=tuple(entries), files_digest=digest)
    fields = {"format": FORMAT, **asdict(manifest)}
    text = json.dumps({**fields, "digest": _digest_of(fields)}, indent=1, sort_keys=True) + "\n"
    (scratch / MANIFEST_FILE).write_text(text, encoding="utf-8")
    flush_tree(scratch)
    scratch.rename(final)
    flush(final.parent)
    pointer = index_dir / CURRENT_FILE
    new = pointer.with_name(CURRENT_FILE + ".new")
    new.write_text(f"{manifest.generation}\n", encoding="ascii")
    flush(new)
    flush(index_dir)
    new.replace(pointer)
    flush(index_dir)
    return manifest


def _saved(path: Path, numbers: NDArray[np.int64] | None) -> str:
    """Write an overlay, if there is one; return its digest."""
    if numbers is None:
        return ""
    np.save(path, numbers)
    return sha256_of(path)


def clean(index_dir: Path, *, keep: int = KEEP_GENERATIONS) -> None:
    """Delete what no kept generation names: older generations, leftovers of builds that died.

    Only for the holder of the writer's lock. Open readers keep the files that they have mapped.
    """
    try:
        kept = kept_generations(index_dir)[-keep:]
    except IndexMissingError:
        kept = ()
    names = {
        GENERATIONS: {generation_folder(index_dir, m.generation).name for m in kept},
        SEGMENTS: {entry.name for manifest in kept for entry in manifest.segments},
        ENCODERS: {manifest.settings.encoder for manifest in kept},
    }
    for folder, keep_names in names.items():
        _delete_others(index_dir / folder, keep_names)


def kept_generations(index_dir: Path) -> tuple[Manifest, ...]:
    """Return the manifests of all generations on disk that can be read, oldest first.

    Those newer than the current one, left by a build that died, are not among them.
    """
    current = current_generation(index_dir)
    found = []
    for number in generations_on_disk(index_dir):
        if number <= current:
            with contextlib.suppress(IndexUnusableError):
                found.append(read_manifest(index_dir, number))
    return tuple(found)


def sha256_of(path: Path) -> str:
    """Return the hex SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _source(fields: Mapping[str, Any]) -> Source:
    """Make a source of what JSON keeps of it; older manifests have only name and path."""
    return Source(
        name=fields["name"],
        path=fields["path"],
        include=tuple(fields.get("include", ())),
        exclude=tuple(fields.get("exclude", ())),
        follow_links=bool(fields.get("follow_links", False)),
        fields=tuple((name, given) for name, given in fields.get("fields", ())),
    )


def _digest_of(fields: Mapping[str, Any]) -> str:
    """Digest a manifest's fields, in whatever order and layout they were written."""
    lists = json.loads(json.dumps(fields))
    return hashlib.sha256(json.dumps(lists, sort_keys=True).encode()).hexdigest()


def flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_tree(folder: Path) -> None:
    """Bring a folder with everything below it to the disk."""
    for path in sorted(folder.rglob("*")):
        flush(path)
    flush(folder)


def _delete_others(folder: Path, keep: set[str]) -> None:
    if not folder.is_dir():
        return
    entries: Sequence[Path] = sorted(folder.iterdir())
    for path in entries:
        if path.name not in keep:
            from shutil import rmtree

            # Under another name first: a folder is there as a whole, or not at all.
            gone = path.with_name(path.name.split(".")[0] + ".gone")
            if path != gone:
                rmtree(gone, ignore_errors=True)
                path.replace(gone)
            rmtree(gone)
