"""Matching of conditions: the rows that satisfy those of a query, over the postings.

No row is scored here, and none is missed: nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot
from index.text import analyzer
from search.query.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Field,
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
    demanded,
    leaves,
)
from search.retrieval import forms
from search.retrieval.expansion import Expanded, Part, Vocabulary, wildcard
from search.retrieval.filtering import (
    Rows,
    articles_named,
    dated,
    names,
    one_of,
    path_pattern,
    undated_note,
    unknown_name,
)
from search.retrieval.forms import Occurrences
from search.retrieval.phrases import near_rows, phrase_rows
from search.types import Dropped

SURE = 0.9
"""A synonym that counts as much in an article is the word itself in a condition."""

PARTS: dict[Field, Part] = {"text": "words", "title": "titles"}


_PLACES: dict[Field, str] = {"text": "paragraph", "title": "article"}


@dataclass(frozen=True, slots=True)
class Matched:
    """What the conditions of a query come to.

    Attributes:
        rows: Those that satisfy all of them.
        patterns: For each word with `*` or `~` that is wanted, as it is written, the words of the
            index that it stands for, most frequent first.
        places: Where these occur, likewise, to be scored as terms are.
        notes: One line for each condition that nothing can satisfy.
        parts: What must hold, all of it, piece by piece, each with the rows where it does.
    """

    rows: Rows
    patterns: dict[str, tuple[str, ...]]
    places: dict[str, Occurrences]
    notes: tuple[str, ...]
    parts: tuple[tuple[Condition, Rows], ...] = ()

    def without_each(
        self, bare: str, allowed: Rows | None, worded: Rows | None
    ) -> tuple[Dropped, ...]:
        """Return the query without each condition that keeps hits away, if none match with all.

        Args:
            bare: The words outside of conditions.
            allowed: `(rows,)` what filters let through, or None for all.
            worded: `(rows,)` what has a word of the query, or None where none is needed.
        """
        given = [rows for rows in (allowed, worded) if rows is not None]
        if np.logical_and.reduce([self.rows, *given]).any():
            return ()
        found = []
        for at, (condition, _) in enumerate(self.parts):
            others = [part for number, part in enumerate(self.parts) if number != at]
            if not (others or worded is not None):
                break
            left = [rows for _, rows in others]
            count = int(np.count_nonzero(np.logical_and.reduce([*left, *given])))
            if count:
                query = " ".join(filter(None, [bare, *(demanded(part) for part, _ in others)]))
                found.append(Dropped(str(condition), query, count))
        return tuple(found)


def match(snapshot: Snapshot, words: Vocabulary, conditions: Sequence[Condition]) -> Matched:
    """Find the rows that satisfy all conditions."""
    matcher = _Matcher(snapshot, words)
    pieces = tuple((part, matcher.rows(part)) for part in parts(conditions))
    rows = np.ones(snapshot.rows, bool)
    for _, holding in pieces:
        rows &= holding
    wanted = [leaf for c in conditions for leaf, is_wanted in leaves(c) if is_wanted]
    patterns: dict[str, tuple[str, ...]] = {}
    places: dict[str, Occurrences] = {}
    for leaf in wanted:
        if isinstance(leaf, HasPattern | HasLike):
            expanded = matcher.expanded(leaf)
            patterns[str(leaf)] = expanded.words
            places[str(leaf)] = Occurrences.of(
                expanded.numbers, expanded.counts, leaf.place == "title", expanded.df
            )
    if any(isinstance(leaf, IsDated) for leaf in wanted):
        matcher.notes += undated_note(snapshot)
    if not rows.any():
        matcher.say_what_is_nowhere(wanted)
    return Matched(rows, patterns, places, tuple(matcher.notes), pieces)


def parts(conditions: Sequence[Condition]) -> Iterator[Condition]:
    """Yield what must hold, all of it, in the smallest pieces."""
    for condition in conditions:
        if isinstance(condition, AllOf):
            yield from parts(condition.parts)
        else:
            yield condition


class _Matcher:
    """Finds rows, and remembers what patterns stand for."""

    def __init__(self, snapshot: Snapshot, words: Vocabulary) -> None:
        self._snapshot = snapshot
        self._words = words
        self._expanded: dict[HasPattern | HasLike, Expanded] = {}
        self.notes: list[str] = []

    def rows(self, condition: Condition) -> Rows:
        """Return the rows for which a condition holds."""
        match condition:
            case AllOf(parts):
                found = np.logical_and.reduce([self.rows(part) for part in parts])
            case AnyOf(parts):
                found = np.logical_or.reduce([self.rows(part) for part in parts])
            case Without(part):
                found = ~self.rows(part)
            case IsSaid(words):
                found = self._said(words)
            case IsNamed():
                found = self._of_articles(self._named(condition))
            case IsIn():
                found = self._of_articles(self._within(condition))
            case HasNear(words, slop):
                near = near_rows(self._words.postings("words"), words, slop)
                found = self._marked(near, self._words.bases("words"), "text")
            case IsDated(first, last):
                found = self._of_articles(dated(self._snapshot, first, last))
            case HasPattern() | HasLike():
                found = self._marked([self.expanded(condition).numbers], [0], condition.place)
            case HasWord() | HasPhrase():
                bases = self._words.bases(PARTS[condition.place])
                found = self._marked(self._found(condition), bases, condition.place)
        return np.asarray(found)

    def expanded(self, condition: HasPattern | HasLike) -> Expanded:
        """Return what a pattern stands for, found once."""
        if condition not in self._expanded:
            part = PARTS[condition.place]
            if isinstance(condition, HasPattern):
                found = self._words.fitting(condition.pattern, part)
            else:
                found = self._words.like(condition.word, condition.edits, part)
            self._expanded[condition] = found
        return self._expanded[condition]

    def say_what_is_nowhere(self, wanted: Sequence[Condition]) -> None:
        """Note the words and phrases that are in no paragraph, or in no title."""
        for leaf in dict.fromkeys(wanted):
            if not isinstance(leaf, HasWord | HasPhrase | HasNear | HasPattern | HasLike):
                continue
            if not self.rows(leaf).any():
                place = "text" if isinstance(leaf, HasNear) else leaf.place
                self.notes.append(f"no {_PLACES[place]} has {leaf}{self._in_titles(leaf)}")

    def _in_titles(self, leaf: Condition) -> str:
        """Say so where titles have what no paragraph has."""
        titled: Condition
        match leaf:
            case HasWord(place="text"):
                titled = replace(leaf, place="title", sign="")
            case HasPhrase(place="text") | HasPattern(place="text") | HasLike(place="text"):
                titled = replace(leaf, place="title")
            case _:
                return ""
        return f", but titles do: {titled}" if self.rows(titled).any() else ""

    def _found(self, condition: HasWord | HasPhrase) -> list[NDArray[np.int64]]:
        """Return for each segment the rows, or articles, that have a word or a phrase."""
        part = PARTS[condition.place]
        if isinstance(condition, HasPhrase):
            return phrase_rows(self._words.postings(part), condition.words)
        if not condition.stems:
            return phrase_rows(self._words.postings(part), (condition.word,))
        segments = self._snapshot.segments
        stems = [segment.body if part == "words" else segment.title for segment in segments]
        found = []
        bases = self._words.bases("titles")
        for base, segment, postings in zip(bases, segments, stems, strict=True):
            rows = [postings.lookup(stem).rows for stem in condition.stems]
            for synonym in condition.synonyms:
                here = np.concatenate([forms.lookup(postings, f).rows for f in synonym.forms])
                if synonym.factor is not None:
                    articles = here if part == "titles" else segment.paragraphs[here, 0]
                    here = here[synonym.factor[articles + base] >= SURE]
                rows.append(here)
            found.append(np.concatenate(rows).astype(np.int64))
        return found

    def _marked(
        self, found: Sequence[NDArray[np.int64]], bases: Sequence[int], place: Field
    ) -> Rows:
        articles = sum(segment.articles for segment in self._snapshot.segments)
        marked = np.zeros(self._snapshot.rows if place == "text" else articles, bool)
        for numbers, base in zip(found, bases, strict=True):
            marked[numbers + base] = True
        return marked if place == "text" else self._of_articles(marked)

    def _of_articles(self, articles: Rows) -> Rows:
        return np.asarray(articles[self._snapshot.article_numbers])

    def _within(self, condition: IsIn) -> Rows:
        """Return `(articles,)` those in a language, or whose id fits a path."""
        if condition.fact == "language":
            return one_of(self._snapshot, "language", (condition.value,), self.notes)
        fits = path_pattern((condition.value,))
        ids = (id_ for segment in self._snapshot.segments for id_ in segment.lookup.ids)
        return np.array([fits(id_) for id_ in ids], bool)

    def _said(self, words: tuple[str, ...]) -> Rows:
        """Return the rows in which somebody of that name says something."""
        from search.retrieval import speech  # few queries ask who says it

        self.notes += speech.missing_note(self._snapshot)
        found = speech.rows_spoken(self._snapshot, [words])
        if not found.any():
            self.notes.append(speech.nobody_note(" ".join(words)))
        return found

    def _named(self, condition: IsNamed) -> Rows:
        """Return `(articles,)` those whose source or author has the words."""
        known = names(self._snapshot, condition.fact)
        tests = [wildcard(word) for word in condition.words]
        fitting = {name for name in known if side_by_side(analyzer.words(name), tests)}
        if not fitting:
            self.notes.append(unknown_name(condition.fact, " ".join(condition.words), known))
        return articles_named(self._snapshot, condition.fact, fitting.__contains__)


def side_by_side(words: Sequence[str], tests: Sequence[Callable[[str], object]]) -> bool:
    """Tell whether some neighbours in `words` pass the tests, in order."""
    return any(
        all(test(word) for test, word in zip(tests, words[at:], strict=False))
        for at in range(len(words) - len(tests) + 1)
    )
