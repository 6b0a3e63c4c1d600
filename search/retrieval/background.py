"""Background threads: one stage of a query runs beside another, in threads that are kept.

A thread that is begun anew each time costs a query 2 ms, most of it in what follows: its memory is
another one.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Value = TypeVar("Value")

MOST = 32
"""Calls at one time; more of them wait."""


class Threads:
    """Threads that run calls, kept for the next query. Safe to share."""

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor  # keyword search does without

        return ThreadPoolExecutor(MOST)

    def begin(self, call: Callable[[], Value]) -> Future[Value]:
        """Begin a call."""
        return self._pool.submit(call)


class OfProcess(Generic[Value]):
    """A value that each process has for itself: threads and their locks do not survive a fork.

    What the parent made is kept in the child, unused: to free it would wait for its threads.
    """

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make = make
        self._values = {os.getpid(): make()}

    def get(self) -> Value:
        """Return the value of this process, made when it first asks for it."""
        pid = os.getpid()
        if pid not in self._values:
            _renew_locks()
            self._values[pid] = self._make()
        return self._values[pid]


def _renew_locks() -> None:
    """Give properties new locks: before Python 3.12 a thread that is gone may hold the old ones."""
    for each in gc.get_objects():
        if isinstance(each, cached_property) and hasattr(each, "lock"):
            each.lock = threading.RLock()
