"""When an article came into the index, or last changed, is known, and stays known."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import index
import search
from index.builds import merging
from index.errors import QueryError
from index.generations.snapshot import open_snapshot
from index.maintenance.edits import rollback
from index.maintenance.verification import verify
from index.text import paragraphs
from index.types import Article
from search.query.added import Since, since

GOLDEN = Path(__file__).parent / "golden"
DAY = datetime(2021, 12, 15, tzinfo=UTC).date()


def came(folder: Path) -> dict[str, int | None]:
    """Return the generation with which each live article came, by id."""
    stored = open_snapshot(folder).stored_articles()
    return {name: one.article.added_in for name, (_, _, one) in stored.items()}


def ids(folder: Path, when: str, query: str = "bread") -> set[str]:
    with search.open_index(folder) as engine:
        filters = search.Filters(added_since=when)
        return {hit.article.id for hit in engine.search(query, k=100, filters=filters).hits}


@pytest.fixture
def news(tmp_path: Path, static_model: Path) -> Callable[..., index.BuildReport]:
    """Write texts into a folder, and bring its index up to date."""

    def build(**texts: str) -> index.BuildReport:
        for name, text in texts.items():
            path = tmp_path / "news" / f"{name}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{text}\n", encoding="utf-8")
        return index.build(
            [tmp_path / "news"], index_dir=tmp_path / "index", model=str(static_model)
        )

    return build


def test_what_came_or_changed_is_found_and_what_was_there_is_not(
    tmp_path: Path, news: Callable[..., index.BuildReport]
) -> None:
    # A build may publish once more, when it merges: what comes with it came with the first one.
    first, second = 1, news(old="Old bread is cheap.", river="The river is wet.").generation + 1
    third = news(new="New bread is dear.").generation + 1
    news(river="The river bread is dry now.")
    assert came(tmp_path / "index") == {
        "news/old.txt": first,
        "news/new.txt": second,
        "news/river.txt": third,
    }
    assert ids(tmp_path / "index", str(first)) == {"news/new.txt", "news/river.txt"}
    assert ids(tmp_path / "index", f"g{second}") == {"news/river.txt"}
    assert (
        ids(tmp_path / "index", "0")
        == ids(tmp_path / "index", "7d")
        == set(came(tmp_path / "index"))
    )
    assert ids(tmp_path / "index", "tomorrow") == set()
    with search.open_index(tmp_path / "index") as engine:
        shown = engine.search("dear").hits[0].article
        assert shown.added_in == second
        moment = datetime.fromisoformat(shown.added or "")
        assert moment.tzinfo is not None
        assert abs((datetime.now(UTC) - moment).total_seconds()) < 3600
        # What a hit says of it can be asked for.
        assert "news/new.txt" in ids(tmp_path / "index", shown.added or "")
        filters = search.Filters(added_since=str(first))
        assert engine.ask("what is dear", filters=filters).answers[0].article.added_in == second
        assert engine.article("news/old.txt").added_in == first
        too_late = engine.search("bread", filters=search.Filters(added_since="999"))
        assert "nothing came after generation 999" in too_late.warnings[0]
        with pytest.raises(QueryError, match=r"added_since 'soon' is no generation and no date"):
            engine.search("bread", filters=search.Filters(added_since="soon"))


def test_it_stays_known_whatever_happens_to_the_index(
    tmp_path: Path,
    static_model: Path,
    news: Callable[..., index.BuildReport],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, files = tmp_path / "index", tmp_path / "news"
    first, second = 1, news(a="Bread of A.", b="Bread of B.", c="Bread of C.").generation + 1
    news(d="Bread of D.")
    known = {"a": first, "b": first, "c": first, "d": second}

    def still(**moved: str) -> None:
        names = {name: f"news/{moved.get(name, name)}.txt" for name in known}
        assert came(folder) == {names[name]: generation for name, generation in known.items()}
        verify(folder)

    # Touched, or moved.
    os.utime(files / "a.txt", (1, 1))
    (files / "b.txt").rename(files / "z.txt")
    assert news().moved == 1
    still(b="z")
    # Merged.
    merging.rewrite(open_snapshot(folder), range(len(open_snapshot(folder).segments)))
    still(b="z")
    # Built anew, and moved at the same time.
    (files / "d.txt").rename(files / "y.txt")
    index.build(index_dir=folder, full=True)
    still(b="z", d="y")
    # Cut anew by another version, from the texts that are stored.
    monkeypatch.setattr(paragraphs, "SPLITTING_VERSION", paragraphs.SPLITTING_VERSION + 1)
    assert index.build(index_dir=folder).published
    still(b="z", d="y")
    # Rolled back to, after it had gone.
    before = open_snapshot(folder).manifest.generation
    (files / "z.txt").unlink()
    news()
    rollback(before, index_dir=folder)
    still(b="z", d="y")


def test_records_of_an_export_and_articles_at_hand_have_arrivals_of_their_own(
    tmp_path: Path, static_model: Path
) -> None:
    export, folder = tmp_path / "all.jsonl", tmp_path / "index"
    line = '{{"_id": "{0}", "text": "Bread is {1} here."}}\n'
    export.write_text(line.format("a", "good") + line.format("b", "bad"))
    second = index.build([export], index_dir=folder, model=str(static_model)).generation + 1
    export.write_text(line.format("a", "good") + line.format("b", "worse") + line.format("c", "so"))
    third = index.build(index_dir=folder).generation + 1
    found = {name.rpartition("#")[2]: generation for name, generation in came(folder).items()}
    assert found == {"a": 1, "b": second, "c": second}
    given = Article("wire/1", "Bread", True, "Wire", "2021", "", "Bread at hand.", "en")
    fourth = index.build([given], index_dir=folder).generation + 1
    assert came(folder)["wire/1"] == third
    # Given again as the index says it, and with another date.
    with search.open_index(folder) as engine:
        assert not index.build([engine.article("wire/1")], index_dir=folder).published
    index.build([replace(given, date="2022")], index_dir=folder)
    assert came(folder)["wire/1"] == fourth


@pytest.mark.parametrize("version", ["format-1-late", "format-2"])
def test_an_index_that_does_not_know_it_says_so_until_builds_do(
    version: str, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(GOLDEN / version, folder)
    with search.open_index(folder) as engine:
        found = engine.search("bread", filters=search.Filters(added_since="7d"))
        assert found.hits == ()
        assert re.fullmatch(r"\d+ articles? left out: when they came is not .*", found.warnings[-1])
        assert {hit.article.added for hit in engine.search("bread").hits} == {None}


def test_generations_dates_and_moments_are_told_apart() -> None:
    day = int(datetime(2021, 12, 15, tzinfo=UTC).timestamp())
    for text, meant in {
        "12": Since(12, None),
        "g2021": Since(2021, None),
        "G7": Since(7, None),
        "12345": Since(12345, None),
        "2021": Since(None, int(datetime(2021, 1, 1, tzinfo=UTC).timestamp())),
        "2021-12-15": Since(None, day),
        "today": Since(None, day),
        "7d": Since(None, day - 7 * 86400),
        "yesterday": Since(None, day - 86400),
        "2021-12-15T08:30": Since(None, day + 8 * 3600 + 30 * 60),
        "2021-12-15T08:30:00+02:00": Since(None, day + 6 * 3600 + 30 * 60),
        "2021-12-15T00:00:00Z": Since(None, day),
    }.items():
        assert since(text, DAY) == meant, text
    for text in ("", "g", "-3", "soon", "2021-13", "2021-12-15T99:00", "1e3"):
        assert since(text, DAY) is None, text
