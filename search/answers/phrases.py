"""Phrases: the names, descriptions and reasons in a sentence that answer, told less surely. Pure.

who opened the bridge      a name that is no news of the question, at best a person's
why was it closed          because of a crack
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text import analyzer
from index.text.analyzer import STOP_WORDS, Token
from index.types import Span
from search.answers.asked_speaker import is_act_of_speech
from search.answers.corrections import is_former, is_overturned
from search.answers.kind_words import (
    DAYS,
    MONTHS,
    NOUNS_ASKED,
    PERIODS,
    PREPOSITIONS,
    WEEKDAYS,
    is_plural,
    may_be_people,
)
from search.answers.name_words import KIN
from search.answers.offices import Office, holder, is_named_in, is_owner_in
from search.answers.values import names
from search.answers.verbs import PASSIVE, does, is_past, may_be_verb, means
from search.answers.wanted import CALLED, Wanted

if TYPE_CHECKING:
    from search.answers.question import Question

NAMED, CALLS, OVERTURNS = 0.5, 0.8, 1.2
"""What it counts that a sentence has a name, says what something is called, or who it is now."""

DESCRIBES, REASON = 1.5, 1.0
"""What it counts at most that a sentence says who or what something is, or why it is so."""

TOLD_SHARE = 0.8
"""A sentence that is looked for because it says why has so much of the question."""

HOLDS = 0.5
"""What it counts that a sentence names whoever does it as its owner, founder and so on."""

_DOERS = {
    "own": "owner",
    "lead": "leader",
    "head": "head",
    "found": "founder",
    "edit": "editor",
    "coach": "coach",
    "manage": "manager",
    "chair": "chairman",
}

_PLACING = frozenset("in at on near off from into to outside inside around off through".split())
"""Before a place they say where, and "of" says less."""

_BESIDE = frozenset(
    "under over behind beside beneath below above along across within between among towards aboard"
    " against past upon via".split()
)
_TO_WHOM = frozenset("from to with against for".split())
_PRONOUNS = frozenset("he she they".split())
_TIMES = PERIODS | MONTHS | WEEKDAYS | DAYS
_WHERE = frozenset("where here there home abroad ashore offshore inland nearby elsewhere".split())
"""With these a sentence says where without a name."""

BESIDE_BEARER = 3
"""So many words part a name from what bears it: the donkey, called Ned; but none as `bought`."""

TOLD_OF = 0.2
"""A sentence with so much of the question tells of somebody without a word for them."""

CALLED_WORDS = 6
"""What something is called has at most so many words."""


def told(question: Question, sentences: Sequence[str], around: str) -> float:
    """Return how surely some sentences tell what is said once; 0 where none does.

    Args:
        question: That asks for it.
        sentences: Of a paragraph.
        around: The paragraph, with the title of its article.
    """
    wanted, office = question.wanted, question.office
    if office is not None:
        return float(is_owner_in(office, around) and any(holder(office, one) for one in sentences))
    best = 0.0
    for text in sentences:
        tokens = list(analyzer.tokens(text))
        share = question.share({analyzer.stem(token.word) for token in tokens})
        if wanted and (wanted.about or share >= TOLD_SHARE):
            one = phrase(question, wanted, text, tokens)
            best = max(best, one[0] if one else 0.0)
    return best


def phrase(
    question: Question, wanted: Wanted, text: str, tokens: Sequence[Token]
) -> tuple[float, Span | None] | None:
    """Return what it counts that a sentence tells what is asked for, and where it does.

    Args:
        question: That asks for it.
        wanted: Which names, a description or a reason.
        text: The sentence.
        tokens: Its words.
    """
    if wanted.kind == "reason":
        from search.answers.reasons import reason  # few questions ask why

        why = reason(text, tokens, question.words, question.predicate)
        return why and (REASON * why[0], why[1])
    if wanted.kind == "description":
        from search.answers.descriptions import description  # few questions ask for one

        said = description(wanted.about, text, is_person=wanted.is_person)
        return said and (DESCRIBES * said[0], said[1])
    return _name(question, wanted, text, tokens)


def _name(  # noqa: PLR0911
    question: Question, wanted: Wanted, text: str, tokens: Sequence[Token]
) -> tuple[float, Span | None] | None:
    """Return the same for a name that is asked for, with where it stands in the sentence."""
    if not _is_to_whom(question, text, tokens):
        return None
    if wanted.bearer or wanted.is_called:
        bearer = wanted.bearer
        said = _borne(question, bearer, text, tokens) if bearer else _called(text, tokens)
        return said and (CALLS, said)
    is_person = wanted.kind == "person"
    nobody = _nobody(question, tokens) if is_person else None
    if nobody is not None:
        return NAMED + OVERTURNS, nobody
    near = held = None
    if (is_person or question.act is not None) and wanted.kind != "place" and not text.isupper():
        from search.answers.persons import Sentence  # few questions ask for somebody

        sentence = Sentence(text, question.words)
        verb, is_object_asked = _party(question)
        near = sentence.answering(verb, is_object_asked=is_object_asked) if verb else None
        if near is None and is_person:
            office = _office(question)
            if office is not None and _is_of_others(office, text):
                return None
            held = holder(office, text) if office else None
            near = held or nearest(question, tokens, sentence.people())
            if held is None and near and question.act and _speaks(question, tokens, near):
                near = None
    calls = False
    if near is None and (text.isupper() or not is_person):
        near, calls = _nearest_name(question, wanted, text, tokens)
    if near is not None:
        changed = is_overturned(tokens) - (is_person and is_former(tokens, question.words))
        worth = CALLS if calls else NAMED
        return worth + OVERTURNS * changed + HOLDS * (held is not None), near
    if wanted.kind == "place" and not wanted.is_named:
        return (0.0, None) if text.islower() or _is_placed(question, tokens) else None
    news = (t.word for t in tokens if analyzer.stem(t.word) not in question.meant)
    may_be = is_person and not wanted.is_named and any(w in KIN or may_be_people(w) for w in news)
    is_told = may_be and _does(question, tokens)
    return (0.0, None) if text.islower() or is_told else None


def _speaks(question: Question, tokens: Sequence[Token], span: Span) -> bool:
    """Tell whether a name is that of who says a sentence without what is asked who did."""
    verb = question.predicate
    if not verb or is_act_of_speech(verb) or any(does(token.word, verb) for token in tokens):
        return False
    after = next((token.word for token in tokens if token.start >= span[1]), "")
    return is_act_of_speech(after) and (is_past(after) or after == "said")


def _nearest_name(
    question: Question, wanted: Wanted, text: str, tokens: Sequence[Token]
) -> tuple[Span | None, bool]:
    """Return the name nearest to what is asked, and whether it is beside that: the bank Orrin."""
    spans = list(names(text, tokens, question.words))
    if wanted.kind == "name":
        asked = [word for word in question.words if NOUNS_ASKED.get(word) == "name"]
        places = [at for at, token in enumerate(tokens) if token.word in asked]
        beside = _beside(tokens, spans, places, 0)
        if beside is not None:
            return beside, True
    if wanted.kind == "place" and not wanted.is_named:
        spans = [span for span in spans if _led(tokens, span) & (PREPOSITIONS | _PLACING)]
        spans = [span for span in spans if _led(tokens, span) & _PLACING] or spans
    return nearest(question, tokens, spans), False


def _does(question: Question, tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence has what is asked about, unless that is only that somebody says it.

    Who it is may be said without a name there, `the herders sued`, and hardly elsewhere.
    """
    verb = question.predicate
    is_said = not verb or is_act_of_speech(verb) or tokens[0].word in _PRONOUNS
    return is_said or any(means(token.word, verb) for token in tokens)


def _is_placed(question: Question, tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence says of something without a name where it is: under a larch."""
    words = [token.word for token in tokens]
    if not _WHERE.isdisjoint(words):
        return True
    for at, word in enumerate(words):
        after = [one for one in words[at + 1 : at + 4] if one not in STOP_WORDS][:1]
        if word in _PLACING | _BESIDE and after and after[0].isalpha():
            is_verb = word == "to" and may_be_verb(words[at + 1])
            if not (is_verb or after[0] in question.words or after[0] in _TIMES):
                return True
    return False


def _is_to_whom(question: Question, text: str, tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence with what is asked about may say from whom, or to whom, it is."""
    link, *asked = (*question.asked_words, "", "")[:2]
    verb = question.predicate
    if link not in _TO_WHOM or asked[0] not in ("whom", "who", "which") or not verb:
        return True
    at = next((at for at, token in enumerate(tokens) if means(token.word, verb)), None)
    if at is None:
        return True
    return any(
        one.word == link
        and any(
            other.word not in question.words
            and (text[other.start].isupper() or may_be_people(other.word))
            for other in tokens[n + 1 : n + 1 + CALLED_WORDS]
        )
        for n, one in enumerate(tokens)
    )


def _borne(question: Question, bearer: str, text: str, tokens: Sequence[Token]) -> Span | None:
    """Return where a sentence gives the name of what bears it: beside that, if it is mentioned."""
    first = tokens[0].end if is_plural(tokens[0].word) or may_be_people(tokens[0].word) else 0
    spans = [one for one in names(text, tokens, question.words) if one[1] > first]
    stem = analyzer.stem(bearer)
    bearers = [at for at, token in enumerate(tokens) if analyzer.stem(token.word) == stem]
    beside = _beside(tokens, spans, bearers, BESIDE_BEARER)
    if beside is not None:
        return beside
    share = question.said_share({analyzer.stem(token.word) for token in tokens})
    is_told = bearer in NOUNS_ASKED or (share >= TOLD_OF and not bearers)
    return nearest(question, tokens, spans) if is_told else None


def _party(question: Question) -> tuple[str, bool]:
    """Return the verb whose doer is asked for, or whom it is done to; no verb where neither is."""
    act, words = question.act, (*question.asked_words, "", "")
    if act is not None:
        return "" if act.doer and act.done_to else act.verb, bool(act.doer)
    verb = question.predicate or question.told_act
    return verb if words[0] == "who" else "", words[1] in PASSIVE


def _office(question: Question) -> Office | None:
    """Return what somebody is who does what is asked, and whose: owner, of who owns Corland."""
    act = question.act
    noun = next((noun for verb, noun in _DOERS.items() if act and means(act.verb, verb)), None)
    if act is None or act.doer or noun is None:
        return None
    named = (name.parts for name in question.names if act.done_to in name.parts)
    return Office((noun,), next(named, ()))


def _is_of_others(office: Office, text: str) -> bool:
    """Tell whether a sentence has somebody who is that, but of another: her coach."""
    noun = analyzer.stem(office.words[-1])
    words = list(analyzer.words(text))
    is_there = any(analyzer.stem(word) == noun and not is_past(word) for word in words)
    return is_there and not is_named_in(office, text)


def _beside(
    tokens: Sequence[Token], spans: Sequence[Span], places: Sequence[int], reach: int
) -> Span | None:
    """Return the span that so many words part at most, none of them a verb, from one of some."""
    for start, end in spans:
        first = next(at for at, token in enumerate(tokens) if token.start == start)
        last = max(at for at, token in enumerate(tokens) if token.start < end)
        for at in places:
            between = tokens[at + 1 : first] if at < first else tokens[last + 1 : at]
            is_apart = any(is_past(t.word) and t.word not in CALLED for t in between)
            if len(between) <= reach and not is_apart:
                return start, end
    return None


def _called(text: str, tokens: Sequence[Token]) -> Span | None:
    """Return where a sentence says what something is called: up to the next sign."""
    at = next((at for at, token in enumerate(tokens) if token.word in CALLED), len(tokens))
    after = [token for token in tokens[at + 1 : at + 1 + CALLED_WORDS] if token.word != "as"]
    for one, other in pairwise([*after, None]):
        if one and (other is None or text[one.end : other.start].strip()):
            return after[0].start, one.end
    return None


def _nobody(question: Question, tokens: Sequence[Token]) -> Span | None:
    """Return where a sentence says that nobody did, or suffered, what is asked about."""
    for at, token in enumerate(tokens):
        is_no_one = token.word == "one" and at > 0 and tokens[at - 1].word == "no"
        if is_no_one or token.word == "nobody":
            after = tokens[at + 1 : at + 1 + CALLED_WORDS]
            if question.predicate and any(means(t.word, question.predicate) for t in after):
                return tokens[at - is_no_one].start, token.end
    return None


def nearest(question: Question, tokens: Sequence[Token], spans: Sequence[Span]) -> Span | None:
    """Return the span that is nearest to the question's words, the first one of equals."""
    if len(spans) < 2:
        return spans[0] if spans else None
    asked = [t for t in tokens if analyzer.stem(t.word) in question.meant]

    def distance(span: Span) -> int:
        gaps = (max(t.start - span[1], span[0] - t.end, 0) for t in asked)
        return sum(min(gap, 100) for gap in gaps)

    return min(spans, key=distance)


def _led(tokens: Sequence[Token], span: Span) -> frozenset[str]:
    """Return what leads to a name: the word before it, or before its article."""
    before = [token.word for token in tokens if token.end <= span[0]][-2:]
    is_behind_article = before[-1:] in (["the"], ["a"], ["an"])
    return frozenset(before[:1] if is_behind_article else before[-1:])
