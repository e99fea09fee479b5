"""Values and conditions of the law as terms of the plan: the same
trees as `engine.reasoning.logic` reads, null standing for the unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import ibis
from ibis.expr import operations as ops

from engine.diagnostics.bilingual import sentence
from engine.language.model import Table
from engine.language.nodes import (
    All,
    AnyOf,
    Bracket,
    Cell,
    Choice,
    Combine,
    Compare,
    Condition,
    EffectDate,
    EventDate,
    Fact,
    FactOn,
    Known,
    Literally,
    Proportion,
    Scalar,
    Shift,
    Value,
    Weighted,
)
from engine.language.operators import OPERATORS
from engine.language.temporal import NOT_YET, Duration
from engine.reasoning.explanation import outside_name
from engine.reasoning.logic import Scope, facts_read, history_of, placeholders, walk
from engine.reasoning.normal_form import leaves
from engine.tables.columns import weighted_name
from engine.tables.limits import PlanLimit
from engine.tables.terms import dating, terms
from engine.tables.terms.levels import View
from engine.tables.terms.terms import Term, Truth

_LARGE = 24
_PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")


def truth_of(condition: Condition, view: View, scope: Scope) -> Truth:
    """Return the truth of a condition in normal form at one place of a sheet."""
    if condition in view.truths:
        column, negated = view.truths[condition]
        found: Truth = view.sheet.table[column]
        return terms.negation(found) if negated else found
    match condition:
        case All(parts):
            return terms.all_of([truth_of(part, view, scope) for part in parts])
        case AnyOf(parts):
            return terms.any_of([truth_of(part, view, scope) for part in parts])
        case Known(fact, expected):
            read = view.get(fact)
            known: Truth = False if read is None else read.known
            if scope.derives(fact):
                known = _decided(known, undefined(fact, view))
            return known if expected else terms.negation(known)
        case Compare(fact, operator, operands):
            read = view.get(fact)
            operands_read = (
                [] if read is None else [term_of(operand, view, scope) for operand in operands]
            )
            truth = (
                None
                if read is None
                else OPERATORS[operator].term(read, operands_read, terms.OFFERED)
            )
            return (
                terms.all_of([terms.negation(undefined(fact, view)), truth])
                if scope.derives(fact)
                else truth
            )
    raise TypeError(condition)


def _decided(truth: Truth, refuted: Truth) -> Truth:
    """Return a truth that is never unknown as true, false
    where it is refuted, unknown elsewhere.
    """
    if refuted is True:
        return truth
    return terms.any_of(
        [
            truth,
            None
            if refuted is False or refuted is None
            else ibis.ifelse(refuted, False, ibis.null("boolean")),
        ]
    )


def undefined_name(fact: str) -> str:
    """Return the name under which a view says where a derived fact is undefined."""
    return f"{fact}?"


def undefined(fact: str, view: View) -> Truth:
    """Return where a derived fact is undefined: no rule gives it, and
    none may. It is where it is not given, unless the view says so.
    """
    told = view.get(undefined_name(fact))
    if told is not None:
        return bool(told.constant) if told.constant is not None else told.expr
    read = view.get(fact)
    return True if read is None else terms.negation(read.known)


def may_be_undefined(condition: Condition, scope: Scope) -> bool:
    """Whether a condition may be unknown though nothing is: it compares
    with a derived fact, or reads a period that may not be there.
    """
    compared = [leaf for leaf in leaves(condition) if isinstance(leaf, Compare)]
    read = {
        name
        for leaf in compared
        for operand in leaf.operands
        for name in facts_read(operand, scope)
    }
    return any(scope.derives(name) for name in read) or any(
        name.startswith("period.") for name in (*read, *(leaf.fact for leaf in compared))
    )


def keep_truths(condition: Condition, view: View, scope: Scope, height: int = 0) -> None:
    """Keep truths in columns, once `settle` is called: what is missing reads them many times over.

    Those of the leaves of a condition; above them, and one `height` after another, those of the
    groups of a large one.
    """
    for node in _at_height(condition, height):
        if not isinstance(node, Known) and node not in view.truths:
            truth = truth_of(node, view, scope)
            if truth is not None and not isinstance(truth, bool):
                negated = isinstance(truth.op(), ops.Not)
                view.truths[node] = (
                    view.sheet.keep(terms.negation(truth) if negated else truth),
                    negated,
                )


def height_of(condition: Condition) -> int:
    """Return how many levels of groups of a condition are worth a column: none of a small one."""
    return _height(condition) if sum(1 for _ in leaves(condition)) > _LARGE else 0


def _height(condition: Condition) -> int:
    return (
        1 + max(map(_height, condition.parts), default=0)
        if isinstance(condition, All | AnyOf)
        else 0
    )


def _at_height(condition: Condition, height: int) -> Iterator[Condition]:
    if not height:
        yield from leaves(condition)
    elif _height(condition) == height:
        yield condition
    elif isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from _at_height(part, height)


def term_of(value: Value, view: View, scope: Scope) -> Term | None:
    """Return the term of a value at one place of a sheet,
    None when it is unknown whatever the case.
    """
    match value:
        case Literally(known):
            return terms.constant(known)
        case Fact() | FactOn():
            return _fact(value, view, scope)
        case EventDate() | EffectDate():
            day = scope.timeline.resolve(value)
            return None if day is None else terms.constant(day)
        case Choice(reading, options):
            return term_of(options[scope.option(reading)], view, scope)
        case Shift(start, by, times, count):
            origin = term_of(start, view, scope)
            if origin is None or count is None:
                return None if origin is None else dating.moved(origin, by, times)
            number = term_of(count, view, scope)
            return None if number is None else _moved_by(origin, by, times, number)
        case Proportion():
            return view.get(value.name)
        case Cell(table, row, column):
            return _cell(scope.table(table), row, term_of(column, view, scope), view)
        case Bracket(inner, table):
            return _bracket(scope.table(table), term_of(inner, view, scope))
        case Weighted(items, weight, amount, at_most):
            return view.get(weighted_name(items, weight, amount, at_most))
        case Combine(name, parts):
            read = [term_of(part, view, scope) for part in parts]
            return (
                _first_known(read, [_waits(part, view, scope) for part in parts])
                if name == "first_known"
                else _combined(name, read)
            )
    raise TypeError(value)


def _fact(value: Fact | FactOn, view: View, scope: Scope) -> Term | None:
    """Return a fact on the day of the occasion, or on its own day where its history is given."""
    if isinstance(value, FactOn):
        read = view.on_a_day(
            history_of(value.name), term_of(value.on, view, scope) or terms.unknown("date")
        )
        if read is not None:
            return read
    return view.get(value.name)


def _waits(value: Value, view: View, scope: Scope) -> Truth:
    """Return where a value reads a derived fact that is unknown,
    for want of what its rules read: it may still be known.
    """
    derived = [name for name in facts_read(value, scope) if scope.derives(name)]
    read = [(name, view.get(name)) for name in derived]
    absent = [(name, True if term is None else terms.negation(term.known)) for name, term in read]
    return terms.certain(
        terms.any_of(
            [terms.all_of([here, terms.negation(undefined(name, view))]) for name, here in absent]
        )
    )


def _first_known(parts: Sequence[Term | None], waiting: Sequence[Truth]) -> Term | None:
    """Return the first of some values that is known; what
    follows one that waits is taken only where it does not.
    """
    free: Truth = True
    options: list[Term] = []
    for term, waits in zip(parts, waiting, strict=True):
        if term is not None and free is not False:
            kept = (
                term
                if free is True
                else replace(
                    term, expr=terms.only_where(free, term.expr), constant=None, simple=None
                )
            )
            options.append(kept)
        free = terms.all_of([free, terms.negation(waits)])
    return terms.first_known(options) if options else None


def _combined(name: str, parts: Sequence[Term | None]) -> Term | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    match name:
        case "multiply":
            return terms.product(known)
        case "add":
            return terms.total(known, [1] * len(known))
        case "subtract":
            return terms.total(known, [1] + [-1] * (len(known) - 1))
        case "negate":
            return terms.total(known, [-1])
    return terms.chosen_extreme(known, greatest=name in ("greatest", "latest"))


# --- tables ---------------------------------------------------------------------------------------


def text_of(template: str, view: View) -> str | Any:
    """Return a template with its facts filled in: a text
    when they are constants, else an expression.
    """
    parts: list[Any] = []
    rest = 0
    for found in _PLACEHOLDER.finditer(template):
        parts += [template[rest : found.start()], _written(found[1], view)]
        rest = found.end()
    parts.append(template[rest:])
    if all(isinstance(part, str) for part in parts):
        return "".join(parts)
    expr: Any = None
    for part in parts:
        piece = ibis.literal(part) if isinstance(part, str) else part
        expr = piece if expr is None else expr + piece
    return expr


def _written(name: str, view: View) -> Any:
    term = view.get(name)
    if term is None:
        return name
    if term.constant is not None:
        return str(term.constant)
    if term.kind == "number" and not (term.scale == 0 and isinstance(term.per, int)):
        message = sentence("`{name}` is no whole number and stands in a name", name=name)
        raise PlanLimit(message, sentence("name lines and rows with texts or whole numbers."))
    return term.expr.cast("string").fill_null(name)


def _moved_by(origin: Term, by: Duration, times: int, count: Term) -> Term:
    """Return a date moved by a duration taken a whole
    number of times, unknown where that number is.
    """
    if count.scale or not isinstance(count.per, int) or count.per != 1:
        raise PlanLimit(
            sentence("a duration is taken a number of times that may not be whole"),
            sentence("count in a smaller unit."),
        )
    months, days = (by.years * 12 + by.months) * times, by.days * times
    number = count.expr.cast("int64")
    expr = dating.add_months(origin.expr, number * months) if months else origin.expr
    if days:
        expr = (
            (expr + (number * days).cast("int32").as_interval("D")).cast("timestamp").cast("date")
        )
    never = ibis.date(NOT_YET.isoformat())
    return Term(
        "date",
        ibis.ifelse(
            number.isnull(), ibis.null("date"), ibis.ifelse(origin.expr == never, never, expr)
        ),
    )


def _cell(table: Table | None, row: str, column: Term | None, view: View) -> Term | None:
    if table is None or column is None:
        return None
    name = text_of(row, view)
    if isinstance(name, str):
        cells = table.rows.get(name)
        return None if cells is None else _picked(table.columns, cells, column)
    rows = [(key, _picked(table.columns, cells, column)) for key, cells in table.rows.items()]
    scale = max(term.scale for _, term in rows)
    aligned = [(key, terms.scaled(term, scale)) for key, term in rows]
    expr = ibis.cases(
        *((name == key, term.expr) for key, term in aligned), else_=ibis.null("int64")
    )
    return terms.number(
        expr,
        scale,
        max(term.most for _, term in aligned),
        signed=any(term.signed for _, term in aligned),
    )


def _picked(columns: Sequence[Scalar], cells: Sequence[Decimal], column: Term) -> Term:
    if column.constant is not None:
        found = next(
            (cell for name, cell in zip(columns, cells, strict=True) if name == column.constant),
            None,
        )
        return terms.unknown("number") if found is None else terms.constant(found)
    pairs: list[tuple[Truth, Scalar]] = [
        (terms.compared("is", column, terms.constant(name)), cell)
        for name, cell in zip(columns, cells, strict=True)
        if not column.among or name in column.among
    ]
    if column.among and len(pairs) == len(column.among):
        pairs[-1] = (column.known, pairs[-1][1])  # it is one of them: what is left is the last
    return _classified(pairs)


def _classified(pairs: Sequence[tuple[Truth, Scalar]]) -> Term:
    """Return the value that goes with the first condition that is true, unknown when none is."""
    values = [terms.constant(value) for _, value in pairs]
    kind, scale = values[0].kind, max(value.scale for value in values)
    aligned = [terms.scaled(value, scale) if kind == "number" else value for value in values]
    expr = terms.nothing(aligned[0].expr)
    for (truth, _), value in reversed(list(zip(pairs, aligned, strict=True))):
        expr = value.expr if truth is True else expr
    tested = [
        (truth, value.expr)
        for (truth, _), value in zip(pairs, aligned, strict=True)
        if truth is not True and truth is not False
    ]
    if tested:
        expr = ibis.cases(*((terms.as_column(truth), value) for truth, value in tested), else_=expr)
    signed = any(value.signed for value in values)
    among = frozenset(value for truth, value in pairs if truth is not False)
    return Term(
        kind, expr, None, scale, 1, max(value.most for value in aligned), 1, signed, among=among
    )


def _bracket(table: Table | None, inner: Term | None) -> Term | None:
    if table is None or inner is None:
        return None
    pairs: list[tuple[Truth, Scalar]] = []
    for limit, included, name in table.brackets:
        if limit is None:
            pairs.append((inner.known, name))
        else:
            pairs.append(
                (
                    terms.compared(
                        "at_most" if included else "less_than", inner, terms.constant(limit)
                    ),
                    name,
                )
            )
    return _classified(pairs)


# --- what is missing ------------------------------------------------------------------------------


def blocking_facts(
    condition: Condition, view: View, scope: Scope
) -> tuple[dict[str, Truth], dict[str, Truth]]:
    """Return where each fact of a condition leaves it unknown if
    the fact is, and what else leaves it unknown (event, table).

    They are those of the unknown leaves, reached through unknown parts alone.
    """
    facts: dict[str, list[Truth]] = {}
    there: dict[str, list[Truth]] = {}

    def visit(node: Condition, reached: Truth) -> None:
        here = terms.all_of([reached, terms.is_unknown(truth_of(node, view, scope))])
        match node:
            case All(parts) | AnyOf(parts):
                for part in parts:
                    visit(part, here)
            case Known(fact):
                facts.setdefault(fact, []).append(here)
            case Compare(fact, _, operands):
                for name in dict.fromkeys(
                    (fact, *(name for operand in operands for name in facts_read(operand, scope)))
                ):
                    facts.setdefault(name, []).append(here)
                for name, absent in (
                    found for operand in operands for found in lacking(operand, view, scope).items()
                ):
                    there.setdefault(name, []).append(terms.all_of([here, absent]))

    visit(condition, True)
    return {name: terms.any_of(found) for name, found in facts.items()}, {
        name: terms.any_of(found) for name, found in there.items()
    }


def lacking(value: Value, view: View, scope: Scope) -> dict[str, Truth]:
    """Return, for each thing that a value may lack beside facts
    (event without a day, cell that is not there), where it lacks it.
    """
    found: dict[str, Truth] = {}
    for node in walk(value, scope):
        match node:
            case EventDate() | EffectDate():
                if scope.timeline.resolve(node) is None:
                    found[outside_name(node)] = True
            case Cell() | Bracket() | FactOn():
                absent = _is_absent(node, view, scope)
                if absent is not False:
                    name = node.name if isinstance(node, FactOn) else outside_name(node)
                    found[name] = terms.any_of([found.get(name, False), absent])
    return found


def _is_absent(node: Cell | Bracket | FactOn, view: View, scope: Scope) -> Truth:
    """Return where what is looked up, in a table or on a
    day, is not there, though the place to look in is known.
    """
    place_of = (
        node.column
        if isinstance(node, Cell)
        else node.value
        if isinstance(node, Bracket)
        else node.on
    )
    place, found = term_of(place_of, view, scope), term_of(node, view, scope)
    if place is None or (isinstance(node, Bracket) and found is not None):
        return False
    read = [view.get(name) for name in placeholders(node.row)] if isinstance(node, Cell) else []
    known = [
        terms.certain(True if one is None else one.known) if one is not None else False
        for one in (place, *read)
    ]
    return terms.all_of([*known, True if found is None else terms.negation(found.known)])
