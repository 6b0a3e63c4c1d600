"""What is marked in a hit is what it was found for: no stop words, unless they were demanded."""

from __future__ import annotations

from pathlib import Path

import pytest

import index
import search
from search.query.parser import parse
from search.results.highlights import Highlights

WAR = "It was all about grain, and more about rye than about wheat, after the war of words."
STRIKE = "Die Fahrer der Nordlinie haben am Dienstag gestreikt, weil die Schichten lang sind."


def marked(query: str, text: str, language: str = "en") -> list[str]:
    """Return what is marked in a text of an index of English and German."""
    marks = Highlights(parse(query, ("en", "de")))
    return [text[start:end] for start, end in marks.spans(text, language)]


@pytest.mark.parametrize(
    ("query", "language", "found"),
    [
        ("what is all the talk about grain after the war", "en", ["grain", "war"]),
        ("how much more grain than wheat was it about", "en", ["grain", "wheat"]),
        (
            "warum haben die Fahrer der Nordlinie gestreikt",
            "de",
            ["Fahrer", "Nordlinie", "gestreikt"],
        ),
        # What is a word in one language may be none in another.
        ("die hard drivers of rye", "en", ["rye"]),
        ("war grain", "de", []),
    ],
)
def test_stop_words_of_a_question_are_not_marked(
    query: str, language: str, found: list[str]
) -> None:
    assert marked(query, WAR if language == "en" else STRIKE, language) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"all about grain"', ["all about grain"]),
        ('"after the" grain', ["grain", "after the"]),
        ("+about grain", ["about", "grain", "about", "about"]),
        ("grain AND after", ["grain", "after"]),
        ('"more rye"~3', ["more", "rye"]),
        # A sign demands its own word, no other one.
        ("+after all about grain", ["grain", "after"]),
        # What is excluded is not looked for.
        ("grain -more about", ["grain"]),
    ],
)
def test_a_stop_word_that_is_demanded_is_marked(query: str, found: list[str]) -> None:
    assert marked(query, WAR) == found


@pytest.mark.parametrize("query", ["about", "more about", "all after"])
def test_stop_words_are_marked_where_a_query_has_nothing_else(query: str) -> None:
    assert set(marked(query, WAR)) == set(query.split())


def test_a_name_in_capitals_is_no_stop_word() -> None:
    assert marked("ALL ratings of grain", "The agency ALL says that all grain is dear.") == [
        "ALL",
        "grain",
    ]
    assert marked("all the grain", "ALL GRAIN IS DEAR, AND ALL RYE.") == ["GRAIN"]


def test_a_hit_and_an_article_are_marked_alike(tmp_path: Path, static_model: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "war.txt").write_text(f"A war of words\n\n{WAR}\n", encoding="utf-8")
    built = tmp_path / "index"
    index.build([tmp_path / "news"], index_dir=built, model=str(static_model))
    with search.open_index(built) as engine:
        for query, words in (
            ("what was said about the grain", {"grain"}),
            ("grain abou*", {"grain", "about"}),
            ('grain "about rye"', {"grain", "about rye"}),
        ):
            (hit,) = engine.search(query).hits
            assert {hit.text[a:b] for a, b in hit.highlights} == words
            shown = engine.show("news/war.txt", query)
            assert words <= {shown.article.text[a:b] for a, b in shown.highlights}
