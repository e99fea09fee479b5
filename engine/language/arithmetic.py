"""Exact operations on whole numbers, decimals and fractions.

Nothing is rounded here but money, to the cent, and what a rule says to round.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

EXACT = Context(prec=400)
"""So many digits that no operation on figures within bounds is rounded."""
CENT = Decimal("0.01")


class Share(Fraction):
    """A part of a whole as it was counted: 198 days of 366.
    Equal to the fraction 33/61, it keeps its own two numbers.
    """

    __slots__ = ("part", "whole")
    part: int
    whole: int

    def __new__(cls, part: int, whole: int) -> Share:
        """Return the part of the whole."""
        share = super().__new__(cls, part, whole)
        share.part, share.whole = part, whole
        return share


_FRACTIONS = frozenset({Fraction, Share})


def exact(number: Fraction) -> Decimal | Fraction:
    """Return a number as a decimal where it has one, as a fraction elsewhere."""
    rest, digits = number.denominator, 0
    while rest % 10 == 0 or rest % 2 == 0 or rest % 5 == 0:
        rest //= 10 if rest % 10 == 0 else 2 if rest % 2 == 0 else 5
        digits += 1
    if rest != 1:
        return number
    in_units = number.numerator * (10**digits // number.denominator)
    return Decimal(in_units).scaleb(-digits, EXACT)


NEAREST, UP, DOWN = "nearest", "up", "down"
"""How a number is rounded: half up; or away from zero, or towards it, as soon as it is between."""


def in_tens(unit: Decimal) -> tuple[int, int]:
    """Return a unit as a whole number and how many digits it is divided by: 0.05 is (5, 2)."""
    _, digits, exponent = unit.normalize(EXACT).as_tuple()
    number = int("".join(map(str, digits)))
    scale = int(exponent)
    return (number * 10**scale, 0) if scale > 0 else (number, -scale)


def product(factors: list[Any]) -> Any:
    """Return the product of whole numbers, decimals and fractions."""
    if _FRACTIONS.isdisjoint(map(type, factors)):
        return _folded(factors, operator.mul, EXACT.multiply)
    above, below = 1, 1
    for factor in factors:  # brought to its lowest terms once, at the end
        of_factor, parts = factor.as_integer_ratio()
        above, below = above * of_factor, below * parts
    return exact(Fraction(above, below))


def total(parts: list[Any]) -> Any:
    """Return the sum of whole numbers, decimals and fractions."""
    return _folded(parts, operator.add, EXACT.add)


def difference(parts: list[Any]) -> Any:
    """Return what is left of the first number without the others."""
    return _folded(parts, operator.sub, EXACT.subtract)


def quotient(parts: list[Any]) -> Any:
    """Return the first of two numbers divided by the second, None where that is zero."""
    number, divisor = parts
    return exact(Fraction(number) / Fraction(divisor)) if divisor else None


def average(history: Sequence[tuple[date, Any]], first: date, until: date) -> Any:
    """Return the average of dated values from a day to the eve of another, by the days of each.

    None where no value is known on the first day, or where there is no day.
    """
    if until <= first or not history or history[0][0] > first:
        return None
    days = [max(start, first) for start, _ in history]
    ends = [*days[1:], until]
    weighted: list[Any] = []
    for (_, value), start, end in zip(history, days, ends, strict=True):
        lasted = (min(end, until) - start).days
        if lasted > 0:
            weighted.append(None if value is None else product([value, lasted]))
    return None if None in weighted else quotient([total(weighted), (until - first).days])


def _folded(
    parts: list[Any], operation: Callable[[Any, Any], Any], in_decimals: Callable[[Any, Any], Any]
) -> Any:
    """Fold numbers into one.

    Whole numbers stay whole and decimals stay decimals; with a fraction among them, all become
    fractions.
    """
    kinds = {type(part) for part in parts}
    if kinds.isdisjoint(_FRACTIONS):
        return reduce(in_decimals if Decimal in kinds else operation, parts)
    fractions = (part if type(part) is Fraction else Fraction(part) for part in parts)
    return exact(reduce(operation, fractions))


def opposite(parts: list[Any]) -> Any:
    """Return the opposite of a number."""
    return -parts[0]


def rounded(number: int | Decimal | Fraction, unit: Decimal, direction: str = NEAREST) -> Decimal:
    """Return a number rounded to a whole number of units.

    To the nearest one, half up; or `up` or `down`. A number below zero is rounded as its opposite.
    """
    (above, below), (of_unit, in_parts) = number.as_integer_ratio(), unit.as_integer_ratio()
    divisor = below * of_unit
    whole, left = divmod(abs(above) * in_parts, divisor)
    if (direction == UP and left) or (direction == NEAREST and 2 * left >= divisor):
        whole += 1
    return EXACT.multiply(Decimal(-whole if number < 0 else whole), unit)


def cents(amount: Decimal | Fraction) -> Decimal:
    """Return an amount in euros rounded to the cent, half up: the only place that rounds money."""
    if isinstance(amount, Fraction):
        return rounded(amount, CENT)
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP, EXACT)
