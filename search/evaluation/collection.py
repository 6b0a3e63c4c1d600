"""Test collection: a folder in BEIR's format.

    corpus.jsonl     {"_id", "title", "text"} a line
    queries.jsonl    {"_id", "text"} a line
    qrels/*.tsv      query id, document id, grade; with a header line
    answers.jsonl    {"query", "doc", "answers"} a line; optional

Each may be gzipped. The format is that of Thakur et al., "BEIR: A Heterogeneous Benchmark for
Zero-shot Evaluation of Information Retrieval Models" (2021).
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from index.errors import CollectionError


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """Texts any of which answers a query, and the document that has them."""

    query: str
    document: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """A corpus with judged queries.

    Attributes:
        name: Of the folder, and which half of its queries.
        documents: In the order of the file.
        queries: Text of each judged query by id, in the order of the file.
        judged: For each of these queries the grades of documents by id; grades of 0 are left out.
        answers: What answers those of the queries that have gold answers.
        notes: What was left out, one line each.
    """

    name: str
    documents: tuple[Document, ...]
    queries: dict[str, str]
    judged: dict[str, dict[str, int]]
    answers: tuple[GoldAnswer, ...]
    notes: tuple[str, ...]


def read_collection(folder: Path, *, qrels: str = "test", queries: str = "all") -> Collection:
    """Read a collection with the queries that are judged.

    Args:
        folder: As drawn at the top of this module.
        qrels: Name of a file in the folder's `qrels`, without its ending, or the path of a file.
        queries: "all", or "odd" or "even": only judged queries whose id is such a number; where
            ids are not numbers, those at odd or even places of the file, from 1.

    Raises:
        CollectionError: A file is missing, broken or empty, or no query is left.
    """
    if not folder.is_dir():
        raise CollectionError(f"there is no folder {folder}; name one in BEIR's format")
    documents = tuple(_documents(_find(folder, "corpus.jsonl")))
    texts = {line.text("_id"): line.text("text") for line in _lines(_find(folder, "queries.jsonl"))}
    path = _qrels_file(folder, qrels)
    grades = _grades(path)
    known = {document.id for document in documents}
    judged = {id_: grades[id_] for id_ in texts if id_ in grades}
    _check(documents, path, judged, known)
    for id_ in judged:
        if not texts[id_].strip():
            raise CollectionError(f"the query {id_!r} is empty")
    notes = _notes(grades, texts, known)
    chosen = _half([*judged], queries)
    if not chosen:
        raise CollectionError(f"none of the judged queries of {path} are {queries}")
    return Collection(
        name=folder.resolve().name + ("" if queries == "all" else f" ({queries})"),
        documents=documents,
        queries={id_: texts[id_] for id_ in chosen},
        judged={id_: judged[id_] for id_ in chosen},
        answers=tuple(_answers(folder, set(chosen), known)),
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A record of a JSON Lines file, and where it stands."""

    place: str
    fields: dict[str, Any]

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        if not isinstance(value, str):
            raise CollectionError(f"{self.place}: there is no text called {name!r}")
        return value


def _find(folder: Path, name: str) -> Path:
    """Return the file `name` of a folder, gzipped or not."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise CollectionError(
        f"{folder} has no {name} (or {name}.gz), so it is no collection in BEIR's format"
    )


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _lines(path: Path) -> Iterator[_Line]:
    """Yield the records of a JSON Lines file."""
    for place, line in _text_lines(path):
        try:
            fields = json.loads(line)
        except ValueError as error:
            raise CollectionError(f"{place}: not JSON ({error})") from error
        if not isinstance(fields, dict):
            raise CollectionError(f"{place}: not a JSON object")
        yield _Line(place, fields)


def _text_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file that are not blank, and where each stands."""
    try:
        with _open(path) as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield f"{path}, line {number}", line
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise CollectionError(f"{path} cannot be read ({error})") from error


def _documents(path: Path) -> Iterator[Document]:
    seen: set[str] = set()
    for line in _lines(path):
        document = Document(line.text("_id"), line.fields.get("title") or "", line.text("text"))
        if document.id in seen:
            raise CollectionError(f"{line.place}: a second document {document.id!r}")
        seen.add(document.id)
        yield document


def _qrels_file(folder: Path, qrels: str) -> Path:
    for path in (folder / "qrels" / f"{qrels}.tsv", folder / "qrels" / f"{qrels}.tsv.gz"):
        if path.is_file():
            return path
    if Path(qrels).is_file():
        return Path(qrels)
    there = sorted(path.name.split(".")[0] for path in (folder / "qrels").glob("*.tsv*"))
    has = f"; it has {', '.join(there)}" if there else ""
    raise CollectionError(f"{folder} has no qrels/{qrels}.tsv{has}")


def _grades(path: Path) -> dict[str, dict[str, int]]:
    """Read judgements: query id -> document id -> grade above 0."""
    found: dict[str, dict[str, int]] = {}
    for number, (place, line) in enumerate(_text_lines(path)):
        fields = next(csv.reader([line], delimiter="\t"))
        if number == 0 and not fields[-1].strip().lstrip("-").isdigit():
            continue  # the header
        try:
            query, document, grade = fields
            if int(grade) > 0:
                found.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise CollectionError(
                f"{place}: not a query id, a document id and a grade, with tabs between them"
            ) from error
    return found


def _check(
    documents: tuple[Document, ...], path: Path, judged: dict[str, dict[str, int]], known: set[str]
) -> None:
    """Refuse what could only be evaluated to zeros."""
    if not documents:
        raise CollectionError("the corpus has no documents")
    if not judged:
        raise CollectionError(f"{path} judges no query that queries.jsonl has as relevant")
    if not any(known & grades.keys() for grades in judged.values()):
        raise CollectionError(f"none of the documents that {path} judges are in the corpus")


def _notes(
    grades: dict[str, dict[str, int]], texts: dict[str, str], known: set[str]
) -> tuple[str, ...]:
    notes = []
    if lost := grades.keys() - texts.keys():
        notes.append(f"{len(lost)} judged queries have no text and are left out")
    absent = sum(len(relevant.keys() - known) for id_, relevant in grades.items() if id_ in texts)
    if absent:
        notes.append(f"{absent} relevant documents are not in the corpus and count as not found")
    return tuple(notes)


def _half(ids: list[str], which: str) -> list[str]:
    """Keep the ids of the half that is asked for."""
    if which == "all":
        return ids
    by_number = all(id_.isdecimal() for id_ in ids)
    rest = 1 if which == "odd" else 0
    return [
        id_
        for place, id_ in enumerate(ids, start=1)
        if (int(id_) if by_number else place) % 2 == rest
    ]


def _answers(folder: Path, queries: set[str], known: set[str]) -> Iterator[GoldAnswer]:
    """Yield gold answers to the queries that are evaluated; none where there is no such file."""
    if not any((folder / name).is_file() for name in ("answers.jsonl", "answers.jsonl.gz")):
        return
    for line in _lines(_find(folder, "answers.jsonl")):
        texts = line.fields.get("answers")
        if not (isinstance(texts, list) and texts and all(isinstance(t, str) for t in texts)):
            raise CollectionError(f"{line.place}: 'answers' is not a list of texts")
        document = line.text("doc")
        if document not in known:
            raise CollectionError(f"{line.place}: no document {document!r} in the corpus")
        if line.text("query") in queries:
            yield GoldAnswer(line.text("query"), document, tuple(texts))
