"""Facets count all that matches."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import search
from index.text.dates import days_of, written
from search.query.options import MAX_K


@pytest.fixture(scope="module")
def engine(two_segment_index: Path) -> Iterator[search.Engine]:
    with search.open_index(two_segment_index) as opened:
        yield opened


def test_facets_count_all_that_matches(engine: search.Engine) -> None:
    names = ("source", "month", "year", "language")
    results = engine.search("bread -comet", k=1, facets=names)
    every = engine.search("bread -comet", k=MAX_K, mode="keyword")
    assert (results.total, results.articles) == (
        len(every.hits),
        len({hit.article.id for hit in every.hits}),
    )
    assert [facet.name for facet in results.facets] == list(names)
    values = {
        "source": lambda a: a.source,
        "month": lambda a: (a.date or "")[:7],
        "year": lambda a: (a.date or "")[:4],
        "language": lambda a: a.language,
    }
    for facet in results.facets:
        of = values[facet.name]
        paragraphs = Counter(of(hit.article) for hit in every.hits)
        articles = {
            v: len({h.article.id for h in every.hits if of(h.article) == v}) for v in paragraphs
        }
        assert {c.value: (c.paragraphs, c.articles) for c in facet.counts} == {
            value: (paragraphs[value], articles[value]) for value in paragraphs
        }
    months = [count.value for count in results.facets[1].counts]
    assert months == [*sorted(filter(None, months)), ""]
    sizes = [count.articles for count in results.facets[0].counts]
    assert sizes == sorted(sizes, reverse=True)
    with pytest.raises(search.QueryError, match="there is no facet 'colour'; there are source"):
        engine.search("bread", facets=("colour",))


@pytest.mark.parametrize(
    ("text", "first", "last", "shown"),
    [
        ("2021", "2021-01-01", "2021-12-31", "2021"),
        ("2020-02", "2020-02-01", "2020-02-29", "2020-02"),
        ("2021-12-15", "2021-12-15", "2021-12-15", "2021-12-15"),
        ("2021-12-15T23:30:00-05:00", "2021-12-15", "2021-12-15", "2021-12-15"),
        ("9999-12", "9999-12-01", "9999-12-31", "9999-12"),
    ],
)
def test_a_date_is_the_days_that_it_stands_for(
    text: str, first: str, last: str, shown: str
) -> None:
    days = days_of(text)
    assert days is not None
    assert [dt.date.fromordinal(day).isoformat() for day in days] == [first, last]
    assert written(*days) == shown


@pytest.mark.parametrize(
    "text", ["", "soon", "12 May 2021", "2021-13", "2021-02-30", "20211215", "0000"]
)
def test_what_is_no_date_has_no_days(text: str) -> None:
    assert days_of(text) is None
