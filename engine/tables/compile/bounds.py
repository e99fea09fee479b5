"""Caps and floors on sums of rights as columns: the same as `engine.reasoning.rights` for one case.

Each right takes its part of what the sum has too much, or too little; the parts add up to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    beyond = terms.certain(truth_on_columns(form.beyond, slots))
    some = terms.any_of(list(map(terms.certain, given)))
    outside = terms.all_of([funding.applied(acting), some, beyond])
    amounts = _taken(form, slots, _parts(cents, given, slots["total"]))
    columns = []
    for right, amount, here in zip(rights, amounts, given, strict=True):
        truth = terms.all_of([outside, terms.certain(here)])
        behind = (grounds(step.rule, funding.branch).where(truth), *right.grounds)
        days = right.start, right.end
        taken = RightColumns(then.line, step, amount, truth, *days, behind, right, where=truth)
        columns.append(replace(taken, beside=right.beside))
    return columns


def _taken(form: BoundForm, slots: Mapping[str, Any], parts: Sequence[Term]) -> Iterator[Term]:
    """Yield what each right takes: what those up to it take, less what those before it do."""
    before: Term | None = None
    for part in parts:
        so_far = term_on_columns(form.so_far, {**slots, "part": part})
        assert so_far is not None  # all that it reads is a column
        # A part is at most the whole; where a right may be owed back, it is some cents all the same
        most = _MOST_CENTS if part.signed else slots["excess"].most
        so_far = replace(so_far, expr=so_far.expr.cast("int64"), most=min(so_far.most, most))
        yield so_far if before is None else terms.total([so_far, before], [1, -1])
        before = so_far


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
