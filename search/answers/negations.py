"""Negations: whether a sentence says that it was not done, or that it is not known. Pure. English.

who signed the treaty      "Ida Velt did not sign it"      "Bo Oske refused to sign"
why did the dam break      "It is not clear why the dam broke"
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.text import analyzer
from search.answers.verbs import base, means
from search.answers.verdict import Verdict
from search.answers.wanted import ASKING

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

DENIED = -0.6
"""What it counts beside other sentences that one says so: it comes first where none tells."""

NEAR, BESIDE = 3, 2
"""So many words before a verb stands that it was not done, and before `why` that it is asked."""

_ASKED = ASKING - {"what", "which"}

_NOT = frozenset("not never nor neither without".split())
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

_UNKNOWN = frozenset("unclear unknown mystery".split())
_SEEKING = frozenset(
    map(base, "ask wonder investigate examine determine establish discuss decide question".split())
)
_LEARNING = frozenset("out say know see learn clear known said decided disclose explain".split())
_OPEN = frozenset("not to nobody yet no does did".split())


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Doubt the sentences of a paragraph that only deny, or ask, what is asked."""
    asked = question.words
    is_negative = not _NOT.isdisjoint(asked) or any(word.endswith("n't") for word in asked)
    if not candidate.may_be_english or question.speaker is not None or is_negative:
        return None
    denied = (
        _is_undone(question, words) or _is_open(question, words)
        for words in candidate.sentence_words
    )
    return [Verdict(worth=DENIED * one, is_denied=one) for one in denied]


def _is_undone(question: Question, words: Sequence[str]) -> bool:
    """Tell whether a sentence has what happened only as what did not."""
    verb = question.predicate
    places = [at for at, word in enumerate(words) if verb and means(word, verb)]
    return bool(places) and all(_is_negated(question, words, at) for at in places)


def _is_negated(question: Question, words: Sequence[str], at: int) -> bool:
    before = words[max(0, at - NEAR) : at]
    if any(word in _NOT or word.endswith("n't") for word in before):
        return _NOT_AFTER_ALL.isdisjoint(words[at - len(before) :])
    if not before or before[-1] != "to":
        return False
    planned = _PLANNED if "but" in words[at:] else frozenset[str]()
    undone = {base(word) for word in before} & (_UNDONE | planned)
    return bool(undone) and undone.isdisjoint(map(base, question.words))


def _is_open(question: Question, words: Sequence[str]) -> bool:
    """Tell whether a sentence only asks what is asked: it is not clear why the dam broke."""
    for at, word in enumerate(words):
        if at and word in _ASKED and word in question.words:
            before = words[max(0, at - BESIDE) : at]
            is_sought = any(one in _UNKNOWN or base(one) in _SEEKING for one in before)
            is_learnt = _LEARNING.isdisjoint(before)
            is_open = not (is_learnt or _OPEN.isdisjoint(words[max(0, at - NEAR - BESIDE) : at]))
            stems = {*map(analyzer.stem, words[at + 1 :])}
            if (is_sought or is_open) and question.said_share(stems):
                return True
    return False
