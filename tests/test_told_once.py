"""What is said once, beside much else, is found: who somebody is, who holds an office, and why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import index
import search
from search.types import LIKELY

OFTEN = (
    "Mara Velt said on day {} of May that Mara Velt would walk to Kellin again.",
    "They asked the harbour director on day {} of May who is the next on duty.",
    "The bridge of Ostmere was closed at {} minutes past noon, drivers say.",
    "On day {} of May the crown lost a cent, dealers in Dorvia said.",
)

ONCE = {
    "vet": "The door was closed at noon. Mara Velt, a retired vet, had seen the crack.",
    "director": "The gates were closed at noon. Harbour director Piet Marsh had seen the crack.",
    "barge": "It rained. The bridge of Ostmere was closed because a barge had struck it.",
    "named": "Talks began. Dorvian Finance Minister Ida Marsh opened them on Monday.",
    "said": "Ida Marsh said on Friday that the crown is too strong for the dairies.",
    "other": "In Dorvia, Corvian Finance Minister Otto Brandt said that the crown is weak.",
}

ANSWERS = {
    "who is Mara Velt": ("description", "a retired vet"),
    "who is mara velt?": ("description", "a retired vet"),
    "who is the harbour director": ("person", "Piet Marsh"),
    "why was the bridge of Ostmere closed": ("reason", "because a barge had struck it"),
}

SPEAKERS = {"Dorvia": "Ida Marsh", "Corvia": "Otto Brandt"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("told")
    for number in range(14):
        for kind, text in enumerate(OFTEN):
            (folder / f"{kind}-{number}.txt").write_text(text.format(number))
    for name, text in ONCE.items():
        (folder / f"{name}.txt").write_text(text)
    index.build([folder], index_dir=folder / "index")
    with search.open_index(folder / "index") as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize(("question", "said"), ANSWERS.items())
def test_what_is_said_once_is_the_answer(
    engine: search.Engine, question: str, said: tuple[str, str]
) -> None:
    first = engine.ask(question).answers[0]
    assert first.score >= LIKELY
    assert first.part is not None
    assert (first.kind, first.part.text) == said


@pytest.mark.slow
def test_the_holder_of_an_office_that_nobody_names_is_not_likely(engine: search.Engine) -> None:
    answers = engine.ask("who is the harbour director of Kellin").answers
    assert all(one.score < LIKELY for one in answers)


@pytest.mark.slow
@pytest.mark.parametrize(("country", "speaker"), SPEAKERS.items())
def test_who_speaks_may_be_named_by_an_office_that_another_article_gives(
    engine: search.Engine, country: str, speaker: str
) -> None:
    question = f"what did {country}'s finance minister say about the crown"
    first = engine.ask(question).answers[0]
    assert first.speaker == speaker
    assert first.score >= LIKELY
