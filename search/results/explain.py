"""Explanation of a hit's score: shares that add up to it, pure.

A cosine with a mean of token embeddings is a sum over the tokens, so it splits exactly:

    cos(q, d) = q . mean(e) / |mean(e)| = sum over tokens i of  q . e_i / (n * |mean(e)|)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.encoders.types import TokenVectors
from index.text import analyzer, compounds
from index.types import Span
from search.query.query import Query, Synonym
from search.results.highlights import form_spans
from search.retrieval import fusion
from search.retrieval.bm25 import Contribution
from search.retrieval.found import Found
from search.types import Explanation, Hit, TermShare, TokenShare


def explain(
    hit: Hit,
    at: int,
    found: Found,
    contributions: Sequence[Contribution],
    sentences: NDArray[np.int64],
    averaged: TokenVectors | None,
) -> Explanation:
    """Explain one hit.

    Args:
        hit: What was found.
        at: Its place among the candidates.
        found: All candidates.
        contributions: What the query's words add to the score of each candidate.
        sentences: `(s, 2)` spans of the paragraph's sentences in its text.
        averaged: The token embeddings that the paragraph's vector is the mean of, or None.
    """
    both = len(found.halves) == 2
    slope, offset = fusion.CALIBRATION[found.halves]
    row = found.candidates.take(np.array([at]))
    cosines = found.sentences.get(int(row.rows[0])) if found.sentences else None
    best = None if cosines is None or not len(cosines) else int(cosines.argmax())
    title = None if row.titles is None else float(row.titles[0])
    return Explanation(
        terms=_terms(hit, at, found.query, contributions),
        bound=found.keyword.divisor if found.keyword else None,
        cosine=None if row.cosines is None else float(row.cosines[0]),
        sentence_cosine=None if cosines is None or best is None else float(cosines[best]),
        sentence=None if best is None else (int(sentences[best, 0]), int(sentences[best, 1])),
        title_cosine=None if title is None or title <= -1 else title,
        tokens=None
        if averaged is None or found.vector is None
        else split_cosine(averaged, found.vector),
        keyword_weight=1 - fusion.SEMANTIC_WEIGHT if both else float("keyword" in found.halves),
        semantic_weight=fusion.SEMANTIC_WEIGHT if both else float("semantic" in found.halves),
        blend=float(row.blended[0]),
        slope=slope,
        offset=offset,
        recency=1.0 if row.recency is None else float(row.recency[0]),
    )


def _spans(hit: Hit, synonym: Synonym) -> Iterator[Span]:
    """Yield where a hit has what else counts as a part of the query."""
    stemmed = list(analyzer.stemmed(hit.text, analyzer.tokens(hit.text), hit.article.language))
    for form in synonym.forms:
        yield from form_spans(stemmed, form.split(" "))


def split_cosine(averaged: TokenVectors, query: NDArray[np.float32]) -> tuple[TokenShare, ...]:
    """Split the cosine of a query and a mean of token embeddings over the tokens.

    Args:
        averaged: The token embeddings, as they are averaged.
        query: `(dimension,)` float32, unit length.
    """
    vectors = averaged.vectors.astype(np.float64)
    if not len(vectors):
        return ()
    norm = float(np.linalg.norm(vectors.mean(axis=0))) or 1.0
    shares = (vectors @ query.astype(np.float64)) / (len(vectors) * norm)
    return tuple(
        TokenShare(int(start), int(end), float(share))
        for (start, end), share in zip(averaged.offsets, shares, strict=True)
    )


def _terms(
    hit: Hit, at: int, query: Query, contributions: Sequence[Contribution]
) -> tuple[TermShare, ...]:
    """Return what matched in a hit, largest share first."""
    meant, language = query.meant, hit.article.language
    tokens = list(analyzer.tokens(hit.text))
    stems = [
        (meant.get(stem, stem), (token.start, token.end))
        for stem, token in analyzer.stemmed(hit.text, tokens, language)
    ]
    places: dict[tuple[str, ...], list[Span]] = {}
    for term, found in compounds.terms_of(hit.text, tokens, language):
        if term in meant:
            places.setdefault((meant[term],), []).append((found.start, found.end))
    for stem, span in stems:
        places.setdefault((stem,), []).append(span)
    for (one, first), (other, second) in pairwise(stems):
        places.setdefault((one, other), []).append((first[0], second[1]))
    for synonym in query.synonyms:
        parts = [*((term,) for term in synonym.terms), *pairwise(synonym.terms)]
        for span in _spans(hit, synonym):
            for part in dict.fromkeys(parts):
                places.setdefault(part, []).append(span)
    shares = [
        TermShare(c.terms, c.df, c.idf, float(c.shares[at]), tuple(places.get(c.terms, ())))
        for c in contributions
        if c.shares[at] > 0
    ]
    return tuple(sorted(shares, key=lambda share: -share.share))
