"""Encoder of a build: the index's own for a small update, else the model, exported once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from index.builds.changes import OnProgress
from index.builds.journal import Journal
from index.builds.staging import Incoming
from index.encoders.description import read_description
from index.encoders.export import encoder_digest, write_description
from index.encoders.exported import open_encoder
from index.encoders.openvino_encoder import open_openvino
from index.encoders.torch_encoder import TorchEncoder
from index.encoders.types import TextEncoder
from index.errors import ModelError
from index.generations.manifest import ENCODERS, Settings
from index.generations.publication import flush, flush_tree
from index.types import Precision, Progress

SMALL_UPDATE = 1000
"""Up to so many paragraphs the index's own encoder is faster than importing torch is."""

PARAGRAPH_CHARS = 400
"""About the length of a paragraph, for a guess at how many there are before they are split."""

EXPORT_SAMPLES = 24
"""Articles whose beginnings an exported model is compared on."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a build encodes what is new.

    Attributes:
        settings: Of the index, its encoder's folder included.
        encoder: What encodes.
        encoded_as: What segments say of that: "bf16" or "float32".
        journal: Where vectors are kept until they are published; None: nowhere.
        warnings: What the user should know of the encoder.
    """

    settings: Settings
    encoder: TextEncoder
    encoded_as: str
    journal: Journal | None
    warnings: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether parts of paragraphs are kept as float32."""
        return self.settings.precision == "exact"


def prepare(
    folder: Path,
    settings: Settings,
    read: Incoming,
    progress: OnProgress,
    *,
    export: bool,
    known: Collection[str] = (),
) -> Encoding:
    """Open the index's encoder, or load the model, and export it if the index has none.

    Args:
        folder: Of the index.
        settings: What it is built with.
        read: What will be encoded.
        progress: Called with each step.
        export: Whether a model that is new to the index is exported.
        known: Ids of articles in `read` whose vectors the index has, most of them.

    Raises:
        ModelError: The model cannot be loaded or exported.
    """
    own = folder / ENCODERS / settings.encoder
    exported = bool(settings.encoder) and read_description(own).kind != "none"
    characters = sum(entry.characters for entry in read.entries if entry.id not in known)
    if exported and characters <= SMALL_UPDATE * PARAGRAPH_CHARS:
        return Encoding(settings, open_encoder(own), "float32", None)
    model = None
    if not exported:
        model = _load(settings, progress)
        if not settings.encoder:
            progress(Progress("exporting the model", 0, None))
            name = _export(folder / ENCODERS, model, _samples(read) if export else None)
            settings = replace(settings, encoder=name)
            own = folder / ENCODERS / name
            exported = export
        if not exported:
            return Encoding(settings, model, "float32", None)
    encoder, encoded_as, warnings = None, "bf16", []
    if settings.precision != "exact":
        try:
            encoder = open_openvino(own, _samples(read))
        except ModelError as error:
            warnings.append(f"{error}; torch encoded instead, which is slower")
    if encoder is None:
        encoder = model or _load(settings, progress)
        precision: Precision = "exact" if settings.precision == "exact" else "fast"
        encoded_as = encoder.use_export(own, precision=precision)
    # Only what encodes much is journalled; a small build is soon repeated.
    journal = Journal(folder, f"{settings.encoder}-{encoded_as}-{settings.precision}")
    return Encoding(settings, encoder, encoded_as, journal, tuple(warnings))


def _load(settings: Settings, progress: OnProgress) -> TorchEncoder:
    progress(Progress("loading the model", 0, None))
    return TorchEncoder(settings.model)


def _samples(read: Incoming) -> list[str]:
    """Return the beginnings of some of the articles."""
    step = max(1, len(read) // EXPORT_SAMPLES)
    chosen = range(0, len(read), step)[:EXPORT_SAMPLES]
    return [read[number].article.text[:2000] for number in chosen]


def _export(parent: Path, encoder: TorchEncoder, samples: list[str] | None) -> str:
    """Write the encoder's folder; its name is the digest of what is in it.

    Args:
        parent: Where the encoders of the index are.
        encoder: The model.
        samples: What the exported model is compared on; None: it is not exported.
    """
    parent.mkdir(exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="new-", dir=parent))
    if samples is not None:
        encoder.export(scratch, samples)
    else:
        write_description(scratch, encoder.description)
    scratch.chmod(0o755)
    name = encoder_digest(scratch)[:16]
    if (parent / name).exists():
        shutil.rmtree(scratch)
    else:
        flush_tree(scratch)
        scratch.rename(parent / name)
        flush(parent)
    return name
