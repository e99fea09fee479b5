"""What the plan says of a value before it reads a row holds on every row: how far it reaches, in how many bits, whether it is null."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import duckdb
import ibis
import pytest
from depth import some
from hypothesis import assume, example, given, reject, settings
from hypothesis import strategies as st

from engine.language.arithmetic import DOWN, NEAREST, UP
from engine.language.model import LawTable
from engine.language.temporal import NOT_YET, Duration, shifted
from engine.tables.limits import PlanLimit
from engine.tables.run.engines import compiled
from engine.tables.terms import dating, inference, terms
from engine.tables.terms.inference import Extent, Width, never_null, width_of
from engine.tables.terms.lookups import bracket, cell
from engine.tables.terms.terms import Term

DAYS = (date(2022, 1, 31), date(2024, 2, 29))
ROWS: list[dict[str, Any]] = [
    {"n": n, "m": m, "share": share, "whole": whole, "on": on, "by": by}
    for n, m, share, whole, on, by in [
        (None, 0, 3, 7, None, DAYS[0]),
        (-300, 2_000_000, 0, 1, DAYS[0], DAYS[1]),
        (300, 1, 40_000, 40_000, NOT_YET, date(2023, 12, 31)),
        (7, 12, 5, 13, date(2020, 2, 29), DAYS[0]),
        (-1, 199_999, 1, 3, DAYS[1], date(2022, 6, 30)),
    ]
]
KINDS = {"n": "int32", "m": "!int32", "share": "!int32", "whole": "!int32"}
READ = ibis.table(KINDS | {"on": "date", "by": "!date"}, name="drawn_rows")
CLASSES = LawTable(
    "classes", brackets=((Decimal(0), True, 1), (Decimal(9), False, 2), (None, False, 3))
)
PRICES = LawTable(
    "euros", columns=(1, 2, 3), rows={"price": (Decimal(10), Decimal("0.5"), Decimal(7))}
)


@lru_cache
def rows() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE drawn_rows (n INTEGER, m INTEGER, share INTEGER, whole INTEGER, "
        '"on" DATE, "by" DATE)'
    )
    connection.executemany(
        "INSERT INTO drawn_rows VALUES (?, ?, ?, ?, ?, ?)", [list(row.values()) for row in ROWS]
    )
    return connection


def values_of(*exprs: Any) -> list[tuple[Any, ...]]:
    """Return what expressions are worth on each row."""
    table = READ.select(**{f"c{rank}": expr for rank, expr in enumerate(exprs)})
    return rows().execute(compiled(table)).fetchall()


# --- numbers --------------------------------------------------------------------------------------

Exact = Callable[[dict[str, Any]], Fraction | None]
numbers = st.recursive(
    st.sampled_from(["n", "m", "part", "class", "price", 0, 1, "0.1", "-2.5", "1234.5678"]),
    lambda inner: (
        st.tuples(
            st.sampled_from(
                ["times", "plus", "minus", "least", "greatest", "first known", "remainder"]
            ),
            inner,
            inner,
        )
        | st.tuples(
            st.just("rounded"),
            inner,
            st.sampled_from(["0.01", "1", "5", "100"]),
            st.sampled_from([NEAREST, UP, DOWN]),
        )
        | st.tuples(st.sampled_from(["class of", "price of"]), inner)
    ),
    max_leaves=4,
)


def leaf(name: Any) -> tuple[Term, Exact]:
    match name:
        case "n":
            return terms.number(READ.n, 0, 300, signed=True), lambda row: row["n"]
        case "m":
            return terms.number(READ.m, 4, 2_000_000), lambda row: Fraction(row["m"], 10_000)
        case "part":
            part = terms.number(READ.share, 0, 40_000, per=READ.whole, most_per=40_000)
            return part, lambda row: Fraction(row["share"], row["whole"])
        case "class":
            return number(("class of", "n"))
        case "price":
            return number(("price of", "class"))
    return terms.constant(Decimal(name)), lambda row: Fraction(name)


def number(tree: Any) -> tuple[Term, Exact]:
    """Return a number as the plan makes it, and what it is worth on a row."""
    match tree:
        case ("rounded", inner, unit, direction):
            term, worth = number(inner)
            whole = terms.rounded(term, Decimal(unit), direction)
            return whole, lambda row: rounded(worth(row), Fraction(unit), direction)
        case ("class of", inner):
            term, worth = number(inner)
            assume(terms.is_plain(term))
            return bracket(CLASSES, term) or terms.unknown("number"), lambda row: classed(
                worth(row)
            )
        case ("price of", inner):
            term, worth = number(inner)
            assume(terms.is_plain(term))
            return cell(PRICES, "price", term, None) or terms.unknown("number"), (  # type: ignore[arg-type]  # a row without a name reads no view
                lambda row: priced(worth(row))
            )
        case (operation, first, second):
            (left, one), (right, other) = number(first), number(second)
            return combined(operation, left, right), lambda row: worked_out(
                operation, one(row), other(row)
            )
    return leaf(tree)


def combined(operation: str, left: Term, right: Term) -> Term:
    match operation:
        case "times":
            return terms.product([left, right])
        case "plus" | "minus":
            return terms.total([left, right], [1, 1 if operation == "plus" else -1])
        case "first known":
            return terms.first_known([left, right])
        case "remainder":
            return terms.remainder(left, right)
    return terms.chosen_extreme([left, right], greatest=operation == "greatest")


def worked_out(operation: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if operation == "first known":
        return right if left is None else left
    if left is None or right is None:
        return None
    match operation:
        case "times":
            return left * right
        case "plus":
            return left + right
        case "minus":
            return left - right
        case "remainder":
            return None if not right else left - right * math.trunc(left / Fraction(right))
    return max(left, right) if operation == "greatest" else min(left, right)


def rounded(worth: Fraction | None, unit: Fraction, direction: str) -> Fraction | None:
    if worth is None:
        return None
    times = abs(Fraction(worth)) / unit
    whole = {DOWN: math.floor(times), UP: math.ceil(times)}.get(
        direction, math.floor(times + Fraction(1, 2))
    )
    return whole * unit * (-1 if worth < 0 else 1)


def classed(worth: Fraction | None) -> Fraction | None:
    return None if worth is None else Fraction(1 if worth <= 0 else 2 if worth < 9 else 3)


def priced(worth: Fraction | None) -> Fraction | None:
    prices = {Fraction(1): Fraction(10), Fraction(2): Fraction(1, 2), Fraction(3): Fraction(7)}
    return None if worth is None else prices.get(Fraction(worth))


@settings(max_examples=some(80, 2_000), deadline=None)
@given(numbers)
@example(("times", "part", ("minus", "n", "m")))
@example(("rounded", ("times", "n", "part"), "5", UP))
@example(("greatest", ("times", "0.1", "n"), "m"))
@example(("price of", ("plus", "class", 1)))  # the classes are 1 to 3, the sum is not
@example(("price of", ("remainder", "class", 2)))
@example(("price of", ("times", "class", "0.1")))
def test_a_number_reaches_no_further_than_is_said(tree: Any) -> None:
    try:
        term, worth = number(tree)
    except PlanLimit:
        reject()
    per = ibis.literal(term.per) if isinstance(term.per, int) else term.per
    for row, (numerator, divisor) in zip(ROWS, values_of(term.expr, per), strict=True):
        exact = worth(row)
        assert (numerator is None) == (exact is None), row
        if numerator is None or exact is None:
            continue
        assert Fraction(numerator) / (10**term.scale * Fraction(divisor)) == exact, row
        assert abs(numerator) <= term.most
        assert 0 < divisor <= term.most_per
        assert term.signed or numerator >= 0
        assert not term.among or exact in {Fraction(value) for value in term.among}  # type: ignore[arg-type]  # numbers


# --- dates ----------------------------------------------------------------------------------------

days = st.recursive(
    st.sampled_from(["on", "by", date(2023, 3, 31), NOT_YET]),
    lambda inner: (
        st.tuples(st.sampled_from(["least", "greatest", "first known"]), inner, inner)
        | st.tuples(
            st.just("moved"),
            inner,
            st.builds(Duration, st.integers(0, 2), st.sampled_from([0, 1, 11]), st.integers(0, 40)),
            st.sampled_from([-1, 1]),
        )
        # The calendar year is asked only of the day of an occasion, which has come.
        | st.tuples(st.just("year"), st.sampled_from(["by", date(2023, 3, 31)]))
    ),
    max_leaves=4,
)


def day(tree: Any) -> tuple[Term, Callable[[dict[str, Any]], date | None]]:
    """Return a date as the plan makes it, and which day it is on a row."""
    match tree:
        case "on":
            return Term("date", READ["on"], low=date(2020, 2, 29), high=NOT_YET), lambda row: row[
                "on"
            ]
        case "by":
            return Term("date", READ["by"], low=DAYS[0], high=DAYS[1]), lambda row: row["by"]
        case date():
            return terms.constant(tree), lambda row: tree
        case ("moved", inner, by, times):
            term, known = day(inner)
            return (
                dating.moved(term, by, times),
                lambda row: (
                    None
                    if (on := known(row)) is None
                    else on
                    if on == NOT_YET
                    else shifted(on, by, times)
                ),
            )
        case ("year", inner):
            term, known = day(inner)
            return dating.year_start(
                term
            ), lambda row: None if (on := known(row)) is None else date(on.year, 1, 1)
    operation, first, second = tree
    (left, one), (right, other) = day(first), day(second)
    made = (
        terms.first_known([left, right])
        if operation == "first known"
        else terms.chosen_extreme([left, right], greatest=operation == "greatest")
    )

    def chosen(row: dict[str, Any]) -> date | None:
        known = [on for on in (one(row), other(row)) if on is not None]
        if operation == "first known":
            return known[0] if known else None
        return (max if operation == "greatest" else min)(known) if len(known) == 2 else None

    return made, chosen


@settings(max_examples=some(60, 1_000), deadline=None)
@given(days)
def test_a_date_lies_where_it_is_said_to(tree: Any) -> None:
    term, known = day(tree)
    for row, (on,) in zip(ROWS, values_of(term.expr), strict=True):
        assert on == known(row), row
        if on is not None:
            assert (term.low or date.min) <= on <= (term.high or NOT_YET)
            assert on is not None or not never_null(term.expr)


@pytest.mark.parametrize("apart", [-2, 0, 3])
def test_dates_stand_to_each_other_as_their_bounds_allow(apart: int) -> None:
    left = Extent(low=DAYS[0], high=DAYS[0] + timedelta(2))
    right = Extent(low=DAYS[0] + timedelta(apart), high=DAYS[0] + timedelta(apart + 1))
    stand = {
        (one > other) - (one < other)
        for one in (left.low, DAYS[0] + timedelta(1), left.high)
        for other in (right.low, right.high)
        if one is not None and other is not None
    }
    assert stand <= inference.signs(left, right)


# --- bits and nulls -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("most", "width"),
    [
        (0, Width.NARROW),
        (2**31 - 1, Width.NARROW),
        (2**31, Width.WIDE),
        (2**62 - 1, Width.WIDE),
        (2**62, Width.DECIMAL),
        (10**38, Width.DECIMAL),
    ],
)
def test_a_number_takes_the_bits_that_it_needs(most: int, width: Width) -> None:
    assert width_of(most) is width


@settings(max_examples=some(60, 1_000), deadline=None)
@given(numbers)
@example(("first known", "n", "m"))
@example(("remainder", "m", 1))
def test_what_is_never_null_is_known_on_every_row(tree: Any) -> None:
    try:
        term, _ = number(tree)
    except PlanLimit:
        reject()
    certain: Sequence[Any] = [
        expr
        for expr in (term.expr, terms.as_column(terms.less(term, terms.constant(5))))
        if never_null(expr)
    ]
    assert (
        all(value is not None for row in values_of(*certain) for value in row) if certain else True
    )
