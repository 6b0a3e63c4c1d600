"""Prose: queries that are running text, whose signs are no conditions.

People paste what they have before them. In a sentence a dash, a quotation mark or a word in
capitals is what its writer meant, not what the reader demands; so there they only rank. What is
changed keeps its place, letter by letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.query.grammar import CLOSE, FIELDS, NEARNESS, OPEN
from search.query.words import QUESTION_WORDS

FEW_WORDS = 6
"""From so many words on, two function words or a comma make a sentence of them; both together do
from `HEADLINE_WORDS` on."""

MANY_WORDS = 12
"""So many words around a sign are a sentence, whatever they are."""

STOPPED_WORDS = 8
"""So many words with a comma or a full stop among them are one, wherever the signs stand."""

HEADLINE_WORDS = 4
"""So many words in capitals, or with a capital each, are a headline."""

NAMED_SIGNS = 4
"""Signs that a note names."""

_FUNCTION = frozenset(
    "a an the of to in on at by for from with and or not is are was were be been has have had will"
    " would did do does that this it its he she they his her their as but who which said after"
    " der die das den dem des ein eine einer eines und oder nicht von im am zu zum mit auf ist sind"
    " war wird hat für le la les l un une du et ou dans pour par sur est sont a été qui que au aux"
    " el los las una y o del al en con por para es son fue se lo il gli di della che non nel per"
    " het een van het te op voor niet ett och att som på med för av til og er ikke".split()
)
"""Words that sentences have and lists of search words do not, of the commonest languages."""

_PIECE = re.compile(
    rf"(?P<field>-?(?i:{'|'.join(FIELDS)}):(?:[{OPEN}][^{OPEN}{CLOSE}]*[{CLOSE}]|\[[^\]]*\]|\([^)]*\)|\S+))"
    rf"|(?P<sign>[-+!]?[{OPEN}][^{OPEN}{CLOSE}]*[{CLOSE}](?:~\d+)?|(?<![^\s(])[-+!][^\W\d_(]\S*"
    r"|(?<![^\s(])[\w-]*[\w*?][*?][\w*?-]*(?=[\s)]|$)(?<![^*]\?)|(?<!\S)\w{3,}~\d?(?=[\s)]|$))"
    r"|(?<![^\s(])(?P<connective>AND|OR|NOT|&&|\|\||" + NEARNESS + r")(?!\S)"
    rf"|(?P<word>[^\s(){OPEN}{CLOSE}]+|[{OPEN}{CLOSE}])"
)
_DASHES = re.compile(r"(?<!\S)-[^\W\d_][^\s-]*(?:\s+[^\s-]+)*?(?<=\w)-(?=[\s,.;:)]|$)")
_ASIDE = re.compile(r"(?<!\S)-(\w+)\s+\w")
_ATTRIBUTED = re.compile(rf"(?P<name>\w+):\s?[{OPEN}]")
_STOPPED_QUOTE = re.compile(r"[,.!?][”\"]\s+\w")
_STOPPED = re.compile(r"\w[”\")]?[,;:.!]\s+\S")
_SIGN_LETTERS = re.compile(
    rf"(?<=\s)(?=\S*\d)(?:{NEARNESS})(?=\s)|"
    rf"[{OPEN}{CLOSE}]|(?<![^\s(])[-+!](?=\S)|[*~^]|(?<=\w)\?(?=\w)|&&|\|\||\b(?:AND|OR|NOT|NEAR|AROUND)\b"
    rf"|(?i:(?<=title)|(?<=source)|(?<=author)|(?<=date)|(?<=since)|(?<=until)|(?<=lang)|(?<=path)):"
)


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text, read as such.

    Attributes:
        text: The query, as long as it was, with what might be conditions taken out.
        note: What was not obeyed.
    """

    text: str
    note: str


def as_prose(text: str) -> Prose | None:
    """Return a query without its signs if it is running text, or None if it is none.

    Args:
        text: As typed, trimmed.
    """
    pieces = [(m.lastgroup or "", m.start(), m.end()) for m in _PIECE.finditer(text)]
    signs = [text[a:b] for kind, a, b in pieces if kind in ("sign", "connective")]
    first, last = _fields_around(text, pieces)
    within = [text[a:b] for kind, a, b in pieces[first:last] if kind == "field"]
    if not (signs or within) or not _is_prose(text, pieces):
        return None
    start, end = pieces[first][1], pieces[last - 1][2]
    calm = _SIGN_LETTERS.sub(_calmed, text[start:end])
    named = list(dict.fromkeys(_shown(sign) for sign in (*signs, *within)))
    more = ", …" if len(named) > NAMED_SIGNS else ""
    note = (
        f"read as running text, so {', '.join(named[:NAMED_SIGNS])}{more} demand nothing:"
        " searched as plain words"
    )
    return Prose(text[:start] + calm + text[end:], note)


def _fields_around(text: str, pieces: list[tuple[str, int, int]]) -> tuple[int, int]:
    """Return the bounds of what stands between the fields at both ends, which are obeyed."""
    first, last = 0, len(pieces)
    while first < last and pieces[first][0] == "field" and text[pieces[first][2] - 1] not in ".,;":
        first += 1
    while first < last and pieces[last - 1][0] == "field":
        last -= 1
    return (first, last) if first < last else (0, len(pieces))


def _is_prose(text: str, pieces: list[tuple[str, int, int]]) -> bool:
    """Tell whether a query with signs reads like a sentence or a headline."""
    words = [text[a:b] for kind, a, b in pieces if kind == "word" and _has_letters(text[a:b])]
    connectives = [text[a:b] for kind, a, b in pieces if kind == "connective"]
    if _is_shouted(words):
        quoted = sum(kind == "sign" and text[a] in OPEN for kind, a, _ in pieces)
        excluded = sum(kind == "sign" for kind, _, _ in pieces) - quoted
        return _is_headline(len(words), quoted, excluded, connectives)
    if _DASHES.search(text) or _has_aside(text, len(words)) or _is_quoted_speech(text, len(words)):
        return True
    stopped = bool(_STOPPED.search(_without_fields(text, pieces)))
    if stopped and len(words) >= STOPPED_WORDS:
        return True
    places = [at for at, (kind, _, _) in enumerate(pieces) if kind == "word"]
    inside = pieces[places[0] : places[-1]] if places else []
    is_around = any(kind in ("sign", "connective") for kind, _, _ in inside)
    return is_around and _is_sentence(text, words, connectives, stopped=stopped)


def _is_sentence(text: str, words: list[str], connectives: list[str], *, stopped: bool) -> bool:
    """Tell whether words with signs between them make a sentence or a headline."""
    asks = text.endswith("?")
    if 2 * len(connectives) >= len(words) - 1:  # a list, each word connected to the next
        return asks
    if len(words) >= MANY_WORDS:
        return True
    if asks or words[0].lower() in QUESTION_WORDS:
        return asks and bool(connectives)
    if len(words) >= HEADLINE_WORDS and _has_titles_capitals(words) and not connectives:
        return True
    functions = sum(word.strip(",.;:!()").lower() in _FUNCTION for word in words)
    functions += connectives.count("NEAR")  # in a sentence it is a preposition
    if stopped and functions >= 2:
        return len(words) >= HEADLINE_WORDS
    return len(words) >= FEW_WORDS and (functions >= 2 or stopped)


def _is_headline(words: int, quoted: int, excluded: int, connectives: list[str]) -> bool:
    """Tell whether a query in capitals is a headline: `NATO AND EU` has just what it connects."""
    if not connectives:
        return words + quoted + excluded >= HEADLINE_WORDS
    only_not = all(one == "NOT" for one in connectives)
    return only_not or words + quoted > len(connectives) + 1


def _is_shouted(words: list[str]) -> bool:
    joined = " ".join(words)
    return joined.upper() == joined and joined.lower() != joined


def _has_titles_capitals(words: list[str]) -> bool:
    """Tell whether nearly each longer word begins with a capital: a headline in title case."""
    longer = [word for word in words if len(word) > 3]
    return len(longer) >= 3 and all(word[0].isupper() for word in longer)


def _has_aside(text: str, words: int) -> bool:
    """Tell whether a minus is a dash: `-the oldest` excludes no article of grammar."""
    return words >= HEADLINE_WORDS and any(
        found[1].lower() in _FUNCTION for found in _ASIDE.finditer(text)
    )


def _is_quoted_speech(text: str, words: int) -> bool:
    """Tell whether somebody speaks: `"We won," she said`, `Minister: "We won"`."""
    found = _ATTRIBUTED.search(text)
    attributed = found is not None and found["name"].lower() not in FIELDS
    return attributed or (words >= 2 and bool(_STOPPED_QUOTE.search(text)))


def _without_fields(text: str, pieces: list[tuple[str, int, int]]) -> str:
    return " ".join(text[a:b] for kind, a, b in pieces if kind != "field")


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _calmed(found: re.Match[str]) -> str:
    """Return what takes the place of a sign, as long as it is."""
    sign = found.group()
    if "/" in sign:
        return sign.replace("/", " ").lower()
    return sign.lower() if sign.isalpha() else " " * len(sign)


def _shown(sign: str) -> str:
    """Return how a note names a sign."""
    if sign[0] in OPEN or (sign[0] in "-+!" and sign[1:2] and sign[1] in OPEN):
        return "quotation marks"
    return sign if len(sign) <= 24 else sign[:24] + "…"
