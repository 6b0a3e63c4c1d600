"""A build takes in what is there, says what it left out, and never harms what was published."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import index
import search
from index.errors import (
    EmptyBuildError,
    IndexBusyError,
    IndexDamagedError,
    IndexFormatError,
    IndexMissingError,
    ModelError,
    SettingsError,
    SourceError,
    StorageError,
)
from index.generations import manifest as generations
from index.generations.lock import writing
from index.generations.snapshot import open_snapshot
from index.segments.validation import validate

ARTICLES = {
    "a.txt": "Xi pledged support for Moscow.\nThe summit was virtual.\n",
    "b.md": "---\ntitle: The budget\ndate: 2021-12-15\nauthor: Ann Lee\nsource: The Post\n---\n"
    "# Other\n\nIt is $715 billion.\n",
    "sub/c.md": "# Drills near Taiwan\n\nThe PLA flew 150 planes in October.\n",
    "sub/d.text": "HEADLINE WITHOUT A STOP\n\nThe troops number 175,000, the agency reported.\n",
}


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory, mean_model: Path) -> Path:
    """A folder with articles in `news` and their index in `index`."""
    folder = tmp_path_factory.mktemp("base")
    write(folder / "news", dict(ARTICLES))
    index.build([folder / "news"], index_dir=folder / "index", model=str(mean_model))
    return folder


@pytest.fixture
def indexed_folder(base: Path, tmp_path: Path) -> Path:
    """A copy of `base`, with the sources where they were when it was built."""
    shutil.copytree(base / "index", tmp_path / "index")
    for path in (base / "news").rglob("*"):
        if path.is_file():
            os.utime(path, ns=(path.stat().st_mtime_ns, path.stat().st_mtime_ns))
    shutil.copytree(base / "news", tmp_path / "news")
    repoint(tmp_path / "index", tmp_path / "news")
    return tmp_path


def repoint(index_dir: Path, news: Path) -> None:
    """Make the copied index follow the copied articles, as if it had been built there."""
    path = next((index_dir / "generations").glob("*/manifest.json"))
    manifest = json.loads(path.read_text())
    manifest["sources"][0]["path"] = str(news)
    del manifest["digest"]
    manifest["digest"] = generations._digest_of(manifest)
    path.write_text(json.dumps(manifest))


def answers(index_dir: Path) -> list[tuple[str, str, float]]:
    with search.open_index(index_dir) as engine:
        hits = engine.search("pledged planes budget troops", k=20).hits
    return [(hit.article.id, hit.text, hit.score) for hit in hits]


def test_articles_have_ids_titles_dates_and_exact_text(base: Path) -> None:
    with search.open_index(base / "index") as engine:
        found = {name: engine.article(f"news/{name}") for name in ARTICLES}
    assert [article.title for article in found.values()] == [
        "Xi pledged support for Moscow.",
        "The budget",
        "Drills near Taiwan",
        "HEADLINE WITHOUT A STOP",
    ]
    assert found["b.md"].date == "2021-12-15"
    assert (found["b.md"].author, found["b.md"].source) == ("Ann Lee", "The Post")
    assert found["a.txt"].text == ARTICLES["a.txt"]
    assert found["b.md"].text == "# Other\n\nIt is $715 billion.\n"
    assert {found[name].source for name in ARTICLES if name != "b.md"} == {"news"}
    assert Path(found["sub/c.md"].path) == base / "news" / "sub" / "c.md"


def test_row_numbers_agree_everywhere(base: Path) -> None:
    with_rows = open_snapshot(base / "index")
    (segment,) = with_rows.segments
    validate(segment.folder)
    assert segment.rows == len(segment.vectors) == len(segment.body.lengths)
    ids = [with_rows.passage(row).article.id for row in range(with_rows.rows)]
    assert ids == sorted(ids)
    norms = np.linalg.norm(segment.vectors, axis=1)
    np.testing.assert_allclose(norms, 1, atol=1e-5)
    assert segment.vectors.dtype == np.float32
    assert segment.sentence_vectors.dtype == np.float16


def test_a_second_build_of_the_same_files_publishes_nothing(indexed_folder: Path) -> None:
    before = answers(indexed_folder / "index")
    report = index.build(index_dir=indexed_folder / "index")
    assert not report.published
    assert (report.unchanged, report.added, report.encoded) == (4, 0, 0)
    assert answers(indexed_folder / "index") == before


def test_articles_at_hand_are_indexed_without_files(tmp_path: Path, mean_model: Path) -> None:
    articles = [
        index.Article(
            id=name, title="A title", title_given=True, source="mine", date=None, path="", text=text
        )
        for name, text in {"b": "Xi pledged support.", "a": "The budget grew."}.items()
    ]
    report = index.build(articles, index_dir=tmp_path / "i", model=str(mean_model))
    assert (report.articles, report.added) == (2, 2)
    with search.open_index(tmp_path / "i") as engine:
        found = engine.article("a")
        assert found.added_in == 1
        assert replace(found, added=None, added_in=None) == replace(articles[1], language="en")
    with pytest.raises(ValueError, match="two articles have the id 'b'"):
        index.build([articles[0]] * 2, index_dir=tmp_path / "i", model=str(mean_model))


def test_what_was_added_changed_moved_and_removed_is_found(indexed_folder: Path) -> None:
    news = indexed_folder / "news"
    write(news, {"a.txt": "Xi pledged nothing at all.\n", "e.txt": "A new article on planes.\n"})
    (news / "sub" / "c.md").rename(news / "c2.md")
    (news / "b.md").unlink()
    report = index.build([news], index_dir=indexed_folder / "index")
    assert (report.added, report.changed, report.moved, report.removed) == (1, 1, 1, 1)
    assert report.unchanged == 1
    # Only what was never encoded before: the moved article's vectors are found again.
    assert report.encoded == 2
    found = {hit[0] for hit in answers(indexed_folder / "index")}
    assert found == {"news/a.txt", "news/c2.md", "news/e.txt", "news/sub/d.text"}
    with (
        search.open_index(indexed_folder / "index") as engine,
        pytest.raises(search.ArticleNotFoundError),
    ):
        engine.article("news/b.md")


def test_a_small_update_does_not_import_torch(indexed_folder: Path) -> None:
    write(indexed_folder / "news", {"e.txt": "A new article.\n"})
    code = (
        "import index, sys\n"
        f"report = index.build(index_dir={str(indexed_folder / 'index')!r})\n"
        "assert report.encoded == 1, report\n"
        "print('torch' in sys.modules, 'transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_two_builds_of_the_same_files_answer_alike(
    indexed_folder: Path, mean_model: Path, tmp_path: Path
) -> None:
    index.build([indexed_folder / "news"], index_dir=tmp_path / "again", model=str(mean_model))
    assert answers(tmp_path / "again") == answers(indexed_folder / "index")


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\n\t", "empty"),
    "binary.txt": (b"\x7fELF\0\0\1\2" * 9, "binary"),
    "image.gif": (b"GIF89a", "files that end in .gif are not read; save it as .png or .jpg"),
    "old.xyz": (b"x", "files that end in .xyz are not read"),
    "notes.RST": (
        b"x",
        "files that end in .RST are not read; they are read as text only if --include names",
    ),
    "clicks.txt": (b"CLICK HERE FOR FULL VERSION OF THIS STORY", "nothing in it"),
    "dots.txt": (b"... --- ...", "nothing in it"),
    "matter.md": (b"---\nauthor: x\n---\n", "no text"),
}


def test_a_bad_file_is_listed_with_its_reason_and_stops_nothing(indexed_folder: Path) -> None:
    write(indexed_folder / "news", {name: data for name, (data, _) in BAD_FILES.items()})
    (indexed_folder / "news" / "link.txt").symlink_to(indexed_folder / "news" / "a.txt")
    os.mkfifo(indexed_folder / "news" / "pipe.txt")
    write(
        indexed_folder / "news", {"good.txt": "A good article on planes.", ".hidden.txt": "secret"}
    )
    report = index.build(index_dir=indexed_folder / "index")
    assert (report.articles, report.added) == (5, 1)
    reasons = {Path(skip.path).name: skip.reason for skip in report.skipped}
    for name, (_, reason) in BAD_FILES.items():
        assert reason in reasons.pop(name)
    assert "symbolic link" in reasons.pop("link.txt")
    assert "not a regular file" in reasons.pop("pipe.txt")
    assert not reasons


@contextlib.contextmanager
def unprivileged(indexed_folder: Path) -> Iterator[None]:
    """Give `place` to nobody, and be nobody; for others than root, nothing has to change."""
    if os.geteuid():
        yield
        return
    for path in (indexed_folder, *indexed_folder.rglob("*")):
        os.chown(path, 65534, 65534)
    for parent in list(indexed_folder.parents)[:-1]:
        parent.chmod(parent.stat().st_mode | 0o055)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_may_not_be_read_is_listed_and_its_indexed_version_stays(indexed_folder: Path) -> None:
    write(indexed_folder / "news", {"good.txt": "A good article."})
    index.build(index_dir=indexed_folder / "index")  # also imports what nobody may not read
    write(
        indexed_folder / "news", {"closed/x.txt": "Never seen.", "a.txt": "Xi changed his mind.\n"}
    )
    (indexed_folder / "news" / "closed").chmod(0)
    (indexed_folder / "news" / "a.txt").chmod(0)
    with unprivileged(indexed_folder):
        report = index.build(index_dir=indexed_folder / "index")
    reasons = {Path(skip.path).name: skip.reason for skip in report.skipped}
    assert "Permission denied" in reasons["closed"]
    assert "the indexed version stays" in reasons["a.txt"]
    assert report.articles == 5


def test_an_index_that_may_not_be_written_is_refused_and_still_read(indexed_folder: Path) -> None:
    before = answers(indexed_folder / "index")
    write(indexed_folder / "news", {"e.txt": "A new article."})
    for path in (indexed_folder / "index", *(indexed_folder / "index").rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    with unprivileged(indexed_folder):
        with pytest.raises(StorageError, match="cannot be written"):
            index.build(index_dir=indexed_folder / "index")
        assert answers(indexed_folder / "index") == before


def test_a_missing_path_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file or folder .*nowhere"):
        index.build([tmp_path / "nowhere"], index_dir=tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    with pytest.raises(EmptyBuildError, match="no article to index in .*void"):
        index.build([tmp_path / "void"], index_dir=tmp_path / "index")
    with pytest.raises(IndexMissingError):
        search.open_index(tmp_path / "index")


def test_a_build_without_sources_or_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="seedsearch build PATH"):
        index.build(index_dir=tmp_path / "index")


@pytest.mark.parametrize("what", ["vanished", "emptied"])
def test_a_source_that_is_gone_empties_no_index(indexed_folder: Path, what: str) -> None:
    before = answers(indexed_folder / "index")
    shutil.rmtree(indexed_folder / "news")
    if what == "emptied":
        (indexed_folder / "news").mkdir()
    with pytest.raises(SourceError, match="nothing was changed"):
        index.build(index_dir=indexed_folder / "index")
    assert answers(indexed_folder / "index") == before


def test_losing_more_than_half_of_a_source_has_to_be_allowed(
    tmp_path: Path, mean_model: Path
) -> None:
    news = write(tmp_path / "news", {f"{n:02}.txt": f"Article number {n}." for n in range(12)})
    index.build([news], index_dir=tmp_path / "index", model=str(mean_model))
    for number in range(7):
        (news / f"{number:02}.txt").unlink()
    with pytest.raises(SourceError, match="7 of the 12 articles .* --allow-removals"):
        index.build(index_dir=tmp_path / "index")
    report = index.build(index_dir=tmp_path / "index", allow_removals=True)
    assert (report.articles, report.removed) == (5, 7)


def test_sources_of_the_same_name_stay_apart(indexed_folder: Path) -> None:
    other = write(
        indexed_folder / "elsewhere" / "news", {"a.txt": "Another article of the same name."}
    )
    report = index.build([other], index_dir=indexed_folder / "index")
    assert (report.added, report.unchanged) == (1, 4)
    with search.open_index(indexed_folder / "index") as engine:
        assert engine.article("news-2/a.txt").text.startswith("Another")
        assert engine.article("news/a.txt").text.startswith("Xi")


def test_a_folder_around_a_source_is_refused(indexed_folder: Path) -> None:
    with pytest.raises(SourceError, match="already has as the source 'news'"):
        index.build([indexed_folder], index_dir=indexed_folder / "index")


def test_a_folder_inside_a_source_means_the_source(indexed_folder: Path) -> None:
    write(indexed_folder / "news", {"e.txt": "A new article."})
    report = index.build([indexed_folder / "news" / "sub"], index_dir=indexed_folder / "index")
    assert (report.added, report.articles) == (1, 5)


def test_the_index_inside_its_own_source_is_not_indexed(tmp_path: Path, mean_model: Path) -> None:
    news = write(tmp_path / "news", dict(ARTICLES))
    report = index.build([news], index_dir=news / "myindex", model=str(mean_model))
    again = index.build(index_dir=news / "myindex")
    assert report.articles == again.articles == 4
    assert not again.skipped


def test_another_index_inside_a_source_is_left_out_whole_and_said(
    tmp_path: Path, mean_model: Path
) -> None:
    news = write(tmp_path / "news", dict(ARTICLES))
    index.build([news], index_dir=news / "older" / "one", model=str(mean_model))
    (news / "older" / "one" / "notes.txt").write_text("The ferry sails no more.\n")
    (news / "older" / "kept.txt").write_text("The tram runs again.\n")
    begun = news / "begun"  # a build that was killed before it published anything
    (begun / "encoders").mkdir(parents=True)
    (begun / "lock").touch()
    (begun / "part.txt").write_text("Nothing to be found.\n")
    report = index.build([news], index_dir=tmp_path / "index", model=str(mean_model))
    assert report.articles == 5
    assert [Path(skip.path).name for skip in report.skipped] == ["begun", "one"]
    assert all("another index" in skip.reason for skip in report.skipped)


def test_other_settings_are_not_mixed_in(indexed_folder: Path, cls_model: Path) -> None:
    before = answers(indexed_folder / "index")
    with pytest.raises(SettingsError, match="--full"):
        index.build(index_dir=indexed_folder / "index", model=str(cls_model))
    with pytest.raises(SettingsError, match="precision fast, not exact"):
        index.build(index_dir=indexed_folder / "index", precision="exact")
    assert answers(indexed_folder / "index") == before
    report = index.build(index_dir=indexed_folder / "index", model=str(cls_model), full=True)
    assert report.articles == 4
    assert (
        len(list((indexed_folder / "index" / "segments").iterdir())) == 2
    )  # one for the kept generation


def test_an_unknown_model_leaves_the_index_alone(indexed_folder: Path) -> None:
    before = answers(indexed_folder / "index")
    with pytest.raises(ModelError, match="there is no model folder /no/such/model"):
        index.build(index_dir=indexed_folder / "index", model="/no/such/model", full=True)
    assert answers(indexed_folder / "index") == before


def test_only_one_build_at_a_time(indexed_folder: Path) -> None:
    with writing(indexed_folder / "index"):
        with pytest.raises(IndexBusyError, match=f"process {os.getpid()}"):
            index.build(index_dir=indexed_folder / "index")
    index.build(index_dir=indexed_folder / "index")


def test_a_build_that_dies_lets_go_of_the_lock(indexed_folder: Path) -> None:
    code = (
        "import os, pathlib\nfrom index.generations.lock import writing\n"
        f"with writing(pathlib.Path({str(indexed_folder / 'index')!r})):\n    os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    index.build(index_dir=indexed_folder / "index")


def test_a_file_as_the_index_folder_is_refused(indexed_folder: Path) -> None:
    (indexed_folder / "file").write_text("not a folder")
    with pytest.raises(StorageError, match="cannot be written"):
        index.build([indexed_folder / "news"], index_dir=indexed_folder / "file")


def every_file(index_dir: Path) -> Iterator[Path]:
    yield from sorted(p for p in index_dir.rglob("*") if p.is_file() and p.name != "lock")


def test_an_index_with_a_file_missing_or_cut_short_says_which(indexed_folder: Path) -> None:
    files = [path for path in every_file(indexed_folder / "index") if "encoders" not in path.parts]
    assert len(files) >= 9
    for path in files:
        data = path.read_bytes()
        for damage in (None, data[: len(data) // 2]):
            if damage is not None and damage.strip() == data.strip():
                continue
            path.unlink()
            if damage is not None:
                path.write_bytes(damage)
            with pytest.raises(search.IndexUnusableError) as caught:
                search.open_index(indexed_folder / "index")
            assert "\n" not in str(caught.value)
            assert "build" in str(caught.value)
            path.write_bytes(data)
    search.open_index(indexed_folder / "index").close()


def test_flipped_bytes_are_found_by_validation(indexed_folder: Path) -> None:
    (folder,) = (indexed_folder / "index" / "segments").iterdir()
    for path in every_file(folder):
        if path.name == "segment.json":
            continue
        data = bytearray(path.read_bytes())
        if not data:
            continue
        data[-1] ^= 1
        path.write_bytes(data)
        with pytest.raises(IndexDamagedError, match=path.name.replace(".", r"\.")):
            validate(folder)
        data[-1] ^= 1
        path.write_bytes(data)
    validate(folder)


@pytest.mark.slow
def test_an_index_of_another_format_is_refused(indexed_folder: Path) -> None:
    path = next((indexed_folder / "index" / "generations").glob("*/manifest.json"))
    path.write_text(path.read_text().replace('"format": 2', '"format": 99'))
    with pytest.raises(IndexFormatError, match="format 99"):
        search.open_index(indexed_folder / "index")
    with pytest.raises(IndexFormatError):
        index.build(index_dir=indexed_folder / "index")
    assert (
        index.build(
            [indexed_folder / "news"], index_dir=indexed_folder / "index", full=True
        ).articles
        == 4
    )
    assert len(answers(indexed_folder / "index")) > 0


def test_an_index_works_where_it_was_moved(indexed_folder: Path) -> None:
    before = answers(indexed_folder / "index")
    (indexed_folder / "index").rename(indexed_folder / "moved")
    assert answers(indexed_folder / "moved") == before


def test_leftovers_of_a_build_that_died_are_cleaned_up(indexed_folder: Path) -> None:
    for name in ("segments/half", "generations/000002.new", "generations/000009", "encoders/new-x"):
        write(indexed_folder / "index" / name, {"junk": "junk"})
    write(indexed_folder / "news", {"e.txt": "A new article."})
    report = index.build(index_dir=indexed_folder / "index")
    assert report.generation == 2
    left = {path.name for path in (indexed_folder / "index").glob("*/*")}
    assert not left & {"half", "000002.new", "000009", "new-x"}


def test_progress_is_told_step_by_step(indexed_folder: Path) -> None:
    steps: list[index.Progress] = []
    write(indexed_folder / "news", {"e.txt": "A new article."})
    index.build(index_dir=indexed_folder / "index", progress=steps.append)
    stages = [step.stage for step in steps]
    for stage in ("reading", "splitting", "indexing words", "encoding", "publishing"):
        assert stage in stages
    assert all(step.total is None or 0 <= step.done <= step.total for step in steps)
