"""A table under construction: columns are added in stages, and what a rule reads is found by the name of a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

from engine.batch.terms import Term

Reference: TypeAlias = "Term | Kept | Callable[[ir.Table], Term | None]"
"""Where a fact is found: a constant, kept columns, or a computation on the table (a history read on a day)."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A term that stands in columns: `column` for its value, `per` for its divisor where it has one."""

    column: str
    term: Term
    per: str = ""

    def on(self, table: ir.Table) -> Term:
        """Return the term read from the table."""
        per = table[self.per] if self.per else self.term.per
        return replace(self.term, expr=table[self.column], per=per, constant=None)


class Sheet:
    """A table and the columns about to be added to it; the same expression is added once."""

    def __init__(self, table: ir.Table, prefix: str) -> None:
        self.table = table
        self._prefix = prefix
        self._pending: dict[str, Any] = {}
        self._names: dict[Any, str] = {}
        self._count = 0

    def keep(self, expr: Any) -> str:
        """Return the name of the column that will hold an expression on the present table, once `settle` is called."""
        operation = expr.op()
        if isinstance(operation, ibis.expr.operations.Field) and operation.rel is self.table.op():
            return str(operation.name)
        if operation not in self._names:
            self._count += 1
            name = f"{self._prefix}{self._count}"
            self._names[operation] = name
            self._pending[name] = expr
        return self._names[operation]

    def keep_term(self, term: Term) -> Term | Kept:
        """Return where a term will be found once `settle` is called."""
        if term.constant is not None:
            return term
        per = "" if isinstance(term.per, int) else self.keep(term.per)
        return Kept(self.keep(term.expr), term, per)

    def settle(self) -> None:
        """Add the columns kept since the last time."""
        if self._pending:
            self.table = self.table.mutate(**self._pending)
        self._pending, self._names = {}, {}


class View:
    """The facts that may be read at one place of a sheet; a fact that is absent is unknown beforehand.

    `truths` names the columns that hold the truth of leaves of conditions, where they have been kept.
    """

    def __init__(self, sheet: Sheet, references: Mapping[str, Reference]) -> None:
        self.sheet = sheet
        self.references = dict(references)
        self.truths: dict[Any, str] = {}

    def get(self, name: str) -> Term | None:
        """Return the term of a fact on the present table, None when it is unknown whatever the case."""
        found = self.references.get(name)
        if found is None or isinstance(found, Term):
            return found
        return found.on(self.sheet.table) if isinstance(found, Kept) else found(self.sheet.table)

    def with_facts(self, references: Mapping[str, Reference]) -> View:
        """Return a view of the same sheet with more facts, or others."""
        return View(self.sheet, self.references | dict(references))

    def on_sheet(self, sheet: Sheet) -> View:
        """Return the same facts on another sheet that holds their columns."""
        return View(sheet, self.references)
