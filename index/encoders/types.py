"""Encoders as builds and queries need them: what they take and give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoders.description import EncoderDescription
from index.types import Span


class Encoded(NamedTuple):
    """Vectors of a batch of texts, in the order of the texts.

    Attributes:
        vectors: `(n, dimension)` float32, unit rows.
        parts: For each text the vectors of the spans that were asked for, `(spans, dimension)`
            float32, unit rows (a zero row where a span has no word piece); empty where the model
            is not mean-pooled.
    """

    vectors: NDArray[np.float32]
    parts: tuple[NDArray[np.float32], ...]


class TokenVectors(NamedTuple):
    """The token embeddings of one text: where not said otherwise, without special tokens.

    Attributes:
        vectors: `(pieces, dimension)` float32, unit rows where not said otherwise.
        offsets: `(pieces, 2)` int64, code points of the text.
    """

    vectors: NDArray[np.float32]
    offsets: NDArray[np.int64]

    def within(self, start: int, end: int) -> NDArray[np.float32]:
        """Return the vectors of the pieces that lie between two code points."""
        return self.vectors[(self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end)]


class TextEncoder(Protocol):
    """What builds and queries need of a model."""

    @property
    def description(self) -> EncoderDescription: ...

    def pieces(self, text: str) -> Sequence[Span]:
        """Return the spans of the word pieces of `text`, nothing cut off, no special tokens."""
        ...

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return `(n, dimension)` float32 unit rows, the query prompt before each text."""
        ...

    def documents(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        """Encode texts, the document prompt before each; `spans` are the parts to pool."""
        ...

    def tokens(self, texts: Sequence[str], *, are_queries: bool) -> list[TokenVectors] | None:
        """Return the token embeddings of texts in context, or None where there are none."""
        ...

    def averaged(self, text: str) -> TokenVectors | None:
        """Return what a paragraph's vector is the mean of, or None where it is no such mean.

        Not of unit length, with special tokens and those of the prompt, whose spans are empty.
        """
        ...
