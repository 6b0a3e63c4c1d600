"""What was used last is remembered within its bytes; what runs ahead says what happened."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.retrieval.background import Threads
from search.retrieval.cache import Recent


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40)), max_size=60))
def test_values_never_take_more_than_the_limit(puts: list[tuple[int, int]]) -> None:
    recent: Recent[tuple[int, int]] = Recent(100)
    order: list[int] = []
    sizes: dict[int, int] = {}
    for key, size in puts:
        recent.put(key, (key, size), size)
        # One of no bytes is not remembered: no limit would end them.
        order = [other for other in order if other != key] + [key] * (size > 0)
        sizes[key] = size
        while sum(sizes[other] for other in order) > 100:
            order.pop(0)
        for other in range(10):
            assert recent.get(other) == ((other, sizes[other]) if other in order else None)
        order.sort()  # as they were asked for just now


def test_what_was_asked_for_stays_longer() -> None:
    recent: Recent[str] = Recent(2)
    recent.put("one", "1", 1)
    recent.put("two", "2", 1)
    assert recent.get("one") == "1"
    recent.put("three", "3", 1)
    assert recent.get("one") == "1" and recent.get("two") is None
    recent.put("large", "4", 3)
    assert recent.get("large") is None and recent.get("three") == "3"


def test_a_call_runs_meanwhile_and_its_error_comes_with_the_result() -> None:
    threads = Threads()
    begun, go_on = threading.Event(), threading.Event()

    def call() -> int:
        begun.set()
        assert go_on.wait(10)
        return 7

    first = threads.begin(call)
    assert begun.wait(10)
    assert threads.begin(lambda: 8).result() == 8  # beside the first
    go_on.set()
    assert first.result() == first.result() == 7

    def fail() -> int:
        raise LookupError("it is not there")

    failed = threads.begin(fail)
    for _ in range(2):
        with pytest.raises(LookupError, match="it is not there"):
            failed.result()


def test_a_thread_is_kept_for_the_next_call() -> None:
    threads = Threads()
    assert len({threads.begin(threading.get_ident).result() for _ in range(20)}) == 1


def test_calls_from_many_threads_get_their_own_results() -> None:
    threads = Threads()
    wrong = []

    def ask(number: int) -> None:
        for at in range(200):
            if threads.begin(lambda at=at: (number, at)).result() != (number, at):
                wrong.append((number, at))

    callers = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert not wrong
