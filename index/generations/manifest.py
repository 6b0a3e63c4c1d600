"""Manifest: one generation, as a file: which segments are live, from which sources, made how.

What an index folder holds is drawn in `index/README.md`, "On disk".
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import (
    IndexDamagedError,
    IndexFormatError,
    IndexMissingError,
    IndexUnusableError,
)
from index.generations.lock import LOCK_FILE
from index.segments.summary import FORMAT
from index.types import Made, typed

READABLE = (1, FORMAT)
"""Formats of a generation that is opened; others are refused. What is written has the last one."""

CURRENT_FILE = "CURRENT"
MANIFEST_FILE = "manifest.json"
FILES_FILE = "files.json"
GENERATIONS, SEGMENTS, ENCODERS = "generations", "segments", "encoders"
SYNONYMS = "synonyms"


@dataclass(frozen=True, slots=True)
class Settings:
    """What must be the same for everything in one index.

    Attributes:
        model: Name or path of the embedding model.
        encoder: Folder name of its export below `encoders/`.
        precision: "fast" or "exact".
        analyzer, splitting: Versions of `text/analyzer.py` and `text/paragraphs.py`.
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
        ocr: Languages in which text in pictures is recognised; empty: it is not.
    """

    name: str
    path: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    follow_links: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    ocr: str = ""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """What is remembered of a file that is not simply one article.

    Attributes:
        size, mtime_ns, sha256: As in `records.FileStamp`.
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
        synonyms: SHA-256 of the file of synonyms, by which its folder is named, or "": none is set.
    """

    generation: int
    created: str
    settings: Settings
    sources: tuple[Source, ...]
    segments: tuple[SegmentEntry, ...]
    removed: tuple[str, ...] = ()
    files_digest: str = ""
    synonyms: str = ""

    @property
    def articles(self) -> int:
        return sum(entry.articles for entry in self.segments)

    @property
    def paragraphs(self) -> int:
        return sum(entry.paragraphs for entry in self.segments)


def is_index(folder: Path) -> bool:
    """Tell whether a folder is an index, whole or not: by what only an index has in it."""
    try:
        published = (folder / CURRENT_FILE).is_file() and (folder / GENERATIONS).is_dir()
        return published or ((folder / LOCK_FILE).is_file() and (folder / ENCODERS).is_dir())
    except OSError:  # whoever lists what is in it says why that cannot be read
        return False


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


def generations_on_disk(index_dir: Path) -> list[int]:
    """Return the numbers of the generations that have a folder, ascending, readable or not."""
    folders = (index_dir / GENERATIONS).iterdir()
    return sorted(int(path.name) for path in folders if path.name.isdigit())


def read_manifest(index_dir: Path, generation: int) -> Manifest:
    """Read the manifest of one generation.

    Raises:
        IndexFormatError: It was written by another version of the format.
        IndexDamagedError: It is missing or not readable.
    """
    path = generation_folder(index_dir, generation) / MANIFEST_FILE
    try:
        fields: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if fields["format"] not in READABLE:
            raise IndexFormatError(
                f"the index in {index_dir} has format {fields['format']}, this version of"
                f" seedsearch reads formats up to {FORMAT}; rebuild it with `seedsearch build"
                " --full`, or use the version that made it"
            )
        if fields.pop("digest") != _digest_of(fields):
            raise ValueError("its digest is another")
        manifest = Manifest(
            generation=fields["generation"],
            created=fields["created"],
            settings=_named(typed(Settings(**fields["settings"])), "encoder"),
            sources=tuple(typed(_source(source)) for source in fields["sources"]),
            segments=tuple(_named(typed(SegmentEntry(**e)), "name") for e in fields["segments"]),
            removed=tuple(fields["removed"]),
            files_digest=fields.get("files_digest", ""),
            synonyms=fields.get("synonyms", ""),
        )
        return typed(manifest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
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
            name: typed(SeenFile(**{**fields, "skipped": tuple(map(tuple, fields["skipped"]))}))
            for name, fields in found.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamagedError(
            f"{path} is missing or damaged; restore it, or rebuild the index with"
            " `seedsearch build --full`"
        ) from error


def synonyms_file(index_dir: Path, digest: str) -> Path:
    """Return the file of synonyms with this digest."""
    return index_dir / SYNONYMS / digest / "synonyms.txt"


def read_synonyms(index_dir: Path, manifest: Manifest) -> str:
    """Return the synonyms of a generation, as they were given; "" where none are set.

    Raises:
        IndexDamagedError: They are missing or not readable.
    """
    if not manifest.synonyms:
        return ""
    path = synonyms_file(index_dir, manifest.synonyms)
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != manifest.synonyms:
            raise ValueError("its digest is another")
        return data.decode("utf-8")
    except (OSError, ValueError) as error:
        raise IndexDamagedError(
            f"{path} is missing or damaged; set the synonyms anew with `seedsearch synonyms FILE`"
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
        ocr=str(fields.get("ocr", "")),
    )


def _named(value: Made, field: str) -> Made:
    """Return a value of a manifest that names a folder, if that is a name and not a way out.

    Raises:
        ValueError: It is.
    """
    if Path(getattr(value, field)).name != getattr(value, field):
        raise ValueError(f"{getattr(value, field)!r} is no name of a folder")
    return value


def _digest_of(fields: Mapping[str, Any]) -> str:
    """Digest a manifest's fields, in whatever order and layout they were written."""
    lists = json.loads(json.dumps(fields))
    return hashlib.sha256(json.dumps(lists, sort_keys=True).encode()).hexdigest()
