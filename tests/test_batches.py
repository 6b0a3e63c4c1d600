"""Many queries find what each finds alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import QUERIES, SUBJECTS

import search
from search.query.options import MODES


@pytest.fixture(scope="module")
def engine(two_segment_index: Path) -> Iterator[search.Engine]:
    with search.open_index(two_segment_index) as opened:
        yield opened


def test_many_queries_find_what_each_finds_alone(engine: search.Engine) -> None:
    rng = random.Random(3)
    queries = [*QUERIES, "putni", *(" ".join(rng.choices(SUBJECTS, k=3)) for _ in range(40))]
    for mode in MODES:
        many = engine.search_many(queries, k=20, mode=mode)
        assert len(many) == len(queries)
        for query, together in zip(queries, many, strict=True):
            alone = engine.search(query, k=20, mode=mode)
            assert [h.article.id for h in together.hits] == [h.article.id for h in alone.hits]
            assert [h.start for h in together.hits] == [h.start for h in alone.hits]
            assert [h.score for h in together.hits] == pytest.approx(
                [h.score for h in alone.hits], abs=1e-5
            )
            for name in ("query", "warnings", "halves", "suggestion", "total", "understood"):
                assert getattr(together, name) == getattr(alone, name)


def test_no_queries_give_no_results_and_a_bad_one_is_named(engine: search.Engine) -> None:
    assert engine.search_many([]) == []
    with pytest.raises(search.QueryError, match="query 1: the query is empty"):
        engine.search_many(["bread", " "])
