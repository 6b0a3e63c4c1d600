"""What does this index know about that? The only module that joins the stages of a query.

    text -> retrieval -> best rows -> text fetched -> Results, Answers

Never imports torch, unless the index holds a model that could not be exported.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import analysis
from index.encoder import TextEncoder
from index.errors import ArticleNotFoundError, IndexDamagedError, QueryError
from index.model import Article, Span
from index.reader import Snapshot, open_snapshot
from index.snapshot import current_generation
from search import fusion, repeats
from search.model import (
    Answer,
    Answers,
    ArticleInfo,
    ArticleScore,
    ArticleScores,
    Hit,
    Mode,
    Query,
    Results,
)
from search.retrieval import MAX_K, Found, Retriever, check_arguments


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
    snapshot = open_snapshot(Path(index_dir), generation=generation)
    with _damage(snapshot.index_dir):
        return Engine(snapshot, Retriever(snapshot, one_shot=one_shot))


def ask(
    question: str, *, index_dir: str | os.PathLike[str], k: int = 3, mode: Mode = "hybrid"
) -> Answers:
    """Answer one question from the index in `index_dir`; see `Engine.ask` and `open_index`."""
    with open_index(index_dir) as engine:
        return engine.ask(question, k=k, mode=mode)


@contextmanager
def _damage(index_dir: Path) -> Iterator[None]:
    """Say so where numbers in a damaged file lead nowhere; opening checks only sizes."""
    try:
        yield
    except (IndexError, ValueError, OverflowError, MemoryError) as error:
        if isinstance(error, QueryError):
            raise
        raise IndexDamagedError(
            f"the index in {index_dir} is damaged ({error}); `seedsearch verify` says where,"
            " `seedsearch build --full` rebuilds it"
        ) from error


class Engine:
    """Answers queries from one generation of an index. Safe to share between threads.

    Use as a context manager, or call `close`.
    """

    def __init__(self, snapshot: Snapshot, retriever: Retriever | None = None) -> None:
        self._snapshot = snapshot
        self._retriever = retriever or Retriever(snapshot)

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
        self._retriever.close()

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
        with _damage(snapshot.index_dir):
            return Engine(snapshot, self._retriever.reopened(snapshot))

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        explain: bool = False,
        every: bool = False,
    ) -> Results:
        """Find the paragraphs that match a query best.

        Args:
            query: Words or a question.
            k: Hits wanted, 1 to `MAX_K`. Scores do not depend on it.
            mode: "hybrid", "keyword" or "semantic".
            explain: Whether each hit says why it has its score, for a forward pass a hit.
            every: Whether paragraphs that are nearly the same are hits of their own; else the one
                with the earliest date is the hit, and its `also` says where the others are.

        Returns:
            Hits, best first.

        Raises:
            QueryError: The query is empty or too long.
            ValueError: `k` or `mode` is not one of those above.
            IndexDamagedError: `mode` is "semantic" and the encoder cannot be opened.
        """
        started = time.perf_counter()
        check_arguments(k, mode)
        with _damage(self._snapshot.index_dir):
            if every:
                found = self._retriever.find(query, k, mode)
            else:
                found = repeats.once(
                    self._snapshot, lambda n: self._retriever.find(query, n, mode), k
                )
            hits = tuple(self._hit(at, found) for at in range(min(k, len(found.ranking.rows))))
            if explain:
                hits = self._explained(found, hits)
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
        from search import answer, asking  # a search does not need them

        started = time.perf_counter()
        check_arguments(k, mode)
        with _damage(self._snapshot.index_dir):
            found = self._retriever.find(question, max(k, answer.PARAGRAPHS), mode)
            encoder = self._encoder_for(found)
            once = repeats.without_repeats(self._snapshot, found)
            chosen = asking.best(self._snapshot, once, encoder, threshold=answer.THRESHOLD)
            answers = tuple(asking.with_agreement(self._snapshot, found, chosen, k))
        return Answers(answers=answers, **self._head(found, mode, started))

    def articles(self, query: str, *, k: int = 100, mode: Mode = "hybrid") -> ArticleScores:
        """Rank whole articles, each by its best paragraph. Fetches no text.

        Args:
            query: Words or a question.
            k: Articles wanted, 1 to `MAX_K`.
            mode: "hybrid", "keyword" or "semantic".

        Raises:
            As `search`.
        """
        started = time.perf_counter()
        check_arguments(k, mode)
        with _damage(self._snapshot.index_dir):
            found = self._retriever.find(query, MAX_K, mode)
            rows, scores = found.ranking.rows, found.ranking.scores
            _, first = np.unique(self._snapshot.article_numbers[rows], return_index=True)
            best = tuple(
                ArticleScore(self._snapshot.passage(int(rows[at])).article.id, float(scores[at]))
                for at in np.sort(first)[:k]
            )
        return ArticleScores(articles=best, **self._head(found, mode, started))

    def best_answer(
        self, question: str, *, mode: Mode = "hybrid", without: Collection[str] = ()
    ) -> Answer | None:
        """Return the first answer, however unlikely it is one: for measuring how well `ask` knows.

        Args:
            question: As for `ask`.
            mode: "hybrid", "keyword" or "semantic".
            without: Ids of articles that are not looked at; ids that the index does not have
                make no difference.

        Returns:
            The sentence that stands first if any does; None where there is no candidate.

        Raises:
            As `search`.
        """
        from search import answer, asking

        check_arguments(1, mode)
        with _damage(self._snapshot.index_dir):
            rows: list[int] = []
            for id_ in without:
                with suppress(ArticleNotFoundError):
                    rows += self._snapshot.rows_of(id_)
            left_out = np.array(rows, np.int64) if rows else None
            found = self._retriever.find(question, answer.PARAGRAPHS, mode, without=left_out)
            chosen = asking.best(self._snapshot, found, self._encoder_for(found), threshold=0.0)
            return asking.fetched(self._snapshot, chosen[0]) if chosen else None

    def article(self, article_id: str) -> Article:
        """Return an article with its text.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        with _damage(self._snapshot.index_dir):
            return self._snapshot.article(article_id)

    def paragraphs(self, article_id: str) -> tuple[Span, ...]:
        """Return the spans of an article's paragraphs in its text, in order.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        with _damage(self._snapshot.index_dir):
            return self._snapshot.paragraphs(article_id)

    def boilerplate(self, article_id: str) -> frozenset[int]:
        """Return which of an article's paragraphs its outlet prints everywhere: they are no hits.

        Raises:
            ArticleNotFoundError: The index has none with this id.
        """
        with _damage(self._snapshot.index_dir):
            return self._snapshot.boilerplate(article_id)

    def _head(self, found: Found, mode: Mode, started: float) -> dict[str, Any]:
        """Return what hits and answers have in common."""
        return {
            "query": found.query.text,
            "mode": mode,
            "halves": found.halves,
            "warnings": found.warnings,
            "generation": self.generation,
            "took_ms": (time.perf_counter() - started) * 1000,
        }

    def _encoder_for(self, found: Found) -> TextEncoder | None:
        """Return the encoder if it took part."""
        return self._retriever.encoder() if found.vector is not None else None

    def _hit(self, at: int, found: Found) -> Hit:
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
            article=ArticleInfo.of(passage.article),
            paragraph=passage.number,
            start=passage.start,
            end=passage.end,
            text=text,
            highlights=_matches(text, passage.article.language, found.query),
            page=passage.article.page_at(passage.start),
            also=repeats.citations(self._snapshot, found.repeats.get(row, ())),
        )

    def _explained(self, found: Found, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Say of each hit why it has its score."""
        from search import explain  # most searches do not need it

        contributions = self._retriever.explain(found, len(hits))
        encoder = self._encoder_for(found)
        explained = []
        for at, hit in enumerate(hits):
            segment, local = self._snapshot.locate(int(found.ranking.rows[at]))
            spans = segment.sentences_of(local)[0] - hit.start
            averaged = encoder.averaged(hit.text) if encoder else None
            reasons = explain.explain(hit, at, found, contributions, spans, averaged)
            explained.append(replace(hit, explanation=reasons))
        return tuple(explained)


def _value(scores: NDArray[np.float32] | None, at: int) -> float | None:
    return None if scores is None else round(float(scores[at]), fusion.DECIMALS)


def _place(scores: NDArray[np.float32] | None, at: int, *, above: float) -> int | None:
    """Return the place of a candidate in one half alone, from 1; None at `above` or below."""
    if scores is None or scores[at] <= above:
        return None
    return 1 + int(np.count_nonzero(scores > scores[at]))


def _matches(text: str, language: str, query: Query) -> tuple[Span, ...]:
    """Return the spans of the words in `text` that are words of the query."""
    wanted = query.meant
    return tuple(
        (token.start, token.end)
        for stem, token in analysis.stemmed(text, analysis.tokens(text), language)
        if stem in wanted
    )
