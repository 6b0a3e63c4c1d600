"""Finder of statements: a process of its own looks for them, while a build does all else."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Sequence

from index.process import LimitedProcess
from index.statements import worker
from index.statements.statements import Findings, Readable, find_each

WORKER_BYTES = 4 << 30
"""Address space of the process; an article that takes more is read here."""

STALLED_SECONDS = 120.0
"""After which articles are read here: those that are handed over at once take a tenth of one."""


class StatementFinder:
    """Finds the statements of some articles at a time, in a process that is started for them."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process = LimitedProcess("index.statements.worker", WORKER_BYTES)
        self._sent: Sequence[Readable] = ()
        self.end = weakref.finalize(self, self._process.end)

    def send(self, articles: Sequence[Readable]) -> None:
        """Hand articles over. What was found in those before is taken in first."""
        self._sent = articles
        with contextlib.suppress(OSError):  # it ended; so `received` is told, and reads them here
            self._process.send(worker.request_of(articles))

    def received(self) -> list[Findings]:
        """Return what was found in the articles that were handed over last, in their order.

        They are read here where the process ended or says nothing, so that the same is found.
        """
        sent, self._sent = self._sent, ()
        if not sent:
            return []
        try:
            return worker.findings_of(self._process.line(STALLED_SECONDS))
        except (OSError, EOFError, TimeoutError):
            self._process.end()
            return find_each(sent)
