"""Benchmark beside other engines, on the same paragraphs and queries.

    .venv/bin/python scripts/bench.py CORPUS [--work DIR] [--parts cold,...] [--runs N] [--json]

CORPUS is a folder of articles or a corpus.jsonl(.gz). Engines run in processes of their own, take
turns every few queries, none of which was asked before, and time themselves; peers live in an
environment made from scripts/locks/peers.txt. Parts:

    build       paragraphs a second, 10,000 paragraphs, everything included
    warm        milliseconds a query at 1,000, 10,000 and 100,000 paragraphs, with shared vectors
    million     the same at 1,000,000: sampled sentences and drawn unit vectors, not real ones
    callers     one caller, two and a batch of 64, in queries a second
    structured  scripts/bench_structured.py on 100,000 paragraphs
    cold        whole processes beside the bare imports, at 10,000 and 100,000 paragraphs
    memory      of a process that answers, and of a build
    full        the build of all of CORPUS against sentence-transformers' encode alone

An engine that fails is named with its reason. What was built is kept in --work and used again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import bench_cold
import bench_structured
import numpy as np

from index.encoders.models import DEFAULT_MODEL, _bundled_model
from index.generations.lock import writing
from index.generations.publication import now, publish
from index.generations.snapshot import open_snapshot
from index.maintenance.edits import remove
from index.maintenance.export import export
from index.segments.blocks import Rows
from index.segments.records import FileStamp, StoredBytes
from index.segments.writer import SegmentWriter
from index.types import Article, Paragraph

ROOT = Path(__file__).parent.parent
SEEDSEARCH = str(Path(sys.executable).parent / "seedsearch")
SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
SEGMENT = 250_000
TURNS = 5
"""How often it is each engine's turn."""

WARMING, MEASURED = 5, 20
"""Queries of a turn that are not measured, for what other engines did to the caches, and
queries that are: what is measured is a stream of queries, not a single one."""

WARM_PEERS = {
    "keyword": ("seedsearch", "bm25s", "tantivy", "whoosh by hand"),
    "hybrid": ("seedsearch", "whoosh by hand", "txtai", "lancedb"),
}
CALLED = ("seedsearch", "txtai", "lancedb")

BATCH = 64
"""Queries of a batch, and of each caller."""

MILLION_PEERS = {
    "keyword": ("seedsearch", "bm25s", "tantivy"),
    "hybrid": ("seedsearch", "lancedb"),
}
PARTS = ("build", "warm", "million", "callers", "structured", "cold", "memory", "full")


class Worker:
    """An engine in a process of its own."""

    def __init__(self, engine: str, python: str) -> None:
        self.engine = engine
        self.failed: str | None = None
        self._process = subprocess.Popen(
            [python, str(ROOT / "scripts" / "bench_peers.py"), engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"},
        )

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """Return the answer to a request; after a failure, nothing but the failure."""
        if self.failed:
            return {"error": self.failed}
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps({"op": op, **fields}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError as error:
            line = ""
            self.failed = str(error)
        answer = json.loads(line) if line else {"error": f"it died ({self._process.poll()})"}
        self.failed = answer.get("error")
        return answer

    def close(self) -> None:
        assert self._process.stdin
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self._process.wait()


class Bench:
    """One run: where it works, and what it has found."""

    def __init__(self, corpus: Path, work: Path, runs: int) -> None:
        self.corpus, self.work, self.runs = corpus, work, runs
        self.found: dict[str, Any] = {"machine": machine()}
        work.mkdir(parents=True, exist_ok=True)

    def run(self, parts: list[str]) -> None:
        for part in parts:
            print(f"{part} ...", file=sys.stderr, flush=True)
            self.found[part] = getattr(self, part)()

    # What is measured

    def build(self) -> list[dict[str, Any]]:
        """Build with each engine: 10,000 paragraphs, from texts to the first answer."""
        size = 10_000
        self.index(size)
        texts, _ = self.shared(size)
        empty = self.work / "no-vectors.npy"
        np.save(empty, np.empty((0, 0), np.float32))
        rows = []
        articles = self.work / f"articles-{size}"
        seconds, report, _ = run_build(self.work / "built", articles)
        rows.append({"engine": "seedsearch", "rate": report["paragraphs"] / seconds})
        for engine in ("encode", "whoosh by hand", "txtai", "bm25s", "tantivy"):
            with self.worker(engine) as worker:
                worker.ask(
                    "load",
                    texts=str(texts),
                    vectors=str(empty),
                    work=self.scratch(engine),
                    model=_bundled_model(),
                )
                done = worker.ask("build")
                rate = None if "error" in done else done["paragraphs"] / done["seconds"]
                rows.append({"engine": engine, "rate": rate, "error": done.get("error")})
        return rows

    def warm(self) -> list[dict[str, Any]]:
        """Query each engine at each size."""
        return [row for size in SIZES for row in self.queried(size, self.index(size), WARM_PEERS)]

    def million(self) -> list[dict[str, Any]]:
        """Query engines that accept vectors."""
        return self.queried(MILLION, self.drawn(), MILLION_PEERS)

    def callers(self) -> list[dict[str, Any]]:
        """Ask each engine from one thread, from two, and in one call."""
        size = SIZES[-1]
        queries = self.queries()[:BATCH]
        index = self.index(size)
        vectors = encoded_queries(index, queries)
        rows = []
        with self.opened(size, index, CALLED) as workers:
            rates: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in CALLED}
            for _ in range(TURNS):
                for name, worker in workers.items():
                    given = {"queries": queries, "vectors": vectors if name == "lancedb" else []}
                    for way, op, more in (
                        ("one", "callers", {"count": 1}),
                        ("two", "callers", {"count": 2}),
                        ("batch", "batch", {}),
                    ):
                        rates[name][way].append(worker.ask(op, **given, **more).get("rate", 0.0))
            for name, ways in rates.items():
                medians = {way: statistics.median(found) for way, found in ways.items()}
                rows.append({"engine": name, **medians, "error": workers[name].failed})
        return rows

    def structured(self) -> dict[str, Any]:
        """Run the published set of structured queries."""
        return json.loads(
            subprocess.run(
                [sys.executable, bench_structured.__file__, self.index(SIZES[-1]), "--json"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )

    def cold(self) -> list[dict[str, Any]]:
        """Run commands as whole processes, in turn with what they cannot do without."""
        rows = []
        for size in SIZES[1:]:
            query = self.queries()[0]
            rows += [
                {"size": size, **row}
                for row in bench_cold.measured(str(self.index(size)), query, self.runs)
            ]
        return rows

    def memory(self) -> dict[str, Any]:
        """Look at processes that have answered queries."""
        found = {}
        indexes = {size: self.index(size) for size in SIZES[-1:]}
        if (self.work / f"index-{MILLION}").exists():
            indexes[MILLION] = self.drawn()
        for size, index in indexes.items():
            with self.worker("seedsearch") as worker:
                worker.ask("open", index=str(index))
                for query in self.queries():
                    worker.ask("query", text=query, mode="hybrid")
                found[str(size)] = worker.ask("memory")
        return found

    def full(self) -> dict[str, Any]:
        """Build all of the corpus; encode a part of it with sentence-transformers alone."""
        seconds, report, peak = run_build(self.work / "full", self.articles())
        self.index(10_000)
        texts, vectors = self.shared(10_000)
        with self.worker("encode") as worker:
            worker.ask(
                "load",
                texts=str(texts),
                vectors=str(vectors),
                work=self.scratch("encode"),
                model=_bundled_model(),
            )
            alone = worker.ask("build")
            least = worker.ask("least_cosine")
        rate, encode = report["paragraphs"] / seconds, alone["paragraphs"] / alone["seconds"]
        return {
            "paragraphs": report["paragraphs"],
            "seconds": seconds,
            "rate": rate,
            "encode_alone": encode,
            "ratio": rate / encode,
            "least_cosine": least["cosine"],
            "peak_mb": peak,
        }

    # What it is measured on

    def articles(self) -> Path:
        """Return the corpus as a folder."""
        if self.corpus.is_dir():
            return self.corpus
        from bench_growth import texts

        folder = self.work / "articles"
        if not folder.exists():
            folder.mkdir()
            for number, text in enumerate(texts(self.corpus)):
                (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
        return folder

    def base(self) -> Path:
        """Return an index of all of the corpus."""
        folder = self.work / "full"
        if not (folder / "CURRENT").exists():
            run_build(folder, self.articles())
        return folder

    def index(self, size: int) -> Path:
        """Return an index of so many paragraphs: all of the corpus with articles taken out."""
        folder = self.work / f"index-{size}"
        if (folder / "CURRENT").exists():
            return folder
        opened = open_snapshot(self.base())
        ids, rows = [], 0
        articles = sorted(opened.stored_articles())
        random.Random(1).shuffle(articles)
        for number, id_ in enumerate(articles):
            if rows >= size:
                ids = articles[number:]
                break
            rows += len(opened.rows_of(id_))
        copy = self.work / f"copy-{size}"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.base(), copy)
        if ids:
            remove(ids, index_dir=copy, purge=True)
        out = self.work / f"articles-{size}"
        shutil.rmtree(out, ignore_errors=True)
        for article in export(copy):
            target = out / f"{article['id'].replace('/', '_')}.txt"
            target.parent.mkdir(exist_ok=True)
            target.write_text(article["text"], encoding="utf-8")
        copy.rename(folder)
        return folder

    def drawn(self) -> Path:
        """Return an index of a million sampled sentences with drawn unit vectors."""
        folder = self.work / f"index-{MILLION}"
        if (folder / "CURRENT").exists():
            return folder
        from index.builds import merging
        from index.generations import manifest as generations

        base = open_snapshot(self.base())
        sentences = [
            text[a:b]
            for segment in base.segments
            for number in range(segment.articles)
            if (text := segment.text(number))
            for a, b in segment.sentences[
                segment.sentence_rows[segment.first_rows[number]] : segment.sentence_rows[
                    segment.first_rows[number + 1]
                ]
            ].tolist()
        ]
        draw, rng = random.Random(2), np.random.default_rng(2)
        scratch = self.work / "drawing"
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(base.encoder_folder, scratch / "encoders" / base.encoder_folder.name)
        entries = []
        with writing(scratch):
            for start in range(0, MILLION, SEGMENT):
                made = merging.new_segment(scratch)
                writer = SegmentWriter(made)
                for row in range(start, start + SEGMENT):
                    text = " ".join(draw.choices(sentences, k=2))
                    article = Article(f"drawn/{row:07}", "", False, "drawn", None, "", text, "en")
                    stored = StoredBytes.of(article, FileStamp(0, 0, ""))
                    writer.add(article, stored, (Paragraph(0, len(text), ()),))
                vectors = rng.normal(size=(SEGMENT, base.segments[0].vectors.shape[1]))
                vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("f4")
                none = np.zeros((0, vectors.shape[1]), np.float16)
                writer.close(
                    vectors=Rows.of(vectors),
                    sentence_vectors=Rows.of(none),
                    keys=Rows.of(np.ones((SEGMENT, 16), np.uint8)),
                    title_vectors=Rows.of(np.zeros(vectors.shape, np.float16)),
                    title_keys=Rows.of(np.ones((SEGMENT, 16), np.uint8)),
                    encoded_as="float32",
                )
                entries.append(merging.finish_segment(made))
            manifest = generations.Manifest(
                generation=1,
                created=now(),
                settings=base.manifest.settings,
                sources=(),
                segments=tuple(entries),
                removed=(),
            )
            publish(scratch, manifest, {}, {}, files={})
        scratch.rename(folder)
        return folder

    def shared(self, size: int) -> tuple[Path, Path]:
        """Return the paragraphs of an index and their vectors, for peers."""
        texts, vectors = self.work / f"texts-{size}.jsonl", self.work / f"vectors-{size}.npy"
        if not vectors.exists():
            opened = open_snapshot(self.work / f"index-{size}")
            with texts.open("w", encoding="utf-8") as lines:
                for row in range(opened.rows):
                    place = opened.passage(row)
                    text = opened.article_text(row)[place.start : place.end]
                    lines.write(json.dumps(text) + "\n")
            np.save(vectors, np.concatenate([part.vectors for part in opened.segments]))
        return texts, vectors

    def queries(self) -> list[str]:
        """Return titles of articles, as people type: what there is something about."""
        opened = open_snapshot(self.base())
        titles = [
            stored.article.title.lower()
            for _, _, stored in opened.stored_articles().values()
            if stored.article.title_given and 3 <= stored.article.title.count(" ") <= 9
        ]
        return random.Random(3).sample(sorted(set(titles)), TURNS * (WARMING + MEASURED))

    def scratch(self, engine: str) -> str:
        """Return an empty folder for an engine."""
        folder = self.work / "peers" / engine.replace(" ", "-")
        shutil.rmtree(folder, ignore_errors=True)
        return str(folder)

    @contextlib.contextmanager
    def worker(self, engine: str) -> Iterator[Worker]:
        """Run an engine for as long as it is needed."""
        python = sys.executable if engine == "seedsearch" else peers_python(self.work)
        running = Worker(engine, python)
        try:
            yield running
        finally:
            running.close()

    @contextlib.contextmanager
    def opened(self, size: int, index: Path, names: tuple[str, ...]) -> Iterator[dict[str, Worker]]:
        """Run engines over the same paragraphs and vectors."""
        texts, vectors = self.shared(size)
        with contextlib.ExitStack() as stack:
            workers = {name: stack.enter_context(self.worker(name)) for name in names}
            for name, worker in workers.items():
                if name == "seedsearch":
                    worker.ask("open", index=str(index))
                    continue
                worker.ask(
                    "load",
                    texts=str(texts),
                    vectors=str(vectors),
                    work=self.scratch(name),
                    model=_bundled_model() if name in ("whoosh by hand", "txtai") else "",
                )
                worker.ask("build")
            yield workers

    def queried(
        self, size: int, index: Path, peers: dict[str, tuple[str, ...]]
    ) -> list[dict[str, Any]]:
        """Let engines take turns at each query."""
        queries = self.queries()
        encoded = encoded_queries(index, queries)
        names = dict.fromkeys(name for engines in peers.values() for name in engines)
        rows = []
        with self.opened(size, index, tuple(names)) as workers:
            for mode, engines in peers.items():
                taken: dict[str, list[float]] = {name: [] for name in engines}
                turn = WARMING + MEASURED
                for start in range(0, len(queries), turn):
                    for name in engines:
                        for at in range(start, start + turn):
                            given = encoded[at] if name == "lancedb" else None
                            answer = workers[name].ask(
                                "query", text=queries[at], mode=mode, vector=given
                            )
                            if at - start >= WARMING and "ms" in answer:
                                taken[name].append(answer["ms"])
                rows += [
                    {
                        "size": size,
                        "mode": mode,
                        "engine": name,
                        **(
                            spread(taken[name])
                            if not workers[name].failed
                            else {"error": workers[name].failed}
                        ),
                    }
                    for name in engines
                ]
        return rows


def encoded_queries(index: Path, queries: list[str]) -> list[list[float]]:
    """Return vectors of queries, for engines that are given them."""
    from index.encoders.exported import open_encoder

    return open_encoder(open_snapshot(index).encoder_folder).queries(queries).tolist()


def spread(values: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    return {
        "median_ms": statistics.median(values),
        "p95_ms": statistics.quantiles(values, n=20)[18],
    }


def run_build(folder: Path, articles: Path) -> tuple[float, dict[str, Any], float]:
    """Build as a command; return seconds, the report and the most memory it took, in MB."""
    shutil.rmtree(folder, ignore_errors=True)
    started = time.perf_counter()
    process = subprocess.Popen(
        [SEEDSEARCH, "build", str(articles), "--index", str(folder), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    report = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    return seconds, json.loads(report), usage.ru_maxrss / 1024


def peers_python(work: Path) -> str:
    """Return the Python of the peers' environment, made once."""
    folder = work / "environment"
    python = folder / "bin" / "python"
    lock = ROOT / "scripts" / "locks" / "peers.txt"
    stamp = folder / lock.name
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "-r", str(lock)], check=True)
        shutil.copy(lock, stamp)
    return str(python)


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    flags = next((line for line in lines if line.startswith("flags")), "")
    units = [unit for unit in ("amx_bf16", "avx512_bf16", "avx512_vnni", "avx2") if unit in flags]
    return {
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "units": units,
        "python": platform.python_version(),
        "system": platform.system(),
        "load": os.getloadavg()[0],
        "model": DEFAULT_MODEL,
    }


def table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> Iterator[str]:
    """Yield a Markdown table."""
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(cell(row.get(column), row, column) for column in columns)} |"


def cell(value: Any, row: dict[str, Any], column: str) -> str:
    if value is None:
        return f"failed: {row['error']}" if row.get("error") and column != "ratio" else ""
    if isinstance(value, float):
        return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def growth(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a table a mode: a column a size, medians and 95th percentiles."""
    sizes = sorted({row["size"] for row in rows})
    for mode in dict.fromkeys(row["mode"] for row in rows):
        yield (
            f"| {mode}, ms: median (95th percentile) | "
            + " | ".join(f"{s:,}" for s in sizes)
            + " |"
        )
        yield f"|---|{'---|' * len(sizes)}"
        for engine in dict.fromkeys(row["engine"] for row in rows if row["mode"] == mode):
            mine = {
                row["size"]: row for row in rows if (row["mode"], row["engine"]) == (mode, engine)
            }
            cells = [milliseconds(mine.get(size)) for size in sizes]
            yield f"| {engine} | {' | '.join(cells)} |"
        yield ""


def milliseconds(row: dict[str, Any] | None) -> str:
    if row is None:
        return ""
    if "error" in row:
        return f"failed: {row['error']}"
    return f"{rounded(row['median_ms'])} ({rounded(row['p95_ms'])})"


def rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def with_ratios(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each row with its rate relative to that of seedsearch."""
    own = next(row["rate"] for row in rows if row["engine"] == "seedsearch")
    for row in rows:
        yield row if row["rate"] is None else {**row, "ratio": row["rate"] / own}


def bars(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what was aimed at, what was found, and whether that is as good."""

    def one(part: str, measure: str, **fields: Any) -> float:
        rows = [r for r in found[part] if all(r[name] == fields[name] for name in fields)]
        return float(rows[0][measure])

    small, large = SIZES[1], SIZES[2]
    wanted: list[tuple[str, Callable[[], float], str, float]] = [
        (
            "cold --help, to import typer, rich",
            lambda: one("cold", "ratio", size=small, program="seedsearch --help"),
            *("at most", 2.0),
        ),
        *(
            (
                f"cold search at {size:,}, to the bare imports",
                partial(one, "cold", "ratio", size=size, program="seedsearch search"),
                *("at most", 2.0),
            )
            for size in (small, large)
        ),
        (
            f"cold ask at {small:,}, to the bare imports",
            lambda: one("cold", "ratio", size=small, program="seedsearch ask"),
            *("at most", 3.0),
        ),
        (
            f"cold search at {large:,}, to that at {small:,}",
            lambda: (
                one("cold", "ratio", size=large, program="seedsearch search")
                / one("cold", "ratio", size=small, program="seedsearch search")
            ),
            *("at most", 1.3),
        ),
        *(
            (
                f"hybrid at {large:,}, {name}",
                partial(one, "warm", measure, size=large, mode="hybrid", engine="seedsearch"),
                *("at most", bar),
            )
            for name, measure, bar in (
                ("median ms", "median_ms", 10.0),
                ("95th percentile ms", "p95_ms", 20.0),
            )
        ),
        (
            f"hybrid at {MILLION:,}, median ms",
            lambda: one("million", "median_ms", mode="hybrid", engine="seedsearch"),
            *("at most", 85.0),
        ),
        (
            f"keyword at {SIZES[0]:,}, median ms",
            partial(one, "warm", "median_ms", size=SIZES[0], mode="keyword", engine="seedsearch"),
            *("at most", 1.0),
        ),
        (
            f"keyword at {large:,}, to bm25s",
            lambda: (
                one("warm", "median_ms", size=large, mode="keyword", engine="seedsearch")
                / one("warm", "median_ms", size=large, mode="keyword", engine="bm25s")
            ),
            *("at most", 1.0),
        ),
        (
            f"Whoosh's scorer at {large:,}, to keyword",
            lambda: (
                one("warm", "median_ms", size=large, mode="keyword", engine="whoosh by hand")
                / one("warm", "median_ms", size=large, mode="keyword", engine="seedsearch")
            ),
            *("at least", 50.0),
        ),
        *(
            (
                f"queries a second, {way}, to the better of {' and '.join(CALLED[1:])}",
                lambda way=way: (
                    one("callers", way, engine=CALLED[0])
                    / max(one("callers", way, engine=name) for name in CALLED[1:])
                ),
                *("at least", 1.0),
            )
            for way in ("two", "batch")
        ),
        (
            "full build, to encode alone",
            lambda: found["full"]["ratio"],
            *("at least", 2.0 if "bf16" in " ".join(found["machine"]["units"]) else 0.9),
        ),
        (
            "least cosine to float32",
            lambda: found["full"]["least_cosine"],
            *("at least", 0.9999),
        ),
        *(
            (
                f"own MB at {size:,}",
                lambda size=size: found["memory"][str(size)]["own_mb"],
                *("at most", bar),
            )
            for size, bar in ((large, 350.0), (MILLION, 700.0))
        ),
        *(
            (f"structured, {name} ms", lambda key=key: found["structured"][key], "at most", bar)
            for name, key, bar in (
                ("median", "structured_median_ms", 60.0),
                ("slowest", "structured_slowest_ms", 500.0),
            )
        ),
    ]
    rows = []
    for name, measured, sense, bar in wanted:
        try:
            value = measured()
        except (KeyError, IndexError):  # that part did not run, or that engine failed
            continue
        met = value <= bar if sense == "at most" else value >= bar
        rows.append({"bar": name, "found": value, "aim": f"{sense} {bar:g}", "met": str(met)})
    return rows


def report(found: dict[str, Any]) -> str:
    """Return what was found as Markdown."""
    lines = [", ".join(f"{name} {value}" for name, value in found["machine"].items()), ""]
    for part in PARTS:
        if part not in found or (part == "million" and "warm" in found):  # they are one table
            continue
        rows = found[part]
        lines += [f"## {part}", ""]
        if part == "build":
            lines += table([*with_ratios(rows)], ("engine", "rate", "ratio"))
        elif part in ("warm", "million"):
            lines += growth([*found.get("warm", ()), *found.get("million", ())])
        elif part == "callers":
            lines += table(rows, ("engine", "one", "two", "batch"))
        elif part == "cold":
            lines += table(rows, ("size", "program", "median_ms", "baseline", "ratio"))
        else:
            said = {name: value for name, value in rows.items() if name != "queries"}
            lines += [f"- {name}: {json.dumps(value)}" for name, value in said.items()]
        lines.append("")
    lines += ["## bars", "", *table(bars(found), ("bar", "found", "aim", "met")), ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--work", type=Path, default=Path(".bench"))
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    wanted = options.parts.split(",")
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    bench = Bench(options.corpus.resolve(), options.work.resolve(), options.runs)
    bench.run(wanted)
    if options.json:
        print(json.dumps({**bench.found, "bars": bars(bench.found)}))
        return
    print(report(bench.found))


if __name__ == "__main__":
    main()
