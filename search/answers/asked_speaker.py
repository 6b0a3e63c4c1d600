"""The speaker whom a question wants to hear, and the act of speech that it names. Pure.

what did Xi pledge     what was said by Xi     according to Xi     Xi's position on Taiwan
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from index.statements.name_forms import is_form_of
from index.text import analyzer
from index.text.analyzer import STOP_WORDS, Token
from index.types import Span
from search.answers.kind_words import may_be_people
from search.answers.name_words import KINDS, OWNING, TITLES
from search.answers.offices import Office, is_holder, owner_of

_ACTS = (
    "promise pledge vow swear commit guarantee",
    "deny reject refute dispute",
    "warn caution threaten",
    "blame criticize criticise condemn denounce accuse blast slam",
    "praise hail applaud welcome thank",
    "call describe label dub",
    "acknowledge admit agree announce answer apologise apologize argue ask believe boast claim"
    " comment complain concede conclude confirm declare defend demand disclose endorse estimate"
    " explain forecast insist joke mention note post predict propose recall recommend"
    " remark reply report respond reveal say speak state stress talk tell testify think tweet urge",
)
"""Acts of speech; of the last two groups any statement is one."""
_IRREGULAR = {
    "said": "say", "told": "tell", "spoke": "speak", "spoken": "speak", "thought": "think",
    "sworn": "swear", "swore": "swear",
}  # fmt: skip
_POSITIONS = (
    "position|stance|view|views|opinion|opinions|reaction|response|comment|comments|remark|remarks"
    "|statement|statements|claim|claims|warning|warnings|promise|promises|pledge|pledges|criticism"
)
_AUXILIARIES = frozenset("did does do has have had was were is are will would can could".split())
_BEING = frozenset("was were is are".split())
_OPEN = frozenset("what how whom everything all".split())
"""What asks for words; when, where and how many something was said do not."""

_OF = frozenset("of at for from".split())
_ARTICLES = frozenset("the a an its their his her".split())
_NOUN_ENDS = ("ender", "enders", "ment", "ments", "ion", "ions", "ant", "ants")
_OF_NAMES = frozenset("the of for and de van von".split())
_ASKING = frozenset("what which how why whom when where whose everything all".split())
_NOBODY = frozenset(
    "who he she they it we i you someone anyone somebody anybody people the a an this that".split()
)
_ENDS = frozenset("about on of at in to for after before during regarding over with when".split())


@dataclass(frozen=True, slots=True)
class AskedSpeaker:
    """Whom a question wants to hear.

    Attributes:
        name: Folded words of the name, without titles; empty where only an office is given.
        act: Stems of the act that is asked for, and of those that are as good; empty for any.
        known: Folded words of the question that a statement of the speaker need not have.
        verb: Stem of the act itself.
        others: Further names of the same: by synonyms, or by the office.
        office: What the question says in place of a name: the mayor of Kellin.
    """

    name: tuple[str, ...]
    act: frozenset[str]
    known: frozenset[str]
    verb: str = ""
    others: tuple[tuple[str, ...], ...] = ()
    office: Office | None = None

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """The words of each name."""
        return tuple(filter(None, (self.name, *self.others)))

    def is_meant(self, name: str, texts: Sequence[str] = ()) -> bool:
        """Tell whether a full name is the speaker's, as an article gives it in some texts."""
        if any(is_form_of(meant, name) for meant in self.names):
            return True
        the, *said = [*analyzer.words(name), ""][:-1] or [""]
        if the == "the" and self.name[1:] and said == [self.name[-1]] and said[0] in KINDS:
            return True  # Orrin Bank, and then the bank
        is_known = bool(self.others)  # then nobody else holds the office
        return self.office is not None and is_holder(self.office, name, () if is_known else texts)


def asked(question: str) -> AskedSpeaker | None:
    """Return whom a question wants to hear; None where it names no speaker or no act of speech."""
    tokens = list(analyzer.tokens(question))
    words = [token.word for token in tokens]
    found = _according(words) or _position(question, words) or _acting(question, tokens)
    if found is None:
        return None
    span, acts = found
    name, office = _whom(question, tokens[slice(*span)])
    asks = span[0] > 0 and words[span[0] - 1] in _ASKING
    is_kind = asks and not question[tokens[span[0]].start].isupper()
    if is_kind or not (name or office):  # which newspaper
        return None
    known = frozenset((*words[slice(*span)], *acts, *name, *_ENDS))
    return AskedSpeaker(name, as_good(acts), known, _base(acts[0]), office=office)


def _whom(question: str, tokens: Sequence[Token]) -> tuple[tuple[str, ...], Office | None]:
    """Return the words of a speaker's name, and the office that is said in place of one.

    Una Castle of the coast guard: Una Castle      the Bank of Corvia: itself
    Corvia's prime minister, the mayor of Kellin: an office and whose it is
    """
    words = [token.word for token in tokens]
    named = [question[token.start].isupper() and token.word not in TITLES for token in tokens]
    of = next((at for at, word in enumerate(words) if at and word in _OF), len(words))
    own = [at + 1 for at in range(of - 1) if question[: tokens[at].end].endswith(OWNING)]
    first = own[0] if own else 0
    first += words[first] in _ARTICLES
    last = max((at + 1 for at in range(first, of) if named[at]), default=first)
    if own and last < of:  # Corvia's Oil Minister
        last = first
    is_owned = bool(own) or of < len(words)
    if last == of:  # ends with a name
        is_whole = not KINDS.isdisjoint(words[first:of]) or of - first < 2
        return _name(question, tokens if is_whole else tokens[first:of]), None
    titles = [word for word in words[last:of] if word not in STOP_WORDS]
    is_office = (
        is_owned or last == first or all(word in TITLES or may_be_people(word) for word in titles)
    )
    if not is_office or not titles:
        return _name(question, tokens), None
    whose = (*tokens[: own[0] if own else 0], *tokens[first:last], *tokens[of + 1 :])
    office = Office(tuple(titles), owner_of(question, whose))
    is_body = not KINDS.isdisjoint(titles) and (not is_owned or not any(named))  # bank of japan
    has_name = is_body or (last == first and not is_owned)
    return _name(question, tokens) if has_name else (), office


def _name(question: str, tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the folded words of the name that some words give, without titles."""
    spoken = [question[token.start : token.end] for token in tokens]
    capitals = [word for word in spoken if word[:1].isupper()] or spoken
    if tokens and tokens[-1].word in KINDS:  # the Corvian ministry
        capitals = spoken[spoken.index(capitals[0]) :]
    folded = [word for text in capitals for word in analyzer.words(text)]
    folded = [word for word in folded if word not in _NOBODY or capitals == [word.upper()]]
    return tuple(word for word in folded if word not in TITLES) or tuple(folded)


def _according(words: Sequence[str]) -> tuple[Span, list[str]] | None:
    """Read "according to X"."""
    for at in range(len(words) - 2):
        if words[at : at + 2] == ["according", "to"]:
            last = next((n for n in range(at + 2, len(words)) if words[n] in _ASKING | _ENDS), None)
            return (at + 2, len(words) if last is None else last), ["according"]
    return None


def _position(question: str, words: Sequence[str]) -> tuple[Span, list[str]] | None:
    """Read "X's position on"."""
    found = re.search(rf"['’]s?\s+({_POSITIONS})\b", question, re.IGNORECASE)
    if found is None:
        return None
    last = len(list(analyzer.tokens(question[: found.end(1)])))
    first = max((n + 1 for n in range(last) if words[n] in _ASKING | _AUXILIARIES), default=0)
    if first >= last - 1 or words[first] == "who":  # who called X's remarks absurd
        return None
    return (first, last - 1), [words[last - 1]]


def _acting(question: str, tokens: Sequence[Token]) -> tuple[Span, list[str]] | None:
    """Read "what did X say", "what X said", "what was said by X"."""
    words = [token.word for token in tokens]
    asks = next((at for at, word in enumerate(words) if word in _ASKING), None)
    if asks is None or words[asks] not in _OPEN:
        return None
    acts = [at for at in range(asks + 1, len(words)) if is_act_of_speech(words[at])]
    act = next((at for at in acts if at + 1 not in acts), None)  # what does the report say
    if act is None:
        return None
    if "by" in words[act + 1 :]:
        first = words.index("by", act) + 1
        last = next((n for n in range(first, len(words)) if words[n] in _ENDS), len(words))
        is_asked = act == asks + 2 and words[act - 1] in _BEING
        return ((first, last), [words[act]]) if first < last and is_asked else None
    first = max(n + 1 for n in range(asks, act) if words[n] in _ASKING | _AUXILIARIES)
    is_passive = words[first - 1] in _BEING and words[act].endswith("ed")
    if first > asks + 2 or first >= act or is_passive or words[first] in ("who", "whom"):
        return None
    return ((first, act), [words[act]]) if _may_speak(question, tokens, first, act) else None


def _may_speak(question: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether some words of a question may be somebody: where it has names, one with titles.

    Not "Priestley the claim", "the strains of Y. pestis".
    """
    if question[1:] == question[1:].lower():
        return all(token.word != "to" for token in tokens[first:last])
    return all(
        question[token.start].isupper()
        or token.word in TITLES | _OF_NAMES
        or may_be_people(token.word)
        or after.word in TITLES  # the farm minister
        for token, after in pairwise(tokens[first : last + 1])
    )


def as_good(acts: Sequence[str]) -> frozenset[str]:
    """Return the stems of the acts that are as good as one; none where any is."""
    base = _base(acts[0])
    for line in _ACTS[:-2]:
        stems = frozenset(map(analyzer.stem, line.split()))
        if base in stems:
            return stems
    return frozenset()


def is_act_of_speech(word: str) -> bool:
    """Tell whether a word is a verb of speech: claimed, but neither claimant nor announcement."""
    is_noun = word.endswith(_NOUN_ENDS) and not any(word in line.split() for line in _ACTS)
    return _base(word) in acts_of_speech() and not is_noun


@cache
def acts_of_speech() -> frozenset[str]:
    """Return the stems of all acts of speech."""
    return frozenset(analyzer.stem(word) for line in _ACTS for word in line.split())


def _base(word: str) -> str:
    return analyzer.stem(_IRREGULAR.get(word, word))
