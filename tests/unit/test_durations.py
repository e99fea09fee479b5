"""Durations: which is longer, whole months, the time between two days; against dateutil too."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import ibis
import pytest
from dateutil.relativedelta import relativedelta

from engine.language.comparison import EQUAL, LESS, MORE
from engine.language.durations import between, days_of, extreme, holds, rounded, standing
from engine.language.forms.durations import TimeBetween
from engine.language.forms.facts import Fact
from engine.language.forms.fractions import Divide, WrittenFraction
from engine.language.forms.literal import Literally
from engine.language.temporal import NOT_YET, Duration, parse_duration, shifted
from engine.language.watched_day import Watch
from engine.tables.terms import dating, lengths, terms
from engine.tables.terms.terms import Term

LONGER, AT_LEAST = frozenset({MORE}), frozenset({EQUAL, MORE})
COLUMNS = ["P28D", "P30D", "P45D", "P1M", "P1M15D", "P1Y"]
WRITTEN = ["P28D", "P30D", "P31D", "P32D", "P45D", "P59D", "P1M", "P2M", "P1M15D", "P1Y", "P365D"]


def of(text: str) -> Duration:
    return parse_duration(text).plain()


# --- which is longer ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "signs"),
    [
        ("P1M", "P27D", {MORE}),
        ("P1M", "P28D", {EQUAL, MORE}),
        ("P1M", "P30D", {LESS, EQUAL, MORE}),
        ("P1M", "P31D", {LESS, EQUAL}),
        ("P1M", "P32D", {LESS}),
        ("P12M", "P1Y", {EQUAL}),
        ("P1W", "P7D", {EQUAL}),
        ("P2M", "P1M30D", {LESS, EQUAL, MORE}),
        ("P3M", "P2M", {MORE}),
        ("P1Y", "P365D", {EQUAL, MORE}),
        ("P1Y", "P366D", {LESS, EQUAL}),
    ],
)
def test_durations_stand_to_each_other(left: str, right: str, signs: set[int]) -> None:
    assert standing(of(left), of(right)) == signs
    assert standing(of(right), of(left)) == {-sign for sign in signs}


def test_a_standing_is_that_of_every_day() -> None:
    days = [date(1999, 1, 1) + timedelta(rank) for rank in range(0, 366 * 6, 3)]
    for left in map(of, WRITTEN):
        for right in map(of, WRITTEN):
            seen = {
                (shifted(day, left) > shifted(day, right))
                - (shifted(day, left) < shifted(day, right))
                for day in days
            }
            assert seen <= standing(left, right)


def test_the_days_of_months_are_the_least_and_the_most() -> None:
    assert [days_of(count) for count in (0, 1, 2, 12, 48)] == [
        (0, 0), (28, 31), (59, 62), (365, 366), (1460, 1461),
    ]  # fmt: skip
    assert days_of(96) == (2921, 2922)  # eight years without a 29 February, round 1900


def test_the_longest_of_two_notices() -> None:
    assert extreme([of("P2M"), of("P1M")], greatest=True) == of("P2M")
    assert extreme([of("P2M"), of("P1M")], greatest=False) == of("P1M")
    assert extreme([of("P1M"), of("P28D")], greatest=True) == of("P1M")
    assert extreme([of("P1M"), of("P30D")], greatest=True) is None
    assert extreme([of("P1M"), of("P30D"), of("P2M")], greatest=True) == of("P2M")
    assert holds(AT_LEAST, of("P1M"), of("P30D")) is None
    assert holds(LONGER, of("P1M"), of("P31D")) is False


@pytest.mark.parametrize(
    ("written", "down", "up"),
    [
        ("P45D", "P1M", "P2M"),
        ("P1M1D", "P1M", "P2M"),
        ("P2M", "P2M", "P2M"),
        ("P30D", None, None),
        ("P31D", "P1M", None),
        ("P28D", None, "P1M"),
        ("P27D", "P0M", "P1M"),
        ("P1Y15D", "P1Y", "P13M"),
    ],
)
def test_whole_months_where_they_are_certain(written: str, down: str | None, up: str) -> None:
    month = Duration(months=1)
    for way, expected in ((False, down), (True, up)):
        assert rounded(of(written), month, up=way) == (None if expected is None else of(expected))


# --- the time between two days --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "years", "months", "begun"),
    [
        ("2010-06-15", "2026-06-14", 15, 191, 192),
        ("2010-06-15", "2026-06-15", 16, 192, 192),
        ("2010-06-15", "2026-06-16", 16, 192, 193),
        ("2024-02-29", "2025-02-27", 0, 11, 12),
        ("2024-02-29", "2025-02-28", 1, 12, 12),
        ("2023-01-31", "2023-02-28", 0, 1, 1),
        ("2023-01-31", "2023-03-30", 0, 1, 2),
        ("2023-05-01", "2023-04-01", 0, 0, 0),
    ],
)
def test_complete_and_begun(start: str, end: str, years: int, months: int, begun: int) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    assert between(first, last, "years") == years
    assert between(first, last, "months") == months
    assert between(first, last, "months", begun=True) == begun


def test_who_was_born_on_29_february_is_older_on_the_day_that_the_author_says() -> None:
    born = date(2004, 2, 29)
    assert between(born, date(2022, 2, 28), "years") == 18
    assert between(born, date(2022, 2, 28), "years", up=True) == 17
    assert between(born, date(2022, 3, 1), "years", up=True) == 18
    assert between(born, date(2024, 2, 29), "years", up=True) == 20


def test_an_end_of_month_goes_down_or_up() -> None:
    month = Duration(months=1)
    assert shifted(date(2023, 1, 31), month) == date(2023, 2, 28)
    assert shifted(date(2023, 1, 31), month, up=True) == date(2023, 3, 1)
    assert shifted(date(2023, 3, 31), month, -1, up=True) == date(2023, 3, 1)
    assert shifted(date(2023, 1, 28), month, up=True) == date(2023, 2, 28)
    assert shifted(NOT_YET, month, up=True) == NOT_YET


def _days(count: int) -> list[tuple[date, date]]:
    random = Random(7)
    ends = [date(2024, 2, 29), date(2023, 2, 28), date(2000, 2, 29), date(2024, 1, 31)]
    drawn = [date(1960, 1, 1) + timedelta(random.randrange(30_000)) for _ in range(2 * count)]
    pairs = [*zip(drawn[:count], drawn[count:], strict=True)]
    return [*pairs, *((one, other) for one in ends for other in ends)]


def test_an_independent_program_counts_the_same() -> None:
    for start, end in _days(200):
        if start <= end:
            apart = relativedelta(end, start)
            assert between(start, end, "years") == apart.years
            assert between(start, end, "months") == apart.years * 12 + apart.months
        for months, days in ((1, 0), (13, 5), (-2, 0)):
            by, times = Duration(months=abs(months), days=days), 1 if months > 0 else -1
            moved = start + relativedelta(months=months, days=days * times)
            assert shifted(start, by, times) == moved


def test_what_has_not_come_is_unknown() -> None:
    compute = TimeBetween(Fact("start"), Fact("end"), "years").compiled(GROUND)
    assert compute({"start": date(2020, 1, 1), "end": NOT_YET}) is None
    assert compute({"start": NOT_YET, "end": date(2020, 1, 1)}) == 0
    assert compute({"end": date(2020, 1, 1)}) is None


def test_a_watched_day_notes_until_when_the_count_is_the_same() -> None:
    watch = Watch(date(2022, 9, 1))
    assert between(date(2020, 6, 15), watch.day, "years") == 2
    assert (watch.first, watch.last) == (date(2022, 6, 15), date(2023, 6, 14))


GROUND: Any = None


# --- fractions ------------------------------------------------------------------------------------


def test_a_third_is_exact() -> None:
    third = WrittenFraction(1, 3).compiled(GROUND)({})
    assert third == Fraction(1, 3)
    assert WrittenFraction(1, 4).compiled(GROUND)({}) == Decimal("0.25")


def test_a_number_divided_by_zero_has_no_value() -> None:
    divided = Divide((Fact("x"), Fact("y"))).compiled(GROUND)
    assert divided({"x": 1, "y": 0}) is None
    assert divided({"x": 33, "y": 2}) == Decimal("16.5")
    assert divided({"x": Decimal(1), "y": Decimal(-3)}) == Fraction(-1, 3)
    assert Divide((Literally(1), Literally(0))).lookup() is not None


# --- in columns -----------------------------------------------------------------------------------


def _rows(expr: Any) -> list[Any]:
    connection = ibis.duckdb.connect()
    connection.raw_sql("SET lambda_syntax='ENABLE_SINGLE_ARROW'")
    return [row["out"] for row in connection.to_pyarrow(expr).to_pylist()]


def test_columns_say_the_same_of_durations() -> None:
    pairs = [(one, other) for one in COLUMNS for other in COLUMNS] + [("P1M", None)]
    table = ibis.memtable(
        {"rank": [*range(len(pairs))], "a": [one for one, _ in pairs], "b": [o for _, o in pairs]},
        schema={"rank": "int64", "a": "string", "b": "string"},
    )
    left, right = (Term("duration", lengths.read(table[name])) for name in "ab")
    longest = table.mutate(out=terms.longest([left, right], greatest=True).expr).order_by("rank")
    stands = table.mutate(out=terms.stands(left, right, AT_LEAST)).order_by("rank")
    up = table.mutate(out=lengths.rounded(left.expr, Duration(months=1), up=True)).order_by("rank")
    for (one, other), found, truth, month in zip(
        pairs, _rows(longest), _rows(stands), _rows(up), strict=True
    ):
        known = other is not None
        best = extreme([of(one), of(other)], greatest=True) if other else None
        assert found == (None if best is None else lengths.number_of(best)), (one, other)
        assert truth == (holds(AT_LEAST, of(one), of(other)) if other and known else None)
        whole = rounded(of(one), Duration(months=1), up=True)
        assert month == (None if whole is None else lengths.number_of(whole)), one


@pytest.mark.parametrize("up", [False, True])
@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("unit", ["years", "months", "days"])
def test_columns_count_the_same_time(unit: str, *, begun: bool, up: bool) -> None:
    pairs = [*_days(40), (date(2020, 1, 1), NOT_YET), (NOT_YET, date(2020, 1, 1))]
    table = ibis.memtable(
        {"rank": [*range(len(pairs))], "a": [a for a, _ in pairs], "b": [b for _, b in pairs]},
        schema={"rank": "int64", "a": "date", "b": "date"},
    )
    term = dating.between(Term("date", table.a), Term("date", table.b), unit, begun=begun, up=up)
    counting = "begun" if begun else "complete"
    compute = TimeBetween(Fact("a"), Fact("b"), unit, counting, up).compiled(GROUND)
    found = _rows(table.mutate(out=term.expr).order_by("rank"))
    assert found == [compute({"a": a, "b": b}) for a, b in pairs]


def test_columns_divide_the_same() -> None:
    pairs = [(1, 3), (7, -2), (5, 0), (0, 4), (-9, -3), (2, None)]
    table = ibis.memtable(
        {"rank": [*range(len(pairs))], "a": [a for a, _ in pairs], "b": [b for _, b in pairs]},
        schema={"rank": "int64", "a": "int64", "b": "int64"},
    )
    term = terms.quotient(*(terms.number(table[name], 0, 10, signed=True) for name in "ab"))
    rows = ibis.duckdb.connect().to_pyarrow(
        table.mutate(out=term.expr, per=term.per).order_by("rank")
    )
    for (number, divisor), row in zip(pairs, rows.to_pylist(), strict=True):
        found = None if row["out"] is None else Fraction(row["out"], row["per"])
        assert found == (Fraction(number, divisor) if divisor else None)
