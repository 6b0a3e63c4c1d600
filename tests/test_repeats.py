"""What is printed many times is one hit that names the others; what only looks alike is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import index
import search
from index.builds import merging
from index.generations.snapshot import open_snapshot
from index.maintenance.verification import verify
from search.cli.main import app
from search.near_duplicates.paragraphs import same_passage

STORY = (
    "The council of Aldersund has voted to deepen its harbour by four metres. Dredging begins in"
    " March and will cost 38 million crowns, the mayor said after a long debate."
)
ADDED = " Fishermen along the coast are not convinced by the plan."


@pytest.mark.parametrize(
    "edited",
    [
        STORY,
        f"ALDERSUND, March 3 (Reuters) - {STORY}",
        f"(AP) — {STORY}",
        f"Harbour voted\n\nALDERSUND, March 3 (Reuters) - {STORY}",
        f"By Our Harbour Staff\n\n{STORY}",
        STORY + ADDED,
        STORY.replace("long", "lengthy"),
        STORY.upper(),
    ],
)
def test_an_edited_copy_is_nearly_the_same(edited: str) -> None:
    assert same_passage(STORY, edited)
    assert same_passage(edited, STORY)


@pytest.mark.parametrize(
    "other",
    [
        STORY.replace("38", "48"),
        STORY.replace("has voted", "has not voted"),
        STORY[:73],
        "Dredging of the harbour of Aldersund will not begin in March, said the mayor of the town.",
        "",
    ],
)
def test_what_says_something_else_is_not_the_same(other: str) -> None:
    assert not same_passage(STORY, other)
    assert not same_passage(other, STORY)


def test_rows_of_tables_are_not_taken_for_each_other() -> None:
    for one, other in (
        ("Qtly div 15 cts vs 15 cts prior", "Qtly div 15 cts vs 14 cts prior"),
        ("Qtr ended Jan 31", "4th qtr ended Jan 31"),
        ("Pay April 15", "Pay April 30"),
    ):
        assert not same_passage(one, other)


def article(name: str, date: str | None, text: str, title: str = "") -> index.Article:
    return index.Article(
        id=name,
        title=title or text[:40],
        title_given=bool(title),
        source="wire",
        date=date,
        path="",
        text=text,
        language="en",
    )


ARTICLES = [
    article("a", "2021-03-05", f"{STORY}\n\nThe ferries stay, says the company that runs them."),
    article("b", "2021-03-04T10:00:00+01:00", f"ALDERSUND, March 4 - {STORY}", "Harbour"),
    article("c", None, STORY + ADDED),
    article("d", "2021-03-04", STORY.replace("38", "39")),
    article("e", "2020-01-01", "The harbour of another town is not to be deepened at all."),
]


@pytest.fixture
def wire(tmp_path: Path, static_model: Path) -> Path:
    index.build(ARTICLES, index_dir=tmp_path / "index", model=str(static_model))
    return tmp_path / "index"


@pytest.mark.parametrize("mode", ["hybrid", "keyword", "semantic"])
def test_copies_are_one_hit_by_the_earliest_date(wire: Path, mode: str) -> None:
    with search.open_index(wire) as engine:
        once = engine.search("deepen the harbour of Aldersund", mode=mode).hits  # type: ignore[arg-type]
        each = engine.search("deepen the harbour of Aldersund", mode=mode, every=True).hits  # type: ignore[arg-type]
        scores = {(hit.article.id, hit.start): hit.score for hit in each}
        (hit,) = (hit for hit in once if hit.also)
        assert hit.article.id == "b"
        assert [other.article.id for other in hit.also] == ["a", "c"]
        for other in hit.also:
            text = engine.article(other.article.id).text[other.start : other.end]
            assert same_passage(text, hit.text)
    assert not any(hit.also for hit in each)
    assert [hit.rank for hit in once] == [*range(1, len(once) + 1)]
    assert all(scores[hit.article.id, hit.start] == hit.score for hit in once)
    assert [hit.score for hit in once] == sorted((hit.score for hit in once), reverse=True)
    assert len(each) == len(once) + 2


def test_as_many_hits_as_wanted_are_left_after_grouping(tmp_path: Path, static_model: Path) -> None:
    copies = [article(f"copy{n:03}", "2021", STORY) for n in range(260)]
    index.build([*copies, *ARTICLES], index_dir=tmp_path, model=str(static_model))
    with search.open_index(tmp_path) as engine:
        hits = engine.search("harbour", mode="keyword", k=3).hits
        assert len(hits) == 3
        assert max(len(hit.also) for hit in hits) > 150


def test_copies_are_grouped_across_segments_and_after_merging(
    tmp_path: Path, static_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in ARTICLES:
        index.build([each], index_dir=tmp_path, model=str(static_model))
    assert len(open_snapshot(tmp_path).segments) == len(ARTICLES)

    def found() -> list[tuple[str, tuple[str, ...]]]:
        with search.open_index(tmp_path) as engine:
            hits = engine.search("deepen the harbour", mode="keyword").hits
            return [(hit.article.id, tuple(o.article.id for o in hit.also)) for hit in hits]

    before = found()
    assert ("b", ("a", "c")) in before
    monkeypatch.setattr(merging, "TIER_FACTOR", 2)
    index.build([article("z", None, "Nothing of the kind.")], index_dir=tmp_path)
    assert len(open_snapshot(tmp_path).segments) == 1
    assert found() == before
    verify(tmp_path)


def test_the_shell_names_the_others_or_shows_them_all(wire: Path) -> None:
    command = ["search", "deepen the harbour", "--mode", "keyword", "--index", str(wire)]
    shown = CliRunner().invoke(app, command).stdout
    assert "   also a, wire, 2021-03-05, paragraph 0 [0:" in shown
    every = CliRunner().invoke(app, [*command, "--all"]).stdout
    assert "also" not in every
    assert "match. More" not in shown
    assert every.count("Dredging begins") == shown.count("Dredging begins") + 2


def test_an_answer_is_cited_from_the_first_print(wire: Path) -> None:
    with search.open_index(wire) as engine:
        answer = engine.ask("what will dredging cost", mode="keyword").answers[0]
        assert answer.article.id in ("b", "d")
        assert {"a", "c"} & {other.article.id for other in answer.also} or answer.article.id == "d"


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["hybrid", "keyword", "semantic"])
def test_pages_of_what_is_printed_once_go_on_where_the_last_one_ended(
    tmp_path: Path, static_model: Path, mode: search.Mode
) -> None:
    """Forty stories of the harbour, each printed up to four times on days of its own."""
    printed = [
        article(
            f"{story:02}-{copy}",
            f"2021-{1 + (7 * story + 5 * copy) % 12:02}-{1 + story % 28:02}",
            f"Harbour {story} is {story + 3} metres deep, for {'long ' * (story % 5)}ferries of"
            f" the council go there at night.{ADDED if copy == 3 else ''}",
        )
        for story in range(40)
        for copy in range(1 + story % 4)
    ]
    index.build(printed, index_dir=tmp_path, model=str(static_model))
    with search.open_index(tmp_path) as engine:
        every = engine.search("deep harbour for ferries", mode=mode, k=40).hits
        assert len(every) == 40
        assert sum(1 + len(hit.also) for hit in every) == len(printed) == 100
        for size in (1, 3, 7):
            pages = [
                hit
                for offset in range(0, 40 - size, size)
                for hit in engine.search(
                    "deep harbour for ferries", mode=mode, k=size, offset=offset
                ).hits
            ]
            assert list(every[: len(pages)]) == pages
