"""Static embeddings: the mean of one stored vector a word piece."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders.description import STATIC_FILE, EncoderDescription, not_run
from index.encoders.pooling import pool, prompt_of, spans_in_text, unit, with_prompt, without_prompt
from index.encoders.tokenizer import PieceTokenizer
from index.encoders.types import Encoded, TokenVectors
from index.types import Span


class StaticEncoder:
    """A static embedding model: the mean of one stored vector a word piece."""

    def __init__(self, folder: Path, description: EncoderDescription) -> None:
        self.description = description
        self._tokenizer = PieceTokenizer(folder, description)
        self._table: NDArray[np.float32] = np.load(folder / STATIC_FILE, mmap_mode="r")
        if self._table.dtype.kind != "f" or self._table.shape[1:] != (description.dimension,):
            raise ValueError(f"{STATIC_FILE} has no vectors of {description.dimension} numbers")

    def pieces(self, text: str) -> Sequence[Span]:
        return self._tokenizer.pieces(text)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        prompt = self.description.query_prompt
        return self._encode([prompt + text for text in texts], [()] * len(texts)).vectors

    def documents(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        return self._encode(*with_prompt(self.description.document_prompt, texts, spans))

    def tokens(self, texts: Sequence[str], *, are_queries: bool) -> list[TokenVectors] | None:
        prompt = prompt_of(self.description, are_queries=are_queries)
        coded = [self._tokenizer.ids(prompt + text) for text in texts]
        return [without_prompt(self._rows(ids), offsets, len(prompt)) for ids, offsets in coded]

    def averaged(self, text: str) -> TokenVectors | None:
        prompt = self.description.document_prompt
        ids, offsets = self._tokenizer.ids(prompt + text)
        return TokenVectors(self._rows(ids), spans_in_text(offsets, len(prompt)))

    def _rows(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of some word pieces."""
        try:
            return np.asarray(self._table[ids], np.float32)
        except IndexError as error:
            raise not_run(self.description, error) from error

    def _encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        vectors = np.zeros((len(texts), self.description.dimension), np.float32)
        parts = []
        for row, (text, asked) in enumerate(zip(texts, spans, strict=True)):
            ids, offsets = self._tokenizer.ids(text)
            embeddings = self._rows(ids)
            if len(ids):
                vectors[row] = embeddings.mean(axis=0)
            parts.append(pool(embeddings, offsets, asked))
        return Encoded(unit(vectors), tuple(parts))
