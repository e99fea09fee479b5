"""Back pay in a wide ledger: what adjustments bring to each line of
a period, and in all; a column for each line that they may reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir

from engine.reasoning.rights import ADJUSTMENT
from engine.tables.columns import CASE
from engine.tables.compile.late import given
from engine.tables.compile.plan import Plan
from engine.tables.compile.rows import From, Projection, union

_BOUNDS = ("period", "from", "until")


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """The adjustments of a plan and of those of what was
    known before: each projection with its plan.
    """

    plan: Plan
    parts: tuple[tuple[Plan, Projection], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that an adjustment may reach."""
        return tuple(dict.fromkeys(each.columns["line"] for _, each in self.parts))

    def needs(self, sheet: str) -> list[str]:
        """Return the columns of a sheet of the plan itself that they read."""
        return list(
            dict.fromkeys(
                name
                for plan, projection in self.parts
                if plan is self.plan and projection.sheet == sheet
                for name in projection.needs()
            )
        )

    def stages(self) -> Iterator[tuple[str, list[tuple[str, ir.Table]]]]:
        """Yield the tables to be computed after those of the plan:
        those of what was known before, and the adjustments, one a row.
        """
        for earlier in self.plan.earlier:
            own = [projection for plan, projection in self.parts if plan is earlier]
            if own:
                yield from earlier.stages(own)
        if self.parts:
            rows = self._listed()
            yield self._name, [(self._name, rows)]

    def answer(self, schema: Mapping[str, str]) -> ir.Table:
        """Return a row with these columns for each period to
        which something is brought, over what has been computed.
        """
        table = ibis.table(self._listed().schema(), name=self._name)
        keys = [CASE, *(name for name in _BOUNDS if name in schema)]
        nothing = ibis.literal(0).cast(table["amount"].type())
        sums = {
            _named(line): ibis.ifelse(table["line"] == line, table["amount"], nothing)
            .sum()
            .nullif(0)
            for line in self.lines
        }
        sums_by_period = table.group_by(keys).aggregate(
            **sums, **{ADJUSTMENT: table["amount"].sum().nullif(0)}
        )
        brought = sums_by_period.filter(
            ibis.or_(*(sums_by_period[name].notnull() for name in sums))
        )
        columns = {
            name: brought[name].cast(kind) if name in brought.columns else ibis.null(kind)
            for name, kind in schema.items()
        }
        return brought.select(**{CASE: brought[CASE]}, **columns)

    @property
    def _name(self) -> str:
        return f"{self.plan.prefix}adjusted"

    def _listed(self) -> ir.Table:
        rows = [
            given(plan, plan.projected(_placed(projection)), self.plan)
            for plan, projection in self.parts
        ]
        return union([table.select(CASE, *_BOUNDS, "line", "amount") for table in rows])


def adjusted(plan: Plan) -> Adjusted:
    """Return the adjustments of a plan."""
    several = [
        (state, projection) for state in (plan, *plan.earlier) for projection in state.projections
    ]
    parts = tuple(part for part in several if part[1].columns.get("part") == ADJUSTMENT)
    return Adjusted(plan, parts)


def adjusted_columns(ledgers: list[Adjusted]) -> dict[str, str]:
    """Return the columns of adjustments and their types:
    one for each line that they may reach, and their sum.
    """
    lines = dict.fromkeys(line for ledger in ledgers for line in ledger.lines)
    return dict.fromkeys([*map(_named, lines), *([ADJUSTMENT] if lines else [])], "decimal(18, 2)")


def _named(line: str) -> str:
    return f"{ADJUSTMENT}.{line}"


def _placed(adjustment: Projection) -> Projection:
    """Return an adjustment on the period of its right."""
    bounds: Mapping[str, Any] = (
        dict.fromkeys(_BOUNDS)
        if adjustment.span is None
        else dict(zip(_BOUNDS, map(From, adjustment.span), strict=True))
    )
    return replace(
        adjustment,
        columns={
            "line": adjustment.columns["line"],
            "amount": adjustment.columns["amount"],
            **bounds,
        },
    )
