"""Relevance: which candidates are about the query at all, where they are not ranked by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from search.query.options import SearchOptions
from search.retrieval.found import Found
from search.types import LIKELY, Sort

SHARE_OF_BEST = 0.3
"""A paragraph that is less likely relevant than this share of the best one is about other things;
what is likely by itself never is."""


def least(found: Found) -> float:
    """Return the score below which candidates, best first, are about other things."""
    scores = found.candidates.scores
    return min(LIKELY, SHARE_OF_BEST * float(scores[0])) if len(scores) else 0.0


def wanted(found: Found, options: SearchOptions) -> float:
    """Return the score that hits have at least: as given, or `least` where another order is."""
    if options.min_score is not None:
        return float(options.min_score)
    return 0.0 if options.sort == "score" else least(found)


def above(found: Found, score: float) -> Found:
    """Return what was found without candidates of a lower score."""
    if not score:
        return found
    places = np.flatnonzero(found.candidates.scores >= score)
    return replace(found, candidates=found.candidates.take(places))


def last_note(count: int, sort: Sort) -> list[str]:
    """Say of how many hits it is not known where they belong."""
    if not count:
        return []
    hits, come = ("1 hit", "comes") if count == 1 else (f"{count:,} hits", "come")
    if sort == "added":
        return [f"it is not known when {hits} came into the index; {come} last, by date"]
    return [f"{hits} without a date {come} last"]
