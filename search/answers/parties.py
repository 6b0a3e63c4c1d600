"""Parties: how who did it and whom it was done to stand around the verb of a sentence. Pure.

    Dorvia sued Corland        Corland was sued by Dorvia        Corland, which Dorvia sued

Behind a verb that says it from the other side they change places: what Dorvia sold to Corland is
what Corland bought. English.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from itertools import takewhile

from index.text import analyzer
from index.text.analyzer import STOP_WORDS
from search.answers import deeds
from search.answers.acts import Act, is_double
from search.answers.asked_speaker import is_act_of_speech
from search.answers.cased_text import CasedText
from search.answers.kind_words import AUXILIARIES, PREPOSITIONS, is_plural, may_be_people
from search.answers.name_words import CALENDAR, OWNING, TITLES, is_same
from search.answers.verbs import (
    ADVERBS,
    PASSIVE,
    base,
    is_converse,
    is_giving,
    is_light,
    is_opposite,
    is_past,
    may_be_verb,
    means,
)

REACH, PASSIVE_REACH = 12, 20
"""So many words from a verb its parties stand, as a rule, and who did it behind a passive one."""

_PLACING = frozenset("in at on near off around outside inside".split())
FILLER = 7
"""So many words from a verb whoever stands there in place of a party."""

DONE_BY = 3
"""So many words behind "by" somebody stands who has no name: the border guard."""

_THEM = frozenset("him her it them".split())
_SHE = frozenset("he she it they".split())
_SAID = frozenset("said says that".split())
_WHICH = frozenset("which that whom".split())
_BEATING = frozenset(map(base, "beat defeat win".split()))
_TO_WINNERS = frozenset("to against at".split())
_BELONG = base("belong")
_BEFORE_NOUNS = frozenset(
    "the a an his her its their this first second third last next another state".split()
)


class Order(Enum):
    """How the parties stand in a sentence; agentless: it does not say who did it; absent: it does
    not have the verb."""

    RIGHT = "right"
    REVERSED = "reversed"
    OTHERS = "others"
    UNKNOWN = "unknown"
    AGENTLESS = "agentless"
    ABSENT = "absent"


@lru_cache(maxsize=256)
def order(act: Act, names: frozenset[str], around: frozenset[str], sentence: str) -> Order:
    """Tell whether a sentence has the parties of an act where they belong.

    Args:
        act: That is asked about.
        names: Words of the question's names.
        around: Words of the names in the paragraph.
        sentence: Of the paragraph.
    """
    text = CasedText(sentence)
    act = replace(act, doer=text.said_as(act.doer), done_to=text.said_as(act.done_to))
    found = {
        _order_around(act, names, around, text, at)
        for at, word in enumerate(text.words)
        if means(word, act.verb) and not _is_noun(text, at)
    }
    if Order.RIGHT in found:
        return Order.RIGHT
    if base(act.verb) in _BEATING and "lost" in text.words:
        return _order_of_loss(act, text.words)
    if not found:
        is_right = deeds.order(text, act.verb, act.doer, act.done_to)
        if is_right is None:
            return _order_of_converse(act, text)
        return Order.RIGHT if is_right else Order.REVERSED
    return next(o for o in (Order.REVERSED, Order.OTHERS, Order.UNKNOWN) if o in found)


def _order_of_loss(act: Act, words: Sequence[str]) -> Order:
    """Tell the same of `Corland lost to Dorvia`, which says that Dorvia beat it."""
    at = words.index("lost")
    before, after = words[max(0, at - REACH) : at], words[at + 1 : at + 1 + REACH]
    if _TO_WINNERS.isdisjoint(after):
        return Order.ABSENT
    winner, loser = is_in(act.doer, after), is_in(act.done_to, before)
    if (winner or not act.doer) and (loser or not act.done_to):
        return Order.RIGHT
    is_reversed = is_in(act.doer, before) or is_in(act.done_to, after)
    return Order.REVERSED if is_reversed else Order.UNKNOWN


def _order_of_converse(act: Act, text: CasedText) -> Order:
    """Tell the same of `Corland sold its yard to Dorvia`, which says that Dorvia bought it."""
    words = text.words
    for at, word in enumerate(words):
        if not is_converse(word, act.verb):
            continue
        before = [] if _is_passive(text, at) else words[max(0, at - REACH) : at]
        link = "to" if is_giving(word) else "from"
        after = range(at + 1, min(len(words), at + 1 + REACH))
        first = next((n for n in after if words[n] == link), len(words))
        run = list(takewhile(lambda n: words[n] not in PREPOSITIONS, range(first + 1, len(words))))
        does = [words[n] for n in run]
        if act.doer:
            is_reversed = is_in(act.doer, before)
            is_right = is_in(act.doer, does) and (not act.done_to or is_in(act.done_to, words))
            if is_right or is_reversed:
                return Order.REVERSED if is_reversed else Order.RIGHT
        elif is_in(act.done_to, does):
            return Order.REVERSED
        elif any(map(text.has_capital, (text.tokens[n] for n in run))) and (
            is_in(act.done_to, words) or any(is_in(one, before) for one in act.others)
        ):
            return Order.RIGHT
    return Order.REVERSED if _is_opposite_alone(act, text) else Order.ABSENT


def _is_opposite_alone(act: Act, text: CasedText) -> bool:
    """Tell whether a sentence says the opposite of a party: opens, where it is asked who closes."""
    if is_light(act.verb) or base(act.verb) in _BEATING | {base("lose")}:
        return False  # was beaten
    is_of_party = is_in(act.done_to or act.doer, text.words)
    return is_of_party and any(
        is_opposite(word, act.verb) and not is_converse(word, act.verb) and not _is_noun(text, at)
        for at, word in enumerate(text.words)
    )


def _is_noun(text: CasedText, at: int) -> bool:
    """Tell whether what may be a verb is a noun, or a part of a name: the sale, RMJ Holding."""
    is_name = text.joins(at) and text.has_capital(text.tokens[at]) and not text.is_headline
    return at > 0 and (text.words[at - 1] in _BEFORE_NOUNS or (is_name and not text.is_plain))


def _order_around(
    act: Act, names: frozenset[str], around: frozenset[str], text: CasedText, at: int
) -> Order:
    """Tell the same of one verb of a sentence."""
    is_passive = _is_passive(text, at)
    if not is_passive and (_is_done_by_others(act, text, at) or deeds.is_cleared(text.words, at)):
        return Order.REVERSED
    intends = deeds.intending(text, at)
    if intends and act.doer in names:  # Dorvia's decision to sue
        return Order.RIGHT if is_same(act.doer, intends) else Order.REVERSED
    if _is_of_another(act, names, around, text, at, is_passive=is_passive):
        return Order.OTHERS
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
    if Order.REVERSED in sides:
        is_open = not act.doer and not is_passive and _may_be_participle(text.words, at)
        return Order.UNKNOWN if is_open else Order.REVERSED
    # Done to what is theirs; who speaks of that speaks of them too.
    is_theirs = act.done_to in names and text.is_owner(act.done_to)
    is_theirs = is_theirs and not (act.doer or is_act_of_speech(act.verb))
    if is_theirs or (Order.UNKNOWN in sides and _is_done_to_others(act, names, text, at)):
        return Order.OTHERS
    return Order.RIGHT if Order.RIGHT in sides else Order.UNKNOWN


def is_agentless(act: Act, sentence: str) -> bool:
    """Tell whether a sentence says only that it was done, not by whom: the statue was stolen."""
    text = CasedText(sentence)
    words = text.words
    verbs = [
        at for at, word in enumerate(words) if means(word, act.verb) and not _is_noun(text, at)
    ]
    return bool(verbs) and all(_is_passive(text, at) and "by" not in words[at:] for at in verbs)


def _is_done_to_others(act: Act, names: frozenset[str], text: CasedText, at: int) -> bool:
    """Tell whether it was done to another than the name that is asked about: owes 2 to the mine."""
    words = text.words[at + 1 : at + 1 + REACH]
    if not act.doer or act.done_to not in names or is_in(act.done_to, text.words):
        return False
    return "to" in words and is_double(act.verb) and _THEM.isdisjoint(words)


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
    first = before
    while first and text.joins(first) and text.has_capital(text.tokens[first - 1]):
        first -= 1
    if "," in between or (first and words[first - 1] in PREPOSITIONS):
        return False
    return any(is_in(word, act.others) for word in words[first : before + 1])


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
    if act.doer in names and not is_in(act.doer, words):
        subject = _behind_aside(text, _subject(words, at))
        places = [subject, subject - 1] if subject > 1 and text.joins(subject) else [subject]
        if is_passive:
            by = words.index("by", at) if "by" in words[at : at + FILLER] else len(words)
            places = range(by, len(words))[:FILLER]
            if any(map(may_be_people, words[by + 1 : by + 1 + DONE_BY])):
                return True
    elif act.done_to in names and not is_in(act.done_to, words):
        places = [_subject(words, at) if is_passive else _object(text, at)]
    owner = _owner(text, _subject(words, at)) if act.doer and not is_passive else ""
    if owner and not any(is_same(owner, name) for name in names):
        return act.doer in names and not is_in(act.doer, words)
    return any(
        words[place] not in names
        and (_is_surely_name(text, place) or (place == 0 and _is_name_first(text, around)))
        for place in places
        if place >= 0
    )


def is_in(party: str, words: Iterable[str]) -> bool:
    return any(is_same(party, word) for word in words)


def _object(text: CasedText, at: int) -> int:
    """Return the first word with a capital behind a verb, before a preposition; -1 without one."""
    words = text.words
    for place in range(at + 1, min(len(words), at + FILLER)):
        token = text.tokens[place]
        is_apart = ";" in text.text[text.tokens[at].end : token.start] or words[place] in _THEM
        if is_apart or words[place] in PREPOSITIONS or words[place] in _PLACING:
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


def _owner(text: CasedText, at: int) -> str:
    """Return whose a subject is, folded: Corland, of `Corland's air force`; empty if nobody's."""
    for place in range(at - 1, max(-1, at - FILLER), -1):
        token = text.tokens[place]
        if text.written(token).endswith(OWNING):
            return token.word if text.has_capital(token) else ""
    return ""


def _is_name_first(text: CasedText, around: frozenset[str]) -> bool:
    """Tell whether the first word, right before a verb, is a name: no noun stands so by itself."""
    word = text.words[0]
    is_noun = word in STOP_WORDS or word in PREPOSITIONS or may_be_people(word) or is_plural(word)
    is_told = is_noun or text.is_plain or text.is_acronym(text.tokens[0])
    return word in around or not is_told


def _subject(words: Sequence[str], at: int) -> int:
    """Return who stands right before a verb and what belongs to it; -1 if nobody does.

    Also of `Corland said it has agreed to sell`.
    """
    before = _behind_auxiliaries(words, at - 1)
    if before > 0 and words[before] == "to" and is_past(words[before - 1]):
        before = _behind_auxiliaries(words, before - 2)
        if words[before] in _SHE and words[before - 1] in _SAID:
            before -= 2
    return before


def _behind_aside(text: CasedText, at: int) -> int:
    """Return who stands before what is said of them in passing: `Oske, 23, scored`."""
    if not 0 < at < len(text.tokens) - 1 or not _is_before_comma(text, at):
        return at
    first = next((n for n in range(at, 0, -1) if _is_before_comma(text, n - 1)), 0)
    aside = text.words[first : at + 1]
    is_aside = aside[0] == "who" or not any(map(is_past, aside))
    return first - 1 if first and is_aside and len(aside) <= REACH else at


def _is_before_comma(text: CasedText, at: int) -> bool:
    return text.text[text.tokens[at].end : text.tokens[at + 1].start].strip() == ","


def _behind_auxiliaries(words: Sequence[str], at: int) -> int:
    """Return the last word up to one that is no auxiliary or adverb; -1 if none is."""
    while at >= 0 and (words[at] in AUXILIARIES or words[at] in ADVERBS):
        at -= 1
    return at


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
    is_to = words[at - 1] == "to"  # is to meet
    return not is_to and not any(sign in between for sign in ',;"”“')


def _side(
    text: CasedText,
    at: int,
    party: str,
    *,
    is_subject: bool,
    is_passive: bool,
    is_name: bool,
) -> Order:
    """Tell whether a party stands on its side of a verb: before it as its subject, else after."""
    words = text.words
    said = [
        place
        for place, word in enumerate(words)
        if abs(place - at) <= (PASSIVE_REACH if is_passive else REACH)
        and is_same(party, word)
        and not _is_origin(text, party, place)
        and not (place < at and _is_place(words, place))
    ]
    named = [
        place
        for place in said
        if text.is_plain
        or not is_name
        or text.has_capital(text.tokens[place])
        or place == _subject(words, at)
    ]
    if named and any((place < at) is is_subject for place in said):  # Saint Orsolo lent a saint
        named = said
    if not named or party in TITLES:
        return Order.UNKNOWN
    if is_passive and not is_subject and all(_is_given(words, at, place) for place in named):
        return Order.REVERSED
    if any((place < at) is is_subject for place in named):
        return Order.RIGHT
    if is_passive and is_subject:  # was awarded the prize; only what follows "by" did it
        by = "by" in words[at : max(named)]
        return Order.REVERSED if by else Order.UNKNOWN
    return Order.REVERSED


def _is_origin(text: CasedText, party: str, at: int) -> bool:
    """Tell whether a form of a name says only where somebody is from: Corvian Ida Oske."""
    is_form = analyzer.stem(text.words[at]) != analyzer.stem(party)
    is_before_name = text.joins(at + 1) and text.has_capital(text.tokens[at + 1])
    return is_form and is_before_name and text.is_first(text.tokens[at])


def _is_given(words: Sequence[str], at: int, place: int) -> bool:
    """Tell whether a name behind a passive verb is whom it goes to: `awarded to Oske by X`."""
    links = [word for word in words[at:place] if word in PREPOSITIONS]
    return at < place and links[-1:] == ["to"] and base(words[at]) != _BELONG


def _is_place(words: Sequence[str], at: int) -> bool:
    """Tell whether a name says where: `In Corvenia Reyle won`."""
    return at > 0 and words[at - 1] in _PLACING
