"""Answers measured: how often the first one says it, and whether `ask` knows when none does.

Questions with gold answers are asked twice: of the whole collection, and of the collection without
the documents that are known to answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.types import Progress
from search.answers.selection import THRESHOLD
from search.engine import Engine
from search.evaluation.collection import Collection, GoldAnswer
from search.evaluation.statistics import Bin, Estimate, area_under_curve, estimate, reliability
from search.types import LIKELY


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """How well questions are answered.

    Attributes:
        questions: How many have gold answers.
        right_first: By system, how often the first document is one that answers.
        contains: How often the first sentence, however unlikely, contains a gold answer and stands
            in a document that answers.
        contains_shown: How often that is so and the sentence is above the threshold.
        length_median, length_p90: Characters of first sentences.
        auc: How likely a question that has an answer gets a higher score than one whose answer was
            taken out.
        threshold: Below it, `ask` says that nothing answers.
        kept: How many of the questions that have an answer get one.
        let_through: How many of those whose answer was taken out get one all the same.
        likely: Score below which an answer is said to be doubtful.
        kept_likely, let_through_likely: The same for answers that are not.
        answerable: Scores of both kinds of questions against whether the answer is there.
        right: The same scores against whether the sentence contains a gold answer.
    """

    questions: int
    right_first: dict[str, Estimate]
    contains: Estimate
    contains_shown: Estimate
    length_median: float
    length_p90: float
    auc: float
    threshold: float
    kept: Estimate
    let_through: Estimate
    likely: float
    kept_likely: Estimate
    let_through_likely: Estimate
    answerable: tuple[Bin, ...]
    right: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class _First:
    """The first sentence for a question: its likelihood, length, and whether it is right."""

    score: float
    length: int
    right: bool


def measure(
    collection: Collection,
    engine: Engine,
    runs: Mapping[str, Mapping[str, Sequence[str]]],
    step: Callable[[Progress], None],
) -> AnswerFigures | None:
    """Ask the questions that have gold answers; None where the collection has none.

    Args:
        collection: As `read_collection` returns it.
        engine: Open on the collection's index.
        runs: Ranked documents by mode and query.
        step: Called with every question.
    """
    gold: dict[str, list[GoldAnswer]] = {}
    for answer in collection.answers:
        gold.setdefault(answer.query, []).append(answer)
    if not gold:
        return None
    within: list[_First] = []
    without: list[_First] = []
    for done, (id_, golden) in enumerate(gold.items()):
        step(Progress("answering", done, len(gold)))
        question = collection.queries[id_]
        answering = {answer.document for answer in golden} | collection.judged[id_].keys()
        within.append(_first(engine, question, golden, ()))
        without.append(_first(engine, question, golden, tuple(answering)))
    lengths = [first.length for first in within if first.length]
    scores = [first.score for first in (*within, *without)]
    is_there = [True] * len(within) + [False] * len(without)
    return AnswerFigures(
        questions=len(gold),
        right_first={
            name: _share(
                bool(run[id_]) and run[id_][0] in {answer.document for answer in golden}
                for id_, golden in gold.items()
            )
            for name, run in runs.items()
        },
        contains=_share(first.right for first in within),
        contains_shown=_share(first.right and first.score >= THRESHOLD for first in within),
        length_median=float(np.median(lengths or [0])),
        length_p90=float(np.percentile(lengths or [0], 90)),
        auc=area_under_curve([f.score for f in within], [f.score for f in without]),
        threshold=THRESHOLD,
        kept=_share(first.score >= THRESHOLD for first in within),
        let_through=_share(first.score >= THRESHOLD for first in without),
        likely=LIKELY,
        kept_likely=_share(first.score >= LIKELY for first in within),
        let_through_likely=_share(first.score >= LIKELY for first in without),
        answerable=reliability(scores, is_there),
        right=reliability(scores, [first.right for first in (*within, *without)]),
    )


def _first(
    engine: Engine, question: str, golden: Sequence[GoldAnswer], without: Sequence[str]
) -> _First:
    answer = engine.best_answer(question, without=without)
    if answer is None:
        return _First(0.0, 0, False)
    said = _plain(answer.text)
    right = any(
        answer.article.id == gold.document and _plain(text) in said
        for gold in golden
        for text in gold.texts
    )
    return _First(answer.score, len(answer.text), right)


def _plain(text: str) -> str:
    """Return `text` without what may differ between a sentence and its gold answer."""
    return " ".join(text.casefold().split())


def _share(outcomes: Iterable[bool]) -> Estimate:
    return estimate(np.fromiter(outcomes, float))
