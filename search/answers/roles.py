"""Roles: who did what to whom in a question, and in the sentences that may answer it. Pure.

    who sued Corland            it was done to Corland: "Corland sued Dorvia" is the reverse
    whom did Dorvia sue         Dorvia did it: so is this
    who was sued by Corland     Corland did it: this is the answer

What is known is one party, or two, and the verb. Where a sentence has the verb with that party on
the wrong side of it, active or passive, it says the reverse: it is doubtful, and so is what stands
around it, unless another sentence has the right order. English.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile
from typing import TYPE_CHECKING

from index.text import analyzer
from index.text.analyzer import STOP_WORDS
from search.answers.cased_text import CasedText
from search.answers.name_words import TITLES, is_same
from search.answers.verbs import PASSIVE, base, is_past, means
from search.answers.verdict import Verdict

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

RIGHT, REVERSED = 0.6, -0.6
"""What the order of the parties counts beside other sentences."""

REACH = 12
"""So many words from a verb its parties stand, as a rule."""

_ASKED = frozenset("who whom what which".split())
_DID = frozenset("did does do will would".split())
_HAS = frozenset("has have had".split())
_LINKS = frozenset(
    "in on at of for from to by with about over after before against off near into under during as"
    " when while because where that and or but until since".split()
)
_PLACING = frozenset("in at on near off around outside inside".split())
_BEFORE_NOUNS = frozenset("the a an his her its their this that".split())
_ADVERBS = frozenset("first also later once ever finally recently just already not".split())


class _Order(Enum):
    """How the parties stand in a sentence; absent: it does not have the verb."""

    RIGHT = "right"
    REVERSED = "reversed"
    UNKNOWN = "unknown"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to whom, as far as a question says it.

    Attributes:
        verb: Folded.
        doer: The last word of who did it, folded; empty if that is asked.
        done_to: The same of whom it was done to; empty if that is asked.
    """

    verb: str
    doer: str = ""
    done_to: str = ""


def act_of(asked: str) -> Act | None:
    """Return the act that a question is about, or None where it names no party of one.

    Args:
        asked: The question, with blanks for what is no word to rank by.
    """
    tokens = list(analyzer.tokens(asked))
    names = frozenset(token.word for token in tokens[1:] if asked[token.start].isupper())
    words = [token.word for token in tokens]
    by_whom = words[:2] in (["by", "whom"], ["by", "who"])
    words = words[by_whom:]
    if not words or words[0] not in _ASKED:
        return None
    at = 1
    if words[0] in ("which", "what"):
        while at < len(words) and not _begins_verb(words[at]):
            at += 1
    rest = words[at:]
    if len(rest) < 2:
        return None
    found = _passive(rest, names, by_whom) if rest[0] in PASSIVE else _active(rest, names)
    return found if found and (found.doer or found.done_to) else None


def _begins_verb(word: str) -> bool:
    return word in _DID or word in _HAS or word in PASSIVE or is_past(word)


def _active(words: Sequence[str], names: Set[str]) -> Act | None:
    """Read `sued Corland`, `has sued Corland`, `did Dorvia sue`."""
    first, *rest = words
    if first in _HAS or (first in _DID and rest and _is_verb_here(rest)):
        if is_past(rest[0]) or first in _DID:
            return _done(rest, names)
        return _doing(rest)
    if first in _DID:
        return _doing(rest)
    return _done(words, names)


def _is_verb_here(words: Sequence[str]) -> bool:
    """Tell whether `will` goes on with a verb and its object: `will buy Corland`."""
    return len(words) == 2 and base(words[0]) in _COMMON


_COMMON = frozenset(
    base(verb) for verb in "buy sue lead replace acquire pay host join meet visit win".split()
)


def _done(words: Sequence[str], names: Set[str]) -> Act | None:
    """Read a verb and whom it was done to."""
    words = [word for word in words if word not in _ADVERBS]
    if not words:
        return None
    verb, rest = words[0], words[1:]
    if rest[:1] in (["over"], ["off"], ["out"]):
        rest = rest[1:]
    return Act(verb, done_to=_head(rest, names))


def _doing(words: Sequence[str]) -> Act | None:
    """Read who did it and the verb: the last word before a preposition, or the one before a name.

    `Dorvia sue`, `Oske give Wendell`, `Krell accuse Lomax of`.
    """
    run: list[str] = []
    for word in words:
        if word in _LINKS:
            break
        if word not in STOP_WORDS:
            run.append(word)
    if len(run) < 2:
        return None
    verb_at = next((at for at, word in enumerate(run) if at and _is_verb(word)), len(run) - 1)
    after = run[verb_at + 1 :]
    return Act(run[verb_at], doer=run[verb_at - 1], done_to=after[-1] if after else "")


def _is_verb(word: str) -> bool:
    """Tell whether a word is one of the verbs that have two objects, or a name after them."""
    return base(word) in _DOUBLE


_DOUBLE = frozenset(
    base(verb)
    for verb in "give send lend sell offer pay tell call show accuse promise ask teach owe grant"
    " award bring take buy blame hand deny charge".split()
)


def _passive(words: Sequence[str], names: Set[str], by_whom: bool) -> Act | None:
    """Read `was sued by Corland`, `was Dorvia sued by`, `is suing Dorvia`."""
    rest = [word for word in words[1:] if word not in ("being", "been")]
    if not rest:
        return None
    if rest[0].endswith("ing"):
        return _done(rest, names)
    if by_whom or rest[-1] == "by":
        run = [word for word in rest if word not in STOP_WORDS and word not in _LINKS]
        return Act(run[-1], done_to=run[-2]) if len(run) > 1 else None
    if is_past(rest[0]) and "by" in rest:
        return Act(rest[0], doer=_head(rest[rest.index("by") + 1 :], names))
    return None


def _head(words: Sequence[str], names: Set[str]) -> str:
    """Return the last word of who or what words begin with, up to a preposition.

    The last one of a name if there is any: `Holmen` of `lent Holmen money`.
    """
    run = list(takewhile(lambda word: word not in _LINKS, words))
    run = [word for word in run if word not in STOP_WORDS]
    return next(reversed([word for word in run if word in names] or run), "")


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Judge the sentences of a paragraph by who does it in them."""
    act = question.act
    if act is None:
        return None
    count = len(candidate.sentences)
    orders = [_order(act, candidate.sentence(number)) for number in range(count)]
    if _Order.RIGHT not in orders and _Order.REVERSED in orders:
        doubted = {_Order.REVERSED, _Order.ABSENT}
    else:
        doubted = {_Order.REVERSED}
    worth = {_Order.RIGHT: RIGHT, _Order.REVERSED: REVERSED}
    return [Verdict(order in doubted, worth.get(order, 0.0)) for order in orders]


def _order(act: Act, sentence: str) -> _Order:
    """Tell whether a sentence has the parties of an act where they belong."""
    text = CasedText(sentence)
    words = [token.word for token in text.tokens]
    found = {
        _order_around(act, text, words, at)
        for at, word in enumerate(words)
        if means(word, act.verb) and not (at and words[at - 1] in _BEFORE_NOUNS)
    }
    if _Order.RIGHT in found:
        return _Order.RIGHT
    if not found:
        return _Order.ABSENT
    return _Order.REVERSED if _Order.REVERSED in found else _Order.UNKNOWN


def _order_around(act: Act, text: CasedText, words: Sequence[str], at: int) -> _Order:
    """Tell the same of one verb of a sentence."""
    is_passive = _is_passive(text, words, at)
    sides = [
        _side(text, words, at, party, is_subject=is_first is not is_passive, is_passive=is_passive)
        for party, is_first in ((act.doer, True), (act.done_to, False))
        if party
    ]
    if _Order.REVERSED in sides:
        return _Order.REVERSED
    return _Order.RIGHT if _Order.RIGHT in sides else _Order.UNKNOWN


def _is_passive(text: CasedText, words: Sequence[str], at: int) -> bool:
    """Tell whether a verb is passive: `was sued`, but not `“That is all,” Vik said`."""
    first = max(0, at - 3)
    if words[at].endswith("ing") or PASSIVE.isdisjoint(words[first:at]):
        return False
    being = max(place for place in range(first, at) if words[place] in PASSIVE)
    between = text.text[text.tokens[being].end : text.tokens[at].start]
    return not any(sign in between for sign in ',;"”“')


def _side(
    text: CasedText,
    words: Sequence[str],
    at: int,
    party: str,
    *,
    is_subject: bool,
    is_passive: bool,
) -> _Order:
    """Tell whether a party stands on its side of a verb: before it as its subject, else after."""
    named = [
        place
        for place, word in enumerate(words)
        if abs(place - at) <= REACH
        and is_same(party, word)
        and (text.is_plain or text.has_capital(text.tokens[place]))
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
