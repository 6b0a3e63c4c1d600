"""Statistics of a whole generation, where a snapshot holds only some of its articles.

What lies on a server is searched over a snapshot of candidates. Scores depend on how rare terms are
in all of the index, so such a snapshot brings this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from index.segments.attributes import Fact


class Statistics(Protocol):
    """What ranking has to know of all that can be found.

    Attributes:
        rows: Paragraphs.
        mean_length: Terms of one on average, its title's counted.
    """

    @property
    def rows(self) -> int: ...
    @property
    def mean_length(self) -> float: ...
    @property
    def articles(self) -> int:
        """Articles with a paragraph that can be found."""

    @property
    def undated(self) -> int:
        """Those of them without a date."""

    def names(self, fact: Fact) -> Sequence[str]:
        """Return the distinct sources, authors or languages of articles."""

    def of_term(self, forms: Sequence[str]) -> int:
        """Count the paragraphs, and titles alone, that have a term in any of its forms."""

    def of_pair(self, first: Sequence[str], second: Sequence[str], both: Sequence[str]) -> int:
        """Count those in which two terms are neighbours, or that have what stands for both."""

    def of_words(self, words: Sequence[str], *, in_titles: bool) -> int:
        """Count the paragraphs, or articles by their titles, with any of some whole words."""

    def fitting(self, pattern: str, *, in_titles: bool) -> Mapping[str, int]:
        """Return the whole words that may fit a pattern with `*` and `?`, and how many have each.

        As they are indexed: what stands beside other words has hyphens at its end.
        """

    @property
    def has_words(self) -> bool:
        """Whether there are few enough whole words to look at all of them."""

    def words(self, *, in_titles: bool) -> Sequence[str]:
        """Return all whole words.

        Raises:
            QueryError: There are too many.
        """
