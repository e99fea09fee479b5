"""Conditions of the law as terms of the plan: the same trees as `engine.reasoning.logic` reads.

Null stands for the unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

import ibis
from ibis.expr import operations as ops

from engine.language.nodes import All, AnyOf, Compare, Condition, Known
from engine.language.operators import OPERATORS
from engine.language.tree import facts_read
from engine.reasoning.logic import Scope
from engine.reasoning.normal_form import leaves
from engine.tables.terms import terms
from engine.tables.terms.levels import View
from engine.tables.terms.terms import Truth
from engine.tables.terms.values import absent_lookups, term_of, undefined

_LARGE = 24


def truth_of(condition: Condition, view: View, scope: Scope) -> Truth:
    """Return the truth of a condition in normal form at one place of a sheet."""
    if condition in view.truths:
        column, negated = view.truths[condition]
        stored: Truth = view.sheet.table[column]
        return terms.negation(stored) if negated else stored
    match condition:
        case All(parts):
            return terms.all_of([truth_of(part, view, scope) for part in parts])
        case AnyOf(parts):
            return terms.any_of([truth_of(part, view, scope) for part in parts])
        case Known(fact, expected):
            read = view.get(fact)
            known: Truth = False if read is None else read.known
            if scope.derives(fact):
                known = _decided(known, undefined(fact, view))
            return known if expected else terms.negation(known)
        case Compare(fact, operator, operands):
            read = view.get(fact)
            operands_read = (
                [] if read is None else [term_of(operand, view, scope) for operand in operands]
            )
            truth = (
                None
                if read is None
                else OPERATORS[operator].term(read, operands_read, terms.OFFERED)
            )
            return (
                terms.all_of([terms.negation(undefined(fact, view)), truth])
                if scope.derives(fact)
                else truth
            )
    raise TypeError(condition)


def _decided(truth: Truth, refuted: Truth) -> Truth:
    """Return a truth that is never unknown as true, false
    where it is refuted, unknown elsewhere.
    """
    if refuted is True:
        return truth
    return terms.any_of(
        [
            truth,
            None
            if refuted is False or refuted is None
            else ibis.ifelse(refuted, False, ibis.null("boolean")),
        ]
    )


def may_be_undefined(condition: Condition, scope: Scope) -> bool:
    """Whether a condition may be unknown though nothing is: it compares
    with a derived fact, or reads a period that may not be there.
    """
    compared = [leaf for leaf in leaves(condition) if isinstance(leaf, Compare)]
    read = {
        name
        for leaf in compared
        for operand in leaf.operands
        for name in facts_read(operand, scope)
    }
    return any(scope.derives(name) for name in read) or any(
        name.startswith("period.") for name in (*read, *(leaf.fact for leaf in compared))
    )


def keep_truths(condition: Condition, view: View, scope: Scope, height: int = 0) -> None:
    """Keep truths in columns of the next level: what is missing reads them many times over.

    Those of the leaves of a condition; above them, and one `height` after another, those of the
    groups of a large one.
    """
    for node in _at_height(condition, height):
        if not isinstance(node, Known) and node not in view.truths:
            truth = truth_of(node, view, scope)
            if truth is not None and not isinstance(truth, bool):
                negated = isinstance(truth.op(), ops.Not)
                view.truths[node] = (
                    view.sheet.keep(terms.negation(truth) if negated else truth),
                    negated,
                )


def height_of(condition: Condition) -> int:
    """Return how many levels of groups of a condition are worth a column: none of a small one."""
    return _height(condition) if sum(1 for _ in leaves(condition)) > _LARGE else 0


def _height(condition: Condition) -> int:
    return (
        1 + max(map(_height, condition.parts), default=0)
        if isinstance(condition, All | AnyOf)
        else 0
    )


def _at_height(condition: Condition, height: int) -> Iterator[Condition]:
    if not height:
        yield from leaves(condition)
    elif _height(condition) == height:
        yield condition
    elif isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from _at_height(part, height)


# --- what is missing ------------------------------------------------------------------------------


def blocking_facts(
    condition: Condition, view: View, scope: Scope
) -> tuple[dict[str, Truth], dict[str, Truth]]:
    """Return where each fact of a condition leaves it unknown if
    the fact is, and what else leaves it unknown (event, table).

    They are those of the unknown leaves, reached through unknown parts alone.
    """
    facts: dict[str, list[Truth]] = {}
    absences: dict[str, list[Truth]] = {}

    def visit(node: Condition, reached: Truth) -> None:
        here = terms.all_of([reached, terms.is_unknown(truth_of(node, view, scope))])
        match node:
            case All(parts) | AnyOf(parts):
                for part in parts:
                    visit(part, here)
            case Known(fact):
                facts.setdefault(fact, []).append(here)
            case Compare(fact, _, operands):
                for name in dict.fromkeys(
                    (fact, *(name for operand in operands for name in facts_read(operand, scope)))
                ):
                    facts.setdefault(name, []).append(here)
                for name, absent in (
                    blocking
                    for operand in operands
                    for blocking in absent_lookups(operand, view, scope).items()
                ):
                    absences.setdefault(name, []).append(terms.all_of([here, absent]))

    visit(condition, True)
    return {name: terms.any_of(conditions) for name, conditions in facts.items()}, {
        name: terms.any_of(conditions) for name, conditions in absences.items()
    }
