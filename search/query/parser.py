"""What does the text of a query ask for? Text -> Query.

A query without any sign of the query language never imports Whoosh's parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.errors import QueryError
from index.text import analyzer
from search.query.query import Query
from search.query.words import ASKING_WORDS, QUESTION_WORDS

MAX_QUERY_CHARS = 10_000
"""Longer texts are documents, not queries: encoding them would cut them off without a word."""

SIGNS = re.compile(
    r"""["“„*~]|(?<![^\s(])-[^\W\d_]|(?<![^\s(])-\(|(?<![^\s(])(?:AND|OR|NOT)(?!\S)"""
    r"""|(?i:(?<!\w)(?:title|source|author|date):\S)"""
)
"""A query with none of these has nothing but words: `syntax` need not be asked."""

Counted = tuple[str, analyzer.Token]
"""A stem, and the word of the query that it is of."""


def parse(text: str, languages: Sequence[str] = (analyzer.ENGLISH,)) -> Query:
    """Parse a query.

    Args:
        text: As typed.
        languages: Those of the index. A word matches in each as that language stems it.

    Raises:
        QueryError: The text is empty or longer than `MAX_QUERY_CHARS`.
    """
    trimmed = text.strip()
    if not trimmed:
        raise QueryError("the query is empty; type a few words or a question")
    if len(trimmed) > MAX_QUERY_CHARS:
        raise QueryError(
            f"the query has {len(trimmed):,} characters, at most {MAX_QUERY_CHARS:,} are"
            " searched; shorten it to what is asked"
        )
    known = tuple(languages) or (analyzer.ENGLISH,)
    main, *others = known
    reading = None
    if SIGNS.search(trimmed):
        from search.query import syntax

        reading = syntax.read(trimmed, known)
    asked = reading.asked if reading else trimmed
    counted = list(analyzer.stemmed(asked, analyzer.tokens(asked), main))
    if main == analyzer.ENGLISH:
        counted = _without_asking(asked, counted)
    variants: dict[str, dict[str, None]] = {}
    for term, token in counted:
        written = asked[token.start : token.end]
        more = (analyzer.stem_in(language, written, token.word) for language in others)
        variants.setdefault(term, {}).update(dict.fromkeys(stem for stem in more if stem != term))
    return Query(
        trimmed,
        tuple(term for term, _ in counted),
        tuple((token.start, token.end) for _, token in counted),
        {term: tuple(more) for term, more in variants.items() if more},
        asked,
        conditions=reading.conditions if reading else (),
        has_bare=reading.has_bare if reading else True,
        notes=reading.notes if reading else (),
    )


def _without_asking(text: str, counted: list[Counted]) -> list[Counted]:
    """Leave out of a question the words that only ask, unless nothing else is in it."""
    if text.rstrip().endswith("?") or not QUESTION_WORDS.isdisjoint(analyzer.words(text)):
        return [pair for pair in counted if pair[1].word not in ASKING_WORDS] or counted
    return counted
