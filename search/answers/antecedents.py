"""Antecedents: which sentences go on with he, she or it about somebody else than is asked. Pure.

    what number will Lind wear    "Okoro has signed. He will wear the number 11." is not of Lind

Whom a pronoun stands for is the subject of the sentence before, where that is a name. Nor does what
porters earn say what nurses do. English.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.statements.name_words import MEN, WOMEN
from index.text import analyzer
from search.answers.cased_text import CasedText
from search.answers.kind_words import (
    ANYBODY,
    AUXILIARIES,
    PREPOSITIONS,
    are_people,
    is_synonym,
)
from search.answers.name_words import CALENDAR, OWNING

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

_IT = frozenset(["it", "its"])
_HE, _SHE = frozenset("he his him".split()), frozenset(["she", "her"])
_HE_OR_SHE = _HE | _SHE
_LINKS = frozenset("and but yet then".split())

FIRST = 3
"""Among so many words of a sentence stands who does it, if it begins with that."""

BEFORE = 3
"""So many sentences before one may go on with the same pronoun."""


def of_others(question: Question, candidate: Candidate) -> Sequence[bool]:
    """Tell of each sentence of a paragraph whether its pronoun stands for another name."""
    found = [False] * len(candidate.sentences)
    said = CasedText(question.query.asked)
    doer = _doer_asked(said)
    asked, people = _subject_asked(said, doer), _people_asked(said, doer)
    if people and question.speaker is None:
        return [_is_of_other_people(people, words) for words in candidate.sentence_words]
    if not asked:
        return found
    texts = [CasedText(candidate.sentence(number)) for number in range(len(found))]
    for number, text in enumerate(texts):
        if _goes_on(text) and not text.places(asked):
            told = next((n for n in range(number - 1, -1, -1) if not _goes_on(texts[n])), number)
            is_near = number - BEFORE <= told < number
            is_of_asked = any(one.places(asked) for one in texts[told:number])
            is_other = _is_about_name(texts[told], candidate) and _may_be(text, texts[told])
            found[number] = is_near and not is_of_asked and is_other
    return found


def _doer_asked(text: CasedText) -> int:
    """Return where it stands in a question of whom or what it asks what that does, or is."""
    at = next((n for n, word in enumerate(text.words) if word in AUXILIARIES), len(text.words)) + 1
    return at + (text.words[at : at + 1] == ["the"])


def _subject_asked(text: CasedText, first: int) -> str:
    """Return the last word of the name that begins at a place; empty where none does."""
    at = first
    while at < len(text.words) and (at == first or text.joins(at)):
        if not text.has_capital(text.tokens[at]):
            break
        at += 1
    if at == first or text.written(text.tokens[at - 1]).endswith(OWNING):
        return ""
    return text.words[at - 1]


def _people_asked(text: CasedText, at: int) -> str:
    """Return which people stand at a place: nurses; nothing of others."""
    noun = next(iter(text.words[at : at + 1]), "")
    return noun if are_people(noun) and noun not in ANYBODY else ""


def _is_of_other_people(people: str, words: Sequence[str]) -> bool:
    """Tell whether a sentence begins with others, and does not mention the people asked about."""
    first = next((word for word in words[:FIRST] if are_people(word)), "")
    is_other = bool(first) and first not in ANYBODY and not is_synonym(first, people)
    return is_other and analyzer.stem(people) not in map(analyzer.stem, words)


def _goes_on(text: CasedText) -> bool:
    words = text.words[bool(text.words) and text.words[0] in _LINKS :]
    return bool(words) and words[0] in _IT | _HE_OR_SHE


def _may_be(text: CasedText, told: CasedText) -> bool:
    """Tell whether a pronoun may stand for who is named before: she for no Lars."""
    words = {*told.words}
    is_she, is_he = not _SHE.isdisjoint(text.words[:2]), not _HE.isdisjoint(text.words[:2])
    return not ((is_she and words & MEN) or (is_he and words & WOMEN))


def _is_about_name(text: CasedText, candidate: Candidate) -> bool:
    """Tell whether the subject of a sentence is a name: before a verb, and nobody's paddle."""
    if text.is_plain or text.is_headline or not _HE_OR_SHE.isdisjoint(text.words):
        return False
    for at, word in enumerate(text.words):
        token = text.tokens[at]
        if word in AUXILIARIES or text.written(token).endswith(OWNING):
            return False
        is_behind = at > 0 and text.words[at - 1] in PREPOSITIONS
        is_name = word in candidate.names if text.is_first(token) else text.has_capital(token)
        if is_name and not is_behind and word not in CALENDAR:
            return True
    return False
