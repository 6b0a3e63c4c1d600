"""Reader of queries: what a text demands of one snapshot, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.errors import QueryError
from index.generations.snapshot import Snapshot
from index.text import analyzer
from index.text.marks import Marker
from search.query.parser import parse
from search.query.query import Query

if TYPE_CHECKING:
    from search.query.synonyms import Synonyms
    from search.retrieval.acronyms import Glossary
    from search.retrieval.expansion import Vocabulary
    from search.retrieval.matching import Matched

MAX_STEMS = 500
"""Of the words that a pattern stands for, so many of the most frequent are highlighted."""


FEW_TERMS = 500
"""Of a language that has more, a query is likely to have one."""


class ReadQuery(NamedTuple):
    """A query that was read: what it demands, and what is to be said of it."""

    query: Query
    matched: Matched | None
    warnings: list[str]


class QueryReader:
    """Reads queries for one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @cached_property
    def words(self) -> Vocabulary:
        """The whole words of the index, for patterns and suggestions."""
        from search.retrieval.expansion import Vocabulary

        return Vocabulary(self._snapshot)

    def read_many(
        self,
        texts: Sequence[str],
        notes: Sequence[str],
        now: date | None = None,
        *,
        synonyms: bool = True,
        speakers: Sequence[str] = (),
    ) -> list[ReadQuery]:
        """Read several queries.

        Args:
            texts: As typed.
            notes: What is to be said of each besides.
            now: Today, for dates in words; by default today in UTC.
            synonyms: Whether they count.
            speakers: Names, one of which has to say the words of a query.

        Raises:
            QueryError: One is empty or too long; of several, it says which.
        """
        read = []
        for number, text in enumerate(texts):
            try:
                read.append(self.read(text, notes, now, synonyms=synonyms, speakers=speakers))
            except QueryError as error:
                if len(texts) == 1:
                    raise
                raise QueryError(f"query {number}: {error}") from error
        return read

    def read(
        self,
        text: str,
        notes: Sequence[str],
        now: date | None = None,
        *,
        synonyms: bool = True,
        speakers: Sequence[str] = (),
    ) -> ReadQuery:
        """Read a query, and find what satisfies its conditions.

        Words that stand outside of conditions have to be said by whom the query, or `speakers`,
        names.
        """
        query = parse(text, self._snapshot.languages, self._is_word, now, may_be=self._may_be)
        if synonyms and self._snapshot.synonyms:
            query = self._synonyms.applied(query)
        if synonyms and self._has_acronyms:
            query = self.glossary.applied(query)
        if synonyms:
            query = self._well_known.added(query)
        said = [*self.version_warnings(), *notes, *query.notes]
        if not query.conditions and not speakers:
            return ReadQuery(query, None, _each_once(said))
        from search.retrieval import matching

        matched = matching.match(self._snapshot, self.words, query.conditions)
        if query.has_bare and query.terms:
            matched = self._said(query, matched, speakers)
        stems = {
            pattern: tuple(
                dict.fromkeys(
                    term
                    for word in words[:MAX_STEMS]
                    for term in analyzer.terms_in(self._languages, word, word)
                )
            )
            for pattern, words in matched.patterns.items()
        }
        return ReadQuery(query.with_patterns(stems), matched, _each_once([*said, *matched.notes]))

    @cached_property
    def _has_acronyms(self) -> bool:
        from index.segments.acronyms import NAME, VERSION

        return any(segment.part(NAME, VERSION) for segment in self._snapshot.segments)

    @cached_property
    def glossary(self) -> Glossary:
        """The acronyms that articles define."""
        from search.retrieval.acronyms import Glossary

        return Glossary(self._snapshot, self._is_word, self._may_be)

    @cached_property
    def _well_known(self) -> Synonyms:
        """Those of organisations that everybody knows."""
        from index.text.well_known import groups
        from search.query.synonyms import Synonyms

        return Synonyms(groups(), self._languages, self._is_word, self._may_be)

    @cached_property
    def _synonyms(self) -> Synonyms:
        """Those that the index was given."""
        from index.text.synonyms import parse as parse_groups
        from search.query.synonyms import Synonyms

        groups = parse_groups(self._snapshot.synonyms, "the synonyms of the index")
        return Synonyms(groups, self._languages, self._is_word, self._may_be)

    def _said(self, query: Query, matched: Matched, speakers: Sequence[str]) -> Matched:
        """Return what matches where those that are to speak say one of the words that rank."""
        from search.query.conditions import IsSaid, leaves

        wanted = [leaf for each in query.conditions for leaf, is_so in leaves(each) if is_so]
        spoken = [[leaf.words] for leaf in wanted if isinstance(leaf, IsSaid)]
        if not spoken and not speakers:
            return matched
        from search.retrieval import speech  # few queries ask who says it

        spoken += [[speech.name_words(name) for name in speakers]] if speakers else []
        rows = matched.rows
        for names in spoken:
            rows = rows & speech.rows_saying(self._snapshot, names, query.meant, rows)
        return replace(matched, rows=rows)

    @property
    def _languages(self) -> tuple[str, ...]:
        return self._snapshot.languages or (analyzer.ENGLISH,)

    def _may_be(self, written: str, language: str) -> bool:
        """Tell whether articles in a language, not the first one, may have a word.

        The first stem in another language than English takes 15 ms.
        """
        marker = self._rare.get(language)
        return marker is None or marker.may_be_in(written)

    @cached_property
    def _rare(self) -> dict[str, Marker]:
        """What finds the terms of languages that have few of them; removed articles' included."""
        if self._snapshot.statistics is not None:
            return {}
        every = [part for one in self._snapshot.segments for part in (one.body, one.title)]
        found = {}
        for language in self._languages[1:]:
            tag = f"{language if language in analyzer.STEMMED else ''}:"
            numbers = [(part, part.beginning_with(tag)) for part in every]
            if sum(len(some) for _, some in numbers) <= FEW_TERMS:
                terms = {term for part, some in numbers for term in part.words_of(np.array(some))}
                found[language] = Marker(terms)
        return found

    def _is_word(self, word: str) -> bool:
        """Tell whether articles have a folded word, in one."""
        has_words = all(segment.has_lookup for segment in self._snapshot.segments)
        return has_words and bool(self.words.count(word, "words"))

    def version_warnings(self) -> list[str]:
        """Say so where the index's words were made by another version of the analyzer."""
        made = self._snapshot.manifest.settings.analyzer
        if made == analyzer.ANALYZER_VERSION:
            return []
        return [
            f"keyword search may miss words: the index was analysed by version {made}, this is"
            f" version {analyzer.ANALYZER_VERSION}; bring it up to date with `seedsearch build`"
        ]


def _each_once(warnings: Sequence[str]) -> list[str]:
    """Return warnings in order: filters and conditions may say the same."""
    return list(dict.fromkeys(warnings))
