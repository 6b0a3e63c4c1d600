"""Reading of an index in a folder: what a request reads of it; `protocol.py` says what that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.generations.manifest import Manifest, current_generation
from index.generations.snapshot import Snapshot, open_snapshot
from search.query.options import SearchOptions
from search.retrieval.background import OfProcess
from search.retrieval.retriever import Retriever


class Opened(NamedTuple):
    """A snapshot to read, and what finds rows in it."""

    snapshot: Snapshot
    retriever: Retriever


class FolderReading:
    """An index in a folder: all of one generation, mapped."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever | None = None) -> None:
        self._snapshot = snapshot
        first = iter([retriever] if retriever else [])
        self._of_process = OfProcess(lambda: next(first, None) or Retriever(snapshot))

    @property
    def manifest(self) -> Manifest:
        return self._snapshot.manifest

    @property
    def languages(self) -> tuple[str, ...]:
        return self._snapshot.languages

    def for_queries(self, texts: Sequence[str], options: SearchOptions) -> Opened:
        return self.whole("")

    def for_article(self, article_id: str) -> Opened:
        return self.whole("")

    def for_similar(self, article_id: str, paragraph: int | None, options: SearchOptions) -> Opened:
        return self.whole("")

    def whole(self, what: str) -> Opened:
        return Opened(self._snapshot, self._of_process.get())

    def newer_generation(self) -> int | None:
        current = current_generation(self._snapshot.index_dir)
        return current if current != self.manifest.generation else None

    def reopened(self) -> FolderReading:
        snapshot = open_snapshot(self._snapshot.index_dir)
        with snapshot.reading():
            return FolderReading(snapshot, self._of_process.get().reopened(snapshot))

    def close(self) -> None:
        self._of_process.get().close()
