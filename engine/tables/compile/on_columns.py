"""Forms of the core as terms over the columns of a sheet: a truth is a boolean expression, a value
a term.

What is known beforehand is folded: a decision table whose first row always holds is that row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

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
from engine.language.values import Scalar
from engine.tables.terms import dating, terms
from engine.tables.terms.terms import Term, Truth

Slots: TypeAlias = Mapping[str, Any]
"""The terms and truths of the slots, by name; one that is not there is unknown."""


def truth_on_columns(form: CoreTruth, slots: Slots) -> Truth:
    """Return a truth on the present table."""
    match form:
        case Slot(name):
            truth: Truth = slots.get(name)
            return truth
        case Const(value):
            return bool(value)
        case Every(parts):
            return terms.all_of([truth_on_columns(part, slots) for part in parts])
        case Some(parts):
            return terms.any_of([truth_on_columns(part, slots) for part in parts])
        case Negation(part):
            return terms.negation(truth_on_columns(part, slots))
        case IsTrue(part):
            return terms.certain(truth_on_columns(part, slots))
        case Present(value):
            term = term_on_columns(value, slots)
            return False if term is None else term.known
        case Comparison(operator, left, right):
            read, needed = term_on_columns(left, slots), term_on_columns(right, slots)
            return (
                None if read is None or needed is None else terms.compared(operator, read, needed)
            )
    raise TypeError(form)


def term_on_columns(form: CoreValue, slots: Slots) -> Term | None:
    """Return a value on the present table, None where it is unknown whatever the case."""
    match form:
        case Slot(name):
            term: Term | None = slots.get(name)
            return term
        case Const(value):
            return terms.constant(value)
        case DecisionTable(rows, otherwise):
            return _cases(
                [(truth_on_columns(truth, slots), value) for truth, value in rows], otherwise, slots
            )
        case Product(factors):
            known = [
                term for factor in factors if (term := term_on_columns(factor, slots)) is not None
            ]
            return terms.product(known) if len(known) == len(factors) else None
        case Rest(whole, parts):
            return _rest(
                term_on_columns(whole, slots), [term_on_columns(part, slots) for part in parts]
            )
        case Cents(amount):
            exact = term_on_columns(amount, slots)
            return None if exact is None else terms.cents(exact)
        case MovedDay(day, by):
            start = term_on_columns(day, slots)
            return None if start is None else dating.moved(start, by, 1)
        case YearStart(day):
            within = term_on_columns(day, slots)
            return None if within is None else dating.year_start(within)
    raise TypeError(form)


def expr_on_columns(form: CoreValue, slots: Slots) -> ir.Value | None:
    """Return a value on the present table as an expression; None where it is unknown whatever the
    case.
    """
    term = term_on_columns(form, slots)
    return None if term is None else term.expr


def constant_on_columns(form: CoreValue, slots: Slots) -> Scalar | None:
    """Return a value that is the same on every row."""
    term = term_on_columns(form, slots)
    return None if term is None else term.constant


def _cases(rows: list[tuple[Truth, CoreValue]], otherwise: CoreValue, slots: Slots) -> Term | None:
    """Return a decision table: rows that never hold are left out, and those after one that always
    does.
    """
    chosen = term_on_columns(otherwise, slots)
    for truth, value in reversed(rows):
        here = terms.certain(truth)
        if here is False:
            continue
        own = term_on_columns(value, slots)
        chosen = own if here is True else _either(here, own, chosen)
    return chosen


def _either(here: Truth, own: Term | None, other: Term | None) -> Term | None:
    if own is None or other is None:
        only = own or other
        where = here if other is None else terms.negation(here)
        return None if only is None else Term(only.kind, terms.only_where(where, only.expr))
    return Term(own.kind, ibis.ifelse(here, own.expr, other.expr))


def _rest(whole: Term | None, parts: list[Term | None]) -> Term | None:
    if whole is None:
        return None
    expr = whole.expr
    for part in parts:
        expr = expr if part is None else expr - part.expr
    return replace(whole, expr=expr, constant=None, simple=None)
