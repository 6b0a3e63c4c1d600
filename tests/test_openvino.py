"""OpenVINO, where it is installed: it encodes as torch does, sends nothing, and may be broken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoders.exported import Encoder, open_encoder
from index.encoders.openvino_encoder import MIN_COSINE, open_openvino
from index.encoders.static import StaticEncoder
from index.encoders.torch_encoder import TorchEncoder
from index.errors import ModelError

TEXTS = [
    "The council of Aldersund has voted to deepen its harbour by four metres.",
    "“Without it,” said Mayor Vale, “the ferries go elsewhere, at a cost of $38m.”",
    "a",
    "\x00",
    "the river and the water " * 200,
]
HALVES = [[(0, len(text) // 2), (len(text) // 2, len(text))] for text in TEXTS]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    TorchEncoder("all-MiniLM-L6-v2").export(folder, TEXTS)
    return folder


def test_it_encodes_paragraphs_and_their_sentences_as_the_exported_model_does(
    exported: Path,
) -> None:
    encoder = open_openvino(exported, TEXTS)
    if encoder is None:
        pytest.skip("this processor has no units for bfloat16")

    mine = encoder.documents(TEXTS, HALVES)
    other = open_encoder(exported).documents(TEXTS, HALVES)

    assert np.allclose((mine.vectors * other.vectors).sum(axis=1), 1, atol=1 - MIN_COSINE)
    for one, two in zip(mine.parts, other.parts, strict=True):
        assert one.shape == two.shape
        assert np.allclose(one, two, atol=0.02)


def test_a_table_of_vectors_needs_no_openvino(static_model: Path, tmp_path: Path) -> None:
    TorchEncoder(str(static_model)).export(tmp_path, TEXTS[:2])
    assert isinstance(open_encoder(tmp_path), StaticEncoder)
    assert open_openvino(tmp_path, TEXTS) is None


def test_what_it_cannot_read_is_an_error_of_ours(exported: Path, tmp_path: Path) -> None:
    for file in exported.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(ModelError, match="OpenVINO cannot run the model"):
        open_openvino(tmp_path, TEXTS)


def test_a_model_that_it_computes_otherwise_is_refused(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_encoder(exported)
    assert isinstance(opened, Encoder)
    real = opened._graph

    def turned(feeds: object) -> list[np.ndarray]:
        embeddings, pooled = real(feeds)  # type: ignore[arg-type]
        return [embeddings, np.roll(pooled, 1, axis=1)]

    monkeypatch.setattr("index.encoders.openvino_encoder._compiled", lambda graph: turned)
    with pytest.raises(ModelError, match=r"OpenVINO disagrees with the exported model \(cosine"):
        open_openvino(exported, TEXTS)


def test_it_tells_nobody_that_it_is_used(exported: Path, tmp_path: Path) -> None:
    watched = f"""
import sys
def hook(event, args):
    if event.startswith(("socket.", "subprocess.")) or (
        event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    ):
        print(event, args)
sys.addaudithook(hook)
from pathlib import Path
from index.encoders.openvino_encoder import open_openvino
print(type(open_openvino(Path({str(exported)!r}), ["A harbour."])).__name__)
"""
    done = subprocess.run(
        [sys.executable, "-c", watched],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert done.stdout.strip() in ("Encoder", "NoneType")
    assert not list(tmp_path.iterdir())


def test_a_broken_one_leaves_the_work_to_torch_and_the_report_says_so(tmp_path: Path) -> None:
    (tmp_path / "broken" / "openvino").mkdir(parents=True)
    (tmp_path / "broken" / "openvino" / "__init__.py").write_text("raise RuntimeError('no plugin')")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("The ferry to Aldersund sails at noon.")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "search", *words, "--index", str(tmp_path / "index")],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "broken")},
        )

    built = run("build", str(tmp_path / "news"))

    assert "OpenVINO cannot run the model (no plugin); torch encoded instead" in built.stderr
    assert "sails at noon" in run("search", "when does the ferry sail").stdout


def test_only_bulk_encoding_imports_it() -> None:
    check = (
        "import search, index.builds.builder, index.encoders.exported, sys\n"
        "print('openvino' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
