"""Denials: a sentence that denies what another one says. Pure. English.

Dorvia denied that it would sell its shares in Corland       Dorvia will sell its Corland shares
"""

from __future__ import annotations

from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import content

_DENYING = frozenset("denied denies denying".split())
_NEGATIVE = _DENYING | frozenset(
    "not no never nor without cannot deny declined refused whether incorrect untrue false".split()
)
_INFORMED = frozenset("told informed asked warned".split())
_TOLD = frozenset(
    "report reports reported rumour rumours rumor rumors speculation allegation allegations claim"
    " claims story stories".split()
)

LEAST_DENIED, LEAST_SHARE = 3, 0.75
"""Words of what is denied, and the share of them that a sentence has that says so."""

TOLD_WORDS = 6
"""So many words behind `denied` may say that it is about who was told."""

CLAUSE = 16
"""So many words behind `denied` are what is denied; the next clause may be about something else."""


def is_denial(wording: Wording) -> bool:
    """Tell whether a sentence may deny what another one says."""
    return not _DENYING.isdisjoint(wording.counts)


def denies(one: Wording, other: Wording) -> bool:
    """Tell whether a sentence denies what another one says.

    Args:
        one: The words of the sentence that may deny.
        other: Those of the other one.
    """
    if _DENYING.isdisjoint(one.counts) or not _NEGATIVE.isdisjoint(other.counts):
        return False
    at = next(at for at, word in enumerate(one.words) if word in _DENYING)
    if one.words[at + 1 : at + 2] == ("to",):
        return False  # what is denied to somebody
    if not _NEGATIVE.isdisjoint((*one.words[max(0, at - 3) : at], *one.words[at + 1 :])):
        return False
    told = _INFORMED.intersection(one.words[at + 1 : at + 1 + TOLD_WORDS])
    if told and told.isdisjoint(other.counts):
        return False  # that he was told, not what he was told
    clause = one.part(at + 1, at + 1 + CLAUSE)
    if any(word[0].isdigit() and word not in other.counts for word in clause.words):
        return False
    denied = content(clause) - _TOLD
    return len(denied) >= LEAST_DENIED and (
        len(denied & content(other)) >= LEAST_SHARE * len(denied)
    )
