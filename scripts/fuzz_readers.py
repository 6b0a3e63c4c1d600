"""Fuzzing of the readers with files that are broken at random.

    .venv/bin/python scripts/fuzz_readers.py [--seconds 120] [--seed N] [--keep FOLDER]

Valid files of every format (`tests/making.py`) are damaged at random: bytes changed, taken out,
repeated, taken from another format, lengthened; and read here, without the process that otherwise
stands between. Every exception but a reason, every file that takes more than a few seconds, and
everything read that could not be stored is reported, and kept with --keep. Exits 1 if any was.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import warnings
from dataclasses import asdict
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import making  # noqa: E402

from index.errors import UnreadableError  # noqa: E402
from index.readers import articles, formats  # noqa: E402
from index.readers.archives import Budget  # noqa: E402

SLOW_SECONDS = 5.0
MOST_UNPACKED = 64 << 20
STRANGE = (b"\0", b"\xff", b"<", b"&", b'"', b"%", b"\r", b"\n", b"\xef\xbb\xbf", b"]]>", b"9" * 40)


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return a file with a few things wrong."""
    for _ in range(rng.choice([1, 1, 2, 4, 16])):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice([1, 4, 64, 2000]))
        other = rng.choice([*making.FILES.values()])
        start = rng.randrange(len(other))
        before, there, after = data[:at], data[at:end], data[end:]
        data = rng.choice(
            [
                before,
                before + after,
                before + rng.randbytes(len(there)) + after,
                before + there * rng.choice([2, 50]) + after,
                before + rng.choice(STRANGE) * rng.choice([1, 3000]) + there + after,
                before + other[start : start + 500] + there + after,
            ]
        )
        if not data:
            return b" "
    return data


def problem(data: bytes, name: str) -> str:
    """Read a file; return what is wrong with how that went, or ""."""
    started = time.monotonic()
    try:
        reading = formats.Reading(budget=Budget(MOST_UNPACKED))
        for record in formats.read(data, PurePosixPath(name), reading):
            json.dumps(asdict(record))
            if not record.content:
                if not record.reason or "\n" in record.reason:
                    return f"a bad reason: {record.reason!r}"
                if formats.UNEXPECTED in record.reason:
                    return record.reason
                continue
            try:
                article = articles.article(
                    record.content, article_id="a/" + record.name, source="a", path="a", name=name
                )
            except UnreadableError:
                continue
            json.dumps(asdict(article)).encode("ascii")
            for text in (article.text, article.title, article.id, article.author, article.source):
                text.encode("utf-8")
            if article.pages and article.pages[-1] > len(article.text):
                return "a page begins after the end"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    taken = time.monotonic() - started
    return f"took {taken:.1f} s" if taken > SLOW_SECONDS else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    rng = random.Random(given.seed)
    end = time.monotonic() + given.seconds
    seen: set[str] = set()
    count = 0
    while time.monotonic() < end:
        name = rng.choice([*making.FILES])
        data = damaged(making.FILES[name], rng)
        count += 1
        found = problem(data, name)
        if found and (name, found[:60]) not in seen:
            seen.add((name, found[:60]))  # type: ignore[arg-type]
            print(f"{name}: {found}", flush=True)
            if given.keep:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{len(seen):03}-{name}").write_bytes(data)
    print(f"{count:,} files read, {len(seen)} problems")
    sys.exit(1 if seen else 0)


if __name__ == "__main__":
    main()
