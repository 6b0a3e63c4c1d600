"""Synonyms in a query: which of its parts others stand for. Pure.

A part is as many neighbouring terms as a group names, the longest first; it is looked for in stems,
so `jets` has the synonyms of `jet`. Synonyms of synonyms are none: only a line's own words count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from index.text import analyzer
from index.text.synonyms import Group
from search.query.conditions import AllOf, AnyOf, Condition, HasWord, Without
from search.query.parser import counted
from search.query.query import Query, Synonym

Phrases = dict[tuple[str, ...], dict[str, None]]
"""For the terms of a phrase, the phrases that stand for it too, as written."""


class Synonyms:
    """The synonyms of an index. Safe to share between threads."""

    def __init__(
        self, groups: Sequence[Group], languages: Sequence[str], is_word: Callable[[str], bool]
    ) -> None:
        """Take groups.

        Args:
            groups: As somebody wrote them.
            languages: Those of the index; the first is the one of a query's terms.
            is_word: Whether articles have a folded word in one, see `parser.parse`.
        """
        self._languages = tuple(languages)
        self._is_word = is_word
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
        conditions = tuple(map(self._in_condition, query.conditions))
        query = replace(self._with_silent(query), conditions=conditions)
        return replace(query, synonyms=(*query.synonyms, *self._found(query)))

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
        """Return the stems of a phrase in a language."""
        is_english = language == analyzer.ENGLISH
        return tuple(
            analyzer.term_in(language, written, token.word)
            for written, token in counted(phrase, self._is_word)
            if not (is_english and token.word in analyzer.STOP_WORDS)
        )

    def _forms(self, phrases: dict[str, None], own: tuple[str, ...]) -> tuple[str, ...]:
        """Return what texts may have that say one of some phrases, other than `own` itself."""
        every = (self._terms(p, language) for p in phrases for language in self._languages)
        return tuple(dict.fromkeys(" ".join(terms) for terms in every if terms and terms != own))

    def _with_silent(self, query: Query) -> Query:
        """Return a query with terms for words in capitals that else say nothing: WHO."""
        if not self._in_capitals or query.asked.upper() == query.asked:
            return query
        terms = list(zip(query.spans, query.terms, strict=True))
        added = []
        for token in analyzer.tokens(query.asked):
            phrases = self._in_capitals.get(query.asked[token.start : token.end])
            if phrases and (forms := self._forms(phrases, ())):
                span = token.start, token.end
                terms.append((span, token.word))
                added.append(Synonym(span, (token.word,), forms, tuple(phrases)))
        terms.sort()
        spans, stems = tuple(span for span, _ in terms), tuple(term for _, term in terms)
        return replace(query, terms=stems, spans=spans, synonyms=tuple(added))

    def _in_condition(self, condition: Condition) -> Condition:
        """Return a condition that one of its words also meets by a synonym."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                return type(condition)(tuple(map(self._in_condition, parts)))
            case Without(part):
                return Without(self._in_condition(part))
            case HasWord(stems=stems) if stems:
                _, phrases = self._longest(stems[:1])
                return replace(condition, synonyms=self._forms(phrases, stems[:1]))
        return condition


def _letter(phrase: str) -> str:
    """Return the first letter of a phrase's first stem; "" where a stemmer may change it."""
    words = analyzer.words(phrase)
    first = next((word for word in words if word not in analyzer.STOP_WORDS), words[0])
    return first[0] if first.isascii() else ""
