"""The command line prints what it says, one line where it fails, and the right exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import index
from search.cli.console import progress_text

SEEDSEARCH = str(Path(sys.executable).parent / "seedsearch")
ROOT = Path(__file__).parent.parent


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SEEDSEARCH, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **environment},
    )


def fails(code: int, *arguments: str | Path) -> str:
    """Run what must fail with one line, and return the line."""
    done = run(*arguments)
    assert done.returncode == code, done
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_a_search_as_json_keeps_the_contract(seeds_index: Path) -> None:
    done = run("search", "what did Xi pledge", "-k", "3", "--json", "--index", seeds_index)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert {"query", "mode", "halves", "warnings", "generation", "took_ms", "hits"} <= found.keys()
    assert found["query"] == "what did Xi pledge"
    assert (found["mode"], found["halves"]) == ("hybrid", ["keyword", "semantic"])
    assert (found["warnings"], found["generation"]) == ([], 1)
    assert len(found["hits"]) == 3
    text = (ROOT / "seeds" / "000_dffa5a7ebd0ae50b.txt").read_text(encoding="utf-8")
    for rank, hit in enumerate(found["hits"], start=1):
        assert hit["rank"] == rank
        assert hit["text"] == text[hit["start"] : hit["end"]]
        for name in ("score", "keyword_score", "semantic_score"):
            assert isinstance(hit[name], float)
        assert {"id", "title", "source", "date", "path"} <= hit["article"].keys()
        assert isinstance(hit["paragraph"], int)


def test_an_answer_as_json_keeps_the_contract(seeds_index: Path) -> None:
    done = run("ask", "what did Xi pledge", "--json", SEEDSEARCH_INDEX=str(seeds_index))
    found = json.loads(done.stdout)
    assert {"query", "mode", "halves", "warnings", "generation", "took_ms"} <= found.keys()
    assert "hits" not in found
    shown = run("show", found["answers"][0]["article"]["id"], "--json", "--index", seeds_index)
    text = json.loads(shown.stdout)["text"]
    for answer in found["answers"]:
        assert text[answer["start"] : answer["end"]] == answer["text"]
        assert {"score", "article", "paragraph"} <= answer.keys()
        assert {"id", "title", "source", "date", "path"} <= answer["article"].keys()


def test_no_answer_is_said_and_is_not_an_error(seeds_index: Path) -> None:
    question = "what is the price of coffee in Brazil"
    done = run("ask", question, "--index", seeds_index)
    assert (done.returncode, done.stdout) == (0, "Nothing in the index answers this.\n")
    assert (
        json.loads(run("ask", question, "--json", "--index", seeds_index).stdout)["answers"] == []
    )


def test_no_hit_is_not_an_error(seeds_index: Path) -> None:
    done = run("search", "xylophone", "--mode", "keyword", "--index", seeds_index)
    assert (done.returncode, done.stdout) == (0, "No paragraph matches.\n")


def test_text_for_a_pipe_is_plain_and_fits(seeds_index: Path) -> None:
    done = run("search", "Taiwan", "--index", seeds_index, COLUMNS="80")
    assert "\x1b" not in done.stdout
    assert "Taiwan" in done.stdout
    assert "seeds/000_dffa5a7ebd0ae50b.txt, paragraph" in done.stdout


def test_an_answer_in_a_terminal_is_highlighted_in_its_paragraph(seeds_index: Path) -> None:
    import pty

    controller, terminal = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    process = subprocess.Popen(
        [SEEDSEARCH, "ask", "what did Putin say about Taiwan", "--index", str(seeds_index)],
        stdout=terminal,
        env=environment,
    )
    os.close(terminal)
    shown = b""
    while True:
        try:
            data = os.read(controller, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data
    os.close(controller)
    assert process.wait() == 0
    text = shown.decode()
    assert "\x1b[1;33mTaiwan.\x1b[0m" in text
    assert "Calling Putin an" in text  # the paragraph around it


def test_show_numbers_the_paragraphs(seeds_index: Path) -> None:
    done = run("show", "seeds/000_dffa5a7ebd0ae50b.txt", "--index", seeds_index)
    assert "   0  Chinese leader Xi Jinping" in done.stdout
    assert "   7  The emerging Sino-Russian axis" in done.stdout


def test_a_build_reports_what_it_did(seeds_index: Path, tmp_path: Path) -> None:
    shutil.copytree(seeds_index, tmp_path / "index")
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text("A new article on bread.")
    (news / "b.txt").write_bytes(b"\0\0")
    done = run("build", news, "--index", tmp_path / "index")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Published generation 2: 2 articles, 9 paragraphs (1 added, 1 unchanged" in done.stdout
    assert f"{news}/b.txt: it is a binary file" in done.stdout
    again = run("build", "--index", tmp_path / "index", "--json")
    report = json.loads(again.stdout)
    assert (report["published"], report["articles"], report["encoded"]) == (False, 2, 0)
    assert report["skipped"][0]["path"].endswith("b.txt")


def test_every_failure_is_one_line_with_its_exit_code(seeds_index: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert "no index" in fails(1, "search", "Xi", "--index", nowhere)
    assert "no index" in fails(1, "ask", "Xi", "--index", nowhere)
    assert "no file or folder" in fails(1, "build", nowhere, "--index", tmp_path / "index")
    assert "empty" in fails(2, "search", "", "--index", seeds_index)
    assert "10,000" in fails(2, "ask", "x" * 100_000, "--index", seeds_index)
    assert "no article" in fails(1, "show", "absent", "--index", seeds_index)
    (tmp_path / "void").mkdir()
    assert "no article to index" in fails(1, "build", tmp_path / "void", "--index", nowhere)
    shutil.copytree(seeds_index, tmp_path / "half")
    next((tmp_path / "half" / "segments").glob("*/vectors.bin")).unlink()
    line = fails(1, "search", "Xi", "--index", tmp_path / "half")
    assert "vectors.bin is damaged (it is missing)" in line
    assert not nowhere.joinpath("CURRENT").exists()


@pytest.mark.parametrize(
    "arguments",
    [["search"], ["search", "x", "-k", "0"], ["search", "x", "--mode", "magic"], ["nonsense"]],
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_traceback_only_with_debug(tmp_path: Path) -> None:
    done = run("search", "Xi", "--index", tmp_path / "nowhere", "--debug")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_a_reader_that_has_enough_is_no_error(seeds_index: Path) -> None:
    command = f"{SEEDSEARCH} search Taiwan -k 100 --json --index {seeds_index} | head -c 10"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.slow
def test_the_commands_that_look_after_an_index_do_what_they_say(
    seeds_index: Path, tmp_path: Path
) -> None:
    shutil.copytree(seeds_index, tmp_path / "index")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "bread.txt").write_text("A new article on bread.")

    def says(*arguments: str | Path) -> str:
        done = run(*arguments, "--index", tmp_path / "index")
        assert (done.returncode, done.stderr) == (0, ""), done
        return done.stdout

    says("build", tmp_path / "news")
    assert "2 articles, 9 paragraphs, 2 segments" in says("status")
    assert json.loads(says("status", "--json"))["articles"] == 2
    assert says("verify").startswith("Every byte is as it was written: generation 2")
    assert [json.loads(line)["id"] for line in says("export").splitlines()] == [
        "news/bread.txt",
        "seeds/000_dffa5a7ebd0ae50b.txt",
    ]
    assert says("remove", "news/bread.txt") == "Removed: generation 3, 1 article, 8 paragraphs.\n"
    assert "bread" in says("search", "bread", "-k", "1", "--generation", "2")
    assert "still generation 3" in says("build")
    assert "Back at the content of generation 2: generation 4, 2 articles" in says("rollback", "2")
    assert "Purged: generation 5, 1 article" in says("remove", "news/bread.txt", "--purge")
    assert "takes them in again" in says("restore", "news/bread.txt")
    assert "1 added" in says("build")
    assert "Forgot news" in says("forget", "news")
    next((tmp_path / "index" / "segments").glob("*/texts.bin")).write_bytes(b"x")
    assert "texts.bin is damaged" in fails(1, "verify", "--index", tmp_path / "index")


COMMANDS = (
    "build search ask show status verify watch remove restore forget rollback export"
).split()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"Example: seedsearch {command}" in done.stdout


def test_forget_takes_a_folder() -> None:
    assert "forget [OPTIONS] FOLDER" in run("forget", "--help").stdout


def test_a_query_imports_no_torch(seeds_index: Path) -> None:
    heavy = ("torch", "transformers", "sentence_transformers", "whoosh.index", "whoosh.qparser")
    for command in ("search", "ask"):
        done = subprocess.run(
            [
                *(
                    sys.executable,
                    "-X",
                    "importtime",
                    "-c",
                    "from search.cli.main import main; main()",
                ),
                *(command, "what did Xi pledge", "--index", str(seeds_index)),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
        assert {"search.engine", "onnxruntime", "numpy"} <= loaded
        assert loaded.isdisjoint(heavy)


def test_progress_says_how_fast_it_is_and_how_long_it_takes() -> None:
    step = index.Progress("encoding", 30_000, 110_000)
    assert progress_text(step, 20_000, 1.0) == "encoding 30,000 of 110,000"  # too early for a rate
    assert progress_text(step, 20_000, 50.0).endswith(", 400 a second, 3 min left")
    assert progress_text(step, 20_000, 5_000.0).endswith(", 4 a second, 5 h 33 min left")
    assert progress_text(step, 20_000, 20.0).endswith(", 1,000 a second, 80 s left")
    assert progress_text(index.Progress("merging", 0, None), 0, 9.0) == "merging ..."
