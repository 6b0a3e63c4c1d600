"""Statements of a segment as arrays: a part that builds write, and what queries read of it.

    edges         (articles + 1,) int64: the statements of article a are [a] to [a + 1]
    statements    (n, 8) int32: paragraph of the article, start, end, cue's start and end, speaker's
                  start and end, number of the speaker's name; -1 where there is none
    via           (m, 4) int32: statement, and start, end and name of a source of it, nearest first
    people_edges  (articles + 1,) int64, likewise for people
    people        (p, 2) int32: paragraph of the article in which a person is spoken of, and name
    names         the names, UTF-8, one a line

Offsets are code points of the article's text.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.text import analyzer
from index.types import Article, Cue, Paragraph, Speaker, Statement

if TYPE_CHECKING:
    from index.segments.packed import Packed
    from index.statements.finder import StatementFinder
    from index.statements.statements import Findings, Readable

NAME, VERSION = "statements", 1

_PARAGRAPH, _START, _END, _CUE, _CUE_END, _WHO, _WHO_END, _SPEAKER = range(8)
NOBODY = -1

TOGETHER = 200_000
"""Characters of the articles that are read at once: a tenth of a second's work. A build of less
than that starts no process for it."""


class StatementWriter:
    """Collects the statements of one segment."""

    name, version = NAME, VERSION

    def __init__(self) -> None:
        """Begin with nothing."""
        self._edges, self._people_edges = array("q", [0]), array("q", [0])
        self._statements, self._via = array("i"), array("i")
        self._people = array("i")
        self._names: dict[str, int] = {}
        self._read: dict[Packed, StoredStatements] = {}
        self._waiting: list[Readable] = []
        self._characters = 0
        self._finder: StatementFinder | None = None

    def add(self, article: Article, paragraphs: Sequence[Paragraph]) -> None:
        """Find who says what in the next article, and who is spoken of."""
        self._waiting.append((article.text, article.language, paragraphs))
        self._characters += len(article.text)
        if self._characters >= TOGETHER:
            self._hand_over()

    def _hand_over(self) -> None:
        """Have the articles that wait read beside all else that a build does."""
        from index.statements.finder import StatementFinder  # queries read what was found

        if self._finder is None:
            self._finder = StatementFinder()
        self._take(self._finder.received())
        self._finder.send(self._waiting)
        self._waiting, self._characters = [], 0

    def _finish(self) -> None:
        """Take over what was found in articles that were handed over, and read those that wait."""
        if self._finder is not None:
            self._take(self._finder.received())
            self._finder.end()
            self._finder = None
        if self._waiting:
            from index.statements.statements import find_each

            self._take(find_each(self._waiting))
            self._waiting, self._characters = [], 0

    def _take(self, every: Sequence[Findings]) -> None:
        """Write what was found in articles."""
        for found in every:
            for paragraph, one in zip(found.paragraphs, found.statements, strict=True):
                self._put(paragraph, one)
            for paragraph, name in found.people:
                self._people.extend((paragraph, self._number(name)))
            self._close()

    def copy(self, part: Packed, number: int) -> None:
        """Take over what was found in an article."""
        self._finish()
        stored = self._stored(part)
        first, last = stored.edges[number : number + 2].tolist()
        paragraphs = stored.table[first:last, _PARAGRAPH].tolist()
        for paragraph, one in zip(paragraphs, stored.of(number), strict=True):
            self._put(paragraph, one)
        for paragraph, name in stored.people_of(number):
            self._people.extend((paragraph, self._number(name)))
        self._close()

    def _stored(self, part: Packed) -> StoredStatements:
        """Return what a part holds, read once while one article after another is copied."""
        if part not in self._read:
            self._read[part] = StoredStatements(part)
        return self._read[part]

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return what is written."""
        self._finish()
        names = "\n".join(self._names).encode("utf-8", "surrogatepass")
        return {
            "edges": np.frombuffer(self._edges, np.int64),
            "statements": np.frombuffer(self._statements, np.int32).reshape(-1, 8),
            "via": np.frombuffer(self._via, np.int32).reshape(-1, 4),
            "people_edges": np.frombuffer(self._people_edges, np.int64),
            "people": np.frombuffer(self._people, np.int32).reshape(-1, 2),
            "names": np.frombuffer(names, np.uint8),
        }

    def _put(self, paragraph: int, one: Statement) -> None:
        number = len(self._statements) // 8
        who = one.speaker
        speaker = (who.start, who.end, self._number(who.name)) if who else (0, 0, NOBODY)
        self._statements.extend(
            (paragraph, one.start, one.end, one.cue.start, one.cue.end, *speaker)
        )
        for source in one.via:
            self._via.extend((number, source.start, source.end, self._number(source.name)))

    def _number(self, name: str) -> int:
        return self._names.setdefault(name, len(self._names))

    def _close(self) -> None:
        self._edges.append(len(self._statements) // 8)
        self._people_edges.append(len(self._people) // 2)


class StoredStatements:
    """The statements of one segment. Nothing is read before it is asked for."""

    def __init__(self, part: Packed) -> None:
        """Take the part of a segment."""
        self._part = part

    @cached_property
    def edges(self) -> NDArray[np.int64]:
        """`(articles + 1,)` int64: where each article's statements begin."""
        edges: NDArray[np.int64] = self._part.array("edges")
        return edges

    @cached_property
    def table(self) -> NDArray[np.int32]:
        """`(n, 8)` int32: see the module."""
        table: NDArray[np.int32] = self._part.array("statements")
        return table

    @cached_property
    def names(self) -> list[str]:
        """Names of speakers and people, by number."""
        text = self._part.array("names").tobytes().decode("utf-8", "surrogatepass")
        return text.split("\n") if text else []

    def named(self, word: str) -> list[int]:
        """Return the numbers of the names that have a word in them.

        Args:
            word: Folded.
        """
        text = self._folded_names
        found, at = [], text.find(word)
        while at >= 0:
            number = bisect_right(self._name_starts, at) - 1
            found.append(number)
            following = self._name_starts[number + 1] if number + 1 < len(self._name_starts) else -1
            at = text.find(word, following) if following > 0 else -1
        return found

    @cached_property
    def _folded_names(self) -> str:
        return "\n".join(
            name.lower() if name.isascii() else analyzer.fold(name) for name in self.names
        )

    @cached_property
    def _name_starts(self) -> list[int]:
        """Where each name begins in `_folded_names`."""
        lengths = [len(name) + 1 for name in self._folded_names.split("\n")]
        return [0, *accumulate(lengths[:-1])]

    @property
    def speakers(self) -> NDArray[np.int32]:
        """`(n,)` int32: the number of each speaker's name, or `NOBODY`."""
        return self.table[:, _SPEAKER]

    @property
    def spans(self) -> NDArray[np.int32]:
        """`(n, 2)` int32: start and end of each statement."""
        return self.table[:, _START : _END + 1]

    def rows(self, first_rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return `(n,)` int64: the row in which each statement stands.

        Args:
            first_rows: `(articles + 1,)` of the segment.
        """
        starts = np.repeat(first_rows[:-1], np.diff(self.edges))
        return np.asarray(starts + self.table[:, _PARAGRAPH], np.int64)

    def people(self, first_rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return `(p,)` rows in which people are spoken of, and `(p,)` numbers of their names."""
        people: NDArray[np.int32] = self._part.array("people")
        starts = np.repeat(first_rows[:-1], np.diff(self._part.array("people_edges")))
        return np.asarray(starts + people[:, 0], np.int64), people[:, 1]

    def of(self, number: int) -> tuple[Statement, ...]:
        """Return the statements of an article."""
        first, last = self.edges[number : number + 2].tolist()
        via: NDArray[np.int32] = self._part.array("via")
        begin, end = np.searchsorted(via[:, 0], (first, last)).tolist()
        sources: dict[int, list[Speaker]] = {}
        for at, start, stop, name in via[begin:end].tolist():
            sources.setdefault(at, []).append(Speaker(start, stop, self.names[name]))
        return tuple(
            Statement(
                row[_START],
                row[_END],
                Cue(row[_CUE], row[_CUE_END]),
                self._speaker(row),
                tuple(sources.get(first + at, ())),
            )
            for at, row in enumerate(self.table[first:last].tolist())
        )

    def people_of(self, number: int) -> list[tuple[int, str]]:
        """Return who is spoken of in an article: number of the paragraph, and name."""
        first, last = self._part.array("people_edges")[number : number + 2].tolist()
        people = self._part.array("people")[first:last].tolist()
        return [(paragraph, self.names[name]) for paragraph, name in people]

    def _speaker(self, row: list[int]) -> Speaker | None:
        if row[_SPEAKER] == NOBODY:
            return None
        return Speaker(row[_WHO], row[_WHO_END], self.names[row[_SPEAKER]])
