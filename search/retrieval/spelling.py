"""Spelling: words that the index has, for those of a query that it does not have.

Only a word that is nowhere, in no form, gets a suggestion: the nearest whole word of live articles.
A word that is typed with a capital is a name and compared with names alone: a country that no
article names is not a misspelt word. Words of another language than the query's are not suggested.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import islice
from typing import Literal, NamedTuple

from index.generations.snapshot import Snapshot
from index.text import analyzer
from index.text.marks import Marker
from index.types import Span
from search.query.query import Query
from search.query.words import ASKING_WORDS, QUESTION_WORDS
from search.retrieval.expansion import Part, Vocabulary

SHORTEST = 3
"""Shorter words have too many neighbours to guess."""

TWO_EDITS_FROM = 7
"""From so many letters on, words at two typing errors are looked at too, and others at one that
begin with another letter: `cost` is rarely meant to be `post`."""

EDIT_COST = 3.0
FIRST_LETTER_COST = 1.0
"""What an error weighs, and one in the first letter more, beside ln(1 + articles or paragraphs that
have the word): a second error must be made up for by a word 20 times as frequent."""

OCCURRENCES = 12
"""Places looked at to see how a word is written, with which capitals and accents."""

TWO_EDITS_FOR_WORDS_FROM = 8
"""From so many letters on, a word that is no name is looked for at two errors: `stancia` is no
misspelt `stance`. And so many letters has a word whose capital may only be the query's first."""

SENTENCE_ENDS = ("", *".!?:;")
"""Behind these a word has a capital, whether it is a name or not."""

CANDIDATES = 8
"""Nearest words that are looked at, best first."""

_ADDRESS = re.compile(r"://|@\w|\w@|^www\.|\w\.\w+/")
"""Of a page or of a mailbox: no part of it is a misspelt word."""

_GRAMMAR = analyzer.STOP_WORDS | QUESTION_WORDS | ASKING_WORDS

PARTS: tuple[Part, ...] = ("words", "titles")


def suggest(snapshot: Snapshot, words: Vocabulary, query: Query) -> str | None:
    """Return the query with each unknown word replaced, or None where there is nothing to replace.

    Args:
        snapshot: The index.
        words: Its whole words, if it has any.
        query: As it was read.
    """
    if not all(segment.has_lookup for segment in snapshot.segments):
        return None
    if snapshot.statistics is not None and not snapshot.statistics.has_words:
        return None
    text, asked, languages = query.text, query.asked, snapshot.languages
    for synonym in query.synonyms:  # what has one is no misspelt word
        start, end = synonym.span
        asked = asked[:start] + " " * (end - start) + asked[end:]
    tokens = list(analyzer.tokens(asked))
    unknown = {
        token
        for token in tokens
        if _is_unknown(words, token.word, asked[token.start : token.end], languages)
        and not _ADDRESS.search(
            asked[: token.start].split(" ")[-1] + asked[token.start :].split(" ")[0]
        )
    }
    if not unknown:
        return None
    looked = _Look(snapshot, words, languages, _is_foreign(words, tokens, unknown, languages))
    pieces, done = [], 0
    for token in tokens:
        if token not in unknown:
            continue
        better = looked.nearest(token.word, _kind(asked, token))
        if better is not None:
            pieces += [text[done : token.start], _written(snapshot, words, better)]
            done = token.end
    return "".join([*pieces, text[done:]]) if pieces else None


Kind = Literal["word", "name", "either"]


def _kind(text: str, token: analyzer.Token) -> Kind:
    """Tell what a word's capital says: nothing in a query of capitals, little at its beginning."""
    if text[token.start : token.end].islower():
        return "word"
    if text.upper() == text or not text[: token.start].strip():
        return "either"
    return "name"


def _is_unknown(words: Vocabulary, word: str, written: str, languages: Sequence[str]) -> bool:
    """Tell whether no live article has the word in any form."""
    if len(word) < SHORTEST or not word.isalpha() or word in _GRAMMAR:
        return False
    stems = (analyzer.term_in(each, written, word) for each in languages or (analyzer.ENGLISH,))
    if any(words.has_form([stem]) for stem in stems):  # nearly always in the first language
        return False
    return not any(words.count(word, part) for part in PARTS)


def _is_foreign(
    words: Vocabulary,
    tokens: Sequence[analyzer.Token],
    unknown: Set[analyzer.Token],
    languages: Sequence[str],
) -> bool:
    """Tell whether what is known of a query is known in other languages than English only."""
    if languages[:1] != (analyzer.ENGLISH,):
        return True
    known = [t.word for t in tokens if t not in unknown and t.word not in analyzer.STOP_WORDS]
    return bool(known) and not any(words.has_form([analyzer.stem(word)]) for word in known)


class _Look(NamedTuple):
    """Looks for words near one that is unknown."""

    snapshot: Snapshot
    words: Vocabulary
    languages: Sequence[str]
    foreign: bool

    def nearest(self, word: str, kind: Kind) -> str | None:
        """Return the best word near an unknown one that may be meant."""
        for found, distance in self._candidates(word)[:CANDIDATES]:
            if not (self.foreign or self.words.has_form([analyzer.stem(found)])):
                continue
            is_long = len(word) >= TWO_EDITS_FOR_WORDS_FROM
            is_fit = distance == 1 or is_long
            if kind == "either":
                is_fit = distance == 1 and is_long
            if (kind != "name" and is_fit) or self._is_name(found):
                return found
        return None

    def _candidates(self, word: str) -> list[tuple[str, int]]:
        """Return words near an unknown one, best first, each with how far it is."""
        is_long = len(word) >= TWO_EDITS_FROM
        ranked = []
        for found, distance in self.words.near(word, 2 if is_long else 1, PARTS):
            if len(found) < SHORTEST or not found.isalpha() or found in analyzer.STOP_WORDS:
                continue
            if found[0] != word[0] and (distance > 1 or not is_long):
                continue
            frequency = sum(self.words.count(found, part) for part in PARTS)
            if frequency:
                cost = EDIT_COST * distance + FIRST_LETTER_COST * (found[0] != word[0])
                ranked.append((cost - math.log1p(frequency), found, distance))
        return [(found, distance) for _, found, distance in sorted(ranked)]

    def _is_name(self, word: str) -> bool:
        """Tell whether articles write a word with a capital, where it need not have one."""
        small = within = 0
        for text, is_title in islice(_texts_with(self.snapshot, self.words, word), OCCURRENCES):
            if text.upper() == text:
                continue
            for start, end in _places(text, word):
                is_small = text[start:end].islower()
                small += is_small
                before = text[:start].rstrip(" \n\"'“‘(")
                within += not (is_small or is_title or before[-1:] in SENTENCE_ENDS)
        return within > small or not small


def _written(snapshot: Snapshot, words: Vocabulary, word: str) -> str:
    """Return a folded word as articles write it: with a capital where none has a small letter."""
    forms: Counter[str] = Counter()
    for text, _ in islice(_texts_with(snapshot, words, word), OCCURRENCES):
        forms.update(_bare(text[start:end]) for start, end in _places(text, word))
    return max(forms, key=lambda form: (form.islower(), forms[form]), default=word)


def _places(text: str, word: str) -> Iterator[Span]:
    """Yield where a text has a folded word that is no stop word."""
    for mark in Marker([analyzer.stem(word)]).marks(text, analyzer.ENGLISH):
        if mark.word == word:
            yield mark.start, mark.end


def _texts_with(snapshot: Snapshot, words: Vocabulary, word: str) -> Iterator[tuple[str, bool]]:
    """Yield paragraphs, then titles, of live articles that have a word, with which it is."""
    for base, postings in zip(words.bases("words"), words.postings("words"), strict=True):
        for row in (postings.lookup(word).rows + base).tolist():
            if snapshot.live is None or snapshot.live[row]:
                passage = snapshot.passage(row)
                yield snapshot.article_text(row)[passage.start : passage.end], False
    for segment, dead in zip(snapshot.segments, snapshot.dead, strict=True):
        for number in segment.lookup.titles.lookup(word).rows.tolist():
            if number not in dead:
                yield segment.stored_article(number).article.title, True


def _bare(form: str) -> str:
    """Return a word without its possessive ending."""
    return form[:-2] if form[-2:].casefold() in ("'s", "’s") else form
