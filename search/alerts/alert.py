"""Alert: what is new about something since it was last told, and who is told.

At least once: the cursor moves only when the command has ended well, so that whatever happens in
between, the same is told again, with the same ids. What came while nobody looked is told then, too.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from search.alerts.command import Command
from search.alerts.cursor import Cursor
from search.engine import Engine, open_index
from search.output.atom import Entry, entries
from search.output.json import news_json
from search.query.options import MAX_K, Filters, SearchOptions
from search.types import LIKELY, Citation, Hit, Mode


@dataclass(frozen=True, slots=True)
class Alert:
    """What is asked again, and who is told.

    Attributes:
        query: Words or a question, with conditions if any.
        command: Is told what is new.
        min_score: Least score of what is told.
        mode: As of a search.
    """

    query: str
    command: Command
    min_score: float = LIKELY
    mode: Mode = "hybrid"

    @property
    def id(self) -> str:
        """The same for the same query and command."""
        asked = json.dumps([self.query, self.command.words, self.min_score, self.mode])
        return hashlib.sha256(asked.encode()).hexdigest()[:16]

    def shown(self) -> dict[str, Any]:
        """Return what it is, for who looks into the file of its cursor."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a look.

    Attributes:
        generation: That was looked at.
        count: Articles that are new.
        problem: Why they were not told, if they were not: they are told again at the next look.
    """

    generation: int
    count: int
    problem: str = ""


class Watcher:
    """Looks what is new for one alert. For one thread."""

    def __init__(self, index_dir: Path, alert: Alert) -> None:
        """Begin where the alert was; a new one with what comes after the current generation.

        Raises:
            SeedsearchError: The index cannot be read, the query not be searched, or the cursor not
                be written.
        """
        self._alert = alert
        self._cursor = Cursor(index_dir, alert.id)
        self._engine = open_index(index_dir)
        self._engine.search_with(alert.query, SearchOptions(k=1, mode=alert.mode))
        if self._cursor.read() is None:
            self._move(self._engine.generation)

    def look(self) -> Told | None:
        """Tell what is new since the last time; return None where nothing is.

        Raises:
            SeedsearchError: The index cannot be read, the query not be searched, or the cursor not
                be written.
        """
        if self._engine.newer_generation() is not None:
            before, self._engine = self._engine, self._engine.reopen()
            if before.manifest.settings.encoder != self._engine.manifest.settings.encoder:
                before.close()
        generation, since = self._engine.generation, self._cursor.read() or 0
        if generation == since:
            return None
        # Generations of an index that was made anew in the same place begin at 1 again.
        since = since if since < generation else 0
        found = self._new(since)
        if found:
            told = news_json(self._alert.query, found, since=since, generation=generation)
            problem = self._alert.command.run(told.encode())
            if problem:
                return Told(generation, len(found), problem)
        self._move(generation)
        return Told(generation, len(found)) if found else None

    def _new(self, since: int) -> tuple[Entry, ...]:
        """Return the articles that came or changed after a generation, what came last first.

        A paragraph that is nearly one that was there is not new.
        """
        options = SearchOptions(
            k=MAX_K, sort="added", min_score=self._alert.min_score, mode=self._alert.mode
        )
        query, filters = self._alert.query, Filters(added_since=f"g{since}")
        found = self._engine.search_with(query, replace(options, filters=filters)).hits
        if not found:
            return ()
        known = _printed_before(self._engine, query, options, since)
        return entries([hit for hit in found if (hit.article.id, hit.paragraph) not in known])

    def _move(self, generation: int) -> None:
        self._cursor.move(generation, self._alert.shown())


def _printed_before(
    engine: Engine, query: str, options: SearchOptions, since: int
) -> set[tuple[str, int]]:
    """Return the paragraphs, by article and number, that an older article has as nearly as that."""
    known: set[tuple[str, int]] = set()
    for hit in engine.search_with(query, options).hits:
        places: tuple[Hit | Citation, ...] = (hit, *hit.also)
        if any((place.article.added_in or 0) <= since for place in places):
            known.update((place.article.id, place.paragraph) for place in places)
    return known
