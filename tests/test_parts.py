"""Parts: what a feature keeps in a segment is found once, copied by merges, and may be absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import index
import search
from index.builds import merging
from index.errors import IndexDamagedError
from index.generations import parts
from index.generations.snapshot import Snapshot, open_snapshot
from index.maintenance.edits import remove
from index.maintenance.verification import verify
from index.segments.packed import Packed
from index.segments.postings import edges
from index.types import Article, Paragraph

FOUND: list[str] = []
"""Ids of the articles in which something was looked for."""


class Shouts:
    """Words in capitals: how many of them each paragraph has, and a table of two columns."""

    name = "shouts"
    version = 1

    def __init__(self) -> None:
        self._counts: list[int] = []
        self._of_article: list[int] = []

    def add(self, article: Article, paragraphs: Sequence[Paragraph]) -> None:
        FOUND.append(article.id)
        texts = [article.text[each.start : each.end] for each in paragraphs]
        self._take([sum(word.isupper() for word in text.split()) for text in texts])

    def copy(self, part: Packed, number: int) -> None:
        first, last = part.array("edges")[number : number + 2]
        self._take(part.array("counts")[first:last].tolist())

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        counts = np.array(self._counts, np.uint16)
        return {
            "edges": edges(np.array(self._of_article, np.int64)),
            "counts": counts,
            "table": np.stack([counts, counts * 2], axis=1),
        }

    def _take(self, counts: Sequence[int]) -> None:
        self._counts.extend(counts)
        self._of_article.append(len(counts))


class LaterShouts(Shouts):
    version = 2


@pytest.fixture
def shouting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds write the part."""
    monkeypatch.setattr(parts, "WRITERS", (Shouts,))
    FOUND.clear()


def article(name: str, text: str) -> Article:
    return Article(f"news/{name}", "Bread", True, "Post", "1987", "", text, "en")


def shouts(snapshot: Snapshot) -> dict[str, int]:
    """Return how many words in capitals each live paragraph has, by its text."""
    found = {}
    for row in range(snapshot.rows):
        if snapshot.live is None or snapshot.live[row]:
            segment, local = snapshot.locate(row)
            part = segment.part("shouts", 1)
            assert part
            passage = snapshot.passage(row)
            text = snapshot.article_text(row)[passage.start : passage.end]
            found[text] = int(part.array("counts")[local])
            assert part.array("table")[local].tolist() == [found[text], 2 * found[text]]
    return found


TEXTS = {
    "a": "Bread is GOOD now.\n\nEAT it UP.",
    "b": "Nobody shouts here.",
    "c": "RIVERS are long.",
}
WANTED = {
    "Bread is GOOD now.": 1,
    "EAT it UP.": 2,
    "Nobody shouts here.": 0,
    "RIVERS are long.": 1,
}


def built(folder: Path, model: Path) -> Path:
    """Build an index of three segments, one article each."""
    for name, text in TEXTS.items():
        index.build([article(name, text)], index_dir=folder, model=str(model))
    return folder


@pytest.mark.usefixtures("shouting")
def test_what_a_part_holds_is_found_once_and_copied_by_merges(
    tmp_path: Path, static_model: Path
) -> None:
    folder = built(tmp_path / "index", static_model)
    assert len(open_snapshot(folder).segments) == 3
    assert shouts(open_snapshot(folder)) == WANTED
    remove(["news/b"], index_dir=folder)
    merging.rewrite(open_snapshot(folder), (0, 1))
    merged = open_snapshot(folder)
    assert len(merged.segments) == 1
    assert shouts(merged) == {text: n for text, n in WANTED.items() if "Nobody" not in text}
    assert sorted(FOUND) == ["news/a", "news/b", "news/c"]
    verify(folder)


def test_a_part_that_is_absent_or_of_another_version_is_none_until_the_next_build(
    tmp_path: Path, static_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = built(tmp_path / "index", static_model)
    before = open_snapshot(folder)
    assert {segment.part("shouts", 1) for segment in before.segments} == {None}
    with search.open_index(folder) as engine:
        assert engine.search("rivers").hits[0].article.id == "news/c"
    for number, kind in enumerate((LaterShouts, Shouts)):
        monkeypatch.setattr(parts, "WRITERS", (kind,))
        FOUND.clear()
        report = index.build(index_dir=folder)  # nothing else is new
        assert (report.published, report.encoded, report.unchanged) == (True, 0, 3)
        assert sorted(FOUND) == ["news/a", "news/b", "news/c"]
        snapshot = open_snapshot(folder)
        had = [
            [s.part("shouts", version) is not None for s in snapshot.segments] for version in (1, 2)
        ]
        assert had == [[number == 1] * 3, [number == 0] * 3]
        assert not index.build(index_dir=folder).published
    assert shouts(open_snapshot(folder)) == WANTED
    verify(folder)


@pytest.mark.usefixtures("shouting")
def test_a_part_stays_readable_while_its_index_is_deleted_and_damage_is_named(
    tmp_path: Path, static_model: Path
) -> None:
    folder = built(tmp_path / "index", static_model)
    snapshot = open_snapshot(folder)
    file = sorted(folder.glob("segments/*/shouts.bin"))[0]
    data = file.read_bytes()
    file.unlink()
    assert shouts(snapshot) == WANTED
    with pytest.raises(IndexDamagedError, match=r"shouts\.bin is damaged"):
        search.open_index(folder)
    file.write_bytes(b"\xff" * 8 + data[8:])
    with pytest.raises(IndexDamagedError, match=r"shouts\.bin"):
        verify(folder)
    with search.open_index(folder) as engine:
        assert engine.search("bread").hits  # it is not read before the feature is asked for
