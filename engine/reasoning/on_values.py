"""Works out forms of the core for one case: values are known or None, truths true, false or None.

Each form becomes a function once and is kept: what a rule concludes is asked for thousands of times
with other values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from engine.language.arithmetic import cents, product
from engine.language.comparison import Operator
from engine.language.core import (
    Cents,
    Comparison,
    Const,
    CoreTruth,
    CoreValue,
    DecisionTable,
    Every,
    IsTrue,
    MovedDay,
    Negation,
    Present,
    Product,
    Rest,
    Slot,
    Some,
    YearStart,
)
from engine.language.kept import kept
from engine.language.operators import OPERATORS
from engine.language.temporal import shifted

Slots: TypeAlias = Mapping[str, Any]
Worked: TypeAlias = Callable[[Slots], Any]


@kept("forms to work out", 4096)
def on_values(form: CoreTruth | CoreValue) -> Worked:
    """Return the function that works a form out of the slots of one case; None is unknown."""
    match form:
        case Slot(name):
            return lambda slots: slots.get(name)
        case Const(value):
            return lambda slots: value
        case Comparison(operator, left, right):
            return _compared(OPERATORS[operator], on_values(left), on_values(right))
        case DecisionTable(rows, otherwise):
            return _cases(
                [(on_values(truth), on_values(value)) for truth, value in rows],
                on_values(otherwise),
            )
        case Product(factors):
            return _product([on_values(part) for part in factors])
        case Rest(whole, parts):
            return _rest(on_values(whole), [on_values(part) for part in parts])
        case Cents(amount):
            return _of_known(on_values(amount), cents)
        case MovedDay(day, by):
            return _of_known(on_values(day), lambda known: shifted(known, by))
        case YearStart(day):
            return _of_known(on_values(day), lambda known: date(known.year, 1, 1))
    return _truth(form)


def _truth(form: CoreTruth) -> Worked:
    match form:
        case Every(parts):
            return _group([on_values(part) for part in parts], decisive=False)
        case Some(parts):
            return _group([on_values(part) for part in parts], decisive=True)
        case Negation(truth):
            return _of_known(on_values(truth), lambda known: not known)
        case Present(Slot(name)):
            return lambda slots: slots.get(name) is not None
        case Present(value):
            read = on_values(value)
            return lambda slots: read(slots) is not None
        case IsTrue(truth):
            inner = on_values(truth)
            return lambda slots: inner(slots) is True
    raise TypeError(form)


def _group(parts: list[Worked], *, decisive: bool) -> Worked:
    def truth(slots: Slots) -> bool | None:
        value: bool | None = not decisive
        for part in parts:
            of_part: bool | None = part(slots)
            if of_part is decisive:
                return decisive
            if of_part is None:
                value = None
        return value

    return truth


def _compared(operator: Operator, left: Worked, right: Worked) -> Worked:
    def truth(slots: Slots) -> bool | None:
        read, needed = left(slots), right(slots)
        return None if read is None or needed is None else operator.holds(read, (needed,))

    return truth


def _cases(rows: list[tuple[Worked, Worked]], otherwise: Worked) -> Worked:
    def value(slots: Slots) -> Any:
        for truth, chosen in rows:
            if truth(slots):
                return chosen(slots)
        return otherwise(slots)

    return value


def _product(factors: list[Worked]) -> Worked:
    def value(slots: Slots) -> Any:
        known = [factor(slots) for factor in factors]
        return None if None in known else product(known)

    return value


def _rest(whole: Worked, parts: list[Worked]) -> Worked:
    def value(slots: Slots) -> Any:
        amount = whole(slots)
        taken = [amount_of_part for part in parts if (amount_of_part := part(slots)) is not None]
        return None if amount is None else amount - sum(taken, Decimal(0))

    return value


def _of_known(value: Worked, work: Callable[[Any], Any]) -> Worked:
    def worked(slots: Slots) -> Any:
        known = value(slots)
        return None if known is None else work(known)

    return worked
