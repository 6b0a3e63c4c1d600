"""An index from a stranger, or from a disk that failed, is data: an answer, or one clear error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import search
from index.errors import IndexDamagedError
from index.generations.snapshot import open_snapshot
from search.retrieval.bm25 import KeywordHalf

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_whatever_is_damaged_or_forged_is_an_answer_or_one_clear_error(static_model: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "fuzz_index.py", "--json", "--cases", "60"]
        + ["--seed", "7", "--model", static_model],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    tried = json.loads(done.stdout)
    assert tried["problems"] == []
    assert sum(tried["tried"].values()) == 60 and len(tried["tried"]) > 8


def test_a_fault_of_ours_is_not_said_to_be_damage(
    two_segment_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("a fault")

    with search.open_index(two_segment_index) as engine:
        monkeypatch.setattr(KeywordHalf, "score", fail)
        with pytest.raises(ValueError, match="^a fault$"):
            engine.search("bread")


def test_a_number_that_leads_nowhere_is_said_to_be_damage(two_segment_index: Path) -> None:
    snapshot = open_snapshot(two_segment_index)
    paragraphs = snapshot.segments[1].paragraphs.copy()
    paragraphs[3, 0] = 10**9
    snapshot.segments[1].paragraphs = paragraphs
    with pytest.raises(IndexDamagedError, match="is damaged .*`seedsearch verify` says where"):
        with snapshot.reading():
            _ = snapshot.passage(snapshot.bases[1] + 3)
