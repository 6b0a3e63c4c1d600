"""Speakers: how it is written who says something."""

from __future__ import annotations

from collections.abc import Sequence

from index.types import Statement


def credit(speaker: str, via: Sequence[str] = ()) -> str:
    """Return who says it, and from whom it is known: "Xi Jinping, according to Xinhua"."""
    return ", according to ".join([speaker, *via])


def credits_within(
    statements: Sequence[Statement], start: int, end: int
) -> list[tuple[str, list[str]]]:
    """Return who says something between two code points, each with places: "[12:90]"."""
    found: dict[str, list[str]] = {}
    for one in statements:
        if one.speaker is not None and one.start < end and start < one.end:
            said = credit(one.speaker.name, [source.name for source in one.via])
            places = found.setdefault(said, [])
            places.append(f"[{one.start}:{one.end}]")
    return list(found.items())
