"""Newest: of articles that give different figures of the same, which one comes first. Pure.

The line will cost 1.4 billion          printed in 2019
The line will cost 2.1 billion          printed in 2021: this one

A figure that others replaced later is no answer to a question that asks for it now; nor is a name
that a correction replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.text import analyzer
from search.answers.corrections import is_updated
from search.answers.wanted import SURE_KINDS
from search.types import LIKELY

if TYPE_CHECKING:
    from search.answers.question import Candidate, Question
    from search.answers.selection import Choice

SAME = 0.45
"""Sentences with so much of their words in common, figures left out, say it of the same."""


def newest_first(
    question: Question, chosen: Sequence[Choice], candidates: Mapping[int, Candidate]
) -> list[Choice]:
    """Return answers with the newest of those that differ from the first in their figure first.

    Args:
        question: That is answered.
        chosen: Answers, best first; the likely ones among them may change places.
        candidates: What was looked at, by its first row.
    """
    found = list(chosen)
    if len(found) < 2 or found[0].score < LIKELY:
        return found
    first, *others = found
    newer = [one for one in others if _replaces(question, one, first, candidates)]
    if not newer:
        return found
    best = max(newer, key=lambda one: candidates[one.beside].date)
    return [replace(best, score=first.score), *(one for one in found if one is not best)]


def _replaces(
    question: Question, new: Choice, old: Choice, candidates: Mapping[int, Candidate]
) -> bool:
    """Tell whether an answer has another figure of what an older one says."""
    one, other = candidates[new.beside], candidates[old.beside]
    if not (new.part and old.part and other.date) or one.date[:10] <= other.date[:10]:
        return False
    said, once = (
        candidate.text[choice.sentence[0] - candidate.start : choice.sentence[1] - candidate.start]
        for choice, candidate in ((new, one), (old, other))
    )
    if new.kind not in SURE_KINDS and not one.is_correction:
        return False
    figure = one.text[new.part[0] - one.start : new.part[1] - one.start]
    former = other.text[old.part[0] - other.start : old.part[1] - other.start]
    if analyzer.words(figure) == analyzer.words(former):
        return False
    tokens = list(analyzer.tokens(said))
    mine, its = ({t for t in analyzer.terms(text) if not t[0].isdigit()} for text in (said, once))
    is_same = question.met(its) <= question.met(mine)  # of the second quarter it is not
    is_same = is_same and len(mine & its) >= SAME * len(mine | its)
    is_corrected = one.is_correction and any(token.word == "not" for token in tokens)
    is_corrected = is_corrected and question.met(its) <= question.met(mine)  # it was X, not Y
    return is_same or is_corrected or is_updated(tokens) or former in said
