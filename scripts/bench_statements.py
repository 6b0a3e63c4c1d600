"""Statements: what finding who says what costs a build without encoding.

    .venv/bin/python scripts/bench_statements.py FOLDER [--rounds N]

The articles of a copy of FOLDER are indexed, and then moved to another folder again and again: all
are read, split and written anew, but no vector is encoded that is known. That is done in turns with
and without statements. Printed are the medians of both, in seconds and in processor seconds of all
processes, and their ratio.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

import index
from index.generations import parts
from index.statements.storage import StatementWriter

WITH = parts.WRITERS
WITHOUT = tuple(writer for writer in WITH if writer is not StatementWriter)


def processor() -> float:
    """Return the processor seconds of this process and of those that it waited for."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def rebuild(articles: Path, place: Path) -> tuple[float, float]:
    """Index what was moved; return the seconds and the processor seconds that it took."""
    began, spent = time.perf_counter(), processor()
    report = index.build([articles], index_dir=place, allow_removals=True)
    assert report.moved and not report.encoded, "what was moved is not encoded again"
    return time.perf_counter() - began, processor() - spent


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    found: dict[str, list[tuple[float, float]]] = {"with": [], "without": []}
    with tempfile.TemporaryDirectory() as scratch:
        articles, place = Path(scratch, "articles"), Path(scratch, "index")
        moved = articles / "first"
        shutil.copytree(given.folder, moved)
        index.build([articles], index_dir=place)
        for number in range(given.rounds):
            for name, parts.WRITERS in (("with", WITH), ("without", WITHOUT)):
                moved = moved.rename(articles / f"{name} {number}")
                found[name].append(rebuild(articles, place))
    for number, unit in enumerate(("seconds", "processor seconds")):
        on, off = (median(one[number] for one in found[name]) for name in ("with", "without"))
        print(f"{unit}: with {on:.2f}, without {off:.2f}, ratio {on / off:.3f}")


if __name__ == "__main__":
    main()
