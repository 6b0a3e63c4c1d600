"""Who says otherwise: beside an answer stand sentences with another figure, date or negation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import index
import search
from search.near_duplicates.differences import difference, same_subject
from search.near_duplicates.relation import Wording

BASE = "The ferry Alma of Tarnby carried 120 passengers when it hit the pier, the coast guard said."

DIFFERS = {
    BASE.replace("120", "140"): "figure",
    BASE.replace("120", "twelve"): "figure",
    BASE.replace("hit", "did not hit"): "negation",
}

OTHERWISE = [
    BASE,
    BASE.replace("Alma of Tarnby", "Runa of Ostmere").replace("120", "140"),
    BASE.replace("120", "140").replace("Tarnby", "Ostmere"),
    "Tarnby Bank shr 12 cts vs 14 cts, net 120 mln vs 140 mln in the quarter of the year.",
    "The ferry Alma of Tarnby is blue.",
]

ARTICLES = {
    "first.txt": ("2022-04-01", f"{BASE} Nobody was hurt. The pier will be closed for a month."),
    "second.txt": (
        "2022-04-03",
        f"{BASE.replace('120', '140')} The captain had slept. An inquiry has begun in Tarnby.",
    ),
    "third.txt": ("2022-04-05", f"CORRECTION: {BASE.replace('120', '132')} We regret the error."),
}


@pytest.mark.parametrize(("other", "what"), DIFFERS.items())
def test_another_figure_or_a_negation_differs(other: str, what: str) -> None:
    one, two = Wording.of(BASE), Wording.of(other)
    assert difference(one, two, same_day=True) == difference(two, one, same_day=True) == what


@pytest.mark.parametrize("other", OTHERWISE)
def test_the_same_and_other_matters_do_not_differ(other: str) -> None:
    assert difference(Wording.of(BASE), Wording.of(other), same_day=True) == ""


def test_what_is_said_of_today_is_of_its_day() -> None:
    one = Wording.of(BASE.replace("hit", "today hit"))
    two = Wording.of(BASE.replace("hit", "today hit").replace("120", "140"))
    assert difference(one, two, same_day=True) == "figure"
    assert difference(one, two, same_day=False) == ""


def test_articles_about_others_are_not_compared() -> None:
    assert same_subject(f"On Friday {BASE}", BASE)
    assert not same_subject("Shares of Runa rose.", BASE)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Engine]:
    folder = tmp_path_factory.mktemp("differs")
    for name, (day, text) in ARTICLES.items():
        (folder / name).write_text(f"Title: The ferry Alma\nDate: {day}\n\n{text}\n", "utf-8")
    index.build([folder], index_dir=folder / "index")
    with search.open_index(folder / "index") as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("k", [1, 3])
def test_a_figure_that_is_withdrawn_comes_after_its_correction(
    engine: search.Engine, k: int
) -> None:
    first = engine.ask("how many passengers did the ferry Alma carry", k=k).answers[0]
    assert "132" in first.text
    assert first.differs


@pytest.mark.slow
def test_corrections_come_first_then_what_is_newer(engine: search.Engine) -> None:
    answers = engine.ask("how many passengers did the ferry Alma carry").answers
    oldest = next(a for a in answers if a.article.id.endswith("first.txt"))
    told = [(other.is_correction, other.where.article.date) for other in oldest.differs]
    assert told == [(True, "2022-04-05"), (False, "2022-04-03")]
    text = engine.article(oldest.differs[0].where.article.id).text
    where = oldest.differs[0].where
    assert text[where.start : where.end] == oldest.differs[0].text
