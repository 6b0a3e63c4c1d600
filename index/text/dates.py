"""Dates as days: ISO 8601 text as numbers of days. Pure.

A date may be a year, a month or a day; whatever follows (a time, a zone) is not looked at. Days are
numbered as `datetime.date.toordinal` does.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, date

Days = tuple[int, int]
"""First and last day of a period, both included."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])")


def days_of(text: str, *, whole: bool = False) -> Days | None:
    """Return the first and last day of a date; None for what does not begin with an ISO date.

    Args:
        text: A date, with or without a time.
        whole: Whether nothing may follow the date.
    """
    found = _DATE.match(text.strip())
    if found is None or (whole and found.group() != text.strip()):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first.toordinal(), first.toordinal()
    after = (year + month // 12, month % 12 + 1) if month else (year + 1, 1)
    last = date.max.toordinal() if after[0] > MAXYEAR else date(*after, 1).toordinal() - 1
    return first.toordinal(), last


def written(first: int, last: int) -> str:
    """Return the date that stands for these days: a day, a month or a year, ISO 8601."""
    day = date.fromordinal(first).isoformat()
    if first == last:
        return day
    return day[:7] if last - first < 31 else day[:4]
