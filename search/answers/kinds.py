"""Kinds of answers: the sentences that say what a question asks for, a number, a date, a person.

    how many jobs will Haldren cut      neither "410 branches" nor "in 1871" says that

A sentence that says nothing of the kind is doubtful. Where the next ones of its paragraph do, they
are shown with it, as one passage. `wanted` reads the question, `values` the sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from index.statements.name_words import GENERATIONS, MEN, WOMEN
from index.text import analyzer, dateline
from index.text.analyzer import Token
from index.types import Span
from search.answers.corrections import (
    is_figure_withdrawn,
    is_updated,
    is_withdrawn,
)
from search.answers.figures import MAY_SAY, SAYS, Likeness, fits
from search.answers.kind_words import PREPOSITIONS
from search.answers.phrases import NAMED, nearest, phrase
from search.answers.topics import ANAPHORA, having, on_topic, stuff
from search.answers.values import Value, behind, values
from search.answers.verbs import means
from search.answers.verdict import Verdict
from search.answers.wanted import SURE_KINDS, Wanted

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

LACKS = -0.6
"""What it counts beside other sentences that one says nothing of what is asked for."""

CORRECTS, UPDATES = 1.5, 1.2
"""What it counts besides that it is said by a correction, or by a sentence that says it is newer:
a figure that is withdrawn shall not come before what takes its place."""

LACKS_NAMES = -0.4
"""What it counts that a sentence lacks a name or place, which are told less surely."""

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

PRICE = 0.4
"""What it counts where a price is asked for that a figure stands as one: bought for 310 million."""

BEHIND = 4
"""So many letters part a figure from what it is a figure of, which tells it from others beside it:
"a profit of 3 million, after a loss of 5 million"."""

DONE_WORDS = 5
"""So many words behind a figure the verb may stand that says what happened to so many."""

_APART = PREPOSITIONS - {"of"} | {"and", "while", "but", "after", "before", "when"}
_LINKING = frozenset("for at by to was were of reached".split())

PLANNED = 1.2
"""What it costs that a figure was only planned."""

_PLANNED = frozenset("planned expected supposed scheduled meant due intended forecast".split())

_DEMANDING = frozenset(map(analyzer.stem, "ask demand seek sought request".split()))
ASKED = 4
"""So many words before a figure it is said that somebody asks for it, or that nobody has it."""

_SIZED = ("age", "duration", "measure")
"""Kinds that say the word behind "how" without having it: Ada Velt, 57, is that old."""

_PAYING = frozenset("pay paid get got receive received spend spent".split())
_TRADING = ("buy", "sell")


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Judge the sentences of a paragraph by whether they say what is asked for."""
    wanted = question.wanted
    if wanted is None:
        return None
    likeness = Likeness(question, candidate)
    found = [_found(question, candidate, likeness, n) for n in range(len(candidate.sentences))]
    texts = [candidate.sentence(number) for number in range(len(found))]
    found = on_topic(question, candidate, found)
    said = [question.said_share(set(analyzer.terms(text))) for text in texts]
    if question.predicate and wanted.kind in SURE_KINDS | {"person"}:
        has_verb = having(question.predicate, candidate)
        if any(one and has for one, has in zip(found, has_verb, strict=True)):
            bonus = PREDICATE if wanted.kind in SURE_KINDS else DONE_BY
            said = [share + bonus * has for share, has in zip(said, has_verb, strict=True)]
    judged = [_verdict(wanted, candidate, found, said, number) for number in range(len(found))]
    if candidate.is_correction:
        judged = [
            replace(one, is_doubtful=one.is_doubtful or (not one.passage and _is_withdrawn(text)))
            for one, text in zip(judged, texts, strict=True)
        ]
    if wanted.kind != "reason":
        return judged
    from search.answers.reasons import are_untold  # few questions ask why

    untold = are_untold(question, candidate, [told and told[0] for told in found])
    pairs = zip(judged, untold, strict=True)
    return [replace(one, is_doubtful=one.is_doubtful or is_so) for one, is_so in pairs]


def _is_withdrawn(text: str) -> bool:
    """Tell whether a sentence of a correction says only what was wrong."""
    return is_withdrawn(list(analyzer.tokens(text)), of_correction=True)


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
        has_size = wanted.kind in _SIZED
        size = frozenset([analyzer.stem(wanted.size)] if has_size else ())  # how old: 57
        return Verdict(worth=own[0] - BESIDE * (best - said[number]), part=own[1], known=size)
    is_why = wanted.kind == "reason"
    if wanted.kind in SURE_KINDS or wanted.is_named or is_why:
        later = enumerate(found[number + 1 : number + 1 + FURTHER], start=1)
        told = [
            (one[0] - AFTER * more + SAID * said[number + more], more, one[1])
            for more, one in later
            if one is not None and one[0] >= (SAYS if is_why else MAY_SAY)
        ]
        if told:
            worth, more, part = max(told, key=lambda each: each[0])
            passage = candidate.sentences[number][0], candidate.sentences[number + more][1]
            best = max(said[at] for at, one in enumerate(found) if one is not None)
            less = best - max(said[number : number + more + 1])
            worth -= SAID * said[number + more] + BESIDE * max(less, 0.0)
            return Verdict(worth=worth, passage=passage, part=part)
    worth = LACKS if wanted.kind in SURE_KINDS else LACKS_NAMES
    return Verdict(is_doubtful=not wanted.is_loose, worth=worth)


def _is_said_later(found: Sequence[tuple[float, Span | None] | None], number: int) -> bool:
    """Tell whether a sentence says less surely what one soon after it says: said on Friday."""
    own = found[number]
    later = found[number + 1 : number + 1 + FURTHER]
    return own is not None and own[0] < SAYS and any(one and one[0] >= SAYS for one in later)


def _found(
    question: Question, candidate: Candidate, likeness: Likeness, number: int
) -> tuple[float, Span | None] | None:
    """Return what it counts that a sentence says what is asked for, and where it does."""
    wanted = question.wanted
    assert wanted is not None
    text = candidate.sentence(number)
    start = candidate.sentences[number][0]
    tokens = list(analyzer.tokens(text))
    if is_withdrawn(tokens, of_correction=candidate.is_correction):
        return None
    if wanted.kind not in SURE_KINDS:
        told = phrase(question, wanted, text, tokens)
        if wanted.kind == "person" and _is_told(question, candidate, number):
            told = max(told or (0.0, None), (NAMED, None), key=lambda each: each[0])
        newer = CORRECTS if told and wanted.kind == "reason" and candidate.is_correction else 0.0
        return told and (told[0] + newer, told[1] and (start + told[1][0], start + told[1][1]))
    return _figure(question, candidate, likeness, number)


def _figure(
    question: Question, candidate: Candidate, likeness: Likeness, number: int
) -> tuple[float, Span] | None:
    """Return the same for a figure or a date."""
    wanted = question.wanted
    assert wanted is not None
    text, start = candidate.sentence(number), candidate.sentences[number][0]
    tokens = list(analyzer.tokens(text))
    first = 0
    if wanted.kind == "date":
        first = max(_aside(text, tokens, question.predicate), dateline.end(text))
    fitting = [
        (worth, value)
        for value in values(text, tokens)
        if value.span[0] >= first
        and not is_figure_withdrawn(tokens, value.at)
        and not _is_others_age(question, text, tokens, value)
        and not _is_not_so(question, tokens, value)
        and analyzer.stem(tokens[value.at].word) not in question.meant  # in the third quarter
        and (worth := fits(wanted, value, tokens, likeness, start - candidate.start))
    ]
    if not fitting:
        return None
    fitting = _surest(question, wanted, text, tokens, fitting)
    if question.words.isdisjoint(_PLANNED):
        fitting = [(w - PLANNED * _is_planned(tokens, value), value) for w, value in fitting]
    best = max(worth for worth, _ in fitting)
    newer = CORRECTS if candidate.is_correction else UPDATES if is_updated(tokens) else 0.0
    spans = [value.span for worth, value in fitting if worth == best]
    verb = question.act.verb if question.act else question.predicate
    asked = [
        t.end
        for t in tokens
        if analyzer.stem(t.word) in question.said and not (verb and means(t.word, verb))
    ]
    beside = [v.span for _, v in fitting if any(0 < v.span[0] - end <= BEHIND for end in asked)]
    near = nearest(question, tokens, beside or spans)
    assert near is not None
    paid = question.act is not None and question.act.verb in _PAYING
    is_price = paid and _is_price(tokens, near[0])
    return best + newer + PRICE * is_price, (start + near[0], start + near[1])


def _surest(
    question: Question,
    wanted: Wanted,
    text: str,
    tokens: Sequence[Token],
    fitting: list[tuple[float, Value]],
) -> list[tuple[float, Value]]:
    """Return of the figures that fit those that are surely of what is asked, or else all."""
    is_count = wanted.kind == "number"
    if is_count:
        theirs = [value for _, value in fitting if _is_of_them(question, tokens, value)]
        if theirs:
            return [(SAYS, value) for value in theirs]
        sure = [value for _, value in fitting if _is_done(question, text, tokens, value)]
    else:
        sure = _behind_stuff(wanted, tokens, fitting)
    if not sure:
        return fitting
    return [
        (SAYS if worth == MAY_SAY else worth, value)
        for worth, value in fitting
        if value in sure or (worth >= SAYS and is_count)
    ]


def _is_others_age(question: Question, text: str, tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether an age is that of somebody else whom the sentence names: Ada Velt, 57."""
    if value.kind != "age" or not question.names:
        return False
    at = value.at - 1
    at -= at > 0 and tokens[at].word in GENERATIONS  # Otto Velt Jr, 57
    run = [*takewhile(lambda token: text[token.start].isupper(), behind(value, tokens))]
    if run and text[value.span[1] : run[0].start] == " ":  # 57-year-old Ada Velt
        named = {token.word for token in run}
    else:
        before = takewhile(lambda token: text[token.start].isupper(), reversed(tokens[: at + 1]))
        named = {token.word for token in before}
    given = named & (MEN | WOMEN)
    return bool(named) and not any(
        named.intersection(name.parts) and (len(name.parts) < 2 or given <= {*name.parts})
        for name in question.names
    )


def _aside(text: str, tokens: Sequence[Token], verb: str) -> int:
    """Return where what is asked about begins that is said in passing; 0 where it is not.

    `On Monday 90 pupils came to Orrin School, which was built for 60` does not say when it was.
    """
    places = [token.start for token in tokens if verb and means(token.word, verb)]
    asides = [
        one.start
        for one in tokens
        if one.word in ("which", "who") and text[: one.start].rstrip().endswith(",")
    ]
    before = [start for start in asides if places and start < places[0]]
    return before[-1] if before else 0


def _is_done(question: Question, text: str, tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether what a figure counts is what the verb says: `two died and 11 were injured`."""
    after = behind(value, tokens)[:DONE_WORDS]
    verb = next((t for t in after if means(t.word, question.predicate)), None)
    if verb is None or not question.predicate:
        return False
    between = text[value.span[1] : verb.start]
    words = {token.word for token in after if token.end <= verb.start}
    is_apart = not words.isdisjoint(_APART) or set(between) & set(",;:")
    return not is_apart and not any(map(str.isdigit, between))


def _is_of_them(question: Question, tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether a figure is how many of them are of a name: `180 of them from Dorvia`."""
    after = [token.word for token in behind(value, tokens)[:DONE_WORDS]]
    them = after[:1] == ["of"] and after[1:2] in (["them"], ["these"], ["those"])
    named = {part for name in question.names for part in name.parts}
    return them and not named.isdisjoint(after)


def _is_not_so(question: Question, tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether a figure is only asked for, or nobody's: neither won more than half."""
    before = {analyzer.stem(t.word) for t in tokens[max(0, value.at - ASKED) : value.at]}
    is_asked = _DEMANDING.isdisjoint(map(analyzer.stem, question.words))
    return "neither" in before or (is_asked and not _DEMANDING.isdisjoint(before))


def _is_planned(tokens: Sequence[Token], value: Value) -> bool:
    """Tell whether a figure is what was planned, not what came: `was to take ten weeks`."""
    before = [token.word for token in tokens[max(0, value.at - DONE_WORDS) : value.at]]
    return any(one in _PLANNED and two == "to" for one, two in pairwise(before))


def _is_price(tokens: Sequence[Token], start: int) -> bool:
    """Tell whether a figure is what something changes hands for: `sold its yard for 88 million`."""
    before = [token.word for token in tokens if token.end <= start]
    is_traded = any(means(word, verb) for word in before for verb in _TRADING)
    return is_traded and "for" in before[-2:]


def _behind_stuff(
    wanted: Wanted, tokens: Sequence[Token], fitting: Sequence[tuple[float, Value]]
) -> list[Value]:
    """Return the figures right behind the stuff that is asked for: `and barley for 4 million`."""
    of = stuff(wanted)
    found = []
    for _, value in fitting:
        *_, one, two = ["", "", *(t.word for t in tokens[max(0, value.at - 2) : value.at])]
        after = [token.word for token in behind(value, tokens)[:2]]
        is_before = analyzer.stem(two) in of or (two in _LINKING and analyzer.stem(one) in of)
        if is_before or (after[:1] == ["of"] and analyzer.stem(after[-1]) in of):
            found.append(value)
    return found


def _of_before(question: Question, candidate: Candidate, number: int, judged: Verdict) -> Verdict:
    """Return the verdict on a sentence, with the one before if its act is of that: X denied it."""
    last, acts = candidate.sentence_words[number][-1:], question.told_acts
    if not number or acts.isdisjoint(candidate.sentence_terms[number]) or ANAPHORA.isdisjoint(last):
        return judged
    passage = candidate.sentences[number - 1][0], candidate.sentences[number][1]
    known = question.met(candidate.sentence_terms[number - 1])
    return replace(judged, passage=judged.passage or passage, known=judged.known | known)


def _is_told(question: Question, candidate: Candidate, number: int) -> bool:
    """Tell whether it is asked who says something, and known who says a sentence."""
    from search.answers.speakers import covers

    if not question.told_act:
        return False
    acts = question.told_acts
    if acts and acts.isdisjoint(candidate.sentence_terms[number]):
        return False  # said, but did not deny it
    span = candidate.sentences[number]
    said = (one.speaker and covers(one, *span) for one in candidate.statements or ())
    return any(said)
