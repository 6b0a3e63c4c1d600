"""Parser: the text of a query as terms and conditions.

A query without any sign of the query language never imports Whoosh's parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise

from index.errors import QueryError
from index.text import analyzer, compounds
from index.text.letters import APOSTROPHES
from search.query.query import Query
from search.query.words import ASKING_WORDS, QUESTION_WORDS

MAX_QUERY_CHARS = 10_000
"""Longer texts are documents, not queries: encoding them would cut them off without a word."""

SIGNS = re.compile(
    r"""["“„«»*~^]|(?<![^\s(])[-+!](?:[^\W\d_]|["“„«»(])|(?<![^\s(])(?:AND|OR|NOT|&&|\|\||/\S+/)(?!\S)"""
    r"""|(?<=\w)\?(?=\w)|\w:/[^/\s]|(?:^|\s)(?:NEAR|AROUND\(|ADJ)|\s(?i:[a-z]{1,6})?/\w|\s(?i:adj|near)\d"""
    r"""|(?i:(?<!\w)[a-z_.]{2,20}:[^\s/])|[|\[\]{}\\]|[a-z]\d?\(|\d\.\.|[a-z][$#!](?:\s|[a-z]|$)"""
    r"""|\s(?:\+|:|[NW]\d+|XOR|ANDNOT|SAME)\s|\w\.[a-z]{2}[,.]"""
)
"""A query with none of these has nothing but words: `syntax` need not be asked."""

Counted = tuple[str, analyzer.Token]
"""A word as it stands in the query, and its token."""


def parse(
    text: str,
    languages: Sequence[str] = (analyzer.ENGLISH,),
    is_word: Callable[[str], bool] | None = None,
    now: date | None = None,
    *,
    may_be: Callable[[str, str], bool] | None = None,
) -> Query:
    """Parse a query.

    Args:
        text: As typed.
        languages: Those of the index. A word matches in each as that language stems it.
        is_word: Whether articles have a folded word in one, for words that are typed with a hyphen.
        now: Today, for dates in words; by default today in UTC.
        may_be: Whether a word, as written, may be in articles in a language; if it is in none, its
            stem there makes no difference.

    Raises:
        QueryError: The text is empty or longer than `MAX_QUERY_CHARS`.
    """
    trimmed = text.strip()
    if not trimmed:
        raise QueryError("the query is empty; type a few words or a question")
    if len(trimmed) > MAX_QUERY_CHARS:
        raise QueryError(
            f"the query has {len(trimmed):,} characters, at most {MAX_QUERY_CHARS:,} are"
            " searched; shorten it to what is asked"
        )
    known = tuple(languages) or (analyzer.ENGLISH,)
    main, *others = known
    reading = None
    if SIGNS.search(trimmed):
        from search.query import dates, syntax

        reading = syntax.read(trimmed, known, dates.today(now))
    asked = reading.asked if reading else trimmed
    notes = reading.notes if reading else ()
    has_conditions = bool(reading and reading.conditions)
    is_empty = not has_conditions and next(analyzer.tokens(asked), None) is None
    if is_empty:
        asked = ""
        notes = (*notes, "the query has no words, only signs, so there is nothing to search for")
    words = counted(asked, is_word or is_no_word)
    together = _names_in_one(asked)
    if main == analyzer.ENGLISH:
        words = [pair for pair in words if pair[1].word not in analyzer.STOP_WORDS]
        words = _without_asking(asked, words)
    terms = [analyzer.term_in(main, written, token.word) for written, token in words]
    variants: dict[str, dict[str, None]] = {}
    for term, (written, token) in zip(terms, words, strict=True):
        spoken = (each for each in others if may_be is None or may_be(written, each))
        more = (analyzer.term_in(language, written, token.word) for language in spoken)
        in_one = together.get(token.start, "")
        named = analyzer.terms_in(known, in_one, in_one) if in_one else ()
        every = dict.fromkeys(stem for stem in (*more, *named) if stem != term)
        variants.setdefault(term, {}).update(every)
    return Query(
        trimmed,
        tuple(terms),
        tuple((token.start, token.end) for _, token in words),
        {term: tuple(more) for term, more in variants.items() if more},
        asked,
        conditions=reading.conditions if reading else (),
        has_bare=reading.has_bare if reading else True,
        bare=reading.bare if reading else "",
        notes=notes,
        is_empty=is_empty,
    )


def counted(text: str, is_word: Callable[[str], bool]) -> list[Counted]:
    """Return the words of a query, each with how it is written.

    A compound counts as one word where its parts say nothing alone, or where articles write it as
    one too; else as its parts. What an elision left is no word.
    """
    tokens = list(analyzer.tokens(text))
    every = [(text[token.start : token.end], token) for token in tokens]
    ahead: dict[int, Counted] = {}
    instead: dict[int, Counted | None] = {}
    for one in compounds.compounds(text, tokens):
        pair = compounds.written(text, one), analyzer.Token(one.word, one.start, one.end)
        if one.parts == 0:
            ahead[one.at] = pair
        elif one.shown and (one.is_code or is_word(one.word)):
            instead |= dict.fromkeys(range(one.at, one.at + one.parts))
            instead[one.at] = pair
    found: list[Counted | None] = []
    for at, pair in enumerate(every):
        found += [ahead.get(at), instead.get(at, pair)]
    found.append(ahead.get(len(every)))
    return [pair for pair in found if pair and not analyzer.is_elided(text, pair[1])]


def terms_of(phrase: str, language: str, is_word: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the stems of a phrase in a language, as articles in it are found by them."""
    is_english = language == analyzer.ENGLISH
    return tuple(
        analyzer.term_in(language, written, token.word)
        for written, token in counted(phrase, is_word)
        if not (is_english and token.word in analyzer.STOP_WORDS)
    )


def forms_of(
    phrases: Iterable[str],
    languages: Sequence[str],
    is_word: Callable[[str], bool],
    own: tuple[str, ...],
    may_be: Callable[[str, str], bool] | None = None,
) -> tuple[str, ...]:
    """Return what texts in some languages may have that say one of some phrases, but for `own`.

    `may_be` tells whether texts in a language, but the first, may have a word.
    """
    every = (
        terms_of(phrase, language, is_word)
        for phrase in phrases
        for at, language in enumerate(languages)
        if not at or may_be is None or all(may_be(word, language) for word in phrase.split())
    )
    return tuple(dict.fromkeys(" ".join(terms) for terms in every if terms and terms != own))


def _names_in_one(text: str) -> dict[int, str]:
    """Return what names with an elision are in one, by where the name begins: D'Amato, Damato."""
    if APOSTROPHES.isdisjoint(text):
        return {}
    tokens = list(analyzer.tokens(text))
    return {
        name.start: elided.word + name.word
        for elided, name in pairwise(tokens)
        if analyzer.is_elided(text, elided) and text[name.start].isupper()
    }


def is_no_word(word: str) -> bool:
    return False


def _without_asking(text: str, counted: list[Counted]) -> list[Counted]:
    """Leave out of a question the words that only ask, unless nothing else is in it."""
    if text.rstrip().endswith("?") or not QUESTION_WORDS.isdisjoint(analyzer.words(text)):
        return [pair for pair in counted if pair[1].word not in ASKING_WORDS] or counted
    return counted
