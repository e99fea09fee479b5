"""The calendar as a plan: each deadline and event of a case
with its status on the day of the question, and each payment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from engine.diagnostics.bilingual import sentence
from engine.language.model import OccasionKind
from engine.language.nodes import Deadline
from engine.language.temporal import NOT_YET
from engine.reasoning.evaluation import entries_on
from engine.reasoning.lowering import PAYMENT_STATUS, DateForm, within
from engine.tables.compile.asked import Asked
from engine.tables.compile.branches import Branch
from engine.tables.compile.entitlements import MISSING
from engine.tables.compile.on_columns import (
    constant_on_columns,
    expr_on_columns,
    term_on_columns,
    truth_on_columns,
)
from engine.tables.compile.payments import PAYMENT
from engine.tables.compile.provenance import grounds
from engine.tables.compile.rows import Citations, Computed, From, MissingNames, Projection, Source
from engine.tables.compile.rules import (
    RuleColumns,
    conclusions,
    full_name,
    mask_of,
    unread,
)
from engine.tables.limits import PlanLimit
from engine.tables.terms import terms
from engine.tables.terms.levels import Kept, Sheet
from engine.tables.terms.lookups import text_of
from engine.tables.terms.terms import Term, Truth

SCHEMA: Mapping[str, str] = {
    "kind": "string",
    "entry": "string",
    "period": "int64",
    "on": "date",
    "status": "string",
    "met_on": "date",
    "amount": "decimal(18, 2)",
    "occasion": "string",
    "rule": "string",
    "citation": "int64",
    "missing": "string",
    "conditional": "string",
}


def entries_touched(asked: Asked, kind: OccasionKind, element: str) -> str | None:
    """Return the dates that an occasion without a day would
    give, as one case says them; None where it gives none.
    """
    question = asked.question
    names = (
        entries_on(asked.layout.timeline, question.readings, question.on, kind, element)
        if asked.family == "calendar"
        else ()
    )
    return ", ".join(names) or None


class CalendarSheet:
    """The calendar of the branches of one sheet."""

    def __init__(self, name: str, sheet: Sheet, branches: Sequence[Branch], asked: Asked) -> None:
        self.name = name
        self.sheet = sheet
        self.branches = branches
        self.asked = asked
        self.projections: list[Projection] = []

    def build(self, citations: Citations) -> list[Projection]:
        """Add the columns of the entries and return the rows that they give."""
        for _, concluded in conclusions(self.branches, self.sheet, self.asked.base):
            for worked in concluded:
                if isinstance(worked.rule.rule.then, Deadline):
                    self._entry(worked, worked.rule.rule.then, citations)
        self.sheet.add_level()
        return self.projections

    def _entry(self, worked: RuleColumns, then: Deadline, citations: Citations) -> None:
        branch, sheet = worked.branch, self.sheet
        entry = text_of(then.entry, branch.view)
        if not isinstance(entry, str):
            place = worked.rule.enacted.provision.location
            raise PlanLimit(
                sentence("an entry whose name depends on the case"),
                sentence("name it by the element of its occasion."),
            ).at(place)
        own = grounds(worked.rule, branch)
        base = citations.block([own.behind(code) for code in own.codes()])
        cited: Computed | int = base
        if own.choices:
            code = sheet.keep(own.code())
            cited = Computed(lambda table: table[code].cast("int64") + base, (code,))
        number = branch.number
        common: dict[str, Source] = {
            "kind": then.kind,
            "entry": entry,
            "occasion": branch.kind.name,
            "rule": worked.rule.address,
            "citation": cited,
        }
        common["period"] = From(number.column) if isinstance(number, Kept) else None
        self._dated(worked, then, common)
        self._undated(worked, common)

    def _dated(self, worked: RuleColumns, then: Deadline, common: Mapping[str, Source]) -> None:
        due, form = worked.values[0], worked.rule.lowered
        assert isinstance(form, DateForm)  # what a Deadline is lowered to
        if due is None or worked.applied is False:
            return
        slots = worked.slots | self._days(worked.branch)
        of_the_case = truth_on_columns(form.of_the_case, slots)
        covered = truth_on_columns(within(*self.asked.window), {"day": due})
        happens = terms.certain(terms.all_of([worked.applied, of_the_case, covered]))
        status = term_on_columns(form.status, slots)
        if happens is False or status is None:
            return
        met = worked.values[1] if then.met_by is not None else None
        column = self.sheet.keep(terms.only_where(happens, status.expr))
        columns = dict(common) | {"on": From(self.sheet.keep(due.expr)), "status": From(column)}
        if met is not None:
            done = ibis.ifelse(
                met.expr == ibis.date(NOT_YET.isoformat()), ibis.null("date"), met.expr
            )
            columns["met_on"] = From(self.sheet.keep(done))
        columns["missing"] = self._act_missing(
            worked,
            then,
            terms.all_of([happens, True if met is None else terms.negation(met.known)]),
        )
        self.projections.append(Projection(self.name, column, columns))

    def _act_missing(
        self, worked: RuleColumns, then: Deadline, where: Truth
    ) -> MissingNames | None:
        """The act that meets a date lacks where it is not known:
        the date is in the calendar, and the act would say whether it is met.
        """
        if then.met_by is None or where is False:
            return None
        missing = unread(then.met_by, worked, self.asked.base)
        return self._missing(
            {name: terms.all_of([where, flag]) for name, flag in missing.items()}, worked.branch
        )

    def _missing(self, missing: Mapping[str, Truth], branch: Branch) -> MissingNames | None:
        names, mask = mask_of(missing)
        number = branch.number.column if isinstance(branch.number, Kept) else None
        return (
            MissingNames(
                self.sheet.keep(mask), tuple(full_name(name, branch) for name in names), number
            )
            if names
            else None
        )

    def _days(self, branch: Branch) -> dict[str, Any]:
        return {"on": branch.read(branch.on), "today": terms.constant(self.asked.question.on)}

    def _undated(self, worked: RuleColumns, common: Mapping[str, Source]) -> None:
        """An entry that hangs on an unknown fact, or on an event
        of a text that is not known, is there without its date.
        """
        branch, sheet = worked.branch, self.sheet
        names, mask = mask_of(worked.missing)
        form, slots = worked.rule.lowered, self._days(branch)
        assert isinstance(form, DateForm)  # what a Deadline is lowered to
        of_the_case = truth_on_columns(form.of_the_case, slots)
        unknown = terms.certain(terms.all_of([worked.unknown, of_the_case]))
        if unknown is not False:
            column = sheet.keep(terms.only_where(unknown, mask))
            number = branch.number.column if isinstance(branch.number, Kept) else None
            columns = dict(common) | {"status": constant_on_columns(form.status, slots)}
            if names:
                columns["missing"] = MissingNames(
                    column, tuple(full_name(name, branch) for name in names), number
                )
            self.projections.append(Projection(self.name, column, columns))


def payment_entries(
    projections: Iterable[Projection], day: date, undated: frozenset[str]
) -> Iterator[Projection]:
    """Yield the payments of a funding plan as entries of the
    calendar, with their status on a day, and what the rights lack.

    `undated` names the occasions that the calendar says to be undated already.
    """
    for projection in projections:
        if projection.columns.get("kind") == MISSING and (
            projection.columns.get("rule") or projection.columns["occasion"] not in undated
        ):
            yield replace(
                projection,
                columns={
                    "entry" if name == "line" else name: value
                    for name, value in projection.columns.items()
                },
            )
        if projection.columns.get("kind") != PAYMENT:
            continue
        due = projection.columns["due_on"]
        columns: dict[str, Any] = {
            name: projection.columns[name]
            for name in ("period", "amount", "occasion", "rule", "citation")
        }
        columns |= {
            "kind": "payment",
            "entry": f"payments.{projection.columns['line']}.{projection.columns['part']}",
            "on": due,
        }
        columns["status"] = _paid(due, day)
        yield replace(projection, columns=columns)


def _paid(due: From | date | None, day: date) -> Source:
    today = terms.constant(day)
    if not isinstance(due, From):
        own = None if due is None else terms.constant(due)
        return constant_on_columns(PAYMENT_STATUS, {"due": own, "today": today})

    def status(table: ir.Table) -> ir.Value:
        slots = {"due": Term("date", table[due.name]), "today": today}
        return expr_on_columns(PAYMENT_STATUS, slots)

    return Computed(status, (due.name,))
