"""Who is asked for is told by the verb, and who somebody is by what stands beside the name."""

from __future__ import annotations

import pytest

from search.answers.acts import act_of
from search.answers.descriptions import description
from search.answers.persons import Sentence
from search.answers.wanted import wanted_of

NAME = ("mara", "velt")

SAID = {
    "Mara Velt, the mayor of Kellin, opened the bridge.": "the mayor of Kellin",
    "The bridge was opened by Mara Velt, 51, on Sunday.": None,
    "Velt, who is also a lawyer, opened it.": "a lawyer",
    "Harbour master Mara Velt closed the gates.": "Harbour master",
    "They told Dorvian Finance Minister Velt so.": "Dorvian Finance Minister",
    "His deputy, Mara Velt, stayed at home.": "His deputy",
    "The port's chaplain, Mara Velt, stayed at home.": "The port's chaplain",
    "Velt, the next day, came late.": None,
    "Velt is the head of the Kellin police.": "the head of the Kellin police",
    "Mara Velt (1815–1852) was a painter.": "a painter",
    "Velt is not a lawyer.": None,
    "Velt is tired.": None,
    "Velt, Brandt and Ott came late.": None,
    "Mr. Velt came late.": None,
    "To Velt, the plan is good.": None,
    "The mayor and Mara Velt came late.": None,
    "The mayor, Otto Velt, came late.": None,
    "Velt's deputy, a lawyer, came late.": None,
    "“Bring me the baker Mara Velt,” he said.": "baker",
    "The painter and former judge Mara Velt moved to Ulm.": "painter and former judge",
    "Her daughter, Velt’s wife, came late.": None,
}

THINGS = {
    "Corland, a dairy in Kellin, was sold.": "a dairy in Kellin",
    "Corland is the largest dairy of the island.": "the largest dairy of the island",
    "The milk company Corland was sold.": "milk company",
    "The Corland Overseas Radio Licensing Association (CORLAND) was sold.": (
        "Corland Overseas Radio Licensing Association"
    ),
    "Corland (CRL) is a dairy.": "a dairy",
    "Corland was sold.": None,
    "Corland, however, was sold.": None,
}

ASKED = {
    "who is Mara Velt": ("mara", "velt"),
    "who is mara velt": ("mara", "velt"),
    "Who was Otto von Brandt?": ("otto", "von", "brandt"),
    "what is Corland": ("corland",),
    "what is the WXB": ("wxb",),
    "who is the mayor of Kellin": (),
    "who is prime minister": (),
    "what is the price of milk": (),
    "what is milk": (),
    "who is responsible": (),
}

NAMED = {
    ("who sued Corland", "Dorvia Inc sued Corland in May."): "Dorvia Inc",
    (
        "who sued Corland",
        "Corland, a dairy, was sued in May by Judge Ada P. Wells.",
    ): "Ada P. Wells",
    ("whom did Corland sue", "In May Corland sued Dorvia Inc in a Kellin court."): "Dorvia Inc",
    (
        "who will lead Corland",
        "Piet de Boer, president of the Kellin Club, will lead Corland.",
    ): "Piet de Boer",
    (
        "who opened the bridge",
        "Despite the rain the bridge was opened on Friday by former Senator Otto Brandt of Ulm.",
    ): "Otto Brandt",
    (
        "whom did Corland accuse",
        "Corland accused the head of the road office, Otto Brandt, of theft.",
    ): "Otto Brandt",
    ("who freed the miners", "The KLF freed the miners."): "KLF",
    ("who saw the miners", "KLF officials saw the miners."): "KLF officials",
    ("who founded Corland", "Corland was founded by Otto Brandt's brother, Ivo."): "Ivo",
    ("who owns Corland", "Brandt & Sons, which owns Corland, is sold."): "Brandt & Sons",
    ("who leads Corland", "Two of Corland's owners say that Ida Marsh leads Corland."): "Ida Marsh",
}


def shown(name: tuple[str, ...], text: str, *, is_person: bool) -> str | None:
    found = description(name, text, is_person=is_person)
    return text[slice(*found[1])] if found and found[1] else None


@pytest.mark.parametrize(("text", "said"), SAID.items())
def test_what_stands_beside_a_name_says_who_that_is(text: str, said: str | None) -> None:
    assert shown(NAME, text, is_person=True) == said


@pytest.mark.parametrize(("text", "said"), THINGS.items())
def test_what_stands_beside_a_name_says_what_that_is(text: str, said: str | None) -> None:
    assert shown(("corland",), text, is_person=False) == said


def test_what_somebody_does_says_less_of_who_that_is() -> None:
    described, does, mentioned = (
        description(NAME, text, is_person=True)
        for text in ("The baker Mara Velt left.", "Velt founded a bank.", "They gave it to Velt.")
    )
    assert described is not None
    assert does is not None
    assert described[0] > does[0]
    assert mentioned is None


@pytest.mark.parametrize(("question", "about"), ASKED.items())
def test_a_question_asks_who_or_what_something_is(question: str, about: tuple[str, ...]) -> None:
    wanted = wanted_of(question)
    assert (wanted.about if wanted else ()) == about


@pytest.mark.parametrize(("asked", "name"), NAMED.items())
def test_who_did_it_stands_where_the_verb_wants_it(asked: tuple[str, str], name: str) -> None:
    question, text = asked
    act = act_of(question)
    assert act is not None
    span = Sentence(text, question.lower().split()).answering(
        act.verb, is_object_asked=bool(act.doer)
    )
    assert span is not None
    assert text[slice(*span)] == name
