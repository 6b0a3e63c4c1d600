"""Two sentences are the same, differ, or are about something else; only the same are folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.near_duplicates.paragraphs import same_passage
from search.near_duplicates.relation import Relation, relation

VOTE = (
    "In the town of Corvale the council chose Greta Holm as head of the harbour board by nine votes"
    " to three after a debate of two hours about the fees of the ferries."
)
RESULT = (
    "Aldersund Lines posted a profit of 88 million crowns for the first quarter, its shares rose"
    " on Monday, and it will buy the yard of Dunmere before the end of March."
)
DEBT = "The judge heard that Aldersund Lines owed Brennick Yard nine million crowns for two ships."


def replaced(text: str, one: str, other: str) -> tuple[str, str]:
    assert one in text
    return text, text.replace(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        replaced(VOTE, "Greta Holm", "Arne Lind"),
        replaced(VOTE, "Holm", "Lind"),
        replaced(VOTE, "Greta", "Berta"),
        replaced(VOTE, "Corvale", "Norwick"),
        replaced(VOTE.upper(), "GRETA HOLM", "ARNE LIND"),
        (VOTE.upper(), VOTE.replace("Greta Holm", "Arne Lind")),
        replaced(VOTE, "nine", "ten"),
        replaced(VOTE, "nine", "8"),
        replaced(VOTE, "chose", "did not choose"),
        replaced(VOTE, "chose", "never chose"),
        replaced(VOTE, "after", "before"),
        replaced(RESULT, "88", "89"),
        replaced(RESULT, "million", "billion"),
        replaced(RESULT, "crowns", "dollars"),
        replaced(RESULT, "first quarter", "third quarter"),
        replaced(RESULT, "first quarter", "first half"),
        replaced(RESULT, "profit", "loss"),
        replaced(RESULT, "rose", "fell"),
        replaced(RESULT, "Monday", "Friday"),
        replaced(RESULT, "March", "April"),
        replaced(RESULT, "will buy", "will sell"),
        replaced(RESULT, "will buy", "won’t buy"),
        (
            DEBT,
            DEBT.replace(
                "Aldersund Lines owed Brennick Yard", "Brennick Yard owed Aldersund Lines"
            ),
        ),
        (
            "Norwick beat Lundby by three goals to one in the final of the cup in Tarn on Sunday.",
            "Lundby beat Norwick by three goals to one in the final of the cup in Tarn on Sunday.",
        ),
        (
            "The court of Corvale found the builder Arne Lind guilty of fraud after a long trial.",
            "The court of Corvale acquitted the builder Arne Lind of fraud after a long trial.",
        ),
        (
            "Der Rat von Corvale wählte Greta Holm mit neun Stimmen zur Leiterin des Hafens.",
            "Der Rat von Corvale wählte Arne Lind mit neun Stimmen zur Leiterin des Hafens.",
        ),
        (
            "La mairie fermera le port en mai, a dit le maire après un long débat mardi.",
            "La mairie ne fermera pas le port en mai, a dit le maire après un long débat mardi.",
        ),
    ],
)
def test_a_contradiction_differs_and_is_not_folded(one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        assert relation(first, second) is Relation.DIFFERS
        assert not same_passage(first, second)


@pytest.mark.parametrize(
    "edited",
    [
        VOTE,
        VOTE.upper(),
        VOTE.replace("chose", "picked"),
        VOTE.replace("Greta Holm", "Mrs. Greta Holm"),
        VOTE.replace("Greta Holm", "engineer Greta Holm"),
        VOTE.replace("Greta Holm", "Holm"),
        VOTE.replace("Greta Holm", "her"),
        VOTE.replace("nine votes to three", "9 votes to 3"),
        VOTE.replace("harbour", "harbor"),
        VOTE.replace("after a debate", "after a long debate"),
        VOTE.replace(".", " …"),
        f"CORVALE, March 3 (Reuters) - {VOTE}",
        f"CORRECTED: {VOTE}",
        f"{VOTE} (Reuters)",
    ],
)
def test_an_edit_that_changes_nothing_is_the_same(edited: str) -> None:
    for first, second in ((VOTE, edited), (edited, VOTE)):
        assert relation(first, second) is Relation.SAME
        assert same_passage(first, second)


def test_who_says_it_may_come_first_or_last() -> None:
    last = "The yard at Dunmere shuts in May with ninety jobs lost, its owner Bo Ek said on Monday."
    first = "Its owner Bo Ek said on Monday the yard at Dunmere shuts in May with ninety jobs lost."
    assert relation(first, last) is Relation.SAME


def test_a_number_or_name_that_is_left_out_is_no_contradiction() -> None:
    less = VOTE.replace(" by nine votes to three", "")
    assert relation(VOTE, less) is Relation.UNRELATED
    assert relation(VOTE, VOTE.replace(" Greta", "")) is Relation.SAME


@pytest.mark.parametrize(
    "other",
    ["", "Bread is baked in Tarn.", RESULT, "The harbour board of Corvale met for two hours."],
)
def test_what_is_about_something_else_is_unrelated(other: str) -> None:
    assert relation(VOTE, other) is Relation.UNRELATED
    assert relation(other, VOTE) is Relation.UNRELATED


WORDS = st.lists(
    st.sampled_from(
        "Holm Lind owed paid nine 9 ten not the of crowns up down said May June".split()
    ),
    max_size=20,
)


@given(WORDS, WORDS)
def test_it_is_the_same_from_both_sides_and_of_itself(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    assert (relation(first, second) is Relation.SAME) == (relation(second, first) is Relation.SAME)
    if one:
        assert relation(first, first) is Relation.SAME
