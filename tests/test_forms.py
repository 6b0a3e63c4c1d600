"""A word is found under every form in which people type and print it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from index.text import analyzer, compounds, letters

TEXTS = {
    "amps": "The lab spends a fifth on R&D. B&Q and M & S sold paint; the Q&A was short.",
    "plain": "Workers r and d painted b with q. The answer was short.",
    "jets": "Two Su-24s and a T-50 flew over the lake.",
    "jet": "A Su24 was sold, and a T50 was not.",
    "other": "The Su-25 is a slow plane; wall paper is cheap, and so is fire wood.",
    "hyphen": "The wall-paper was green. A by-pass and an e-mail were late.",
    "solid": "The wallpaper was grey. The bypass and the email were early.",
    "short": "The dam cost $2.5bn, of which 12% was borrowed, and £40m was a gift.",
    "long": "The dam cost 2.5 billion dollars, 12 percent on loan, 40 million pounds a gift.",
    "older": "Some 12 per cent of 3,500,000 sheep, or 7 mln goats.",
    "newer": "Counted: 3500000 sheep, 7 million goats.",
    "elided": "L'Équipe d’Abidjan a battu l'Olympique; D'Angelo et N'Dour ont joué.",
    "bare": "Equipe und Olympique; Dangelo.",
    "letters": "Paweł Hołownia, Bjørn Ås, the œdipal Æthelred, Đurđević, Þórsmörk, ﬂour, Iğdır.",
    "unseen": "The tele\u00adphone ex\u200bchange and the sub\u200dway in Nor\ufefflund, 2\u20600.",
    "divided": "Nine of the old light-\nhouses were lit in the dark, and that was all.",
    "chinese": "北京大学宣布。",
    "kana": "ｱﾙﾊﾞｲﾄの店。",
    "thai": "ราคาข้าวสูงขึ้น",
    "hindi": "सरकार ने घोषणा की",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("forms")
    (folder / "n").mkdir()
    for name, text in TEXTS.items():
        heading = "---\ntitle: The T-50\n---\n\n" if name == "jet" else ""
        (folder / "n" / f"{name}.md").write_text(f"{heading}{text}\n", encoding="utf-8")
    index.build([folder / "n"], index_dir=folder / "index", model=str(static_model))
    with search.open_index(folder / "index") as opened:
        yield opened


def found(engine: search.Engine, query: str) -> set[str]:
    hits = engine.search(query, k=100, mode="keyword").hits
    return {hit.article.id[2:-3] for hit in hits}


SAME = [
    (("R&D", "r&d", "R & D", '"r&d"'), {"amps"}),
    (("M&S", "m&s", "M & S", "m&s AND paint"), {"amps"}),
    (("Q&A", "q&a"), {"amps"}),
    (("Su-24", "SU24", "su-24s", '"Su-24"', "su24 OR zebra", "-zebra AND su-24"), {"jets", "jet"}),
    (("T-50", "t50", "title:t50 OR lake"), {"jets", "jet"}),
    (("e-mail", "email", "E-MAIL", "emails"), {"hyphen", "solid"}),
    (("by-pass", "bypass", '"bypass and"', '"by-pass and"'), {"hyphen", "solid"}),
    (("wall-paper", "wallpaper", "wallpap*", "wall-p*"), {"hyphen", "solid"}),
    (('"$2.5bn"', '"2.5 billion"', '"2.5 billion dollars"'), {"short", "long"}),
    (("12%", "12 %", "12 percent", "12 per cent", "12pct"), {"short", "long", "older"}),
    (('"12%"', '"12 percent"', '"12 per cent"'), {"short", "long", "older"}),
    (('"40 million pounds"', '"£40m"', "£40m AND pounds"), {"short", "long"}),
    (("3,500,000 sheep", "3500000 sheep", '"7 million goats"', '"7mln goats"'), {"older", "newer"}),
    (("olympique", '"olympique"', "olymp*", "l'olympique"), {"elided", "bare"}),
    (("D'Angelo", "dangelo", "d’angelo OR dangelo"), {"elided", "bare"}),
    (("abidjan", '"d\'abidjan"', '"abidjan a battu"'), {"elided"}),
    (("Pawel Holownia", "bjorn", "oedipal", "aethelred", "durdevic", "Thorsmork"), {"letters"}),
    (("flour", "IGDIR", "igdir", '"bjorn as"', "Holowni*"), {"letters"}),
    (("lighthouses", '"old lighthouses were"', "lighthous*"), {"divided"}),
    (("telephone", '"telephone exchange"', "tele\u00adphone", "teleph*", "subway"), {"unseen"}),
    (("norlund", "20"), {"unseen"}),
    (("京", "大", "北京", '"京大"', "布"), {"chinese"}),
    (("アルバイト", "ｱﾙﾊﾞｲﾄ", "店"), {"kana"}),
    (("ข้าว", "ราคา", '"ราคาข้าว"'), {"thai"}),
    (("सरकार", "घोषणा"), {"hindi"}),
]


@pytest.mark.parametrize(("queries", "expected"), SAME, ids=[queries[0] for queries, _ in SAME])
def test_every_form_finds_the_same(
    engine: search.Engine, queries: tuple[str, ...], expected: set[str]
) -> None:
    for query in queries:
        assert found(engine, query) == expected, query


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("wallpaper", {"wall-paper", "wallpaper"}),
        ("su24", {"Su-24s", "Su24"}),
        ('"bypass and"', {"by-pass and", "bypass and"}),
        ("telephone", {"tele\u00adphone"}),
        ('"telephone exchange"', {"tele\u00adphone ex\u200bchange"}),
        ("12%", {"12", "%", "percent", "per cent"}),
        ("京", {"京"}),
        ("アルバイト", {"ｱﾙ", "ﾙﾊﾞ", "ﾊﾞｲ", "ｲﾄ"}),
        ("olympique", {"Olympique"}),
    ],
)
def test_what_matched_is_marked_as_it_stands(
    engine: search.Engine, query: str, marked: set[str]
) -> None:
    shown = set()
    for hit in engine.search(query, k=100, mode="keyword").hits:
        article = engine.article(hit.article.id).text
        for start, end in hit.highlights:
            shown.add(hit.text[start:end])
            assert article[hit.start + start : hit.start + end] == hit.text[start:end]
    assert marked <= shown | {"ｱﾙ", "ﾙﾊﾞ", "ﾊﾞｲ", "ｲﾄ"}


def test_a_compound_that_nobody_writes_in_one_is_its_parts(engine: search.Engine) -> None:
    assert found(engine, "grey-green") == {"hyphen", "solid"}
    assert found(engine, '"grey-green"') == set()


def test_the_explained_shares_of_compounds_add_up(engine: search.Engine) -> None:
    hits = engine.search("wallpaper grey", mode="keyword", explain=True).hits
    assert {hit.article.id for hit in hits} == {"n/hyphen.md", "n/solid.md"}
    for hit in hits:
        assert hit.explanation is not None
        shares = {term.terms: term for term in hit.explanation.terms}
        total = sum(term.share for term in hit.explanation.terms)
        assert total == pytest.approx(hit.keyword_score, abs=1e-5)
        assert shares[("wallpap",)].spans


@given(st.text(max_size=80), st.text(alphabet="\u00ad\u200b\u200d\u2060\ufeff", max_size=3))
def test_characters_that_are_not_seen_change_no_word(text: str, unseen: str) -> None:
    for at in range(0, len(text), 7):
        mixed = text[:at] + unseen + text[at:]
        assert analyzer.words(mixed) == analyzer.words(letters.seen(text))


@given(st.text(max_size=120))
def test_compounds_stand_where_they_say(text: str) -> None:
    tokens = list(analyzer.tokens(text))
    for one in compounds.compounds(text, tokens):
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.at <= len(tokens)
        assert one.word
        assert one.parts < 2 or tokens[one.at].start == one.start


@given(
    st.lists(st.sampled_from("fire wall a 16 e cease F mail it-s 3 per cent".split()), min_size=1),
    st.sampled_from("-‐‑"),
)
def test_a_phrase_fits_the_text_that_it_was_copied_from(words: list[str], hyphen: str) -> None:
    from search.results.highlights import phrase_spans

    text = hyphen.join(words[:3]) + " " + " ".join(words[3:])
    tokens = list(analyzer.tokens(text))
    units = compounds.units(text)
    if units:
        assert (tokens[0].start, tokens[-1].end) in set(phrase_spans(text, tokens, units))
