"""Scope: which sentences of an article are about a place that it names only later. Pure.

    how many flights were cancelled in Eastholm
    "Fog closed the airport of Grantholm, and 43 flights were cancelled. That of Eastholm was open."

What comes before the first mention of a name is about the others that are named there; so is what
places itself elsewhere, where an article names the place only in passing.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from index.text.sentences import sentences
from search.answers.cased_text import CasedText
from search.answers.name_words import CALENDAR, KINDS
from search.answers.names import Name, are_mentioned

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

_PLACING = frozenset("in at of near off outside around inside".split())
_WITHIN = frozenset(["in", "at"])


def elsewhere(question: Question, candidate: Candidate) -> Sequence[bool]:
    """Tell of each sentence of a paragraph whether it is about another place than the question."""
    found = [False] * len(candidate.sentences)
    said = CasedText(question.query.asked)
    asked = _placed(said)
    before = candidate.lead[: candidate.start]
    for name in question.names:
        if name.parts[0] not in asked:
            continue
        first = candidate.lead[: next((end for _, end in sentences(candidate.lead)), 0)]
        is_told = _is_named(question, candidate, name, (candidate.label, before))
        is_central = _is_named(question, candidate, name, (candidate.label, first))
        is_town = name.parts[0] in _placed(said, _WITHIN) and name.parts[-1] not in KINDS
        is_in = is_town and not is_central  # not in the Great War
        is_other = not is_told and _has_other(question, before)
        for number in range(len(found)):
            sentence = candidate.sentence(number)
            if _is_named(question, candidate, name, (sentence,)):
                is_told, is_other = True, False
            else:
                has_other = _has_other(question, sentence)
                is_other |= has_other and not is_told
                found[number] |= is_other or (has_other and is_in)
    return found


def _is_named(question: Question, candidate: Candidate, name: Name, texts: Sequence[str]) -> bool:
    return are_mentioned([name], texts, candidate.language, question.other_names)


def _has_other(question: Question, text: str) -> bool:
    """Tell whether something is in, or of, a name that is none of the question's."""
    return any(place not in question.words for place in _placed(CasedText(text)))


def _placed(text: CasedText, links: Set[str] = _PLACING) -> list[str]:
    """Return the first words, folded, of names that something is said to be in, or of."""
    words = text.words
    behind = [
        at + 1 + (words[at + 1 : at + 2] == ["the"])
        for at, word in enumerate(words)
        if word in links
    ]
    return [
        words[at]
        for at in behind
        if at < len(words) and text.has_capital(text.tokens[at]) and words[at] not in CALENDAR
    ]
