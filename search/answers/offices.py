"""Offices: whose president, minister or chairman a question asks for, and a sentence names. Pure.

    who is the president of Dorvia      "Dorvia did not join, its president, Selim Arakan, said"

A sentence without the office, or with somebody else's, is doubtful. English.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.text import analyzer
from index.text.analyzer import STOP_WORDS
from search.answers.cased_text import CasedText
from search.answers.name_words import BESIDE, is_same
from search.answers.verdict import Verdict

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

_WHO = frozenset(["who", "whom"])
_IS = frozenset("is was are were became becomes".split())
_OWNS = frozenset("its their".split())
_HELD_NOW = frozenset("new next current present".split())
_OF = frozenset("of at for in".split())

OFFICE_WORDS = 4
"""An office has at most so many words: deputy prime minister."""

_GENDERED = ("woman", "man", "person")


@dataclass(frozen=True, slots=True)
class Office:
    """An office and whose it is.

    Attributes:
        words: Of the office, folded: foreign, minister.
        owner: Words of whose it is, folded.
    """

    words: tuple[str, ...]
    owner: tuple[str, ...]


def office_of(asked: str) -> Office | None:
    """Return the office that a question asks for by `who is the ... of ...`, if it does.

    Args:
        asked: The question, with blanks for what is no word to rank by.
    """
    words = [token.word for token in analyzer.tokens(asked)]
    if len(words) < 5 or words[0] not in _WHO or words[1] not in _IS or words[2] != "the":
        return None
    ends = [at for at, word in enumerate(words) if at > 3 and word in _OF]
    if not ends or ends[0] - 3 > OFFICE_WORDS:
        return None
    office = tuple(word for word in words[3 : ends[0]] if word not in _HELD_NOW)
    owner = [word for word in words[ends[0] + 1 :] if word not in STOP_WORDS]
    return Office(office, tuple(owner)) if office and owner else None


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Judge the sentences of a paragraph by whether they name the office, and whose it is."""
    office = question.office
    if office is None:
        return None
    texts = [candidate.sentence(number) for number in range(len(candidate.sentences))]
    return [Verdict(not _names(office, text)) for text in texts]


def _names(office: Office, sentence: str) -> bool:
    """Tell whether a sentence names the office, and not as somebody else's."""
    text = CasedText(sentence)
    words = text.words
    places = [at for at, word in enumerate(words) if _is_form(word, office.words[-1])]
    if not places or not all(any(_is_form(w, part) for w in words) for part in office.words):
        return False
    return any(_is_owned(office, text, words, at) for at in places)


def _is_form(one: str, other: str) -> bool:
    """Tell whether two words are the same office: chairman, chairwoman."""
    if analyzer.stem(one) == analyzer.stem(other):
        return True
    stems = [word.removesuffix(end) for word in (one, other) for end in _GENDERED]
    return one[:5] == other[:5] and len(set(stems)) < len(stems) - 2 and one.endswith(_GENDERED)


def _is_owned(office: Office, text: CasedText, words: Sequence[str], at: int) -> bool:
    """Tell whether the office at a place may be that of its owner."""
    first = at
    while first > 0 and words[first - 1] in (*office.words, *_HELD_NOW):
        first -= 1
    if words[max(0, first - 1)] in _OWNS:  # its: of the name before it
        before = [place for place in range(first - 1) if _is_name(text, place)]
        return not before or is_same(office.owner[-1], words[before[-1]])
    if first and text.written(text.tokens[first - 1]).lower().endswith(("'s", "’s")):
        return any(is_same(owner, words[first - 1]) for owner in office.owner)
    if at + 1 < len(words) and words[at + 1] == "of":
        after = [place for place in range(at + 2, len(words)) if _is_name(text, place)]
        return not after or any(is_same(office.owner[-1], words[place]) for place in after)
    return True


def _is_name(text: CasedText, at: int) -> bool:
    token = text.tokens[at]
    return text.has_capital(token) and token.word not in BESIDE
