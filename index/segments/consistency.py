"""Consistency of a segment: whether every number in its arrays leads somewhere.

Opening checks lengths, and digests find what changed on a disk. Neither finds numbers that somebody
wrote on purpose, and a query need not: whatever they make it raise, this says what is wrong.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError
from index.segments.layout import RECORDS_FILE
from index.segments.postings import Postings, edges
from index.segments.segment import Segment
from index.segments.summary import damaged


def check_numbers(segment: Segment) -> None:
    """Raise IndexDamagedError where a number, a term or a record of a segment makes no sense.

    Vectors are looked at by `validation.validate`.
    """
    rows, articles = segment.rows, segment.articles
    counts = np.diff(segment.first_rows)
    table, spans = segment.paragraphs, segment.sentences
    checks = {
        "paragraphs": _spans(table[:, 1:])
        and np.array_equal(table[:, 0], np.arange(articles).repeat(counts)),
        "sentences": _spans(spans),
        "sentence_rows": _ascend(segment.sentence_rows, len(spans)),
    }
    for name, holds in checks.items():
        if not holds:
            raise damaged(segment.folder, segment.place(name), f"{name} lead nowhere")
    parts = {"body": (segment.body, rows), "title": (segment.title, articles)}
    if segment.has_lookup:
        lookup = segment.lookup
        lookup.check()
        parts |= {"words": (lookup.words, rows), "titles": (lookup.titles, articles)}
    for name, (postings, length) in parts.items():
        if not _postings(postings, length):
            raise IndexDamagedError(
                f"the postings of {name} in {segment.folder} are damaged (they lead nowhere);"
                " rebuild the index with `seedsearch build --full`"
            )
    ids = [_coded(segment.stored_article(number).article.id) for number in range(articles)]
    for number in range(articles):
        segment.text(number)
    if not all(one < other for one, other in pairwise(ids)):
        raise damaged(segment.folder, RECORDS_FILE, "its articles are not in order")


def _spans(spans: NDArray[Any]) -> bool:
    """Tell whether all of `(n, 2)` begin somewhere and end behind that."""
    return bool(np.all((spans[:, 0] >= 0) & (spans[:, 1] >= spans[:, 0])))


def _ascend(bounds: NDArray[Any], last: int) -> bool:
    """Tell whether bounds go up from 0 to the last one."""
    return bool(bounds[0] == 0 and bounds[-1] == last and np.all(np.diff(bounds) >= 0))


def _postings(postings: Postings, length: int) -> bool:
    """Tell whether terms are in order, and their rows and positions are there."""
    arrays = postings.arrays
    ends, pointers, rows = arrays["ends"], arrays["pointers"], arrays["rows"]
    if not (_ascend(ends, int(ends[-1])) and _ascend(pointers, len(rows))):
        return False
    if not np.array_equal(edges(arrays["frequencies"])[pointers], arrays["places"]):
        return False
    if len(rows) and not (rows.min() >= 0 and rows.max() < length):
        return False
    within = np.ones(len(rows), bool)
    within[pointers[:-1][np.diff(pointers) > 0]] = False  # the first row of each term
    try:
        in_order = all(one < other for one, other in pairwise(map(_coded, postings.terms)))
    except UnicodeDecodeError:
        return False
    ascending = np.diff(rows, prepend=rows[:1]) > 0
    return in_order and bool(np.all(ascending[within]) and np.all(arrays["lengths"] >= 0))


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
