"""Attribution of answers: who says what is shown, and in which paragraphs a speaker speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.generations.snapshot import Snapshot
from index.types import Span, Statement
from search.answers.asked_speaker import AskedSpeaker
from search.answers.question import Question
from search.retrieval import speech
from search.retrieval.found import Found

LOOKED_AT = 12
"""Of the paragraphs in which the speaker speaks, so many of the best are read."""

READ = 60
"""So many of the best paragraphs are read for who holds an office, who somebody is, or why."""

OWN = 2
"""So many of them are looked at closely, before the best paragraphs of all."""

LEAD = 450
"""Letters in which an article says who holds an office."""

LEAST_SHARE = 0.5
"""An answer of which statements of one speaker cover less is nobody's."""


def sentence_spans(snapshot: Snapshot, row: int) -> list[Span]:
    """Return the spans of the sentences of a paragraph in the article's text."""
    segment, local = snapshot.locate(row)
    return [(int(start), int(end)) for start, end in segment.sentences_of(local)[0]]


def statements_of(snapshot: Snapshot, row: int) -> tuple[Statement, ...] | None:
    """Return what somebody says in a paragraph; None where no build has looked for it."""
    segment, local = snapshot.locate(row)
    stored = snapshot.stored_statements[snapshot.segments.index(segment)]
    if stored is None:
        return None
    number, start, end = (int(value) for value in segment.paragraphs[local])
    return tuple(one for one in stored.of(number) if start <= one.start < end)


def credited(statements: Sequence[Statement], span: Span) -> Statement | None:
    """Return the statement that is most of an answer, if its speaker is known; else None.

    Who is known to have said it only from somebody else comes before that one.
    """
    start, end = span
    said = [one for one in statements if min(one.end, end) > max(one.start, start)]
    sources = {source.name for one in said if one.speaker for source in one.via}
    found: dict[str, int] = {}
    for one in said:
        common = min(one.end, end) - max(one.start, start)
        if one.speaker is not None and one.speaker.name not in sources:
            found[one.speaker.name] = found.get(one.speaker.name, 0) + common
    if not found:
        return None
    name = max(found, key=lambda each: (found[each], each))
    if found[name] < LEAST_SHARE * (end - start):
        within = [one for one in said if start <= one.start and one.end <= end]
        if {one.speaker and one.speaker.name for one in within} - sources != {name}:
            return None
    return next(one for one in said if one.speaker and one.speaker.name == name)


def speaker_of(snapshot: Snapshot, row: int, span: Span) -> tuple[str | None, tuple[str, ...]]:
    """Return who says an answer, None where nobody does, and from whom that is known."""
    said = credited(statements_of(snapshot, row) or (), span)
    if said is None or said.speaker is None:
        return None, ()
    return said.speaker.name, tuple(source.name for source in said.via)


def preferred(snapshot: Snapshot, found: Found, question: Question) -> Found:
    """Return what was found with the best paragraphs first in which the speaker speaks.

    Args:
        snapshot: Whose rows were found.
        found: For the question.
        question: Which may name a speaker.
    """
    speaker = question.speaker
    if speaker is None:
        return found
    rows = found.candidates.rows
    names = {*speaker.names, *_holders(snapshot, rows[:LOOKED_AT].tolist(), speaker)}
    spoken = speech.rows_spoken(snapshot, sorted(names))
    places = np.flatnonzero(spoken[rows])[:LOOKED_AT].tolist()
    worth = {place: _topic_share(snapshot, int(rows[place]), question) for place in places}
    own = sorted(places, key=lambda place: (-worth[place], place))[:OWN]
    order = own + [place for place in range(len(rows)) if place not in own]
    return replace(found, candidates=found.candidates.take(np.array(order, np.int64)))


def holders(snapshot: Snapshot, found: Found, question: Question) -> tuple[tuple[str, ...], ...]:
    """Return the words of the names of whoever holds the office that a speaker is named by.

    Which articles say right beside it: the Dorvian finance minister, Ida Marsh.
    """
    office = question.speaker.office if question.speaker else None
    if office is None or not office.owner:
        return ()
    from search.answers.offices import holder  # few questions name a speaker so

    names: dict[tuple[str, ...], None] = {}
    for row in found.candidates.rows[:READ].tolist():
        text = snapshot.article_text(row)
        for start, end in sentence_spans(snapshot, row):
            span = holder(office, text[start:end], is_near=True)
            if span is not None:
                names[speech.name_words(text[start + span[0] : start + span[1]])] = None
    return tuple(names)


def _holders(
    snapshot: Snapshot, rows: Sequence[int], speaker: AskedSpeaker
) -> set[tuple[str, ...]]:
    """Return the names of those who speak in some rows and hold the office that is asked for."""
    if speaker.office is None:
        return set()
    return {
        speech.name_words(one.speaker.name)
        for row in rows
        for one in _said_by(snapshot, row, speaker)
        if one.speaker is not None
    }


def _said_by(snapshot: Snapshot, row: int, speaker: AskedSpeaker) -> list[Statement]:
    """Return what somebody whom a question means says in a paragraph."""
    said = statements_of(snapshot, row) or ()
    texts = _introducing(snapshot, row) if said else []
    return [one for one in said if one.speaker and speaker.is_meant(one.speaker.name, texts)]


def _introducing(snapshot: Snapshot, row: int) -> list[str]:
    """Return what may say who holds an office: how an article begins, and its paragraph."""
    text, passage = snapshot.article_text(row), snapshot.passage(row)
    return [f"{passage.article.title}\n{text[:LEAD]}", text[passage.start : passage.end]]


def _topic_share(snapshot: Snapshot, row: int, question: Question) -> float:
    """Return the most of what is asked about that one of the speaker's statements has."""
    from index.text import compounds

    speaker = question.speaker
    assert speaker is not None
    text, language = snapshot.article_text(row), snapshot.passage(row).article.language
    shares = [0.0]
    for one in _said_by(snapshot, row, speaker):
        stems = set(compounds.all_terms(text[one.start : one.end], language))
        shares.append(question.topic_share(stems))
    return max(shares)
