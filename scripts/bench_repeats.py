"""Near-duplicates: how well, and how fast, they are grouped.

    .venv/bin/python scripts/bench_repeats.py INDEX [--pairs N] [--queries N] [--show N]

INDEX is an index of news. Paragraphs drawn from it are edited as wire copy is (a dateline added or
changed, a word replaced, a sentence added or dropped, a number corrected); printed is how many of
each kind are grouped: all but the last should be. Then the titles of articles drawn from it are
searched: printed is how many hits were grouped without being equal, and what grouping costs.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from pathlib import Path

import numpy as np

import search
from index.generations.snapshot import Snapshot, open_snapshot
from index.text import analyzer, dateline, minhash
from index.text.sentences import sentences
from search.near_duplicates import paragraphs as near_duplicates
from search.near_duplicates.contrasts import tables

EDITS = (
    "dateline added|dateline changed|word replaced|sentence added|sentence dropped|number corrected"
)


def paragraph(snapshot: Snapshot, row: int) -> str:
    passage = snapshot.passage(row)
    return snapshot.article_text(row)[passage.start : passage.end]


def edited(text: str, kind: str, other: str, rng: random.Random) -> tuple[str, str]:
    """Return a paragraph and what an editor makes of it; the same where this cannot be made."""
    spans = sentences(text)
    words = text.split()
    decide = tables().numbers.keys() | tables().negations
    plain = [
        at
        for at, word in enumerate(words)
        if word.isalpha() and word.islower() and word not in decide
    ]
    numbers = [*re.finditer(r"\b\d+\b", text)]
    first = other[slice(*sentences(other)[0])]
    one, two = text, text
    if kind == "dateline added":
        two = f"LONDON, March 4 (Reuters) - {text}"
    elif kind == "dateline changed":
        one, two = f"WASHINGTON, March 3 - {text}", f"NEW YORK, March 4 (Reuters) - {text}"
    elif kind == "word replaced" and len(words) >= 15 and plain:
        words[rng.choice(plain)] = "apparently"
        two = " ".join(words)
    elif kind == "sentence added" and len(spans) >= 2 and len(first) < len(text) / 2:
        two = f"{text} {first}"
    elif kind == "sentence dropped" and len(spans) >= 3:
        two = text[: spans[-1][0]].rstrip()
    elif kind == "number corrected" and numbers:
        found = rng.choice(numbers)
        two = f"{text[: found.start()]}{int(found[0]) + 1}{text[found.end() :]}"
    return one, two


def is_grouped(one: str, other: str) -> bool:
    signed = [minhash.sign(analyzer.words(text[dateline.end(text) :])) for text in (one, other)]
    kept = minhash.kept(signed)
    alike = float(minhash.likeness(kept[0], kept[1:])[0])
    return alike >= near_duplicates.ALIKE and near_duplicates.same_passage(one, other)


def fastest(engine: search.Engine, title: str, *, every: bool) -> float:
    """Return the milliseconds of the fastest of three searches."""
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        engine.search(title, every=every)
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--show", type=int, default=0, help="grouped pairs to print")
    given = parser.parse_args()
    rng = random.Random(1)
    snapshot = open_snapshot(given.index)
    for kind in EDITS.split("|"):
        made = grouped = 0
        while made < given.pairs:
            text, other = (paragraph(snapshot, rng.randrange(snapshot.rows)) for _ in range(2))
            one, two = edited(text, kind, other, rng)
            if len(text) < 100 or one == two:
                continue
            made += 1
            grouped += is_grouped(one, two)
        print(f"{kind:18} {grouped:5} of {made} grouped")
    costs: list[float] = []
    equal = unequal = 0
    with search.open_index(given.index) as engine:
        for _ in range(given.queries):
            title = snapshot.passage(rng.randrange(snapshot.rows)).article.title
            if not analyzer.terms(title):
                continue
            each = fastest(engine, title, every=True)
            costs.append(fastest(engine, title, every=False) - each)
            for hit in engine.search(title, k=50).hits:
                for other in hit.also:
                    text = engine.article(other.article.id).text[other.start : other.end]
                    equal += text == hit.text
                    unequal += text != hit.text
                    if text != hit.text and given.show:
                        given.show -= 1
                        print(f"--- {hit.text}\n+++ {text}")
    print(f"grouped hits: {equal} equal, {unequal} nearly")
    print(
        f"grouping costs {statistics.median(costs):.1f} ms (median), {np.percentile(costs, 95):.1f}"
    )


if __name__ == "__main__":
    main()
