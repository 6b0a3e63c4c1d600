"""Export of a model: its graph or table, its tokenizer and its description, into one folder."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.description import (
    DESCRIPTION_FILE,
    GRAPH_FILE,
    STATIC_FILE,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    EncoderDescription,
)

OPSET = 17
"""The newest ONNX operator set of torch's legacy exporter that needs no conversion here."""


def encoder_digest(folder: Path) -> str:
    """Return a hex digest over everything in an exported encoder."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def export_static(model: Any, folder: Path) -> None:
    table = model[0].embedding.weight.detach().float().numpy()
    np.save(folder / STATIC_FILE, table)
    _save_tokenizer(model.tokenizer, folder)


def export_graph(model: Any, description: EncoderDescription, folder: Path) -> None:
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


def write_description(folder: Path, description: EncoderDescription) -> None:
    """Write what has to be known of a model, last; of kind "none" where it was not exported."""
    (folder / DESCRIPTION_FILE).write_text(description.to_json(), encoding="utf-8")
