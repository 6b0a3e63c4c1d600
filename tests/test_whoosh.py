"""Whoosh reads the index's arrays: its queries find what ours find, and what its own index has.

The reader is compared with our own conditions, and, so that wrong arrays are not their own oracle,
with a real Whoosh index in memory that is made of the same tokens.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import OUTLETS, SUBJECTS
from whoosh import fields
from whoosh.filedb.filestore import RamStorage
from whoosh.matching import ReadTooFar
from whoosh.qparser import QueryParser
from whoosh.query import (
    And,
    AndNot,
    DateRange,
    Every,
    FuzzyTerm,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Regex,
    Term,
    Wildcard,
)
from whoosh.query.spans import SpanNear2
from whoosh.reading import MultiReader, TermNotFound
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet

import index
import search
from index.generations.snapshot import Snapshot, open_snapshot
from index.text import analyzer
from index.types import Article
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
    Without,
)
from search.retrieval.bm25 import KeywordHalf
from search.retrieval.expansion import Vocabulary
from search.retrieval.matching import match
from search.retrieval.whoosh_searcher import searcher

GOLDEN = Path(__file__).parent / "golden"
QUERIES = 400
FIELDS = ("text", "words", "title", "title_text")


@pytest.fixture(scope="module")
def snapshot(two_segment_index: Path) -> Snapshot:
    opened = open_snapshot(two_segment_index)
    assert len(opened.segments) == 2
    assert opened.live is not None and not opened.live.all()  # some articles were removed
    return opened


@pytest.fixture(scope="module")
def opened(snapshot: Snapshot) -> Iterator[Searcher]:
    with searcher(snapshot) as made:
        yield made


def found(opened: Searcher, query: Query) -> list[int]:
    return sorted(opened.docs_for_query(query))


def stem(word: str) -> str:
    return analyzer.stem(word)


def said(rng: random.Random, length: int) -> str:
    return " ".join(rng.choices(SUBJECTS, k=length))


# Our own conditions


def translated(condition: Condition) -> Query:
    """Return what Whoosh should find the same rows by."""
    match condition:
        case AllOf(parts):
            return And([translated(part) for part in parts])
        case AnyOf(parts):
            return Or([translated(part) for part in parts])
        case Without(part):
            return And([Every(), Not(translated(part))])
    return LEAVES[type(condition)](condition)


def words_of(condition: Any) -> str:
    """Return the field with the whole words of the place where a condition wants them."""
    return "words" if condition.place == "text" else "title"


def word(asked: HasWord) -> Query:
    if not asked.stems:
        return Term(words_of(asked), asked.word)
    place = "text" if asked.place == "text" else "title_text"
    return Or([Term(place, each) for each in asked.stems])


def near(asked: HasNear) -> Query:
    terms = [Term("words", each) for each in asked.words]
    return Or([SpanNear2([*order], slop=asked.slop + 1) for order in permutations(terms)])


def named(asked: IsNamed) -> Query:
    wanted = " ".join(asked.words)
    names = [name for name in OUTLETS if wanted in " ".join(analyzer.words(name))]
    return Or([Term("source", name) for name in names])


def dated(asked: IsDated) -> Query:
    begin = dt.datetime.fromordinal(asked.first or 1)
    end = dt.datetime.fromordinal(asked.last) if asked.last else dt.datetime.max
    return DateRange("date", begin, end)


LEAVES: dict[type, Callable[[Any], Query]] = {
    HasWord: word,
    HasPhrase: lambda asked: Phrase(words_of(asked), list(asked.words)),
    HasNear: near,
    HasPattern: lambda asked: Wildcard(words_of(asked), asked.pattern),
    HasLike: lambda asked: FuzzyTerm(
        words_of(asked), asked.word, maxdist=asked.edits, prefixlength=0
    ),
    IsNamed: named,
    IsIn: lambda asked: (
        Term("language", asked.value)
        if asked.fact == "language"
        else Prefix("id", f"{asked.value}/")
    ),
    IsDated: dated,
}


def leaf(rng: random.Random) -> Condition:
    """Return a condition of any kind."""
    word, other = rng.choice(SUBJECTS), rng.choice([*SUBJECTS, "absent"])
    first = dt.date(2021, 1, 1).toordinal() + rng.randrange(400)
    made: list[Callable[[], Condition]] = [
        lambda: HasWord(word, word, (stem(word),)),
        lambda: HasWord(word, word, (stem(word), stem(other)), "title"),
        lambda: HasWord("the", "the", ()),
        lambda: HasPhrase((word, other)),
        lambda: HasPhrase((word, "17"), "title"),
        lambda: HasPhrase((word, other, rng.choice(SUBJECTS))),
        lambda: HasNear((word, "bread" if word != "bread" else "night"), rng.randrange(5)),
        lambda: HasPattern(f"{word[: rng.randint(1, 3)]}*"),
        lambda: HasPattern(f"*{word[2:4]}?*"),
        lambda: HasPattern(f"{word[:2]}*", "title"),
        lambda: HasLike(word[1:], rng.choice((1, 2))),
        lambda: HasLike(word[1] + word[0] + word[2:], 1),
        lambda: IsNamed("source", (rng.choice(["herald", "evening", "post", "gazette"]),)),
        lambda: IsIn("language", rng.choice(("en", "de"))),
        lambda: IsIn("path", f"news/{rng.choice(('one', 'two'))}"),
        lambda: IsDated(first, first + rng.randrange(60)),
        lambda: IsDated(None, first),
        lambda: IsDated(first, None),
    ]
    return rng.choice(made)()


def condition(rng: random.Random, depth: int) -> Condition:
    if depth == 0 or rng.random() < 0.2:
        return leaf(rng)
    parts = tuple(condition(rng, depth - 1) for _ in range(rng.randint(2, 3)))
    return rng.choice([AllOf(parts), AnyOf(parts), Without(parts[0])])


def test_our_conditions_find_the_rows_that_whoosh_finds(
    snapshot: Snapshot, opened: Searcher
) -> None:
    rng = random.Random(5)
    words = Vocabulary(snapshot)
    kinds: set[str] = set()
    empty = 0
    for _ in range(QUERIES):
        asked = condition(rng, rng.randint(0, 3))
        mine = np.flatnonzero(match(snapshot, words, [asked]).rows & snapshot.live).tolist()
        assert found(opened, translated(asked)) == mine, str(asked)
        kinds.add(type(asked).__name__)
        empty += not mine
    assert len(kinds) == 11 and empty < QUERIES / 2, (kinds, empty)


# A real Whoosh index of the same tokens


def analysed(opened: Snapshot, row: int) -> dict[str, list[str]]:
    """Return the tokens of a row, made anew from its text."""
    passage = opened.passage(row)
    text = opened.article_text(row)[passage.start : passage.end]
    title = passage.article.title
    return {
        "text": analyzer.terms(text),
        "words": analyzer.words(text),
        "title": analyzer.words(title),
        "title_text": analyzer.terms(title),
    }


@pytest.fixture(scope="module")
def real(snapshot: Snapshot) -> Iterator[Searcher]:
    """Whoosh's own index of the same rows, those that are not live deleted."""
    schema = fields.Schema(
        number=fields.NUMERIC(stored=True),
        date=fields.DATETIME(sortable=True),
        source=fields.ID(sortable=True),
        **{name: fields.TEXT() for name in FIELDS},
    )
    made = RamStorage().create_index(schema)
    writer = made.writer()
    for row in range(snapshot.rows):
        article = snapshot.passage(row).article
        date = dt.datetime.fromisoformat(article.date) if article.date else None
        writer.add_document(number=row, date=date, source=article.source, **analysed(snapshot, row))
    writer.commit()
    writer = made.writer()
    for row in np.flatnonzero(~snapshot.live).tolist():
        writer.delete_document(row)
    writer.commit(merge=False)
    with made.searcher() as theirs:
        yield theirs


def test_every_term_is_where_a_real_whoosh_index_has_it(opened: Searcher, real: Searcher) -> None:
    mine, theirs = opened.reader(), real.reader()
    assert isinstance(mine, MultiReader)
    assert (mine.doc_count_all(), mine.doc_count()) == (theirs.doc_count_all(), theirs.doc_count())
    assert [*mine.all_doc_ids()] == [*theirs.all_doc_ids()]
    for name in FIELDS:
        assert [*mine.lexicon(name)] == [*theirs.lexicon(name)]
        for term in mine.lexicon(name):
            assert ((name, term) in mine) == ((name, term) in theirs)
            if (name, term) not in mine:
                continue
            ours, other = mine.postings(name, term), theirs.postings(name, term)
            while other.is_active():
                assert type(ours.id()) is int
                assert (ours.id(), ours.weight()) == (other.id(), other.weight())
                assert ours.value_as("positions") == other.value_as("positions")
                ours.next()
                other.next()
            assert not ours.is_active()


def asked(rng: random.Random, depth: int) -> Query:
    """Return a query of Whoosh's over fields that both have."""
    word, other = rng.choice(SUBJECTS), rng.choice(SUBJECTS)
    if depth == 0 or rng.random() < 0.2:
        day = dt.datetime(2021, 1, 1) + dt.timedelta(rng.randrange(400))
        return rng.choice(
            [
                Term("text", stem(word)),
                Term("title", word),
                Phrase("words", [word, other]),
                Phrase("words", [word, other], slop=3),
                Prefix("words", word[:2]),
                Wildcard("title", f"{word[0]}*{word[-1]}"),
                Regex("words", f"{word[:2]}[a-z]+{word[-1]}"),
                SpanNear2([Term("words", word), Term("words", other)], slop=2),
                SpanNear2([Phrase("words", [word, other]), Term("words", "night")], slop=4),
                DateRange("date", day, day + dt.timedelta(90)),
                Term("source", rng.choice(OUTLETS)),
            ]
        )
    parts = [asked(rng, depth - 1) for _ in range(2)]
    return rng.choice([And(parts), Or(parts), And([parts[0], Not(parts[1])])])


def test_queries_find_what_they_find_in_a_real_whoosh_index(
    opened: Searcher, real: Searcher
) -> None:
    rng = random.Random(6)
    for _ in range(QUERIES // 2):
        query = asked(rng, rng.randint(0, 2))
        assert found(opened, query) == found(real, query), query
        rows = opened.search(query, limit=None)
        assert sorted(hit.docnum for hit in rows) == found(real, query), query


def test_sorting_and_grouping_are_those_of_a_real_whoosh_index(
    opened: Searcher, real: Searcher
) -> None:
    query = Or([Term("text", stem("bread")), Term("text", stem("comet"))])
    dated = And([query, DateRange("date", dt.datetime.min, dt.datetime.max)])
    for facets in (
        ["date", "source"],
        [FieldFacet("source", reverse=True), FieldFacet("date", reverse=True)],
    ):
        mine, theirs = (
            [hit.docnum for hit in each.search(dated, sortedby=facets, limit=None)]
            for each in (opened, real)
        )
        assert mine == theirs
    groups, others = (
        each.search(query, groupedby="source", limit=None).groups() for each in (opened, real)
    )
    assert {*groups} == {*OUTLETS}
    for name, rows in groups.items():  # in the order of scores, of which Whoosh's differ
        assert sorted(rows) == sorted(others[name])


def test_undated_rows_come_last_however_dates_are_sorted(opened: Searcher) -> None:
    for reverse in (False, True):
        facet = FieldFacet("date", reverse=reverse)
        days = [hit["date"] for hit in opened.search(Every(), sortedby=facet, limit=None)]
        dated = [day for day in days if day]
        assert None in days and days == [*dated, *[None] * (len(days) - len(dated))]
        assert dated == sorted(dated, reverse=reverse)
    assert None in opened.search(Every(), groupedby="date").groups()


# Where Whoosh itself is wrong


def test_whoosh_itself_is_wrong_about_andnot(opened: Searcher, real: Searcher) -> None:
    """It returns what it should exclude, so `Not` is what says it: mended if this fails."""
    wrong = {"real": 0, "reader": 0}
    for word, other in permutations(SUBJECTS, 2):
        wanted, excluded = Term("text", stem(word)), Prefix("words", other[:1])
        right = found(opened, And([wanted, Not(excluded)]))
        assert right == found(real, And([wanted, Not(excluded)]))
        wrong["real"] += found(real, AndNot(wanted, excluded)) != right
        wrong["reader"] += found(opened, AndNot(wanted, excluded)) != right
    assert all(wrong.values()), wrong


# Scores


def test_scores_are_those_of_the_keyword_half_without_titles_and_pairs(
    tmp_path: Path, static_model: Path
) -> None:
    rng = random.Random(8)
    for start in (0, 150):
        given = [
            Article(
                f"a/{n}", "", False, "", None, "", " ".join(rng.choices(SUBJECTS, k=n % 40 + 2))
            )
            for n in range(start, start + 150)
        ]
        index.build(given, index_dir=tmp_path / "index", model=str(static_model))
    snapshot = open_snapshot(tmp_path / "index")
    half = KeywordHalf(snapshot)
    with search.open_index(tmp_path / "index") as engine, engine.whoosh() as opened:
        for words in (["bread"], ["comet", "night"], ["river", "bread", "harbour", "absent"]):
            terms = [stem(word) for word in words]
            wanted = half.score(terms, pairs=False).scores
            hits = opened.search(Or([Term("text", term) for term in terms]), limit=None)
            scores = np.zeros(snapshot.rows, np.float32)
            scores[[hit.docnum for hit in hits]] = [hit.score for hit in hits]
            assert np.count_nonzero(scores) > 20
            np.testing.assert_allclose(scores, wanted, rtol=1e-5)
            (best,) = opened.search(hits.q, limit=1)
            assert best.docnum == int(np.argmax(scores))


# What Whoosh needs besides


def test_a_matcher_stays_on_its_last_row_and_counts_in_pythons_numbers(opened: Searcher) -> None:
    ((leaf, _), *_) = opened.reader().leaf_readers()
    matcher = leaf.postings("words", b"bread")
    rows = [*leaf.postings("words", b"bread").all_ids()]
    other = matcher.copy()
    matcher.skip_to(rows[-2] + 1)
    assert (matcher.id(), other.id()) == (rows[-1], rows[0])
    positions = matcher.value_as("positions")
    assert {type(number) for number in (*rows, *positions, matcher.value_as("frequency"))} == {int}
    assert len(positions) == matcher.weight()
    matcher.next()
    assert not matcher.is_active()
    assert matcher.id() == rows[-1] and [span.start for span in matcher.spans()] == positions
    with pytest.raises(ReadTooFar):
        matcher.next()


def test_a_term_that_nothing_live_has_is_not_there(opened: Searcher, snapshot: Snapshot) -> None:
    ((leaf, _), *_) = opened.reader().leaf_readers()
    gone = [id_ for id_ in snapshot.segments[0].lookup.ids if id_ == "news/one/003.md"]
    assert gone and ("id", gone[0]) not in leaf and leaf.doc_frequency("id", gone[0]) == 0
    for name, text in (("id", gone[0]), ("words", "absent"), ("no such field", "bread")):
        with pytest.raises(TermNotFound):
            leaf.postings(name, text)
    matcher, often = leaf.postings("words", "bread"), 0
    while matcher.is_active():
        often += matcher.weight()
        matcher.next()
    assert leaf.frequency("words", "bread") == often > leaf.doc_frequency("words", "bread")


def test_what_is_stored_parsed_and_shown(opened: Searcher, snapshot: Snapshot) -> None:
    query = QueryParser("text", opened.schema).parse('Bridges AND words:"the" OR title:Comet')
    assert query == Or([And([Term("text", "bridg"), Term("words", "the")]), Term("title", "comet")])
    (hit,) = opened.search(Term("text", "bridg"), limit=1)
    passage = snapshot.passage(hit.docnum)
    text = snapshot.article_text(hit.docnum)
    assert hit["text"] == text[hit["start"] : hit["end"]] == text[passage.start : passage.end]
    assert (hit["id"], hit["paragraph"]) == (passage.article.id, passage.number)
    assert (hit["title"], hit["source"]) == (passage.article.title, passage.article.source)
    marked = hit.highlights("text")
    assert re.findall(r"<b[^>]*>(\w+)</b>", marked, re.IGNORECASE)[0].lower() == "bridge"
    assert [more["id"] for more in hit.more_like_this("text")]  # from the text that is stored
    with pytest.raises(KeyError, match="no term vectors"):
        opened.vector(hit.docnum, "text")


def test_compounds_and_stems_of_other_languages_are_shown_as_the_index_has_them() -> None:
    with search.open_index(GOLDEN / "format-2") as engine, engine.whoosh() as opened:
        for name, text in (("words", "ceasefire-"), ("words", "cease"), ("text", "ceasefir")):
            assert [hit["id"] for hit in opened.search(Term(name, text))] == ["news/a"]
        assert not len(opened.search(Term("words", "ceasefire")))
        german = analyzer.term_in("de", "Häuser", "hauser")
        assert german.startswith("de:")
        assert [hit["id"] for hit in opened.search(Term("text", german))] == ["news/d"]
        assert [hit["id"] for hit in opened.search(Term("title", "hauser"))] == ["news/d"]


def test_an_index_without_whole_words_says_so(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "format-1", tmp_path / "index")
    with search.open_index(tmp_path / "index") as engine:
        with (
            pytest.raises(search.IndexFormatError, match="bring the index up to date"),
            engine.whoosh(),
        ):
            pass
