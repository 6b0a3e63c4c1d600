"""Document frequencies of a generation, as sums over what its builds counted.

How many paragraphs have a term, a pair of neighbouring terms or a whole word, how many there are,
and how long they are. Each build writes what it adds, and less than 0 for what it takes away, so
that a generation's are sums over rows that never change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.remote import occurrences
from index.remote.occurrences import Occurrences
from index.segments.attributes import UNDATED, Fact
from index.segments.segment import Segment

TERM, PAIR, WORD, TITLE_WORD, ARTICLES, UNDATED_ARTICLES = "t", "p", "w", "v", "n", "u"
FACT_LETTERS: Mapping[Fact, str] = {"source": "s", "author": "a", "language": "l"}
"""First letter of the key of each kind."""


@dataclass(slots=True)
class Frequencies:
    """What some paragraphs add to a generation's frequencies.

    Attributes:
        counts: By key: a letter that says what is counted, and the term, pair or word. Terms and
            pairs that only a title has count once for the article, as in BM25.
        rows: Paragraphs that can be found.
        length: Terms of these, those of the title counted for each.
    """

    counts: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    length: int = 0

    def add(self, other: Frequencies, sign: int = 1) -> None:
        """Add what others count, or with -1 take it away."""
        for key, count in other.counts.items():
            self.counts[key] += sign * count
        self.rows += sign * other.rows
        self.length += sign * other.length

    def changed(self) -> Mapping[str, int]:
        """Return the counts that are not 0."""
        return {key: count for key, count in self.counts.items() if count}


def of_segment(segment: Segment, live: NDArray[np.bool_] | None = None) -> Frequencies:
    """Count a segment.

    Args:
        segment: Of new articles, or of those that go.
        live: `(rows,)` its paragraphs that can be found; None: all.
    """
    rows = np.ones(segment.rows, bool) if live is None else live
    articles = np.zeros(segment.articles, bool)
    articles[segment.paragraphs[rows, 0]] = True
    found = Frequencies(rows=int(np.count_nonzero(rows)))
    lengths = segment.body.lengths + segment.title.lengths[segment.paragraphs[:, 0]]
    found.length = int(lengths[rows].sum(dtype=np.int64))
    for letter, each in (
        (TERM, occurrences.of_terms(segment)),
        (PAIR, occurrences.of_pairs(segment)),
    ):
        _put(found, letter, each, _in_rows(each, rows) + _in_titles_only(each, segment, articles))
    words = occurrences.of_words(segment)
    _put(found, WORD, words, _in_rows(words, rows))
    in_titles = np.bincount(
        words.titles[articles[words.titles[:, 1]], 0], minlength=len(words.names)
    )
    _put(found, TITLE_WORD, words, in_titles)
    found.counts.update(_facts(segment, articles))
    return found


def _facts(segment: Segment, live: NDArray[np.bool_]) -> Counter[str]:
    """Count the articles that can be found: all, undated ones, those of each source and so on."""
    is_undated = segment.lookup.days[:, 0] == UNDATED
    found = Counter({ARTICLES: int(live.sum()), UNDATED_ARTICLES: int((live & is_undated).sum())})
    for fact, letter in FACT_LETTERS.items():
        names = segment.lookup.names(fact)
        counts = np.bincount(segment.lookup.numbers(fact)[live], minlength=len(names))
        for name, count in zip(names, counts.tolist(), strict=True):
            found[letter + name] += count
    return found


def _put(found: Frequencies, letter: str, each: Occurrences, counts: NDArray[np.int64]) -> None:
    some = np.flatnonzero(counts)
    for number, count in zip(some.tolist(), counts[some].tolist(), strict=True):
        found.counts[letter + each.names[number]] = count


def _in_rows(each: Occurrences, live: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.bincount(each.body[live[each.body[:, 1]], 0], minlength=len(each.names))


def _in_titles_only(
    each: Occurrences, segment: Segment, live: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Count the live articles whose title has what no paragraph of them has."""
    size = max(1, segment.articles)
    of_articles = each.body[:, 0] * size + segment.paragraphs[each.body[:, 1], 0]
    titled = each.titles[:, 0] * size + each.titles[:, 1]
    alone = live[each.titles[:, 1]] & ~np.isin(titled, of_articles)
    return np.bincount(each.titles[alone, 0], minlength=len(each.names))
