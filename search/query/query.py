"""A query as the halves of the search need it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from index.types import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from search.query.conditions import Condition


@dataclass(frozen=True, slots=True)
class Synonym:
    """What else counts as a part of a query.

    Attributes:
        span: Where that part stands in the query's text.
        terms: Of it, in order.
        forms: What a text may have instead: stems, several of a phrase joined by blanks.
        shown: The same in words, as somebody wrote it.
        factor: `(articles,)` float32: how far it counts in each article, 0 to 1; None: as much as
            the terms themselves in all of them.
    """

    span: Span
    terms: tuple[str, ...]
    forms: tuple[str, ...]
    shown: tuple[str, ...]
    factor: NDArray[np.float32] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked, as the halves need it.

    Attributes:
        text: As typed, trimmed.
        terms: Stems without stop words, in order, repeats kept.
        spans: Where the word of each term stands in `text`.
        variants: Further stems of a term, in the other languages of the index; a paragraph with one
            of them has the term. Also the stems of the words that a pattern stands for.
        asked: The words to rank by, where they stand in `text`; blanks for all else.
        synonyms: What else counts as some of the terms; no part of the query has two.
        conditions: What a paragraph must satisfy, all of it.
        has_bare: Whether words stand outside of conditions: then one of them, or of those in
            conditions, makes a paragraph match, else the conditions alone do.
        bare: These words, as typed, where there are conditions.
        notes: One line for each part of `text` that could not be read as it may have been meant.
        is_empty: Whether there is nothing to search for: signs alone.
    """

    text: str
    terms: tuple[str, ...]
    spans: tuple[Span, ...]
    variants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: str = ""
    synonyms: tuple[Synonym, ...] = ()
    conditions: tuple[Condition, ...] = ()
    has_bare: bool = True
    bare: str = ""
    notes: tuple[str, ...] = ()
    is_empty: bool = False

    def with_synonyms(self, synonyms: Iterable[Synonym]) -> Query:
        """Return the query with synonyms, and a term for a word that counts by them alone: WHO."""
        terms = dict(zip(self.spans, self.terms, strict=True))
        added = tuple(synonyms)
        if not added:
            return self
        for synonym in added:
            start, end = synonym.span
            if not any(start <= first and last <= end for first, last in terms):
                terms[synonym.span] = synonym.terms[0]
        spans = tuple(sorted(terms))
        stems = tuple(terms[span] for span in spans)
        return replace(self, terms=stems, spans=spans, synonyms=(*self.synonyms, *added))

    @property
    def meant(self) -> dict[str, str]:
        """The term that each stem stands for."""
        own = {term: term for term in self.terms}
        return {v: term for term, more in self.variants.items() for v in more} | own

    def with_patterns(self, stems: Mapping[str, tuple[str, ...]]) -> Query:
        """Return the query with the stems of the words that its patterns stand for."""
        return replace(self, variants={**self.variants, **stems}) if stems else self
