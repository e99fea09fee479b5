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


def sure(expr: Any) -> bool:
    """Return whether an ibis expression can never be null; where that cannot be told, it may."""
    return sure_node(expr.op())


def sure_node(node: ops.Node) -> bool:
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
            return _sure_column(node.rel, node.name)
        case ops.IsNull() | ops.NotNull() | ops.Unnest():
            return True
        case ops.Coalesce() | ops.Greatest() | ops.Least():  # of what is known, where something is
            return any(sure_node(part) for part in node.arg)
        case ops.IfElse():
            return sure_node(node.true_expr) and sure_node(node.false_null_expr)
        case ops.SearchedCase():
            return all(sure_node(part) for part in node.results) and sure_node(node.default)
        case ops.InValues():
            return sure_node(node.value) and all(sure_node(one) for one in node.options)
        case _ if isinstance(node, _DIVISIONS):
            return (
                sure_node(node.left)
                and isinstance(node.right, ops.Literal)
                and bool(node.right.value)
            )
        case _ if isinstance(node, STRICT):
            return all(sure_node(part) for part in operands(node))
    return False


def operands(node: ops.Value) -> list[ops.Value]:
    """Return the values that an expression is made of."""
    flat = [one for part in node.__args__ for one in (part if isinstance(part, tuple) else (part,))]
    return [one for one in flat if isinstance(one, ops.Value)]


def _sure_column(table: ops.Relation, name: str) -> bool:
    match table:
        case ops.UnboundTable():
            return not table.schema[name].nullable
        case ops.Project() | ops.Filter():
            return sure_node(table.values[name])
        case ops.DropColumns():
            return _sure_column(table.parent, name)
        case ops.Union():
            return _sure_column(table.left, name) and _sure_column(table.right, name)
        case ops.JoinChain():
            value = table.values[name]
            return (
                isinstance(value, ops.Field)
                and value.rel == table.first
                and _sure_column(table.first.parent, value.name)
            )
    return False
