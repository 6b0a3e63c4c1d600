"""A date is what the file says, in ISO 8601, no more precise than it says, and never invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import publication_dates

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2021-11-05", "2021-11-05"),
        ("2021-11", "2021-11"),
        ("2021", "2021"),
        ("2021/1/5", "2021-01-05"),
        ("20211105", "2021-11-05"),
        ("2021-11-05T14:30:00+01:00", "2021-11-05T14:30:00+01:00"),
        ("2021-11-05 14:30:00 +1:00", "2021-11-05T14:30:00+01:00"),
        ("2021-11-05T14:30Z", "2021-11-05T14:30:00+00:00"),
        ("2021-11-05 14:30:00", "2021-11-05T14:30:00"),
        ("2021-11-05T14:30:00.123456789Z", "2021-11-05T14:30:00+00:00"),
        ("Fri, 05 Nov 2021 14:30:00 -0500", "2021-11-05T14:30:00-05:00"),
        ("Fri, 05 Nov 2021 14:30:00 EST", "2021-11-05T14:30:00-05:00"),
        ("Fri, 05 Nov 2021 14:30:00", "2021-11-05T14:30:00"),
        ("D:20211105143000+01'00'", "2021-11-05T14:30:00+01:00"),
        ("D:20211105143000Z", "2021-11-05T14:30:00+00:00"),
        ("D:20211105", "2021-11-05"),
        ("Nov. 5, 2021", "2021-11-05"),
        ("5 November 2021", "2021-11-05"),
        ("Friday, November 5th, 2021 at 2:30 p.m.", "2021-11-05T14:30:00"),
        ("05-NOV-2021", "2021-11-05"),
        ("November 2021", "2021-11"),
        ("13/04/2021", "2021-04-13"),
        ("04/13/2021", "2021-04-13"),
        ("05.11.2021", "2021-11-05"),
        ("2021-11-05 (updated)", "2021-11-05"),
        ("2016/6/29 15:07:41", "2016-06-29T15:07:41"),
        ("2016.06.29 15:07", "2016-06-29T15:07:00"),
        ("2016:06:29 15:07:41", "2016-06-29T15:07:41"),
        ("2016 6 29, 3:07 PM", "2016-06-29T15:07:00"),
        ("2016-06-29_15.07.41", "2016-06-29T15:07:41"),
        ("2016/06/29T15:07:41+0200", "2016-06-29T15:07:41+02:00"),
        ("2016年6月29日 15:07", "2016-06-29T15:07:00"),
        ("29.06.2016, 15:07 Uhr", "2016-06-29T15:07:00"),
        ("06/29/2016 3:07:41 PM", "2016-06-29T15:07:41"),
        ("1636106400", "2021-11-05T10:00:00+00:00"),
        ("1636106400.75", "2021-11-05T10:00:00+00:00"),
        ("1636106400000", "2021-11-05T10:00:00+00:00"),
        ("1636106400000000", "2021-11-05T10:00:00+00:00"),
        ("/Date(1636106400000+0100)/", "2021-11-05T10:00:00+00:00"),
        ("536457600000", "1987-01-01T00:00:00+00:00"),
        ("202111051000", "2021-11-05T10:00:00"),
        ("2021-11-05T10:00:00+01:00[Europe/Paris]", "2021-11-05T10:00:00+01:00"),
        ("2021-11-05 10:00:00 +0000 UTC", "2021-11-05T10:00:00+00:00"),
        ("05-Nov-87", "1987-11-05"),
        ("5. März 2021", "2021-03-05"),
        ("le 5 février 2021", "2021-02-05"),
        ("5 de março de 2021", "2021-03-05"),
        ("mar. 2 nov. 2021 à 10h00", "2021-11-02T10:00:00"),
    ],
)
def test_a_date_becomes_iso_8601_as_precise_as_it_was_said(said: str, meant: str) -> None:
    assert publication_dates.normalise(said, today=TODAY) == meant


def test_where_day_and_month_may_be_either_only_the_year_is_sure() -> None:
    assert publication_dates.normalise("03/04/2021", today=TODAY) == "2021"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "yesterday",
        "2021-13-05",
        "2021-02-30",
        "0000-00-00",
        "99999",
        "1970-01-01T00:00:00Z",
        "2031-01-01",
        "1066-10-14",
        "31/31/2021",
        "Feb. 30, 2021",
        "D:",
        "Fri, 99 Nov 2021 14:30:00 +0000",
        "2016/13/29 15:07:41",
        "3000000000",
        "12345678",
        "lundi",
        "hier, 10h00",
        "5 mars",
        "Nr. 12 der Zeitung 2021er Art",
    ],
)
def test_what_is_no_date_or_cannot_be_is_refused(said: str) -> None:
    assert publication_dates.normalise(said, today=TODAY) is None


@given(
    st.datetimes(
        min_value=publication_dates.datetime(1500, 1, 1),
        max_value=publication_dates.datetime(2026, 1, 1),
    )
)
def test_iso_dates_stay_what_they_are(moment: publication_dates.datetime) -> None:
    exact = moment.replace(microsecond=0).isoformat()
    if not exact.startswith("1970-01-01T00:00:00"):
        assert publication_dates.normalise(exact, today=TODAY) == exact
    assert (
        publication_dates.normalise(moment.date().isoformat(), today=TODAY)
        == moment.date().isoformat()
    )


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(said: str) -> None:
    found = publication_dates.normalise(said, today=TODAY)
    assert found is None or publication_dates.normalise(found, today=TODAY) == found


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [
        ("WASHINGTON, March 3 (Reuters) - The", "1987/x.txt", "1987-03-03"),
        ("MOSCOW, Nov. 5, 2021 — It", "x.txt", "2021-11-05"),
        ("By Ann Lee\nNEW YORK, March 3 - It", "2021-03-09_x.txt", "2021-03-03"),
        ("PARIS, 3 March 1999 - It", "x.txt", "1999-03-03"),
        ("WASHINGTON, March 3 - The year is nowhere", "x.txt", None),
        ("He came on March 3 - and left", "2021/x.txt", None),
        ("WASHINGTON, Feb 30 - It", "2021/x.txt", None),
    ],
)
def test_a_dateline_dates_an_article(text: str, name: str, meant: str | None) -> None:
    assert publication_dates.from_dateline(text, name, today=TODAY) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("2021-11-05-harbour.txt", "2021-11-05"),
        ("news/20211105_harbour.txt", "2021-11-05"),
        ("2021/11/05/harbour.txt", "2021-11-05"),
        ("1987-03/17.txt", "1987-03"),
        ("1987/03/17.txt", "1987-03"),
        ("000_dffa5a7ebd0ae50b.txt", None),
        ("report-2019-20.pdf", None),
        ("order-120211105.txt", None),
        ("2021-13-05.txt", None),
        ("2099-01-01.txt", None),
    ],
)
def test_a_path_dates_an_article(name: str, meant: str | None) -> None:
    assert publication_dates.from_name(name, today=TODAY) == meant
