"""Words that mean the same: a file for an index, read with each search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import index
import search
from index.errors import SynonymsError
from index.maintenance import edits, synonyms, verification
from index.text.synonyms import Group, parse
from search.cli.main import app

GROUPS = """\
# of the harbour
OHA, Orrin Harbour Authority   # the port
ship, vessel
raptor => falcon, sea eagle
WHO, World Health Organization
"""

TEXTS = {
    "short": "The OHA bought two cranes for the quay on Monday, and a third is on its way.",
    "long": "The Orrin Harbour Authority bought two cranes for the quay on Monday in May.",
    "apart": "An authority on birds walked along the harbour of Orrin, and saw none at all.",
    "ship": "A large ship left at dawn, with timber in her hold and sailors on her deck.",
    "vessel": "A large vessel left at dawn, with timber in her hold and sailors on her deck.",
    "falcon": "Two falcons nest on the tower of the town hall, above the market and clock.",
    "eagle": "A sea eagle took a lamb, said the shepherd, whose dogs had been asleep by it.",
    "raptor": "A raptor was seen over the marsh on Sunday, too far away to say what it was.",
    "health": "The World Health Organization warned of measles in the north of the country.",
    "french": "Un grand navire a quitté le port à l'aube avec du bois et des marins à bord.",
}


def build(folder: Path, model: Path, texts: dict[str, str] = TEXTS) -> Path:
    articles = [
        index.Article(
            id=f"n/{name}", title="", title_given=False, source="n", date=None, path=name, text=text
        )
        for name, text in texts.items()
    ]
    index.build(articles, index_dir=folder, model=str(model), precision="exact")
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    folder = build(tmp_path_factory.mktemp("synonyms") / "index", static_model)
    synonyms.set_synonyms(GROUPS, name="words.txt", index_dir=folder)
    return folder


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[search.Engine]:
    with search.open_index(place) as opened:
        yield opened


def found(engine: search.Engine, query: str, *, synonyms: bool = True) -> dict[str, float]:
    results = engine.search(query, k=50, mode="keyword", synonyms=synonyms, every=True)
    return {hit.article.id.removeprefix("n/"): hit.score for hit in results.hits}


def test_a_file_has_a_group_a_line() -> None:
    ports = ("OHA", "Orrin Harbour Authority")
    assert parse(GROUPS, "words.txt")[:3] == (
        Group(ports, ports),
        Group(("ship", "vessel"), ("ship", "vessel")),
        Group(("raptor",), ("falcon", "sea eagle")),
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("alone", "stands alone"),
        ("a => b => c", "two arrows"),
        ("one,, two", "before or after a comma"),
        ("one =>", "before or after a comma or an arrow"),
        ("one, ***", "has no words"),
    ],
)
def test_what_is_no_group_is_named_with_file_and_line(line: str, said: str) -> None:
    with pytest.raises(SynonymsError, match=rf"^words\.txt, line 2: .*{said}") as raised:
        parse(f"ship, vessel\n{line}\n", "words.txt")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("OHA", {"short", "long"}),
        ("Orrin Harbour Authority", {"short", "long", "apart"}),
        ("vessels", {"ship", "vessel"}),
        ("raptors", {"raptor", "falcon", "eagle"}),
        ("falcon", {"falcon"}),
        ("WHO on measles", {"health"}),
        ("who warned of measles", {"health"}),
    ],
)
def test_each_is_found_by_the_others(engine: search.Engine, query: str, expected: set[str]) -> None:
    assert found(engine, query).keys() == expected


def test_a_phrase_is_found_as_a_phrase_only(engine: search.Engine) -> None:
    assert "apart" not in found(engine, "OHA cranes")


def test_a_synonym_scores_as_the_word_itself(engine: search.Engine) -> None:
    for query in ("ship", "vessel", "large ship", "ship at dawn with timber"):
        scores = found(engine, query)
        assert scores["ship"] == pytest.approx(scores["vessel"], abs=1e-6)
    scores = found(engine, "Orrin Harbour Authority")
    assert scores["short"] == pytest.approx(scores["long"], abs=0.05)
    assert scores["apart"] < min(scores["short"], scores["long"])


def test_scores_do_not_depend_on_k_or_on_the_page(engine: search.Engine) -> None:
    whole = engine.search("raptor on the tower", k=10).hits
    for at, hit in enumerate(whole):
        (alone,) = engine.search("raptor on the tower", k=1, offset=at).hits
        assert (alone.article.id, alone.score) == (hit.article.id, hit.score)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("OHA AND cranes", {"short", "long"}),
        ("cranes -OHA", set()),
        ("ship AND timber", {"ship", "vessel"}),
        ("timber NOT vessel", set()),
        ('"large ship"', {"ship"}),
        ('"OHA"', {"short"}),
        ("vess*", {"vessel"}),
    ],
)
def test_in_conditions_a_synonym_is_the_word_but_never_in_quotation_marks(
    engine: search.Engine, query: str, expected: set[str]
) -> None:
    assert found(engine, query).keys() == expected


def test_they_can_be_left_out(engine: search.Engine) -> None:
    assert found(engine, "OHA", synonyms=False).keys() == {"short"}
    assert found(engine, "ship AND timber", synonyms=False).keys() == {"ship"}


def test_what_matched_is_marked_and_explained(engine: search.Engine) -> None:
    results = engine.search("OHA cranes", mode="keyword", explain=True)
    assert results.understood is not None
    assert results.understood.synonyms == {"OHA": ("Orrin Harbour Authority",)}
    hit = next(hit for hit in results.hits if hit.article.id == "n/long")
    marked = [hit.text[start:end] for start, end in hit.highlights]
    assert marked == ["Orrin Harbour Authority", "cranes"]
    assert hit.explanation is not None
    shares = {share.terms: share for share in hit.explanation.terms}
    (span,) = shares[("oha",)].spans
    assert hit.text[slice(*span)] == "Orrin Harbour Authority"
    assert sum(share.share for share in shares.values()) == pytest.approx(hit.keyword_score)


def test_an_answer_may_call_a_name_by_its_synonym(engine: search.Engine) -> None:
    (first, *_) = engine.ask("What did the WHO warn of?").answers
    assert first.text == TEXTS["health"]
    assert first.score >= search.types.LIKELY


def test_a_word_with_synonyms_is_not_misspelt(tmp_path: Path, static_model: Path) -> None:
    folder = build(tmp_path / "index", static_model, {"a": "The ferry left.", "b": "It rained."})
    with search.open_index(folder) as before:
        assert before.search("fery").suggestion == "ferry"
        synonyms.set_synonyms("fery, boat\nferry, boat", name="w", index_dir=folder)
        with before.reopen() as after:
            assert after.search("fery").suggestion is None
        assert before.search("fery").suggestion == "ferry"


def test_a_word_of_another_language_is_a_synonym_in_its_articles(
    tmp_path: Path, static_model: Path
) -> None:
    folder = build(tmp_path / "index", static_model)
    synonyms.set_synonyms("ship, navires", name="w", index_dir=folder)
    with search.open_index(folder) as engine:
        assert found(engine, "ships").keys() == {"ship", "french"}


def test_builds_keep_them_and_a_rollback_goes_back(tmp_path: Path, static_model: Path) -> None:
    folder = build(tmp_path / "index", static_model)
    first = synonyms.set_synonyms(GROUPS, name="w", index_dir=folder).generation
    second = synonyms.set_synonyms("ship, barge", name="w", index_dir=folder).generation
    assert synonyms.read(folder) == "ship, barge"
    build(folder, static_model, {**TEXTS, "barge": "The barge sank in the canal at noon."})
    assert synonyms.read(folder) == "ship, barge"
    with search.open_index(folder) as engine:
        assert found(engine, "ship").keys() == {"ship", "barge"}
    verification.verify(folder)
    edits.rollback(first, index_dir=folder)
    assert synonyms.read(folder) == GROUPS
    edits.rollback(second, index_dir=folder)
    synonyms.set_synonyms("", name="w", index_dir=folder)
    assert synonyms.read(folder) == ""
    for _ in range(3):
        edits.rollback(synonyms.set_synonyms("", name="w", index_dir=folder).generation,
                       index_dir=folder)  # fmt: skip
    assert not list((folder / "synonyms").iterdir())


def test_the_shell_sets_shows_and_clears_them(tmp_path: Path, static_model: Path) -> None:
    folder, run = build(tmp_path / "index", static_model), CliRunner().invoke
    at = ["--index", str(folder)]
    assert run(app, ["synonyms", *at]).stdout == "No synonyms are set.\n"
    words = tmp_path / "words.txt"
    words.write_text("\ufeff" + GROUPS, encoding="utf-8")
    assert run(app, ["synonyms", str(words), *at]).stdout.startswith("Set synonyms: generation 2")
    assert run(app, ["synonyms", *at]).stdout == GROUPS
    assert json.loads(run(app, ["synonyms", "--json", *at]).stdout) == {"synonyms": GROUPS}
    told = run(app, ["search", "OHA", "--explain", "--mode", "keyword", *at]).stdout
    assert "OHA is found by its synonyms too: Orrin Harbour Authority" in told
    told = run(app, ["search", "OHA", "--no-synonyms", "--mode", "keyword", *at]).stdout
    assert "Orrin" not in told
    words.write_text("ship, vessel\nalone\n", encoding="utf-8")
    failed = run(app, ["synonyms", str(words), *at])
    assert failed.exit_code == 1 and isinstance(failed.exception, SynonymsError)
    assert run(app, ["synonyms", *at]).stdout == GROUPS
    words.write_bytes(b"caf\xe9, bar\n")
    assert isinstance(run(app, ["synonyms", str(words), *at]).exception, SynonymsError)
    assert run(app, ["synonyms", "--clear", *at]).exit_code == 0
    assert run(app, ["synonyms", *at]).stdout == "No synonyms are set.\n"
