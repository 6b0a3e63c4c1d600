"""Phrases: where words follow each other, over the positions of whole words.

A word of a phrase may be several in the text, or the other way round (cease-fire, ceasefire): then
the next word is looked for behind all of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.segments.postings import Postings, TermPostings, occurrence_keys
from index.text import compounds
from search.retrieval.topk import common, distinct

Keys = NDArray[np.int64]
"""Ascending places in all rows of a segment: the row, and in the lowest 16 bits the position."""


def phrase_rows(parts: Sequence[Postings], units: Sequence[str]) -> list[Keys]:
    """Return for each segment the ascending rows in which `units` follow each other."""
    return [_rows(postings, units) for postings in parts]


def _rows(postings: Postings, units: Sequence[str]) -> Keys:
    if not any(_has_forms(postings, unit) for unit in units):
        return _plain([postings.lookup(unit) for unit in units])
    reached: Keys | None = None
    for unit in units:
        reached = _behind(postings, unit, reached)
    assert reached is not None
    return distinct((reached - 1) >> 16)


def _has_forms(postings: Postings, unit: str) -> bool:
    """Tell whether a word is, or may be, written in several ways."""
    return "-" in unit or unit.endswith("*") or len(postings.beginning_with(unit + "-")) > 0


def _behind(postings: Postings, unit: str, reached: Keys | None) -> Keys:
    """Return the places behind a unit that stands where the words before it end; None: anywhere."""
    found = []
    for words, length in _forms(postings, unit):
        at = reached
        for word in words:
            keys = occurrence_keys(postings.lookup(word))
            begins = keys if at is None else keys[common(keys, at)[0]]
            at = begins + (length if len(words) == 1 else 1)
        if at is not None:
            found.append(at)
    return distinct(np.concatenate(found))


def _forms(postings: Postings, unit: str) -> list[tuple[tuple[str, ...], int]]:
    """Return how a unit may stand in a segment; one with a star, as what begins like it."""
    if not unit.endswith("*"):
        return compounds.forms(unit)
    begun = postings.beginning_with(unit[:-1].replace("-", ""))
    words = postings.words_of(np.arange(begun.start, begun.stop))
    return [((word,), 1 + len(word) - len(word.rstrip("-"))) for word in words] or [((unit,), 1)]


def near_rows(parts: Sequence[Postings], units: Sequence[str], slop: int) -> list[Keys]:
    """Return the rows in which `units` stand in any order, with at most `slop` words among them."""
    return [_near(postings, units, len(units) - 1 + slop) for postings in parts]


def _near(postings: Postings, units: Sequence[str], reach: int) -> Keys:
    """Return the rows where all units begin within `reach` words of the first of them."""
    places = [_behind(postings, unit, None) for unit in units]  # as far from each other as begins
    rows = distinct(places[0] >> 16)
    for more in places[1:]:
        rows = rows[common(rows, distinct(more >> 16))[0]]
    if not len(rows):
        return rows
    firsts = distinct(np.concatenate(places))
    fits = np.ones(len(firsts), bool)
    for keys in places:
        at = keys.searchsorted(firsts)
        fits &= (at < len(keys)) & (keys[np.minimum(at, len(keys) - 1)] - firsts <= reach)
    return rows[common(rows, distinct(firsts[fits] >> 16))[0]]


def _plain(found: Sequence[TermPostings]) -> Keys:
    """Return the rows in which some words follow each other, rarest words first."""
    order = sorted(range(len(found)), key=lambda at: len(found[at].positions))
    first = order[0]
    starts = occurrence_keys(found[first]) - first
    for at in order[1:]:
        if not len(starts):
            break
        starts = starts[common(starts, occurrence_keys(found[at]) - at)[0]]
    return distinct(starts >> 16)
