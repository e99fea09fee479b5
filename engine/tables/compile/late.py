"""Payments under the knowledge of each day, where a text became known after the law that it makes
had begun (`engine.reasoning.adjustments.as_known`).

Each state of knowledge is a plan of its own. Of its payments those are due that fall due while it
lasts; what the next one changes of what was due before is a sum of both, on the day of that
knowledge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import ibis
import ibis.expr.types as ir
from msgspec.structs import replace as asked_otherwise

from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.law.consolidation import Enacted, Timeline, timeline_of
from engine.questions.question import Question
from engine.reasoning.adjustments import late_days, made_of
from engine.reasoning.lowering import within
from engine.reasoning.rights import ADJUSTMENT
from engine.tables.columns import TableShape
from engine.tables.compile.on_columns import truth_on_columns
from engine.tables.compile.payments import PAYMENT
from engine.tables.compile.plan import Plan, compile_plan
from engine.tables.compile.rows import (
    Citations,
    Computed,
    From,
    Projection,
    Source,
    Sums,
    read_in,
    sums_of,
)
from engine.tables.passes import ALL, Passes
from engine.tables.terms import terms

Made = Callable[[tuple[Enacted, ...]], tuple[Enacted, ...]]


def compiled(
    table: ir.Table,
    shape: TableShape,
    corpus: Corpus,
    question: Question,
    family: str,
    histories: ir.Table | None,
    prefix: str,
    citations: Citations | None = None,
    passes: Passes = ALL,
    beside: tuple[str, ...] = (),
) -> Plan:
    """Return the plan of a question, as `compile_plan` does, with
    those of what was known before a text that became known late.
    """
    last = (passes, beside)
    plan = compile_plan(table, shape, corpus, question, family, histories, prefix, citations, *last)
    timeline = timeline_of(corpus, question.known_on, question.readings)
    late = late_days(timeline) if family == "funding" else {}
    states = []
    for rank, day in enumerate(late):
        asked = asked_otherwise(question, known_on=day - timedelta(days=1))
        try:
            states.append(
                compile_plan(
                    table,
                    shape,
                    corpus,
                    asked,
                    family,
                    histories,
                    f"{prefix}{rank}_known_",
                    plan.citations,
                    *last,
                )
            )
        except RefusedInput:  # no law was known that answers: nothing was due
            states.append(replace(plan, projections=[]))
    return as_known(plan, timeline, states) if late else plan


def sums(plan: Plan, wanted: Callable[[Projection], bool]) -> tuple[Sums, ...]:
    """Return the rows of an answer that are sums, of a plan
    and of those of what was known before.
    """
    summed = [
        (state, projection)
        for state in (plan, *plan.earlier)
        for projection in state.projections
        if projection.summed and wanted(projection)
    ]
    added_up: list[Sums] = []
    for late, name in ((False, "sums"), (True, "late")):
        parts = [
            given(state, state.projected(projection), plan)
            for state, projection in summed
            if projection.late == late
        ]
        if parts:
            added_up.append(sums_of(f"{plan.prefix}{name}", parts, plan.schema, late=late))
    return tuple(added_up)


def given(plan: Plan, rows: ir.Table, last: Plan) -> ir.Table:
    """Return rows of a plan: of what was known before, without the
    cases that the law of that day refuses, to which it gave nothing.
    """
    return rows if plan is last else plan.accepted(rows)


def as_known(plan: Plan, timeline: Timeline, states: Sequence[Plan]) -> Plan:
    """Return a plan with those of the states of knowledge
    before it, each left with the payments that it makes due.
    """
    days = late_days(timeline)
    since = (date.min, *days)
    several = (*states, plan)
    projections: list[list[Projection]] = []
    for rank, state in enumerate(several):
        until = since[rank + 1] if rank + 1 < len(several) else None
        projections.append(
            [
                _listed(projection, since[rank], until) if _pays(projection) else projection
                for projection in state.projections
                if _pays(projection) or state is plan
            ]
        )
    for rank, (before, now) in enumerate(pairwise(several), 1):
        # The correction is the difference of two plans: the payments of the state before, taken
        # away, and those of this one, added; what did not change cancels out when they are summed.
        made = _made(timeline, days[since[rank]])
        projections[rank - 1] += [
            _weighed(projection, since[rank], -1, before.citations, made)
            for projection in before.projections
            if _pays(projection)
        ]
        projections[rank] += [
            _weighed(projection, since[rank], 1, now.citations, made)
            for projection in now.projections
            if _pays(projection)
        ]
    *earlier, last = [
        replace(state, projections=own) for state, own in zip(several, projections, strict=True)
    ]
    return replace(last, earlier=tuple(state for state in earlier if state.projections))


def _pays(projection: Projection) -> bool:
    return projection.columns.get("kind") == PAYMENT


def _made(timeline: Timeline, days: Sequence[date]) -> Made:
    return lambda behind: tuple(
        dict.fromkeys(
            (*behind, *(provision for day in days for provision in made_of(timeline, behind, day)))
        )
    )


def _listed(payment: Projection, since: date, until: date | None) -> Projection:
    """Return a payment where it falls due while a state of knowledge lasts."""

    bounds = within(None if since == date.min else since, until)

    def due(day: ir.DateValue) -> terms.Truth:
        lasts = truth_on_columns(bounds, {"day": terms.Term("date", day)})
        return terms.any_of([day.isnull(), lasts]) if until is None else terms.certain(lasts)

    return _where(payment, due)


def _weighed(
    payment: Projection, day: date, sign: int, citations: Citations, made: Made
) -> Projection:
    """Return a payment that fell due before a day of
    knowledge as a part of what that knowledge corrects.
    """
    early = _where(
        payment, lambda due: terms.all_of([due.notnull(), due < ibis.date(day.isoformat())])
    )
    columns = dict(payment.columns) | {
        "part": ADJUSTMENT,
        "due_on": day,
        "citation": _extended(payment.columns["citation"], citations, made),
    }
    amount = payment.columns["amount"]
    columns["amount"] = (
        amount if sign > 0 else Computed(lambda table: -amount.compute(table), amount.reads)
    )
    if payment.span is not None:
        columns |= {
            name: _of_period(bound, payment.columns[name])
            for name, bound in zip(("from", "until"), payment.span[1:], strict=True)
        }
    return replace(early, columns=columns, summed=True, late=True)


def _where(payment: Projection, holds: Callable[[ir.DateValue], terms.Truth]) -> Projection:
    due = payment.columns["due_on"]

    def keep(table: ir.Table) -> ir.BooleanValue:
        day = ibis.null("date") if due is None else read_in(table, due, "date")
        before: terms.Truth = True if payment.keep is None else payment.keep(table)
        return terms.as_column(terms.all_of([before, terms.certain(holds(day))]))

    return replace(
        payment, keep=keep, reads=(*payment.reads, *([due.name] if isinstance(due, From) else []))
    )


def _of_period(bound: str, own: Source) -> Computed:
    reads = own.reads if isinstance(own, Computed) else (own.name,) if isinstance(own, From) else ()
    return Computed(
        lambda table: ibis.coalesce(table[bound], read_in(table, own, "date")), (bound, *reads)
    )


def _extended(cited: Computed | int, citations: Citations, made: Made) -> Computed | int:
    """Return a citation with what became of its provisions."""
    # The new lists follow one another as the old ones do: the id of each is as far from the first.
    ids: Sequence[int] = cited.ids if isinstance(cited, Computed) else (cited,)
    base = citations.block([made(citations.lists[id_]) for id_ in ids])
    return (
        Computed(lambda table: cited.compute(table) + (base - ids[0]), cited.reads)
        if isinstance(cited, Computed)
        else base
    )
