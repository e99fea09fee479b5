"""Exact arithmetic on the values of the law: decimals, fractions, dates."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any


def product(factors: list[Any]) -> Any:
    """Return the product of whole numbers, decimals and fractions, divided once at the end so that no intermediate is rounded."""
    numerator, denominator = Decimal(1), 1
    for factor in factors:
        if isinstance(factor, Decimal | int):
            numerator *= factor
        else:
            numerator, denominator = numerator * factor.numerator, denominator * factor.denominator
    return numerator if denominator == 1 else numerator / denominator


OPERATIONS: Mapping[str, Callable[[list[Any]], Any]] = {
    "multiply": product,
    "add": sum,
    "subtract": lambda found: reduce(operator.sub, found),
    "negate": lambda found: -found[0],
    "least": min,
    "greatest": max,
    "earliest": min,
    "latest": max,
}
"""What the operations of `Combine` make of values that are all known; `first_known` does not need them all and is not here."""
