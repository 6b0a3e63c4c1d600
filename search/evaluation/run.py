"""Run of an evaluation: a test collection in, figures with their intervals out.

The documents are indexed as `build` indexes files, and asked through the same `Engine` as every
other query; a document stands where its best paragraph stands. Measures are computed by
ir-measures.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from index.errors import CollectionError
from index.types import Progress
from search.engine import Engine
from search.evaluation import answers as answering
from search.evaluation import reference, trial_index
from search.evaluation.answers import AnswerFigures
from search.evaluation.collection import Collection
from search.evaluation.statistics import Bin, Estimate, estimate, p_value, reliability
from search.query.options import MODES

MEASURES = {"nDCG@10": "nDCG@10", "recall@100": "R@100", "MRR@10": "RR@10"}
"""What is measured, and what ir-measures calls it."""

DEPTH = 100
"""Documents ranked for each query."""

RELIABILITY_HITS = 10
"""Best documents of each query that scores are compared with judgements on."""

OnProgress = Callable[[Progress], None]
Runs = Mapping[str, Mapping[str, Sequence[str]]]
"""For each system the ranked document ids of each query, best first."""


@dataclass(frozen=True, slots=True)
class System:
    """One way to rank, measured: means over queries by measure."""

    name: str
    figures: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on the same queries.

    Attributes:
        one, other: Names of systems.
        measure: Of `MEASURES`.
        difference: Mean of `one` minus that of `other`.
        p: How often a difference as large comes about by chance.
    """

    one: str
    other: str
    measure: str
    difference: Estimate
    p: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured on a collection.

    Attributes:
        collection: Its name.
        kind: "index" for the index that a build makes, "reference" for whole documents.
        documents, queries: How many.
        paragraphs: In the index; None for "reference".
        systems: Every mode, or "bm25" and "dense" for "reference".
        comparisons: Of every two of them, by every measure.
        answers: Where the collection has gold answers.
        reliability: Scores of hits in hybrid mode against judgements; empty for "reference".
        per_query: For each query id, by system and measure.
        notes: What to know of the figures, one line each.
    """

    collection: str
    kind: str
    documents: int
    queries: int
    paragraphs: int | None
    systems: tuple[System, ...]
    comparisons: tuple[Comparison, ...]
    answers: AnswerFigures | None
    reliability: tuple[Bin, ...]
    per_query: dict[str, dict[str, dict[str, float]]]
    notes: tuple[str, ...]


def evaluate(
    collection: Collection,
    *,
    index_dir: Path | None = None,
    model: str | None = None,
    progress: OnProgress | None = None,
) -> Evaluation:
    """Measure every mode of the index that a build makes of a collection.

    Args:
        collection: As `read_collection` returns it.
        index_dir: Where the index is kept, and used again if it is there already; None: nowhere.
        model: As for `index.build`.
        progress: Called with every step.

    Raises:
        CollectionError: The index at `index_dir` is of something else, or the library that computes
            the measures is not installed.
        ModelError, StorageError, IndexUnusableError: As for `index.build` and `search.open_index`.
    """
    step = progress or (lambda _: None)
    _measures()  # fails before the work, not after it
    with (
        tempfile.TemporaryDirectory(prefix="seedsearch-")
        if index_dir is None
        else nullcontext(index_dir) as folder,
        trial_index.open_built(collection, Path(folder), model, step) as engine,
    ):
        manifest = engine.manifest
        runs, scores = _rank(collection, engine, step)
        answers = answering.measure(collection, engine, runs, step)
    judged = [
        (score, document in collection.judged[id_])
        for id_, hits in scores.items()
        for document, score in hits[:RELIABILITY_HITS]
    ]
    left_out = len(collection.documents) - manifest.articles
    skipped = f"{left_out} documents have no text that could be found"
    return _evaluation(
        collection,
        runs,
        kind="index",
        paragraphs=manifest.paragraphs,
        answers=answers,
        bins=reliability([said for said, _ in judged], [true for _, true in judged]),
        notes=(*collection.notes, skipped) if left_out else collection.notes,
    )


def evaluate_reference(
    collection: Collection, *, model: str | None = None, progress: OnProgress | None = None
) -> Evaluation:
    """Measure whole documents as others do; see `reference.py`.

    Raises:
        CollectionError: The library that computes the measures is not installed.
        ModelError: The model cannot be loaded.
    """
    step = progress or (lambda _: None)
    _measures()
    runs = {
        "bm25": reference.bm25(collection, step),
        "dense": reference.dense(collection, model, step),
    }
    return _evaluation(collection, runs, kind="reference", notes=collection.notes)


def _evaluation(
    collection: Collection,
    runs: Runs,
    *,
    kind: str,
    paragraphs: int | None = None,
    answers: AnswerFigures | None = None,
    bins: tuple[Bin, ...] = (),
    notes: tuple[str, ...],
) -> Evaluation:
    """Compute measures, intervals and tests."""
    values = {name: _measure(collection, run) for name, run in runs.items()}
    columns = {
        (name, measure): np.array([values[name][id_][measure] for id_ in collection.queries])
        for name in runs
        for measure in MEASURES
    }
    comparisons = []
    for one, other in combinations(runs, 2):
        for measure in MEASURES:
            difference = columns[one, measure] - columns[other, measure]
            comparisons.append(
                Comparison(one, other, measure, estimate(difference), p_value(difference))
            )
    return Evaluation(
        collection=collection.name,
        kind=kind,
        documents=len(collection.documents),
        queries=len(collection.queries),
        paragraphs=paragraphs,
        systems=tuple(
            System(name, {measure: estimate(columns[name, measure]) for measure in MEASURES})
            for name in runs
        ),
        comparisons=tuple(comparisons),
        answers=answers,
        reliability=bins,
        per_query={id_: {name: values[name][id_] for name in runs} for id_ in collection.queries},
        notes=notes,
    )


def _measures() -> tuple[object, ...]:
    """Return the measures as ir-measures knows them.

    Raises:
        CollectionError: It is not installed.
    """
    try:
        import ir_measures
        import pytrec_eval  # noqa: F401  (what ir-measures computes these with)
    except ImportError as error:
        raise CollectionError(
            f"{error.name} is not installed; `pip install 'seedsearch[eval]'` brings what"
            " evaluation needs"
        ) from error
    return tuple(ir_measures.parse_measure(name) for name in MEASURES.values())


def _measure(
    collection: Collection, run: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Return every measure of every query; 0 where nothing was found."""
    import ir_measures

    measures = _measures()
    names = dict(zip(measures, MEASURES, strict=True))
    values = {id_: dict.fromkeys(MEASURES, 0.0) for id_ in collection.queries}
    # Ranks as scores: equal scores were put in order already, and trec_eval has another order.
    ranked = {
        id_: {document: -float(rank) for rank, document in enumerate(documents)}
        for id_, documents in run.items()
    }
    for metric in ir_measures.iter_calc(measures, collection.judged, ranked):
        values[metric.query_id][names[metric.measure]] = float(metric.value)
    return values


def _rank(
    collection: Collection, engine: Engine, step: OnProgress
) -> tuple[dict[str, dict[str, list[str]]], dict[str, list[tuple[str, float]]]]:
    """Ask every query in every mode.

    Returns:
        Ranked documents by mode and query, and those of hybrid mode with their scores.
    """
    runs: dict[str, dict[str, list[str]]] = {mode: {} for mode in MODES}
    scores = {}
    for done, (id_, text) in enumerate(collection.queries.items()):
        step(Progress("asking", done, len(collection.queries)))
        for mode in MODES:
            found = engine.search(text, k=DEPTH, mode=mode, by_article=True).hits
            # A near-duplicate is shown with the hit that stands for it.
            ranked: dict[str, float] = {}
            for hit in found:
                for article in (hit.article, *(copy.article for copy in hit.also)):
                    ranked.setdefault(article.id, hit.score)
            runs[mode][id_] = list(ranked)[:DEPTH]
            if mode == "hybrid":
                scores[id_] = list(ranked.items())
    return runs, scores
