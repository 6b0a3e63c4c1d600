"""One article in another language changes nothing for the articles in English."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import index
import search
from index.text import analyzer
from search.types import Results

ENGLISH = {
    "port": "The port has a new plan for the winter. Two banks lent it money for a pier.",
    "land": "The farm sold land and a mill at auction. A crew will send machines north.",
    "plane": "A small plane made a hard landing. Police closed the lake and tested the pilot.",
    "biden": "Biden met miners and bakers in a hall. Nobody was told what they had for lunch.",
    "taxi": "A taxi drove to the abbey; its driver paid no taxes, and the wind was against him.",
    "usa": "Visitors from the USA came by bus. They wrote to us about the sand and the posts.",
    "mark": "A tall post marks where the port ends. The mark is red, and a tanker lies behind it.",
    "fine": "The fines are high, and final. A finer rule is planned by the ministry of the sea.",
}
OTHERS = {
    "ar": "أعلنت الحكومة بناء جسر جديد فوق النهر. السكان غير سعداء لأن الضجيج سيزداد، قال العمدة.",
    "da": "Regeringen har besluttet at bygge en ny bro over floden. Borgerne er ikke glade.",
    "de": "Die Regierung kündigt den Bau einer neuen Brücke an. Biden und das Ufer sind dagegen.",
    "es": "El gobierno anuncia la construcción de un nuevo puente sobre el río, dijo el alcalde.",
    "fi": "Hallitus ilmoitti uuden sillan rakentamisesta joen yli. Asukkaat eivät ole iloisia.",
    "fr": "Le gouvernement annonce la construction d’un nouveau pont sur le fleuve, dit le maire.",
    "hu": "A kormány bejelentette, hogy új hidat épít a folyó fölé. A lakók nem örülnek neki.",
    "it": "Il governo annuncia la costruzione di un nuovo ponte sul fiume, ha detto il sindaco.",
    "nl": "De regering kondigt de bouw van een nieuwe brug over de rivier aan, zei de heer.",
    "no": "Regjeringen har bestemt seg for å bygge en ny bro over elva. Innbyggerne er ikke glade.",
    "pt": "O governo anuncia a construção de uma nova ponte sobre o rio, disse o presidente.",
    "ro": "Guvernul anunță construirea unui pod nou peste râu. Locuitorii nu sunt mulțumiți.",
    "ru": "Правительство объявило о строительстве нового моста через реку. Жители города не рады.",
    "sv": "Regeringen meddelar att en ny bro ska byggas över floden. Invånarna är inte glada.",
}
QUERIES = [
    *"porter newest planes Miller winden taxi taxing USA us Sander poster tanker farmer".split(),
    *"bankers lander biden bidding marker finer finest finals minister mine hallen abbeys".split(),
    "lander AND auction",
    "mill -landing",
    "-us",
    '"the port"',
    "mark*",
    "bidn~",
    "title:taxi",
    "what did the visitors write about",
    "minstry of the sea",
    "planned fines",
    "vistors",
]


NAMED = ("biden", "-us", "bidn~")
"""Queries that an article in another language does match: the German one names Biden."""


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "n").mkdir()
    for name, text in ENGLISH.items():
        (folder / "n" / f"{name}.txt").write_text(f"Title: About {name}\n\n{text}\n")
    index.build([folder / "n"], index_dir=folder / "index", model=str(static_model))
    return folder


@pytest.fixture(scope="module")
def controls(english: Path) -> Callable[[int], Path]:
    """What makes an index with one more article in English, of so many words that none else has."""
    made: dict[int, Path] = {}

    def control(words: int) -> Path:
        if words not in made:
            made[words] = english / f"control-{words}"
            shutil.copytree(english / "index", made[words])
            text = " ".join(f"zqx{number}" for number in range(words))
            grown(made[words], english / f"more-{words}", text, "en")
        return made[words]

    return control


def grown(place: Path, folder: Path, text: str, language: str) -> None:
    """Add one article to an index."""
    folder.mkdir()
    head = f"---\ntitle: Zqx\nlang: {language}\n---\n\n"
    (folder / "one.md").write_text(f"{head}{text}\n", encoding="utf-8")
    index.build([folder], index_dir=place)


def asked(engine: search.Engine, query: str, mode: search.types.Mode) -> Results:
    return engine.search(query, k=100, mode=mode, facets=("source",))


@pytest.mark.parametrize("language", sorted(analyzer.STEMMED - {"en"}))
def test_an_article_in_another_language_changes_no_query_in_english(
    english: Path, controls: Callable[[int], Path], tmp_path: Path, language: str
) -> None:
    shutil.copytree(english / "index", tmp_path / "index")
    grown(tmp_path / "index", tmp_path / "other", OTHERS[language], language)
    same_length = controls(len(analyzer.terms(OTHERS[language], language)))
    with (
        search.open_index(english / "index") as before,
        search.open_index(same_length) as control,
        search.open_index(tmp_path / "index") as after,
    ):
        assert after.languages == ("en", language)
        for query in QUERIES:
            was, now = asked(before, query, "keyword"), asked(after, query, "keyword")
            hits = [hit for hit in now.hits if hit.article.language == "en"]
            assert [(h.article.id, h.start) for h in hits] == [
                (h.article.id, h.start) for h in was.hits
            ], query
            # A ninth paragraph changes what the mean length and the rarity of words are: as much
            # as one in English does.
            if query not in NAMED:
                expected = {
                    hit.article.id: hit.score for hit in asked(control, query, "keyword").hits
                }
                assert {hit.article.id: hit.score for hit in hits} == pytest.approx(expected), query
            assert now.suggestion == was.suggestion
            foreign = len(now.hits) - len(hits)
            if query not in NAMED:
                assert (now.total, foreign) == (was.total, 0), query
                assert now.facets == was.facets


def test_a_stemmer_sees_only_its_script() -> None:
    assert analyzer.terms("taxi winden фермеры", "ru") == ["ru:taxi", "ru:winden", "ru:фермер"]
    assert analyzer.terms("фермеры Häuser", "de") == ["de:фермеры", "de:haus"]
    assert analyzer.terms("domy 2021", "pl") == [":domy", ":2021"]
    assert analyzer.terms("houses", "en") == ["hous"]


def test_a_word_is_found_in_its_own_language_as_that_stems_it(
    english: Path, tmp_path: Path
) -> None:
    shutil.copytree(english / "index", tmp_path / "index")
    (tmp_path / "other").mkdir()
    for language in ("de", "ru", "fr"):
        path = tmp_path / "other" / f"{language}.txt"
        path.write_text(OTHERS[language] + "\n", encoding="utf-8")
    index.build([tmp_path / "other"], index_dir=tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        for query, language in (
            ("Brücken", "de"),
            ("мосты", "ru"),
            ("ponts AND fleuves", "fr"),
            ("Ufers", "de"),
            ("pont -banks", "fr"),
            ("Brück*", "de"),
        ):
            hits = engine.search(query, mode="keyword").hits
            assert [hit.article.language for hit in hits] == [language], query
            assert hits[0].highlights, query
