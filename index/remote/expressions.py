"""Expressions of Milvus: which rows of a segment may be candidates.

They let through whatever satisfies a condition, and sometimes more: what they let through is
compared again over its payload. So where a condition cannot be said, nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from index.remote.collections import WORD_BYTES
from index.remote.generation import Part
from index.remote.segment_rows import clean
from index.remote.server import listed, quoted

Array = Literal["words", "stems", "pairs", "title_words", "title_stems", "title_pairs", "speakers"]

NOTHING = "n < 0"
"""What no row satisfies."""


@dataclass(frozen=True, slots=True)
class Anything:
    """Every row may be one."""


@dataclass(frozen=True, slots=True)
class HasAll:
    """An array has all of some words."""

    array: Array
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasAny:
    """An array has one of some words."""

    array: Array
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """A field has one of some values."""

    field: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class IsLike:
    """A field fits a pattern with `%` and `_`."""

    field: str
    pattern: str


@dataclass(frozen=True, slots=True)
class IsDated:
    """The article's whole date lies between two days; None is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class IsAtLeast:
    """A number is not less than another."""

    field: Literal["added_in", "added_at"]
    least: int


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these hold."""

    parts: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these holds."""

    parts: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold; only of what is said exactly."""

    part: Wanted


Wanted = Anything | HasAll | HasAny | IsOneOf | IsLike | IsDated | IsAtLeast | AllOf | AnyOf | Not


def written(wanted: Wanted, part: Part) -> str:
    """Return the expression for the rows of a segment that can be found and are wanted."""
    said = [_said(simplified(wanted))]
    if part.dead:
        said.append(f"article not in {listed(part.dead)}")
    if part.flagged:
        said.append(f"n not in {listed(part.flagged)}")
    return " and ".join(f"({each})" for each in said if each)


def simplified(wanted: Wanted) -> Wanted:
    """Return a condition without parts that say nothing, and without words that no row can have."""
    found = wanted
    match wanted:
        case AllOf(parts):
            each = [simplified(part) for part in parts]
            some = tuple(one for one in each if one != Anything())
            found = AllOf(some) if some else Anything()
        case AnyOf(parts):
            every = tuple(simplified(part) for part in parts)
            found = Anything() if Anything() in every else AnyOf(every)
        case Not(part):
            inner = simplified(part)
            found = inner if inner == Anything() else Not(inner)
        case HasAll(array, words):
            kept = _kept(words)
            found = HasAll(array, kept) if kept else Anything()
        case HasAny(array, words) if len(_kept(words)) < len(words):
            found = Anything()
    return found


def _said(wanted: Wanted) -> str:
    said = ""
    match wanted:
        case HasAll(array, words):
            said = f"array_contains_all({array}, {listed(words)})"
        case HasAny(array, words):
            said = f"array_contains_any({array}, {listed(words)})" if words else NOTHING
        case IsOneOf(field, values):
            said = f"{field} in {listed(values)}" if values else NOTHING
        case IsLike(field, pattern):
            said = f"{field} like {quoted(pattern)}"
        case IsDated(first, last):
            said = _dated(first, last)
        case IsAtLeast(field, least):
            said = f"{field} > 0 and {field} >= {least}"
        case AllOf(parts):
            said = " and ".join(f"({_said(part)})" for part in parts)
        case AnyOf(parts):
            said = " or ".join(f"({_said(part)})" for part in parts) or NOTHING
        case Not(part):
            said = f"not ({_said(part)})"
    return said


def _dated(first: int | None, last: int | None) -> str:
    """Return the expression for dates; an article without one has 0."""
    said = ["first_day != 0"]
    if first is not None:
        said.append(f"first_day >= {first}")
    if last is not None:
        said.append(f"last_day <= {last}")
    return " and ".join(said)


def _kept(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words that rows have, as they have them: too long ones are left out of rows."""
    return tuple(word for word in map(clean, words) if len(word.encode()) <= WORD_BYTES)
