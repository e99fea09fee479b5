"""Months and years are counted on the calendar; the end of a month is clamped."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.temporal import NOT_YET, Duration, parse_date, parse_duration, shifted

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
TIMES = st.integers(-40, 40)


@pytest.mark.parametrize(
    ("start", "by", "times", "expected"),
    [
        ("2020-01-31", "P1M", 1, "2020-02-29"),
        ("2021-01-31", "P1M", 1, "2021-02-28"),
        ("2020-01-31", "P1M", 2, "2020-03-31"),
        ("2020-02-29", "P1Y", 1, "2021-02-28"),
        ("2020-02-29", "P1Y", 4, "2024-02-29"),
        ("2000-02-29", "P100Y", 1, "2100-02-28"),
        ("2020-03-31", "P1M", -1, "2020-02-29"),
        ("2020-01-15", "P1M", -1, "2019-12-15"),
        ("2020-12-31", "P1M1D", 1, "2021-02-01"),
        ("2020-01-31", "P1M1D", 1, "2020-03-01"),
        ("2020-01-01", "P2W", -1, "2019-12-18"),
    ],
)
def test_a_day_is_moved(start: str, by: str, times: int, expected: str) -> None:
    assert shifted(parse_date(start), parse_duration(by), times) == parse_date(expected)


@given(DAYS, st.integers(0, 30), st.integers(0, 40), st.integers(0, 400), TIMES)
def test_months_first_then_days(
    start: date, years: int, months: int, days: int, times: int
) -> None:
    moved = shifted(start, Duration(years, months, days), times)
    anchor = moved - timedelta(days * times)
    count = (anchor.year - start.year) * 12 + anchor.month - start.month
    assert count == (years * 12 + months) * times
    assert anchor.day == min(start.day, monthrange(anchor.year, anchor.month)[1])


def test_beyond_the_calendar() -> None:
    assert shifted(date(9999, 6, 1), Duration(years=1)) == NOT_YET
    assert shifted(date(9999, 12, 1), Duration(days=31)) == NOT_YET
    assert shifted(date(1, 6, 1), Duration(years=1), -1) == date.min
    assert shifted(NOT_YET, Duration(years=1), -1) == NOT_YET
