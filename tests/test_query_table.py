"""Every row of the table of what can be typed does what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import index
import search
from search.query.options import MODES

README = Path(__file__).parent.parent / "search" / "README.md"
NOW = date(2021, 11, 15)

ARTICLES = {
    "2021/wet": ("Corn prices", "2021-10-05", "The Gazette", "Jane Roe", "en"),
    "2021/dry": ("Weather", "2021-09-20", "Herald", "", "en"),
    "2022/jet": ("Jets", "2022-01-09", "Herald", "", "en"),
    "2022/loi": ("La loi", "2022-02-01", "Le Temps", "", "fr"),
    "none/old": ("Old notes", "", "Herald", "", "en"),
}
TEXTS = {
    "2021/wet": "The wheat harvests suffered from heavy rain.\n\nRye was late.",
    "2021/dry": "Wheat and barley grew well. No frost was seen in the valley.",
    "2022/jet": "An F-16 cost $2.5bn of the R&D budget, or 12% of it, said Lech Wałęsa.",
    "2022/loi": "L'ouverture d'une école réjouit les habitants de la ville, dit le maire.",
    "none/old": "F16s cost 2.5 billion dollars, or 12 per cent of all. 北京。",
}

WET, DRY, JET, LOI, OLD = "wet dry jet loi old".split()
ALL = {WET, DRY, JET, LOI, OLD}
ROWS: dict[str, set[str]] = {
    "harvest AND rain": {WET},
    "harvest && rain": {WET},
    "barley OR rye": {WET, DRY},
    "wheat NOT rain": {DRY},
    "wheat -rain": {DRY},
    "wheat !rain": {DRY},
    "+wheat +rain": {WET},
    "wheat AND (rain OR frost)": {WET, DRY},
    '"heavy rain"': {WET},
    '"heavy ra*"': {WET},
    '"wheat rain"~4': {WET},
    "wheat NEAR/4 rain": {WET},
    "harv*": {WET},
    "wh?at": {WET, DRY},
    "harvset~": set(),
    "title:prices": {WET},
    "source:gazette": {WET},
    'author:"jane roe"': {WET},
    "said:walesa": {JET},
    "said:walesa budget": {JET},
    "lang:fr": {LOI},
    "path:news/2021": {WET, DRY},
    "date:2021-10": {WET},
    "date:[2021-09 TO 2021-10]": {WET, DRY},
    "date:2021-09 TO 2021-10": {WET, DRY},
    "date:>2021-10-01": {WET, JET, LOI},
    "since:2021-10": {WET, JET, LOI},
    "until:2021-09": {DRY},
    "date:last-month": {WET},
    "wheat harvest": {WET, DRY},
    "R&D": {JET},
    "F-16": {JET, OLD},
    "$2.5bn": {JET, OLD},
    "12%": {JET, OLD},
    "l'ouverture": {LOI},
    "Walesa": {JET},
    "京": {OLD},
}
MORE: dict[str, set[str]] = {
    "barley || rye": {WET, DRY},
    "harvsets~": {WET},
    "hrvsets~2": {WET},
    "rain wheat NEAR frost": {DRY},
    '"rain wheat"~4': {WET},
    **{
        quoted: {WET} for quoted in ("“heavy rain”", "„heavy rain“", "«heavy rain»", "»heavy rain«")
    },
    "wheat -«heavy rain»": {DRY},
    '"wheat rain"~3': set(),
    'title:"corn prices"': {WET},
    'said:"lech walesa"': {JET},
    "said:walesa wheat": set(),
    "said:roe": set(),
    "title:pri*": {WET},
    "title:(corn OR oats)": {WET},
    'source:"the gazette"': {WET},
    "source:gaz*": {WET},
    'source:"the gaz*"': {WET},
    'source:"le te*" -lang:en': {LOI},
    'author:"j* roe"': {WET},
    "path:*/loi*": {LOI},
    "-lang:fr -source:herald": {WET},
    "date:2021-09..2021-10": {WET, DRY},
    "since:2021-09..2021-10": {WET, DRY},
    "until:2021-09..2021-10": {WET, DRY},
    "since:[2021-09 TO 2021-10]": {WET, DRY},
    "since:2021-09 TO 2021-10": {WET, DRY},
    "date:2021-10..": {WET, JET, LOI},
    "date:..2021-10": {WET, DRY},
    'date:"2021-10.."': {WET, JET, LOI},
    '"harv*"': {WET},
    '"wheat-har*"': set(),
    'title:"pri*"': {WET},
    '-"harv*" wheat': {DRY},
    "date:q4-2021": {WET},
    "date:<=2021-09-20": {DRY},
    'date:"last month"': {WET},
    "since:2m -lang:fr": {WET, DRY, JET} - {JET} | {JET} - {DRY},
    "r & d": {JET},
    "ouverture": {LOI},
    "2.5 billion dollars": {JET, OLD},
    "wałęsa": {JET},
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("table")
    for name, (title, day, source, author, lang) in ARTICLES.items():
        path = folder / "news" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        facts = {"title": title, "date": day, "source": source, "author": author, "lang": lang}
        head = "\n".join(f"{key}: {value}" for key, value in facts.items() if value)
        path.write_text(f"---\n{head}\n---\n\n{TEXTS[name]}\n", encoding="utf-8")
    index.build([folder / "news"], index_dir=folder / "index", model=str(static_model))
    with search.open_index(folder / "index") as opened:
        yield opened


def found(engine: search.Engine, query: str, mode: search.types.Mode = "keyword") -> set[str]:
    hits = engine.search(query, k=100, mode=mode, now=NOW).hits
    return {hit.article.id.rsplit("/", 1)[1].removesuffix(".md") for hit in hits}


def typed() -> list[str]:
    """Return the first column of the table."""
    table = README.read_text("utf-8").split("| typed |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    return [row.replace("&#124;", "|") for row in rows]


def test_every_row_is_tried_and_every_trial_is_a_row() -> None:
    assert sorted(typed()) == sorted(ROWS)


@pytest.mark.parametrize(("query", "expected"), [*ROWS.items(), *MORE.items()])
def test_a_row_finds_what_it_says(engine: search.Engine, query: str, expected: set[str]) -> None:
    assert found(engine, query) == expected
    understood = engine.search(query, now=NOW).understood
    assert understood is not None
    if understood.conditions:
        for mode in MODES:
            if not understood.words:
                assert found(engine, query, mode) == expected
        # What was understood can be typed again, and means the same.
        again = engine.search(" ".join(understood.conditions), now=NOW).understood
        assert again is not None
        assert again.conditions == understood.conditions


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("wheat^2", "^2 is not obeyed"),
        ("site:gazette wheat", "site: is no field, there are title:"),
        ("intitle:corn", "intitle: is no field"),
        ("/wheat/", "no regular expression"),
        ("wheat~3", "at most 2 errors, read as ~2"),
        ("wheat~0.8", "at most 2 errors, read as ~1"),
        ("wheat date:[2021-10 TO 2021-09]", "the wrong way round"),
        ("wheat date:soon", "'date:soon' is no date (2021,"),
        ('"he*vy rain"', "* is read at the end of a phrase only"),
        ('"he*vy ra*"', "* is read at the end of a phrase only"),
        ('"heavy r*"', "'\"heavy r*\"': * needs two letters before it"),
        ('"heavy *"', "* needs two letters before it"),
        ('"wheat ra*"~4', "~4 is not read where a word ends in *"),
        ('title:"corn pri*"~4', "~4 is not read where a word ends in *"),
        ('title:"corn prices"~4', "~4 is not read in titles"),
        ("date:>2021..2022 wheat", "'date:>2021..2022' is no date"),
        ("wheat date:..", "'date:..' is no date"),
        ("since:last week", "join words with hyphens or quote them)"),
        ("date:15 december 2021", "'date:15' is no date"),
        ("date:15 december 2021", "join words with hyphens or quote them)"),
        ("🚀", "only signs"),
        # Lucene
        ("^wheat", "^ is not obeyed"),
        ("(wheat rain)^2", "^2 is not obeyed"),
        ("title:{corn TO wheat}", "{corn TO wheat} is no range without date:"),
        ("title:/wh.at/", "no regular expression"),
        (r"\(wheat\)\: rain", "hides no sign"),
        ("*:*", "*:* stands for nothing alone"),
        ("wheat *", "* stands for nothing alone"),
        # Elasticsearch
        ("status:active wheat", "status: is no field, there are title:"),
        ("_exists_:title", "_exists_: is no field"),
        ("book.author:roe", "book.author: is no field"),
        ("price:>10", "price: is no field"),
        ("price:(>=10 AND <20)", "price: is no field"),
        ("price:[1 TO 5]", "[1 TO 5] is no range without date:"),
        ("wheat [2021 TO 2022]", "[2021 TO 2022] is no range without date:"),
        ("date:(2021 OR 2022)", "takes one date or range"),
        ("wheat | rye", "| connects nothing; write OR"),
        # SQLite
        ("wheat + rye", "+ demands nothing alone"),
        ("{title body} : wheat", "is no field with blanks about the colon"),
        ("title : wheat", "is no field with blanks about the colon"),
        # Westlaw, Lexis
        ("wheat /s rain", "/s connects nothing; write NEAR/5"),
        ("wheat w/p rain", "w/p connects nothing; write NEAR/5"),
        ("wheat pre/4 rain", "pre/4 demands no order: read as NEAR/4"),
        ("wheat not w/5 rain", "not w/5 cannot exclude what is near"),
        ('"heavy rain" w/5 wheat', 'w/5 stands between two words only; write "three such'),
        ("whe* near/5 rain", "near/5 stands between two words only"),
        ("rain NEAR/5 wheat~", "NEAR/5 stands between two words only"),
        ("wheat NEAR rain NEAR frost", "NEAR stands between two words only"),
        ("manufactur! wheat", "manufactur! is a whole word here"),
        ("atleast5(wheat)", "atleast5( is not read; write a field, title:"),
        ("title(wheat)", "title( is not read"),
        ("wheat XOR rye", "XOR connects nothing"),
        # Ovid, PubMed, EBSCO
        ("wheat$", "wheat$ is a whole word here"),
        ("wh$at", "$ stands for no letter; write ?"),
        ("wheat.ti,ab.", ".ti,ab. is no field; write one before the word"),
        ("wheat[Title/Abstract]", "[Title/Abstract] is no field"),
        ("wheat N5 rain", "N5 connects nothing; write NEAR/5"),
        # Google
        ("wheat 2010..2020", "2010..2020 is no range"),
        ("~wheat", "~ is read behind a word only"),
        ("allintitle:wheat", "allintitle: is no field"),
        ("before:2021 wheat", "before: is no field"),
    ],
)
def test_what_says_nothing_here_is_named_in_a_note(
    engine: search.Engine, query: str, said: str
) -> None:
    assert said in " ".join(engine.search(query, mode="keyword", now=NOW).warnings)


@pytest.mark.parametrize(
    "query",
    [
        "What is new: wheat (and rye) rose 5.5 percent, the minister(s) said on Monday [sic]",
        "Wheat: prices rise",
        "the price of wheat (in dollars)",
        "Procter & Gamble",
        "wheat at 5:30",
        "see https://example.org/wheat",
        "#wheat @rye",
        "R&D in the U.S.",
        "24/7 bakery",
        "rain and/or frost",
        "wheat -- and rye",
    ],
)
def test_what_people_write_anyway_is_not_remarked_upon(engine: search.Engine, query: str) -> None:
    assert not engine.search(query, mode="keyword", now=NOW).warnings


@pytest.mark.parametrize(
    "sign",
    "NEAR/4 NEAR4 near/4 W/4 w/4 N/4 within/4 /4 ADJ4 adj4 ADJ/4 AROUND(4) pre/4 onear/4".split(),
)
def test_nearness_is_read_as_other_engines_have_it(engine: search.Engine, sign: str) -> None:
    assert found(engine, f"wheat {sign} rain") == {WET}
    assert found(engine, f"wheat {sign.replace('4', '3')} rain") == set()
    assert found(engine, "heavy ADJ rain") == {WET}
    assert found(engine, "heavy ADJ wheat") == set()
    assert found(engine, "NEAR(wheat rain, 4)") == found(engine, 'NEAR("wheat" "rain")') == {WET}


def test_a_reversed_range_is_read_from_its_earlier_day(engine: search.Engine) -> None:
    assert found(engine, "date:[2021-10 TO 2021-09]") == {WET, DRY}
    assert found(engine, "wheat^2") == {WET, DRY}


def test_filters_know_the_same_dates(engine: search.Engine) -> None:
    for since, expected in (("last-month", {WET}), ("8w", {WET, DRY}), ("2021-q4", {WET})):
        filters = search.Filters(since=since, until="today")
        hits = engine.search("wheat", mode="keyword", filters=filters, now=NOW).hits
        assert {hit.article.id[10:13] for hit in hits} == expected
    with pytest.raises(
        search.QueryError, match=r"'soon' is no date; give one such as 2021.*2021-w50"
    ):
        engine.search("wheat", filters=search.Filters(since="soon"))


@pytest.mark.parametrize("options", [{}, {"fix": True}])
@pytest.mark.parametrize(
    ("begun", "whole"), [('"heavy rai*"', '"heavy rain"'), ('"grew wel*"', '"grew well"')]
)
def test_a_word_that_may_go_on_is_not_spell_checked(
    engine: search.Engine, begun: str, whole: str, options: dict[str, bool]
) -> None:
    results = engine.search(begun, mode="keyword", now=NOW, **options)  # type: ignore[arg-type]
    assert results.suggestion is None
    assert len(results.hits) == 1
    assert results.understood is not None
    assert results.understood.conditions == (begun,)
    assert results.hits[0].text == engine.search(whole, mode="keyword").hits[0].text


def test_a_word_that_may_go_on_lowers_no_score(engine: search.Engine) -> None:
    def scores(query: str) -> list[float]:
        return [hit.score for hit in engine.search(query, mode="keyword").hits]

    assert scores('"heavy rai*"') == scores("heavy")
    assert scores('"harv*"') == scores("harv*")
    assert scores('title:"pri*"') == scores("title:pri*")


def test_a_word_that_may_go_on_is_highlighted(engine: search.Engine) -> None:
    for query, marked in (
        ('"heavy ra*"', "heavy rain"),
        ('"wheat har*"', "wheat harvests"),
        ('"r&d bud*"', "R&D budget"),
        ('"harv*"', "harvests"),
    ):
        (hit,) = engine.search(query, mode="keyword").hits
        assert [hit.text[a:b] for a, b in hit.highlights] == [marked], query


def test_the_same_is_said_once(engine: search.Engine) -> None:
    unknown = engine.search("wheat lang:xx -lang:xx").warnings
    dated = engine.search("wheat date:2021", filters=search.Filters(since="2021")).warnings
    assert sum("no article has the language 'xx'" in said for said in unknown) == 1
    assert sum("left out by the dates" in said for said in dated) == 1


def test_an_empty_list_of_sources_is_no_filter(engine: search.Engine) -> None:
    filters = search.Filters(sources=[])  # type: ignore[arg-type]
    hits = engine.search("wheat", mode="keyword", filters=filters).hits
    assert len(hits) == len(engine.search("wheat", mode="keyword").hits) > 0


def test_small_words_alone_match_nothing_and_the_note_says_how_to_find_them(
    engine: search.Engine,
) -> None:
    for query in ("the", "and", "a the"):
        results = engine.search(query, mode="keyword")
        assert (results.total, results.hits) == (0, ())
        assert "in quotation marks they are found" in " ".join(results.warnings)
    assert found(engine, '"the"') == {WET, DRY, JET}


def test_what_only_titles_have_is_said(engine: search.Engine) -> None:
    for query, titled in (
        ("pri*", "title:pri*"),
        ("+jets", "title:jets"),
        ("jetss~", "title:jetss~"),
    ):
        (warning, *_) = engine.search(query, mode="keyword").warnings
        assert warning.endswith(f", but titles do: {titled}")
        assert found(engine, titled)


def test_an_address_is_not_spell_checked(engine: search.Engine) -> None:
    for query in ("https://barleyx.org/whaet", "whaet@barleyx.org", "barleyx.org/whaet"):
        assert engine.search(query, mode="keyword").suggestion is None
    assert engine.search("barleyx", mode="keyword").suggestion == "barley"
