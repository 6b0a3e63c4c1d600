"""Reasons: what in a sentence says why, or what for, something is so. Pure. English.

why was the bridge closed    "It was closed on Monday because of a crack"     because of a crack
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text.analyzer import Token
from index.types import Span
from search.answers.acts import Act
from search.answers.kind_words import NUMBERS
from search.answers.parties import is_agentless
from search.answers.verbs import PASSIVE, base, is_known, may_be_verb, means

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

SURE, MAY_BE, PURPOSE = 1.0, 0.4, 0.2
"""What it counts that a sentence says why, after what, and what for."""

_SURE = tuple(
    tuple(words.split())
    for words in (
        "because|due to|owing to|thanks to|in order to|so that|in response to|in retaliation for"
        "|as a result of|on the grounds|on grounds|caused by|prompted by|triggered by|sparked by"
        "|attributed to|blamed on|stems from|stemmed from|citing|reason|reasons|for fear|on fears"
        "|amid fears|in protest|fearing|forced by|blamed|the cause|likely cause|likeliest cause"
        "|probable cause|possible cause|root cause|cause was|cause is"
    ).split("|")
)
_MAY_BE = frozenset("after amid following since saying".split())
_BEFORE_TO = frozenset(
    base(word)
    for word in "want like plan intend expect hope agree begin start try need have decide go be"
    " force allow help ask tell urge able ready likely due fail refuse continue according".split()
)
"""Behind these `to` says no purpose."""

_BEING = frozenset("is are was were be been".split())
_REASON = frozenset("reason reasons cause".split())
_HINTS = _MAY_BE | frozenset(
    "as by during for from given if over so through when while with".split()
)
"""With these a sentence may say why after all."""
_BY = frozenset(["by"])
_SAYING = frozenset("because due owing reason reasons cause caused blame blamed citing".split())
_FURTHER = 2

_NO_REASON = frozenset("all well far soon long much many such usual".split())
_SAID = r",\s[^,]*\b(?:said|says|told|added|wrote|according)\b[^,]*$"


def reason(
    text: str, tokens: Sequence[Token], asked: Collection[str], verb: str
) -> tuple[float, Span] | None:
    """Return how surely a sentence says why something is so, and where.

    Args:
        text: The sentence.
        tokens: Its words.
        asked: Words of the question, folded.
        verb: Of what is asked about: what comes after that is its reason.

    Returns:
        0 to 1, higher is surer, and the span; None where it does not say it.
    """
    words = [token.word for token in tokens]
    blamed = next((at for at, pair in enumerate(pairwise(words)) if pair == ("to", "blame")), 0)
    if blamed > 1 and words[blamed - 1] in _BEING:
        return SURE, (tokens[0].start, tokens[blamed - 2].end)
    for at in range(len(words)):
        sure = next((len(one) for one in _SURE if tuple(words[at : at + len(one)]) == one), 0)
        if sure and not (words[at] == "due" and may_be_verb(_word(words, at + 2))):  # due to open
            span = _clause(text, tokens, at)
            is_noun = not _REASON.isdisjoint(words[at : at + sure])
            being = next((n for n in range(at - 1, at - 3, -1) if _word(words, n) in _BEING), -1)
            if is_noun and being > 0:  # said that a fuse was the cause
                that = words[:being].index("that") + 1 if "that" in words[:being] else 0
                span = tokens[that].start, tokens[being - 1].end
            if is_noun or _is_apart(tokens, span, asked, verb):
                return SURE, span
    for at, word in enumerate(words):
        is_purpose = word == "to" and may_be_verb(_word(words, at + 1)) and at > 0
        is_purpose = is_purpose and bool(verb) and base(words[at - 1]) not in _BEFORE_TO
        after = _word(words, at + 1)
        is_deed = word == "for" and after.endswith("ing") and is_known(after)  # fired for stealing
        is_weak = is_deed or (word in _MAY_BE and after not in _NO_REASON)
        if is_weak or is_purpose:
            span = _clause(text, tokens, at)
            if _is_apart(tokens, span, asked, verb):
                return MAY_BE if is_weak else PURPOSE, span
    return None


def are_untold(
    question: Question, candidate: Candidate, worth: Sequence[float | None]
) -> list[bool]:
    """Tell of the sentences of a paragraph which do not say why, where one says only that it is so.

    Args:
        question: That asks why.
        candidate: The paragraph.
        worth: What it counts that each of the sentences says why, None where it does not.
    """
    numbers = range(len(worth))
    untold = any(worth[at] is None and _is_untold(question, candidate, at) for at in numbers)
    return [untold and (one is None or one < SURE) for one in worth]


def _is_untold(question: Question, candidate: Candidate, number: int) -> bool:
    """Tell whether a sentence says only that it is so: neither it nor what follows says why.

    The dam broke on Monday, and the town was flooded.
    """
    verb = question.predicate
    words, *later = candidate.sentence_words[number : number + 1 + _FURTHER]
    if not verb or "never" in words or not any(means(word, verb) for word in words):
        return False  # he fell, and never walked again
    is_passive = not PASSIVE.isdisjoint(question.words)
    sentence = candidate.sentence(number)
    if is_passive and not is_agentless(Act(verb), sentence):  # a leak has delayed it
        return False
    hints = _HINTS - question.words - (frozenset() if is_passive else _BY)
    is_hinted = any(
        (one in hints and not _is_number(one, other)) or (one == "to" and may_be_verb(other))
        for one, other in pairwise([*words, ""])
    )
    return not is_hinted and all(map(_SAYING.isdisjoint, later))


def _is_number(link: str, word: str) -> bool:
    """Tell whether a word says for how long."""
    return link == "for" and (word[:1].isdigit() or word in NUMBERS)


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


def _clause(text: str, tokens: Sequence[Token], at: int) -> Span:
    """Return the clause that begins at a word: up to the comma if it begins the sentence."""
    start, end = tokens[at].start, tokens[-1].end
    comma = text.find(",", start)
    if at == 0 and comma > 0:
        return start, comma
    said = _found(_SAID).search(text, start)
    return start, said.start() if said else end


def _is_apart(tokens: Sequence[Token], span: Span, asked: Collection[str], verb: str) -> bool:
    """Tell whether what is asked about stands outside of a clause that gives a reason."""
    inside = [t.word for t in tokens if span[0] <= t.start < span[1]]
    outside = [t.word for t in tokens if not span[0] <= t.start < span[1]]
    if verb and any(means(word, verb) for word in inside):
        return any(means(word, verb) for word in outside)
    return any(word in asked for word in outside) and len(inside) > 1


@cache
def _found(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
