"""What is printed is whole under every encoding, or one line says why it is not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("seedsearch"))
TEXT = "A café sells “leaflets” with a rocket 🚀 – for nothing. The wheat and corn grow.\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    folder = tmp_path_factory.mktemp("streams")
    (folder / "n").mkdir()
    (folder / "n" / "a.txt").write_text(f"Title: Ære\n\n{TEXT}", encoding="utf-8")
    run("build", "n", "--model", str(static_model), cwd=folder, check=True)
    return folder


def run(
    *words: str, cwd: Path, check: bool = False, **env: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [COMMAND, *words], cwd=cwd, capture_output=True, check=check, env=os.environ | env
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "koi8-r"])
@pytest.mark.parametrize(
    "words",
    [
        ("search", "leaflets", "--json"),
        ("search", "leaflets", "--jsonl"),
        ("ask", "who sells leaflets", "--json"),
        ("show", "n/a.txt", "--json"),
        ("status", "--json"),
        ("export",),
    ],
)
def test_json_is_json_under_every_encoding(
    place: Path, words: tuple[str, ...], encoding: str
) -> None:
    done = run(*words, cwd=place, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    for line in done.stdout.decode("utf-8").splitlines():
        found = json.loads(line)
        if "hits" in found:
            assert found["hits"][0]["text"] == TEXT.strip()


def test_text_that_a_terminal_does_not_have_is_escaped(place: Path) -> None:
    done = run("search", "leaflets", cwd=place, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"caf\\u00e9" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "words",
    [("search", "wheat"), ("ask", "what grows", "--json"), ("show", "n/a.txt"), ("status",)],
)
def test_output_that_cannot_be_written_is_one_line(place: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [COMMAND, *words], cwd=place, stdout=full, stderr=subprocess.PIPE, check=False
        )
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("seedsearch: error: nothing can be written (")
    assert done.returncode == 1


def test_a_closed_output_is_one_line(place: Path) -> None:
    words = ["sh", "-c", 'exec "$0" search wheat >&-', COMMAND]
    done = subprocess.run(words, cwd=place, stderr=subprocess.PIPE, check=False)
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("seedsearch: error: the output is closed")
    assert done.returncode == 1


def test_words_without_quotation_marks_are_one_query(place: Path) -> None:
    for command in ("search", "ask"):
        one = json.loads(run(command, "wheat corn grow", "--json", cwd=place, check=True).stdout)
        two = json.loads(
            run(command, "wheat", "--json", "corn", "grow", cwd=place, check=True).stdout
        )
        assert one | {"took_ms": 0} == two | {"took_ms": 0}
        assert one["query"] == "wheat corn grow"


def test_a_build_that_is_interrupted_says_so(place: Path, tmp_path: Path) -> None:
    (tmp_path / "n").mkdir()
    for number in range(40):
        (tmp_path / "n" / f"{number}.txt").write_text(f"Line {number}.\n\n" * 200)
    words = [COMMAND, "build", "n", "--index", "i"]
    process = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True)
    while not (tmp_path / "i").exists() and process.poll() is None:
        time.sleep(0.01)  # placed by what the build has done
    os.killpg(process.pid, signal.SIGINT)
    errors = process.communicate(timeout=120)[1].decode()
    (line,) = errors.splitlines()
    assert line == "seedsearch: error: interrupted; what was published before is untouched"
    assert process.returncode == 130
