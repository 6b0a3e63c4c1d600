"""What structured queries read is whole, agrees with the texts, and says so where it does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from index.errors import IndexDamagedError, IndexFormatError
from index.generations.snapshot import open_snapshot
from index.maintenance.verification import verify
from index.segments.packed import Packed, write_packed
from index.text import analyzer
from search.query.options import Filters

GOLDEN = Path(__file__).parent / "golden" / "format-1"
ASKED = ['"bread is"', "brea*", "braed~", "date:2021", "source:news bread"]


@pytest.fixture(scope="module")
def dated_index(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    folder = tmp_path_factory.mktemp("lookup")
    (folder / "n").mkdir()
    (folder / "n" / "a.md").write_text("---\ndate: 2021-12-15\n---\n\nBread is baked.\n\nÉté, U.S.")
    (folder / "n" / "b.txt").write_text("Nobody reads this.")
    index.build([folder / "n"], index_dir=folder / "index", model=str(static_model))
    return folder / "index"


@given(
    arrays=st.dictionaries(
        st.text(max_size=5), st.lists(st.integers(-(2**31), 2**31 - 1), max_size=40), max_size=5
    )
)
def test_arrays_come_back_as_they_were_packed(
    tmp_path_factory: pytest.TempPathFactory, arrays: dict[str, list[int]]
) -> None:
    path = tmp_path_factory.mktemp("packed") / "p.bin"
    write_packed(path, {name: np.array(values, np.int32) for name, values in arrays.items()})
    packed = Packed(path, path.read_bytes())
    for name, values in arrays.items():
        found = packed.array(name)
        assert (found.tolist(), found.dtype) == (values, np.int32)
        assert not found.flags.writeable
    with pytest.raises(IndexDamagedError, match=r"p\.bin is damaged"):
        packed.array("absent name")


def test_a_lookup_has_every_word_where_it_stands(dated_index: Path) -> None:
    snapshot = open_snapshot(dated_index)
    (segment,) = snapshot.segments
    words = segment.lookup.words
    for row in range(snapshot.rows):
        passage = snapshot.passage(row)
        text = snapshot.article_text(row)[passage.start : passage.end]
        for at, word in enumerate(analyzer.words(text)):
            found = words.lookup(word)
            assert row in found.rows
            assert at in found.positions
    assert words.terms == sorted(words.terms)
    assert [words.terms[n] for n in words.beginning_with("b")] == ["baked", "bread"]
    assert segment.lookup.ids == ["n/a.md", "n/b.txt"]
    assert segment.lookup.days[1].tolist() == [0, 0]
    verify(dated_index)


def test_damage_is_said_by_verify_and_by_the_first_query_that_meets_it(
    dated_index: Path, tmp_path: Path
) -> None:
    (path,) = dated_index.glob("segments/*/lookup.bin")
    data = path.read_bytes()
    edits = {
        "header": b"\xff" * 64 + data[64:],
        "names": data.replace(b'"days"', b'"sday"'),
        "numbers": data.replace(b"bread", b"b\xff\xffad"),
    }
    for name, damaged in edits.items():
        assert len(damaged) == len(data)
        shutil.copytree(dated_index, tmp_path / name)
        (file,) = (tmp_path / name).glob("segments/*/lookup.bin")
        file.write_bytes(damaged)
        with pytest.raises(IndexDamagedError, match=r"lookup\.bin"):
            verify(tmp_path / name)
        with search.open_index(tmp_path / name) as engine:
            assert engine.search("bread").hits  # a plain query does not read it
            if name != "numbers":
                with pytest.raises(IndexDamagedError, match="damaged"):
                    engine.search("date:2021 brea*")
    shutil.copytree(dated_index, tmp_path / "short")
    (file,) = (tmp_path / "short").glob("segments/*/lookup.bin")
    file.write_bytes(data[:-8])
    with pytest.raises(IndexDamagedError, match=r"lookup\.bin is damaged"):
        search.open_index(tmp_path / "short")


def test_an_index_from_before_answers_plain_queries_and_says_what_it_lacks(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        assert engine.search("braed at the harbour").suggestion is None
        assert engine.search("bread", by_article=True).total > 0
        for ask in (
            *(lambda query=query: engine.search(query) for query in ASKED),
            lambda: engine.search("bread", filters=Filters(since="2021")),
            lambda: engine.search("bread", facets=("source",)),
            lambda: engine.search("bread", half_life=3),
        ):
            with pytest.raises(IndexFormatError, match="bring the index up to date with") as caught:
                ask()
            assert "\n" not in str(caught.value)
        assert engine.search("bread AND harbour").hits  # stems are there
        assert engine.search_many(["bread", "harbour"])[0].hits


def test_readers_keep_what_they_look_up_when_the_index_is_gone(
    dated_index: Path, tmp_path: Path
) -> None:
    shutil.copytree(dated_index, tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        shutil.rmtree(tmp_path / "index")
        for query in ASKED[:4]:
            assert engine.search(query).hits[0].article.id == "n/a.md"
