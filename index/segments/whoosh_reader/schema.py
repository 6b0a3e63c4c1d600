"""Schema: the fields that rows have for Whoosh, and how text becomes terms of them.

    text, words            stems, and whole words, of paragraphs, with positions
    title, title_text      whole words, and stems, of the article's title, the same for all its rows
    id, source, author     the article's, as they are written
    language               its code
    date                   the first day of its date, at midnight; undated articles have none

Stored are `id`, `title`, `source`, `author`, `language`, `date`, `text` (the paragraph), `start`,
`end`, and `paragraph`, its number in the article. Stems of other languages than English carry its
name (`de:haus`), and a word that is several in the text has a hyphen at its end for each but the
first (`ceasefire-` where the text has `cease-fire`), as everywhere in the index. What is not live,
removed or boilerplate, is deleted, and counts for no statistics.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from whoosh import fields
from whoosh.analysis import Analyzer, Token

from index.segments.attributes import FACTS
from index.text import analyzer

DAY_MICROSECONDS = 86_400_000_000

NO_DAY = 1 << 62
"""Sorts behind every day, upwards and downwards."""


class _Words(Analyzer):  # type: ignore[misc]
    """The project's analyzer for Whoosh's parser: whole words, or English stems."""

    def __init__(self, *, stems: bool) -> None:
        self.stems = stems

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        wanted = {name: options.get(name, False) for name in ("positions", "chars", "keeporiginal")}
        token = Token(**wanted, mode=options.get("mode", ""))
        found = analyzer.tokens(value)
        terms = analyzer.stemmed(value, found) if self.stems else ((t.word, t) for t in found)
        for at, (term, place) in enumerate(terms):
            token.text, token.boost, token.stopped = term, 1.0, False
            token.original = value[place.start : place.end]
            token.pos = options.get("start_pos", 0) + at
            token.startchar = options.get("start_char", 0) + place.start
            token.endchar = options.get("start_char", 0) + place.end
            yield token


class _Day(fields.DATETIME):  # type: ignore[misc]
    """A date of which some documents have none."""

    def __init__(self) -> None:
        super().__init__(stored=True, sortable=True)
        self.shift_step = 0  # days are few: no tiers of them

    def from_column_value(self, key: int) -> datetime | None:
        if abs(key) == NO_DAY:
            return None
        day: datetime = super().from_column_value(abs(key))  # a reversed key is below 0
        return day


def schema() -> fields.Schema:
    """Return the fields that rows have."""
    words, stems = _Words(stems=False), _Words(stems=True)
    return fields.Schema(
        text=fields.TEXT(stems, stored=True),
        words=fields.TEXT(words),
        title=fields.TEXT(words, stored=True),
        title_text=fields.TEXT(stems),
        date=_Day(),
        **{name: fields.ID(stored=True, sortable=True) for name in ("id", *FACTS)},
        **{name: fields.STORED() for name in ("paragraph", "start", "end")},
    )


def midnight(day: int) -> datetime:
    """Return the beginning of a day, numbered from 1 as by `date.toordinal`."""
    return datetime.combine(datetime.fromordinal(day), time())
