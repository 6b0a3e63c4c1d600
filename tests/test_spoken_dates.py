"""Dates in words mean what they say, against a day that is given, and nothing is guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.dates import KNOWN, period

NOW = date(2021, 12, 15)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-12-15", "2021-12-15", "2021-12-15"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("today", "2021-12-15", "2021-12-15"),
        ("Yesterday", "2021-12-14", "2021-12-14"),
        ("this-week", "2021-12-13", "2021-12-19"),
        ("last week", "2021-12-06", "2021-12-12"),
        ("last-month", "2021-11-01", "2021-11-30"),
        ("this month", "2021-12-01", "2021-12-31"),
        ("last-quarter", "2021-07-01", "2021-09-30"),
        ("last_year", "2020-01-01", "2020-12-31"),
        ("monday", "2021-12-13", "2021-12-13"),
        ("wednesday", "2021-12-15", "2021-12-15"),
        ("last-wednesday", "2021-12-08", "2021-12-08"),
        ("7d", "2021-12-08", "2021-12-15"),
        ("2w", "2021-12-01", "2021-12-15"),
        ("3m", "2021-09-15", "2021-12-15"),
        ("1y", "2020-12-15", "2021-12-15"),
        ("last-30-days", "2021-11-15", "2021-12-15"),
        ("past two weeks", "2021-12-01", "2021-12-15"),
        ("3-days-ago", "2021-12-12", "2021-12-12"),
        ("2021-w50", "2021-12-13", "2021-12-19"),
        ("2021-W01", "2021-01-04", "2021-01-10"),
        ("2021-q3", "2021-07-01", "2021-09-30"),
        ("q3 2021", "2021-07-01", "2021-09-30"),
        ("Q4-2021", "2021-10-01", "2021-12-31"),
        ("dec-2021", "2021-12-01", "2021-12-31"),
        ("December 2021", "2021-12-01", "2021-12-31"),
        ("2021-sept", "2021-09-01", "2021-09-30"),
        ("15-dec-2021", "2021-12-15", "2021-12-15"),
        ("December 3rd, 2021", "2021-12-03", "2021-12-03"),
    ],
)
def test_a_date_in_words_is_these_days(text: str, first: str, last: str) -> None:
    days = period(text, NOW)
    assert days is not None
    assert tuple(date.fromordinal(day).isoformat() for day in days) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "soon", "15.12.2021", "12/15/2021", "31-jun-2021", "2021-w60", "q5-2021", "may", "7", "7x",
        "last", "this-decade", "99999d", "", "2021-13", "2021 2022", "last-0x-days", "9999y",
    ],
)  # fmt: skip
def test_what_is_not_known_is_no_date(text: str) -> None:
    assert period(text, NOW) is None


def test_all_that_is_said_to_be_known_is() -> None:
    for text in KNOWN.split(", "):
        assert period(text, NOW) is not None, text


@given(st.text(max_size=30), st.dates(date(1000, 1, 1), date(9000, 1, 1)))
def test_no_text_raises_and_no_period_is_reversed(text: str, now: date) -> None:
    days = period(text, now)
    assert days is None or days[0] <= days[1]
