#!/usr/bin/env python3
"""Quality tables, as search/evaluation/README.md has them.

    scripts/quality.py [--indexes DIR] FOLDER[:odd|:even] ...

Each FOLDER is a test collection in BEIR's format. Prints Markdown: the index that a build makes,
questions with gold answers, and whole documents for comparison with published figures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from index.errors import SeedsearchError
from index.types import Progress
from search.evaluation import tables
from search.evaluation.collection import Collection, read_collection
from search.evaluation.run import Evaluation, evaluate, evaluate_reference


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collections", nargs="+", metavar="FOLDER[:odd|:even]")
    parser.add_argument("--indexes", type=Path, help="keep the indexes here, and use them again")
    parser.add_argument("--model", help="name or folder of a sentence-transformers model")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="seedsearch-") as scratch:
        try:
            print_tables(chosen.collections, chosen.indexes or Path(scratch), chosen.model)
        except SeedsearchError as error:
            print(f"seedsearch: error: {error}", file=sys.stderr)
            return 1
    return 0


def print_tables(names: list[str], indexes: Path, model: str | None) -> None:
    """Measure all collections, then print."""
    collections = [read(name) for name in names]
    measured = [
        measure(collection, indexes / Path(name.partition(":")[0]).name, model)
        for name, collection in zip(names, collections, strict=True)
    ]
    print("The index that `build` makes:\n")
    print(tables.quality_table(measured))
    for evaluation in measured:
        if evaluation.answers:
            print(f"\nQuestions of {evaluation.collection}:\n")
            print(tables.answers_table(evaluation.answers))
    print("\nHow many of the ten best hits are relevant, by their score:\n")
    print(tables.reliability_table(measured))
    print("\nWhole documents, cut at the encoder's limit:\n")
    print(tables.quality_table([reference(collection, model) for collection in collections]))


def read(name: str) -> Collection:
    folder, _, half = name.partition(":")
    return read_collection(Path(folder), queries=half or "all")


def measure(collection: Collection, index_dir: Path, model: str | None) -> Evaluation:
    print(f"{collection.name} ...", file=sys.stderr)
    return evaluate(collection, index_dir=index_dir, model=model, progress=show)


def reference(collection: Collection, model: str | None) -> Evaluation:
    print(f"{collection.name}, whole documents ...", file=sys.stderr)
    return evaluate_reference(collection, model=model, progress=show)


def show(step: Progress) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{step.stage} {step.done:,}", end="\r", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
