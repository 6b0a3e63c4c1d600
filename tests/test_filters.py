"""Filters leave out articles and change no score."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import QUERIES

import search
from search.query.options import MAX_K, MODES, Filters


@pytest.fixture(scope="module")
def engine(two_segment_index: Path) -> Iterator[search.Engine]:
    with search.open_index(two_segment_index) as opened:
        yield opened


def places(results: search.Results) -> list[tuple[str, int, float]]:
    return [(hit.article.id, hit.start, hit.score) for hit in results.hits]


@pytest.mark.parametrize(
    ("filters", "allows"),
    [
        (Filters(sources=("the herald",)), lambda a: a.source == "The Herald"),
        (Filters(sources=("GAZETTE", "évening post")), lambda a: a.source != "The Herald"),
        (Filters(since="2022"), lambda a: (a.date or "") >= "2022"),
        (Filters(until="2021-06"), lambda a: "" < (a.date or "") <= "2021-06-30"),
        (
            Filters(since="2021-03-02", until="2021-03-20"),
            lambda a: "2021-03-02" <= (a.date or "") <= "2021-03-20",
        ),
        (Filters(languages=("en",)), lambda a: a.language == "en"),
        (Filters(paths=("news/one",)), lambda a: a.id.startswith("news/one/")),
        (Filters(paths=("*/01?.md", "*119*")), lambda a: a.id[9:11] == "01" or "119" in a.id),
        (
            Filters(sources=("Gazette",), since="2021-06", paths=("news/two/*",)),
            lambda a: a.source == "Gazette" and (a.date or "") >= "2021-06" and "two" in a.id,
        ),
    ],
)
def test_filters_leave_out_rows_and_change_no_score(
    engine: search.Engine, filters: Filters, allows: object
) -> None:
    for mode in MODES:
        for query in QUERIES[:3]:
            everything = engine.search(query, k=MAX_K, mode=mode)
            expected = [hit for hit in everything.hits if allows(hit.article)]  # type: ignore[operator]
            some = engine.search(query, k=MAX_K, mode=mode, filters=filters)
            assert sorted(places(some)) == sorted(
                (h.article.id, h.start, h.score) for h in expected
            )
            top = engine.search(query, k=20, mode=mode, filters=filters)
            assert top.hits == some.hits[:20]
            dated = bool(filters.since or filters.until)
            note = "48 articles without a date are left out by the dates"
            assert some.warnings == ((note,) if dated else ())


def test_what_lets_nothing_through_is_told(engine: search.Engine) -> None:
    dates = [hit.article.date or "" for hit in engine.search("news", k=MAX_K).hits]
    (*_, note) = engine.search("news", filters=Filters(since="2031")).warnings
    assert note.startswith("no article is of these dates; the oldest is of 20")
    assert note[-10:] >= max(dates)[:10]
    nowhere = Filters(paths=("nowhere/*", "news/none"))
    assert engine.search("news", filters=nowhere).warnings == (
        "the id of no article fits nowhere/* or news/none",
    )


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(since="soon"), "since 'soon' is no date"),
        (Filters(until="2021-13"), "until '2021-13' is no date"),
        (Filters(since="2021-12-15T10:00"), "is no date"),
        (Filters(since="2022", until="2021"), "since 2022 is after until 2021"),
        (Filters(sources="Gazette"), "sources of a filter must be a tuple of texts"),  # type: ignore[arg-type]
    ],
)
def test_a_filter_that_makes_no_sense_is_one_line(
    engine: search.Engine, filters: Filters, said: str
) -> None:
    for ask in (
        lambda: engine.search("bread", filters=filters),
        lambda: engine.ask("bread", filters=filters),
        lambda: engine.search_many(["bread"], filters=filters),
        lambda: engine.similar("news/one/000.md", filters=filters),
    ):
        with pytest.raises(search.QueryError, match=said) as caught:
            ask()
        assert "\n" not in str(caught.value)


def test_an_unknown_source_or_language_is_said(engine: search.Engine) -> None:
    results = engine.search("bread", filters=Filters(sources=("Gazete",), languages=("xx",)))
    assert results.hits == ()
    assert results.warnings == (
        "no article has the source 'Gazete'; there are Gazette, The Herald, Évening Post",
        "no article has the language 'xx'; there are en",
    )
