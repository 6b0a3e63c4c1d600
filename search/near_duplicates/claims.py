"""Claims: what a sentence says, without who says it and on which day. Pure. English.

The yacht sank off Cape Ruhn on Saturday, a harbour official said on Sunday.
The yacht sank off Cape Ruhn on Saturday
"""

from __future__ import annotations

from collections import Counter

from search.near_duplicates.figures import gap
from search.near_duplicates.relation import SPOKEN, Wording

TAIL_WORDS = 14
"""So many words at most say who says it, behind the last comma."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def claim(wording: Wording, day: int | None) -> Wording:
    """Return the words of a sentence that say something.

    Args:
        wording: Its words.
        day: The number of the day that its article is of, 1 for a Monday, if it is of one: the
            weekday on which something is said says nothing of what is said.
    """
    said = wording.part(0, _end(wording))
    today = WEEKDAYS[(day - 1) % len(WEEKDAYS)] if day is not None else ""
    if today not in said.counts:
        return said
    words = said.words
    kept = [
        at
        for at, word in enumerate(words)
        if word != today and not (word == "on" and words[at + 1 : at + 2] == (today,))
    ]
    return Wording(
        tuple(words[at] for at in kept),
        tuple(said.starts[at] for at in kept),
        tuple(said.ends[at] for at in kept),
        Counter(words[at] for at in kept),
        said.text,
    )


def _end(wording: Wording) -> int:
    """Return how many words there are before `, the coast guard said`."""
    for at in range(wording.total - 1, max(0, wording.total - 1 - TAIL_WORDS), -1):
        if "," in gap(wording, at):
            tail = wording.words[at:]
            return at if not SPOKEN.isdisjoint(tail) and at >= wording.total // 2 else wording.total
    return wording.total
