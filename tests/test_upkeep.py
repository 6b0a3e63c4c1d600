"""Damage is found and named; what is removed is gone; what was published can be had back."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

import index
import search
from index.errors import (
    ArticleNotFoundError,
    EmptyBuildError,
    GenerationNotFoundError,
    IndexMissingError,
    IndexUnusableError,
    SourceError,
)
from index.maintenance.edits import forget, remove, restore, rollback
from index.maintenance.export import export
from index.maintenance.status import status
from index.maintenance.verification import verify

SECRET = "zanzibarite"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    """Two sources, three generations, several segments and removed articles."""
    folder = tmp_path_factory.mktemp("made")
    for source in ("news", "more"):
        (folder / source).mkdir()
        for number in range(5):
            (folder / source / f"{number}.txt").write_text(f"Bread number {number} of {source}.\n")
    (folder / "news" / "secret.txt").write_text(f"The {SECRET} is in the harbour.\n")
    build = {"index_dir": folder / "index", "model": str(static_model)}
    index.build([folder / "news", folder / "more"], **build)
    (folder / "news" / "0.txt").write_text("Bread is dear now.\n")
    index.build(index_dir=folder / "index")
    (folder / "more" / "3.txt").unlink()
    index.build(index_dir=folder / "index")
    return folder


@pytest.fixture
def twice_built_index(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "index", tmp_path / "index")
    return tmp_path / "index"


def ids(index_dir: Path, **options: int) -> list[str]:
    with search.open_index(index_dir, **options) as engine:
        return sorted(hit.article.id for hit in engine.search("bread harbour", k=100).hits)


def files_of(index_dir: Path) -> list[Path]:
    """Return every file of an index but the lock."""
    return [p for p in sorted(index_dir.rglob("*")) if p.is_file() and p.name != "lock"]


def test_every_flipped_byte_cut_and_missing_file_is_found_and_named(
    twice_built_index: Path,
) -> None:
    assert verify(twice_built_index).articles == 10
    files = files_of(twice_built_index)
    assert len(files) >= 23
    for path in files:
        data = path.read_bytes()
        flipped = bytearray(data)
        if flipped:
            flipped[len(data) // 2] ^= 0x10
        for damage in (bytes(flipped), data[: len(data) // 2], None):
            if damage is not None and damage.strip() == data.strip():
                continue
            path.unlink()
            if damage is not None:
                path.write_bytes(damage)
            with pytest.raises(IndexUnusableError) as caught:
                verify(twice_built_index)
            said = str(caught.value)
            assert path.name in said or path.parent.name in said, (path, said)
            assert "\n" not in said and "build" in said
            path.write_bytes(data)
    verify(twice_built_index)


@pytest.mark.slow
def test_a_damaged_index_answers_rightly_or_says_so_and_never_crashes(
    twice_built_index: Path,
) -> None:
    before = ids(twice_built_index)
    for path in files_of(twice_built_index):
        data = path.read_bytes()
        for at in {0, len(data) // 3, len(data) // 2, len(data) - 1} if data else ():
            flipped = bytearray(data)
            flipped[at] ^= 0xFF
            path.write_bytes(flipped)
            try:
                with search.open_index(twice_built_index) as engine:
                    engine.search("bread at the harbour", k=100)
                    engine.ask("where is the bread")
            except search.SeedsearchError as error:
                assert "\n" not in str(error)
        path.write_bytes(data)
    assert ids(twice_built_index) == before


def test_removed_articles_stay_out_until_they_are_restored(twice_built_index: Path) -> None:
    remove(["news/1.txt", "more/0.txt"], index_dir=twice_built_index)
    assert not {"news/1.txt", "more/0.txt"} & set(ids(twice_built_index))
    index.build(index_dir=twice_built_index)
    assert not {"news/1.txt", "more/0.txt"} & set(ids(twice_built_index))
    index.build(index_dir=twice_built_index, full=True)
    assert not {"news/1.txt", "more/0.txt"} & set(ids(twice_built_index))
    restore(["news/1.txt"], index_dir=twice_built_index)
    assert index.build(index_dir=twice_built_index).added == 1
    assert "news/1.txt" in ids(twice_built_index)
    assert status(twice_built_index).removed == ("more/0.txt",)


def test_a_purged_article_is_nowhere_on_the_disk(twice_built_index: Path) -> None:
    def holding() -> list[Path]:
        return [
            p
            for p in twice_built_index.rglob("*")
            if p.is_file() and SECRET.encode() in p.read_bytes()
        ]

    vector = vector_of(twice_built_index, "news/secret.txt")
    remove(["news/secret.txt"], index_dir=twice_built_index)
    assert holding()  # older generations still have it, to return to
    remove(["news/secret.txt"], index_dir=twice_built_index, purge=True)
    assert holding() == []
    assert all(vector not in p.read_bytes() for p in twice_built_index.rglob("vectors.bin"))
    assert len(list((twice_built_index / "generations").iterdir())) == 1
    verify(twice_built_index)
    index.build(index_dir=twice_built_index)
    assert holding() == []


def vector_of(index_dir: Path, article_id: str) -> bytes:
    from index.generations.snapshot import open_snapshot

    opened = open_snapshot(index_dir)
    segment, number, _ = opened.stored_articles()[article_id]
    row = opened.segments[segment].first_rows[number]
    return bytes(opened.segments[segment].vectors[row].tobytes())


def test_a_forgotten_source_is_gone_with_its_articles(twice_built_index: Path) -> None:
    forget("more", index_dir=twice_built_index)
    assert {name.split("/")[0] for name in ids(twice_built_index)} == {"news"}
    index.build(index_dir=twice_built_index)
    assert {name.split("/")[0] for name in ids(twice_built_index)} == {"news"}
    with pytest.raises(SourceError, match="it has: news"):
        forget("more", index_dir=twice_built_index)
    with pytest.raises(EmptyBuildError, match="nothing would be left"):
        forget("news", index_dir=twice_built_index)


def test_a_source_is_forgotten_by_its_path_too(twice_built_index: Path, made: Path) -> None:
    forget(str(made / "more"), index_dir=twice_built_index, purge=True)
    assert {name.split("/")[0] for name in ids(twice_built_index)} == {"news"}


def test_generations_are_kept_listed_read_and_made_current(twice_built_index: Path) -> None:
    kept = [kept.generation for kept in status(twice_built_index).generations]
    assert kept == [1, 2, 3]
    assert "more/3.txt" in ids(twice_built_index, generation=1)
    assert "more/3.txt" not in ids(twice_built_index)
    manifest = rollback(1, index_dir=twice_built_index)
    assert manifest.generation == 4
    assert ids(twice_built_index) == ids(twice_built_index, generation=1)
    verify(twice_built_index)
    with pytest.raises(GenerationNotFoundError, match="keeps no generation 99"):
        search.open_index(twice_built_index, generation=99)


def test_a_build_keeps_as_many_generations_as_it_is_told(
    twice_built_index: Path, made: Path
) -> None:
    (made / "news" / "late.txt").write_text("Bread came late.\n")
    try:
        index.build(index_dir=twice_built_index, keep=1)
    finally:
        (made / "news" / "late.txt").unlink()
    assert [kept.generation for kept in status(twice_built_index).generations] == [4]
    with pytest.raises(ValueError, match="keep must be"):
        index.build(index_dir=twice_built_index, keep=0)


def test_status_tells_what_is_there_and_what_changed_since(
    twice_built_index: Path, made: Path
) -> None:
    found = status(twice_built_index)
    assert (found.generation, found.articles, found.paragraphs) == (3, 10, 10)
    assert found.live_bytes <= found.bytes
    assert {s.name: (s.articles, s.changed) for s in found.sources} == {
        "news": (6, False),
        "more": (4, False),
    }
    os.utime(made / "news" / "1.txt")
    assert status(twice_built_index).sources[0].changed is False
    (made / "more" / "3.txt").write_text("Back again.\n")
    assert status(twice_built_index).sources[1].changed is True
    (made / "more" / "3.txt").unlink()
    (made / "more").rename(made / "aside")
    assert status(twice_built_index).sources[1].changed is None
    (made / "aside").rename(made / "more")


def test_an_export_has_every_article_without_its_sources(twice_built_index: Path) -> None:
    records = list(export(twice_built_index))
    assert [record["id"] for record in records] == ids(twice_built_index)
    for record in records:
        json.dumps(record)
        for paragraph in record["paragraphs"]:
            span = record["text"][paragraph["start"] : paragraph["end"]]
            assert span == paragraph["text"]


def test_unknown_articles_and_missing_indexes_are_refused(
    twice_built_index: Path, tmp_path: Path
) -> None:
    with pytest.raises(ArticleNotFoundError, match="news/absent"):
        remove(["news/absent"], index_dir=twice_built_index)
    with pytest.raises(ArticleNotFoundError, match="was not removed"):
        restore(["news/1.txt"], index_dir=twice_built_index)
    for call in (verify, status, lambda d: remove(["x"], index_dir=d)):
        with pytest.raises(IndexMissingError):
            call(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
