"""Dates of any precision: read, written, and what days they can mean."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from coproduction.dates import SEASONS, PartialDate
from hypothesis import given
from hypothesis import strategies as st

years = st.integers(1, 9998)
days = st.dates(date(1, 1, 1), date(9998, 12, 31))
partial_dates = st.one_of(
    st.builds(PartialDate, years),
    st.builds(PartialDate, years, season=st.sampled_from(sorted(SEASONS))),
    st.builds(PartialDate, years, month=st.integers(1, 12)),
    days.map(lambda day: PartialDate(day.year, None, day.month, day.day)),
)


@given(partial_dates)
def test_what_is_written_is_read_back(partial: PartialDate) -> None:
    assert PartialDate.parse(str(partial)) == partial


@given(partial_dates)
def test_the_earliest_day_is_not_after_the_latest(partial: PartialDate) -> None:
    assert partial.earliest <= partial.latest
    assert partial.earliest.year == partial.year


@given(st.text())
def test_any_text_is_a_date_or_a_message(text: str) -> None:
    try:
        assert isinstance(PartialDate.parse(text), PartialDate)
    except ValueError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("written", "text", "earliest", "latest"),
    [
        (2006, "2006", "2006-01-01", "2006-12-31"),
        ("2006", "2006", "2006-01-01", "2006-12-31"),
        ("0800", "0800", "0800-01-01", "0800-12-31"),
        ("spring 2019", "spring 2019", "2019-03-01", "2019-05-31"),
        ("summer 2006", "summer 2006", "2006-06-01", "2006-08-31"),
        (" Autumn 2006 ", "autumn 2006", "2006-09-01", "2006-11-30"),
        ("winter 2011", "winter 2011", "2011-12-01", "2012-02-29"),
        ("winter 9998", "winter 9998", "9998-12-01", "9999-02-28"),
        ("2011-02", "2011-02", "2011-02-01", "2011-02-28"),
        ("2012-2", "2012-02", "2012-02-01", "2012-02-29"),
        ("2011-10-26", "2011-10-26", "2011-10-26", "2011-10-26"),
        ("2012-2-9", "2012-02-09", "2012-02-09", "2012-02-09"),
    ],
)
def test_what_days_a_date_can_mean(written: object, text: str, earliest: str, latest: str) -> None:
    read = PartialDate.parse(written)
    assert (str(read), str(read.earliest), str(read.latest)) == (text, earliest, latest)


NOT_READ = "“{}” is not a date we can read. Write 2006, summer 2006, 2011-02 or 2011-10-26"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("yesterday", NOT_READ.format("yesterday")),
        ("26.10.2011", NOT_READ.format("26.10.2011")),
        ("26 October 2011", NOT_READ.format("26 October 2011")),
        ("2011/10/26", NOT_READ.format("2011/10/26")),
        ("2011-10-26T10:00", NOT_READ.format("2011-10-26T10:00")),
        ("06", NOT_READ.format("06")),
        ("20111", NOT_READ.format("20111")),
        ("fall 2011", NOT_READ.format("fall 2011")),
        ("summer", NOT_READ.format("summer")),
        ("", NOT_READ.format("")),
        (["2011"], NOT_READ.format("['2011']")),
        ("2011-13", "“2011-13” has no month 13. Months run from 01 to 12"),
        ("2011-00-01", "“2011-00-01” has no month 0. Months run from 01 to 12"),
        ("2011-02-29", "There is no day 29 in February 2011. Check the date"),
        ("2011-04-31", "There is no day 31 in April 2011. Check the date"),
        ("2011-04-00", "There is no day 0 in April 2011. Check the date"),
        ("0000", "“0000” has no year we can use. Years run from 0001 to 9998"),
        ("winter 9999", "“winter 9999” has no year we can use. Years run from 0001 to 9998"),
        ("9999-12-31", "“9999-12-31” has no year we can use. Years run from 0001 to 9998"),
    ],
)
def test_what_is_wrong_with_a_date(written: object, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        PartialDate.parse(written)
    assert str(raised.value) == message


@given(days)
def test_every_day_lies_in_its_month_its_year_and_one_season(day: date) -> None:
    month, year = PartialDate(day.year, month=day.month), PartialDate(day.year)
    assert year.earliest <= month.earliest <= day <= month.latest <= year.latest
    assert month.latest - month.earliest == timedelta(days=calendar.monthrange(day.year, day.month)[1] - 1)
    seasons = [PartialDate(day.year - back, season) for season in SEASONS for back in (0, 1) if day.year > back]
    # January and February of the year 1 belong to a winter before any year that can be written.
    assert len([season for season in seasons if season.earliest <= day <= season.latest]) == (
        1 if (day.year, day.month) > (1, 2) else 0
    )
