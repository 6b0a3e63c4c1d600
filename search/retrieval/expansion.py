"""Expansion: the words of the index that a pattern stands for, or that are like a misspelt one.

Whole words of paragraphs and titles, as folded, not stems: names keep their letters. Hyphens at the
end of a word are no part of it, see `index.text.compounds`.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
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
    """

    words: tuple[str, ...]
    numbers: NDArray[np.int64]
    counts: NDArray[np.float32]


class Vocabulary:
    """The whole words of one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
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
        return self._expanded([_fitting(p, pattern) for p in self.postings(part)], part)

    def like(self, word: str, edits: int, part: Part) -> Expanded:
        """Return the words that are at most `edits` typing errors away from a folded word."""
        near = [found for found, _ in self.near(word, edits, (part,))]
        chosen = []
        for postings in self.postings(part):
            numbers = {n for found in near for n in _numbers(postings, found)}
            chosen.append(np.array(sorted(numbers), np.int64))
        return self._expanded(chosen, part)

    def near(self, word: str, edits: int, parts: tuple[Part, ...]) -> list[tuple[str, int]]:
        """Return the words at most `edits` typing errors away, with how many each is.

        An error is a letter too much, missing or another, or two neighbours swapped (optimal string
        alignment).
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        known = self._dictionary(parts)
        if not known:
            return []
        distances = process.cdist(
            [word], known, scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8
        )[0]
        return [(known[at], int(distances[at])) for at in np.flatnonzero(distances <= edits)]

    def count(self, word: str, part: Part) -> int:
        """Return how many live rows, or articles, have a folded word."""
        return self._living(self.postings(part), [word], part)

    def has_form(self, stems: Sequence[str]) -> bool:
        """Tell whether a live article has one of some stems, in its text or its title."""
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
        """Return every distinct word of some parts, removed articles' included, read once."""
        if parts not in self._dictionaries:
            lists = [postings.terms for part in parts for postings in self.postings(part)]
            self._dictionaries[parts] = list(
                dict.fromkeys(word.rstrip("-") for words in lists for word in words)
            )
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
        ordered = sorted(frequencies, key=lambda word: (-frequencies[word], word))
        return Expanded(tuple(ordered), np.concatenate(numbers), np.concatenate(counts))


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
