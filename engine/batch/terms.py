"""Typed terms of the plan: ibis expressions whose numbers are exact integers, scaled and divided once, as the engine does.

A number is `expr / (10**scale * per)`. `most` bounds its numerator, so that the plan knows before it runs whether 64 bits are enough;
where they are not, the numerator is a decimal of 38 digits. Unknown is null in a column, and None where it is known beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

from engine.batch.certainty import sure
from engine.batch.limits import PlanLimit
from engine.clauses import Scalar
from engine.temporal import NOT_YET

Truth: TypeAlias = "bool | ir.BooleanValue | None"
"""The truth of a condition: a constant, or a boolean expression whose null is the unknown."""
WIDEST_INTEGER = 2**62
WIDEST_DECIMAL = 10**38


@ibis.udf.scalar.builtin(name="divide", signature=(("int64", "int64"), "int64"))  # type: ignore[untyped-decorator]  # the whole quotient; the session of Spark defines it
def _divide(dividend: Any, divisor: Any) -> Any: ...


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A value of the plan. `kind` is number, date, text or boolean; `constant` is set when it is known beforehand.

    `low` and `high` bound a date where the table tells: every row that has the value has it between them. `among` holds all the values
    that it may have, where they are few.
    """

    kind: str
    expr: Any
    constant: Scalar | None = None
    scale: int = 0
    per: Any = 1
    most: int = 0
    most_per: int = 1
    signed: bool = False
    low: date | None = None
    high: date | None = None
    among: frozenset[Scalar] = frozenset()

    @property
    def known(self) -> ir.BooleanValue | bool:
        """Whether the value is known."""
        return True if self.constant is not None else present(self.expr)


def constant(value: Scalar) -> Term:
    """Return the term of a constant."""
    if isinstance(value, bool):
        return Term("boolean", ibis.literal(value), value)
    if isinstance(value, date):
        return Term("date", ibis.date(value.isoformat()), value, low=value, high=value)
    if isinstance(value, str):
        return Term("text", ibis.literal(value), value)
    number = Decimal(value)
    scale = max(0, -int(number.normalize().as_tuple().exponent))
    scaled = int(number.scaleb(scale))
    return Term("number", ibis.literal(scaled, "int64"), value, scale, 1, abs(scaled), 1, scaled < 0)


def number(expr: Any, scale: int, most: int, *, per: Any = 1, most_per: int = 1, signed: bool = False) -> Term:
    """Return a number whose numerator is `expr`, at most `most` in absolute value."""
    return Term("number", expr, None, scale, per, most, most_per, signed)


def unknown(kind: str, scale: int = 0) -> Term:
    """Return the unknown of a kind."""
    return Term(kind, ibis.null({"number": "int64", "text": "string"}.get(kind, kind)), None, scale)


# --- numbers ----------------------------------------------------------------------------------------------------------


def _product(left: Any, right: Any, most: int) -> Any:
    if isinstance(left, int) and left == 1:
        return right
    if isinstance(right, int) and right == 1:
        return left
    if most >= WIDEST_DECIMAL:
        raise PlanLimit("a product may exceed 38 digits", "give the facts that it multiplies a `maximum` in the vocabulary.")
    if most >= WIDEST_INTEGER:
        return _wide(left) * _wide(right)
    return left * right


def _wide(expr: Any) -> Any:
    wide = "decimal(38, 0)"
    return ibis.literal(expr, "int64").cast(wide) if isinstance(expr, int) else expr.cast(wide)


def scaled(term: Term, scale: int) -> Term:
    """Return the same number with a larger scale."""
    if scale == term.scale:
        return term
    factor = 10 ** (scale - term.scale)
    most = term.most * factor
    if term.constant is not None:
        return replace(term, expr=ibis.literal(int(Decimal(str(term.constant)).scaleb(scale)), "int64"), scale=scale, most=most)
    return replace(term, expr=_product(term.expr, factor, most), scale=scale, most=most)


def _aligned(terms: Sequence[Term]) -> list[Term]:
    """Return the numbers on one scale and one divisor, so that their numerators compare and add as they do."""
    scale = max(term.scale for term in terms)
    found = [scaled(term, scale) for term in terms]
    first = found[0].per
    if all(term.per is first or (isinstance(term.per, int) and isinstance(first, int) and term.per == first) for term in found):
        return found
    aligned = []
    for rank, term in enumerate(found):
        expr, most = term.expr, term.most
        per, most_per = term.per, term.most_per
        for other in (*found[:rank], *found[rank + 1 :]):
            most, most_per = most * other.most_per, most_per * other.most_per
            expr, per = _product(expr, other.per, most), _product(per, other.per, most_per)
        aligned.append(replace(term, expr=expr, constant=None, per=per, most=most, most_per=most_per))
    return aligned


def product(factors: Sequence[Term]) -> Term:
    """Return the product of numbers: numerators and divisors apart, so that nothing is rounded on the way."""
    found = factors[0]
    for factor in factors[1:]:
        if factor.constant is not None and factor.most == 1 and not factor.signed:  # ten per cent: one, divided
            found = replace(found, constant=None, scale=found.scale + factor.scale)
            continue
        most, most_per = found.most * factor.most, found.most_per * factor.most_per
        found = Term(
            "number",
            _product(found.expr, factor.expr, most),
            None,
            found.scale + factor.scale,
            _product(found.per, factor.per, most_per),
            most,
            most_per,
            found.signed or factor.signed,
        )
    return found


def total(terms: Sequence[Term], signs: Sequence[int]) -> Term:
    """Return the sum of numbers, each taken with its sign (1 or -1)."""
    aligned = _aligned(terms)
    most = sum(term.most for term in aligned)
    wide = most >= WIDEST_INTEGER
    expr: Any = None
    for term, sign in zip(aligned, signs, strict=True):
        one = _wide(term.expr) if wide else term.expr
        one = one if sign > 0 else -one
        expr = one if expr is None else expr + one
    first = aligned[0]
    return replace(first, expr=expr, constant=None, most=most, signed=any(term.signed for term in terms) or -1 in signs)


def chosen_extreme(terms: Sequence[Term], *, greatest: bool) -> Term:
    """Return the least or the greatest of numbers or dates, unknown when one of them is."""
    aligned = _aligned(terms) if terms[0].kind == "number" else list(terms)
    found = aligned[0]
    for term in aligned[1:]:
        pick = ibis.greatest if greatest else ibis.least
        known = all_of([one.known for one in (found, term)])
        expr = only_where(known, pick(found.expr, term.expr))
        low, high = (_extreme([getattr(one, end) for one in (found, term)], max if greatest else min) for end in ("low", "high"))
        signed = found.signed or term.signed
        found = replace(found, expr=expr, constant=None, most=max(found.most, term.most), signed=signed, low=low, high=high)
    return found


def _extreme(bounds: Sequence[date | None], pick: Any) -> date | None:
    known = [one for one in bounds if one is not None]
    return pick(known) if len(known) == len(bounds) else None


def first_known(terms: Sequence[Term]) -> Term:
    """Return the first of the terms that is known."""
    aligned = _aligned(terms) if terms[0].kind == "number" else list(terms)
    if len(aligned) == 1 or aligned[0].known is True:
        return aligned[0]
    most = max(term.most for term in aligned)
    low, high = _extreme([term.low for term in aligned], min), _extreme([term.high for term in aligned], max)
    expr = ibis.coalesce(*(term.expr for term in aligned))
    among = frozenset().union(*(term.among for term in aligned)) if all(term.among for term in aligned) else frozenset()
    signed = any(term.signed for term in aligned)
    return replace(aligned[0], expr=expr, constant=None, most=most, signed=signed, low=low, high=high, among=among)


def cents(term: Term) -> Term:
    """Return an amount as a whole number of cents, rounded half up (away from zero), exactly."""
    if term.constant is None and isinstance(term.per, int) and term.per == 1 and term.scale <= 2:  # cents
        return scaled(term, 2)
    raised = scaled(term, max(term.scale, 2))
    most_divisor = raised.most_per * 10 ** (raised.scale - 2)
    if most_divisor == 1:
        return raised
    divisor, twice = (_product(raised.per, times * 10 ** (raised.scale - 2), times * most_divisor) for times in (1, 2))
    most = 2 * raised.most + most_divisor
    doubled = _product(term.expr.abs() if term.signed else term.expr, 2 * 10 ** (raised.scale - term.scale), most)
    if most >= WIDEST_INTEGER:
        quotient = _wide_quotient(_wide(doubled) + _wide(divisor), _wide(twice))
    else:
        quotient = _divide(doubled + divisor, twice)
    if raised.signed:
        quotient = ibis.ifelse(raised.expr < 0, -quotient, quotient)
    return number(quotient, 2, raised.most * 100 // 10**raised.scale + 1, signed=raised.signed)


def _wide_quotient(dividend: Any, divisor: Any) -> Any:
    """Return the whole quotient of decimals of 38 digits that are not negative, exact while it is under 2**50.

    Decimals are divided in floating point: the remainder is taken away first.
    """
    even = dividend - dividend % divisor
    return (even.cast("float64") / divisor.cast("float64")).round().cast("int64")


# --- truth ------------------------------------------------------------------------------------------------------------


def as_column(truth: Truth) -> ir.BooleanValue:
    """Return a truth as a boolean expression."""
    if truth is None:
        return ibis.null("boolean")
    return ibis.literal(truth) if isinstance(truth, bool) else truth


def all_of(parts: Sequence[Truth]) -> Truth:
    """Return the conjunction in three-valued logic."""
    if any(part is False for part in parts):
        return False
    kept = [part for part in parts if part is not True]
    if not kept or all(part is None for part in kept):
        return None if kept else True
    found = as_column(kept[0])
    for part in kept[1:]:
        found = found & as_column(part)
    return found


def any_of(parts: Sequence[Truth]) -> Truth:
    """Return the disjunction in three-valued logic."""
    if any(part is True for part in parts):
        return True
    kept = [part for part in parts if part is not False]
    if not kept or all(part is None for part in kept):
        return None if kept else False
    found = as_column(kept[0])
    for part in kept[1:]:
        found = found | as_column(part)
    return found


def certain(truth: Truth) -> Truth:
    """Return whether a condition is true, the unknown counting as false."""
    if truth is None:
        return False
    return truth if isinstance(truth, bool) or sure(truth) else truth.fill_null(False)


def is_unknown(truth: Truth) -> Truth:
    """Return whether a condition is unknown."""
    if truth is None or isinstance(truth, bool):
        return truth is None
    if sure(truth):
        return False
    inner = truth.op()
    while isinstance(inner, ibis.expr.operations.Not):  # unknown with what it negates; and ibis writes `NOT x IS NULL` without parentheses
        inner = inner.arg
    return inner.to_expr().isnull()


def negation(truth: Truth) -> Truth:
    """Return the negation in three-valued logic."""
    if truth is None or isinstance(truth, bool):
        return None if truth is None else not truth
    return ~truth


def present(expr: Any) -> ir.BooleanValue | bool:
    """Return whether an expression is not null."""
    return True if sure(expr) else expr.notnull()


def only_where(truth: Truth, expr: Any) -> Any:
    """Return the expression where a condition is true, null elsewhere."""
    if truth is True:
        return expr
    if truth is None or truth is False:
        return nothing(expr)
    return ibis.ifelse(truth, expr, nothing(expr))


def nothing(like: Any) -> Any:
    """Return the null of the type of an expression."""
    return ibis.null(like.type().copy(nullable=True))


def compared(operator: str, read: Term, needed: Term) -> Truth:
    """Return the truth of a comparison of two terms, unknown when one of them is."""
    if read.kind != needed.kind:
        return {"is": False, "is_not": True}.get(operator)
    if read.constant is not None and needed.constant is not None:
        from engine.logic import COMPARISONS

        return COMPARISONS[operator](read.constant, needed.constant)
    settled = _settled(operator, read, needed)
    if settled is not None:
        return settled
    left, right = _aligned([read, needed]) if read.kind == "number" else (read, needed)
    if read.kind == "boolean" and isinstance(needed.constant, bool):
        found: Truth = left.expr if needed.constant is (operator == "is") else left.expr == False  # noqa: E712  # as ibis compares
        return found
    compare = {
        "is": "__eq__",
        "is_not": "__ne__",
        "at_least": "__ge__",
        "on_or_after": "__ge__",
        "less_than": "__lt__",
        "before": "__lt__",
        "at_most": "__le__",
        "on_or_before": "__le__",
        "more_than": "__gt__",
        "after": "__gt__",
    }[operator]
    truth: Truth = getattr(left.expr, compare)(right.expr)
    return truth


_BEGINNING = date(1, 1, 1)
_ORDERS = {
    "on_or_after": ("at_least", "less_than"),
    "after": ("more_than", "at_most"),
    "before": ("less_than", "at_least"),
    "on_or_before": ("at_most", "more_than"),
    "is_not": ("apart", ""),
    "is": ("", "apart"),
}


def _settled(operator: str, read: Term, needed: Term) -> bool | None:
    """Return the truth of a comparison of dates that is the same on every row, None where it is not."""
    if operator not in _ORDERS or not (read.known is True and needed.known is True):
        return None
    low, high = (_BEGINNING if read.low is None else read.low), (NOT_YET if read.high is None else read.high)
    least, most = (_BEGINNING if needed.low is None else needed.low), (NOT_YET if needed.high is None else needed.high)
    for name, found in zip(_ORDERS[operator], (True, False), strict=True):
        always = {
            "at_least": low >= most,
            "more_than": low > most,
            "less_than": high < least,
            "at_most": high <= least,
            "apart": high < least or low > most,
        }
        if always.get(name, False):
            return found
    return None
