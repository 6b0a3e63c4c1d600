"""Found: the candidates of a query in order, with everything that was compared of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.query.options import SearchOptions
from search.query.query import Query
from search.retrieval.bm25 import KeywordScores
from search.retrieval.dense import SentenceCosines
from search.retrieval.forms import Occurrences
from search.types import Dropped, Expansion, Head, Understood

EXPANSION_WORDS = 100
"""Words that results list of what a pattern stands for: `s*` stands for thousands."""


class Candidates(NamedTuple):
    """Rows of one snapshot, best first, ties by article id and offset; every array is `(n,)`.

    Attributes:
        rows: int64.
        scores: float64 in 0 to 1, higher is better, descending: the blend, calibrated.
        blended: float64, the blend before it was calibrated.
        keyword, semantic: float32 scores of each half; None where it took no part.
        keyword_ranks, semantic_ranks: int64 places in each half alone, from 1; likewise None.
        cosines, titles: float32, of the paragraphs, and of their articles' titles (-1 where there
            is none); None without a query vector.
        recency: float64, what the age of each made of its score, .5 to 1; None where it counts for
            nothing.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    blended: NDArray[np.float64]
    keyword: NDArray[np.float32] | None
    semantic: NDArray[np.float32] | None
    keyword_ranks: NDArray[np.int64] | None
    semantic_ranks: NDArray[np.int64] | None
    cosines: NDArray[np.float32] | None
    titles: NDArray[np.float32] | None
    recency: NDArray[np.float64] | None

    def take(self, places: NDArray[np.int64]) -> Candidates:
        """Return the candidates at some places, in the order of these."""
        return Candidates(*(None if values is None else values[places] for values in self))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a query.

    Attributes:
        halves: Those that took part.
        candidates: What may be shown, in order.
        keyword: What the keyword half says of all rows, or None.
        vector: The encoded query, `(dim,)` float32 of unit length, or None.
        sentences: Cosines of the sentences of each candidate; None where none are stored.
        allowed: `(rows,)` what conditions and filters let through; None for all.
        patterns: For each pattern of the query, the words that it stands for.
        places: Where these are.
        warnings: One line for everything that was off.
        without: The query without each condition that keeps hits away, where there are none.
        folded: For a row that stands for near-duplicates of it, those.
    """

    query: Query
    halves: tuple[str, ...]
    candidates: Candidates
    keyword: KeywordScores | None
    vector: NDArray[np.float32] | None
    sentences: SentenceCosines | None
    allowed: NDArray[np.bool_] | None
    patterns: Mapping[str, tuple[str, ...]]
    places: Mapping[str, Occurrences]
    warnings: tuple[str, ...]
    without: tuple[Dropped, ...] = ()
    folded: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def matching(self, rows: int) -> NDArray[np.bool_]:
        """Return `(rows,)` what conditions and filters let through and has a word of the query.

        Where no words that count stand outside of conditions, all that is let through; nothing,
        where there are none of either.
        """
        if not self.query.terms and not self.query.conditions:
            return np.zeros(rows, bool)
        allowed = np.ones(rows, bool) if self.allowed is None else self.allowed
        if self.keyword is None or not self.query.has_bare:
            return allowed
        return allowed & (self.keyword.scores > 0)

    def head(self, generation: int, options: SearchOptions, suggestion: str | None) -> Head:
        """Say what hits and answers have in common; how long it took is not known yet.

        Args:
            generation: Of the index.
            options: As given.
            suggestion: The query with misspelt words replaced, or None.
        """
        return Head(
            query=self.query.text,
            mode=options.mode,
            halves=self.halves,
            warnings=self.warnings,
            generation=generation,
            took_ms=0.0,
            suggestion=suggestion,
            fixed=bool(options.fix and suggestion),
            understood=self._understood(),
            without=self.without,
        )

    def _understood(self) -> Understood:
        """Say how the query was read."""
        query = self.query
        patterns = {
            pattern: Expansion(len(words), words[:EXPANSION_WORDS])
            for pattern, words in self.patterns.items()
        }
        conditions = tuple(map(str, query.conditions))
        given: dict[str, tuple[str, ...]] = {}
        defined: dict[str, tuple[str, ...]] = {}
        for one in query.synonyms:
            kind, part = given if one.factor is None else defined, query.text[slice(*one.span)]
            kind[part] = (*kind.get(part, ()), *one.shown)
        words = " ".join(query.asked.split())
        return Understood(words, conditions, patterns, given, defined)
