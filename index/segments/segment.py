"""What is in one immutable segment, and how is it written and opened?

A segment is a folder that never changes after it was written. Paragraph i = row i of every array =
Whoosh document i. Articles are in order of their ids and paragraphs in order of their offsets, so
inside a segment row order is the order that breaks ties.

    segment.json          counts, how it was encoded, size and SHA-256 of every other file
    articles.bin .npy     one JSON record an article; where records and texts start and end
    texts.bin             the articles' texts, UTF-8
    paragraphs.npy        (n, 3) int64: article, start, end
    first_rows.npy        (articles + 1,) int64: the paragraphs of article a are rows a to a+1
    vectors.npy           (n, dim) float32, unit rows
    codes.npy scales.npy  (n, dim) uint8, (n,) float32: the same in bytes, see `codes`; a segment of
                          an earlier version has none
    sentences.npy         (s, 2) int64: start, end;  sentence_rows.npy (n + 1,) int64: where from
    sentence_vectors.npy  (s, dim) float16 (float32 where the precision is exact), unit rows;
                          (0, dim) where the model allows none
    title_vectors.npy     (articles, dim) likewise; zero rows for titles not given
    keys.npy title_keys.npy   (rows, 16) uint8: digests of what was encoded, to find it again
    signatures.npy        (n + articles, 64) uint8: of paragraphs, then of articles, see
                          `signatures.py`; not there in segments made before there were any
    outlets.npy           (articles,) uint64: digests of the articles' sources; only builds read it
    body.* title.*        postings: stems of paragraphs; stems of the articles' titles
    lookup.bin            whole words, sources, dates: what structured queries read, see `lookup`;
                          segments of the first builds of this format have none
    whoosh/               the same rows for Whoosh
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError, IndexFormatError
from index.segments import blocks
from index.segments.attributes import LOOKUP_FILE, Lookup, LookupWriter
from index.segments.blocks import Rows
from index.segments.postings import (
    Postings,
    PostingsWriter,
    WhooshFiles,
    WhooshWriter,
    map_array,
    map_bytes,
)
from index.segments.quantization import coded, decoded
from index.text import analyzer, dateline, minhash
from index.types import Article, Paragraph

SUMMARY_FILE = "segment.json"
KEY_BYTES = 16
UNIT_TOLERANCE = 1e-3
"""How far from 1 the length of a stored float32 vector may be."""

VALIDATED_AT_ONCE = 8192
"""Rows read at a time, some 12 MB, so that checking a large segment takes little memory."""


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What a build remembers of the file that an article came from.

    Attributes:
        size: Bytes.
        mtime_ns: Modification time in nanoseconds, or 0 where it cannot be relied on because the
            file was touched within the clock's precision of being read.
        sha256: Hex digest of the bytes.
        record: Name of the article in a file that holds several: then `sha256` is the digest of
            what was read of it, and size and time are 0. Empty where the file is the article.
    """

    size: int
    mtime_ns: int
    sha256: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article and where it came from, without its text."""

    article: Article
    stamp: FileStamp

    def with_text(self, text: str) -> Article:
        """Return the article with its text."""
        return replace(self.article, text=text)

    @property
    def file(self) -> str:
        """The id of the file that holds the article."""
        record = self.stamp.record
        return self.article.id.removesuffix(f"#{record}") if record else self.article.id


class SegmentWriter:
    """Writes one segment: articles first, in order of id, then `close_words`, then `close`."""

    def __init__(self, folder: Path, *, signing: bool = True) -> None:
        """Make the folder.

        Args:
            folder: Must not exist.
            signing: Whether to make signatures; else `close` is given them.
        """
        folder.mkdir(parents=True)
        self._folder = folder
        self._summary: dict[str, Any] = {}
        self._words: _Words | None = _Words(folder, signing=signing)

    def add(self, article: Article, stamp: FileStamp, paragraphs: Sequence[Paragraph]) -> None:
        """Add the next article with its paragraphs."""
        assert self._words is not None, "articles come before `close_words`"
        self._words.add(article, stamp, paragraphs)

    def close_words(self) -> None:
        """Write all but the vectors, and hold nothing more: encoding needs the memory."""
        if self._words is not None:
            self._summary = self._words.close()
            self._words = None

    def close(
        self,
        *,
        vectors: Rows,
        sentence_vectors: Rows,
        keys: Rows,
        title_vectors: Rows,
        title_keys: Rows,
        encoded_as: str,
        signed: Rows | None = None,
    ) -> None:
        """Write what is left, and the summary last.

        Args:
            vectors: `(rows, dim)` float32, unit rows.
            sentence_vectors: `(sentences, dim)` float16 or float32, unit rows, or `(0, dim)`.
            keys: `(rows, KEY_BYTES)` uint8.
            title_vectors: `(articles, dim)` of the same type, unit rows or zero.
            title_keys: `(articles, KEY_BYTES)` uint8.
            encoded_as: "bf16", "float32" or "mixed".
            signed: `(rows + articles, SIGNATURE_BYTES)` uint8, unless they were made here.
        """
        self.close_words()
        save: dict[str, Rows | None] = {
            "sentence_vectors": sentence_vectors,
            "keys": keys,
            "title_vectors": title_vectors,
            "title_keys": title_keys,
            "signatures": signed,
        }
        for name, given in save.items():
            if given is not None:
                for _ in blocks.save(self._folder / f"{name}.npy", given):
                    pass
        summary = {
            **self._summary,
            "dimension": int(vectors.shape[1]),
            "encoded_as": encoded_as,
            "code_error": self._save_coded(vectors),
            "files": {name: _stamp(path) for name, path in _files(self._folder)},
        }
        text = json.dumps(summary, indent=1, sort_keys=True) + "\n"
        (self._folder / SUMMARY_FILE).write_text(text, encoding="utf-8")

    def _save_coded(self, vectors: Rows) -> float:
        """Write vectors, and beside them their codes; return how far these are off at most."""
        scales = [np.empty(0, np.float32)]
        worst = 0.0
        with (self._folder / "codes.npy").open("wb") as file:
            blocks.write_header(file, vectors.shape, np.dtype(np.uint8))
            for block in blocks.save(self._folder / "vectors.npy", vectors):
                codes, scale, error = coded(block)
                file.write(codes.tobytes())
                scales.append(scale)
                worst = max(worst, error)
        np.save(self._folder / "scales.npy", np.concatenate(scales))
        return worst


class _Words:
    """What is collected of a segment's articles until all of them are there."""

    def __init__(self, folder: Path, *, signing: bool) -> None:
        self._folder = folder
        self._signing = signing
        self._signed = bytearray()
        self._signed_articles = bytearray()
        self._texts = (folder / "texts.bin").open("wb")
        self._records = (folder / "articles.bin").open("wb")
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
        self._whoosh = WhooshWriter(folder / "whoosh")

    def add(self, article: Article, stamp: FileStamp, paragraphs: Sequence[Paragraph]) -> None:
        self._texts.write(article.text.encode("utf-8", "surrogatepass"))
        self._records.write(record_of(article, stamp))
        self._edges.extend((self._texts.tell(), self._records.tell()))
        title = analyzer.words(article.title)
        self._title.add(analyzer.terms(article.title, article.language))
        self._lookup.add_article(article, title)
        self._languages.add(article.language or analyzer.ENGLISH)
        self._outlets.append(_outlet(article.source))
        number = len(self._first_rows) - 1
        signed = []
        for paragraph in paragraphs:
            text = article.text[paragraph.start : paragraph.end]
            tokens = list(analyzer.tokens(text))
            words = [token.word for token in tokens]
            if self._signing:
                told = dateline.end(text)
                signed.append(minhash.sign([t.word for t in tokens if t.start >= told]))
            terms = [term for term, _ in analyzer.stemmed(text, tokens, article.language)]
            self._body.add(terms)
            self._lookup.add_paragraph(words)
            self._whoosh.add(terms=terms, words=words, title=title)
            self._paragraphs.extend((number, paragraph.start, paragraph.end))
            for span in paragraph.sentences:
                self._sentences.extend(span)
            self._sentence_rows.append(len(self._sentences) // 2)
        self._first_rows.append(len(self._paragraphs) // 3)
        if self._signing:
            self._signed += minhash.kept(signed).tobytes()
            self._signed_articles += minhash.kept([minhash.join(signed)]).tobytes()

    def close(self) -> dict[str, Any]:
        """Write it; return what the summary says of it."""
        self._texts.close()
        self._records.close()
        self._whoosh.close()
        save: dict[str, NDArray[Any]] = {
            "articles": np.frombuffer(self._edges, np.int64).reshape(-1, 2),
            "paragraphs": np.frombuffer(self._paragraphs, np.int64).reshape(-1, 3),
            "first_rows": np.frombuffer(self._first_rows, np.int64),
            "sentences": np.frombuffer(self._sentences, np.int64).reshape(-1, 2),
            "sentence_rows": np.frombuffer(self._sentence_rows, np.int64),
            "outlets": np.frombuffer(self._outlets, np.uint64),
        }
        if self._signing:
            made = np.frombuffer(self._signed + self._signed_articles, np.uint8)
            save["signatures"] = made.reshape(-1, minhash.SIGNATURE_BYTES)
        for name, values in save.items():
            np.save(self._folder / f"{name}.npy", values)
        self._body.write(self._folder, "body")
        self._title.write(self._folder, "title")
        self._lookup.write(self._folder)
        return {
            "articles": len(save["first_rows"]) - 1,
            "paragraphs": len(save["paragraphs"]),
            "sentences": len(save["sentences"]),
            "languages": sorted(self._languages),
        }


class Segment:
    """One open segment: every file mapped, nothing read but the summary. See the module's top.

    Attributes:
        paragraphs, first_rows, vectors, sentences, sentence_rows, sentence_vectors, title_vectors,
            keys, title_keys: As drawn at the top of this module.
        signatures: Likewise; None in a segment that has none.
        codes, scales: Likewise; None in a segment of an earlier version.
        body, title: Postings of paragraphs by row, and of titles by article.
        whoosh: The Whoosh index, its files held open.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.summary = read_summary(folder)
        self._check_sizes()
        self._edges = map_array(folder / "articles.npy")
        self._records = map_bytes(folder / "articles.bin")
        self._texts = map_bytes(folder / "texts.bin")
        self.paragraphs: NDArray[np.int64] = map_array(folder / "paragraphs.npy")
        self.first_rows: NDArray[np.int64] = map_array(folder / "first_rows.npy")
        self.vectors: NDArray[np.float32] = map_array(folder / "vectors.npy")
        self.codes: NDArray[np.uint8] | None = None
        self.scales: NDArray[np.float32] | None = None
        if "code_error" in self.summary:
            self.codes, self.scales = (
                map_array(folder / "codes.npy"),
                map_array(folder / "scales.npy"),
            )
        self.sentences: NDArray[np.int64] = map_array(folder / "sentences.npy")
        self.sentence_rows: NDArray[np.int64] = map_array(folder / "sentence_rows.npy")
        self.sentence_vectors: NDArray[Any] = map_array(folder / "sentence_vectors.npy")
        self.title_vectors: NDArray[Any] = map_array(folder / "title_vectors.npy")
        self.keys: NDArray[np.uint8] = map_array(folder / "keys.npy")
        self.title_keys: NDArray[np.uint8] = map_array(folder / "title_keys.npy")
        self.signatures: NDArray[np.uint8] | None = None
        if "signatures.npy" in self.summary["files"]:
            self.signatures = map_array(folder / "signatures.npy")
        self.body = Postings(folder, "body")
        self.title = Postings(folder, "title")
        self.whoosh = WhooshFiles(folder / "whoosh")
        has_lookup = LOOKUP_FILE in self.summary["files"]
        self._lookup = map_bytes(folder / LOOKUP_FILE) if has_lookup else None
        self._check_counts()

    @property
    def rows(self) -> int:
        return len(self.paragraphs)

    @property
    def articles(self) -> int:
        return len(self.first_rows) - 1

    @property
    def has_lookup(self) -> bool:
        """Whether there is a `lookup`."""
        return self._lookup is not None

    @cached_property
    def lookup(self) -> Lookup:
        """What structured queries, filters and suggestions read.

        Raises:
            IndexFormatError: The segment was written before there was such a thing.
        """
        if self._lookup is None:
            raise IndexFormatError(
                f"{self.folder} has nothing that structured queries and filters could read, for it"
                " was made by an earlier version; rebuild the index with `seedsearch build --full`"
            )
        return Lookup(self.folder, self._lookup, rows=self.rows, articles=self.articles)

    def stored_article(self, number: int) -> StoredArticle:
        """Return article `number` without its text."""
        start, end = self._edges[number : number + 2, 1]
        try:
            return stored_of(self._records[start:end])
        except (ValueError, TypeError, KeyError) as error:
            raise damaged(self.folder, "articles.bin", "a record is not readable") from error

    def text(self, number: int) -> str:
        """Return the text of article `number`."""
        start, end = self._edges[number : number + 2, 0]
        try:
            return self._texts[start:end].decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise damaged(self.folder, "texts.bin", "not valid UTF-8") from error

    def outlets(self) -> NDArray[np.uint64]:
        """Return a number for the source of each article, equal for equal ones."""
        if "outlets.npy" in self.summary["files"]:
            found: NDArray[np.uint64] = map_array(self.folder / "outlets.npy")
            return found
        sources = [self.stored_article(n).article.source for n in range(self.articles)]
        return np.array([_outlet(source) for source in sources], np.uint64)

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

    def _check_sizes(self) -> None:
        for name, stamp in self.summary["files"].items():
            try:
                size = (self.folder / name).stat().st_size
            except OSError as error:
                raise damaged(self.folder, name, "it is missing") from error
            if size != stamp["bytes"]:
                raise damaged(self.folder, name, f"{size} bytes instead of {stamp['bytes']}")

    def _check_counts(self) -> None:
        rows, articles = self.summary["paragraphs"], self.summary["articles"]
        counts = {
            "paragraphs.npy": self.rows == rows,
            "first_rows.npy": self.articles == articles and self.first_rows[-1] == rows,
            "articles.npy": len(self._edges) == articles + 1,
            "vectors.npy": self.vectors.shape == (rows, self.summary["dimension"]),
            "codes.npy": self.codes is None or self.codes.shape == self.vectors.shape,
            "scales.npy": self.scales is None or len(self.scales) == rows,
            "keys.npy": self.keys.shape == (rows, KEY_BYTES),
            "title_keys.npy": self.title_keys.shape == (articles, KEY_BYTES),
            "title_vectors.npy": len(self.title_vectors) == articles,
            "signatures.npy": self.signatures is None
            or self.signatures.shape == (rows + articles, minhash.SIGNATURE_BYTES),
            "sentences.npy": len(self.sentences) == self.summary["sentences"],
            "sentence_rows.npy": len(self.sentence_rows) == rows + 1,
            "sentence_vectors.npy": len(self.sentence_vectors) in (0, len(self.sentences)),
            "body.lengths.npy": len(self.body.lengths) == rows,
            "title.lengths.npy": len(self.title.lengths) == articles,
        }
        for name, agrees in counts.items():
            if not agrees:
                raise damaged(self.folder, name, "its length does not fit the others'")


def validate(folder: Path) -> Segment:
    """Open a segment after checking what opening does not: every byte, unit rows, Whoosh's count.

    Raises:
        IndexDamagedError: Naming the damaged file.
    """
    stamps = read_summary(folder)["files"]
    for name, path in _files(folder):
        if _stamp(path) != stamps.get(name):
            raise damaged(folder, name, "its bytes are not those that were written")
    segment = Segment(folder)
    for start in range(0, segment.rows, VALIDATED_AT_ONCE):
        at = slice(start, start + VALIDATED_AT_ONCE)
        vectors = segment.vectors[at]
        norms = np.linalg.norm(vectors, axis=1)
        # A text without a known token has a zero vector. Written so that NaN fails too.
        if not bool(np.all((norms == 0) | (np.abs(norms - 1) <= UNIT_TOLERANCE))):
            raise damaged(folder, "vectors.npy", "it has rows that are not of unit length")
        if segment.codes is not None and segment.scales is not None:
            far = np.linalg.norm(vectors - decoded(segment.codes[at], segment.scales[at]), axis=1)
            if not bool(np.all(far <= segment.summary["code_error"] * (1 + UNIT_TOLERANCE))):
                raise damaged(folder, "codes.npy", "it does not stand for the vectors")
            blocks.let_go(segment.codes)
        blocks.let_go(segment.vectors)
    if LOOKUP_FILE in stamps:
        segment.lookup.check()
    documents = segment.whoosh.open().doc_count_all()
    if documents != segment.rows:
        raise damaged(folder, "whoosh", f"{documents} documents for {segment.rows} paragraphs")
    return segment


def damaged(folder: Path, name: str, what: str) -> IndexDamagedError:
    """Return the error for a damaged file of a segment."""
    return IndexDamagedError(
        f"{folder / name} is damaged ({what});"
        " restore it or rebuild the index with `seedsearch build --full`"
    )


def read_summary(folder: Path) -> dict[str, Any]:
    """Read the summary of a segment.

    Raises:
        IndexDamagedError: It is missing or not readable.
    """
    path = folder / SUMMARY_FILE
    try:
        summary: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        summary["files"].items()
        return summary
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise IndexDamagedError(
            f"{path} is missing or damaged; restore it or rebuild the index with"
            " `seedsearch build --full`"
        ) from error


def record_of(article: Article, stamp: FileStamp) -> bytes:
    """Return what is stored of an article besides its text."""
    fields: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "title_given": article.title_given,
        "source": article.source,
        "date": article.date,
        "path": article.path,
        "language": article.language,
        "author": article.author,
        "link": article.link,
        "date_from": article.date_from,
        "stamp": {"size": stamp.size, "mtime_ns": stamp.mtime_ns, "sha256": stamp.sha256},
    }
    if stamp.record:
        fields["stamp"] |= {"record": stamp.record}
    if article.pages:
        fields["pages"] = article.pages
    return json.dumps(fields).encode("ascii")


def stored_of(record: bytes) -> StoredArticle:
    """Return what `record_of` made a record of.

    Raises:
        ValueError, TypeError, KeyError: It is not such a record.
    """
    fields: dict[str, Any] = json.loads(record)
    stamp = FileStamp(**fields.pop("stamp"))
    fields["pages"] = tuple(fields.get("pages", ()))
    return StoredArticle(Article(text="", **fields), stamp)


def _outlet(source: str) -> int:
    digest = hashlib.blake2b(source.casefold().encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file of a segment but its summary, by POSIX path, sorted."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != SUMMARY_FILE:
            yield path.relative_to(folder).as_posix(), path


def _stamp(path: Path) -> dict[str, int | str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}
