"""Highlights: the words of a text that match the query.

A stop word of the text's language says nothing of a match, so it is none of them, unless a
condition demands it (`"all about"`, `+about`, `abo*`), or the query has no other words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.text import analyzer, compounds
from index.text.marks import Marker
from index.text.stop_words import stop_words
from index.types import Span
from search.query.query import Query


class Highlights:
    """Finds what matches one query, in as many texts as are shown."""

    def __init__(self, query: Query) -> None:
        wanted = query.meant.keys()
        forms = dict.fromkeys(form for synonym in query.synonyms for form in synonym.forms)
        self._marker = Marker(wanted | {form for form in forms if " " not in form})
        self._forms = [tuple(form.split(" ")) for form in forms if " " in form]
        self._first_of_forms = Marker({form[0] for form in self._forms})
        self._phrases: tuple[tuple[str, ...], ...] = ()
        self._demanded: frozenset[str] = frozenset()
        if query.conditions:
            from search.query.conditions import wanted_phrases, wanted_words  # plain ones have none

            self._phrases = wanted_phrases(query.conditions)
            patterns = (query.variants[p] for p in query.variants.keys() - {*query.terms})
            self._demanded = wanted_words(query.conditions).union(*patterns)
        self._words = [token.word for token in analyzer.tokens(query.asked)]

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Return the spans in `text` of the words of the query, and of its phrases as a whole."""
        stopped = self._stopped(language)
        spans = {
            (start, end)
            for term, word, start, end in self._marker.marks(text, language)
            if word not in stopped or term in self._demanded or _is_name(text, start, end)
        }
        if self._forms and any(self._first_of_forms.marks(text, language)):
            stems = list(analyzer.stemmed(text, analyzer.tokens(text), language))
            spans |= {span for form in self._forms for span in form_spans(stems, form)}
        if self._phrases:
            tokens = list(analyzer.tokens(text))
            for phrase in self._phrases:
                spans |= set(phrase_spans(text, tokens, phrase))
        return _outermost(spans)

    def _stopped(self, language: str) -> frozenset[str]:
        """Return the words that are not marked in texts of a language."""
        stopped = stop_words(language)
        if all(word in stopped for word in self._words):
            return frozenset()  # "who", "to be or not to be": there is nothing else to mark
        return stopped - self._demanded if self._demanded else stopped


def _is_name(text: str, start: int, end: int) -> bool:
    """Tell whether a stop word is a name there, which stands out by its capitals: WHO."""
    written = text[start:end]
    return len(written) > 1 and written.isupper() and not text.isupper()


def form_spans(
    stemmed: Sequence[tuple[str, analyzer.Token]], form: Sequence[str]
) -> Iterator[Span]:
    """Yield where the stems of a form follow each other among those of a text."""
    for at in range(len(stemmed) - len(form) + 1):
        if all(stemmed[at + more][0] == stem for more, stem in enumerate(form)):
            yield stemmed[at][1].start, stemmed[at + len(form) - 1][1].end


def phrase_spans(
    text: str, tokens: Sequence[analyzer.Token], phrase: Sequence[str]
) -> Iterator[Span]:
    """Yield where the units of a phrase follow each other."""
    words: dict[str, set[int]] = {}
    for at, token in enumerate(tokens):
        words.setdefault(token.word, set()).add(at)
    for one in compounds.compounds(text, tokens):
        words.setdefault(one.word + "-" * (one.parts - 1), set()).add(one.at)
    # Where the phrase may begin, and how far it reaches from there.
    begun: set[tuple[int, int]] = {(at, at) for at in range(len(tokens))}
    for unit in phrase:
        begun = {
            (first, at + length)
            for first, at in begun
            for form, length in _forms(unit, words)
            if all(at + more in words.get(word, ()) for more, word in enumerate(form))
        }
    for first, after in begun:
        yield tokens[first].start, tokens[min(after, len(tokens)) - 1].end


def _forms(unit: str, words: Iterable[str]) -> list[tuple[tuple[str, ...], int]]:
    """Return how a unit may stand among some words; one with a star, as what begins like it."""
    if not unit.endswith("*"):
        return compounds.forms(unit)
    begin = unit[:-1].replace("-", "")
    begun = [word for word in words if word.startswith(begin)]
    return [((word,), 1 + len(word) - len(word.rstrip("-"))) for word in begun]


def _outermost(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, without those that are within or across an earlier or longer one."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)
