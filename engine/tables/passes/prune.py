"""The pass `prune`: each level of a sheet holds only the columns that something after it reads.

In: the levels of a sheet, and the columns that the rows of the answer read of the last of them.
Out: each level as a relation over the one before, and the columns that the first of them reads of
the table under it. The levels are walked from the last to the first: what is read of one is known
once all that follow have been seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ibis
import ibis.expr.types as ir
from ibis.expr import operations as ops

from engine.tables.terms.levels import Level


def lowered(
    source: ir.Table, levels: Sequence[Level], wanted: Iterable[str], *, pruned: bool = True
) -> tuple[list[tuple[str, ir.Table]], list[str]]:
    """Return each level with its name, holding what those after
    it read, and the columns read of the table under the first.
    """
    live = list(dict.fromkeys(wanted if pruned else _all_columns(source, levels)))
    if not levels:
        return [(source.get_name(), source.select(*live))], live
    kept: list[tuple[str, ir.Table]] = []
    for level in reversed(levels):
        schema = level.source.schema()
        if level.rows is not None:
            read = level.reads.union(*(level.picks.get(name, ()) for name in live))
            below = [name for name in schema if name in read or name in live or not pruned]
            source = ibis.table(
                {name: schema[name] for name in below}, name=level.source.get_name()
            )
            kept.append((level.name, _chosen(level.rows(source), live)))
        else:
            own = {name: level.added[name] for name in live if name in level.added}
            # no call of `select`: it looks in each column for what a level never holds
            # (aggregates, columns of another table), which is half of the work
            values = {
                name: own[name].op() if name in own else ops.Field(level.source, name)
                for name in live
            }
            kept.append((level.name, ops.Project(level.source, values).to_expr()))
            used = {column.name for expr in own.values() for column in expr.op().find(ops.Field)}
            below = [
                name
                for name in schema
                if name in used or (name in live and name not in own) or not pruned
            ]
        live = below or list(schema)[:1]  # rows of constants are rows still: one column counts them
    return kept[::-1], live


def _all_columns(source: ir.Table, levels: Sequence[Level]) -> list[str]:
    """Return every column of the last of the levels."""
    if not levels:
        return list(source.columns)
    last = levels[-1]
    if last.rows is not None:
        return list(last.rows(last.source).columns)
    return [*last.source.columns, *last.added]


def _chosen(table: ir.Table, names: Sequence[str]) -> ir.Table:
    """Return the columns named, of each part where the table is a union."""
    node = table.op()
    if not isinstance(node, ops.Union):
        return table.select(*names)
    return ibis.union(*(_chosen(part.to_expr(), names) for part in (node.left, node.right)))
