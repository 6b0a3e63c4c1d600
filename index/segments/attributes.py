"""Attributes of articles, and whole words: what conditions, filters and suggestions read.

Whole words of paragraphs and of titles with their positions, and for each article its outlet,
author, language, id and days. Plain queries read none of it. One packed file a segment.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError
from index.segments.packed import Packed
from index.segments.postings import Postings, PostingsWriter, edges
from index.types import Article

Fact = Literal["source", "author", "language"]
FACTS: tuple[Fact, ...] = ("source", "author", "language")

UNDATED = 0
"""In place of a day where an article has no date that can be read. Real days begin at 1."""


class LookupWriter:
    """Collects what is looked up of one segment."""

    def __init__(self) -> None:
        self._words, self._titles = PostingsWriter(), PostingsWriter()
        self._names: dict[Fact, dict[str, int]] = {fact: {} for fact in FACTS}
        self._numbers: dict[Fact, array[int]] = {fact: array("i") for fact in FACTS}
        self._days = array("i")
        self._ids: list[bytes] = []

    def add_article(
        self, article: Article, title: Sequence[str], beside: Iterable[tuple[str, int]] = ()
    ) -> None:
        """Add the next article, with the words of its title in order, and those beside them."""
        from index.text.dates import days_of  # plain queries, which open segments, read no dates

        self._titles.add(title, beside)
        for fact in FACTS:
            names = self._names[fact]
            self._numbers[fact].append(names.setdefault(getattr(article, fact), len(names)))
        self._days.extend(days_of(article.date or "") or (UNDATED, UNDATED))
        self._ids.append(_coded(article.id))

    def add_paragraph(self, words: Sequence[str], beside: Iterable[tuple[str, int]] = ()) -> None:
        """Add the next paragraph: its words in order, stop words included, and those beside them.

        A word that is several in the text has a hyphen at its end for each but the first, so that
        a phrase can go on behind it: `ceasefire-` where the text has `cease-fire`.
        """
        self._words.add(words, beside)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what is written."""
        parts: dict[str, NDArray[Any]] = {
            "days": np.frombuffer(self._days, np.int32),
            "ids": np.frombuffer(b"".join(self._ids), np.uint8),
            "id_ends": edges(np.array([*map(len, self._ids)], np.int64)),
        }
        for fact in FACTS:
            parts[fact] = np.frombuffer(self._numbers[fact], np.int32)
            names = json.dumps(list(self._names[fact])).encode("ascii")
            parts[f"{fact}_names"] = np.frombuffer(names, np.uint8)
        for name, postings in (("words", self._words), ("titles", self._titles)):
            parts |= {f"{name}.{part}": values for part, values in postings.arrays().items()}
        return parts


class Lookup:
    """What is looked up of one segment. Nothing is read before it is asked for."""

    def __init__(self, packed: Packed, *, rows: int, articles: int) -> None:
        self._packed = packed
        self._rows, self._articles = rows, articles

    @cached_property
    def words(self) -> Postings:
        """Whole words of paragraphs, by row."""
        return self._postings("words", self._rows)

    @cached_property
    def titles(self) -> Postings:
        """Whole words of titles, by article."""
        return self._postings("titles", self._articles)

    @cached_property
    def days(self) -> NDArray[np.int32]:
        """`(articles, 2)` int32: first and last day of each article's date, or `UNDATED`."""
        days: NDArray[np.int32] = self._packed.array("days")
        self._check(len(days) == 2 * self._articles)
        return days.reshape(-1, 2)

    @cached_property
    def ids(self) -> list[str]:
        """The articles' ids, ascending."""
        ends, text = self._packed.array("id_ends").tolist(), self._packed.text("ids")
        self._check(len(ends) == self._articles + 1)
        return [text[start:end].decode("utf-8", "surrogatepass") for start, end in pairwise(ends)]

    def names(self, fact: Fact) -> list[str]:
        """Return the distinct values of a fact, by number."""
        try:
            return [str(name) for name in json.loads(self._packed.text(f"{fact}_names"))]
        except (ValueError, TypeError, RecursionError) as error:
            raise self._damaged() from error

    def numbers(self, fact: Fact) -> NDArray[np.int32]:
        """Return `(articles,)` int32: the number of each article's value."""
        numbers: NDArray[np.int32] = self._packed.array(fact)
        self._check(len(numbers) == self._articles)
        return numbers

    def check(self) -> None:
        """Raise IndexDamagedError if anything does not fit the segment."""
        self.words, self.titles, self.days, self.ids  # noqa: B018
        for fact in FACTS:
            numbers = self.numbers(fact)
            self._check(not len(numbers) or int(numbers.max()) < len(self.names(fact)))

    def _postings(self, name: str, length: int) -> Postings:
        postings = Postings.packed(self._packed, name)
        self._check(len(postings.lengths) == length)
        return postings

    def _check(self, fits: bool) -> None:
        if not fits:
            raise self._damaged()

    def _damaged(self) -> IndexDamagedError:
        return IndexDamagedError(
            f"{self._packed.path} is damaged (its counts do not fit the segment); restore it or"
            " rebuild the index with `seedsearch build --full`"
        )


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
