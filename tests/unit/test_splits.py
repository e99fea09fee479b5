"""`split`: the parts of one amount, period by period, add up to it, by hand and drawn."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.forms.facts import Fact
from engine.language.forms.splits import UNITS, Split, elapsed
from engine.language.temporal import NOT_YET
from engine.tables.terms.dating import elapsed as in_columns
from engine.tables.terms.terms import Term

GROUND: Any = None


def part(amount: Any, start: date, end: date, period: tuple[date, date], unit: str) -> Any:
    view = {"a": amount, "s": start, "e": end, "period.from": period[0], "period.until": period[1]}
    known = {name: value for name, value in view.items() if value is not None}
    return Split(Fact("a"), Fact("s"), Fact("e"), unit).compiled(GROUND)(known)


@pytest.mark.parametrize(
    ("start", "end", "days", "months", "quarters"),
    [
        (date(2021, 1, 31), date(2021, 2, 27), 27, 0, 0),
        (date(2021, 1, 31), date(2021, 2, 28), 28, 1, 0),
        (date(2021, 1, 31), date(2021, 3, 31), 59, 2, 0),
        (date(2020, 11, 30), date(2021, 2, 28), 90, 3, 1),
        (date(2020, 1, 31), date(2020, 4, 29), 89, 2, 0),
        (date(2021, 1, 1), date(2021, 4, 1), 90, 3, 1),
        (date(2021, 1, 2), date(2022, 1, 1), 364, 11, 3),
        (date(2021, 1, 1), date(2021, 1, 1), 0, 0, 0),
    ],
)
def test_what_has_elapsed(start: date, end: date, days: int, months: int, quarters: int) -> None:
    counted = [elapsed(start, end, unit) for unit in ("days", "months", "quarters")]
    assert counted == [days, months, quarters]


def test_each_month_from_a_last_day_has_its_part() -> None:
    """From 31 January to 31 May 2021, 400 by months: 100 for each month of the series, of which
    the days are 31 January, 28 February, 31 March, 30 April and 31 May.
    """
    days = [date(2021, month, day) for month, day in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31))]
    parts = [part(400, days[0], days[-1], period, "months") for period in pairwise(days)]
    assert parts == [Decimal(100)] * 4


def test_a_column_counts_what_has_elapsed_as_one_case_does() -> None:
    first, last = date(2019, 12, 28), date(2020, 4, 2)
    days = [first + timedelta(days=rank) for rank in range((last - first).days)]
    pairs = [(start, end) for start in days for end in days if start <= end]
    assert len(pairs) == 96 * 97 // 2
    columns = {"start": [start for start, _ in pairs], "end": [end for _, end in pairs]}
    table = ibis.memtable(pa.table(columns))
    start, end = Term("date", table.start), Term("date", table.end)
    found = table.select(**{unit: in_columns(start, end, unit).expr for unit in UNITS})
    assert ibis.duckdb.connect().to_pyarrow(found).to_pylist() == [
        {unit: elapsed(*pair, unit) for unit in UNITS} for pair in pairs
    ]


@given(
    amount=st.decimals(-100_000, 100_000, places=2),
    start=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    lengths=st.lists(st.integers(1, 500), min_size=1, max_size=8),
    unit=st.sampled_from([*UNITS]),
)
def test_the_parts_add_up_to_the_amount(
    amount: Decimal, start: date, lengths: list[int], unit: str
) -> None:
    days = [start]
    for length in lengths:
        days.append(days[-1] + timedelta(days=length))
    parts = [part(amount, start, days[-1], period, unit) for period in pairwise(days)]
    if elapsed(start, days[-1], unit):
        assert sum(parts, Decimal(0)) == amount
    else:
        assert set(parts) == {None}


def test_what_lies_outside_is_worth_nothing() -> None:
    start, end = date(2021, 1, 1), date(2022, 1, 1)
    assert part(365, start, end, (date(2020, 1, 1), date(2021, 1, 1)), "days") == 0
    assert part(365, start, end, (date(2020, 1, 1), date(2021, 1, 11)), "days") == 10
    assert part(365, start, end, (date(2021, 12, 31), date(2023, 1, 1)), "days") == 1


def test_what_is_not_in_order_or_not_known_is_unknown() -> None:
    start, end = date(2021, 1, 1), date(2022, 1, 1)
    period = (start, end)
    assert part(5, end, start, period, "days") is None
    assert part(5, start, start, period, "days") is None
    assert part(5, start, NOT_YET, period, "days") is None
    assert part(None, start, end, period, "days") is None
