"""An index on a server answers as the same index in a folder does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import remote_corpus
from milvus import MilvusLite

import index
import search
from index.builds import new_segments
from search import Filters
from search.answers.types import Answers

TOLERANCE = 1e-5
ARTICLES = 160

QUERIES = [
    "harbour",
    "the mayor pledged crowns for the harbour bridge",
    "Ingrid Vale",
    "council river bridge bread comet train tunnel hours crowns night water ferry prize mayor",
    "coastal rescue service",
    "CRS boats",
    "cease-fire union",
    "ceasefire",
    "Bürgermeister Haushalt",
    "boulangerie pain",
    "xyzzy",
    "harbuor",
    "harbour AND bridge",
    "harbour -bridge",
    "harbour NOT (bridge OR ferry)",
    '"river bridge"',
    '"before the"',
    '"cease-fire between"',
    '"harbour bridge"~4',
    "tra*",
    "t?ain",
    "telescpoe~",
    "tra* ferry",
    "title:comet",
    "title:com* river",
    "source:gazette budget",
    'source:"the herald"',
    "author:lindqvist",
    "lang:de",
    "path:news",
    "path:corpus/wire/00* river",
    "date:2021-10 council",
    "since:2022-02",
    "said:vale",
    "said:vale harbour",
    "harbour AND zeppelin",
    '"river bridge" AND title:comet AND lang:fr',
    "-bread",
    "train OR lang:es",
    "???",
]

OPTIONS: list[dict[str, Any]] = [
    {"k": 40},
    {"k": 5, "offset": 20},
    {"mode": "keyword"},
    {"mode": "semantic", "k": 20},
    {"filters": Filters(sources=("gazette",))},
    {"filters": Filters(languages=("de", "fr"))},
    {"filters": Filters(since="2021-06", until="2021-09")},
    {"filters": Filters(paths=("corpus/wire",), sources=("The Herald",))},
    {"filters": Filters(speakers=("Ingrid Vale",))},
    {"facets": ("source", "month", "speaker")},
    {"half_life": 60.0, "now": date(2022, 9, 1)},
    {"by_article": True},
    {"every": True},
    {"synonyms": False},
    {"fix": True},
    {"explain": True, "k": 3},
    {"sort": "date"},
    {"sort": "added", "min_score": 0.2},
    {"filters": Filters(added_since="g0")},
]


@pytest.fixture(scope="module", autouse=True)
def several_segments() -> Iterator[None]:
    """Builds write several segments, which a server has as one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(new_segments, "SEGMENT_PARAGRAPHS", 100)
        yield


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parity") / "corpus"
    folder.mkdir()
    remote_corpus.write(folder, ARTICLES)
    return folder


@pytest.fixture(scope="module")
def here(corpus: Path, mean_model: Path) -> Iterator[search.Engine]:
    place = corpus.parent / "index"
    index.build([corpus], index_dir=place, model=str(mean_model), precision="exact")
    with search.open_index(place) as engine:
        yield engine


@pytest.fixture(scope="module")
def there(corpus: Path, mean_model: Path, milvus: MilvusLite) -> Iterator[search.Engine]:
    place = milvus.address(corpus.parent.name)  # a module may be set up again
    index.build([corpus], index_dir=place, model=str(mean_model), precision="exact")
    with search.open_index(place) as engine:
        yield engine


def as_plain(value: Any) -> Any:
    """Return a result as plain values, without what depends on the place or the time."""
    if hasattr(value, "__dataclass_fields__"):
        names = value.__dataclass_fields__.keys() - {"took_ms", "generation", "added"}
        return {name: as_plain(getattr(value, name)) for name in sorted(names)}
    if isinstance(value, dict):
        return {key: as_plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(each) for each in value]
    return value


def same(one: Any, other: Any) -> bool:
    """Tell whether two plain values are the same, numbers within the tolerance."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCE * max(1.0, abs(one))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def differing(one: Any, other: Any, path: str = "") -> list[str]:
    """Say where two plain values differ."""
    if same(one, other):
        return []
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [line for key in one for line in differing(one[key], other[key], f"{path}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [
            line
            for at, pair in enumerate(zip(one, other, strict=True))
            for line in differing(*pair, f"{path}[{at}]")
        ]
    return [f"{path}: {one!r:.200} != {other!r:.200}"]


@pytest.mark.parametrize("query", QUERIES)
def test_a_search_finds_the_same(here: search.Engine, there: search.Engine, query: str) -> None:
    one, other = (as_plain(engine.search(query, k=30)) for engine in (here, there))
    assert differing(one, other) == []


@pytest.mark.parametrize("options", OPTIONS, ids="-".join)
def test_options_mean_the_same(
    here: search.Engine, there: search.Engine, options: dict[str, Any]
) -> None:
    for query in ("the harbour bridge", "Ingrid Vale pledged", "council -train"):
        one, other = (as_plain(engine.search(query, **options)) for engine in (here, there))
        assert differing(one, other) == []


@pytest.mark.parametrize(
    "question",
    [
        "what did Ingrid Vale pledge",
        "how many boats has the CRS",
        "who leads the council",
        "how long would the bridge take",
        "who signed the cease-fire",
        "what is the capital of Mongolia",
    ],
)
def test_a_question_has_the_same_answers(
    here: search.Engine, there: search.Engine, question: str
) -> None:
    answers: list[Answers] = [engine.ask(question, k=5) for engine in (here, there)]
    assert differing(*map(as_plain, answers)) == []


def test_batches_timelines_and_similar_articles_are_the_same(
    here: search.Engine, there: search.Engine
) -> None:
    first = here.search("harbour council", k=1).hits[0].article.id
    for ask in (
        lambda engine: engine.search_many(["river", "Petra Ostrom said", "lang:fr"], k=5),
        lambda engine: engine.timeline("harbour strike", k=10),
        lambda engine: engine.similar(first, k=5),
        lambda engine: engine.similar(first, 0, k=5),
        lambda engine: engine.show(first, "harbour"),
        lambda engine: engine.article(first),
        lambda engine: engine.place(f"{first}:0"),
        lambda engine: engine.languages,
    ):
        assert differing(*(as_plain(ask(engine)) for engine in (here, there))) == []
