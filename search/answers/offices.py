"""Offices: whose president, minister or chairman a question asks for, and a sentence names. Pure.

    who is the president of Dorvia      "Dorvia did not join, its president, Selim Arakan, said"
    what did Dorvia's president say     Selim Arakan said it, whom another sentence calls that

A sentence without the office, or with somebody else's, is doubtful. English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from index.statements.name_words import IN_FULL
from index.statements.names import fold
from index.text import analyzer
from index.text.analyzer import STOP_WORDS, Token
from index.types import Span
from search.answers.cased_text import CasedText
from search.answers.kind_words import GROUPS_OF_PEOPLE, PREPOSITIONS, is_plural
from search.answers.name_words import BESIDE, KINDS, OFFICES, OWNING, TITLES, is_same
from search.answers.verbs import is_past
from search.answers.verdict import Verdict

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

_WHO = frozenset(["who", "whom"])
_IS = frozenset("is was are were became becomes".split())
_OWNS = frozenset("its their his her".split())
_HELD_NOW = frozenset("new next current present".split())
_OF = frozenset("of at for in".split())

OFFICE_WORDS = 4
"""An office has at most so many words: deputy prime minister."""

OWNER_WORDS = 6
"""Whose it is ends within so many words, up to a comma: head of the anti-doping agency."""

NEAR_NAME = 6
"""So many words from a name the office stands that its bearer holds."""

_APART = frozenset("and or with to from than who".split())

_BODIES = frozenset("committee council commission union court parliament senate ministry".split())
"""Before an office they say whose it is, if that is none of them by name."""

_LOWER = frozenset("vice deputy assistant former ex".split())
"""Before an office they make another one of it."""

_PARTICLES = frozenset("de da di del la le van von der den bin al el".split())
"""Words without a capital within a name."""

SHORT = 9
"""A sentence of so many words may have a capital in most of them: Premier Ada Wells was ill."""

HELD, ITS = 0.6, -0.6
"""What it counts that a sentence names the holder beside the office, and that the office is "its",
which may be that of another than was named two sentences before."""

_OF_IT = "(?:i[DTNw]{1,5})?"
_HOLDER_BEHIND = f"(N+)|{_OF_IT},(N{{2,}})[,.)]|{_OF_IT}a?e(N{{2,}})"
_HOLDER_APPOSED = "(?<![iyoN])(N+),[DTNw#a]{0,6}$"
_HOLDER_BEFORE = "(N+)[xeapdD#iwI]{1,8}$"
_BECOMING = frozenset(
    "is was been be named elected appointed became become becomes remains remained as chosen"
    " nominated promoted reelected".split()
)
"""Between a name and an office they say who holds it: X was elected mayor."""

_GENDERED = ("woman", "man", "person")


@dataclass(frozen=True, slots=True)
class Office:
    """An office and whose it is.

    Attributes:
        words: Of the office, folded: foreign, minister.
        owner: Words of whose it is, folded.
        acronyms: Of whose it is, folded.
    """

    words: tuple[str, ...]
    owner: tuple[str, ...]
    acronyms: frozenset[str] = frozenset()

    def is_owned_by(self, written: str) -> bool:
        """Tell whether a word is the last one of whose it is, or an acronym of it."""
        word = analyzer.fold(fold(written))
        return is_same(self.owner[-1], word) or (written.isupper() and word in self.acronyms)


def office_of(asked: str) -> Office | None:
    """Return the office that a question asks for, if it does, and whose it is, if it says so.

    who is the president of Dorvia; who is Dorvia's president; who is the Dorvian president

    Args:
        asked: The question, with blanks for what is no word to rank by.
    """
    tokens = list(analyzer.tokens(asked))
    words = [token.word for token in tokens]
    if len(words) < 3 or words[0] not in _WHO or words[1] not in _IS:
        return None
    owned = next((at for at in range(2, 6) if asked[: _end(tokens, at)].endswith(OWNING)), 0)
    if owned:
        whose, said = tokens[2 : owned + 1], words[owned + 1 :]
    elif words[2] == "the":
        ends = [at for at, word in enumerate(words) if at > 3 and word in _OF]
        whose, said = tokens[ends[0] + 1 :] if ends else [], words[3 : ends[0] if ends else None]
        whose = list(takewhile(lambda t: t.word != "in" or t is whose[0], whose))  # of X in Y
    else:
        return None
    office = tuple(word for word in said if word not in _HELD_NOW)
    owner = owner_of(asked, whose)
    is_office = (
        0 < len(office) <= OFFICE_WORDS
        and not STOP_WORDS.intersection(office)
        and not any(map(str.isdigit, owner))
        and (office[-1] in OFFICES or bool(owner and not owned))
    )
    return Office(office, owner) if is_office else None


def owner_of(asked: str, tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the words of whose an office is, folded: not "the", but WHO."""
    capitals = not asked.isupper()
    return tuple(
        token.word
        for token in tokens
        if token.word not in STOP_WORDS or (capitals and asked[token.start : token.end].isupper())
    )


def _end(tokens: Sequence[Token], at: int) -> int:
    return tokens[at].end if at < len(tokens) else 0


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Judge the sentences of a paragraph by whether they name the office, and whose it is.

    Where it is not said whose, only a sentence that names its holder is no doubtful answer.
    """
    office = question.office
    if office is None:
        return None
    found = []
    for number, (start, end) in enumerate(candidate.sentences):
        text = candidate.sentence(number)
        is_named = is_named_in(office, text)
        is_its = bool(office.owner) and not _OWNS.isdisjoint(candidate.sentence_words[number])
        if is_named and is_its:
            so_far = f"{candidate.label}. {candidate.text[: end - candidate.start]}"
            is_named = is_owner_in(office, so_far)  # its: of what was named before
        held = holder(office, text) if is_named else None
        is_doubtful = not is_named if office.owner else held is None
        part = held and (start + held[0], start + held[1])
        worth = HELD * (held is not None)
        if is_its and held is not None:
            near = " ".join(map(candidate.sentence, range(max(0, number - 1), number + 1)))
            worth = HELD if is_owner_in(office, near) else ITS
        found.append(Verdict(is_doubtful, worth, part=part))
    return found


def holder(office: Office, text: str, *, is_near: bool = False) -> Span | None:
    """Return where a sentence names who holds an office; None where it does not.

    Args:
        office: In question.
        text: A sentence.
        is_near: Whether it has to say right beside the office whose it is.
    """
    if text.isupper() or not is_named_in(office, text):
        return None
    from search.answers.persons import read

    part = read(text)
    kinds, words = part.kinds, [analyzer.fold(fold(token)) for token in part.tokens]
    for at, word in enumerate(words):
        is_joined = word == "-".join(office.words)  # director-general
        first = at if is_joined else at - len(office.words) + 1
        if (
            first < 0
            or not (is_joined or _is_last_of(office, words[first : at + 1]))
            or _is_lower(office, words, at)
            or (is_near and not _is_owner_near(office, part.tokens, first, at))
        ):
            continue
        behind = _found(_HOLDER_BEHIND).match(kinds, at + 1)
        if behind is not None and behind.group(behind.lastindex or 1):
            return part.span(*behind.span(behind.lastindex or 1))
        for pattern in (_HOLDER_APPOSED, _HOLDER_BEFORE):
            before = _found(pattern).search(kinds, 0, first)
            between = words[before.end(1) : first] if before else []
            if before is not None and (
                pattern == _HOLDER_APPOSED or not _BECOMING.isdisjoint(between)
            ):
                return part.span(*before.span(1))
    return None


def _is_last_of(office: Office, words: Sequence[str]) -> bool:
    """Tell whether some words, the last one at its end, are an office."""
    *before, last = words
    others = office.words[:-1]
    return _is_form(last, office.words[-1]) and all(
        any(_is_form(word, one) for word in before) for one in others
    )


def _is_owner_near(office: Office, tokens: Sequence[str], first: int, last: int) -> bool:
    """Tell whether right before or behind an office stands whose it is."""
    near = list(tokens[max(0, first - 1) : first])
    if tokens[last + 1 : last + 2] and tokens[last + 1] in _OF:
        near += tokens[last + 2 : last + 2 + OWNER_WORDS]
    return any(office.is_owned_by(token) for token in near if token)


def is_owner_in(office: Office, text: str) -> bool:
    """Tell whether a text mentions whose an office is, if that is said."""
    said = CasedText(text)
    return (
        not office.owner
        or bool(said.places(office.owner[-1]))
        or any(
            said.written(token).isupper() for token in said.tokens if token.word in office.acronyms
        )
    )


@cache
def _found(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def is_holder(office: Office, name: str, texts: Sequence[str]) -> bool:
    """Tell whether somebody holds an office, by the name or by a sentence that has both together.

    Args:
        office: Of somebody; of nobody in particular if it has no owner.
        name: In full, as an article gives it, or what it says in place of one: the mayor.
        texts: Of the article: how it begins, and a paragraph.
    """
    words = [word for word in analyzer.words(name) if word != "the"]
    if not words:
        return False
    if _is_form(words[-1], office.words[-1]) or _is_form(words[0], office.words[-1]):
        others = {*words} - {*office.words} - STOP_WORDS
        is_whole = words[-1] not in TITLES or {*office.words} <= {*words}  # the minister
        if is_whole and all(
            one in office.acronyms or any(is_same(one, own) for own in office.owner)
            for one in others
        ):
            return _OWNS.isdisjoint(words)
    if words[-1] in office.owner:  # Corvia's lawyer is not Corvia
        return False
    written = name.split()
    if (
        not written
        or not written[0][0].isupper()
        or any(word.islower() and word not in _PARTICLES for word in written)
    ):  # a spokesman for the board
        return False
    lead = next(iter(texts), "")
    return any(
        words[-1] in text.lower() and _introduces(office, words[-1], text, lead) for text in texts
    )


@lru_cache(maxsize=256)
def _introduces(office: Office, surname: str, text: str, lead: str) -> bool:
    """Tell whether a sentence of a text has an office beside the name of whoever holds it.

    Whose it is stands near it, or before it in the text or the article's lead.
    """
    from index.text.sentences import sentences  # few questions ask for somebody by an office

    heard: set[str] = set()
    for span in sentences(text):
        said = CasedText(text[slice(*span)])
        words = said.words
        is_title = said.is_headline and len(words) > SHORT  # has what belongs together nowhere
        bearers = [at for at, word in enumerate(words) if word == surname and not is_title]
        for at, word in enumerate(words if bearers else ()):
            if (
                _is_form(word, office.words[-1])
                and not _is_lower(office, words, at)
                and any(_is_beside(said, at, place) for place in bearers)
                and all(
                    any(_is_form(w, part) for w in words[max(0, at - len(office.words)) : at + 1])
                    for part in office.words
                )
                and (not office.owner or _is_owned(office, said, words, at))
            ):
                before = analyzer.words(lead.partition(said.text)[0])
                if _is_heard(office, {*before, *heard, *words[: at + 1 + OWNER_WORDS]}):
                    return True
        heard.update(words)
    return False


def _is_heard(office: Office, words: Set[str]) -> bool:
    """Tell whether some words say whose an office may be."""
    acronyms = office.acronyms - STOP_WORDS
    return not office.owner or any(
        word in acronyms or is_same(office.owner[-1], word) for word in words
    )


def _is_beside(text: CasedText, at: int, place: int) -> bool:
    """Tell whether an office is that of the name at a place: near it, with no verb between.

    Where a name follows right behind an office, it is whose it is: Prime Minister Ada Wells.
    """
    first, last = sorted((at, place))
    between = text.words[first + 1 : last]
    if place < at and text.joins(at + 1) and _is_name(text, at + 1):
        return False
    written = text.text[text.tokens[first].end : text.tokens[last].start]
    is_apart = any(word in _APART or is_past(word) for word in between)
    return last - first <= NEAR_NAME and not is_apart and not any(sign in written for sign in '“”"')


def is_named_in(office: Office, sentence: str) -> bool:
    """Tell whether a sentence names the office, and not as somebody else's."""
    text = CasedText(sentence)
    words = text.words
    places = [at for at, word in enumerate(words) if _is_form(word, office.words[-1])]
    if not places or not all(any(_is_form(w, part) for w in words) for part in office.words):
        return False
    return any(_is_owned(office, text, words, at) for at in places)


def _is_form(one: str, other: str) -> bool:
    """Tell whether two words are the same office: chairman, chairwoman."""
    one, other = IN_FULL.get(one, one), IN_FULL.get(other, other)
    if analyzer.stem(one) == analyzer.stem(other):
        return is_plural(one) == is_plural(other)
    stems = [word.removesuffix(end) for word in (one, other) for end in _GENDERED]
    return one[:5] == other[:5] and len(set(stems)) < len(stems) - 2 and one.endswith(_GENDERED)


def _is_lower(office: Office, words: Sequence[str], at: int) -> bool:
    """Tell whether an office is a lower one: vice chairman, where the chairman is asked for."""
    before = words[max(0, at - len(office.words) - 1) : at]
    return any(word in _LOWER and word not in office.words for word in before)


def _is_owned(office: Office, text: CasedText, words: Sequence[str], at: int) -> bool:
    """Tell whether the office at a place may be that of its owner, if it has one."""
    if not office.owner:
        return not _is_lower(office, words, at)
    owners = [text.said_as(owner) for owner in office.owner]

    def is_acronym(place: int) -> bool:
        return words[place] in office.acronyms and text.is_acronym(text.tokens[place])

    def is_owner(place: int) -> bool:
        return is_acronym(place) or any(is_same(owner, words[place]) for owner in owners)

    first = at
    while first > 0 and words[first - 1] in (*office.words, *_HELD_NOW):
        first -= 1
    is_of_body = first > 0 and words[first - 1] in _BODIES and not is_owner(first - 1)
    if _is_lower(office, words, at) or (is_of_body and KINDS.isdisjoint(office.owner)):
        return False  # the committee chairman
    is_own = first > 0 and text.written(text.tokens[first - 1]).lower().endswith(("'s", "’s"))
    is_body = is_own and words[first - 1] in GROUPS_OF_PEOPLE - _BODIES  # the company's
    if words[max(0, first - 1)] in _OWNS or is_body:  # its: of the name before it
        named = [place for place in range(first - 1) if _is_name(text, place)]
        # Or what is named before that, as its subject: the board at Orm, Dorvia's bid for Corland.
        runs = {place: _run_of(text, place) for place in named}
        apart = [one for one, run in runs.items() if not run or words[run - 1] not in PREPOSITIONS]
        return not apart or any(map(is_owner, {named[-1], *apart[-1:]}))
    if is_own or (text.joins(first) and _is_name(text, first - 1)):
        run = first - 1  # Corvia's president, the Corvian one, the Corvian Reserve Board chairman
        while run > 0 and text.joins(run) and text.has_capital(text.tokens[run - 1]):
            run -= 1
        return any(is_owner(place) for place in range(run, first))
    of = at + 1
    while of < len(words) and text.joins(of) and _is_name(text, of):
        of += 1  # Prime Minister Ada Wells of Dorvia
    if of > at + 1 and words[of + 1 : of + 2] and not _is_name(text, of + 1):
        of = len(words)
    if of < len(words) and words[of] == "of":
        rest = text.text[text.tokens[at].end :].split(",", 1)[0]
        after = range(at + 2, at + 1 + len(analyzer.words(rest)[:OWNER_WORDS]))
        is_other = any(_is_name(text, n) for n in after) or not any(
            words[n] in GROUPS_OF_PEOPLE for n in after
        )  # of the venture
        return not is_other or any(
            is_same(owners[-1], words[place]) or is_acronym(place) for place in after
        )
    return True


def _run_of(text: CasedText, at: int) -> int:
    """Return where the name begins that a word belongs to."""
    while text.joins(at) and _is_name(text, at - 1):
        at -= 1
    return at


def _is_name(text: CasedText, at: int) -> bool:
    token = text.tokens[at]
    return text.has_capital(token) and token.word not in BESIDE
