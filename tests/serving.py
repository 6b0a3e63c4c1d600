"""A real `seedsearch serve` process, and a client that sends exactly what it is told to."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

SEEDSEARCH = str(Path(sys.executable).parent / "seedsearch")

PATIENCE = 30.0
"""Seconds until something that should happen counts as not happening."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Service:
    """A service on a port of its own, stopped when the block ends."""

    def __init__(
        self,
        index_dir: Path,
        *options: str | Path,
        prefix: tuple[str, ...] = (),
        **environment: str,
    ) -> None:
        self.process = subprocess.Popen(
            [*prefix, SEEDSEARCH, "serve", "--index", index_dir, "--port", "0", *options],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        assert self.process.stderr is not None
        self.said = self.process.stderr.readline()
        found = re.search(r" at http://(\[?[\w.:]+\]?):(\d+)/$", self.said)
        if found is None:
            rest = self.process.communicate(timeout=PATIENCE)[1]
            raise AssertionError(self.said + rest)
        self.host, self.port = found[1].strip("[]"), int(found[2])

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        connection = self.connect()
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: object) -> Answer:
        asked = f"?{urlencode(query, doseq=True)}" if query else ""
        return self.ask("GET", path + asked, headers=headers)

    def post(self, path: str, **body: object) -> Answer:
        return self.ask("POST", path, json.dumps(body), {"Content-Type": "application/json"})

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Tell it to stop; return its exit code and what else it said."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE)
        assert out == ""
        return self.process.returncode, err

    def memory(self) -> int:
        """Return the megabytes that are the process's own, mapped files not counted."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"RssAnon:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) // 1024


def until(what: str, done: Callable[[], Any]) -> Any:
    """Wait until `done` returns something true, and return that."""
    end = time.monotonic() + PATIENCE
    while not (found := done()):
        assert time.monotonic() < end, f"{what} did not happen in {PATIENCE} s"
        time.sleep(0.02)
    return found
