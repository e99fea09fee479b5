"""Whole numbers of the plan, each in as few bits as what it
can reach needs: 32, 64, or a decimal of 38 digits.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
from ibis.expr import operations as ops

from engine.diagnostics.bilingual import sentence
from engine.tables.limits import PlanLimit
from engine.tables.terms.inference import Width, width_of

WIDEST_DECIMAL = 10**38
_MOST_IN_FLOATS = 2**50


@ibis.udf.scalar.builtin(name="divide", signature=(("int64", "int64"), "int64"))  # type: ignore[untyped-decorator]  # the session of Spark defines it
def divide(dividend: Any, divisor: Any) -> Any:
    """Return the whole quotient of numbers that are not negative."""


def product(left: Any, right: Any, most: int) -> Any:
    """Return the product of two numbers, at most `most`;
    raises PlanLimit when that is more than 38 digits.
    """
    if isinstance(left, int) and left == 1:
        return right
    if isinstance(right, int) and right == 1:
        return left
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if most >= WIDEST_DECIMAL:
        raise PlanLimit(
            sentence("a product may exceed 38 digits"),
            sentence("give the facts that it multiplies a `maximum` in the vocabulary."),
        )
    if width_of(most) is Width.DECIMAL:
        return wide(left) * wide(right)
    if any(
        not isinstance(side, int) and side.type().is_decimal() for side in (left, right)
    ):  # by zero
        return (wide(left) * wide(right)).cast("int64")
    for side, factor in ((left, right), (right, left)):
        folded = (
            _folded(side.op(), factor, most)
            if isinstance(factor, int) and not isinstance(side, int)
            else None
        )
        if folded is not None:
            return within(folded.to_expr(), most)
    return within(within(left, most) * within(right, most), most)


def within(expr: Any, most: int) -> Any:
    """Return an integer in as many bits as numbers up to
    `most` need: 64, or 32 where it has no more.
    """
    if isinstance(expr, int):
        return literal(expr)
    if width_of(most) is not Width.NARROW:
        return expr.cast("int64") if expr.type().nbytes < 8 else expr
    kinds = [part.dtype for part in expr.op().__args__ if isinstance(part, ops.Value)]
    narrow = isinstance(expr.op(), ops.Multiply | ops.Add | ops.Subtract) and all(
        kind.nbytes < 8 for kind in kinds
    )
    return expr.cast("int32") if narrow else expr  # as the engine has it; ibis foresees more


def literal(value: int) -> Any:
    """Return a constant."""
    return ibis.literal(value, "int32" if width_of(abs(value)) is Width.NARROW else "int64")


def _folded(node: ops.Value, factor: int, most: int) -> ops.Value | None:
    """Return the product of numbers picked from a table and a
    constant, multiplied beforehand; None when it is no such number.

    It may reach `most`, which the engine must be told: it multiplies two numbers of 32 bits in 32,
    whatever ibis foresees.
    """
    match node:
        case ops.Literal(int() as value):
            return literal(value * factor).op()
        case ops.SearchedCase(tests, picked, ops.Literal() as default):
            products = [_folded(number, factor, most) for number in picked]
            other = default if default.value is None else _folded(default, factor, most)
            known = [product for product in products if product is not None]
            return (
                ops.SearchedCase(tests, tuple(known), other)
                if other is not None and len(known) == len(products)
                else None
            )
        case ops.Multiply(left, right):
            first = _folded(left, factor, most)
            return (
                None if first is None else ops.Multiply(within(first.to_expr(), most).op(), right)
            )
    return None


def wide(expr: Any) -> Any:
    """Return a number as a decimal of 38 digits."""
    return (
        ibis.literal(Decimal(expr), "decimal(38, 0)")
        if isinstance(expr, int)
        else expr.cast("decimal(38, 0)")
    )


def wide_quotient(dividend: Any, divisor: Any, most: int) -> Any:
    """Return the whole quotient, at most `most`, of decimals of 38 digits that are not negative.

    Decimals are divided in floating point: the remainder is taken away first, and a quotient of
    more bits than that has is mended by what it leaves.
    """
    even = dividend - dividend % divisor
    quotient = (even.cast("float64") / divisor.cast("float64")).round()
    if most < _MOST_IN_FLOATS:
        return quotient.cast("int64")
    near = quotient.cast("decimal(38, 0)")
    rest = ((even - near * divisor).cast("float64") / divisor.cast("float64")).round()
    exact = near + rest.cast("decimal(38, 0)")
    return exact if width_of(most) is Width.DECIMAL else exact.cast("int64")
