"""Who holds an office is named beside it, and it is the office of whoever is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

import index
import search
from search.answers.offices import Office, holder, office_of
from search.types import LIKELY

ASKED = {
    "who is the mayor of Kellin": Office(("mayor",), ("kellin",)),
    "who was the foreign minister of the Dorvian republic": Office(
        ("foreign", "minister"), ("dorvian", "republic")
    ),
    "who is Dorvia's prime minister": Office(("prime", "minister"), ("dorvia",)),
    "who is the new harbour director": Office(("harbour", "director"), ()),
    "who is Mara Velt's wife?": Office(("wife",), ("mara", "velt")),
    "who is the best player": None,
    "who was hired to run Corland's dairy": None,
    "who is Mara Velt": None,
}

HELD = {
    "Mayor Mara Velt of Kellin opened the bridge.": "Mara Velt",
    "Mara Velt, the mayor of Kellin, opened the bridge.": "Mara Velt",
    "The mayor of Kellin, Mara Velt, opened the bridge.": "Mara Velt",
    "Kellin did not vote, its mayor, Mara Velt, said.": "Mara Velt",
    "Mara Velt was elected mayor of Kellin on Sunday.": "Mara Velt",
    "Mara Velt has been mayor of Kellin for nine years.": "Mara Velt",
    "The mayor of Kellin is Mara Velt.": "Mara Velt",
    "Ulm was told that Kellin did not, its mayor, Mara Velt, said.": "Mara Velt",
    "Deputy mayor Mara Velt of Kellin opened the bridge.": None,
    "The former Kellin mayor Mara Velt opened the bridge.": None,
    "In Kellin they met Mayor Otto Brandt of Ulm.": None,
    "Mara Velt visited the mayor of Kellin.": None,
    "Mara Velt asked for a mayor of Kellin who can swim.": None,
    "The mayor of Ulm, Otto Brandt, was in Kellin.": None,
}


@pytest.mark.parametrize(("question", "office"), ASKED.items())
def test_a_question_asks_for_an_office(question: str, office: Office | None) -> None:
    assert office_of(question) == office


@pytest.mark.parametrize(("text", "name"), HELD.items())
def test_a_sentence_names_the_holder_of_an_office(text: str, name: str | None) -> None:
    found = holder(Office(("mayor",), ("kellin",)), text)
    assert (found and text[slice(*found)]) == name


@pytest.mark.slow
def test_the_holder_of_an_office_is_found_among_much_else(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(14):
        text = f"They asked the harbour director on day {number} of May who is the next on duty."
        (news / f"{number}.txt").write_text(text)
    late = "The gates were closed at noon. Harbour director Piet Marsh had seen the crack."
    (news / "late.txt").write_text(late)
    index.build([news], index_dir=tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        first = engine.ask("who is the harbour director").answers[0]
        assert first.score >= LIKELY
        assert first.part is not None
        assert first.part.text == "Piet Marsh"
        others = engine.ask("who is the harbour director of Kellin").answers
        assert all(one.score < LIKELY for one in others)


@pytest.mark.slow
def test_who_speaks_may_be_named_by_an_office_that_another_article_gives(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    texts = {
        "named": "Talks began. Dorvian Finance Minister Ida Marsh opened them on Monday.",
        "said": "Ida Marsh said on Friday that the crown is too strong for the dairies.",
        "other": "In Dorvia, Corvian Finance Minister Otto Brandt said that the crown is weak.",
    }
    for number in range(14):
        texts[f"{number}"] = (
            f"On day {number} of May the crown lost a cent, dealers in Dorvia said."
        )
    for name, text in texts.items():
        (news / f"{name}.txt").write_text(text)
    index.build([news], index_dir=tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        first = engine.ask("what did Dorvia's finance minister say about the crown").answers[0]
        assert first.speaker == "Ida Marsh"
        assert first.score >= LIKELY
        first = engine.ask("what did Corvia's finance minister say about the crown").answers[0]
        assert first.speaker == "Otto Brandt"
