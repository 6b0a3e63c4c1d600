"""Whether an index on Milvus answers as the one in a folder that it is copied from.

    .venv/bin/python scripts/milvus_parity.py INDEX milvus://localhost:19530/copy

copies an index in a folder to a server (nothing is encoded), unless one is there, and asks both for
titles of its articles and for conditions: how many of the first 20 hits are the same, in the same
order, how far scores are off, and how long both take.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import time
from pathlib import Path

import search
from index.errors import IndexMissingError
from index.generations.snapshot import Snapshot, open_snapshot
from index.remote.address import checked
from index.remote.generation import Control
from index.remote.publication import Run
from index.remote.server import Server

TITLES, HITS = 25, 20
CONDITIONS = ["wheat -corn", "tra* deficit", "date:1987-03 sugar", '"interest rate"', "oil AND gas"]
QUESTIONS = ["what did the chairman say", "how much did the deficit fall"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path, help="an index in a folder, nothing removed from it")
    parser.add_argument("address", help="where its copy is, or is made")
    given = parser.parse_args()
    snapshot = open_snapshot(given.index)
    copy(snapshot, given.address)
    rng = random.Random(3)
    rows = [rng.randrange(snapshot.rows) for _ in range(TITLES)]
    queries = [*(snapshot.passage(row).article.title for row in rows), *CONDITIONS]
    seconds, same, worst = {"here": 0.0, "there": 0.0}, 0, 0.0
    with search.open_index(given.index) as here, search.open_index(given.address) as there:
        for query in queries:
            found = []
            for name, engine in (("here", here), ("there", there)):
                began = time.perf_counter()
                found.append(engine.search(query, k=HITS).hits)
                seconds[name] += time.perf_counter() - began
            places = [[(hit.article.id, hit.start) for hit in hits] for hits in found]
            same += places[0] == places[1]
            off = [abs(a.score - b.score) for a, b in zip(*found, strict=False)]
            worst = max([worst, *off])
        answers = [
            [answer.text for answer in engine.ask(question).answers]
            for question in QUESTIONS
            for engine in (here, there)
        ]
    alike = sum(one == other for one, other in zip(answers[::2], answers[1::2], strict=True))
    print(
        f"{snapshot.rows:,} paragraphs: of {len(queries)} queries {same} have the same {HITS} hits"
    )
    print(f"scores are off by {worst:.1e} at most; {alike} of {len(QUESTIONS)} questions alike")
    print({name: f"{1000 * total / len(queries):.0f} ms" for name, total in seconds.items()})


def copy(snapshot: Snapshot, address: str) -> None:
    """Copy an index to a server, unless there is one."""
    server = Server(checked(address))
    with contextlib.closing(server):
        try:
            Control(server).current()
        except IndexMissingError:
            run = Run(server, None, lambda step: None)
            run.add(snapshot.segments)
            folder = snapshot.encoder_folder
            run.publish(snapshot.manifest, {}, encoder=folder, seen=None, synonyms="")


if __name__ == "__main__":
    main()
