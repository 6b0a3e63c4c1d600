"""What people paste is ranked and restricts nothing; what they demand is obeyed, or explained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from search.query.parser import parse

PASTED = [
    "STORM: CREWS AND PILOTS DO NOT FLY AND TRAINS ARE LATE",
    "HERDERS AND SHEPHERDS DID NOT LEAVE THE PASS OR THE HUT, A RANGER TOLD US (FM 98)",
    "DO NOT SWIM HERE",
    "NOT FOR SALE",
    "TARIFF TALKS COLLAPSE -ENVOY",
    'ENVOY SAYS "NEVER" TO TARIFFS',
    'BAKERY SHUTS, "NO FLOUR LEFT" -OWNER',
    "LIBRARIES AND MUSEUMS BUT NOT ARCHIVES",
    "WAR AND PEACE IN EUROPE",
    "TO BE OR NOT TO BE",
    "Is Russia NOT a member AND why?",
    "The ministry did NOT answer the letter AND declined to explain",
    'The singer said "we will be back" in a letter to her friends',
    '"It was the worst day of my life," a witness told the court',
    'Trainer: "Nobody slept"',
    'Mayor Names Bridge "Old Friend" After Poet',
    'Mayor names bridge "old friend" after a poet of the town',
    "The tower -the tallest on the coast- was repainted, a keeper said",
    "Der Turm -der höchste der Küste- wird im Mai gestrichen",
    "La tour -la plus haute de la côte- sera repeinte en mai",
    "She left early -nobody asked why- and came back at noon",
    "The loan, some 40 million, was NOT repaid in time, the bank said.",
    "Rents rose* by a tenth, and many tenants of the block complained",
    "WAREHOUSE BURNS DOWN NEAR DOVER",
    "FERRY SINKS NEAR OSTEND KILLS TWO",
    "TANKERS COLLIDE AROUND(5) CAPE HORN",
    "Warehouse burns down NEAR Dover after strike",
    "A barge ran aground NEAR the lock, and nobody was hurt, the harbour said",
    "She said, !Hola and went",
    "He shouted, !Alto and then the men of the guard ran",
    "FERRY SINKS !TWO DEAD",
    "Source:Agency. The bank said that it will, in June, close branches in the north",
    "A clerk, 51, was questioned at the port after a call (title:none) on Monday, police said",
]
DEMANDED = [
    "FERRY NEAR OSTEND",
    "rain wheat NEAR frost",
    "barge accident NEAR lock",
    "barge NEAR/4 lock",
    "barge AROUND(4) lock",
    "what did the envoy promise !ships",
    "grain export !barley",
    "Xi AND Putin NOT Jinping",
    "XI AND PUTIN NOT JINPING",
    "NATO AND EU",
    '"CLIMATE CHANGE" AND EU',
    "NATO -EU",
    "what did the envoy promise -ships",
    '"Red Sea" -oil date:2021-12',
    "climate change AND policy",
    "tower -the",
    'what did the envoy say about "no limits" trade with Norway',
    "what did the king say about the strike in the north date:2021-12",
    "who said that rents would fall in the second half of the year -bank date:2021",
    "(Xi Putin) AND NOT (support OR ferries)",
    'envoy "no limits" trade Norway',
    '-"pledge to" pledge',
    "wheat exports from the south -oil",
    'author:"jane doe" harbour fees',
]


@pytest.mark.parametrize("query", PASTED)
def test_running_text_demands_nothing_and_a_note_says_so(query: str) -> None:
    read = parse(query)
    assert (read.conditions, read.asked) == ((), query)
    (note,) = read.notes
    assert note.startswith("read as running text")
    assert note.endswith("searched as plain words")


@pytest.mark.parametrize("query", DEMANDED)
def test_what_reads_like_a_demand_is_one(query: str) -> None:
    read = parse(query)
    assert read.conditions
    assert read.notes == ()


def test_a_field_at_the_end_of_running_text_is_obeyed() -> None:
    read = parse('The singer said "we will be back" in a letter to her friends date:2021')
    assert [str(condition) for condition in read.conditions] == ["date:2021"]
    assert "quotation marks" in read.notes[0]


@given(
    st.lists(
        st.sampled_from(
            [
                "AND",
                "NOT",
                "-sea",
                '"a b"',
                "OR",
                "put*",
                "date:2021",
                "NEAR",
                "NEAR/3",
                "!sea",
                'AND"a b"',
                "AROUND(4)",
            ]
        )
    )
)
def test_no_sign_makes_a_paragraph_of_the_collection_unreachable(signs: list[str]) -> None:
    words = "the keeper of the old tower said, on a cold day in May, that all of us".split()
    for at, sign in enumerate(signs[: len(words) - 2]):
        words[at + 1] += f" {sign}"
    read = parse(" ".join(words))
    assert read.conditions == ()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("prose")
    (folder / "n").mkdir()
    (folder / "n" / "a.txt").write_text("The ferry carries sheep.\n\nThe ferry carries wool.\n")
    (folder / "n" / "b.txt").write_text("A goat sings.\n")
    index.build([folder / "n"], index_dir=folder / "index", model=str(static_model))
    with search.open_index(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ("ferry -carries", ["nothing meets -carries as well: without it 2 paragraphs match"]),
        (
            "ferry AND goat",
            [
                "nothing meets ferry as well: without it 1 paragraph matches",
                "nothing meets goat as well: without it 2 paragraphs match",
            ],
        ),
        (
            'ferry "wool carries"',
            [
                'no paragraph has "wool carries"',
                'nothing meets "wool carries" as well: without it 2 paragraphs match',
            ],
        ),
        ('"wool carries"', ['no paragraph has "wool carries"']),
        ("ferry wool", []),
    ],
)
def test_where_conditions_leave_nothing_a_note_says_which_to_drop(
    engine: search.Engine, query: str, notes: list[str]
) -> None:
    results = engine.search(query, mode="keyword")
    assert list(results.warnings) == notes
    assert bool(results.hits) is not bool(notes)
