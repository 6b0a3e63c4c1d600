"""Clauses: an article's words as a string of their kinds, one letter each. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain

from index.statements import name_words
from index.statements import word_kinds as kind
from index.statements.quotations import Quotation, has_marks, is_utterance, quotations
from index.types import Paragraph, Span

WORDS = 50_000
"""The kinds of so many words are remembered."""

LONGEST = 40
"""Characters; what is longer between two spaces is hardly met again."""

_IS_ACCUSED, _ACCUSED = "accused", f"(?<={kind.OWNER}){kind.CALLED}"
_GENERAL, _TITLED = "General", kind.TITLE + kind.NAME
_OWNERS = ("s'", "s’")
_GOES_ON = frozenset("?!,-—–…")
"""A sentence goes on behind a quotation that ends with these: “Why?” he asked."""


_NAMED = frozenset([kind.NAME, kind.TITLE])

QUOTATION_MARKS = "\"”»'’ "
"""What may stand behind the last sign of a quotation."""


class Clauses:
    """The words of an article; each quotation is one, and a stop ends each sentence.

    Attributes:
        text: Of the article.
        kinds: A letter a word (`word_kinds`).
        tokens: The words, without the full stop of one that is written with it; quotations and
            stops are empty.
        paragraphs: The words of each.
    """

    __slots__ = ("_bounds", "_firsts", "kinds", "paragraphs", "text", "tokens")

    def __init__(self, text: str, paragraphs: Sequence[Paragraph]) -> None:
        """Read the paragraphs of a text."""
        self.text = text
        self.tokens: list[str] = []
        self.paragraphs: list[tuple[int, int]] = []
        self._firsts: list[int] = []  # first words of the pieces: clauses, quotations, stops
        self._bounds: list[Span] = []
        letters: list[str] = []
        may_quote = has_marks(text)
        for one in paragraphs:
            first = len(self.tokens)
            quoted = quotations(text, one.start, one.end) if may_quote else ()
            if quoted:
                self._parts(letters, one, quoted)
            else:
                self._plain(letters, one)
            self.paragraphs.append((first, len(self.tokens)))
        self.kinds = _first_words("".join(letters), self.tokens, text)

    def _plain(self, letters: list[str], paragraph: Paragraph) -> None:
        """Read a paragraph without a quotation, sentence by sentence."""
        start = paragraph.start
        for _, end in paragraph.sentences:
            words = self._words(start, end)
            if words:
                letters += words, kind.STOP
                self.tokens.append("")
            start = end

    def _parts(self, letters: list[str], paragraph: Paragraph, quoted: Sequence[Quotation]) -> None:
        """Read a paragraph with quotations."""
        text, at = self.text, paragraph.start
        stops = [end for _, end in paragraph.sentences]
        for quotation in quoted:
            self._read(letters, at, quotation.start, stops)
            while stops and stops[0] <= quotation.start:
                self._stop(letters, stops.pop(0), unless=":")
            is_whole = is_utterance(text, quotation)
            utterance = kind.UTTERANCE if is_whole else kind.FRAGMENT
            self._add(letters, utterance, quotation.start, quotation.end)
            at = quotation.end
            if not is_whole and text[at - 3 : at].rstrip(QUOTATION_MARKS)[-1:] == ",":
                self._add(letters, ",", at, at)
            goes_on = text[at - 4 : at].rstrip(QUOTATION_MARKS)[-1:] in _GOES_ON
            while stops and stops[0] < at + goes_on:
                stops.pop(0)  # inside the quotation
        self._read(letters, at, paragraph.end, stops)
        self._stop(letters, paragraph.end)

    def span(self, first: int, last: int) -> Span:
        """Return where words stand, from the first to before the last."""
        start, end = self._place(first)
        return start, end if last - first == 1 else self._place(last - 1)[1]

    def words(self, first: int, last: int) -> str:
        """Return the words from the first to before the last."""
        return self.text[slice(*self.span(first, last))]

    def written(self, first: int, last: int) -> str:
        """Return words of one clause, with one space where there is white space."""
        tokens = self.tokens[first:last]
        if all(tokens) and not _has_stop(tokens[-1]):
            words = " ".join(tokens)
            piece = bisect_right(self._firsts, first) - 1
            if last - first == 1 or self.text.find(words, *self._bounds[piece]) >= 0:
                return words
        return " ".join(self.words(first, last).split())

    def sentences(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield first and last words of the sentences of a paragraph, stops excluded."""
        while first < last:
            stop = self.kinds.index(kind.STOP, first)
            if stop > first:
                yield first, stop
            first = stop + 1

    def _place(self, at: int) -> Span:
        """Return where a word stands, counted from the nearer end of its piece.

        Most are never asked for. Between words stand white space, full stops and underscores only.
        """
        piece = bisect_right(self._firsts, at) - 1
        first = self._firsts[piece]
        start, end = self._bounds[piece]
        if not self.tokens[first]:
            return start, end
        word, begin, stop = self.tokens[at], start, end
        last = self._firsts[piece + 1] if piece + 1 < len(self._firsts) else len(self.tokens)
        if at - first < last - at:
            for before in self.tokens[first:at]:
                begin = self.text.find(before, begin) + len(before)
            begin = self.text.find(word, begin)
        else:
            for behind in reversed(self.tokens[at : last - (not self.tokens[last - 1])]):
                begin = stop = self.text.rfind(behind, start, stop)
        stop = begin + len(word)
        return begin, stop + (stop < end and self.text[stop] == "." and _has_stop(word))

    def _read(self, letters: list[str], start: int, end: int, stops: list[int]) -> None:
        """Read what stands outside of quotations, sentence by sentence."""
        while start < end:
            while stops and stops[0] <= start:
                self._stop(letters, stops.pop(0))
            cut = min(end, stops[0]) if stops else end
            words = self._words(start, cut)
            if words:
                letters.append(words)
            start = cut

    def _words(self, start: int, end: int) -> str:
        """Read words of one sentence; return their kinds."""
        pieces = self.text[start:end].split()
        if not pieces:
            return ""
        kinds, words = zip(*map(_known().__getitem__, pieces), strict=True)
        found = "".join(kinds)
        if found:
            self._firsts.append(len(self.tokens))
            self._bounds.append((start, end))
            self.tokens += chain.from_iterable(words)
        return found

    def _stop(self, letters: list[str], place: int, unless: str = "") -> None:
        """End a sentence, if there is one."""
        if letters and letters[-1][-1] not in (kind.STOP, unless):
            self._add(letters, kind.STOP, place, place)

    def _add(self, letters: list[str], letter: str, start: int, end: int) -> None:
        letters.append(letter)
        self._firsts.append(len(self.tokens))
        self._bounds.append((start, end))
        self.tokens.append("")


class _Known(dict[str, tuple[str, tuple[str, ...]]]):
    """Kinds of the words and signs between two spaces, and the words: "(Reuters)" has three."""

    def __missing__(self, piece: str) -> tuple[str, tuple[str, ...]]:
        if len(self) > WORDS:
            self.clear()
        is_owner = piece.endswith(_OWNERS) and piece[0].isalpha()  # the Workers' Union
        words = tuple(_word().findall(piece[:-1] if is_owner else piece))
        words = (piece,) if words == (piece,) else words  # the same string, which is held already
        is_initial = piece in ("A.", "I.")  # James A. Lewis
        kinds = kind.NAME if is_initial else "".join([_kind_of(word, False) for word in words])
        found = kinds, words
        if len(piece) <= LONGEST:
            self[piece] = found
        return found


@cache
def _known() -> _Known:
    return _Known()


@cache
def _word() -> re.Pattern[str]:
    plain = r"[A-Za-z]+(?!['’.&/@-]?\w)"  # nine in ten words, in half of the time
    shortened = (
        r"(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Ww]e|[Ww]ho|[Tt]here|I)(?=['’](?:s|d|ll|ve|re|m)\b)"
    )
    ending = r"['’](?:s|d|ll|ve|re|m)\b"
    return re.compile(
        rf"{plain}|{shortened}|{ending}|[^\W\d_](?:\.[^\W\d_])+\.?(?!\w)|[^\W\d_]+(?:['’.&/@-]?[^\W_]+)*"
        r"|\d+(?:-[^\W\d_]+)+|\d[\w.,%]*\w|\d|--+|[^\w\s.]"
    )


@cache
def _first() -> re.Pattern[str]:
    """A word whose capital says nothing."""
    return re.compile(f'{kind.NAME}(?<![^{kind.STOP}"(-]{kind.NAME})')


def _first_words(kinds: str, tokens: Sequence[str], text: str) -> str:
    """Return kinds of words in which those that begin a sentence are names only if unknown.

    What the article writes in small letters elsewhere, and never with a capital, is none.
    """
    firsts = [found.start() for found in _first().finditer(kinds)]
    for at in firsts:
        token = tokens[at]
        letter = _kind_of(token, True)
        may_be = letter == kind.NAME and kinds[at + 1] not in _NAMED
        if may_be and f" {token.lower()} " in text:
            is_name = tokens.count(token) > [tokens[first] for first in firsts].count(token)
            letter = letter if is_name else _kind_of(token.lower(), False)
        if letter != kind.NAME:
            kinds = f"{kinds[:at]}{letter}{kinds[at + 1 :]}"
    for found in re.finditer(_TITLED, kinds) if _GENERAL in text else ():
        at = found.start()
        if tokens[at] == _GENERAL and tokens[at + 1].lower() in name_words.BEHIND_GENERAL:
            kinds = f"{kinds[:at]}{kind.NAME}{kinds[at + 1 :]}"
    for found in re.finditer(_ACCUSED, kinds) if _IS_ACCUSED in text else ():
        if tokens[found.start()] == _IS_ACCUSED:
            kinds = f"{kinds[: found.start()]}{kind.TITLE}{kinds[found.end() :]}"
    return kinds


@lru_cache(maxsize=WORDS)
def _has_stop(word: str) -> bool:
    """Tell whether a full stop behind a word ends no sentence."""
    is_listed = _kinds().get(word, kind.NAME) != kind.NAME
    return not is_listed and (len(word) == 1 or word.lower() in kind.SHORT)


@cache
def _kinds() -> dict[str, str]:
    return kind.kinds()


@lru_cache(maxsize=WORDS)
def _kind_of(word: str, is_first: bool) -> str:
    """Return the kind of a word that is not listed as it is written."""
    folded = word.lower().replace("’", "'")
    known = kind.THOUGH if word == "As" else _kinds().get(folded)  # As X said
    if word[0].isupper():
        if known is None:
            return kind.DOING if is_first and _is_doing(folded) else kind.NAME
        if word in kind.FIRST_NAMES and (not is_first or known == kind.PREPOSITION):
            return kind.NAME
        is_kept = is_first or known in kind.SMALL or known == kind.TITLE
        return known if is_kept else kind.NAME
    if known is not None:
        return known
    is_number = word[0].isdigit()
    if word[0].islower() or (is_number and "-" in word):  # a 63-year-old
        return _shape(folded)
    return kind.NUMBER if is_number else "-" if word[0] == "-" else '"'


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
