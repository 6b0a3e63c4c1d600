"""Segment writer: words first, then vectors, the summary last."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.segments.attributes import LookupWriter
from index.segments.blocks import Rows, write_rows
from index.segments.layout import (
    LOOKUP_FILE,
    POSTINGS_FILE,
    RECORDS_FILE,
    ROWS_FILE,
    TEXTS_FILE,
    VECTORS_FILE,
)
from index.segments.packed import PackedFile, write_packed
from index.segments.parts import PartWriter, write_parts
from index.segments.postings import PostingsWriter
from index.segments.quantization import coded
from index.segments.records import StoredBytes, outlet_digest
from index.segments.segment import Segment
from index.segments.summary import FORMAT, SUMMARY_FILE, files, stamp
from index.text import analyzer, compounds, dateline, minhash
from index.types import Article, Paragraph


class _Analysed(NamedTuple):
    """A text as it is indexed: its words, the terms that ranking counts, and what stands beside."""

    tokens: list[analyzer.Token]
    words: list[str]
    terms: list[str]
    words_beside: list[tuple[str, int]]
    terms_beside: list[tuple[str, int]]

    @classmethod
    def of(cls, text: str, language: str) -> _Analysed:
        """Analyse a text in a language."""
        tokens = list(analyzer.tokens(text))
        words = [token.word for token in tokens]
        counted = list(analyzer.stemmed(text, tokens, language))
        together = compounds.terms_of(text, tokens, language)
        words_beside, terms_beside = [], []
        if together:
            places = [token.start for _, token in counted]
            for term, one in together:
                words_beside.append((one.word + "-" * (one.parts - 1), one.at))
                begins = tokens[one.at].start if one.at < len(tokens) else len(text)
                terms_beside.append((term, bisect_left(places, begins)))
        return cls(tokens, words, [term for term, _ in counted], words_beside, terms_beside)


class SegmentWriter:
    """Writes one segment: articles first, in order of id, then `close_words`, then `close`."""

    def __init__(
        self, folder: Path, *, parts: Sequence[PartWriter] = (), signing: bool = True
    ) -> None:
        """Make the folder.

        Args:
            folder: Must not exist.
            parts: What is written besides, each for this segment alone.
            signing: Whether to make signatures; else `close_words` is given them.
        """
        folder.mkdir(parents=True)
        self._folder = folder
        self._summary: dict[str, Any] = {}
        self._words: _Collected | None = _Collected(folder, signing=signing)
        self._parts = parts

    def add(
        self,
        article: Article,
        stored: StoredBytes,
        paragraphs: Sequence[Paragraph],
        *,
        had: tuple[Segment, int] | None = None,
    ) -> None:
        """Add the next article, as it is stored, with its paragraphs.

        Args:
            article, stored, paragraphs: Of the article.
            had: The segment that has it, and its number there, if it is as it was: then what the
                parts of that segment hold is copied.
        """
        assert self._words is not None, "articles come before `close_words`"
        self._words.add(article, stored, paragraphs)
        for writer in self._parts:
            part = had[0].part(writer.name, writer.version) if had else None
            if had and part:
                writer.copy(part, had[1])
            else:
                writer.add(article, paragraphs)

    def close_words(self, signed: Rows | None = None) -> None:
        """Write all but the vectors, and hold nothing more: encoding needs the memory.

        Args:
            signed: `(rows + articles, SIGNATURE_BYTES)` uint8, unless they were made here.
        """
        if self._words is not None:
            self._summary = self._words.close(signed)
            self._summary["parts"] = write_parts(self._folder, self._parts)
            self._words, self._parts = None, ()

    def close(
        self,
        *,
        vectors: Rows,
        sentence_vectors: Rows,
        keys: Rows,
        title_vectors: Rows,
        title_keys: Rows,
        encoded_as: str,
    ) -> None:
        """Write what is left, and the summary last.

        Args:
            vectors: `(rows, dim)` float32, unit rows.
            sentence_vectors: `(sentences, dim)` float16 or float32, unit rows, or `(0, dim)`.
            keys: `(rows, KEY_BYTES)` uint8.
            title_vectors: `(articles, dim)` of the same type, unit rows or zero.
            title_keys: `(articles, KEY_BYTES)` uint8.
            encoded_as: "bf16", "float32" or "mixed".
        """
        self.close_words()
        besides = {
            "sentence_vectors": sentence_vectors,
            "title_vectors": title_vectors,
            "keys": keys,
            "title_keys": title_keys,
        }
        summary = {
            **self._summary,
            "format": FORMAT,
            "dimension": int(vectors.shape[1]),
            "encoded_as": encoded_as,
            "code_error": _write_vectors(self._folder / VECTORS_FILE, vectors, besides),
            "files": {name: stamp(path) for name, path in files(self._folder)},
        }
        text = json.dumps(summary, indent=1, sort_keys=True) + "\n"
        (self._folder / SUMMARY_FILE).write_text(text, encoding="utf-8")


def _write_vectors(path: Path, vectors: Rows, besides: Mapping[str, Rows]) -> float:
    """Write vectors, beside them their codes, and what else encoding gave.

    Returns:
        How far the codes are off at most.
    """
    worst = 0.0
    given = {"vectors": vectors, **besides}
    kinds = {name: (rows.dtype, rows.shape) for name, rows in given.items()}
    kinds["codes"] = np.dtype(np.uint8), vectors.shape
    kinds["scales"] = np.dtype(np.float32), vectors.shape[:1]
    with PackedFile(path, kinds) as file:
        for block in vectors.blocks():
            codes, scales, error = coded(block)
            worst = max(worst, error)
            for name, values in (("vectors", block), ("codes", codes), ("scales", scales)):
                file.append(name, values)
        for name, rows in besides.items():
            for block in rows.blocks():
                file.append(name, block)
    return worst


class _Collected:
    """What is collected of a segment's articles until all of them are there."""

    def __init__(self, folder: Path, *, signing: bool) -> None:
        self._folder = folder
        self._signing = signing
        self._signed = bytearray()
        self._signed_articles = bytearray()
        self._texts = (folder / TEXTS_FILE).open("wb")
        self._records = (folder / RECORDS_FILE).open("wb")
        # Arrays of numbers: tuples of them would take five times as much.
        self._edges = array("q", [0, 0])
        self._paragraphs = array("q")
        self._first_rows = array("q", [0])
        self._sentences = array("q")
        self._sentence_rows = array("q", [0])
        self._languages: set[str] = set()
        self._outlets = array("Q")
        self._body, self._title = PostingsWriter(), PostingsWriter()
        self._lookup = LookupWriter()

    def add(self, article: Article, stored: StoredBytes, paragraphs: Sequence[Paragraph]) -> None:
        self._texts.write(stored.text)
        self._records.write(stored.record)
        self._edges.extend((self._texts.tell(), self._records.tell()))
        heading = _Analysed.of(article.title, article.language)
        title = heading.words
        self._title.add(heading.terms, heading.terms_beside)
        self._lookup.add_article(article, title, heading.words_beside)
        self._languages.add(article.language or analyzer.ENGLISH)
        self._outlets.append(outlet_digest(article.source))
        number = len(self._first_rows) - 1
        signed = []
        for paragraph in paragraphs:
            text = article.text[paragraph.start : paragraph.end]
            found = _Analysed.of(text, article.language)
            if self._signing:
                told = dateline.end(text)
                signed.append(minhash.sign([t.word for t in found.tokens if t.start >= told]))
            self._body.add(found.terms, found.terms_beside)
            self._lookup.add_paragraph(found.words, found.words_beside)
            self._paragraphs.extend((number, paragraph.start, paragraph.end))
            for span in paragraph.sentences:
                self._sentences.extend(span)
            self._sentence_rows.append(len(self._sentences) // 2)
        self._first_rows.append(len(self._paragraphs) // 3)
        if self._signing:
            self._signed += minhash.kept(signed).tobytes()
            self._signed_articles += minhash.kept([minhash.join(signed)]).tobytes()

    def close(self, signed: Rows | None) -> dict[str, Any]:
        """Write it; return what the summary says of it."""
        self._texts.close()
        self._records.close()
        if signed is None:
            made = np.frombuffer(self._signed + self._signed_articles, np.uint8)
            signed = Rows.of(made.reshape(-1, minhash.SIGNATURE_BYTES))
        save: dict[str, NDArray[Any]] = {
            "edges": np.frombuffer(self._edges, np.int64).reshape(-1, 2),
            "paragraphs": np.frombuffer(self._paragraphs, np.int64).reshape(-1, 3),
            "first_rows": np.frombuffer(self._first_rows, np.int64),
            "sentences": np.frombuffer(self._sentences, np.int64).reshape(-1, 2),
            "sentence_rows": np.frombuffer(self._sentence_rows, np.int64),
            "outlets": np.frombuffer(self._outlets, np.uint64),
        }
        every = {name: Rows.of(values) for name, values in save.items()} | {"signatures": signed}
        write_rows(self._folder / ROWS_FILE, every)
        write_packed(
            self._folder / POSTINGS_FILE,
            {
                f"{name}.{part}": values
                for name, postings in (("body", self._body), ("title", self._title))
                for part, values in postings.arrays().items()
            },
        )
        write_packed(self._folder / LOOKUP_FILE, self._lookup.arrays())
        return {
            "articles": len(save["first_rows"]) - 1,
            "paragraphs": len(save["paragraphs"]),
            "sentences": len(save["sentences"]),
            "languages": sorted(self._languages),
        }
