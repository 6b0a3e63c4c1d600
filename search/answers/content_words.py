"""Content words: what a question is about besides names, and how like it a paragraph has it. Pure.

    what did the fire at Orrin destroy      fire, destroy
    how many motorcycles use the tunnel     motorcycles, use, tunnel

A paragraph need not have such a word: "six-time winner" has what was won. But where nothing in it
is like one of them, it is about something else, however well it has all others. English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.text import analyzer
from search.answers.kind_words import (
    AUXILIARIES,
    NOUNS_ASKED,
    PERIODS,
    PREPOSITIONS,
    SIZES,
    STUFFS,
)
from search.answers.verbs import does
from search.answers.verdict import Verdict
from search.answers.wanted import FIGURES
from search.query.words import ASKING_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from search.answers.question import Candidate, Question

LIKE = 0.45
"""Least cosine of a word's tokens with those of a paragraph that says the same in other words. Of
what is counted and what is done, none of 5 below it on news questions was right."""

BARELY_LIKE = 0.35
"""The same of what is done, whatever else the paragraph has: of 15 below it on questions over
encyclopedic text and news, one was right."""

FATE_LIKE = 0.6
"""The same of who was killed, hurt, rescued and so on, where no word says that of anybody."""

SAID = 1.0
"""The same where a word has to be there."""

OTHERWISE = 0.5
"""What has so much of the content words, by weight, may say what is done in words of its own."""

_DYING = frozenset("die died kill killed drowned perished injured hurt wounded".split())
_ATTACHING = frozenset("on for of against with".split())
"""A noun right behind one of these tells what a thing is of: tariffs on steel."""

_EVENTS = {
    verb: frozenset(said.split())
    for verbs, said in (
        (
            "built constructed erected",
            "built build constructed construction erected completed completion finished"
            " opened inaugurated raised dates dating",
        ),
        (
            "founded established",
            "founded founding founder founders foundation established establishment set started"
            " began formed formation created creation launched opened dates dating",
        ),
        ("born", "born birth birthplace native"),
        (
            "die died",
            "died die dies dying death dead killed killing murdered executed perished drowned shot"
            " passed succumbed late",
        ),
    )
    for verb in verbs.split()
}
"""The words of which news has one where it says when something came to be, or somebody died."""

_EMPTY = (
    PREPOSITIONS
    | AUXILIARIES
    | ASKING_WORDS
    | PERIODS
    | NOUNS_ASKED.keys()
    | frozenset(word for words, _ in SIZES for word in words)
    | frozenset(
        "about level rate size amount money thing things people persons new first last next old"
        " long large big small great other same call final".split()
    )
)
"""They ask, or say little of what an answer is about."""


def content_words(question: Question) -> dict[str, NDArray[np.float32]]:
    """Return the terms of a question's content words with the embeddings of their tokens."""
    found: dict[str, NDArray[np.float32]] = {}
    if question.tokens is None:
        return found
    said = question.query
    for term, (start, end) in zip(said.terms, said.spans, strict=True):
        word = said.text[start:end]
        is_content = term in question.said and term not in question.spoken
        if is_content and word.isalpha() and analyzer.fold(word) not in _EMPTY:
            vectors = question.tokens.within(start, end)
            if len(vectors) and question.idf.get(term):
                found[term] = vectors
    return found


def likest(word: NDArray[np.float32], tokens: NDArray[np.float32]) -> float:
    """Return the cosine of a word's tokens with those most like them, `(n, dim)` and `(m, dim)`."""
    return float((word @ tokens.T).max(axis=1).mean())


def likeness(question: Question, candidate: Candidate, terms: Iterable[str]) -> list[float]:
    """Return how like them a paragraph has content words of a question; 1 for one that it has.

    Args:
        question: That is asked.
        candidate: The paragraph; without token embeddings, or in another language, it has all.
        terms: Some of the content words.
    """
    if candidate.tokens is None or not len(candidate.tokens.vectors):
        return []
    if not candidate.may_be_english:
        return []
    met, vectors = question.met(candidate.terms), candidate.tokens.vectors
    return [1.0 if term in met else likest(question.content[term], vectors) for term in terms]


def _before_first(
    question: Question, candidate: Candidate, nouns: Set[str]
) -> Sequence[Verdict] | None:
    """Doubt amounts in sentences before the first that has what they should be of."""
    if question.wanted is None or question.wanted.kind != "amount":
        return None
    before = frozenset(analyzer.terms(candidate.lead[: candidate.start]))
    known = question.met(candidate.title_terms | before)
    doubted = [False] * len(candidate.sentences)
    for noun in sorted(nouns & question.content.keys() - known):
        has = [noun in question.met(terms) for terms in candidate.sentence_terms]
        for number in range(has.index(True) if any(has) else 0):
            tokens = candidate.tokens_of(number)
            is_like = len(tokens) > 0 and likest(question.content[noun], tokens) >= LIKE
            doubted[number] |= not is_like
    return [Verdict(is_doubtful=one) for one in doubted]


def _is_of_other_fate(verb: str, candidate: Candidate) -> bool:
    """Tell whether it is asked how many were killed, say, of what has no word for that."""
    from search.near_duplicates.tolls import fates_of_words

    fates = fates_of_words()
    fate = fates.get(verb)
    if fate is None:
        return False
    return all(fates.get(word) != fate for words in candidate.sentence_words for word in words)


def _is_done(verb: str, candidate: Candidate) -> bool:
    """Tell whether a paragraph has a verb in other words: its leader, of who led it."""
    return any(does(word, verb) for words in candidate.sentence_words for word in words)


def _is_of_other_event(question: Question, candidate: Candidate) -> bool:
    """Tell whether it is asked when, or where, something began or ended, of what does not say so.

    when was the bridge built     "Rust was found in the bridge in May"
    """
    verb, kind = question.predicate, question.wanted.kind if question.wanted else ""
    group = _EVENTS.get(verb)
    if group is None or kind not in ("date", "place"):
        return False
    texts = [candidate.label, *map(candidate.sentence, range(len(candidate.sentences)))]
    said = {word for text in texts for word in analyzer.words(text)}
    return group.isdisjoint(said) and not any(_lifetime().search(text) for text in texts)


@cache
def _lifetime() -> re.Pattern[str]:
    return re.compile(r"\([^()]*\b1?\d\d\d\b[^()]*\)")  # (1931-2020)


def _attached(question: Question) -> set[str]:
    """Return the terms right behind a preposition: tariffs on steel."""
    said = question.query
    found = set()
    for term, (start, _) in zip(said.terms, said.spans, strict=True):
        before = said.text[:start].split()[-1:]
        if before and before[0].lower() in _ATTACHING:
            found.add(term)
    return found


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Doubt a paragraph without anything like what is counted, measured or done.

    An amount of money says by itself that it is paid, or asked, or lost.
    """
    wanted, verb = question.wanted, question.predicate
    if wanted is not None and wanted.is_change:  # 700 barrels a day less
        return None
    if _is_of_other_event(question, candidate):
        return [Verdict(is_doubtful=True)] * len(candidate.sentences)
    is_amount = wanted is not None and wanted.kind == "amount"
    nouns = {wanted.counted} if wanted else set[str]()
    if wanted is not None and wanted.kind in FIGURES:
        nouns |= wanted.measured - STUFFS
    decisive = {analyzer.stem(noun) for noun in nouns - {"", verb}}
    acts = {analyzer.stem(verb)} if verb and not is_amount else set[str]()
    if acts and _is_done(verb, candidate):
        acts = set()
    if question.act is not None:
        decisive.add(analyzer.stem(question.act.thing))
        weights = {term: question.said[term] for term in question.content}
        said = sum(weights[term] for term in question.met(candidate.terms) & weights.keys())
        decisive |= acts if said < OTHERWISE * sum(weights.values()) else set()
    barely = BARELY_LIKE
    if acts and _is_of_other_fate(verb, candidate):  # nobody died, whoever is named
        is_who = wanted is not None and wanted.kind == "person" and verb in _DYING
        barely = SAID if is_who else FATE_LIKE
    of = _attached(question)
    if wanted is not None and wanted.kind == "reason":
        of |= question.content.keys() - {analyzer.stem(verb)}
    for terms, least in ((decisive, LIKE), (acts, barely), (of, BARELY_LIKE)):
        if min(likeness(question, candidate, terms & question.content.keys()), default=1) < least:
            return [Verdict(is_doubtful=True)] * len(candidate.sentences)
    early = _before_first(question, candidate, {analyzer.stem(noun) for noun in nouns - {"", verb}})
    bare = [Verdict(is_doubtful=one) for one in _are_bare(question, candidate)]
    return [one.joined(other) for one, other in zip(early, bare, strict=True)] if early else bare


def _are_bare(question: Question, candidate: Candidate) -> list[bool]:
    """Tell which sentences have nothing like what is asked of its names, nor has the one before."""
    is_why = question.wanted is not None and question.wanted.kind == "reason"
    is_asked = bool(question.content) and question.speaker is None and not is_why
    if not (is_asked and candidate.may_be_english):
        return [False] * len(candidate.sentences)
    lacking = []
    for number, terms in enumerate(candidate.sentence_terms):
        tokens = candidate.tokens_of(number)
        is_met = not question.said.keys().isdisjoint(question.met(terms))
        best = (likest(word, tokens) for word in question.content.values() if len(tokens))
        lacking.append(not is_met and len(tokens) > 0 and max(best, default=1.0) < BARELY_LIKE)
    return [one and before for one, before in zip(lacking, [True, *lacking], strict=False)]
