"""Dates in words: which days they stand for, by a small closed grammar.

What it does not know is no date, and whoever asks is told what it knows.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from index.text.dates import Days, days_of

KNOWN = (
    "2021, 2021-12, 2021-12-15, 2021-w50, 2021-q3, dec-2021, 15-dec-2021, today, yesterday,"
    " this-week, last-month, last-year, monday, 7d, 2w, 3m, 1y"
)
"""What can be typed, by example."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_NUMBERS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11)))  # noqa: B905
_SEPARATOR = re.compile(r"[\s,_/-]+")
_MOST = 4000
"""Most units that are counted back."""


def today(now: date | None = None) -> date:
    """Return the day that dates are counted from: `now`, or today in UTC."""
    return now or datetime.now(UTC).date()


def period(text: str, now: date) -> Days | None:
    """Return the first and last day of a date, as `index.text.dates` numbers them, or None.

    Args:
        text: ISO 8601, or words with spaces or hyphens between them.
        now: Today.
    """
    iso = days_of(text, whole=True)
    if iso is not None:
        return iso
    words = [word for word in _SEPARATOR.split(text.strip().lower().replace("'s", "")) if word]
    try:
        found = _relative(words, now) or _counted(words, now) or _named(words)
    except (ValueError, OverflowError):  # beyond the years that there are, or a 31st of June
        return None
    return None if found is None else (found[0].toordinal(), found[1].toordinal())


_Span = tuple[date, date]


def _relative(words: list[str], now: date) -> _Span | None:
    """Read today, yesterday, this-week, last-month, monday."""
    near = {"today": 0, "now": 0, "yesterday": 1, "tomorrow": -1}
    match words:
        case [word] if word in near:
            day = now - timedelta(near[word])
            return day, day
        case [word] | ["last" | "past", word] if word in _DAYS:
            back = (now.weekday() - _DAYS.index(word)) % 7
            day = now - timedelta(back or (7 if len(words) > 1 else 0))
            return day, day
        case ["this", unit]:
            return _unit(unit, now, 0)
        case ["last" | "previous", unit]:
            return _unit(unit, now, 1)
    return None


def _unit(unit: str, now: date, back: int) -> _Span | None:
    """Return the calendar unit that `now` is in, or one that many before."""
    match unit:
        case "day":
            return now - timedelta(back), now - timedelta(back)
        case "week":
            first = now - timedelta(now.weekday() + 7 * back)
            return first, first + timedelta(6)
        case "month":
            return _months(now.year, now.month - back, 1)
        case "quarter":
            return _months(now.year, (now.month - 1) // 3 * 3 + 1 - 3 * back, 3)
        case "year":
            return _months(now.year - back, 1, 12)
    return None


def _months(year: int, month: int, count: int) -> _Span:
    """Return some months; the first may lie beyond the year's."""
    first = date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    after = month + count
    return first, date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1) - timedelta(1)


def _counted(words: list[str], now: date) -> _Span | None:
    """Read 7d, 2-weeks, last-30-days, 3-months-ago: from then to now, or that very day."""
    ago = words[-1:] == ["ago"]
    rest = words[:-1] if ago else words[words[:1] in (["last"], ["past"]) :]
    compact = re.fullmatch(r"(\d{1,4})([dwmy])", "".join(rest))
    if compact:
        count, unit = int(compact[1]), _UNITS[compact[2]]
    elif len(rest) == 2 and (rest[0].isdecimal() or rest[0] in _NUMBERS):
        count, unit = _NUMBERS.get(rest[0]) or int(rest[0]), rest[1].removesuffix("s")
    else:
        return None
    if count > _MOST or unit not in _UNITS.values():
        return None
    if unit in ("day", "week"):
        first = now - timedelta(count * (7 if unit == "week" else 1))
    else:
        start, end = _months(now.year, now.month - count * (12 if unit == "year" else 1), 1)
        first = start.replace(day=min(now.day, end.day))
    return first, (first if ago else now)


def _named(words: list[str]) -> _Span | None:
    """Read 2021-w50, q3-2021, dec-2021, 15-december-2021, december-15-2021."""
    years = [int(word) for word in words if re.fullmatch(r"\d{4}", word)]
    rest = [word for word in words if not re.fullmatch(r"\d{4}", word)]
    if len(years) != 1 or not rest:
        return None
    year = years[0]
    of_year = re.fullmatch(r"(w|q)(\d{1,2})", "".join(rest))
    if of_year and of_year[1] == "w":
        first = date.fromisocalendar(year, int(of_year[2]), 1)
        return first, first + timedelta(6)
    if of_year:
        return _months(year, 3 * int(of_year[2]) - 2, 3) if 1 <= int(of_year[2]) <= 4 else None
    return _named_month(year, rest)


def _named_month(year: int, rest: list[str]) -> _Span | None:
    """Read the name of a month and, if there is one, the number of a day."""
    names = [word.rstrip(".") for word in rest if word[:1].isalpha()]
    numbers = [re.sub(r"(st|nd|rd|th)$", "", word) for word in rest if word[:1].isdecimal()]
    if len(names) != 1 or len(numbers) > 1 or not all(map(str.isdecimal, numbers)):
        return None
    month = _month(names[0])
    if month is None:
        return None
    if not numbers:
        return _months(year, month, 1)
    day = date(year, month, int(numbers[0]))
    return day, day


def _month(name: str) -> int | None:
    for names in (_MONTHS, _LONG_MONTHS):
        if name in names:
            return list(names).index(name) + 1
    return 9 if name == "sept" else None
