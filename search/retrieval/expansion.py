"""Expansion: the words of the index that a pattern stands for, or that are like a misspelt one.

Whole words of paragraphs and titles, as folded, not stems: names keep their letters. Hyphens at the
end of a word are no part of it, see `index.text.compounds`.
"""

from __future__ import annotations

import fnmatch
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.generations.snapshot import Snapshot
from index.segments.postings import Postings, edges

Part = Literal["words", "titles"]
"""Whole words of paragraphs, or of titles."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """The words that something stands for, and where they are.

    Attributes:
        words: Those that live articles have, most frequent first.
        numbers: Rows, or articles for `titles`, of the whole snapshot, ascending.
        counts: `(n,)` float32: how often any of the words is there.
        df: Rows, or articles, of the whole index that have any; None: these are all.
    """

    words: tuple[str, ...]
    numbers: NDArray[np.int64]
    counts: NDArray[np.float32]
    df: int | None = None


class Vocabulary:
    """The whole words of one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._statistics = snapshot.statistics
        self._dictionaries: dict[tuple[Part, ...], list[str]] = {}

    def postings(self, part: Part) -> list[Postings]:
        """Return the postings of each segment."""
        return [getattr(segment.lookup, part) for segment in self._snapshot.segments]

    def bases(self, part: Part) -> list[int]:
        """Return the first row, or article, of each segment."""
        if part == "words":
            return self._snapshot.bases[:-1]
        counts = [segment.articles for segment in self._snapshot.segments]
        return [sum(counts[:at]) for at in range(len(counts))]

    def fitting(self, pattern: str, part: Part) -> Expanded:
        """Return what fits a folded pattern in which `*` and `?` are wildcards."""
        found = self._expanded([_fitting(p, pattern) for p in self.postings(part)], part)
        return self._whole(found, self.words_fitting(pattern, part), part)

    def words_fitting(self, pattern: str, part: Part) -> Mapping[str, int]:
        """Return words of an index that lies elsewhere that fit a pattern, and how many have each.

        As they are indexed, hyphens included.
        """
        if self._statistics is None:
            return {}
        fits = wildcard(pattern)
        found = self._statistics.fitting(pattern, in_titles=part == "titles")
        return {word: count for word, count in found.items() if fits(word.rstrip("-"))}

    def like(self, word: str, edits: int, part: Part) -> Expanded:
        """Return the words that are at most `edits` typing errors away from a folded word."""
        near = [found for found, _ in self.near(word, edits, (part,))]
        chosen = []
        for postings in self.postings(part):
            numbers = {n for found in near for n in _numbers(postings, found)}
            chosen.append(np.array(sorted(numbers), np.int64))
        return self._whole(self._expanded(chosen, part), self.words_like(word, edits, part), part)

    def words_like(self, word: str, edits: int, part: Part) -> Mapping[str, int]:
        """Return the like for words at most `edits` typing errors away."""
        if self._statistics is None:
            return {}
        near = {found for found, _ in self.near(word, edits, (part,))}
        every = self._statistics.words(in_titles=part == "titles")
        known = [each for each in every if each.rstrip("-") in near]
        return {
            each: self._statistics.of_words([each], in_titles=part == "titles") for each in known
        }

    def near(self, word: str, edits: int, parts: tuple[Part, ...]) -> list[tuple[str, int]]:
        """Return the words at most `edits` typing errors away, with how many each is.

        An error is a letter too much, missing or another, or two neighbours swapped (optimal string
        alignment).
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        every = self._dictionary(parts)
        first = bisect_left(every, len(word) - edits, key=len)
        known = every[first : bisect_right(every, len(word) + edits, key=len)]
        if not known:
            return []
        distances = process.cdist(
            [word], known, scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8
        )[0]
        return [(known[at], int(distances[at])) for at in np.flatnonzero(distances <= edits)]

    def count(self, word: str, part: Part) -> int:
        """Return how many live rows, or articles, have a folded word."""
        if self._statistics is not None:
            return self._statistics.of_words([word], in_titles=part == "titles")
        return self._living(self.postings(part), [word], part)

    def has_form(self, stems: Sequence[str]) -> bool:
        """Tell whether a live article has one of some stems, in its text or its title."""
        if self._statistics is not None:
            return self._statistics.of_term(stems) > 0
        segments = self._snapshot.segments
        return bool(
            self._living([segment.body for segment in segments], stems, "words")
            or self._living([segment.title for segment in segments], stems, "titles")
        )

    def _living(self, every: Sequence[Postings], terms: Sequence[str], part: Part) -> int:
        """Count the live rows, or articles, of some terms, once for each term."""
        live = self._snapshot.live if part == "words" else self._snapshot.live_articles
        total = 0
        for postings, base in zip(every, self.bases(part), strict=True):
            for term in terms:
                rows = postings.lookup(term).rows
                total += len(rows) if live is None else int(np.count_nonzero(live[rows + base]))
        return total

    def _dictionary(self, parts: tuple[Part, ...]) -> list[str]:
        """Return every distinct word of some parts, short ones first, read once.

        Words of removed articles are among them.
        """
        if parts not in self._dictionaries:
            lists: list[Sequence[str]]
            if self._statistics is None:
                lists = [postings.terms for part in parts for postings in self.postings(part)]
            else:
                lists = [self._statistics.words(in_titles=part == "titles") for part in parts]
            distinct = {word.rstrip("-") for words in lists for word in words}
            self._dictionaries[parts] = sorted(distinct, key=lambda word: (len(word), word))
        return self._dictionaries[parts]

    def _expanded(self, chosen: Sequence[NDArray[np.int64]], part: Part) -> Expanded:
        """Join what was chosen of each segment's words."""
        live = self._snapshot.live if part == "words" else self._snapshot.live_articles
        frequencies: Counter[str] = Counter()
        numbers, counts = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        bases, every = self.bases(part), self.postings(part)
        for base, postings, mine in zip(bases, every, chosen, strict=True):
            if not len(mine):
                continue
            rows, often = postings.occurrences(mine)
            total = np.bincount(rows, often, minlength=len(postings.lengths))
            found = np.flatnonzero(total)
            numbers.append(found + base)
            counts.append(total[found].astype(np.float32))
            many = postings.row_counts(mine)
            if live is not None:
                many = np.add.reduceat(live[rows + base], edges(many)[:-1], dtype=np.int64)
            for word, count in zip(postings.words_of(mine), many.tolist(), strict=True):
                if count:
                    frequencies[word.rstrip("-")] += count
        return Expanded(_by_frequency(frequencies), np.concatenate(numbers), np.concatenate(counts))

    def _whole(self, found: Expanded, words: Mapping[str, int], part: Part) -> Expanded:
        """Return what was found with what the whole index has, where this holds a part of it."""
        if self._statistics is None:
            return found
        frequencies: Counter[str] = Counter()
        for word, count in words.items():
            frequencies[word.rstrip("-")] += count
        df = self._statistics.of_words(tuple(words), in_titles=part == "titles")
        return replace(found, words=_by_frequency(frequencies), df=df)


def _by_frequency(frequencies: Counter[str]) -> tuple[str, ...]:
    """Return words, the most frequent first."""
    return tuple(sorted(frequencies, key=lambda word: (-frequencies[word], word)))


def wildcard(pattern: str) -> Callable[[str], object]:
    """Return a test for texts that fit `pattern`, in which only `*` and `?` are wildcards.

    In time that grows with the text's length, however many stars there are.
    """
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]"))).match


def _fitting(postings: Postings, pattern: str) -> NDArray[np.int64]:
    """Return the ascending numbers of the words of one segment that fit a pattern."""
    prefix = re.split("[*?]", pattern, maxsplit=1)[0]
    within = postings.beginning_with(prefix)
    if pattern == prefix + "*":
        return np.arange(within.start, within.stop)
    fits = wildcard(pattern)
    words = _slice(postings, within)
    fitting = [n for n, word in zip(within, words, strict=True) if fits(word.rstrip("-"))]
    return np.array(fitting, np.int64)


def _numbers(postings: Postings, word: str) -> Iterator[int]:
    """Yield the numbers of a word, and of the same word where a text has it as several."""
    number = postings.number(word)
    if number is not None:
        yield number
    yield from postings.beginning_with(word + "-")


def _slice(postings: Postings, within: range) -> Iterable[str]:
    """Return the words of a range: all are read at once, a few one by one."""
    if len(within) == len(postings):
        return postings.terms
    return postings.words_of(np.arange(within.start, within.stop))
