"""Forms of a name: whether a full name is of whom a few words mean. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.statements.name_words import COMPANIES, GENERATIONS, GROUPS
from index.text import analyzer

_GENERIC = GROUPS | frozenset("campaign team office administration supporters organization".split())


def is_form_of(meant: Sequence[str], name: str) -> bool:
    """Tell whether a name is a form of another: Xi Jinping is Xi, Donald J. Trump is Donald Trump.

    Args:
        meant: Folded words of a name, of a surname or of an acronym.
        name: In full; of several who speak together, "X, Y and Z", any may be meant.
    """
    return any(_is_form_of(meant, one) for one in (name, *_several(name)))


def _several(name: str) -> list[str]:
    """Return the names in "X, Y and their friends"; none in "Bureau of Labour and Trade"."""
    parts = name.replace(", ", " and ").split(" and ") if " and " in name else ()
    return [one for one in parts if one and all(word[0].isupper() for word in one.split())]


def _is_form_of(meant: Sequence[str], name: str) -> bool:
    words = tuple(word for word in analyzer.words(name) if word not in GENERATIONS)
    if not words or not meant:
        return False
    words, meant = _without_company(words), _without_company(meant)
    if len(meant) == 1:
        (one,) = meant
        if one == _initials(words):
            return True
        if one == words[-1]:
            return len(words) < 4 or not GROUPS.isdisjoint(words)
        is_person = name.istitle() and len(words) < 4 and _GENERIC.isdisjoint(words)
        return one == words[0] and is_person
    if words == (_initials(meant),):
        return True
    mine, theirs = {*meant}, {*words}
    return meant[-1] == words[-1] and (mine <= theirs or theirs <= mine)


def _without_company(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name without what says that it is a company's: Corland Oil Corp."""
    last = len(words)
    while last > 1 and words[last - 1] in COMPANIES:
        last -= 1
    return tuple(words[:last])


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)
