"""An index grown in any order answers like one built at once, and stays small and in few pieces."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

import index
import search
from index.builds import merging
from index.generations.snapshot import open_snapshot
from index.maintenance.status import status
from index.maintenance.verification import verify
from search.query.options import MODES

WORDS = (
    "river council bridge bread harbour long time people water first other rail tunnel comet"
    " survey prize oven shift union bonus ferry mud mussel night recipe"
).split()
QUERIES = [
    "bread at the harbour",
    "river bridge",
    "comet survey night",
    "union bonus",
    "who",
    " ".join(WORDS),
]


def text_of(rng: random.Random) -> str:
    """Return a small article; some lines are the same in many articles."""
    lines = []
    for _ in range(rng.randint(1, 4)):
        if rng.random() < 0.2:
            lines.append("The council of the harbour has met and said nothing new.")
        else:
            lines.append(" ".join(rng.choices(WORDS, k=rng.randint(4, 14))).capitalize() + ".")
    return "\n".join(lines) + "\n"


def hits(index_dir: Path) -> list[list[tuple[str, int, float]]]:
    with search.open_index(index_dir) as engine:
        return [
            [
                (hit.article.id, hit.start, hit.score)
                for mode in MODES
                for hit in engine.search(query, k=1000, mode=mode).hits
            ]
            for query in QUERIES
        ]


def change(news: Path, rng: random.Random, number: int) -> None:
    """Add, change, move or remove a few articles."""
    there = sorted(path for path in news.rglob("*.txt"))
    for turn in range(rng.randint(1, 3)):
        action = rng.choice(["add", "add", "change", "move", "remove", "copy"])
        if action == "add" or len(there) < 4:
            (news / f"{number:03}-{turn}.txt").write_text(text_of(rng))
        elif action == "copy":
            (news / f"{number:03}-{turn}.txt").write_text(there[0].read_text())
        else:
            path = there.pop(rng.randrange(len(there)))
            if action == "change":
                path.write_text(text_of(rng))
            elif action == "remove":
                path.unlink()
            else:
                (news / "moved").mkdir(exist_ok=True)
                path.rename(news / "moved" / f"{number:03}-{turn}.txt")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_grown_index_answers_like_one_built_at_once(
    tmp_path: Path, mean_model: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small tiers, so that a dozen builds merge across two of them.
    monkeypatch.setattr(merging, "TIER_FACTOR", 3)
    monkeypatch.setattr(merging, "TIER_PARAGRAPHS", 8)
    rng = random.Random(seed)
    news = tmp_path / "news"
    news.mkdir()
    for number in range(8):
        (news / f"{number:03}.txt").write_text(text_of(rng))
    grown, fresh, model = tmp_path / "grown", tmp_path / "fresh", str(mean_model)
    index.build([news], index_dir=grown, model=model, precision="exact")
    for number in range(10, 24):
        change(news, rng, number)
        index.build(index_dir=grown, allow_removals=True)
    verify(grown)
    index.build([news], index_dir=fresh, model=model, precision="exact")
    for mine, theirs in zip(hits(grown), hits(fresh), strict=True):
        assert [hit[:2] for hit in mine] == [hit[:2] for hit in theirs]
        np.testing.assert_allclose([h[2] for h in mine], [h[2] for h in theirs], atol=1e-5)


@pytest.mark.slow
def test_many_small_builds_leave_few_segments_and_little_waste(
    tmp_path: Path, static_model: Path
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    rng = random.Random(1)
    folder = tmp_path / "index"
    for number in range(70):
        (news / f"{number:03}.txt").write_text(text_of(rng))
        index.build([news], index_dir=folder, model=str(static_model))
    found = status(folder)
    assert found.articles == 70
    # 70 builds of one article: at most 7 of each of two tiers.
    assert found.segments <= 14
    for number in range(0, 70, 2):
        (news / f"{number:03}.txt").unlink()
    index.build(index_dir=folder)
    found = status(folder)
    assert found.articles == 35
    assert found.removed_share <= merging.REMOVED_SHARE
    index.build([news], index_dir=tmp_path / "fresh", model=str(static_model))
    assert hits(folder) == hits(tmp_path / "fresh")


def test_a_build_publishes_before_it_merges(tmp_path: Path, static_model: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    folder = tmp_path / "index"
    for number in range(merging.TIER_FACTOR):
        (news / f"{number}.txt").write_text(f"Bread number {number}.\n")
        report = index.build([news], index_dir=folder, model=str(static_model))
    # The last build made two generations: one with eight segments, then one with a single one.
    assert report.generation == merging.TIER_FACTOR + 1
    assert len(open_snapshot(folder, generation=report.generation - 1).segments) == 8
    (segment,) = open_snapshot(folder).segments
    assert segment.articles == 8


def test_a_text_is_encoded_once_however_often_it_occurs(tmp_path: Path, static_model: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(5):
        (news / f"{number}.txt").write_text("The same wire copy.\n")
    report = index.build([news], index_dir=tmp_path / "index", model=str(static_model))
    assert (report.paragraphs, report.encoded) == (5, 1)
    (news / "later.txt").write_text("The same wire copy.\nAnd a new line of it.\n")
    assert index.build(index_dir=tmp_path / "index").encoded == 1


def test_equal_paragraphs_are_ordered_by_article_not_by_segment(
    tmp_path: Path, static_model: Path
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name in ("m", "z", "a", "q"):  # each in a segment of its own
        (news / f"{name}.txt").write_text("Bread is baked at the harbour.\n")
        index.build([news], index_dir=tmp_path / "index", model=str(static_model))
    with search.open_index(tmp_path / "index") as engine:
        found = [hit.article.id for hit in engine.search("bread at the harbour", every=True).hits]
        first_two = [
            hit.article.id for hit in engine.search("bread at the harbour", k=2, every=True).hits
        ]
    assert found == ["news/a.txt", "news/m.txt", "news/q.txt", "news/z.txt"]
    assert first_two == found[:2]
