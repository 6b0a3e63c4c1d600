"""Denials: a sentence that denies what another one says. Pure. English.

Dorvia denied that it would sell its shares in Corland       Dorvia will sell its Corland shares
Dorvia has no plans to sell its shares in Corland
"""

from __future__ import annotations

from itertools import pairwise

from search.near_duplicates.differences import names_of
from search.near_duplicates.figures import gap
from search.near_duplicates.relation import Wording
from search.near_duplicates.revisions import STEM, content, stems

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

_AUXILIARIES = frozenset(
    "is are was were be been has have had will would does do did can could".split()
)
_IDIOMS = frozenset(
    "only yet immediately known available clear say said comment give disclose disclosed reached"
    " just even sure able necessarily expected provide identify elaborate mentioned always".split()
)
_PRONOUNS = frozenset("they he she it we i you who which some".split())
_NOT_DENIED = (("to",), ("previous",), ("earlier",), ("past",), ("similar",))
_DISMISSING = frozenset(
    "dismissed dismisses dismissing rejected rejects rejecting refuted refutes disputed".split()
)
_CANCELLING = frozenset(
    "cancelled canceled cancels scrapped scraps abandoned abandons shelved".split()
)
_CALLING_OFF = _CANCELLING | frozenset("called calls off".split())
_COMING = frozenset("will plans planned planning".split())
_UNREAL_YET = frozenset("if unless could might may not denied denies considering".split())
_BECAUSE = frozenset("because after due citing over since as".split())
_UNREAL = frozenset("if unless whether would could might may should until before".split())

LEAST_DENIED, LEAST_SHARE = 3, 0.75
"""Words of what is denied, and the share of them that a sentence has that says so."""

TOLD_WORDS = 6
"""So many words behind `denied` may say that it is about who was told."""

CLAUSE = 16
"""So many words behind `denied` are what is denied; the next clause may be about something else."""


def is_denial(wording: Wording) -> bool:
    """Tell whether a sentence may deny what another one says."""
    signs = _not, _plans_nothing, _dismissed, _cancelled
    is_said = not _DENYING.isdisjoint(wording.counts)
    return is_said or any(sign(wording) is not None for sign in signs)


def denies(one: Wording, other: Wording) -> bool:
    """Tell whether a sentence denies what another one says.

    Args:
        one: The words of the sentence that may deny.
        other: Those of the other one.
    """
    if not _NEGATIVE.isdisjoint(other.counts):
        return False
    if _DENYING.isdisjoint(one.counts):
        others = _plans_not, _says_not, _dismisses, _cancels
        return any(says(one, other) for says in others)
    at = next(at for at, word in enumerate(one.words) if word in _DENYING)
    if one.words[at + 1 : at + 2] in _NOT_DENIED:
        return False  # what is denied to somebody; charges of another time
    if not _NEGATIVE.isdisjoint((*one.words[max(0, at - 3) : at], *one.words[at + 1 :])):
        return False
    told = _INFORMED.intersection(one.words[at + 1 : at + 1 + TOLD_WORDS])
    if told and told.isdisjoint(other.counts):
        return False  # that he was told, not what he was told
    return _says(other, one.part(at + 1, at + 1 + CLAUSE), _TOLD)


def _says_not(one: Wording, other: Wording) -> bool:
    """Tell whether a sentence says that it is not so what another one says."""
    at = _not(one)
    if at is None or not _UNREAL.isdisjoint((*one.counts, *other.counts)):
        return False
    ends = (end for end in range(at + 2, one.total) if _is_end(one, end))
    that = next((before + 1 for before in range(at) if one.words[before] == "that"), 0)
    clause = one.part(that, min(next(ends, one.total), at + CLAUSE))
    denied = content(one.part(at + 1, that + clause.total))
    is_done = bool(denied) and stems(denied) <= stems(other.words)
    who = one.part(that, at)
    named = who.names_in(0, who.total) & other.names_in(0, other.total)
    is_named = bool(named) or clause.words[:1] == other.words[:1]
    is_named = is_named and _PRONOUNS.isdisjoint(who.words[-2:])
    return is_done and is_named and _says(other, clause, frozenset())


def _is_end(wording: Wording, at: int) -> bool:
    return "," in gap(wording, at) or wording.words[at] == "but"


def _dismisses(one: Wording, other: Wording) -> bool:
    """Tell whether a sentence calls a report wrong that says what another one says."""
    at = _dismissed(one)
    that = next((at for at in range(at or 0, one.total) if one.words[at] == "that"), None)
    if at is None or that is None:
        return False
    return _says(other, one.part(that + 1, that + 1 + CLAUSE), _TOLD)


def _dismissed(wording: Wording) -> int | None:
    """Return where `dismissed as false a report` begins, or `rejected claims`."""
    for at, word in enumerate(wording.words):
        behind = wording.words[at + 1 : at + 1 + TOLD_WORDS]
        if word in _DISMISSING and not _TOLD.isdisjoint(behind):
            return at
    return None


def _cancels(one: Wording, other: Wording) -> bool:
    """Tell whether a sentence calls off what another one says will be."""
    at = _cancelled(one)
    if at is None or _COMING.isdisjoint(other.counts) or not _UNREAL_YET.isdisjoint(one.counts):
        return False
    ends = (end for end in range(at + 2, one.total) if "," in gap(one, end))
    clause = one.part(0, min(next(ends, one.total), _reason(one, at), at + CLAUSE))
    named, known = (names_of(each) | {each.words[0]} for each in (clause, other))
    is_named = not named.isdisjoint(known)
    said, its = stems(content(clause) - _CALLING_OFF), stems(content(other))
    if not stems(_CANCELLING).isdisjoint(its):
        return False
    return is_named and len(said) >= LEAST_DENIED and said <= its


def _reason(wording: Wording, at: int) -> int:
    """Return where it begins why something is called off."""
    words = wording.words
    return next((end for end in range(at, len(words)) if words[end] in _BECAUSE), len(words))


def _cancelled(wording: Wording) -> int | None:
    """Return where something is called off."""
    for at, pair in enumerate(pairwise(wording.words)):
        if pair[0] in _CANCELLING or pair in (("called", "off"), ("calls", "off")):
            return at
    return None


def calls_off(wording: Wording) -> bool:
    """Tell whether a sentence calls something off, which may have been told long before."""
    return _cancelled(wording) is not None


def _not(wording: Wording) -> int | None:
    """Return where a verb is negated, if it is one that may be denied: not `not yet known`."""
    for at, (word, behind) in enumerate(pairwise(wording.words)):
        if word in ("not", "never") and at and wording.words[at - 1] in _AUXILIARIES:
            return at if behind not in _IDIOMS else None
    return None


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
