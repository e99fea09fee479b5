"""From which day each text that applies case by case reaches the cases of a table, as columns.

The same days as `engine.reasoning.effect_by_case` works out for one case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import ibis

from engine.language.model import OccasionKind
from engine.language.temporal import NOT_YET
from engine.law.compilation import Group
from engine.reasoning.effect_by_case import Reach
from engine.reasoning.logic import Scope
from engine.tables.compile.branches import UndatedColumns, Variant, truth_at
from engine.tables.terms import terms
from engine.tables.terms.levels import Kept, Sheet, View
from engine.tables.terms.terms import Term, Truth
from engine.tables.terms.values import term_of, truth_of


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """The day from which a group of provisions reaches each case, null where it is not known;
    `not_before` is the same, with its entry into force where it is not known.
    """

    reach: Reach
    day: Kept | Term
    not_before: Kept | Term
    unknown: Kept | Term


def reached(several: Iterable[Reach], view: View, scope: Scope) -> Mapping[Group, Reached]:
    """Keep on the sheet of a view the day from which each group reaches a case."""
    return {reach.group: _reached(reach, view, scope) for reach in several}


def _reached(reach: Reach, view: View, scope: Scope) -> Reached:
    sheet, truth = view.sheet, truth_of(reach.condition, view, scope)
    since, never = terms.constant(reach.since), terms.constant(NOT_YET)
    start = reach.applies.start
    day = since if start is None else term_of(start, view, scope)
    if day is None:
        day = terms.unknown("date")
    comes = terms.chosen_extreme([day, since], greatest=True)
    refused = terms.certain(terms.any_of([terms.negation(truth), terms.compared("is", day, never)]))
    holds = terms.all_of([terms.certain(truth), terms.negation(refused)])
    known = terms.only_where(holds, comes.expr)
    expr = ibis.ifelse(terms.as_column(refused), never.expr, known)
    effect = Term("date", expr, low=reach.since, high=NOT_YET)
    not_before = ibis.coalesce(expr, since.expr)
    unknown = sheet.decided(terms.negation(terms.present(expr)))
    return Reached(
        reach,
        Kept(sheet.keep(expr), effect),
        Kept(sheet.keep(not_before), Term("date", not_before, low=reach.since, high=NOT_YET)),
        terms.constant(bool(unknown))
        if unknown is None or isinstance(unknown, bool)
        else Kept(sheet.keep(unknown), Term("boolean", unknown)),
    )


def governs(
    variant: Variant,
    on: Term,
    days: Mapping[Group, Reached],
    bearing: Iterable[Reach],
    sheet: Sheet,
) -> Truth:
    """Return whether a law governs an occasion on a day: whether each group that it has has
    reached the case by then, and each that it lacks has not.
    """
    parts: list[Truth] = []
    for reach in bearing:
        own, before = days[reach.group], _ends_by(variant, reach.since)
        if reach.group in variant.without:
            parts.append(before or terms.compared("before", on, _on(own.not_before, sheet)))
        else:
            known = terms.certain(terms.compared("on_or_after", on, _on(own.day, sheet)))
            parts.append(False if before else known)
    return terms.all_of(parts)


def _ends_by(variant: Variant, day: date) -> bool:
    return variant.until is not None and variant.until <= day


def _on(reference: Kept | Term, sheet: Sheet) -> Term:
    return reference.on(sheet.table) if isinstance(reference, Kept) else reference


def awaited(
    kind: OccasionKind,
    element: str,
    on: Term,
    exists: Truth,
    days: Iterable[Reached],
    view: View,
) -> list[UndatedColumns]:
    """Return what is asked where it is not known which law governs an occasion on a day."""
    sheet = view.sheet
    waiting: list[UndatedColumns] = []
    for own in days:
        begun = terms.compared("on_or_after", on, terms.constant(own.reach.since))
        when = terms.all_of([exists, begun, truth_at(own.unknown, sheet)])
        missing: dict[str, Truth] = {}
        for name in own.reach.facts:
            read = view.get(name)
            missing[name] = True if read is None else terms.negation(read.known)
        waiting.append(UndatedColumns(kind, element, terms.certain(when), missing, law=True))
    return waiting
