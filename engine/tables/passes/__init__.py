"""Rewritings of a plan that change no answer, each for speed, each with a name and a switch.

In: the plan as the law was compiled, and the passes that are on. Out: an equal plan that costs
less. Read first: `PASSES` below, then `simplify.py` and `hoist.py`.

`PASSES` gives them in the order in which they work. What each buys is what the same answer costs
without it, in processor time of DuckDB on one thread (the table of `docs/tables.md` says on which
rows).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ibis.expr import operations as ops

from engine.tables.passes.simplify import Simplifier

__all__ = ["ALL", "Passes", "hoist", "prune"]


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass: its name, what it does, and where it is written."""

    name: str
    does: str
    module: str


PASSES = (
    Pass(
        "narrow", "numbers are stored in 32 bits where they fit", "engine.tables.intake.statistics"
    ),
    Pass(
        "fold",
        "a condition on dates with one result for all rows is computed once, with the plan",
        "engine.tables.compile.facts",
    ),
    Pass(
        "unroll",
        "the days of a grid of few periods are columns of the case, one a period",
        "engine.tables.compile.layout",
    ),
    Pass("simplify", "conditions lose what they repeat", "engine.tables.passes.simplify"),
    Pass(
        "hoist",
        "what depends on the case alone is computed once a case",
        "engine.tables.passes.hoist",
    ),
    Pass(
        "prune",
        "columns that no row of the answer reads are left out",
        "engine.tables.passes.prune",
    ),
)


@dataclass(frozen=True, slots=True)
class Passes:
    """Which passes are on. It is given to `compile_plan`, and nothing else switches a pass."""

    on: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return name in self.on

    def without(self, *names: str) -> Passes:
        """Return the same passes without some; raises KeyError for a name that no pass has."""
        for name in names:
            if name not in ALL.on:
                raise KeyError(name)
        return replace(self, on=self.on.difference(names))

    def rewriter(self, definitions: Mapping[str, ops.Value]) -> Simplifier:
        """Return what rewrites the columns of a sheet as they are kept."""
        return Simplifier(definitions, active="simplify" in self)


ALL = Passes(frozenset(optimisation.name for optimisation in PASSES))
