"""Typed terms of the plan: ibis expressions whose numbers are
exact integers, scaled and divided once, as the engine does.

A number is `expr / (10**scale * per)`. How far each term reaches is worked out beside it
(`inference.py`), so that the plan knows before it runs whether 64 bits are enough; where they are
not, the numerator is a decimal of 38 digits. Unknown is null in a column, and None where it is
known beforehand.
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

from engine.language import durations
from engine.language.arithmetic import CENT, DOWN, EXACT, NEAREST, in_tens
from engine.language.comparison import EQUAL, LESS, ColumnTerms
from engine.language.operators import OPERATORS
from engine.language.temporal import Duration
from engine.language.values import Scalar
from engine.tables.terms import inference, integers, lengths
from engine.tables.terms.algebra import Join, chained, complement, flattened
from engine.tables.terms.inference import Extent, Width, never_null, width_of

Truth: TypeAlias = "bool | ir.BooleanValue | None"
"""The truth of a condition: a constant, or a boolean expression whose null is the unknown."""


_MANY = 8
"""So many constants are looked up at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Term(Extent):
    """A value of the plan, and how far it reaches. `kind` is number, date, text or boolean;
    `constant` is set when it is known beforehand; `per` is the divisor of a number.

    `simple` is a condition under which a part (of a period) is the whole of it, what the term is
    there, and the part: elsewhere the term is the product of both.
    """

    kind: str
    expr: Any
    constant: Scalar | None = None
    per: Any = 1
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
    if isinstance(value, Duration):
        return Term("duration", ibis.literal(lengths.number_of(value), "int64"), value)
    if isinstance(value, str):
        return Term("text", ibis.literal(value), value)
    number = Decimal(value)
    scale = max(0, -int(number.normalize().as_tuple().exponent))
    scaled = int(number.scaleb(scale))
    return _made("number", integers.literal(scaled), inference.of_whole(scaled, scale), value)


def number(
    expr: Any, scale: int, most: int, *, per: Any = 1, most_per: int = 1, signed: bool = False
) -> Term:
    """Return a number whose numerator is `expr`, at most `most` in absolute value."""
    extent = Extent(scale=scale, most=most, most_per=most_per, signed=signed)
    return _made("number", expr, extent, per=per)


def _made(kind: str, expr: Any, extent: Extent, constant: Scalar | None = None, **own: Any) -> Term:
    """Return a term that reaches so far."""
    return Term(kind, expr, constant, **own, **extent.attributes())


def _reaching(term: Term, expr: Any, extent: Extent) -> Term:
    """Return what an operation makes of a term: an expression that is worked out on each row."""
    return replace(term, expr=expr, constant=None, simple=None, **extent.attributes())


def unknown(kind: str, scale: int = 0) -> Term:
    """Return the unknown of a kind."""
    null = ibis.null({"number": "int64", "text": "string", "duration": "int64"}.get(kind, kind))
    return Term(kind, null, scale=scale)


# --- numbers --------------------------------------------------------------------------------------


def scaled(term: Term, scale: int) -> Term:
    """Return the same number with a larger scale."""
    if scale == term.scale:
        return term
    extent = inference.of_scaled(term, scale)
    if term.constant is not None:
        expr = integers.literal(int(Decimal(str(term.constant)).scaleb(scale)))
    else:
        expr = integers.product(term.expr, 10 ** (scale - term.scale), extent.most)
    return replace(term, expr=expr, **extent.attributes())


def on_one_scale(terms: Sequence[Term]) -> list[Term]:
    """Return the numbers on one scale and one divisor, so
    that their numerators compare and add as they do.
    """
    scale = max(term.scale for term in terms)
    aligned = [scaled(term, scale) for term in terms]
    if all(_same_divisor(aligned[0].per, term.per) for term in aligned):
        return aligned
    return [
        _over_all_divisors(term, [*aligned[:rank], *aligned[rank + 1 :]])
        for rank, term in enumerate(aligned)
    ]


def _same_divisor(left: Any, right: Any) -> bool:
    """Whether two divisors are one expression, or the same whole number."""
    return left is right or (isinstance(left, int) and isinstance(right, int) and left == right)


def _over_all_divisors(term: Term, others: Sequence[Term]) -> Term:
    """Return a number over its own divisor times those of others."""
    expr, per = term.expr, term.per
    for count, other in enumerate(others, 1):
        so_far = inference.of_common_divisor(term, others[:count])
        expr = integers.product(expr, other.per, so_far.most)
        per = integers.product(per, other.per, so_far.most_per)
    extent = inference.of_common_divisor(term, others)
    return replace(term, expr=expr, constant=None, per=per, **extent.attributes())


def product(factors: Sequence[Term]) -> Term:
    """Return the product of numbers: numerators and
    divisors apart, so that nothing is rounded on the way.
    """
    first, *others = factors
    whole = first
    for factor in others:
        simple, extent = _simple_product(whole, factor), inference.of_product(whole, factor)
        expr, per = whole.expr, whole.per
        if factor.constant is None or factor.most != 1 or factor.signed:
            expr = integers.product(expr, factor.expr, extent.most)
            per = integers.product(per, factor.per, extent.most_per)
        # else it is a power of ten, as 10 % is: the decimal point moves, and nothing is multiplied
        whole = _made("number", expr, extent, per=per, simple=simple)
    return whole


def _simple_product(left: Term, right: Term) -> tuple[Truth, Term, Term] | None:
    """Return where a product is simpler, what it is there, and the part that it is elsewhere."""
    if (left.simple is None) == (right.simple is None):
        return None
    simple, other = (left.simple, right) if left.simple is not None else (right.simple, left)
    truth, there, part = simple  # type: ignore[misc]  # one of them is
    return truth, other if there.constant == 1 else product([there, other]), part


def quotient(number: Term, divisor: Term) -> Term:
    """Return a number divided by another, exactly; unknown where that is zero.

    A divisor is a whole number of at least 1: its sign goes to the numerator.
    """
    extent = inference.of_quotient(number, divisor)
    if divisor.constant is not None:
        return _over(number, Decimal(divisor.constant), extent)  # type: ignore[arg-type]  # a number
    sign = ibis.ifelse(divisor.expr < 0, -1, 1).cast("int32") if divisor.signed else 1
    above = integers.product(number.expr, 10**divisor.scale, extent.most)
    above = integers.product(above, divisor.per, extent.most)
    above = integers.product(above, sign, extent.most)
    expr = ibis.ifelse(divisor.expr != 0, above, nothing(above))  # nor where it is not known
    below = divisor.expr.abs() if divisor.signed else divisor.expr
    # 1 and not 0 where there is no value: nothing is ever divided by zero
    below = integers.product(number.per, ibis.greatest(below, integers.literal(1)), extent.most_per)
    return _made("number", expr, extent, per=below)


def _over(number: Term, divisor: Decimal, extent: Extent) -> Term:
    """Return a number divided by a constant."""
    if not divisor:
        return unknown("number")
    above, below = divisor.as_integer_ratio()
    expr = integers.product(number.expr, below if above > 0 else -below, extent.most)
    per = integers.product(number.per, abs(above), extent.most_per)
    return _made("number", expr, extent, per=per)


def total(terms: Sequence[Term], signs: Sequence[int]) -> Term:
    """Return the sum of numbers, each taken with its sign (1 or -1)."""
    aligned = on_one_scale(terms)
    extent = inference.of_sum(aligned, signs)
    in_decimals = width_of(extent.most) is Width.DECIMAL

    def fitting(expr: Any) -> Any:
        return integers.wide(expr) if in_decimals else integers.within(expr, extent.most)

    expr: Any = None
    for term, sign in zip(aligned, signs, strict=True):
        part = fitting(term.expr) if sign > 0 else -fitting(term.expr)
        expr = part if expr is None else expr + part if in_decimals else fitting(expr + part)
    return _reaching(aligned[0], expr, extent)


def chosen_extreme(terms: Sequence[Term], *, greatest: bool) -> Term:
    """Return the least or the greatest of numbers or dates, unknown when one of them is."""
    aligned = on_one_scale(terms) if terms[0].kind == "number" else list(terms)
    extreme = aligned[0]
    for term in aligned[1:]:
        extent = inference.of_extreme(extreme, term, greatest=greatest)
        extreme = _reaching(extreme, _further(extreme.expr, term.expr, greatest=greatest), extent)
    return extreme


def _further(left: Any, right: Any, *, greatest: bool) -> Any:
    """Return the least or the greatest of two values, unknown when one of them is.

    `GREATEST` takes the greatest of what is known. A comparison with what is always known is
    unknown where the other is, which is then taken: that asks no more, and is no slower.
    """
    known, other = (left, right) if never_null(left) else (right, left)
    if never_null(known):
        return ibis.ifelse(other < known if greatest else other > known, known, other)
    pick = ibis.greatest if greatest else ibis.least
    return only_where(all_of([present(left), present(right)]), pick(left, right))


def one_of(terms: Sequence[Term], expr: Any) -> Term:
    """Return the term of an expression that is, on each row, one of several terms on one scale and
    divisor, or unknown.
    """
    return _reaching(terms[0], expr, inference.of_either(terms))


def first_known(terms: Sequence[Term]) -> Term:
    """Return the first of the terms that is known."""
    aligned = on_one_scale(terms) if terms[0].kind == "number" else list(terms)
    if len(aligned) == 1 or aligned[0].known is True:
        return aligned[0]
    return one_of(aligned, ibis.coalesce(*(term.expr for term in aligned)))


def cents(term: Term) -> Term:
    """Return an amount as a whole number of cents, rounded half up (away from zero), exactly."""
    if term.simple is not None:
        truth, simple, share = term.simple
        whole = cents(simple)
        exact = simple.scale <= 2 and isinstance(simple.per, int) and simple.per == 1
        part = cents(
            product([replace(whole, constant=None), share]) if exact else replace(term, simple=None)
        )
        narrow = part.expr.cast("int32") if width_of(whole.most) is Width.NARROW else part.expr
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
    extent = inference.of_rounded(raised, step, digits)
    steps = extent.most // step
    quotient = _whole_quotient((dividend, added, divisor), most, times * most_divisor, steps)
    if raised.signed:
        quotient = ibis.ifelse(raised.expr < 0, -quotient, quotient)
    return _made("number", integers.product(quotient, step, extent.most), extent)


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


def _whole_quotient(parts: tuple[Any, Any, Any], most: int, most_divisor: int, steps: int) -> Any:
    """Return how often a divisor goes into a dividend to which a part is added first."""
    dividend, added, divisor = parts
    if width_of(most) is Width.DECIMAL:
        total = integers.wide(dividend) + integers.wide(added)
        return integers.wide_quotient(total, integers.wide(divisor), steps)
    widest = max(most, most_divisor)
    total = integers.within(dividend, widest) + integers.within(added, widest)
    quotient = integers.divide(integers.within(total, widest), integers.within(divisor, widest))
    return quotient.cast("int32") if width_of(steps) is Width.NARROW else quotient


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
        parts = [certain(part.to_expr()) for part in flattened(node, type(node))]
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
        itself: Truth = left.expr if right.constant else left.expr == False  # noqa: E712  # as ibis compares
        return itself
    first, second = _side_by_side(left, right)
    same: Truth = first.expr == second.expr
    return same


def less(left: Term, right: Term, *, or_equal: bool = False) -> Truth:
    """Return where a term is less than another (or equal), unknown for terms of two kinds."""
    if left.kind != right.kind:
        return None
    if left.constant is not None and right.constant is not None:
        day, other = left.constant, right.constant
        always: bool = day <= other if or_equal else day < other  # type: ignore[operator]  # of one kind
        return always
    possible = _signs(left, right)
    asked = {LESS, EQUAL} if or_equal else {LESS}
    if possible <= asked:
        return True
    if not possible & asked:
        return False
    first, second = _side_by_side(left, right)
    before: Truth = first.expr <= second.expr if or_equal else first.expr < second.expr
    return before


def stands(left: Term, right: Term, signs: frozenset[int]) -> Truth:
    """Return where a duration certainly stands to another in one of some ways, or in none."""
    if left.kind != right.kind:
        return None
    if isinstance(left.constant, Duration) and isinstance(right.constant, Duration):
        return durations.holds(signs, left.constant, right.constant)
    return lengths.stands(left.expr, right.expr, signs)


def longest(parts: Sequence[Term], *, greatest: bool) -> Term:
    """Return the longest or the shortest of durations, unknown where none certainly is."""
    if len(parts) == 1:
        return parts[0]
    expr = lengths.longest([part.expr for part in parts], greatest=greatest)
    return Term("duration", expr)


def remainder(left: Term, right: Term) -> Term:
    """Return what is left of a number divided by another a whole number of times, null by 0.

    It has the sign of the number divided.
    """
    if left.constant is not None and right.constant is not None:
        return _constant_remainder(Decimal(left.constant), Decimal(right.constant))  # type: ignore[arg-type]  # numbers
    number, by = _side_by_side(left, right)
    extent = inference.of_remainder(number, by)
    in_decimals = width_of(extent.most) is Width.DECIMAL
    divided, divisor = (
        integers.wide(term.expr) if in_decimals else term.expr.cast("int64")
        for term in (number, by)
    )
    return _reaching(number, divided % divisor.nullif(0), extent)


def _constant_remainder(number: Decimal, by: Decimal) -> Term:
    return constant(EXACT.remainder(number, by)) if by else unknown("number")


def among(read: Term, needed: Sequence[Term | None]) -> Truth:
    """Return whether a term equals one of others; many constants are looked up at once."""
    constants = [
        term
        for term in needed
        if term is not None and term.constant is not None and term.kind == read.kind
    ]
    if len(constants) < _MANY or read.constant is not None:
        return any_of([None if term is None else equal(read, term) for term in needed])
    one_scale = read.kind == "number"
    sought, *listed = on_one_scale([read, *constants]) if one_scale else [read, *constants]
    rest = [term for term in needed if term is None or term.constant is None]
    looked_up: Truth = sought.expr.isin([term.expr for term in listed])
    return any_of([looked_up, *(None if term is None else equal(read, term) for term in rest)])


def _side_by_side(left: Term, right: Term) -> Sequence[Term]:
    """Return two terms such that their expressions compare as they do."""
    return on_one_scale([left, right]) if left.kind == "number" else [left, right]


def _signs(left: Term, right: Term) -> frozenset[int]:
    """Return how a term may stand to another: below, equal, above."""
    both_known = left.kind == "date" and left.known is True and right.known is True
    return inference.signs(left, right) if both_known else inference.EVERY_SIGN


class _Offered:
    """What operators make their terms of."""

    constant = staticmethod(constant)
    equal = staticmethod(equal)
    less = staticmethod(less)
    stands = staticmethod(stands)
    remainder = staticmethod(remainder)
    among = staticmethod(among)
    negation = staticmethod(negation)
    all_of = staticmethod(all_of)
    any_of = staticmethod(any_of)


OFFERED: ColumnTerms = _Offered()
