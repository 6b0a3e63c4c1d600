"""Cold commands: how long they take beside the bare imports that they cannot do without.

    .venv/bin/python scripts/bench_cold.py [INDEX] [--runs N] [--json]

Runs each program as a whole process, in turn, N times, and prints medians and the ratio of each to
its baseline in the same run. INDEX defaults to .seedsearch (made by scripts/ask).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent


def programs(index: str, query: str) -> dict[str, tuple[list[str], str | None]]:
    """Return what is run, and which of them is the baseline of which."""
    python, command = sys.executable, str(BIN / "seedsearch")
    return {
        "import typer, rich": ([python, "-c", "import typer, rich.console"], None),
        "seedsearch --help": ([command, "--help"], "import typer, rich"),
        "import numpy, onnxruntime, tokenizers": (
            [python, "-c", "import numpy, onnxruntime, tokenizers"],
            None,
        ),
        "seedsearch search": (
            [command, "search", query, "--index", index],
            "import numpy, onnxruntime, tokenizers",
        ),
        "seedsearch ask": (
            [command, "ask", query, "--index", index],
            "import numpy, onnxruntime, tokenizers",
        ),
    }


def measured(index: str, query: str, runs: int) -> list[dict[str, Any]]:
    """Return for each program its median in milliseconds, and the ratio to its baseline."""
    found = programs(index, query)
    # As installed: Python may keep the bytecode of what the first round compiles.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    seconds: dict[str, list[float]] = {name: [] for name in found}
    for run in range(runs + 1):
        for name, (arguments, _) in found.items():
            started = time.perf_counter()
            subprocess.run(arguments, check=True, capture_output=True, env=environment)
            if run:  # the first round only warms the file cache
                seconds[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return [
        {
            "program": name,
            "median_ms": round(medians[name] * 1000),
            "baseline": baseline,
            "ratio": round(medians[name] / medians[baseline], 2) if baseline else None,
        }
        for name, (_, baseline) in found.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", nargs="?", default=".seedsearch")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = measured(options.index, "what did Xi pledge", options.runs)
    if options.json:
        print(json.dumps({"runs": options.runs, "programs": rows}))
        return
    for row in rows:
        ratio = f"{row['ratio']:.2f} x {row['baseline']}" if row["baseline"] else ""
        print(f"{row['program']:<40} {row['median_ms']:>5} ms  {ratio}")


if __name__ == "__main__":
    main()
