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
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

IDLE_SECONDS = 10.0
"""A thread that has had nothing to do for so long ends."""


class Ahead(Generic[Value]):
    """A call that has begun; what it returns or raises comes with `result`."""

    def __init__(self, call: Callable[[], Value]) -> None:
        self._call = call
        self._value: Value
        self._error: BaseException | None = None
        self._done = threading.Lock()
        self._done.acquire()

    def run(self) -> None:
        """Call, and let those who wait for it go on."""
        try:
            self._value = self._call()
        except BaseException as error:  # whatever it is, it is the caller's
            self._error = error
        self._done.release()

    def result(self) -> Value:
        """Wait for the call, and return what it returns.

        Raises:
            Whatever the call raises.
        """
        with self._done:
            if self._error is not None:
                raise self._error
            return self._value


class Threads:
    """Threads that run calls, as many as there are calls at one time. Safe to share."""

    def __init__(self) -> None:
        self._idle: list[SimpleQueue[Ahead[Any]]] = []
        self._lock = threading.Lock()

    def begin(self, call: Callable[[], Value]) -> Ahead[Value]:
        """Begin a call."""
        ahead = Ahead(call)
        with self._lock:
            calls = self._idle.pop() if self._idle else None
        if calls is None:
            calls = SimpleQueue()
            threading.Thread(target=self._work, args=(calls,), daemon=True).start()
        calls.put(ahead)
        return ahead

    def _work(self, calls: SimpleQueue[Ahead[Any]]) -> None:
        while True:
            try:
                ahead = calls.get(timeout=IDLE_SECONDS)
            except Empty:
                with self._lock:
                    if calls in self._idle:  # nobody is about to give it a call
                        self._idle.remove(calls)
                        return
                continue
            ahead.run()
            del ahead  # what it returned is not to be kept
            with self._lock:
                self._idle.append(calls)


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
