"""Publishing to a server: deltas, removals, generations, and whoever publishes at the same time."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from milvus import MilvusLite
from serving import SEEDSEARCH

import index
import search
from index.builds import server_builder
from index.errors import (
    AddressError,
    ArticleNotFoundError,
    EmptyBuildError,
    GenerationNotFoundError,
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    SettingsError,
    SourceError,
)
from index.maintenance import edits, export, status, synonyms, verification
from index.remote import cleaning, compaction
from index.remote.address import checked
from index.remote.collections import NOTHING, named
from index.remote.generation import Control
from index.remote.publication import Run
from index.remote.server import Server

NOTES = {
    "one.txt": "The harbour of Aldersund is deepened by four metres.\n\nFishermen object to it.",
    "two.txt": "The bakery of Ostrom wins the bread prize.\n\nIts rye loaf sells for 62 crowns.",
    "three.txt": "A comet comes back every 81 years.\n\nThe observatory opens on that night.",
}
MORE = {
    "four.txt": "Train drivers strike for shorter shifts.\n\nTalks about the harbour go on.",
    "five.txt": "The tunnel under the pass opens late.\n\nWater broke into the eastern tube.",
}


def write(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write(tmp_path / "notes", NOTES)


@pytest.fixture
def place(request: pytest.FixtureRequest, milvus: MilvusLite) -> str:
    """The address of an index that no other test has."""
    return milvus.address("p" + str(abs(hash(request.node.name))))


@pytest.fixture
def server(place: str) -> Iterator[Server]:
    opened = Server(checked(place))
    yield opened
    opened.close()


def found(place: str | Path, query: str) -> list[tuple[str, int, float]]:
    with search.open_index(place) as engine:
        hits = engine.search(query, k=20).hits
    return [(hit.article.id, hit.start, round(hit.score, 5)) for hit in hits]


def same_as_fresh(place: str, folder: Path, model: Path, scratch: Path) -> None:
    """Hold that an index on a server that grew answers like a fresh one in a folder."""
    shutil.rmtree(scratch, ignore_errors=True)
    index.build([folder], index_dir=scratch, model=str(model))
    for query in ("the harbour", "crowns for bread", "comet night", "water tube", "opens late"):
        assert found(place, query) == found(scratch, query)


def test_an_index_that_grows_and_shrinks_answers_like_a_fresh_one(
    notes: Path, place: str, static_model: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh"
    report = index.build([notes], index_dir=place, model=str(static_model))
    assert (report.generation, report.added, report.encoded) == (1, 3, 6)
    same_as_fresh(place, notes, static_model, fresh)

    write(notes, MORE)
    report = index.build(index_dir=place)
    assert (report.generation, report.added, report.unchanged, report.encoded) == (2, 2, 3, 4)
    same_as_fresh(place, notes, static_model, fresh)

    (notes / "two.txt").unlink()
    (notes / "one.txt").rename(notes / "moved.txt")
    (notes / "three.txt").write_text(NOTES["three.txt"] + "\n\nNo telescope is needed.")
    report = index.build(index_dir=place, allow_removals=True)
    assert (report.removed, report.moved, report.changed, report.encoded) == (1, 1, 1, 1)
    same_as_fresh(place, notes, static_model, fresh)

    report = index.build(index_dir=place)
    assert not report.published
    assert verification.verify(place).generation == report.generation


def test_articles_at_hand_are_taken_in_and_replaced(place: str, static_model: Path) -> None:
    one = index.Article(
        id="desk/1",
        title="Harbour",
        title_given=True,
        source="Desk",
        date=None,
        path="",
        text="A harbour is deep.",
    )
    index.build([one], index_dir=place, model=str(static_model))
    other = replace(one, title="Bridge", text="A bridge is long.")
    report = index.build([other], index_dir=place)
    assert (report.changed, report.articles) == (1, 1)
    assert found(place, "title:harbour") == []
    assert [hit[0] for hit in found(place, "title:bridge")] == ["desk/1"]
    with search.open_index(place) as engine:
        assert engine.article("desk/1").text == "A bridge is long."


def test_what_is_removed_is_gone_restored_and_rolled_back(
    notes: Path, place: str, static_model: Path
) -> None:
    index.build([notes], index_dir=place, model=str(static_model))
    before = found(place, "harbour bread comet")
    with pytest.raises(ArticleNotFoundError):
        edits.remove(["notes/none.txt"], index_dir=place)
    edits.remove(["notes/one.txt"], index_dir=place)
    assert "notes/one.txt" not in {hit[0] for hit in found(place, "harbour bread comet")}
    with search.open_index(place) as engine, pytest.raises(ArticleNotFoundError):
        engine.article("notes/one.txt")
    assert index.build(index_dir=place).added == 0
    with search.open_index(place, generation=1) as engine:
        assert engine.article("notes/one.txt").text == NOTES["one.txt"]

    assert edits.rollback(1, index_dir=place).articles == 3
    assert found(place, "harbour bread comet") == before
    with pytest.raises(GenerationNotFoundError):
        edits.rollback(77, index_dir=place)
    with pytest.raises(EmptyBuildError):
        edits.remove([f"notes/{name}" for name in NOTES], index_dir=place)

    edits.remove(["notes/one.txt"], index_dir=place)
    edits.restore(["notes/one.txt"], index_dir=place)
    assert index.build(index_dir=place).added == 1
    assert found(place, "harbour bread comet") == before


def test_what_is_purged_is_on_the_server_no_more(
    notes: Path, place: str, static_model: Path, server: Server
) -> None:
    index.build([notes], index_dir=place, model=str(static_model))
    edits.remove(["notes/one.txt"], index_dir=place, purge=True)
    with pytest.raises(GenerationNotFoundError):
        search.open_index(place, generation=1)
    name = server.address.name
    mine = [one for one in server.collections() if one.startswith(f"{name}__r")]
    ids = [
        row["id"]
        for one in mine
        if one.endswith("__articles")
        for row in server.query(one, "n >= 0", ["id"])
    ]
    assert ids and "notes/one.txt" not in ids
    keys = [
        row["key"]
        for one in mine
        if one.endswith("__terms")
        for row in server.query(one, "n >= 0", ["key"])
    ]
    assert "wbread" in keys and "wharbour" not in keys
    assert len(found(place, "comet")) > 0


def test_status_synonyms_and_export_are_those_of_the_same_index_in_a_folder(
    notes: Path, place: str, static_model: Path, tmp_path: Path
) -> None:
    here = tmp_path / "index"
    for where in (place, here):
        index.build([notes], index_dir=where, model=str(static_model))
        synonyms.set_synonyms("loaf, boule", name="words", index_dir=where)
    assert synonyms.read(place) == "loaf, boule"
    assert found(place, "boule") == found(here, "boule") != []
    exported = [
        [{**each, "added": None} for each in export.export(where)] for where in (place, here)
    ]
    assert exported[0] == exported[1] and len(exported[0]) == 3
    one, other = status.status(place), status.status(here)
    assert (one.articles, one.paragraphs, one.sources) == (
        other.articles,
        other.paragraphs,
        other.sources,
    )
    assert one.bytes is None
    report = index.build([write(tmp_path / "others", MORE)], index_dir=place)
    assert report.articles == 5
    assert edits.forget("others", index_dir=place).articles == 3


@pytest.mark.slow
def test_shards_are_built_apart_and_published_together(
    notes: Path, place: str, static_model: Path, tmp_path: Path, server: Server
) -> None:
    write(notes, MORE)
    with pytest.raises(SettingsError, match="no shard"):
        server_builder.publish(checked(place))
    model = str(static_model)
    reports = [
        index.build([notes], index_dir=place, model=model, shard=f"{number}/3") for number in (1, 3)
    ]
    with pytest.raises(IndexMissingError):
        search.open_index(place)
    with pytest.raises(SettingsError, match="2/3 of .* is missing"):
        server_builder.publish(checked(place))
    reports.append(index.build([notes], index_dir=place, model=model, shard="2/3"))
    assert sum(report.added for report in reports) == 5
    assert not any(report.published for report in reports)
    assert server_builder.publish(checked(place)).articles == 5
    same_as_fresh(place, notes, static_model, tmp_path / "fresh")

    (notes / "two.txt").unlink()
    (notes / "six.txt").write_text("The harbour is closed in May.\n\nThe comet is late.")
    for number in (1, 2, 2):  # one of them again
        index.build([notes], index_dir=place, shard=f"{number}/2", allow_removals=True)
    assert len(found(place, "bread")) > 0
    done = subprocess.run(
        [SEEDSEARCH, "publish", "--index", place], capture_output=True, text=True, check=True
    )
    assert done.stdout == "Published: generation 2, 5 articles, 10 paragraphs.\n"
    same_as_fresh(place, notes, static_model, tmp_path / "fresh")
    assert not index.build(index_dir=place).published
    assert verification.verify(place).generation == 2
    with pytest.raises(SourceError, match="no shard"):
        index.build([notes], index_dir=place, shard="3/2")
    with pytest.raises(SettingsError, match="in a folder"):
        index.build([notes], index_dir=tmp_path / "here", shard="1/2")


@pytest.mark.slow
def test_small_segments_become_one(
    place: str,
    static_model: Path,
    tmp_path: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compaction, "FACTOR", 3)
    folder = tmp_path / "notes"
    for number in range(4):
        write(folder, {f"{number}.txt": f"The harbour number {number} is deep.\n\nSo it is."})
        report = index.build([folder], index_dir=place, model=str(static_model))
    current = Control(server).current()
    assert report.articles == 4
    assert len(current.parts) == 2 and len(current.terms) <= 3
    same_as_fresh(place, folder, static_model, tmp_path / "fresh")


def test_who_publishes_second_changes_nothing(
    notes: Path, place: str, static_model: Path, server: Server
) -> None:
    index.build([notes], index_dir=place, model=str(static_model))
    control = Control(server)
    began = control.current()
    slow = Run(server, began, lambda step: None, began=began.key)
    edits.remove(["notes/one.txt"], index_dir=place)
    after = control.published()
    with pytest.raises(IndexBusyError, match="published by somebody else"):
        slow.announce(began)
    assert control.published() == after
    with control.claimed("r1"), pytest.raises(IndexBusyError, match="being published"):
        edits.remove(["notes/two.txt"], index_dir=place)
    assert control.published() == after
    assert edits.remove(["notes/two.txt"], index_dir=place).articles == 1


def test_a_claim_that_a_publisher_left_when_it_died_hinders_nobody_for_long(
    notes: Path, place: str, static_model: Path, server: Server
) -> None:
    index.build([notes], index_dir=place, model=str(static_model))
    Control(server).put("claim/r1", {"at": 0.0})
    assert edits.remove(["notes/one.txt"], index_dir=place).articles == 2
    assert Control(server).kept_data("claim/") == {}


def test_what_no_generation_names_is_dropped_after_a_time_of_grace(
    notes: Path, place: str, static_model: Path, server: Server
) -> None:
    index.build([notes], index_dir=place, model=str(static_model))
    name = server.address.name
    abandoned = named(name, "files", "r20010101000000deadbeef")
    server.create(abandoned, "files")
    old = server.collections()
    for one in NOTES:
        if one != "three.txt":
            edits.remove([f"notes/{one}"], index_dir=place)
    assert abandoned not in server.collections()
    published = Control(server).published()
    assert len(published) >= 3
    assert set(old) - {abandoned} <= set(server.collections())
    cleaning.clean(server, keep=1)
    assert Control(server).published() == published  # replaced a moment ago
    cleaning.clean(server, keep=1, purge=True)
    assert Control(server).published() == published[-1:]
    assert [hit[0] for hit in found(place, "comet")] == ["notes/three.txt"] * 2


def test_verification_finds_what_is_missing_or_otherwise(
    notes: Path, place: str, static_model: Path, server: Server
) -> None:
    index.build([notes], index_dir=place, model=str(static_model))
    assert verification.verify(place).articles == 3
    part = Control(server).current().parts[0].entry.name
    articles = named(server.address.name, "articles", part)
    (row,) = server.query(articles, "n == 0", ["*"])
    server.insert(articles, [{**row, "data": row["data"][::-1], "nothing": NOTHING}])
    with pytest.raises(IndexDamagedError, match=f"article 0 of {part}"):
        verification.verify(place)
    server.delete(articles, "n == 0")
    with pytest.raises(IndexDamagedError, match=articles):
        verification.verify(place)


def test_commands_take_an_address_or_say_that_they_cannot(
    notes: Path, place: str, static_model: Path
) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [SEEDSEARCH, *arguments, "--index", place]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    index.build([notes], index_dir=place, model=str(static_model))
    assert "Generation 1" in run("status").stdout
    assert json.loads(run("remove", "notes/one.txt", "--json").stdout)["articles"] == 2
    refused = run("watch")
    assert refused.returncode == 1
    assert refused.stderr.startswith("seedsearch: error: `watch` works with an index in a folder")
    assert refused.stderr.count("\n") == 1
    with search.open_index(place) as engine, pytest.raises(AddressError, match="Whoosh"):
        with engine.whoosh():
            pass
