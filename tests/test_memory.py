"""What a build holds does not grow with what it reads: texts wait, rows go by the block."""

from __future__ import annotations

import json
import random
import resource
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import index
from index.builds import merging
from index.builds.journal import Chunk, Journal
from index.builds.staging import Incoming, ReadArticle
from index.errors import StorageError
from index.generations.snapshot import open_snapshot
from index.readers import spool
from index.readers.spool import Spool
from index.segments import blocks
from index.segments.blocks import Rows, write_rows
from index.segments.mapped_files import map_array
from index.segments.packed import Packed
from index.segments.records import FileStamp, StoredBytes
from index.types import Article

MEGABYTE = 1 << 20


def held_at_most(run: Callable[[], object]) -> int:
    """Return the most bytes that Python and numpy held at once beyond those held before."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def long_article(number: int, length: int = 200_000) -> Article:
    """Return an article of so many characters, of which two sentences can be found."""
    text = f"Bread number {number} is baked.\n{'-' * length}\nThe river is {number} miles long.\n"
    return Article(f"news/{number:03}", "Bread", True, "Post", "1987", "", text, "en", pages=(0, 9))


@pytest.mark.parametrize("in_memory", [spool.IN_MEMORY_BYTES, 0])
def test_a_spool_gives_back_every_item_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: int
) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY_BYTES", in_memory)
    made = Spool(tmp_path)
    items = [b"one", b"", b"three\n", bytes(range(256))]
    for number, item in enumerate(items):
        made.add(item)
        assert made[number // 2] == items[number // 2]  # reading does not move where it is written
    assert [made[number] for number in (3, 0, 2, 1)] == [items[3], items[0], items[2], items[1]]
    assert len(made) == 4
    assert not [*tmp_path.iterdir()], "somebody can see it, so a build that dies leaves it"
    made.close()


def test_no_room_for_what_waits_is_said_as_for_any_other_write(tmp_path: Path) -> None:
    made = Spool(tmp_path)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
    try:
        with pytest.raises(StorageError, match="cannot be written"):
            made.add(b"-" * MEGABYTE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        made.close()


def test_articles_that_wait_are_not_held_and_come_back_in_order_of_id(tmp_path: Path) -> None:
    numbers = random.Random(3).sample(range(200), 200)
    waiting = Incoming(tmp_path)

    def take_in() -> None:
        for number in numbers:
            waiting.add(ReadArticle(long_article(number), FileStamp(0, 0, f"{number}", "name")))
        for number, item in enumerate(waiting):
            stamp = FileStamp(0, 0, f"{number}", "name")
            assert item[:2] == (long_article(number), stamp)
            assert item.stored == StoredBytes.of(long_article(number), stamp)

    assert held_at_most(take_in) < 4 * MEGABYTE, "of 40 MB of text"
    assert [entry.characters for entry in waiting.entries] == [
        len(long_article(number).text) for number in range(200)
    ]
    waiting.close()


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["one export", "many files"])
def test_four_times_the_text_takes_no_more_memory(
    tmp_path: Path, static_model: Path, layout: str
) -> None:
    def build(count: int) -> int:
        source = tmp_path / f"news-{count}"
        source.mkdir()
        given = [long_article(number, 20_000) for number in range(count)]
        if layout == "one export":
            lines = [json.dumps({"_id": each.id, "text": each.text}) for each in given]
            (source / "news.jsonl").write_text("\n".join(lines))
        else:
            for each in given:
                (source / Path(each.id).with_suffix(".txt").name).write_text(each.text)
        del given
        options = {"index_dir": tmp_path / f"index-{count}", "model": str(static_model)}
        held = held_at_most(lambda: index.build([source], **options))  # type: ignore[arg-type]
        assert open_snapshot(tmp_path / f"index-{count}").manifest.articles == count
        return held

    build(2)  # what is loaded once
    few, many = build(20), build(80)
    assert many - few < MEGABYTE // 2, f"{few:,} bytes for .4 MB of text, {many:,} for 1.6 MB"


def test_rows_are_written_by_the_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK_ROWS", 7)
    draw = random.Random(1)
    arrays = [np.arange(3 * n, dtype=np.float16).reshape(n, 3) + n for n in (20, 1, 13)]
    np.save(tmp_path / "mapped.npy", arrays[0])
    arrays[0] = map_array(tmp_path / "mapped.npy")
    for _ in range(20):
        ranges = []
        for at in draw.choices(range(3), k=draw.randrange(6)):
            start, end = sorted(draw.choices(range(len(arrays[at]) + 1), k=2))
            ranges.append((at, start, end))
        whole = np.concatenate([arrays[0][:0], *(arrays[at][a:b] for at, a, b in ranges)])
        rows = Rows(arrays, ranges)
        assert all(len(block) == 7 for block in [*rows.blocks()][:-1])
        path = tmp_path / "got.bin"
        write_rows(path, {"before": Rows.of(arrays[1]), "rows": rows, "after": Rows.of(arrays[2])})
        got = Packed(path, path.read_bytes())
        assert np.array_equal(got.array("rows"), whole)
        assert np.array_equal(got.array("before"), arrays[1])
        assert np.array_equal(got.array("after"), arrays[2])


def test_merging_holds_no_matrix(
    tmp_path: Path, static_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_ROWS", 8)
    folder = tmp_path / "index"
    for start in (0, 40):
        given = [long_article(number) for number in range(start, start + 40)]
        index.build(given, index_dir=folder, model=str(static_model))
    opened = open_snapshot(folder)
    wanted = {each.id: opened.article(each.id) for each in map(long_article, range(80))}
    held = held_at_most(lambda: merging.rewrite(opened, (0, 1)))
    assert held < 4 * MEGABYTE, f"{held:,} bytes for 16 MB of text"
    merged = open_snapshot(folder)
    assert len(merged.segments) == 1
    assert {each: merged.article(each) for each in wanted} == wanted


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="this system does not list them")
def test_a_long_build_opens_no_more_files_than_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.builds.journal.OPEN_CHUNKS", 4)
    written, chunks = Journal(tmp_path, "made"), 40
    for number in range(chunks):
        vectors = np.full((3, 2), number, np.float32)
        parts = np.full((4, 2), number, np.float16)
        keys = np.full((3, 16), number, np.uint8)
        written.add(Chunk(keys, vectors, np.array([0, 1, 1, 4]), parts))
    before = len([*Path("/proc/self/fd").iterdir()])
    for journal in (written, Journal(tmp_path, "made")):
        for number in range(chunks):
            assert bytes(journal.keys[number][0]) == bytes([number] * 16)
            assert journal.vector(number, 1).tolist() == [number, number]
            assert journal.parts(number, 2).shape == (3, 2)
            assert not len(journal.parts(number, 1))
        assert len([*Path("/proc/self/fd").iterdir()]) <= before + 2 * 4 * 4
