"""Figures: whether a number, amount or date of a sentence is one that a question asks for. Pure.

how many jobs will Haldren cut        "410 branches" is no number of jobs
how much wheat did Corvia sell        nor is a tonne of barley one of wheat
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text import analyzer
from index.text.analyzer import STOP_WORDS, Token
from index.types import Span
from search.answers.content_words import likest
from search.answers.kind_words import (
    ANYBODY,
    LENGTHS,
    MASSES,
    MEASURES,
    NOUNS_ASKED,
    STUFFS,
    TIME,
    WEEKDAYS,
    WEIGHTS,
    are_people,
    is_plural,
    is_synonym,
)
from search.answers.name_words import is_same
from search.answers.values import Value, behind
from search.answers.verbs import is_past, may_be_verb
from search.answers.wanted import COSTING, Wanted

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

SAYS, MAY_SAY = 0.8, 0.4
"""What it counts beside other sentences that one says what is asked for, or may do so."""

OF_ALL = 0.7
"""What it counts that a figure is how many there are at all: seven of 23."""

NO_CHANGE = 0.1
"""What it counts that a sentence has a figure where it is asked by how many something grew."""

PERCENT_OF = 0.1
"""What it counts that a sentence says how many of them there are as a share."""

SHARED = 3
"""So many words behind `of` what there is a share of stands: half of all the nurses."""

SYNONYM_COSINE = 0.5
"""Of the token embeddings of two nouns: soldiers are troops (.73), tanks are not (.37)."""

BEARING = 6
"""So many words before a figure may say of what it is: net income of 3 million."""

MENTIONED = 0.6
"""The same of a noun that a number without one counts: 512 got theirs back."""

SPANNED = 6
"""So many words before a date may say that it ends a time: `until`, `since`."""

_SIDES = tuple(
    frozenset(words.split())
    for words in ("long length", "high tall above", "wide", "deep below", "thick", "away far from")
)
_SAME_MONEY = tuple(
    frozenset(words.split())
    for words in (
        "revenue revenues sales turnover",
        "profit income earnings",
        "price cost fee fare value worth sum amount",
        "salary wage",
        "fine sum amount",
        "budget sum amount cost",
    )
)
_LASTING = {
    unit + plural: scale
    for scale, units in enumerate("second|minute|hour|day night|week|month|year|decade".split("|"))
    for unit in units.split()
    for plural in ("", "s")
}
_HAVING = frozenset(
    "has had have kept keep own owned run ran left employed operated includes counted held"
    " hold".split()
)
_WON = frozenset("vote votes goal goals point points seat seats run runs stroke strokes".split())
_CHANGED = frozenset("more fewer less up down higher lower added lost extra further".split())
_SPOKEN = frozenset("said told announced reported says".split())
_BEING = frozenset(
    "is was be been being turn turns turned turning reached at i'm he's she's".split()
)
_THEM = frozenset("them these those which whom".split())
_PRICES = frozenset("price prices cost costs fee fare rent sold buy worth pay paid".split())
_LATE = frozenset("late early after".split())
_TOLLS = frozenset("toll dead deaths died killed hurt injured wounded missing arrested".split())
_SPANNING = frozenset("since until till from between".split())


def fits(
    wanted: Wanted, value: Value, tokens: Sequence[Token], likeness: Likeness, start: int
) -> float:
    """Return what it counts that a value is of the kind, 0 if it is not.

    Args:
        wanted: What is asked for.
        value: In a sentence.
        tokens: Of that sentence.
        likeness: Of its words to the noun that is counted.
        start: Of the sentence in its paragraph.
    """
    if (wanted.kind, value.kind) == ("date", "duration"):  # in 60 days
        return MAY_SAY * (value.at > 0 and tokens[value.at - 1].word in ("in", "within"))
    before = [token.word for token in tokens[max(0, value.at - 2) : value.at]]
    is_per = before[-1:] == ["per"]  # 45 crowns per 100 kilos
    is_end = before[-1:] == ["to"] and before[0] in TIME  # the three months to June
    is_other = (
        is_per
        or (is_end and wanted.kind == "date")
        or _is_margin(wanted, before)
        or _is_of_other_money(wanted, value, tokens)
        or _is_other_time(wanted, value, tokens)
        or (wanted.is_of_having and any(map(_is_other_verb, before[-1:])))
        or _is_other_measure(wanted, value, tokens)
        or _is_of_other(wanted, value, tokens)
        or _is_anothers(wanted, value, tokens, likeness.asked)
    )
    if value.kind not in wanted.fitting or is_other or _is_other_side(wanted, value, tokens):
        return 0.0
    if value.kind == "date" and wanted.kind == "duration":  # since 1998
        before = [token.word for token in tokens[max(0, value.at - SPANNED) : value.at]]
        return MAY_SAY * (not _SPANNING.isdisjoint(before))
    if wanted.kind == "number":
        is_share = value.kind == "percent"
        return (
            PERCENT_OF * _is_share_of(wanted, tokens)
            if is_share
            else _fits_count(wanted, value, tokens, likeness, start)
        )
    if _is_of_saying(tokens, value) and not wanted.is_of_saying:
        return MAY_SAY * (tokens[value.at].word not in WEEKDAYS)
    is_other = value.kind == "number" and (
        bool(value.counted) or (wanted.kind == "age" and not _is_of_being(tokens, value))
    )
    is_bound = value.kind == "date" and tokens[max(0, value.at - 1)].word == "since"
    says = NO_CHANGE if is_bound else SAYS  # the first one since 1951
    return says if value.kind == wanted.kind else MAY_SAY * (not is_other)


def _is_other_measure(wanted: Wanted, value: Value, tokens: Sequence[Token]) -> bool:
    """Tell whether a measure is of something else: metres are no price, crowns no weight."""
    if value.kind == "amount" and wanted.units == WEIGHTS:
        return all(token.word not in WEIGHTS for token in tokens if _is_within(token, value))
    if value.kind != "measure":
        return False
    if wanted.units:
        after = [token.word for token in behind(value, tokens)[:2]]
        is_speed = after[1:] == ["hour"] and wanted.units == LENGTHS  # 90 km an hour
        return is_speed or wanted.units.isdisjoint(value.counted)
    is_price = wanted.kind == "amount" and not wanted.is_change
    return is_price and not LENGTHS.isdisjoint(value.counted)


def _is_other_verb(word: str) -> bool:
    """Tell whether a verb says something else than having: expelled two diplomats."""
    return word not in _HAVING and (is_past(word) or may_be_verb(word))


def _is_of_other_money(wanted: Wanted, value: Value, tokens: Sequence[Token]) -> bool:
    """Tell whether an amount is said of something else than of what it is asked: sales, no loss."""
    asked = [noun for noun in wanted.measured if NOUNS_ASKED.get(noun) == "amount"]
    before = [token.word for token in tokens[max(0, value.at - BEARING) : value.at]]
    of = [one for one, two in pairwise(before) if two == "of" and NOUNS_ASKED.get(one) == "amount"]
    if wanted.kind != "amount" or not (asked and of):
        return False
    return not any(_is_same_money(of[-1], noun) for noun in asked)


def _is_same_money(one: str, other: str) -> bool:
    is_same_noun = analyzer.stem(one) == analyzer.stem(other)
    return is_same_noun or any(one in nouns and other in nouns for nouns in _SAME_MONEY)


def _is_within(token: Token, value: Value) -> bool:
    return value.span[0] <= token.start < value.span[1]


def _is_other_time(wanted: Wanted, value: Value, tokens: Sequence[Token]) -> bool:
    """Tell whether a duration is no number of what is counted: seven weeks, of how many years."""
    asked = [_LASTING[noun] for noun in wanted.measured if noun in _LASTING]
    own = [_LASTING[t.word] for t in tokens if _is_within(t, value) and t.word in _LASTING]
    return value.kind == "duration" and bool(asked and own) and abs(asked[0] - own[0]) > 1


def _is_margin(wanted: Wanted, before: Sequence[str]) -> bool:
    """Tell whether a figure says by how many votes or goals somebody won: `beaten by 112 votes`."""
    return before[-1:] == ["by"] and wanted.counted in _WON and not wanted.is_change


def _is_anothers(wanted: Wanted, value: Value, tokens: Sequence[Token], asked: Set[str]) -> bool:
    """Tell whether an age, size or price is that of something else than what it is asked of.

    how old is the dog of Ida Marsh        "Sixty-year-old Ida Marsh"
    how high is Mount Orrin                "a column of ash 9 kilometres high"
    how much does a boat of Corland cost   "a profit of 3 million crowns"
    """
    after = next((token.word for token in behind(value, tokens)), "")
    before = [token.word for token in tokens[max(0, value.at - BEARING) : value.at]]
    if value.kind == "age" and "which" in before[-3:]:  # the van, which is 9 years old
        return not any(word in wanted.measured for word in before)
    if value.kind == "duration" and after in _LATE:
        return _LATE.isdisjoint(asked)
    if value.kind == "age":
        return after in asked - STOP_WORDS and after not in wanted.measured
    if value.kind == "measure" and after == wanted.size and before:
        verb = before[-1].removesuffix("s")  # it stands 9 metres high
        is_beside = not (verb in STOP_WORDS or is_past(verb) or may_be_verb(verb))
        return is_beside and not any(
            is_same(one, word) for one in wanted.measured for word in before
        )
    if wanted.kind == "amount" and not COSTING.isdisjoint(asked):
        before = [token.word for token in tokens[: value.at]]
        of = [word for word in before if NOUNS_ASKED.get(word) == "amount"]
        return bool(of) and _PRICES.isdisjoint(before)
    return False


def _is_other_side(wanted: Wanted, value: Value, tokens: Sequence[Token]) -> bool:
    """Tell whether a length is of another side: `140 metres above`, where it is asked how long."""
    after = [token.word for token in behind(value, tokens)[:3]]
    if after[:2] in (["of", "its"], ["of", "their"], ["in", "its"]):  # 74 metres of its length
        after = after[2:]
    asked = next((words for words in _SIDES if wanted.size in words), None)
    is_length = value.kind == "measure" and not LENGTHS.isdisjoint(value.counted)
    return bool(asked and after and is_length) and any(
        after[0] in words for words in _SIDES if words is not asked
    )


def _is_of_other(wanted: Wanted, value: Value, tokens: Sequence[Token]) -> bool:
    """Tell whether a measure is of another stuff: `2 tonnes of barley`, not of the wheat asked.

    A measure without a stuff of its own is of that of the others in its sentence.
    """
    asked = wanted.measured - MEASURES
    if {value.kind, wanted.kind} != {"measure"} or not asked:
        return False
    words = [token.word for token in tokens]
    stuffs = {
        at: words[at + 2]
        for at in range(len(words) - 2)
        if words[at] in MASSES and words[at + 1] == "of" and words[at + 2] not in STOP_WORDS
    }
    own = [stuffs[at] for at in stuffs if value.span[0] < tokens[at].end <= value.span[1]]
    is_said = any(
        analyzer.stem(one) == analyzer.stem(other)
        for one in own or stuffs.values()
        for other in asked
    )
    return bool(stuffs) and not is_said and STUFFS.isdisjoint(asked)


def _is_change(tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether a value says by how much something changed: `by 5,100`, `5,100 more`."""
    before = [token.word for token in tokens[max(0, value.at - 2) : value.at]]
    after = [token.word for token in tokens[value.at + 1 : value.at + 4]]
    return "by" in before or not _CHANGED.isdisjoint(before + after)


def _is_of_being(tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether a number is what somebody is: she was 88, he turned 88."""
    before = {token.word for token in tokens[max(0, value.at - 2) : value.at]}
    return not _BEING.isdisjoint(before)


def _is_of_saying(tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether a date is the day of a report, not of what it reports: `said on Tuesday`."""
    before = tokens[max(0, value.at - 2) : value.at]
    return value.kind == "date" and any(token.word in _SPOKEN for token in before)


def _is_share_of(wanted: Wanted, tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence with a share has what it is of: two thirds of the population."""
    words = [token.word for token in tokens]
    of = {word for at, word in enumerate(words) if "of" in words[max(0, at - SHARED) : at]}
    is_said = any(_counts(wanted.counted, word) for word in of)
    return is_said or "population" in words or not wanted.counted


def _fits_count(
    wanted: Wanted, value: Value, tokens: Sequence[Token], likeness: Likeness, start: int
) -> float:
    """Return what it counts that a number is one of what is counted; arguments as of `_fits`."""
    if wanted.is_change:
        return SAYS if _is_change(tokens, value) else NO_CHANGE
    if any(_counts(wanted.counted, word) for word in value.counted):
        return OF_ALL if value.at and tokens[value.at - 1].word == "of" else SAYS
    if tokens[value.at].word == "nobody" and wanted.counted not in ("people", "victims"):
        return 0.0
    if not wanted.counted or not value.counted:
        after = [token.word for token in behind(value, tokens)[:2]]
        is_of_others = after[:1] == ["of"] and not _THEM.isdisjoint(after)
        end = start + tokens[-1].end
        is_bare = bool(wanted.counted) and not likeness.is_mentioned(wanted, end)
        is_other = is_bare or (is_of_others and not likeness.mentions(wanted.counted))
        return MAY_SAY * (not is_other)
    is_of_things = _are_others(wanted.counted) and not any(map(are_people, value.counted))
    is_of_things = is_of_things and any(map(is_plural, value.counted))
    if is_of_things or (are_people(wanted.counted) and any(map(_are_others, value.counted))):
        return 0.0  # boats are no sailors, nor are patients nurses
    is_like = likeness.of(wanted.span, value, tokens, start) >= SYNONYM_COSINE
    return MAY_SAY if is_like else 0.0


def _are_others(noun: str) -> bool:
    return are_people(noun) and noun not in ANYBODY


def _counts(noun: str, word: str) -> bool:
    """Tell whether a word counts what a noun of the question stands for."""
    if analyzer.stem(noun) == analyzer.stem(word) or is_synonym(noun, word):
        return True
    return noun in ("people", "persons", "victims") and are_people(word)


class Likeness:
    """How much alike the tokens of the question and of a paragraph are."""

    def __init__(self, question: Question, candidate: Candidate) -> None:
        self._asked, self._tokens = question.tokens, candidate.tokens
        self._text, self._label, self.asked = candidate.text, candidate.label, question.words

    def mentions(self, noun: str) -> bool:
        """Tell whether the paragraph mentions a noun of the question."""
        return any(_counts(noun, word) for word in analyzer.words(f"{self._label}. {self._text}"))

    def is_mentioned(self, wanted: Wanted, end: int) -> bool:
        """Tell whether what is counted is mentioned in a paragraph up to some place."""
        if self._asked is None or self._tokens is None:
            return True
        noun, words = wanted.counted, [*analyzer.words(self._text[:end])]
        is_toll = are_people(noun) and not _TOLLS.isdisjoint(words)
        if is_toll or noun in ("people", "persons") or any(_counts(noun, word) for word in words):
            return True
        mine, its = self._asked.within(*wanted.span), self._tokens.within(0, end)
        return bool(len(mine) and len(its)) and likest(mine, its) >= MENTIONED

    def of(self, noun: Span, value: Value, tokens: Sequence[Token], start: int) -> float:
        """Return the best cosine of a noun of the question with a word that a value counts.

        Args:
            noun: Span in the question.
            value: In a sentence.
            tokens: Of the sentence.
            start: Of the sentence in the paragraph.
        """
        if self._asked is None or self._tokens is None:
            return 1.0  # nothing tells them apart
        nouns = [word for word in value.counted if is_plural(word)] or value.counted
        counted = [t for t in tokens[value.at + 1 :] if t.word in nouns]
        mine = self._asked.within(*noun)
        best = 0.0
        for token in counted:
            its = self._tokens.within(start + token.start, start + token.end)
            if len(mine) and len(its):
                one, other = mine.mean(axis=0), its.mean(axis=0)
                norms = float((one @ one) * (other @ other)) ** 0.5
                best = max(best, float(one @ other) / (norms or 1.0))
        return best
