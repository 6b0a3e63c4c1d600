"""Collections that an index is made of on a server: their names, fields and indexes.

    NAME__control          what is published, and who is publishing; the only one that changes
    NAME__RUN__files       files of one build: its manifest, removed articles, an encoder
    NAME__RUN__terms       how many paragraphs have a term, a pair or a word: what the build adds
    NAME__RUN_K__paragraphs, NAME__RUN_K__articles
                           a segment: its rows, and the payloads of its articles

A run is one build, remove or rollback; nothing writes into its collections after it ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["control", "files", "terms", "paragraphs", "articles"]

CHUNK_CHARS = 65_532
"""Characters of base64 that a row holds: Milvus has no bytes, and takes 65,535 of text."""

WORD_BYTES, WORDS = 512, 4096
"""Longest word, and most distinct words of a paragraph, that expressions see; Milvus allows no more
than 4,096. What is cut off is compared here all the same, if other words make it a candidate."""

EXACT_ROWS = 1_000_000
"""Segments up to this size are compared exactly: no recall is lost."""

LARGE_ROWS = 20_000_000
"""From here on a graph takes more memory than a machine has: quantised lists instead."""

_TEXT = 65_535


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a collection.

    Attributes:
        name: Of the field.
        kind: Its type, as pymilvus names it.
        described: Its length, dimension or capacity.
        index: Its index, or nothing.
    """

    name: str
    kind: str
    described: Mapping[str, Any] = field(default_factory=dict)
    index: Mapping[str, Any] = field(default_factory=dict)


def named(index: str, kind: Kind, part: str = "") -> str:
    """Return the name of a collection.

    Args:
        index: Of which index.
        kind: What it holds.
        part: A run, or a segment of one.
    """
    return "__".join(filter(None, [index, part, kind]))


def fields(kind: Kind, dimension: int) -> tuple[Field, ...]:
    """Return the fields of a collection, the key first."""
    return _FIELDS[kind] if kind != "paragraphs" else _paragraphs(dimension)


def dense_index(rows: int) -> Mapping[str, Any]:
    """Return the index of dense vectors for a segment of so many rows."""
    if rows <= EXACT_ROWS:
        return {"index_type": "FLAT", "metric_type": "IP"}
    if rows <= LARGE_ROWS:
        graph = {"M": 32, "efConstruction": 256}
        return {"index_type": "HNSW", "metric_type": "IP", "params": graph}
    lists = {"nlist": 16_384, "refine": True, "refine_type": "SQ8"}
    return {"index_type": "IVF_RABITQ", "metric_type": "IP", "params": lists}


def _number(name: str, kind: str = "INT64", *, looked_up: bool = False) -> Field:
    return Field(name, kind, index=_LOOKED_UP if looked_up else {})


def _text(name: str, *, looked_up: bool = False) -> Field:
    return Field(name, "VARCHAR", {"max_length": _TEXT}, _LOOKED_UP if looked_up else {})


def _words(name: str) -> Field:
    described = {"element_type": "VARCHAR", "max_capacity": WORDS, "max_length": WORD_BYTES}
    return Field(name, "ARRAY", described, _LOOKED_UP)


_LOOKED_UP = {"index_type": "INVERTED"}

# A collection has to have a vector; this one says nothing.
_NO_VECTOR = Field(
    "nothing", "FLOAT_VECTOR", {"dim": 2}, {"index_type": "FLAT", "metric_type": "IP"}
)
NOTHING = [0.0, 0.0]

_KEY = Field("key", "VARCHAR", {"max_length": 256, "is_primary": True})
_NUMBERED = Field("n", "INT64", {"is_primary": True})

_FIELDS: Mapping[Kind, tuple[Field, ...]] = {
    "control": (_KEY, _text("data"), _NO_VECTOR),
    "files": (_KEY, _text("data"), _NO_VECTOR),
    "terms": (_NUMBERED, _text("key", looked_up=True), _number("count"), _NO_VECTOR),
    "articles": (
        _NUMBERED,
        _number("article", looked_up=True),
        _number("chunk", looked_up=True),
        _text("id", looked_up=True),
        _text("record"),
        _number("added_in"),
        _number("added_at"),
        Field("digest", "VARCHAR", {"max_length": 64}),
        _text("data"),
        _NO_VECTOR,
    ),
}


ARRAYS = ("words", "stems", "pairs", "title_words", "title_stems", "title_pairs", "speakers")
"""Whole words, stems, and pairs of neighbouring stems with a blank between, of a paragraph and of
its article's title; the words of the names of those who say something in it."""


def _paragraphs(dimension: int) -> tuple[Field, ...]:
    sparse = {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"}
    return (
        _NUMBERED,
        _number("article", looked_up=True),
        Field("dense", "FLOAT_VECTOR", {"dim": dimension}, dense_index(0)),
        Field("sparse", "SPARSE_FLOAT_VECTOR", index=sparse),
        Field("digest", "VARCHAR", {"max_length": 32}, _LOOKED_UP),
        _number("characters"),
        _text("id", looked_up=True),
        _text("source", looked_up=True),
        _text("author", looked_up=True),
        Field("language", "VARCHAR", {"max_length": 64}, _LOOKED_UP),
        _number("first_day", looked_up=True),
        _number("last_day", looked_up=True),
        _number("added_in", looked_up=True),
        _number("added_at", looked_up=True),
        *map(_words, ARRAYS),
    )
