"""Pooling of token embeddings: whole texts and their parts, prompts left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.encoders.description import EncoderDescription
from index.encoders.types import TokenVectors
from index.types import Span

if TYPE_CHECKING:
    pass


def pool(
    embeddings: NDArray[np.float32], offsets: NDArray[np.int64], spans: Sequence[Span]
) -> NDArray[np.float32]:
    """Average the token embeddings that start inside each span.

    Args:
        embeddings: `(at least pieces, dimension)` float32, of one text.
        offsets: `(pieces, 2)` code points of the same text; empty spans are special tokens.
        spans: Parts of the text.

    Returns:
        `(spans, dimension)` float32, unit rows; a zero row for a span without a word piece.
    """
    pooled = np.zeros((len(spans), embeddings.shape[-1]), np.float32)
    starts, real = offsets[:, 0], offsets[:, 1] > offsets[:, 0]
    for at, (start, end) in enumerate(spans):
        inside = np.flatnonzero(real & (starts >= start) & (starts < end))
        if len(inside):
            pooled[at] = embeddings[inside].mean(axis=0)
    return unit(pooled)


def with_prompt(
    prompt: str, texts: Sequence[str], spans: Sequence[Sequence[Span]]
) -> tuple[list[str], list[list[Span]]]:
    """Put a prompt before each text, and move the spans of its parts along."""
    shifted = [[(a + len(prompt), b + len(prompt)) for a, b in parts] for parts in spans]
    return [prompt + text for text in texts], shifted


def prompt_of(description: EncoderDescription, *, are_queries: bool) -> str:
    return description.query_prompt if are_queries else description.document_prompt


def without_prompt(
    embeddings: NDArray[np.float32], offsets: NDArray[np.int64], prompt: int
) -> TokenVectors:
    """Keep the tokens of the text itself; special tokens have empty offsets."""
    real = np.flatnonzero((offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= prompt))
    return TokenVectors(unit(np.asarray(embeddings[real], np.float32)), offsets[real] - prompt)


def spans_in_text(offsets: NDArray[np.int64], prompt: int) -> NDArray[np.int64]:
    """Shift spans to the text behind a prompt; special tokens and the prompt's get empty ones."""
    own = (offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= prompt)
    return np.where(own[:, None], offsets - prompt, 0)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1), np.float32)
