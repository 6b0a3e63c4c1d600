"""Suggestion: what may have been meant by a query with words that no article has."""

from __future__ import annotations

from index.generations.snapshot import Snapshot
from search.query.options import SearchOptions
from search.retrieval.found import Found
from search.retrieval.retriever import Retriever


def spelt(
    snapshot: Snapshot, retriever: Retriever, text: str, options: SearchOptions
) -> tuple[Found, str | None]:
    """Find, and suggest what may have been meant; find that instead if it is to be fixed.

    Args:
        snapshot: That is searched.
        retriever: Of the same snapshot.
        text: The query.
        options: With `fix`, the suggestion is searched.
    """
    found = retriever.find(text, options)
    better = suggested(snapshot, retriever, found)
    if options.fix and better:
        found = retriever.find(better, options)
    return found, better


def suggested(snapshot: Snapshot, retriever: Retriever, found: Found) -> str | None:
    """Return the query with unknown words replaced, or None; most queries have none."""
    if found.keyword is not None and all(weight.df for weight in found.keyword.terms):
        return None
    from search.retrieval import spelling

    return spelling.suggest(snapshot, retriever.words, found.query)
