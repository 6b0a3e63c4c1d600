"""Static embeddings: the mean of one stored vector a word piece."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.encoders.description import STATIC_FILE, EncoderDescription
from index.encoders.pooling import pool, prompt_of, spans_in_text, unit, with_prompt, without_prompt
from index.encoders.tokenizer import PieceTokenizer
from index.encoders.types import Encoded, TokenVectors
from index.types import Span

if TYPE_CHECKING:
    pass


class StaticEncoder:
    """A static embedding model: the mean of one stored vector a word piece."""

    def __init__(self, folder: Path, description: EncoderDescription) -> None:
        self.description = description
        self._tokenizer = PieceTokenizer(folder, description)
        self._table: NDArray[np.float32] = np.load(folder / STATIC_FILE, mmap_mode="r")

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
        return [without_prompt(self._table[ids], offsets, len(prompt)) for ids, offsets in coded]

    def averaged(self, text: str) -> TokenVectors | None:
        prompt = self.description.document_prompt
        ids, offsets = self._tokenizer.ids(prompt + text)
        return TokenVectors(self._table[ids], spans_in_text(offsets, len(prompt)))

    def _encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        vectors = np.zeros((len(texts), self.description.dimension), np.float32)
        parts = []
        for row, (text, asked) in enumerate(zip(texts, spans, strict=True)):
            ids, offsets = self._tokenizer.ids(text)
            embeddings = np.asarray(self._table[ids], np.float32)
            if len(ids):
                vectors[row] = embeddings.mean(axis=0)
            parts.append(pool(embeddings, offsets, asked))
        return Encoded(unit(vectors), tuple(parts))
