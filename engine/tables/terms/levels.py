"""A table under construction: columns are added level upon
level, and what a rule reads is found by the name of a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

import ibis
import ibis.expr.types as ir
from ibis.expr import operations as ops

from engine.tables.terms.inference import is_never_null, never_null
from engine.tables.terms.terms import Term, Truth, constant

Reference: TypeAlias = "Term | Kept | Callable[..., Term | None]"
"""Where a fact is found: a constant, kept columns, or a
computation on the table (a history read on a day).
"""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A term that stands in columns: `column` for its
    value, `per` for its divisor where it has one.
    """

    column: str
    term: Term
    per: str = ""

    def on(self, table: ir.Table) -> Term:
        """Return the term read from the table."""
        per = table[self.per] if self.per else self.term.per
        return replace(self.term, expr=table[self.column], per=per, constant=None, simple=None)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One step of a sheet: columns added to the rows of `source`,
    or other rows made of them from the columns `reads`.

    `picks` gives, for the columns that the other rows bring, those that they are made of.
    """

    name: str
    source: ir.Table
    added: Mapping[str, Any]
    rows: Callable[[ir.Table], ir.Table] | None = None
    reads: frozenset[str] = frozenset()
    picks: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Rewriter(Protocol):
    """What rewrites the columns of a sheet as they are kept (a pass, where it is on)."""

    definitions: dict[str, ops.Value]
    """What each column of the sheet was made of, by its name."""

    def simplified(self, node: ops.Value) -> ops.Value:
        """Return an expression that is worth the same on every row."""

    def is_contradiction(self, node: ops.Value) -> bool:
        """Return whether a condition holds on no row, whether or not conditions are rewritten."""

    def unfolded(self, node: ops.Value) -> list[ops.Value]:
        """Return the parts of a conjunction, those of which its columns were made among them."""


class Sheet:
    """A table built level upon level, and the columns about
    to be added to it; the same expression is added once.

    Each level is compiled by itself, over a table that stands for the one before: what no row of
    the answer reads is then left out.
    """

    def __init__(self, table: ir.Table, prefix: str, name: str, rewriter: Rewriter) -> None:
        self.rewriter = rewriter
        self.table = table
        self.source = table
        self.name = name
        self.levels: list[Level] = []
        self._prefix = prefix
        self._pending: dict[str, Any] = {}
        self._names: dict[Any, str] = {}
        self._count = self._depth = 0

    def keep(self, expr: Any) -> str:
        """Return the name of the column that will hold an
        expression on the present table, once `add_level` is called.
        """
        operation = self.rewriter.simplified(expr.op())
        if isinstance(operation, ops.Field) and operation.rel is self.table.op():
            return str(operation.name)
        if operation not in self._names:
            self._count += 1
            name = f"{self._prefix}{self._count}"
            self._names[operation] = name
            self._pending[name] = operation.to_expr()
        return self._names[operation]

    def keep_term(self, term: Term) -> Term | Kept:
        """Return where a term will be found once `add_level` is called."""
        if term.constant is not None:
            return term
        per = "" if isinstance(term.per, int) else self.keep(term.per)
        return Kept(self.keep(term.expr), term, per)

    def decided(self, truth: Truth) -> Truth:
        """Return a truth as it will be kept: a constant where it is the same on every row."""
        if truth is None or isinstance(truth, bool):
            return truth
        node = self.rewriter.simplified(truth.op())
        if isinstance(node, ops.Literal):
            return None if node.value is None else bool(node.value)
        kept: ir.BooleanValue = node.to_expr()
        return kept

    def excluded(self, truth: Truth) -> bool:
        """Return whether a condition contradicts itself, by what the columns are made of."""
        if truth is None or isinstance(truth, bool):
            return truth is False
        return self.rewriter.is_contradiction(truth.op())

    def add_level(self) -> None:
        """Add the columns kept since the last time."""
        if self._pending:
            schema = self.table.schema()
            nodes = {name: expr.op() for name, expr in self._pending.items()}
            self._grow(
                Level(self._next(), self.table, self._pending),
                {name: schema[name] for name in schema}
                | {
                    name: node.dtype.copy(nullable=not is_never_null(node))
                    for name, node in nodes.items()
                },
            )
        self._pending, self._names = {}, {}

    def remake(
        self,
        rows: Callable[[ir.Table], ir.Table],
        reads: Iterable[str],
        picks: Mapping[str, frozenset[str]] = MappingProxyType({}),
    ) -> None:
        """Put other rows, made of the columns named `reads`, in the
        place of the present ones; they keep the columns that they have.

        `picks` names the columns of which they make others, where these are read.
        """
        made = rows(self.table)
        self._grow(
            Level(self._next(), self.table, {}, rows, frozenset(reads), picks),
            {
                name: kind.copy(nullable=not never_null(made[name]))
                for name, kind in made.schema().items()
            },
        )

    def cut(self, name: str) -> tuple[Level, ...]:
        """Return the levels so far, and go on from a table of this name that holds their rows."""
        levels, self.levels = tuple(self.levels), []
        self.table = self.source = ibis.table(self.table.schema(), name=name)
        return levels

    def _next(self) -> str:
        self._depth += 1
        return f"{self.name}_{self._depth}"

    def _grow(self, level: Level, kinds: Mapping[str, Any]) -> None:
        """Go on from the table of a level, whose columns have these types."""
        self.levels.append(level)
        self.table = ibis.table(kinds, name=level.name)
        self.rewriter.definitions.update({name: expr.op() for name, expr in level.added.items()})


class View:
    """The facts that may be read at one place of a sheet; a
    fact that is absent is unknown beforehand.

    `truths` names the columns that hold the truth of leaves of conditions, or its negation, where
    they have been kept.
    """

    def __init__(self, sheet: Sheet, references: Mapping[str, Reference]) -> None:
        self.sheet = sheet
        self.references = dict(references)
        self.truths: dict[Any, tuple[str, bool]] = {}

    def get(self, name: str) -> Term | None:
        """Return the term of a fact on the present table,
        None when it is unknown whatever the case.
        """
        reference = self.references.get(name)
        if reference is None or isinstance(reference, Term):
            return reference
        return (
            reference.on(self.sheet.table)
            if isinstance(reference, Kept)
            else reference(self.sheet.table)
        )

    def on_a_day(self, history: str, day: Term) -> Term | None:
        """Return the term that a history gives for a day,
        None when no fact of the case has that history.
        """
        reference = self.references.get(history)
        return reference(self.sheet.table, on=day) if callable(reference) else None

    def over_days(self, history: str, first: Term, until: Term) -> Term | None:
        """Return the average that a history gives from a day to the eve of another, by days,
        None when no fact of the case has that history.
        """
        reference = self.references.get(history)
        if not callable(reference):
            return None
        return reference(self.sheet.table, on=first, until=until)

    def within(self, name: str, element: str) -> View:
        """Return a view in which the facts of an element stand under the name of any element.

        `name` is the full name of that one: `members.2.trade` is then read as `member.trade`.
        """
        begin, own = f"{name}.", f"{element}."
        others = {
            known: there for known, there in self.references.items() if known[: len(own)] != own
        }
        inner = {
            own + known[len(begin) :]: there
            for known, there in self.references.items()
            if known.startswith(begin)
        }
        key = {element: constant(name.rpartition(".")[2])}
        return View(self.sheet, others | inner | key)

    def with_facts(self, references: Mapping[str, Reference]) -> View:
        """Return a view of the same sheet with more facts, or others."""
        return View(self.sheet, self.references | dict(references))
