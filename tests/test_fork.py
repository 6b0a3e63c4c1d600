"""An engine that is used in a forked child answers there as it did before."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import search

QUESTION = "what did Xi pledge"
PATIENCE = 60.0
"""Seconds until a child counts as hanging."""


def answers(engine: search.Engine) -> tuple[object, ...]:
    hits = [(hit.article.id, hit.start, hit.score) for hit in engine.search(QUESTION).hits]
    answered = [(answer.text, answer.score) for answer in engine.ask(QUESTION).answers]
    many = [len(found.hits) for found in engine.search_many([QUESTION, "Putin"])]
    with engine.reopen() as again:
        reopened = [hit.score for hit in again.search(QUESTION, mode="semantic").hits]
    return hits, answered, many, reopened


def in_child(engine: search.Engine) -> tuple[object, ...]:
    """Return what a forked child answers."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sender.send(answers(engine)))
    child.start()
    try:
        assert receiver.poll(PATIENCE), "the child hangs"
        found: tuple[object, ...] = receiver.recv()
        child.join(PATIENCE)
        assert child.exitcode == 0
        return found
    finally:
        child.kill()


@pytest.fixture
def engine(seeds_index: Path) -> Iterator[search.Engine]:
    with search.open_index(seeds_index) as opened:
        yield opened


@pytest.mark.parametrize(
    "before",
    [
        lambda engine: None,
        lambda engine: engine.search(QUESTION),
        lambda engine: engine.search_many([QUESTION, "Putin"]),
        lambda engine: engine.ask(QUESTION),
    ],
    ids=["open", "search", "batch", "ask"],
)
def test_a_forked_child_answers_as_its_parent(
    engine: search.Engine, before: Callable[[search.Engine], object]
) -> None:
    before(engine)
    found = in_child(engine)
    assert found == answers(engine)  # the parent's threads and sessions are its own


@pytest.mark.slow
def test_a_child_forked_while_another_thread_searches_answers(engine: search.Engine) -> None:
    expected = answers(engine)
    done = threading.Event()

    def search_on() -> None:
        while not done.is_set():
            engine.search(QUESTION)

    threads = [threading.Thread(target=search_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        assert all(in_child(engine) == expected for _ in range(3))
    finally:
        done.set()
        for thread in threads:
            thread.join()
