"""What the plan simplifies says the same: conditions in three-valued
logic, presence, amounts in whole cents, what a table spares.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import duckdb
import ibis
import pytest
from depth import some
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.library import load
from engine.tables.columns import Bounds, CaseColumn, TableShape, resolve
from engine.tables.compile.facts import all_bounds, term_in
from engine.tables.intake import statistics
from engine.tables.intake.acts_in_order import quoted
from engine.tables.intake.typed_rows import PROBLEMS, READ
from engine.tables.limits import PlanLimit
from engine.tables.passes import ALL
from engine.tables.passes.prune import lowered
from engine.tables.run.engines import connect, stacked
from engine.tables.terms import terms
from engine.tables.terms.levels import Sheet
from engine.tables.terms.terms import Term

KINDS = {
    "s": "!boolean",
    "t": "!boolean",
    "a": "boolean",
    "b": "boolean",
    "n": "int32",
    "m": "!int32",
}
NO = False
ROWS = list(
    product(
        [False, True], [False, True], [None, False, True], [None, False, True], [None, 1, 3], [0, 2]
    )
)


class Both(NamedTuple):
    """A condition or a value as the plan makes it, and as it is written plainly."""

    plan: Any
    plain: Any


leaves = st.sampled_from(["s", "t", "a", "b", "n<2", "m<n", "n?", "m<1", "m>1", "m=2", "m=0"])
conditions = st.recursive(
    leaves,
    lambda inner: (
        st.tuples(st.sampled_from(["and", "or"]), inner, inner) | st.tuples(st.just("not"), inner)
    ),
    max_leaves=7,
)
values = st.recursive(
    st.sampled_from(["n", "m"]),
    lambda inner: (
        st.tuples(st.just("if"), conditions, inner, inner)
        | st.tuples(st.sampled_from(["add", "least", "greatest"]), inner, inner)
        | st.tuples(st.just("where"), conditions, inner)
    ),
    max_leaves=4,
)


def condition(tree: Any, table: Any, columns: dict[str, Both]) -> Both:
    """Return a condition on a table; `columns` holds what may be read by name besides it."""
    match tree:
        case "n<2":
            return Both(
                terms.compared("less_than", number(table.n), terms.constant(2)), table.n < 2
            )
        case "m<n":
            return Both(
                terms.compared("less_than", number(table.m), number(table.n)), table.m < table.n
            )
        case "m<1" | "m>1":
            word, plain = (
                ("less_than", table.m < 1) if tree == "m<1" else ("more_than", table.m > 1)
            )
            return Both(terms.compared(word, number(table.m), terms.constant(1)), plain)
        case "m=0" | "m=2":
            return Both(
                terms.compared("is", number(table.m), terms.constant(int(tree[-1]))),
                table.m == int(tree[-1]),
            )
        case "n?":
            return Both(terms.present(table.n), table.n.notnull())
        case str(name):
            return columns.get(name) or Both(table[name], table[name])
        case ("not", inner):
            own = condition(inner, table, columns)
            return Both(terms.negation(own.plan), ~own.plain)
    name, *parts = tree
    left, right = (condition(one, table, columns) for one in parts)
    together = (
        (terms.all_of, left.plain & right.plain)
        if name == "and"
        else (terms.any_of, left.plain | right.plain)
    )
    return Both(together[0]([left.plan, right.plan]), together[1])


def number(expr: Any) -> Term:
    return terms.number(expr, 0, 3)


def value(tree: Any, table: Any) -> Any:
    match tree:
        case str(name):
            return table[name]
        case ("if", test, first, second):
            return ibis.ifelse(
                condition(test, table, {}).plain, value(first, table), value(second, table)
            )
        case ("where", test, inner):
            return terms.only_where(
                terms.certain(condition(test, table, {}).plan), value(inner, table)
            )
    name, first, second = tree
    pick = {"add": lambda one, two: one + two, "least": ibis.least, "greatest": ibis.greatest}[name]
    return pick(value(first, table), value(second, table))


@lru_cache
def rows_of_it() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE rows_of_it (s BOOLEAN, t BOOLEAN, a BOOLEAN, b BOOLEAN, n INTEGER, m INTEGER)"
    )
    connection.executemany("INSERT INTO rows_of_it VALUES (?, ?, ?, ?, ?, ?)", ROWS)
    return connection


def rows_of(sheet: Sheet, wanted: list[str]) -> list[dict[str, Any]]:
    """Return the columns named of each row."""
    levels, _ = lowered(sheet.source, sheet.levels, wanted)
    found = rows_of_it().execute(stacked(levels))
    names = [one[0] for one in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@settings(max_examples=40, deadline=None)
@given(st.lists(conditions, min_size=2, max_size=2), st.data())
def test_conditions_say_the_same_once_simplified(below: list[Any], drawn: st.DataObject) -> None:
    sheet = Sheet(ibis.table(KINDS, name="rows_of_it"), "c", "rows_of_it", ALL.rewriter({}))
    kept = [condition(one, sheet.table, {}) for one in below]
    names = [(sheet.keep(terms.as_column(one.plan)), sheet.keep(one.plain)) for one in kept]
    sheet.add_level()
    columns = {
        f"c{rank}": Both(sheet.table[own], sheet.table[plain])
        for rank, (own, plain) in enumerate(names)
    }
    above = st.recursive(
        leaves | st.sampled_from(list(columns)),
        lambda inner: (
            st.tuples(st.sampled_from(["and", "or"]), inner, inner)
            | st.tuples(st.just("not"), inner)
        ),
        max_leaves=6,
    )
    found = condition(drawn.draw(above), sheet.table, columns)
    pairs = [
        (terms.as_column(found.plan), found.plain),
        (terms.as_column(terms.certain(found.plan)), found.plain.fill_null(ibis.literal(NO))),
        (
            terms.as_column(terms.is_unknown(found.plan)),
            found.plain.fill_null(ibis.literal(NO)) != found.plain.fill_null(ibis.literal(not NO)),
        ),
    ]
    wanted = [(sheet.keep(own), sheet.keep(plain)) for own, plain in pairs]
    sheet.add_level()
    rows = rows_of(sheet, [name for pair in wanted for name in pair])
    assert [[row[own] for own, _ in wanted] for row in rows] == [
        [row[plain] for _, plain in wanted] for row in rows
    ]


@settings(max_examples=40, deadline=None)
@given(values)
def test_presence_is_that_of_the_value(tree: Any) -> None:
    sheet = Sheet(ibis.table(KINDS, name="rows_of_it"), "c", "rows_of_it", ALL.rewriter({}))
    column = sheet.keep(value(tree, sheet.table) + 0)
    sheet.add_level()
    wanted = [column, sheet.keep(terms.as_column(terms.present(sheet.table[column])))]
    sheet.add_level()
    assert all((row[wanted[0]] is not None) == row[wanted[1]] for row in rows_of(sheet, wanted))


numbers = st.recursive(
    st.tuples(st.just("of"), st.sampled_from([0, 1, 5, 50, 9_999, 39_627, 2_000_000]))
    | st.sampled_from(["m", "picked", "large"]),
    lambda inner: (
        st.tuples(st.sampled_from(["times", "plus", "minus"]), inner, inner)
        | st.tuples(st.just("scaled"), inner)
    ),
    max_leaves=5,
)


def both(tree: Any, table: Any, row: dict[str, int]) -> tuple[Term, Decimal]:
    """Return a number as the plan makes it, and what it is worth."""
    match tree:
        case ("of", value):
            return terms.constant(Decimal(value) / 100), Decimal(value) / 100
        case "picked":
            expr = ibis.cases(
                (table.k == 1, ibis.literal(9_999, "int32")),
                (table.k == 2, ibis.literal(7, "int32")),
                else_=ibis.literal(5, "int32"),
            )
            return terms.number(expr, 2, 9_999), Decimal({1: 9_999, 2: 7}.get(row["k"], 5)) / 100
        case "m":
            return terms.number(table.m, 4, 2_000_000, signed=True), Decimal(row["m"]) / 10_000
        case "large":
            return terms.number(table.large, 0, 10**14), Decimal(row["large"])
        case ("scaled", inner):
            term, worth = both(inner, table, row)
            return terms.scaled(term, term.scale + 4), worth
    operator, first, second = tree
    (left, one), (right, other) = both(first, table, row), both(second, table, row)
    if operator == "times":
        return terms.product([left, right]), one * other
    sign = 1 if operator == "plus" else -1
    return terms.total([left, right], [1, sign]), one + sign * other


@settings(max_examples=some(60, 150), deadline=None)
@given(numbers, st.integers(-2_000_000, 2_000_000), st.integers(0, 3), st.integers(0, 10**14))
@example(("scaled", ("times", ("of", 50), ("of", 9_999))), 0, 1, 0)
@example(("scaled", ("times", "picked", "m")), 2_000_000, 1, 0)
@example(("times", ("times", "large", "m"), ("of", 0)), 2, 1, 2)
def test_numbers_have_as_many_bits_as_they_need(tree: Any, m: int, k: int, large: int) -> None:
    table = ibis.table({"m": "!int32", "k": "!int32", "large": "!int64"}, name="one")
    try:
        with localcontext(prec=80):
            found, worth = both(tree, table, {"m": m, "k": k, "large": large})
    except PlanLimit:
        return  # more than 38 digits, said before the plan runs
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE one AS SELECT ?::INTEGER AS m, ?::INTEGER AS k, ?::BIGINT AS large",
        [m, k, large],
    )
    numerator = ibis.literal(found.expr) if isinstance(found.expr, int) else found.expr
    try:
        rounded = terms.cents(found)
    except PlanLimit:
        return
    whole = ibis.literal(rounded.expr) if isinstance(rounded.expr, int) else rounded.expr
    exact = (
        table.select(numerator=numerator, whole=whole)
        if rounded.most < 2**50
        else table.select(numerator=numerator)
    )
    ((answer, *cents),) = connection.execute(stacked([("one_1", exact)])).fetchall()
    with localcontext(prec=80):
        assert Decimal(answer) == worth.scaleb(found.scale)
        assert abs(answer) <= found.most
        assert cents in ([], [int((worth * 100).to_integral_value(ROUND_HALF_UP))])


@settings(max_examples=some(40, 80), deadline=None)
@given(
    cell=st.sampled_from([7_500, 17_500, 110_000, 9_999_999]),
    rate=st.integers(0, 1_000_000),
    scale=st.sampled_from([0, 2, 4, 6]),
    days=st.integers(1, 366),
    whole=st.sampled_from([365, 366]),
)
def test_amounts_are_whole_cents_rounded_half_up(
    cell: int, rate: int, scale: int, days: int, whole: int
) -> None:
    days = min(days, whole)
    table = ibis.table(
        {"rate": "!int32", "days": "!int64", "whole": "!int64", "k": "!int32"}, name="one"
    )
    part = terms.number(table.days, 0, 40_000, per=table.whole, most_per=40_000)
    share = terms.replace(part, simple=(table.days == table.whole, terms.constant(1), part))
    picked = terms.number(
        ibis.cases((table.k == 1, ibis.literal(cell, "int32")), else_=ibis.literal(5, "int32")),
        0,
        9_999_999,
    )
    found = terms.cents(terms.product([picked, terms.number(table.rate, scale, 1_000_000), share]))
    connection = duckdb.connect()
    connection.execute(
        (
            "CREATE TABLE one AS SELECT ?::INTEGER AS rate, ?::BIGINT AS days, ?::BIGINT AS "
            "whole, 1 AS k"
        ),
        [rate, days, whole],
    )
    ((answer,),) = connection.execute(
        stacked([("one_1", table.select(cents=found.expr))])
    ).fetchall()
    exact = Decimal(cell) * Decimal(rate) / Decimal(10) ** scale * days / whole
    assert answer == int((exact * 100).to_integral_value(ROUND_HALF_UP))
    assert answer <= found.most


@pytest.mark.parametrize(
    ("rates", "trailing_zeros", "stored"),
    [([500_000, 1_000_000], 4, [50, 100]), ([333_333, 500_000], 0, [333_333, 500_000])],
)
def test_decimals_that_no_row_needs_are_spared(
    rates: list[int], trailing_zeros: int, stored: list[int], tmp_path: Any
) -> None:
    vocabulary = load()["cpts"].vocabulary
    names = [f"missions.access.achievement.{year}.rate" for year in (1, 2)]
    columns = {name: column for name in names if (column := resolve(name, vocabulary)) is not None}
    connection = connect(threads=1, memory=None, folder=tmp_path)
    given_rates = ", ".join(
        f'{rate}::BIGINT AS "{name}"' for name, rate in zip(names, rates, strict=True)
    )
    connection.execute(
        f'CREATE TABLE {READ} AS SELECT \'C\' AS "case", {given_rates}, []::INTEGER[] AS "{PROBLEMS}"'
    )
    shape = statistics.narrowed(
        statistics.bounded(TableShape(vocabulary, columns), connection), connection
    )
    assert [shape.bounds[name].trailing_zeros for name in names] == [
        trailing_zeros,
        trailing_zeros,
    ]  # the records of a list are held alike
    assert statistics.storage_schema(shape) == {"case": "!int32"} | dict.fromkeys(names, "!int32")
    assert statistics.store(shape, connection) == 1
    (row,) = connection.execute(
        f"SELECT {', '.join(quoted(name) for name in ('case', *names))} FROM "
        f"({statistics.stored_rows(0, 1)})"
    ).fetchall()
    assert list(row) == [0, *stored]
    assert connection.execute(statistics.ids_between(0, 1)).fetchall() == [("C",)]
    connection.close()


def test_an_empty_record_is_held_as_the_others_of_its_list() -> None:
    word = next(
        iter(load()["cpts"].vocabulary.collections["missions"].lists["achievement"].facts.values())
    )
    rate = replace(word, type="ratio", minimum=Decimal(0), maximum=Decimal(2))
    given_rows, empty = (
        Bounds(nullable=True, low=500_000, high=1_000_000, trailing_zeros=4),
        Bounds(nullable=True, low=None, high=None, trailing_zeros=4),
    )
    for held, most in (([given_rows, given_rows], 100), ([given_rows, empty], 2_000_000)):
        term = term_in(
            CaseColumn("", rate), ibis.table({"rate": "int32"}, name="one").rate, all_bounds(held)
        )
        assert (term.scale, term.most) == (2, most)


def test_numbers_beyond_32_bits_stay_in_64() -> None:
    column = resolve("community.population", load()["cpts"].vocabulary)
    assert column is not None
    shape = TableShape(
        load()["cpts"].vocabulary,
        {column.name: column},
        bounds={column.name: Bounds(nullable=False, low=0, high=2**31)},
    )
    assert statistics.storage_schema(shape)[column.name] == "!int64"
