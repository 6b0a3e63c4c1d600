"""Acts: who did what to whom, as far as a question says it. Pure. English.

who sued Corland                        to Corland: sued
how much did Dorvia pay for Corland     Dorvia: pay
when was Corland founded                to Corland: founded
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from index.text import analyzer
from index.text.analyzer import STOP_WORDS
from search.answers import deeds
from search.answers.kind_words import PERIODS, are_people
from search.answers.name_words import KINDS, OWNING
from search.answers.verbs import ADVERBS, PASSIVE, base, is_known, is_past, may_be_verb

_PARTIES = frozenset("who whom what which whose".split())
_CIRCUMSTANCES = frozenset("when where why how".split())
_LED = frozenset("which what whose how".split())
"""Words after which a noun may stand before the verb: which company, how much."""

_DID = frozenset("did does do will would must can could should may might shall".split())
_HAS = frozenset("has have had".split())
_LINKS = frozenset(
    "in on at of for from to by with about over after before against off near into under during as"
    " when while because where that and or but until since along across among between through"
    " without within toward towards instead prior".split()
)
_ARTICLES = frozenset("the a an his her its their this that these those".split())
"""No verb stands behind one of these, but many before one."""
_PLACING = frozenset("in at on near off around outside inside of".split())
_SHARING = frozenset(["with", "and"])
"""Whoever stands behind these may have done it too: who signed a treaty with Corland."""
_COMMON = frozenset(
    base(verb) for verb in "buy sue lead replace acquire pay host join meet visit win".split()
)
_DOUBLE = frozenset(
    base(verb)
    for verb in "give send lend sell offer pay tell call show accuse promise ask teach owe grant"
    " award bring take buy blame hand deny charge".split()
)
"""Verbs that have two objects, or a name behind them."""

_BEFORE_TO = frozenset(
    map(base, "want like plan intend expect hope agree begin start try need have decide".split())
)
"""What is done stands behind these and `to`."""

_APART = frozenset("away off out up down back apart aside".split())
"""Behind whom something is done to, these belong to the verb."""

_MAKING = frozenset(map(base, "make launch mount table lodge file bring".split()))
"""Verbs of which the noun behind them says what is done."""

_BOTH = frozenset(
    map(base, "close open reopen shut begin start end stop finish sink resume change move".split())
)
"""What happens to something, and what somebody does to it."""

_CLAUSAL = frozenset(map(base, "say announce claim warn deny think believe report".split()))


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to whom.

    Attributes:
        verb: Folded.
        doer: The last word of who did it, folded; empty if that is asked, or not said.
        done_to: The same of whom it was done to.
        others: Last words of further names, which did not do it.
        nouns: Those of the parties that are no names: farmers.
        thing: What bears a name that it was done to: regatta, of the Corland regatta.
    """

    verb: str
    doer: str = ""
    done_to: str = ""
    others: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    thing: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words of a question, and which of them are names."""

    words: Sequence[str]
    names: Set[str]

    def from_word(self, at: int) -> _Asked:
        return _Asked(self.words[at:], self.names)


def act_of(asked: str) -> Act | None:
    """Return the act that a question is about, or None where it names no party of one.

    Args:
        asked: The question, with blanks for what is no word to rank by.
    """
    tokens = list(analyzer.tokens(asked))
    names = frozenset(
        token.word
        for token in tokens[1:]
        if asked[token.start].isupper() and not asked[: token.end].endswith(OWNING)
    )
    words = [token.word for token in tokens]
    by_whom = words[:2] in (["by", "whom"], ["by", "who"])
    words = words[by_whom or words[1:2] == ["whom"] :]
    if not words or words[0] not in _PARTIES | _CIRCUMSTANCES:
        return None
    at = 1
    if words[0] in _LED:
        at += words[0] == "whose"  # behind it stands a noun: whose bid
        asks = [n for n, word in enumerate(words) if word in _DID]
        while at < len(words) and not _begins_verb(words[at]):
            at += 1
        if asks and words[:2] == ["how", "many"]:  # how many forced landings did
            at = asks[0]
    rest = words[at:]
    if len(rest) < 2:
        return None
    said = _Asked(rest, names)
    if words[0] in _CIRCUMSTANCES and at <= 2 and words[:2] != ["how", "many"]:
        found = _circumstance(said)
    elif rest[0] in PASSIVE:
        found = _passive(said, by_whom=by_whom)
    else:
        found = _active(said)
    return found if found and (found.doer or found.done_to) else None


def predicate_of(asked: str) -> str:
    """Return the verb of what happened, whoever did it, folded; empty where none is found.

    when was the plane built that crashed: built      how many people were injured: injured

    Args:
        asked: As of `act_of`.
    """
    tokens = list(analyzer.tokens(asked))
    names = {token.word for token in tokens[1:] if asked[token.start].isupper()}
    words = [token.word for token in tokens]
    asks = _PARTIES | _CIRCUMSTANCES
    while words and words[0] in _LINKS - asks:  # from when
        words = words[1:]
    if not words or words[0] not in asks:
        return ""
    auxiliaries = _DID | _HAS | PASSIVE
    found = [at for at in range(1, len(words)) if words[at] in auxiliaries]
    before = [at for at in range(1, len(words)) if words[at] not in names]
    many = takewhile(lambda at: words[at] not in _LINKS, before)
    past = next((at for at in many if is_past(words[at])), min(1, len(words) - 1))
    at = found[0] if found else past
    if words[at] in PASSIVE:
        rest = [word for word in words[at + 1 :] if word not in names]
        done = _participle(rest)
        is_doing = words[-1].endswith("ing") and words[0] == "what"  # was it carrying
        return words[-1] if is_doing and not done else done
    if words[at] in _DID or words[at] in _HAS:
        being = next((n for n in range(at + 1, len(words)) if words[n] in ("be", "been")), None)
        if being is not None:  # will the roof be mended
            return _participle([word for word in words[being + 1 :] if word not in names])
        verb = _verb_at(_Asked(words[at + 1 :], names), is_participle=words[at] in _HAS)
        is_last = words[at] in _DID and at + 2 < len(words) and words[-1] not in names | STOP_WORDS
        last = words[-1] if is_last and words[-1].isalpha() else ""  # when will the roof collapse
        return words[at + 1 + verb] if verb >= 0 else last
    if is_past(words[at]):
        return words[at]
    first = 1 if words[0] == "who" else 2  # who pays, which company owns
    is_now = words[first : first + 1] and may_be_verb(words[first].removesuffix("s"))
    return words[first] if is_now and words[0] in ("who", "which") else ""


def _participle(words: Sequence[str]) -> str:
    """Return what is done to something, folded: `built` of `the bridge of Orrin built`."""
    done = ""
    for word in words:
        if (word in _LINKS and (done or word not in _PLACING)) or (word in _ARTICLES and done):
            break  # shown a red card
        if word not in STOP_WORDS and is_past(word):
            done = word
    return done


def _begins_verb(word: str) -> bool:
    return word in _DID or word in _HAS or word in PASSIVE or is_past(word)


def _circumstance(said: _Asked) -> Act | None:
    """Read `did Dorvia pay`, `was Corland founded`, behind how much, when, where; names alone."""
    first, *rest = said.words
    if first in PASSIVE:
        run = list(takewhile(lambda word: word not in _LINKS, rest))
        done_to = next((word for word in reversed(run[:-1]) if word in said.names), "")
        found = Act(run[-1], done_to=done_to) if done_to and is_past(run[-1]) else None
    elif first in _DID or first in _HAS:
        found = _doing(_Asked(rest, said.names), is_participle=first in _HAS)
        if found and not found.done_to and rest[-1:] == [found.verb] and base(found.verb) in _BOTH:
            found = None  # when will it close: who closes it is not said
    else:
        return None
    parties = {found.doer, found.done_to} - {""} if found else set()
    return found if parties <= said.names else None


def _active(said: _Asked) -> Act | None:
    """Read `sued Corland`, `has sued Corland`, `did Dorvia sue`, `will succeed Corland`."""
    first, *words = said.words
    rest = said.from_word(1)
    if first in _HAS:
        return _done(rest) if is_past(words[0]) else _doing(rest, is_participle=True)
    if first in ("will", "would") and _is_verb_here(rest):
        return _done(rest)
    if first in _DID:
        return _doing(rest)
    return _done(said)


def _is_verb_here(said: _Asked) -> bool:
    """Tell whether `will` goes on with a verb: `will buy Corland`, but not `will Dorvia buy`."""
    first, *rest = said.words
    if said.names:
        is_noun = first in said.names or first in STOP_WORDS or first.endswith("s")
        return not is_noun and bool(rest)
    is_before_noun = rest[:1] and rest[0] in _ARTICLES and first not in STOP_WORDS
    return is_before_noun or (len(rest) == 1 and base(first) in _COMMON)


def _done(said: _Asked) -> Act | None:
    """Read a verb and whom it was done to."""
    words = [word for word in said.words if word not in ADVERBS]
    if not words:
        return None
    verb, rest = words[0], words[1:]
    rest = rest[rest[:1] in (["over"], ["off"], ["out"], ["down"], ["aside"], ["up"]) :]
    while len(rest) > 1 and rest[-1] in _APART:  # drove the crows away
        rest = rest[:-1]
    if base(verb) in _CLAUSAL:  # what follows is what was said
        return None
    deed = deeds.verb_of(rest[1]) if rest[:1] and rest[0] in _ARTICLES and rest[1:] else ""
    if deed and base(verb) in _MAKING and len(rest) > 3:  # made an offer for Corland
        return Act(deed, done_to=_head(rest[3:], said.names))
    done_to = _head(rest, said.names)
    apart = _PLACING | _SHARING | {done_to}
    others = frozenset(
        word
        for before, word, after in zip(rest, rest[1:], [*rest[2:], ""], strict=False)
        if word in said.names - {done_to} and before not in apart and after not in said.names
    )
    run = _subject(rest)
    is_named = rest[:1] == ["the"] and done_to in run[:-1] and run[-1] not in said.names
    return Act(verb, done_to=done_to, others=others, thing=run[-1] if is_named else "")


def _doing(said: _Asked, *, is_participle: bool = False) -> Act | None:
    """Read who did it, the verb, and to whom where the verb has two objects.

    `Dorvia sue`, `Oske give Wendell`, `Krell accuse Lomax of`, `farmers in Corvia accuse`.
    """
    words = said.words
    has = next((at for at, word in enumerate(words) if word in _HAS), -1)
    if has > 0 and words[has + 1 : has + 2] != ["to"]:
        # Names have what others do not; it has what anything has.
        is_all = has == len(words) - 1 and words[has - 1] in said.names
        return Act("have", doer=words[has - 1]) if is_all else None
    being = next((at for at, word in enumerate(words) if word in ("be", "been")), None)
    if being is not None:  # what will the venture be called
        verb = next(iter(words[being + 1 :]), "")
        return Act(verb, done_to=_head(words[:being], said.names)) if is_past(verb) else None
    at = _verb_at(said, is_participle=is_participle)
    subject = _subject(words[:at])
    if at < 0 or not subject:
        return None
    # Of "the Corvian coal mine" the name.
    doer = next((word for word in reversed(subject) if word in said.names), subject[-1])
    done_to = _head(words[at + 1 :], said.names) if is_double(words[at]) else ""
    nouns = frozenset(word for word in (doer, done_to) if word not in said.names)
    people = frozenset(filter(are_people, nouns))
    behind = zip(words[at + 1 :], [*words[at + 2 :], ""], strict=False)
    named = (word for word, after in behind if word in said.names and after not in said.names)
    others = frozenset(named) - {doer, done_to}
    return Act(words[at], doer=doer, done_to=done_to, others=others, nouns=people)


def _subject(words: Sequence[str]) -> list[str]:
    """Return who stands before a verb, without where: `farmers` of `farmers in Corvia`."""
    run = takewhile(lambda word: word not in _LINKS, words)
    return [word for word in run if word not in STOP_WORDS]


def _verb_at(said: _Asked, *, is_participle: bool) -> int:
    """Return which word is the verb, -1 if none is.

    The first that is known to be one, but of those in a row the last: `did the coal strike end`.
    Else, behind `did`, that before an article, or the last one before where and when.
    """
    words = said.words
    may_be = [
        at
        for at in range(1, len(words))
        if words[at] not in STOP_WORDS | _LINKS | said.names
        and words[at - 1] not in _ARTICLES
        and not (words[at] == "last" and words[at + 1 : at + 2] and words[at + 1] in PERIODS)
    ]
    known = [at for at in may_be if may_be_verb(words[at], is_participle=is_participle)]
    for at in known:
        is_to = words[at + 1 : at + 2] == ["to"] and base(words[at]) in _BEFORE_TO
        if at + 1 not in known and not (is_to and at + 2 in known):
            return at
    if is_participle:
        return -1
    for at in may_be:
        if words[at + 1 : at + 2] and words[at + 1] in _ARTICLES and _subject(words[:at]):
            return at
    run = [at for at in may_be if len(_subject(words[: at + 1])) > 1]
    ends = (at for at, word in enumerate(words) if run and at > run[0] and word in _LINKS)
    return max((at for at in run if at < next(ends, len(words))), default=-1)


def is_double(word: str) -> bool:
    """Tell whether a verb may have two objects: owe, give."""
    return base(word) in _DOUBLE


def _passive(said: _Asked, *, by_whom: bool) -> Act | None:
    """Read `was sued by Corland`, `was Dorvia sued by`, `is suing Dorvia`."""
    rest = [word for word in said.words[1:] if word not in ("being", "been")]
    if not rest:
        return None
    if rest[0].endswith("ing"):
        return _done(_Asked(rest, said.names))
    if rest[-1].endswith("ing") and is_known(rest[-1]):  # is Dorvia suing
        return Act(rest[-1], doer=_head(rest[:-1], said.names))
    if by_whom or rest[-1] == "by":
        run = [word for word in rest if word not in STOP_WORDS and word not in _LINKS]
        return Act(run[-1], done_to=run[-2]) if len(run) > 1 else None
    if is_past(rest[0]) and "by" in rest:
        return Act(rest[0], doer=_head(rest[rest.index("by") + 1 :], said.names))
    return None


def _head(words: Sequence[str], names: Set[str]) -> str:
    """Return the last word of who or what words begin with, up to a preposition.

    The last one of a name if there is any: `Holmen` of `lent Holmen money`; whose people it was
    done to: `Corland` of `expelled diplomats of Corland`.
    """
    run = _subject(words)
    at = len(run)  # behind it where no article stands before
    if run and are_people(run[-1]) and words[at : at + 1] == ["of"]:
        owner = next((word for word in words[at + 1 : at + 3] if word not in STOP_WORDS), "")
        if owner in names:
            return owner
    named = [word for word in run if word in names]
    return next(reversed([word for word in named if word not in KINDS] or named or run), "")
