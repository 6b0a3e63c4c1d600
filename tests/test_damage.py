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

SCRIPTS = Path(__file__).parent.parent / "scripts"
sys.path.insert(0, str(SCRIPTS))

import fuzz_index  # noqa: E402

CASES = 40


@pytest.mark.slow
def test_whatever_is_damaged_or_forged_is_an_answer_or_one_clear_error(
    tmp_path: Path, static_model: Path
) -> None:
    indexes = [tmp_path / "one", tmp_path / "other"]
    for seed, folder in enumerate(indexes):
        fuzz_index.build(folder, str(static_model), seed)
    command = [sys.executable, SCRIPTS / "fuzz_index.py", "--json", "--cases", str(CASES)]
    done = subprocess.run(
        [*command, "--seed", "7", "--indexes", *indexes],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["problems"] == []
    assert sum(found["tried"].values()) == CASES and len(found["tried"]) > 8


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
