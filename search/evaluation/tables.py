"""Tables of what was measured, as text, JSON, JSON Lines and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from index.errors import StorageError
from search.evaluation.answers import AnswerFigures
from search.evaluation.run import MEASURES, Evaluation
from search.evaluation.statistics import Bin, Estimate

ESTABLISHED = 0.05
"""Differences that come about by chance less often than this are called established."""


def evaluation_json(evaluation: Evaluation) -> str:
    """Return the JSON document of an evaluation, without the figures of single queries."""
    fields = asdict(evaluation)
    del fields["per_query"]
    return json.dumps(fields, ensure_ascii=False)


def per_query_lines(evaluation: Evaluation) -> str:
    """Return one JSON line a query: its id, then its figures by system and measure."""
    return "".join(
        json.dumps({"query": id_, **systems}, ensure_ascii=False) + "\n"
        for id_, systems in evaluation.per_query.items()
    )


def write_per_query(evaluation: Evaluation, path: Path) -> None:
    """Write `per_query_lines` to a file.

    Raises:
        StorageError: It cannot be written.
    """
    try:
        path.write_text(per_query_lines(evaluation), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror})") from error


def evaluation_text(evaluation: Evaluation) -> str:
    """Return an evaluation for reading."""
    size = f"{evaluation.documents:,} documents"
    if evaluation.paragraphs is not None:
        size += f", {evaluation.paragraphs:,} paragraphs"
    lines = [f"{evaluation.collection}: {evaluation.queries:,} queries, {size}", ""]
    lines += _columns(
        ["", *MEASURES],
        [[s.name, *(_interval(s.figures[m]) for m in MEASURES)] for s in evaluation.systems],
    )
    lines += ["", "Differences, and how often chance makes one as large:"]
    lines += _columns(
        ["", *MEASURES],
        [
            [f"{one} - {other}", *(_difference(evaluation, one, other, m) for m in MEASURES)]
            for one, other in dict.fromkeys((c.one, c.other) for c in evaluation.comparisons)
        ],
    )
    if evaluation.answers:
        lines += ["", *_answer_lines(evaluation.answers)]
    if evaluation.reliability:
        lines += ["", "Scores of the ten best hits, and how many are judged relevant:"]
        lines += _bins(evaluation.reliability)
    lines += [f"note: {note}" for note in evaluation.notes]
    return "\n".join(lines)


def quality_table(evaluations: Sequence[Evaluation]) -> str:
    """Return the nDCG@10 of several collections as a Markdown table, the best in bold.

    A dagger marks what is established to be below the best.
    """
    names = [system.name for system in evaluations[0].systems]
    lines = [
        "| nDCG@10 | queries | " + " | ".join(names) + " |",
        "|---|---|" + "---|" * len(names),
    ]
    for evaluation in evaluations:
        means = {s.name: s.figures["nDCG@10"] for s in evaluation.systems}
        best = max(means, key=lambda name: means[name].mean)
        cells = [
            f"**{_interval(value)}**"
            if name == best
            else _interval(value) + _dagger(evaluation, name, best)
            for name, value in means.items()
        ]
        lines.append(f"| {evaluation.collection} | {evaluation.queries} | {' | '.join(cells)} |")
    return "\n".join(lines)


def reliability_table(evaluations: Sequence[Evaluation]) -> str:
    """Return the share of relevant hits by score, for several collections, as a Markdown table."""
    edges = sorted({(b.low, b.high) for e in evaluations for b in e.reliability})
    lines = [
        "| score | " + " | ".join(e.collection for e in evaluations) + " |",
        "|---|" + "---|" * len(evaluations),
    ]
    for edge in edges:
        found = [[b for b in e.reliability if (b.low, b.high) == edge] for e in evaluations]
        cells = [f"{b[0].true:.2f} ({b[0].count:,})" if b else "" for b in found]
        lines.append(f"| {edge[0]:.1f} to {edge[1]:.1f} | {' | '.join(cells)} |")
    return "\n".join(lines)


def answers_table(figures: AnswerFigures) -> str:
    """Return how questions are answered as a Markdown table."""
    header = [f"| {figures.questions:,} questions | |", "|---|---|"]
    return "\n".join([*header, *(f"| {name} | {value} |" for name, value in _answer_rows(figures))])


def _answer_rows(figures: AnswerFigures) -> list[tuple[str, str]]:
    first = figures.right_first.items()
    return [
        *((f"right paragraph first, {name}", _interval(value)) for name, value in first),
        ("first sentence contains the answer", _interval(figures.contains)),
        ("the same, and above the threshold", _interval(figures.contains_shown)),
        (
            "characters of it: median, 90th percentile",
            f"{figures.length_median:.0f}, {figures.length_p90:.0f}",
        ),
        ("answer there or taken out: area under ROC", f"{figures.auc:.3f}"),
        ("answer there, and one is given", _interval(figures.kept)),
        ("answer taken out, and one is given", _interval(figures.let_through)),
        ("answer there, and a likely one is given", _interval(figures.kept_likely)),
        ("answer taken out, and a likely one is given", _interval(figures.let_through_likely)),
    ]


def _answer_lines(figures: AnswerFigures) -> list[str]:
    """Return how questions are answered, for reading."""
    rows = _answer_rows(figures)
    lines = _columns([f"{figures.questions:,} questions", ""], rows)
    lines += ["", "Scores of answers, and how many are to questions whose answer is there:"]
    lines += _bins(figures.answerable)
    lines += ["", "The same scores, and how many contain the answer:"]
    return lines + _bins(figures.right)


def _dagger(evaluation: Evaluation, name: str, best: str) -> str:
    below = any(
        {c.one, c.other} == {name, best} and c.measure == "nDCG@10" and c.p < ESTABLISHED
        for c in evaluation.comparisons
    )
    return " †" if below else ""


def _difference(evaluation: Evaluation, one: str, other: str, measure: str) -> str:
    (found,) = (
        c for c in evaluation.comparisons if (c.one, c.other, c.measure) == (one, other, measure)
    )
    p = "p < 0.001" if found.p < 0.001 else f"p = {found.p:.3f}"
    return f"{found.difference.mean:+.4f} ({p})"


def _interval(value: Estimate) -> str:
    return f"{value.mean:.4f} [{value.low:.3f}, {value.high:.3f}]"


def _bins(bins: Iterable[Bin]) -> list[str]:
    return _columns(
        ["score", "count", "mean score", "share true"],
        [
            [f"{b.low:.1f} to {b.high:.1f}", f"{b.count:,}", f"{b.said:.2f}", f"{b.true:.2f}"]
            for b in bins
        ],
    )


def _columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay out cells in columns as wide as their widest cell."""
    table = [header, *rows]
    widths = [max(len(row[at]) for row in table) for at in range(len(header))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
