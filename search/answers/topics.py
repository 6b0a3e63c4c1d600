"""Topics: which sentences of a paragraph are about what is asked, where some are surely. Pure.

    when did Ida Oske meet the miners     "Dorvia voted in May. Ida Oske met the miners."

Of two sentences with a day, or a name, the one that has what is asked about tells; where that has
none, another one hardly does. English.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.text import analyzer
from search.answers.content_words import LIKE, likest
from search.answers.kind_words import AUXILIARIES, MEASURES, PREPOSITIONS, may_be_people
from search.answers.verbs import base, does, means

if TYPE_CHECKING:
    from index.types import Span
    from search.answers.question import Candidate, Question
    from search.answers.wanted import Wanted

GOES_ON = 2
"""So many sentences behind one that says it another may say when or where: the talks are in May."""

_TAKING = frozenset(map(base, "take last cost".split()))
ANAPHORA = frozenset("it this that the there these".split())
_NAMED_KINDS = frozenset("person name place".split())

Told = tuple[float, "Span | None"] | None
"""What it counts that a sentence says what is asked for, and where; None where it does not."""


def on_topic(question: Question, candidate: Candidate, found: list[Told]) -> list[Told]:
    """Return what sentences say of the kind that is asked for, but for those about something else.

    Args:
        question: That is asked.
        candidate: The paragraph.
        found: What each of its sentences says.
    """
    wanted = question.wanted
    assert wanted is not None
    if may_be_people(wanted.bearer):
        bears = [wanted.bearer in words for words in candidate.sentence_words]
        if any(bears) and not _is_told(found, bears):  # no name of the driver who is asked about
            return [None] * len(found)
    if wanted.kind in ("duration", "amount"):
        others = [_is_of_other_subject(question, candidate, n) for n in range(len(found))]
        found = [None if other else one for one, other in zip(found, others, strict=True)]
    needed = stuff(wanted) or question.told_acts
    has = [not needed.isdisjoint(terms) for terms in candidate.sentence_terms]
    if _is_told(found, has):
        return [one if of_it else None for one, of_it in zip(found, has, strict=True)]
    if not question.predicate or needed or wanted.kind not in _NAMED_KINDS | {"date"}:
        return found
    has_verb = having(question.predicate, candidate)
    if not any(has_verb) or _is_told(found, has_verb):
        return found
    return [
        None if _is_apart(question, candidate, has_verb, number) else one
        for number, one in enumerate(found)
    ]


def having(verb: str, candidate: Candidate) -> list[bool]:
    """Tell of each sentence of a paragraph whether it has a verb, or another for the same fate."""
    from search.near_duplicates.tolls import fates_of_words

    fates = fates_of_words()
    fate = fates.get(verb, -1)
    return [
        any(means(word, verb) or fates.get(word) == fate for word in words)
        for words in candidate.sentence_words
    ]


def _is_told(found: Sequence[Told], has: Sequence[bool]) -> bool:
    return any(one and of_it for one, of_it in zip(found, has, strict=True))


def _is_of_other_subject(question: Question, candidate: Candidate, number: int) -> bool:
    """Tell whether something else takes so long, or costs so much, than what is asked about.

    how long does the journey to Orrin take     "The work took three years."
    """
    assert question.wanted is not None
    asked = question.content.keys() & {analyzer.stem(one) for one in question.wanted.measured}
    text = candidate.sentence(number)
    tokens = list(analyzer.tokens(text))
    verbs = [at for at, token in enumerate(tokens) if base(token.word) in _TAKING]
    if not asked or not verbs or candidate.tokens is None:
        return False
    at = verbs[0] - 1
    while at > 0 and tokens[at].word in AUXILIARIES:
        at -= 1
    while at > 1 and text[tokens[at].start].isupper():  # the pool of Orrin costs
        at -= 1 + (tokens[at - 1].word in PREPOSITIONS)
    subject = tokens[at] if at > 0 and tokens[at - 1].word in ("the", "its", "his", "her") else None
    if subject is None or analyzer.stem(subject.word) in asked:
        return False
    start = candidate.sentences[number][0] - candidate.start
    like = candidate.tokens.within(start + subject.start, start + subject.end)
    return len(like) > 0 and all(likest(question.content[one], like) < LIKE for one in asked)


def _is_apart(
    question: Question, candidate: Candidate, has_verb: Sequence[bool], number: int
) -> bool:
    """Tell whether a sentence is not about what is asked, which another one has without saying it.

    when did Ida Oske meet the miners     "Dorvia voted in May. Ida Oske met the miners."

    Args:
        question: That is asked.
        candidate: The paragraph.
        has_verb: Which of them have the verb of the question.
        number: Of the sentence.
    """
    assert question.wanted is not None
    words, verb = candidate.sentence_words[number], question.predicate
    if any(does(word, verb) for word in words):
        return False
    is_near = any(has_verb[max(0, number - GOES_ON) : number])
    goes_on = is_near and not ANAPHORA.isdisjoint(words[:1])
    return not (goes_on and question.wanted.kind in ("date", "place"))


def stuff(wanted: Wanted) -> frozenset[str]:
    """Return the stems of what there is how much of: wheat."""
    of = wanted.measured - MEASURES if wanted.kind == "measure" else ()
    return frozenset(map(analyzer.stem, of))
