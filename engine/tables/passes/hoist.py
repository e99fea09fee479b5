"""What depends on the case alone is computed once, on the
row of the case, and not again for each of its periods.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.expr import operations as ops

from engine.tables.terms.algebra import chained, flattened
from engine.tables.terms.inference import is_never_null, operands
from engine.tables.terms.levels import Level

_CHOICES = (ops.SearchedCase, ops.IfElse)
_JOINED = (ops.And, ops.Or)
_COMPARED = (ops.Equals, ops.NotEquals, ops.Less, ops.LessEqual, ops.Greater, ops.GreaterEqual)
_PURE = (
    *_CHOICES,
    ops.Field,
    ops.Literal,
    ops.Comparison,
    ops.LogicalBinary,
    ops.Not,
    ops.NotNull,
    ops.IsNull,
    ops.Add,
    ops.Subtract,
    ops.Multiply,
    ops.Coalesce,
    ops.Greatest,
    ops.Least,
)
"""What may be computed on a row where nobody asks for it: none of these can fail."""


@dataclass(slots=True, eq=False)
class Hoisting:
    """The columns that leave the sheets of periods for the row of the
    case, of which `table` holds the columns that are there already.
    """

    table: ir.Table
    _kept: dict[str, tuple[int, ops.Value, Mapping[str, str]]] = field(default_factory=dict)
    _names: dict[ops.Value, str] = field(default_factory=dict)
    _alone: dict[ops.Value, bool] = field(default_factory=dict)

    def lifted(self, levels: Sequence[Level]) -> tuple[Level, ...]:
        """Take what leaves the levels of a sheet; return the levels, which then read it."""
        taken: dict[str, str] = {}
        apart: list[dict[str, ops.Value]] = []
        for level in levels:
            apart.append({})
            for name, expr in level.added.items():
                node = apart[-1][name] = self._apart(expr.op(), taken)
                if self._leaves(node, taken):
                    taken[name] = self._keep(node, taken)
                else:
                    self._take_parts(node, taken)
        kinds = {name: _kind(node) for name, (_, node, _) in self._kept.items()}
        lighter = []
        for level, nodes in zip(levels, apart, strict=True):
            source = ibis.table({**level.source.schema(), **kinds}, name=level.source.get_name())
            added = {
                name: read_from(node, source, taken, self._names) for name, node in nodes.items()
            }
            lighter.append(replace(level, source=source, added=added))
        return tuple(lighter)

    def _apart(self, node: ops.Value, taken: Mapping[str, str]) -> ops.Value:
        """Return a condition with those of its parts that depend on
        the case alone side by side, so that they leave together.
        """
        if isinstance(node, ops.Not):
            return ops.Not(self._apart(node.arg, taken))
        if not isinstance(node, _JOINED) or self._is_alone(node, taken):
            return node
        kind = type(node)
        parts = [self._apart(part, taken) for part in flattened(node, kind)]
        alone = [part for part in parts if self._is_alone(part, taken)]
        others = [part for part in parts if part not in alone]
        return chained([chained(alone, kind), *others] if alone else others, kind)

    def _take_parts(self, node: ops.Value, taken: Mapping[str, str]) -> None:
        for part in operands(node):
            if self._leaves(part, taken):
                self._keep(part, taken)
            else:
                self._take_parts(part, taken)

    def _leaves(self, node: ops.Value, taken: Mapping[str, str]) -> bool:
        """Whether an expression depends on the case alone, and costs more than a look."""
        return self._is_alone(node, taken) and bool(node.find((*_CHOICES, *_JOINED, *_COMPARED)))

    def _is_alone(self, node: ops.Value, taken: Mapping[str, str]) -> bool:
        if isinstance(node, ops.Field):
            return node.name in taken or node.name in self.table.schema()
        if node not in self._alone:
            self._alone[node] = isinstance(node, _PURE) and all(
                self._is_alone(operand, taken) for operand in operands(node)
            )
        return self._alone[node]

    def _keep(self, node: ops.Value, taken: Mapping[str, str]) -> str:
        if node not in self._names:
            name = f"h{len(self._kept) + 1}"
            read = [taken.get(column.name, column.name) for column in node.find(ops.Field)]
            depth = 1 + max(
                (self._kept[column][0] for column in read if column in self._kept), default=0
            )
            self._kept[name] = depth, node, taken
            self._names[node] = name
        return self._names[node]

    def added_to(self, name: str) -> tuple[Level, ...]:
        """Return the levels that compute what was taken on
        the rows of the cases, over a table of this name.
        """
        kinds, levels = self.table.schema(), []
        for depth in range(1, max((depth for depth, *_ in self._kept.values()), default=0) + 1):
            source = ibis.table(kinds, name=name)
            own = {
                column: (node, taken)
                for column, (rank, node, taken) in self._kept.items()
                if rank == depth
            }
            name = f"{self.table.get_name()}_lifted_{depth}"
            levels.append(
                Level(
                    name,
                    source,
                    {
                        column: read_from(node, source, taken, {})
                        for column, (node, taken) in own.items()
                    },
                )
            )
            kinds = ibis.schema(
                {**kinds, **{column: _kind(node) for column, (node, _) in own.items()}}
            )
        return tuple(levels)


def read_from(
    node: ops.Value,
    table: ir.Table,
    taken: Mapping[str, str] = MappingProxyType({}),
    names: Mapping[ops.Value, str] = MappingProxyType({}),
) -> Any:
    """Return an expression that reads a table: a column that was
    taken under its new name, what `names` holds as a column.
    """
    relation = table.op()
    done: dict[ops.Value, ops.Value] = {}

    def read(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(read(part) for part in value)
        if not isinstance(value, ops.Value):
            return value
        if value not in done:
            column = (
                taken.get(value.name, value.name)
                if isinstance(value, ops.Field)
                else names.get(value)
            )
            parts = zip(value.__argnames__, value.__args__, strict=True)
            done[value] = (
                ops.Field(relation, column)
                if column
                else value.__recreate__({key: read(part) for key, part in parts})
            )
        return done[value]

    return read(node).to_expr()


def _kind(node: ops.Value) -> Any:
    return node.dtype.copy(nullable=not is_never_null(node))
