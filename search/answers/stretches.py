"""Stretches: short paragraphs that follow each other, looked at as one for an answer.

News has paragraphs of a sentence or two, and names what it is about in the first: of which plane it
is that "All 164 passengers left the aircraft" stands there alone.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np

from index.encoders.types import TextEncoder, TokenVectors
from index.generations.snapshot import Snapshot
from search.answers.attribution import statements_of
from search.answers.question import Candidate
from search.retrieval.found import Found

COUNT = 3
"""Sentences are taken from so many stretches; each costs a forward pass."""

LOOKED_THROUGH = 12
"""Of so many of the best paragraphs near-duplicates are folded: some lie in one stretch."""

CHARS = 450
"""A paragraph is taken with those around it up to so many code points: with 600 no more of 75 cases
of questions about news are answered, and a question takes a third longer instead of a seventh."""


def candidates(snapshot: Snapshot, found: Found, encoder: TextEncoder | None) -> list[Candidate]:
    """Fetch what is looked at of the best paragraphs, and of those around them.

    Args:
        snapshot: Whose rows were found.
        found: For a question.
        encoder: The index's, or None where meaning takes no part.
    """
    best: dict[range, float] = {}
    taken: set[int] = set()
    rows, blended = found.candidates.rows.tolist(), found.candidates.blended.tolist()
    for row, blend in zip(rows, blended, strict=True):
        if len(best) == COUNT:
            break
        if row not in taken:
            stretch = _around(snapshot, found, row, taken)
            best[stretch] = blend
            taken.update(stretch)
    texts = [_text(snapshot, stretch) for stretch in best]
    tokens: Sequence[TokenVectors | None] = [None] * len(texts)
    if encoder is not None and texts:
        tokens = encoder.tokens(texts, are_queries=False) or tokens
    return [
        _candidate(snapshot, found, encoder, stretch, blend, of_tokens)
        for (stretch, blend), of_tokens in zip(best.items(), tokens, strict=True)
    ]


def _around(snapshot: Snapshot, found: Found, row: int, taken: Container[int]) -> range:
    """Return a row with those before and after it in its article that may be shown."""
    articles, allowed = snapshot.article_numbers, found.allowed
    first = last = row
    sides = [-1, 1]
    while sides:
        side = sides.pop(0)
        low, high = (first - 1, last) if side < 0 else (first, last + 1)
        other = low if side < 0 else high
        if (
            0 <= other < len(articles)
            and articles[other] == articles[row]
            and other not in taken
            and (allowed is None or allowed[other])
            and snapshot.passage(high).end - snapshot.passage(low).start <= CHARS
        ):
            first, last = low, high
            sides.append(side)
    return range(first, last + 1)


def _text(snapshot: Snapshot, stretch: range) -> str:
    text = snapshot.article_text(stretch[0])
    return text[snapshot.passage(stretch[0]).start : snapshot.passage(stretch[-1]).end]


def _candidate(
    snapshot: Snapshot,
    found: Found,
    encoder: TextEncoder | None,
    stretch: range,
    blend: float,
    tokens: TokenVectors | None,
) -> Candidate:
    """Fetch what is looked at of one stretch."""
    passage, text = snapshot.passage(stretch[0]), snapshot.article_text(stretch[0])
    spans, rows, vectors = [], [], []
    for row in stretch:
        segment, local = snapshot.locate(row)
        own, own_vectors = segment.sentences_of(local)
        spans += [(int(start), int(end)) for start, end in own]
        rows += [row] * len(own)
        if own_vectors is not None:
            vectors.append(own_vectors)
    cosines = None
    if found.vector is not None and vectors:
        cosines = np.concatenate(vectors).astype(np.float32) @ found.vector
    elif found.vector is not None and encoder is not None and spans:
        alone = encoder.documents([text[slice(*span)] for span in spans], [()] * len(spans))
        cosines = alone.vectors @ found.vector
    said = [statements_of(snapshot, row) for row in stretch]
    return Candidate(
        rows=tuple(rows),
        blend=blend,
        language=passage.article.language,
        title=passage.article.title if passage.article.title_given else "",
        label=passage.article.title,
        start=passage.start,
        text=_text(snapshot, stretch),
        sentences=tuple(spans),
        cosines=cosines,
        tokens=tokens,
        statements=None if None in said else tuple(one for each in said for one in each or ()),
        date=passage.article.date or "",
        lead=text[:CHARS],
    )
