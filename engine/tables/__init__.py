"""The law as a relational plan: the same consolidated law, compiled for whole tables of cases.

In: a table of cases, one or several consolidated laws, a question. Out: the rows of the answer, the
same as those of each case asked by itself. Needs the extra `batch`. Read first: `run/whole_run.py`
for what a run does, `compile/plan.py` for what a plan is, `docs/tables.md` for both.

What others may use is named below. It is imported when it is asked for, so that commands that
answer one case load neither DuckDB nor ibis. A run is `engine.tables.run.whole_run.run(request)`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.tables.compile.plan import Plan, compile_plan
    from engine.tables.passes import ALL, PASSES, Passes
    from engine.tables.run.request import Request, paths_of
    from engine.tables.run.whole_run import RunSummary

__all__ = [
    "ALL",
    "PASSES",
    "Passes",
    "Plan",
    "Request",
    "RunSummary",
    "compile_plan",
    "paths_of",
]
_HOME = {
    "compile.plan": ("Plan", "compile_plan"),
    "passes": ("ALL", "PASSES", "Passes"),
    "run.request": ("Request", "paths_of"),
    "run.whole_run": ("RunSummary",),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name from where it is defined; raises AttributeError for any other."""
    if name not in _MODULE:
        raise AttributeError(name)
    return getattr(import_module(f"engine.tables.{_MODULE[name]}"), name)
