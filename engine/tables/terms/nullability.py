"""Which expressions can never be null, from the columns they read:
what a table never lacks need not be asked of each of its rows.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from ibis.expr import operations as ops

STRICT = (
    ops.Comparison,
    ops.LogicalBinary,
    ops.Not,
    ops.Add,
    ops.Subtract,
    ops.Multiply,
    ops.Negate,
    ops.Abs,
    ops.Floor,
    ops.Round,
    ops.Cast,
    ops.DateAdd,
    ops.DateDelta,
    ops.DateTruncate,
    ops.ExtractDateField,
    ops.DateFromYMD,
    ops.IntervalFromInteger,
    ops.ScalarUDF,
    ops.StringConcat,
    ops.Strip,
    ops.StringContains,
)
"""What is null only where one of its operands is; division
is not among them, since a divisor may be zero.
"""
_DIVISIONS = (ops.Divide, ops.Modulus)
_known: WeakKeyDictionary[ops.Node, bool] = WeakKeyDictionary()


def never_null(expr: Any) -> bool:
    """Return whether an ibis expression can never be null; where that cannot be told, it may."""
    return is_never_null(expr.op())


def is_never_null(node: ops.Node) -> bool:
    """Return the same of the node of an expression."""
    found = _known.get(node)
    if found is None:
        found = _known[node] = _looked_at(node)
    return found


def _looked_at(node: ops.Node) -> bool:
    match node:
        case ops.Literal():
            return node.value is not None
        case ops.Field():
            return _is_full_column(node.rel, node.name)
        case ops.IsNull() | ops.NotNull() | ops.Unnest():
            return True
        case ops.Coalesce() | ops.Greatest() | ops.Least():  # of what is known, where something is
            return any(is_never_null(part) for part in node.arg)
        case ops.IfElse():
            return is_never_null(node.true_expr) and is_never_null(node.false_null_expr)
        case ops.SearchedCase():
            return all(is_never_null(part) for part in node.results) and is_never_null(node.default)
        case ops.InValues():
            return is_never_null(node.value) and all(is_never_null(one) for one in node.options)
        case _ if isinstance(node, _DIVISIONS):
            return (
                is_never_null(node.left)
                and isinstance(node.right, ops.Literal)
                and bool(node.right.value)
            )
        case _ if isinstance(node, STRICT):
            return all(is_never_null(part) for part in operands(node))
    return False


def operands(node: ops.Value) -> list[ops.Value]:
    """Return the values that an expression is made of."""
    flat = [one for part in node.__args__ for one in (part if isinstance(part, tuple) else (part,))]
    return [one for one in flat if isinstance(one, ops.Value)]


def _is_full_column(table: ops.Relation, name: str) -> bool:
    match table:
        case ops.UnboundTable():
            return not table.schema[name].nullable
        case ops.Project() | ops.Filter():
            return is_never_null(table.values[name])
        case ops.DropColumns():
            return _is_full_column(table.parent, name)
        case ops.Union():
            return _is_full_column(table.left, name) and _is_full_column(table.right, name)
        case ops.JoinChain():
            value = table.values[name]
            return (
                isinstance(value, ops.Field)
                and value.rel == table.first
                and _is_full_column(table.first.parent, value.name)
            )
    return False
