"""Payload of an article: all that a segment holds of it, as bytes.

A packed file (`segments/packed.py`) in the form of a segment of this article alone, but for what is
computed again, quantised codes and outlets, and with its first row in the segment that it is from.
Ranking and answering read from it what they read from a segment, so that what lies on a server is
scored by the code that scores what lies here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.generations import parts
from index.remote.article_postings import ByArticle
from index.segments.packed import Packed, packed_bytes
from index.segments.segment import Segment

POSTINGS = ("body", "title", "words", "titles")
"""Stems of paragraphs and of the title, whole words of both."""


class Payloads:
    """What one segment holds of each of its articles."""

    def __init__(self, segment: Segment, first_row: int = 0) -> None:
        """Take a segment, and the number that its first row has on the server."""
        self._segment, self._first_row = segment, first_row

    @cached_property
    def _postings(self) -> Mapping[str, ByArticle]:
        segment = self._segment
        every = np.arange(segment.articles + 1)
        return {
            "body": ByArticle(segment.body, segment.first_rows),
            "title": ByArticle(segment.title, every),
            "words": ByArticle(segment.lookup.words, segment.first_rows),
            "titles": ByArticle(segment.lookup.titles, every),
        }

    def of(self, number: int) -> bytes:
        """Return the payload of article `number`."""
        segment = self._segment
        first, last = segment.first_rows[number : number + 2].tolist()
        begin, end = segment.sentence_rows[[first, last]].tolist()
        stored = segment.stored_bytes(number)
        arrays: dict[str, NDArray[Any]] = {
            "record": np.frombuffer(stored.record, np.uint8),
            "text": np.frombuffer(stored.text, np.uint8),
            "paragraphs": segment.paragraphs[first:last, 1:].astype(np.int32),
            "sentences": segment.sentences[begin:end].astype(np.int32),
            "sentence_rows": (segment.sentence_rows[first : last + 1] - begin).astype(np.int32),
            "vectors": segment.vectors[first:last],
            "sentence_vectors": segment.sentence_vectors[begin:end],
            "title_vectors": segment.title_vectors[number : number + 1],
            "keys": segment.keys[first:last],
            "title_keys": segment.title_keys[number : number + 1],
            "first_row": np.array([self._first_row + first], np.int64),
        }
        if segment.signatures is not None:
            of_article = segment.rows + number
            arrays["signatures"] = segment.signatures[first:last]
            arrays["article_signatures"] = segment.signatures[of_article : of_article + 1]
        for name, postings in self._postings.items():
            arrays |= {f"{name}.{part}": values for part, values in postings.of(number).items()}
        for writer in parts.writers():
            part = segment.part(writer.name, writer.version)
            if part is not None:
                writer.copy(part, number)
                named = f"{writer.name}@{writer.version}"
                arrays |= {f"{named}.{name}": found for name, found in writer.arrays().items()}
        return packed_bytes(arrays)


def id_of(payload: Packed) -> str:
    """Return the id of the article of a payload."""
    return str(json.loads(payload.text("record"))["id"])


def opened(data: bytes, called: str) -> Packed:
    """Return the arrays of a payload; `called` is what messages name it by."""
    return Packed(Path(called), data)
