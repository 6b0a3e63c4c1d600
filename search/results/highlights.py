"""Highlights: the words of a text that match the query."""

from __future__ import annotations

from index.text import analyzer
from index.types import Span
from search.query.query import Query


class Highlights:
    """Finds what matches one query, in as many texts as are shown."""

    def __init__(self, query: Query) -> None:
        self._wanted = query.meant
        self._phrases: tuple[tuple[str, ...], ...] = ()
        self._known: dict[str, dict[str, bool]] = {}
        if query.conditions:
            from search.query.conditions import wanted_phrases  # plain queries have none

            self._phrases = wanted_phrases(query.conditions)

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Return the spans in `text` of the words of the query, and of its phrases as a whole."""
        known = self._known.setdefault(language, {})
        spans = tuple(analyzer.spans_of(text, self._wanted, language, known))
        if not self._phrases:
            return spans
        tokens = list(analyzer.tokens(text))
        words = [token.word for token in tokens]
        found = []
        for phrase in self._phrases:
            last = len(phrase) - 1
            found += [
                (tokens[at].start, tokens[at + last].end)
                for at in range(len(words) - last)
                if tuple(words[at : at + len(phrase)]) == phrase
            ]
        apart = [(a, b) for a, b in spans if not any(c < b and a < d for c, d in found)]
        return tuple(sorted({*apart, *found}))
