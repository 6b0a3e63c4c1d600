"""Speakers: whether a sentence is what the one said whom a question names. Pure.

A statement of that speaker answers; another's is doubtful, and so is one about something else, or
one that is no promise where a promise is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from index.text import analyzer
from index.types import Statement
from search.answers.asked_speaker import AskedSpeaker, acts_of_speech, is_act_of_speech
from search.answers.content_words import likest
from search.answers.question import Candidate, Question
from search.answers.verbs import PASSIVE
from search.answers.verdict import Verdict

OWN_WORTH = 3.0
"""What a statement of the speaker counts beside other sentences."""

SO_SAID = 0.5
"""What it counts that it is said with the very verb of the question: answered, added."""

LEAST_TOPIC = 0.5
"""So much of what is asked about, by weight, a statement mentions."""

LIKE_TOPIC = 0.6
"""Cosine of a word that is asked about with one of a statement that says it otherwise: .68 of fire
and blaze."""

PRONOUNS = frozenset("they them these those him her his".split())
BEFORE = 4
"""What a statement with one of these, or with a word of what is asked about, is about may stand in
so many sentences before it."""

FIRST_WORDS = 6
"""A sentence that nobody says is about those who are named among so many words."""

_SIDES = (
    "back support oppose favor favour reject refuse endorse approve disapprove want hope plan doubt"
    " fear prefer disagree agree welcome resist decline put"
)
"""What one may do without a word of speech, and yet answers what one's position is."""

_CALLED = frozenset("it spoke speaks".split())
_CALLING = "call describe label dub"
_ADMITTING = "acknowledge admit agree concede confirm"
_DENYING = "deny dispute refuse refute reject"
"""What somebody denies they do not admit."""

CITED, ACT_BEFORE = 8, 2
"""So many words from a name it may be cited, and so many before "by" the act of speech stands."""

_IT, _OF_NOTHING = frozenset("it this that".split()), frozenset("to that if when who".split())
"""What a statement begins with that is about what was said before; with the latter `it` may stand
for nothing."""

_CITING = frozenset("quoted cited reported".split())

SELF = 3
"""So many words before a verb within what is said the speaker may be: I will never promise."""

_SELVES = frozenset("i we he she they it".split())

LEAST_SHARE = 0.3
"""A statement that covers less of a sentence is not what the sentence says."""


def judge(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Doubt what is not a statement of the speaker whom the question names."""
    speaker = question.speaker
    if speaker is None or candidate.statements is None:
        return None
    return [
        _verdict(speaker, question, candidate, number) for number in range(len(candidate.sentences))
    ]


def _verdict(
    speaker: AskedSpeaker, question: Question, candidate: Candidate, number: int
) -> Verdict:
    assert candidate.statements is not None
    start, end = candidate.sentences[number]
    text = candidate.sentence(number)
    texts = (f"{candidate.label}\n{candidate.lead}", candidate.text)
    ones = [one for one in candidate.statements if covers(one, start, end)]
    mine = [one for one in ones if one.speaker and speaker.is_meant(one.speaker.name, texts)]
    stems = candidate.sentence_terms[number]
    share = question.topic_share(stems | _like(question, candidate, number))
    is_on_topic = share >= LEAST_TOPIC
    words = candidate.sentence_words[number]
    # Called it a trap, spoke of one.
    is_it = speaker.verb in _stems(_CALLING) and not _CALLED.isdisjoint(words)
    is_it = is_it or any(_begins_with_it(candidate, one) for one in mine)
    is_pronoun = is_it or not PRONOUNS.isdisjoint(words)
    is_own = bool(mine) or (not ones and _is_about(speaker, words) and _says(speaker, text))
    if is_own and not is_on_topic and (share or is_pronoun):
        before = _said_before(speaker, candidate, number) | question.carried(candidate.lead_terms)
        is_on_topic = question.topic_share(stems | before) >= LEAST_TOPIC
    carried = frozenset[str]()
    if mine and not is_on_topic and _goes_on(speaker, candidate, number):
        before = candidate.sentence_terms[number - 1]
        is_on_topic = question.topic_share(before) >= LEAST_TOPIC
        carried = question.met(before)
    if not mine and not _is_cited(speaker, text):
        is_named = _is_about(speaker, words)
        # Or speaks without a clause that says what: warned of floods.
        says = _says(speaker, text)
        # What another says, in which the speaker does it, tells to whom.
        outside = words if "whom" in question.words else _outside(text, start, ones)
        is_told = bool(ones) and not _acts(speaker, outside)
        is_doubtful = is_told or not (is_named and is_on_topic and says)
        does = not is_doubtful and speaker.verb in stems
        return Verdict(is_doubtful, OWN_WORTH + share if does else 0.0)
    does = not speaker.act or _does(speaker, candidate, mine, number)
    does = does and not (speaker.verb in _stems(_ADMITTING) and _is_denied(stems))
    known = question.spoken | carried if is_on_topic and does else frozenset[str]()
    worth = OWN_WORTH + share + SO_SAID * (speaker.verb in stems)
    return Verdict(not (is_on_topic and does), worth, known=known)


def _begins_with_it(candidate: Candidate, one: Statement) -> bool:
    """Tell whether what is said is of `it`: it is a trap, but not it takes a week to mend."""
    said = candidate.text[max(0, one.start - candidate.start) : one.end - candidate.start]
    words = list(analyzer.words(said))
    return not _IT.isdisjoint(words[:1]) and _OF_NOTHING.isdisjoint(words)


def _is_about(speaker: AskedSpeaker, words: Sequence[str]) -> bool:
    """Tell whether a sentence begins with the speaker, or has them right before the act."""
    acts = speaker.act or acts_of_speech()
    places = [at for at, word in enumerate(words) if analyzer.stem(word) in acts]
    beside = [words[:FIRST_WORDS], *(words[max(0, at - SELF) : at] for at in places)]
    return any(name[-1] in near for name in speaker.names for near in beside)


def _says(speaker: AskedSpeaker, text: str) -> bool:
    """Tell whether a sentence has an act of speech, or of taking sides: not `was declared`."""
    acts = speaker.act or _sides() | acts_of_speech() | {"spoke"}
    parts = [list(analyzer.words(part)) for part in text.split(";")]
    own = [words for words in parts if any(name[-1] in words for name in speaker.names)]
    return any(
        analyzer.stem(word) in acts and PASSIVE.isdisjoint(words[max(0, at - 2) : at])
        for words in own or parts
        for at, word in enumerate(words)
    )


def _acts(speaker: AskedSpeaker, words: Sequence[str]) -> bool:
    """Tell whether the speaker stands right before the very verb of the question."""
    places = (at for at, word in enumerate(words) if analyzer.stem(word) == speaker.verb)
    return any(name[-1] in words[max(0, at - 2) : at] for at in places for name in speaker.names)


def _outside(text: str, start: int, ones: Sequence[Statement]) -> list[str]:
    """Return the words of a sentence that stand in none of some statements."""
    tokens = analyzer.tokens(text)
    return [
        token.word
        for token in tokens
        if not any(one.start <= start + token.start < one.end for one in ones)
    ]


def _does(
    speaker: AskedSpeaker, candidate: Candidate, mine: Sequence[Statement], number: int
) -> bool:
    """Tell whether a statement is the act that is asked for, not of another's: their promise."""
    start = candidate.sentences[number][0]
    said = candidate.sentence(number)
    tokens = list(analyzer.tokens(said))
    for at, token in enumerate(tokens):
        if analyzer.stem(token.word) in speaker.act:
            is_told = any(one.start <= start + token.start < one.end for one in mine)
            before = {one.word for one in tokens[max(0, at - SELF) : at]}
            is_aside = token.word.endswith("ing") and said[: token.start].rstrip().endswith(",")
            is_told = is_told and not is_aside  # , denying that
            if not is_told or not _SELVES.isdisjoint(before):
                return True
    return not mine and not speaker.act.isdisjoint(candidate.sentence_terms[number])


def _goes_on(speaker: AskedSpeaker, candidate: Candidate, number: int) -> bool:
    """Tell whether the sentence before names the speaker, and nobody else says it."""
    if not number:
        return False
    words = candidate.sentence_words[number - 1]
    is_named = any(name[-1] in words for name in speaker.names)
    return is_named and not _is_of_others(speaker, candidate, number - 1)


def _is_cited(speaker: AskedSpeaker, text: str) -> bool:
    """Tell whether a sentence cites the speaker: was warned by Okafor, Dow was quoted as saying."""
    words = list(analyzer.words(text))
    places = [
        at for at, word in enumerate(words) if any(word == name[-1] for name in speaker.names)
    ]
    for at in places:
        before, after = words[max(0, at - CITED) : at], words[at + 1 : at + 1 + CITED]
        if "by" in before and any(
            is_act_of_speech(word) for word in before[: before.index("by")][-ACT_BEFORE:]
        ):
            return True
        if ("as", "saying") in pairwise(after) and not _CITING.isdisjoint(after):
            return True
    return False


def _like(question: Question, candidate: Candidate, number: int) -> set[str]:
    """Return the stems of what is asked about that a sentence says in other words: a blaze."""
    tokens = candidate.tokens_of(number)
    if not len(tokens):
        return set()
    return {term for term, word in question.content.items() if likest(word, tokens) >= LIKE_TOPIC}


def _said_before(speaker: AskedSpeaker, candidate: Candidate, number: int) -> frozenset[str]:
    """Return the stems of the title and of the sentences before one, which its `it` may mean.

    Not of what others say there.
    """
    before = range(max(0, number - BEFORE), number)
    own = (at for at in before if not _is_of_others(speaker, candidate, at))
    return candidate.title_terms.union(*(candidate.sentence_terms[at] for at in own))


def _is_of_others(speaker: AskedSpeaker, candidate: Candidate, number: int) -> bool:
    """Tell whether somebody else than the speaker says a sentence."""
    said = (one for one in candidate.statements or () if covers(one, *candidate.sentences[number]))
    return any(one.speaker and not speaker.is_meant(one.speaker.name) for one in said)


@cache
def _stems(words: str) -> frozenset[str]:
    return frozenset(map(analyzer.stem, words.split()))


def _is_denied(stems: frozenset[str]) -> bool:
    """Tell whether a sentence denies something, and admits nothing."""
    return not _stems(_DENYING).isdisjoint(stems) and _stems(_ADMITTING).isdisjoint(stems)


@cache
def _sides() -> frozenset[str]:
    return frozenset(analyzer.stem(word) for word in _SIDES.split())


def covers(one: Statement, start: int, end: int) -> bool:
    """Tell whether a statement is what a sentence says, or some of it."""
    common = min(one.end, end) - max(one.start, start)
    return common > 0 and common >= LEAST_SHARE * min(end - start, one.end - one.start)
