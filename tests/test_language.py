"""Articles are analysed in their own language, and a query finds them in every one of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import index
import search
from index.generations.snapshot import open_snapshot
from index.text import analyzer
from index.text.languages import detect
from search.query.parser import parse
from search.retrieval import query_reader

SENTENCES = {
    "en": "The council of Aldersund has voted to deepen its harbour by four metres.",
    "de": "Der Ausschuss hat gestern über den Haushalt beraten.",
    "fr": "Le président a promis de soutenir les agriculteurs.",
    "es": "El presidente prometió apoyar a los agricultores.",
    "it": "Il presidente ha promesso di sostenere gli agricoltori.",
    "nl": "De president beloofde de boeren te steunen.",
    "sv": "Presidenten lovade att stödja bönderna.",
    "fi": "Presidentti lupasi tukea maanviljelijöitä.",
    "hu": "Az elnök megígérte, hogy támogatja a gazdákat.",
    "ro": "Președintele a promis că va sprijini fermierii.",
    "ru": "Президент пообещал поддержать фермеров.",
    "pl": "Prezydent obiecał wspierać rolników.",
    "zh": "中国领导人习近平承诺支持俄罗斯总统普京。",
    "ja": "習近平国家主席はロシアへの支持を約束した。",
    "ko": "시진핑 주석은 러시아에 대한 지지를 약속했다.",
}

ARTICLES = {
    "en.txt": "The houses of the old town were sold to a bank. Nobody was asked about it.\n",
    "de.txt": "Die Häuser der Altstadt wurden an eine Bank verkauft. Niemand wurde gefragt.\n",
    "fr.txt": "L'accord sur les chevaux a été signé par les ministres à Paris hier soir.\n",
    "ru.txt": "Президент пообещал поддержать фермеров новыми законами и деньгами.\n",
    "zh.txt": "中国领导人习近平承诺支持俄罗斯总统普京。双方签署了新的协议。\n",
    "tr.txt": "Cumhurbaşkanı çiftçilere destek sözü verdi ve yeni yasalar için söz aldı.\n",
}

FOUND = {
    "Haus": "de",
    "verkaufte Häuser": "de",
    "HÄUSER": "de",
    "house": "en",
    "cheval": "fr",
    "accords": "fr",
    "l’accord": "fr",
    "фермер": "ru",
    "закон": "ru",
    "习近平": "zh",
    "çiftçilere": "tr",
    "bank": "en",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    folder = tmp_path_factory.mktemp("languages")
    (folder / "a").mkdir()
    for name, text in ARTICLES.items():
        (folder / "a" / name).write_text(text, encoding="utf-8")
    index.build([folder / "a"], index_dir=folder / "index", model=str(static_model))
    return folder / "index"


@pytest.fixture(scope="module")
def engine(built: Path) -> Iterator[search.Engine]:
    with search.open_index(built) as opened:
        yield opened


@pytest.mark.parametrize("language", SENTENCES)
def test_the_language_of_a_sentence_is_recognised(language: str) -> None:
    assert detect(SENTENCES[language]) == language


@pytest.mark.parametrize(
    "text", ["Taiwan", "The budget grew.", "rye bread 62 crowns", "", "12 345", "Xi pledged."]
)
def test_what_does_not_say_is_english(text: str) -> None:
    assert detect(text) == analyzer.ENGLISH


def test_an_article_keeps_its_language(engine: search.Engine, built: Path) -> None:
    for name in ARTICLES:
        assert engine.article(f"a/{name}").language == name[:2]
    assert open_snapshot(built).languages == ("en", "de", "fr", "ru", "tr", "zh")
    (hit,) = engine.search("фермеры", mode="keyword").hits
    assert hit.article.language == "ru"


@pytest.mark.parametrize(("query", "language"), FOUND.items())
def test_a_word_is_found_in_the_form_of_its_language(
    engine: search.Engine, query: str, language: str
) -> None:
    hits = engine.search(query, mode="keyword", explain=True).hits
    assert language in [hit.article.language for hit in hits]
    (hit,) = (hit for hit in hits if hit.article.language == language)
    assert hit.highlights
    assert hit.explanation is not None
    assert sum(term.share for term in hit.explanation.terms) == pytest.approx(
        hit.keyword_score, abs=1e-5
    )
    assert any(term.spans for term in hit.explanation.terms)


def test_a_word_of_two_languages_is_found_in_both(engine: search.Engine) -> None:
    hits = engine.search("bank", mode="keyword").hits
    assert {hit.article.language for hit in hits} == {"en", "de"}
    assert {hit.text[a:b] for hit in hits for a, b in hit.highlights} == {"bank", "Bank"}


def test_an_answer_is_chosen_by_the_words_of_its_language(engine: search.Engine) -> None:
    answers = engine.ask("Bank Häuser Altstadt verkauft", mode="keyword").answers
    assert answers[0].text == "Die Häuser der Altstadt wurden an eine Bank verkauft."


@pytest.mark.parametrize(
    ("language", "forms"),
    {
        "de": ("Häuser", "Haus", "Hauses"),
        "fr": ("cheval", "chevaux", "l'cheval"),
        "es": ("agricultores", "agricultor"),
        "it": ("agricoltori", "agricoltore", "dell'agricoltore"),
        "pt": ("agricultores", "agricultor"),
        "nl": ("boeren", "boer"),
        "sv": ("hästar", "hästen"),
        "da": ("heste", "hesten"),
        "no": ("hester", "hesten"),
        "fi": ("talossa", "talot"),
        "hu": ("házak", "házban"),
        "ro": ("fermierii", "fermier"),
        "ru": ("фермеров", "фермеры"),
    }.items(),
)
def test_forms_of_a_word_have_one_stem(language: str, forms: tuple[str, ...]) -> None:
    assert len({term for form in forms for term in analyzer.terms(form, language)}) == 1


@pytest.mark.parametrize("language", sorted(analyzer.STEMMED))
def test_no_text_breaks_a_stemmer(language: str) -> None:
    text = " ".join([*SENTENCES.values(), *ARTICLES.values(), "\u0301 \ud800 ß İ 1990s U.S. x"])
    for term in analyzer.terms(text, language):
        assert term
    counted = [t for t in analyzer.tokens(text) if not analyzer.is_elided(text, t)]
    assert len(analyzer.terms(text, "pl")) == len(counted)


def test_a_query_is_analysed_for_the_languages_of_the_index() -> None:
    english = parse("the houses of Häuser", ["en"])
    assert (english.terms, english.variants) == (("hous", "hauser"), {})
    both = parse("the houses of Häuser", ["en", "de"])
    assert both.terms == ("hous", "hauser")
    assert both.variants == {"hous": ("de:hous",), "hauser": ("de:haus",)}
    # Where nothing is English, its stop words are words like others.
    assert parse("was will er", ["de"]).terms == tuple(analyzer.terms("was will er", "de"))


def test_an_english_index_pays_nothing_for_other_languages(seeds_index: Path) -> None:
    code = (
        "import search, sys\n"
        f"search.ask('what did Xi pledge', index_dir={str(seeds_index)!r})\n"
        "print([m for m in sys.modules if 'langid' in m or 'snowball' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_build_of_english_text_does_not_load_the_identifier() -> None:
    code = (
        "from index.text.languages import detect\nimport sys\n"
        f"assert detect({SENTENCES['en']!r}) == 'en'\n"
        "print([m for m in sys.modules if 'langid' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_an_english_encoder_on_other_languages_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text(ARTICLES["en.txt"])
    report = index.build([tmp_path / "a"], index_dir=tmp_path / "index")
    assert report.warnings == ()
    (tmp_path / "a" / "two.txt").write_text(ARTICLES["de.txt"])
    # A small update, with the index's own encoder, says it too.
    (warning,) = index.build(index_dir=tmp_path / "index").warnings
    assert warning.startswith("1 of the articles read are in de, but the model is made for en")
    assert "--model" in warning


def test_words_of_a_language_with_few_articles_are_found_in_all_their_forms(
    tmp_path: Path, static_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [
        index.Article("a/en", "", False, "a", None, "", "The houses were sold. F-16s fly.", "en"),
        index.Article("a/de", "", False, "a", None, "", "Die Häuser hat man verkauft.", "de"),
        index.Article("a/fi", "", False, "a", None, "", "Hevosten talot myytiin, 5 %.", "fi"),
    ]
    index.build(given, index_dir=tmp_path / "index", model=str(static_model))
    asked = ["haus", "Häusern", "verkaufte Hauses", "house", "talon hevosen", "5 %", "hevonen's"]
    found = []
    for few in (-1, query_reader.FEW_TERMS):
        monkeypatch.setattr(query_reader, "FEW_TERMS", few)
        with search.open_index(tmp_path / "index") as engine:
            found.append([engine.search(query, mode="keyword").hits for query in asked])
    assert found[0] == found[1]
    assert [hits[0].article.id for hits in found[1][:2]] == ["a/de", "a/de"]
