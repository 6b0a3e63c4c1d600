"""Protocol of the reading side of an index: what a request reads, from a folder or from a server.

For the types alone: to make such a class takes a query half a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.generations.manifest import Manifest
from search.query.options import SearchOptions
from search.retrieval.reading import Opened


class Reading(Protocol):
    """An index that is open for reading. Safe to share between threads."""

    @property
    def manifest(self) -> Manifest:
        """What the generation that is read consists of."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages of the articles, English first, then in order."""

    def for_queries(self, texts: Sequence[str], options: SearchOptions) -> Opened:
        """Return what holds everything that some queries may find."""

    def for_article(self, article_id: str) -> Opened:
        """Return what holds an article, if there is one; ID:PARAGRAPH is tried too."""

    def for_similar(self, article_id: str, paragraph: int | None, options: SearchOptions) -> Opened:
        """Return what holds an article, and whatever may be like it."""

    def whole(self, what: str) -> Opened:
        """Return what holds everything.

        Args:
            what: For what, for the message of who has not everything.
        """

    def newer_generation(self) -> int | None:
        """Return the number of the current generation if it is another than this one."""

    def reopened(self) -> Reading:
        """Return the current generation, open."""

    def close(self) -> None:
        """Let go of what is open."""
