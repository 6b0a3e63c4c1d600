"""Every way of asking finds exactly what it says, and no text that is typed raises anything."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import index
import search
from index.maintenance.edits import remove
from index.segments.postings import Postings, PostingsWriter
from index.text import analyzer
from index.types import Article
from search.query.options import MODES, Filters
from search.query.parser import MAX_QUERY_CHARS, SIGNS, parse
from search.query.syntax import MAX_CONDITIONS, MAX_PATTERNS
from search.retrieval.phrases import near_rows
from search.types import Expansion

NEWS = {
    "a.md": ("Xi pledges support", "2021-12-15", "South China Post", "Jane Doe"),
    "b.md": ("Putin visits Taiwan", "2021-11-02", "The Guardian", "Ingrid Vale"),
    "c.md": ("The military budget", "2021", "The Guardian", ""),
    "d.md": ("Harbour fees", "", "", "Jane Roe"),
}
TEXTS = {
    "a.md": "Xi Jinping pledged to support Putin.\n\nHe did not pledge to buy ships.",
    "b.md": "Putin co-operates with Xi.\n\nThe U.S. budget of 175,000 dollars is a pledge, too.",
    "c.md": "Military budgets grow.\n\nTo be, or not to be: that is the question.",
    "d.md": "Ferries pay more.\n\nPutin's café opens; Putnam closes.",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("asking")
    (folder / "news").mkdir()
    for name, (title, date, source, author) in NEWS.items():
        facts = {"title": title, "date": date, "source": source, "author": author}
        head = "\n".join(f"{key}: {value}" for key, value in facts.items() if value)
        (folder / "news" / name).write_text(f"---\n{head}\n---\n\n{TEXTS[name]}\n")
    index.build([folder / "news"], index_dir=folder / "index", model=str(static_model))
    with search.open_index(folder / "index") as opened:
        yield opened


def found(engine: search.Engine, query: str, **options: object) -> list[str]:
    """Return what a query finds, as `a0`: article a, paragraph 0; sorted."""
    results = engine.search(query, k=1000, **options)  # type: ignore[arg-type]
    return sorted(f"{hit.article.id[5]}{hit.paragraph}" for hit in results.hits)


ALL = ["a0", "a1", "b0", "b1", "c0", "c1", "d0", "d1"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("putin pledge", ALL),  # bare words only rank
        ('"pledged to"', ["a0"]),
        ('"pledge to"', ["a1"]),  # exact: not pledged to
        ("“Pledge To” ships", ["a1"]),
        ('"to be or not to be"', ["c1"]),
        ('"NOT AND (or"', []),  # whatever is between quotes
        ('"us budget of 175000"', ["b1"]),  # as the index writes words
        ("putin -xi", ["a1", "b1", "c0", "c1", "d0", "d1"]),
        ("-pledge", ["b0", "c0", "c1", "d0", "d1"]),  # in any form of the word
        ("-the", ["a0", "a1", "b0", "c0", "d0", "d1"]),
        ('-"pledge to" pledge', ["a0", "b0", "b1", "c0", "c1", "d0", "d1"]),
        ("Xi AND Putin", ["a0", "b0"]),
        ("Xi AND Putin NOT Jinping", ["b0"]),
        ("ferries OR ships", ["a1", "d0"]),
        ("pledge AND (ships OR budget)", ["a1", "b1"]),
        ("(Xi Putin) AND NOT (support OR ferries)", ["b0"]),
        ("NOT (putin OR the)", ["a1", "c0", "d0"]),
        ("NOT -ferries", ["d0"]),
        ("XI AND PUTIN NOT JINPING", ["b0"]),
        ("-(putin xi)", ["a1", "b1", "c0", "c1", "d0", "d1"]),  # side by side: both
        ("co-operates AND xi", ["b0"]),
        ("title:putin", ["b0", "b1"]),
        ("Title:budgets", ["c0", "c1"]),  # stemmed, as words are
        ('title:"the military"', ["c0", "c1"]),
        ("-title:putin -title:xi", ["c0", "c1", "d0", "d1"]),
        ("title:(xi OR harbour)", ["a0", "a1", "d0", "d1"]),
        ("title:harb*", ["d0", "d1"]),
        ("title:harbuor~", ["d0", "d1"]),
        ("source:guardian", ["b0", "b1", "c0", "c1"]),
        ('source:"south china"', ["a0", "a1"]),
        ('source:"china south"', []),
        ("source:guard*", ["b0", "b1", "c0", "c1"]),
        ("-source:guardian", ["a0", "a1", "d0", "d1"]),
        ("author:jane", ["a0", "a1", "d0", "d1"]),
        ('author:"jane doe"', ["a0", "a1"]),
        ("date:2021-12", ["a0", "a1"]),
        ("date:2021", ["a0", "a1", "b0", "b1", "c0", "c1"]),
        ("date:[2021-11 TO 2021-12]", ["a0", "a1", "b0", "b1"]),
        ("date:[2021-11-03 TO]", ["a0", "a1"]),
        ("date:[* TO 2021-12-14]", ["b0", "b1"]),
        ("date:>2021-11-02", ["a0", "a1"]),
        ("date:>=2021-11-02", ["a0", "a1", "b0", "b1"]),
        ("date:<2021-11-03", ["b0", "b1"]),
        ("date:<=2021-11", ["b0", "b1"]),
        ("-date:2021", ["d0", "d1"]),
        ("pledg*", ["a0", "a1", "b1"]),
        ("put*am", ["d1"]),
        ("*ies", ["d0"]),
        ("-put*", ["a1", "b1", "c0", "c1", "d0"]),
        ("putni~", ["a0", "b0", "d1"]),  # a transposition is one error
        ("putnan~", ["d1"]),
        ("ptunm~2", ["d1"]),
        ("cafe AND opens", ["d1"]),
    ],
)
def test_a_query_finds_what_it_says(engine: search.Engine, query: str, expected: list[str]) -> None:
    assert found(engine, query) == expected
    # The same in either half alone, as far as there is something to rank by.
    for mode in MODES:
        got = found(engine, query, mode=mode)
        assert set(got) <= set(expected)
        if not parse(query).has_bare:
            assert got == expected
            assert engine.search(query, mode=mode).total == len(expected)


@pytest.mark.parametrize(
    "query",
    [
        "US: what now?",
        "don't you know C++ and C#?",
        "co-operate by e-mail at 10:30",
        "https://example.com/a-b?title:x=1&y=*",
        'a 5" pipe of 6" steel',
        "temperatures of -5 to -10 degrees",
        "what is 2*3, **really**?",
        "Apple (AAPL) -- the results :-)",
        "about ~10 people; a ~ b",
        "Subtitle: the title: and the date: none",
        "Xi and Putin or not",
        "AND",
        "Xi AND",
    ],
)
def test_ordinary_text_is_plain_words(engine: search.Engine, query: str) -> None:
    read = parse(query)
    assert (read.conditions, read.notes, read.asked) == ((), (), query)
    assert len(engine.search(query).hits) == len(ALL)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('Xi "pledged to', "quotation mark before 'pledged' is not closed"),
        ("ships date:soon", "'date:soon' is no date"),
        ("ships date:2021-13", "'date:2021-13' is no date"),
        ("ships date:[2021 TO soon]", "is no date"),
        ("date:[" * 1000, "is no date"),
        ("Xi AND OR Putin", "connects nothing"),
        ("Xi AND (OR Putin)", "connects nothing"),
        (" OR ".join(["xi"] * (MAX_CONDITIONS + 1)), f"more than {MAX_CONDITIONS} conditions"),
        (" ".join(["xi*"] * (MAX_PATTERNS + 1)), f"{MAX_PATTERNS} words with * or ~"),
        ("(" * 3000 + "xi AND putin" + ")" * 3000, "cannot be parsed"),
    ],
)
def test_what_cannot_be_parsed_is_plain_words_and_says_so(
    engine: search.Engine, query: str, said: str
) -> None:
    results = engine.search(query)
    assert len(results.hits) == len(ALL)
    assert said in results.warnings[0]
    assert results.warnings[0].endswith("searched as plain words")
    assert len(results.warnings[0]) < 280  # with all that is known of dates


@pytest.mark.parametrize(
    "query", ["- - -", "(((", "*", "???", "🚀 🙂", "@ # %", "“”", "…", "\u200b"]
)
def test_signs_alone_find_nothing_and_say_so(engine: search.Engine, query: str) -> None:
    for mode in MODES:
        results = engine.search(query, mode=mode)
        assert (results.hits, results.total) == ((), 0)
        assert "no words, only signs" in results.warnings[-1]
        assert engine.ask(query, mode=mode).answers == ()


def test_dates_say_what_they_leave_out(engine: search.Engine) -> None:
    note = "1 article without a date is left out by the dates"
    assert engine.search("xi", filters=Filters(since="2021")).warnings == (note,)
    assert engine.search("xi -date:2020").warnings == ()


def test_an_unknown_name_says_which_there_are(engine: search.Engine) -> None:
    results = engine.search("source:nothing xi")
    assert results.hits == ()
    assert results.warnings == (
        "no article has the source 'nothing'; there are South China Post, The Guardian, news",
        "nothing meets source:nothing as well: without it 3 paragraphs match",
    )


def test_how_a_query_was_read_is_said(engine: search.Engine) -> None:
    read = engine.search(
        'support pledg* "to be" -Taiwan title:xi (a OR b) date:>2021-10'
    ).understood
    assert read is not None
    assert read.words == "support to be xi a b"
    assert read.conditions == (
        "pledg*",
        '"to be"',
        "-Taiwan",
        "title:xi",
        "(a OR b)",
        "date:>=2021-11-01",
    )
    assert read.patterns == {"pledg*": Expansion(2, ("pledge", "pledged"))}
    # What is said can be typed, and is then read the same.
    again = engine.search(" ".join(read.conditions)).understood
    assert again is not None
    assert again.conditions == read.conditions


def test_the_words_of_conditions_are_highlighted(engine: search.Engine) -> None:
    def shown(query: str) -> list[list[str]]:
        return [[hit.text[a:b] for a, b in hit.highlights] for hit in engine.search(query).hits]

    assert shown('"to be" or') == [["To be", "to be"]]
    assert shown("put*am") == [["Putnam"]]
    assert shown("putni~ AND jinping -ships") == [["Jinping", "Putin"]]


def test_conditions_alone_list_all_that_matches_newest_first(engine: search.Engine) -> None:
    results = engine.search("date:2021 -ships")
    assert results.halves == ()
    assert results.warnings == ("1 article without a date is left out by the dates",)
    assert {hit.score for hit in results.hits} == {1.0}
    assert [hit.article.id for hit in results.hits] == [
        "news/a.md",
        "news/b.md",
        "news/b.md",
        "news/c.md",
        "news/c.md",
    ]
    assert engine.search("date:2021", explain=True).hits[0].explanation is None


def test_conditions_change_no_score(engine: search.Engine) -> None:
    scores = {(h.article.id, h.start): h.score for h in engine.search("putin pledge").hits}
    for query in ("putin pledge -ships", "putin pledge date:2021", "putin pledge source:guardian"):
        for hit in engine.search(query).hits:
            assert hit.score == scores[hit.article.id, hit.start]


def test_an_answer_satisfies_the_conditions(engine: search.Engine) -> None:
    for query in ("what did Xi pledge -ships", "pledge source:guardian", 'pledge "to buy"'):
        allowed = set(found(engine, query))
        for answer in engine.ask(query).answers:
            assert f"{answer.article.id[5]}{answer.paragraph}" in allowed


# Against an oracle: random conditions over random texts, some removed.

LETTERS = "ab"
VOCABULARY = ["xi", "xis", "putin", "putni", "the", "not", "abba", "baba", "ab"]


@pytest.fixture(scope="module")
def random_engine(
    tmp_path_factory: pytest.TempPathFactory, static_model: Path
) -> Iterator[tuple[search.Engine, dict[tuple[str, int], list[str]]]]:

    folder = tmp_path_factory.mktemp("random")
    (folder / "n").mkdir()
    rng = random.Random(5)
    texts: dict[tuple[str, int], list[str]] = {}
    for turn in range(3):  # three segments
        for number in range(5):
            name = f"{turn}{number}.txt"
            paragraphs = [[rng.choice(VOCABULARY) for _ in range(9)] for _ in range(3)]
            body = "\n\n".join(" ".join(words).capitalize() + "." for words in paragraphs)
            (folder / "n" / name).write_text(body)
        index.build([folder / "n"], index_dir=folder / "index", model=str(static_model))
    remove(["n/00.txt", "n/21.txt"], index_dir=folder / "index")
    with search.open_index(folder / "index") as opened:
        for path in sorted((folder / "n").iterdir()):
            if path.name not in ("00.txt", "21.txt"):
                article = opened.article(f"n/{path.name}")
                for at, (start, end) in enumerate(opened.show(article.id).paragraphs):
                    texts[article.id, at] = analyzer.words(article.text[start:end])
        yield opened, texts


def holds(condition: object, words: list[str]) -> bool:
    match condition:
        case ("word", word):
            return analyzer.stem(word) in map(analyzer.stem, words)
        case ("phrase", *phrase):
            size = len(phrase)
            return any(words[at : at + size] == phrase for at in range(len(words)))
        case ("pattern", pattern):
            return any(re.fullmatch(pattern.replace("*", ".*"), word) for word in words)
        case ("and", left, right):
            return holds(left, words) and holds(right, words)
        case ("or", left, right):
            return holds(left, words) or holds(right, words)
        case ("not", inner):
            return not holds(inner, words)
    raise AssertionError(condition)


def typed(condition: object) -> str:
    match condition:
        case ("word" | "pattern", text):
            return text
        case ("phrase", *phrase):
            return f'"{" ".join(phrase)}"'
        case ("and" | "or" as name, left, right):
            return f"({typed(left)} {name.upper()} {typed(right)})"
        case ("not", inner):
            return f"NOT ({typed(inner)})"
    raise AssertionError(condition)


LEAVES = st.one_of(
    st.tuples(st.just("word"), st.sampled_from([w for w in VOCABULARY if w != "the"])),
    st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(lambda w: ("phrase", *w)),
    st.tuples(st.just("pattern"), st.sampled_from(["pu*", "*is", "a*a", "xi*", "ba*ba", "zz*"])),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), inner, inner), st.tuples(st.just("not"), inner)
    ),
    max_leaves=6,
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(condition=CONDITIONS)
def test_conditions_agree_with_reading_every_text(
    random_engine: tuple[search.Engine, dict[tuple[str, int], list[str]]], condition: object
) -> None:
    engine, texts = random_engine
    query = f"({typed(condition)}) AND {typed(condition)}"
    expected = {place for place, words in texts.items() if holds(condition, words)}
    results = engine.search(query, k=1000)
    assert results.total == len(expected)
    assert all(
        warning.startswith(("no paragraph has ", "nothing meets ")) for warning in results.warnings
    )
    assert not results.warnings or not expected
    for mode in MODES:
        hits = engine.search(query, k=1000, mode=mode).hits
        assert {(hit.article.id, hit.paragraph) for hit in hits} == expected


# No text raises anything but the documented error.

SYNTAX = '" “ ” „ ( ) [ ] - -- ~ ~2 * ** : title: source: author: date: date:[ TO ] AND OR NOT > >='
OTHERS = (
    "< 2021 2021-12 2021-99 0000 9999-12-31 xi putin pledg a é 中国 \\ / ^ + \x00 \ud800 \u200b"
)
PIECES = st.sampled_from(f"{SYNTAX} {OTHERS}".split(" "))
TYPED = st.one_of(
    st.text(max_size=60),
    st.lists(st.tuples(PIECES, st.sampled_from(["", " "])), max_size=14).map(
        lambda parts: "".join(piece + gap for piece, gap in parts)
    ),
)


@settings(max_examples=400, deadline=None)
@given(text=TYPED)
@example(text="NOT NOT NOT")
@example(text="NOT -a*")
@example(text="x -NOT")
@example(text="don't -( (NOT - TO ")
@example(text='-"')
@example(text="date:>9999-12-31")
@example(text="date:<0001")
@example(text="title:-(")
@example(text="source:*** x")
@example(text='<= NOT NEAR/3"a b" NEAR,')
def test_no_text_raises_anything_but_a_query_error(engine: search.Engine, text: str) -> None:
    try:
        results = engine.search(text, mode="keyword")
    except search.QueryError as error:
        assert not text.strip() or len(text) > MAX_QUERY_CHARS
        assert "\n" not in str(error)
        return
    assert results.query == text.strip()
    assert all("\n" not in warning for warning in results.warnings)
    if not SIGNS.search(text):
        assert results.understood is not None
        assert results.understood.conditions == ()


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from("abcxyz .,;'()5"), max_size=60))
def test_text_without_signs_is_never_read_as_conditions(text: str) -> None:
    if analyzer.words(text):
        read = parse(text)
        assert (read.conditions, read.notes, read.asked) == ((), (), text.strip())


def test_filters_restrict_articles_and_ask_too(engine: search.Engine) -> None:
    guardian = Filters(sources=("the guardian",))
    assert found(engine, "putin", filters=guardian) == ["b0", "b1", "c0", "c1"]
    by_article = engine.search("putin", filters=guardian, by_article=True)
    assert {hit.article.id for hit in by_article.hits} == {"news/b.md", "news/c.md"}
    (many,) = engine.search_many(["putin"], filters=guardian)
    assert {hit.article.source for hit in many.hits} == {"The Guardian"}
    similar = engine.similar("news/a.md", filters=guardian)
    assert {hit.article.source for hit in similar.hits} == {"The Guardian"}
    for answer in engine.ask("what did Xi pledge", filters=guardian).answers:
        assert answer.article.source == "The Guardian"


def test_conditions_know_the_languages_of_the_index(tmp_path: Path, static_model: Path) -> None:
    texts = {
        "fr": "Les pêcheurs de Nantes manifestent.",
        "de": "Die Häuser in Köln sind teuer.",
        "en": "Fishermen protest in Nantes.",
        "zh": "习近平支持普京。",
    }
    index.build(
        [
            Article(f"n/{language}", "T", False, "n", None, language, text, language)
            for language, text in texts.items()
        ],
        index_dir=tmp_path / "index",
        model=str(static_model),
    )
    with search.open_index(tmp_path / "index") as engine:
        for query, expected in (
            ("pêcheur AND nantes", ["fr"]),
            ("nantes AND NOT pecheurs", ["en"]),
            ('"häuser in koln"', ["de"]),
            ("haus AND teuer", ["de"]),
            ("支持 AND 普京", ["zh"]),
            ('"平支持普"', ["zh"]),
            ('"支持平"', []),
        ):
            hits = engine.search(query).hits
            assert [hit.article.id[2:] for hit in hits] == expected, query
        assert len(engine.search("nantes", filters=Filters(languages=("FR",))).hits) == 1


def test_words_that_are_nowhere_are_named_where_nothing_matches(engine: search.Engine) -> None:
    assert engine.search('"xi pledged" AND putin title:zebr*').warnings == (
        'no paragraph has "xi pledged"',
        "no article has title:zebr*",
    )
    assert engine.search('zebra OR "pledged to"').warnings == ()
    assert engine.search("xi -zebra").warnings == ()


def test_many_stars_take_no_time(engine: search.Engine) -> None:
    started = time.perf_counter()
    assert engine.search("*p*e*p*e*p*e*p*e*p*e*p*e*p*e*p*e*p*e*p*e*z*").total == 0
    assert engine.search("xi", filters=Filters(paths=("*a*a*a*" * 40 + "b",))).hits == ()
    assert time.perf_counter() - started < 2


def test_a_fault_of_ours_is_no_query_that_cannot_be_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("search.query.syntax._Reader._condition")
    with pytest.raises(AttributeError):
        parse("xi AND putin")


@pytest.mark.parametrize(
    ("opened", "closed"),
    [("(a OR (b ", "))"), ("-(", ")"), ("-(a ", ")"), ("(a AND ", ")"), ("(a ", ")")],
)
@pytest.mark.parametrize("depth", [10, 60, 120, 190, 300, 600])
def test_groups_may_be_nested_as_deeply_as_one_likes(
    engine: search.Engine, opened: str, closed: str, depth: int
) -> None:
    query = opened * depth + "xi -zebra" + closed * depth
    warnings = engine.search(query, mode="keyword").warnings
    is_read = not any(said.endswith("searched as plain words") for said in warnings)
    assert is_read is (depth == 10)


@given(
    rows=st.lists(st.lists(st.sampled_from(["a", "b", "c", "b-", "d"]), max_size=12), max_size=12),
    units=st.lists(st.sampled_from(["a", "b", "c", "none"]), min_size=1, max_size=3),
    slop=st.integers(0, 6),
)
def test_words_are_near_where_some_stretch_of_the_text_has_them_all(
    rows: list[list[str]], units: list[str], slop: int
) -> None:
    writer = PostingsWriter()
    for words in rows:
        writer.add(words)
    reach = len(units) - 1 + slop
    expected = []
    for row, words in enumerate(rows):
        # What stands for two words counts from the second one.
        places = [(at + w.count("-"), w.rstrip("-")) for at, w in enumerate(words)]
        if any(
            all(any(w == unit and 0 <= at - first <= reach for at, w in places) for unit in units)
            for first, word in places
            if word in units
        ):
            expected.append(row)
    (found,) = near_rows([Postings(writer.arrays().__getitem__, "words")], units, slop)
    assert found.tolist() == expected
