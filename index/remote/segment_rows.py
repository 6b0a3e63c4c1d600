"""Rows of a segment's collections: its paragraphs, to find them by, and its articles' payloads."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.remote import occurrences, sparse
from index.remote.collections import CHUNK_CHARS, NOTHING, WORD_BYTES, WORDS
from index.remote.payloads import Payloads
from index.remote.server import Row
from index.segments.segment import Segment
from index.statements import storage
from index.statements.storage import NOBODY, StoredStatements
from index.text import analyzer

CHUNK_BYTES = CHUNK_CHARS // 4 * 3


def of_paragraphs(segment: Segment, first_row: int = 0, first_article: int = 0) -> Iterator[Row]:
    """Yield a row for each paragraph, in the order of the segment.

    Args:
        segment: Whose paragraphs.
        first_row, first_article: The numbers that its first ones get.
    """
    lookup = segment.lookup
    kinds = {
        "words": occurrences.of_words(segment),
        "stems": occurrences.of_terms(segment),
        "pairs": occurrences.of_pairs(segment),
    }
    in_text = {
        name: occurrences.by_row(each.body[:, 0], each.body[:, 1], segment.rows)
        for name, each in kinds.items()
    }
    in_titles = {
        name: occurrences.by_row(each.titles[:, 0], each.titles[:, 1], segment.articles)
        for name, each in kinds.items()
    }
    speakers = _speakers(segment)
    came = [segment.arrival(number) for number in range(segment.articles)]
    facts = [
        (lookup.names(fact), lookup.numbers(fact)) for fact in ("source", "author", "language")
    ]
    for row, vector in enumerate(sparse.vectors(segment)):
        article = int(segment.paragraphs[row, 0])
        source, author, language = (names[int(numbers[article])] for names, numbers in facts)
        yield {
            "n": first_row + row,
            "article": first_article + article,
            "dense": segment.vectors[row].tolist(),
            "sparse": vector,
            "digest": bytes(segment.keys[row]).hex(),
            "characters": int(segment.paragraphs[row, 2] - segment.paragraphs[row, 1]),
            "id": clean(lookup.ids[article]),
            "source": clean(source.casefold()),
            "author": clean(author),
            "language": clean(language)[:64],
            "first_day": int(lookup.days[article, 0]),
            "last_day": int(lookup.days[article, 1]),
            "added_in": came[article].generation,
            "added_at": came[article].seconds,
            **{kind: _named(kinds[kind].names, found[row]) for kind, found in in_text.items()},
            **{
                f"title_{kind}": _named(kinds[kind].names, found[article])
                for kind, found in in_titles.items()
            },
            "speakers": _kept(speakers.get(row, ())),
        }


def of_articles(
    segment: Segment, first: int = 0, first_article: int = 0, first_row: int = 0
) -> Iterator[Row]:
    """Yield the rows of each article: its payload, and in the first one its record.

    Args:
        segment: Whose articles.
        first, first_article, first_row: The numbers that its first ones get: of these rows, of
            articles, and of paragraphs.
    """
    payloads = Payloads(segment, first_row)
    n = first
    for article in range(segment.articles):
        data = payloads.of(article)
        digest = hashlib.sha256(data).hexdigest()
        came = segment.arrival(article)
        record = segment.stored_bytes(article).record.decode("ascii")
        for chunk, start in enumerate(range(0, len(data), CHUNK_BYTES)):
            yield {
                "n": n,
                "article": first_article + article,
                "chunk": chunk,
                "id": clean(segment.lookup.ids[article]),
                "record": record if not chunk else "",
                "added_in": came.generation,
                "added_at": came.seconds,
                "digest": digest,
                "data": base64.b64encode(data[start : start + CHUNK_BYTES]).decode("ascii"),
                "nothing": NOTHING,
            }
            n += 1


def clean(text: str) -> str:
    """Return a text that can be sent: file names may be no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _named(names: Sequence[str], numbers: Sequence[int]) -> list[str]:
    return _kept([names[number] for number in numbers])


def _kept(words: Sequence[str]) -> list[str]:
    """Return those that a row may hold."""
    cleaned = dict.fromkeys(map(clean, words))
    return [word for word in cleaned if len(word.encode()) <= WORD_BYTES][:WORDS]


def _speakers(segment: Segment) -> dict[int, list[str]]:
    """Return the words of the names of those who say something in each row."""
    part = segment.part(storage.NAME, storage.VERSION)
    if part is None:
        return {}
    stored = StoredStatements(part)
    found: dict[int, list[str]] = {}
    rows: NDArray[np.int64] = stored.rows(segment.first_rows)
    for row, speaker in zip(rows.tolist(), stored.speakers.tolist(), strict=True):
        if speaker != NOBODY:
            found.setdefault(row, []).extend(analyzer.words(stored.names[speaker]))
    return found
