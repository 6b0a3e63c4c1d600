"""Growth: what it costs to keep an index up to date.

    .venv/bin/python scripts/bench_growth.py CORPUS [--articles N] [--builds 1000] [--json]

CORPUS is a folder of text files, or a corpus.jsonl(.gz) with `title` and `text`. Measures, in whole
processes and in one run:
- a build of all articles, and then one that takes in ten more, in seconds and as a share;
- segments after many builds of one article each (--builds; 0 leaves it out);
- the live size of an index after many changes, as a ratio to a fresh build of the same files.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from index.maintenance.status import status

SEEDSEARCH = str(Path(sys.executable).parent / "seedsearch")
CHANGES, CHANGED_SHARE, SMALL = 15, 0.05, 1500


def texts(corpus: Path) -> Iterator[str]:
    """Yield the articles of a corpus as text files would hold them."""
    if corpus.is_dir():
        for path in sorted(corpus.rglob("*.txt")):
            yield path.read_text(encoding="utf-8")
        return
    with gzip.open(corpus, "rt") if corpus.suffix == ".gz" else corpus.open() as lines:
        for line in lines:
            record = json.loads(line)
            if record["text"].strip():
                yield f"{record['title']}\n\n{record['text']}\n"


def build(index_dir: Path, *paths: Path) -> tuple[float, dict]:
    """Run a build; return the seconds of the whole process and its report."""
    started = time.perf_counter()
    done = subprocess.run(
        [SEEDSEARCH, "build", *map(str, paths), "--index", str(index_dir), "--json"]
        + ["--allow-removals"],
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - started, json.loads(done.stdout)


def ten_more(work: Path, articles: list[str]) -> dict:
    news = work / "all"
    news.mkdir()
    for number, text in enumerate(articles[:-10]):
        (news / f"{number:06}.txt").write_text(text, encoding="utf-8")
    full, report = build(work / "all-index", news)
    for number, text in enumerate(articles[-10:]):
        (news / f"late-{number}.txt").write_text(text, encoding="utf-8")
    ten, after = build(work / "all-index")
    idle, _ = build(work / "all-index")
    return {
        "paragraphs": report["paragraphs"],
        "full_seconds": round(full, 1),
        "paragraphs_a_second": round(report["paragraphs"] / full),
        "ten_articles_seconds": round(ten, 2),
        "ten_articles_encoded": after["encoded"],
        "share_of_full": round(ten / full, 4),
        "nothing_changed_seconds": round(idle, 2),
    }


def many_builds(work: Path, articles: list[str], count: int) -> dict:
    import index

    news = work / "one-by-one"
    news.mkdir()
    started = time.perf_counter()
    for number in range(count):
        (news / f"{number:06}.txt").write_text(articles[number % len(articles)][:600] or "x")
        index.build([news], index_dir=work / "one-index")
    found = status(work / "one-index")
    return {
        "builds": count,
        "segments": found.segments,
        "seconds_a_build": round((time.perf_counter() - started) / count, 3),
    }


def after_changes(work: Path, articles: list[str]) -> dict:
    rng = random.Random(3)
    news = work / "changing"
    news.mkdir()
    for number, text in enumerate(articles[:SMALL]):
        (news / f"{number:06}.txt").write_text(text, encoding="utf-8")
    build(work / "grown", news)
    for turn in range(CHANGES):
        there = sorted(news.iterdir())
        for path in rng.sample(there, int(len(there) * CHANGED_SHARE)):
            path.unlink()
        for number in range(int(SMALL * CHANGED_SHARE)):
            (news / f"n{turn:02}-{number:03}.txt").write_text(rng.choice(articles))
        build(work / "grown")
    build(work / "fresh", news)
    grown, fresh = status(work / "grown"), status(work / "fresh")
    encoder = next((work / "fresh" / "encoders").iterdir())
    model = sum(path.stat().st_size for path in encoder.iterdir())
    return {
        "changes": CHANGES,
        "changed_share_each": CHANGED_SHARE,
        "live_size_ratio_without_model": round(
            (grown.live_bytes - model) / (fresh.live_bytes - model), 3
        ),
        "segments": grown.segments,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=10**9)
    parser.add_argument("--builds", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = []
    for text in texts(options.corpus):
        found.append(text)
        if len(found) == options.articles:
            break
    work = Path(tempfile.mkdtemp())
    try:
        results = {"ten more articles": ten_more(work, found)}
        results["many changes"] = after_changes(work, found)
        if options.builds:
            results["builds of one article"] = many_builds(work, found, options.builds)
    finally:
        shutil.rmtree(work)
    if options.json:
        print(json.dumps(results))
        return
    for name, figures in results.items():
        print(name + ": " + ", ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
