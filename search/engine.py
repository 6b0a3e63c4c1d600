"""What does this index know about that? The only module that joins the stages of a query.

    text -> Query -> keyword scores, cosines -> blend -> best rows -> text fetched -> Results

Never imports torch, unless the index holds a model that could not be exported.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index import analysis
from index.encoder import TextEncoder, open_encoder, read_description
from index.errors import IndexDamagedError
from index.model import Article, Span
from index.reader import Snapshot, open_snapshot
from search import answer, dense, fusion
from search.keyword import KeywordHalf, KeywordScores
from search.model import Answer, Answers, ArticleInfo, Hit, Mode, Query, Ranking, Results
from search.parser import parse

MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic")
MAX_K = 1000
"""Most hits of one query."""

ROUNDING = 6
"""Scores that are equal to so many decimals are a tie, which article id and offset decide."""


def open_index(index_dir: str | os.PathLike[str]) -> Engine:
    """Open an index for queries.

    Args:
        index_dir: The folder that a build wrote.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: It was written by another version of the format.
        IndexDamagedError: It is not whole.
    """
    return Engine(open_snapshot(Path(index_dir)))


def ask(
    question: str, *, index_dir: str | os.PathLike[str], k: int = 3, mode: Mode = "hybrid"
) -> Answers:
    """Answer one question from the index in `index_dir`; see `Engine.ask` and `open_index`."""
    with open_index(index_dir) as engine:
        return engine.ask(question, k=k, mode=mode)


@dataclass(frozen=True, slots=True)
class _Scores:
    """What the halves say of all rows.

    Attributes:
        sentences: Cosines of the candidates' sentences, by row; empty where there are none.
        ranking: Candidates, best first, ties in order.
    """

    query: Query
    keyword: KeywordScores | None
    semantic: NDArray[np.float32] | None
    vector: NDArray[np.float32] | None
    sentences: dict[int, NDArray[np.float32]]
    ranking: Ranking
    warnings: tuple[str, ...]

    @property
    def halves(self) -> tuple[str, ...]:
        names = (("keyword", self.keyword), ("semantic", self.semantic))
        return tuple(name for name, scores in names if scores is not None)


class Engine:
    """Answers queries from one generation of an index. Safe to share between threads.

    Use as a context manager, or call `close`.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._keyword = KeywordHalf(snapshot)
        self._encoder: TextEncoder | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the encoder; files are unmapped when the last result is gone."""
        self._encoder = None

    @property
    def generation(self) -> int:
        """Number of the generation that this engine reads."""
        return self._snapshot.manifest.generation

    def search(self, query: str, *, k: int = 10, mode: Mode = "hybrid") -> Results:
        """Find the paragraphs that match a query best.

        Args:
            query: Words or a question.
            k: Hits wanted, 1 to `MAX_K`. Scores do not depend on it.
            mode: "hybrid", "keyword" or "semantic".

        Returns:
            Hits, best first.

        Raises:
            QueryError: The query is empty or too long.
            ValueError: `k` or `mode` is not one of those above.
            IndexDamagedError: `mode` is "semantic" and the encoder cannot be opened.
        """
        started = time.perf_counter()
        scores = self._score(query, k, mode)
        hits = tuple(
            self._hit(rank, row, score, scores)
            for rank, (row, score) in enumerate(_pairs(scores, k), start=1)
        )
        took = (time.perf_counter() - started) * 1000
        return Results(
            scores.query.text, mode, scores.halves, scores.warnings, self.generation, took, hits
        )

    def ask(self, question: str, *, k: int = 3, mode: Mode = "hybrid") -> Answers:
        """Find the sentences that answer a question.

        Args:
            question: As one would ask a person.
            k: Answers wanted, 1 to `MAX_K`.
            mode: "hybrid", "keyword" or "semantic".

        Returns:
            At most `k` sentences, best first; none where nothing in the index answers.

        Raises:
            As `search`.
        """
        started = time.perf_counter()
        scores = self._score(question, max(k, answer.PARAGRAPHS), mode)
        found = tuple(self._answers(scores)[:k])
        took = (time.perf_counter() - started) * 1000
        return Answers(
            scores.query.text, mode, scores.halves, scores.warnings, self.generation, took, found
        )

    def article(self, article_id: str) -> Article:
        """Return an article with its text.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        return self._snapshot.article(article_id)

    def paragraphs(self, article_id: str) -> tuple[Span, ...]:
        """Return the spans of an article's paragraphs in its text, in order.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        return self._snapshot.paragraphs(article_id)

    def _score(self, text: str, k: int, mode: Mode) -> _Scores:
        """Let both halves score all rows, and order the best of the blend."""
        if not 1 <= k <= MAX_K:
            raise ValueError(f"k must be from 1 to {MAX_K}, not {k}")
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, not {mode!r}")
        query = parse(text)
        warnings: list[str] = []
        vector = self._vector(query, mode, warnings) if mode != "keyword" else None
        keyword = self._keyword.score(query.terms) if mode != "semantic" and query.terms else None
        if keyword is None and mode != "semantic":
            warnings.append("keyword search took no part: the query has only stop words")
        semantic = dense.cosines(self._snapshot, vector) if vector is not None else None
        if keyword is None and semantic is None:
            nothing = Ranking(np.empty(0, np.int64), np.empty(0, np.float64))
            return _Scores(query, None, None, None, {}, nothing, tuple(warnings))
        bound = keyword.bound if keyword else 0.0
        first = fusion.blend(keyword.scores if keyword else None, bound, semantic)
        count = max(fusion.CANDIDATES, k)
        rows = fusion.best_rows(first, self._snapshot.live, count)
        sentences: dict[int, NDArray[np.float32]] = {}
        final = first[rows]
        if vector is not None and semantic is not None:
            found = dense.sentence_cosines(self._snapshot, rows.tolist(), vector)
            if found is not None:
                sentences = dict(zip(rows.tolist(), found, strict=True))
                best = np.array([part.max(initial=-1.0) for part in found], np.float32)
                final = fusion.blend(
                    keyword.scores[rows] if keyword else None,
                    bound,
                    fusion.with_sentences(semantic[rows], best),
                )
        if semantic is None:  # without a term in common there is nothing to show
            rows, final = rows[final > 0], final[final > 0]
        ranking = self._ranked(rows, np.clip(final, 0, 1).astype(np.float64))
        return _Scores(query, keyword, semantic, vector, sentences, ranking, tuple(warnings))

    def _ranked(self, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> Ranking:
        """Order by score, ties by article id and offset, never by row."""
        scores = np.round(scores, ROUNDING)
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
        return Ranking(rows[order], scores[order])

    def _vector(self, query: Query, mode: Mode, warnings: list[str]) -> NDArray[np.float32] | None:
        """Encode a query; in hybrid mode a broken encoder is a warning, not the end."""
        try:
            encoder = self._open_encoder()
        except IndexDamagedError as error:
            if mode == "semantic":
                raise
            warnings.append(f"semantic search took no part: {error}")
            return None
        if encoder.description.kind == "none":
            warnings.append("slow: the model of this index was not exported and runs on torch")
        vector: NDArray[np.float32] = encoder.queries([query.text])[0]
        return vector

    def _open_encoder(self) -> TextEncoder:
        with self._lock:
            if self._encoder is None:
                folder = self._snapshot.encoder_folder
                if read_description(folder).kind == "none":
                    from index.embedding import TorchEncoder

                    self._encoder = TorchEncoder(self._snapshot.manifest.settings.model)
                else:
                    self._encoder = open_encoder(folder)
            return self._encoder

    def _hit(self, rank: int, row: int, score: float, scores: _Scores) -> Hit:
        """Fetch what is shown of a row."""
        passage = self._snapshot.passage(row)
        text = self._snapshot.article_text(row)[passage.start : passage.end]
        keyword = scores.keyword.scores if scores.keyword else None
        return Hit(
            rank=rank,
            score=score,
            keyword_score=_value(keyword, row),
            semantic_score=_value(scores.semantic, row),
            keyword_rank=self._place(keyword, row)
            if keyword is not None and keyword[row]
            else None,
            semantic_rank=self._place(scores.semantic, row),
            article=_info(passage.article),
            paragraph=passage.number,
            start=passage.start,
            end=passage.end,
            text=text,
            highlights=_matches(text, scores.query.terms),
        )

    def _place(self, scores: NDArray[np.float32] | None, row: int) -> int | None:
        """Return the place of a row among all live rows of one half, from 1."""
        if scores is None:
            return None
        better = scores > scores[row]
        if self._snapshot.live is not None:
            better &= self._snapshot.live
        return 1 + int(np.count_nonzero(better))

    def _answers(self, scores: _Scores) -> list[Answer]:
        """Choose sentences from the best paragraphs, and fetch what is shown of them."""
        paragraphs = [
            self._candidate(row, score, scores) for row, score in _pairs(scores, answer.PARAGRAPHS)
        ]
        idf = {weight.term: weight.idf for weight in scores.keyword.terms} if scores.keyword else {}
        found = []
        for choice in answer.choose(scores.query.text, scores.query.terms, idf, paragraphs):
            passage = self._snapshot.passage(choice.row)
            text = self._snapshot.article_text(choice.row)
            start, end = choice.span
            found.append(
                Answer(
                    text=text[start:end],
                    score=choice.score,
                    article=_info(passage.article),
                    paragraph=passage.number,
                    start=start,
                    end=end,
                    context=text[passage.start : passage.end],
                    context_start=passage.start,
                )
            )
        return found

    def _candidate(self, row: int, score: float, scores: _Scores) -> answer.Candidate:
        segment, local = self._snapshot.locate(row)
        spans = [(int(a), int(b)) for a, b in segment.sentences_of(local)[0]]
        passage = self._snapshot.passage(row)
        text = self._snapshot.article_text(row)
        cosines = scores.sentences.get(row)
        if cosines is None and scores.vector is not None:
            coded = self._open_encoder().documents([text[a:b] for a, b in spans], [()] * len(spans))
            cosines = coded.vectors @ scores.vector
        keyword = _value(scores.keyword.scores, row) if scores.keyword else 0.0
        return answer.Candidate(
            row=row,
            score=score,
            cosine=_value(scores.semantic, row) or 0.0,
            keyword_share=(keyword or 0.0) / scores.keyword.bound if scores.keyword else 0.0,
            title=passage.article.title,
            text=text[passage.start : passage.end],
            spans=tuple(spans),
            sentences=tuple(text[a:b] for a, b in spans),
            cosines=tuple(float(value) for value in cosines) if cosines is not None else None,
        )


def _pairs(scores: _Scores, count: int) -> Sequence[tuple[int, float]]:
    """Return the first rows of the ranking with their scores."""
    ranking = scores.ranking
    return list(zip(ranking.rows[:count].tolist(), ranking.scores[:count].tolist(), strict=True))


def _value(scores: NDArray[np.float32] | None, row: int) -> float | None:
    return None if scores is None else round(float(scores[row]), ROUNDING)


def _info(article: Article) -> ArticleInfo:
    return ArticleInfo(article.id, article.title, article.source, article.date, article.path)


def _matches(text: str, terms: Sequence[str]) -> tuple[Span, ...]:
    """Return the spans of the words in `text` whose stem is one of `terms`."""
    wanted = set(terms)
    return tuple(
        (token.start, token.end)
        for token in analysis.tokens(text)
        if token.word not in analysis.STOP_WORDS and analysis.stem(token.word) in wanted
    )
