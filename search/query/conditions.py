"""Conditions that a query can make on a paragraph, and how each is written. Frozen values.

A condition holds or does not hold; how well a paragraph matches is said by its words. `str` of a
condition is how it would be typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from index.text.dates import days_of, written
from search.query.query import Synonym

Field = Literal["text", "title"]
"""Where a word must stand: in the paragraph, or in its article's title."""


@dataclass(frozen=True, slots=True)
class HasWord:
    """The word is there, in any form of it.

    Attributes:
        text: As typed.
        word: Folded.
        stems: One of these must be there; none: the word itself, for it is a stop word.
        sign: A plus where only that makes a condition of it.
        synonyms: What else is the word.
    """

    text: str
    word: str
    stems: tuple[str, ...]
    place: Field = "text"
    sign: str = ""
    synonyms: tuple[Synonym, ...] = ()

    def __str__(self) -> str:
        # In small letters, lest it connects.
        shown = self.text.lower() if self.text in ("AND", "OR", "NOT") else self.text
        return _at(self.place) + self.sign + shown


@dataclass(frozen=True, slots=True)
class HasPhrase:
    """These very words follow each other, stop words included; case and accents do not count."""

    words: tuple[str, ...]
    place: Field = "text"

    def __str__(self) -> str:
        return f'{_at(self.place)}"{" ".join(self.words)}"'


@dataclass(frozen=True, slots=True)
class HasNear:
    """These very words stand together in any order, with at most `slop` others among them."""

    words: tuple[str, ...]
    slop: int

    def __str__(self) -> str:
        return f'"{" ".join(self.words)}"~{self.slop}'


@dataclass(frozen=True, slots=True)
class IsIn:
    """The article is in a language, or its path fits, as filters have it."""

    fact: Literal["language", "path"]
    value: str

    def __str__(self) -> str:
        shown = f'"{self.value}"' if " " in self.value else self.value
        return f"{'lang' if self.fact == 'language' else 'path'}:{shown}"


@dataclass(frozen=True, slots=True)
class HasPattern:
    """A whole word fits `pattern`, folded: `*` stands for any letters or none, `?` for one."""

    pattern: str
    place: Field = "text"

    def __str__(self) -> str:
        return _at(self.place) + self.pattern


@dataclass(frozen=True, slots=True)
class HasLike:
    """A whole word is at most `edits` typing errors away: a transposition counts as one."""

    word: str
    edits: int
    place: Field = "text"

    def __str__(self) -> str:
        return f"{_at(self.place)}{self.word}~" + (str(self.edits) if self.edits > 1 else "")


@dataclass(frozen=True, slots=True)
class IsNamed:
    """The article's source or author has these words side by side, `*` being any letters."""

    fact: Literal["source", "author"]
    words: tuple[str, ...]

    def __str__(self) -> str:
        name = " ".join(self.words)
        return f'{self.fact}:"{name}"' if " " in name else f"{self.fact}:{name}"


@dataclass(frozen=True, slots=True)
class IsSaid:
    """Something in the paragraph is said by whom these words name; bare words stand within it."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        name = " ".join(self.words)
        return f'said:"{name}"' if " " in name else f"said:{name}"


@dataclass(frozen=True, slots=True)
class IsDated:
    """The article's date lies between these days, both included; None is open."""

    first: int | None
    last: int | None

    def __str__(self) -> str:
        if self.first is not None and self.last is not None:
            whole = written(self.first, self.last)
            if days_of(whole) == (self.first, self.last):
                return f"date:{whole}"
            return f"date:[{_day(self.first)} TO {_day(self.last)}]"
        if self.first is not None:
            return f"date:>={_day(self.first)}"
        return f"date:<={_day(self.last or 0)}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return "(" + " AND ".join(map(str, self.parts)) + ")"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return "(" + " OR ".join(map(str, self.parts)) + ")"


@dataclass(frozen=True, slots=True)
class Without:
    """The part does not hold."""

    part: Condition

    def __str__(self) -> str:
        shown = f"({self.part})" if isinstance(self.part, Without) else str(self.part)
        # A minus before a digit is a number's.
        return f"-{shown}" if shown[0].isalpha() or shown[0] in '("' else f"NOT {shown}"


Condition = (
    HasWord
    | HasPhrase
    | HasNear
    | HasPattern
    | HasLike
    | IsNamed
    | IsSaid
    | IsIn
    | IsDated
    | AllOf
    | AnyOf
    | Without
)


def demanded(condition: Condition) -> str:
    """Return how a condition is typed that stands alone: a word needs a plus, a number too."""
    if isinstance(condition, HasWord) and condition.place == "text":
        plain = str(replace(condition, sign=""))
        return f"+{plain}" if plain[0].isalpha() else f'+"{plain}"'
    return str(condition)


def leaves(condition: Condition, *, wanted: bool = True) -> Iterator[tuple[Condition, bool]]:
    """Yield the parts that have no parts, each with whether it is wanted or excluded."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from leaves(part, wanted=wanted)
    elif isinstance(condition, Without):
        yield from leaves(condition.part, wanted=not wanted)
    else:
        yield condition, wanted


def with_synonyms(
    conditions: Iterable[Condition], found: Callable[[HasWord], tuple[Synonym, ...]]
) -> tuple[Condition, ...]:
    """Return conditions of which each word also has the synonyms that are found for it."""
    return tuple(_with_synonyms(condition, found) for condition in conditions)


def _with_synonyms(
    condition: Condition, found: Callable[[HasWord], tuple[Synonym, ...]]
) -> Condition:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return type(condition)(with_synonyms(parts, found))
        case Without(part):
            return Without(_with_synonyms(part, found))
        case HasWord():
            return replace(condition, synonyms=(*condition.synonyms, *found(condition)))
    return condition


def wanted_phrases(conditions: Iterable[Condition]) -> tuple[tuple[str, ...], ...]:
    """Return the phrases, and the stop words, that are wanted in the text of a paragraph."""
    wanted = [leaf for c in conditions for leaf, is_wanted in leaves(c) if is_wanted]
    phrases = [
        leaf.words for leaf in wanted if isinstance(leaf, HasPhrase) and leaf.place == "text"
    ]
    return (
        *phrases,
        *(
            (leaf.word,)
            for leaf in wanted
            if isinstance(leaf, HasWord) and not leaf.stems and leaf.place == "text"
        ),
    )


def wanted_words(conditions: Iterable[Condition]) -> frozenset[str]:
    """Return the words, folded, that are wanted one by one in the text of a paragraph."""
    found: set[str] = set()
    for leaf, is_wanted in (pair for c in conditions for pair in leaves(c)):
        if is_wanted and isinstance(leaf, HasWord) and leaf.place == "text":
            found.add(leaf.word)
        elif is_wanted and isinstance(leaf, HasNear):
            found.update(leaf.words)
    return frozenset(found)


def _at(place: Field) -> str:
    return "title:" if place == "title" else ""


def _day(number: int) -> str:
    """Return a day, ISO 8601; the first or last that there is for what lies beyond."""
    within = min(max(number, date.min.toordinal()), date.max.toordinal())
    return written(within, within)
