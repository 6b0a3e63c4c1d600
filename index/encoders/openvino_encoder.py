"""OpenVINO encoder: paragraphs in bulk by the exported model, where OpenVINO is installed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.description import GRAPH_FILE, first_line, read_description
from index.encoders.exported import Encoder, open_encoder
from index.encoders.types import TextEncoder
from index.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_COSINE = 0.999
"""Vectors agree with the exported model's this closely. In bfloat16, OpenVINO's and torch's both
have .99997 on paragraphs of news; what is wrong has far less."""


def open_openvino(folder: Path, samples: Sequence[str]) -> TextEncoder | None:
    """Open an exported model for encoding many paragraphs in bfloat16.

    Args:
        folder: Where a model was exported to.
        samples: Texts that its vectors are compared on, at least one.

    Returns:
        None where torch has to do it: OpenVINO is not installed, the processor has no units for
        bfloat16, or the model is a table.

    Raises:
        ModelError: OpenVINO cannot run the model, or its vectors are others.
    """
    description = read_description(folder)
    if description.kind != "onnx" or not find_spec("openvino"):
        return None
    try:
        run = _compiled(folder / GRAPH_FILE)
        if run is None:
            return None
        encoder = Encoder(folder, description, run)
        mine, other = (
            e.documents(samples, [()] * len(samples)).vectors
            for e in (encoder, open_encoder(folder))
        )
    except Exception as error:  # it raises bare RuntimeErrors
        raise ModelError(f"OpenVINO cannot run the model ({first_line(error)})") from error
    # A text without a word piece has a zero row in both.
    cosines = (mine * other).sum(axis=1)[other.any(axis=1)]
    if not cosines.min(initial=1) >= MIN_COSINE:
        raise ModelError(
            f"OpenVINO disagrees with the exported model (cosine {cosines.min():.4f}, at least"
            f" {MIN_COSINE} expected)"
        )
    return encoder


def _compiled(graph: Path) -> Any:
    """Return what runs a graph, or None where the processor has no units for bfloat16."""
    # Importing OpenVINO would tell an analytics service of it; without this package, it does not.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    core = openvino.Core()
    if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return None
    model = core.compile_model(str(graph), "CPU", {"INFERENCE_PRECISION_HINT": "bf16"})

    def run(feeds: Mapping[str, NDArray[np.int64]]) -> tuple[NDArray[np.float32], ...]:
        found = model(feeds)
        return found[0], found[1]

    return run
