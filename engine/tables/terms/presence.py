"""Boolean algebra on the conditions of the plan: what is present, what follows from what, so that
no row is asked what is known beforehand.

A condition is an ibis boolean whose null is the unknown; the laws used here hold in three-valued
logic, or are used only on what is never null. What stands in a column of a sheet is looked up where
it was defined.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis.expr.types as ir
from ibis.expr import operations as ops

from engine.tables.terms.nullability import STRICT, operands, sure_node

_FALSE = ops.Literal(False, "boolean")
_defined: dict[int, tuple[weakref.ref[Any], Mapping[str, ops.Value]]] = {}
"""What the columns of a table hold, by the identity of the table:
two plans may have tables alike in every column, and other laws.
"""


def define(table: ir.Table, columns: Mapping[str, Any], before: ir.Table | None = None) -> None:
    """Remember what the columns of a table hold, besides what those of the table before it do."""
    node = table.op()
    kept = {name: expr.op() for name, expr in columns.items()}
    found = {**(_definitions(before.op()) if before is not None else {}), **kept}
    key = id(node)
    _defined[key] = weakref.ref(node, lambda _: _defined.pop(key, None)), found


def _definitions(node: ops.Node) -> Mapping[str, ops.Value]:
    found = _defined.get(id(node))
    return found[1] if found is not None and found[0]() is node else {}


def definition_of(node: ops.Node) -> ops.Value | None:
    """Return what a column was computed from, None when it is not known."""
    return _definitions(node.rel).get(node.name) if isinstance(node, ops.Field) else None


# --- presence -------------------------------------------------------------------------------------


def presence(node: ops.Value) -> list[ops.Value]:
    """Return conditions that are never null and hold
    together where, and only where, a value is known.
    """
    if sure_node(node):
        return []
    match node:
        case ops.Field():
            held = definition_of(node)
            if held is not None:
                here = [_moved(part, node.rel) for part in presence(held)]
                if all(part is not None and _is_plain(part) for part in here):
                    return [part for part in here if part is not None]
        case ops.IfElse(condition, chosen, other):
            return _either(condition, chosen, other)
        case _ if isinstance(node, STRICT) and not isinstance(node, ops.LogicalBinary):
            return _together(part for one in operands(node) for part in presence(one))
    return [ops.NotNull(node)]


def _either(condition: ops.Value, chosen: ops.Value, other: ops.Value) -> list[ops.Value]:
    """Return where a choice between two values is known;
    where its condition is not, the other is taken.
    """
    here, there = presence(chosen), presence(other)
    if set(here) == set(there):
        return here
    if not sure_node(condition):
        if set(here) <= set(there) <= set(presence(condition)):
            return there
        condition = ops.Coalesce((condition, _FALSE))
    if _is_nothing(other):
        return _together([condition, *here])
    if _is_nothing(chosen):
        return _together([complement(condition), *there])
    both = [part for part in here if part in there]
    left = [
        chained([one, *(part for part in own if part not in both)], ops.And)
        for one, own in ((condition, here), (complement(condition), there))
    ]
    return [*both, *_one_of(left)]


def _one_of(nodes: Sequence[ops.Value]) -> list[ops.Value]:
    found = joined(nodes, ops.Or)
    return [] if found is None else [chained(found, ops.Or)]


def _is_nothing(node: ops.Value) -> bool:
    return isinstance(node, ops.Literal) and node.value is None


def _is_plain(node: ops.Value) -> bool:
    """Whether a condition costs no more to ask again than to read."""
    match node:
        case ops.Field():
            return True
        case ops.Not(inner):
            return _is_plain(inner)
        case ops.NotNull(ops.Field()):
            return True
        case ops.And(left, right):
            return _is_plain(left) and _is_plain(right)
    return False


def _moved(node: ops.Value, table: ops.Relation) -> ops.Value | None:
    """Return a plain condition read from a later table,
    None when a column is not there any more.
    """
    match node:
        case ops.Field(_, name):
            return ops.Field(table, name) if name in table.schema else None
        case ops.Not(inner) | ops.NotNull(inner):
            moved = _moved(inner, table)
            return None if moved is None else type(node)(moved)
        case ops.And(left, right):
            both = _moved(left, table), _moved(right, table)
            return None if both[0] is None or both[1] is None else ops.And(*both)
    return None


# --- algebra --------------------------------------------------------------------------------------


def _together(parts: Iterable[ops.Value]) -> list[ops.Value]:
    return list(dict.fromkeys(parts))


def complement(node: ops.Value) -> ops.Value:
    """Return the negation of a condition."""
    return node.arg if isinstance(node, ops.Not) else ops.Not(node)


def flattened(node: ops.Value, kind: type[ops.Value]) -> list[ops.Value]:
    """Return the parts of a conjunction or of a disjunction, however it is nested."""
    if isinstance(node, kind):
        return [*flattened(node.left, kind), *flattened(node.right, kind)]
    if (
        isinstance(node, ops.Not)
        and isinstance(node.arg, ops.And | ops.Or)
        and not isinstance(node.arg, kind)
    ):  # not (a or b)
        return [
            part
            for one in (node.arg.left, node.arg.right)
            for part in flattened(complement(one), kind)
        ]
    return [node]


def unfolded(node: ops.Value) -> list[ops.Value]:
    """Return the parts of a conjunction, those of which its columns were made among them."""
    found = []
    for part in flattened(node, ops.And):
        held = definition_of(part)
        own = (
            [_moved(one, part.rel) for one in flattened(held, ops.And)]
            if isinstance(part, ops.Field) and held is not None
            else []
        )
        plain = [one for one in own if one is not None and _is_plain(one)]
        found += plain if len(plain) == len(own) > 1 else [part]
    return found


def joined(nodes: Iterable[ops.Value], kind: type[ops.Value]) -> list[ops.Value] | None:
    """Return the parts of a conjunction (`ops.And`) or a disjunction (`ops.Or`) that are worth
    asking; None when they contradict each other.

    A part that repeats another, or follows from it, is left out; None is false for a conjunction
    and true for a disjunction.
    """
    parts = _not_implied(_together(part for node in nodes for part in flattened(node, kind)), kind)
    other = ops.Or if kind is ops.And else ops.And
    found = set(parts)
    if any(complement(part) in found and sure_node(part) for part in parts):
        return None
    together = parts if kind is ops.And else [complement(part) for part in parts]
    if _nowhere(together) or _clash(together):
        return None
    kept: list[ops.Value] = []
    for part in parts:
        inner = flattened(part, other) if isinstance(part, other) else [part]
        if len(inner) > 1:
            if any(one in found for one in inner):
                continue  # a and (a or b)
            left = [
                one for one in inner if not (complement(one) in found and sure_node(one))
            ]  # a and (not a or b)
            if not left:
                return None
            kept.append(part if len(left) == len(inner) else chained(left, other))
        else:
            kept.append(part)
    return joined(kept, kind) if set(kept) != found else kept


def _nowhere(parts: Sequence[ops.Value]) -> bool:
    """Whether the parts of a conjunction hold one column, which is never
    null, between bounds that no value is within: 1 and at least 2.
    """
    lows: dict[str, Any] = {}
    highs: dict[str, Any] = {}
    for part in parts:
        name, low, high = _between(part)
        lows |= {name: max(lows.get(name, low), low)} if low is not None else {}
        highs |= {name: min(highs.get(name, high), high)} if high is not None else {}
    return any(low > highs[name] for name, low in lows.items() if name in highs)


def _between(part: ops.Value) -> tuple[str, Any, Any]:
    """Return the column that a comparison bounds, and its
    bounds, both within it; None for one that it does not give.
    """
    inner = part.arg if isinstance(part, ops.Not) else part
    held = definition_of(inner) or inner
    match held:
        case ops.Equals(ops.Field(_, name) as column, ops.Literal(value)) if inner is part:
            low, high = value, value
        case ops.Less(ops.Field(_, name) as column, ops.Literal(int() as value)):
            low, high = (None, value - 1) if inner is part else (value, None)
        case ops.LessEqual(ops.Field(_, name) as column, ops.Literal(int() as value)):
            low, high = (None, value) if inner is part else (value + 1, None)
        case _:
            return "", None, None
    told = (
        sure_node(column)
        and (column.dtype.is_integer() or isinstance(held, ops.Equals))
        and not isinstance(value, bool)
    )
    return (name, low, high) if told else ("", None, None)


def _clash(parts: Sequence[ops.Value]) -> bool:
    """Whether the parts of a conjunction contradict each other by
    what their columns were made of: one all of which another denies.
    """
    said: set[tuple[str, bool]] = set()
    choices: list[list[tuple[str, bool] | None]] = []
    for part in parts:
        inner = part.arg if isinstance(part, ops.Not) else part
        held = definition_of(inner)
        if not isinstance(inner, ops.Field) or not sure_node(inner):
            continue
        said.add((inner.name, inner is part))
        if isinstance(held, ops.And | ops.Or) and sure_node(held):
            own = held if inner is part else ops.Not(held)
            every = flattened(own, ops.And)
            if len(every) > 1:
                said |= {name for one in every if (name := _named(one)) is not None}
            else:
                choices.append([_named(one) for one in flattened(own, ops.Or)])
    denied = {(name, not positive) for name, positive in said}
    return bool(said & denied) or any(all(one in denied for one in own) for own in choices)


def _not_implied(parts: list[ops.Value], kind: type[ops.Value]) -> list[ops.Value]:
    """Return the parts without those that others say: a column is
    made of them in the same way, or of others in the other way.
    """
    held = {part: found for part in parts if (found := definition_of(part)) is not None}
    said = {
        _named(one)
        for found in held.values()
        if isinstance(found, kind)
        for one in flattened(found, kind)
    }
    kept = [part for part in parts if _named(part) is None or _named(part) not in said]
    names, other = {_named(part) for part in kept} - {None}, ops.Or if kind is ops.And else ops.And
    return [
        part
        for part in kept
        if not (
            isinstance(held.get(part), other)
            and names & {_named(one) for one in flattened(held[part], other)}
        )
    ]


def _named(node: ops.Value) -> tuple[str, bool] | None:
    """Return the column that a condition is, and whether it
    is negated; None when it is more than that.
    """
    inner = node.arg if isinstance(node, ops.Not) else node
    return (inner.name, inner is node) if isinstance(inner, ops.Field) else None


_LONG_CHAIN = 16


def chained(parts: Iterable[ops.Value], kind: type[ops.Value]) -> ops.Value:
    """Return one condition made of parts; many of them as
    two halves, so that no expression is deep.
    """
    found = list(parts)
    if len(found) > _LONG_CHAIN:
        half = len(found) // 2
        return kind(chained(found[:half], kind), chained(found[half:], kind))
    first, *rest = found
    for one in rest:
        first = kind(first, one)
    return first
