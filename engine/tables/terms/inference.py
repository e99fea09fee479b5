"""What is known of a value before any row is read: how far it reaches, how many bits that takes,
and whether it can be null.

In: what is known of the parts of an expression, and what the rows hold in each column. Out: the
same of the whole. There is one rule for each operation on terms (`of_…`), and one for each node of
an expression (`is_never_null`). Nothing is built here: `terms.py` builds, and asks.

    of_product: at most 300 by at most 5        at most 1500, which 32 bits hold
    of_sum:     from 2 days and from 40         at most 42, no smaller than the two together
    is_never_null(x + 1)                        as x is
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import IntEnum
from typing import Any
from weakref import WeakKeyDictionary

from ibis.expr import operations as ops

from engine.language.comparison import EQUAL, LESS, MORE
from engine.language.temporal import NOT_YET, Duration, calendar_day, shifted
from engine.language.values import Scalar
from engine.tables.columns import Bounds, CaseColumn, most_of
from engine.tables.limits import NARROWEST_INTEGER

EVERY_SIGN = frozenset({LESS, EQUAL, MORE})
_BEGINNING = date(1, 1, 1)
_WIDEST_INTEGER = 2**62


# --- how far a value reaches ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Extent:
    """How far a value reaches.

    A number is a numerator over `10**scale` times a divisor: `most` bounds the numerator in
    absolute value and `most_per` the divisor, `signed` tells whether the number may be below zero.
    `low` and `high` bound a date where the table tells: every row that has the value has it between
    them. `among` holds all the values that there may be, where they are few.
    """

    scale: int = 0
    most: int = 0
    most_per: int = 1
    signed: bool = False
    low: date | None = None
    high: date | None = None
    among: frozenset[Scalar] = frozenset()

    def attributes(self) -> dict[str, Any]:
        """Return what is known by name, to be said of an expression."""
        return {name: getattr(self, name) for name in _ATTRIBUTES}


_ATTRIBUTES = tuple(attribute.name for attribute in fields(Extent))


def of_whole(scaled: int, scale: int) -> Extent:
    """Return the extent of a constant number, as a whole number of its last decimals."""
    return Extent(scale=scale, most=abs(scaled), signed=scaled < 0)


def of_column(column: CaseColumn, bounds: Bounds | None) -> Extent:
    """Return the extent of what a column holds: what its rows have, or what its word allows."""
    known = bounds is not None and bounds.low is not None
    if column.word.type == "date":
        return Extent(low=bounds.low, high=bounds.high) if bounds and known else Extent()
    scale = column.scale - (0 if bounds is None else bounds.trailing_zeros)
    if bounds is not None and known:
        return Extent(scale=scale, most=bounds.most, signed=bounds.low < 0)
    least = column.word.minimum
    return Extent(scale=scale, most=most_of(column.word), signed=least is None or least < 0)


def of_scaled(extent: Extent, scale: int) -> Extent:
    """Return the extent of the same number, written with more decimals."""
    return replace(_plain(extent), scale=scale, most=extent.most * 10 ** (scale - extent.scale))


def of_common_divisor(extent: Extent, others: Sequence[Extent]) -> Extent:
    """Return the extent of a number that is written over its own divisor times those of others."""
    most, most_per = extent.most, extent.most_per
    for other in others:
        most, most_per = most * other.most_per, most_per * other.most_per
    return replace(_plain(extent), most=most, most_per=most_per)


def of_product(left: Extent, right: Extent) -> Extent:
    """Return the extent of a product, numerators and divisors apart."""
    return Extent(
        scale=left.scale + right.scale,
        most=left.most * right.most,
        most_per=left.most_per * right.most_per,
        signed=left.signed or right.signed,
    )


def of_quotient(number: Extent, divisor: Extent) -> Extent:
    """Return the extent of a number divided by another: the numerator of one by the other's."""
    return Extent(
        scale=number.scale,
        most=number.most * 10**divisor.scale * divisor.most_per,
        most_per=number.most_per * max(divisor.most, 1),
        signed=number.signed or divisor.signed,
    )


def of_sum(terms: Sequence[Extent], signs: Sequence[int]) -> Extent:
    """Return the extent of a sum of numbers on one scale and divisor, each with its sign."""
    return Extent(
        scale=terms[0].scale,
        most=sum(term.most for term in terms),
        most_per=terms[0].most_per,
        signed=any(term.signed for term in terms) or -1 in signs,
    )


def of_extreme(left: Extent, right: Extent, *, greatest: bool) -> Extent:
    """Return the extent of the least or the greatest of two values on one scale and divisor."""
    pick = max if greatest else min
    return replace(
        of_either([left, right]),
        low=_bound([left.low, right.low], pick),
        high=_bound([left.high, right.high], pick),
        among=frozenset(),
    )


def of_either(terms: Sequence[Extent]) -> Extent:
    """Return the extent of a value that is one of several on one scale and divisor."""
    few = all(term.among for term in terms)
    return Extent(
        scale=terms[0].scale,
        most=max(term.most for term in terms),
        most_per=terms[0].most_per,
        signed=any(term.signed for term in terms),
        low=_bound([term.low for term in terms], min),
        high=_bound([term.high for term in terms], max),
        among=frozenset().union(*(term.among for term in terms)) if few else frozenset(),
    )


def of_rounded(extent: Extent, step: int, digits: int) -> Extent:
    """Return the extent of a number rounded to whole steps of `step` last decimals of `digits`.

    Its divisor is a whole number of at least 1, so that dividing makes it no larger; rounding up
    may add one step.
    """
    steps = extent.most * 10**digits // 10**extent.scale // step + 1
    return Extent(scale=digits, most=steps * step, signed=extent.signed)


def of_remainder(left: Extent, right: Extent) -> Extent:
    """Return the extent of what is left of a number divided by another a whole number of times."""
    return Extent(
        scale=left.scale, most=max(left.most, right.most), most_per=left.most_per, signed=True
    )


def of_moved(extent: Extent, by: Duration, times: int, *, up: bool = False) -> Extent:
    """Return the extent of a date moved by a duration; an act that has not happened stays so."""

    def moved(day: date | None) -> date | None:
        return day if day is None or day == NOT_YET else shifted(day, by, times, up=up)

    return Extent(low=moved(extent.low), high=moved(extent.high))


def of_calendar_day(extent: Extent, stretch: int, months: int, days: int) -> Extent:
    """Return the extent of a day of the calendar found from a date, which keeps their order."""
    low, high = (
        None if day is None else calendar_day(day, stretch, months, days)
        for day in (extent.low, extent.high)
    )
    return Extent(low=low, high=high)


def of_year_start(extent: Extent) -> Extent:
    """Return the extent of the first day of the calendar year of a date."""
    low, high = (None if day is None else date(day.year, 1, 1) for day in (extent.low, extent.high))
    return Extent(low=low, high=high or date(NOT_YET.year, 1, 1))


def signs(left: Extent, right: Extent) -> frozenset[int]:
    """Return how a date may stand to another (below, equal, above), where neither is null."""
    low, high = left.low or _BEGINNING, left.high or NOT_YET
    least, most = right.low or _BEGINNING, right.high or NOT_YET
    possible = {LESS: low < most, EQUAL: low <= most and high >= least, MORE: high > least}
    return frozenset(sign for sign in EVERY_SIGN if possible[sign])


def _plain(extent: Extent) -> Extent:
    """Return the extent alone of what may be a term."""
    return Extent(**{name: getattr(extent, name) for name in _ATTRIBUTES})


def _bound(days: Sequence[date | None], pick: Callable[[Sequence[date]], date]) -> date | None:
    """Return a bound of dates of which each has one, else None."""
    known = [day for day in days if day is not None]
    return pick(known) if len(known) == len(days) else None


# --- how many bits a number takes -----------------------------------------------------------------


class Width(IntEnum):
    """In what a whole number is computed."""

    NARROW = 32
    WIDE = 64
    DECIMAL = 128
    """A decimal of 38 digits."""


def width_of(most: int) -> Width:
    """Return the width of numbers up to `most` in absolute value."""
    if most >= _WIDEST_INTEGER:
        return Width.DECIMAL
    return Width.WIDE if most >= NARROWEST_INTEGER else Width.NARROW


# --- whether a value can be null ------------------------------------------------------------------


STRICT = (
    ops.Comparison,
    ops.LogicalBinary,
    ops.Not,
    ops.Add,
    ops.Subtract,
    ops.Multiply,
    ops.Negate,
    ops.Abs,
    ops.Floor,
    ops.Round,
    ops.Cast,
    ops.DateAdd,
    ops.DateDelta,
    ops.DateTruncate,
    ops.ExtractDateField,
    ops.DateFromYMD,
    ops.IntervalFromInteger,
    ops.ScalarUDF,
    ops.StringConcat,
    ops.Strip,
    ops.StringContains,
)
"""What is null only where one of its operands is; division
is not among them, since a divisor may be zero.
"""
_DIVISIONS = (ops.Divide, ops.Modulus)
_ALREADY_ASKED: WeakKeyDictionary[ops.Node, bool] = WeakKeyDictionary()
"""What was answered of the nodes that still live.

One table serves all plans, since the answer hangs on the node alone: the schema of the table that
it reads is a part of it, and equal nodes read equal schemas. Without it, each level would be walked
down again for each expression on it.
"""


def never_null(expr: Any) -> bool:
    """Return whether an ibis expression can never be null; where that cannot be told, it may."""
    return is_never_null(expr.op())


def is_never_null(node: ops.Node) -> bool:
    """Return the same of the node of an expression."""
    full = _ALREADY_ASKED.get(node)
    if full is None:
        full = _ALREADY_ASKED[node] = _is_full(node)
    return full


def _is_full(node: ops.Node) -> bool:
    match node:
        case ops.Literal():
            return node.value is not None
        case ops.Field():
            return _is_full_column(node.rel, node.name)
        case ops.IsNull() | ops.NotNull() | ops.Unnest():
            return True
        case ops.Coalesce() | ops.Greatest() | ops.Least():  # of what is known, where something is
            return any(is_never_null(part) for part in node.arg)
        case ops.IfElse():
            return is_never_null(node.true_expr) and is_never_null(node.false_null_expr)
        case ops.SearchedCase():
            return all(is_never_null(part) for part in node.results) and is_never_null(node.default)
        case ops.InValues():
            return is_never_null(node.value) and all(
                is_never_null(option) for option in node.options
            )
        case _ if isinstance(node, _DIVISIONS):
            return (
                is_never_null(node.left)
                and isinstance(node.right, ops.Literal)
                and bool(node.right.value)
            )
        case _ if isinstance(node, STRICT):
            return all(is_never_null(part) for part in operands(node))
    return False


def operands(node: ops.Value) -> list[ops.Value]:
    """Return the values that an expression is made of."""
    flat = [
        operand
        for part in node.__args__
        for operand in (part if isinstance(part, tuple) else (part,))
    ]
    return [operand for operand in flat if isinstance(operand, ops.Value)]


def _is_full_column(table: ops.Relation, name: str) -> bool:
    match table:
        case ops.UnboundTable():
            return not table.schema[name].nullable
        case ops.Project() | ops.Filter():
            return is_never_null(table.values[name])
        case ops.DropColumns():
            return _is_full_column(table.parent, name)
        case ops.Union():
            return _is_full_column(table.left, name) and _is_full_column(table.right, name)
        case ops.JoinChain():
            value = table.values[name]
            return (
                isinstance(value, ops.Field)
                and value.rel == table.first
                and _is_full_column(table.first.parent, value.name)
            )
    return False
