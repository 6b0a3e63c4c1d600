"""A build may die at any instant, or run out of room: the last generation stays whole."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import index
from index.generations.snapshot import open_snapshot

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_killed_builds_and_failed_writes_leave_a_whole_index(static_model: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "kill_builds.py", "--json", "--model", static_model]
        + ["--kills", "4", "--steps", "publish", "--limits", "4"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    tried = json.loads(done.stdout)
    assert tried["failures"] == []
    assert tried["kills"] == tried["died"] == 4
    assert tried["steps"] >= 15
    assert tried["failed_writes"] >= 2


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_everything_is_flushed_before_the_pointer_is_replaced(
    tmp_path: Path, static_model: Path
) -> None:
    news, folder = tmp_path / "news", tmp_path / "index"
    news.mkdir()
    (news / "a.txt").write_text("Bread is baked.\n")
    index.build([news], index_dir=folder, model=str(static_model))
    (news / "b.txt").write_text("The river is long.\n")
    trace = tmp_path / "trace"
    subprocess.run(
        [
            "strace",
            "-f",
            "-y",
            "-o",
            trace,
            "-e",
            "trace=openat,write,pwrite64,fsync,rename,renameat",
        ]
        + [sys.executable, "-c", f"import index; index.build(index_dir={str(folder)!r})"],
        check=True,
        capture_output=True,
    )
    written: dict[str, int] = {}
    flushed: dict[str, int] = {}
    made: dict[str, int] = {}
    replaced = after = 0
    for number, line in enumerate(trace.read_text().splitlines()):
        if replaced:
            if re.search(rf"fsync\(\d+<{re.escape(str(folder))}>", line):
                after = after or number
            continue
        if found := re.search(r"(?:write|pwrite64)\(\d+<([^>]+)>", line):
            written[found[1]] = number
        elif found := re.search(r"fsync\(\d+<([^>]+)>", line):
            flushed[found[1]] = number
        elif found := re.search(r'openat\([^"]*"([^"]+)", [^)]*O_CREAT', line):
            made[str(Path(found[1]).parent)] = number
        elif "CURRENT.new" in line and re.search(r"rename(at)?\(", line):
            replaced = number
    manifest = (folder / "generations" / "000002" / "manifest.json").read_text()
    new = {entry["name"] for entry in json.loads(manifest)["segments"]}
    mine = [name for name in written if name.startswith(str(folder)) and not name.endswith("lock")]
    assert any(name.split("/segments/")[-1].split("/")[0] in new for name in mine)
    assert replaced and after > replaced
    for name in mine:
        if Path(name).exists() or "CURRENT.new" in name or "000002.new" in name:
            assert flushed.get(name, -1) > written[name], f"{name} was not flushed"
    for name, at in made.items():
        if name.startswith(str(folder)) and Path(name).exists() and name != str(folder):
            assert flushed.get(name, -1) > at, f"the folder {name} was not flushed"
    for name in ("segments", "generations", ""):
        assert str(folder / name).rstrip("/") in flushed


def test_a_full_disk_is_one_clear_line_and_harms_nothing(
    tmp_path: Path, static_model: Path
) -> None:
    news, disk = tmp_path / "news", tmp_path / "disk"
    news.mkdir()
    disk.mkdir()
    (news / "a.txt").write_text("Bread is baked.\n")
    index.build([news], index_dir=tmp_path / "index", model=str(static_model))
    (news / "b.txt").write_text("The river is long.\n" * 2000)
    command = Path(sys.executable).parent / "seedsearch"
    script = (
        f"mount -t tmpfs -o size=2m tmpfs {disk} && cp -r {tmp_path}/index {disk}/index &&"
        f" dd if=/dev/zero of={disk}/filler bs=1k count=4000 status=none 2>/dev/null;"
        f" truncate -s -64k {disk}/filler;"
        f" {command} build --index {disk}/index; echo exit $?; rm {disk}/filler;"
        f" {command} verify --index {disk}/index && {command} search bread --index {disk}/index"
    )
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", script], capture_output=True, text=True, check=False
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"this machine lets nobody mount: {done.stderr.strip()}")
    assert "exit 1" in done.stdout
    assert "No space left on device" in done.stderr
    assert "what was published before is untouched" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Every byte is as it was written: generation 1" in done.stdout
    assert "Bread is baked." in done.stdout


KILLED_WHILE_ENCODING = """
import os, signal, sys
import index
from index.builds import reuse

reuse.ENCODE_CHUNK = 8

def stop(step):
    if step.stage == "encoding" and step.done == 24:
        os.kill(os.getpid(), signal.SIGKILL)

index.build([sys.argv[1]], index_dir=sys.argv[2], model=sys.argv[3], progress=stop)
"""


@pytest.fixture
def killed(tmp_path: Path, static_model: Path) -> Path:
    """A place with a folder of forty articles and an index whose first build was killed."""
    (tmp_path / "news").mkdir()
    for number in range(40):
        text = f"The harbour of town {number} is {number + 3} metres deep. Bread is baked.\n"
        (tmp_path / "news" / f"{number:02}.txt").write_text(text)
    command = [sys.executable, "-c", KILLED_WHILE_ENCODING, tmp_path / "news", tmp_path / "index"]
    done = subprocess.run([*command, static_model], check=False)
    assert done.returncode == -signal.SIGKILL
    return tmp_path


@pytest.mark.slow
def test_a_build_killed_while_encoding_is_continued(killed: Path, static_model: Path) -> None:
    news, folder = killed / "news", killed / "index"
    report = index.build([news], index_dir=folder, model=str(static_model))
    assert (report.paragraphs, report.encoded) == (40, 16)  # three chunks of eight were kept
    assert not (folder / "unfinished").exists()
    fresh = index.build([news], index_dir=killed / "fresh", model=str(static_model))
    assert fresh.encoded == 40
    (continued,), (undisturbed,) = (
        open_snapshot(killed / name).segments for name in ("index", "fresh")
    )
    assert np.array_equal(continued.keys, undisturbed.keys)
    assert np.allclose(continued.vectors, undisturbed.vectors, atol=1e-6)
    assert len(continued.sentence_vectors) == 80
    assert np.array_equal(continued.sentence_vectors, undisturbed.sentence_vectors)


@pytest.mark.slow
def test_of_an_unfinished_build_only_what_is_whole_and_of_the_same_model_is_used(
    killed: Path, static_model: Path, mean_model: Path
) -> None:
    news, folder = killed / "news", killed / "index"
    shutil.copytree(folder, killed / "other")
    cut = next(folder.glob("unfinished/*/*1/vectors.npy"))
    cut.write_bytes(cut.read_bytes()[:-8])
    report = index.build([news], index_dir=folder, model=str(static_model))
    assert report.encoded == 24
    report = index.build([news], index_dir=killed / "other", model=str(mean_model))
    assert report.encoded == 40
    assert not (killed / "other" / "unfinished").exists()
