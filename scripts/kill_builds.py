"""Does an index survive a build that dies? Kills real builds, and fails their writes.

    .venv/bin/python scripts/kill_builds.py [--kills 200] [--steps all|publish] [--limits 20]
                                            [--model FOLDER] [--json]

Each trial copies an index, starts a build of changed articles on it in a process of its own, which
also merges segments, and
- kills it (SIGKILL) at a random instant (--kills),
- or at the n-th time that it opens a file for writing, renames, makes or deletes something in the
  index, for every n (--steps; "publish": only from the first write of the new generation on),
- or lets every write beyond a file size fail (--limits).
Then the index has to open and verify, its answers have to be those of before or of after the build,
and the next build has to end up where an undisturbed one does, with nothing left lying about.
Prints what was tried; exits with 1 if anything did not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import index
import search
from index import snapshot, upkeep

ARTICLES = 24
Answers = list[tuple[str, str, float]]


def write_articles(folder: Path) -> None:
    """Write small articles about different things."""
    folder.mkdir()
    rng = random.Random(5)
    words = "river council bridge bread harbour long time people water first other".split()
    for number in range(ARTICLES):
        lines = [" ".join(rng.choices(words, k=12)).capitalize() + "." for _ in range(3)]
        (folder / f"{number:03}.txt").write_text("\n".join(lines) + "\n")


def prepare(work: Path, model: str | None) -> None:
    """Make an index of several generations and segments, one short of a merge, and change files."""
    news = work / "news"
    write_articles(news)
    later = sorted(news.iterdir())[-6:]
    for path in later:
        path.rename(work / path.name)
    index.build([news], index_dir=work / "base", model=model)
    for path in later:
        (work / path.name).rename(path)
        index.build(index_dir=work / "base")
    (news / "000.txt").write_text("The bridge over the river was closed.\n")
    (news / "001.txt").unlink()
    (news / "new.txt").write_text("Bread is baked at the harbour.\n")


def answers(index_dir: Path) -> Answers:
    with search.open_index(index_dir) as engine:
        hits = engine.search("bread at the harbour and the bridge", k=100).hits
    return [(hit.article.id, hit.text, hit.score) for hit in hits]


def child(index_dir: str, step: int, scope: str) -> None:
    """Build; with a step, die by SIGKILL the step-th time that the index folder is written to."""
    import index.builder

    seen = 0
    root = str(Path(index_dir).resolve())
    started = scope == "all"

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen, started
        if event not in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"):
            return
        if event == "open" and not (
            isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        ):
            return
        path = arguments[0] if isinstance(arguments[0], str) else str(arguments[0])
        # Deletions name paths relative to an open folder, so all of them count.
        if root not in str(path) and event not in ("os.remove", "os.rmdir"):
            return
        started = started or ".new" in path
        if started:
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    if step:
        sys.addaudithook(hook)
    print("go", flush=True)
    index.build(index_dir=index_dir)


def start(index_dir: Path, step: int = 0, scope: str = "all", limit: int = 0) -> subprocess.Popen:
    def before() -> None:
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    process = subprocess.Popen(
        [
            sys.executable,
            __file__,
            "--child",
            str(index_dir),
            "--step",
            str(step),
            "--scope",
            scope,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def check(index_dir: Path, allowed: list[Answers], after: Answers) -> str | None:
    """Return what does not hold of an index on which a build died, or None."""
    try:
        upkeep.verify(index_dir)
        if answers(index_dir) not in allowed:
            return "its answers are those of no published generation"
        index.build(index_dir=index_dir)
        upkeep.verify(index_dir)
        if answers(index_dir) != after:
            return "the next build does not end up where it should"
    except search.SeedsearchError as error:
        return str(error)
    kept = snapshot.kept_generations(index_dir)
    wanted = {
        snapshot.GENERATIONS: {f"{m.generation:06d}" for m in kept},
        snapshot.SEGMENTS: {entry.name for m in kept for entry in m.segments},
        snapshot.ENCODERS: {m.settings.encoder for m in kept},
    }
    for name, there in wanted.items():
        found = {path.name for path in (index_dir / name).iterdir()}
        if found != there:
            return f"{name} holds {sorted(found ^ there)} too many or too few"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--steps", choices=["none", "publish", "all"], default="all")
    parser.add_argument("--limits", type=int, default=20)
    parser.add_argument("--model")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--step", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--scope", default="all", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, options.step, options.scope)
        return 0

    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        prepare(work, options.model)
        trial = work / "trial"

        def fresh() -> Path:
            shutil.rmtree(trial, ignore_errors=True)
            shutil.copytree(work / "base", trial)
            return trial

        before = answers(work / "base")
        process = start(fresh())
        began = time.monotonic()
        assert process.wait() == 0, process.stderr and process.stderr.read()
        duration = time.monotonic() - began
        after = answers(trial)
        assert before != after
        tried = {"kills": 0, "died": 0, "steps": 0, "limits": 0, "failed_writes": 0}
        failures: list[str] = []

        def judge(what: str) -> None:
            problem = check(trial, [before, after], after)
            if problem:
                failures.append(f"{what}: {problem}")

        rng = random.Random(11)
        for _ in range(options.kills):
            process = start(fresh())
            delay = rng.uniform(0, duration)
            time.sleep(delay)
            process.kill()
            tried["kills"] += 1
            tried["died"] += process.wait() == -signal.SIGKILL
            judge(f"killed after {delay:.3f} s")
        step = 0
        while options.steps != "none":
            step += 1
            process = start(fresh(), step, options.steps)
            if process.wait() == 0:  # it had fewer steps: every one has been tried
                break
            assert process.returncode == -signal.SIGKILL, process.stderr and process.stderr.read()
            tried["steps"] += 1
            judge(f"killed at step {step}")
        for _ in range(options.limits):
            limit = rng.choice([100, 500, 2000, 8000, 30_000])
            process = start(fresh(), limit=limit)
            assert process.stderr is not None
            said = process.stderr.read()
            tried["limits"] += 1
            if process.wait():
                tried["failed_writes"] += 1
                if "StorageError" not in said:
                    failures.append(f"files of at most {limit} bytes: {said[-300:]}")
            judge(f"files of at most {limit} bytes")

    if options.json:
        print(json.dumps({**tried, "failures": failures}))
    else:
        print(", ".join(f"{name} {number}" for name, number in tried.items()))
        print("\n".join(failures) or "Every index was whole.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
