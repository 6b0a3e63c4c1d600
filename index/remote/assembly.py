"""Assembly of a segment in memory from the payloads of articles.

The same arrays as a segment of these articles that was written to a disk has, so that everything
that reads segments reads this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError
from index.generations import parts
from index.remote.article_postings import joined
from index.segments.attributes import LookupWriter
from index.segments.packed import Packed
from index.segments.postings import Postings, edges
from index.segments.records import StoredArticle, outlet_digest, stored_of
from index.segments.segment import Held, Segment
from index.segments.summary import FORMAT
from index.text import analyzer


class HeldArrays(Packed):
    """Arrays in memory, read like those of a file."""

    def __init__(self, path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
        super().__init__(path, b"")
        self._arrays = arrays

    def check(self) -> None:
        """Find nothing wrong: what is in memory is whole."""

    def array(self, name: str) -> NDArray[Any]:
        if name not in self._arrays:
            raise self._damaged()
        return self._arrays[name]


class HeldFiles:
    """What the files of a segment hold, in memory; see `layout.Files`."""

    def __init__(
        self,
        path: Path,
        arrays: Mapping[str, NDArray[Any]],
        lookup: Packed,
        *,
        records: bytes,
        texts: bytes,
    ) -> None:
        self.records, self.texts = records, texts
        self.lookup: Packed | None = lookup
        self._arrays = HeldArrays(path, arrays)
        self._known = frozenset(arrays)

    def array(self, name: str) -> NDArray[Any]:
        return self._arrays.array(name)

    def optional(self, name: str) -> NDArray[Any] | None:
        return self._arrays.array(name) if name in self._known else None

    def postings(self, name: str) -> Postings:
        return Postings.packed(self._arrays, name)

    def place(self, name: str) -> str:
        return "payloads"


def assembled(
    payloads: Sequence[Packed], *, called: str, dimension: int = 0, half: bool = True
) -> Segment:
    """Return a segment of some articles.

    Args:
        payloads: Of each article, in order of their ids.
        called: What messages name the segment by.
        dimension: Of vectors, for a segment of no articles; others say it themselves.
        half: Whether sentence vectors are float16, likewise.

    Raises:
        IndexDamagedError: A payload is not whole.
    """
    path = Path(called)
    stored = [_stored(payload) for payload in payloads]
    records = [payload.text("record") for payload in payloads]
    texts = [payload.text("text") for payload in payloads]
    kind: Any = np.float16 if half else np.float32
    none = {
        "paragraphs": np.empty((0, 2), np.int32),
        "sentences": np.empty((0, 2), np.int32),
        "vectors": np.empty((0, dimension), np.float32),
        "sentence_vectors": np.empty((0, dimension), kind),
        "title_vectors": np.empty((0, dimension), kind),
        "keys": np.empty((0, 16), np.uint8),
        "title_keys": np.empty((0, 16), np.uint8),
    }
    arrays: dict[str, NDArray[Any]] = {
        name: _stacked(payloads, name, empty) for name, empty in none.items()
    }
    counts = np.array([len(p.array("paragraphs")) for p in payloads], np.int64)
    numbers = np.repeat(np.arange(len(payloads)), counts)
    spans = arrays.pop("paragraphs").astype(np.int64)
    arrays |= {
        "paragraphs": np.column_stack([numbers, spans]).astype(np.int64).reshape(-1, 3),
        "sentences": arrays["sentences"].astype(np.int64),
        "sentence_rows": edges(_all([np.diff(p.array("sentence_rows")) for p in payloads])),
        "first_rows": edges(counts),
        "edges": np.column_stack(
            [edges(np.array([*map(len, each)], np.int64)) for each in (texts, records)]
        ),
        "outlets": np.array([outlet_digest(s.article.source) for s in stored], np.uint64),
    }
    signed = _signatures(payloads)
    if signed is not None:
        arrays["signatures"] = signed
    for name in ("body", "title"):
        arrays |= {f"{name}.{part}": values for part, values in joined(payloads, name).items()}
    found = _parts(payloads, path)
    files = HeldFiles(
        path,
        arrays,
        HeldArrays(path, _lookup(payloads, stored)),
        records=b"".join(records),
        texts=b"".join(texts),
    )
    summary = {
        "format": FORMAT,
        "articles": len(payloads),
        "paragraphs": len(numbers),
        "sentences": len(arrays["sentences"]),
        "dimension": int(arrays["vectors"].shape[1]),
        "languages": sorted({s.article.language or analyzer.ENGLISH for s in stored}),
        "encoded_as": "mixed",
        "code_error": 0.0,
        "parts": {name: version for name, (version, _) in found.items()},
        "files": {},
    }
    return Segment(path, Held(summary, files, found))


def _stored(payload: Packed) -> StoredArticle:
    """Return the article of a payload, without its text."""
    try:
        return stored_of(payload.text("record"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise IndexDamagedError(
            f"{payload.path} is damaged: its record is not readable; `seedsearch verify` says what"
            " else is"
        ) from error


def _stacked(payloads: Sequence[Packed], name: str, empty: NDArray[Any]) -> NDArray[Any]:
    found = [payload.array(name) for payload in payloads]
    return np.concatenate(found) if found else empty


def _all(parts: Sequence[NDArray[Any]]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, np.int64), *parts])


def _signatures(payloads: Sequence[Packed]) -> NDArray[np.uint8] | None:
    """Return those of paragraphs, then those of articles; None where a payload has none."""
    try:
        return np.concatenate(
            [p.array(name) for name in ("signatures", "article_signatures") for p in payloads]
        )
    except (IndexDamagedError, ValueError):
        return None


def _lookup(
    payloads: Sequence[Packed], stored: Sequence[StoredArticle]
) -> Mapping[str, NDArray[Any]]:
    """Return what conditions and filters read."""
    writer = LookupWriter()
    for each in stored:
        writer.add_article(each.article, ())
    arrays = writer.arrays()
    for name in ("words", "titles"):
        arrays |= {f"{name}.{part}": values for part, values in joined(payloads, name).items()}
    return arrays


def _parts(payloads: Sequence[Packed], path: Path) -> dict[str, tuple[int, Packed]]:
    """Return the parts that every payload has in the version that is read."""
    found: dict[str, tuple[int, Packed]] = {}
    for writer in parts.writers():
        prefix = f"{writer.name}@{writer.version}."
        named = [name for name in writer.arrays() if payloads]
        if any(payload.names.isdisjoint({prefix + name for name in named}) for payload in payloads):
            continue
        for payload in payloads:
            own = {name: payload.array(prefix + name) for name in named}
            writer.copy(HeldArrays(path, own), 0)
        found[writer.name] = writer.version, HeldArrays(path, writer.arrays())
    return found
