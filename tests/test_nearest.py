"""A large matrix is scanned in bytes, and yet no row is missed: as exact as comparing all."""

from __future__ import annotations

import hashlib
import json
import os
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from onnx import TensorProto, helper

import index
import search
from index.generations.snapshot import Snapshot, open_snapshot
from index.segments.quantization import QUERY_LEVELS, coded, coded_query, decoded
from index.segments.validation import validate
from index.types import Article
from search.retrieval import dense, topk
from search.retrieval.shared_scans import SharedScans

LEVELS = st.integers(-4, 4).map(lambda level: level / 4)


def sorted_best(scores: NDArray[np.float32], count: int) -> list[int]:
    """The rows of the highest scores, and those that equal the last, by sorting everything."""
    if not len(scores):
        return []
    last = sorted(scores.tolist(), reverse=True)[: max(1, count)][-1]
    return [row for row, score in enumerate(scores.tolist()) if score >= last]


@given(arrays(np.float32, st.integers(0, 60), elements=LEVELS.map(np.float32)), st.integers(1, 70))
def test_selection_equals_a_full_sort(scores: NDArray[np.float32], count: int) -> None:
    assert topk.best(scores, None, count).tolist() == sorted_best(scores, count)
    allowed = scores != np.float32(0.5)
    rows = np.flatnonzero(allowed)
    expected = rows[sorted_best(scores[allowed], count)].tolist()
    assert topk.best(scores, allowed, count).tolist() == expected


@pytest.mark.parametrize("count", [1, 10, 200, 1000, 30_000])
@pytest.mark.parametrize("kind", ["spread", "ascending", "mostly equal", "best in one place"])
def test_selection_from_many_equals_a_full_sort(count: int, kind: str) -> None:
    rng = np.random.default_rng(count)
    scores = rng.normal(size=30_000).astype(np.float32)
    if kind == "ascending":
        scores.sort()
    elif kind == "mostly equal":
        scores = np.where(scores > 2.5, scores, 0).astype(np.float32)
    elif kind == "best in one place":  # where no sample is taken
        scores[1::16] += 10
    assert topk.best(scores, None, count).tolist() == sorted_best(scores, count)


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 5), st.integers(1, 9)),
        elements=st.floats(-1, 1, width=32),
    )
)
def test_a_code_is_as_near_as_it_says(vectors: NDArray[np.float32]) -> None:
    codes, scales, error = coded(vectors)
    far = np.linalg.norm(vectors.astype(np.float64) - decoded(codes, scales), axis=1)
    assert far.max() <= error * (1 + 1e-4) + 1e-9
    assert error <= np.sqrt(vectors.shape[1]) * np.abs(vectors).max() / 127 * 0.51 + 1e-9
    query, scales, distance = coded_query(vectors[0])
    assert np.abs(query.astype(int)).max() <= QUERY_LEVELS
    assert np.linalg.norm(vectors[0] - query @ scales.astype(np.float64)) <= distance * 1.001 + 1e-7
    assert distance <= np.sqrt(vectors.shape[1]) * np.abs(vectors[0]).max() / 8000 + 1e-7


def test_the_graph_is_the_one_that_onnx_makes() -> None:
    def value(name: str, kind: int, *shape: str | int) -> object:
        return helper.make_tensor_value_info(name, kind, shape)

    graph = helper.make_graph(
        [
            helper.make_node("MatMulInteger", ["rows", "query"], ["sums"]),
            helper.make_node("Cast", ["sums"], ["floats"], to=TensorProto.FLOAT),
            helper.make_node("Gemm", ["floats", "weights", "shift"], ["rough"]),
            helper.make_node("Mul", ["rough", "scales"], ["scores"]),
        ],
        "scan",
        [
            value("rows", TensorProto.UINT8, "r", "d"),
            value("query", TensorProto.INT8, "d", "c"),
            value("weights", TensorProto.FLOAT, "c", "q"),
            value("shift", TensorProto.FLOAT, "q"),
            value("scales", TensorProto.FLOAT, "r", 1),
        ],
        [value("scores", TensorProto.FLOAT, "r", "q")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], producer_name="")
    model.ir_version = 8
    assert model.SerializeToString() == dense.SCAN


def test_the_largest_products_do_not_overflow() -> None:
    rows = np.full((33, 1024), 255, np.uint8)
    query = np.full((1024, 3), QUERY_LEVELS, np.int8)
    given = {"rows": rows, "query": query, "weights": np.eye(3, dtype=np.float32)}
    given |= {"shift": np.zeros(3, np.float32), "scales": np.ones((33, 1), np.float32)}
    (sums,) = dense._scan(os.getpid()).run(None, given)
    assert np.unique(sums).tolist() == [255 * QUERY_LEVELS * 1024]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    """An index of 2,000 short articles of few words, so that many of them are equal, two segments,
    and some removed."""
    draw = random.Random(3)
    words = "harbour council river bridge bread comet train tunnel hours crowns night water".split()
    folder = tmp_path_factory.mktemp("large")
    (folder / "news").mkdir()
    for number in range(1500):
        text = f"{' '.join(draw.choices(words, k=draw.randint(2, 6)))}.\n".capitalize()
        (folder / "news" / f"{number:04}.txt").write_text(text)
    index.build([folder / "news"], index_dir=folder / "index", model=str(static_model))
    for number in range(200):
        (folder / "news" / f"{number:04}.txt").write_text(f"Bread {number}, {number % 7} hours.\n")
    index.build(index_dir=folder / "index")
    return folder / "index"


def queries(snapshot: Snapshot) -> NDArray[np.float32]:
    """Vectors of paragraphs, exactly and disturbed, and one that is near to nothing."""
    rng = np.random.default_rng(5)
    some = np.concatenate([part.vectors[::97] for part in snapshot.segments])
    noisy = some + rng.normal(0, 0.1, some.shape)
    found = np.concatenate([some, noisy, rng.normal(size=(1, some.shape[1]))]).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("count", [1, 10, 200, 5000])
def test_a_scan_finds_what_comparing_all_rows_finds(
    large: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "SCANNED_ROWS", 0)
    snapshot = open_snapshot(large)
    assert len(snapshot.segments) == 2 and snapshot.live is not None
    asked = queries(snapshot)
    odd = np.arange(snapshot.rows) % 2 == 1
    every = np.arange(snapshot.rows)
    for allowed in (None, snapshot.live, odd, np.zeros(snapshot.rows, bool)):
        scans = list(dense.scan(snapshot, asked))
        assert len(scans) == len(asked) > dense.QUERIES_AT_ONCE
        for query, scan in zip(asked, scans, strict=True):
            exact = dense.row_cosines(snapshot, every, query)
            assert np.abs(scan.scores - exact).max() <= scan.error + 1e-5 < 0.1
            expected = topk.best(exact, allowed, count)
            near = dense.nearest(snapshot, scan, allowed, count)
            assert near.rows.tolist() == expected.tolist()
            assert near.cosines.tolist() == exact[expected].tolist()
            assert dense.row_cosines(snapshot, every, query, near).tolist() == exact.tolist()


def test_hits_are_the_same_with_and_without_a_scan(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["bread of the harbour", "night train", "a comet over the river bridge", "crowns"]
    with search.open_index(large) as engine:
        without = [engine.search(query, k=30, mode=mode).hits for query in asked for mode in MODES]
        monkeypatch.setattr(dense, "SCANNED_ROWS", 0)
        scanned = [engine.search(query, k=30, mode=mode).hits for query in asked for mode in MODES]
    assert scanned == without
    assert all(len(hits) == 30 for hits in scanned)


MODES: tuple[search.Mode, ...] = ("hybrid", "semantic")


def test_codes_that_do_not_stand_for_the_vectors_are_damage(
    tmp_path: Path, static_model: Path
) -> None:
    given = [
        Article(f"a/{n}", "", False, "a", None, "", f"The bread of town {n}.") for n in range(3)
    ]
    index.build(given, index_dir=tmp_path / "index", model=str(static_model))
    (codes,) = (tmp_path / "index").glob("segments/*/vectors.bin")
    right = open_snapshot(tmp_path / "index").segments[0].codes
    assert right is not None
    row = right[1].tobytes()
    codes.write_bytes(codes.read_bytes().replace(row, (255 - right[1]).tobytes()))
    with pytest.raises(search.IndexDamagedError, match=r"vectors\.bin"):
        validate(codes.parent)
    summary = json.loads((codes.parent / "segment.json").read_text())
    summary["files"]["vectors.bin"]["sha256"] = hashlib.sha256(codes.read_bytes()).hexdigest()
    (codes.parent / "segment.json").write_text(json.dumps(summary))
    with pytest.raises(search.IndexDamagedError, match="codes do not stand for the vectors"):
        validate(codes.parent)


def test_halves_are_read_as_they_are() -> None:
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    finite = halves[np.isfinite(halves)]
    assert np.array_equal(
        dense._floats(finite).view(np.uint32), finite.astype("f4").view(np.uint32)
    )


def test_callers_that_wait_for_one_look_get_what_each_gets_alone(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "SCANNED_ROWS", 0)
    snapshot = open_snapshot(large)
    asked = queries(snapshot)[:40]
    shared = SharedScans(snapshot)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: next(shared.scans([query])), asked))
    for query, scan in zip(asked, together, strict=True):
        assert scan is not None and np.array_equal(scan.query, query)
        (alone,) = dense.scan(snapshot, query[None])
        found, expected = (dense.nearest(snapshot, one, None, 10) for one in (scan, alone))
        assert found.rows.tolist() == expected.rows.tolist()
        assert found.cosines.tolist() == expected.cosines.tolist()


def test_every_caller_is_told_what_went_wrong(large: Path) -> None:
    shared = SharedScans(open_snapshot(large))
    for _ in range(2):
        with pytest.raises(ValueError, match="not aligned"):
            next(shared.scans([np.zeros(4, np.float32)]))
    assert next(shared.scans([None])) is None
