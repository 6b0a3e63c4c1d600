"""Recent articles are preferred, by their age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import search
from search.query.options import MAX_K
from search.retrieval import fusion


@pytest.fixture(scope="module")
def engine(two_segment_index: Path) -> Iterator[search.Engine]:
    with search.open_index(two_segment_index) as opened:
        yield opened


def test_recent_articles_are_preferred_by_their_age(engine: search.Engine) -> None:
    now = dt.date(2022, 6, 1)
    plain = {(h.article.id, h.start): h for h in engine.search("bread river", k=MAX_K).hits}
    aged = engine.search("bread river", k=MAX_K, half_life=90, now=now)
    assert list(aged.hits) == sorted(aged.hits, key=lambda hit: -hit.score)
    for hit in aged.hits:
        before = plain[hit.article.id, hit.start].score
        if hit.article.date is None:
            assert hit.score == pytest.approx(before / 2, abs=1e-6)
        else:
            age = (now - dt.date.fromisoformat(hit.article.date)).days
            assert hit.score == pytest.approx(before * (1 + 0.5 ** (age / 90)) / 2, abs=1e-6)
        assert 0 <= hit.score <= before
    assert engine.search("bread", half_life=90, now=now).hits != engine.search("bread").hits
    (first, *_) = engine.search("bread", half_life=90, now=now, explain=True).hits
    assert first.explanation is not None
    shown = first.explanation
    likely = 1 / (1 + np.exp(-(shown.slope * shown.blend + shown.offset)))
    assert first.score == pytest.approx(likely * shown.recency, abs=1e-6)


def test_age_costs_at_most_half() -> None:
    now = 700_000
    days = np.array([now, now + 5, now - 10, now - 10_000, 0], np.int32)
    assert fusion.recency(days, now, 10).tolist() == [1, 1, 0.75, 0.5, 0.5]


@pytest.mark.parametrize("days", [0, -3, float("nan"), float("inf")])
def test_a_half_life_is_a_number_of_days(engine: search.Engine, days: float) -> None:
    with pytest.raises(search.QueryError, match="half-life"):
        engine.search("bread", half_life=days)
