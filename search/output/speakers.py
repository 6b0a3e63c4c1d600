"""Speakers: how it is written who says something."""

from __future__ import annotations

from collections.abc import Sequence

from index.types import Speaker, Statement


def credit(speaker: Speaker | None, via: Sequence[Speaker] = ()) -> str:
    """Return who says it, and from whom it is known: "Xi Jinping, according to Xinhua"."""
    if speaker is None:
        return ""
    return ", according to ".join([speaker.name, *(source.name for source in via)])


def credits_within(
    statements: Sequence[Statement], start: int, end: int
) -> list[tuple[str, list[str]]]:
    """Return who says something between two code points, each with places: "[12:90]"."""
    found: dict[str, list[str]] = {}
    for one in statements:
        if one.speaker is not None and one.start < end and start < one.end:
            places = found.setdefault(credit(one.speaker, one.via), [])
            places.append(f"[{one.start}:{one.end}]")
    return list(found.items())
