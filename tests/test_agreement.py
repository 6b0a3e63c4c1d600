"""An answer names the other articles that print the same sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import index
import search
from search.near_duplicates.relation import Relation, relation

SEEDSEARCH = str(Path(sys.executable).parent / "seedsearch")
SAID = "The harbour of Aldersund will be deepened by four metres, the council said on Friday."

ARTICLES = {
    "agency.md": f"---\ndate: 2023-03-01\n---\n# Dredging\n\n{SAID} Fishermen object.\n",
    "daily.txt": f"The town is divided over its port.\n\n{SAID} It costs 38 million crowns.\n",
    "edited.txt": "The harbour of Aldersund will be deepened by four metres, the town's council"
    " said on Friday. Nobody else was asked.\n",
    "denied.txt": "The harbour of Aldersund will not be deepened by four metres, the council said"
    " on Friday. The money is gone.\n",
    "other.txt": "The bakery of Ostrom won a prize for its rye loaf.\n",
    "twice.txt": f"{SAID} And once more, for those who missed it.\n\n{SAID}\n",
}
QUESTION = "by how much will the harbour of Aldersund be deepened"


@pytest.fixture(scope="module", params=["static_model", "cls_model"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with sentence vectors, and one whose model allows none."""
    folder = tmp_path_factory.mktemp("agreement")
    (folder / "a").mkdir()
    for name, text in ARTICLES.items():
        (folder / "a" / name).write_text(text)
    model = request.getfixturevalue(request.param)
    index.build([folder / "a"], index_dir=folder / "index", model=str(model))
    return folder / "index"


@pytest.fixture
def engine(built: Path) -> Iterator[search.Engine]:
    with search.open_index(built) as opened:
        yield opened


def test_an_answer_names_who_else_prints_it(engine: search.Engine) -> None:
    answers = engine.ask(QUESTION, k=5, mode="keyword").answers
    first = next(answer for answer in answers if answer.also)
    everyone = {first.article.id, *(other.article.id for other in first.also)}
    assert everyone == {"a/agency.md", "a/daily.txt", "a/edited.txt", "a/twice.txt"}
    assert len(first.also) == 3
    for other in first.also:
        text = engine.article(other.article.id).text[other.start : other.end]
        assert relation(first.text, text) is Relation.SAME
        start, end = engine.show(other.article.id).paragraphs[other.paragraph]
        assert start <= other.start < other.end <= end
    # Who denies it is no answer of its own, and said otherwise.
    assert all(answer.article.id != "a/denied.txt" for answer in answers)
    assert [one.where.article.id for one in first.differs] == ["a/denied.txt"]
    dates = {o.article.id: o.article.date for o in [first, *first.also]}
    assert dates["a/agency.md"] == "2023-03-01"


@pytest.mark.parametrize("mode", ["hybrid", "keyword"])
def test_what_an_answer_cites_is_not_given_again(engine: search.Engine, mode: search.Mode) -> None:
    answers = engine.ask(QUESTION, k=100, mode=mode).answers
    places = [(a.article.id, a.start) for a in answers]
    cited = {(other.article.id, other.start) for a in answers for other in a.also}
    assert len(set(places)) == len(places)
    for number, answer in enumerate(answers):
        before = {(o.article.id, o.start) for a in answers[:number] for o in a.also}
        assert (answer.article.id, answer.start) not in before
    assert cited or not answers


def test_the_command_shows_who_else_prints_it(built: Path) -> None:
    done = subprocess.run(
        [SEEDSEARCH, "ask", QUESTION, "--mode", "keyword", "--index", built, "-k", "1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.count("\n   also a/") == 3


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (SAID, True),
        (SAID.upper(), True),
        (SAID.replace("Friday.", "Friday!"), True),
        (SAID.replace("council", "town council"), True),
        (SAID.replace("will be", "will not be"), False),
        (SAID.replace("four", "4"), True),
        (SAID.replace("four", "5"), False),
        (SAID.replace("four", "five"), False),
        ("The harbour of Aldersund will be sold.", False),
        ("", False),
    ],
)
def test_numbers_and_negations_decide(other: str, same: bool) -> None:
    assert (relation(SAID, other) is Relation.SAME) is same
    assert (relation(other, SAID) is Relation.SAME) is same


def test_different_numbers_are_different_statements() -> None:
    told = "The army lost 12 planes over the strait in the night to Monday, it said."
    assert relation(told, told.replace("12", "15")) is not Relation.SAME
    assert relation(told, told.replace("night to", "night of")) is Relation.SAME
