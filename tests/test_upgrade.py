"""A new analyzer or splitter takes effect in the next build, which encodes what is cut anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index
import search
from index.builds import encoder
from index.generations.snapshot import open_snapshot
from index.maintenance.edits import remove
from index.maintenance.status import status
from index.maintenance.verification import verify
from index.text import analyzer, paragraphs
from index.types import Paragraph

TEXTS = {
    "bread.txt": "Bread prices rise in the harbour.\n\nNobody buys at such prices.\n",
    "bridge.txt": "The bridges are closed by night.\n\nThe council reopens them in spring.\n",
    "gone.txt": "This article is removed by hand.\n",
    "river.md": "# A river\n\nThe river is long.\n\nIts waters rise. Nobody knows why.\n",
}


@pytest.fixture
def made(tmp_path: Path, static_model: Path) -> Path:
    """A folder of articles and its index, in two segments, one article removed by hand."""
    (tmp_path / "news").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "news" / name).write_text(text)
        if name != "bread.txt":
            index.build([tmp_path / "news"], index_dir=tmp_path / "index", model=str(static_model))
    remove(["news/gone.txt"], index_dir=tmp_path / "index")
    return tmp_path


@pytest.fixture
def without_torch(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever would be more than a small update fails, for it would load the model."""

    def load(*_: Any) -> None:
        raise AssertionError("the model is loaded")

    monkeypatch.setattr(encoder, "SMALL_UPDATE", 0)
    monkeypatch.setattr(encoder, "TorchEncoder", load)


@pytest.fixture
def plain_stems(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of the analyzer, which leaves words as they are."""
    monkeypatch.setattr(analyzer, "ANALYZER_VERSION", analyzer.ANALYZER_VERSION + 1)
    monkeypatch.setattr(analyzer, "stem", lambda word: word)


def ids(folder: Path, query: str, **options: Any) -> list[str]:
    with search.open_index(folder / "index", **options) as engine:
        hits = engine.search(query, mode="keyword").hits
        return sorted({hit.article.id for hit in hits})


def state(folder: Path) -> tuple[list[str], list[bytes], list[str]]:
    """Return terms, vectors and texts of a whole index, whatever segments they lie in."""
    opened = open_snapshot(folder / "index")
    rows = [row for row in range(opened.rows) if opened.live is None or opened.live[row]]
    vectors, texts = [], []
    for row in rows:
        segment, local = opened.locate(row)
        passage = opened.passage(row)
        vectors.append((passage.article.id, passage.start, segment.vectors[local].tobytes()))
        texts.append(opened.article_text(row)[passage.start : passage.end])
    terms = sorted({term for segment in opened.segments for term in segment.body.terms})
    return terms, [vector for *_, vector in sorted(vectors)], sorted(texts)


@pytest.mark.usefixtures("plain_stems", "without_torch")
def test_an_upgrade_of_the_analyzer_encodes_nothing(made: Path) -> None:
    _, vectors, texts = state(made)
    with search.open_index(made / "index") as engine:
        warning, nowhere = engine.search("prices").warnings
        assert "no paragraph has a word" in nowhere  # stemmed in another way
        assert "bring it up to date with `seedsearch build`" in warning
    report = index.build(index_dir=made / "index")
    assert (report.published, report.encoded, report.unchanged) == (True, 0, 3)
    assert (report.added, report.changed, report.moved, report.removed) == (0, 0, 0, 0)
    with search.open_index(made / "index") as engine:
        assert engine.search("prices").warnings == ()
    terms, *same = state(made)
    assert same == [vectors, texts]
    assert "prices" in terms and "price" not in terms
    assert (ids(made, "prices"), ids(made, "price")) == (["news/bread.txt"], [])
    assert not ids(made, "removed") and status(made / "index").removed == ("news/gone.txt",)
    verify(made / "index")
    assert not index.build(index_dir=made / "index").published


def test_what_was_published_before_an_upgrade_is_kept_and_says_so(
    made: Path, request: pytest.FixtureRequest
) -> None:
    before = status(made / "index").generation
    request.getfixturevalue("plain_stems")
    index.build(index_dir=made / "index")
    with search.open_index(made / "index", generation=before) as engine:
        found = engine.search("bridges")
        assert found.hits and "analysed by version" in found.warnings[0]


@pytest.mark.usefixtures("plain_stems")
def test_what_changed_at_the_same_time_is_counted_as_ever(made: Path) -> None:
    (made / "news" / "bread.txt").write_text("Bread is cheap again.\n")
    (made / "news" / "bridge.txt").unlink()
    (made / "news" / "comet.txt").write_text("A comet is seen.\n")
    report = index.build(index_dir=made / "index")
    assert (report.added, report.changed, report.removed, report.unchanged) == (1, 1, 1, 1)
    assert report.encoded == 2
    assert ids(made, "comet cheap river") == ["news/bread.txt", "news/comet.txt", "news/river.md"]


def test_an_upgrade_of_the_splitter_encodes_what_is_cut_anew(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    split = paragraphs.split

    def in_one(text: str, **options: Any) -> Sequence[Paragraph]:
        """Cut articles about bread no more."""
        cut = split(text, **options)
        if "Bread" not in text:
            return cut
        sentences = tuple(span for each in cut for span in each.sentences)
        return (Paragraph(cut[0].start, cut[-1].end, sentences),)

    monkeypatch.setattr(paragraphs, "SPLITTING_VERSION", paragraphs.SPLITTING_VERSION + 1)
    monkeypatch.setattr(paragraphs, "split", in_one)
    _, before, texts = state(made)
    report = index.build(index_dir=made / "index")
    assert (report.encoded, report.unchanged, report.paragraphs) == (1, 3, len(texts) - 1)
    _, after, _ = state(made)
    assert len({*after} - {*before}) == 1
    assert np.isclose(np.linalg.norm(np.frombuffer(next(iter({*after} - {*before})), "f4")), 1)
    verify(made / "index")
