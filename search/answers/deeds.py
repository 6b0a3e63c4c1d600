"""Deeds: what was done to whom, or was meant to be, said by a noun. Pure. English.

Corland's takeover of Dorvia          Corland did it, to Dorvia
the takeover of Dorvia by Corland     so it did
Dorvia's takeover by Corland          and here
Corland's decision to buy Dorvia      it is Corland that buys
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from search.answers.cased_text import CasedText
from search.answers.kind_words import PREPOSITIONS
from search.answers.name_words import OWNING, is_same
from search.answers.verbs import base, means

_NOUNS = {
    noun: verb
    for verb, nouns in (
        ("buy", "takeover acquisition purchase buyout"),
        ("sell", "sale"),
        ("attack", "attack raid invasion assault"),
        ("kill", "murder killing assassination"),
        ("arrest", "arrest detention"),
        ("appoint", "appointment nomination"),
        ("dismiss", "dismissal firing"),
        ("reject", "rejection"),
        ("rescue", "rescue"),
        ("beat", "defeat"),
        ("sue", "suit lawsuit"),
        ("accuse", "accusation"),
        ("bid", "offer bid"),
    )
    for noun in nouns.split()
}
_BY, _TO, _FOR = frozenset(["by"]), frozenset("of on against".split()), frozenset(["for"])

REACH = 9
"""So many words behind a noun its parties stand."""

_CLEARING = frozenset(map(base, "acquit clear absolve exonerate".split()))
_INTENTIONS = frozenset(
    "decision plan refusal attempt wish intention effort threat pledge promise failure".split()
)
INTENDED = 4
"""So many words before `to` stands what is intended: a decision last week to sue."""

OWNED = 3
"""So many words before a noun whose it is stands: Dorvia's unsolicited offer."""


def verb_of(noun: str) -> str:
    """Return the verb that says what a noun does; empty for others."""
    return _NOUNS.get(noun, "")


def order(text: CasedText, verb: str, doer: str, done_to: str) -> bool | None:
    """Tell whether a noun of a sentence has the parties of an act as they are asked for.

    Args:
        text: A sentence.
        verb: What is asked about.
        doer, done_to: Who did it and whom it was done to, folded; empty for who is not known.

    Returns:
        True if so, False if the other way round, None where no noun says either.
    """
    for at, word in enumerate(text.words):
        if word not in _NOUNS or not means(_NOUNS[word], verb):
            continue
        doers, suffered = _parties(text, at)
        for party, right, wrong in ((doer, doers, suffered), (done_to, suffered, doers)):
            if party and any(is_same(party, word) for word in right):
                return True
            if party and any(is_same(party, word) for word in wrong):
                return False
        if done_to and suffered and not any(is_same(done_to, word) for word in text.words):
            return False  # it was done to others
    return None


def _parties(text: CasedText, at: int) -> tuple[list[str], list[str]]:
    """Return the words of who did what a noun says, and of whom it was done to."""
    before = range(at - 1, max(-1, at - 1 - OWNED), -1)
    owned = next((n for n in before if text.written(text.tokens[n]).endswith(OWNING)), at)
    first = owned
    while first and text.joins(first) and text.has_capital(text.tokens[first - 1]):
        first -= 1  # Dorvia Group's
    owner = list(text.words[first : owned + 1]) if owned < at else []
    is_for = _NOUNS[text.words[at]] == "bid"
    by, to = _behind(text, at, _BY), _behind(text, at, _FOR if is_for else _TO)
    return (by, owner) if by and not to else (owner + by, to)


def _behind(text: CasedText, at: int, prepositions: frozenset[str]) -> list[str]:
    """Return the words of the name behind a noun and the first of some prepositions."""
    words = text.words[at + 1 : at + 1 + REACH]
    first = next((n for n, word in enumerate(words) if word in prepositions), len(words))
    run = list(takewhile(lambda n: words[n] not in PREPOSITIONS, range(first + 1, len(words))))
    return [words[n] for n in run if text.has_capital(text.tokens[at + 1 + n])]


def is_cleared(words: Sequence[str], at: int) -> bool:
    """Tell whether somebody did not do it: was acquitted of forging."""
    is_of = at > 0 and words[at - 1] == "of" and words[at].endswith("ing")
    return is_of and any(base(word) in _CLEARING for word in words[max(0, at - REACH) : at])


def intending(text: CasedText, at: int) -> str:
    """Return whose intention to do it is, folded: `Dorvia's decision last week to sue`."""
    words = text.words
    if at < 1 or words[at - 1] != "to":
        return ""
    for place in range(at - 2, max(0, at - 2 - INTENDED), -1):
        if words[place] in _INTENTIONS:
            owner = text.tokens[place - 1]
            is_owner = text.written(owner).endswith(OWNING) and text.has_capital(owner)
            return owner.word if is_owner else ""
    return ""
