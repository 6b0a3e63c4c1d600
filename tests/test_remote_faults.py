"""What goes wrong on a server: it is gone, slow or started anew; somebody dies while publishing."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import remote_corpus
from milvus import MilvusLite, milvus_lite

import index
import search
from index.errors import IndexDamagedError, ServerError
from index.maintenance import edits, verification
from index.remote import collections, generation, server
from index.remote.address import checked
from index.remote.generation import Control
from index.remote.server import Server
from search.retrieval.remote import candidates

NOTES = {
    "one.txt": "The harbour of Aldersund is deepened by four metres.\n\nFishermen object to it.",
    "two.txt": "The bakery of Ostrom wins the bread prize.\n\nIts rye loaf sells for 62 crowns.",
    "three.txt": "A comet comes back every 81 years.\n\nThe observatory opens on that night.",
}
QUERY = "the harbour, bread and a comet"
WRITES = ("create", "insert", "delete", "seal", "drop")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text)
    return folder


def found(engine: search.Engine) -> list[tuple[str, int, float]]:
    hits = engine.search(QUERY, k=20).hits
    return [(hit.article.id, hit.start, round(hit.score, 5)) for hit in hits]


def opened(place: str) -> list[tuple[str, int, float]]:
    with search.open_index(place) as engine:
        return found(engine)


def test_a_server_that_was_killed_and_started_again_answers_as_before(
    notes: Path, static_model: Path, tmp_path: Path
) -> None:
    with milvus_lite(tmp_path / "data") as lite:
        place = lite.address("notes")
        index.build([notes], index_dir=place, model=str(static_model))
        with search.open_index(place) as engine:
            before = found(engine)
            lite.kill()
            with pytest.raises(ServerError, match="does not answer") as caught:
                found(engine)
            assert "\n" not in str(caught.value)
            with pytest.raises(ServerError):
                index.build(index_dir=place)
            lite.start()
            assert found(engine) == before
        assert verification.verify(place).articles == 3


def test_a_collection_that_is_not_loaded_is_loaded(
    notes: Path, static_model: Path, milvus: MilvusLite
) -> None:
    place = milvus.address("unloaded")
    index.build([notes], index_dir=place, model=str(static_model))
    before = opened(place)
    held = Server(checked(place))
    for name in held.collections():
        if name.startswith("unloaded__"):
            held._connected().release_collection(name)
    assert opened(place) == before


def test_a_collection_that_is_gone_is_named(
    notes: Path, static_model: Path, milvus: MilvusLite
) -> None:
    place = milvus.address("dropped")
    index.build([notes], index_dir=place, model=str(static_model))
    held = Server(checked(place))
    for name in held.collections():
        if name.startswith("dropped__r") and name.endswith("paragraphs"):
            held.drop(name)
    for fails in (opened, verification.verify):
        with pytest.raises(IndexDamagedError, match="roll back"):
            fails(place)
    index.build([notes], index_dir=place, full=True)
    assert len(opened(place)) == 6


def test_a_server_that_accepts_and_says_nothing_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "READ_SECONDS", 1.0)
    monkeypatch.setattr(server, "TRIES", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(ServerError, match="does not answer"):
            search.open_index(f"milvus://127.0.0.1:{port}/news")


def test_a_server_that_is_too_old_is_named(
    milvus: MilvusLite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_version", lambda client: "v2.3.9")
    with pytest.raises(ServerError, match=r"Milvus v2\.3\.9; this needs 2\.5 or later"):
        search.open_index(milvus.address("news"))


class Died(BaseException):
    """Whoever builds was killed."""


def dying(patched: pytest.MonkeyPatch, after: int) -> list[str]:
    """Let no write through after so many; return those that were."""
    done: list[str] = []

    def mortal(name: str, write: Callable[..., Any]) -> Callable[..., Any]:
        def tried(self: Server, *given: Any, **named: Any) -> Any:
            if len(done) >= after:
                raise Died
            done.append(name)
            return write(self, *given, **named)

        return tried

    for name in WRITES:
        patched.setattr(Server, name, mortal(name, getattr(Server, name)))
    return done


@pytest.mark.slow
def test_whoever_dies_at_any_write_leaves_a_whole_generation(
    notes: Path, static_model: Path, milvus: MilvusLite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "CLAIM_SECONDS", 0.0)
    place = milvus.address("dying")
    index.build([notes], index_dir=place, model=str(static_model))
    before = opened(place)
    (notes / "four.txt").write_text("The harbour bridge is closed.\n\nThe bread is late.")
    seen, every = [], set()
    for after in range(0, 100, 2):
        with pytest.MonkeyPatch.context() as patched:
            writes = dying(patched, after)
            try:
                index.build(index_dir=place)
            except Died:
                pass
            else:
                break
        every.update(writes)
        seen.append(opened(place))
    after_all = opened(place)
    assert set(WRITES) - {"drop"} <= every
    assert len(after_all) == len(before) + 2
    assert seen[0] == before
    assert all(each in (before, after_all) for each in seen)
    assert verification.verify(place).articles == 4


@pytest.mark.slow
def test_forty_readers_see_whole_generations_while_others_are_published(
    notes: Path, static_model: Path, milvus: MilvusLite
) -> None:
    place = milvus.address("readers")
    index.build([notes], index_dir=place, model=str(static_model))
    stop = threading.Event()
    wanted: dict[int, set[str]] = {1: {f"notes/{name}" for name in NOTES}}

    def read(engine: search.Engine) -> list[tuple[int, frozenset[str]]]:
        saw = []
        while not stop.is_set():
            results = engine.search(QUERY, k=20)
            saw.append((results.generation, frozenset(hit.article.id for hit in results.hits)))
        return saw

    with search.open_index(place) as engine, ThreadPoolExecutor(40) as readers:
        reading = [readers.submit(read, engine) for _ in range(40)]
        try:
            for gone in ("one.txt", "two.txt"):
                number = edits.remove([f"notes/{gone}"], index_dir=place).generation
                left = set(wanted[max(wanted)]) - {f"notes/{gone}"}
                for each in range(max(wanted) + 1, number + 1):
                    wanted[each] = left
            time.sleep(0.5)
        finally:
            stop.set()
        saw = [each for future in reading for each in future.result()]
    assert len({number for number, _ in saw}) > 1
    assert all(ids == wanted[number] for number, ids in saw)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("approximate") / "corpus"
    folder.mkdir()
    remote_corpus.write(folder, 80)
    return folder


@pytest.fixture(scope="module")
def both(
    corpus: Path, static_model: Path, milvus: MilvusLite
) -> Iterator[tuple[search.Engine, search.Engine]]:
    """An index in a folder, and the same on a server that compares vectors approximately."""
    here = corpus.parent / "index"
    there = milvus.address(corpus.parent.name)  # a module may be set up again
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(collections, "EXACT_ROWS", 0)
        for place in (here, there):
            index.build([corpus], index_dir=place, model=str(static_model))
    with search.open_index(here) as one, search.open_index(there) as other:
        yield one, other


ASKED = ["harbour bridge", "Ingrid Vale pledged crowns", "the council", "a comet by night", "train"]


def ndcg(found: list[str], gains: dict[str, float]) -> float:
    """Return nDCG@10, with the scores of the index in the folder as gains."""
    discounts = 1 / np.log2(np.arange(2, 12))
    best = np.sort(list(gains.values()))[::-1][:10]
    had = np.array([gains.get(each, 0.0) for each in found[:10]])
    return float((had * discounts[: len(had)]).sum() / (best * discounts[: len(best)]).sum())


@pytest.mark.parametrize("kind", ["approximate vectors", "sparse scores of half precision"])
def test_candidates_that_are_only_about_right_change_next_to_nothing(
    both: tuple[search.Engine, search.Engine], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    here, there = both
    monkeypatch.setattr(candidates, "DEPTH", 100)
    nearest = Server.nearest

    def rounded(self: Server, collection: str, field: str, *given: Any) -> Any:
        rows = nearest(self, collection, field, *given)
        for row in rows if field == "sparse" else ():
            row["distance"] = float(np.float16(row["distance"]))
        return rows

    if kind.startswith("sparse"):
        monkeypatch.setattr(Server, "nearest", rounded)
    for query in ASKED:
        every = here.search(query, k=100, every=True).hits
        gains = {f"{hit.article.id}:{hit.start}": hit.score for hit in every}
        results = there.search(query, k=10, every=True)
        hits = results.hits
        assert [note for note in results.warnings if "count candidates alone" in note]
        places = [f"{hit.article.id}:{hit.start}" for hit in hits]
        assert ndcg(places, gains) > 1 - 0.002
        scores = [gains[place] for place in places]
        assert np.allclose(scores, [hit.score for hit in hits], atol=1e-5)


def test_two_generations_of_one_number_are_read_alike_and_named(
    notes: Path, static_model: Path, milvus: MilvusLite
) -> None:
    place = milvus.address("twice")
    index.build([notes], index_dir=place, model=str(static_model))
    control = Control(Server(checked(place)))
    (key,) = control.kept_data("generation/")
    text = control.kept_data("generation/")[key]
    control.put(key.replace("/r", "/s"), json.loads(text))
    assert len(control.published()) == 1
    with pytest.raises(IndexDamagedError, match="two generations have the number 1"):
        verification.verify(place)
