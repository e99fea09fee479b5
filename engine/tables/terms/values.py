"""Values and conditions of the law as terms of the plan: each form says what it is made of.

Null is the unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import ibis

from engine.diagnostics.bilingual import sentence
from engine.language.bands import Band
from engine.language.comparison import EQUAL, LESS, MORE
from engine.language.forms.gathered import COUNT, GREATEST, SUM, Gathered
from engine.language.forms.readings import Choice
from engine.language.forms.texts import EffectDate, EventDate
from engine.language.nodes import All, AnyOf, Compare, Condition, Known, Not, Quantity
from engine.language.operators import OPERATORS
from engine.language.public_holidays import Step
from engine.language.temporal import NOT_YET, Duration
from engine.language.values import Scalar, Value, history_of
from engine.reasoning.logic import Scope
from engine.tables.limits import PlanLimit
from engine.tables.terms import calendars, dating, elements, lengths, lookups, terms
from engine.tables.terms.elements import Member, Members, members_of, records_of
from engine.tables.terms.levels import View
from engine.tables.terms.terms import Term, Truth
from engine.words.labels import word_of


def term_of(value: Value, view: View, scope: Scope) -> Term | None:
    """Return the term of a value at one place of a sheet, None if unknown whatever the case."""
    return value.term(Columns(view, scope))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one place of a sheet under one law (the `ColumnWriter` of the forms)."""

    view: View
    scope: Scope

    def constant(self, value: Scalar) -> Term:
        """Return the term of a constant."""
        return terms.constant(value)

    def term(self, value: Value) -> Term | None:
        """Return the term of a value."""
        return value.term(self)

    def option(self, reading: str) -> str:
        """Return the option chosen for a reading."""
        return self.scope.option(reading)

    def day_of(self, value: EventDate | EffectDate) -> Term | None:
        """Return the day of an event or of an entry into force, None where it has none."""
        day = self.scope.timeline.resolve(value)
        return None if day is None else terms.constant(day)

    def fact(self, name: str) -> Term | None:
        """Return a fact by its name in the view."""
        return self.view.get(name)

    def fact_on(self, name: str, day: Term | None) -> Term | None:
        """Return a fact on a day where its history is given, else on the day of the occasion."""
        read = self.view.on_a_day(history_of(name), day or terms.unknown("date"))
        return self.view.get(name) if read is None else read

    def fact_over(self, name: str, first: Term | None, until: Term | None) -> Term | None:
        """Return the average of a fact where its history is given, else the fact itself."""
        days = [day or terms.unknown("date") for day in (first, until)]
        read = self.view.over_days(history_of(name), *days)
        return self.view.get(name) if read is None else read

    def members(self, node: Gathered) -> Members:
        """Return the elements over which a value is worked out."""
        collection = self.scope.collection(node.items)
        if collection is None:
            return records_of(node.items, self.view)
        brought = node.brought(collection, self.scope)
        return members_of(node.items, node.element, collection, self.view, brought)

    def counting(self, node: Gathered, member: Member) -> Truth:
        """Return where an element counts."""
        where, unless = (
            False if part is None else truth_of(part, member.view, self.scope)
            for part in (node.where, node.unless)
        )
        held = True if node.where is None else where
        return terms.all_of([member.listed, held, terms.negation(unless)])

    def bounds(self, node: Gathered) -> tuple[Term, Term]:
        """Return how many elements count at least, and at most."""
        members = self.members(node)
        truths = [self.counting(node, member) for member in members.members]
        return elements.bounds(members, truths)

    def gathered(self, node: Gathered) -> Term | None:
        """Return what is counted, summed or picked over elements."""
        if node.value is None:
            return elements.counted(*self.bounds(node))
        members = self.members(node)
        parts = [
            (self.counting(node, member), term_of(node.value, member.view, self.scope))
            for member in members.members
        ]
        if node.how == SUM:
            return elements.summed(members, parts)
        return elements.picked(members, parts, greatest=node.how == GREATEST)

    def cell(self, table: str, row: str, column: Term | None) -> Term | None:
        """Return a cell of a table in force."""
        return lookups.cell(self.scope.table(table), row, column, self.view)

    def cell_by(self, table: str, row: Term, column: Term | None) -> Term | None:
        """Return a cell of a table in force, in the row that a value names."""
        return lookups.cell_by(self.scope.table(table), row, column)

    def bracket(self, table: str, place: Term | None) -> Term | None:
        """Return the class of a table of brackets in force."""
        return lookups.bracket(self.scope.table(table), place)

    def brackets(self, table: str) -> Sequence[Band]:
        """Return the brackets of a table in force, none where it is not."""
        known = self.scope.table(table)
        return known.brackets if known else ()

    def banded(self, bands: Sequence[Band], place: Term) -> Term:
        """Return what the band into which a number falls gives."""
        return lookups.banded(bands, place)

    def moved(
        self, start: Term, by: Duration, times: int, count: Term | None, *, up: bool = False
    ) -> Term:
        """Return a date moved by a duration, as many times as `count` says where it is given."""
        if count is None:
            return dating.moved(start, by, times, up=up)
        return _moved_by(start, by, times, count, up=up)

    def moved_by(self, start: Term, by: Term, times: int, *, up: bool) -> Term:
        """Return a date moved by a duration of each case."""
        return dating.moved_by(start, by, times, up=up)

    def between(self, start: Term, end: Term, unit: str, *, begun: bool, up: bool) -> Term:
        """Return how many years, months or days there are from a date to another."""
        return dating.between(start, end, unit, begun=begun, up=up)

    def longest(self, parts: Sequence[Term], *, greatest: bool) -> Term:
        """Return the longest or the shortest of durations."""
        return terms.longest(parts, greatest=greatest)

    def rounded_duration(self, part: Term, unit: Duration, *, up: bool) -> Term:
        """Return a duration as whole units of months."""
        return Term("duration", lengths.rounded(part.expr, unit, up=up))

    def calendar_day(self, day: Term, stretch: int, months: int, days: int) -> Term:
        """Return the start of the stretch of a day, moved by months and days."""
        return dating.calendar_day(day, stretch, months, days)

    def anniversary(self, origin: Term, day: Term) -> Term:
        """Return the first anniversary of a date that is not before another."""
        return dating.anniversary(origin, day)

    def first_since(self, days: Sequence[Term], since: Term) -> Term:
        """Return the first of some dates that is not before another, not yet where all are."""
        counted = [dating.not_yet_before(day, since) for day in days]
        return terms.chosen_extreme(counted, greatest=False)

    def found_day(self, day: Term, step: Step, territory: Value | None) -> Term | None:
        """Return the day found from another by passing over days off, holidays of a territory."""
        if territory is None:
            return calendars.found_day(day, step, "")
        place = self.term(territory)
        if place is None or isinstance(place.constant, str):
            return place and calendars.found_day(day, step, str(place.constant))
        words = [word_of(name, self.scope.timeline.corpus.vocabulary) for name in territory.names()]
        named = [name for word in words if word is not None for name in word.values]
        return calendars.found_day_by_place(day, step, place, named)

    def elapsed(self, start: Term, end: Term, unit: str) -> Term:
        """Return how many days, or complete months or quarters, lie between two days."""
        return dating.elapsed(start, end, unit)

    def product(self, factors: Sequence[Term]) -> Term:
        """Return the product of numbers."""
        return terms.product(factors)

    def quotient(self, number: Term, divisor: Term) -> Term:
        """Return a number divided by another, unknown where that is zero."""
        return terms.quotient(number, divisor)

    def total(self, parts: Sequence[Term], signs: Sequence[int]) -> Term:
        """Return the sum of numbers, each with its sign."""
        return terms.total(parts, signs)

    def extreme(self, parts: Sequence[Term], *, greatest: bool) -> Term:
        """Return the least or the greatest of numbers or dates."""
        return terms.chosen_extreme(parts, greatest=greatest)

    def rounded(self, part: Term, unit: Decimal, direction: str) -> Term:
        """Return a number rounded to a whole number of units."""
        return terms.rounded(part, unit, direction)

    def first_known(self, parts: Sequence[Value]) -> Term | None:
        """Return the first of some values that is known.

        What follows one that is waited for is taken only where that one is not.
        """
        free: Truth = True
        options: list[Term] = []
        for part in parts:
            term = self.term(part)
            if term is not None and free is not False:
                options.append(_only_where(free, term))
            free = terms.all_of([free, terms.negation(self._waits(part))])
        return terms.first_known(options) if options else None

    def _waits(self, value: Value) -> Truth:
        """Return where a value reads a derived fact that its rules may still give."""
        read = [
            (name, self.view.get(name))
            for name in value.facts_read(self.scope)
            if self.scope.derives(name)
        ]
        waiting = [
            terms.all_of(
                [
                    True if term is None else terms.negation(term.known),
                    terms.negation(undefined(name, self.view)),
                ]
            )
            for name, term in read
        ]
        return terms.certain(terms.any_of(waiting))


def _only_where(truth: Truth, term: Term) -> Term:
    if truth is True:
        return term
    return replace(term, expr=terms.only_where(truth, term.expr), constant=None, simple=None)


def _moved_by(origin: Term, by: Duration, times: int, count: Term, *, up: bool) -> Term:
    """Return a date moved a whole number of times, unknown where that number is."""
    if count.scale or not isinstance(count.per, int) or count.per != 1:
        raise PlanLimit(
            sentence("a duration is taken a number of times that may not be whole"),
            sentence("count in a smaller unit."),
        )
    months, days = (by.years * 12 + by.months) * times, by.days * times
    number = count.expr.cast("int64")
    expr = dating.moved_months(origin.expr, number * months, up=up) if months else origin.expr
    if days:
        expr = (
            (expr + (number * days).cast("int32").as_interval("D")).cast("timestamp").cast("date")
        )
    never = ibis.date(NOT_YET.isoformat())
    moved = ibis.ifelse(origin.expr == never, never, expr)
    return Term("date", ibis.ifelse(number.isnull(), ibis.null("date"), moved))


# --- conditions -----------------------------------------------------------------------------------


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
        case Quantity():
            return _quantity(condition, view, scope)
        case Not(part):  # of an element: what is held against it is in no normal form
            return terms.negation(truth_of(part, view, scope))
        case Choice():
            return truth_of(condition.chosen(scope), view, scope)
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


def _quantity(leaf: Quantity, view: View, scope: Scope) -> Truth:
    """Return the truth of a comparison with what is worked out over elements.

    A count lies between two numbers while elements are unknown: that may be enough to tell.
    """
    operator, needed = OPERATORS[leaf.operator], term_of(leaf.operands[0], view, scope)
    node = leaf.value
    if not (isinstance(node, Gathered) and node.how == COUNT):
        read = term_of(node, view, scope)
        return None if read is None else operator.term(read, [needed], terms.OFFERED)
    low, high = Columns(view, scope).bounds(node)
    if needed is None:
        return None
    at_low, at_high = (operator.term(end, [needed], terms.OFFERED) for end in (low, high))
    same = terms.compared("is", low, high)
    if operator.signs is None or operator.signs in ({EQUAL}, {LESS, MORE}):
        out: Truth = False
        if operator.signs is not None:
            below = terms.compared("less_than", needed, low)
            out = terms.any_of([below, terms.compared("more_than", needed, high)])
        return _settled(same, at_low, out, EQUAL not in (operator.signs or ()))
    agreed = terms.any_of(
        [
            terms.all_of([at_low, at_high]),
            terms.all_of([terms.negation(at_low), terms.negation(at_high)]),
        ]
    )
    return _settled(agreed, at_low, False, False)


def _settled(sure: Truth, truth: Truth, other: Truth, there: Truth) -> Truth:
    """Return a truth where it is sure, another one where that is, unknown elsewhere."""
    if sure is True:
        return truth
    cases = [
        (terms.as_column(terms.certain(where)), terms.as_column(own))
        for where, own in ((sure, truth), (other, there))
        if where is not False and where is not None
    ]
    return ibis.cases(*cases, else_=ibis.null("boolean")) if cases else None


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


# --- what is not known ----------------------------------------------------------------------------


def undefined_name(fact: str) -> str:
    """Return the name under which a view says where a derived fact is undefined."""
    return f"{fact}?"


def undefined(fact: str, view: View) -> Truth:
    """Return where a derived fact is undefined: no rule gives it, and none may.

    It is where it is not given, unless the view says so.
    """
    marked = view.get(undefined_name(fact))
    if marked is not None:
        return bool(marked.constant) if marked.constant is not None else marked.expr
    read = view.get(fact)
    return True if read is None else terms.negation(read.known)
