"""Conditions and filters as expressions of Milvus: what may satisfy them, and sometimes more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from index.generations.snapshot import Snapshot
from index.remote import expressions as wanted
from index.remote.expressions import Anything, HasAll, HasAny, IsLike, IsOneOf, Wanted
from index.remote.statistics import MOST_TOGETHER
from index.text import analyzer, compounds
from search.query import added, dates
from search.query.conditions import (
    AllOf,
    AnyOf,
    Condition,
    HasLike,
    HasNear,
    HasPattern,
    HasPhrase,
    HasWord,
    IsDated,
    IsIn,
    IsNamed,
    IsSaid,
    Without,
    leaves,
)
from search.query.options import Filters, SearchOptions
from search.retrieval import speech
from search.retrieval.expansion import Part, Vocabulary, wildcard
from search.retrieval.filtering import names
from search.retrieval.matching import PARTS, parts, side_by_side


class Said(NamedTuple):
    """An expression, and whether it lets through only what satisfies the condition."""

    wanted: Wanted
    exact: bool = False


class Translator:
    """Says conditions as expressions, with the words and names of the whole index."""

    def __init__(self, snapshot: Snapshot, words: Vocabulary) -> None:
        self._snapshot, self._words = snapshot, words

    def every(self, conditions: Iterable[Condition]) -> Wanted:
        """Return the expression for what satisfies all of some conditions."""
        return wanted.AllOf(tuple(self.said(each).wanted for each in conditions))

    def said(self, condition: Condition) -> Said:
        """Return the expression for a condition."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                every = [self.said(part) for part in parts]
                join = wanted.AllOf if isinstance(condition, AllOf) else wanted.AnyOf
                found = Said(join(tuple(e.wanted for e in every)), all(e.exact for e in every))
            case Without(part):
                inner = self.said(part)
                # Only what is said exactly can be left out without leaving out too much.
                exact = inner.exact
                found = Said(wanted.Not(inner.wanted) if exact else Anything(), exact=exact)
            case HasWord():
                found = self._word(condition)
            case HasPattern(_, place) | HasLike(_, _, place):
                found = self._any_word(self._expanded(condition), PARTS[place])
            case HasPhrase(words, place):
                found = Said(self._units(words, PARTS[place]))
            case HasNear(words, _):
                found = Said(self._units(words, "words"))
            case _:
                found = self._of_article(condition)
        return found

    def _of_article(self, condition: Condition) -> Said:
        """Return the expression for a condition on the article, or on who speaks in it."""
        match condition:
            case IsNamed(fact, words):
                tests = [wildcard(word) for word in words]
                known = names(self._snapshot, fact)
                fitting = [n for n in known if side_by_side(analyzer.words(n), tests)]
                found = Said(_of_fact(fact, fitting))
            case IsIn("language", value):
                found = Said(self._languages([value]), exact=True)
            case IsIn(_, value):
                found = Said(_paths([value]))
            case IsDated(first, last):
                found = Said(wanted.IsDated(first, last), exact=True)
            case IsSaid(words):
                found = Said(_speakers([words]))
            case _:
                found = Said(Anything())
        return found

    def _expanded(self, condition: HasPattern | HasLike) -> list[str]:
        """Return the words that a pattern stands for, as they are indexed."""
        part = PARTS[condition.place]
        if isinstance(condition, HasPattern):
            return list(self._words.words_fitting(condition.pattern, part))
        return list(self._words.words_like(condition.word, condition.edits, part))

    def filters(self, options: SearchOptions) -> Wanted:
        """Return the expression for the filters of a search."""
        filters, now = options.filters, dates.today(options.now)
        parts: list[Wanted] = []
        if filters.sources:
            parts.append(_of_fact("source", filters.sources))
        if filters.languages:
            parts.append(self._languages(filters.languages))
        if filters.paths:
            parts.append(_paths(filters.paths))
        if filters.speakers:
            parts.append(_speakers([speech.name_words(name) for name in filters.speakers]))
        if filters.since is not None or filters.until is not None:
            parts.append(wanted.IsDated(*_days(filters, now)))
        if filters.added_since is not None:
            since = added.since(filters.added_since, now)
            if since and since.generation is not None:
                parts.append(wanted.IsAtLeast("added_in", since.generation + 1))
            elif since and since.seconds is not None:
                parts.append(wanted.IsAtLeast("added_at", since.seconds))
        return wanted.AllOf(tuple(parts))

    def _word(self, condition: HasWord) -> Said:
        part = PARTS[condition.place]
        if not condition.stems:
            return Said(self._units((condition.word,), part))
        array: wanted.Array = "stems" if part == "words" else "title_stems"
        own = HasAny(array, condition.stems)
        if not condition.synonyms:
            return Said(own, exact=True)
        forms = [form for synonym in condition.synonyms for form in synonym.forms]
        more = tuple(HasAll(array, tuple(form.split(" "))) for form in forms)
        return Said(wanted.AnyOf((own, *more)))

    def _units(self, units: Sequence[str], part: Part) -> Wanted:
        """Return the expression for all units of a phrase, wherever they stand."""
        return wanted.AllOf(tuple(self._unit(unit, part) for unit in units))

    def _unit(self, unit: str, part: Part) -> Wanted:
        if unit.endswith("*"):
            begins = unit[:-1].replace("-", "") + "*"
            return self._any_word(list(self._words.words_fitting(begins, part)), part).wanted
        array: wanted.Array = "words" if part == "words" else "title_words"
        return wanted.AnyOf(tuple(HasAll(array, words) for words, _ in compounds.forms(unit)))

    def _any_word(self, words: Sequence[str], part: Part) -> Said:
        """Return the expression for any of some words; of too many nothing is said."""
        if len(words) > MOST_TOGETHER:
            return Said(Anything())
        return Said(HasAny("words" if part == "words" else "title_words", tuple(words)), exact=True)

    def _languages(self, codes: Sequence[str]) -> Wanted:
        folded = {code.strip().casefold() for code in codes}
        known = names(self._snapshot, "language")
        return IsOneOf("language", tuple(c for c in known if c.casefold() in folded))


def _of_fact(fact: str, values: Sequence[str]) -> Wanted:
    """Return the expression for one of some sources, in any case, or authors."""
    if fact == "source":
        values = [value.strip().casefold() for value in values]
    return IsOneOf(fact, tuple(dict.fromkeys(values)))


def _paths(patterns: Sequence[str]) -> Wanted:
    """Return the expression for ids that fit a pattern, or lie in a folder."""
    likes = [p.rstrip("/").replace("*", "%").replace("?", "_") for p in patterns]
    each = [IsLike("id", like) for path in likes for like in (path, f"{path}/%")]
    return wanted.AnyOf(tuple(each))


def _speakers(names_words: Sequence[Sequence[str]]) -> Wanted:
    """Return the expression for rows in which one of some names may speak: by its last word."""
    last = tuple(words[-1] for words in names_words if words)
    return HasAny("speakers", last)


def _days(filters: Filters, now: date) -> tuple[int | None, int | None]:
    since = dates.period(filters.since, now) if filters.since is not None else None
    until = dates.period(filters.until, now) if filters.until is not None else None
    return since[0] if since else None, until[1] if until else None


def near_misses(conditions: Sequence[Condition], translator: Translator) -> Iterator[Wanted]:
    """Yield what would be found without each of the conditions, and by each word alone.

    Where conditions leave nothing, results say how much matches without one, and which words are
    nowhere: for that some of it has to be looked at.
    """
    every = list(parts(conditions))
    if len(every) > 1:
        for at in range(len(every)):
            yield translator.every([part for number, part in enumerate(every) if number != at])
    for leaf in dict.fromkeys(leaf for c in conditions for leaf, is_so in leaves(c) if is_so):
        if isinstance(leaf, HasWord | HasPhrase | HasNear | HasPattern | HasLike):
            yield translator.said(leaf).wanted
            if not isinstance(leaf, HasNear) and leaf.place == "text":
                yield translator.said(replace(leaf, place="title")).wanted
