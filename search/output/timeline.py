"""Text of a timeline for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from search.output.speakers import credit
from search.output.terminal import BOLD, DAY_CHARS, DIM, Look, count, fill, line
from search.output.text import suggestion_text

if TYPE_CHECKING:
    from search.answers.types import Event, Timeline


def timeline_text(timeline: Timeline, look: Look) -> str:
    """Return a timeline for reading: a date, what is said, and where; undated ones last."""
    parts = suggestion_text(timeline, look)
    parts += ["\n".join(_event(event, look)) for event in timeline.events]
    if timeline.undated:
        parts.append(look.paint(BOLD, "Without a date:"))
        parts += ["\n".join(_event(event, look)) for event in timeline.undated]
    if not timeline.events and not timeline.undated:
        parts.append("No paragraph matches.")
    return "\n\n".join(parts)


def _event(event: Event, look: Look) -> Iterator[str]:
    """Yield the lines of what is said on a date."""
    if event.date:
        yield look.paint(BOLD, event.date[:DAY_CHARS])
    yield fill(" ".join(event.text.split()), look, 3)
    if event.speaker:
        yield fill(credit(event.speaker, event.via), look, 3)
    where = event.where
    also = f", also in {count(len(event.also), 'other article')}" if event.also else ""
    source = f"{where.article.source}: " if where.article.source else ""
    yield look.paint(DIM, line(f"   {source}{where.article.title}", look))
    place = f"{where.article.id} [{where.start}:{where.end}]{also}"
    yield look.paint(DIM, fill(place, look, 3))
