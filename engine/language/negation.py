"""Conditions denied: the negation pushed down to what is compared."""

from __future__ import annotations

from collections.abc import Callable

from engine.language.forms.readings import Choice
from engine.language.nodes import All, AnyOf, Compare, Condition, Known, Meets, Not, Quantity
from engine.language.operators import opposite, opposite_of


def negated(condition: Condition, denied: Callable[[Compare], Condition] = opposite) -> Condition:
    """Return the condition that is true where another is false, unknown where it is.

    `denied` gives what denies a comparison: by default the comparison by the opposite operator.
    """
    match condition:
        case All(parts):
            return AnyOf(tuple(negated(part, denied) for part in parts))
        case AnyOf(parts):
            return All(tuple(negated(part, denied) for part in parts))
        case Not(part):
            return part
        case Compare():
            return denied(condition)
        case Quantity(value, operator, operands):
            return Quantity(value, opposite_of(operator), operands)
        case Known(fact, expected):
            return Known(fact, not expected)
        case Meets():
            return Not(condition)
        case Choice(reading, options):
            return Choice(reading, {name: negated(part, denied) for name, part in options.items()})
