"""Clauses: a paragraph's words as a string of their kinds, one letter each. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from index.statements import word_kinds as kind
from index.statements.quotations import is_utterance, quotations
from index.types import Paragraph, Span

WORDS = 50_000
"""The kinds of so many words are remembered."""

_GOES_ON = frozenset("?!,-—–…")
"""A sentence goes on behind a quotation that ends with these: “Why?” he asked."""


QUOTATION_MARKS = "\"”»'’ "
"""What may stand behind the last sign of a quotation."""


class Clauses:
    """The words of a paragraph; each quotation is one, and a stop ends each sentence.

    Attributes:
        text: Of the article.
        kinds: A letter a word (`word_kinds`).
        starts, ends: Code points in the article's text, of each word.
    """

    __slots__ = ("_letters", "ends", "kinds", "starts", "text")

    def __init__(self, text: str, paragraph: Paragraph) -> None:
        """Read a paragraph of a text."""
        self.text = text
        self._letters: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        stops = [end for _, end in paragraph.sentences]
        at = paragraph.start
        for quotation in quotations(text, paragraph.start, paragraph.end):
            self._read(at, quotation.start, stops)
            while stops and stops[0] <= quotation.start:
                self._stop(stops.pop(0), unless=":")
            is_whole = is_utterance(text, quotation)
            self._add(kind.UTTERANCE if is_whole else kind.FRAGMENT, quotation.start, quotation.end)
            at = quotation.end
            if not is_whole and text[at - 3 : at].rstrip(QUOTATION_MARKS)[-1:] == ",":
                self._add(",", at, at)
            goes_on = text[at - 4 : at].rstrip(QUOTATION_MARKS)[-1:] in _GOES_ON
            while stops and stops[0] < at + goes_on:
                stops.pop(0)  # inside the quotation
        self._read(at, paragraph.end, stops)
        self._stop(paragraph.end)
        self.kinds = "".join(self._letters)

    def span(self, first: int, last: int) -> Span:
        """Return where words stand, from the first to before the last."""
        return self.starts[first], self.ends[last - 1]

    def words(self, first: int, last: int) -> str:
        """Return the words from the first to before the last."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield first and last words of the sentences, stops excluded."""
        first = 0
        while first < len(self.kinds):
            last = self.kinds.index(kind.STOP, first)
            if last > first:
                yield first, last
            first = last + 1

    def _read(self, start: int, end: int, stops: list[int]) -> None:
        """Read what stands outside of quotations, sentence by sentence."""
        while start < end:
            while stops and stops[0] <= start:
                self._stop(stops.pop(0))
            cut = min(end, stops[0]) if stops else end
            self._read_words(start, cut)
            start = cut

    def _read_words(self, start: int, end: int) -> None:
        """Read words of one sentence: most of the time that statements take goes by here."""
        known, text = _kinds().get, self.text
        letters, begin, finish = self._letters, self.starts.append, self.ends.append
        before = letters[-1] if letters else kind.STOP
        for match in _word().finditer(text, start, end):
            word = match[0]
            stop = match.end()
            letter = known(word)
            if letter is None or letter == kind.NAME:
                letter = _kind_of(word, before in _BEFORE_FIRST)
                if stop < end and text[stop] == "." and (len(word) == 1 or _is_short(word)):
                    stop += 1
            letters.append(letter)
            begin(match.start())
            finish(stop)
            before = letter

    def _stop(self, place: int, unless: str = "") -> None:
        """End a sentence, if there is one."""
        if self._letters and self._letters[-1] not in (kind.STOP, unless):
            self._add(kind.STOP, place, place)

    def _add(self, letter: str, start: int, end: int) -> None:
        self._letters.append(letter)
        self.starts.append(start)
        self.ends.append(end)


_BEFORE_FIRST = frozenset([kind.STOP, '"', "(", "-"])
"""A capital behind these says nothing."""


@cache
def _word() -> re.Pattern[str]:
    return re.compile(
        r"[^\W\d_](?:\.[^\W\d_])+\.?(?!\w)|[^\W\d_]+(?:['’.&/@-]?[^\W_]+)*|\d[\w.,%]*\w|\d|--+|[^\w\s.]"
    )


@cache
def _kinds() -> dict[str, str]:
    return kind.kinds()


def _is_short(word: str) -> bool:
    """Tell whether a word is one that is written with a full stop."""
    return word.lower() in kind.SHORT


@lru_cache(maxsize=WORDS)
def _kind_of(word: str, is_first: bool) -> str:
    """Return the kind of a word that is not listed as it is written."""
    folded = word.lower().replace("’", "'")
    known = _kinds().get(folded)
    if word[0].isupper():
        if known is None:
            return kind.DOING if is_first and _is_doing(folded) else kind.NAME
        if word in kind.FIRST_NAMES and (not is_first or known == kind.PREPOSITION):
            return kind.NAME
        is_kept = is_first or known in kind.SMALL or known == kind.TITLE
        return known if is_kept else kind.NAME
    if known is not None:
        return known
    if word[0].islower():
        return _shape(folded)
    return kind.NUMBER if word[0].isdigit() else "-" if word[0] == "-" else '"'


def _shape(word: str) -> str:
    """Return what the ending of a word says of its kind."""
    if word.endswith("ly"):
        return kind.ADVERB
    if word.endswith("n't"):
        return kind.AUXILIARY
    return kind.DID if word.endswith("ed") else kind.DOING if _is_doing(word) else kind.WORD


def _is_doing(word: str) -> bool:
    """Tell whether a word may be a participle."""
    return len(word) > 5 and word.endswith("ing")


def clauses(text: str, paragraphs: Sequence[Paragraph]) -> list[Clauses]:
    """Read the paragraphs of an article's text."""
    return [Clauses(text, paragraph) for paragraph in paragraphs]
