"""Kinds of answers: the sentences that say what a question asks for, a number, a date, a person.

    how many jobs will Haldren cut      neither "410 branches" nor "in 1871" says that

A sentence that says nothing of the kind is doubtful. Where the next ones of its paragraph do, they
are shown with it, as one passage. `wanted` reads the question, `values` the sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.text import analyzer
from index.text.analyzer import Token
from index.types import Span
from search.answers.asked_speaker import is_act_of_speech
from search.answers.corrections import (
    is_figure_withdrawn,
    is_updated,
    is_withdrawn,
)
from search.answers.kind_words import (
    LENGTHS,
    MEASURES,
    STUFFS,
    WEEKDAYS,
    are_people,
    is_plural,
    is_synonym,
)
from search.answers.phrases import NAMED, nearest, phrase
from search.answers.values import Value, values
from search.answers.verbs import means
from search.answers.verdict import Verdict
from search.answers.wanted import SURE_KINDS, Wanted

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

SAYS, MAY_SAY, LACKS = 0.8, 0.4, -0.6
"""What it counts beside other sentences that one says what is asked for, may do so, or does not."""

CORRECTS, UPDATES = 1.5, 1.2
"""What it counts besides that it is said by a correction, or by a sentence that says it is newer:
a figure that is withdrawn shall not come before what takes its place."""

LACKS_NAMES = -0.4
"""What it counts that a sentence lacks a name or place, which are told less surely."""

NO_CHANGE = 0.1
"""What it counts that a sentence has a figure where it is asked by how many something grew."""

PERCENT_OF = 0.1
"""What it counts that a sentence says how many of them there are as a share."""

AFTER, SAID = 0.2, 0.8
"""What it costs that only a later sentence of a passage says it, each; and what counts of one that
it has the other words of the question too."""

BESIDE = 1.0
"""What it costs where another sentence says one too, that has more of what the question says."""

PREDICATE = 1.0
"""What it counts of what a question says that a sentence has its verb."""

DONE_BY = 0.6
"""The same where it is asked who does it: who it is may stand without the verb."""

FURTHER = 3
"""So many sentences after one may say the figure that it lacks."""

SYNONYM_COSINE = 0.5
"""Of the token embeddings of two nouns: soldiers are troops (.73), tanks are not (.37)."""

PRICE = 0.4
"""What it counts where a price is asked for that a figure stands as one: bought for 310 million."""

BEHIND = 4
"""So many letters part a figure from what it is a figure of, which tells it from others beside it:
"a profit of 3 million, after a loss of 5 million"."""

SPANNED = 6
"""So many words before a date may say that it ends a time: `until`, `since`."""

_CHANGED = frozenset("more fewer less up down higher lower added lost extra further".split())
_PAYING = frozenset("pay paid get got receive received spend spent".split())
_TRADING = ("buy", "sell")
_SPOKEN = frozenset("said told announced reported says".split())
_SPANNING = frozenset("since until till from between".split())


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Judge the sentences of a paragraph by whether they say what is asked for."""
    wanted = question.wanted
    if wanted is None or not candidate.may_be_english:
        return None
    likeness = _Likeness(question, candidate)
    found = [_found(question, candidate, likeness, n) for n in range(len(candidate.sentences))]
    texts = [candidate.sentence(number) for number in range(len(found))]
    said = [question.said_share(set(analyzer.terms(text))) for text in texts]
    if question.predicate and wanted.kind in SURE_KINDS | {"person"}:
        does = [
            any(means(word, question.predicate) for word in analyzer.words(text)) for text in texts
        ]
        if any(one and has for one, has in zip(found, does, strict=True)):
            bonus = PREDICATE if wanted.kind in SURE_KINDS else DONE_BY
            said = [share + bonus * has for share, has in zip(said, does, strict=True)]
    return [_verdict(wanted, candidate, found, said, number) for number in range(len(found))]


def _verdict(
    wanted: Wanted,
    candidate: Candidate,
    found: Sequence[tuple[float, Span | None] | None],
    said: Sequence[float],
    number: int,
) -> Verdict:
    """Judge a sentence by what it and the next ones say.

    Args:
        wanted: What is asked for.
        candidate: The paragraph.
        found: What each of its sentences says of the kind, if anything.
        said: How much of what the question says of its names each of them has.
        number: Of the sentence.
    """
    own = found[number]
    if own is not None and not (wanted.kind == "date" and _is_said_later(found, number)):
        best = max(said[at] for at, one in enumerate(found) if one is not None)
        return Verdict(worth=own[0] - BESIDE * (best - said[number]), part=own[1])
    if wanted.kind in SURE_KINDS or wanted.is_named:
        later = enumerate(found[number + 1 : number + 1 + FURTHER], start=1)
        told = [
            (one[0] - AFTER * more + SAID * said[number + more], more, one[1])
            for more, one in later
            if one is not None and one[0] >= MAY_SAY
        ]
        if told:
            worth, more, part = max(told, key=lambda each: each[0])
            passage = candidate.sentences[number][0], candidate.sentences[number + more][1]
            return Verdict(worth=worth - SAID * said[number + more], passage=passage, part=part)
    worth = LACKS if wanted.kind in SURE_KINDS else LACKS_NAMES
    return Verdict(is_doubtful=not wanted.is_loose, worth=worth)


def _is_said_later(found: Sequence[tuple[float, Span | None] | None], number: int) -> bool:
    """Tell whether a sentence says less surely what one soon after it says: said on Friday."""
    own = found[number]
    later = found[number + 1 : number + 1 + FURTHER]
    return own is not None and own[0] < SAYS and any(one and one[0] >= SAYS for one in later)


def _found(
    question: Question, candidate: Candidate, likeness: _Likeness, number: int
) -> tuple[float, Span | None] | None:
    """Return what it counts that a sentence says what is asked for, and where it does."""
    wanted = question.wanted
    assert wanted is not None
    text = candidate.sentence(number)
    start = candidate.sentences[number][0]
    tokens = list(analyzer.tokens(text))
    if wanted.kind not in SURE_KINDS:
        told = phrase(question, wanted, text, tokens)
        if wanted.kind == "person" and _is_told(question, candidate, number):
            told = max(told or (0.0, None), (NAMED, None), key=lambda each: each[0])
        return told and (told[0], told[1] and (start + told[1][0], start + told[1][1]))
    if is_withdrawn(tokens, of_correction=candidate.is_correction):
        return None
    fitting = [
        (worth, value)
        for value in values(text, tokens)
        if not is_figure_withdrawn(tokens, value.at)
        and analyzer.stem(tokens[value.at].word) not in question.meant  # in the third quarter
        and (worth := _fits(wanted, value, tokens, likeness, start - candidate.start))
    ]
    if not fitting:
        return None
    best = max(worth for worth, _ in fitting)
    newer = CORRECTS if candidate.is_correction else UPDATES if is_updated(tokens) else 0.0
    spans = [value.span for worth, value in fitting if worth == best]
    asked = [t.end for t in tokens if analyzer.stem(t.word) in question.said]
    behind = [v.span for _, v in fitting if any(0 < v.span[0] - end <= BEHIND for end in asked)]
    near = nearest(question, tokens, behind or spans)
    assert near is not None
    paid = question.act is not None and question.act.verb in _PAYING
    is_price = paid and _is_price(tokens, near[0])
    return best + newer + PRICE * is_price, (start + near[0], start + near[1])


def _is_price(tokens: Sequence[Token], start: int) -> bool:
    """Tell whether a figure is what something changes hands for: `sold its yard for 88 million`."""
    before = [token.word for token in tokens if token.end <= start]
    is_traded = any(means(word, verb) for word in before for verb in _TRADING)
    return is_traded and "for" in before[-2:]


def _is_told(question: Question, candidate: Candidate, number: int) -> bool:
    """Tell whether it is asked who says something, and known who says a sentence."""
    from search.answers.speakers import covers

    who, act = [*analyzer.words(question.query.asked), "", ""][:2]
    if who != "who" or not is_act_of_speech(act):
        return False
    span = candidate.sentences[number]
    said = (one.speaker and covers(one, *span) for one in candidate.statements or ())
    return any(said)


def _fits(
    wanted: Wanted, value: Value, tokens: Sequence[Token], likeness: _Likeness, start: int
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
    is_per = value.at > 0 and tokens[value.at - 1].word == "per"  # 45 crowns per 100 kilos
    is_other = is_per or _is_other_measure(wanted, value) or _is_of_other(wanted, value, tokens)
    if value.kind not in wanted.fitting or is_other:
        return 0.0
    if value.kind == "date" and wanted.kind == "duration":  # since 1998
        before = [token.word for token in tokens[max(0, value.at - SPANNED) : value.at]]
        return MAY_SAY * (not _SPANNING.isdisjoint(before))
    if wanted.kind == "number":
        is_share = value.kind == "percent"
        return PERCENT_OF if is_share else _fits_count(wanted, value, tokens, likeness, start)
    if _is_of_saying(tokens, value) and not wanted.is_of_saying:
        return MAY_SAY * (tokens[value.at].word not in WEEKDAYS)
    is_other = value.kind == "number" and bool(value.counted)
    return SAYS if value.kind == wanted.kind else MAY_SAY * (not is_other)


def _is_other_measure(wanted: Wanted, value: Value) -> bool:
    """Tell whether a measure is of something else: metres are no price."""
    if value.kind != "measure":
        return False
    if wanted.units:
        return wanted.units.isdisjoint(value.counted)
    is_price = wanted.kind == "amount" and not wanted.is_change
    return is_price and not LENGTHS.isdisjoint(value.counted)


def _is_of_other(wanted: Wanted, value: Value, tokens: Sequence[Token]) -> bool:
    """Tell whether a measure is of another stuff: `2 tonnes of barley`, not of the wheat asked."""
    behind = [token.word for token in tokens if token.start >= value.span[1]][:2]
    stuffs = wanted.measured - MEASURES
    if {value.kind, wanted.kind} != {"measure"} or behind[:1] != ["of"] or not stuffs:
        return False
    is_said = any(analyzer.stem(word) == analyzer.stem(behind[-1]) for word in stuffs)
    return not is_said and STUFFS.isdisjoint(stuffs)


def _is_change(tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether a value says by how much something changed: `by 5,100`, `5,100 more`."""
    before = [token.word for token in tokens[max(0, value.at - 2) : value.at]]
    after = [token.word for token in tokens[value.at + 1 : value.at + 4]]
    return "by" in before or not _CHANGED.isdisjoint(before + after)


def _is_of_saying(tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether a date is the day of a report, not of what it reports: `said on Tuesday`."""
    before = tokens[max(0, value.at - 2) : value.at]
    return value.kind == "date" and any(token.word in _SPOKEN for token in before)


def _fits_count(
    wanted: Wanted, value: Value, tokens: Sequence[Token], likeness: _Likeness, start: int
) -> float:
    """Return what it counts that a number is one of what is counted; arguments as of `_fits`."""
    if wanted.is_change:
        return SAYS if _is_change(tokens, value) else NO_CHANGE
    if any(_counts(wanted.counted, word) for word in value.counted):
        return SAYS
    if tokens[value.at].word == "nobody" and wanted.counted not in ("people", "victims"):
        return 0.0
    if not wanted.counted or not value.counted:
        return MAY_SAY
    is_like = likeness.of(wanted.span, value, tokens, start) >= SYNONYM_COSINE
    return MAY_SAY if is_like else 0.0


def _counts(noun: str, word: str) -> bool:
    """Tell whether a word counts what a noun of the question stands for."""
    if analyzer.stem(noun) == analyzer.stem(word) or is_synonym(noun, word):
        return True
    return noun in ("people", "persons", "victims") and are_people(word)


class _Likeness:
    """How much alike the tokens of the question and of a paragraph are."""

    def __init__(self, question: Question, candidate: Candidate) -> None:
        self._asked, self._tokens = question.tokens, candidate.tokens

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
