"""Speakers: an answer is what the one said whom the question names, and shows who says it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import index
import search
from index.generations import parts
from search.answers.asked_speaker import asked
from search.answers.types import Answer
from search.results import facets
from search.types import LIKELY

ARTICLES = {
    "harbour.txt": (
        "Title: Hearing on the harbour of Ulm\nDate: 2024-03-02\n\n"
        "Mayor Mara Velt opened the hearing on the harbour. “The cranes are too old for the ships"
        " of today,” she said, according to the Ulm Courier.\n\n"
        "Harbour master Otto Brandel warned that the quay sinks by a finger a year. He promised"
        " that the ferries will sail on Sundays.\n\n"
        "Peter Kolb sat in the last row. The hearing goes on in May."
    ),
    "light.txt": (
        "Title: Lighthouse\n\n"
        "The governor, Ida Renn, promised to paint the lighthouse, the Ostmere Post reported."
    ),
    "rest.txt": "Title: Fruit\n\nApples are cheap this year. Pears were dear last autumn.",
}


SLUICE = (
    "Title: Inquiry into the sluice\nDate: 2024-05-06\n\n"
    "The water board was warned by the engineer Ines Varga in 2019 that its sluice leaked,"
    " papers show. A second engineer, Joel Mand, was quoted by the inquiry as saying that the leak"
    " was small.\n\n"
    "The caretaker Helen Sorn, who has lived beside the sluice since 2001, spent the night of the"
    " flood on her roof. “I sang to keep warm,” she said.\n\n"
    "Mayor Tilda Farr denied that she knew of the papers. Osric Dredging Corp said it had looked at"
    " every door, denying a report of a crack.\n\n"
    "Peter Kolb refused to pay for a dredger. It lay in the sluice for a year. Ada Rhys called it"
    " “a bathtub”. The Ulm Bank had lent the money. The bank blames Peter Kolb.\n\n"
    "The dredger's crew signed a truce with the board. “It is a pause,” said Rosa Ahn, their"
    " cook. The chair, Ugo Dahl, backed her: “Rosa has my trust.” Karla Nye, who was declared"
    " the loser of the truce, left. Siv Munk said she was ready to talk but would never enter"
    " a crew."
)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harbour") / "news"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    index.build([folder], index_dir=folder.parent / "index")
    return folder.parent / "index"


@pytest.fixture(scope="module")
def sluice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sluice")
    (folder / "news").mkdir()
    (folder / "news" / "sluice.txt").write_text(SLUICE, encoding="utf-8")
    index.build([folder / "news"], index_dir=folder / "index")
    return folder / "index"


def first(place: Path, question: str) -> Answer:
    with search.open_index(place) as engine:
        return engine.ask(question).answers[0]


@pytest.mark.parametrize(
    ("question", "said", "speaker"),
    [
        ("what did Mara Velt say about the cranes", "too old", "Mara Velt"),
        ("what did Velt say about the cranes", "too old", "Mara Velt"),
        ("what did Otto Brandel warn of at the quay", "sinks", "Otto Brandel"),
        ("what was promised by Brandel about the ferries", "Sundays", "Otto Brandel"),
        ("according to Otto Brandel, what about the quay", "sinks", "Otto Brandel"),
    ],
)
def test_the_answer_is_what_the_speaker_said(
    harbour: Path, question: str, said: str, speaker: str
) -> None:
    answer = first(harbour, question)
    assert said in answer.text
    assert answer.speaker == speaker
    assert answer.score >= LIKELY


@pytest.mark.parametrize(
    "question",
    [
        "what did Otto Brandel say about the cranes",
        "what did Mara Velt say about the quay",
        "what did Mara Velt promise about the ferries",
        "what did Peter Kolb say about the harbour",
    ],
)
def test_what_another_said_is_doubtful(harbour: Path, question: str) -> None:
    with search.open_index(harbour) as engine:
        assert all(answer.score < LIKELY for answer in engine.ask(question).answers)


@pytest.mark.parametrize(
    ("question", "said", "is_likely"),
    [
        ("what did Ines Varga warn", "sluice leaked", True),
        ("what did Rosa Ahn say about the truce", "It is a pause", True),
        ("what did Ugo Dahl say about Rosa Ahn", "my trust", True),
        ("what did Karla Nye say about the truce", "", False),
        ("what did Siv Munk say about joining a crew", "never enter a crew", True),
        ("what did Joel Mand say about the leak", "leak was small", True),
        ("what did Ada Rhys call the dredger", "a bathtub", True),
        ("what did Peter Kolb promise about the dredger", "", False),
        ("whom does Ulm Bank blame", "blames Peter Kolb", True),
        ("what did Joel Mand warn of", "", False),
        ("what did Helen Sorn say about the night of the flood", "I sang", True),
        ("what did Ines Varga say about her roof", "", False),
        ("what did Tilda Farr deny", "knew of the papers", True),
        ("what did Tilda Farr admit", "", False),
        ("what did Osric Dredging deny", "denying a report", True),
    ],
)
def test_who_is_cited_says_it(sluice: Path, question: str, said: str, is_likely: bool) -> None:
    answer = first(sluice, question)
    assert said in answer.text
    assert (answer.score >= LIKELY) is is_likely


def test_who_reports_it_is_shown(harbour: Path) -> None:
    answer = first(harbour, "what did Mara Velt say about the cranes")
    assert answer.via == ("Ulm Courier",)
    words = ["ask", "--index", str(harbour), "what did Mara Velt say about the cranes"]
    from typer.main import get_command

    from search.cli.main import app

    shown = CliRunner().invoke(get_command(app), words).output
    assert "Mara Velt, according to Ulm Courier" in shown
    told = json.loads(CliRunner().invoke(get_command(app), [*words, "--json"]).output)
    assert told["answers"][0]["speaker"] == "Mara Velt"
    assert told["answers"][0]["via"] == ["Ulm Courier"]


def test_what_another_promised_is_no_promise_of_who_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Title: Talks\n\nIda Renn said the town of Ulm had broken its promise to dig canals.",
        encoding="utf-8",
    )
    index.build([tmp_path / "a.txt"], index_dir=tmp_path / "index")
    for question, is_likely in (
        ("what did Ida Renn promise the town of Ulm", False),
        ("what did Ida Renn say about the town of Ulm", True),
    ):
        assert (first(tmp_path / "index", question).score >= LIKELY) == is_likely


@pytest.mark.parametrize(
    ("question", "is_likely"),
    [
        ("what did the finance minister of Corvia say about the crown", False),
        ("what did the finance minister of Dorvia say about the crown", True),
    ],
)
def test_an_office_is_of_the_country_that_the_text_speaks_of(
    tmp_path: Path, question: str, is_likely: bool
) -> None:
    (tmp_path / "a.txt").write_text(
        "Title: Parliament of Dorvia meets\n\nThe parliament met on Monday. Finance Minister Kiri"
        " Mazal said that six countries, among them Belmora and Corvia, had propped up the crown.",
        encoding="utf-8",
    )
    index.build([tmp_path / "a.txt"], index_dir=tmp_path / "index")
    assert (first(tmp_path / "index", question).score >= LIKELY) == is_likely


def test_who_reports_a_promise_did_not_make_it(harbour: Path) -> None:
    answer = first(harbour, "what did Ida Renn promise")
    assert (answer.speaker, answer.via) == ("Ida Renn", ("Ostmere Post",))
    assert answer.score >= LIKELY


def test_what_nobody_says_has_no_speaker(harbour: Path) -> None:
    assert first(harbour, "are apples cheap this year").speaker is None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what did Mara Velt say about the cranes", ("mara", "velt")),
        ("what was pledged by Mayor Velt", ("velt",)),
        ("Mara Velt's position on the cranes", ("mara", "velt")),
        ("whom did Otto Brandel blame", ("otto", "brandel")),
        ("what Otto Brandel said", ("otto", "brandel")),
        ("what does the Ulm Harbour Board say", ("ulm", "harbour", "board")),
        ("what did Otto Brandel of the Ulm Harbour Board say", ("otto", "brandel")),
        ("what did the Bank of Ulm say", ("bank", "ulm")),
        ("what did the mayor of Ulm say", ()),
        ("what did Ulm's Port Minister say", ()),
    ],
)
def test_a_question_names_a_speaker(question: str, name: tuple[str, ...]) -> None:
    found = asked(question)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "question",
    [
        "who said the cranes are old",
        "who called Brandel's remarks absurd",
        "what did he say",
        "when was the bridge built",
        "what was Otto Brandel accused of",
        "which newspaper reported the hearing",
        "What harbour defender was called for holding",
        "what announcement did the town make",
        "what do some people feel the need to acknowledge",
        "cranes of Ulm",
    ],
)
def test_other_questions_name_none(question: str) -> None:
    assert asked(question) is None


@pytest.mark.parametrize(
    ("name", "is_meant"),
    [
        ("Mara Velt", True),
        ("Velt", True),
        ("Mara T. Velt", True),
        ("Otto Velt", False),
        ("Velt campaign", False),
        ("Mara", False),
        ("", False),
    ],
)
def test_a_name_is_told_from_another(name: str, is_meant: bool) -> None:
    found = asked("what did Mara Velt say")
    assert found is not None
    assert found.is_meant(name) is is_meant


@pytest.mark.parametrize(
    ("question", "said", "is_likely"),
    [
        ("what did the mayor say about the cranes", "too old", True),
        ("what did the mayor of Ulm say about the cranes", "too old", True),
        ("what did Ulm's mayor say about the cranes", "too old", True),
        ("what did the harbour master promise about the ferries", "Sundays", True),
        ("what did the mayor of Norden say about the cranes", "", False),
        ("what did the mayor promise about the ferries", "", False),
        ("what did the harbour master say about the cranes", "", False),
    ],
)
def test_an_office_stands_for_whoever_holds_it(
    harbour: Path, question: str, said: str, is_likely: bool
) -> None:
    answer = first(harbour, question)
    assert said in answer.text
    assert (answer.score >= LIKELY) is is_likely


@pytest.mark.parametrize(
    ("question", "name", "is_meant"),
    [
        ("what did Ulm's mayor say", "Mara Velt", True),
        ("what did the mayor of Kolin say", "Mara Velt", False),
        ("what did the mayor of Kolin say", "Adam Reth", True),
        ("what did the Ulm foreign ministry say", "the foreign ministry", True),
        ("what did the Ulm foreign ministry say", "its foreign ministry", False),
        ("what did the head of the port authority say", "Ola Finn", True),
        ("what did the head of the port authority say", "Adam Reth", False),
        ("what did the chairman of Velin say", "Ina Loth", False),
        ("what did the chairman of Velin say", "Paul Orm", True),
        ("what did the premier say", "Rolf Ede", True),
        ("what did the premier say", "Lena Kast", False),
    ],
)
def test_an_office_is_told_from_that_of_another(question: str, name: str, is_meant: bool) -> None:
    text = (
        "The mayor of Ulm, Mara Velt, met Kolin's mayor, Adam Reth. Ola Finn, the head of the port"
        " authority, listened. Velin's vice chairman Ina Loth stood beside Velin's chairman Paul"
        " Orm."
        " According to Kast, Premier Rolf Ede was ill."
    )
    found = asked(question)
    assert found is not None
    assert found.is_meant(name, [text]) is is_meant


def found(place: Path, query: str, **options: object) -> list[str]:
    with search.open_index(place) as engine:
        return [hit.text for hit in engine.search(query, **options).hits]  # type: ignore[arg-type]


def test_a_condition_finds_what_somebody_says(harbour: Path) -> None:
    (cranes,) = found(harbour, "said:Velt")
    assert "cranes" in cranes
    (quay,) = found(harbour, 'said:"Otto Brandel" quay')
    assert "sinks" in quay
    assert not found(harbour, "said:Brandel cranes")
    assert not found(harbour, "said:Kolb")


def test_an_option_finds_what_somebody_says(harbour: Path) -> None:
    both = search.Filters(speakers=("Mara Velt", "Otto Brandel"))
    assert len(found(harbour, "ferries cranes", filters=both)) == 2
    assert not found(harbour, "apples", filters=both)
    from typer.main import get_command

    from search.cli.main import app

    words = ["search", "--index", str(harbour), "--speaker", "velt", "--json", "cranes"]
    told = json.loads(CliRunner().invoke(get_command(app), words).output)
    assert [hit["article"]["id"] for hit in told["hits"]] == ["news/harbour.txt"]


def test_a_name_that_nobody_has_is_told(harbour: Path) -> None:
    with search.open_index(harbour) as engine:
        assert any("Kolb" in note or "kolb" in note for note in engine.search("said:Kolb").warnings)
        kolb = search.Filters(speakers=("Kolb",))
        for told in (engine.search("cranes", filters=kolb), engine.ask("cranes", filters=kolb)):
            assert told.warnings == ("nothing is said by anybody called Kolb",)


def test_facets_count_speakers_and_people_by_their_full_names(harbour: Path) -> None:
    with search.open_index(harbour) as engine:
        facets = {f.name: f for f in engine.search("harbour", facets=("speaker", "person")).facets}
    assert {one.value for one in facets["speaker"].counts} == {"Mara Velt", "Otto Brandel"}
    assert {one.value for one in facets["person"].counts} >= {"Mara Velt", "Otto Brandel"}


def test_an_index_made_without_says_so(
    harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "WRITERS", ())
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "fruit.txt").write_text("Apples are cheap this year, said Mara Velt.", "utf-8")
    index.build([folder], index_dir=tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        assert any("--full" in note for note in engine.search("said:velt apples").warnings)
        assert engine.ask("what did Mara Velt say about apples").answers[0].speaker is None


@pytest.mark.parametrize("query", ["quay said:Brandel", "quay"])
def test_a_hit_says_what_those_say_whom_the_search_names(harbour: Path, query: str) -> None:
    named = search.Filters() if "said:" in query else search.Filters(speakers=("Otto Brandel",))
    with search.open_index(harbour) as engine:
        (hit,) = engine.search(query, filters=named).hits
        text = engine.article(hit.article.id).text
        said = [text[one.start : one.end] for one in hit.statements]
        assert ["quay sinks" in one or "ferries will sail" in one for one in said] == [True, True]
        assert {one.speaker.name for one in hit.statements if one.speaker} == {"Otto Brandel"}
        assert all(hit.start <= one.start < one.end <= hit.end for one in hit.statements)
        # Where nobody is named, nobody is quoted.
        assert engine.search("quay").hits[0].statements == ()
        assert engine.search("quay -said:Velt").hits[0].statements == ()


def test_the_facet_of_speakers_has_names_alone(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    text = (
        "Dealers said that prices fell. The harbour sleeps, dealers said. The company said it would"
        " wait. A study said that it rains. The Ulm Harbour Board said nobody knew."
    )
    (tmp_path / "news" / "a.txt").write_text(text, encoding="utf-8")
    for at, name in enumerate(
        ("Ada J. Wells", "Ada Wells", "Ada Wells", "Ida A. Orm", "Ida B. Orm", "Ida Orm")
    ):
        (tmp_path / "news" / f"{at}.txt").write_text(f"{name} said it rains.", encoding="utf-8")
    index.build([tmp_path / "news"], index_dir=tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        (facet,) = engine.search("lang:en", facets=("speaker",)).facets
    counts = {one.value: one.articles for one in facet.counts}
    orms = {"Ida A. Orm": 1, "Ida B. Orm": 1, "Ida Orm": 1}
    assert counts == {"Ada Wells": 3, "Ulm Harbour Board": 1, **orms}


def test_the_facet_of_speakers_counts_paragraphs_and_articles_and_names_the_most_frequent(
    harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(harbour, tmp_path / "index")
    (tmp_path / "more").mkdir()
    for number in range(3):
        text = f"Otto Brandel said that quay {number} sinks.\n\nBrandel added that it rains.\n"
        (tmp_path / "more" / f"{number}.txt").write_text(text, encoding="utf-8")
    index.build([tmp_path / "more"], index_dir=tmp_path / "index")  # a second segment
    with search.open_index(tmp_path / "index") as engine:
        (facet,) = engine.search("lang:en", facets=("speaker",)).facets
        counts = {one.value: (one.paragraphs, one.articles) for one in facet.counts}
        others = dict.fromkeys(("Mara Velt", "Ida Renn", "Ostmere Post"), (1, 1))
        assert counts == {"Otto Brandel": (7, 4), **others}
        monkeypatch.setattr(facets, "MOST_PEOPLE", 1)
        (facet,) = engine.search("lang:en", facets=("speaker",)).facets
        assert [one.value for one in facet.counts] == ["Otto Brandel"]
