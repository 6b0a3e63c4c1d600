"""Torch encoder: paragraphs encoded in bulk, and a model exported into the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders.export import export_graph, export_static, write_description
from index.encoders.exported import open_encoder
from index.encoders.models import describe, load, pieces_without_offsets, quiet
from index.encoders.pooling import pool, with_prompt
from index.encoders.static import StaticEncoder
from index.encoders.tokenizer import PieceTokenizer, clean
from index.encoders.types import Encoded, TextEncoder, TokenVectors
from index.errors import ModelError
from index.types import Precision, Span

MIN_EXPORT_COSINE = 0.9999
"""An exported model must agree with sentence-transformers this closely on every text tried."""


_PROBES = (
    "what did Xi pledge",
    "The joint military budget, pegged at $604 and $200 billion respectively, exceeds that of the"
    " United States, which is estimated to be around $715 billion.",
    "a",
    "Der Ausschuss hat gestern über den Haushalt beraten; 中国支持俄罗斯。 Élection à Paris.",
    "so long that it is cut off " * 200,
)
"""Texts that every export is tried on besides paragraphs of the articles: short, one character,
other scripts, and longer than the model reads."""


class TorchEncoder:
    """A sentence-transformers model as it is, on torch.

    Attributes:
        description: As exported once `use_export` was called; of kind "none" before.
    """

    def __init__(self, name: str) -> None:
        self._model = load(name)
        self._exportable = describe(name, self._model)
        self.description = replace(self._exportable, kind="none", mean_pooled=False)
        self._tokenizer: PieceTokenizer | None = None
        self._static: StaticEncoder | None = None
        self._autocast = False

    def use_export(self, folder: Path, *, precision: Precision) -> str:
        """Tokenize exactly as the export in `folder` does, and encode at `precision`.

        Returns:
            "bf16" or "float32": what was chosen for this processor.
        """
        import torch

        self.description = self._exportable
        self._tokenizer = PieceTokenizer(folder, self.description)
        if self.description.kind == "static":  # torch has nothing to add to averaging rows
            self._static = StaticEncoder(folder, self.description)
        self._autocast = (
            precision == "fast"
            and self.description.kind == "onnx"
            and bool(torch.cpu.get_capabilities().get("avx512_bf16"))
        )
        return "bf16" if self._autocast else "float32"

    def pieces(self, text: str) -> Sequence[Span]:
        if self._tokenizer is not None:
            return self._tokenizer.pieces(text)
        return pieces_without_offsets(self._model.tokenizer, text)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._plain(texts, self.description.query_prompt)

    def documents(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        import torch

        if self._static is not None:
            return self._static.documents(texts, spans)
        prompt = self.description.document_prompt
        if self._tokenizer is None or self.description.kind != "onnx":
            return Encoded(self._plain(texts, prompt), ())
        vectors = np.empty((len(texts), self.description.dimension), np.float32)
        parts: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(texts)
        prompted, shifted = with_prompt(prompt, texts, spans)
        for batch in self._tokenizer.batches(prompted):
            features = {
                name: torch.from_numpy(getattr(batch, name)) for name in self.description.inputs
            }
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, self._autocast):
                out = self._model(features)
            pooled = out["sentence_embedding"].float()
            vectors[batch.order] = torch.nn.functional.normalize(pooled, dim=1).numpy()
            if self.description.mean_pooled:
                embeddings = out["token_embeddings"].float().numpy()
                for at, row in enumerate(batch.order):
                    parts[row] = pool(embeddings[at], batch.offsets[at], shifted[row])
        return Encoded(vectors, tuple(parts))

    def tokens(self, texts: Sequence[str], *, are_queries: bool) -> list[TokenVectors] | None:
        return None

    def averaged(self, text: str) -> TokenVectors | None:
        return None

    def export(self, folder: Path, samples: Sequence[str]) -> None:
        """Write the model to `folder` for `open_encoder`, and check it against this one.

        Args:
            folder: An empty folder.
            samples: Paragraphs to compare on, besides a few fixed texts.

        Raises:
            ModelError: The model cannot be exported, or the export disagrees.
        """
        name = self._exportable.model
        try:
            with quiet():
                if self._exportable.kind == "static":
                    export_static(self._model, folder)
                elif self._exportable.kind == "onnx":
                    export_graph(self._model, self._exportable, folder)
                else:
                    raise ModelError("its modules or tokenizer are of a kind that cannot be")
                write_description(folder, self._exportable)
                exported = open_encoder(folder)
                worst = self._worst_cosine(exported, [*_PROBES, *samples])
        except Exception as error:  # torch, onnx and onnxruntime raise what they like
            raise ModelError(
                f"the model {name} could not be exported"
                f" ({(str(error).splitlines() or [''])[0][:200]}); `--no-export` indexes with it"
                " all the same, and then every query loads torch, which is slower"
            ) from error
        if not worst >= MIN_EXPORT_COSINE:
            raise ModelError(
                f"the exported model {name} disagrees with sentence-transformers (cosine"
                f" {worst:.6f}, at least {MIN_EXPORT_COSINE} expected); `--no-export` indexes with"
                " it all the same, and then every query loads torch, which is slower"
            )

    def _worst_cosine(self, exported: TextEncoder, texts: Sequence[str]) -> float:
        pairs = [
            (self._plain(texts, self.description.query_prompt), exported.queries(texts)),
            (
                self._plain(texts, self.description.document_prompt),
                exported.documents(texts, [()] * len(texts)).vectors,
            ),
            # One at a time too: a query is encoded alone, without padding.
            (self._plain(texts[:1], self.description.query_prompt), exported.queries(texts[:1])),
        ]
        # numpy's minimum, unlike Python's, is NaN if anything is.
        return float(np.min([_worst_of(mine, other) for mine, other in pairs]))

    def _plain(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        vectors = self._model.encode(
            [clean(text) for text in texts],
            prompt=prompt or None,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, np.float32).reshape(len(texts), -1)


def _worst_of(mine: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the least cosine of two rows; zero rows, of texts without a word piece, agree."""
    cosines = (mine * other).sum(axis=1)
    cosines[~(mine.any(axis=1) | other.any(axis=1))] = 1
    return float(cosines.min())
