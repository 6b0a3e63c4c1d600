"""Postings of single articles: taken out of a segment, and joined to those of another one.

What an article has is in the form that the postings of a segment of it alone would have.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.segments.packed import Packed
from index.segments.postings import Postings, edges, ranges

Arrays = dict[str, NDArray[Any]]
"""As `PostingsWriter.arrays` names them."""


class ByArticle:
    """The postings of one segment, article by article."""

    def __init__(self, postings: Postings, first_rows: NDArray[np.int64]) -> None:
        """Take postings, and where the rows of each article begin and the last ones end."""
        arrays = postings.arrays
        self._terms = [term.encode("utf-8", "surrogatepass") for term in postings.terms]
        self._arrays, self._first_rows = arrays, first_rows
        rows, counts = arrays["rows"], np.diff(arrays["pointers"])
        article_of = np.searchsorted(first_rows, rows, side="right") - 1
        # Stable: in each article terms stay in order, and the rows of each term ascend.
        self._order = np.argsort(article_of, kind="stable")
        self._edges = np.searchsorted(article_of[self._order], np.arange(len(first_rows)))
        self._numbers = np.repeat(np.arange(len(counts)), counts)
        self._starts = edges(arrays["frequencies"])[:-1]

    def of(self, article: int) -> Arrays:
        """Return what an article has; its first row is row 0."""
        first, last = self._first_rows[article : article + 2].tolist()
        chosen = self._order[self._edges[article] : self._edges[article + 1]]
        numbers, counts = np.unique(self._numbers[chosen], return_counts=True)
        terms = [self._terms[number] for number in numbers.tolist()]
        frequencies = self._arrays["frequencies"][chosen]
        pointers = edges(counts)
        return {
            "terms": np.frombuffer(b"".join(terms), np.uint8),
            "ends": edges(np.array([*map(len, terms)], np.int64)).astype(np.int32),
            "pointers": pointers.astype(np.int32),
            "rows": (self._arrays["rows"][chosen] - first).astype(np.int32),
            "frequencies": frequencies,
            "positions": self._arrays["positions"][ranges(self._starts[chosen], frequencies)],
            "lengths": self._arrays["lengths"][first:last],
            "places": edges(frequencies)[pointers].astype(np.int32),
        }


def joined(parts: Sequence[Packed], name: str) -> Arrays:
    """Return the postings of articles one after the other, as a segment of them has them.

    Args:
        parts: The payload of each article.
        name: Which postings.
    """
    numbers: dict[bytes, int] = {}
    terms: list[NDArray[np.int64]] = []
    rows: list[NDArray[np.int32]] = []
    base = 0
    each = {
        array: [part.array(f"{name}.{array}") for part in parts]
        for array in ("frequencies", "positions", "lengths")
    }
    for part, lengths in zip(parts, each["lengths"], strict=True):
        text, ends = part.text(f"{name}.terms"), part.array(f"{name}.ends").tolist()
        found = [text[start:end] for start, end in pairwise(ends)]
        mine = np.array([numbers.setdefault(term, len(numbers)) for term in found], np.int64)
        terms.append(np.repeat(mine, np.diff(part.array(f"{name}.pointers"))))
        rows.append(part.array(f"{name}.rows") + np.int32(base))
        base += len(lengths)
    ordered = sorted(numbers)
    rank = np.empty(len(ordered), np.int64)
    rank[[numbers[term] for term in ordered]] = np.arange(len(ordered))
    every = rank[_all(terms, np.int64)]
    order = np.argsort(every, kind="stable")
    frequencies = _all(each["frequencies"], np.uint16)
    starts = edges(frequencies)[:-1]
    arrays: Arrays = {
        "terms": np.frombuffer(b"".join(ordered), np.uint8),
        "ends": edges(np.array([*map(len, ordered)], np.int64)),
        "pointers": edges(np.bincount(every, minlength=len(ordered))),
        "rows": _all(rows, np.int32)[order],
        "frequencies": frequencies[order],
        "positions": _all(each["positions"], np.uint16)[ranges(starts[order], frequencies[order])],
        "lengths": _all(each["lengths"], np.int32),
    }
    arrays["places"] = edges(arrays["frequencies"])[arrays["pointers"]]
    return arrays


def _all(parts: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *parts])
