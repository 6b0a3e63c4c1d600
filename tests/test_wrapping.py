"""Wrapped lines are one paragraph, whatever stands around them; other lines stay lines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import wrapping

STORY = (
    "The ferry company of Norwick said on Friday that it will sell two of its five ships, because"
    " the bridge over the sound takes away more passengers than anybody had thought possible.",
    "Its director, who has worked there since 1979, called it a sad day. Nobody will be dismissed,"
    " she said, but those who leave of their own accord will not be replaced before the spring.",
    "The mayor of the island asked the government to keep at least the night boat alive, since the"
    " bridge closes whenever the wind blows harder than twenty metres a second from the west.",
)
GERMAN = (
    "Die Reederei von Norwick hat am Freitag mitgeteilt, dass sie zwei ihrer fünf Schiffe verkauft,"
    " weil die Brücke über den Sund mehr Fahrgäste wegnimmt, als irgend jemand geglaubt hatte."
)
WORDS = st.lists(
    st.sampled_from("harbour of the ships and a night boat over sound are sold with wind".split()),
    min_size=40,
    max_size=90,
)


def passages(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in wrapping.passages(text)]


def wrapped(text: str, width: int = 72, **options: str) -> str:
    return textwrap.fill(text, width, break_on_hyphens=False, **options)  # type: ignore[arg-type]


@given(st.lists(WORDS, min_size=1, max_size=5), st.integers(50, 110))
def test_paragraphs_come_back_whatever_column_they_were_wrapped_at(
    paragraphs: Sequence[Sequence[str]], width: int
) -> None:
    given_ = [" ".join(words) + "." for words in paragraphs]
    assert passages("\n\n".join(wrapped(each, width) for each in given_)) == given_


@given(st.text(alphabet="aZ. -|>:\t\n文", max_size=300))
def test_every_word_is_in_one_passage_and_in_order(text: str) -> None:
    end = 0
    for start, stop in wrapping.passages(text):
        assert not text[end:start].strip()
        assert text[start:stop] == text[start:stop].strip() != ""
        end = stop
    assert not text[end:].strip()


NEIGHBOURS = {
    "a long link": "See https://wren.example/" + "a-very-long-path/" * 9,
    "a long line": STORY[0] + " " + STORY[1],
    "a table": "Ship      Built  Cars\nPetrel    1979   120\nKittiwake 1991   204",
    "a wide table": "\n".join(f"{n:<50}{n * 3:<40}{n * 7}" for n in range(1979, 1985)),
    "a signature": "-- \nAda Quill\nThe Daily Wren\nTel. 555 1234",
    "a header block": "From: Ada Quill\nTo: The desk\nSubject: Two ships of five",
    "an address": "Ada Quill\n12 Harbour Street\nNorwick",
    "a list": "- tickets\n- two ships\n- the night boat",
    "verse": "The sea was grey, the sand was cold,\nThe boats came home with little gold,\n"
    "And on the pier the women stood\nAnd counted sails of tarry wood.",
}


@pytest.mark.parametrize("what", NEIGHBOURS)
@pytest.mark.parametrize("width", [50, 66, 72, 80])
def test_what_stands_beside_a_wrapped_text_does_not_tear_it(what: str, width: int) -> None:
    body = "\n\n".join(wrapped(each, width) for each in STORY)
    for text in (f"{NEIGHBOURS[what]}\n\n{body}", f"{body}\n\n{NEIGHBOURS[what]}"):
        assert set(STORY) <= set(passages(text))


@pytest.mark.parametrize("what", ["a header block", "an address", "a list", "verse"])
def test_what_is_no_paragraph_keeps_its_lines_beside_a_wrapped_text(what: str) -> None:
    body = "\n\n".join(map(wrapped, STORY))
    assert set(NEIGHBOURS[what].split("\n")) <= set(passages(f"{body}\n\n{NEIGHBOURS[what]}"))


def test_items_of_a_list_are_apart_and_their_wrapped_lines_are_not() -> None:
    items = [f"{mark} {text}" for mark, text in zip(("1.", "2.", "10."), STORY, strict=True)]
    for indent in ("", "   "):
        text = "\n".join(wrapped(item, subsequent_indent=indent) for item in items)
        assert passages(text) == items
    dashes = [f"- {text}" for text in STORY]
    assert passages("\n".join(wrapped(item, subsequent_indent="  ") for item in dashes)) == dashes


@pytest.mark.parametrize("width", [60, 80])
def test_what_is_said_in_minutes_goes_on_below_the_words_and_ends_at_the_next_name(
    width: int,
) -> None:
    said = [f"{name}: {text}" for name, text in zip(("Bo", "Ida", "Una"), STORY, strict=True)]
    short = [text[: width * 2 - 30].rpartition(" ")[0] for text in said]
    columns = [text.replace(": ", ":\t", 1).expandtabs(9) for text in short]
    assert (
        passages("\n".join(wrapped(s, width, subsequent_indent=" " * 9) for s in columns)) == short
    )


def test_paragraphs_that_begin_with_an_indent_need_no_blank_line() -> None:
    text = "\n".join(wrapped(each, initial_indent="   ") for each in STORY)
    assert passages(text) == [*STORY]


def test_items_whose_later_lines_are_indented_are_apart() -> None:
    text = "\n".join(wrapped(each, subsequent_indent="    ") for each in STORY)
    assert passages(text) == [*STORY]


@pytest.mark.parametrize("width", [50, 72])
def test_capitals_at_the_beginning_of_lines_are_usual_in_german_and_in_telegrams(
    width: int,
) -> None:
    assert passages(wrapped(GERMAN, width)) == [GERMAN]
    assert passages(wrapped(STORY[0].upper(), width)) == [STORY[0].upper()]


def test_chinese_is_wrapped_without_spaces() -> None:
    lines = ["港口委员会星期一决定出售五艘船中的两艘因为大桥带走了", "比任何人想象的都要多的乘客。"]
    text = "\n".join([lines[0], lines[0], *lines])
    assert passages(text) == [f"{lines[0]} {lines[0]} {lines[0]} {lines[1]}"]


@pytest.mark.parametrize(
    "lines",
    [
        ["Mayor resigns after talks with the council", "Ferry strike ends after a bitter week"],
        ["Bread is dear.", "The mill is closed, and nobody knows for how long.", "It rained."],
        ["Aldersund", "Brennick", "Corvale", "Dunmere"],
    ],
)
def test_lines_that_are_each_something_of_their_own_stay_apart(lines: list[str]) -> None:
    assert passages("\n".join(lines)) == lines


def test_rows_of_a_short_table_stay_together_and_those_of_a_long_one_are_cut_between() -> None:
    rows = [f"{1900 + n} | {n} | {2 * n}" for n in range(60)]
    assert passages("\n".join(rows[:4])) == [" ".join(rows[:4])]
    found = passages("\n".join(rows))
    assert " ".join(found) == " ".join(rows)
    assert all(len(part) <= wrapping.TABLE_CHARS and part[:4].isdecimal() for part in found)
