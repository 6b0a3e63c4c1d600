"""Filters, facets, pages, recency, suggestions, likeness and batches keep what they promise."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import index
import search
from index.maintenance.edits import remove
from index.text.dates import days_of, written
from search.query.options import MAX_K, MODES, Filters
from search.retrieval import fusion

WORDS = "harbour council river bridge bread comet train tunnel hours crowns night water way".split()
SOURCES = ["The Herald", "Évening Post", "Gazette"]
QUERIES = [
    "bread at the harbour",
    "council",
    "a comet by night, and how the river, the bridge, the tunnel and the ferry of the long prize"
    " were first in a survey of mud, mussel, oven, recipe, rail, shift, union and bonus",
    "xyz",
    "river -bridge",
    "tra*",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    """An index of 240 articles in two segments, some of them removed, some printed twice."""
    folder = tmp_path_factory.mktemp("around")
    rng = random.Random(11)
    for name in ("one", "two"):
        (folder / "news" / name).mkdir(parents=True)
        for number in range(120):
            body = "\n\n".join(
                " ".join(rng.choices(WORDS, k=rng.randint(6, 24))).capitalize() + "."
                for _ in range(rng.randint(1, 4))
            )
            facts = [f"source: {rng.choice(SOURCES)}"]
            if number % 5:
                facts.append(f"date: {dt.date(2021, 1, 1) + dt.timedelta(rng.randint(0, 500))}")
            head = "\n".join(["---", f"title: {rng.choice(WORDS)} {number}", *facts, "---"])
            (folder / "news" / name / f"{number:03}.md").write_text(f"{head}\n\n{body}\n")
        index.build([folder / "news"], index_dir=folder / "index", model=str(static_model))
    remove(["news/one/003.md", "news/two/007.md"], index_dir=folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[search.Engine]:
    with search.open_index(place) as opened:
        yield opened


def places(results: search.Results) -> list[tuple[str, int, float]]:
    return [(hit.article.id, hit.start, hit.score) for hit in results.hits]


# Filters


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
            assert some.warnings == ()


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


# Facets


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


# Pages


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
        inside = Counter(h.article.id for h in engine.search(query, k=MAX_K, mode="keyword").hits)
        for hit in grouped.hits:
            assert hit.matching == max(1, inside[hit.article.id])


# Recency


def test_recent_articles_are_preferred_by_their_age(engine: search.Engine) -> None:
    now = dt.date(2022, 6, 1)
    plain = {(h.article.id, h.start): h for h in engine.search("bread river", k=MAX_K).hits}
    aged = engine.search("bread river", k=MAX_K, half_life=90, now=now)
    assert list(aged.hits) == sorted(aged.hits, key=lambda hit: -hit.score)
    for hit in aged.hits:
        before = plain[hit.article.id, hit.start].score
        if hit.article.date is None:
            assert hit.score == pytest.approx(before / 2, abs=1e-6)
        else:
            age = (now - dt.date.fromisoformat(hit.article.date)).days
            assert hit.score == pytest.approx(before * (1 + 0.5 ** (age / 90)) / 2, abs=1e-6)
        assert 0 <= hit.score <= before
    assert engine.search("bread", half_life=90, now=now).hits != engine.search("bread").hits
    (first, *_) = engine.search("bread", half_life=90, now=now, explain=True).hits
    assert first.explanation is not None
    shown = first.explanation
    likely = 1 / (1 + np.exp(-(shown.slope * shown.blend + shown.offset)))
    assert first.score == pytest.approx(likely * shown.recency, abs=1e-6)


def test_age_costs_at_most_half() -> None:
    now = 700_000
    days = np.array([now, now + 5, now - 10, now - 10_000, 0], np.int32)
    assert fusion.recency(days, now, 10).tolist() == [1, 1, 0.75, 0.5, 0.5]


@pytest.mark.parametrize("days", [0, -3, float("nan"), float("inf")])
def test_a_half_life_is_a_number_of_days(engine: search.Engine, days: float) -> None:
    with pytest.raises(search.QueryError, match="half-life"):
        engine.search("bread", half_life=days)


# Did you mean


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    folder = tmp_path_factory.mktemp("named")
    (folder / "n").mkdir()
    (folder / "n" / "a.txt").write_text(
        "On Monday Xi Jinping met Putin.\n\nPutin's ships pledged support. The McDonald café is."
    )
    (folder / "n" / "b.txt").write_text("Ostrom wrote it.\n\nOstrom was here.")
    index.build([folder / "n"], index_dir=folder / "index", model=str(static_model))
    return folder / "index"


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("putni", "Putin"),  # a transposition is one error
        ("what did putni pleged?", "what did Putin pledged?"),
        ("jinpng mcdonlad", "Jinping McDonald"),
        ('"xi jinpin" -shpis', '"xi Jinping" -shpis'),  # what is excluded is not looked at
        ("title:putni", "title:Putin"),
        ("xi pledge ships", None),
        ("pledging", None),  # a form of a word that is there
        ("putni~ puti*", None),
        ("zzzzzz qqq", None),
        ("the an it", None),
        ("pu", None),
    ],
)
def test_a_misspelt_word_gets_a_suggestion(named: Path, query: str, suggestion: str | None) -> None:
    with search.open_index(named) as engine:
        for mode in MODES:
            results = engine.search(query, mode=mode)
            assert (results.suggestion, results.fixed, results.query) == (suggestion, False, query)
        assert engine.ask(query).suggestion == suggestion
        fixed = engine.search(query, fix=True)
        assert (fixed.fixed, fixed.query) == (suggestion is not None, query)
        assert fixed.hits == engine.search(suggestion or query).hits
        assert engine.ask(query, fix=True).fixed == (suggestion is not None)


def test_words_of_removed_articles_are_not_suggested(named: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(named, tmp_path / "index")
    with search.open_index(named) as engine:
        assert engine.search("ostorm").suggestion == "Ostrom"
    remove(["n/b.txt"], index_dir=tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        assert engine.search("ostorm").suggestion is None
        assert engine.search("Ostrom putni").suggestion == "Ostrom Putin"
        assert engine.search("ostr*").understood.patterns["ostr*"].count == 0  # type: ignore[union-attr]


# More like this


def test_what_is_like_an_article_is_other_articles(engine: search.Engine) -> None:
    results = engine.similar("news/one/010.md", k=30)
    ids = [hit.article.id for hit in results.hits]
    assert "news/one/010.md" not in ids
    assert len(ids) == len(set(ids)) == 30
    assert not {"news/one/003.md", "news/two/007.md"} & set(ids)
    assert [hit.score for hit in results.hits] == sorted(
        (h.score for h in results.hits), reverse=True
    )
    assert engine.similar("news/one/010.md", k=10, offset=20).hits == results.hits[20:]


def test_what_is_like_a_paragraph_may_be_next_to_it(engine: search.Engine) -> None:
    results = engine.similar("news/one/010.md", 0, k=MAX_K)
    found = {(hit.article.id, hit.paragraph) for hit in results.hits}
    assert ("news/one/010.md", 0) not in found
    assert {
        ("news/one/010.md", n) for n in range(1, len(engine.show("news/one/010.md").paragraphs))
    } <= found


def test_a_reprint_is_not_like_but_the_same(tmp_path: Path, static_model: Path) -> None:
    texts = {
        "a": "The harbour is deepened.\n\nThe council has voted.",
        "copy": "The harbour is deepened.\n\nThe council has voted.",
        "more": "The harbour is deepened.\n\nA comet comes back.",
        "other": "The council has not voted on the harbour.",
    }
    (tmp_path / "n").mkdir()
    for name, text in texts.items():
        (tmp_path / "n" / f"{name}.txt").write_text(text)
    index.build([tmp_path / "n"], index_dir=tmp_path / "index", model=str(static_model))
    with search.open_index(tmp_path / "index") as engine:
        like = engine.similar("n/a.txt").hits
        assert {hit.article.id for hit in like} == {"n/more.txt", "n/other.txt"}
        assert "The harbour is deepened." in {hit.text for hit in like}
        (first, *_) = engine.similar("n/a.txt", 0).hits
        assert first.text != "The harbour is deepened."


def test_an_unknown_article_or_paragraph_is_one_line(engine: search.Engine) -> None:
    last = len(engine.show("news/one/010.md").paragraphs) - 1
    for article, paragraph, said in (
        ("news/absent.md", None, "no article 'news/absent.md'"),
        ("news/one/003.md", None, "no article"),  # removed
        ("news/one/010.md", 99, f"has no paragraph 99; they go from 0 to {last}"),
        ("news/one/010.md", -1, "has no paragraph -1"),
    ):
        with pytest.raises(search.ArticleNotFoundError, match=said):
            engine.similar(article, paragraph)


# Batches


def test_many_queries_find_what_each_finds_alone(engine: search.Engine) -> None:
    rng = random.Random(3)
    queries = [*QUERIES, "putni", *(" ".join(rng.choices(WORDS, k=3)) for _ in range(40))]
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
