"""Analyzer: the words and terms of a text, the same in builds and queries.

Acronyms are joined (U.S. = US, at&t = AT&T), numbers stay whole (175,000 = 175000), amounts are
spelt out (1.5bn = 1.5 billion, 10 % = 10 percent), case and accents are folded, possessives
dropped, elisions split (l'accord = accord). Ranking uses stems without stop words; whole words stay
available for everything that needs a word as it was written. Text without spaces (Chinese,
Japanese, Korean, Thai, Lao, Khmer, Burmese) becomes overlapping pairs of characters. What is also
written in one, as cease-fire, is in `compounds`.

English is stemmed by Porter's algorithm, the other languages that Whoosh knows by theirs (Snowball;
ISRI for Arabic), all others not at all; a stemmer is given words of its own script only. A stem of
another language than English carries its name, `de:haus`, so that it is found in articles of that
language only; those that are not stemmed share the name "", as in `:dom`. Stop words are left out
in English only: elsewhere their idf says how little they weigh, and a query does not say which
language it is in.

Whoosh's stemmers are imported when the first word is stemmed, so that a program that only prints
its help does not pay for them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from index.text import letters
from index.text.letters import APOSTROPHES

ANALYZER_VERSION = 3
"""Written into every index: postings made by another version cannot be mixed with these."""

ENGLISH = "en"
UNDETERMINED = "und"
STEMMED = frozenset("ar da de en es fi fr hu it nl no pt ro ru sv".split())
"""ISO 639-1 codes of the languages that Whoosh can stem."""

STOP_WORDS = frozenset(
    "a an and are as at be been but by can could did do does for from had has have he her his"
    " how i if in into is it its may me my no nor not of on or our over shall she should so"
    " some such than that the their them then there these they this those to too under up very"
    " was we were what when where which while who whom whose why will with would you your".split()
)
"""Words without a subject of their own. "us" is not among them: folded, "US" is the same word."""

_LETTER = r"[^\W\d_]"
_ACCENTS = "\u0300-\u036f"  # combining accents, which \w does not cover
_FIRST_OTHER = "\u0590"

_CJK = (
    "\u3005\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_SPACELESS = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecf\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
    + _CJK
)
"""Letters of Thai, Lao, Burmese, Khmer, Chinese, Japanese and Korean, vowel signs included."""

_ELISION = re.compile(
    r"(?:[cdjlmnstv]|qu|jusqu|lorsqu|puisqu|quoiqu|un|all|dall|dell|nell|sull|quest|quell|degl|agl)"
    rf"['’](?=(?!s\b){_LETTER})",
    re.IGNORECASE,
)
"""French and Italian: l'accord, dell'anno."""

_SCALES = {
    **dict.fromkeys(["bn", "bln"], "billion"),
    **dict.fromkeys(["mn", "mln"], "million"),
    **dict.fromkeys(["tn", "trn"], "trillion"),
    "pct": "percent",
}
_SHORT_SCALES = {"b": "billion", "m": "million", "k": "thousand"}
"""After an amount of money only: 5m may be metres."""

SPELT_OUT = {
    "bn": "billion",
    "bln": "billion",
    "mln": "million",
    "trn": "trillion",
    "pct": "percent",
    "dlr": "dollar",
    "dlrs": "dollars",
}
CURRENCIES = {
    "$": "dollars",
    "€": "euros",
    "£": "pounds",
    "¥": "yen",
    "₹": "rupees",
    "₽": "roubles",
}


@cache
def _token(more: bool) -> re.Pattern[str]:
    """Return what matches a token, in every script or in those with spaces and without marks.

    The longer one takes some milliseconds to compile, and texts that need it are few.
    """
    apart = _SPACELESS if more else ""
    marks = _ACCENTS + (
        _indic_marks() + "\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
        if more
        else ""
    )
    initial = rf"(?:{_LETTER}|[A-Z]{{2}})"
    rest = rf"[^\W_{apart}]*+(?:(?:[{marks}]|['’](?={_LETTER}))[^\W_{apart}]*+)*+"
    return re.compile(
        # Nearly every word, which none of the others need be tried for.
        rf"[A-Za-z](?:[A-Za-z]{{2}}|[a-z](?![^\W_]))(?!&){rest}"
        rf"|(?P<acronym>{_LETTER}(?:\.{_LETTER})+\b(?!\w))"
        r"|(?P<scaled>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?i:bn|bln|mn|mln|tn|trn|pct|[bkm])\b)"
        r"|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+(?![.\d])|\d+(?![\w]))"
        r"|(?P<percent>(?<=\d)[ \xa0\u202f]?%)"
        + (rf"|(?P<cjk>[{apart}]+)" if apart else "")
        + rf"|(?P<joined>{_LETTER}{{1,3}}(?:&{_LETTER}{{1,3}})+(?:['’]s\b)?(?!\w)"
        rf"|{initial} & {initial}(?!\w))"
        rf"|(?P<word>[^\W_{apart}]{rest})"
    )


@cache
def _other() -> re.Pattern[str]:
    """Return what matches a letter of scripts that need the longer pattern.

    The marks of print (quotation marks, dashes) need none.
    """
    return re.compile("[\u0590-\u1fff\u2e80-\ufffd\U00020000-\U0003ffff]")


def _indic_marks() -> str:
    """Return the vowel signs of the scripts of India, which \\w does not cover."""
    starts = range(0x0900, 0x0E00, 0x80)
    parts = ((0x00, 0x03), (0x3C, 0x3C), (0x3E, 0x4D), (0x55, 0x57), (0x62, 0x63), (0x70, 0x71))
    return "".join(f"{chr(at + a)}-{chr(at + b)}" for at in starts for a, b in parts[:5])


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens of a text, those of text without spaces as a whole."""
    more = not text.isascii() and max(text) >= _FIRST_OTHER and bool(_other().search(text))
    return _token(more).finditer(text)


class Token(NamedTuple):
    """A word of a text: folded form and half-open code point offsets."""

    word: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield every word of `text`, stop words included, in order of their start offset."""
    seen = letters.visible(text)
    return _tokens(text) if seen is None else _where_they_stand(seen)


def _where_they_stand(seen: letters.Visible) -> Iterator[Token]:
    for word, start, end in _tokens(seen.text):
        yield Token(word, seen.starts[start], seen.ends[end - 1])


def _tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in which all is seen."""
    for match in _matches(text):
        kind, (start, end) = match.lastgroup, match.span()
        if kind is None or kind == "word":
            word = fold(match.group())
            if len(word) == end - start:  # nearly always
                yield Token(word, start, end)
            else:
                yield from _elided(text, start, end)
        else:
            yield from _unusual(text, kind, start, end)


def _elided(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words of a word that may begin with an elision."""
    found = _ELISION.match(text, start, end)
    if found:
        yield Token(fold(text[start : found.end() - 1]), start, found.end())
        start = found.end()
    word = fold(text[start:end])
    if word:
        yield Token(word, start, end)


def _unusual(text: str, kind: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words of what is matched but is no mere word."""
    if kind == "cjk":
        pairs = max(1, end - start - 1)
        for first in range(start, start + pairs):
            yield Token(text[first : min(first + 2, end)], first, min(first + 2, end))
    elif kind == "percent":
        yield Token("percent", end - 1, end)
    elif kind == "scaled":
        digits = max(at for at in range(start, end) if text[at].isdigit()) + 1
        unit = text[digits:end].lower()
        scale = _SCALES.get(unit)
        if scale is None and text[start - 1 : start] in CURRENCIES.keys() - {""}:
            scale = _SHORT_SCALES.get(unit)
        if scale is None:
            yield Token(fold(text[start:end]), start, end)
        else:
            yield Token(fold(text[start:digits], number=True), start, digits)
            yield Token(scale, digits, end)
    else:
        word = fold(text[start:end], number=kind == "number")
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
            if token.word not in STOP_WORDS and not is_elided(text, token):
                yield stem(token.word), token
        return
    for token in found:
        if not is_elided(text, token):
            yield term_in(language, text[token.start : token.end], token.word), token


def is_elided(text: str, token: Token) -> bool:
    """Tell whether a token is what an apostrophe left of an article, as in l'accord."""
    return text[token.end - 1] in APOSTROPHES


@lru_cache(maxsize=200_000)
def fold(word: str, *, number: bool = False) -> str:
    """Return a word as it is indexed: folded, and spelt out where it is a usual abbreviation."""
    folded = letters.fold(word, number=number)
    return SPELT_OUT.get(folded, folded)


def terms_in(languages: Iterable[str], written: str, word: str) -> tuple[str, ...]:
    """Return the distinct terms of a word in some languages, in their order; see `term_in`."""
    return tuple(dict.fromkeys(term_in(language, written, word) for language in languages))


def term_in(language: str, written: str, word: str) -> str:
    """Return what articles of a language are found by that have a word: its stem, tagged.

    Args:
        language: ISO 639-1 code.
        written: The word as it stands in the text: stemmers need its accents.
        word: The same, folded.
    """
    if language in ("", ENGLISH):
        return stem(word)
    if language not in STEMMED:
        return f":{word}"
    return f"{language}:{_stem_in(language, written, word)}"


def bare(term: str) -> str:
    """Return a term without the name of its language."""
    return term[term.find(":") + 1 :]


_SCRIPTS = {
    "ru": re.compile("[\u0400-\u052f]+"),
    "ar": re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]+"),
}
_LATIN = re.compile("[a-zA-Z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]+")


@lru_cache(maxsize=200_000)
def _stem_in(language: str, written: str, word: str) -> str:
    """Return the folded stem of a word; the word itself where its script is another one."""
    plain = unicodedata.normalize("NFC", letters.seen(written)).lower()
    plain = letters.without_signs(plain)
    if not _SCRIPTS.get(language, _LATIN).fullmatch(plain):
        return word
    return fold(_stemmer(language)(plain)) or word


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
