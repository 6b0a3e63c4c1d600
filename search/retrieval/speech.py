"""Speech: the rows in which somebody says something, and what is said there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot
from index.segments.segment import Segment
from index.statements.name_forms import is_form_of
from index.statements.storage import StoredStatements
from index.text import analyzer, compounds
from index.types import Span, Statement
from search.query.query import Query

Rows = NDArray[np.bool_]
"""`(rows,)` over the whole snapshot, removed rows included."""

MISSING = (
    "who says what is not known of all articles, for an earlier version indexed them: build the"
    " index anew with `seedsearch build --full`"
)


def missing_note(snapshot: Snapshot) -> list[str]:
    """Say so where no build has looked for statements in a part of the index."""
    return [MISSING] if None in snapshot.stored_statements else []


def name_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name."""
    return tuple(analyzer.words(name))


def names_asked(query: Query, speakers: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the folded words of each name whose bearer a query, or a filter, wants to hear."""
    from search.query.conditions import IsSaid, leaves  # most queries have none

    wanted = (leaf for each in query.conditions for leaf, is_so in leaves(each) if is_so)
    said = tuple(leaf.words for leaf in wanted if isinstance(leaf, IsSaid))
    return (*said, *map(name_words, speakers))


def said_within(
    snapshot: Snapshot, article_id: str, span: Span, names: Sequence[Sequence[str]]
) -> tuple[Statement, ...]:
    """Return what one of some speakers says in a passage of a live article, in order.

    Args:
        snapshot: The index.
        article_id: Of the article.
        span: The passage, in the article's text.
        names: As for `spoken`.
    """
    return tuple(
        one
        for one in snapshot.statements(article_id) or ()
        if one.speaker and span[0] <= one.start and one.end <= span[1]
        if any(is_form_of(name, one.speaker.name) for name in names if name)
    )


def spoken(
    snapshot: Snapshot, names: Sequence[Sequence[str]]
) -> Iterator[tuple[int, Segment, StoredStatements, NDArray[np.int64]]]:
    """Yield for each segment its first row, and the numbers of the statements of some speakers.

    Args:
        snapshot: The index.
        names: Folded words of each name; one of them is the speaker's, and nobody's if it has none.
    """
    for base, segment, stored in zip(
        snapshot.bases, snapshot.segments, snapshot.stored_statements, strict=False
    ):
        if stored is not None:
            known = [
                number
                for name in filter(None, names)
                for number in stored.named(name[-1])
                if is_form_of(name, stored.names[number])
            ]
            yield base, segment, stored, np.flatnonzero(np.isin(stored.speakers, known))


def rows_spoken(snapshot: Snapshot, names: Sequence[Sequence[str]]) -> Rows:
    """Return the rows in which one of some speakers says something."""
    marked = np.zeros(snapshot.rows, bool)
    for base, segment, stored, own in spoken(snapshot, names):
        marked[base + stored.rows(segment.first_rows)[own]] = True
    return marked


def spoken_by(snapshot: Snapshot, name: str) -> Rows:
    """Return the rows in which somebody of a name says something."""
    return rows_spoken(snapshot, [name_words(name)])


def nobody_note(name: str) -> str:
    """Say that nobody of a name says anything."""
    return f"nothing is said by anybody called {name}"


def rows_saying(
    snapshot: Snapshot, names: Sequence[Sequence[str]], stems: Iterable[str], among: Rows
) -> Rows:
    """Return the rows in which one of some speakers says something with one of some words.

    Args:
        snapshot: The index.
        names: As for `spoken`.
        stems: Of the words.
        among: `(rows,)` those that are looked at.
    """
    wanted = frozenset(stems)
    marked = np.zeros(snapshot.rows, bool)
    for base, segment, stored, own in spoken(snapshot, names):
        worded = np.zeros(segment.rows, bool)
        for stem in wanted:
            worded[segment.body.lookup(stem).rows] = True
        rows = stored.rows(segment.first_rows)[own]
        here = worded[rows] & among[base + rows]
        spans = stored.spans[own][here].tolist()
        for row, (start, end) in zip(rows[here].tolist(), spans, strict=True):
            number = int(segment.paragraphs[row, 0])
            language = segment.stored_article(number).article.language
            said = compounds.all_terms(segment.text(number)[start:end], language)
            marked[base + row] |= not wanted.isdisjoint(said)
    return marked
