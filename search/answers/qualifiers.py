"""Qualifiers: whether a sentence is about the other one of two: a monthly pass, not a weekly one.

    how much does a weekly pass cost    "A monthly pass costs 118 pounds" does not say that
    how much did exports grow           nor does "Imports grew by 3 percent" say this

A sentence with the contrary of a word of the question, but without that word, is doubtful. English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text import analyzer
from index.text.analyzer import STOP_WORDS
from search.answers.cased_text import CasedText
from search.answers.content_words import LIKE, likest
from search.answers.kind_words import MONTHS, PERIODS
from search.answers.name_words import OWNING, is_same
from search.answers.verbs import does, means
from search.answers.verdict import Verdict

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

_CONTRARIES = (
    "daily day days|weekly week weeks|monthly month months|quarterly quarter quarters"
    "|yearly annual annually year years",
    "import imports imported|export exports exported",
    "profit profits profitable|loss losses lost",
    "minimum lowest|maximum highest",
    "gross|net",
    "men male males|women female females",
    "adult adults|child children",
    "northern|southern|eastern|western",
    "upper|lower",
    "inbound arriving arrivals|outbound departing departures",
    "longest|shortest",
    "highest tallest|lowest",
    "largest biggest|smallest",
    "oldest|youngest|newest",
    "heaviest|lightest",
    "fastest|slowest",
    "best|worst",
    "hottest warmest|coldest",
    "richest|poorest",
    "dearest|cheapest",
    "white|black|red|green|blue|yellow|brown|grey gray",
    "senior|junior",
    "urban|rural",
    "domestic|foreign",
    "wholesale|retail",
    "singles|doubles",
    "fiction|poetry|drama",
    "slalom|downhill",
    "empty|full",
)
"""What is one or the other, each in words that say the same. `_UNITS` alone are what neither a
question nor a contrary sentence says it by."""

_PERIODS = frozenset("daily weekly monthly quarterly yearly annual annually".split())
_UNITS = frozenset("day days week weeks month months quarter quarters year years".split())
"""They say nothing of a period by themselves: last week."""


_FOR = frozenset(["for", "against"])
REACH = 4
"""So many words behind a verb stands for whom it is done: scored twice for Dorvia."""

_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth".split())
_PLACED = frozenset("came come finished finish placed took".split())
_RANKS = {
    "second": frozenset("second runner runners silver".split()),
    "third": frozenset("third bronze".split()),
    "fourth": frozenset(["fourth"]),
    "last": frozenset("last bottom".split()),
}
_BEFORE = frozenset("last ago before earlier previous previously".split())

_IT = frozenset("it its there they their he she his her".split())
_SEEN = frozenset("last next this previous".split())

_BEFORE_NAMES = frozenset("of in at".split())

THEN = 0.6
"""What it counts that a sentence is of the time that is asked about: last year."""


@dataclass(frozen=True, slots=True)
class _Qualifier:
    """A word of a question that has contraries.

    Attributes:
        same: Words that say the same.
        contrary: Words that say the contrary.
        is_period: Whether it says how often.
    """

    same: frozenset[str]
    contrary: frozenset[str]
    is_period: bool


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Judge the sentences of a paragraph by the contraries of what the question says."""
    if _is_of_another_sort(question, candidate) or _is_of_another_number(question, candidate):
        return [Verdict(is_doubtful=True)] * len(candidate.sentences)
    asked = [one for word in sorted(question.words) if (one := _qualifier(word)) is not None]
    times = _times(question.query.asked)
    sentences = [candidate.sentence(number) for number in range(len(candidate.sentences))]
    doubted = [
        _is_for_another(question, text)
        or _has_another_number(question, text)
        or _is_done_for_another(question, text)
        or _is_of_another_turn(question.asked_words, words)
        or _is_of_another_thing(question, text)
        for text, words in zip(sentences, candidate.sentence_words, strict=True)
    ]
    if not (asked or times or any(doubted)) or not candidate.may_be_english:
        return None
    around = frozenset(analyzer.words(candidate.label))
    texts = [*map(frozenset, candidate.sentence_words)]
    every = around.union(*texts)
    for one in asked:
        if one.same.isdisjoint(every) and one.is_period and not one.contrary.isdisjoint(every):
            return [Verdict(is_doubtful=True)] * len(texts)
        for number, words in enumerate(texts):
            doubted[number] |= one.same.isdisjoint(words) and not one.contrary.isdisjoint(words)
    named = {part for name in question.names for part in name.parts}
    own = (_distinguishing(question.asked_words) - named).union(*(one.same for one in asked))
    doubted = _with_others(question.predicate, texts, doubted, own)
    is_then = [bool(times & _times(text)) for text in sentences]
    return [Verdict(other, THEN * then) for other, then in zip(doubted, is_then, strict=True)]


def _distinguishing(asked: Sequence[str]) -> frozenset[str]:
    """Return the words of a question that tell two things apart but for their contraries."""
    pairs = pairwise(asked)
    return frozenset(
        two if one == "for" else one for one, two in pairs if one == "for" or one in _ORDINALS
    )


def _with_others(
    verb: str, said: Sequence[Set[str]], doubted: list[bool], own: frozenset[str]
) -> list[bool]:
    """Doubt all sentences without a verb where those that have it are about something else.

    Args:
        verb: That is asked about.
        said: The words of the sentences of a paragraph.
        doubted: Which of them are about something else.
        own: Words with which one is about what is asked.
    """
    has_verb = [any(does(word, verb) for word in words) for words in said]
    told = {is_doubted for is_doubted, has in zip(doubted, has_verb, strict=True) if has}
    if not verb or told != {True}:
        return doubted
    return [one or own.isdisjoint(words) for one, words in zip(doubted, said, strict=True)]


def _is_for_another(question: Question, text: str) -> bool:
    """Tell whether a sentence has the prize for poetry, where that for fiction is asked for."""
    asked, said = question.asked_words, analyzer.words(text)
    for noun, link, sort in zip(asked, asked[1:], asked[2:], strict=False):
        if link == "for" and not STOP_WORDS.intersection((noun, sort)):
            found = zip(pairwise(said), said[2:], strict=False)
            others = [other for pair, other in found if pair == (noun, link)]
            if others and all(one not in STOP_WORDS and one.isalpha() for one in others):
                return analyzer.stem(sort) not in map(analyzer.stem, said)
    return False


def _is_done_for_another(question: Question, text: str) -> bool:
    """Tell whether a sentence says of another name for whom it is done: scored for Dorvia."""
    verb, asked = question.predicate, CasedText(question.query.asked)
    links = [at for at, word in enumerate(asked.words[:-1]) if word in _FOR]
    links = [at for at in links if asked.words[at - 1] == verb]
    if not links or not asked.has_capital(asked.tokens[links[0] + 1]):
        return False
    link, name = asked.words[links[0]], asked.words[links[0] + 1]
    said = CasedText(text)
    for at, word in enumerate(said.words):
        if means(word, verb):
            behind = range(at + 1, min(len(said.words), at + REACH))
            other = next((n + 1 for n in behind if said.words[n] == link), len(said.words))
            if other < len(said.words) and said.has_capital(said.tokens[other]):
                return not any(is_same(name, one) for one in said.words[other : other + REACH])
    return False


def _is_of_another_turn(asked: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether a sentence is of the second quarter, where the first is asked for, or this year.

    Who came third is told by a sentence that has a third one.
    """
    pairs = {*pairwise(words)}
    for one, other in pairwise(asked):
        if one in _PLACED and other in _RANKS:
            return _RANKS[other].isdisjoint(words)
        is_top = one == "the" and other.endswith("est") and other in words
        if is_top and all(turn in _ORDINALS for turn, what in pairs if what == other):
            return True  # the second largest
        is_turn = one in _ORDINALS and other not in STOP_WORDS and (one, other) not in pairs
        if is_turn and any(turn in _ORDINALS and what == other for turn, what in pairs):
            return True
        if one == "in" and other in MONTHS and _is_of_another_month(other, words):
            return True
        if one == "last" and other in PERIODS and _BEFORE.isdisjoint(words):
            return any(pair[0] == "this" and pair[1] in PERIODS for pair in pairs)
    return False


def _is_of_another_month(month: str, words: Sequence[str]) -> bool:
    """Tell whether some words name other months alone, in full: in August, of July."""
    named = [word for before, word in pairwise(words) if before == "in" and word in MONTHS]
    return bool(named) and not any(word[:3] == month[:3] for word in words if word in MONTHS)


def _is_of_another_number(question: Question, candidate: Candidate) -> bool:
    """Tell whether a paragraph is about Halley 3 alone, where Halley 5 is asked for."""
    return _has_another_number(question, f"{candidate.label}. {candidate.text}")


def _has_another_number(question: Question, said: str) -> bool:
    """Tell whether a text is about Halley 3 alone, where Halley 5 is asked for."""
    for name, number in _numbered().findall(question.query.asked):
        if name.lower() not in MONTHS:
            numbers = {found for one, found in _numbered().findall(said) if one == name}
            if numbers and number not in numbers:
                return True
    return False


@cache
def _numbered() -> re.Pattern[str]:
    name = r"[A-Z][A-Za-z]+(?=[- ])|[A-Z](?=-)"  # Corvid 4.2, P-12
    number = r"\d{1,4}(?:\.\d{1,3})*"
    return re.compile(rf"\b({name})[- ]({number})\b(?![.,]?\d|,\d)")


def _is_of_another_thing(question: Question, text: str) -> bool:
    """Tell whether a sentence is about the bank of Orrin, where the museum of Orrin is asked for.

    Its words say so beside the name, and none says or stands for what is asked.
    """
    asked = CasedText(question.query.asked)
    said = CasedText(text)
    for noun, of, name in zip(asked.tokens, asked.tokens[1:], asked.tokens[2:], strict=False):
        is_named = of.word == "of" and asked.has_capital(name) and not asked.has_capital(noun)
        if not is_named or noun.word in STOP_WORDS:
            continue
        others = [
            one
            for one, link, two in zip(said.words, said.words[1:], said.words[2:], strict=False)
            if link == "of" and two == name.word
        ]
        others += [
            said.words[at + 1]
            for at, token in enumerate(said.tokens[:-1])
            if token.word == name.word and said.written(token).endswith(OWNING)
        ]
        stems = {*map(analyzer.stem, said.words)}
        is_there = analyzer.stem(noun.word) in stems or not _IT.isdisjoint(said.words)
        if others and not is_there:
            return True
    return False


def _is_of_another_sort(question: Question, candidate: Candidate) -> bool:
    """Tell whether a paragraph is about the kite festival, where the jazz festival is asked for."""
    named = {part for name in question.names for part in name.parts}
    if not (named and candidate.may_be_english and candidate.tokens):
        return False
    asked = list(analyzer.tokens(question.query.asked))
    pairs = [
        (sort.word, noun.word)
        for the, sort, noun, of, name in zip(*(asked[at:] for at in range(5)), strict=False)
        if the.word == "the" and of.word in _BEFORE_NAMES and name.word in named
    ]
    if not pairs:
        return False
    met, tokens = question.met(candidate.terms), candidate.tokens.vectors
    said = [*pairwise(analyzer.words(f"{candidate.label}. {candidate.text}"))]
    for sort, noun in pairs:
        term = analyzer.stem(sort)
        is_other = any(two == noun and one not in STOP_WORDS and one.isalpha() for one, two in said)
        is_sort = term in question.content and term not in met
        if is_sort and is_other and likest(question.content[term], tokens) < LIKE:
            return True
    return False


def _times(text: str) -> set[tuple[str, str]]:
    """Return when something is said to be, as seen from another time: last year."""
    pairs = pairwise(analyzer.words(text))
    return {pair for pair in pairs if pair[0] in _SEEN and pair[1] in PERIODS}


@cache
def _qualifier(word: str) -> _Qualifier | None:
    """Return what a word says that others say the contrary of; None for most."""
    for line in _CONTRARIES:
        sides = [frozenset(side.split()) for side in line.split("|")]
        for side in sides:
            if word in side and word not in _UNITS:
                others = frozenset().union(*(other for other in sides if other is not side))
                return _Qualifier(side, others - _UNITS, word in _PERIODS)
    return None
