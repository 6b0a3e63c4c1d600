"""No sentence is torn by the marks of a quotation, and no paragraph has two people's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.quotation import unflowed, unquoted, unsigned

SENTENCES = st.lists(
    st.sampled_from(["It rains.", "The boat is late.", "Nobody said so, or did they?", "Yes."]),
    min_size=1,
    max_size=6,
)


def blocks(text: str) -> list[str]:
    return [" ".join(block.split()) for block in text.split("\n\n") if block.strip()]


@pytest.mark.parametrize("hashed", ["Hash: SHA256\n\n", "Hash: SHA256\nCharset: utf-8\n\n", "\n"])
def test_the_armour_of_a_signed_letter_is_no_text(hashed: str) -> None:
    signature = "-----BEGIN PGP SIGNATURE-----\n\niQEz\n=abcd\n-----END PGP SIGNATURE-----\n"
    body = "The boat is late.\n\n- -- \n- From here on it rains.\n"
    text = f"Hello.\n-----BEGIN PGP SIGNED MESSAGE-----\n{hashed}{body}{signature}List of boats\n"
    assert unsigned(text) == (
        "Hello.\nThe boat is late.\n\n-- \nFrom here on it rains.\nList of boats\n"
    )


@pytest.mark.parametrize("mark", [">", "> ", ">> ", "> > ", " > "])
def test_marks_are_no_text(mark: str) -> None:
    text = f"Bo wrote:\n{mark}The boat is\n{mark}late.\n{mark}\n{mark}It rains.\n\nYes."
    assert blocks(unquoted(text)) == ["Bo wrote:", "The boat is late.", "It rains.", "Yes."]


def test_an_answer_between_the_lines_is_a_paragraph_of_its_own() -> None:
    text = "> Is the boat late?\nYes.\n>> Does it rain?\n> It does.\nNo.\n"
    assert blocks(unquoted(text)) == [
        *("Is the boat late?", "Yes.", "Does it rain?", "It does.", "No."),
    ]


def test_a_line_that_a_program_broke_off_inside_a_quotation_belongs_to_it() -> None:
    text = "> The boat is late because of the wind and of\nthe waves\n> that it makes.\n"
    assert blocks(unquoted(text)) == [
        "The boat is late because of the wind and of the waves that it makes."
    ]


@pytest.mark.parametrize(
    "text",
    [
        ">sequence_1\nACGTACGT\n",
        "```\n> echo yes\n> echo no\n```\n",
        "Five is > four.\nFour > three.\n",
        "no mark at all\n",
    ],
)
def test_what_is_no_quotation_stays_as_it_is(text: str) -> None:
    assert unquoted(text) == text


@given(st.lists(st.tuples(st.integers(0, 3), SENTENCES), min_size=1, max_size=6), st.booleans())
def test_flowed_paragraphs_come_back_with_their_depth(
    given_: list[tuple[int, list[str]]], delete_space: bool
) -> None:
    lines = []
    for depth, sentences in given_:
        words = " ".join(sentences).split()
        for number, word in enumerate(words):
            last = number == len(words) - 1
            lines.append(">" * depth + " " + word + ("" if last else " " + " " * delete_space))
        lines.append(">" * depth)
    found = unflowed("\n".join(lines), delete_space=delete_space).split("\n")
    assert [line for line in found if line.strip("> ")] == [
        "> " * depth + " ".join(sentences) for depth, sentences in given_
    ]


def test_a_signature_does_not_flow() -> None:
    assert unflowed("Yes, \nit does.\n-- \nAda \nQuill", delete_space=False) == (
        "Yes, it does.\n--\nAda Quill"
    )
