"""Snapshot of some articles of an index on a server, with the statistics of all of it.

Everything that reads a snapshot reads this one: ranking, answering and the rest run over candidates
as they run over an index in a folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.generations.manifest import SeenFile
from index.generations.snapshot import Snapshot
from index.generations.statistics import Statistics
from index.remote.articles import Place
from index.remote.assembly import assembled
from index.remote.generation import Generation
from index.remote.payloads import id_of
from index.segments.packed import Packed
from index.text.analyzer import ENGLISH


class PartialSnapshot(Snapshot):
    """Some articles of one generation, in memory, as one segment."""

    def __init__(
        self,
        called: str,
        generation: Generation,
        payloads: Sequence[tuple[Place, Packed]],
        *,
        encoder: Path,
        statistics: Statistics | None,
    ) -> None:
        """Put articles together.

        Args:
            called: The address of the index, for messages.
            generation: What is live.
            payloads: Of articles that are live in it, with their places.
            encoder: Folder of the encoder.
            statistics: Of the whole generation.
        """
        ordered = sorted(payloads, key=lambda one: id_of(one[1]))
        self.index_dir, self.called = Path(called), called
        self.manifest = generation.manifest
        segment = assembled(
            [payload for _, payload in ordered],
            called=called,
            dimension=generation.dimension,
            half=generation.half,
        )
        self.segments = (segment,)
        self.bases = [0, segment.rows]
        self.places = tuple(place for place, _ in ordered)
        flagged = {part.entry.name: np.array(part.flagged, np.int64) for part in generation.parts}
        rows: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        for number, ((name, _), payload) in enumerate(ordered):
            first, last = segment.first_rows[number : number + 2].tolist()
            stored = flagged[name] - int(payload.array("first_row")[0])
            rows.append(stored[(stored >= 0) & (stored < last - first)] + first)
        self.dead = (np.empty(0, np.int64),)
        self.flagged = (np.concatenate(rows),)
        self.live = self._live_rows()
        self.synonyms = generation.synonyms
        self.statistics = statistics
        self._languages = generation.languages
        self._encoder = encoder

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self._languages, key=lambda code: (code != ENGLISH, code)))

    @property
    def encoder_folder(self) -> Path:
        return self._encoder

    @cached_property
    def files(self) -> dict[str, SeenFile]:
        return {}
