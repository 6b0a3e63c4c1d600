"""Queue of requests before one engine; searches that wait are answered together.

Threads take what waits longest; if that is a search, other waiting searches that ask for the same
number of hits, mode and so on are answered with it, by one matrix product. The line is short: who
finds it full is told at once to come back later.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from search.service.limits import (
    MAX_BATCH,
    MAX_WAITING,
    MIN_WORKERS,
    REQUEST_SECONDS,
    RETRY_SECONDS,
)
from search.service.problems import OVERLOADED, TIMEOUT, RefusedError

Result = TypeVar("Result")
Together = Callable[[Sequence[Any]], Sequence[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """What waits to be done.

    Attributes:
        key: What it may be done together with has the same; None: nothing.
        item: What `together` is given of it.
        together: Does all items of one key.
    """

    key: object
    item: Any
    together: Together
    future: Future[Any]


class Line:
    """Requests that wait for the engine, and the threads that do them."""

    def __init__(
        self,
        *,
        workers: int = MIN_WORKERS,
        most: int = MAX_WAITING,
        seconds: float = REQUEST_SECONDS,
        on_batch: Callable[[int], None] = lambda size: None,
    ) -> None:
        """Start the threads.

        Args:
            workers: How many.
            most: Requests that may wait.
            seconds: That a request may take, waiting included.
            on_batch: Told how many searches were answered together.
        """
        self._most, self._seconds, self._on_batch = most, seconds, on_batch
        self._waiting: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"engine-{n}", daemon=True)
            for n in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def __len__(self) -> int:
        return len(self._waiting)

    def close(self) -> None:
        """Do what waits, then end the threads."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    async def alone(self, work: Callable[[], Result]) -> Result:
        """Do `work` in a thread, when its turn comes.

        Raises:
            RefusedError: Too much waits, or it took too long.
            Exception: What `work` raises.
        """
        return cast(Result, await self._wait(None, None, lambda items: [work()]))

    async def together(
        self,
        key: object,
        item: Any,
        work: Callable[[Sequence[Any]], Sequence[Result]],
    ) -> Result:
        """Have `item` done together with others that wait with an equal `key`.

        Args:
            key: Not None.
            item: What `work` is given of it.
            work: Returns one result for each item, in order.

        Raises:
            As `alone`.
        """
        return cast(Result, await self._wait(key, item, work))

    async def _wait(self, key: object, item: Any, work: Together) -> Any:
        waiting = _Waiting(key, item, work, Future())
        with self._changed:
            if len(self._waiting) >= self._most:
                raise RefusedError(
                    OVERLOADED,
                    f"{self._most} requests wait for an answer already; try again in"
                    f" {RETRY_SECONDS} s",
                    Retry_After=str(RETRY_SECONDS),
                )
            self._waiting.append(waiting)
            self._changed.notify()
        try:
            return await asyncio.wait_for(asyncio.wrap_future(waiting.future), self._seconds)
        except TimeoutError:
            raise RefusedError(
                TIMEOUT,
                f"there was no answer within {self._seconds:g} s; ask for less, or try again in"
                f" {RETRY_SECONDS} s",
                Retry_After=str(RETRY_SECONDS),
            ) from None

    def _work(self) -> None:
        while batch := self._next():
            try:
                results = batch[0].together([waiting.item for waiting in batch])
            except Exception as error:
                if len(batch) > 1:  # one of them is to blame: the others are answered
                    for waiting in batch:
                        _do_alone(waiting)
                else:
                    batch[0].future.set_exception(error)
                continue
            for waiting, result in zip(batch, results, strict=True):
                waiting.future.set_result(result)

    def _next(self) -> list[_Waiting]:
        """Wait for work; return what is done together, or nothing when closed."""
        with self._changed:
            while True:
                while not self._waiting:
                    if self._closed:
                        return []
                    self._changed.wait()
                first = self._waiting.popleft()
                batch = [first]
                if first.key is not None:
                    same = [w for w in self._waiting if w.key == first.key][: MAX_BATCH - 1]
                    for waiting in same:
                        self._waiting.remove(waiting)
                    batch += same
                # Who gave up waiting is left out; the others cannot be cancelled any more.
                batch = [w for w in batch if w.future.set_running_or_notify_cancel()]
                if batch:
                    break
        if first.key is not None:
            self._on_batch(len(batch))
        return batch


def _do_alone(waiting: _Waiting) -> None:
    try:
        (result,) = waiting.together([waiting.item])
    except Exception as error:
        waiting.future.set_exception(error)
    else:
        waiting.future.set_result(result)
