"""Funding as a plan: rights, increases, limits in time and
payments, on the branches of the sheets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import ibis
import ibis.expr.types as ir

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Location
from engine.language.nodes import Bound, Conclusion, Entitle, Increase, OfRights, Pay
from engine.reasoning.lowering import IncreaseForm, RightForm, meeting
from engine.reasoning.rights import any_lines, lines_increased, matches
from engine.tables.compile.asked import Asked
from engine.tables.compile.bounds import bounded
from engine.tables.compile.branches import Branch
from engine.tables.compile.funding_columns import (
    ActingRule,
    BranchFunding,
    FundingColumns,
    RightColumns,
    Waiting,
    slots_of,
    span_of,
)
from engine.tables.compile.limits_in_time import limit_in_time
from engine.tables.compile.on_columns import term_on_columns, truth_on_columns
from engine.tables.compile.payments import Payments
from engine.tables.compile.provenance import grounds
from engine.tables.compile.rows import (
    MissingNames,
    Projection,
    Source,
    on_table,
    reads_of,
    source,
)
from engine.tables.compile.rules import (
    Conflicts,
    RuleColumns,
    beside,
    conclusions,
    full_name,
    kept_truth,
    mask_of,
)
from engine.tables.limits import PlanLimit
from engine.tables.terms import terms
from engine.tables.terms.levels import Kept, Sheet
from engine.tables.terms.lookups import text_of
from engine.tables.terms.terms import Term, Truth

SCHEMA: Mapping[str, str] = {
    "kind": "string",
    "line": "string",
    "period": "int64",
    "from": "date",
    "until": "date",
    "amount": "decimal(18, 2)",
    "due_on": "date",
    "part": "string",
    "occasion": "string",
    "rule": "string",
    "citation": "int64",
    "missing": "string",
    "conditional": "string",
}
ENTITLEMENT, MISSING = "entitlement", "missing"


class FundingSheet(FundingColumns):
    """The funding of the branches of one sheet."""

    def __init__(self, name: str, sheet: Sheet, branches: Sequence[Branch], asked: Asked) -> None:
        super().__init__(name, sheet, asked)
        self.branches = branches
        self._of_branches: list[BranchFunding] = []

    def build(self, conflicts: Conflicts) -> list[Projection]:
        """Add the columns of the rights and return the rows that they give."""
        asked, branches = self.asked, self.branches
        if not asked.paid:  # an uncut occasion only says what was paid before the law changed
            branches = [branch for branch in branches if not branch.shadow]
        for branch, worked in conclusions(branches, self.sheet, asked.base, paid=asked.paid):
            funding = BranchFunding(branch)
            self._of_branches.append(funding)
            for step in worked:
                self._sort(step, funding)
            if not branch.shadow:
                conflicts.add(self.sheet, "ACC204", _doubles(funding.rights))
                self._missing(worked, funding)
        # Limits in time come before increases, which work on what the limits leave; and both read
        # amounts from columns, so these are kept first.
        self._keep_limited()
        self._keep_amounts([right for funding in self._of_branches for right in funding.rights])
        self._limit()
        for funding in self._of_branches:
            self._increase(funding)
            self._wait(funding, [one for one in funding.waiting if not isinstance(one[0], Bound)])
        rights = [right for funding in self._of_branches for right in funding.rights]
        self._keep_amounts([right for right in rights if right.base is not None])
        self._bound()
        for funding in self._of_branches:
            self._wait(funding, _bounds_waiting(funding))
            if not funding.branch.shadow:
                self._answer(funding)
        self.sheet.add_level()
        return self.projections

    # --- rights ---

    def _sort(self, step: RuleColumns, funding: BranchFunding) -> None:
        then = step.rule.rule.then
        if isinstance(then, Entitle):
            if step.applied is not False or (then.once_in and step.unknown is not False):
                funding.rights.append(self._right(step, then))
        elif isinstance(then, OfRights | Pay) and step.applied is not False:
            kept = tuple(
                None if value is None else self.sheet.keep_term(value) for value in step.values
            )
            funding.acting.append(ActingRule(step, kept_truth(step.applied, self.sheet), kept))

    def _right(self, worked: RuleColumns, then: Entitle) -> RightColumns:
        branch = worked.branch
        line = text_of(then.line, branch.view)
        place = worked.rule.enacted.provision.location
        if not isinstance(line, str):
            raise PlanLimit(
                sentence("the line `{line}` depends on a fact of the case", line=then.line),
                sentence("name the line by the element of its occasion."),
            ).at(place)
        slots = worked.slots | {"on": branch.read(branch.on)}
        limit = "" if then.once_in is None else _limit_of(slots["once_in"], place)
        slots["amount"] = slots["amount"] or terms.unknown("number")
        ends = {"until": branch.end, "period.until": branch.span_until}
        slots |= {name: branch.read(end) for name, end in ends.items() if end is not None}
        form = worked.rule.lowered
        assert isinstance(form, RightForm)  # what an Entitle is lowered to
        cents, start, end = (
            term_on_columns(form_part, slots) for form_part in (form.amount, form.start, form.end)
        )
        assert cents is not None  # the unknown of a number, at least
        kept_start = self.sheet.keep_term(
            start if start is not None else Term("date", ibis.null("date"))
        )
        kept_end = None if end is None else self.sheet.keep_term(end)
        needed = worked.values[1 : worked.rule.needs]
        given = [False if value is None else value.known for value in needed]
        truth = terms.all_of([worked.fires, terms.present(cents.expr), *given])
        return RightColumns(
            line,
            worked,
            cents,
            truth,
            kept_start,
            kept_end,
            (grounds(worked.rule, branch).where(truth),),
            limit=limit,
            beside=self.beside(branch),
        )

    def _keep_amounts(self, rights: Sequence[RightColumns]) -> None:
        for right in rights:
            right.given = kept_truth(right.truth, self.sheet)
            right.column = self.sheet.keep(
                terms.or_nothing(
                    right.truth if right.base is None else right.where, right.amount.expr
                )
            )
        self.sheet.add_level()

    def _keep_limited(self) -> None:
        """Keep what a limit in time reads: where a right is given
        or in doubt, its day, and the facts that leave it in doubt.
        """
        for funding in self._of_branches:
            for right in funding.rights:
                if not right.limit:
                    continue
                step = right.worked
                names, mask = mask_of(step.missing)
                right.doubted_by = tuple(full_name(name, funding.branch) for name in names)
                right.unknown = self.sheet.keep(terms.as_column(terms.certain(step.unknown)))
                right.doubts = self.sheet.keep(
                    terms.only_where(terms.certain(step.undecided), mask)
                )
                right.own_missing = self.sheet.keep(mask)

    def _increase(self, funding: BranchFunding) -> None:
        for acting in funding.acting:
            step, then = acting.worked, acting.worked.rule.rule.then
            if not isinstance(then, Increase):
                continue
            lines = lines_increased(then, step.rule.scope)
            form, slots = step.rule.lowered, slots_of(acting, funding.branch)
            assert isinstance(form, IncreaseForm)  # what an Increase is lowered to
            for right in [
                right
                for right in funding.rights
                if right.base is None and matches(right.line, lines)
            ]:
                amount = term_on_columns(form.amount, {**slots, "whole": self.cents(right)})
                if amount is None:  # the ratio is unknown whatever the case
                    continue
                applied, given = funding.applied(acting), self.is_given(right)
                truth, where = (
                    terms.all_of([applied, given]),
                    beside(applied, given, self.sheet),
                )  # of nothing, an increase is nothing
                behind = (grounds(step.rule, funding.branch).where(truth), *right.grounds)
                funding.rights.append(
                    RightColumns(
                        then.line,
                        step,
                        amount,
                        truth,
                        right.start,
                        right.end,
                        behind,
                        right,
                        where=where,
                        beside=right.beside,
                    )
                )
            self._in_part(acting, then, lines, funding)

    def _in_part(
        self, acting: ActingRule, then: OfRights, lines: tuple[str, ...], funding: BranchFunding
    ) -> None:
        """An increase of rights some of which are in doubt lacks what they lack."""
        own = (*funding.doubts, *(right.doubt for right in funding.rights if right.doubt))
        own = (*own, *funding.worked_out) if isinstance(then, Bound) else own
        doubts = [written for line, written in own if matches(line, lines)]
        names = tuple(dict.fromkeys(name for written in doubts for name in written.names))
        if len(names) > 62:  # bits of an integer
            raise PlanLimit(
                sentence("an increase hangs on more than 62 facts"), sentence("split the rule.")
            ).at(acting.worked.rule.enacted.provision.location)
        if not names:
            return
        branch, table, mask = funding.branch, self.sheet.table, ibis.literal(0, "int64")
        for written in doubts:
            for name, flag in written.flags(table):
                mask = mask | ibis.ifelse(
                    flag, ibis.literal(1 << names.index(name), "int64"), ibis.literal(0, "int64")
                )
        column = self.sheet.keep(
            terms.only_where(terms.all_of([funding.applied(acting), mask > 0]), mask)
        )
        number = branch.number.column if isinstance(branch.number, Kept) else None
        columns: dict[str, Source] = {
            "kind": MISSING,
            "line": then.line,
            "period": source(branch.number),
            "occasion": branch.kind.name,
        }
        lacking = MissingNames(column, names, number)
        columns |= {"rule": acting.worked.rule.address, "missing": lacking}
        funding.worked_out.append((then.line, lacking))
        self.projections.append(
            Projection(self.name, column, columns, span=span_of(branch), in_doubt=True)
        )

    def _bound(self) -> None:
        """Apply the caps and floors in their order, each to what those before it left."""
        waiting = [
            (funding, [acting for acting in funding.acting if _is_bound(acting)])
            for funding in self._of_branches
        ]
        for rank in range(max((len(bounds) for _, bounds in waiting), default=0)):
            added = []
            for funding, bounds in waiting:
                if rank < len(bounds):
                    added += self._bounded(funding, bounds[rank])
            self._keep_amounts(added)
            for funding, bounds in waiting:
                if rank < len(bounds):
                    then = bounds[rank].worked.rule.rule.then
                    self._wait(funding, [one for one in funding.waiting if one[0] is then])

    def _bounded(self, funding: BranchFunding, acting: ActingRule) -> list[RightColumns]:
        then = acting.worked.rule.rule.then
        assert isinstance(then, Bound)  # its caller sees to it
        lines = lines_increased(then, acting.worked.rule.scope)
        rights = [right for right in funding.rights if matches(right.line, lines)]
        added = bounded(self, funding, acting, rights)
        funding.rights += added
        self._in_part(acting, then, lines, funding)
        return added

    # --- limits in time ---

    def _limit(self) -> None:
        groups: dict[tuple[str, str], list[RightColumns]] = {}
        for funding in self._of_branches:
            for right in funding.rights:
                if right.limit:
                    groups.setdefault(
                        (funding.branch.kind.name, right.worked.rule.address), []
                    ).append(right)
        for rights in groups.values():
            if rights[0].worked.branch.kind.each_period:
                place = rights[0].worked.rule.enacted.provision.location
                raise PlanLimit(
                    sentence("`once_in` on an occasion of each period"),
                    sentence("use an occasion with a day of its own."),
                ).at(place)
            limit_in_time(self, rights)

    # --- rows ---

    def _answer(self, funding: BranchFunding) -> None:
        """Add the rows of what a branch gives: its rights, then their payments."""
        self._codes(funding)
        for right in funding.rights:
            if not (isinstance(right.given, Term) and right.given.constant is False):
                self._entitlement(right)
        cut = funding.branch.cut
        uncut = None if cut is None else cut.uncut
        before = next((other for other in self._of_branches if other.branch is uncut), None)
        if before is not None:
            self._codes(before)
        Payments(self, funding, before).add()

    def _codes(self, funding: BranchFunding) -> None:
        for right in funding.rights:
            if any(behind.choices for behind in right.grounds):
                code: ir.IntegerValue | None = None
                for behind in right.grounds:
                    own = behind.code()
                    code = own if code is None else code * len(behind.codes()) + own
                right.code = self.sheet.keep(code)

    def _entitlement(self, right: RightColumns) -> None:
        branch = right.worked.branch
        columns = self.common(branch, right) | {
            "kind": ENTITLEMENT,
            "citation": self.citation(right, ()),
        }
        where = right.given.column if isinstance(right.given, Kept) else right.column
        reads = reads_of(right.start, right.end, branch.span_from, branch.span_until)
        whole, increased = self._meets(right), right.base is not None
        own = Projection(
            self.name,
            where,
            columns,
            whole,
            reads,
            right.column,
            right.amount.most,
            increased,
            span=span_of(branch),
        )
        self.projections.append(own)

    def _meets(self, right: RightColumns) -> Callable[[ir.Table], ir.BooleanValue] | None:
        """Return what keeps the rights of the periods that the bounds
        meet; of those outside any, those that meet the bounds.
        """
        (first, last), branch = self.asked.window, right.worked.branch
        if first is None and last is None:
            return None

        def keep(table: ir.Table) -> ir.BooleanValue:
            start, end = (
                _of_period(table, *bounds)
                for bounds in ((branch.span_from, right.start), (branch.span_until, right.end))
            )
            slots = {
                "start": Term("date", start),
                "end": None if end is None else Term("date", end),
            }
            return terms.as_column(truth_on_columns(meeting(first, last), slots))

        return keep

    # --- what is missing ---

    def _missing(self, worked: Sequence[RuleColumns], funding: BranchFunding) -> None:
        for step in worked:
            then = step.rule.rule.then
            # What a right limited in time lacks is worked out when the events are walked through
            # (`limits_in_time`): an earlier one may leave it without object, or in doubt.
            if (
                step.unknown is False
                or not isinstance(then, Entitle | OfRights | Pay)
                or (isinstance(then, Entitle) and then.once_in)
            ):
                continue
            names, mask = mask_of(step.missing)
            named = terms.all_of(
                [
                    terms.certain(step.unknown),
                    terms.certain(terms.any_of(list(step.missing.values()))),
                ]
            )
            if names and named is not False:
                self._missing_row(step, then, names, terms.only_where(named, mask), funding)

    def _missing_row(
        self,
        step: RuleColumns,
        then: Entitle | OfRights | Pay,
        names: Sequence[str],
        mask: ir.IntegerValue,
        funding: BranchFunding,
    ) -> None:
        """Add the row of what a rule lacks, whose names are the bits of `mask`; that of an
        increase or a payment waits until it is known whether it has something to work on.
        """
        branch, column = funding.branch, self.sheet.keep(mask)
        line = ", ".join(then.lines) if isinstance(then, Pay) else text_of(then.line, branch.view)
        number = branch.number.column if isinstance(branch.number, Kept) else None
        written = MissingNames(column, tuple(full_name(name, branch) for name in names), number)
        if isinstance(then, Entitle) and isinstance(line, str):
            funding.doubts.append((line, written))
        columns = {
            "kind": MISSING,
            "line": line,
            "period": source(branch.number),
            "occasion": branch.kind.name,
            "rule": step.rule.address,
            "missing": written,
            **self.beside(branch),
        }
        if isinstance(then, Entitle):
            self.projections.append(
                Projection(self.name, column, columns, span=span_of(branch), in_doubt=True)
            )
        else:
            funding.waiting.append((then, written, columns))

    def _wait(self, funding: BranchFunding, those: Sequence[Waiting]) -> None:
        """An increase, a bound or a payment in doubt is missing where it has something to work on:
        a right, given or in doubt; for a bound, an increase or a bound before it too.
        """
        for then, written, columns in those:
            there = self._has_work(funding, then)
            if there is not False:
                mask = self.sheet.table[written.mask]
                column = self.sheet.keep(terms.only_where(there, mask))
                lacking, span = replace(written, mask=column), span_of(funding.branch)
                own_columns = {**columns, "missing": lacking}
                if isinstance(then, OfRights):
                    funding.worked_out.append((then.line, lacking))
                if isinstance(then, Bound):
                    self.sheet.add_level()  # the bounds after it read what it lacks
                self.projections.append(
                    Projection(
                        self.name,
                        column,
                        own_columns,
                        span=span,
                        in_doubt=isinstance(then, OfRights),
                    )
                )

    def _has_work(self, funding: BranchFunding, then: OfRights | Pay) -> terms.Truth:
        """Return where there is a right, given or in doubt, on which a conclusion works."""
        table, lines, of_bound = self.sheet.table, any_lines(then), isinstance(then, Bound)
        own = (*funding.doubts, *(right.doubt for right in funding.rights if right.doubt))
        doubts = (*own, *funding.worked_out) if of_bound else own
        given = [
            self.is_given(right)
            for right in funding.rights
            if (right.base is None or of_bound) and matches(right.line, lines)
        ]
        doubted = (terms.present(table[one.mask]) for line, one in doubts if matches(line, lines))
        return terms.certain(terms.any_of([*given, *doubted]))


def _bounds_waiting(funding: BranchFunding) -> list[Waiting]:
    """Return the bounds in doubt, those left out that act elsewhere in the branch."""
    acting = [acting.worked.rule.rule.then for acting in funding.acting]
    return [
        waiting
        for waiting in funding.waiting
        if isinstance(waiting[0], Bound) and not _is_among(waiting[0], acting)
    ]


def _is_among(then: OfRights | Pay, others: Iterable[Conclusion]) -> bool:
    return any(then is other for other in others)


def _is_bound(acting: ActingRule) -> bool:
    return isinstance(acting.worked.rule.rule.then, Bound)


def _of_period(
    table: ir.Table, period: Kept | Term | None, own: Kept | Term | None
) -> ir.DateValue | None:
    """Return a bound of the period in which a right lies, or its own where it lies in none."""
    bounds = [on_table(table, reference) for reference in (period, own) if reference is not None]
    return ibis.coalesce(*bounds) if bounds else None


def _limit_of(once: Term | None, place: Location) -> str:
    if once is None or not isinstance(once.constant, str):
        raise PlanLimit(
            sentence("`once_in` depends on a fact of the case"),
            sentence("give a duration, calendar_year or period."),
        ).at(place)
    return once.constant


def _doubles(rights: Sequence[RightColumns]) -> list[Truth]:
    """Two rules may not give the same line on the same occasion."""
    conflicting = []
    for rank, right in enumerate(rights):
        for other in rights[rank + 1 :]:
            if right.line == other.line:
                both = terms.certain(terms.all_of([right.worked.applied, other.worked.applied]))
                if both is not False:
                    conflicting.append(both)
    return conflicting
