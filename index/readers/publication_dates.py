"""Publication dates: what a file says of when it was published, in ISO 8601, and nothing more.

A date may be a year, a month, a day, or a day with a time, which has a time zone only if it was
given one. Impossible dates, and those of the future, are none.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from index.readers import bylines
from index.text import dateline

FIRST_YEAR = 1450
"""Before it nothing was printed."""

AHEAD = timedelta(days=366)
"""A magazine may be dated ahead, but not by more than this."""

OLDEST_EPOCH = 100_000_000
"""Seconds since 1970 from which a number is a time: 1973. Smaller ones are days, or anything."""

DATE_WORDS = ("cs da de el es fi fr hu it ja ko nb nl pl pt ro ru sv tr uk zh").split()
"""Languages whose names of months are looked for where a date is not in English."""

_NUMERIC = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_ISO_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?)\s*"
    r"(Z|UTC|GMT|[+-]\d{1,2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"((?:1[4-9]|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z?))?")
_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})\s?(?P<s>[-/.:_ 年년])\s?(?P<m>\d{1,2})\s?(?:(?P=s)|[月월])\s?"
    r"(?P<d>\d{1,2})[日일.]?"
    r"(?:(?:[\s,;_T-]|(?<=[日일]))+(?P<clock>\d.*))?",
    re.IGNORECASE,
)
_EPOCH = re.compile(
    r"(?:/Date\()?(\d{9,19}(?:\.\d+)?|\d\.\d+e\+?\d{1,2})(?:[+-]\d{4})?(?:\)/)?", re.I
)
_ZONE_NAME = re.compile(r"(?:\[[\w/+-]+\]|(?<=[+-]\d{4})\s+[A-Z]{3,4}|\s+\([A-Z]{3,5}\))$")
_OTHER_WORDS = re.compile(r"(?=.*[^\W\d_]{3})(?=.*\b\d{1,2}\b)(?=.*\b[12]\d{3}\b)")
_PDF = re.compile(
    r"D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([Zz+-])(?:(\d{2})'?(\d{2})?)?)?"
)
_TWO_NUMBERS = re.compile(
    r"(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{4})(?!\d)(?:[\s,]+(?:um\s|at\s)?(\d.*))?"
)
_MONTH = f"({dateline.MONTH})"
_WORDS = (
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?{_MONTH},?\s+(?P<y>\d{{4}})\b", re.I
    ),
    re.compile(rf"\b(?P<d>\d{{1,2}})-{_MONTH}-(?P<y>\d{{4}}|\d{{2}})\b", re.I),
    re.compile(rf"\b{_MONTH},?\s+(?P<y>\d{{4}})\b", re.I),
)
_CLOCK = re.compile(
    r"\b(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?(?!\w)",
    re.I,
)
_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])(?P<y>(?:1[5-9]|20)\d{2})(?P<s>[-_./]?)(?P<m>0[1-9]|1[0-2])(?P=s)"
    r"(?P<d>0[1-9]|[12]\d|3[01])(?![0-9A-Za-su-z])"
)
_IN_FOLDERS = re.compile(r"(?:^|/)(?P<y>(?:1[5-9]|20)\d{2})(?:[-/_](?P<m>0[1-9]|1[0-2]))?(?=/)")


def normalise(given: str, *, today: date | None = None) -> str | None:
    """Return a date in ISO 8601 to the precision that is given, or None.

    Args:
        given: ISO 8601, RFC 2822 (e-mail, RSS), PDF's "D:20211105", year, month and day with any
            separator, seconds or milliseconds since 1970, or words. Where "03/04/2021" may be two
            days, only the year is sure.
        today: To tell which dates are of the future; the current day if None.
    """
    given = _ZONE_NAME.sub("", " ".join(given.split())[:200])
    ways = (
        _iso,
        _compact,
        _numeric,
        _year_first,
        _epoch,
        _pdf,
        _rfc2822,
        _words,
        _numbers,
        _prefix,
    )
    for parse in (*ways, _in_other_words):
        found = parse(given)
        if found:
            return found if _plausible(found, today) else None
    return None


def from_dateline(text: str, name: str = "", *, today: date | None = None) -> str | None:
    """Return the date of a line such as "WASHINGTON, March 3 (Reuters) -" at the beginning.

    Or that of a line which is nothing but a date.

    Args:
        text: The article.
        name: Path of the file, where the year may be that the line leaves out.
        today: As for `normalise`.
    """
    line = dateline.find(text)
    if line is None or line.month is None or line.day is None:
        alone = bylines.day(text)
        return normalise(alone, today=today) if alone else None
    year = line.year
    if year is None:
        known, folder = from_name(name, today=today), _IN_FOLDERS.search(name)
        if not known and not folder:
            return None
        year = int(known[:4] if known else folder["y"] if folder else 0)
    made = _day(year, line.month, line.day)
    return made if made and _plausible(made, today) else None


def from_name(name: str, *, today: date | None = None) -> str | None:
    """Return the date in a file's path: "2021-11-05-title.txt", "2021/11/05/", "1987-03/7.txt"."""
    for found in _IN_NAME.finditer(name):
        if found["s"] == "/" and name[found.end() : found.end() + 1] != "/":
            continue  # a file called 17.txt is more often the 17th file than that of the 17th
        made = _day(int(found["y"]), int(found["m"]), int(found["d"]))
        if made and _plausible(made, today):
            return made
    for found in _IN_FOLDERS.finditer(name):
        if found["m"] and _plausible(made := f"{found['y']}-{found['m']}", today):
            return made
    return None


def _iso(given: str) -> str | None:
    """Read a day with a time."""
    found = _ISO_TIME.fullmatch(given)
    if found is None:
        return None
    day, clock, zone = found.groups()
    clock = clock.replace(",", ".")
    zone = "+00:00" if (zone or "").upper() in ("Z", "UTC", "GMT") else zone or ""
    if len(zone.replace(":", "")) == 4:  # "+1:00"
        zone = f"{zone[0]}0{zone[1:]}"
    try:
        return _written(datetime.fromisoformat(f"{day}T{clock}{zone}"))
    except ValueError:
        return None


def _compact(given: str) -> str | None:
    """Read "20211105" and "20211105T143000Z"."""
    found = _COMPACT.fullmatch(given)
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    made = _day(int(year), int(month), int(day))
    return _iso(f"{made}T{hour}:{minute}:{second or '00'}{zone}") if made and hour else made


def _year_first(given: str) -> str | None:
    """Read "2016/6/29 15:07:41" and the like, with any separator."""
    found = _YEAR_FIRST.fullmatch(given)
    made = _day(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    return _at(made, found["clock"]) if found and made else None


def _epoch(given: str) -> str | None:
    """Read seconds since 1970, or thousandths, millionths or billionths of them."""
    found = _EPOCH.fullmatch(given)
    if found is None:
        return None
    seconds = float(found[1])
    while seconds >= OLDEST_EPOCH * 1000:
        seconds /= 1000
    # To the thousandth: what dividing loses must not be a second.
    return _written(datetime.fromtimestamp(round(seconds, 3), UTC))


def _numeric(given: str) -> str | None:
    """Read "2021", "2021-11" and "2021-11-05"."""
    found = _NUMERIC.fullmatch(given)
    if found is None:
        return None
    year, month, day = found.groups()
    if month is None:
        return str(year)
    if day is None:
        return f"{year}-{int(month):02}" if 1 <= int(month) <= 12 else None
    return _day(int(year), int(month), int(day))


def _pdf(given: str) -> str | None:
    found = _PDF.match(given)
    if found is None:
        return None
    year, month, day_, hour, minute, second, sign, zone_hours, zone_minutes = found.groups()
    if not month or not day_:
        return f"{year}-{month}" if month else str(year)
    if not hour or not minute:
        return _day(int(year), int(month), int(day_))
    zone = None
    if sign in ("Z", "z"):
        zone = UTC
    elif sign and zone_hours:
        offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes or 0))
        if offset < timedelta(hours=24):
            zone = timezone(-offset if sign == "-" else offset)
    numbers = (int(year), int(month), int(day_), int(hour), int(minute), int(second or 0))
    try:
        return _written(datetime(*numbers, tzinfo=zone))
    except ValueError:
        return None


def _rfc2822(given: str) -> str | None:
    if not re.search(r"\d{2}:\d{2}", given):
        return None
    try:
        return _written(parsedate_to_datetime(given))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _words(given: str) -> str | None:
    """Read a date with a month in letters, and the time of day beside it."""
    for pattern in _WORDS:
        found = pattern.search(given)
        if found is None:
            continue
        year = int(found["y"])
        if year < 100:  # as strptime has it
            year += 1900 if year >= 69 else 2000
        month = dateline.month_number(next(g for g in found.groups() if g and g[0].isalpha()))
        if "d" not in pattern.groupindex:
            return f"{year:04}-{month:02}"
        made = _day(year, month, int(found["d"]))
        rest = given[: found.start()] + " " + given[found.end() :]
        clock = _CLOCK.search(rest)
        return _with_clock(made, clock) if made and clock else made
    return None


def _numbers(given: str) -> str | None:
    """Read "13/04/2021"; where day and month may be either, only the year is sure."""
    found = _TWO_NUMBERS.match(given)
    if found is None:
        return None
    first, second, year = (int(group) for group in found.groups()[:3])
    clock = found[4]
    if "." in given[: found.end(3)] or first > 12 or first == second:
        return _at(_day(year, second, first), clock)
    if second > 12:
        return _at(_day(year, first, second), clock)
    return f"{year:04}"


def _prefix(given: str) -> str | None:
    """Read the day that something longer begins with."""
    found = re.match(r"(\d{4}-\d{2}-\d{2})(?!\d)", given)
    return _numeric(found[1]) if found else None


def _in_other_words(given: str) -> str | None:
    """Read a date with a month in the letters of another language: day, month and year or none."""
    if not _OTHER_WORDS.match(given):
        return None
    import dateparser

    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"}
    try:
        found = dateparser.parse(given, languages=DATE_WORDS, settings=settings)
    except Exception:  # it passes on what its parsers raise
        return None
    if found is None or str(found.year) not in given:
        return None
    return _written(found) if re.search(r"\d[:h.]\d\d", given) else found.date().isoformat()


def _at(day: str | None, clock: str | None) -> str | None:
    """Return a day with the time of day that stands after it, if that is one."""
    found = _CLOCK.match(clock) if day and clock else None
    return _with_clock(day, found) if day and found else day


def _with_clock(day: str, clock: re.Match[str]) -> str:
    hour, minute, second, half, zone = clock.groups()
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    return _iso(f"{day}T{hours:02}:{minute}:{second or '00'}{zone or ''}") or day


def _written(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _plausible(found: str, today: date | None) -> bool:
    """Tell whether something may have been published then; the epoch means that nobody knew."""
    if found.startswith("1970-01-01T00:00:00"):
        return False
    last = ((today or datetime.now(UTC).date()) + AHEAD).isoformat()
    return int(found[:4]) >= FIRST_YEAR and found[:10] <= last
