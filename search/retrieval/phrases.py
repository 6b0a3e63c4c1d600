"""Where do words follow each other? Phrases over the positions of whole words.

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
    return "-" in unit or len(postings.beginning_with(unit + "-")) > 0


def _behind(postings: Postings, unit: str, reached: Keys | None) -> Keys:
    """Return the places behind a unit that stands where the words before it end; None: anywhere."""
    found = []
    for words, length in compounds.forms(unit):
        at = reached
        for word in words:
            keys = occurrence_keys(postings.lookup(word))
            begins = keys if at is None else keys[common(keys, at)[0]]
            at = begins + (length if len(words) == 1 else 1)
        if at is not None:
            found.append(at)
    return distinct(np.concatenate(found))


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
