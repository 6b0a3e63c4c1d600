"""A query as the halves of the search need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from index.types import Span

if TYPE_CHECKING:
    from search.query.conditions import Condition


@dataclass(frozen=True, slots=True)
class Synonym:
    """What else counts as a part of a query.

    Attributes:
        span: Where that part stands in the query's text.
        terms: Of it, in order.
        forms: What a text may have instead: stems, several of a phrase joined by blanks.
        shown: The same in words, as somebody wrote it.
    """

    span: Span
    terms: tuple[str, ...]
    forms: tuple[str, ...]
    shown: tuple[str, ...]


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
    notes: tuple[str, ...] = ()
    is_empty: bool = False

    @property
    def meant(self) -> dict[str, str]:
        """The term that each stem stands for."""
        own = {term: term for term in self.terms}
        return {v: term for term, more in self.variants.items() for v in more} | own

    def with_patterns(self, stems: Mapping[str, tuple[str, ...]]) -> Query:
        """Return the query with the stems of the words that its patterns stand for."""
        return replace(self, variants={**self.variants, **stems}) if stems else self
