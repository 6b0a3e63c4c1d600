"""Synonyms in a query: which of its parts others stand for. Pure.

A part is as many neighbouring terms as a group names, the longest first; it is looked for in stems,
so `jets` has the synonyms of `jet`. Synonyms of synonyms are none: only a line's own words count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from index.text import analyzer
from index.text.synonyms import Group
from search.query.parser import forms_of, terms_of
from search.query.query import Query, Synonym

if TYPE_CHECKING:
    from search.query.conditions import HasWord

Phrases = dict[tuple[str, ...], dict[str, None]]
"""For the terms of a phrase, the phrases that stand for it too, as written."""


class Synonyms:
    """The synonyms of an index. Safe to share between threads."""

    def __init__(
        self,
        groups: Sequence[Group],
        languages: Sequence[str],
        is_word: Callable[[str], bool],
        may_be: Callable[[str, str], bool] | None = None,
    ) -> None:
        """Take groups.

        Args:
            groups: As somebody wrote them.
            languages: Those of the index; the first is the one of a query's terms.
            is_word: Whether articles have a folded word in one, see `parser.parse`.
            may_be: As of `parser.forms_of`.
        """
        self._languages = tuple(languages)
        self._is_word, self._may_be = is_word, may_be
        # Only those that begin with the first letter of a query's term are stemmed: stems keep it.
        self._by_letter: dict[str, list[tuple[str, Group]]] = defaultdict(list)
        self._in_capitals: dict[str, dict[str, None]] = {}
        for group in groups:
            for phrase in group.asked:
                self._by_letter[_letter(phrase)].append((phrase, group))
                if phrase.isupper() and phrase.lower() in analyzer.STOP_WORDS:
                    others = dict.fromkeys(other for other in group.found if other != phrase)
                    self._in_capitals.setdefault(phrase, {}).update(others)
        self._known: dict[str, Phrases] = {}

    def applied(self, query: Query) -> Query:
        """Return a query with its synonyms, in what ranks and in the words that must be there."""
        found = query.with_synonyms(self._found(query)).with_synonyms(self._silent(query))
        if not query.conditions:
            return found
        from search.query.conditions import with_synonyms

        return replace(found, conditions=with_synonyms(query.conditions, self._of_word))

    def added(self, query: Query) -> Query:
        """Return a query with synonyms of its parts that have none."""
        known = [one.span for one in query.synonyms]
        return query.with_synonyms(
            one
            for one in self._found(query)
            if all(one.span[1] <= start or end <= one.span[0] for start, end in known)
        )

    def _found(self, query: Query) -> Iterator[Synonym]:
        at = 0
        while at < len(query.terms):
            terms, phrases = self._longest(query.terms[at:])
            if terms:
                span = query.spans[at][0], query.spans[at + len(terms) - 1][1]
                forms = self._forms(phrases, terms)
                if forms:
                    yield Synonym(span, terms, forms, tuple(phrases))
            at += max(1, len(terms))

    def _longest(self, terms: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, None]]:
        """Return the longest beginning of some terms that has synonyms, and these."""
        phrases = self._beginning(analyzer.bare(terms[0])[:1])
        for length in range(min(len(terms), self._most), 0, -1):
            if found := phrases.get(terms[:length]):
                return terms[:length], found
        return (), {}

    @cached_property
    def _most(self) -> int:
        every = (phrase for phrases in self._by_letter.values() for phrase, _ in phrases)
        return max((len(analyzer.words(phrase)) for phrase in every), default=0)

    def _beginning(self, letter: str) -> Phrases:
        """Return the phrases of which the first term begins with a letter."""
        if letter not in self._known:
            found: Phrases = {}
            for phrase, group in (*self._by_letter[letter], *self._by_letter[""]):
                terms = self._terms(phrase, self._languages[0])
                others = dict.fromkeys(other for other in group.found if other != phrase)
                if terms:
                    found.setdefault(terms, {}).update(others)
            self._known[letter] = found
        return self._known[letter]

    def _terms(self, phrase: str, language: str) -> tuple[str, ...]:
        return terms_of(phrase, language, self._is_word)

    def _forms(self, phrases: Iterable[str], own: tuple[str, ...]) -> tuple[str, ...]:
        return forms_of(phrases, self._languages, self._is_word, own, self._may_be)

    def _silent(self, query: Query) -> Iterator[Synonym]:
        """Yield synonyms of words in capitals that else say nothing: WHO."""
        if not self._in_capitals or query.asked.upper() == query.asked:
            return
        for token in analyzer.tokens(query.asked):
            phrases = self._in_capitals.get(query.asked[token.start : token.end])
            if phrases and (forms := self._forms(phrases, ())):
                yield Synonym((token.start, token.end), (token.word,), forms, tuple(phrases))

    def _of_word(self, word: HasWord) -> tuple[Synonym, ...]:
        """Return what else meets the condition that a word is there."""
        own = word.stems[:1]
        _, phrases = self._longest(own) if own else ((), {})
        forms = self._forms(phrases, own)
        return (Synonym((0, 0), own, forms, tuple(phrases)),) if forms else ()


def _letter(phrase: str) -> str:
    """Return the first letter of a phrase's first stem; "" where a stemmer may change it."""
    words = analyzer.words(phrase)
    first = next((word for word in words if word not in analyzer.STOP_WORDS), words[0])
    return first[0] if first.isascii() else ""
