"""The model's own tokenizer: texts to batches of word pieces with their offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encoders.description import TOKENIZER_FILE, EncoderDescription
from index.types import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer


BATCH_PIECES = 8192
"""Word pieces of one batch, padding included: enough to fill two cores, about 200 MB at most."""


WIDTH_STEP = 8
"""Texts are padded to a multiple of so many word pieces: fewer shapes of batches to prepare for
makes encoding 8 % faster and takes a fifth less memory ..."""

FEW = 16
"""... but for so few: their lengths are about the same where they were sorted by it."""


_SURROGATE = re.compile("[\ud800-\udfff]")


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

        Few texts are padded to the longest of them.
        """
        coded = self._cutting.encode_batch([clean(text) for text in texts])
        by_length = sorted(range(len(texts)), key=lambda i: len(coded[i].ids), reverse=True)
        found: list[Batch] = []
        step = WIDTH_STEP if len(texts) > FEW else 1
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


def clean(text: str) -> str:
    """Replace what the tokenizer refuses, lone surrogates, keeping every offset."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
