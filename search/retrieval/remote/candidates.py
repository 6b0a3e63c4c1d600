"""Candidates on a server: the articles in which the best paragraphs of each half lie.

Both legs are asked for as many paragraphs as are ranked of an index in a folder, by inner products
that are about the scores of each half; who is ranked how is computed from payloads.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

from index.remote import sparse
from index.remote.articles import Place
from index.remote.collections import named
from index.remote.expressions import AllOf, AnyOf, HasAny, IsAtLeast, Wanted, written
from index.remote.expressions import IsDated as Dated
from index.remote.generation import Generation, Part
from index.remote.server import PAGE_ROWS, Row, Server
from search.query.query import Query
from search.retrieval import fusion
from search.retrieval.bm25 import NAME_WORDS, PAIR_WEIGHT, Contribution
from search.types import Sort

DEPTH = fusion.DEPTH
"""Paragraphs that each leg is asked for."""


AT_ONCE = 8
"""Segments that are asked at the same time."""


@dataclass(slots=True)
class Found:
    """Where candidates lie.

    Attributes:
        places: Their articles.
        cut_off: Whether a leg may have had more.
    """

    places: set[Place] = field(default_factory=set)
    cut_off: bool = False


class Legs:
    """Asks the segments of one generation."""

    def __init__(self, server: Server, generation: Generation) -> None:
        self._server, self._generation = server, generation

    def nearest(self, field: str, vector: Any, wanted: Wanted, found: Found) -> None:
        """Add the articles of the best paragraphs by an inner product."""
        every: list[tuple[float, Place]] = []

        def ask(part: Part) -> list[Row]:
            condition = written(wanted, part)
            return self._server.nearest(
                self._rows(part), field, vector, condition, ["article"], DEPTH
            )

        for part, rows in self._each(ask):
            found.cut_off |= len(rows) >= DEPTH
            every += [(-float(row["distance"]), _place(part, row)) for row in rows]
        found.places.update(place for _, place in heapq.nsmallest(DEPTH, every))

    def satisfying(self, wanted: Wanted, found: Found, count: int = PAGE_ROWS) -> None:
        """Add the articles of paragraphs that satisfy a condition, of any if there are many."""
        for part in self._generation.parts:
            rows = self._server.query(
                self._rows(part), written(wanted, part) or "n >= 0", ["article"], count
            )
            found.cut_off |= len(rows) >= count
            found.places.update(_place(part, row) for row in rows)

    def newest(self, wanted: Wanted, found: Found, sort: Sort) -> None:
        """Add the articles of the newest paragraphs that satisfy a condition.

        By when they came, if `sort` is "added"; else by their dates.
        """
        if self._count(wanted) <= DEPTH:
            self.satisfying(wanted, found)
            return

        def since(first: int) -> Wanted:
            by_day = Dated(first, None)
            return AllOf((wanted, IsAtLeast("added_in", first) if sort == "added" else by_day))

        # The first day, or generation, from which on there are not more than wanted.
        low, high = 0, 1 << 22
        while low < high:
            middle = (low + high) // 2
            if self._count(since(middle)) > DEPTH:
                low = middle + 1
            else:
                high = middle
        found.cut_off = True
        self.satisfying(since(low), found)
        self.satisfying(since(low - 1), found, DEPTH)

    def _each(self, ask: Callable[[Part], list[Row]]) -> Iterator[tuple[Part, list[Row]]]:
        """Ask all segments, several at once."""
        parts = self._generation.parts
        if len(parts) < 2:
            yield from ((part, ask(part)) for part in parts)
            return
        with ThreadPoolExecutor(min(len(parts), AT_ONCE)) as pool:
            yield from zip(parts, pool.map(ask, parts), strict=True)

    def _count(self, wanted: Wanted) -> int:
        return sum(
            self._server.count(self._rows(part), written(wanted, part) or "n >= 0")
            for part in self._generation.parts
        )

    def _rows(self, part: Part) -> str:
        return named(self._server.address.name, "paragraphs", part.entry.name)


def weights(query: Query, contributions: Iterable[Contribution]) -> sparse.Sparse:
    """Return the sparse vector of a query: its terms and pairs, in all of their forms."""
    repeats = Counter(query.terms)
    pairs = Counter(pairwise(query.terms))
    forms = {term: [term, *query.variants.get(term, ())] for term in query.terms}
    for synonym in query.synonyms:
        for term in synonym.terms:
            forms.setdefault(term, [term]).extend(synonym.forms)
    found: sparse.Sparse = {}
    for one in contributions:
        if len(one.terms) == 1:
            (term,) = one.terms
            weight = one.idf * repeats.get(term, 1)
            names = [name for form in forms.get(term, [term]) for name in _names(form)]
        else:
            first, second = one.terms
            weight = one.idf * PAIR_WEIGHT * pairs.get((first, second), 1)
            both = product(forms.get(first, [first]), forms.get(second, [second]))
            names = [f"{a} {b}" for a, b in both if " " not in a + b]
        for name in dict.fromkeys(names):
            at = sparse.dimension(name)
            found[at] = max(found.get(at, 0.0), weight)
    return found


def with_all(query: Query) -> Wanted | None:
    """Return the expression for paragraphs with all of a name, if a query may be one."""
    terms = tuple(dict.fromkeys(query.terms))
    if not 2 <= len(terms) <= NAME_WORDS:
        return None
    parts = []
    for term in terms:
        forms = (term, *query.variants.get(term, ()))
        parts.append(AnyOf((HasAny("stems", forms), HasAny("title_stems", forms))))
    return AllOf(tuple(parts))


def _names(form: str) -> Sequence[str]:
    """Return the dimensions of a form: of one of several stems, the pairs in it."""
    stems = form.split(" ")
    return [form] if len(stems) == 1 else [f"{a} {b}" for a, b in pairwise(stems)]


def _place(part: Part, row: Row) -> Place:
    return part.entry.name, int(row["article"])
