"""Which paragraphs match a query, and how well? Both halves over all rows -> candidates.

    text -> Query -> keyword scores, cosines -> best rows of each -> blend -> ranking

No text is fetched here. Never imports torch, unless the index holds a model that could not be
exported.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.analysis import ANALYZER_VERSION
from index.encoder import TextEncoder, open_encoder, read_description
from index.errors import IndexDamagedError
from index.reader import Snapshot
from search import dense, fusion
from search.keyword import Contribution, KeywordHalf, KeywordScores
from search.model import MODES, Mode, Query, Ranking
from search.parser import parse

MAX_K = 1000
"""Most hits of one query."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a query: candidates, best first, ties in order.

    Attributes:
        halves: Those that took part.
        ranking: Rows and calibrated scores.
        blended: The blend of the same rows before it was calibrated.
        keyword: What the keyword half says of all rows, or None.
        keyword_scores, semantic_scores: Of the rows of `ranking`; None where a half took no part.
        cosines, titles: Of the paragraphs, and of their articles' titles (-1 where there is none);
            None without a query vector.
        vector: The encoded query, or None.
        sentences: Cosines of the sentences of each candidate; empty where none are stored.
        repeats: For a row that stands for others that are nearly the same, those.
    """

    query: Query
    halves: tuple[str, ...]
    ranking: Ranking
    blended: NDArray[np.float64]
    keyword: KeywordScores | None
    keyword_scores: NDArray[np.float32] | None
    semantic_scores: NDArray[np.float32] | None
    cosines: NDArray[np.float32] | None
    titles: NDArray[np.float32] | None
    vector: NDArray[np.float32] | None
    sentences: dict[int, NDArray[np.float32]]
    warnings: tuple[str, ...]
    repeats: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def check_arguments(k: int, mode: str) -> None:
    """Raise ValueError if `k` is not 1 to `MAX_K`, or `mode` none of those that there are."""
    if not 1 <= k <= MAX_K:
        raise ValueError(f"k must be from 1 to {MAX_K}, not {k}")
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, not {mode!r}")


class Retriever:
    """Finds rows of one generation. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, *, one_shot: bool = False) -> None:
        self._snapshot = snapshot
        self._one_shot = one_shot
        self._keyword = KeywordHalf(snapshot)
        self._encoder: TextEncoder | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the encoder."""
        self._encoder = None

    def reopened(self, snapshot: Snapshot) -> Retriever:
        """Return a retriever for another generation; it shares the encoder if that is the same."""
        new = Retriever(snapshot, one_shot=self._one_shot)
        if snapshot.encoder_folder == self._snapshot.encoder_folder:
            new._encoder = self._encoder  # safe to share between threads
        return new

    def find(
        self, text: str, k: int, mode: Mode, *, without: NDArray[np.int64] | None = None
    ) -> Found:
        """Let both halves score all rows, and rank the best of each by the blend.

        Args:
            text: The query.
            k: How many rows are wanted at least.
            mode: Which halves.
            without: `(n,)` rows that may not be found; the scores of others are as with them.

        Raises:
            QueryError: The query is empty or too long.
            IndexDamagedError: `mode` is "semantic" and the encoder cannot be opened.
        """
        query = parse(text, self._snapshot.languages)
        warnings = self._version_warnings()
        vector = self._vector(query, mode, warnings) if mode != "keyword" else None
        cosines = dense.cosines(self._snapshot, vector) if vector is not None else None
        keyword = None
        if mode != "semantic" and query.terms:
            keyword = self._keyword.score(query.terms, query.variants)
        if keyword is None and mode != "semantic":
            warnings.append("keyword search took no part: the query has only stop words")

        halves = [keyword.scores if keyword else None, cosines]
        rows = fusion.candidates(halves, self._allowed(without), max(fusion.CANDIDATES, k))
        sentences = dense.sentence_cosines(self._snapshot, rows, vector)
        titles = dense.title_cosines(self._snapshot, rows, vector)
        matched = keyword.scores[rows] if keyword else None
        exact = dense.row_cosines(self._snapshot, rows, vector)
        meant = None if exact is None else fusion.semantic(exact, sentences, titles)
        blended = fusion.blend(matched, keyword.bound if keyword else 0.0, meant)
        named = (("keyword", matched), ("semantic", meant))
        taking_part = tuple(name for name, half in named if half is not None)
        scores = fusion.calibrate(blended, taking_part)
        order = self._order(rows, scores)
        return Found(
            query=query,
            halves=taking_part,
            ranking=Ranking(rows[order], scores[order]),
            blended=blended[order],
            keyword=keyword,
            keyword_scores=None if matched is None else matched[order],
            semantic_scores=None if meant is None else meant[order],
            cosines=None if exact is None else exact[order],
            titles=None if titles is None else titles[order],
            vector=vector,
            sentences=dict(zip(rows.tolist(), sentences, strict=True)) if sentences else {},
            warnings=tuple(warnings),
        )

    def _version_warnings(self) -> list[str]:
        """Say so where the index's words were made by another version of the analyzer."""
        made = self._snapshot.manifest.settings.analyzer
        if made == ANALYZER_VERSION:
            return []
        return [
            f"keyword search may miss words: the index was analysed by version {made}, this is"
            f" version {ANALYZER_VERSION}; rebuild it with `seedsearch build --full`"
        ]

    def explain(self, found: Found, count: int) -> list[Contribution]:
        """Say what the words of the query add to the scores of the best `count` rows."""
        if found.keyword is None:
            return []
        query = found.query
        return self._keyword.explain(query.terms, query.variants, found.ranking.rows[:count])

    def _order(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the places of `rows` by score, ties by article id and offset, never by row."""
        order = np.argsort(-scores, kind="stable")
        ordered = scores[order]
        start = 0
        for end in [*(np.flatnonzero(np.diff(ordered)) + 1).tolist(), len(ordered)]:
            if end - start > 1:
                tied = order[start:end].tolist()
                passages = {at: self._snapshot.passage(int(rows[at])) for at in tied}
                tied.sort(key=lambda at: (passages[at].article.id, passages[at].start))
                order[start:end] = tied
            start = end
        return order

    def _allowed(self, without: NDArray[np.int64] | None) -> NDArray[np.bool_] | None:
        """Return `(rows,)` which rows may be found, or None for all."""
        if without is None:
            return self._snapshot.live
        live = self._snapshot.live
        allowed = np.ones(self._snapshot.rows, bool) if live is None else live.copy()
        allowed[without] = False
        return allowed

    def _vector(self, query: Query, mode: Mode, warnings: list[str]) -> NDArray[np.float32] | None:
        """Encode a query; in hybrid mode a broken encoder is a warning, not the end."""
        try:
            encoder = self.encoder()
        except IndexDamagedError as error:
            if mode == "semantic":
                raise
            warnings.append(f"semantic search took no part: {error}")
            return None
        if encoder.description.kind == "none":
            warnings.append("slow: the model of this index was not exported and runs on torch")
        vector: NDArray[np.float32] = encoder.queries([query.text])[0]
        if not vector.any():
            warnings.append("semantic search took no part: the model knows nothing of the query")
            return None
        reads = encoder.description.document_pieces
        # A word piece has at least one byte, so a short query needs no count; a static model reads
        # all of it.
        is_long = len(query.text.encode("utf-8", "replace")) > reads
        if is_long and encoder.description.kind != "static":
            pieces = encoder.pieces(query.text)
            if len(pieces) > reads:
                warnings.append(
                    "semantic search read only the beginning of the query, up to character"
                    f" {pieces[reads - 1][1]:,}: more than {reads} word pieces are not read"
                )
        return vector

    def encoder(self) -> TextEncoder:
        """Return the index's encoder, opened once."""
        with self._lock:
            if self._encoder is None:
                folder = self._snapshot.encoder_folder
                if read_description(folder).kind == "none":
                    from index.embedding import TorchEncoder

                    self._encoder = TorchEncoder(self._snapshot.manifest.settings.model)
                else:
                    self._encoder = open_encoder(folder, one_shot=self._one_shot)
            return self._encoder
