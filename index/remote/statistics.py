"""Statistics of a generation on a server: document frequencies, from its collections of terms.

A form alone in its language is looked up; several that one paragraph may have are counted together,
by an expression over the paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from threading import Lock

from index.errors import QueryError
from index.remote.collections import named
from index.remote.expressions import AllOf, AnyOf, Array, HasAll, HasAny, Wanted, written
from index.remote.frequencies import (
    ARTICLES,
    FACT_LETTERS,
    PAIR,
    TERM,
    TITLE_WORD,
    UNDATED_ARTICLES,
    WORD,
)
from index.remote.generation import Generation
from index.remote.server import PAGE_ROWS, Row, Server, listed, quoted
from index.segments.attributes import Fact

REMEMBERED = 200_000
"""Keys whose counts are remembered, some 20 MB."""

AT_ONCE = 1000
"""Keys that are asked for at once."""

MOST_TOGETHER = 1000
"""Of more words than this the paragraphs that have any are not counted: their counts are added."""

MOST_COUNTS = 20_000_000
"""Of an index with more counts than this, a tenth of them whole words, none is looked for by how it
is spelt: reading them all takes too long. About five million paragraphs of news have so many."""


class TermStatistics:
    """Statistics of one generation. Safe to share between threads."""

    def __init__(self, server: Server, generation: Generation) -> None:
        self._server, self._generation = server, generation
        self._known: dict[str, int] = {}
        self._every: dict[bool, list[str]] = {}
        self._lock = Lock()

    @property
    def rows(self) -> int:
        return self._generation.rows

    @property
    def mean_length(self) -> float:
        return self._generation.length / max(1, self._generation.rows)

    @property
    def articles(self) -> int:
        return self.counts([ARTICLES])[ARTICLES]

    @property
    def undated(self) -> int:
        return self.counts([UNDATED_ARTICLES])[UNDATED_ARTICLES]

    def names(self, fact: Fact) -> Sequence[str]:
        """Return the distinct sources, authors or languages of articles."""
        counts = self._summed(f'key like "{FACT_LETTERS[fact]}%"')
        return [key[1:] for key, count in counts.items() if count > 0]

    def fetch(self, terms: Iterable[Sequence[str]]) -> None:
        """Read at once what terms weigh, and pairs of neighbours, each in any of some forms."""
        every = [[form for form in forms if " " not in form] for forms in terms]
        keys = [TERM + form for forms in every for form in forms]
        for first, second in pairwise(every):
            pairs = product(first, second)
            keys += [f"{PAIR}{a} {b}" for a, b in pairs if _tag(a) == _tag(b)]
        self.counts(keys)

    def of_term(self, forms: Sequence[str]) -> int:
        """Count the paragraphs, and titles alone, that have a term in any of its forms."""
        return self._of(forms, TERM)

    def of_pair(self, first: Sequence[str], second: Sequence[str], both: Sequence[str]) -> int:
        """Count those in which two terms are neighbours, or that have what stands for both."""
        pairs = [
            f"{one.split(' ')[-1]} {other.split(' ')[0]}"
            for one, other in product(first, second)
            if _tag(one) == _tag(other)
        ]
        return self._of([*pairs, *both], PAIR)

    def of_words(self, words: Sequence[str], *, in_titles: bool) -> int:
        """Count the paragraphs, or articles by their titles, with any of some whole words."""
        # An article is not counted by its rows, and few titles have two of some words.
        if in_titles or len(words) <= 1 or len(words) > MOST_TOGETHER:
            letter = TITLE_WORD if in_titles else WORD
            return sum(self.counts([letter + word for word in words]).values())
        return self._matching(HasAny("words", tuple(words)))

    def fitting(self, pattern: str, *, in_titles: bool) -> Mapping[str, int]:
        """Return the whole words that may fit a pattern, and how many have each."""
        letter = TITLE_WORD if in_titles else WORD
        like = letter + pattern.replace("*", "%").replace("?", "_")
        counts = self._summed(f"key like {quoted(like)} or key like {quoted(like + '-%')}")
        return {key[1:]: count for key, count in counts.items() if count > 0}

    @property
    def has_words(self) -> bool:
        return sum(count for _, count in self._generation.terms) <= MOST_COUNTS

    def words(self, *, in_titles: bool) -> Sequence[str]:
        """Return all whole words, read once.

        Raises:
            QueryError: There are too many.
        """
        if in_titles not in self._every:
            letter = TITLE_WORD if in_titles else WORD
            if not self.has_words:
                raise QueryError(
                    "this index has too many distinct words to look for misspelt ones; search for"
                    " the word as it is spelt, or with a * behind its beginning"
                )
            counts = self._summed(f'key like "{letter}%"')
            self._every[in_titles] = sorted(key[1:] for key, count in counts.items() if count > 0)
        return self._every[in_titles]

    def every(self) -> dict[str, int]:
        """Return every count, by key."""
        found = self._summed("count != 0")
        return {key: count for key, count in found.items() if count}

    def counts(self, keys: Iterable[str]) -> dict[str, int]:
        """Return the count of each key, 0 where nothing has it."""
        wanted = dict.fromkeys(keys)
        with self._lock:
            missing = [key for key in wanted if key not in self._known]
        found = dict.fromkeys(missing, 0)
        for start in range(0, len(missing), AT_ONCE):
            condition = f"key in {listed(missing[start : start + AT_ONCE])}"
            for key, count in self._summed(condition).items():
                found[key] = count
        with self._lock:
            if len(self._known) > REMEMBERED:
                self._known.clear()
            self._known |= found
            return {key: found.get(key, self._known.get(key, 0)) for key in wanted}

    def _summed(self, condition: str) -> dict[str, int]:
        """Add up the counts for which an expression holds, over all runs."""
        totals: dict[str, int] = {}
        for run, _ in self._generation.terms:
            for row in self._rows_of(named(self._server.address.name, "terms", run), condition):
                totals[row["key"]] = totals.get(row["key"], 0) + int(row["count"])
        return totals

    def _rows_of(self, collection: str, condition: str) -> Iterator[Row]:
        """Yield the rows for which an expression holds: page by page if they are many."""
        fields = ["key", "count"]
        found = self._server.query(collection, condition, fields, PAGE_ROWS)
        if len(found) < PAGE_ROWS:
            yield from found
            return
        total = self._server.count(collection)
        for start in range(0, total, PAGE_ROWS):
            within = f"n >= {start} and n < {start + PAGE_ROWS} and ({condition})"
            yield from self._server.query(collection, within, fields, PAGE_ROWS)

    def _of(self, forms: Sequence[str], letter: str) -> int:
        """Count what has any of some forms; those of different languages are never together.

        A form is a term, or several with blanks between, which follow each other; with `PAIR` two
        are a pair.
        """
        tagged: dict[str, list[str]] = {}
        for form in dict.fromkeys(forms):
            tagged.setdefault(_tag(form), []).append(form)
        total = 0
        for same in tagged.values():
            letters = {1: TERM, 2: PAIR}
            key = letters.get(same[0].count(" ") + 1, "") + same[0]
            if len(same) == 1 and key[0] == letter:
                total += self.counts([key])[key]
            else:
                total += self._counted(same)
        return total

    def _counted(self, forms: Sequence[str]) -> int:
        """Count the paragraphs with any of some forms, and the articles with one in titles alone.

        What has all pairs of a form is taken to have the form.
        """
        body = AnyOf(tuple(_having(form, "stems", "pairs") for form in forms))
        title = AnyOf(tuple(_having(form, "title_stems", "title_pairs") for form in forms))
        return self._matching(body) + self._titled(title, body)

    def _titled(self, title: Wanted, body: Wanted) -> int:
        """Count the articles whose title satisfies a condition, and no paragraph another one."""
        total = 0.0
        for part in self._generation.parts:
            collection = named(self._server.address.name, "paragraphs", part.entry.name)
            every = self._server.query(collection, written(title, part), ["article"], PAGE_ROWS)
            both = written(AllOf((title, body)), part)
            has = self._server.query(collection, both, ["article"], PAGE_ROWS)
            alone = {row["article"] for row in every} - {row["article"] for row in has}
            count = self._server.count(collection, written(title, part)) if every else 0
            # Of more than one query returns, as many as in those.
            total += len(alone) * count / max(1, len(every))
        return round(total)

    def _matching(self, condition: Wanted) -> int:
        """Count the rows that can be found and satisfy a condition."""
        total = 0
        for part in self._generation.parts:
            collection = named(self._server.address.name, "paragraphs", part.entry.name)
            total += self._server.count(collection, written(condition, part))
        return total


def _having(form: str, alone: Array, pairs: Array) -> Wanted:
    """Return the expression for what has a form."""
    stems = form.split(" ")
    if len(stems) == 1:
        return HasAll(alone, (form,))
    return HasAll(pairs, tuple(f"{one} {other}" for one, other in pairwise(stems)))


def _tag(term: str) -> str:
    """Return the language that a term is tagged with."""
    return term[: term.find(":") + 1]
