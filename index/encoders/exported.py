"""Exported encoder: the one that an index carries with it, which runs without torch.

`Encoder` runs the exported model on ONNX Runtime, `StaticEncoder` averages rows of a plain array.
Both read one folder that `export` wrote. They serve every query and small updates.
Heavy imports happen when an encoder is opened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.encoders.description import (
    GRAPH_FILE,
    EncoderDescription,
    first_line,
    not_run,
    read_description,
)
from index.encoders.pooling import pool, prompt_of, spans_in_text, unit, with_prompt, without_prompt
from index.encoders.static import StaticEncoder
from index.encoders.tokenizer import Batch, PieceTokenizer
from index.encoders.types import Encoded, TextEncoder, TokenVectors
from index.errors import IndexDamagedError
from index.types import Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


Run = Callable[[Mapping[str, NDArray[np.int64]]], Sequence[NDArray[np.float32]]]
"""Runs a graph: its inputs by name to token embeddings and vectors."""


os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
# From 1.32 on, importing onnxruntime opens a data base below the user's cache folder, to send from
# it what it was used for. Nothing leaves this machine. It is read when that is first imported.


def open_encoder(folder: Path, *, threads: int = 0, one_shot: bool = False) -> TextEncoder:
    """Open the encoder in `folder`.

    Args:
        folder: Where `export` exported a model to.
        threads: Threads of one forward pass; 0 lets ONNX Runtime take one a core.
        one_shot: Whether it is for a single query: then it opens 40 ms faster, and encodes at
            half the speed, for the weights are not rearranged in memory first.

    Raises:
        IndexDamagedError: A file is missing or unreadable, or the model was not exported.
    """
    description = read_description(folder)
    try:
        if description.kind == "static":
            return StaticEncoder(folder, description)
        if description.kind == "onnx":
            session = open_session(str(folder / GRAPH_FILE), threads, one_shot=one_shot)
            return Encoder(folder, description, partial(session.run, None))
    except Exception as error:  # onnxruntime and tokenizers raise bare Exception subclasses
        raise IndexDamagedError(
            f"the encoder in {folder} cannot be opened ({first_line(error)});"
            " rebuild the index with `seedsearch build --full`"
        ) from error
    raise IndexDamagedError(f"{folder} holds no exported encoder")


class Encoder:
    """The exported model. Safe to share between threads."""

    def __init__(self, folder: Path, description: EncoderDescription, run: Run) -> None:
        """Take the model.

        Args:
            folder: Where it was exported to.
            description: Of the model.
            run: What runs its graph.
        """
        self.description = description
        self._tokenizer = PieceTokenizer(folder, description)
        self._graph = run

    def pieces(self, text: str) -> Sequence[Span]:
        return self._tokenizer.pieces(text)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        prompt = self.description.query_prompt
        return self._encode([prompt + text for text in texts], None).vectors

    def documents(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        return self._encode(*with_prompt(self.description.document_prompt, texts, spans))

    def tokens(self, texts: Sequence[str], *, are_queries: bool) -> list[TokenVectors] | None:
        prompt = prompt_of(self.description, are_queries=are_queries)
        found = []
        for text in texts:  # one by one: padding a few texts to one length costs more
            (batch,) = self._tokenizer.batches([prompt + text])
            embeddings, _ = self._run(batch)
            found.append(without_prompt(embeddings[0], batch.offsets[0], len(prompt)))
        return found

    def averaged(self, text: str) -> TokenVectors | None:
        if not self.description.mean_pooled:
            return None
        prompt = self.description.document_prompt
        (batch,) = self._tokenizer.batches([prompt + text])
        embeddings, _ = self._run(batch)
        return TokenVectors(embeddings[0], spans_in_text(batch.offsets[0], len(prompt)))

    def _run(self, batch: Batch) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return token embeddings `(batch, pieces, hidden)` and vectors `(batch, dimension)`."""
        try:
            feeds = {name: getattr(batch, name) for name in self.description.inputs}
            embeddings, pooled = self._graph(feeds)
            if pooled.shape != (len(batch.order), self.description.dimension):
                raise ValueError(f"it gives vectors of shape {pooled.shape}")
        except Exception as error:  # onnxruntime raises bare Exception subclasses
            raise not_run(self.description, error) from error
        return embeddings, pooled

    def _encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]] | None) -> Encoded:
        vectors = np.empty((len(texts), self.description.dimension), np.float32)
        parts: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(texts)
        for batch in self._tokenizer.batches(texts):
            embeddings, pooled = self._run(batch)
            vectors[batch.order] = pooled
            if spans is not None and self.description.mean_pooled:
                for at, row in enumerate(batch.order):
                    parts[row] = pool(embeddings[at], batch.offsets[at], spans[row])
        return Encoded(unit(vectors), tuple(parts))


def open_session(
    graph: str | bytes, threads: int = 0, *, one_shot: bool = False
) -> InferenceSession:
    """Open a graph, from its path or its bytes; for the arguments see `open_encoder`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Graphs were optimised when they were made: doing it again costs 0.1 s at every start.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = threads
    # Threads that wait in a loop take the cores from what runs beside them: sixteen queries are
    # encoded in three quarters of the time without.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if one_shot:
        options.add_session_config_entry("session.disable_prepacking", "1")
    options.log_severity_level = 3
    # To fall back on another provider would be to print on stdout that there is none.
    return onnxruntime.InferenceSession(
        graph, options, providers=["CPUExecutionProvider"], enable_fallback=0
    )
