"""Words are the same however they are typed, and their offsets are right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import analyzer, compounds, letters
from index.text.marks import Mark, Marker, beginnings

TEXTS = [
    "The U.S. and AT&T's pledges: 175,000 of 3.5 were pledged, 12abc said, 1,000,5 or 1.2.3.",
    "习近平 pledged 习近平主席 and l'accord de l’année; xi's Xi’s XI x.i. café CAFÉ",
    "to be or not to be, Pledge pledging PLEDGED",
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S. intelligence", "US intelligence"),
        ("the U.S.A", "the USA"),
        ("175,000 troops", "175000 troops"),
        ("1,234,567.89", "1234567.89"),
        ("Café São Tomé", "cafe sao tome"),
        ("cafe\u0301", "café"),
        ("STRASSE", "straße"),
        ("Xi’s pledge", "Xi's pledge"),
        ("Xi’s", "xi"),
        ("AT&T", "att"),
        ("ﬁnance", "finance"),
        ("O’Neill", "O'Neill"),
    ],
)
def test_the_same_word_typed_in_two_ways_is_one_word(one: str, other: str) -> None:
    assert analyzer.words(one) == analyzer.words(other)


def test_a_number_stays_whole() -> None:
    assert analyzer.words("$604 and 3.14, 12,000; 2.5") == ["604", "and", "3.14", "12000", "2.5"]


def test_a_list_of_digits_is_not_one_number() -> None:
    assert analyzer.words("1,23 and 2021-12-04") == ["1", "23", "and", "2021", "12", "04"]


def test_sentences_glued_together_are_two_words() -> None:
    assert analyzer.words("Ukraine.In a") == ["ukraine", "in", "a"]


def test_ranking_counts_stems_without_stop_words() -> None:
    assert analyzer.terms("What did they pledge? He pledged it to the U.S.") == [
        "pledg",
        "pledg",
        "us",
    ]


def test_chinese_is_indexed_by_pairs_of_characters() -> None:
    assert analyzer.words("中国支持") == ["中国", "国支", "支持"]
    assert analyzer.words("中") == ["中"]


def test_a_word_of_any_length_is_bounded() -> None:
    assert len(analyzer.words("x" * 10_000)[0]) == letters.MAX_WORD_CHARS


@given(st.text(max_size=300))
def test_tokens_are_in_order_and_inside_the_text(text: str) -> None:
    end = 0
    for token in analyzer.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= end or not token.word.isascii()
        assert token.word
        end = token.start


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1))
def test_case_never_matters(word: str) -> None:
    if word.upper().casefold() == word.casefold():  # not so for a few letters of Unicode itself
        assert analyzer.words(word.upper()) == analyzer.words(word)


@given(st.text(max_size=200))
def test_analysis_does_not_depend_on_what_was_analysed_before(text: str) -> None:
    first = analyzer.terms(text)
    analyzer.stem.cache_clear()
    assert analyzer.terms(text) == first


@given(st.one_of(st.text(max_size=60), st.sampled_from(TEXTS)))
def test_a_word_is_the_same_word_beside_chinese(text: str) -> None:
    alone = list(analyzer.tokens(text))
    assert list(analyzer.tokens(f"{text} \u3042\u3044"))[:-1] == alone


BITS = (
    *"cease-fire per cent PER 5 1,000.5 12.5bn $ € % & A B AT&T U.S. l'accord".split(),
    *"F-16s 中国 ไทย é".split(),
    *("million WHO the shares' \u2018s don\u2019t ３ \u00ad \u0301".split()),
    *(" ", " ", "\n", "\u202f", "\xa0", "-", "."),
)


@given(st.lists(st.sampled_from(BITS), max_size=12).map("".join), st.sampled_from(["en", "de"]))
def test_a_text_is_marked_piece_by_piece_as_in_one(text: str, language: str) -> None:
    tokens = list(analyzer.tokens(text))
    plain = analyzer.stemmed(text, tokens, language)
    together = compounds.terms_of(text, tokens, language)
    found = {Mark(term, *token) for term, token in plain}
    found |= {Mark(term, "", one.start, one.end) for term, one in together}
    for wanted in {mark.term for mark in found}:
        marks = set(Marker([wanted]).marks(text, language))
        assert marks == {mark for mark in found if mark.term == wanted}


@given(
    st.from_regex(r"[a-z]{1,6}(s|ies|y|ed|ing|ly|ation|er|en|heit|ung|os|amente)?", fullmatch=True),
    st.sampled_from(sorted(analyzer.STEMMED)),
)
def test_a_word_begins_as_its_term_says(word: str, language: str) -> None:
    term = analyzer.term_in(language, word, analyzer.fold(word))
    assert word[:2] in beginnings([term])
