"""Measure answers on questions about news, answerable and not.

    python scripts/news_answers.py FOLDER [--index DIR]

FOLDER holds reuters/corpus.jsonl.gz and polnear/train.jsonl.gz (BEIR format). news_questions.jsonl,
beside this file, has the questions: each with the article that answers it and the spans of the
answer in its text, or with neither where no article answers. An answer is right if it has the text
of one of the spans, in whatever article: agencies print a fact more than once. Printed are how
often the first answer is right, and for each tenth of the shown likelihood how often the index
answers.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import index
import search
from index.generations.snapshot import open_snapshot
from search.evaluation.statistics import area_under_curve, reliability
from search.types import LIKELY

QUESTIONS = Path(__file__).with_name("news_questions.jsonl")
COLLECTIONS = {"reuters": ("corpus.jsonl.gz", 800), "polnear": ("train.jsonl.gz", 160)}
"""The file of each collection, and how many of its first articles are indexed."""

SHOWN = 0.1
"""Below this likelihood `ask` shows nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question: how likely, whether the index answers it, whether it is right."""

    question: str
    score: float
    is_there: bool
    is_right: bool
    text: str


def build(folder: Path, index_dir: Path) -> None:
    """Index the first articles of both collections."""
    with tempfile.TemporaryDirectory() as place:
        for name, (file, most) in COLLECTIONS.items():
            with gzip.open(folder / name / file, "rt", encoding="utf-8") as lines:
                some = "".join(itertools.islice(lines, most))
            (Path(place) / f"{name}.jsonl").write_text(some, encoding="utf-8")
        index.build([place], index_dir=index_dir)


def ask(engine: search.Engine, index_dir: Path) -> list[Asked]:
    """Ask all questions."""
    ids = {id_.rpartition("#")[2]: id_ for id_ in _article_ids(index_dir)}
    asked = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        known = json.loads(line)
        article = ids.get(known["article"] or "")
        if known["article"] and article is None:
            raise SystemExit(f"{known['article']} is not in the index: give another FOLDER")
        asked.append(_first(engine, known, article))
    return asked


def _article_ids(index_dir: Path) -> list[str]:
    snapshot = open_snapshot(index_dir)
    return [snapshot.passage(row).article.id for row in range(snapshot.rows)]


def _first(engine: search.Engine, known: dict[str, object], article: str | None) -> Asked:
    question, spans = str(known["question"]), known["spans"]
    assert isinstance(spans, list)
    text = engine.article(article).text if article else ""
    golden = [_plain(text[start:end]) for start, end in spans]
    answer = engine.best_answer(question)
    if answer is None:
        return Asked(question, 0.0, article is not None, False, "")
    is_right = any(gold in _plain(answer.text) for gold in golden)
    return Asked(question, answer.score, article is not None, is_right, answer.text)


def _plain(text: str) -> str:
    """Return a text without what may differ between two articles."""
    return " ".join(text.casefold().split())


def report(asked: list[Asked]) -> None:
    """Print the figures."""
    there = [one for one in asked if one.is_there]
    absent = [one for one in asked if not one.is_there]
    print(f"{len(there)} with an answer, {len(absent)} without")
    print(f"right first {np.mean([one.is_right for one in there]):.4f}")
    print(f"right and shown {np.mean([one.is_right and one.score >= SHOWN for one in there]):.4f}")
    print(f"likely, of those with an answer {np.mean([o.score >= LIKELY for o in there]):.4f}")
    print(f"likely, of those without {np.mean([o.score >= LIKELY for o in absent]):.4f}")
    auc = area_under_curve([one.score for one in there], [one.score for one in absent])
    print(f"area under the curve {auc:.4f}")
    scores = [one.score for one in asked]
    for name, truth in (
        ("answerable", [one.is_there for one in asked]),
        ("right", [one.is_right for one in asked]),
    ):
        print(f"\n{name}: from, to, questions, shown, true")
        for each in reliability(scores, truth):
            print(f"{each.low:.1f} {each.high:.1f} {each.count:4} {each.said:.3f} {each.true:.3f}")


def main() -> None:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path, help="Keep the index here, and use it again.")
    parser.add_argument("--wrong", action="store_true", help="Print the wrong ones too.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        index_dir = given.index or Path(place) / "index"
        if not (index_dir / "CURRENT").exists():
            build(given.folder, index_dir)
        with search.open_index(index_dir) as engine:
            asked = ask(engine, index_dir)
    report(asked)
    for one in asked if given.wrong else ():
        if one.is_there and not one.is_right:
            print(f"WRONG {one.score:.2f} {one.question} | {one.text}")
        elif not one.is_there and one.score >= LIKELY:
            print(f"LET THROUGH {one.score:.2f} {one.question} | {one.text}")


if __name__ == "__main__":
    main()
