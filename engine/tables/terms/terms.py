"""Typed terms of the plan: ibis expressions whose numbers are
exact integers, scaled and divided once, as the engine does.

A number is `expr / (10**scale * per)`. `most` bounds its numerator, so that the plan knows before
it runs whether 64 bits are enough; where they are not, the numerator is a decimal of 38 digits.
Unknown is null in a column, and None where it is known beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir
from ibis.expr import operations as ops

from engine.language.arithmetic import CENT, DOWN, EXACT, NEAREST, in_tens
from engine.language.comparison import EQUAL, LESS, MORE, ColumnTerms
from engine.language.operators import OPERATORS
from engine.language.temporal import NOT_YET
from engine.language.values import Scalar
from engine.tables.limits import NARROWEST_INTEGER
from engine.tables.terms import integers
from engine.tables.terms.algebra import Join, chained, complement, flattened
from engine.tables.terms.nullability import never_null

Truth: TypeAlias = "bool | ir.BooleanValue | None"
"""The truth of a condition: a constant, or a boolean expression whose null is the unknown."""


_BEGINNING = date(1, 1, 1)
_MANY = 8
"""So many constants are looked up at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A value of the plan. `kind` is number, date, text or
    boolean; `constant` is set when it is known beforehand.

    `low` and `high` bound a date where the table tells: every row that has the value has it between
    them. `among` holds all the values that it may have, where they are few. `simple` is a condition
    under which a part (of a period) is the whole of it, what the term is there, and the part:
    elsewhere the term is the product of both.
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
    simple: tuple[Truth, Term, Term] | None = None

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
    return Term("number", integers.literal(scaled), value, scale, 1, abs(scaled), 1, scaled < 0)


def number(
    expr: Any, scale: int, most: int, *, per: Any = 1, most_per: int = 1, signed: bool = False
) -> Term:
    """Return a number whose numerator is `expr`, at most `most` in absolute value."""
    return Term("number", expr, None, scale, per, most, most_per, signed)


def unknown(kind: str, scale: int = 0) -> Term:
    """Return the unknown of a kind."""
    return Term(kind, ibis.null({"number": "int64", "text": "string"}.get(kind, kind)), None, scale)


# --- numbers --------------------------------------------------------------------------------------


def scaled(term: Term, scale: int) -> Term:
    """Return the same number with a larger scale."""
    if scale == term.scale:
        return term
    factor = 10 ** (scale - term.scale)
    most = term.most * factor
    if term.constant is not None:
        return replace(
            term,
            expr=integers.literal(int(Decimal(str(term.constant)).scaleb(scale))),
            scale=scale,
            most=most,
        )
    return replace(term, expr=integers.product(term.expr, factor, most), scale=scale, most=most)


def on_one_scale(terms: Sequence[Term]) -> list[Term]:
    """Return the numbers on one scale and one divisor, so
    that their numerators compare and add as they do.
    """
    scale = max(term.scale for term in terms)
    found = [scaled(term, scale) for term in terms]
    first = found[0].per
    if all(
        term.per is first
        or (isinstance(term.per, int) and isinstance(first, int) and term.per == first)
        for term in found
    ):
        return found
    together = []
    for rank, term in enumerate(found):
        expr, most = term.expr, term.most
        per, most_per = term.per, term.most_per
        for other in (*found[:rank], *found[rank + 1 :]):
            most, most_per = most * other.most_per, most_per * other.most_per
            expr, per = (
                integers.product(expr, other.per, most),
                integers.product(per, other.per, most_per),
            )
        together.append(
            replace(term, expr=expr, constant=None, per=per, most=most, most_per=most_per)
        )
    return together


def product(factors: Sequence[Term]) -> Term:
    """Return the product of numbers: numerators and
    divisors apart, so that nothing is rounded on the way.
    """
    found, *rest = factors
    for factor in rest:
        simple = _simple_product(found, factor)
        if (
            factor.constant is not None and factor.most == 1 and not factor.signed
        ):  # ten per cent: one, divided
            found = replace(found, constant=None, scale=found.scale + factor.scale, simple=simple)
            continue
        most, most_per = found.most * factor.most, found.most_per * factor.most_per
        found = Term(
            "number",
            integers.product(found.expr, factor.expr, most),
            None,
            found.scale + factor.scale,
            integers.product(found.per, factor.per, most_per),
            most,
            most_per,
            found.signed or factor.signed,
            simple=simple,
        )
    return found


def _simple_product(left: Term, right: Term) -> tuple[Truth, Term, Term] | None:
    """Return where a product is simpler, what it is there, and the part that it is elsewhere."""
    if (left.simple is None) == (right.simple is None):
        return None
    simple, other = (left.simple, right) if left.simple is not None else (right.simple, left)
    truth, one, part = simple  # type: ignore[misc]  # one of them is
    return truth, other if one.constant == 1 else product([one, other]), part


def total(terms: Sequence[Term], signs: Sequence[int]) -> Term:
    """Return the sum of numbers, each taken with its sign (1 or -1)."""
    aligned = on_one_scale(terms)
    most = sum(term.most for term in aligned)
    large = most >= integers.WIDEST_INTEGER
    expr: Any = None
    for term, sign in zip(aligned, signs, strict=True):
        one = integers.wide(term.expr) if large else integers.within(term.expr, most)
        one = one if sign > 0 else -one
        expr = one if expr is None else expr + one if large else integers.within(expr + one, most)
    first = aligned[0]
    return replace(
        first,
        expr=expr,
        constant=None,
        most=most,
        signed=any(term.signed for term in terms) or -1 in signs,
        simple=None,
    )


def chosen_extreme(terms: Sequence[Term], *, greatest: bool) -> Term:
    """Return the least or the greatest of numbers or dates, unknown when one of them is."""
    aligned = on_one_scale(terms) if terms[0].kind == "number" else list(terms)
    found = aligned[0]
    for term in aligned[1:]:
        expr = _further(found.expr, term.expr, greatest=greatest)
        low, high = (
            _extreme([getattr(one, end) for one in (found, term)], max if greatest else min)
            for end in ("low", "high")
        )
        signed = found.signed or term.signed
        found = replace(
            found,
            expr=expr,
            constant=None,
            most=max(found.most, term.most),
            signed=signed,
            low=low,
            high=high,
            simple=None,
        )
    return found


def _further(left: Any, right: Any, *, greatest: bool) -> Any:
    """Return the least or the greatest of two values, unknown when one of them is."""
    known, other = (left, right) if never_null(left) else (right, left)
    if never_null(known):  # where the other is unknown, so is the test, and it is taken
        return ibis.ifelse(other < known if greatest else other > known, known, other)
    pick = ibis.greatest if greatest else ibis.least
    return only_where(all_of([present(left), present(right)]), pick(left, right))


def _extreme(bounds: Sequence[date | None], pick: Any) -> date | None:
    known = [one for one in bounds if one is not None]
    return pick(known) if len(known) == len(bounds) else None


def first_known(terms: Sequence[Term]) -> Term:
    """Return the first of the terms that is known."""
    aligned = on_one_scale(terms) if terms[0].kind == "number" else list(terms)
    if len(aligned) == 1 or aligned[0].known is True:
        return aligned[0]
    most = max(term.most for term in aligned)
    low, high = (
        _extreme([term.low for term in aligned], min),
        _extreme([term.high for term in aligned], max),
    )
    expr = ibis.coalesce(*(term.expr for term in aligned))
    among = (
        frozenset().union(*(term.among for term in aligned))
        if all(term.among for term in aligned)
        else frozenset()
    )
    signed = any(term.signed for term in aligned)
    return replace(
        aligned[0],
        expr=expr,
        constant=None,
        most=most,
        signed=signed,
        low=low,
        high=high,
        among=among,
        simple=None,
    )


def cents(term: Term) -> Term:
    """Return an amount as a whole number of cents, rounded half up (away from zero), exactly."""
    if term.simple is not None:
        truth, simple, share = term.simple
        whole = cents(simple)
        exact = simple.scale <= 2 and isinstance(simple.per, int) and simple.per == 1
        part = cents(
            product([replace(whole, constant=None), share]) if exact else replace(term, simple=None)
        )
        narrow = part.expr.cast("int32") if whole.most < NARROWEST_INTEGER else part.expr
        return replace(
            whole,
            expr=whole.expr if truth is True else ibis.ifelse(truth, whole.expr, narrow),
            constant=None,
        )
    whole = rounded(term, CENT)
    divided = term.scale > 2 or not is_plain(term)
    wide = divided and whole.expr.type().is_decimal()
    return replace(whole, expr=whole.expr.cast("int64")) if wide else whole


def rounded(term: Term, unit: Decimal, direction: str = NEAREST) -> Term:
    """Return a number rounded to a whole number of units, exactly.

    To the nearest one, half up; or `up` or `down`. A number below zero is rounded as its opposite.
    """
    step, digits = in_tens(unit)
    if step == 1 and term.constant is None and is_plain(term) and term.scale <= digits:
        return scaled(term, digits)
    raised = scaled(term, max(term.scale, digits))
    factor = step * 10 ** (raised.scale - digits)
    most_divisor = raised.most_per * factor
    if most_divisor == 1:
        return raised
    times, added = _added(raised, factor, direction)
    divisor = integers.product(raised.per, times * factor, times * most_divisor)
    most = times * raised.most + most_divisor
    dividend = integers.product(
        term.expr.abs() if term.signed else term.expr,
        times * 10 ** (raised.scale - term.scale),
        most,
    )
    units = raised.most * 10**digits // 10**raised.scale // step + 1
    quotient = _whole_quotient((dividend, added, divisor), most, times * most_divisor, units)
    if raised.signed:
        quotient = ibis.ifelse(raised.expr < 0, -quotient, quotient)
    whole = integers.product(quotient, step, units * step)
    return number(whole, digits, units * step, signed=raised.signed)


def is_plain(term: Term) -> bool:
    """Whether a number is not divided by another one."""
    return isinstance(term.per, int) and term.per == 1


def _added(term: Term, factor: int, direction: str) -> tuple[int, Any]:
    """Return what is added before a division, and by how much all is multiplied.

    That is 2 where half of the divisor is not whole.
    """
    whole = integers.product(term.per, factor, term.most_per * factor)
    if direction != NEAREST:
        return 1, 0 if direction == DOWN else whole - 1
    if isinstance(term.per, int) and term.per * factor % 2 == 0:
        return 1, term.per * factor // 2
    return 2, whole


def _whole_quotient(parts: tuple[Any, Any, Any], most: int, most_divisor: int, units: int) -> Any:
    """Return how often a divisor goes into a dividend to which a part is added first."""
    dividend, added, divisor = parts
    if most >= integers.WIDEST_INTEGER:
        total = integers.wide(dividend) + integers.wide(added)
        return integers.wide_quotient(total, integers.wide(divisor), units)
    widest = max(most, most_divisor)
    total = integers.within(dividend, widest) + integers.within(added, widest)
    quotient = integers.divide(integers.within(total, widest), integers.within(divisor, widest))
    return quotient.cast("int32") if units < NARROWEST_INTEGER else quotient


# --- truth ----------------------------------------------------------------------------------------


def as_column(truth: Truth) -> ir.BooleanValue:
    """Return a truth as a boolean expression."""
    if truth is None:
        return ibis.null("boolean")
    return ibis.literal(truth) if isinstance(truth, bool) else truth


def all_of(parts: Sequence[Truth]) -> Truth:
    """Return the conjunction in three-valued logic."""
    if any(part is False for part in parts):
        return False
    return _joined([part for part in parts if part is not True], ops.And)


def any_of(parts: Sequence[Truth]) -> Truth:
    """Return the disjunction in three-valued logic."""
    if any(part is True for part in parts):
        return True
    return _joined([part for part in parts if part is not False], ops.Or)


def _joined(parts: Sequence[Truth], kind: Join) -> Truth:
    """Return the conjunction or the disjunction of parts, none of which decides it by itself."""
    asked = dict.fromkeys(
        part.op() for part in parts if part is not None and not isinstance(part, bool)
    )
    if not asked:
        return None if parts else kind is ops.And
    whole: ir.BooleanValue = chained(asked, kind).to_expr()
    if not any(part is None for part in parts):
        return whole
    unknown = ibis.null("boolean")
    return whole & unknown if kind is ops.And else whole | unknown


def certain(truth: Truth) -> Truth:
    """Return whether a condition is true, the unknown counting as false."""
    if truth is None:
        return False
    if isinstance(truth, bool) or never_null(truth):
        return truth
    node = truth.op()
    if isinstance(node, ops.And | ops.Or):
        parts = [certain(one.to_expr()) for one in flattened(node, type(node))]
        return all_of(parts) if isinstance(node, ops.And) else any_of(parts)
    return truth.fill_null(False)


def is_unknown(truth: Truth) -> Truth:
    """Return whether a condition is unknown."""
    if truth is None or isinstance(truth, bool):
        return truth is None
    return negation(present(truth))


def negation(truth: Truth) -> Truth:
    """Return the negation in three-valued logic."""
    if truth is None or isinstance(truth, bool):
        return None if truth is None else not truth
    negated: ir.BooleanValue = complement(truth.op()).to_expr()
    return negated


def present(expr: Any) -> ir.BooleanValue | bool:
    """Return whether an expression is not null."""
    if never_null(expr):
        return True
    node = expr.op()
    while isinstance(
        node, ops.Not
    ):  # written out, `NOT x IS NOT NULL` would mean `NOT (x IS NOT NULL)`
        node = node.arg
    return ops.NotNull(node).to_expr()


def only_where(truth: Truth, expr: Any) -> Any:
    """Return the expression where a condition is true, null elsewhere."""
    if truth is True:
        return expr
    if truth is None or truth is False:
        return nothing(expr)
    return ibis.ifelse(truth, expr, nothing(expr))


def or_nothing(truth: Truth, cents: Any) -> Any:
    """Return an amount where a condition that is never unknown is true, 0 elsewhere."""
    if truth is True:
        return cents
    zero = ibis.literal(0, cents.type().copy(nullable=False))
    return zero if truth is None or truth is False else ibis.ifelse(truth, cents, zero)


def nothing(like: Any) -> Any:
    """Return the null of the type of an expression."""
    return ibis.null(like.type().copy(nullable=True))


# --- comparisons: what operators make their terms of ------------------------------------------


def compared(operator: str, read: Term, needed: Term) -> Truth:
    """Return the truth of a comparison of two terms, unknown when one of them is."""
    truth: Truth = OPERATORS[operator].term(read, [needed], OFFERED)
    return truth


def equal(left: Term, right: Term) -> Truth:
    """Return where two terms are equal; those of two kinds never are."""
    if left.kind != right.kind:
        return False
    if left.constant is not None and right.constant is not None:
        return left.constant == right.constant
    if EQUAL not in _signs(left, right):
        return False
    if left.kind == "boolean" and isinstance(right.constant, bool):
        found: Truth = left.expr if right.constant else left.expr == False  # noqa: E712  # as ibis compares
        return found
    one, other = _side_by_side(left, right)
    same: Truth = one.expr == other.expr
    return same


def less(left: Term, right: Term, *, or_equal: bool = False) -> Truth:
    """Return where a term is less than another (or equal), unknown for terms of two kinds."""
    if left.kind != right.kind:
        return None
    if left.constant is not None and right.constant is not None:
        first, second = left.constant, right.constant
        found: bool = first <= second if or_equal else first < second  # type: ignore[operator]  # of one kind
        return found
    told = _signs(left, right)
    held = {LESS, EQUAL} if or_equal else {LESS}
    if told <= held:
        return True
    if not told & held:
        return False
    one, other = _side_by_side(left, right)
    before: Truth = one.expr <= other.expr if or_equal else one.expr < other.expr
    return before


def remainder(left: Term, right: Term) -> Term:
    """Return what is left of a number divided by another a whole number of times, null by 0.

    It has the sign of the number divided.
    """
    if left.constant is not None and right.constant is not None:
        return _constant_remainder(Decimal(left.constant), Decimal(right.constant))  # type: ignore[arg-type]  # numbers
    one, other = _side_by_side(left, right)
    most = max(one.most, other.most)
    hold = integers.wide if most >= integers.WIDEST_INTEGER else lambda expr: expr.cast("int64")
    divided, by = hold(one.expr), hold(other.expr)
    return replace(
        one, expr=divided % by.nullif(0), constant=None, most=most, signed=True, simple=None
    )


def _constant_remainder(number: Decimal, by: Decimal) -> Term:
    return constant(EXACT.remainder(number, by)) if by else unknown("number")


def among(read: Term, needed: Sequence[Term | None]) -> Truth:
    """Return whether a term equals one of others; many constants are looked up at once."""
    constants = [
        one
        for one in needed
        if one is not None and one.constant is not None and one.kind == read.kind
    ]
    if len(constants) < _MANY or read.constant is not None:
        return any_of([None if one is None else equal(read, one) for one in needed])
    one_scale = read.kind == "number"
    sought, *listed = on_one_scale([read, *constants]) if one_scale else [read, *constants]
    rest = [one for one in needed if one is None or one.constant is None]
    looked_up: Truth = sought.expr.isin([one.expr for one in listed])
    return any_of([looked_up, *(None if one is None else equal(read, one) for one in rest)])


def _side_by_side(left: Term, right: Term) -> Sequence[Term]:
    """Return two terms such that their expressions compare as they do."""
    return on_one_scale([left, right]) if left.kind == "number" else [left, right]


def _signs(left: Term, right: Term) -> frozenset[int]:
    """Return how a day may stand to another (below, equal, above), from their bounds."""
    every = frozenset({LESS, EQUAL, MORE})
    if left.kind != "date" or not (left.known is True and right.known is True):
        return every
    low, high = left.low or _BEGINNING, left.high or NOT_YET
    least, most = right.low or _BEGINNING, right.high or NOT_YET
    possible = {LESS: low < most, EQUAL: low <= most and high >= least, MORE: high > least}
    return frozenset(sign for sign in every if possible[sign])


class _Offered:
    """What operators make their terms of."""

    constant = staticmethod(constant)
    equal = staticmethod(equal)
    less = staticmethod(less)
    remainder = staticmethod(remainder)
    among = staticmethod(among)
    negation = staticmethod(negation)
    all_of = staticmethod(all_of)
    any_of = staticmethod(any_of)


OFFERED: ColumnTerms = _Offered()
