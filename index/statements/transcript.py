"""Transcripts: paragraphs that begin with the name of who speaks and a colon. Pure."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from index.statements.clauses import Clauses
from index.statements.subjects import Words

LEAST_PARAGRAPHS = 3
"""Fewer paragraphs with labels are headings or a list."""

LEAST_WORDS = 4
"""A label has something said behind it: "Clinton: 2,316" is a table."""


@cache
def _label() -> re.Pattern[str]:
    return re.compile("D?[TN]{1,4}(?=:)")


def labels(part: Clauses) -> dict[int, Words]:
    """Return the words that label paragraphs of a transcript, by the paragraph's number.

    There are some where somebody speaks again: one label at least stands twice.
    """
    found: dict[int, Words] = {}
    names: Counter[str] = Counter()
    for number, (first, last) in enumerate(part.paragraphs if ":" in part.kinds else ()):
        label = _label().match(part.kinds, first, last)
        if label is None or last - label.end() < LEAST_WORDS:
            continue
        name = part.words(*label.span())
        if len(name) > 1:  # not Q and A
            found[number] = label.span()
            names[name] += 1
    if 0 in found and names[part.words(*found[0])] == 1:
        del found[0]  # Interview: a title
    is_one = len(found) >= LEAST_PARAGRAPHS and max(names.values()) > 1 and len(names) > 1
    return found if is_one else {}
