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
_DYING, _OF = frozenset("die dies died dying".split()), frozenset(["of", "from"])
_KILLING = "kill succumb suffer collapse"


@cache
def _stems(words: str) -> frozenset[str]:
    return frozenset(map(analyzer.stem, words.split()))


def is_asked(asked: str) -> bool:
    """Tell whether a question asks what caused something, or what somebody died of."""
    words = [*analyzer.words(asked)]
    if words[:1] == ["what"] and words[-1] in _OF and not _DYING.isdisjoint(words[-2:-1]):
        return True
    return any(
        one == "what" and analyzer.stem(other) in _stems(_CAUSING) for one, other in pairwise(words)
    )


def verdicts(question: Question, candidate: Candidate) -> Sequence[Verdict] | None:
    """Doubt the sentences of a paragraph that say nothing of a cause."""
    if not candidate.may_be_english or not is_asked(question.query.asked):
        return None
    texts = map(candidate.sentence, range(len(candidate.sentences)))
    is_death = not _DYING.isdisjoint(question.words)
    return [Verdict(not (_says_cause(text) or (is_death and _says_death(text)))) for text in texts]


def _says_death(text: str) -> bool:
    """Tell whether a sentence says what somebody died of."""
    words = list(analyzer.words(text))
    is_of = any(one in _DYING and other in _OF for one, other in pairwise(words))
    return is_of or any(analyzer.stem(word) in _stems(_KILLING) for word in words)


def _says_cause(text: str) -> bool:
    """Tell whether a sentence has a word for a cause."""
    words = frozenset(analyzer.words(text))
    stems = map(analyzer.stem, words)
    return not _LINKS.isdisjoint(words) or any(
        stem in _stems(_CAUSING) or stem in _stems(_SAYING) for stem in stems
    )
