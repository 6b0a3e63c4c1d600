"""Roles: who did what to whom in a question, and in the sentences that may answer it. Pure.

    who sued Corland            it was done to Corland: "Corland sued Dorvia" is the reverse
    whom did Dorvia sue         Dorvia did it: so is this
    who was sued by Corland     Corland did it: this is the answer

What is known is one party, or two, and the verb. Where a sentence has the verb with that party on
the wrong side of it, active or passive, it says the reverse: it is doubtful, and so is what stands
around it, unless another sentence has the right order. English.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.text import analyzer
from search.answers.acts import Act
from search.answers.cased_text import CasedText
from search.answers.content_words import likest
from search.answers.kind_words import PREPOSITIONS
from search.answers.parties import REACH, Order, is_agentless, is_in
from search.answers.parties import order as order_in
from search.answers.verbs import (
    is_derived,
    is_light,
    is_opposite,
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

_SUBJECTS, _OBJECTS = frozenset("he she it they".split()), frozenset("him her it them".split())


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
    names = frozenset(part for name in question.names for part in name.parts)
    titles = [_order_of_title(act, names, one) for one in candidates]
    every = {order for each in orders for order in each}
    every |= {Order.REVERSED} & {*titles}
    reverse = {Order.REVERSED, Order.OTHERS}
    is_right = Order.RIGHT in every
    is_reverse_alone = not is_right and not every.isdisjoint(reverse) and not is_light(act.verb)
    # When it happened, and where, may stand apart from who did it.
    is_party_asked = question.wanted is None or question.wanted.kind in ("person", "name")
    found = []
    for candidate, said, title in zip(candidates, orders, titles, strict=True):
        each = said
        is_heard = question.speaker is not None and candidate.statements is not None
        # What a speaker whom the question names says is another judge's.
        is_near = is_party_asked or not reverse.isdisjoint({*each, title})
        is_absence_telling = is_reverse_alone and is_near and not is_heard
        doubted = reverse | {Order.AGENTLESS} | ({Order.ABSENT} if is_absence_telling else set())
        if is_absence_telling and is_party_asked and not reverse.isdisjoint(each):
            each = _without_party(question, act, candidate, said)
        worth = {Order.RIGHT: RIGHT, Order.UNKNOWN: UNKNOWN, **dict.fromkeys(doubted, REVERSED)}
        if is_right:
            worth[Order.ABSENT] = ABSENT
        found.append([Verdict(order in doubted, worth.get(order, 0.0)) for order in each])
    return found


def _orders(question: Question, act: Act, candidate: Candidate) -> list[Order]:
    """Return the order in each sentence; one that goes on with `he` or `it` has the one before."""
    orders: list[Order] = []
    before = ""
    names = frozenset(part for name in question.names for part in name.parts)
    verb = question.content.get(analyzer.stem(act.verb))
    kind = question.wanted.kind if question.wanted else ""
    said = (Order.RIGHT, Order.UNKNOWN)
    first = next(iter(question.asked_words), "")
    is_asked = first == "by" or first not in PREPOSITIONS  # not after whom it is named
    is_doer_asked = is_asked and kind in ("person", "name") and bool(act.done_to) and not act.doer
    for number in range(len(candidate.sentences)):
        sentence = candidate.sentence(number)
        order = order_in(act, names, candidate.names, sentence)
        if order is Order.UNKNOWN and _goes_on(act, sentence, before):
            order = Order.RIGHT
        if order is Order.RIGHT and question.is_of_namesakes(sentence):
            order = Order.REVERSED  # somebody else did it
        elif order in said and is_doer_asked and is_agentless(act, sentence):
            order = Order.AGENTLESS
        elif order is Order.ABSENT and _may_be_said(act, verb, candidate, number):
            order = Order.UNKNOWN
        orders.append(order)
        before = sentence
    if Order.AGENTLESS in orders and Order.RIGHT not in orders:
        named = ["by" in words for words in candidate.sentence_words]
        orders = [
            Order.AGENTLESS if one is Order.ABSENT and not has_by else one
            for one, has_by in zip(orders, named, strict=True)
        ]
    return orders


def _order_of_title(act: Act, names: frozenset[str], candidate: Candidate) -> Order:
    """Return the order in the title of an article, if that has the very verb."""
    is_told = any(means(word, act.verb) for word in analyzer.words(candidate.label))
    return order_in(act, names, candidate.names, candidate.label) if is_told else Order.ABSENT


def _without_party(
    question: Question, act: Act, candidate: Candidate, orders: Sequence[Order]
) -> list[Order]:
    """Return the orders of sentences that have the verb, but nothing of the party, as absent."""
    names = {part for name in question.names for part in name.parts}
    party = act.doer or act.done_to
    found = []
    for number, order in enumerate(orders):
        words = CasedText(candidate.sentence(number)).words
        is_said = is_in(party, words) or not (_SUBJECTS | _OBJECTS).isdisjoint(words)
        is_lacking = order is Order.UNKNOWN and party in names and not is_said
        found.append(Order.ABSENT if is_lacking else order)
    return found


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
            return is_in(act.doer, first)
        if other in _OBJECTS and means(one, act.verb) and act.done_to:
            return is_in(act.done_to, first)
    return False
