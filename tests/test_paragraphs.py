"""Paragraphs can be found again in the text they come from, and none is longer than is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import paragraphs
from index.types import Paragraph, Span

SEED = Path(__file__).parent.parent / "seeds" / "000_dffa5a7ebd0ae50b.txt"

TEXTS = st.lists(
    st.sampled_from(
        [
            "Xi pledged support.",
            "Moscow’s attitude to Ukraine.In a video call",
            "CLICK HERE FOR FULL VERSION OF THIS STORY",
            "The Post reported the details:",
            "# A heading",
            "One two three four five six seven eight nine ten eleven twelve.",
            "supercalifragilistic" * 5,
            "中国支持俄罗斯。他说。",
            "\n",
            "\n\n",
            " ",
            "\t",
            "“Quoted.” He left.",
            "- item",
            "\u00a0",
            "\ud800",
        ]
    )
    | st.text(max_size=20),
    max_size=25,
).map(" ".join)


def words(text: str) -> Sequence[Span]:
    """Stand in for the encoder's word pieces: a piece for each run of up to eight characters."""
    return [match.span() for match in re.finditer(r"\S{1,8}", text)]


def cut(text: str, limit: int = 40) -> list[str]:
    return [text[p.start : p.end] for p in paragraphs.split(text, pieces=words, limit=limit)]


@given(TEXTS, st.integers(8, 60))
def test_offsets_give_the_paragraph_and_its_sentences(text: str, limit: int) -> None:
    end = 0
    for paragraph in paragraphs.split(text, pieces=words, limit=limit):
        assert end <= paragraph.start < paragraph.end <= len(text)
        passage = text[paragraph.start : paragraph.end]
        assert passage == passage.strip()
        assert paragraph.sentences[0][0] == paragraph.start
        assert paragraph.sentences[-1][1] == paragraph.end
        last = paragraph.start
        for start, stop in paragraph.sentences:
            assert last <= start < stop
            last = stop
        end = paragraph.end


@given(TEXTS, st.integers(8, 60))
def test_no_paragraph_is_longer_than_the_encoder_reads(text: str, limit: int) -> None:
    for paragraph in paragraphs.split(text, pieces=words, limit=limit):
        assert len(words(text[paragraph.start : paragraph.end])) <= limit


@given(TEXTS, st.integers(8, 60))
def test_nothing_is_lost_but_calls_to_action(text: str, limit: int) -> None:
    end = 0
    for paragraph in (*paragraphs.split(text, pieces=words, limit=limit), None):
        between = text[end : paragraph.start if paragraph else len(text)]
        asks = "CLICK HERE" in between or "©" in between
        assert asks or not any(c.isalnum() for c in between)
        end = paragraph.end if paragraph else end


def seed_paragraphs() -> tuple[str, tuple[Paragraph, ...]]:
    text = SEED.read_text(encoding="utf-8")
    return text, paragraphs.split(text, pieces=words, limit=254)


def test_the_seed_article_is_cut_where_a_reader_would() -> None:
    text, found = seed_paragraphs()
    starts = [text[p.start : p.start + 24] for p in found]
    assert starts == [
        "Chinese leader Xi Jinpin",
        "Speaking at a virtual su",
        "Beijing backed Moscow’s ",
        "The South China Morning ",
        "The Chinese support come",
        "Much like Russia, China ",
        "Last month, China and Ru",
        "The emerging Sino-Russia",
    ]


def test_a_lead_in_is_not_left_alone() -> None:
    text, found = seed_paragraphs()
    lead = next(p for p in found if text[p.start :].startswith("The South China Morning Post"))
    assert "Calling Putin an “old friend”" in text[lead.start : lead.end]
    assert text[slice(*lead.sentences[0])].endswith("conference call:")


def test_a_call_to_action_is_in_no_paragraph() -> None:
    text, found = seed_paragraphs()
    assert "CLICK HERE" in text
    assert all("CLICK HERE" not in text[p.start : p.end] for p in found)


def test_a_call_to_action_inside_a_line_is_in_no_paragraph_either() -> None:
    parts = cut("Xi pledged support. Click here for the full version of this story. Putin left.")
    assert parts == ["Xi pledged support.", "Putin left."]


def test_glued_sentences_are_apart() -> None:
    text, found = seed_paragraphs()
    sentences = [text[a:b] for p in found for a, b in p.sentences]
    assert "Meanwhile, Putin expressed support for Beijing’s stance on Taiwan." in sentences
    assert any(s.startswith("In a video call with his Russian counterpart") for s in sentences)
    assert any(s.endswith("$715 billion.") and "$604 and $200 billion" in s for s in sentences)


@pytest.mark.parametrize(
    "line",
    [
        "CLICK HERE FOR FULL VERSION OF THIS STORY",
        "Click here to read more.",
        "Subscribe to our newsletter",
        "Read more: the ten best phones",
        "Follow us on Twitter",
        "© 2021 The Daily. All rights reserved.",
        "ADVERTISEMENT",
    ],
)
def test_these_lines_ask_for_clicks(line: str) -> None:
    assert paragraphs.is_call_to_action(line)


@pytest.mark.parametrize(
    "line",
    [
        "He told reporters to click here if they wanted to see how the ministry spent all of it.",
        "Readers more than doubled in a year.",
        "Donations rose by a third.",
        "The company said it would support users.",
        "Advertisement spending fell sharply in March.",
        "Supporting Ukraine is a priority.",
    ],
)
def test_these_lines_say_something(line: str) -> None:
    assert not paragraphs.is_call_to_action(line)


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The committee met on Tuesday to discuss\nthe budget for the coming year, which\n"
        "several members called too large.\n\nA vote is expected in the first week of\n"
        "December, the chairman said."
    )
    assert [p[:13] for p in cut(text, 100)] == ["The committee", "A vote is exp"]


def test_lines_that_were_not_wrapped_are_paragraphs() -> None:
    text = "First paragraph, short.\nSecond paragraph, a good deal longer than the first.\nThird."
    assert len(cut(text, 100)) == 3


def test_two_short_lines_that_are_sentences_are_paragraphs() -> None:
    assert len(cut("Bread is baked at the harbour.\nThe council said so.\n", 100)) == 2


def test_a_heading_goes_with_what_it_heads() -> None:
    text = "# Title\n\nOne sentence here.\n\n## Part\n\nAnother sentence there.\n"
    assert cut(text, 100) == ["# Title\n\nOne sentence here.", "## Part\n\nAnother sentence there."]


@pytest.mark.parametrize(
    "line", ["Herring | 412", "- herring", "Subject: Herring", "Herring    412", "2. herring"]
)
def test_rows_items_and_fields_head_nothing(line: str) -> None:
    body = "Nobody at the quay could say where the boats had gone that night."
    assert cut(f"1. cod\n{line}\n\n{body}", 100)[-1] == body


def test_a_long_paragraph_is_cut_between_sentences_into_like_parts() -> None:
    sentence = "This one has exactly seven words here. "
    parts = cut(sentence * 10, 50)
    assert all(part.startswith("This") and part.endswith("here.") for part in parts)
    counts = [len(words(part)) for part in parts]
    assert max(counts) - min(counts) <= 14


def test_one_endless_sentence_is_cut_between_words() -> None:
    parts = cut("word " * 100, 30)
    assert all(set(part.split()) == {"word"} for part in parts)
    assert sum(len(part.split()) for part in parts) == 100


def test_a_limit_too_small_to_work_with_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 8"):
        paragraphs.split("text", pieces=words, limit=2)


def test_a_line_without_end_is_cut_in_time_that_grows_with_its_length() -> None:
    asked = 0

    def counted(text: str) -> Sequence[Span]:
        nonlocal asked
        asked += len(text)
        return words(text)

    text = "word " * 40_000
    found = paragraphs.split(text, pieces=counted, limit=64)
    assert len(found) == 625
    assert asked < 100 * len(text)
