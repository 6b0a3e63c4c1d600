"""Synonyms: a plain text of groups, one a line. Pure.

PLA, People's Liberation Army      each is found by each of the others
jet => fighter, bomber             who asks for the first finds the others too, not the other way
# a note                           to the end of the line, at its start or behind a blank
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.errors import SynonymsError
from index.text import analyzer

MAX_BYTES = 1_000_000
"""Of a file of synonyms: some 20,000 groups. Every search reads it."""

_NOTE = re.compile(r"(?:^|\s)#.*")


@dataclass(frozen=True, slots=True)
class Group:
    """A line: who asks for one of `asked` finds each of `found` too. Words or phrases, as written.

    Both are the same where the line has no arrow.
    """

    asked: tuple[str, ...]
    found: tuple[str, ...]


def parse(text: str, name: str) -> tuple[Group, ...]:
    """Return the groups of a text.

    Args:
        text: Of a file.
        name: Of the file, for messages.

    Raises:
        SynonymsError: A line is no group; the message names the file and the line.
    """
    groups = []
    for number, line in enumerate(text.splitlines(), start=1):
        told = _NOTE.sub("", line).strip()
        if told:
            try:
                groups.append(_group(told))
            except ValueError as error:
                raise SynonymsError(f"{name}, line {number}: {error}") from error
    return tuple(groups)


def _group(line: str) -> Group:
    """Return the group of a line; ValueError says what is wrong with it."""
    sides = [_phrases(side) for side in line.split("=>")]
    if len(sides) > 2:
        raise ValueError("it has two arrows; give each => a line of its own")
    if len(sides) == 2:
        return Group(sides[0], sides[1])
    if len(sides[0]) < 2:
        raise ValueError(
            f"{line!r} stands alone; write what means the same on one line, separated by commas"
        )
    return Group(sides[0], sides[0])


def _phrases(side: str) -> tuple[str, ...]:
    phrases = [" ".join(phrase.split()) for phrase in side.split(",")]
    for phrase in phrases:
        if not phrase:
            raise ValueError("there is nothing before or after a comma or an arrow; fill it in")
        if next(analyzer.tokens(phrase), None) is None:
            raise ValueError(f"{phrase!r} has no words; leave it out")
    return tuple(dict.fromkeys(phrases))
