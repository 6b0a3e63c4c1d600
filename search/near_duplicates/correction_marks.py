"""Marks of corrections: how an article says that it corrects another one. Pure. English."""

from __future__ import annotations

MARKED_CHARS = 120
"""What corrects an article says so in its title, or at its very beginning."""

MARKS = frozenset(
    "correction corrections corrected corrects correcting corrigendum clarification clarifies"
    " erratum errata refiled retraction".split()
)


def is_correction(title: str, text: str) -> bool:
    """Tell whether an article, or a paragraph of it, corrects another one."""
    heads = (title[:MARKED_CHARS], text[:MARKED_CHARS])
    words = [word.strip(":.,()[]*-").lower() for head in heads for word in head.split()]
    return any(word in MARKS for word in words)
