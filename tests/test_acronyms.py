"""Acronyms that articles define: found in a build, and used in searches with less weight."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from index.generations import parts
from index.maintenance.edits import remove
from index.text.acronyms import Definition, definitions

DEFINED = [
    ("The Guild of Estuary Pilots, or GEP, left.", "GEP", "Guild of Estuary Pilots"),
    ("the National Union of Miners, known as NUM, left", "NUM", "National Union of Miners"),
    ("The Kellin Port Trust (KPT) was founded in 1911.", "KPT", "Kellin Port Trust"),
    ("The KPT (Kellin Port Trust) was founded in 1911.", "KPT", "Kellin Port Trust"),
    ('The Kellin Port Trust ("KPT") was founded.', "KPT", "Kellin Port Trust"),
    ("The Kellin Port Trust (the KPT, since 1911) grew.", "KPT", "Kellin Port Trust"),
    ("It rained. National Guild of Bakers (N.G.B.) men met.", "NGB", "National Guild of Bakers"),
    ("the United Western Tea Organisation (Uwto) met", "Uwto", "United Western Tea Organisation"),
    ("large electric ferries (LEFs) sail", "LEF", "large electric ferries"),
    ("Union of the Eastern Coopers (UEC)", "UEC", "Union of the Eastern Coopers"),
    ("Orrin Business Machines Corp (OBM) said", "OBM", "Orrin Business Machines"),
    ("der Landesnachrichtendienst (LND) hat", "LND", "Landesnachrichtendienst"),
    ("Confédération des marins du port (CMP)", "CMP", "Confédération des marins du port"),
    ("Barrow & Gale (B&G) sold", "B&G", "Barrow & Gale"),
]


@pytest.mark.parametrize(("text", "short", "long"), DEFINED)
def test_a_definition_is_found(text: str, short: str, long: str) -> None:
    assert definitions(text) == [Definition(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "KELLIN (AP) - The port is closed.",
        "Ines Vale (53) left on Monday (GMT).",
        "Prime Minister Ines Vale (PM) left.",
        "Mr Vale (Labour) and Ms Orr (D-Kan.) spoke.",
        "The president (left) greets the mayor (right).",
        "The guild won. Bakers rejoiced. (GBR)",
        "()((((A)B)C) (AB",
    ],
)
def test_what_defines_nothing_is_left_alone(text: str) -> None:
    assert definitions(text) == []


@given(st.text(alphabet="AbC dE.()-,\"'é\n", max_size=200))
def test_whatever_is_found_is_in_the_text(text: str) -> None:
    for found in definitions(text):
        assert found.long in text
        assert found.short.replace(".", "") in text.replace(".", "")
        assert len(found.long) > len(found.short) > 1


ARTICLES = {
    "told": "The Kellin Port Trust (KPT) was founded in 1911.\n\nThe KPT owns nine cranes, and"
    " rents three more when grain comes in.",
    "short": "The KPT raised its fees on Friday, and captains were cross about it all weekend.",
    "long": "The Kellin Port Trust raised its fees again, which captains took with good humour.",
    "apart": "A port in Kellin needs trust, said a captain, and went to look for a better one.",
    "other": "The Kingdom of Pastry Teachers (KPT) met for a contest.\n\nThe KPT gave out a prize.",
    "health": "The World Health Office (WHO) warned of fever.\n\nIts doctors went by boat.",
    "office": "The World Health Office sent two nurses to the island, who came back on Monday.",
}


def build(folder: Path, model: Path, names: tuple[str, ...] = tuple(ARTICLES)) -> Path:
    articles = [
        index.Article(f"n/{name}", "", False, "n", None, name, ARTICLES[name]) for name in names
    ]
    index.build(articles, index_dir=folder, model=str(model), precision="exact")
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    return build(tmp_path_factory.mktemp("acronyms") / "index", static_model)


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[search.Engine]:
    with search.open_index(place) as opened:
        yield opened


def found(engine: search.Engine, query: str, *, synonyms: bool = True) -> dict[str, float]:
    """Return the keyword scores of what is found, by article and paragraph."""
    results = engine.search(query, k=50, mode="keyword", every=True, synonyms=synonyms)
    return {
        f"{hit.article.id.removeprefix('n/')}:{hit.paragraph}": hit.keyword_score or 0
        for hit in results.hits
    }


def test_a_name_is_found_by_the_acronym_that_articles_define(engine: search.Engine) -> None:
    scores = found(engine, "Kellin Port Trust")
    assert {"told:0", "told:1", "short:0", "long:0", "apart:0"} == scores.keys()
    assert scores["long:0"] > scores["told:1"] > scores["short:0"]
    assert "told:1" not in found(engine, "Kellin Port Trust", synonyms=False)


def test_an_acronym_is_found_by_what_it_stands_for(engine: search.Engine) -> None:
    scores = found(engine, "KPT fees")
    assert scores["short:0"] > scores["long:0"] > 0
    assert "apart:0" not in scores


def test_an_article_that_defines_it_otherwise_is_not_meant(engine: search.Engine) -> None:
    assert not {"other:0", "other:1"} & found(engine, "Kellin Port Trust").keys()


def test_a_small_word_is_an_acronym_in_capitals_only(engine: search.Engine) -> None:
    assert found(engine, "WHO on the island").keys() == {"health:0", "office:0"}
    assert found(engine, "who was on the island").keys() == {"office:0"}


def test_in_a_condition_it_is_the_word_in_the_articles_that_define_it(
    engine: search.Engine,
) -> None:
    assert found(engine, "KPT AND 1911").keys() == {"told:0"}
    assert found(engine, "KPT AND humour").keys() == set()
    assert found(engine, '"KPT" AND cranes').keys() == {"told:1"}


def test_what_matched_is_marked_and_explained(engine: search.Engine) -> None:
    results = engine.search("Kellin Port Trust fees", mode="keyword", explain=True)
    assert results.understood is not None
    assert results.understood.acronyms == {"Kellin Port Trust": ("KPT",)}
    hit = next(hit for hit in results.hits if hit.article.id == "n/short")
    assert [hit.text[start:end] for start, end in hit.highlights] == ["KPT", "fees"]
    assert hit.explanation is not None
    assert sum(one.share for one in hit.explanation.terms) == pytest.approx(hit.keyword_score)


def test_what_is_removed_defines_nothing_and_a_grown_index_is_as_a_fresh_one(
    tmp_path: Path, static_model: Path
) -> None:
    names = tuple(ARTICLES)
    grown = build(tmp_path / "grown", static_model, names[:3])
    build(grown, static_model, names[3:])
    fresh = build(tmp_path / "fresh", static_model)
    with search.open_index(grown) as one, search.open_index(fresh) as other:
        for query in ("Kellin Port Trust", "KPT fees"):
            assert found(one, query) == pytest.approx(found(other, query))
    remove(["n/told"], index_dir=grown)
    with search.open_index(grown) as engine:
        assert found(engine, "Kellin Port Trust").keys() == {"long:0", "apart:0"}


def test_an_index_without_them_says_so_where_they_are_asked_for(
    tmp_path: Path, static_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "WRITERS", ())
    with search.open_index(build(tmp_path / "index", static_model)) as engine:
        assert "told:1" not in found(engine, "Kellin Port Trust")
        assert not engine.search("Kellin Port Trust").warnings
        (warning,) = engine.search("Kellin Port Trust", explain=True).warnings
        assert "acronyms" in warning and "build --full" in warning
        assert not engine.search("Kellin", explain=True, synonyms=False).warnings
