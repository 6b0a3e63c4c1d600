"""Did you mean another word? Words that the index does not have -> those that it has.

Only a word that is nowhere, in no form, gets a suggestion: the nearest whole word of live articles,
names included.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from index.generations.snapshot import Snapshot
from index.text import analyzer
from search.retrieval.expansion import Part, Words

SHORTEST = 3
"""Shorter words have too many neighbours to guess."""

TWO_EDITS_FROM = 6
"""From so many letters on, words at two typing errors are looked at too, and words with another
first letter: `cost` is rarely meant to be `post`."""

EDIT_COST = 3.0
FIRST_LETTER_COST = 1.0
"""What an error weighs, and one in the first letter more, beside ln(1 + articles or paragraphs that
have the word): a second error must be made up for by a word 20 times as frequent."""

OCCURRENCES = 5
"""Places looked at to see how a word is written, with which capitals and accents."""

PARTS: tuple[Part, ...] = ("words", "titles")


def suggest(
    snapshot: Snapshot, words: Words, text: str, asked: str, languages: Sequence[str]
) -> str | None:
    """Return the query with each unknown word replaced, or None where there is nothing to replace.

    Args:
        snapshot: The index.
        words: Its whole words.
        text: The query as typed.
        asked: The words in it to rank by, where they stand in `text`.
        languages: Those of the index.
    """
    pieces, done = [], 0
    for token in analyzer.tokens(asked):
        written = asked[token.start : token.end]
        if not _is_unknown(words, token.word, written, languages):
            continue
        better = _nearest(words, token.word)
        if better is not None:
            pieces += [text[done : token.start], _written(snapshot, words, better)]
            done = token.end
    return "".join([*pieces, text[done:]]) if pieces else None


def _is_unknown(words: Words, word: str, written: str, languages: Sequence[str]) -> bool:
    """Tell whether no live article has the word in any form."""
    if len(word) < SHORTEST or not word.isalpha() or word in analyzer.STOP_WORDS:
        return False
    if words.has_form(analyzer.terms_in(languages or (analyzer.ENGLISH,), written, word)):
        return False
    return not any(words.count(word, part) for part in PARTS)


def _nearest(words: Words, word: str) -> str | None:
    """Return the best word near an unknown one."""
    is_long = len(word) >= TWO_EDITS_FROM
    best: tuple[float, str] | None = None
    for found, distance in words.near(word, 2 if is_long else 1, PARTS):
        if len(found) < SHORTEST or not found.isalpha() or found in analyzer.STOP_WORDS:
            continue
        if not is_long and found[0] != word[0]:
            continue
        frequency = sum(words.count(found, part) for part in PARTS)
        if frequency:
            cost = EDIT_COST * distance + FIRST_LETTER_COST * (found[0] != word[0])
            best = min(best or (math.inf, ""), (cost - math.log1p(frequency), found))
    return best[1] if best else None


def _written(snapshot: Snapshot, words: Words, word: str) -> str:
    """Return a folded word as the articles write it: names with their capitals."""
    forms: Counter[str] = Counter()
    for text in islice(_texts_with(snapshot, words, word), OCCURRENCES):
        tokens = (token for token in analyzer.tokens(text) if token.word == word)
        forms.update(_bare(text[token.start : token.end]) for token in tokens)
    return max(forms, key=lambda form: (forms[form], form.islower()), default=word)


def _texts_with(snapshot: Snapshot, words: Words, word: str) -> Iterator[str]:
    """Yield paragraphs, then titles, of live articles that have a word."""
    for base, postings in zip(words.bases("words"), words.postings("words"), strict=True):
        for row in (postings.lookup(word).rows + base).tolist():
            if snapshot.live is None or snapshot.live[row]:
                passage = snapshot.passage(row)
                yield snapshot.article_text(row)[passage.start : passage.end]
    for segment, dead in zip(snapshot.segments, snapshot.dead, strict=True):
        for number in segment.lookup.titles.lookup(word).rows.tolist():
            if number not in dead:
                yield segment.stored_article(number).article.title


def _bare(form: str) -> str:
    """Return a word without its possessive ending."""
    return form[:-2] if form[-2:].casefold() in ("'s", "’s") else form
