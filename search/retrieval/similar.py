"""Similar articles and paragraphs: what to search for, from the rows of one.

Its vectors say what it means, and its most telling words what it is about.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from index.errors import ArticleNotFoundError
from index.generations.snapshot import Snapshot
from index.text import compounds
from search.query.options import SearchOptions
from search.query.query import Query
from search.retrieval.found import Found
from search.retrieval.retriever import Retriever

TERMS = 25
"""Telling words that are searched for: those with the highest tf * idf."""

LONGEST = 20_000
"""Characters of an article that its telling words are taken from."""


def find(
    snapshot: Snapshot,
    retriever: Retriever,
    article_id: str,
    paragraph: int | None,
    options: SearchOptions,
) -> Found:
    """Find what is like an article, or like one of its paragraphs, without copies of it.

    Raises:
        ArticleNotFoundError: There is no such article, or it has no such paragraph.
    """
    rows = rows_of(snapshot, article_id, paragraph)
    query = query_of(snapshot, retriever, rows, article_id, paragraph)
    same = copies_of(snapshot, rows, whole=paragraph is None)
    without = np.concatenate([rows, same])
    return retriever.find_like(query, vector_of(snapshot, rows), rows, options, without)


def rows_of(snapshot: Snapshot, article_id: str, paragraph: int | None) -> NDArray[np.int64]:
    """Return the rows of a live article, or of one of its paragraphs.

    Raises:
        ArticleNotFoundError: There is no such article, or it has no such paragraph.
    """
    rows = snapshot.rows_of(article_id)
    if paragraph is None:
        return np.array(rows, np.int64)
    if not 0 <= paragraph < len(rows):
        raise ArticleNotFoundError(
            f"{article_id!r} has no paragraph {paragraph}; they go from 0 to {len(rows) - 1}"
        )
    return np.array([rows[paragraph]], np.int64)


def vector_of(snapshot: Snapshot, rows: NDArray[np.int64]) -> NDArray[np.float32] | None:
    """Return the mean of the vectors of ascending rows, `(dim,)` float32 of unit length.

    None where they cancel out, or the model knew nothing of the texts.
    """
    parts = [segment.vectors[local] for segment, _, local in snapshot.by_segment(rows)]
    mean = np.concatenate(parts).mean(axis=0, dtype=np.float64)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length, np.float32) if length > 1e-6 else None


def query_of(
    snapshot: Snapshot,
    retriever: Retriever,
    rows: NDArray[np.int64],
    article_id: str,
    paragraph: int | None,
) -> Query:
    """Return a query of the most telling words of rows; a whole article has a title too."""
    passages = [snapshot.passage(int(row)) for row in rows]
    article, text = passages[0].article, snapshot.article_text(int(rows[0]))
    parts = [text[passage.start : passage.end] for passage in passages]
    if paragraph is None:
        parts.insert(0, article.title)
    counts = Counter(compounds.all_terms("\n\n".join(parts)[:LONGEST], article.language))
    weights = {weight.term: weight for weight in retriever.weights(tuple(counts))}
    telling = sorted(counts, key=lambda term: (-counts[term] * weights[term].idf, term))
    terms = tuple(telling[:TERMS])
    name = article_id if paragraph is None else f"{article_id}:{paragraph}"
    return Query(name, terms, ((0, 0),) * len(terms))


def copies_of(snapshot: Snapshot, rows: NDArray[np.int64], *, whole: bool) -> NDArray[np.int64]:
    """Return the rows of exact copies.

    Args:
        snapshot: Whose rows.
        rows: Ascending: of a paragraph, or of all paragraphs of an article.
        whole: Whether only articles count that print nothing but these paragraphs.
    """
    own = {bytes(key) for s, _, local in snapshot.by_segment(rows) for key in s.keys[local]}
    known = np.array(sorted(own), "S16")
    same = np.concatenate(
        [
            np.isin(np.ascontiguousarray(s.keys).view("S16").reshape(-1), known)
            for s in snapshot.segments
        ]
    )
    if whole:
        articles = snapshot.article_numbers
        every = np.bincount(articles) == np.bincount(articles, same)
        same = every[articles]
    return np.flatnonzero(same)
