"""Causes: whether a text says what caused something, where that is asked. Pure. English.

what caused the fire at Orrin      "A fire destroyed the mill at Orrin" does not say that
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text import analyzer
from search.answers.verdict import Verdict

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question

_CAUSING = "cause trigger spark prompt provoke ignite blame begin"
_SAYING = "lead led result start started began begun attribute fault reason stem follow arson"
_LINKS = frozenset("because due after when why owing thanks following".split())
"""What says that something is the cause of something."""


@cache
def _stems(words: str) -> frozenset[str]:
    return frozenset(map(analyzer.stem, words.split()))


def is_asked(asked: str) -> bool:
    """Tell whether a question asks what caused something."""
    return any(
        one == "what" and analyzer.stem(other) in _stems(_CAUSING)
        for one, other in pairwise(analyzer.words(asked))
    )


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Doubt the sentences of a paragraph that say nothing of a cause."""
    if not candidate.may_be_english or not is_asked(question.query.asked):
        return None
    texts = map(candidate.sentence, range(len(candidate.sentences)))
    return [Verdict(not _says_cause(text)) for text in texts]


def _says_cause(text: str) -> bool:
    """Tell whether a sentence has a word for a cause."""
    words = frozenset(analyzer.words(text))
    stems = map(analyzer.stem, words)
    return not _LINKS.isdisjoint(words) or any(
        stem in _stems(_CAUSING) or stem in _stems(_SAYING) for stem in stems
    )
