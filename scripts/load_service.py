"""Load on the service: overload, memory and shutdown too, against a real process.

    .venv/bin/python scripts/load_service.py INDEX [--seconds 20] [--connections 16]
        [--requests 100000] [--mode hybrid] [--json]

Starts `seedsearch serve` on INDEX. Then, one after the other: as many searches as it answers over
CONNECTIONS connections for SECONDS; the same over twenty times as many connections, most of which
must be told to come back later, and afterwards again as before; REQUESTS searches, with the
service's memory after every tenth of them; and a SIGTERM while searches run. Every search is a new
one, of words of the index's titles. Client and service share the machine's cores.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from index.generations.snapshot import open_snapshot

SEEDSEARCH = Path(sys.executable).parent / "seedsearch"
PAGE_BYTES = 4096
CROWD = 20


@dataclass
class Seen:
    """What happened to the requests of one phase: seconds of those answered, and all statuses."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    retry_after: int = 0
    wall: float = 0.0

    def figures(self) -> dict[str, object]:
        """Return rate, quantiles in milliseconds and counts."""
        ordered = sorted(self.seconds) or [0.0]
        cuts = statistics.quantiles(ordered, n=100) if len(ordered) > 1 else ordered * 99
        return {
            "requests_a_second": round(len(self.seconds) / self.wall, 1),
            "p50_ms": round(cuts[49] * 1000, 1),
            "p95_ms": round(cuts[94] * 1000, 1),
            "p99_ms": round(cuts[98] * 1000, 1),
            "max_ms": round(ordered[-1] * 1000, 1),
            "statuses": dict(self.statuses),
        }


class Service:
    """A service of its own for the measurement."""

    def __init__(self, index_dir: Path) -> None:
        self.process = subprocess.Popen(
            [SEEDSEARCH, "serve", "--index", index_dir, "--port", "0"],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        found = re.search(r"http://([\d.]+):(\d+)/", line)
        if found is None:
            raise SystemExit(f"the service did not start: {line.strip()}")
        self.host, self.port = found[1], int(found[2])

    def megabytes(self) -> dict[str, int]:
        """Return the memory that is the process's own, and all that is mapped, files included."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return {
            name: int(re.search(rf"{key}:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]
            for name, key in (("own", "RssAnon"), ("resident", "VmRSS"))
        }

    def stop(self) -> int:
        """Tell it to stop, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def queries(index_dir: Path) -> Iterator[str]:
    """Yield words of titles, ever new ones, always the same."""
    stored = open_snapshot(index_dir).stored_articles()
    titles = [entry.article.title.split() for _, _, entry in stored.values()]
    chance = random.Random(7)
    while True:
        words = [*chance.choice(titles), *chance.choice(titles)]
        yield " ".join(chance.sample(words, min(len(words), chance.randint(2, 6))))


class Load:
    """So many connections that ask as fast as they are answered."""

    def __init__(
        self,
        service: Service,
        asked: Iterator[str],
        mode: str,
        *,
        seconds: float = 1e9,
        requests: int = sys.maxsize,
    ) -> None:
        self._service, self._asked, self._mode = service, asked, mode
        self._end, self._left = time.monotonic() + seconds, requests
        self._lock, self._stopping = threading.Lock(), threading.Event()
        self._seen = Seen()

    def run(self, connections: int, *, stop_after: float | None = None) -> Seen:
        """Ask; return what happened. After `stop_after` seconds the service is told to stop."""
        threads = [threading.Thread(target=self._ask) for _ in range(connections)]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        if stop_after is not None:
            time.sleep(stop_after)
            self._stopping.set()
            self._service.process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        self._seen.wall = time.perf_counter() - started
        return self._seen

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(self._service.host, self._service.port, timeout=30)
        while path := self._next():
            started = time.perf_counter()
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                # Who stops closes its connections; a request that comes as it does so is not lost
                # but refused, before anything of an answer.
                refused = isinstance(error, (ConnectionError, http.client.RemoteDisconnected))
                if self._stopping.is_set() and refused:
                    return
                self._note(type(error).__name__)
                continue
            self._note(str(answer.status), time.perf_counter() - started, answer, body)
            if answer.status == 503:
                time.sleep(0.05)  # sooner than it was told to

    def _next(self) -> str | None:
        with self._lock:
            if self._left <= 0 or time.monotonic() > self._end:
                return None
            self._left -= 1
            asked = {"query": next(self._asked), "mode": self._mode}
        return "/v1/search?" + urlencode(asked)

    def _note(
        self,
        status: str,
        taken: float = 0.0,
        answer: http.client.HTTPResponse | None = None,
        body: bytes = b"",
    ) -> None:
        with self._lock:
            self._seen.statuses[status] += 1
            if status == "200" and json.loads(body)["halves"]:
                self._seen.seconds.append(taken)
            elif status == "503" and answer is not None and answer.headers["Retry-After"]:
                self._seen.retry_after += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--mode", default="hybrid")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    service = Service(options.index)
    try:
        report = measure(service, options)
    finally:
        service.process.kill()
    if options.json:
        print(json.dumps(report))


def measure(service: Service, options: argparse.Namespace) -> dict[str, object]:
    """Put the service through all phases; print each as it ends, and return what was found."""
    asked = queries(options.index)
    report: dict[str, object] = {}

    def note(name: str, value: object) -> None:
        report[name] = value
        if not options.json:
            print(f"{name:<12} {json.dumps(value)}", flush=True)

    def measured(name: str, connections: int, seconds: float) -> Seen:
        seen = Load(service, asked, options.mode, seconds=seconds).run(connections)
        note(name, seen.figures() | ({"told_when": seen.retry_after} if seen.retry_after else {}))
        return seen

    Load(service, asked, options.mode, requests=50).run(4)  # fills the caches
    measured("load", options.connections, options.seconds)
    measured("overload", options.connections * CROWD, options.seconds / 2)
    measured("afterwards", options.connections, options.seconds / 2)
    memory = [service.megabytes()]
    part = max(1, options.requests // 10)
    for _ in range(options.requests // part):
        Load(service, asked, options.mode, requests=part).run(options.connections)
        memory.append(service.megabytes())
    note("memory_mb", memory)
    drained = Load(service, asked, options.mode).run(options.connections, stop_after=2)
    note("shutdown", drained.figures() | {"exit_code": service.process.wait(timeout=60)})
    return report


if __name__ == "__main__":
    main()
