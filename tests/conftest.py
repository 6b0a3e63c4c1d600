"""What several tests share: tiny models of three kinds, made here, and a folder of articles.

Nothing is downloaded: hubs are switched off before any library can ask one.
"""

import datetime as dt
import fcntl
import os
import random
import shutil
import string
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from milvus import MilvusLite, milvus_lite

os.environ["HF_HUB_OFFLINE"] = "1"

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

HIDDEN = 32

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = """
    the of and to in is it that was for on are with as his they at be this from have or by one had
    not but what all were when we there can an your which their said if do will each about how up
    out them then she many some so these would other into has more her two like him see time could
    no make than first been its who now people my made over did down only way find use may water
    long little very after words called just where most know harbour council river bridge bread
    comet train tunnel hours crowns night
"""

ARTICLES = {
    "harbour.md": """# The harbour of Aldersund is deepened

The council of Aldersund has voted to deepen its harbour by four metres. Dredging begins in March
and will cost 38 million crowns.

“Without it the ferries would go elsewhere,” said Mayor Ingrid Vale. She expects 120 new jobs.

Fishermen are not convinced. They fear that the mud will bury the mussel beds off Cape Torr.
""",
    "bakery.txt": """A bakery wins with rye bread
The Ostrom bakery has won the national bread prize for the third time. Its rye loaf is baked for
eleven hours in a wood-fired oven.

Founder Petra Ostrom keeps the recipe in a safe. Only two of her nine bakers know it.

The loaf sells for 62 crowns, and the shop is empty by noon.
""",
    "observatory.txt": """A comet comes back

Astronomers at the Kestrel observatory have found a comet that returns every 81 years. It was last
seen in 1943.

The comet will be brightest on the night of 7 May. No telescope is needed outside the towns.

Élodie Märtens, who leads the survey, named it after her grandmother. The name is not official yet.

The observatory opens its doors to visitors on that night.
""",
    "rail/tunnel.md": """---
title: Rail tunnel opens a year late
date: 2023-11-02
---

The tunnel under the Brennick pass carries its first trains on Monday, a year later than planned.

Water broke into the eastern tube in 2021. Pumping it out took seven months.

The journey from Lund to Orsa now takes 48 minutes instead of two hours.
""",
    "rail/strike.txt": """Train drivers strike for shorter shifts

Drivers of the northern line stopped work on Tuesday. Their union demands shifts of at most eight
hours.

The railway offered nine hours and a bonus. Talks go on next week.
""",
}


def _tokenizer() -> Any:
    """Make a BERT tokenizer that knows characters and a few words."""
    from transformers import BertTokenizerFast

    letters = (*string.ascii_lowercase, *string.digits, *"äöüßéè")
    pieces = (*SPECIAL, *letters, *("##" + letter for letter in letters), *string.punctuation)
    vocabulary = dict.fromkeys((*pieces, *WORDS.split()))
    return BertTokenizerFast(vocab={piece: at for at, piece in enumerate(vocabulary)})


def _transformer(folder: Path, reads: int) -> Any:
    """Make a BERT of random weights, large enough that every layer changes the outcome."""
    import torch
    from sentence_transformers.sentence_transformer.modules import Transformer
    from transformers import BertConfig, BertModel

    torch.manual_seed(7)
    tokenizer = _tokenizer()
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=HIDDEN,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=2 * HIDDEN,
        max_position_embeddings=2 * reads,
        initializer_range=0.4,
    )
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return Transformer(str(folder), max_seq_length=reads)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first of the processes that run the tests makes for all of them."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / name).exists():
            new = shared / f"{name}.new"
            new.mkdir(exist_ok=True)
            make(new)
            new.rename(shared / name)
    return shared / name


@pytest.fixture(scope="session", autouse=True)
def _exported_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Copy the export of the default model from the first index that is made.

    Sixty indexes are made with it, and each export would take two seconds; what the command line
    builds is exported anew, and so are other models.
    """
    from index.encoders.models import DEFAULT_MODEL
    from index.encoders.torch_encoder import TorchEncoder

    export = TorchEncoder.export

    def once(encoder: TorchEncoder, folder: Path, samples: list[str]) -> None:
        if encoder.description.model != DEFAULT_MODEL:
            export(encoder, folder, samples)
            return
        kept = made_once(tmp_path_factory, "exported", lambda new: export(encoder, new, samples))
        shutil.copytree(kept, folder, dirs_exist_ok=True)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TorchEncoder, "export", once)
        yield


@pytest.fixture(scope="session")
def mean_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a BERT whose token embeddings are averaged; it reads 64 word pieces."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

    folder = tmp_path_factory.mktemp("mean")
    modules = [_transformer(folder / "bert", 64), Pooling(HIDDEN, "mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="session")
def cls_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a BERT whose first embedding goes through a dense layer, with prompts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling

    folder = tmp_path_factory.mktemp("cls")
    bert = _transformer(folder / "bert", 128)
    modules = [bert, Pooling(HIDDEN, "cls"), Dense(HIDDEN, 24, activation_function=torch.nn.Tanh())]
    SentenceTransformer(
        modules=[*modules, Normalize()],
        device="cpu",
        prompts={"query": "query: ", "document": "passage: "},
    ).save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="session")
def static_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one stored vector a word piece."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    torch.manual_seed(7)
    module = StaticEmbedding(_tokenizer().backend_tokenizer, embedding_dim=24)
    folder = tmp_path_factory.mktemp("static")
    SentenceTransformer(modules=[module], device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with five invented articles, two of them in a folder of their own."""
    folder = tmp_path / "articles"
    for name, text in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of `seeds/` with the default model, as the README's first command builds it."""
    import index

    def build(new: Path) -> None:
        index.build([Path(__file__).parent.parent / "seeds"], index_dir=new / "index")

    made = made_once(tmp_path_factory, "seeds", build)
    return shutil.copytree(made / "index", tmp_path_factory.mktemp("seeds") / "index")


SUBJECTS = (
    "harbour council river bridge bread comet train tunnel hours crowns night water way".split()
)
OUTLETS = ["The Herald", "Évening Post", "Gazette"]
QUERIES = [
    "bread at the harbour",
    "council",
    "a comet by night, and how the river, the bridge, the tunnel and the ferry of the long prize"
    " were first in a survey of mud, mussel, oven, recipe, rail, shift, union and bonus",
    "xyz",
    "river -bridge",
    "tra*",
]


@pytest.fixture(scope="session")
def two_segment_index(tmp_path_factory: pytest.TempPathFactory, static_model: Path) -> Path:
    """An index of 240 articles in two segments, some of them removed, some printed twice."""
    import index
    from index.maintenance.edits import remove

    folder = tmp_path_factory.mktemp("two-segments")
    rng = random.Random(11)
    for name in ("one", "two"):
        (folder / "news" / name).mkdir(parents=True)
        for number in range(120):
            body = "\n\n".join(
                " ".join(rng.choices(SUBJECTS, k=rng.randint(6, 24))).capitalize() + "."
                for _ in range(rng.randint(1, 4))
            )
            facts = [f"source: {rng.choice(OUTLETS)}"]
            if number % 5:
                facts.append(f"date: {dt.date(2021, 1, 1) + dt.timedelta(rng.randint(0, 500))}")
            head = "\n".join(["---", f"title: {rng.choice(SUBJECTS)} {number}", *facts, "---"])
            (folder / "news" / name / f"{number:03}.md").write_text(f"{head}\n\n{body}\n")
        index.build([folder / "news"], index_dir=folder / "index", model=str(static_model))
    remove(["news/one/003.md", "news/two/007.md"], index_dir=folder / "index")
    return folder / "index"


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusLite]:
    """A Milvus Lite server; each test gives its indexes names of their own, and kills another."""
    with milvus_lite(tmp_path_factory.mktemp("milvus") / "data") as server:
        yield server
