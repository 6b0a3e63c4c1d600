"""Added since: what a generation, a date or a moment stands for, of when articles came."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

from search.query import dates

KNOWN = f"12 or g2021 (what came after that generation), 2021-12-15T08:30, {dates.KNOWN}"
"""What can be typed, by example."""

_GENERATION = re.compile(r"g?(\d{1,9})", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_SECONDS_A_DAY = 86_400


class Since(NamedTuple):
    """From when on: after a generation, or from a second since 1970 on, UTC; the other is None."""

    generation: int | None
    seconds: int | None


def since(text: str, now: date) -> Since | None:
    """Read what was given, or return None.

    Args:
        text: The number of a generation, of four digits with a `g` before it, for those are years;
            a date as in a query; or a date and time in ISO 8601, UTC where it names no zone.
        now: Today.
    """
    given = text.strip()
    generation = _GENERATION.fullmatch(given)
    if generation and not _YEAR.fullmatch(given):
        return Since(int(generation[1]), None)
    if "T" in given[8:]:
        return _moment(given)
    days = dates.period(given, now)
    if days is None:
        return None
    return Since(None, (days[0] - date(1970, 1, 1).toordinal()) * _SECONDS_A_DAY)


def _moment(given: str) -> Since | None:
    try:
        moment = datetime.fromisoformat(given)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return Since(None, int(moment.timestamp()))
    except (ValueError, OverflowError):
        return None
