"""BM25 over the postings arrays is BM25, whatever segments the rows lie in, and Whoosh agrees."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamagedError
from index.segments.postings import Postings, PostingsWriter
from search.retrieval import bm25
from search.retrieval.bm25 import KeywordHalf

WORDS = st.sampled_from(["xi", "putin", "pledge", "taiwan", "budget", "café", "中国", "\udc80"])
ROWS = st.lists(st.lists(WORDS, max_size=12), max_size=12)


def written(rows: Sequence[Sequence[str]]) -> Postings:
    writer = PostingsWriter()
    for terms in rows:
        writer.add(terms)
    return Postings(writer.arrays().__getitem__, "made here")


def snapshot_of(
    segments: Sequence[Sequence[tuple[str, Sequence[Sequence[str]]]]],
    dead: Sequence[tuple[int, int]] = (),
) -> Any:
    """What `KeywordHalf` needs of a snapshot: segments of (title, paragraphs) articles.

    `dead` are (segment, article) pairs.
    """
    parts, live, live_articles = [], [], []
    for number, articles in enumerate(segments):
        rows = [terms for _, paragraphs in articles for terms in paragraphs]
        counts = [len(paragraphs) for _, paragraphs in articles]
        alive = [(number, at) not in dead for at in range(len(articles))]
        live_articles += alive
        live += [kept for kept, count in zip(alive, counts, strict=True) for _ in range(count)]
        parts.append(
            SimpleNamespace(
                body=written(rows),
                title=written([t.split() for t, _ in articles]),
                first_rows=np.cumsum([0, *counts]),
                articles=len(articles),
            )
        )
    counts = np.concatenate([np.diff(part.first_rows) for part in parts])
    return SimpleNamespace(
        segments=parts,
        article_numbers=np.repeat(np.arange(len(counts)), counts),
        live=np.array(live) if dead else None,
        live_articles=np.array(live_articles) if dead else None,
        statistics=None,
    )


@settings(max_examples=60, deadline=None)
@given(rows=ROWS)
def test_a_lookup_finds_every_row_with_the_term(rows: list[list[str]]) -> None:
    postings = written(rows)
    for term in ["xi", "putin", "pledge", "taiwan", "budget", "café", "中国", "\udc80", "absent"]:
        found = postings.lookup(term)
        assert found.rows.tolist() == [n for n, terms in enumerate(rows) if term in terms]
        assert found.frequencies.tolist() == [r.count(term) for r in rows if term in r]
        places = [at for terms in rows for at, other in enumerate(terms) if other == term]
        assert found.positions.tolist() == places
    assert postings.lengths.tolist() == [len(terms) for terms in rows]
    assert sorted(postings.terms) == sorted({term for terms in rows for term in terms})


def test_the_score_equals_a_case_computed_by_hand() -> None:
    # Article 0 is called "taiwan" and has two paragraphs, article 1 is called "xi" and has one.
    snapshot = snapshot_of(
        [
            [
                ("taiwan", [["xi", "pledg"], ["xi", "xi", "putin"]]),
                ("xi", [["pledg", "xi", "so", "b"]]),
            ]
        ],
    )
    found = KeywordHalf(snapshot).score(["xi", "pledg"])
    k1, b, count = bm25.K1, bm25.B, bm25.MIN_ROWS

    def idf(df: int) -> float:
        return math.log(1 + (count - df + 0.5) / (df + 0.5))

    def part(tf: int, length: int) -> float:  # with the title, paragraphs have 3, 4 and 5 terms
        return tf / (tf + k1 * (1 - b + b * length / 4))

    expected = [
        idf(3) * part(1, 3) + idf(2) * part(1, 3) + bm25.PAIR_WEIGHT * idf(1) / (1 + k1),
        idf(3) * part(2, 4),
        idf(3) * part(2, 5) + idf(2) * part(1, 5),
    ]
    np.testing.assert_allclose(found.scores, expected, rtol=1e-6)
    assert found.bound == pytest.approx(idf(3) + idf(2))
    assert found.divisor == found.bound
    assert [(weight.term, weight.df) for weight in found.terms] == [("xi", 3), ("pledg", 2)]
    name = KeywordHalf(snapshot).score(["xi", "pledg"], is_name=True)
    all_of_it = bm25.NAME_DELTA * (idf(3) + idf(2))
    np.testing.assert_allclose(name.scores - found.scores, [all_of_it, 0, all_of_it], rtol=1e-6)
    assert name.divisor == pytest.approx((1 + bm25.NAME_DELTA) * found.bound)


def test_the_divisor_of_a_long_query_equals_a_case_computed_by_hand() -> None:
    words = [f"w{number}" for number in range(9)]
    half = KeywordHalf(snapshot_of([[("", [words]), ("", [["xi"]])]]))
    once = math.log(
        1 + (bm25.MIN_ROWS - 0.5) / 1.5
    )  # nine words that occur once: 9 / 4 is 1.5 ** 2
    found = half.score(words)
    assert found.bound == pytest.approx(9 * once)
    assert found.divisor == pytest.approx(9 * once / 1.5)
    assert half.score(words[:4]).divisor == pytest.approx(4 * once)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(WORDS, max_size=4), min_size=1, max_size=12),
    query=st.lists(WORDS, min_size=1, max_size=3),
)
def test_a_query_of_up_to_three_words_is_never_long(
    rows: list[list[str]], query: list[str]
) -> None:
    half = KeywordHalf(snapshot_of([[("", rows)]]))
    found = half.score(query)
    assert found.divisor == found.bound


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(WORDS, max_size=4), min_size=1, max_size=12),
    query=st.lists(WORDS, min_size=1, max_size=3),
)
def test_what_has_all_of_a_name_is_above_what_has_not(
    rows: list[list[str]], query: list[str]
) -> None:
    half = KeywordHalf(snapshot_of([[("", rows)]]))
    known = {word for word in query if any(word in row for row in rows)}
    scores = half.score(query, pairs=False, is_name=True).scores
    having = [known <= set(row) for row in rows]
    least = min((score for score, has in zip(scores, having, strict=True) if has), default=np.inf)
    assert all(score < least for score, has in zip(scores, having, strict=True) if not has)


FEW = st.lists(st.sampled_from(["xi", "putin", "pledg"]), max_size=8)


@settings(max_examples=60, deadline=None)
@given(segments=st.lists(st.lists(st.tuples(FEW, st.lists(FEW, min_size=1, max_size=3)))))
def test_a_pair_counts_where_one_term_follows_the_other(
    segments: list[list[tuple[list[str], Any]]],
) -> None:
    given_titles = [[(" ".join(title), rows) for title, rows in part] for part in segments if part]
    if not given_titles:
        return
    half = KeywordHalf(snapshot_of(given_titles))
    alone, pair = half.score(["xi", "putin"], pairs=False), half.score(["xi", "putin"])

    def counted(terms: Sequence[str]) -> int:
        return sum(two == ("xi", "putin") for two in pairwise(terms))

    tf = np.array(
        [
            counted(row) + counted(title.split())
            for part in given_titles
            for title, rows in part
            for row in rows
        ]
    )
    df = sum(  # a title counts once for its article, and only if no paragraph has the pair
        sum(map(bool, map(counted, rows))) or bool(counted(title.split()))
        for part in given_titles
        for title, rows in part
    )
    idf = math.log(1 + (max(len(tf), bm25.MIN_ROWS) - df + 0.5) / (df + 0.5))
    expected = bm25.PAIR_WEIGHT * idf * tf / (tf + bm25.K1)
    np.testing.assert_allclose(pair.scores - alone.scores, expected, atol=1e-5)
    again = half.score(["xi", "putin"])  # now that it is remembered
    assert again.scores.tolist() == pair.scores.tolist() and again.terms == pair.terms


def test_bm25_equals_a_reference_on_thousands_of_paragraphs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bm25, "PAIR_WEIGHT", 0.0)  # the reference knows no pairs
    rng = random.Random(7)
    vocabulary = [f"w{n}" for n in range(3000)]
    weights = [1 / (n + 1) for n in range(3000)]
    rows = [rng.choices(vocabulary, weights, k=rng.randint(3, 120)) for _ in range(3000)]
    half = KeywordHalf(snapshot_of([[("", rows[:1000])], [("", rows[1000:])]]))
    reference = bm25s.BM25(method="lucene", k1=bm25.K1, b=bm25.B)
    reference.index(rows, show_progress=False)
    for _ in range(50):
        query = sorted(set(rng.choices(vocabulary, weights, k=5)))
        np.testing.assert_allclose(
            half.score(query).scores, reference.get_scores(query), rtol=1e-4, atol=1e-5
        )


def test_a_title_counts_once_for_its_article_not_once_for_each_paragraph() -> None:
    body = [["budget"], ["troops"], ["drills"]]
    snapshot = snapshot_of([[("xi", body), ("putin", body)]])
    (weight,) = KeywordHalf(snapshot).score(["xi"]).terms
    assert weight.df == 1
    (weight,) = KeywordHalf(snapshot).score(["budget"]).terms
    assert weight.df == 2


def test_a_title_helps_every_paragraph_of_its_article() -> None:
    snapshot = snapshot_of([[("xi", [["budget"], ["troops"]]), ("", [["budget"]])]])
    scores = KeywordHalf(snapshot).score(["xi", "budget"]).scores
    assert scores[0] > scores[1] > 0
    assert scores[0] > scores[2] > 0


@settings(max_examples=40, deadline=None)
@given(
    articles=st.lists(
        st.tuples(WORDS, st.lists(st.lists(WORDS, min_size=1, max_size=8), min_size=1, max_size=4)),
        min_size=2,
        max_size=8,
    ),
    cut=st.integers(0, 8),
    removed=st.integers(0, 7),
)
def test_scores_do_not_depend_on_segments_or_on_removed_rows(
    articles: list[tuple[str, list[list[str]]]],
    cut: int,
    removed: int,
) -> None:
    cut, removed = min(cut, len(articles)), min(removed, len(articles) - 1)
    pieces = [piece for piece in (articles[:cut], articles[cut:]) if piece]
    place = (0, removed) if not 0 < cut <= removed else (1, removed - cut)
    grown = snapshot_of(pieces, dead=[place])
    left = articles[:removed] + articles[removed + 1 :]
    fresh = snapshot_of([left])
    query = ["xi", "pledge", "café"]
    mine, theirs = KeywordHalf(grown).score(query), KeywordHalf(fresh).score(query)
    np.testing.assert_allclose(mine.scores[grown.live], theirs.scores, rtol=1e-5, atol=1e-6)
    assert mine.terms == theirs.terms


def test_postings_that_disagree_are_refused() -> None:
    writer = PostingsWriter()
    writer.add(["xi"])
    writer.add(["putin"])
    arrays = writer.arrays() | {"rows": np.zeros(1, np.int32)}
    with pytest.raises(IndexDamagedError, match="do not agree"):
        Postings(arrays.__getitem__, "made here")
