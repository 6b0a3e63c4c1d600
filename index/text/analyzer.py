"""Which words does a text contain? The one analyzer, shared by build and query.

Acronyms are joined (U.S. = US), numbers stay whole (175,000 = 175000), case and accents are
folded, possessives dropped. Ranking uses stems without stop words; whole words stay available for
everything that needs a word as it was written. Chinese, Japanese and Korean text, which has no
spaces, becomes overlapping pairs of characters.

English is stemmed by Porter's algorithm, the other languages that Whoosh knows by theirs (Snowball;
ISRI for Arabic), all others not at all. Stop words are left out in English only: elsewhere their
idf says how little they weigh, and a query does not say which language it is in.

Whoosh's stemmers are imported when the first word is stemmed, so that a program that only prints
its help does not pay for them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

ANALYZER_VERSION = 2
"""Written into every index: postings made by another version cannot be mixed with these."""

ENGLISH = "en"
UNDETERMINED = "und"
STEMMED = frozenset("ar da de en es fi fr hu it nl no pt ro ru sv".split())
"""ISO 639-1 codes of the languages that Whoosh can stem."""

MAX_WORD_CHARS = 64
"""Longer words (encoded data, mostly) are cut here, so that the term dictionary stays sane."""

STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "me",
        "my",
        "no",
        "nor",
        "not",
        "of",
        "on",
        "or",
        "our",
        "over",
        "shall",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "too",
        "under",
        "up",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)
"""Words without a subject of their own. "us" is not among them: folded, "US" is the same word."""

_LETTER = r"[^\W\d_]"
_MARKS = "\u0300-\u036f"  # combining accents, which \w does not cover
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_FIRST_CJK = "\u3040"


@cache
def _token(cjk: str) -> re.Pattern[str]:
    """Return what matches a token, where the characters `cjk`, if any, stand in pairs.

    With them it takes 4 ms to compile, and texts that need it are few.
    """
    return re.compile(
        rf"(?P<acronym>{_LETTER}(?:\.{_LETTER})+\b(?!\w))"
        r"|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+(?![.\d])|\d+(?![\w]))"
        + (rf"|(?P<cjk>[{cjk}]+)" if cjk else "")
        + r"|(?P<joined>[A-Z]+(?:&[A-Z]+)+\b)"
        rf"|(?P<word>[^\W_{cjk}](?:[^\W_{cjk}]|[{_MARKS}]|['’](?={_LETTER}))*)"
    )


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of a text, Chinese, Japanese and Korean ones as a whole."""
    is_plain = text.isascii() or max(text) < _FIRST_CJK
    return _token("" if is_plain else _CJK).finditer(text)


_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_ELISION = re.compile(
    r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|all|dall|dell|nell|sull|quest)['’](?=\w)",
    re.IGNORECASE,
)  # French and Italian: l'accord, dell'anno
_ELIDING = frozenset(["fr", "it"])
_NOT_PART_OF_WORD = re.compile(r"[.,&'’]")


class Token(NamedTuple):
    """A word of a text: folded form and half-open code point offsets."""

    word: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield every word of `text`, stop words included, in order of their start offset."""
    for match in _matches(text):
        start, end = match.span()
        if match.lastgroup == "cjk":
            pairs = max(1, end - start - 1)
            for first in range(start, start + pairs):
                yield Token(text[first : min(first + 2, end)], first, min(first + 2, end))
            continue
        word = fold(match.group(), number=match.lastgroup == "number")
        if word:
            yield Token(word, start, end)


def words(text: str) -> list[str]:
    """All words of `text`, folded, in order, stop words included."""
    return [token.word for token in tokens(text)]


def terms(text: str, language: str = ENGLISH) -> list[str]:
    """The stems that ranking counts: words without stop words, in order, repeats kept."""
    return [term for term, _ in stemmed(text, tokens(text), language)]


def stemmed(
    text: str, found: Iterable[Token], language: str = ENGLISH
) -> Iterator[tuple[str, Token]]:
    """Yield those of the words of `text` that ranking counts, each after its stem."""
    if language in ("", ENGLISH):
        for token in found:
            if token.word not in STOP_WORDS:
                yield stem(token.word), token
        return
    for token in found:
        yield stem_in(language, text[token.start : token.end], token.word), token


def spans_of(
    text: str, wanted: Collection[str], language: str, known: dict[str, bool]
) -> Iterator[tuple[int, int]]:
    """Yield where in `text` the words stand whose stem is wanted: quicker than `stemmed`.

    Args:
        text: Any.
        wanted: Stems.
        language: Of the text.
        known: Which words, as they are written, have such a stem: filled for texts to come.
    """
    is_english = language in ("", ENGLISH)
    heads = {term[:1] for term in wanted}  # Porter's stemmer leaves the first letter alone
    for match in _matches(text):
        written = match.group()
        is_wanted = known.get(written)
        if is_wanted is None:
            if match.lastgroup == "cjk":
                for term, (_, start, end) in stemmed(written, tokens(written), language):
                    if term in wanted:
                        yield match.start() + start, match.start() + end
                continue
            word = fold(written, number=match.lastgroup == "number")
            if is_english:
                is_wanted = word[:1] in heads and word not in STOP_WORDS and stem(word) in wanted
            else:
                is_wanted = bool(word) and stem_in(language, written, word) in wanted
            known[written] = is_wanted
        if is_wanted:
            yield match.span()


@lru_cache(maxsize=200_000)
def fold(word: str, *, number: bool = False) -> str:
    """Return `word` without case, accents, inner punctuation and possessive ending."""
    if number:
        return word.replace(",", "")[:MAX_WORD_CHARS]
    if word.isascii() and word.isalnum():  # nearly always
        return word.lower()[:MAX_WORD_CHARS]
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
        word = unicodedata.normalize("NFC", word)
    word = _POSSESSIVE.sub("", word)
    return _NOT_PART_OF_WORD.sub("", word).casefold()[:MAX_WORD_CHARS]


def stems_in(languages: Iterable[str], written: str, word: str) -> tuple[str, ...]:
    """Return the distinct stems of a word in some languages, in their order; see `stem_in`."""
    return tuple(dict.fromkeys(stem_in(language, written, word) for language in languages))


@lru_cache(maxsize=200_000)
def stem_in(language: str, written: str, word: str) -> str:
    """Return the stem of a word in some language, folded.

    Args:
        language: ISO 639-1 code.
        written: The word as it stands in the text: stemmers need its accents.
        word: The same, folded; comes back where the language is not stemmed.
    """
    if language == ENGLISH:
        return stem(word)
    if language not in STEMMED or not any(letter.isalpha() for letter in word):
        return word
    plain = unicodedata.normalize("NFC", written).lower()
    if language in _ELIDING:
        plain = _ELISION.sub("", plain)
    return fold(_stemmer(language)(_NOT_PART_OF_WORD.sub("", plain))) or word


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    from whoosh.lang import stemmer_for_language

    found: Callable[[str], str] = stemmer_for_language(language)
    return found


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the English (Porter) stem of a folded word; other scripts come back unchanged."""
    if not word.isascii() or not word.isalpha():
        return word
    from whoosh.lang.porter import stem as porter

    return str(porter(word))
