"""The core form: what a conclusion means, in fourteen nodes, for one case and for a table of cases.

`engine.reasoning.lowering` writes conclusions in this form. Two readers work it out and add no
meaning of their own: `engine.reasoning.on_values` for the values of one case,
`engine.tables.compile.on_columns` for columns.

A form reads *slots*: values and truths that its reader fills in, by name. For example, "a payment
has fallen due" is `Comparison("on_or_before", Slot("due"), Slot("today"))`. A slot without a value
is unknown, and so is what needs it. Truths are true, false or unknown. Two forms are equal only if
they are the same object: each is made once for a rule, and kept with it.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from engine.language.temporal import Duration
from engine.language.values import Scalar


class Slot(Struct, frozen=True, eq=False):
    """A value or a truth that the reader fills in; unknown where it fills in nothing."""

    name: str


class Const(Struct, frozen=True, eq=False):
    """A value that is the same for every case."""

    value: Scalar


# --- truths ---


class Comparison(Struct, frozen=True, eq=False):
    """Whether an operator of the language holds between two values; unknown where one is."""

    operator: str
    left: CoreValue
    right: CoreValue


class Present(Struct, frozen=True, eq=False):
    """Whether a value is known. The answer is never unknown."""

    value: CoreValue


class IsTrue(Struct, frozen=True, eq=False):
    """Whether a truth is true. The answer is never unknown: an unknown truth is not true."""

    truth: CoreTruth


class Every(Struct, frozen=True, eq=False):
    """Whether all the parts hold: false as soon as one is false."""

    parts: tuple[CoreTruth, ...] = ()


class Some(Struct, frozen=True, eq=False):
    """Whether one of the parts holds: true as soon as one is true."""

    parts: tuple[CoreTruth, ...] = ()


class Negation(Struct, frozen=True, eq=False):
    """Whether a truth is false; unknown where the truth is."""

    truth: CoreTruth


# --- values ---


class Product(Struct, frozen=True, eq=False):
    """The exact product of numbers."""

    factors: tuple[CoreValue, ...]


class Cents(Struct, frozen=True, eq=False):
    """An amount in euros rounded to the cent, half up."""

    amount: CoreValue


class Rest(Struct, frozen=True, eq=False):
    """What is left of an amount, in whole cents, without those of the parts that are known."""

    whole: CoreValue
    parts: tuple[CoreValue, ...]


class MovedDay(Struct, frozen=True, eq=False):
    """A day moved by a duration."""

    day: CoreValue
    by: Duration


class YearStart(Struct, frozen=True, eq=False):
    """The first day of the calendar year of a day."""

    day: CoreValue


class DecisionTable(Struct, frozen=True, eq=False):
    """The value beside the first truth that is true (unknown is not), else `otherwise`."""

    rows: tuple[tuple[CoreTruth, CoreValue], ...]
    otherwise: CoreValue


CoreTruth: TypeAlias = Slot | Const | Comparison | Present | IsTrue | Every | Some | Negation
CoreValue: TypeAlias = Slot | Const | Product | Cents | Rest | MovedDay | YearStart | DecisionTable
