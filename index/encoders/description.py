"""Description of a model: what has to be known of it besides its weights."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import IndexDamagedError
from index.types import typed

DESCRIPTION_FILE = "encoder.json"


TOKENIZER_FILE = "tokenizer.json"


GRAPH_FILE = "model.onnx"


WEIGHTS_FILE = "model.bin"


STATIC_FILE = "embeddings.npy"

FEWEST_PIECES = 8
"""Texts are not cut into paragraphs of fewer word pieces."""


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
        found = typed(EncoderDescription(**fields))
        if found.kind != "static" and found.document_pieces < FEWEST_PIECES:
            raise ValueError(f"{found.document_pieces} word pieces are no paragraph")
        return found
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise IndexDamagedError(
            f"{path} cannot be read ({first_line(error)});"
            " rebuild the index with `seedsearch build --full`"
        ) from error


def not_run(description: EncoderDescription, error: Exception) -> IndexDamagedError:
    """Return the error for an encoder that was opened and cannot encode."""
    return IndexDamagedError(
        f"the index's encoder of {description.model} cannot be run ({first_line(error)});"
        " `seedsearch verify` says whether it is damaged, `seedsearch build --full` rebuilds it"
    )


def first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
