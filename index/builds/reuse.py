"""Reuse of vectors: what was encoded before is found again by the digest of its text.

A text that any live segment has, or the journal of a build that was interrupted, is never encoded
again, wherever its article went.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.builds.journal import Chunk, Journal
from index.builds.memory import give_back
from index.encoders.types import TextEncoder
from index.generations.snapshot import Snapshot
from index.segments.postings import edges, ranges
from index.segments.records import KEY_BYTES
from index.segments.segment import Segment
from index.types import Progress, Span

ENCODE_CHUNK = 1024
"""Texts handed to the encoder at once: enough to sort by length, small enough to report."""

OfRow = Callable[[int], NDArray[Any]]
"""Vectors by the row of a segment, or of a chunk of the journal."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors of texts and of their parts.

    Attributes:
        vectors: `(texts, dimension)` float32, unit rows.
        parts: `(all spans, dimension)` float16, or float32 where exact, unit rows, text by text;
            `(0, dimension)` where the model is not mean-pooled.
        keys: `(texts, KEY_BYTES)` uint8 digests.
        encoded: How many texts went through the encoder.
    """

    vectors: NDArray[np.float32]
    parts: NDArray[Any]
    keys: NDArray[np.uint8]
    encoded: int


class KnownVectors:
    """Vectors of one kind that an index already has, by the digest of what was encoded."""

    def __init__(
        self,
        keys: Sequence[NDArray[np.uint8]],
        vectors: Sequence[OfRow],
        parts: Sequence[OfRow] = (),
    ) -> None:
        joined = np.concatenate([np.empty((0, KEY_BYTES), np.uint8), *keys])
        self._keys = np.ascontiguousarray(joined).view(f"S{KEY_BYTES}").reshape(-1)
        self._order = np.argsort(self._keys, kind="stable")
        self._sorted = self._keys[self._order]
        self._bases = np.cumsum([0, *map(len, keys)])
        self._vectors = vectors
        self._parts = parts

    @classmethod
    def of_paragraphs(cls, snapshot: Snapshot | None, journal: Journal | None) -> KnownVectors:
        """Return what a snapshot and the journal of an unfinished build know of paragraphs."""
        segments = snapshot.segments if snapshot else ()
        keys, vectors = _journalled(journal)
        return cls(
            [*(segment.keys for segment in segments), *keys],
            [*(segment.vectors.__getitem__ for segment in segments), *vectors],
            [
                *(partial(_sentences, segment) for segment in segments),
                *(partial(journal.parts, chunk) for chunk in range(len(keys)) if journal),
            ],
        )

    @classmethod
    def of_titles(cls, snapshot: Snapshot | None, journal: Journal | None) -> KnownVectors:
        """Return what they know of titles."""
        segments = snapshot.segments if snapshot else ()
        keys, vectors = _journalled(journal)
        return cls(
            [*(segment.title_keys for segment in segments), *keys],
            [*(segment.title_vectors.__getitem__ for segment in segments), *vectors],
        )

    def find(self, key: bytes) -> tuple[NDArray[Any], NDArray[Any]] | None:
        """Return the vector and the vectors of the parts of what has this digest, or None."""
        at = int(np.searchsorted(self._sorted, np.bytes_(key)))
        if at == len(self._sorted) or self._sorted[at] != key:
            return None
        row = int(self._order[at])
        segment = int(np.searchsorted(self._bases, row, side="right")) - 1
        local = row - int(self._bases[segment])
        vector = self._vectors[segment](local)
        none = np.empty((0, len(vector)), np.float16)
        return vector, self._parts[segment](local) if self._parts else none


def _journalled(journal: Journal | None) -> tuple[list[NDArray[np.uint8]], list[OfRow]]:
    """Return the digests of each chunk of a journal, and its vectors."""
    if journal is None:
        return [], []
    return journal.keys, [partial(journal.vector, chunk) for chunk in range(len(journal.keys))]


def _sentences(segment: Segment, row: int) -> NDArray[Any]:
    vectors = segment.sentences_of(row)[1]
    return segment.sentence_vectors[:0] if vectors is None else vectors


def encode(
    texts: Sequence[str],
    spans: Sequence[Sequence[Span]],
    *,
    encoder: TextEncoder,
    known: KnownVectors,
    journal: Journal | None,
    exact: bool,
    progress: Callable[[Progress], None],
) -> Vectors:
    """Return the vectors of texts, encoding each new one once.

    Args:
        texts: Paragraphs, or titles.
        spans: For each text the parts to pool: its sentences.
        encoder: Of the index.
        known: What need not be encoded.
        journal: Where chunks are kept in case the build does not finish; None: nowhere.
        exact: Whether parts are kept as float32 instead of float16.
        progress: Called before each chunk.
    """
    dimension = encoder.description.dimension
    pooled = encoder.description.mean_pooled
    vectors = np.zeros((len(texts), dimension), np.float32)
    bounds = edges(np.array([len(asked) if pooled else 0 for asked in spans], np.int64))
    # In place, for small arrays that stay between large ones that go would fragment the memory.
    parts = np.zeros((int(bounds[-1]), dimension), np.float32 if exact else np.float16)

    def put(row: int, vector: NDArray[Any], its_parts: NDArray[Any]) -> None:
        vectors[row] = vector
        if bounds[row + 1] > bounds[row]:
            parts[bounds[row] : bounds[row + 1]] = its_parts

    keys = digests(texts, spans)
    first: dict[bytes, int] = {}
    repeats: list[tuple[int, int]] = []
    todo: list[int] = []
    for row, key in enumerate(map(bytes, keys)):
        if key in first:
            repeats.append((row, first[key]))
            continue
        first[key] = row
        stored = known.find(key)
        if stored is None:
            todo.append(row)
        else:
            put(row, *stored)
    # Similar lengths together: padding is the only waste left.
    todo.sort(key=lambda row: len(texts[row]), reverse=True)
    for start in range(0, len(todo), ENCODE_CHUNK):
        progress(Progress("encoding", start, len(todo)))
        rows = todo[start : start + ENCODE_CHUNK]
        coded = encoder.documents([texts[r] for r in rows], [spans[r] for r in rows])
        for at, row in enumerate(rows):
            put(row, coded.vectors[at], coded.parts[at] if pooled else coded.vectors[:0])
        if journal is not None and len(todo) > ENCODE_CHUNK:
            counts = bounds[1:][rows] - bounds[rows]
            inner = parts[ranges(bounds[rows], counts)]
            journal.add(Chunk(keys[rows], vectors[rows], edges(counts), inner))
        del coded
        give_back()
    for row, same in repeats:
        put(row, vectors[same], parts[bounds[same] : bounds[same + 1]])
    return Vectors(vectors, parts, keys, len(todo))


def digests(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> NDArray[np.uint8]:
    """Digest texts with the spans that are pooled: `(texts, KEY_BYTES)`.

    No digest ends in a zero byte, which a fixed-width string would lose.
    """
    keys = bytearray()
    for text, parts in zip(texts, spans, strict=True):
        data = text.encode("utf-8", "surrogatepass") + repr([tuple(p) for p in parts]).encode()
        keys += hashlib.blake2b(data, digest_size=KEY_BYTES).digest()
        keys[-1] |= 1
    return np.frombuffer(bytes(keys), np.uint8).reshape(-1, KEY_BYTES)
