"""New segments: what was read, split into paragraphs, encoded and written, a segment at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.builds import merging, reuse
from index.builds.changes import OnProgress
from index.builds.encoder import Encoding
from index.builds.memory import give_back
from index.builds.reuse import KnownVectors
from index.builds.staging import Incoming, Staged
from index.generations import parts
from index.generations.manifest import SegmentEntry
from index.generations.snapshot import Snapshot
from index.segments.arrivals import Arrival
from index.segments.blocks import Rows
from index.segments.writer import SegmentWriter
from index.text import paragraphs
from index.types import Paragraph, Progress, Span

SEGMENT_PARAGRAPHS = 50_000
"""A segment is closed at this size, so that what is held of one does not grow with the corpus."""

Recall = Callable[[NDArray[np.uint8]], Snapshot | None]
"""What knows vectors, from `(n, KEY_BYTES)` digests of texts."""

_Batch = Sequence[tuple[int, tuple[Paragraph, ...]]]
"""Numbers of articles that were read, with their paragraphs."""


@dataclass(slots=True)
class NewSegments:
    """Writes what was read as segments.

    Attributes:
        index_dir: Of the index.
        read: What was read.
        last: The last generation: what it has is not encoded; None: it has nothing.
        encoding: How the rest is encoded.
        progress: Called with each step.
        came: When each article came, by id.
        recall: Returns what knows vectors of some texts, by their digests; None: `last` does.
        entries: The segments that were written.
        encoded: Paragraphs that went through the encoder.
        left_out: Articles in which nothing can be found, each with that reason.
    """

    index_dir: Path
    read: Incoming
    last: Snapshot | None
    encoding: Encoding
    progress: OnProgress
    came: Mapping[str, Arrival]
    recall: Recall | None = None
    entries: list[SegmentEntry] = field(default_factory=list)
    encoded: int = 0
    left_out: list[tuple[Staged, str]] = field(default_factory=list)

    def write(self) -> None:
        """Split, encode and write what was read."""
        left = sum(entry.characters for entry in self.read.entries)
        for batch in self._split():
            self.entries.append(self._write_segment(batch, left))
            left -= sum(self.read.entries[number].characters for number, _ in batch)

    def _split(self) -> Iterator[_Batch]:
        """Yield articles with their paragraphs, at most a segment's worth at a time."""
        encoder = self.encoding.encoder
        limit = encoder.description.document_pieces
        batch: list[tuple[int, tuple[Paragraph, ...]]] = []
        rows = 0
        for number, item in enumerate(self.read):
            self.progress(Progress("splitting", number, len(self.read)))
            cut = paragraphs.split(
                item.article.text,
                pieces=encoder.pieces,
                limit=limit,
                language=item.article.language,
                every=item.article.title_given,
            )
            if not cut:
                self.left_out.append((item, "there is nothing in it that could be found"))
                continue
            if batch and rows + len(cut) > SEGMENT_PARAGRAPHS:
                yield batch
                batch, rows = [], 0
            batch.append((number, cut))
            rows += len(cut)
        if batch:
            yield batch

    def _write_segment(self, batch: _Batch, left: int) -> SegmentEntry:
        """Write a segment.

        Args:
            batch: Of which articles.
            left: Characters of all articles that are not encoded yet, these included.
        """
        folder = merging.new_segment(self.index_dir)
        writer = SegmentWriter(folder, parts=parts.writers(self.came))
        texts: list[str] = []
        spans: list[list[Span]] = []
        titles: list[str] = []
        for done, (number, cut) in enumerate(batch):
            self.progress(Progress("indexing words", done, len(batch)))
            item = self.read[number]
            writer.add(item.article, item.stored, cut)
            titles.append(item.article.title if item.article.title_given else "")
            for paragraph in cut:
                start = paragraph.start
                texts.append(item.article.text[start : paragraph.end])
                spans.append([(a - start, b - start) for a, b in paragraph.sentences])
        writer.close_words()
        give_back()
        self._encode(writer, texts, spans, titles, left)
        self.progress(Progress("validating", 0, None))
        return merging.finish_segment(folder)

    def _encode(
        self,
        writer: SegmentWriter,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        titles: Sequence[str],
        left: int,
    ) -> None:
        """Encode the paragraphs and titles of a segment, and close it."""
        way, last = self.encoding, self.last
        if self.recall is not None:
            last = self.recall(reuse.digests(texts, spans))
        encode = partial(reuse.encode, encoder=way.encoder, journal=way.journal, exact=way.exact)
        coded = encode(
            texts,
            spans,
            known=KnownVectors.of_paragraphs(last, way.journal),
            progress=self._overall(sum(map(len, texts)), left),
        )
        self.encoded += coded.encoded
        named = encode(
            titles,
            [()] * len(titles),
            known=KnownVectors.of_titles(last, way.journal),
            progress=_ignore,
        )
        given = np.array([bool(title) for title in titles])
        ways = {str(segment.summary["encoded_as"]) for segment in last.segments} if last else set()
        if coded.encoded == 0 and len(ways) == 1:
            encoded_as = ways.pop()
        else:
            reused = coded.encoded < len(texts) and not ways <= {way.encoded_as}
            encoded_as = "mixed" if reused else way.encoded_as
        writer.close(
            vectors=Rows.of(coded.vectors),
            sentence_vectors=Rows.of(coded.parts),
            keys=Rows.of(coded.keys),
            title_vectors=Rows.of((named.vectors * given[:, None]).astype(coded.parts.dtype)),
            title_keys=Rows.of(named.keys),
            encoded_as=encoded_as,
        )

    def _overall(self, characters: int, left: int) -> OnProgress:
        """Return what reports the encoding of a segment as a part of the whole build.

        Args:
            characters: Of the segment.
            left: Of all that is not encoded yet, the segment included.
        """
        share = min(1.0, characters / left) if left else 1.0
        before = self.encoded

        def show(step: Progress) -> None:
            total = round((step.total or 0) / share)
            self.progress(Progress(step.stage, before + step.done, before + total))

        return show


def _ignore(step: Progress) -> None:
    """Show no progress."""
