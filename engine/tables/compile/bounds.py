"""Caps and floors on sums of rights as columns: the same as `engine.reasoning.rights` for one case.

Each right takes its part of what the sum has too much, or too little; the parts add up to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ibis
import ibis.expr.types as ir

from engine.language.nodes import Bound
from engine.reasoning.lowering import BoundForm
from engine.tables.compile.funding_columns import (
    ActingRule,
    BranchFunding,
    FundingColumns,
    RightColumns,
    slots_of,
)
from engine.tables.compile.on_columns import term_on_columns, truth_on_columns
from engine.tables.compile.provenance import grounds
from engine.tables.terms import terms
from engine.tables.terms.terms import Term, Truth

_MOST_CENTS = 2**60
"""The most that a right may take of what a bound leaves out: far beyond any sum."""


def bounded(
    owner: FundingColumns,
    funding: BranchFunding,
    acting: ActingRule,
    rights: Sequence[RightColumns],
) -> list[RightColumns]:
    """Return what a cap takes from each right, or a floor adds to it, in their order."""
    step = acting.worked
    then, form = step.rule.rule.then, step.rule.lowered
    assert isinstance(then, Bound)  # its caller sees to it
    assert isinstance(form, BoundForm)  # what a Bound is lowered to
    slots: dict[str, Any] = slots_of(acting, funding.branch)
    slots["bound"] = term_on_columns(form.bound, slots)
    if slots["bound"] is None or not rights:  # the bound is unknown whatever the case
        return []
    cents, given = [owner.cents(right) for right in rights], [owner.is_given(r) for r in rights]
    slots["total"] = terms.total(cents, [1] * len(cents))
    slots["excess"] = terms.total([slots["bound"], slots["total"]], [1, -1])
    some = terms.any_of(list(map(terms.certain, given)))
    beyond = terms.certain(truth_on_columns(form.beyond, slots))
    outside = terms.all_of([funding.applied(acting), some, beyond])
    before: Term | None = None
    columns = []
    for right, part, here in zip(rights, _parts(cents, given, slots["total"]), given, strict=True):
        so_far = term_on_columns(form.so_far, {**slots, "part": part})
        assert so_far is not None  # all that it reads is a column
        # A part is at most the whole; where a right may be owed back, it is some cents all the same
        most = _MOST_CENTS if part.signed else slots["excess"].most
        so_far = replace(so_far, expr=so_far.expr.cast("int64"), most=min(so_far.most, most))
        amount = so_far if before is None else terms.total([so_far, before], [1, -1])
        truth = terms.all_of([outside, terms.certain(here)])
        behind = (grounds(step.rule, funding.branch).where(truth), *right.grounds)
        columns.append(
            RightColumns(
                then.line,
                step,
                amount,
                truth,
                right.start,
                right.end,
                behind,
                right,
                where=truth,
                beside=right.beside,
            )
        )
        before = so_far
    return columns


def _parts(cents: Sequence[Term], given: Sequence[Truth], total: Term) -> list[Term]:
    """Return, for each right, the part of the sum that the rights up to it are.

    Where the rights are worth nothing, all weigh the same; null where there is none.
    """
    positive = total.expr > 0
    weights: list[ir.IntegerValue] = [
        ibis.ifelse(
            positive, own.expr.cast("int64"), terms.as_column(terms.certain(here)).cast("int64")
        )
        for own, here in zip(cents, given, strict=True)
    ]
    whole = sum(weights[1:], weights[0]).nullif(0)
    most = max(total.most, len(cents))
    so_far, parts = None, []
    for weight in weights:
        so_far = weight if so_far is None else so_far + weight
        parts.append(terms.number(so_far, 0, most, per=whole, most_per=most, signed=total.signed))
    return parts
