"""Corrections: what an article withdraws, and what it puts in the place of it. Pure. English.

It will cost 2.60 crowns, not 3.60            3.60 is withdrawn
CORRECTION: We reported that 47 people died   so is all that is said there
The toll has risen to nine                    newer than what others say
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from index.text.analyzer import Token

_UPDATED = frozenset(
    "risen raised raising revised revises revising recount recounted updated postponed rescheduled"
    " climbed lowered corrected".split()
)
_RAISED = frozenset((("rose", "to"), ("grew", "to"), ("jumped", "to"), ("rises", "to")))
"""The toll rose to nine."""

_MOVED = frozenset((("put", "off"), ("put", "back"), ("pushed", "back"), ("brought", "forward")))
_OVERTURNED = frozenset(
    "recount recounted annulled overturned corrected disqualified stripped".split()
)
_FORMER = frozenset("last previous former earlier defending".split())
_HELD = frozenset("year season winner winners champion champions holder laureate".split())
_PIECES = frozenset(
    "article report story version item dispatch we headline caption reuters earlier error mistake"
    " wrongly incorrectly erroneously mistakenly misstated".split()
)
_SAYING = frozenset(
    "said reported stated gave put wrote misstated misreported given quoted named called".split()
)
_WITHDRAWING = frozenset("not instead rather".split())
_BEFORE_FIGURES = frozenset("of than at about some only and to a an the as in".split())
_EARLIER = frozenset("earlier previous previously initial initially original originally".split())
_FIGURES = frozenset("toll figure estimate count number report total tally date price".split())

_CHANGED = frozenset(
    "cut cuts lowered reduced shortened trimmed slashed increased extended lifted doubled changed"
    " moved rose fell dropped grew went narrowed widened".split()
)

REACH = 6
"""So many words around a figure that was changed may say into which."""

NEAR = 4
"""So many words before a figure may withdraw it."""


def is_updated(tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence says that it puts something in the place of what was said before."""
    words = [token.word for token in tokens]
    pairs = {*pairwise(words)}
    is_raised = not pairs.isdisjoint(_RAISED) and not _FIGURES.isdisjoint(words)
    return not _UPDATED.isdisjoint(words) or not pairs.isdisjoint(_MOVED) or is_raised


def is_overturned(tokens: Sequence[Token]) -> bool:
    """Tell whether a sentence says that somebody else takes the place of who was named before."""
    return not _OVERTURNED.isdisjoint(token.word for token in tokens)


def is_former(tokens: Sequence[Token], asked: Collection[str]) -> bool:
    """Tell whether a sentence says who was it before, unless that is asked: last year's winner."""
    return _FORMER.isdisjoint(asked) and any(
        one.word in _FORMER
        and other.word in _HELD
        and (
            other.word not in ("year", "season") or other.end - other.start > len(other.word)
        )  # year's
        for one, other in pairwise(tokens)
    )


def is_withdrawn(tokens: Sequence[Token], *, of_correction: bool) -> bool:
    """Tell whether a sentence says only what an article said before, which was wrong.

    Args:
        tokens: Of the sentence.
        of_correction: Whether it stands in a correction.
    """
    words = {token.word for token in tokens}
    return of_correction and not (words.isdisjoint(_PIECES) or words.isdisjoint(_SAYING))


def _had_been(before: Sequence[str]) -> bool:
    """Tell whether it is what a figure had been: not `there had been 39,000`."""
    return list(before[-2:]) == ["had", "been"] and list(before[-3:-2]) != ["there"]


def is_figure_withdrawn(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the figure that begins at a word is not, or no longer, what is said.

    Args:
        tokens: Of a sentence.
        at: Which of them.
    """
    before = [token.word for token in tokens[max(0, at - NEAR) : at]]
    while before and before[-1] in _BEFORE_FIGURES:
        if before[-1] == "of" and before[-2:-1] and before[-2] in _FIGURES:
            return not _EARLIER.isdisjoint(before)
        before.pop()
    if not before:
        return False
    if before[-1] in _WITHDRAWING or _had_been(before):
        return True
    words = [token.word for token in tokens]
    around = words[max(0, at - REACH) : at + 1 + REACH]  # from 3 to 5, to 5 from 3
    is_changed = "to" in around and not _CHANGED.isdisjoint(words[:at])
    return before[-1] == "from" and (is_changed or is_updated(tokens))
