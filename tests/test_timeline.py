"""A timeline: what is said about something day by day, oldest first, each with its source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import index
import search
from search.cli.main import app

SAID = {
    "2022-03-09": "The dockers of Tarnby ended their strike and went back to work on the quay.",
    "2022-02-01": "The dockers of Tarnby voted for a strike over the pay of night shifts.",
    "2022-02-14": "The strike of the dockers of Tarnby began, and forty ships were waiting.",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("timeline")
    for day, text in SAID.items():
        body = f"Title: Strike at the port\nSource: Tarnby Post\nDate: {day}\n\n{text}\n"
        (folder / f"{day}.txt").write_text(body, encoding="utf-8")
    copy = f"Title: Strike\nDate: 2022-02-15\n\n{SAID['2022-02-14']}\n"
    (folder / "copy.txt").write_text(copy, encoding="utf-8")
    said = "Title: Talks\nDate: 2022-03-20\n\nThe dockers will strike again, said Mara Velt.\n"
    (folder / "said.txt").write_text(said, encoding="utf-8")
    undated = "Title: Notes\n\nNobody remembers the first strike of the dockers of Tarnby.\n"
    (folder / "undated.txt").write_text(undated, encoding="utf-8")
    index.build([folder], index_dir=folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def engine(place: Path) -> Iterator[search.Engine]:
    with search.open_index(place) as opened:
        yield opened


@pytest.mark.slow
def test_days_come_in_order_and_what_has_none_apart(engine: search.Engine) -> None:
    told = engine.timeline("strike of the dockers in Tarnby")
    events = [event for event in told.events if event.speaker is None]
    assert [event.date for event in events] == sorted(SAID)
    assert [event.text for event in events] == [SAID[day] for day in sorted(SAID)]
    assert [event.where.article.title for event in told.undated] == ["Notes"]
    for event in (*told.events, *told.undated):
        text = engine.article(event.where.article.id).text
        assert text[event.where.start : event.where.end] == event.text


@pytest.mark.slow
def test_it_says_who_says_it(engine: search.Engine, place: Path) -> None:
    told = engine.timeline("dockers strike again").events
    assert {event.date: event.speaker for event in told}["2022-03-20"] == "Mara Velt"
    asked = ["timeline", "dockers strike again", "--index", str(place)]
    assert "Mara Velt\n" in CliRunner().invoke(app, asked).output


PAY = {
    "study.txt": "Title: Pay\nDate: 2022-04-02\n\nA study of the pay of dockers in Tarnby was read"
    " aloud. Mara Velt said she would take what the study says to the bank.\n",
    "headed.txt": "Title: Dockers ask for pay\nDate: 2022-04-09\n\nDockers ask for pay. The quay of"
    " Tarnby was swept while nobody worked there.\n",
}


@pytest.fixture(scope="module")
def pay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("pay")
    for name, text in PAY.items():
        (folder / name).write_text(text, encoding="utf-8")
    index.build([folder], index_dir=folder / "index")
    with search.open_index(folder / "index") as opened:
        yield opened


@pytest.mark.slow
def test_of_somebody_it_shows_what_they_say(pay: search.Engine) -> None:
    mara = search.Filters(speakers=("Mara Velt",))
    for told in (
        pay.timeline("said:Velt study"),
        pay.timeline("study of pay", filters=mara),
        pay.timeline("what did Mara Velt say about the study of pay"),
    ):
        (event,) = told.events
        assert event.text.startswith("Mara Velt said she")
        assert event.speaker == "Mara Velt"


@pytest.mark.slow
def test_of_somebody_who_says_nothing_it_shows_what_others_do(pay: search.Engine) -> None:
    told = pay.timeline("what did Ada Holm say about the pay of dockers in Tarnby")
    assert [event.speaker for event in told.events if event.date == "2022-04-09"] == [None]


@pytest.mark.slow
def test_a_sentence_that_repeats_the_title_is_passed_over(pay: search.Engine) -> None:
    told = {event.date: event.text for event in pay.timeline("dockers pay").events}
    assert told["2022-04-09"] == "The quay of Tarnby was swept while nobody worked there."


@pytest.mark.slow
def test_copies_are_named_at_the_first_day(engine: search.Engine) -> None:
    told = engine.timeline("strike of the dockers in Tarnby")
    began = next(event for event in told.events if event.date == "2022-02-14")
    assert [other.article.date for other in began.also] == ["2022-02-15"]


@pytest.mark.slow
def test_a_month_has_one_sentence_and_k_keeps_the_best(engine: search.Engine) -> None:
    months = engine.timeline("strike of the dockers in Tarnby", by_month=True)
    assert [event.date for event in months.events] == ["2022-02", "2022-03"]
    (best,) = engine.timeline("strike of the dockers in Tarnby", k=1).events
    every = engine.timeline("strike of the dockers in Tarnby").events
    assert best.score == max(event.score for event in every)


@pytest.mark.slow
def test_it_says_what_every_result_says_of_its_query(engine: search.Engine) -> None:
    query = "strike author:nobody"
    told, found = engine.timeline(query), engine.search(query)
    assert found.without and told.shared() | {"took_ms": 0} == found.shared() | {"took_ms": 0}


@pytest.mark.slow
def test_the_shell_tells_it_in_text_and_json(place: Path) -> None:
    runner = CliRunner()
    shown = runner.invoke(app, ["timeline", "strike of the dockers", "--index", str(place)])
    assert shown.exit_code == 0, shown.output
    assert shown.output.index("2022-02-01") < shown.output.index("2022-03-09")
    assert "Tarnby Post" in shown.output
    asked = ["timeline", "strike of the dockers", "--json", "--index", str(place)]
    document = json.loads(runner.invoke(app, asked).stdout)
    assert [event["date"] for event in document["events"] if not event["speaker"]] == sorted(SAID)
    assert document["undated"]
