"""Values worked out against the facts of one occasion, and what values and conditions are made of.

Nothing here knows where the law comes from: what a value needs beside the facts it asks of its
`Ground`. The values of rules are worked out on the law in force, the days on which texts enter into
force on the texts alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

from engine.language.arithmetic import OPERATIONS
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
    Meets,
    Not,
    Proportion,
    Shift,
    Value,
    Weighted,
)
from engine.language.temporal import Duration, shifted

View: TypeAlias = Mapping[str, Any]
"""The facts known on an occasion, by name; a fact that is absent is unknown."""
UNSETTLED = "derivations.unsettled"
"""The name, in a view, of the set of the derived facts that are
unknown: one that is absent and not among them is undefined.
"""

_PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")


class Ground(Protocol):
    """What values and conditions stand on beside the facts: readings
    chosen, tables and requirements in force, days of texts.
    """

    def option(self, reading: str) -> str:
        """Return the option chosen for a reading."""

    def table(self, address: str) -> Table | None:
        """Return a table, None when there is none."""

    def conditions(self, benefit: str) -> tuple[Condition, ...]:
        """Return the conditions of a benefit."""

    def day_of(self, value: EventDate | EffectDate) -> Any:
        """Return the day of an event of a text or of its
        entry into force, None while it is not known.
        """


def placeholders(template: str) -> tuple[str, ...]:
    """Return the facts named in a template such as `plots.{plot}.grant`."""
    return tuple(_PLACEHOLDER.findall(template))


def filled(template: str, view: View) -> str:
    """Return the template with each `{fact}` replaced by its value."""
    if "{" not in template:
        return template
    return "".join(
        [piece if name is None else str(view.get(name, piece)) for piece, name in _pieces(template)]
    )


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Return a template in pieces: a text as it is, or a placeholder with the name of its fact."""
    pieces = _PLACEHOLDER.split(template)
    return tuple(
        (f"{{{one}}}", one) if rank % 2 else (one, None) for rank, one in enumerate(pieces) if one
    )


# --- values ---------------------------------------------------------------------------------------


def compiled_value(value: Value, ground: Ground) -> Callable[[View], Any]:
    """Return the function that computes a value for the facts of
    an occasion; it returns None when a fact it needs is unknown.
    """
    match value:
        case Literally(constant):
            return lambda _: constant
        case Fact(name):
            return lambda view: view.get(name)
        case FactOn(name, on):
            return _on_a_day(name, compiled_value(on, ground))
        case EventDate() | EffectDate():
            day = ground.day_of(value)
            return lambda _: day
        case Choice(reading, options):
            return compiled_value(options[ground.option(reading)], ground)
        case Shift(start, by, times, count):
            return _moved(
                compiled_value(start, ground),
                by,
                times,
                compiled_value(count, ground) if count is not None else None,
            )
        case Proportion():
            part = value.name
            return lambda view: view.get(part)
        case Cell(table, row, column):
            return _cell(ground.table(table), row, compiled_value(column, ground))
        case Bracket(inner, table):
            return _bracket(ground.table(table), compiled_value(inner, ground))
        case Weighted(items, weight, amount, at_most):
            return _weighted(items, weight, amount, at_most)
        case Combine(name, parts):
            compiled = [compiled_value(part, ground) for part in parts]
            return (
                _first_known(compiled, [facts_read(part, ground) for part in parts])
                if name == "first_known"
                else _combined(name, compiled)
            )
    raise TypeError(value)


def history_of(name: str) -> str:
    """Return the name under which the facts of an occasion hold
    the whole history of a fact: days and values, in order.
    """
    return f"{name}@"


def _on_a_day(name: str, on: Callable[[View], Any]) -> Callable[[View], Any]:
    whole = history_of(name)

    def read(view: View) -> Any:
        history = view.get(whole)
        if history is None:
            return view.get(name)  # given once, it holds on any day
        day = on(view)
        return (
            None
            if day is None
            else next((value for start, value in reversed(history) if start <= day), None)
        )

    return read


def _moved(
    origin: Callable[[View], Any], by: Duration, times: int, count: Callable[[View], Any] | None
) -> Callable[[View], Any]:
    if count is None:
        return lambda view: None if (found := origin(view)) is None else shifted(found, by, times)

    def moved(view: View) -> Any:
        found, number = origin(view), count(view)
        return (
            None
            if found is None or number is None or number % 1
            else shifted(found, by, times * int(number))
        )

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
            (
                name
                for limit, included, name in table.brackets
                if limit is None or read < limit or (included and read == limit)
            ),
            None,
        )

    return classify


def _weighted(
    items: str, weight: str, amount: str, at_most: Decimal | None
) -> Callable[[View], Decimal | None]:
    def bounded(value: Decimal) -> Decimal:
        return value if at_most is None else min(value, at_most)

    def total(view: View) -> Decimal | None:
        records = view.get(items)
        if records is None or any(
            weight not in record or amount not in record for record in records
        ):
            return None
        return sum((record[weight] * bounded(record[amount]) for record in records), Decimal(0))

    return total


def _first_known(
    parts: list[Callable[[View], Any]], reads: list[tuple[str, ...]]
) -> Callable[[View], Any]:
    """Return the first of some values that is known; one that still
    waits for what its rules lack may be it, and is waited for.
    """

    def value(view: View) -> Any:
        for compute, read in zip(parts, reads, strict=True):
            if (found := compute(view)) is not None:
                return found
            unsettled = view.get(UNSETTLED)
            if unsettled and any(name in unsettled and name not in view for name in read):
                return None
        return None

    return value


def _combined(name: str, parts: list[Callable[[View], Any]]) -> Callable[[View], Any]:
    combine = OPERATIONS[name]

    def value(view: View) -> Any:
        found = []
        for part in parts:
            if (one := part(view)) is None:
                return None
            found.append(one)
        return combine(found)

    return value


# --- what a value or a condition reads ------------------------------------------------------------


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


def walk(node: Value | Condition, ground: Ground | None = None) -> Iterator[Value | Condition]:
    """Yield a node and all its parts; with a ground, only
    the option chosen of each reading, and benefits expanded.
    """
    if ground is not None and isinstance(node, Choice):
        yield node
        yield from walk(node.options[ground.option(node.reading)], ground)
        return
    if ground is not None and isinstance(node, Meets):
        yield node
        for when in ground.conditions(node.benefit):
            yield from walk(when, ground)
        return
    yield node
    for child in children(node):
        yield from walk(child, ground)


def facts_read(node: Value | Condition, ground: Ground | None = None) -> tuple[str, ...]:
    """Return the names of the facts that a value or a condition reads, in order, once each."""
    names: list[str] = []
    for part in walk(node, ground):
        match part:
            case Fact(name) | FactOn(name, _) | Compare(name, _, _) | Known(name, _):
                names.append(name)
            case Weighted(items):
                names.append(items)
            case Cell(_, row, _):
                names += placeholders(row)
            case Proportion():
                names.append("period.from")
    return tuple(dict.fromkeys(names))
