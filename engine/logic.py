"""Conditions and values against the facts of one occasion, in three-valued logic: true, false, unknown (None).

A condition is first brought to a normal form (readings chosen, benefits expanded, negations at the leaves); the pure evaluation
here, the patterns of `inference` and the sentences of `words` read that same tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct

from engine.arithmetic import COMPARISONS, OPERATIONS
from engine.clauses import (
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
    Meets,
    Not,
    Proportion,
    Require,
    Shift,
    Value,
    Weighted,
)
from engine.consolidation import Enacted, Law, Timeline
from engine.model import Table
from engine.temporal import Duration, shifted

View: TypeAlias = Mapping[str, Any]
"""The facts known on an occasion, by name; a fact that is absent is unknown."""
Truth: TypeAlias = bool | None

_PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")
NEVER = AnyOf(())
ALWAYS = All(())


class Scope(Struct, frozen=True):
    """What conditions and values are read against: the law of the day, the dates of the texts, the readings chosen."""

    timeline: Timeline
    law: Law
    readings: Mapping[str, str]

    def option(self, reading: str) -> str:
        """Return the option chosen for a reading, its default when none was."""
        return self.readings.get(reading) or self.timeline.corpus.readings[reading].default

    def with_option(self, reading: str, option: str) -> Scope:
        """Return the same scope under another option of one reading."""
        return Scope(self.timeline, self.law, {**self.readings, reading: option})

    def table(self, address: str) -> Table | None:
        """Return a table of the law in force, None when it holds none there."""
        enacted = self.law.provisions.get(address)
        return enacted.provision.table if enacted else None

    def requirements(self, benefit: str) -> tuple[tuple[Enacted, Condition], ...]:
        """Return the requirements of a benefit in force, each with its condition."""
        return tuple(
            (enacted, rule.when or ALWAYS)
            for enacted in self.law.provisions.values()
            if (rule := enacted.provision.rule) and isinstance(rule.then, Require) and rule.then.benefit == benefit
        )


class Check(Struct, frozen=True):
    """One leaf of a condition on one occasion: the fact, what it needed, what it read (None when unknown), the truth found.

    `needed` holds a value for each operand, None where it is unknown.
    `unknown` names the facts of the leaf that are unknown, those of what it is compared with included.
    """

    fact: str
    operator: str
    needed: tuple[Any, ...]
    read: Any
    truth: Truth
    unknown: tuple[str, ...] = ()


def placeholders(template: str) -> tuple[str, ...]:
    """Return the facts named in a template such as `plots.{plot}.grant`."""
    return tuple(_PLACEHOLDER.findall(template))


def filled(template: str, view: View) -> str:
    """Return the template with each `{fact}` replaced by its value."""
    if "{" not in template:
        return template
    return "".join([piece if name is None else str(view.get(name, piece)) for piece, name in _pieces(template)])


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return a template in pieces: a text as it is, or a placeholder with the name of its fact."""
    pieces = _PLACEHOLDER.split(template)
    return tuple((f"{{{one}}}", one) if rank % 2 else (one, None) for rank, one in enumerate(pieces) if one)


# --- conditions -------------------------------------------------------------------------------------------------------


def compiled_condition(condition: Condition, scope: Scope) -> Callable[[View], Truth]:
    """Return the function that gives the truth of a condition in normal form for the facts of an occasion."""
    match condition:
        case All(parts):
            return _conjunction([compiled_condition(part, scope) for part in parts])
        case AnyOf(parts):
            return _disjunction([compiled_condition(part, scope) for part in parts])
        case Known(fact, expected):
            return lambda view: (fact in view) is expected
        case Compare(fact, "one_of" | "none_of" as name, operands):
            return _membership(fact, [compiled_value(operand, scope) for operand in operands], expected=name == "one_of")
        case Compare(fact, name, (operand,)):
            return _comparison(fact, COMPARISONS[name], compiled_value(operand, scope))
    raise TypeError(condition)


def _conjunction(parts: list[Callable[[View], Truth]]) -> Callable[[View], Truth]:
    def truth(view: View) -> Truth:
        found: Truth = True
        for part in parts:
            one = part(view)
            if one is False:
                return False
            if one is None:
                found = None
        return found

    return truth


def _disjunction(parts: list[Callable[[View], Truth]]) -> Callable[[View], Truth]:
    def truth(view: View) -> Truth:
        found: Truth = False
        for part in parts:
            one = part(view)
            if one is True:
                return True
            if one is None:
                found = None
        return found

    return truth


def _comparison(fact: str, compare: Callable[[Any, Any], bool], operand: Callable[[View], Any]) -> Callable[[View], Truth]:
    def truth(view: View) -> Truth:
        read = view.get(fact)
        if read is None:
            return None
        needed = operand(view)
        return None if needed is None else compare(read, needed)

    return truth


def _membership(fact: str, operands: list[Callable[[View], Any]], *, expected: bool) -> Callable[[View], Truth]:
    def truth(view: View) -> Truth:
        read = view.get(fact)
        if read is None:
            return None
        needed = [operand(view) for operand in operands]
        return expected if read in needed else None if None in needed else not expected

    return truth


def explained(condition: Condition, scope: Scope, view: View) -> tuple[Check, ...]:
    """Return the leaves that keep a condition in normal form from being true: the false ones, else the unknown ones."""
    truth = compiled_condition(condition, scope)(view)
    return () if truth else tuple(_blocking(condition, scope, view, truth))


def _blocking(condition: Condition, scope: Scope, view: View, truth: Truth) -> Iterator[Check]:
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                if compiled_condition(part, scope)(view) is truth:
                    yield from _blocking(part, scope, view, truth)
        case Known(fact, expected):
            yield Check(fact, "known", (expected,), view.get(fact), truth)
        case Compare(fact, name, operands):
            read = dict.fromkeys((fact, *(name for operand in operands for name in facts_read(operand, scope))))
            needed = tuple(compiled_value(operand, scope)(view) for operand in operands)
            unknown = tuple(name for name in read if name not in view) if truth is None else ()
            yield Check(fact, name, needed, view.get(fact), truth, unknown)


# --- values -----------------------------------------------------------------------------------------------------------


def compiled_value(value: Value, scope: Scope) -> Callable[[View], Any]:
    """Return the function that computes a value for the facts of an occasion; it returns None when a fact it needs is unknown."""
    match value:
        case Literally(constant):
            return lambda _: constant
        case Fact(name):
            return lambda view: view.get(name)
        case FactOn(name, on):
            return _on_a_day(name, compiled_value(on, scope))
        case EventDate() | EffectDate():
            day = scope.timeline.resolve(value)
            return lambda _: day
        case Choice(reading, options):
            return compiled_value(options[scope.option(reading)], scope)
        case Shift(start, by, times, count):
            return _moved(compiled_value(start, scope), by, times, compiled_value(count, scope) if count is not None else None)
        case Proportion(unit):
            name = f"period.covered_{unit}"
            return lambda view: view.get(name)
        case Cell(table, row, column):
            return _cell(scope.table(table), row, compiled_value(column, scope))
        case Bracket(inner, table):
            return _bracket(scope.table(table), compiled_value(inner, scope))
        case Weighted(items, weight, amount):
            return _weighted(items, weight, amount)
        case Combine(name, parts):
            return _combined(name, [compiled_value(part, scope) for part in parts])
    raise TypeError(value)


def history_of(name: str) -> str:
    """Return the name under which the facts of an occasion hold the whole history of a fact: days and values, in order."""
    return f"{name}@"


def _on_a_day(name: str, on: Callable[[View], Any]) -> Callable[[View], Any]:
    whole = history_of(name)

    def read(view: View) -> Any:
        history = view.get(whole)
        if history is None:
            return view.get(name)  # given once, it holds on any day
        day = on(view)
        return None if day is None else next((value for start, value in reversed(history) if start <= day), None)

    return read


def _moved(origin: Callable[[View], Any], by: Duration, times: int, count: Callable[[View], Any] | None) -> Callable[[View], Any]:
    if count is None:
        return lambda view: None if (found := origin(view)) is None else shifted(found, by, times)

    def moved(view: View) -> Any:
        found, number = origin(view), count(view)
        return None if found is None or number is None or number % 1 else shifted(found, by, times * int(number))

    return moved


def _cell(table: Table | None, row: str, column: Callable[[View], Any]) -> Callable[[View], Any]:
    if table is None:
        return lambda _: None
    rows, rank = table.rows, {name: position for position, name in enumerate(table.columns)}

    def look_up(view: View) -> Decimal | None:
        cells, position = rows.get(filled(row, view)), rank.get(column(view))
        return None if cells is None or position is None else cells[position]

    return look_up


def _bracket(table: Table | None, inner: Callable[[View], Any]) -> Callable[[View], Any]:
    def classify(view: View) -> Any:
        read = inner(view)
        if read is None or table is None:
            return None
        return next(
            (name for limit, included, name in table.brackets if limit is None or read < limit or (included and read == limit)), None
        )

    return classify


def _weighted(items: str, weight: str, amount: str) -> Callable[[View], Decimal | None]:
    def total(view: View) -> Decimal | None:
        records = view.get(items)
        return None if records is None else sum((record[weight] * record[amount] for record in records), Decimal(0))

    return total


def _combined(name: str, parts: list[Callable[[View], Any]]) -> Callable[[View], Any]:
    if name == "first_known":
        return lambda view: next((found for part in parts if (found := part(view)) is not None), None)
    combine = OPERATIONS[name]

    def value(view: View) -> Any:
        found = []
        for part in parts:
            if (one := part(view)) is None:
                return None
            found.append(one)
        return combine(found)

    return value


# --- what a value or a condition reads --------------------------------------------------------------------------------


def children(node: Value | Condition) -> tuple[Value | Condition, ...]:
    """Return the direct parts of a value or a condition (all the options of a reading)."""
    match node:
        case All(parts) | AnyOf(parts) | Combine(_, parts):
            return tuple(parts)
        case Not(part) | Cell(_, _, part) | Bracket(part, _):
            return (part,)
        case FactOn(_, on):
            return (on,)
        case Shift(start, _, _, count):
            return (start,) if count is None else (start, count)
        case Compare(_, _, operands):
            return operands
        case Choice(_, options):
            return tuple(options.values())
    return ()


def walk(node: Value | Condition, scope: Scope | None = None) -> Iterator[Value | Condition]:
    """Yield a node and all its parts; with a scope, only the option chosen of each reading, and benefits expanded."""
    if scope is not None and isinstance(node, Choice):
        yield node
        yield from walk(node.options[scope.option(node.reading)], scope)
        return
    if scope is not None and isinstance(node, Meets):
        yield node
        for _, when in scope.requirements(node.benefit):
            yield from walk(when, scope)
        return
    yield node
    for child in children(node):
        yield from walk(child, scope)


def facts_read(node: Value | Condition, scope: Scope | None = None) -> tuple[str, ...]:
    """Return the names of the facts that a value or a condition reads, in order, once each."""
    names: list[str] = []
    for part in walk(node, scope):
        match part:
            case Fact(name) | FactOn(name, _) | Compare(name, _, _) | Known(name, _):
                names.append(name)
            case Weighted(items, _, _):
                names.append(items)
            case Cell(_, row, _):
                names += placeholders(row)
    return tuple(dict.fromkeys(names))
