"""What is relevant is shown by date, or by when it came, without what is not relevant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from conftest import QUERIES

import index
import search
from index.errors import QueryError
from index.types import Article
from search.types import LIKELY, Results


@pytest.fixture(scope="module")
def engine(two_segment_index: Path) -> search.Engine:
    return search.open_index(two_segment_index)


def dates(found: Results) -> list[str]:
    return [hit.article.date or "" for hit in found.hits]


@pytest.mark.parametrize("query", QUERIES)
def test_by_date_are_the_same_hits_newest_first(engine: search.Engine, query: str) -> None:
    best = engine.search(query, k=500, every=True)
    least = engine.search(query, sort="date").min_score
    wanted = [hit for hit in best.hits if hit.score >= least]
    found = engine.search(query, k=500, sort="date", every=True)
    assert found.min_score == pytest.approx(least)
    assert {(h.article.id, h.start, h.score) for h in found.hits} == {
        (h.article.id, h.start, h.score) for h in wanted
    }
    keys = [(h.article.date or "", h.score) for h in found.hits]
    assert keys == sorted(keys, reverse=True)  # what has no date is last
    undated = sum(not hit.article.date for hit in found.hits)
    noted = [text for text in found.warnings if "without a date" in text]
    some = "1 hit without a date comes" if undated == 1 else f"{undated:,} hits without a date come"
    assert noted == ([f"{some} last"] if undated else [])
    if best.hits and best.halves:
        assert least <= LIKELY
        assert least == pytest.approx(min(LIKELY, 0.3 * best.hits[0].score), abs=1e-6)


def test_pages_follow_each_other_and_folding_and_grouping_hold(engine: search.Engine) -> None:
    for options in ({}, {"by_article": True}, {"every": True}):
        whole = engine.search("bread council", k=60, sort="date", **options).hits
        pages = [
            hit
            for start in range(0, 60, 7)
            for hit in engine.search(
                "bread council", k=7, offset=start, sort="date", **options
            ).hits
        ]
        assert [(h.rank, h.article.id, h.start) for h in pages[: len(whole)]] == [
            (h.rank, h.article.id, h.start) for h in whole
        ]
        assert [hit.rank for hit in whole] == list(range(1, len(whole) + 1))
    grouped = engine.search("bread council", k=100, sort="date", by_article=True).hits
    assert len({hit.article.id for hit in grouped}) == len(grouped)
    single = {h.article.id: h.score for h in reversed(engine.search("bread council", k=500).hits)}
    assert all(hit.score == single[hit.article.id] for hit in grouped if hit.article.id in single)


def test_a_least_score_holds_in_each_order(engine: search.Engine) -> None:
    for sort in ("score", "date", "added"):
        found = engine.search("bread", k=500, sort=sort, min_score=0.4)  # type: ignore[arg-type]
        assert found.hits and min(hit.score for hit in found.hits) >= 0.4
        assert found.min_score == 0.4
    every = engine.search("bread", k=500, sort="date", min_score=0)
    assert len(every.hits) == len(engine.search("bread", k=500).hits)
    assert engine.search("bread", min_score=1.0).hits == ()
    (many,) = engine.search_many(["bread"], k=500, sort="date", min_score=0.4)
    assert dates(many) == dates(engine.search("bread", k=500, sort="date", min_score=0.4))
    with pytest.raises(QueryError, match="from 0 to 1, not 2"):
        engine.search("bread", min_score=2)
    with pytest.raises(ValueError, match="sort must be one of score, date, added, not 'age'"):
        engine.search("bread", sort="age")  # type: ignore[arg-type]


def article(number: int, day: dt.date, text: str) -> Article:
    return Article(f"wire/{number:04}", "", False, "Wire", day.isoformat(), "", text, "en")


def test_the_newest_of_more_than_are_ranked_are_found(tmp_path: Path, static_model: Path) -> None:
    """Of 1,400 short articles about bread the newest say least of it."""
    first = dt.date(2020, 1, 1)
    long = "bread and bread of the river number"
    texts = [f"{long} {n}, bread." for n in range(1250)]
    texts += [f"Bread at the harbour council bridge comet train tunnel {n}." for n in range(150)]
    days = [first + dt.timedelta(n // 2) for n in range(1400)]
    given = [article(n, day, text) for n, (day, text) in enumerate(zip(days, texts, strict=True))]
    folder = tmp_path / "index"
    index.build(given, index_dir=folder, model=str(static_model))
    late = article(9000, dt.date(2001, 1, 1), "The bread of an old day came late.")
    index.build([late], index_dir=folder)
    with search.open_index(folder) as engine:
        best = engine.search("bread", k=1000, every=True, mode="keyword")
        newest = engine.search("bread", k=5, sort="date", every=True, mode="keyword")
        assert {hit.article.id for hit in newest.hits} <= {
            f"wire/{n:04}" for n in range(1390, 1400)
        }
        assert not {hit.article.id for hit in newest.hits} & {hit.article.id for hit in best.hits}
        last = engine.search("bread", k=3, sort="added", every=True, min_score=0.1)
        assert last.hits[0].article.id == late.id
        assert last.hits[0].article.added_in == 2
        assert dates(last)[1:] == sorted(dates(last)[1:], reverse=True)
        # Conditions alone have no scores; they are listed by date, or by when they came.
        assert engine.search("+bread", sort="added", every=True).hits[0].article.id == late.id
        assert engine.search("+bread", sort="date", every=True).hits[0].article.id == "wire/1398"
