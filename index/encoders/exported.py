"""How does a text become a vector without torch? The encoder that an index carries with it.

`Encoder` runs the exported model on ONNX Runtime, `StaticEncoder` averages rows of a plain array.
Both read one folder that `index/embedding.py` wrote. They serve every query and small updates.
Heavy imports happen when an encoder is opened.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError
from index.types import Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

DESCRIPTION_FILE = "encoder.json"
TOKENIZER_FILE = "tokenizer.json"
GRAPH_FILE = "model.onnx"
WEIGHTS_FILE = "model.bin"
STATIC_FILE = "embeddings.npy"

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
# From 1.32 on, importing onnxruntime opens a data base below the user's cache folder, to send from
# it what it was used for. Nothing leaves this machine. It is read when that is first imported.

BATCH_PIECES = 8192
"""Word pieces of one batch, padding included: enough to fill two cores, about 200 MB at most."""

WIDTH_STEP = 8
"""Texts are padded to a multiple of so many word pieces: fewer shapes of batches to prepare for
makes encoding 8 % faster and takes a fifth less memory."""


_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class EncoderDescription:
    """What has to be known of a model besides its weights.

    Attributes:
        model: Name or path that the user gave.
        kind: "onnx", "static", or "none" for a model that could not be exported.
        dimension: Length of a vector.
        max_pieces: Word pieces that the model reads of one text, special tokens included.
        special_pieces: How many of these are special tokens.
        query_prompt: Put before each query.
        document_prompt: Put before each paragraph.
        inputs: Names of the graph's inputs.
        mean_pooled: Whether a vector is the mean of its token embeddings made unit length, so
            that parts of a text can be pooled, and cosines split, exactly.
        languages: ISO 639-1 codes that the model is said to be for; none: it is not known.
    """

    model: str
    kind: str
    dimension: int
    max_pieces: int
    special_pieces: int
    query_prompt: str
    document_prompt: str
    inputs: tuple[str, ...]
    mean_pooled: bool
    languages: tuple[str, ...] = ()

    @property
    def document_pieces(self) -> int:
        """Word pieces of a paragraph's own text that fit, by a cautious count of the prompt."""
        return self.max_pieces - self.special_pieces - len(self.document_prompt.encode())

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


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


def open_encoder(folder: Path, *, threads: int = 0, one_shot: bool = False) -> TextEncoder:
    """Open the encoder in `folder`.

    Args:
        folder: Where `index/embedding.py` exported a model to.
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
            return Encoder(folder, description, threads=threads, one_shot=one_shot)
    except Exception as error:  # onnxruntime and tokenizers raise bare Exception subclasses
        raise IndexDamagedError(
            f"the encoder in {folder} cannot be opened ({_first_line(error)});"
            " rebuild the index with `seedsearch build --full`"
        ) from error
    raise IndexDamagedError(f"{folder} holds no exported encoder")


def read_description(folder: Path) -> EncoderDescription:
    """Read what `folder` says of its model.

    Raises:
        IndexDamagedError: The file is missing or not what it should be.
    """
    path = folder / DESCRIPTION_FILE
    try:
        fields: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        languages = tuple({"languages": (), **fields}["languages"])
        fields = {**fields, "inputs": tuple(fields["inputs"]), "languages": languages}
        return EncoderDescription(**fields)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamagedError(
            f"{path} cannot be read ({_first_line(error)});"
            " rebuild the index with `seedsearch build --full`"
        ) from error


class Encoder:
    """The exported model on ONNX Runtime, float32. Safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        description: EncoderDescription,
        *,
        threads: int = 0,
        one_shot: bool = False,
    ) -> None:
        self.description = description
        self._tokenizer = PieceTokenizer(folder, description)
        self._session = open_session(str(folder / GRAPH_FILE), threads, one_shot=one_shot)

    def pieces(self, text: str) -> Sequence[Span]:
        return self._tokenizer.pieces(text)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        prompt = self.description.query_prompt
        return self._encode([prompt + text for text in texts], None).vectors

    def documents(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        return self._encode(*with_prompt(self.description.document_prompt, texts, spans))

    def tokens(self, texts: Sequence[str], *, are_queries: bool) -> list[TokenVectors] | None:
        prompt = _prompt(self.description, are_queries=are_queries)
        found = []
        for text in texts:  # one by one: padding a few texts to one length costs more
            (batch,) = self._tokenizer.batches([prompt + text])
            embeddings, _ = self._run(batch)
            found.append(_without_prompt(embeddings[0], batch.offsets[0], len(prompt)))
        return found

    def averaged(self, text: str) -> TokenVectors | None:
        if not self.description.mean_pooled:
            return None
        prompt = self.description.document_prompt
        (batch,) = self._tokenizer.batches([prompt + text])
        embeddings, _ = self._run(batch)
        return TokenVectors(embeddings[0], _spans_in_text(batch.offsets[0], len(prompt)))

    def _run(self, batch: Batch) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return token embeddings `(batch, pieces, hidden)` and vectors `(batch, dimension)`."""
        feeds = {name: getattr(batch, name) for name in self.description.inputs}
        embeddings, pooled = self._session.run(None, feeds)
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
        return Encoded(_unit(vectors), tuple(parts))


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
        prompt = _prompt(self.description, are_queries=are_queries)
        coded = [self._tokenizer.ids(prompt + text) for text in texts]
        return [_without_prompt(self._table[ids], offsets, len(prompt)) for ids, offsets in coded]

    def averaged(self, text: str) -> TokenVectors | None:
        prompt = self.description.document_prompt
        ids, offsets = self._tokenizer.ids(prompt + text)
        return TokenVectors(self._table[ids], _spans_in_text(offsets, len(prompt)))

    def _encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        vectors = np.zeros((len(texts), self.description.dimension), np.float32)
        parts = []
        for row, (text, asked) in enumerate(zip(texts, spans, strict=True)):
            ids, offsets = self._tokenizer.ids(text)
            embeddings = np.asarray(self._table[ids], np.float32)
            if len(ids):
                vectors[row] = embeddings.mean(axis=0)
            parts.append(pool(embeddings, offsets, asked))
        return Encoded(_unit(vectors), tuple(parts))


class Batch(NamedTuple):
    """Texts of similar length, padded to one. Arrays are `(batch, pieces)` int64.

    Attributes:
        order: Which texts these are.
        offsets: For each text `(pieces, 2)` int64, code points; (0, 0) for special tokens.
    """

    order: list[int]
    input_ids: NDArray[np.int64]
    attention_mask: NDArray[np.int64]
    token_type_ids: NDArray[np.int64]
    offsets: list[NDArray[np.int64]]


class PieceTokenizer:
    """The model's own tokenizer, from the file that was exported with it."""

    def __init__(self, folder: Path, description: EncoderDescription) -> None:
        from tokenizers import Tokenizer

        path = str(folder / TOKENIZER_FILE)
        self._special = description.kind != "static"
        self._reads = description.max_pieces
        self._cutting: Tokenizer = Tokenizer.from_file(path)
        self._cutting.no_padding()
        self._whole: Tokenizer | None = None
        self._path = path
        if self._special:
            self._cutting.enable_truncation(description.max_pieces)
        else:
            self._cutting.no_truncation()

    def pieces(self, text: str) -> Sequence[Span]:
        """Return the spans of all word pieces of `text`, without special tokens."""
        from tokenizers import Tokenizer

        if self._whole is None:
            self._whole = Tokenizer.from_file(self._path)
            self._whole.no_truncation()
            self._whole.no_padding()
        offsets: Sequence[Span] = self._whole.encode(clean(text), add_special_tokens=False).offsets
        return offsets

    def ids(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the ids of the word pieces of one text and their `(pieces, 2)` offsets."""
        coded = self._cutting.encode(clean(text), add_special_tokens=self._special)
        offsets = np.array(coded.offsets, np.int64).reshape(-1, 2)
        return np.array(coded.ids, np.int64), offsets

    def batches(self, texts: Sequence[str]) -> list[Batch]:
        """Sort texts by length into batches of at most `BATCH_PIECES` padded word pieces.

        A text that is alone is not padded.
        """
        coded = self._cutting.encode_batch([clean(text) for text in texts])
        by_length = sorted(range(len(texts)), key=lambda i: len(coded[i].ids), reverse=True)
        found: list[Batch] = []
        step = WIDTH_STEP if len(texts) > 1 else 1
        start = 0
        while start < len(by_length):
            longest = max(1, len(coded[by_length[start]].ids))
            width = min(-(-longest // step) * step, self._reads)
            rows = by_length[start : start + max(1, BATCH_PIECES // width)]
            ids = np.zeros((len(rows), width), np.int64)
            mask = np.zeros_like(ids)
            kinds = np.zeros_like(ids)
            offsets = []
            for at, row in enumerate(rows):
                length = len(coded[row].ids)
                ids[at, :length] = coded[row].ids
                mask[at, :length] = 1
                kinds[at, :length] = coded[row].type_ids
                offsets.append(np.array(coded[row].offsets, np.int64).reshape(-1, 2))
            found.append(Batch(rows, ids, mask, kinds, offsets))
            start += len(rows)
        return found


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
    return _unit(pooled)


def with_prompt(
    prompt: str, texts: Sequence[str], spans: Sequence[Sequence[Span]]
) -> tuple[list[str], list[list[Span]]]:
    """Put a prompt before each text, and move the spans of its parts along."""
    shifted = [[(a + len(prompt), b + len(prompt)) for a, b in parts] for parts in spans]
    return [prompt + text for text in texts], shifted


def _prompt(description: EncoderDescription, *, are_queries: bool) -> str:
    return description.query_prompt if are_queries else description.document_prompt


def _without_prompt(
    embeddings: NDArray[np.float32], offsets: NDArray[np.int64], prompt: int
) -> TokenVectors:
    """Keep the tokens of the text itself; special tokens have empty offsets."""
    real = np.flatnonzero((offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= prompt))
    return TokenVectors(_unit(np.asarray(embeddings[real], np.float32)), offsets[real] - prompt)


def _spans_in_text(offsets: NDArray[np.int64], prompt: int) -> NDArray[np.int64]:
    """Shift spans to the text behind a prompt; special tokens and the prompt's get empty ones."""
    own = (offsets[:, 1] > offsets[:, 0]) & (offsets[:, 0] >= prompt)
    return np.where(own[:, None], offsets - prompt, 0)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1), np.float32)


def clean(text: str) -> str:
    """Replace what the tokenizer refuses, lone surrogates, keeping every offset."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def open_session(
    graph: str | bytes, threads: int = 0, *, one_shot: bool = False
) -> InferenceSession:
    """Open a graph, from its path or its bytes; for the arguments see `open_encoder`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Graphs were optimised when they were made: doing it again costs 0.1 s at every start.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = threads
    # Threads that wait for more work in a loop take the cores from what comes after a run. Within
    # one they save a query 1 to 5 ms, though a batch of queries takes a fifth longer.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    if one_shot:
        options.add_session_config_entry("session.disable_prepacking", "1")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
