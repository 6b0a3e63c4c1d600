"""Negations: whether a sentence says that it was not done, or that it is not known. Pure. English.

who signed the treaty      "Ida Velt did not sign it"      "Bo Oske refused to sign"
why did the dam break      "It is not clear why the dam broke"
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from index.text import analyzer
from search.answers import verbs
from search.answers.verbs import base, means
from search.answers.verdict import Verdict
from search.query.words import QUESTION_WORDS

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

DENIED = -0.6
"""What it counts beside other sentences that one says so: it comes first where none tells."""

NEAR, BESIDE = 3, 2
"""So many words before a verb stands that it was not done, and before `why` that it is asked."""

GOVERNED, IF_WORDS = 7, 5
"""So many words before a verb stands who plans it: expect the group to buy; and `if`."""

_ASKED = QUESTION_WORDS - {"what", "which"}

_NOT = frozenset(
    "not never nor neither without didnt dont doesnt isnt wasnt werent hasnt havent hadnt wont"
    " wouldnt couldnt cant cannot".split()
)
_NOT_AFTER_ALL = frozenset("only until till before but".split())
"""With these it is said after all: did not sign until Friday."""

_UNDONE = frozenset(
    map(
        base,
        "fail refuse decline neglect forget want hope wish threaten try attempt consider"
        " unable reluctant unwilling refusal failure attempt".split(),
    )
)
"""Who does this to do something has not done it."""

_PLANNED = frozenset(map(base, "due plan schedule suppose mean expect".split()))
"""Nor has who does this, and then there is a `but`."""

_EXPECTED = frozenset(map(base, "talk talks likely seek aim intend propose hope bid ready".split()))
"""Nor has who may do it, where it is asked what was done."""

_PAST = frozenset("did was were has have had".split())
_MAYBE = frozenset("may might could".split())
_BEING = frozenset("be been have also yet still".split())
_FALSE = frozenset("false untrue baseless unfounded hoax".split())
_REPORTS = frozenset("report reports rumour rumours rumor rumors claim claims that".split())

_UNKNOWN = frozenset("unclear unknown mystery".split())
_SEEKING = frozenset(
    map(base, "ask wonder investigate examine determine establish discuss decide question".split())
)
_LEARNING = frozenset("out say know see learn clear known said decided disclose explain".split())
_OPEN = frozenset("not to nobody yet no does did".split())


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Doubt the sentences of a paragraph that only deny, or ask, what is asked."""
    asked = question.words
    if not candidate.may_be_english or question.speaker or not _NOT.isdisjoint(asked):
        return None
    denied = (
        _is_undone(question, words) or _is_open(question, words)
        for words in candidate.sentence_words
    )
    return [Verdict(worth=DENIED * one, is_denied=one) for one in denied]


def _is_undone(question: Question, words: Sequence[str]) -> bool:
    """Tell whether a sentence has what happened only as what did not, or may yet."""
    verb = question.predicate
    places = [at for at, word in enumerate(words) if verb and means(word, verb)]
    if not places:
        return False
    if not _FALSE.isdisjoint(words) and not _REPORTS.isdisjoint(words[: places[0]]):
        return True
    asked = question.asked_words
    is_past = not _PAST.isdisjoint(asked) or (verbs.is_past(verb) and base(verb) != verb)
    is_past = is_past and _MAYBE.isdisjoint(asked)
    own = {*map(base, question.words)}
    return all(_is_negated(own, words, at, is_past=is_past) for at in places)


def _is_negated(own: Set[str], words: Sequence[str], at: int, *, is_past: bool) -> bool:
    """Tell it of one place; `own` are the words of the question, which may itself ask for plans."""
    before = words[max(0, at - NEAR) : at]
    if not _NOT.isdisjoint(before):
        return _NOT_AFTER_ALL.isdisjoint(words[at - len(before) :])
    undone = _UNDONE | (_PLANNED if "but" in words[at:] else frozenset())
    if is_past:
        undone |= _PLANNED | _EXPECTED
        modal = [word for word in before if word not in _BEING][-1:]
        if not _MAYBE.isdisjoint(modal) or "if" in words[max(0, at - IF_WORDS) : at]:
            return True
    if not before or before[-1] != "to":
        return False
    governing = {base(word) for word in words[max(0, at - GOVERNED) : at]} & undone
    return bool(governing) and governing.isdisjoint(own)


def _is_open(question: Question, words: Sequence[str]) -> bool:
    """Tell whether a sentence only asks what is asked: it is not clear why the dam broke."""
    for at, word in enumerate(words):
        if at and word in _ASKED and word in question.words:
            before = words[max(0, at - BESIDE) : at]
            is_sought = any(one in _UNKNOWN or base(one) in _SEEKING for one in before)
            is_learnt = not _LEARNING.isdisjoint(before)
            is_open = is_learnt and not _OPEN.isdisjoint(words[max(0, at - NEAR - BESIDE) : at])
            stems = {*map(analyzer.stem, words[at + 1 :])}
            if (is_sought or is_open) and question.said_share(stems):
                return True
    return False
