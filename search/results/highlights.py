"""Highlights: the words of a text that match the query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.text import analyzer, compounds
from index.types import Span
from search.query.query import Query


class Highlights:
    """Finds what matches one query, in as many texts as are shown."""

    def __init__(self, query: Query) -> None:
        self._wanted = query.meant
        forms = dict.fromkeys(form for synonym in query.synonyms for form in synonym.forms)
        self._wanted |= {form: form for form in forms if " " not in form}
        self._forms = [tuple(form.split(" ")) for form in forms if " " in form]
        self._phrases: tuple[tuple[str, ...], ...] = ()
        if query.conditions:
            from search.query.conditions import wanted_phrases  # plain queries have none

            self._phrases = wanted_phrases(query.conditions)

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Return the spans in `text` of the words of the query, and of its phrases as a whole."""
        tokens = list(analyzer.tokens(text))
        stems = list(analyzer.stemmed(text, tokens, language))
        spans = {(token.start, token.end) for term, token in stems if term in self._wanted}
        together = compounds.terms_of(text, tokens, language)
        spans |= {(one.start, one.end) for term, one in together if term in self._wanted}
        spans |= {span for form in self._forms for span in form_spans(stems, form)}
        if self._phrases:
            spans |= {
                span for phrase in self._phrases for span in phrase_spans(text, tokens, phrase)
            }
        return _outermost(spans)


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
