"""Kills real builds, and fails their writes: an index has to survive a build that dies.

    .venv/bin/python scripts/kill_builds.py [--kills 200] [--steps all|publish] [--limits 20]
                                            [--model FOLDER] [--json]

Each trial copies an index, starts a build of changed articles on it in a process of its own, which
also merges segments, and
- kills it (SIGKILL) at random places (--kills), counted by what the build has done: each module
  that it imports, each file that it opens, lists, renames, makes or deletes,
- or at the n-th time that it opens a file for writing, renames, makes or deletes something in the
  index, for every n (--steps; "publish": only from the first write of the new generation on, and
  not the files of merged segments),
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
from pathlib import Path

import index
import search
from index.generations import manifest as generations
from index.maintenance.verification import verify

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
    """Build, and say how many steps that took; die by SIGKILL at one of them.

    Args:
        index_dir: The index.
        step: Which step; 0: none.
        scope: What is a step: "any" audit event of Python, or a write to the index folder.
    """
    import index.builds.builder

    seen = 0
    root = str(Path(index_dir).resolve())
    started = scope == "all"

    def count() -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal started
        if scope == "any":
            count()
            return
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
        if scope == "publish" and event == "open" and "/segments/" in path:
            return
        if started:
            count()

    sys.addaudithook(hook)
    index.build(index_dir=index_dir)
    print(seen, flush=True)


def start(index_dir: Path, step: int = 0, scope: str = "all", limit: int = 0) -> subprocess.Popen:
    def before() -> None:
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
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


def check(index_dir: Path, allowed: list[Answers], after: Answers) -> str | None:
    """Return what does not hold of an index on which a build died, or None."""
    try:
        verify(index_dir)
        if answers(index_dir) not in allowed:
            return "its answers are those of no published generation"
        index.build(index_dir=index_dir)
        verify(index_dir)
        if answers(index_dir) != after:
            return "the next build does not end up where it should"
    except search.SeedsearchError as error:
        return str(error)
    kept = generations.kept_generations(index_dir)
    wanted = {
        generations.GENERATIONS: {f"{m.generation:06d}" for m in kept},
        generations.SEGMENTS: {entry.name for m in kept for entry in m.segments},
        generations.ENCODERS: {m.settings.encoder for m in kept},
    }
    for name, there in wanted.items():
        found = {path.name for path in (index_dir / name).iterdir()}
        if found != there:
            return f"{name} holds {sorted(found ^ there)} too many or too few"
    return None


class Trials:
    """Copies of one index on which builds die, and what was found."""

    def __init__(self, work: Path, model: str | None) -> None:
        prepare(work, model)
        self.base, self.index_dir = work / "base", work / "trial"
        self.tried = dict.fromkeys(("kills", "died", "steps", "limits", "failed_writes"), 0)
        self.failures: list[str] = []
        self.before = answers(self.base)
        said, errors = self.start(scope="any").communicate()
        assert said, errors
        self.steps = int(said)
        self.after = answers(self.index_dir)
        assert self.before != self.after

    def start(self, **options: object) -> subprocess.Popen:
        """Start a build on a new copy."""
        shutil.rmtree(self.index_dir, ignore_errors=True)
        shutil.copytree(self.base, self.index_dir)
        return start(self.index_dir, **options)

    def judge(self, what: str) -> None:
        """Note what does not hold."""
        problem = check(self.index_dir, [self.before, self.after], self.after)
        if problem:
            self.failures.append(f"{what}: {problem}")

    def kill(self, rng: random.Random) -> None:
        """Kill a build at a random step of all that it takes."""
        # Threads make the count differ by a few: not at the very last ones.
        step = rng.randrange(1, self.steps * 19 // 20)
        process = self.start(step=step, scope="any")
        process.communicate()
        self.tried["kills"] += 1
        self.tried["died"] += process.returncode == -signal.SIGKILL
        self.judge(f"killed at step {step} of {self.steps}")

    def kill_at(self, step: int, scope: str) -> bool:
        """Kill a build at a step; False if it has fewer."""
        process = self.start(step=step, scope=scope)
        _, errors = process.communicate()
        if process.returncode == 0:
            return False
        assert process.returncode == -signal.SIGKILL, errors
        self.tried["steps"] += 1
        self.judge(f"killed at step {step}")
        return True

    def limit(self, limit: int) -> None:
        """Let a build write no file beyond a size."""
        process = self.start(limit=limit)
        _, said = process.communicate()
        self.tried["limits"] += 1
        if process.returncode:
            self.tried["failed_writes"] += 1
            if "StorageError" not in said:
                self.failures.append(f"files of at most {limit} bytes: {said[-300:]}")
        self.judge(f"files of at most {limit} bytes")


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
    rng = random.Random(11)
    with tempfile.TemporaryDirectory() as scratch:
        trials = Trials(Path(scratch), options.model)
        for _ in range(options.kills):
            trials.kill(rng)
        if options.steps != "none":
            step = 1
            while trials.kill_at(step, options.steps):
                step += 1
        for _ in range(options.limits):
            trials.limit(rng.choice([100, 500, 2000, 8000, 30_000]))
    if options.json:
        print(json.dumps({**trials.tried, "failures": trials.failures}))
    else:
        print(", ".join(f"{name} {number}" for name, number in trials.tried.items()))
        print("\n".join(trials.failures) or "Every index was whole.")
    return 1 if trials.failures else 0


if __name__ == "__main__":
    sys.exit(main())
