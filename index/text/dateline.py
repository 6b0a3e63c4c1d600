"""Dateline of a news text: where it ends, and which day it names.

"WASHINGTON, March 3 (Reuters) - The president ..."
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WITHIN_CHARS = 400
"""A dateline stands within the first so many characters."""

HEAD_CHARS = 200
"""A title and an author take at most so many characters of a paragraph."""

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
"""A month in English, in full or short."""

_PLACE = r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'’ -]+(?:,\s?[A-Z][\w. ]{1,30}?)??"
_DAY = (
    rf"(?:(?P<m1>{MONTH})\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?|(?P<d2>\d{{1,2}})\s+(?P<m2>{MONTH}))"
    r"(?:,?\s+(?P<y>\d{4}))?"
)
_AGENCY = r"\([^)\n]{2,40}\)"
_LINE = re.compile(
    rf"(?:By [^\n]{{3,80}}\n\s*)?"
    rf"(?:{_PLACE}(?:,?\s+{_DAY})?(?:\s*{_AGENCY})?|{_AGENCY})\s*(?:—|–|-{{1,2}})(?=\s)\s*"
)
_BYLINE = re.compile(r"\s*By [A-Z][^\n.]{2,60}\n\s*")
_START = re.compile(r"(?:^|\n)\s*")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline.

    Attributes:
        end: Where the text after it begins.
        year, month, day: What it names; None where it does not.
    """

    end: int
    year: int | None
    month: int | None
    day: int | None


def find(text: str) -> Dateline | None:
    """Return the dateline at the beginning of one of the first lines of a text, or None."""
    head = text[:WITHIN_CHARS]
    for start in _START.finditer(head):
        if found := _LINE.match(head, start.end()):
            month, day = found["m1"] or found["m2"], found["d1"] or found["d2"]
            return Dateline(
                found.end(),
                int(found["y"]) if found["y"] else None,
                month_number(month) if month else None,
                int(day) if day else None,
            )
    return None


def end(text: str) -> int:
    """Return where the dateline that a text begins with ends; 0 where it begins with none."""
    lead = len(text) - len(text.lstrip())
    found = _LINE.match(text[:WITHIN_CHARS], lead)
    return found.end() if found else 0


def head_end(text: str) -> int:
    """Return where the text of a report begins: behind its title, its author and its dateline."""
    found = find(text[:HEAD_CHARS])
    if found is not None:
        return found.end
    byline = _BYLINE.match(text[:HEAD_CHARS])
    return byline.end() if byline else 0


def month_number(word: str) -> int:
    """Return the number of a month from its name, in full or short."""
    return 1 + _MONTHS.index(word[:3].lower())
