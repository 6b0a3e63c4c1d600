"""Encoder of queries: the one that the index carries, opened once, and what is said of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encoders.description import read_description
from index.encoders.exported import open_encoder
from index.encoders.types import TextEncoder
from index.errors import IndexDamagedError
from index.generations.snapshot import Snapshot
from search.query.query import Query

THREADS = max(1, (os.cpu_count() or 1) // 2)
"""Threads that encode a query: half of the cores, for the other half counts words meanwhile. Of two
cores, both would encode a query in 2.7 ms instead of 3.8 if nothing else ran, and take 6 ms of
their time; sixteen queries take 47 instead of 28 ms of it, for threads wait for each other."""


class Encoded(NamedTuple):
    """What a query means, if the semantic half takes part, and what is to be said of that."""

    vector: NDArray[np.float32] | None
    warnings: Sequence[str] = ()


NOT_ENCODED = Encoded(None)


class QueryEncoder:
    """Encodes queries for one snapshot. Safe to share between threads."""

    def __init__(
        self, snapshot: Snapshot, *, one_shot: bool, opened: TextEncoder | None = None
    ) -> None:
        """Take whose encoder, whether for a single query, and the encoder if it is open already."""
        self._snapshot = snapshot
        self._one_shot = one_shot
        self._lock = threading.Lock()
        self.opened = opened

    def open(self) -> TextEncoder:
        """Return the index's encoder, opened once.

        Raises:
            IndexDamagedError: It cannot be opened.
        """
        with self._lock:
            if self.opened is None:
                folder = self._snapshot.encoder_folder
                if read_description(folder).kind == "none":
                    from index.encoders.torch_encoder import TorchEncoder

                    self.opened = TorchEncoder(self._snapshot.manifest.settings.model)
                else:
                    threads = 0 if self._one_shot else THREADS
                    opened = open_encoder(folder, threads=threads, one_shot=self._one_shot)
                    self._check(opened)
                    self.opened = opened
            return self.opened

    def _check(self, encoder: TextEncoder) -> None:
        """Raise IndexDamagedError where an encoder makes other vectors than the index has."""
        made = encoder.description.dimension
        if any(made != segment.summary["dimension"] for segment in self._snapshot.segments):
            raise IndexDamagedError(
                f"{self._snapshot.encoder_folder} makes vectors of another length than those in"
                " the index; rebuild it with `seedsearch build --full`"
            )

    def encode(self, queries: Sequence[Query], *, needed: bool) -> list[Encoded]:
        """Encode queries.

        Args:
            queries: Those without words to rank by are left out.
            needed: Whether a broken encoder is an error; else it is a warning.

        Raises:
            IndexDamagedError: The encoder cannot be opened, and is needed.
        """
        encoded = [NOT_ENCODED] * len(queries)
        places = [at for at, query in enumerate(queries) if query.asked.strip()]
        try:
            encoder = self.open()
            vectors = encoder.queries([_text_of(queries[at]) for at in places])
        except IndexDamagedError as error:
            if needed:
                raise
            for at in places:
                encoded[at] = Encoded(None, [f"semantic search took no part: {error}"])
            return encoded
        for at, vector in zip(places, vectors, strict=True):
            said = []
            if encoder.description.kind == "none":
                said.append("slow: the model of this index was not exported and runs on torch")
            if vector.any():
                encoded[at] = Encoded(vector, [*said, *_cut_off(encoder, queries[at].asked)])
            else:
                said.append("semantic search took no part: the model knows nothing of the query")
                encoded[at] = Encoded(None, said)
        return encoded


def _text_of(query: Query) -> str:
    """Return what is encoded of a query: as typed, or what its conditions leave of it."""
    return " ".join(query.asked.split()) if query.conditions else query.asked


def _cut_off(encoder: TextEncoder, text: str) -> list[str]:
    """Say so where a query is longer than the model reads."""
    reads = encoder.description.document_pieces
    # A word piece has at least one byte, so a short query needs no count; a static model reads
    # all of it.
    is_long = len(text.encode("utf-8", "replace")) > reads
    if is_long and encoder.description.kind != "static":
        pieces = encoder.pieces(text)
        if len(pieces) > reads:
            return [
                "semantic search read only the beginning of the query, up to character"
                f" {pieces[reads - 1][1]:,}: more than {reads} word pieces are not read"
            ]
    return []
