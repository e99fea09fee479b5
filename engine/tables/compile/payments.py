"""Payments of rights: shared among their parts to the cent, and
what a change of the law corrects (`engine.reasoning.adjustments`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

from engine.language.core import CoreValue, Slot
from engine.language.nodes import Bound, Pay
from engine.reasoning.adjustments import changing
from engine.reasoning.lowering import PartForm, PayForm, within
from engine.reasoning.rights import ADJUSTMENT, matches
from engine.tables.compile.branches import Branch
from engine.tables.compile.funding_columns import (
    ActingRule,
    BranchFunding,
    FundingColumns,
    RightColumns,
    slots_of,
    span_of,
)
from engine.tables.compile.on_columns import expr_on_columns, term_on_columns, truth_on_columns
from engine.tables.compile.rows import Computed, Projection, in_euros, on_table, reads_of, source
from engine.tables.terms import terms
from engine.tables.terms.grids import COVERED
from engine.tables.terms.levels import Kept
from engine.tables.terms.terms import Term, Truth

PAYMENT = "payment"
_SHARES = frozenset(COVERED)
"""Facts of a period that are others where the law does not cut it."""
WholeCents: TypeAlias = ir.IntegerValue


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """Where the day of a payment comes before the change of the law
    that ends its occasion, and before the one that it begins on.
    """

    before_end: Truth
    before_start: Truth


class Payments:
    """The payments of the rights of one branch, and of its uncut occasion where the law cuts it."""

    def __init__(
        self, owner: FundingColumns, funding: BranchFunding, uncut: BranchFunding | None
    ) -> None:
        self.owner = owner
        self.funding = funding
        self.uncut = uncut

    def add(self) -> None:
        """Add the payments of all the rights of the branch."""
        funding = self.funding
        uncut_rights = (
            {} if self.uncut is None else {_identity(right): right for right in self.uncut.rights}
        )
        for acting in funding.acting:
            then = acting.worked.rule.rule.then
            if not isinstance(then, Pay):
                continue
            for right in funding.rights:
                if matches(right.paid_as, then.lines):
                    self._payment(
                        acting,
                        funding.applied(acting),
                        then,
                        right,
                        uncut_rights.get(_identity(right)),
                    )

    def _payment(
        self,
        acting: ActingRule,
        applied: Truth,
        then: Pay,
        right: RightColumns,
        uncut_right: RightColumns | None,
    ) -> None:
        worked, paid = acting.worked, terms.all_of([applied, self.owner.is_given(right)])
        form, slots = worked.rule.lowered, slots_of(acting, worked.branch)
        assert isinstance(form, PayForm)  # what a Pay is lowered to
        parts = form.parts if right.base is None else form.beside
        own = uncut = _amounts(self.owner.cents(right), form.shares, parts, slots)
        if uncut_right is not None:
            before = slots_of(self._uncut_rule(acting), uncut_right.worked.branch)
            uncut = _amounts(self.owner.cents(uncut_right), form.shares, parts, before)
        known = [truth_on_columns(part.known, slots) for part in parts]
        values = dict(zip(worked.rule.value_names, acting.values, strict=True))
        days, new = [values[part.due.name] for part in parts], self._is_new(uncut_right)
        dues = [self._due(worked.branch, due, here) for due, here in zip(days, known, strict=True)]
        each = zip(parts, own, uncut, dues, days, known, strict=True)
        for part, amount, before, when, due_on, here in each:
            if here is False:
                continue
            elsewhere = when.before_start, terms.all_of([new, when.before_end])
            where = terms.all_of([paid, here, *map(terms.negation, elsewhere)])
            column = self.owner.sheet.keep(terms.only_where(where, _as_due(amount, before, when)))
            citation = self.owner.citation(right, (worked.rule.enacted,))
            self._paid(acting, right, column, part.name, due_on, citation)
        if worked.branch.cut is not None:
            self._adjust(acting, right, paid, list(zip(own, uncut, dues, strict=True)))
        if uncut_right is not None and may_differ(right):
            given = applied, self.owner.is_given(uncut_right), terms.negation(paid)
            gone = terms.all_of(list(map(terms.certain, given)))
            names = [part.name for part in parts]
            stood = zip(names, uncut, dues, days, strict=True)
            self._gone(acting, right, uncut_right, gone, stood)

    def _is_new(self, uncut_right: RightColumns | None) -> Truth:
        """Return where a right is there after the change alone: nothing was due of it before."""
        if uncut_right is None or not may_differ(uncut_right):
            return False
        return terms.negation(terms.certain(self.owner.is_given(uncut_right)))

    def _gone(
        self,
        acting: ActingRule,
        right: RightColumns,
        uncut_right: RightColumns,
        gone: Truth,
        stood: Iterable[tuple[str, WholeCents, Due, Kept | Term | None]],
    ) -> None:
        """Add what was due of a right that is there before the change alone, then taken back."""
        parts = [one for one in stood if one[2].before_end is not False]
        cut, keep = acting.worked.branch.cut, self.owner.sheet.keep
        assert cut is not None  # a branch that has an uncut occasion
        cited = replace(uncut_right, start=right.start, end=right.end)
        for name, before, when, due_on in parts:
            where = terms.all_of([gone, when.before_end, terms.negation(when.before_start)])
            column = keep(terms.only_where(where, before))
            citation = self.owner.citation(uncut_right, (acting.worked.rule.enacted,))
            self._paid(acting, cited, column, name, due_on, citation)
        early = [
            terms.or_nothing(terms.all_of([when.before_start, when.before_end]), before)
            for _, before, when, _ in parts
        ]
        late = [-terms.or_nothing(when.before_end, before) for _, before, when, _ in parts]
        for day, amounts in ((cut.since, early), (cut.until, late)):
            self._correct(acting, cited, gone, day, amounts)

    def _uncut_rule(self, acting: ActingRule) -> ActingRule:
        """Return the same rule on the branch of the uncut occasion."""
        others = self.uncut.acting if self.uncut is not None else ()
        return next(
            (other for other in others if other.worked.rule.address == acting.worked.rule.address),
            acting,
        )

    def _paid(
        self,
        acting: ActingRule,
        right: RightColumns,
        column: str,
        part: str,
        due_on: Kept | Term | None,
        citation: Computed | int,
    ) -> None:
        branch = acting.worked.branch
        columns = self.owner.common(branch, right) | {
            "kind": PAYMENT,
            "part": part,
            "due_on": source(due_on),
            "amount": in_euros(column),
            "rule": acting.worked.rule.address,
            "citation": citation,
        }
        self.owner.projections.append(
            Projection(
                self.owner.name,
                column,
                columns,
                self._covers(due_on),
                reads_of(due_on),
                summed=right.base is not None,
                span=span_of(branch),
            )
        )

    def _due(self, branch: Branch, due_on: Kept | Term | None, known: Truth) -> Due:
        """Return where a day falls in a branch that the law cuts, where the part is known."""
        if branch.cut is None or due_on is None:
            return Due(before_end=False, before_start=False)
        cut, due = branch.cut, branch.read(due_on)
        before_end: Truth = False
        before_start: Truth = False
        if cut.uncut is not None and cut.until is not None:
            before_end = terms.all_of(
                [
                    known,
                    branch.truth(cut.uncut.active),
                    terms.compared("before", due, terms.constant(cut.until)),
                ]
            )
        if cut.since is not None:
            before_start = terms.all_of(
                [
                    known,
                    branch.truth(cut.resumed),
                    terms.compared("before", due, terms.constant(cut.since)),
                ]
            )
        return Due(before_end=terms.certain(before_end), before_start=terms.certain(before_start))

    def _adjust(
        self,
        acting: ActingRule,
        right: RightColumns,
        paid: Truth,
        parts: Sequence[tuple[WholeCents, WholeCents, Due]],
    ) -> None:
        """Add what a change of the law corrects: due on the
        day it begins on, and on the day it ends on.
        """
        cut = acting.worked.branch.cut
        assert cut is not None  # its caller sees to it
        early = [
            terms.or_nothing(when.before_start, _as_due(own, before, when))
            for own, before, when in parts  # due before this law began: paid by the one before
            if when.before_start is not False
        ]
        late = [
            terms.or_nothing(when.before_end, own - before)
            for own, before, when in parts
            if when.before_end is not False and before is not own
        ]
        for day, amounts in ((cut.since, early), (cut.until, late)):
            self._correct(acting, right, paid, day, amounts)

    def _correct(
        self,
        acting: ActingRule,
        right: RightColumns,
        where: Truth,
        day: date | None,
        amounts: Sequence[WholeCents],
    ) -> None:
        """Add what is due of a right on the day of a change, where it is not zero."""
        if day is None or not amounts:
            return
        total = sum(amounts[1:], amounts[0])
        column = self.owner.sheet.keep(terms.only_where(terms.all_of([where, total != 0]), total))
        kind, timeline = acting.worked.branch.kind.name, self.owner.asked.layout.timeline
        after = partial(changing, timeline, self.owner.asked.question.readings, kind, day=day)
        cited = self.owner.citation(right, (acting.worked.rule.enacted,), after)
        self._paid(acting, right, column, ADJUSTMENT, terms.constant(day), cited)

    def _covers(self, due: Kept | Term | None) -> Callable[[ir.Table], ir.BooleanValue] | None:
        start, end = self.owner.asked.window
        if due is None or (start is None and end is None):
            return None

        def keep(table: ir.Table) -> ir.BooleanValue:
            day = on_table(table, due)
            covered = truth_on_columns(within(start, end), {"day": Term("date", day)})
            return day.isnull() | terms.as_column(covered)

        return keep


def _identity(right: RightColumns) -> tuple[str, ...]:
    """Return what makes a right the same on the branch of an uncut occasion."""
    return (right.worked.rule.address, right.line, *(_identity(right.base) if right.base else ()))


def may_differ(right: RightColumns) -> bool:
    """Whether a right may be given before a change of the law and not after it, or the reverse.

    A cap takes something from a whole period, and nothing from a part of it. A condition may ask
    what part of the period there is.
    """
    rule = right.worked.rule
    return (
        isinstance(rule.rule.then, Bound)
        or not _SHARES.isdisjoint(rule.condition_facts)
        or (right.base is not None and may_differ(right.base))
    )


def _as_due(amount: WholeCents, before: WholeCents, due: Due) -> WholeCents:
    """Return the amount of a part: that of the uncut occasion where it was due before a change."""
    if before is amount:
        return amount
    return ibis.ifelse(terms.as_column(due.before_end), before, amount)


def _amounts(
    whole: Term,
    shares: Sequence[tuple[Slot, CoreValue]],
    parts: Sequence[PartForm],
    slots: dict[str, Any],
) -> list[WholeCents]:
    """Return the cents of each part of a right, None for one that is never known."""
    slots["whole"] = whole
    for share, amount in shares:
        slots[share.name] = term_on_columns(amount, slots)
    return [expr_on_columns(part.amount, slots) for part in parts]
