"""An index on a server: addresses, what lies there, and everything that can be done with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from milvus import MilvusLite
from serving import SEEDSEARCH, Service

import index
import search
from index.errors import AddressError, IndexMissingError, ServerError
from index.generations.snapshot import open_snapshot
from index.remote import frequencies, sparse
from index.remote.address import Address, address_of, connection
from index.remote.assembly import assembled
from index.remote.payloads import Payloads, opened
from search.retrieval import bm25

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("text", ["milvus://localhost:19530/news", "MILVUS://LocalHost:19530/news"])
def test_an_address_stands_where_a_folder_does(text: str) -> None:
    wanted = Address("localhost", 19530, "news")
    assert address_of(text) == wanted
    assert address_of(Path(text)) == wanted  # which folds the slashes
    assert str(wanted) == "milvus://localhost:19530/news"
    assert address_of("milvus/folder") is None
    assert address_of(Path("/tmp/index")) is None


@pytest.mark.parametrize(
    "text",
    [
        "milvus://localhost/news",
        "milvus://localhost:19530",
        "milvus://localhost:99999/news",
        "milvus://localhost:19530/2news",
        "milvus://localhost:19530/a/b",
        "milvus://:19530/news",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(AddressError, match="milvus://localhost:19530/news"):
        search.open_index(text)


def test_an_address_with_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(AddressError) as caught:
        search.open_index("milvus://reader:pa55word@localhost:19530/news")
    assert "pa55word" not in str(caught.value)


def test_another_machine_is_spoken_to_in_plain_text_only_if_that_is_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there, here = Address("db.example", 19530, "news"), Address("127.0.0.1", 19530, "news")
    (tmp_path / "token").write_text("reader:pa55word\n")
    monkeypatch.setenv("SEEDSEARCH_MILVUS_TOKEN_FILE", str(tmp_path / "token"))
    assert connection(there).uri == "https://db.example:19530"
    assert connection(here).uri == "http://127.0.0.1:19530"
    assert connection(there).token == "reader:pa55word"
    assert "pa55word" not in repr(connection(there))
    monkeypatch.setenv("SEEDSEARCH_INSECURE", "1")
    assert connection(there).uri == "http://db.example:19530"


def test_a_segment_put_together_again_is_the_same(two_segment_index: Path) -> None:
    for segment in open_snapshot(two_segment_index).segments:
        payloads = Payloads(segment)
        packed = [opened(payloads.of(n), str(n)) for n in range(segment.articles)]
        again = assembled(packed, called="here", dimension=segment.vectors.shape[1])
        for name in (
            *("paragraphs", "first_rows", "vectors", "sentences", "sentence_rows", "signatures"),
            *("sentence_vectors", "title_vectors", "keys", "title_keys"),
        ):
            assert np.array_equal(getattr(segment, name), getattr(again, name)), name
        for one, other in (
            (segment.body, again.body),
            (segment.title, again.title),
            (segment.lookup.words, again.lookup.words),
            (segment.lookup.titles, again.lookup.titles),
        ):
            assert one.terms == other.terms
            for name, values in one.arrays.items():
                assert np.array_equal(values, other.arrays[name]), name
        for part, version in segment.summary["parts"].items():
            had, has = segment.part(part, version), again.part(part, version)
            assert had and has
            assert all(np.array_equal(had.array(name), has.array(name)) for name in had.names)
        assert segment.lookup.ids == again.lookup.ids
        assert np.array_equal(segment.lookup.days, again.lookup.days)
        assert np.array_equal(segment.outlets(), again.outlets())


def test_what_builds_count_is_what_ranking_counts(two_segment_index: Path) -> None:
    snapshot = open_snapshot(two_segment_index)
    counted = frequencies.Frequencies()
    for at, segment in enumerate(snapshot.segments):
        live = None
        if snapshot.live is not None:
            live = snapshot.live[snapshot.bases[at] : snapshot.bases[at + 1]]
        counted.add(frequencies.of_segment(segment, live))
    half = bm25.KeywordHalf(snapshot)
    names = [key for key in counted.counts if key[0] in "tp"]
    assert len(names) > 100
    for key in names:
        terms, nothing = tuple(key[1:].split(" ")), np.empty(0, np.int64)
        found = half.explain(terms, {}, {}, (), nothing, is_name=False)[-1]
        assert (found.terms, found.df) == (terms, counted.counts[key])


def test_sparse_vectors_weigh_as_bm25_does() -> None:
    assert (sparse.K1, sparse.B, sparse.TITLE_WEIGHT) == (bm25.K1, bm25.B, bm25.TITLE_WEIGHT)
    assert 0 < sparse.dimension("harbour") < 2**32 - 1
    assert sparse.dimension("harbour") != sparse.dimension("harbour bridge")


@pytest.mark.slow
def test_the_seeds_are_built_asked_and_served_from_a_server(
    milvus: MilvusLite, seeds_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = milvus.address("seeds")
    monkeypatch.setenv("SEEDSEARCH_CACHE", str(tmp_path / "cache"))
    done = subprocess.run(
        [SEEDSEARCH, "build", str(ROOT / "seeds"), "--index", place, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["articles"] == 1
    with search.open_index(seeds_index) as here, search.open_index(place) as there:
        wanted = here.ask("what did Xi pledge").answers
        found = there.ask("what did Xi pledge").answers
        assert [(a.text, a.article.id, a.start) for a in found] == [
            (a.text, a.article.id, a.start) for a in wanted
        ]
    with Service(Path(place)) as service:
        answer = service.get("/v1/ask", query="what did Xi pledge").json()
    assert answer["answers"][0]["text"] == wanted[0].text


def test_no_local_query_imports_anything_of_it(seeds_index: Path) -> None:
    code = (
        "import sys, search\n"
        f"with search.open_index({str(seeds_index)!r}) as engine: engine.search('Xi')\n"
        "print(*sorted(n for n in sys.modules if n.startswith(('index.remote', 'pymilvus'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["index.remote"]


def test_an_index_that_is_not_there_and_a_server_that_does_not_answer(milvus: MilvusLite) -> None:
    with pytest.raises(IndexMissingError, match="seedsearch build"):
        search.open_index(milvus.address("nothing"))
    with pytest.raises(IndexMissingError, match="seedsearch build"):
        index.build(index_dir=milvus.address("nothing"))
    with pytest.raises(ServerError, match="does not answer"):
        search.open_index("milvus://127.0.0.1:1/nothing")
