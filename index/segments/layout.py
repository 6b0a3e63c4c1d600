"""Layout of a segment's files, format 2: which array lies in which file.

    rows.bin       edges, paragraphs, first_rows, sentences, sentence_rows, outlets, signatures
    postings.bin   body.*, title.*
    lookup.bin     what `attributes.py` reads
    vectors.bin    vectors, codes, scales, sentence_vectors, title_vectors, keys, title_keys
    articles.bin   one JSON record an article
    texts.bin      the articles' texts

What the arrays hold is in `index/README.md`. Few files: an index of ten million paragraphs has some
thirty segments, and every file of each stays open while it is read. Words and vectors lie apart,
for words are written before vectors are made. The files of the first format are read by
`format_1.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from index.segments.mapped_files import map_bytes
from index.segments.packed import Packed
from index.segments.postings import Postings

RECORDS_FILE, TEXTS_FILE = "articles.bin", "texts.bin"
ROWS_FILE, POSTINGS_FILE = "rows.bin", "postings.bin"
LOOKUP_FILE, VECTORS_FILE = "lookup.bin", "vectors.bin"

_OF_VECTORS = frozenset(
    ["vectors", "codes", "scales", "sentence_vectors", "title_vectors", "keys", "title_keys"]
)


class Files(Protocol):
    """The open files of a segment, of whatever format.

    Attributes:
        records, texts: Bytes of the articles' records and texts.
        lookup: What conditions and filters read; None where there is none.
    """

    @property
    def records(self) -> Any: ...
    @property
    def texts(self) -> Any: ...
    @property
    def lookup(self) -> Packed | None: ...

    def array(self, name: str) -> NDArray[Any]:
        """Return an array of rows or vectors.

        Raises:
            IndexDamagedError: There is none that can be read.
        """

    def optional(self, name: str) -> NDArray[Any] | None:
        """Return an array that segments of the first format may lack."""

    def postings(self, name: str) -> Postings:
        """Return the postings "body" or "title"."""

    def place(self, name: str) -> str:
        """Return the name of the file that an array, or postings, is in."""


class PackedFiles:
    """The files of a segment of format 2."""

    def __init__(self, folder: Path) -> None:
        self.records = map_bytes(folder / RECORDS_FILE)
        self.texts = map_bytes(folder / TEXTS_FILE)
        self.lookup = _packed(folder / LOOKUP_FILE)
        self._packed = {
            name: _packed(folder / name) for name in (ROWS_FILE, VECTORS_FILE, POSTINGS_FILE)
        }

    def array(self, name: str) -> NDArray[Any]:
        return self._packed[self.place(name)].array(name)

    def optional(self, name: str) -> NDArray[Any] | None:
        return self.array(name)  # none is missing in this format

    def postings(self, name: str) -> Postings:
        return Postings.packed(self._packed[POSTINGS_FILE], name)

    def place(self, name: str) -> str:
        if name in ("body", "title"):
            return POSTINGS_FILE
        return VECTORS_FILE if name in _OF_VECTORS else ROWS_FILE


def _packed(path: Path) -> Packed:
    return Packed(path, map_bytes(path))
