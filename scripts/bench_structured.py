"""Structured queries: how long they take on an index that is open.

    .venv/bin/python scripts/bench_structured.py INDEX [--runs N] [--json]

Runs each of `QUERIES` N times in turn and prints the median and the slowest of the medians, beside
those of plain queries in the same run. Then: cold filters and suggestions in whole processes, and
how many times faster `search_many` is than one query after the other. The words are those of
newswire; common ones on purpose, for they are slowest.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import search

PLAIN = """
oil prices
trade deficit with japan
what did the central bank say about interest rates
grain exports to the soviet union
company reports higher earnings
takeover bid for the airline
dollar falls against the yen
who leads the talks
coffee quota
unemployment in march
""".strip().splitlines()

QUERIES = """
"of the"
"in the"
"to be"
"one of the"
"the end of the year"
"said it would"
"federal reserve"
"will not be able to"
"of the" AND "in the"
"the company said" -bank
the AND of AND and
NOT the
-the -of -and
c*
co*
th*
pre*
inter*
*tion
*s
s*s
co* AND pre*
-co* oil
title:co*
title:"trade deficit"
title:bank rates
title:(oil OR gas) prices
opec~
goverment~2
dolar~ yen
interset~ AND rates
title:prcies~
date:1987
date:1987-04 prices
date:[1987-03 TO 1987-04] -bank
date:>1987-06-01 grain
date:<=1987-03-15 "interest rates"
source:reuters
source:reuters oil AND prices
-source:reuters wheat
author:j* dollar
oil AND prices
oil AND (prices OR production) AND NOT opec
(japan OR germany OR france) AND (trade OR deficit) AND NOT (yen OR mark)
dollar OR yen OR mark OR pound OR franc
company AND said AND year
shares NOT common
"common stock" AND (dividend OR split) -preferred date:1987-04
what did japan say about "trade surplus"
bank* -"central bank" rate* title:bank
""".strip().splitlines()


def medians(engine: search.Engine, queries: list[str], runs: int) -> dict[str, float]:
    """Return the median milliseconds of each query."""
    times: dict[str, list[float]] = {query: [] for query in queries}
    for run in range(runs + 1):
        for query in queries:
            started = time.perf_counter()
            engine.search(query)
            if run:  # the first round only warms up
                times[query].append((time.perf_counter() - started) * 1000)
    return {query: statistics.median(found) for query, found in times.items()}


def cold(index: str, runs: int) -> dict[str, float]:
    """Return the median milliseconds of whole processes."""
    command = [str(Path(sys.executable).parent / "seedsearch"), "search", "--index", index]
    programs = {
        "plain": ["oil prices"],
        "filtered": ["oil prices", "--source", "Reuters", "--since", "1987-04"],
        "facets": ["oil prices", "--facets", "source,month"],
        "structured": ['"interest rates" -bank'],
        "misspelt": ["oil pricesx"],
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    for run in range(runs + 1):
        for name, arguments in programs.items():
            started = time.perf_counter()
            subprocess.run([*command, *arguments], check=True, capture_output=True)
            if run:
                times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(found) for name, found in times.items()}


def batch(engine: search.Engine, runs: int, count: int = 256) -> dict[str, float]:
    """Return queries a second one by one and together, and how many times faster that is."""
    words = [word for query in PLAIN for word in query.split()]
    queries = [" ".join(words[at % 40 : at % 40 + 2 + at % 4]) for at in range(count)]
    alone, together = [], []
    for _ in range(runs):
        started = time.perf_counter()
        for query in queries:
            engine.search(query)
        alone.append(count / (time.perf_counter() - started))
        started = time.perf_counter()
        engine.search_many(queries)
        together.append(count / (time.perf_counter() - started))
    one, many = statistics.median(alone), statistics.median(together)
    return {"one_by_one_a_second": one, "together_a_second": many, "ratio": many / one}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with search.open_index(options.index) as engine:
        structured = medians(engine, QUERIES, options.runs)
        plain = medians(engine, PLAIN, options.runs)
        batched = batch(engine, max(1, options.runs // 2))
    processes = cold(options.index, options.runs)
    slowest = max(structured, key=structured.__getitem__)
    found = {
        "structured_median_ms": statistics.median(structured.values()),
        "structured_slowest_ms": structured[slowest],
        "slowest": slowest,
        "plain_median_ms": statistics.median(plain.values()),
        "cold_ms": processes,
        "batch": batched,
    }
    if options.json:
        print(json.dumps({**found, "queries": structured}))
        return
    for query in sorted(structured, key=structured.__getitem__)[-10:]:
        print(f"{structured[query]:8.1f} ms  {query}")
    print(
        f"structured: median {found['structured_median_ms']:.1f} ms, slowest"
        f" {structured[slowest]:.1f} ms; plain: median {found['plain_median_ms']:.1f} ms"
    )
    print("cold: " + ", ".join(f"{name} {ms:.0f} ms" for name, ms in processes.items()))
    print(
        f"together: {batched['together_a_second']:.0f} queries a second,"
        f" {batched['ratio']:.1f} times as many as one by one"
    )


if __name__ == "__main__":
    main()
