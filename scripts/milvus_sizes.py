"""What an index on Milvus takes, by size: memory, disk, machines, builds, bytes on the wire.

    .venv/bin/python scripts/milvus_sizes.py INDEX

measures an index in a folder (what a paragraph's rows and its share of a payload weigh, how many
terms and pairs it has, how the vocabulary grows, in how many articles the candidates of a query lie
and how long putting them together takes) and scales that. What it cannot measure, for no cluster
stands behind it, are the constants below, each with where it comes from. Prints Markdown.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.generations.snapshot import Snapshot, open_snapshot
from index.remote import frequencies, segment_rows
from index.remote.assembly import assembled
from index.remote.frequencies import PAIR
from index.remote.payloads import Payloads, opened
from search.query.options import SearchOptions
from search.retrieval.retriever import Retriever

SIZES = (10**7, 10**8, 10**9, 10**10)
SAMPLED_ARTICLES, SAMPLED_QUERIES = 2000, 40

BASE64 = 4 / 3
"""Milvus has no bytes: payloads are text."""

HNSW_LINKS = 32 * 2 * 4 * 1.1
"""Bytes of a node's links at M = 32, two layers' worth at the bottom and some above."""

RABITQ_BYTES = 1 / 8 + 1
"""Bytes a dimension of IVF_RABITQ with refinement by SQ8: a bit, and a byte to refine."""

INVERTED_BYTES = 3
"""Bytes of an entry in an inverted index of an array, compressed; Milvus's manual says 2 to 4."""

MACHINE_MEMORY, USED = 256e9, 0.7
"""Of a query node, and how much of it data may fill; loading and compaction need the rest."""

ENCODED_A_SECOND = 8 * 417
"""Paragraphs that a builder of 16 cores encodes: 8 times what 2 do on OpenVINO in bfloat16."""

NETWORK = 1.25e9 * 0.6
"""Bytes a second that arrive over 10 Gbit/s."""

GRAPH_MS, LISTS_MS, SPARSE_MS = 10.0, 30.0, 40.0
"""Of the slowest query node, at 20 million rows a node; reported by Milvus, not measured here."""

NODE_ROWS = 2e7
"""Rows of a query node for these."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of an index; bytes and counts are of one paragraph on average."""

    paragraphs: int
    dimension: int
    payload: float
    payload_most: float
    text: float
    sparse: float
    entries: float
    entry_chars: float
    counts: int
    pairs: int
    growth: float
    candidates: float
    wire: float
    assembly_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path, help="an index in a folder, of some 100,000 paragraphs")
    found = measure(open_snapshot(parser.parse_args().index))
    print(measurements(found))
    print(table(found))


def measure(snapshot: Snapshot) -> Measured:
    """Measure an index."""
    rng = random.Random(7)
    segment = max(snapshot.segments, key=lambda each: each.rows)
    payloads = Payloads(segment)
    chosen = rng.sample(range(segment.articles), min(SAMPLED_ARTICLES, segment.articles))
    sizes = np.array([len(payloads.of(number)) for number in chosen])
    rows = int(sum(np.diff(segment.first_rows)[chosen]))
    texts = sum(len(segment.stored_bytes(number).text) for number in chosen)
    sparse, entries, chars = [], [], []
    for row in _some_rows(segment_rows.of_paragraphs(segment), rng):
        arrays = [row[name] for name in row if isinstance(row[name], list) and name != "dense"]
        sparse.append(len(row["sparse"]))
        entries.append(sum(map(len, arrays)))
        chars.append(sum(len(word.encode()) for words in arrays for word in words))
    counts, half = (_counts(snapshot, share) for share in (1.0, 0.5))
    candidates, wire, assembly = _candidates(snapshot, rng)
    return Measured(
        paragraphs=snapshot.rows,
        dimension=segment.vectors.shape[1],
        payload=float(sizes.sum() / rows),
        payload_most=float(sizes.max()),
        text=texts / rows,
        sparse=float(np.mean(sparse)),
        entries=float(np.mean(entries)),
        entry_chars=float(np.mean(chars)),
        counts=counts[0],
        pairs=counts[1],
        growth=math.log(counts[0] / half[0]) / math.log(counts[2] / half[2]),
        candidates=candidates,
        wire=wire,
        assembly_ms=assembly,
    )


def _some_rows(every: Iterator[segment_rows.Row], rng: random.Random) -> Iterator[segment_rows.Row]:
    yield from (row for row in every if rng.random() < 0.05)


def _counts(snapshot: Snapshot, share: float) -> tuple[int, int, int]:
    """Return how many counts, and counts of pairs, a share of the segments has, and its rows."""
    kept = snapshot.segments[: max(1, round(share * len(snapshot.segments)))]
    total = frequencies.Frequencies()
    for segment in kept:
        total.add(frequencies.of_segment(segment))
    pairs = sum(key[0] == PAIR for key in total.counts)
    return len(total.counts), pairs, sum(segment.rows for segment in kept)


def _candidates(snapshot: Snapshot, rng: random.Random) -> tuple[float, float, float]:
    """Return a query's candidates' articles, their payloads' bytes, and the ms to assemble them."""
    payloads = [Payloads(segment) for segment in snapshot.segments]
    retriever = Retriever(snapshot)
    titles = [
        snapshot.passage(rng.randrange(snapshot.rows)).article.title for _ in range(SAMPLED_QUERIES)
    ]
    articles, sizes, times = [], [], []
    for title in titles:
        found = retriever.find(title, SearchOptions())
        places = set()
        for row in found.candidates.rows.tolist():
            segment, local = snapshot.locate(row)
            places.add((snapshot.segments.index(segment), int(segment.paragraphs[local, 0])))
        data = [payloads[at].of(number) for at, number in sorted(places)]
        began = time.perf_counter()
        assembled([opened(each, "") for each in data], called="")
        times.append(1000 * (time.perf_counter() - began))
        articles.append(len(places))
        sizes.append(sum(map(len, data)))
    return float(np.mean(articles)), float(np.mean(sizes)), float(np.median(times))


def measurements(found: Measured) -> str:
    """Return what was measured, as Markdown."""
    weighs = f"{found.payload:,.0f} bytes, {found.text:,.0f} of them text; before base64"
    counts = f"{found.counts:,}, {found.pairs / found.counts:.0%} of them pairs"
    wire = f"{found.wire / 1e6:.1f} MB of payloads, put together in {found.assembly_ms:.0f} ms"
    rows = [
        (f"measured, of {found.paragraphs:,} paragraphs", ""),
        ("---", "---"),
        ("payload of a paragraph, its share of its article's", weighs),
        ("largest payload of an article", f"{found.payload_most / 1e6:.2f} MB"),
        ("terms and pairs of a paragraph", f"{found.sparse:.0f}, 8 bytes each"),
        (
            "words, stems and pairs that conditions see",
            f"{found.entries:.0f}, {found.entry_chars:,.0f} bytes",
        ),
        ("counts of terms, pairs and words", f"{counts}; they grow as N^{found.growth:.2f}"),
        ("articles in which a query's candidates lie", f"{found.candidates:,.0f}: {wire}"),
    ]
    return "\n".join(f"| {name} | {value} |" for name, value in rows) + "\n"


def table(found: Measured) -> str:
    """Return what indexes take by size, as Markdown."""
    rows: list[tuple[str, list[str]]] = [
        (name, [])
        for name in (
            "dense index",
            "memory: dense, sparse, conditions",
            "disk: payloads",
            "disk: vectors",
            "disk: weights and words",
            "disk: counts of terms (of pairs)",
            "query nodes of 256 GB",
            "build with 1, 10, 100 builders, hours",
            "candidates a query, on the wire",
            "expected latency",
        )
    ]
    for size in SIZES:
        for (_, cells), cell in zip(rows, _column(found, size), strict=True):
            cells.append(cell)
    head = f"| | {' | '.join(f'{size:,}' for size in SIZES)} |\n|---|{'---|' * len(SIZES)}\n"
    return head + "\n".join(f"| {name} | {' | '.join(cells)} |" for name, cells in rows)


def _column(found: Measured, size: int) -> list[str]:
    dimension = found.dimension
    is_graph = size <= NODE_ROWS
    dense = 4 * dimension + HNSW_LINKS if is_graph else RABITQ_BYTES * dimension
    memory = size * (dense + 8 * found.sparse + INVERTED_BYTES * found.entries)
    payloads = size * found.payload * BASE64
    vectors = size * 4 * dimension
    weights = size * (8 * found.sparse + found.entry_chars + INVERTED_BYTES * found.entries)
    counts = found.counts * (size / found.paragraphs) ** found.growth
    nodes = max(1, math.ceil(memory / (MACHINE_MEMORY * USED)))
    hours = size / ENCODED_A_SECOND / 3600
    wire = found.wire * BASE64
    legs = max(GRAPH_MS if is_graph else LISTS_MS, SPARSE_MS)
    latency = legs + 1000 * wire / NETWORK + found.assembly_ms
    return [
        "HNSW" if is_graph else "IVF_RABITQ",
        _bytes(memory),
        _bytes(payloads),
        _bytes(vectors),
        _bytes(weights),
        f"{_bytes(40 * counts)} ({found.pairs / found.counts:.0%})",
        f"{nodes:,}",
        ", ".join(f"{hours / builders:,.1f}" for builders in (1, 10, 100)),
        f"2 x 1,000; {wire / 1e6:.0f} MB",
        f"{latency:,.0f} ms",
    ]


def _bytes(count: float) -> str:
    for unit, power in (("PB", 1e15), ("TB", 1e12)):
        if count >= power:
            return f"{count / power:,.1f} {unit}"
    return f"{count / 1e9:,.0f} GB"


if __name__ == "__main__":
    main()
