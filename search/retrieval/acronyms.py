"""Acronyms that articles define, as synonyms in a query: with less weight than its own words.

In an article that defines CRS as Coastal Rescue Service, either form says the other. Elsewhere it
does as far as most articles that define CRS mean that; and in one that means something else, not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot
from index.segments.acronyms import NAME, VERSION, Acronyms
from index.text import analyzer
from index.text.acronyms import Definition, long_key, short_key
from search.query.parser import forms_of
from search.query.query import Query, Synonym

if TYPE_CHECKING:
    from search.query.conditions import HasWord

WITHIN, ELSEWHERE = 0.9, 0.4
"""What the other form is worth in articles that define it, and in those that define nothing. On
SciFact, where 186 of 300 questions have an acronym or its name, .4 elsewhere is no worse than no
acronyms (nDCG@10 .7345 and .7341), .8 is (.7308); within, .5 is no better (.7333)."""

MOST = 5
"""Meanings of an acronym, or acronyms of a name, that are looked for: those in most articles."""

MISSING = (
    "acronyms that articles define are not used, for the index, or a part of it, was made before"
    " they were found; rebuild it with `seedsearch build --full`"
)


class _Match(NamedTuple):
    """A definition of which one form stands in a query."""

    segment: int
    number: int
    pair: Definition
    is_short: bool


class Glossary:
    """The acronyms that live articles of a snapshot define. Safe to share between threads."""

    def __init__(
        self,
        snapshot: Snapshot,
        is_word: Callable[[str], bool],
        may_be: Callable[[str, str], bool] | None = None,
    ) -> None:
        parts = [segment.part(NAME, VERSION) for segment in snapshot.segments]
        self.is_whole = all(part is not None for part in parts)
        self._parts = [(at, Acronyms(part)) for at, part in enumerate(parts) if part]
        self._live = snapshot.live_articles
        counts = [segment.articles for segment in snapshot.segments]
        self._bases = [sum(counts[:at]) for at in range(len(counts))]
        self._articles = sum(counts)
        self._languages = snapshot.languages or (analyzer.ENGLISH,)
        self._is_word, self._may_be = is_word, may_be

    def applied(self, query: Query) -> Query:
        """Return a query with what its acronyms stand for, and with the acronyms of its names."""
        found = query.with_synonyms(self._found(query))
        if not query.conditions:
            return found
        from search.query.conditions import with_synonyms

        return replace(found, conditions=with_synonyms(query.conditions, self._of_word))

    def _of_word(self, word: HasWord) -> tuple[Synonym, ...]:
        query = Query(word.text, word.stems[:1], ((0, len(word.text)),), asked=word.text)
        return tuple(self._found(query))

    def _found(self, query: Query) -> Iterator[Synonym]:
        """Yield what else counts as a part of a query, the longest parts first in each place."""
        if not self._parts:
            return
        tokens = _telling(query.asked)
        at = 0
        while at < len(tokens):
            length, matches = self._longest(query.asked, tokens[at:])
            if length:
                span = tokens[at].start, tokens[at + length - 1].end
                yield from self._synonyms(query, span, matches)
            at += max(1, length)

    def _longest(self, text: str, tokens: Sequence[analyzer.Token]) -> tuple[int, list[_Match]]:
        """Return how many of the first words are a form of definitions, and these."""
        first = tokens[0].word
        found: dict[int, list[_Match]] = defaultdict(list)
        for beginning in dict.fromkeys((first, analyzer.stem(first))):
            for at, part in self._parts:
                for key, its_number in part.beginning(beginning):
                    length = key.count(" ") + 1
                    words = [token.word for token in tokens[:length]]
                    said = " ".join(words), " ".join(map(analyzer.stem, words))
                    if key not in said:
                        continue
                    for number, pair in part.definitions(its_number).items():
                        if key == said[0] == short_key(pair.short):
                            if length > 1 or _may_be_short(text, tokens[0]):
                                found[length].append(_Match(at, number, pair, is_short=True))
                        elif key == said[1] == long_key(pair.long):
                            found[length].append(_Match(at, number, pair, is_short=False))
        if not found:
            return 0, []
        longest = max(found)
        return longest, list(dict.fromkeys(found[longest]))

    def _synonyms(
        self, query: Query, span: tuple[int, int], matches: Sequence[_Match]
    ) -> Iterator[Synonym]:
        """Yield the other forms of some definitions, those of most articles first."""
        inside = [span[0] <= a and b <= span[1] for a, b in query.spans]
        terms = tuple(t for t, is_in in zip(query.terms, inside, strict=True) if is_in)
        terms = terms or (analyzer.words(query.asked[slice(*span)])[0],)
        groups: dict[tuple[str, str], list[_Match]] = defaultdict(list)
        for match in matches:
            groups[short_key(match.pair.short), long_key(match.pair.long)].append(match)
        ranked = []
        for (short, long), same in groups.items():
            homes = self._articles_with(same)
            if homes.any():
                ranked.append((-int(np.count_nonzero(homes)), short, long, homes, same))
        for _, short, _, homes, same in sorted(ranked, key=lambda each: each[:3])[:MOST]:
            others = Counter(m.pair.long if m.is_short else m.pair.short for m in same)
            shown = tuple(other for other, _ in others.most_common())
            forms = forms_of(shown, self._languages, self._is_word, terms, self._may_be)
            if forms:
                yield Synonym(span, terms, forms, shown[:1], self._factor(short, homes))

    def _factor(self, short: str, homes: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return how far a form says the other in each article, if those at home define it so."""
        defining = self._articles_with(list(self._meanings(short)))
        share = int(np.count_nonzero(homes)) / max(1, int(np.count_nonzero(defining)))
        factor = np.full(self._articles, ELSEWHERE * share, np.float32)
        factor[defining] = 0
        factor[homes] = WITHIN
        return factor

    def _meanings(self, short: str) -> Iterator[_Match]:
        """Yield all definitions of a short form."""
        for at, part in self._parts:
            for key, its_number in part.beginning(short):
                if key == short:
                    for number, pair in part.definitions(its_number).items():
                        if short_key(pair.short) == short:
                            yield _Match(at, number, pair, is_short=True)

    def _articles_with(self, matches: Sequence[_Match]) -> NDArray[np.bool_]:
        """Return `(articles,)` which live articles have one of some definitions."""
        marked = np.zeros(self._articles, bool)
        for at, part in self._parts:
            numbers = {match.number for match in matches if match.segment == at}
            if numbers:
                marked[part.articles(numbers) + self._bases[at]] = True
        return marked if self._live is None else marked & self._live


def _telling(text: str) -> list[analyzer.Token]:
    """Return the words of a query, without those that say nothing unless they are acronyms."""
    shouted = text.upper() == text
    return [
        token
        for token in analyzer.tokens(text)
        if token.word not in analyzer.STOP_WORDS
        or (not shouted and token.end - token.start > 1 and text[token.start : token.end].isupper())
    ]


def _may_be_short(text: str, token: analyzer.Token) -> bool:
    """Tell whether a word may be an acronym: where a query has capitals, only with one."""
    return text.lower() == text or text[token.start].isupper()
