"""Fuzzing of an index that comes from a stranger, or from a disk that failed.

    .venv/bin/python scripts/fuzz_index.py [--cases 2000] [--seed N] [--model FOLDER]
                                           [--indexes ONE OTHER] [--json]

Two small indexes are built. Again and again one file of a copy of the first is damaged: bytes
changed, cut, filled with something else, replaced by the file of the same kind in the second one,
numbers and JSON values replaced; half of the time digests and sizes are then forged, so that all
seems to be as it was written. Then the copy is asked everything in a process of its own. An error
of ours in one line is right, and so is an answer. Anything else is reported: another exception, a
process that dies, more than some seconds or gigabytes. Exits 1 if there was any.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import index
import search
from index.generations import manifest as generations
from index.maintenance.edits import remove
from index.maintenance.export import export
from index.maintenance.status import status
from index.maintenance.verification import verify
from index.segments.summary import SUMMARY_FILE, files, stamp
from index.types import Article
from search.query.options import MODES, SORTS

SECONDS = 30
BYTES = 4 << 30
"""What asking one index may take. Reading a whole one takes some 50 ms and MB."""

WORDS = "harbour council river bridge bread comet train tunnel hours crowns night".split()
STRANGE: tuple[Any, ...] = (None, -1, 0, 10**12, 2**70, 1.5, "", "../..", "x" * 999, [], {}, True)


def articles(rng: random.Random, count: int) -> list[Article]:
    """Return articles with titles, outlets, languages and dates."""
    made = []
    for number in range(count):
        text = "\n\n".join(
            " ".join(rng.choices(WORDS, k=rng.randint(3, 12))).capitalize() + "." for _ in range(3)
        )
        outlet, day = rng.choice(("Post", "Herald")), f"2021-0{rng.randint(1, 9)}-11"
        title = " ".join(rng.choices(WORDS, k=2))
        made.append(
            Article(
                f"news/{number:02}", title, True, outlet, day, "", text, rng.choice(("en", "de"))
            )
        )
    return made


def build(folder: Path, model: str | None, seed: int) -> None:
    """Build an index of two segments, with an article removed."""
    every = articles(random.Random(seed), 24)
    index.build(every[:12], index_dir=folder, model=model)
    index.build(every[12:], index_dir=folder)
    remove(["news/03"], index_dir=folder)


def probes(folder: Path) -> Iterator[Callable[[], object]]:
    """Yield everything that is asked of an index."""
    yield lambda: verify(folder)
    yield lambda: status(folder)
    yield lambda: [*export(folder)]
    engine = search.open_index(folder)
    for mode in MODES:
        yield lambda mode=mode: engine.search("bread at the harbour", mode=mode, explain=True, k=50)
    for query in (
        '"bread harbour"',
        "brea* -comet",
        "tunel~",
        "title:river",
        "source:post",
        "lang:de",
    ):
        yield lambda query=query: engine.search(query, facets=("source", "month"), half_life=9.0)
    yield lambda: engine.search(
        "date:2021-03 since:2020", filters=search.Filters(sources=("Post",))
    )
    for sort in SORTS[1:]:
        since = search.Filters(added_since="0")
        yield lambda sort=sort, f=since: engine.search("bread", sort=sort, filters=f, k=50)
    yield lambda: engine.search_many(["council", "brigde", "night train"])
    yield lambda: engine.ask("where is the bread")
    yield lambda: engine.similar("news/05")
    yield lambda: engine.show("news/07", "bread")
    yield lambda: whoosh(engine)
    yield lambda: index.build(
        [Article("more/1", "", False, "", None, "", "A comet.")], index_dir=folder
    )


def preload() -> None:
    """Import what every process that asks would import again."""
    for name in (
        "answers.candidates",
        "query.grammar",
        "results.explain",
        "near_duplicates.relation",
    ):
        importlib.import_module(f"search.{name}")
    for name in ("similar", "spelling", "whoosh_searcher", "filtering"):
        importlib.import_module(f"search.retrieval.{name}")
    for name in ("index.builds.builder", "onnxruntime", "rapidfuzz.process", "tokenizers"):
        importlib.import_module(name)


def whoosh(engine: search.Engine) -> None:
    """Ask Whoosh's searcher."""
    from whoosh.query import Every, Or, Phrase, Prefix, Term

    with engine.whoosh() as searcher:
        wanted = [Term("text", "bread"), Phrase("words", ["bread", "comet"]), Prefix("title", "r")]
        for hit in searcher.search(Or(wanted)):
            hit.fields()
        searcher.search(Every(), sortedby="date", groupedby="source")


def problem(folder: Path) -> str:
    """Ask everything of an index; return what went wrong, or ""."""
    asked = probes(folder)
    while True:
        try:
            ask = next(asked, None)
            if ask is None:
                return ""
            ask()
        except search.SeedsearchError as error:
            if "\n" in str(error):
                return f"an error of several lines: {error}"
        except BaseException:
            return traceback.format_exc(limit=-6)


def guarded(folder: Path) -> str:
    """Ask everything in a process that may die; return what went wrong, or ""."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.close(reading)
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            signal.alarm(SECONDS)
            sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
            os.dup2(sys.stderr.fileno(), 2)
            os.write(writing, problem(folder).encode("utf-8", "replace")[-4000:])
            os._exit(0)
        os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode("utf-8", "replace")
    _, code = os.waitpid(child, 0)
    if os.WIFSIGNALED(code):
        return f"killed by signal {signal.Signals(os.WTERMSIG(code)).name}"
    return said or ("" if code == 0 else f"ended with {code}")


def mangled(value: Any, rng: random.Random) -> Any:
    """Return a JSON value with one thing in it replaced."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        name = rng.choice([*value])
        if rng.random() < 0.1:
            return {key: each for key, each in value.items() if key != name}
        return {**value, name: mangled(value[name], rng)}
    if isinstance(value, list) and value and rng.random() < 0.8:
        at = rng.randrange(len(value))
        return [*value[:at], mangled(value[at], rng), *value[at + 1 :]]
    return rng.choice(STRANGE)


def damaged(data: bytes, name: str, other: bytes, rng: random.Random) -> bytes:
    """Return what a file is replaced by."""
    if name.endswith(".json") and rng.random() < 0.6:
        with contextlib.suppress(ValueError):
            return json.dumps(mangled(json.loads(data), rng)).encode()
    new = bytearray(data)
    match rng.choice(["flip", "flip", "number", "run", "cut", "longer", "other", "empty"]):
        case "flip":
            for _ in range(rng.choice((1, 1, 4, 40)) if new else 0):
                new[rng.randrange(len(new))] ^= 1 << rng.randrange(8)
        case "number" if len(new) >= 16:
            kind = rng.choice(("<i8", "<i4", "<u2", "<f4"))
            size = np.dtype(kind).itemsize
            at = rng.randrange(len(new) // size) * size
            number = rng.choice((0, 1, 7, 1000, 40_000, 2**31 - 1, 2**33))
            new[at : at + size] = np.array([number]).astype(kind).tobytes()
        case "run":
            at = rng.randrange(len(new) + 1)
            length = len(new[at : at + rng.choice((8, 64, 4096))])
            new[at : at + length] = rng.choice((b"\0", b"\xff", b"\x7f", b"[")) * length
        case "cut":
            del new[rng.randrange(len(new) + 1) :]
        case "longer":
            new += rng.randbytes(rng.choice((1, 64, 5000)))
        case "other":
            return other
        case "empty":
            return b""
    return bytes(new)


def forge(folder: Path) -> None:
    """Make every size and digest of an index say that it is as it was written."""
    for summary in folder.glob(f"segments/*/{SUMMARY_FILE}"):
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            fields = json.loads(summary.read_bytes())
            fields["files"] = {name: stamp(path) for name, path in files(summary.parent)}
            rewrite(summary, json.dumps(fields).encode())
    for path in folder.glob("generations/*/manifest.json"):
        with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError, OSError):
            fields = json.loads(path.read_bytes())
            for entry in fields["segments"]:
                entry["digest"] = digest(folder / "segments" / entry["name"] / SUMMARY_FILE)
                for kind in ("dead", "flagged"):
                    if entry[f"{kind}_digest"]:
                        overlay = path.with_name(f"{kind}.{entry['name']}.npy")
                        entry[f"{kind}_digest"] = digest(overlay)
            fields.pop("digest", None)
            forged = {**fields, "digest": generations._digest_of(fields)}
            rewrite(path, json.dumps(forged).encode())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rewrite(path: Path, data: bytes) -> None:
    """Write a file that is a link to one of the original's."""
    path.unlink()
    path.write_bytes(data)


class Trials:
    """Copies of an index, each with another damage."""

    def __init__(self, original: Path, other: Path, copy: Path) -> None:
        self.original, self.other, self.copy = original, other, copy
        preload()
        self.names = [p for p in sorted(self.original.rglob("*")) if p.is_file()]
        self.tried: Counter[str] = Counter()
        self.problems: list[str] = []

    def run(self, seed: int) -> None:
        """Damage one file, ask everything, and note what went wrong."""
        rng = random.Random(seed)
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.original, self.copy, copy_function=os.link)
        path = rng.choice(self.names)
        name = path.relative_to(self.original)
        other = rng.choice([*self.other.rglob(path.name)] or [path])
        rewrite(self.copy / name, damaged(path.read_bytes(), path.name, other.read_bytes(), rng))
        if rng.random() < 0.5:
            forge(self.copy)
        self.tried[path.name.split(".")[0] if path.suffix == ".npy" else path.name] += 1
        found = guarded(self.copy)
        if found:
            self.problems.append(f"seed {seed}, {name}: {found}")
            print(self.problems[-1], file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model")
    parser.add_argument("--indexes", nargs=2, type=Path, help="that `build` here made before")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        made = options.indexes or [Path(work) / "one", Path(work) / "two"]
        for seed, folder in enumerate(made):
            if not options.indexes and (child := os.fork()) == 0:
                build(folder, options.model, seed)  # what asks has not loaded what builds
                os._exit(0)
            elif not options.indexes:
                os.waitpid(child, 0)
        trials = Trials(*made, Path(work) / "copy")
        for seed in range(options.seed, options.seed + options.cases):
            trials.run(seed)
    if options.json:
        print(json.dumps({"tried": trials.tried, "problems": trials.problems}))
    else:
        print(", ".join(f"{name} {count}" for name, count in sorted(trials.tried.items())))
        print("\n".join(trials.problems) or "Every damage was an answer or one clear error.")
    return 1 if trials.problems else 0


if __name__ == "__main__":
    sys.exit(main())
