"""Snapshot: one generation, open for reading, over all of its segments.

A `Snapshot` maps every file when it is opened, so it stays whole and the same however often the
index is published and cleaned meanwhile. Rows are numbered through the segments in the order of
the manifest; they mean nothing outside the snapshot. Safe to share between threads.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import (
    ArticleNotFoundError,
    GenerationNotFoundError,
    IndexDamagedError,
    SeedsearchError,
)
from index.generations.manifest import (
    ENCODERS,
    SEGMENTS,
    Manifest,
    SeenFile,
    SegmentEntry,
    current_generation,
    generation_folder,
    read_files,
    read_manifest,
    read_synonyms,
)
from index.generations.overlay_files import dead_articles, flagged_rows
from index.generations.passage import Passage
from index.segments.arrivals import Arrival
from index.segments.records import StoredArticle
from index.segments.segment import Segment
from index.statements import storage
from index.statements.storage import StoredStatements
from index.text.analyzer import ENGLISH
from index.types import Article, Span, Statement

if TYPE_CHECKING:
    from index.generations.statistics import Statistics

Scalar = TypeVar("Scalar", bound=np.generic)

OPEN_ATTEMPTS = 5
"""A generation may be cleaned away while it is being opened: then the newer one is opened."""


def open_snapshot(index_dir: Path, *, generation: int | None = None) -> Snapshot:
    """Open the current generation of an index, or another one that is still kept.

    Raises:
        IndexMissingError, IndexFormatError, IndexDamagedError: See `errors.py`.
        GenerationNotFoundError: That generation is not kept.
    """
    if generation is not None:
        current = current_generation(index_dir)
        if not 1 <= generation <= current or not generation_folder(index_dir, generation).is_dir():
            raise GenerationNotFoundError(
                f"{index_dir} keeps no generation {generation}; `seedsearch status` lists those"
                " that it keeps"
            )
        return Snapshot(index_dir, read_manifest(index_dir, generation))
    return _open_current(index_dir)


def _open_current(index_dir: Path) -> Snapshot:
    for _ in range(OPEN_ATTEMPTS):
        number = current_generation(index_dir)
        try:
            return Snapshot(index_dir, read_manifest(index_dir, number))
        except IndexDamagedError:
            if current_generation(index_dir) == number:
                raise
    raise IndexDamagedError(
        f"{index_dir} is published faster than it can be opened; try again in a moment"
    )


class Snapshot:
    """One generation, open.

    Attributes:
        called: Where it is, for messages.
        manifest: What it consists of.
        segments: In the order of the manifest.
        bases: First row of each segment, and the number of all rows last.
        flagged: For each segment the ascending numbers of its rows that are boilerplate.
        live: `(rows,)` bool: those that can be found; None where nothing was removed or flagged.
        synonyms: As they were given; "" where none are set.
        statistics: Of the whole generation, where this holds only some of its articles.
    """

    statistics: Statistics | None = None

    def __init__(self, index_dir: Path, manifest: Manifest) -> None:
        self.index_dir = index_dir
        self.called = str(index_dir)
        self.manifest = manifest
        self.segments = tuple(
            Segment(index_dir / SEGMENTS / entry.name) for entry in manifest.segments
        )
        self.bases = [0]
        for segment in self.segments:
            self.bases.append(self.bases[-1] + segment.rows)
        folder = generation_folder(index_dir, manifest.generation)
        self.dead: tuple[NDArray[np.int64], ...] = tuple(
            dead_articles(folder, entry, segment)
            for entry, segment in zip(manifest.segments, self.segments, strict=True)
        )
        self.flagged: tuple[NDArray[np.int64], ...] = tuple(
            flagged_rows(folder, entry, segment)
            for entry, segment in zip(manifest.segments, self.segments, strict=True)
        )
        self.live = self._live_rows()
        self.synonyms = read_synonyms(index_dir, manifest)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Say so where numbers in a damaged file lead nowhere; opening checks only sizes.

        Raises:
            IndexDamagedError: In place of what they made Python or numpy raise. Where they are
                whole, that is no damage but a fault, and stays what it is.
        """
        try:
            yield
        except SeedsearchError:
            raise
        except Exception as error:
            self._blame(error)
            raise

    def _blame(self, error: Exception) -> None:
        """Raise IndexDamagedError if what was raised may come from numbers that lead nowhere."""
        if not self._is_whole:
            raise IndexDamagedError(
                f"the index in {self.index_dir} is damaged ({error}); `seedsearch verify` says"
                " where, `seedsearch build --full` rebuilds it"
            ) from error

    @cached_property
    def _is_whole(self) -> bool:
        """Whether all numbers lead somewhere: looked at once, when something went wrong."""
        from index.generations import parts
        from index.segments.consistency import check_numbers

        try:
            for segment in self.segments:
                check_numbers(segment)
                parts.check(segment)
        except Exception:  # whatever looking raises is the damage
            return False
        return True

    @property
    def rows(self) -> int:
        """Rows in all segments, removed ones included."""
        return self.bases[-1]

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages of the articles, English first, then in order."""
        found = {
            str(code) for segment in self.segments for code in segment.summary.get("languages", ())
        }
        return tuple(sorted(found, key=lambda code: (code != ENGLISH, code)))

    @property
    def encoder_folder(self) -> Path:
        return self.index_dir / ENCODERS / self.manifest.settings.encoder

    @cached_property
    def files(self) -> dict[str, SeenFile]:
        """What is remembered of files that are not simply one article, by id."""
        return read_files(self.index_dir, self.manifest)

    @cached_property
    def article_numbers(self) -> NDArray[np.int64]:
        """`(rows,)` int64: the article of each row, numbered through all segments."""
        parts, base = [], 0
        for segment in self.segments:
            parts.append(segment.paragraphs[:, 0] + base)
            base += segment.articles
        return joined(parts, np.int64)

    @cached_property
    def live_articles(self) -> NDArray[np.bool_] | None:
        """`(articles,)` bool over all segments: with a row that can be found; None for all."""
        if self.live is None:
            return None
        alive = np.zeros(sum(segment.articles for segment in self.segments), bool)
        alive[self.article_numbers[self.live]] = True
        return alive

    def passage(self, row: int) -> Passage:
        """Return what row `row` is, without its text."""
        segment, local = self.locate(row)
        number, start, end = (int(value) for value in segment.paragraphs[local])
        stored = segment.stored_article(number)
        first = int(segment.first_rows[number])
        return Passage(stored.article, local - first, start, end)

    def article_text(self, row: int) -> str:
        """Return the whole text of the article that row `row` belongs to."""
        segment, local = self.locate(row)
        return segment.text(int(segment.paragraphs[local, 0]))

    def article(self, article_id: str) -> Article:
        """Return a live article with its text.

        Raises:
            ArticleNotFoundError: There is none with this id.
        """
        return self.stored_article(article_id).article

    def stored_article(self, article_id: str) -> StoredArticle:
        """Return a live article with its text, and where it came from.

        Raises:
            ArticleNotFoundError: There is none with this id.
        """
        segment, number = self._find(article_id)
        stored = segment.stored_article(number)
        return replace(stored, article=replace(stored.article, text=segment.text(number)))

    def paragraphs(self, article_id: str) -> tuple[Span, ...]:
        """Return where the paragraphs of a live article are, in order.

        Raises:
            ArticleNotFoundError: There is none with this id.
        """
        segment, number = self._find(article_id)
        first, last = segment.first_rows[number : number + 2]
        spans = segment.paragraphs[first:last, 1:]
        return tuple((int(start), int(end)) for start, end in spans)

    def statements(self, article_id: str) -> tuple[Statement, ...] | None:
        """Return who says what in a live article; None where no build has looked for it.

        Raises:
            ArticleNotFoundError: There is none with this id.
        """
        segment, number = self._find(article_id)
        stored = self.stored_statements[self.segments.index(segment)]
        return None if stored is None else stored.of(number)

    def boilerplate(self, article_id: str) -> frozenset[int]:
        """Return which paragraphs of a live article are boilerplate, by number.

        Raises:
            ArticleNotFoundError: There is none with this id.
        """
        segment, number = self._find(article_id)
        first, last = segment.first_rows[number : number + 2]
        rows = self.flagged[self.segments.index(segment)]
        return frozenset((rows[(rows >= first) & (rows < last)] - first).tolist())

    def rows_of(self, article_id: str) -> range:
        """Return the rows of a live article, or raise ArticleNotFoundError."""
        segment, number = self._find(article_id)
        base = self.bases[self.segments.index(segment)]
        first, last = segment.first_rows[number : number + 2]
        return range(base + int(first), base + int(last))

    def rows_of_known(self, ids: Iterable[str]) -> NDArray[np.int64] | None:
        """Return the rows of those articles that there are, or None where there are none."""
        rows: list[int] = []
        for article_id in ids:
            with suppress(ArticleNotFoundError):
                rows += self.rows_of(article_id)
        return np.array(rows, np.int64) if rows else None

    def place(self, name: str) -> tuple[str, int | None]:
        """Return the article and the paragraph, if any, that ID or ID:PARAGRAPH stands for.

        Raises:
            ArticleNotFoundError: There is no such live article.
        """
        head, colon, number = name.rpartition(":")
        if colon and number.isdecimal() and number.isascii():
            with suppress(ArticleNotFoundError):  # an id may itself end like that
                self._find(name)
                return name, None
            self._find(head)
            return head, int(number)
        self._find(name)
        return name, None

    def stored_articles(self) -> dict[str, tuple[int, int, StoredArticle]]:
        """Return every live article by id, with the numbers of its segment and in it."""
        return {each[2].article.id: each for each in self.each_article()}

    def each_article(self) -> Iterator[tuple[int, int, StoredArticle]]:
        """Yield the number of its segment, the number in it, and each live article."""
        for position in range(len(self.segments)):
            for number, stored in self.articles_in(position):
                yield position, number, stored

    def articles_in(self, position: int) -> Iterator[tuple[int, StoredArticle]]:
        """Yield the live articles of one segment, in order of id, after their numbers in it."""
        dead = set(self.dead[position].tolist())
        segment = self.segments[position]
        for number in range(segment.articles):
            if number not in dead:
                yield number, segment.stored_article(number)

    def without(
        self, gone: Iterable[tuple[int, int]]
    ) -> tuple[list[SegmentEntry], dict[str, NDArray[np.int64]]]:
        """Return what is left of the segments when articles go.

        Args:
            gone: (segment, number) of each.

        Returns:
            The entries of the segments that still have articles, and for each of them that has
            lost some, the ascending numbers of all that are gone.
        """
        numbers: dict[int, list[int]] = {}
        for position, number in gone:
            numbers.setdefault(position, []).append(number)
        entries: list[SegmentEntry] = []
        dead: dict[str, NDArray[np.int64]] = {}
        for position, entry in enumerate(self.manifest.segments):
            segment = self.segments[position]
            removed = np.union1d(
                self.dead[position], np.array(numbers.get(position, []), np.int64)
            ).astype(np.int64)
            if len(removed) == segment.articles:
                continue
            rows = np.diff(segment.first_rows)
            left = segment.rows - int(rows[removed].sum())
            articles = segment.articles - len(removed)
            entries.append(replace(entry, articles=articles, paragraphs=left))
            if len(removed):
                dead[entry.name] = removed
        return entries, dead

    def stored_at(self, position: int, number: int) -> tuple[StoredArticle, Arrival]:
        """Return an article without its text, and when it came, by its segment's number and its."""
        segment = self.segments[position]
        return segment.stored_article(number), segment.arrival(number)

    def locate(self, row: int) -> tuple[Segment, int]:
        """Return the segment of a row, and the row's number in it."""
        position = bisect.bisect_right(self.bases, row) - 1
        return self.segments[position], row - self.bases[position]

    def by_segment(
        self, rows: NDArray[np.int64]
    ) -> Iterator[tuple[Segment, slice, NDArray[np.int64]]]:
        """Yield the segments of ascending rows, with the places in `rows` and the local rows."""
        edges = np.searchsorted(rows, self.bases).tolist()
        for segment, base, (start, end) in zip(
            self.segments, self.bases, pairwise(edges), strict=False
        ):
            if start < end:
                yield segment, slice(start, end), rows[start:end] - base

    @cached_property
    def stored_statements(self) -> tuple[StoredStatements | None, ...]:
        """The statements of each segment; None of those that were made without."""
        parts = [segment.part(storage.NAME, storage.VERSION) for segment in self.segments]
        return tuple(None if part is None else StoredStatements(part) for part in parts)

    @cached_property
    def days(self) -> NDArray[np.int32]:
        """`(articles, 2)` int32 over all segments: first and last day of each article's date."""
        return joined([segment.lookup.days for segment in self.segments], np.int32)

    @cached_property
    def article_ranks(self) -> NDArray[np.int64]:
        """`(articles,)` int64 over all segments: the place of each in the order of ids."""
        ids = [id_ for segment in self.segments for id_ in segment.lookup.ids]
        ranks = np.empty(len(ids), np.int64)
        ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return ranks

    def _find(self, article_id: str) -> tuple[Segment, int]:
        for segment, dead in zip(self.segments, self.dead, strict=True):
            number = segment.find(article_id)
            if number is not None and number not in dead:
                return segment, number
        raise ArticleNotFoundError(
            f"no article {article_id!r} in {self.called}; ids are as `seedsearch search --json`"
            " gives them"
        )

    def _live_rows(self) -> NDArray[np.bool_] | None:
        if not any(map(len, (*self.dead, *self.flagged))):
            return None
        live = np.ones(self.rows, bool)
        for base, segment, dead in zip(self.bases, self.segments, self.dead, strict=False):
            for number in dead:
                first, last = segment.first_rows[number : number + 2]
                live[base + first : base + last] = False
        for base, rows in zip(self.bases, self.flagged, strict=False):
            live[base + rows] = False
        return live


def joined(parts: Sequence[NDArray[Any]], kind: type[Scalar]) -> NDArray[Scalar]:
    """Concatenate arrays of one type; a single one is passed on as it is, still mapped."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(
        [np.empty((0, *parts[0].shape[1:]), kind), *parts] if parts else [np.empty(0, kind)]
    )
