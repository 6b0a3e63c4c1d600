"""A page goes on where the last one ended, and scores never rise on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import QUERIES

import search
from search.query.options import MAX_K, MODES
from search.retrieval import fusion


@pytest.fixture(scope="module")
def engine(two_segment_index: Path) -> Iterator[search.Engine]:
    with search.open_index(two_segment_index) as opened:
        yield opened


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("mode", MODES)
def test_a_page_goes_on_where_the_last_one_ended(
    engine: search.Engine, query: str, mode: search.Mode
) -> None:
    everything = engine.search(query, k=MAX_K, mode=mode)
    assert [hit.rank for hit in everything.hits] == [*range(1, len(everything.hits) + 1)]
    for size in (33, 100):
        pages = []
        for offset in range(0, MAX_K - size + 1, size):
            page = engine.search(query, k=size, offset=offset, mode=mode)
            assert page.offset == offset
            pages += page.hits
        assert pages == list(everything.hits[: len(pages)])
    assert len(everything.hits) == len({(h.article.id, h.start) for h in everything.hits})


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("mode", MODES)
def test_scores_never_rise_on_any_page_where_there_is_more_than_is_ranked(
    engine: search.Engine, mode: search.Mode, every: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fusion, "DEPTH", 60)  # of some 600 paragraphs
    for query in QUERIES:
        hits = engine.search(query, k=MAX_K, mode=mode, every=every).hits
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
        paged = [
            hit
            for offset in range(0, 60, 7)
            for hit in engine.search(query, k=7, offset=offset, mode=mode, every=every).hits
        ]
        assert paged == list(hits[:63])
    assert len(engine.search("bread", k=MAX_K, every=True).hits) >= 60


def test_pages_end_where_candidates_do(engine: search.Engine) -> None:
    assert engine.search("bread", k=100, offset=900).hits == ()
    for offset, k in ((-1, 10), (MAX_K, 1), (995, 10)):
        with pytest.raises(search.QueryError, match="offset"):
            engine.search("bread", k=k, offset=offset)


@pytest.mark.parametrize("query", QUERIES)
def test_grouped_by_article_each_stands_once_with_its_best(
    engine: search.Engine, query: str
) -> None:
    best: dict[str, search.Hit] = {}
    for hit in engine.search(query, k=MAX_K).hits:
        best.setdefault(hit.article.id, hit)
    grouped = engine.search(query, k=50, by_article=True)
    assert [(hit.article.id, hit.start, hit.score) for hit in grouped.hits] == [
        (hit.article.id, hit.start, hit.score) for hit in [*best.values()][:50]
    ]
    later = engine.search(query, k=20, offset=30, by_article=True)
    assert later.hits == grouped.hits[30:]
    if "-" not in query:
        matching = {
            (h.article.id, h.start) for h in engine.search(query, k=MAX_K, mode="keyword").hits
        }
        for hit in grouped.hits:  # a hit may be near in meaning alone
            inside = {place for place in matching if place[0] == hit.article.id}
            assert hit.matching == len(inside | {(hit.article.id, hit.start)})
