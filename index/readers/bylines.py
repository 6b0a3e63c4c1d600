"""Bylines: who wrote a report, and its day, where lines of their own below the title say it."""

from __future__ import annotations

import re

from index.text import dateline

WITHIN_CHARS = 400
"""A byline stands within the first so many characters of a text."""

_AUTHOR = re.compile(
    r"^[^\S\n]*By:?[^\S\n]+(?P<name>[^\W\d_][\w.'’-]*(?:[^\S\n]+[\w.'’-]+){1,4})"
    r"(?:[^\S\n]*[,|][^\n]{0,60})?[^\S\n]*$",
    re.MULTILINE,
)
_SMALL_PARTS = frozenset("and de da di der den van von la le du y e bin al el".split())
_MONTH = dateline.MONTH
_DAY = re.compile(
    r"^[^\S\n]*(?:(?:Published|Posted|Issued)(?: on)?:?\s+)?"
    r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
    rf"(?P<day>{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
    r"(?:,?\s(?:at\s)?\d{1,2}[:.]\d{2}[\w .+:]{0,20})?[^\S\n]*$",
    re.MULTILINE,
)


def author(text: str) -> str:
    """Return whom a line such as "By Jane Roe, Staff Writer" names; empty where there is none."""
    found = _AUTHOR.search(text[:WITHIN_CHARS])
    words = found["name"].split() if found else []
    names = [word for word in words if word.casefold() not in _SMALL_PARTS]
    is_name = len(names) > 1 and all(word[0].isupper() for word in names)
    return " ".join(words) if is_name else ""


def day(text: str) -> str:
    """Return the day, with its year, that is all that a line says; empty where there is none."""
    found = _DAY.search(text[:WITHIN_CHARS])
    return found["day"] if found else ""
