"""Segment: one immutable part of an index, open for reading.

What its files hold, with shapes and types, is listed in `index/README.md`, "On disk".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFormatError
from index.segments import arrivals
from index.segments.arrivals import UNKNOWN, Arrival, Arrivals
from index.segments.attributes import Lookup
from index.segments.format_1 import SingleFiles
from index.segments.layout import RECORDS_FILE, TEXTS_FILE, Files, PackedFiles
from index.segments.mapped_files import map_bytes
from index.segments.packed import Packed
from index.segments.parts import part_file
from index.segments.records import KEY_BYTES, StoredArticle, StoredBytes, outlet_digest, stored_of
from index.segments.summary import FORMAT, damaged, read_summary
from index.text import minhash


class Held(NamedTuple):
    """What the files of a segment hold.

    Attributes:
        summary: As `segment.json` has it.
        files: Arrays, records and texts.
        parts: The version of each part, and what it holds, by name.
    """

    summary: Mapping[str, Any]
    files: Files
    parts: Mapping[str, tuple[int, Packed]]


class Segment:
    """One open segment: every file mapped, nothing read but the summary; or one held in memory.

    Attributes:
        paragraphs, first_rows, vectors, sentences, sentence_rows, sentence_vectors, title_vectors,
            keys, title_keys: The arrays with these names.
        signatures: Likewise; None in a segment that has none.
        codes, scales: Likewise; None in a segment of an earlier version.
        body, title: Postings of paragraphs by row, and of titles by article.
    """

    def __init__(self, folder: Path, held: Held | None = None) -> None:
        """Open a segment.

        Args:
            folder: Where it is; of one in memory, where what it holds came from.
            held: What its files would hold; None: they are in the folder.
        """
        self.folder = folder
        if held is None:
            summary = read_summary(folder)
            _check_sizes(folder, summary)
            held = Held(summary, _open(folder, summary), _parts(folder, summary))
        self.summary: Mapping[str, Any] = held.summary
        self._files, self._parts = held.files, held.parts
        array, optional = self._files.array, self._files.optional
        self._records, self._texts = self._files.records, self._files.texts
        self._edges = array("edges")
        self.paragraphs: NDArray[np.int64] = array("paragraphs")
        self.first_rows: NDArray[np.int64] = array("first_rows")
        self.vectors: NDArray[np.float32] = array("vectors")
        self.codes: NDArray[np.uint8] | None = optional("codes")
        self.scales: NDArray[np.float32] | None = optional("scales")
        self.sentences: NDArray[np.int64] = array("sentences")
        self.sentence_rows: NDArray[np.int64] = array("sentence_rows")
        self.sentence_vectors: NDArray[Any] = array("sentence_vectors")
        self.title_vectors: NDArray[Any] = array("title_vectors")
        self.keys: NDArray[np.uint8] = array("keys")
        self.title_keys: NDArray[np.uint8] = array("title_keys")
        self.signatures: NDArray[np.uint8] | None = optional("signatures")
        self._outlets: NDArray[np.uint64] | None = optional("outlets")
        self.body = self._files.postings("body")
        self.title = self._files.postings("title")
        self._check_counts()

    @property
    def rows(self) -> int:
        return len(self.paragraphs)

    @property
    def articles(self) -> int:
        return len(self.first_rows) - 1

    @property
    def has_lookup(self) -> bool:
        """Whether there is what structured queries, filters and suggestions read."""
        return self._files.lookup is not None

    @cached_property
    def lookup(self) -> Lookup:
        """What structured queries, filters and suggestions read.

        Raises:
            IndexFormatError: The segment was written before there was such a thing.
        """
        if self._files.lookup is None:
            raise IndexFormatError(
                f"{self.folder} has nothing that structured queries and filters could read, for it"
                " was made by an earlier version; bring the index up to date with `seedsearch"
                " build`"
            )
        return Lookup(self._files.lookup, rows=self.rows, articles=self.articles)

    def place(self, name: str) -> str:
        """Return the name of the file that an array is in."""
        return self._files.place(name)

    def part(self, name: str, version: int) -> Packed | None:
        """Return the part of this name; None where there is none, or one of another version."""
        had, packed = self._parts.get(name, (None, None))
        return packed if had == version else None

    def check_parts(self) -> None:
        """Raise IndexDamagedError if a part cannot be read, of whatever version it is."""
        for _, packed in self._parts.values():
            packed.check()

    def stored_article(self, number: int) -> StoredArticle:
        """Return article `number` without its text."""
        start, end = self._edges[number : number + 2, 1]
        came = self.arrival(number)
        try:
            return stored_of(self._records[start:end], came)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise damaged(self.folder, RECORDS_FILE, "a record is not readable") from error

    @cached_property
    def _arrivals(self) -> Arrivals | None:
        part = self.part(arrivals.NAME, arrivals.VERSION)
        return None if part is None else Arrivals(part)

    def arrival(self, number: int) -> Arrival:
        """Return when article `number` came into the index as it is."""
        try:
            return self._arrivals.of(number) if self._arrivals else UNKNOWN
        except (IndexError, ValueError) as error:
            file = part_file(arrivals.NAME)
            raise damaged(self.folder, file, "when an article came is not readable") from error

    def stored_bytes(self, number: int) -> StoredBytes:
        """Return what is stored of article `number`, as it is stored."""
        (first, start), (last, end) = self._edges[number : number + 2].tolist()
        return StoredBytes(self._records[start:end], self._texts[first:last])

    def text(self, number: int) -> str:
        """Return the text of article `number`."""
        start, end = self._edges[number : number + 2, 0]
        try:
            text: str = self._texts[start:end].decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise damaged(self.folder, TEXTS_FILE, "not valid UTF-8") from error
        return text

    def outlets(self) -> NDArray[np.uint64]:
        """Return a number for the outlet of each article, equal for equal ones."""
        if self._outlets is not None:
            return self._outlets
        sources = [self.stored_article(n).article.source for n in range(self.articles)]
        return np.array([outlet_digest(source) for source in sources], np.uint64)

    def find(self, article_id: str) -> int | None:
        """Return the number of the article with this id, by bisection, or None."""
        low, high = 0, self.articles
        while low < high:
            middle = (low + high) // 2
            if self.stored_article(middle).article.id < article_id:
                low = middle + 1
            else:
                high = middle
        found = low < self.articles and self.stored_article(low).article.id == article_id
        return low if found else None

    def sentences_of(self, row: int) -> tuple[NDArray[np.int64], NDArray[Any] | None]:
        """Return the `(s, 2)` sentence spans of a row, and their `(s, dim)` vectors if stored."""
        start, end = self.sentence_rows[row : row + 2]
        stored = len(self.sentence_vectors) > 0
        return self.sentences[start:end], self.sentence_vectors[start:end] if stored else None

    def _check_counts(self) -> None:
        rows, articles = self.summary["paragraphs"], self.summary["articles"]
        counts = {
            "paragraphs": self.rows == rows,
            "first_rows": self.articles == articles
            and self.first_rows[0] == 0
            and self.first_rows[-1] == rows
            and bool(np.all(np.diff(self.first_rows) >= 0)),
            "edges": self._edges.shape == (articles + 1, 2),
            "vectors": self.vectors.shape == (rows, self.summary["dimension"]),
            "codes": self.codes is None or self.codes.shape == self.vectors.shape,
            "scales": self.scales is None or len(self.scales) == rows,
            "keys": self.keys.shape == (rows, KEY_BYTES),
            "title_keys": self.title_keys.shape == (articles, KEY_BYTES),
            "title_vectors": len(self.title_vectors) == articles,
            "signatures": self.signatures is None
            or self.signatures.shape == (rows + articles, minhash.SIGNATURE_BYTES),
            "outlets": self._outlets is None or len(self._outlets) == articles,
            "sentences": len(self.sentences) == self.summary["sentences"],
            "sentence_rows": len(self.sentence_rows) == rows + 1,
            "sentence_vectors": len(self.sentence_vectors) in (0, len(self.sentences)),
            "body": len(self.body.lengths) == rows,
            "title": len(self.title.lengths) == articles,
        }
        for name, agrees in counts.items():
            if not agrees:
                place = self._files.place(name)
                raise damaged(self.folder, place, f"the length of {name} does not fit the others'")


def _check_sizes(folder: Path, summary: Mapping[str, Any]) -> None:
    """Raise IndexDamagedError if a file of a segment is not as long as it was written."""
    for name, stamp in summary["files"].items():
        try:
            size = (folder / name).stat().st_size
        except OSError as error:
            raise damaged(folder, name, "it is missing") from error
        if size != stamp["bytes"]:
            raise damaged(folder, name, f"{size} bytes instead of {stamp['bytes']}")


def _parts(folder: Path, summary: Mapping[str, Any]) -> dict[str, tuple[int, Packed]]:
    """Open the parts of a segment."""
    paths = {name: folder / part_file(name) for name in summary.get("parts", {})}
    return {
        name: (summary["parts"][name], Packed(path, map_bytes(path)))
        for name, path in paths.items()
    }


def _open(folder: Path, summary: Mapping[str, Any]) -> Files:
    """Open the files of a segment of any format that there was."""
    made = summary.get("format", 1)
    if made == FORMAT:
        return PackedFiles(folder)
    if made == 1:
        return SingleFiles(folder, summary["files"])
    raise IndexFormatError(
        f"{folder} has format {made}, this version of seedsearch reads format {FORMAT}; rebuild the"
        " index with `seedsearch build --full`, or use the version that made it"
    )
