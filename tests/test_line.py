"""Requests wait in a short line; searches that wait together are answered together."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from search.service.limits import MAX_BATCH
from search.service.problems import OVERLOADED, TIMEOUT, RefusedError
from search.service.queue import Line


class Held:
    """Work that runs until it is let go, so that what comes meanwhile waits."""

    def __init__(self) -> None:
        self.running, self.let_go = threading.Event(), threading.Event()

    def __call__(self) -> str:
        self.running.set()
        assert self.let_go.wait(10)
        return "held"

    async def holds(self, line: Line) -> asyncio.Task[str]:
        task = asyncio.create_task(line.alone(self))
        while not self.running.is_set():
            await asyncio.sleep(0.001)
        return task


def with_line(check: Callable[[Line], Awaitable[None]], **options: Any) -> list[int]:
    """Run `check` with a line of one worker; return the sizes of the batches."""
    sizes: list[int] = []

    async def run() -> None:
        line = Line(workers=1, on_batch=sizes.append, **options)
        try:
            await asyncio.wait_for(check(line), 20)
        finally:
            line.close()

    asyncio.run(run())
    return sizes


def upper(items: Sequence[str]) -> list[str]:
    return [item.upper() for item in items]


async def tasks(line: Line, keyed: Sequence[tuple[object, str]], work: Any = upper) -> list[Any]:
    waiting = [asyncio.create_task(line.together(key, item, work)) for key, item in keyed]
    await asyncio.sleep(0.05)
    return waiting


def test_what_waits_with_the_same_key_is_done_together_each_with_its_own_result() -> None:
    async def check(line: Line) -> None:
        held = Held()
        first = await held.holds(line)
        keyed = [(n % 2, f"item {n}") for n in range(6)]
        waiting = await tasks(line, keyed)
        assert len(line) == 6
        held.let_go.set()
        assert await first == "held"
        assert await asyncio.gather(*waiting) == [f"ITEM {n}" for n in range(6)]

    assert with_line(check) == [3, 3]


def test_no_more_are_done_together_than_may_be() -> None:
    async def check(line: Line) -> None:
        held = Held()
        first = await held.holds(line)
        waiting = await tasks(line, [("key", str(n)) for n in range(MAX_BATCH + 3)])
        held.let_go.set()
        await asyncio.gather(first, *waiting)

    assert with_line(check) == [MAX_BATCH, 3]


def test_one_that_fails_does_not_fail_the_others() -> None:
    def strict(items: Sequence[str]) -> list[str]:
        if "bad" in items:
            raise ValueError("bad")
        return upper(items)

    async def check(line: Line) -> None:
        held = Held()
        first = await held.holds(line)
        waiting = await tasks(line, [("key", item) for item in ("a", "bad", "c")], strict)
        held.let_go.set()
        await first
        a, bad, c = await asyncio.gather(*waiting, return_exceptions=True)
        assert (a, c) == ("A", "C")
        assert isinstance(bad, ValueError)
        assert await line.together("key", "after", strict) == "AFTER"

    with_line(check)


def test_who_finds_the_line_full_is_told_when_to_come_back() -> None:
    async def check(line: Line) -> None:
        held = Held()
        first = await held.holds(line)
        waiting = await tasks(line, [("key", "a"), ("key", "b")])
        with pytest.raises(RefusedError) as told:
            await line.together("key", "c", upper)
        assert told.value.kind is OVERLOADED
        assert told.value.headers == {"Retry-After": "1"}
        held.let_go.set()
        await asyncio.gather(first, *waiting)
        assert await line.together("key", "c", upper) == "C"

    with_line(check, most=2)


def test_who_waited_too_long_is_told_so_and_is_not_answered_in_vain() -> None:
    done: list[str] = []

    def note(items: Sequence[str]) -> list[str]:
        done.extend(items)
        return upper(items)

    async def check(line: Line) -> None:
        held = Held()
        first = await held.holds(line)
        late = await tasks(line, [("key", "late")], note)
        for task in (first, *late):
            with pytest.raises(RefusedError) as told:
                await task
            assert told.value.kind is TIMEOUT
            assert told.value.headers == {"Retry-After": "1"}
        held.let_go.set()
        assert await line.together("key", "on time", note) == "ON TIME"

    with_line(check, seconds=0.2)
    assert done == ["on time"]


def test_closing_finishes_what_waits() -> None:
    async def run() -> None:
        line = Line(workers=1)
        held = Held()
        first = await held.holds(line)
        waiting = await tasks(line, [("key", "a"), ("other", "b")])
        closing = asyncio.create_task(asyncio.to_thread(line.close))
        held.let_go.set()
        assert await asyncio.gather(first, *waiting) == ["held", "A", "B"]
        await closing

    asyncio.run(run())
