"""Roles: who did what to whom in a question, and in the sentences that may answer it. Pure.

    who sued Corland            it was done to Corland: "Corland sued Dorvia" is the reverse
    whom did Dorvia sue         Dorvia did it: so is this
    who was sued by Corland     Corland did it: this is the answer

What is known is one party, or two, and the verb. Where a sentence has the verb with that party on
the wrong side of it, active or passive, it says the reverse: it is doubtful, and so is what stands
around it, unless another sentence has the right order. English.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.text import analyzer
from index.text.analyzer import STOP_WORDS
from search.answers import deeds
from search.answers.acts import Act
from search.answers.cased_text import CasedText
from search.answers.content_words import likest
from search.answers.kind_words import AUXILIARIES, PREPOSITIONS, may_be_people
from search.answers.name_words import CALENDAR, TITLES, is_same
from search.answers.verbs import (
    ADVERBS,
    PASSIVE,
    base,
    is_derived,
    is_light,
    is_opposite,
    is_past,
    may_be_verb,
    means,
)
from search.answers.verdict import Verdict

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

RIGHT, UNKNOWN, ABSENT, REVERSED = 0.6, 0.3, -0.6, -0.6
"""What the order of the parties counts beside other sentences, the verb without them, and no verb
where another sentence has the right order."""

LIKE_VERB = 0.7
"""Cosine of a verb with a word of a sentence that says the same otherwise: won, the winner."""

REACH = 12
"""So many words from a verb its parties stand, as a rule."""

_PLACING = frozenset("in at on near off around outside inside".split())
FILLER = 7
"""So many words from a verb whoever stands there in place of a party."""

DONE_BY = 3
"""So many words behind "by" somebody stands who has no name: the border guard."""

_WHICH = frozenset("which that whom".split())
_BEATING = frozenset(map(base, "beat defeat win".split()))
_BELONG = base("belong")
_SUBJECTS, _OBJECTS = frozenset("he she it they".split()), frozenset("him her it them".split())
_BEFORE_NOUNS = frozenset(
    "the a an his her its their this first second third last next another state".split()
)


class _Order(Enum):
    """How the parties stand in a sentence; absent: it does not have the verb."""

    RIGHT = "right"
    REVERSED = "reversed"
    OTHERS = "others"
    UNKNOWN = "unknown"
    ABSENT = "absent"


def verdicts(question: Question, candidates: Sequence[Candidate]) -> list[list[Verdict]]:
    """Judge the sentences of each paragraph by who does it in them.

    Where only the reverse stands in all of them, nothing answers who did it.

    Args:
        question: That is asked; it has an act.
        candidates: All paragraphs that are looked at.
    """
    act = question.act
    assert act is not None
    orders = [_orders(question, act, one) for one in candidates]
    every = {order for each in orders for order in each}
    reverse = {_Order.REVERSED, _Order.OTHERS}
    is_right = _Order.RIGHT in every
    is_reverse_alone = not is_right and not every.isdisjoint(reverse) and not is_light(act.verb)
    # When it happened, and where, may stand apart from who did it.
    is_party_asked = question.wanted is None or question.wanted.kind in ("person", "name")
    found = []
    for candidate, each in zip(candidates, orders, strict=True):
        is_heard = question.speaker is not None and candidate.statements is not None
        # What a speaker whom the question names says is another judge's.
        is_near = is_party_asked or not reverse.isdisjoint(each)
        is_absence_telling = is_reverse_alone and is_near and not is_heard
        doubted = reverse | ({_Order.ABSENT} if is_absence_telling else set())
        worth = {_Order.RIGHT: RIGHT, _Order.UNKNOWN: UNKNOWN, **dict.fromkeys(doubted, REVERSED)}
        if is_right:
            worth[_Order.ABSENT] = ABSENT
        found.append([Verdict(order in doubted, worth.get(order, 0.0)) for order in each])
    return found


def _orders(question: Question, act: Act, candidate: Candidate) -> list[_Order]:
    """Return the order in each sentence; one that goes on with `he` or `it` has the one before."""
    orders: list[_Order] = []
    before = ""
    names = frozenset(part for name in question.names for part in name.parts)
    verb = question.content.get(analyzer.stem(act.verb))
    for number in range(len(candidate.sentences)):
        sentence = candidate.sentence(number)
        order = _order(act, names, candidate.names, sentence)
        if order is _Order.UNKNOWN and _goes_on(act, sentence, before):
            order = _Order.RIGHT
        if order is _Order.RIGHT and question.is_of_namesakes(sentence):
            order = _Order.REVERSED  # somebody else did it
        elif order is _Order.ABSENT and _may_be_said(act, verb, candidate, number):
            order = _Order.UNKNOWN
        orders.append(order)
        before = sentence
    return orders


def _may_be_said(
    act: Act, verb: NDArray[np.float32] | None, candidate: Candidate, number: int
) -> bool:
    """Tell whether a sentence without the verb has a word that says it: won, the winner."""
    start, _ = candidate.sentences[number]
    tokens = list(analyzer.tokens(candidate.sentence(number)))
    if any(is_derived(token.word, act.verb) for token in tokens):
        return True
    if verb is None or candidate.tokens is None:
        return False
    for token in tokens:
        if not is_opposite(token.word, act.verb):
            at = start - candidate.start
            like = candidate.tokens.within(at + token.start, at + token.end)
            if len(like) and likest(verb, like) >= LIKE_VERB:
                return True
    return False


def _goes_on(act: Act, sentence: str, before: str) -> bool:
    """Tell whether a pronoun stands for a party that is named in the sentence before."""
    first = CasedText(before).words[:REACH]
    for one, other in pairwise(CasedText(sentence).words):
        if one in _SUBJECTS and means(other, act.verb) and act.doer:
            return _is_in(act.doer, first)
        if other in _OBJECTS and means(one, act.verb) and act.done_to:
            return _is_in(act.done_to, first)
    return False


@lru_cache(maxsize=256)
def _order(act: Act, names: frozenset[str], around: frozenset[str], sentence: str) -> _Order:
    """Tell whether a sentence has the parties of an act where they belong.

    Args:
        act: That is asked about.
        names: Words of the question's names.
        around: Words of the names in the paragraph.
        sentence: Of the paragraph.
    """
    text = CasedText(sentence)
    act = replace(act, doer=text.said_as(act.doer), done_to=text.said_as(act.done_to))
    if base(act.verb) in _BEATING and "lost" in text.words:
        return _order_of_loss(act, text.words)
    found = {
        _order_around(act, names, around, text, at)
        for at, word in enumerate(text.words)
        if means(word, act.verb) and not _is_noun(text, at)
    }
    if _Order.RIGHT in found:
        return _Order.RIGHT
    if not found:
        is_right = deeds.order(text, act.verb, act.doer, act.done_to)
        return {True: _Order.RIGHT, False: _Order.REVERSED, None: _Order.ABSENT}[is_right]
    return next(o for o in (_Order.REVERSED, _Order.OTHERS, _Order.UNKNOWN) if o in found)


def _order_of_loss(act: Act, words: Sequence[str]) -> _Order:
    """Tell the same of `Corland lost to Dorvia`, which says that Dorvia beat it."""
    at = words.index("lost")
    before, after = words[max(0, at - REACH) : at], words[at + 1 : at + 1 + REACH]
    if "to" not in after:
        return _Order.ABSENT
    winner, loser = _is_in(act.doer, after), _is_in(act.done_to, before)
    if (winner or not act.doer) and (loser or not act.done_to):
        return _Order.RIGHT
    is_reversed = _is_in(act.doer, before) or _is_in(act.done_to, after)
    return _Order.REVERSED if is_reversed else _Order.UNKNOWN


def _is_noun(text: CasedText, at: int) -> bool:
    """Tell whether what may be a verb is a noun, or a part of a name: the sale, RMJ Holding."""
    is_name = text.joins(at) and text.has_capital(text.tokens[at]) and not text.is_headline
    return at > 0 and (text.words[at - 1] in _BEFORE_NOUNS or (is_name and not text.is_plain))


def _order_around(
    act: Act, names: frozenset[str], around: frozenset[str], text: CasedText, at: int
) -> _Order:
    """Tell the same of one verb of a sentence."""
    is_passive = _is_passive(text, at)
    if not is_passive and _is_done_by_others(act, text, at):
        return _Order.REVERSED
    if _is_of_another(act, names, around, text, at, is_passive=is_passive):
        return _Order.OTHERS
    before = text.words[max(0, at - 3) : max(0, at - 1)]
    is_relative = not is_passive and not _WHICH.isdisjoint(before)
    sides = [
        _side(
            *(text, at, party),
            is_subject=is_first is not is_passive,
            is_passive=is_passive,
            is_name=party not in act.nouns,
        )
        for party, is_first in ((act.doer, True), (act.done_to, is_relative))
        if party
    ]
    if _Order.REVERSED in sides:
        is_open = not act.doer and not is_passive and _may_be_participle(text.words, at)
        return _Order.UNKNOWN if is_open else _Order.REVERSED
    return _Order.RIGHT if _Order.RIGHT in sides else _Order.UNKNOWN


def _may_be_participle(words: Sequence[str], at: int) -> bool:
    """Tell whether a verb may be passive without a word for it: `operation Ansgar, launched on`."""
    is_form = is_past(words[at]) and not may_be_verb(words[at])
    return is_form and at + 1 < len(words) and words[at + 1] in PREPOSITIONS


def _is_done_by_others(act: Act, text: CasedText, at: int) -> bool:
    """Tell whether right before a verb stands a name of the question that did not do it."""
    words = text.words
    before = _subject(words, at)
    if before < 0 or not text.has_capital(text.tokens[before]):
        return False
    between = text.text[text.tokens[before].end : text.tokens[at].start]
    if "," in between or (before and words[before - 1] in PREPOSITIONS):
        return False
    return _is_in(words[before], act.others)


def _is_of_another(
    act: Act,
    names: frozenset[str],
    around: frozenset[str],
    text: CasedText,
    at: int,
    *,
    is_passive: bool,
) -> bool:
    """Tell whether another name stands where one of the question should, which is not there."""
    words = text.words
    places: Iterable[int] = ()
    if act.doer in names and not _is_in(act.doer, words):
        places = [_subject(words, at)]
        if is_passive:
            by = words.index("by", at) if "by" in words[at : at + FILLER] else len(words)
            places = range(by, len(words))[:FILLER]
            if any(map(may_be_people, words[by + 1 : by + 1 + DONE_BY])):
                return True
    elif act.done_to in names and not _is_in(act.done_to, words):
        places = [_subject(words, at) if is_passive else _object(text, at)]
    return any(
        words[place] not in names
        and (_is_surely_name(text, place) or (place == 0 and words[0] in around))
        for place in places
        if place >= 0
    )


def _is_in(party: str, words: Iterable[str]) -> bool:
    return any(is_same(party, word) for word in words)


def _object(text: CasedText, at: int) -> int:
    """Return the first word with a capital behind a verb, before a preposition; -1 without one."""
    words = text.words
    for place in range(at + 1, min(len(words), at + FILLER)):
        if words[place] in PREPOSITIONS or words[place] in _PLACING:
            return -1
        if text.has_capital(text.tokens[place]) and words[place] not in CALENDAR:
            return place
    return -1


def _is_surely_name(text: CasedText, at: int) -> bool:
    """Tell whether a word is a name: a capital inside a sentence; an acronym may be anybody's."""
    words = text.words
    if at < 0 or text.is_plain or words[at] in STOP_WORDS or words[at] in CALENDAR:
        return False
    token = text.tokens[at]
    is_first = text.is_first(token)
    is_behind = at > 0 and words[at - 1] in PREPOSITIONS and words[at - 1] != "by"
    return text.has_capital(token) and not text.is_acronym(token) and not (is_first or is_behind)


def _subject(words: Sequence[str], at: int) -> int:
    """Return the word right before a verb and what belongs to it; -1 if there is none."""
    before = at - 1
    while before >= 0 and (words[before] in AUXILIARIES or words[before] in ADVERBS):
        before -= 1
    return before


def _is_passive(text: CasedText, at: int) -> bool:
    """Tell whether a verb is passive: `was sued`, but not `“That is all,” Vik said`."""
    words = text.words
    if base(words[at]) == _BELONG:  # to whoever owns it
        return True
    if words[at + 1 : at + 2] == ["by"] and is_past(words[at]):  # the poll conducted by
        return True
    first = max(0, at - 3)
    if not is_past(words[at]) or PASSIVE.isdisjoint(words[first:at]):
        return False
    being = max(place for place in range(first, at) if words[place] in PASSIVE)
    between = text.text[text.tokens[being].end : text.tokens[at].start]
    return not any(sign in between for sign in ',;"”“')


def _side(
    text: CasedText,
    at: int,
    party: str,
    *,
    is_subject: bool,
    is_passive: bool,
    is_name: bool,
) -> _Order:
    """Tell whether a party stands on its side of a verb: before it as its subject, else after."""
    words = text.words
    named = [
        place
        for place, word in enumerate(words)
        if abs(place - at) <= REACH
        and is_same(party, word)
        and (
            text.is_plain
            or not is_name
            or text.has_capital(text.tokens[place])
            or place == _subject(words, at)
        )
        and not (place < at and _is_place(words, place))
    ]
    if not named or party in TITLES:
        return _Order.UNKNOWN
    if any((place < at) is is_subject for place in named):
        return _Order.RIGHT
    if is_passive and is_subject:  # was awarded the prize; only what follows "by" did it
        by = "by" in words[at : max(named)]
        return _Order.REVERSED if by else _Order.UNKNOWN
    return _Order.REVERSED


def _is_place(words: Sequence[str], at: int) -> bool:
    """Tell whether a name says where: `In Corvenia Reyle won`."""
    return at > 0 and words[at - 1] in _PLACING
