"""Denials: a sentence that denies what another one says. Pure. English.

Dorvia denied that it would sell its shares in Corland       Dorvia will sell its Corland shares
Dorvia has no plans to sell its shares in Corland
"""

from __future__ import annotations

from itertools import pairwise

from search.near_duplicates.figures import gap
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import content

_DENYING = frozenset("denied denies denying".split())
_PLANS = frozenset("plan plans intention".split())
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


STEM = 4
"""So many letters of a verb are the same in each of its forms: close, closing."""


def is_denial(wording: Wording) -> bool:
    """Tell whether a sentence may deny what another one says."""
    return not _DENYING.isdisjoint(wording.counts) or _plans_nothing(wording) is not None


def denies(one: Wording, other: Wording) -> bool:
    """Tell whether a sentence denies what another one says.

    Args:
        one: The words of the sentence that may deny.
        other: Those of the other one.
    """
    if not _NEGATIVE.isdisjoint(other.counts):
        return False
    if _DENYING.isdisjoint(one.counts):
        return _plans_not(one, other)
    at = next(at for at, word in enumerate(one.words) if word in _DENYING)
    if one.words[at + 1 : at + 2] == ("to",):
        return False  # what is denied to somebody
    if not _NEGATIVE.isdisjoint((*one.words[max(0, at - 3) : at], *one.words[at + 1 :])):
        return False
    told = _INFORMED.intersection(one.words[at + 1 : at + 1 + TOLD_WORDS])
    if told and told.isdisjoint(other.counts):
        return False  # that he was told, not what he was told
    return _says(other, one.part(at + 1, at + 1 + CLAUSE), _TOLD)


def _says(other: Wording, clause: Wording, ignored: frozenset[str]) -> bool:
    """Tell whether a sentence says what a clause says but for some words."""
    if any(word[0].isdigit() and word not in other.counts for word in clause.words):
        return False
    said = content(clause) - ignored
    return len(said) >= LEAST_DENIED and len(said & content(other)) >= LEAST_SHARE * len(said)


def _plans_not(one: Wording, other: Wording) -> bool:
    """Tell whether a sentence says that nobody plans what another one says."""
    at = _plans_nothing(one)
    if at is None or not _NEGATIVE.isdisjoint(one.words[:at]):
        return False
    verb = one.words[at + 3][:STEM]
    ends = (end for end in range(at + 4, one.total) if "," in gap(one, end))
    clause = one.part(0, min(next(ends, one.total), at + CLAUSE))
    return _says(other, clause, _PLANS) and any(word.startswith(verb) for word in other.words)


def _plans_nothing(wording: Wording) -> int | None:
    """Return where `no plans to` begins, if a verb is behind."""
    found = (
        at
        for at, (word, behind) in enumerate(pairwise(wording.words[:-2]))
        if word == "no" and behind in _PLANS and wording.words[at + 2] in ("to", "of")
    )
    return next(found, None)
