"""Process of limited memory, in which what may be hostile is read; lines in, lines out.

`LimitedProcess` is the side that asks, and watches the time; `confined` is called by the other one,
first of all. Nothing that such a process sends is trusted to be more than text.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

PIPE_BYTES = 1 << 20
"""Read from a process at once."""


class LimitedProcess:
    """A process that is started when it is first asked; a new one takes its place when it ended."""

    def __init__(self, module: str, memory: int, files: Sequence[int] = ()) -> None:
        """Say what is to run.

        Args:
            module: Run as `python -m MODULE BYTES`.
            memory: Bytes of address space.
            files: Descriptors that it inherits, under the same numbers.
        """
        self._module, self._memory, self._files = module, memory, tuple(files)
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: deque[bytes] = deque()
        self._parts: list[bytes] = []

    def send(self, request: Mapping[str, Any]) -> None:
        """Ask something.

        Raises:
            OSError: It ended.
        """
        process = self._started()
        assert process.stdin is not None
        process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
        process.stdin.flush()

    def line(self, seconds: float, most: int | None = None) -> bytes:
        """Return the next line that it says.

        Args:
            seconds: That it may take.
            most: Bytes that the line may have, about.

        Raises:
            TimeoutError: It did not come in time.
            EOFError: The process ended.
            ValueError: It is too long.
        """
        process = self._started()
        assert process.stdout is not None
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while not self._lines:
                if not selector.select(max(0.0, end - time.monotonic())):
                    raise TimeoutError
                part = os.read(process.stdout.fileno(), PIPE_BYTES)
                if not part:
                    raise EOFError
                if b"\n" not in part:
                    self._parts.append(part)
                    if most is not None and sum(map(len, self._parts)) > most:
                        raise ValueError("its answer is too long")
                    continue
                *lines, rest = part.split(b"\n")
                self._lines.extend([b"".join([*self._parts, lines[0]]), *lines[1:]])
                self._parts = [rest]
        return self._lines.popleft()

    def end(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            # With what it started to recognise text, which is of its session.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):  # what it was asked last may not be sent
                        stream.close()
            self._process = None
            self._lines.clear()
            self._parts.clear()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # Not forked from here, which has threads and much memory; and no module named
            # `__main__` is imported again, as multiprocessing would do.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", self._module, str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                pass_fds=self._files,
                start_new_session=True,  # an interrupt is for the build, which then ends this
            )
        return self._process


def confined(memory: int) -> BinaryIO:
    """Limit the memory of this process; return where answers go, apart from what libraries print.

    Args:
        memory: Bytes of address space.
    """
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    return out
