"""What does this index know about that? The only module that joins the stages of a query.

    text -> Query -> keyword scores, cosines -> blend -> best rows -> text fetched -> Results

Never imports torch, unless the index holds a model that could not be exported.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index import analysis
from index.encoder import TextEncoder, open_encoder, read_description
from index.errors import IndexDamagedError
from index.model import Article, Span
from index.reader import Snapshot, open_snapshot
from index.snapshot import current_generation
from search import dense, fusion
from search.keyword import KeywordHalf, KeywordScores
from search.model import (
    MODES,
    Answer,
    Answers,
    ArticleInfo,
    Hit,
    Mode,
    Query,
    Ranking,
    Results,
)
from search.parser import parse

if TYPE_CHECKING:
    from search import answer

MAX_K = 1000
"""Most hits of one query."""


def open_index(
    index_dir: str | os.PathLike[str], *, generation: int | None = None, one_shot: bool = False
) -> Engine:
    """Open an index for queries.

    Args:
        index_dir: The folder that a build wrote.
        generation: One that is kept; the current one if None.
        one_shot: Whether for a single search: then the first one is faster, and others slower.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: It was written by another version of the format.
        IndexDamagedError: It is not whole.
        GenerationNotFoundError: It keeps no such generation.
    """
    return Engine(open_snapshot(Path(index_dir), generation=generation), one_shot=one_shot)


def ask(
    question: str, *, index_dir: str | os.PathLike[str], k: int = 3, mode: Mode = "hybrid"
) -> Answers:
    """Answer one question from the index in `index_dir`; see `Engine.ask` and `open_index`."""
    with open_index(index_dir) as engine:
        return engine.ask(question, k=k, mode=mode)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for a query: candidates, best first, ties in order.

    Attributes:
        halves: Those that took part.
        ranking: Rows and calibrated scores.
        blended: The blend of the same rows before it was calibrated.
        keyword: What the keyword half says of all rows, or None.
        keyword_scores, semantic_scores: Of the rows of `ranking`; None where a half took no part.
        vector: The encoded query, or None.
        sentences: Cosines of the sentences of each candidate; empty where none are stored.
    """

    query: Query
    halves: tuple[str, ...]
    ranking: Ranking
    blended: NDArray[np.float64]
    keyword: KeywordScores | None
    keyword_scores: NDArray[np.float32] | None
    semantic_scores: NDArray[np.float32] | None
    vector: NDArray[np.float32] | None
    sentences: dict[int, NDArray[np.float32]]
    warnings: tuple[str, ...]


class Engine:
    """Answers queries from one generation of an index. Safe to share between threads.

    Use as a context manager, or call `close`.
    """

    def __init__(self, snapshot: Snapshot, *, one_shot: bool = False) -> None:
        self._snapshot = snapshot
        self._one_shot = one_shot
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
        """Number of the generation that this engine reads, whatever is published meanwhile."""
        return self._snapshot.manifest.generation

    def newer_generation(self) -> int | None:
        """Return the number of the current generation if it is another than this one.

        Raises:
            IndexMissingError, IndexDamagedError: The index is gone or not readable any more; this
                engine goes on answering all the same.
        """
        current = current_generation(self._snapshot.index_dir)
        return current if current != self.generation else None

    def reopen(self) -> Engine:
        """Return an engine for the current generation; this one stays as it is.

        Raises:
            As `open_index`.
        """
        snapshot = open_snapshot(self._snapshot.index_dir)
        engine = Engine(snapshot, one_shot=self._one_shot)
        if snapshot.encoder_folder == self._snapshot.encoder_folder:
            engine._encoder = self._encoder  # the same model, and thread-safe
        return engine

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
        with self._damage():
            found = self._find(query, k, mode)
            hits = tuple(self._hit(at, found) for at in range(min(k, len(found.ranking.rows))))
        return Results(hits=hits, **self._head(found, mode, started))

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
        from search import answer  # a search does not need it

        started = time.perf_counter()
        with self._damage():
            found = self._find(question, max(k, answer.PARAGRAPHS), mode)
            answers = tuple(self._answers(found)[:k])
        return Answers(answers=answers, **self._head(found, mode, started))

    def article(self, article_id: str) -> Article:
        """Return an article with its text.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        with self._damage():
            return self._snapshot.article(article_id)

    def paragraphs(self, article_id: str) -> tuple[Span, ...]:
        """Return the spans of an article's paragraphs in its text, in order.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        with self._damage():
            return self._snapshot.paragraphs(article_id)

    @contextlib.contextmanager
    def _damage(self) -> Iterator[None]:
        """Say so where numbers in a damaged file lead nowhere; opening checks only sizes."""
        try:
            yield
        except (IndexError, OverflowError, UnicodeError, MemoryError) as error:
            raise IndexDamagedError(
                f"the index in {self._snapshot.index_dir} is damaged ({error}); `seedsearch verify`"
                " says where, `seedsearch build --full` rebuilds it"
            ) from error

    def _find(self, text: str, k: int, mode: Mode) -> _Found:
        """Let both halves score all rows, and rank the best of each by the blend."""
        if not 1 <= k <= MAX_K:
            raise ValueError(f"k must be from 1 to {MAX_K}, not {k}")
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, not {mode!r}")
        query = parse(text)
        warnings: list[str] = []
        vector = self._vector(query, mode, warnings) if mode != "keyword" else None
        cosines = dense.cosines(self._snapshot, vector) if vector is not None else None
        keyword = self._keyword.score(query.terms) if mode != "semantic" and query.terms else None
        if keyword is None and mode != "semantic":
            warnings.append("keyword search took no part: the query has only stop words")

        halves = [keyword.scores if keyword else None, cosines]
        rows = fusion.candidates(halves, self._snapshot.live, max(fusion.CANDIDATES, k))
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
        return _Found(
            query=query,
            halves=taking_part,
            ranking=Ranking(rows[order], scores[order]),
            blended=blended[order],
            keyword=keyword,
            keyword_scores=None if matched is None else matched[order],
            semantic_scores=None if meant is None else meant[order],
            vector=vector,
            sentences=dict(zip(rows.tolist(), sentences, strict=True)) if sentences else {},
            warnings=tuple(warnings),
        )

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

    def _head(self, found: _Found, mode: Mode, started: float) -> dict[str, Any]:
        """Return what hits and answers have in common."""
        return {
            "query": found.query.text,
            "mode": mode,
            "halves": found.halves,
            "warnings": found.warnings,
            "generation": self.generation,
            "took_ms": (time.perf_counter() - started) * 1000,
        }

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
                    self._encoder = open_encoder(folder, one_shot=self._one_shot)
            return self._encoder

    def _hit(self, at: int, found: _Found) -> Hit:
        """Fetch what is shown of the candidate at place `at` of the ranking."""
        row = int(found.ranking.rows[at])
        passage = self._snapshot.passage(row)
        text = self._snapshot.article_text(row)[passage.start : passage.end]
        return Hit(
            rank=at + 1,
            score=float(found.ranking.scores[at]),
            keyword_score=_value(found.keyword_scores, at),
            semantic_score=_value(found.semantic_scores, at),
            keyword_rank=_place(found.keyword_scores, at, above=0),
            semantic_rank=_place(found.semantic_scores, at, above=-2),
            article=_info(passage.article),
            paragraph=passage.number,
            start=passage.start,
            end=passage.end,
            text=text,
            highlights=_matches(text, found.query.terms),
        )

    def _answers(self, found: _Found) -> list[Answer]:
        """Choose sentences from the best paragraphs, and fetch what is shown of them."""
        from search import answer

        encoder = self._open_encoder() if found.vector is not None else None
        asked = encoder.tokens([found.query.text], are_queries=True) if encoder else None
        terms = found.keyword.terms if found.keyword else ()
        question = answer.Question(
            found.query.text,
            {weight.term: weight.idf for weight in terms},
            asked[0] if asked else None,
        )
        answers = []
        for choice in answer.choose(question, self._candidates(found, encoder)):
            passage = self._snapshot.passage(choice.row)
            text = self._snapshot.article_text(choice.row)
            start, end = choice.span
            answers.append(
                Answer(
                    text=text[start:end],
                    score=round(choice.score, fusion.DECIMALS),
                    article=_info(passage.article),
                    paragraph=passage.number,
                    start=start,
                    end=end,
                    context=text[passage.start : passage.end],
                    context_start=passage.start,
                )
            )
        return answers

    def _candidates(self, found: _Found, encoder: TextEncoder | None) -> list[answer.Candidate]:
        """Fetch what is looked at of the best paragraphs to choose a sentence."""
        from search import answer

        rows = found.ranking.rows[: answer.PARAGRAPHS].tolist()
        passages = [self._snapshot.passage(row) for row in rows]
        articles = [self._snapshot.article_text(row) for row in rows]
        texts = [text[p.start : p.end] for text, p in zip(articles, passages, strict=True)]
        tokens = encoder.tokens(texts, are_queries=False) if encoder and texts else None
        candidates = []
        for at, row in enumerate(rows):
            segment, local = self._snapshot.locate(row)
            spans = [(int(a), int(b)) for a, b in segment.sentences_of(local)[0]]
            cosines = found.sentences.get(row)
            if cosines is None and encoder is not None and found.vector is not None:
                sentences = [articles[at][a:b] for a, b in spans]
                cosines = encoder.documents(sentences, [()] * len(spans)).vectors @ found.vector
            candidates.append(
                answer.Candidate(
                    row=row,
                    blend=float(found.blended[at]),
                    title=passages[at].article.title if passages[at].article.title_given else "",
                    start=passages[at].start,
                    text=texts[at],
                    sentences=tuple(spans),
                    cosines=cosines,
                    tokens=tokens[at] if tokens else None,
                )
            )
        return candidates


def _value(scores: NDArray[np.float32] | None, at: int) -> float | None:
    return None if scores is None else round(float(scores[at]), fusion.DECIMALS)


def _place(scores: NDArray[np.float32] | None, at: int, *, above: float) -> int | None:
    """Return the place of a candidate in one half alone, from 1; None at `above` or below."""
    if scores is None or scores[at] <= above:
        return None
    return 1 + int(np.count_nonzero(scores > scores[at]))


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
