"""Names of an article: who is meant by a surname, a title or a pronoun. Pure.

Whoever an article speaks of is introduced by a full name; later a surname, a title or "he" stands
for it. The names of an article are collected once, in order, outside of quotations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache

from index.statements import name_words
from index.statements import word_kinds as kind
from index.statements.clauses import WORDS, Clauses

HE, SHE = "he", "she"

HEADLINE_SHARE = 0.75
"""If more of a paragraph's longer words have a capital, it is a headline."""

_APART = frozenset("minister secretary director editor".split())
"""Titles that several people have, each of something else."""

_PARTICLES = frozenset(kind.PARTICLES.split())
_APART_KINDS = frozenset([kind.NAME, kind.TITLE, kind.WORD])

_RUN = "NN+"
_SEVERAL = "NN"
_APPOSED = ",(?:(?=#[,.])|D?([a#wpN]{0,4}?)(?=T+[,.;:iWc)-]|w[,iW.]))(T+|.)"


@dataclass(slots=True, eq=False)
class Somebody:
    """Whoever has a name in an article.

    Attributes:
        name: The fullest form that the article gives.
        words: Of the name, in small letters.
        gender: `HE` or `SHE`; empty where nothing tells.
        is_person: Whether something tells that it is one.
        titles: In small letters, in full.
    """

    name: str
    words: tuple[str, ...]
    gender: str = ""
    is_person: bool = False
    titles: set[str] = field(default_factory=set)


class Names:
    """Who an article speaks of."""

    def __init__(self, part: Clauses) -> None:
        """Collect the names."""
        self._by_word: dict[str, list[Somebody]] = {}
        self._by_words: dict[tuple[str, ...], Somebody] = {}
        for first, last in part.paragraphs:
            if part.kinds.find(_SEVERAL, first, last) >= 0 and not _is_headline(
                part.kinds[first:last]
            ):
                for found in _found(_RUN).finditer(part.kinds, first, last):
                    self._collect(part, *found.span())
        for somebody in list(self._by_words.values()):
            self._by_word.setdefault(somebody.words[-1], []).append(somebody)
            if somebody.words[0] != somebody.words[-1]:
                self._by_word.setdefault(somebody.words[0], []).append(somebody)
        self._known = {*name_words.GENERATIONS, *self._by_word}  # words that end a name

    def _collect(self, part: Clauses, begin: int, end: int) -> None:
        """Take over a name of several words, with the titles beside it."""
        if part.tokens[begin].isupper() and _is_all_capitals(part, begin):
            return
        for offset, length, words in _several(tuple(part.tokens[begin:end])):
            first, last = begin + offset, begin + offset + length
            somebody = self._by_words.get(words)
            if somebody is None:
                somebody = Somebody(written(part, first, last), words)
                self._by_words[words] = somebody
                somebody.gender = _gender_of(words[0])
                somebody.is_person = _is_given(words[0]) and name_words.GROUPS.isdisjoint(words)
            start = titled(part.kinds, 0, first)
            if first == begin and start < first:
                while start and part.kinds[start - 1] == kind.NAME:
                    start -= 1  # Florida Senator Mara Velt
                self._entitle(somebody, part, start, first)
            if first and part.kinds[first - 1] == kind.WORD:
                role = fold(part.tokens[first - 1])
                if role in name_words.RELATED and not somebody.is_person:
                    somebody.is_person = part.kinds[first - 2 : first - 1] == kind.OWNER
                somebody.gender = somebody.gender or gender_of_title(role)  # her brother X
                self._does(somebody, role)
            if part.kinds[last] == ",":
                self._described(somebody, part, last)

    def _described(self, somebody: Somebody, part: Clauses, at: int) -> None:
        """Take over what a name is told apart by: ", the mayor", ", a voter from Ulm", ", 40,"."""
        apposed = _found(_APPOSED).match(part.kinds, at)
        if apposed is None or not name_words.GROUPS.isdisjoint(somebody.words):
            return
        at, end = apposed.span(2)
        word = fold(part.tokens[at])
        if part.kinds[at] == kind.TITLE:
            self._entitle(somebody, part, apposed.start(1), end)
        elif word in name_words.PEOPLE or (word.isdecimal() and len(word) == 2):
            somebody.is_person = True
        self._does(somebody, word)

    @staticmethod
    def _does(somebody: Somebody, word: str) -> None:
        """Remember what a person is called that is no title: the harbour master."""
        if somebody.is_person and (word in name_words.PEOPLE or word.endswith(name_words.DOERS)):
            somebody.titles.add(word)

    @staticmethod
    def _entitle(somebody: Somebody, part: Clauses, first: int, last: int) -> None:
        """Remember titles, and the names among them: a senator of Florida."""
        for at in range(first, last):
            title = fold(part.tokens[at])
            if part.kinds[at] == kind.NAME:
                somebody.titles.add(title)
            if part.kinds[at] != kind.TITLE:
                continue
            somebody.titles |= {full_title(part, at), qualified_title(part, at)}
            somebody.is_person = True
            somebody.gender = gender_of_title(title) or somebody.gender

    def may_be_person(self, one: Somebody) -> bool:
        """Tell whether nothing speaks against that it is a person."""
        is_short = len(one.words) < 4 and name_words.GROUPS.isdisjoint(one.words)
        is_plain = not one.name.isupper() and (len(one.words) > 1 or not one.name.endswith("s"))
        return one.is_person or (is_short and is_plain)

    def is_known(self, token: str) -> bool:
        """Tell whether somebody's name may end with a word."""
        return fold(token) in self._known

    def somebody(self, part: Clauses, first: int, last: int) -> Somebody | None:
        """Return who is meant by words that are a name; None where it is no known one."""
        if not self.is_known(part.tokens[last - 1]):
            return None
        words = _words(part, first, last)
        known = self._by_words.get(words)
        if known is not None:
            return self._fullest(known)
        candidates = [
            one for one in self._by_word.get(words[-1], ()) if set(words) <= set(one.words)
        ]
        if not candidates:
            return None
        before = part.kinds[max(0, first - 1)] == kind.TITLE
        title = fold(part.tokens[first - 1]) if before else ""
        gender = gender_of_title(title)
        fitting = [one for one in candidates if not gender or one.gender in ("", gender)]
        if len(words) == 1:
            fitting = [one for one in fitting if one.words[-1] == words[0]] or fitting
        people = [one for one in fitting if one.is_person] or fitting
        if not people:
            return None
        chosen = people[0]
        if gender:
            chosen.gender, chosen.is_person = gender, True
        return self._fullest(chosen)

    def introduced(self, part: Clauses, first: int, last: int) -> Somebody:
        """Return whoever a name that stands for no fuller one introduces."""
        words = _words(part, first, last)
        somebody = self._by_words.setdefault(words, Somebody(written(part, first, last), words))
        self._known.add(words[-1])
        if first and part.kinds[first - 1] == kind.TITLE:
            self._entitle(somebody, part, first - 1, first)
        return somebody

    def _fullest(self, one: Somebody) -> Somebody:
        """Return the longer form of a name: Hillary Rodham Clinton, Piet de Graaf."""
        is_surname = one.words[0] in _PARTICLES
        longer = [
            other
            for other in self._by_word.get(one.words[-1], ())
            if len(other.words) > len(one.words)
            and (other.words[0] == one.words[0] or is_surname)
            and other.words[-1] == one.words[-1]
        ]
        return longer[0] if longer else one

    def entitled(self, title: str, besides: Set[str], *, is_alone: bool = False) -> Somebody | None:
        """Return the only one of a title; None where there is none, or several.

        Args:
            title: In full.
            besides: What else is known of whoever is meant: the Florida senator.
            is_alone: Whether nobody is meant who has it with a word before it: finance minister.
        """
        found = {
            self._fullest(one).name: one
            for one in self._by_words.values()
            if title in one.titles
            and besides <= one.titles
            and not (is_alone and any(other.endswith(f" {title}") for other in one.titles))
        }
        return self._fullest(next(iter(found.values()))) if len(found) == 1 else None


def _is_headline(kinds: str) -> bool:
    """Tell whether capitals say nothing of where a name ends in a paragraph."""
    names = kinds.count(kind.NAME)
    if kind.UTTERANCE in kinds or kinds.count(kind.WORD) > names:
        return False
    return names > HEADLINE_SHARE * sum(map(kinds.count, "NTwpI"))


def _is_all_capitals(part: Clauses, at: int) -> bool:
    """Tell whether the sentence of a word is a headline in capitals: IRAQ SAYS IT SANK TANKER."""
    first = part.kinds.rfind(kind.STOP, 0, at) + 1
    return "".join(part.tokens[first : part.kinds.find(kind.STOP, at)]).isupper()


def titled(kinds: str, first: int, name: int) -> int:
    """Return where the titles before a name begin, not before `first`."""
    while name > first and kinds[name - 1] == kind.TITLE:
        name -= 1
    return name


def full_title(part: Clauses, at: int) -> str:
    """Return a title in full: "senator" of Sen., "vice president" of two words."""
    title = fold(part.tokens[at])
    is_vice = title == "president" and at > 0 and fold(part.tokens[at - 1]) == "vice"
    return "vice president" if is_vice else name_words.IN_FULL.get(title, title)


def qualified_title(part: Clauses, at: int) -> str:
    """Return a title with the word before it, if that tells it apart: finance minister."""
    title = full_title(part, at)
    is_apart = at > 0 and title in _APART and part.kinds[at - 1] in _APART_KINDS
    before = part.tokens[at - 1] if is_apart and not is_possessive(part.tokens[at - 1]) else ""
    return f"{fold(before)} {title}" if before else title


@cache
def _found(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def written(part: Clauses, first: int, last: int) -> str:
    """Return words as they are written, without a possessive ending, white space as one space."""
    text = part.written(first, last)
    return text.removesuffix("'s").removesuffix("’s").rstrip("'’") or text


def _words(part: Clauses, first: int, last: int) -> tuple[str, ...]:
    """Return the words of a name in small letters, without what tells son from father."""
    return _folded(tuple(part.tokens[first:last]))


@lru_cache(maxsize=WORDS)
def _folded(tokens: tuple[str, ...]) -> tuple[str, ...]:
    words = [fold(token) for token in tokens]
    while len(words) > 1 and words[-1] in name_words.GENERATIONS:
        words.pop()
    return tuple(words)


@lru_cache(maxsize=WORDS)
def _several(tokens: tuple[str, ...]) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Return where names of several words begin in a run, how many they are, and which."""
    return tuple(
        (first, last - first, _folded(tokens[first:last]))
        for first, last in _cut(tokens)
        if last - first > 1
    )


@lru_cache(maxsize=WORDS)
def fold(word: str) -> str:
    """Return a word without its ending, in small letters."""
    return word.removesuffix("'s").removesuffix("’s").rstrip("'’.").lower()


def _cut(tokens: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield the names in a run of capitalised words: a possessive ending ends one."""
    begin, last = 0, len(tokens)
    for at, token in enumerate(tokens):
        if is_possessive(token):
            yield without_role(tokens, begin, at + 1), at + 1
            begin = at + 1
    if begin < last:
        yield without_role(tokens, begin, last), last


def is_possessive(token: str) -> bool:
    """Tell whether a word has a possessive ending."""
    return token.endswith(("'s", "’s"))


def without_role(tokens: Sequence[str], first: int, last: int) -> int:
    """Return where a name begins: not with "Shopkeeper" in "Shopkeeper Leon Bartosh"."""
    if last - first > 2 and _is_given(fold(tokens[first + 1])):
        before = fold(tokens[first])
        is_initial = len(before) == 1 or "." in before  # C. Stewart Bell, H.J. Heinz
        return first if is_initial or _is_given(before) else first + 1
    return first


def gender_of_title(title: str) -> str:
    """Return what a title tells, or what somebody is called: spokeswoman, husband."""
    if title in name_words.MALE_TITLES:
        return HE
    return SHE if title in name_words.FEMALE_TITLES else ""


def _is_given(word: str) -> bool:
    """Tell whether a word is a given name."""
    return word in name_words.MEN or word in name_words.WOMEN


def _gender_of(word: str) -> str:
    """Return what a given name tells; nothing of one that both have."""
    is_hers = word in name_words.WOMEN
    if word in name_words.MEN:
        return "" if is_hers else HE
    return SHE if is_hers else ""
