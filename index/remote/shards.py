"""Shards of a build: what each builder read, staged until all are done, then published at once.

    control row   shard/OF/NUMBER    where the file is that says what a shard built

Files are divided by a digest of their ids, so that each builder knows its own without asking, and
one that died is repeated alone: its row takes the place of the one before.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import SettingsError, SourceError
from index.remote import files
from index.remote import generation as generations
from index.remote.files import File
from index.remote.generation import Control, Generation
from index.remote.server import Server

STAGED = "staged.json"
"""Name of the file of a run that says what a shard built."""

MOST = 1000


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of a build."""

    number: int
    of: int

    @classmethod
    def parsed(cls, text: str) -> Shard:
        """Read what was given, `2/4`.

        Raises:
            SourceError: It is no part of anything.
        """
        found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text.strip())
        if not found or not 1 <= int(found[1]) <= int(found[2]) <= MOST:
            raise SourceError(f"{text!r} is no shard; the second of four is 2/4, and so on to 4/4")
        return cls(int(found[1]), int(found[2]))

    def has(self, file: str) -> bool:
        """Tell whether the file with this id is one of this part."""
        digest = hashlib.blake2b(file.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "little") % self.of == self.number - 1

    @property
    def key(self) -> str:
        return f"shard/{self.of:04d}/{self.number:04d}"


@dataclass(frozen=True, slots=True)
class Staged:
    """What one shard built.

    Attributes:
        built: Its segments, and what it adds to counts.
        gone: Articles that go, by segment.
        outlets: Those of which articles come or go, case folded.
        sources: Names of the sources that it looked at.
        seen: What it remembers of their files.
        full: Whether everything is rebuilt, so that nothing of the last generation stays.
    """

    built: Generation
    gone: Mapping[str, Sequence[int]]
    outlets: Sequence[str]
    sources: Sequence[str]
    seen: Mapping[str, Any]
    full: bool = False


def stage(server: Server, collection: str, shard: Shard, began: str | None, staged: Staged) -> None:
    """Say what a shard built.

    Args:
        server: Where the index is.
        collection: The files of the shard's run.
        shard: Which one it is.
        began: Key of the generation that it began from; None: there was none.
        staged: What it built.
    """
    said = {
        "built": generations.written(staged.built).decode("ascii"),
        "gone": {name: [*numbers] for name, numbers in staged.gone.items()},
        "outlets": [*staged.outlets],
        "sources": [*staged.sources],
        "seen": dict(staged.seen),
        "full": staged.full,
    }
    data = json.dumps(said).encode("ascii")
    (file,) = files.written(server, collection, {STAGED: data}).values()
    server.seal(collection)
    control = Control(server)
    control.make()
    control.put(shard.key, {"began": began, "file": tuple(file)})


def staged(server: Server, began: str | None) -> list[Staged]:
    """Return what all shards of a build have staged.

    Args:
        server: Where the index is.
        began: Key of the current generation: shards that began from another one count for nothing.

    Raises:
        SettingsError: None has, not all have, or they used different encoders.
    """
    control = Control(server)
    is_there = server.has(control.collection)
    rows = {
        key: json.loads(data)
        for key, data in (control.kept_data("shard/") if is_there else {}).items()
    }
    current = {key: row for key, row in rows.items() if row["began"] == began}
    if not current:
        late = " that began from the current generation" if rows else ""
        raise SettingsError(
            f"no shard{late} is waiting in {server.address}; build each with `seedsearch build"
            " PATH --shard 1/2` and so on"
        )
    totals = {int(key.split("/")[1]) for key in current}
    if len(totals) > 1:
        raise SettingsError(
            f"shards of {' and of '.join(map(str, sorted(totals)))} parts wait in"
            f" {server.address}; build all of them with the same number"
        )
    (total,) = totals
    missing = sorted({*range(1, total + 1)} - {int(key.split("/")[2]) for key in current})
    if missing:
        named = ", ".join(f"{number}/{total}" for number in missing)
        raise SettingsError(
            f"not all shards are done: {named} of {server.address} is missing; build it with"
            " --shard, and publish then"
        )
    found = [_read(server, File(*current[key]["file"])) for key in sorted(current)]
    encoders = {one.built.manifest.settings.encoder for one in found if one.built.parts}
    if len(encoders) > 1:
        raise SettingsError(
            f"the shards in {server.address} used different encoders; build all of them with one"
            " version of seedsearch and of the model"
        )
    return found


def forget(server: Server) -> None:
    """Forget all that was staged."""
    control = Control(server)
    control.forget([*control.kept_data("shard/")])


def _read(server: Server, file: File) -> Staged:
    said = json.loads(files.read(server, file))
    built = generations.parsed(said["built"].encode("ascii"), str(server.address))
    return Staged(built, said["gone"], said["outlets"], said["sources"], said["seen"], said["full"])
