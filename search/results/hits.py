"""Hits: one page of what was found, fetched and cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot
from search.near_duplicates import paragraphs as near_duplicates
from search.query.options import SearchOptions
from search.results.highlights import Highlights
from search.retrieval import fusion, relevance
from search.retrieval.found import Found
from search.retrieval.retriever import Retriever
from search.types import ArticleInfo, Facet, Hit, Results

ONLY_NEAR = "no paragraph has a word of the query: what is shown is at most near in meaning"
"""Said of a search by both halves whose words are nowhere."""


def results(
    snapshot: Snapshot,
    retriever: Retriever,
    found: Found,
    options: SearchOptions,
    suggestion: str | None,
) -> Results:
    """Fetch one page of what was found, and count what matches.

    Args:
        snapshot: Whose rows were found.
        retriever: Of the same snapshot, to explain scores.
        found: What may be shown, near-duplicates not folded yet.
        options: Which page, by article or not, explained or not, and what is counted.
        suggestion: The query with misspelt words replaced, or None.
    """
    least = relevance.wanted(found, options)
    found = near_duplicates.page(snapshot, relevance.above(found, least), options)
    found = retriever.sorted(found, options)
    matching = found.matching(snapshot.rows)
    # The rows of an article follow each other, so that its matches do.
    numbers = snapshot.article_numbers[np.flatnonzero(matching)]
    places: Sequence[int] = range(len(found.candidates.rows))
    if options.by_article:
        places = _first_of_articles(snapshot, found.candidates.rows)
    shown = places[options.offset : options.offset + options.k]
    marks = Highlights(found.query)
    hits = [
        _hit(snapshot, found, at, rank, marks)
        for rank, at in enumerate(shown, start=options.offset + 1)
    ]
    if options.by_article:
        hits = [
            replace(hit, matching=_matching_in(snapshot, matching, int(found.candidates.rows[at])))
            for at, hit in zip(shown, hits, strict=True)
        ]
    if options.filters.speakers or found.query.conditions:
        hits = _with_statements(snapshot, found, options, hits)
    if options.explain and found.halves:
        hits = _explained(snapshot, retriever, found, shown, hits)
    facets: tuple[Facet, ...] = ()
    if options.facets:
        from search.results.facets import count_facets

        facets = count_facets(snapshot, matching, options.facets)
    is_asked = found.query.asked.strip()  # and not an article that others are like
    if hits and is_asked and not len(numbers) and len(found.halves) > 1:
        found = replace(found, warnings=(*found.warnings, ONLY_NEAR))
    said = found.head(snapshot.manifest.generation, options, suggestion)
    return Results(
        **said.shared(),
        hits=tuple(hits),
        offset=options.offset,
        total=len(numbers),
        articles=int(np.count_nonzero(numbers[1:] != numbers[:-1])) + bool(len(numbers)),
        facets=facets,
        min_score=round(least, fusion.DECIMALS),
    )


def _first_of_articles(snapshot: Snapshot, rows: NDArray[np.int64]) -> Sequence[int]:
    """Return the place in the ranking of each article's best paragraph, in order."""
    articles = snapshot.article_numbers[rows]
    places: list[int] = np.sort(np.unique(articles, return_index=True)[1]).tolist()
    return places


def _matching_in(snapshot: Snapshot, matching: NDArray[np.bool_], row: int) -> int:
    """Count the rows of a row's article that match, the row itself included if it does not."""
    segment, local = snapshot.locate(row)
    number = int(segment.paragraphs[local, 0])
    base = row - local
    first, last = (int(edge) + base for edge in segment.first_rows[number : number + 2])
    return int(np.count_nonzero(matching[first:last])) + (not matching[row])


def _with_statements(
    snapshot: Snapshot, found: Found, options: SearchOptions, hits: list[Hit]
) -> list[Hit]:
    """Say of each hit what those say in it whom the search names, if it names any."""
    from search.retrieval import speech  # few queries ask who says it

    names = speech.names_asked(found.query, options.filters.speakers)
    if not names:
        return hits
    return [
        replace(
            hit,
            statements=speech.said_within(snapshot, hit.article.id, (hit.start, hit.end), names),
        )
        for hit in hits
    ]


def _hit(snapshot: Snapshot, found: Found, at: int, rank: int, marks: Highlights) -> Hit:
    """Fetch what is shown of the candidate at place `at`."""
    ranked = found.candidates
    row = int(ranked.rows[at])
    passage = snapshot.passage(row)
    text = snapshot.article_text(row)[passage.start : passage.end]
    worded = _value(ranked.keyword, at)
    return Hit(
        rank=rank,
        score=float(ranked.scores[at]),
        keyword_score=worded,
        semantic_score=_value(ranked.semantic, at),
        keyword_rank=_rank(ranked.keyword_ranks, at) if worded else None,
        semantic_rank=_rank(ranked.semantic_ranks, at),
        article=ArticleInfo.of(passage.article),
        paragraph=passage.number,
        start=passage.start,
        end=passage.end,
        text=text,
        highlights=marks.spans(text, passage.article.language),
        page=passage.article.page_at(passage.start),
        recognised=passage.article.recognised_at(passage.start),
        also=near_duplicates.citations(snapshot, found.folded.get(row, ())),
    )


def _explained(
    snapshot: Snapshot, retriever: Retriever, found: Found, shown: Sequence[int], hits: list[Hit]
) -> list[Hit]:
    """Say of each hit why it has its score."""
    from search.results import explain  # most searches do not need it

    contributions = retriever.explain(found, found.candidates.rows)
    encoder = retriever.encoder() if found.vector is not None else None
    explained = []
    for at, hit in zip(shown, hits, strict=True):
        segment, local = snapshot.locate(int(found.candidates.rows[at]))
        spans = segment.sentences_of(local)[0] - hit.start
        averaged = encoder.averaged(hit.text) if encoder else None
        reasons = explain.explain(hit, at, found, contributions, spans, averaged)
        explained.append(replace(hit, explanation=reasons))
    return explained


def _value(scores: NDArray[np.float32] | None, at: int) -> float | None:
    return None if scores is None else round(float(scores[at]), fusion.DECIMALS)


def _rank(ranks: NDArray[np.int64] | None, at: int) -> int | None:
    return None if ranks is None else int(ranks[at])
