"""Conditions taken apart and put together: parts of a conjunction, parts of a disjunction,
negations.

Nothing is decided here: `passes/simplify.py` says which parts are worth asking.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from ibis.expr import operations as ops

Join: TypeAlias = "type[ops.And] | type[ops.Or]"
_LONG_CHAIN = 16


def complement(node: ops.Value) -> ops.Value:
    """Return the negation of a condition."""
    return node.arg if isinstance(node, ops.Not) else ops.Not(node)


def flattened(node: ops.Value, kind: Join) -> list[ops.Value]:
    """Return the parts of a conjunction or of a disjunction, however it is nested: `not (a or b)`
    is two parts of one.
    """
    if isinstance(node, kind):
        return [*flattened(node.left, kind), *flattened(node.right, kind)]
    if (
        isinstance(node, ops.Not)
        and isinstance(node.arg, ops.And | ops.Or)
        and not isinstance(node.arg, kind)
    ):
        return [
            part
            for side in (node.arg.left, node.arg.right)
            for part in flattened(complement(side), kind)
        ]
    return [node]


def chained(parts: Iterable[ops.Value], kind: Join) -> ops.Value:
    """Return one condition made of parts; many of them as two halves, so that no expression is
    deep.
    """
    several = list(parts)
    if len(several) > _LONG_CHAIN:
        half = len(several) // 2
        return kind(chained(several[:half], kind), chained(several[half:], kind))
    first, *rest = several
    for part in rest:
        first = kind(first, part)
    return first
