"""Timeline: what is said about something day by day, oldest first, each with its source.

Of all paragraphs that are found, near-duplicates folded, the best sentence of each day or month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.generations.snapshot import Snapshot
from index.text.dates import days_of
from index.types import Article, Span
from search.answers.asked_speaker import asked
from search.answers.attribution import sentence_spans, speaker_of
from search.answers.candidates import citation, sentence_at
from search.answers.types import Event, Timeline
from search.near_duplicates import paragraphs as near_duplicates
from search.near_duplicates.neighbours import SentenceSpan
from search.query.options import SearchOptions
from search.retrieval import relevance, speech
from search.retrieval.found import Found

UNDATED_SHOWN = 3
"""Sentences without a date that are shown apart."""

_Names = tuple[tuple[str, ...], ...]
"""Folded words of the names of those who are to be heard."""

_STOPS = frozenset('.!?"”’…')

DAY, MONTH = 10, 7
"""Letters of an ISO date."""


def timeline(
    snapshot: Snapshot, found: Found, options: SearchOptions, suggestion: str | None
) -> Timeline:
    """Put what was found for a query in the order of its dates.

    Args:
        snapshot: Whose rows were found.
        found: For the query.
        options: How many dates at most, the best ones; whether of months.
        suggestion: The query with misspelt words replaced, or None.
    """
    said = found.head(snapshot.manifest.generation, options, suggestion)
    once = near_duplicates.folded(snapshot, found, len(found.candidates.rows))
    names = speech.names_asked(found.query, options.filters.speakers)
    if not names:
        once, names = _heard(snapshot, once)
    dated, undated = _best(snapshot, once, options)
    return Timeline(
        **said.shared(),
        events=tuple(_event(snapshot, once, names, when, *dated[when]) for when in sorted(dated)),
        undated=tuple(_event(snapshot, once, names, "", *one) for one in undated[:UNDATED_SHOWN]),
    )


def _heard(snapshot: Snapshot, found: Found) -> tuple[Found, _Names]:
    """Return those paragraphs in which the speaker speaks whom a question names, and the names.

    All paragraphs, where it names nobody, or nobody of this name says anything relevant.
    """
    speaker = asked(found.query.asked)
    rows = found.candidates.rows
    if speaker is None or not speaker.names:
        return found, ()
    own = np.flatnonzero(speech.rows_spoken(snapshot, speaker.names)[rows])
    if not len(own) or found.candidates.scores[own[0]] < relevance.least(found):
        return found, ()
    return replace(found, candidates=found.candidates.take(own)), speaker.names


def _best(
    snapshot: Snapshot, once: Found, options: SearchOptions
) -> tuple[dict[str, tuple[int, float]], list[tuple[int, float]]]:
    """Return the best row of each of the best dates with its score, and the rows without a date."""
    scores = once.candidates.scores
    least = relevance.least(once)
    dated: dict[str, tuple[int, float]] = {}
    undated: list[tuple[int, float]] = []
    for row, score in zip(once.candidates.rows.tolist(), scores.tolist(), strict=True):
        if score < least:
            break
        if _is_title(snapshot, row):  # every sentence below it says more
            continue
        when = _when(snapshot.passage(row).article.date, by_month=options.by_month)
        if when is None:
            undated.append((row, score))
        elif len(dated) < options.k:
            dated.setdefault(when, (row, score))
    return dated, undated


def _is_title(snapshot: Snapshot, row: int) -> bool:
    """Tell whether a paragraph only repeats the title of an article that has more."""
    passage = snapshot.passage(row)
    text = snapshot.article_text(row)
    own = text[passage.start : passage.end]
    return _repeats(own, passage.article) and passage.end < len(text.rstrip())


def _repeats(text: str, article: Article) -> bool:
    """Tell whether a text is a title, and no sentence that is shown in place of one."""
    own = text.strip()
    is_headline = article.title_given or own[-1:] not in _STOPS
    return is_headline and own.strip(" .") == article.title.strip(" .")


def _when(date: str | None, *, by_month: bool) -> str | None:
    """Return the day or month of an article, as far as its date says it; None without a date."""
    if date is None or days_of(date) is None:
        return None
    length = MONTH if by_month else DAY
    return date[:length] if "T" not in date[:length] else date.split("T", 1)[0]


def _event(
    snapshot: Snapshot, found: Found, names: _Names, when: str, row: int, score: float
) -> Event:
    """Fetch the sentence of a paragraph that is nearest to the query, and where else it stands."""
    span = _nearest(snapshot, found, names, row)
    text = snapshot.article_text(row)
    where = citation(snapshot, SentenceSpan(row, span))
    others: Sequence[int] = found.folded.get(row, ())
    also = tuple(citation(snapshot, sentence_at(snapshot, other)) for other in others)
    said = speaker_of(snapshot, row, span)
    return Event(when, text[slice(*span)], round(score, 6), where, also, *said)


def _nearest(snapshot: Snapshot, found: Found, names: _Names, row: int) -> Span:
    """Return the span of the sentence with the best cosine, else of the one with most words.

    Where somebody is to be heard, of those that are said by them.
    """
    spans = sentence_spans(snapshot, row)
    if not spans:
        return (0, 0)
    passage = snapshot.passage(row)
    within = (passage.start, passage.end)
    said = speech.said_within(snapshot, passage.article.id, within, names) if names else ()
    own = [
        at
        for at, (start, end) in enumerate(spans)
        if any(one.start < end and start < one.end for one in said)
    ]
    text, article = snapshot.article_text(row), passage.article
    own = own or [at for at, span in enumerate(spans) if not _repeats(text[slice(*span)], article)]
    cosines = found.sentences.get(row) if found.sentences else None
    if cosines is not None and len(cosines) == len(spans):
        return spans[max(own or range(len(spans)), key=lambda at: float(cosines[at]))]
    return spans[own[0]] if own else sentence_at(snapshot, row).span
