"""Who holds an office is named beside it, and it is the office of whoever is asked about."""

from __future__ import annotations

import pytest

from search.answers.offices import Office, holder, office_of

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
    "Kellin did not bid for Ulm Airport, its mayor, Mara Velt, said.": "Mara Velt",
    "The mayors of Kellin, Mara Velt and Otto Brandt, left.": None,
    "Ulm was told that Kellin did not, its mayor, Mara Velt, said.": "Mara Velt",
    "Deputy mayor Mara Velt of Kellin opened the bridge.": None,
    "The former Kellin mayor Mara Velt opened the bridge.": None,
    "In Kellin they met Mayor Otto Brandt of Ulm.": None,
    "Mara Velt visited the mayor of Kellin.": None,
    "Mara Velt asked for a mayor of Kellin who can swim.": None,
    "The mayor of Ulm, Otto Brandt, was in Kellin.": None,
}

BOARD = Office(("director", "general"), ("harbour", "board"), frozenset(["hb"]))
HELD_OF_BOARD = {
    "HB director-general Mara Velt left.": "Mara Velt",
    "The director-general of the HB, Mara Velt, left.": "Mara Velt",
    "The cranes of the HB at Kellin rust, its director general, Mara Velt, said.": "Mara Velt",
    "The director general of the Ulm Mint, Mara Velt, left.": None,
    "We hb director general Mara Velt of Ulm.": None,
}


@pytest.mark.parametrize(("question", "office"), ASKED.items())
def test_a_question_asks_for_an_office(question: str, office: Office | None) -> None:
    assert office_of(question) == office


@pytest.mark.parametrize(("text", "name"), HELD.items())
def test_a_sentence_names_the_holder_of_an_office(text: str, name: str | None) -> None:
    found = holder(Office(("mayor",), ("kellin",)), text)
    assert (found and text[slice(*found)]) == name


@pytest.mark.parametrize(("text", "name"), HELD_OF_BOARD.items())
def test_whose_it_is_may_be_an_acronym(text: str, name: str | None) -> None:
    found = holder(BOARD, text)
    assert (found and text[slice(*found)]) == name


def test_an_acronym_that_is_a_small_word_is_whose_it_is() -> None:
    assert office_of("who is the head of the WHO") == Office(("head",), ("who",))
