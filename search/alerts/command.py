"""Command of an alert: a program of its own that is told on its standard input what is new.

It is run as it is, by no shell, and nothing that an article says is ever one of its arguments.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass

TIME_LIMIT = 60.0
"""Seconds that a command may take, where no other limit is given."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program and its arguments.

    Attributes:
        words: The program first.
        seconds: That it may take.
    """

    words: tuple[str, ...]
    seconds: float = TIME_LIMIT

    @classmethod
    def read(cls, line: str, seconds: float = TIME_LIMIT) -> Command:
        """Read a line as a shell would split it into words, quotation marks and all.

        Raises:
            ValueError: There is none, it is not whole, or no such program can be run.
        """
        try:
            words = tuple(shlex.split(line))
        except ValueError as error:
            raise ValueError(f"{line!r} is no command ({error})") from error
        if not words or shutil.which(words[0]) is None:
            raise ValueError(f"{words[0] if words else line!r} is no program that can be run")
        return cls(words, seconds)

    def run(self, told: bytes) -> str:
        """Run it with `told` on its standard input; return what went wrong, or nothing.

        What takes too long is killed, with all that it started.
        """
        try:
            running = subprocess.Popen(self.words, stdin=subprocess.PIPE, start_new_session=True)
        except OSError as error:
            return f"it cannot be run ({error.strerror})"
        try:
            running.communicate(told, timeout=self.seconds)
        except subprocess.TimeoutExpired:
            return f"it took more than {self.seconds:g} s"
        finally:
            if running.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)
                running.wait()
        return f"it ended with {running.returncode}" if running.returncode else ""
