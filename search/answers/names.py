"""Names that a question is about, and whether a text mentions them in any of their forms. Pure.

    Lucia Amadi = Amadi = Ms. Amadi     Corvia = Corvian     U.S. = US = United States
    Coastal Rescue Service = CRS        Vitrel Group = Vitrel, but neither Norvane Group nor "group"

Names are told by their capitals, so a question of one case has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.statements.name_words import MEN, WOMEN
from index.text.analyzer import Token
from search.answers.cased_text import CasedText
from search.answers.kind_words import AUXILIARIES
from search.answers.name_words import (
    BESIDE,
    CALENDAR,
    COMMON_ACRONYMS,
    GROUPS,
    KINDS,
    NO_NAMES,
    SECTORS,
    SMALL,
    TITLES,
    is_same,
)
from search.answers.verbs import is_past
from search.query.words import ASKING_WORDS

GERMAN = "de"
_PLACING_GERMAN = frozenset("in aus nach bei".split())

_NATIONAL = ("an", "ans", "ese", "ish")
NOUN_WORDS = 3
"""So many words behind `which` what is asked for stands at most."""

TITLE_CASE_WORDS = 4
"""So many words with capitals and hardly any without are a headline, whose capitals say nothing."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a question.

    Attributes:
        parts: Its words, folded, in order, without titles.
        is_acronym: Whether it is one word in capitals.
        may_be_small: Whether texts may write it without a capital: the Government.
        is_sure: Whether it is a name in German too, where all nouns have a capital: of several
            words, or a place without an article: `in Ziegelheim`.
    """

    parts: tuple[str, ...]
    is_acronym: bool = False
    may_be_small: bool = False
    is_sure: bool = False

    @property
    def initials(self) -> str:
        """The acronym that may stand for it."""
        return "".join(part[0] for part in self.parts)

    @property
    def has_initials(self) -> bool:
        """Whether an acronym may stand for it: "US" is no Ursula Sand."""
        return len(self.parts) > 2 or not KINDS.isdisjoint(self.parts)


def names_of(asked: str) -> tuple[Name, ...]:
    """Return the names that a question is about; none where capitals say nothing.

    Args:
        asked: The question, with blanks for what is no word to rank by.
    """
    if asked.upper() == asked or asked.lower() == asked:
        return ()
    said = CasedText(asked)
    capitals = sum(map(said.has_capital, said.tokens))
    small = (t for t in said.tokens if not said.has_capital(t) and t.word not in SMALL)
    if capitals >= TITLE_CASE_WORDS and not any(small):
        return ()
    found = (_name(said, run) for run in _runs(said))
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _runs(said: CasedText) -> Iterator[list[int]]:
    """Yield the runs of words that are written as names."""
    run: list[int] = []
    for at, token in enumerate(said.tokens):
        is_acronym = said.is_acronym(token)
        is_joined = bool(run) and said.joins(at)
        is_possessive = said.written(token).lower().endswith(("'s", "’s"))
        is_name = is_acronym or (
            said.has_capital(token)
            and (at > 0 or is_possessive)
            and (token.word not in NO_NAMES or (token.word in CALENDAR and is_joined))
        )
        if run and not (is_name and is_joined):
            yield run
            run = []
        if is_name:
            run.append(at)
    if run:
        yield run


def _name(said: CasedText, run: list[int]) -> Name | None:
    """Return the name that a run of words makes, without titles; None where only those are."""
    words = [said.tokens[at].word for at in run]
    titles = [at for at, word in enumerate(words) if word in TITLES and _is_title(words, at)]
    is_sector = bool(titles) and titles[-1] == len(words) - 1  # Oil Minister
    if titles:
        after = words[titles[-1] + 1 :]
        words = after or [word for word in words if word not in TITLES]
    if not words or words[0] in ASKING_WORDS or _is_asked_for(said, run):
        return None
    first = said.tokens[run[0] - 1].word if run[0] else ""
    is_acronym = len(run) == 1 and said.is_acronym(said.tokens[run[0]])
    if is_acronym and words[0] in COMMON_ACRONYMS:
        return None
    is_sure = is_acronym or len(run) > 1 or first in _PLACING_GERMAN
    return Name(tuple(words), is_acronym, (first == "the" or is_sector) and not is_acronym, is_sure)


def _is_asked_for(said: CasedText, run: list[int]) -> bool:
    """Tell whether a nationality is what is asked for: `which famous Indian wrote`."""
    (at, *more) = run
    word, after = said.tokens[at].word, [t.word for t in said.tokens[at + 1 : at + 2]]
    if more or not word.endswith(_NATIONAL) or not 0 < at <= NOUN_WORDS:
        return False
    is_head = said.written(said.tokens[at]).endswith(("'s", "’s")) or any(
        is_past(one) or one in AUXILIARIES for one in after
    )
    return is_head and said.tokens[0].word in ("which", "what", "whose")


def _is_title(words: Sequence[str], at: int) -> bool:
    """Tell whether a word is a title where it stands: Foreign Minister, but not Foreign Office."""
    return words[at] not in SECTORS or (at + 1 < len(words) and words[at + 1] in TITLES)


def by_synonyms(
    names: Sequence[Name], synonyms: Iterable[tuple[str, Sequence[str]]]
) -> dict[Name, tuple[Name, ...]]:
    """Return what else some names are called.

    Args:
        names: Of a question.
        synonyms: Parts of the question, each with what stands for it too.
    """
    found: dict[Name, tuple[Name, ...]] = {}
    for part, others in synonyms:
        own = tuple(CasedText(part).words)
        for name in names:
            at = _place(own, name.parts)
            length = len(own)
            if at is None and _place(name.parts, own) is not None:  # of "Office for Ports"
                at, length = 0, len(name.parts)
            if at is not None:
                more = (_renamed(name, at, length, CasedText(other)) for other in others)
                found[name] = (*found.get(name, ()), *more)
    return found


def _place(words: Sequence[str], among: Sequence[str]) -> int | None:
    """Return where some words stand among others, one behind another."""
    starts = range(len(among) - len(words) + 1)
    return next((at for at in starts if among[at : at + len(words)] == words), None)


def _renamed(name: Name, at: int, length: int, other: CasedText) -> Name:
    """Return a name with some of its words replaced."""
    words = tuple(other.words)
    parts = (*name.parts[:at], *words, *name.parts[at + length :])
    is_acronym = len(parts) == 1 and other.is_acronym(other.tokens[0])
    return Name(parts, is_acronym, may_be_small=not any(map(other.has_capital, other.tokens)))


def are_mentioned(
    names: Sequence[Name],
    texts: Sequence[str],
    language: str,
    others: Mapping[Name, Sequence[Name]] | None = None,
) -> bool:
    """Tell whether some texts mention all of some names.

    Args:
        names: Of a question.
        texts: A paragraph and its titles.
        language: Of the texts. In a German question few names are known to be some.
        others: What else they are called, see `by_synonyms`.
    """
    asked = [name for name in names if name.is_sure or language != GERMAN]
    if not asked or all(text.upper() == text.lower() for text in texts):
        return True
    written = [CasedText(text) for text in texts if text]
    also = others or {}
    return all(
        any(_mentions(text, form) for text in written for form in (name, *also.get(name, ())))
        for name in asked
    )


def is_of_namesakes(names: Sequence[Name], sentence: str) -> bool:
    """Tell whether a sentence has the last word of a name, but only as another's: Runa Ekeby."""
    text = CasedText(sentence)
    return not text.is_plain and any(
        len(name.parts) > 1
        and name.parts[-1] not in KINDS
        and any(text.has_capital(text.tokens[at]) for at in text.places(name.parts[-1]))
        and not _mentions(text, name)
        for name in names
        if not name.is_acronym
    )


def is_introduced_otherwise(names: Sequence[Name], text: str) -> bool:
    """Tell whether a text gives the last word of a name with another first one, and only so.

    Abel Nye, and later Nye, is not the Lucas Nye who is asked about.
    """
    said = CasedText(text)
    if said.is_plain or said.is_headline:
        return False
    for name in names:
        last = name.parts[-1]
        if len(name.parts) == 1 or last in KINDS or name.parts[0] not in MEN | WOMEN:
            continue
        before = [at - 1 for at in said.places(last) if said.joins(at)]
        given = [said.tokens[at] for at in before if _is_of_name(said, said.tokens[at])]
        if given and not any(is_same(part, one.word) for one in given for part in name.parts):
            return True
    return False


def _mentions(text: CasedText, name: Name) -> bool:
    """Tell whether a text mentions a name in one of its forms."""
    whole = "".join(name.parts)
    if name.is_acronym:
        return _has_acronym(text, whole) or whole in text.initials
    matches = [text.places(part) for part in name.parts]
    if not all(matches) and whole in text.joined:
        return True
    if len(name.parts) == 1:
        is_free = name.may_be_small or text.is_plain
        found = any(is_free or text.has_capital(text.tokens[at]) for at in matches[0])
        others = GROUPS.get(whole)
        return found or (others is not None and not others.isdisjoint(text.initials))
    if all(matches) or (name.has_initials and _has_acronym(text, name.initials)):
        return True
    known = set[int]().union(*matches)
    return any(
        _stands_alone(text, at, known)
        for part, found in zip(name.parts, matches, strict=True)
        if part not in KINDS
        for at in found
    )


def _has_acronym(text: CasedText, acronym: str) -> bool:
    """Tell whether an acronym is there, long ones also as words: Nato; or what says the same."""
    others = GROUPS.get(acronym, frozenset()) - {acronym}
    return any(
        token.word in others
        or (
            token.word == acronym
            and (
                text.is_plain
                or text.is_acronym(token)
                or (len(acronym) > 3 and text.has_capital(token))
            )
        )
        for token in text.tokens
    )


def _stands_alone(text: CasedText, at: int, known: set[int]) -> bool:
    """Tell whether a part of a name stands for all of it: no word of another name is beside it."""
    if text.is_plain or text.is_headline:
        return True
    if not text.has_capital(text.tokens[at]):
        return False
    beside = [(at - 1, text.joins(at)), (at + 1, text.joins(at + 1))]
    return not any(
        is_joined and other not in known and _is_of_name(text, text.tokens[other])
        for other, is_joined in beside
    )


def _is_of_name(text: CasedText, token: Token) -> bool:
    """Tell whether a word beside a name makes another name of it; AG, CEO and F. do not."""
    is_word = text.has_capital(token) and not text.written(token).isupper()
    return is_word and token.word not in BESIDE
