"""Near-duplicate paragraphs, folded into one hit.

Wire copy is printed many times. Paragraphs that are nearly the same, in different articles, become
one: that of the article with the earliest date, then the first id. Scores stay as they are.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.generations.passage import Passage
from index.generations.snapshot import Snapshot
from index.text.minhash import SIGNATURE_BYTES, likeness
from search.near_duplicates.relation import Relation, Wording, compare
from search.query.options import MAX_K, SearchOptions
from search.retrieval.found import Found
from search.types import ArticleInfo, Citation

ALIKE = 0.35
"""Paragraphs whose signatures are at least so alike are compared by their words. A sentence added
to a paragraph of two leaves about .6; paragraphs of one subject have less than .1."""

ALIKE_ARTICLES = 0.6
"""Articles whose signatures are at least so alike are the same article, edited: one may have in one
paragraph what the other has in two ..."""

ALIKE_PARTS = 0.1
"""... so that paragraphs of theirs are compared even if they are less alike."""

COMPARED_AT_ONCE = 16
"""Rows compared with all others in one go; a page seldom needs more."""

LENGTH_RATIO = 0.6
"""The shorter paragraph has at least this share of the longer one's words: a sentence may be added,
but a sentence is not the paragraph that quotes it."""


def folded(snapshot: Snapshot, found: Found, k: int) -> Found:
    """Keep one row of each group of near-duplicates; `Found.folded` says where the others are.

    Args:
        snapshot: Whose rows.
        found: All candidates.
        k: How many rows are wanted that differ.

    Returns:
        The first `k` rows that are kept, and maybe more.
    """
    rows = found.candidates.rows
    kept: list[int] = []
    others: dict[int, tuple[int, ...]] = {}
    for group in _groups(snapshot, rows):
        # Whatever stands for this group or a later one, stands here or behind.
        if bisect.bisect_left(kept, group[0]) >= k:
            break
        stands = group[0]
        if len(group) > 1:
            stands, *more = _by_date(snapshot, rows, group)
            others[int(rows[stands])] = tuple(int(rows[at]) for at in more)
        bisect.insort(kept, stands)
    return replace(found, candidates=found.candidates.take(np.array(kept, np.int64)), folded=others)


def page(snapshot: Snapshot, found: Found, options: SearchOptions) -> Found:
    """Fold the near-duplicates of what a page shows, unless each of them is wanted."""
    if options.every:
        return found
    if options.sort != "score":  # what is shown first may be found last
        return folded(snapshot, found, len(found.candidates.rows))
    return folded(snapshot, found, MAX_K if options.by_article else options.offset + options.k)


def citations(snapshot: Snapshot, rows: Sequence[int]) -> tuple[Citation, ...]:
    """Say where some rows stand."""
    return tuple(_citation(snapshot.passage(row)) for row in rows)


def same_passage(one: str, other: str, *, of_one_article: bool = False) -> bool:
    """Tell whether two paragraphs are nearly the same: a word edited, a sentence or dateline added.

    Args:
        one, other: The paragraphs.
        of_one_article: Whether their articles are nearly the same, so that one of them may have as
            one paragraph what the other has as two.
    """
    return _same(Wording.of(one), Wording.of(other), of_one_article=of_one_article)


def _same(one: Wording, other: Wording, *, of_one_article: bool) -> bool:
    short, long = sorted((one, other), key=lambda wording: wording.total)
    if not short.total or (not of_one_article and short.total < LENGTH_RATIO * long.total):
        return False
    return compare(one, other, within=True) is Relation.SAME


def _groups(snapshot: Snapshot, rows: NDArray[np.int64]) -> Iterator[list[int]]:
    """Yield the places of rows in groups, each begun by its best row, in order of those."""
    words = _Texts(snapshot, rows)
    articles = snapshot.article_numbers[rows].tolist()
    taken = np.zeros(len(rows), bool)
    for at, near in enumerate(_near(snapshot, rows)):
        if taken[at]:
            continue
        group, seen = [at], {articles[at]}
        for other, edited in near:
            is_own = articles[other] == articles[at] or (articles[other] in seen and not edited)
            if not taken[other] and not is_own and words.same(at, other, of_one_article=edited):
                group.append(other)
                taken[other] = True
                seen.add(articles[other])
        yield group


def _near(snapshot: Snapshot, rows: NDArray[np.int64]) -> Iterator[list[tuple[int, bool]]]:
    """Yield for each place the later ones that may be the same, and whether their articles are."""
    signed = _signatures(snapshot, rows)
    if signed is None:
        yield from ([] for _ in rows)
        return
    for start in range(0, len(rows), COMPARED_AT_ONCE):
        some = slice(start, start + COMPARED_AT_ONCE)
        alike = likeness(signed[some, None], signed[start:])
        one, other = (np.triu(alike, 1) >= ALIKE_PARTS).nonzero()
        edited = _edited(snapshot, rows[start + one], rows[start + other])
        near = edited | (alike[one, other] >= ALIKE)
        found: list[list[tuple[int, bool]]] = [[] for _ in rows[some]]
        pairs = zip(one[near], start + other[near], edited[near], strict=True)
        for at, later, is_edited in pairs:
            found[at].append((int(later), bool(is_edited)))
        yield from found


class _Texts:
    """The words of the rows that were found, each looked at once."""

    def __init__(self, snapshot: Snapshot, rows: NDArray[np.int64]) -> None:
        self._snapshot = snapshot
        self._rows = rows.tolist()
        self._words: dict[int, Wording] = {}

    def same(self, at: int, other: int, *, of_one_article: bool) -> bool:
        """Tell whether two places have nearly the same paragraph."""
        if self._key(at) == self._key(other):
            return True
        return _same(self._of(at), self._of(other), of_one_article=of_one_article)

    def _key(self, at: int) -> bytes:
        segment, local = self._snapshot.locate(self._rows[at])
        return bytes(segment.keys[local])

    def _of(self, at: int) -> Wording:
        if at not in self._words:
            passage = self._snapshot.passage(self._rows[at])
            text = self._snapshot.article_text(self._rows[at])
            self._words[at] = Wording.of(text[passage.start : passage.end])
        return self._words[at]


def _signatures(
    snapshot: Snapshot, rows: NDArray[np.int64], *, of_articles: bool = False
) -> NDArray[np.uint8] | None:
    """Return the signatures of rows, or of their articles; None where an index has none."""
    signed = np.empty((len(rows), SIGNATURE_BYTES), np.uint8)
    order = np.argsort(rows)
    for segment, places, local in snapshot.by_segment(rows[order]):
        if segment.signatures is None:
            return None
        at = segment.rows + segment.paragraphs[local, 0] if of_articles else local
        signed[order[places]] = segment.signatures[at]
    return signed if len(rows) else None


def _edited(
    snapshot: Snapshot, some: NDArray[np.int64], others: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell of pairs of rows whether their articles are nearly the same."""
    both = _signatures(snapshot, np.concatenate([some, others]), of_articles=True)
    if both is None:
        return np.zeros(len(some), bool)
    return likeness(both[: len(some)], both[len(some) :]) >= ALIKE_ARTICLES


def _by_date(snapshot: Snapshot, rows: NDArray[np.int64], group: Sequence[int]) -> list[int]:
    """Order places by their articles' dates, those without one last, then by id and offset."""

    def key(at: int) -> tuple[bool, str, str, int]:
        passage = snapshot.passage(int(rows[at]))
        date = passage.article.date
        return date is None, date or "", passage.article.id, passage.start

    return sorted(group, key=key)


def _citation(passage: Passage) -> Citation:
    return Citation(
        ArticleInfo.of(passage.article),
        passage.number,
        passage.start,
        passage.end,
        passage.article.page_at(passage.start),
        passage.article.recognised_at(passage.start),
    )
