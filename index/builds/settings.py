"""Settings of a build: which sources, which model, and what the index was built with before."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.builds import sources
from index.builds.arguments import check_each
from index.builds.sources import Choice
from index.encoders.models import DEFAULT_MODEL
from index.errors import IndexMissingError, IndexUnusableError, SettingsError
from index.generations.manifest import (
    Manifest,
    Settings,
    Source,
    current_generation,
    read_manifest,
)
from index.generations.snapshot import Snapshot, open_snapshot
from index.readers.field_names import FIELDS
from index.text import analyzer, paragraphs
from index.types import Article, Precision, Progress


@dataclass(frozen=True, slots=True)
class Given:
    """What a build is given.

    Attributes:
        paths: Folders and files.
        articles: Articles at hand; there are none where there are paths.
    """

    paths: tuple[str | os.PathLike[str], ...] = ()
    articles: tuple[Article, ...] = ()

    @classmethod
    def of(
        cls, given: str | os.PathLike[str] | Iterable[str | os.PathLike[str] | Article]
    ) -> Given:
        """Tell paths and articles apart.

        Raises:
            ValueError: There are both.
        """
        if isinstance(given, str | os.PathLike):
            return cls((given,))
        paths: list[str | os.PathLike[str]] = []
        articles: list[Article] = []
        for item in given:
            check_each(item)
            if isinstance(item, Article):
                articles.append(item)
            else:
                paths.append(item)
        if paths and articles:
            raise ValueError("a build takes paths or articles, not both at once")
        return cls(tuple(paths), tuple(articles))

    @property
    def anything(self) -> bool:
        """Whether there is something; else the index's own sources are meant."""
        return bool(self.paths or self.articles)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a build is asked to do: the arguments of `builder.build`, looked at."""

    given: Given
    choice: Choice
    model: str | None
    precision: Precision | None
    full: bool
    export: bool
    strict: bool
    allow_removals: bool
    keep: int
    progress: Callable[[Progress], None]
    shard: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Which sources a build is about.

    Attributes:
        known: Those that the index has.
        chosen: Those to bring up to date.
        every: Those that the index will have.
        excluded: Ids of articles that were removed by hand and stay out.
    """

    known: tuple[Source, ...]
    chosen: tuple[Source, ...]
    every: tuple[Source, ...]
    excluded: frozenset[str]

    @classmethod
    def of(
        cls,
        known: tuple[Source, ...],
        given: Given,
        choice: Choice,
        last: Manifest | None,
        *,
        full: bool,
    ) -> Plan:
        """Settle the sources of a build.

        Args:
            known: Sources that the index has.
            given: What is to be built.
            choice: What is said of the sources.
            last: The last generation; None: there is none.
            full: Whether everything is rebuilt.

        Raises:
            SourceError: A path does not exist, contains a source, or a pattern makes no sense.
        """
        anew = bool(given.articles) and full
        known = () if anew else known
        chosen = sources.resolve(given.paths, known) if given.anything else known
        names = {source.name for source in chosen}
        every = (*known, *(source for source in chosen if source not in known))
        every = tuple(choice.applied(s) if s.name in names else s for s in every)
        excluded = frozenset(last.removed) if last and not anew else frozenset()
        return cls(known, tuple(s for s in every if full or s.name in names), every, excluded)


def known_sources(folder: Path, given: Given, *, full: bool) -> tuple[Source, ...]:
    """Return the sources of the current generation; none where what is given may be the first.

    Raises:
        IndexMissingError: Nothing is given, and there is no index.
        IndexFormatError, IndexDamagedError: There is an index that cannot be read, and not `full`.
    """
    try:
        return read_manifest(folder, current_generation(folder)).sources
    except IndexMissingError:
        if given.anything:
            return ()
        raise
    except IndexUnusableError:
        if given.anything and full:
            return ()
        raise


def open_last(folder: Path, *, full: bool) -> Snapshot | None:
    """Open the current generation; None where there is none, or none that can be read."""
    try:
        return open_snapshot(folder)
    except IndexMissingError:
        return None
    except IndexUnusableError:
        if full:
            return None
        raise


def settle(
    folder: os.PathLike[str],
    last: Manifest | None,
    model: str | None,
    precision: Precision | None,
    *,
    full: bool,
) -> Settings:
    """Settle what the index is built with; a new encoder's folder is not known yet.

    Raises:
        SettingsError: The index was built with other settings, and not `full`.
    """
    current = last.settings if last else None
    wanted = Settings(
        model=_model_name(model) or (current.model if current else DEFAULT_MODEL),
        encoder=current.encoder if current else "",
        precision=precision or (current.precision if current else "fast"),
        analyzer=analyzer.ANALYZER_VERSION,
        splitting=paragraphs.SPLITTING_VERSION,
    )
    if current is None or full:
        return replace(wanted, encoder="")
    for name in ("model", "precision"):
        had, has = getattr(current, name), getattr(wanted, name)
        if had != has:
            raise SettingsError(
                f"the index in {folder} was built with {name} {had}, not {has};"
                " rebuild all of it with `seedsearch build --full`, or choose another --index"
            )
    return wanted


def is_outdated(last: Manifest) -> bool:
    """Tell whether an index was cut or analysed by another version than this one."""
    had = last.settings
    made = analyzer.ANALYZER_VERSION, paragraphs.SPLITTING_VERSION
    return (had.analyzer, had.splitting) != made


def named_fields(fields: Mapping[str, str] | None) -> Sequence[tuple[str, str]] | None:
    """Return the names of an export's fields as a source keeps them.

    Raises:
        ValueError: There is no such thing to look for.
    """
    for name in fields or ():
        if name not in FIELDS:
            raise ValueError(f"a field must be one of {', '.join(FIELDS)}, not {name!r}")
    return None if fields is None else tuple(fields.items())


def _model_name(model: str | None) -> str | None:
    """Return a model's name; a folder by its absolute path, so that it is found from anywhere."""
    if model is not None and Path(model).expanduser().is_dir():
        return str(Path(model).expanduser().resolve())
    return model
