"""How complete the sums of a funding answer are: which rights are not known in each period, and
which payments between two days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import compress
from typing import Any, TypeAlias

from msgspec import Struct

from engine.cases.scalars import LAST_DAY
from engine.language.arithmetic import cents
from engine.language.forms.readings import Choice
from engine.language.nodes import Bound, Entitle, Floor, OfRights, Pay
from engine.language.templates import filled
from engine.language.values import Value, View
from engine.law.consolidation import Enacted
from engine.questions.answers.funding import (
    AmountOfLine,
    LineNotKnown,
    PaidBetween,
    PartPaid,
    SumKnown,
    SumPaid,
)
from engine.questions.grounds import Ledger
from engine.questions.missing_law import without_effect
from engine.questions.presentation import Presenter
from engine.questions.question import Question
from engine.reasoning.evaluation import Evaluation, concluding
from engine.reasoning.logic import Scope
from engine.reasoning.lowering import FALLEN_DUE, TO_COME
from engine.reasoning.occasions import Span
from engine.reasoning.rights import Payment, any_lines, matches, payment_status
from engine.reasoning.steps import APPLIED, NOT_APPLIED, OccasionSteps, Step, known_parts

Days: TypeAlias = tuple[date, date | None]
"""The first day on which something may be paid and the last, both included; None: no day is the
last.
"""
ANY_DAY: Days = (date.min, None)
Version = tuple[str, date, str]
Fields: TypeAlias = dict[str, Any]
"""Fields of a record: `complete`, `missing_lines`, `at_least`."""


class Unknown(Struct, frozen=True):
    """A line that is not known: its occasion, its period, and the days between which it would be
    paid.

    `right` is true where the right itself is not known, false where only its payment is not.
    `anywhere` is true where it may lie in any period. `grounds` gives the provisions that would
    give it.
    """

    line: str
    label: str
    arises: date
    span: Span | None
    days: tuple[Days, ...]
    right: bool = True
    anywhere: bool = False
    grounds: Callable[[], Iterable[Enacted]] = tuple


class Completeness:
    """What is not known of a funding evaluation, and what that means for its sums."""

    def __init__(self, ledger: Ledger, question: Question, presenter: Presenter) -> None:
        self._ledger = ledger
        self._question = question
        self._presenter = presenter
        evaluation = ledger.evaluation
        self.lines = [
            *_in_doubt_of(evaluation, presenter),
            *_undated(evaluation, question, presenter),
        ]
        self._undecided = tuple(without_effect(evaluation.timeline, presenter))
        self._owed_back = _owed_back(evaluation)
        self._floored = any(
            step.because == "partial" and isinstance(then, Floor)
            for worked in evaluation.occasions
            for step, then in in_doubt(worked)
        )

    def of_rights(self) -> Fields:
        """Return whether all the rights asked about are known, which are not, and whether the sum
        of those known is a lower bound.
        """
        return self._fields(
            unknown for unknown in self.lines if unknown.right and self._asked(unknown)
        )

    def of_period(self, span: Span | None) -> Fields:
        """Return the same for the rights of one period, or for those outside any period."""
        return self._fields(
            unknown
            for unknown in self.lines
            if unknown.right and (unknown.anywhere or unknown.span == span)
        )

    def of_payments(self, payments: Sequence[Payment]) -> SumPaid:
        """Return the sum of payments, of those fallen due and of those to come, each with the lines
        that are not known.
        """
        on = self._question.on
        undated = list(self._without_a_day(payments))

        def side(status: str, first: date, last: date) -> SumKnown:
            mine = [pay for pay in payments if payment_status(pay.due, on) == status]
            unknowns = [*self._unpaid(first, last), *undated]
            return SumKnown(amount=_sum(mine), **self._paid_fields(unknowns))

        return SumPaid(
            amount=_sum(payments),
            **self._fields(self._unpaid()),
            due=side(FALLEN_DUE, date.min, on),
            to_come=side(TO_COME, on + timedelta(days=1), LAST_DAY),
        )

    def of_window(self, payments: Sequence[Payment]) -> PaidBetween:
        """Return what is paid between the bounds asked for, the lines that are not known, and the
        sums by part and period.
        """
        dated = [pay for pay in payments if pay.due is not None]
        return PaidBetween(
            from_=self._question.start,
            until=self._question.end,
            total=_sum(dated),
            **self._paid_fields([*self._unpaid(), *self._without_a_day(payments)]),
            parts=tuple(self._parts(dated)),
        )

    def due_in_doubt(
        self,
    ) -> dict[tuple[str, str, Span | None], tuple[Unknown, frozenset[Version]]]:
        """Return what may have fallen due by the day of the question, by line and period, with the
        versions on which it depends.
        """
        doubtful: dict[tuple[str, str, Span | None], tuple[Unknown, frozenset[Version]]] = {}
        for unknown in self._unpaid(date.min, self._question.on):
            key = (unknown.line, unknown.label, unknown.span)
            versions = frozenset(
                (enacted.provision.address, enacted.since, enacted.citation.display("fr"))
                for enacted in unknown.grounds()
            )
            doubtful[key] = (unknown, versions | doubtful[key][1] if key in doubtful else versions)
        return doubtful

    def brought_in_doubt(self, before: Completeness) -> Fields:
        """Return what is not known of the difference that new knowledge makes to what has fallen
        due. `before` is what was known earlier.

        A line that depends on the same versions of the same provisions then and now makes no
        difference, whatever the facts. The difference known is a lower bound unless such a line was
        in doubt before too: it may then turn out lower.
        """
        now, then = self.due_in_doubt(), before.due_in_doubt()
        changed = [
            key
            for key in dict.fromkeys((*now, *then))
            if key not in now or key not in then or now[key][1] != then[key][1]
        ]
        fields = self._fields((now[key] if key in now else then[key])[0] for key in changed)
        earlier = [label for label in before._undecided if label not in self._undecided]
        lines = (*fields["missing_lines"], *map(_whole, earlier))
        least = fields["at_least"] and not earlier and not any(key in then for key in changed)
        return {"complete": not lines, "missing_lines": lines, "at_least": least}

    def bears(self, step: Step, worked: OccasionSteps) -> bool:
        """Whether what is missing of a step may change what is paid between the bounds asked
        for.
        """
        return bears(step, worked, self._ledger.evaluation, self._question)

    # --- how ---

    def _unpaid(self, first: date = date.min, last: date = LAST_DAY) -> list[Unknown]:
        """Return what may be paid between two days, both included, within the bounds asked for.
        What arises after the bounds is left out.
        """
        question = self._question
        return [
            unknown
            for unknown in self.lines
            if question.meets(unknown.arises, None) and _falls(unknown.days, question, first, last)
        ]

    def _asked(self, unknown: Unknown) -> bool:
        if unknown.anywhere:
            return self._question.meets(unknown.arises, None)
        return (
            self._question.meets(unknown.span.start, unknown.span.end)
            if unknown.span
            else self._question.meets(unknown.arises, None)
        )

    def _without_a_day(self, payments: Iterable[Payment]) -> Iterator[Unknown]:
        for pay in payments:
            if pay.due is None:
                right = pay.right
                yield Unknown(
                    right.line,
                    self._presenter.line(right.line),
                    right.start,
                    right.span,
                    (ANY_DAY,),
                    right=False,
                )

    def _fields(self, unknowns: Iterable[Unknown]) -> Fields:
        rows: dict[tuple[str, str, Span | None], LineNotKnown] = {}
        for unknown in unknowns:
            key = (unknown.line, unknown.label, unknown.span)
            if key not in rows:
                rows[key] = self._presenter.placed(
                    LineNotKnown, unknown.span, line=unknown.line, label=unknown.label
                )
        lines = (*rows.values(), *map(_whole, self._undecided))
        least = bool(rows) and not self._owed_back and not self._undecided
        return {"complete": not lines, "missing_lines": lines, "at_least": least}

    def _paid_fields(self, unknowns: Iterable[Unknown]) -> Fields:
        """Return the same for what is paid between two days: a floor in part may have been paid
        before the rights that make it less.
        """
        fields = self._fields(unknowns)
        return fields | {"at_least": fields["at_least"] and not self._floored}

    def _parts(self, payments: Iterable[Payment]) -> Iterator[PartPaid]:
        """Yield the sums of payments by part and period, each with its lines."""
        grouped: dict[tuple[str, Span | None], dict[str, Decimal]] = {}
        for pay in payments:
            amounts = grouped.setdefault((pay.part, pay.right.span), {})
            line = pay.right.line
            amounts[line] = amounts.get(line, Decimal(0)) + pay.amount
        say = self._presenter
        for (part, span), amounts in grouped.items():
            yield say.placed(
                PartPaid,
                span,
                part=part,
                part_label=say.part(part),
                amount=cents(sum(amounts.values(), Decimal(0))),
                lines=tuple(
                    AmountOfLine(line=line, label=say.line(line), amount=cents(amount))
                    for line, amount in amounts.items()
                ),
            )


def _sum(payments: Iterable[Payment]) -> Decimal:
    return cents(sum((pay.amount for pay in payments), Decimal(0)))


def _whole(label: str) -> LineNotKnown:
    """Return what is not known of any line: the effect of a text."""
    return LineNotKnown(line="", label=label, period=None)


def bears(step: Step, worked: OccasionSteps, evaluation: Evaluation, question: Question) -> bool:
    """Whether what is missing of a step may change what is paid between the bounds of a question.
    Without bounds it always may.
    """
    if not question.bounded:
        return True
    days = _days_at_stake(step, worked, evaluation)
    return question.meets(step.occasion.on, None) and _falls(days, question)


def _falls(
    several: Iterable[Days], question: Question, first: date = date.min, last: date = date.max
) -> bool:
    """Whether something may be paid on a day between two others, both included, and within the
    bounds asked for.
    """
    first, before = max(first, question.start or date.min), question.end or date.max
    return any(
        day <= last and (day < before or question.end is None) and (final is None or first <= final)
        for day, final in several
    )


def in_doubt(worked: OccasionSteps) -> Iterator[tuple[Step, Entitle | OfRights]]:
    """Yield the rights, and the increases at work, that are not known on an occasion."""
    any_unknown = any(
        step.missing and isinstance(step.rule.rule.then, Entitle | OfRights)
        for step in worked.steps
    )
    for step in worked.at_work if any_unknown else ():
        then = step.rule.rule.then
        if step.missing and isinstance(then, Entitle | OfRights):
            yield step, then


def _in_doubt_of(evaluation: Evaluation, presenter: Presenter) -> Iterator[Unknown]:
    rights = [(right.step.occasion.id, right.paid_as, right) for right in evaluation.rights]
    for worked in evaluation.occasions:
        occasion = worked.occasion
        for step, then in in_doubt(worked):
            line, days = filled(then.line, step.view), _days_at_stake(step, worked, evaluation)
            grounds = partial(_grounds, step, worked, presenter)
            yield Unknown(
                line, presenter.line(line), occasion.on, occasion.span, days, grounds=grounds
            )
        for step in worked.steps:
            pay = step.rule.rule.then
            if not (isinstance(pay, Pay) and step.missing):
                continue
            for id_, line, right in rights:
                if id_ == occasion.id and matches(line, any_lines(pay)):
                    days = _days_at_stake(step, worked, evaluation)
                    grounds = partial(_grounds, step, worked, presenter)
                    yield Unknown(
                        right.line,
                        presenter.line(right.line),
                        occasion.on,
                        right.span,
                        days,
                        right=False,
                        grounds=grounds,
                    )


def _days_at_stake(step: Step, worked: OccasionSteps, evaluation: Evaluation) -> tuple[Days, ...]:
    """Return the days on which the unknown part of a step would be paid."""
    then = step.rule.rule.then
    if isinstance(then, Pay):
        days = _due_days(step, then)
        parts = known_parts(step) if step.outcome == APPLIED else ()
        return tuple(compress(days, [not known for known in parts])) if parts else days
    assert isinstance(then, Entitle | OfRights)  # its callers see to it
    return _days_of(
        any_lines(then) if isinstance(then, OfRights) else (filled(then.line, step.view),),
        worked,
        evaluation,
    )


def _days_of(
    lines: tuple[str, ...], worked: OccasionSteps, evaluation: Evaluation
) -> tuple[Days, ...]:
    """Return the days on which the rules that pay some lines on an occasion would pay them."""
    days: list[Days] = []
    for step in worked.steps:
        then = step.rule.rule.then
        if not isinstance(then, Pay) or (
            step.outcome == NOT_APPLIED and step.because != "no_right"
        ):
            continue
        if any(
            matches(line, any_lines(then)) or matches(pattern, lines)
            for line in lines
            for pattern in any_lines(then)
        ):
            days += _due_days(step, then)
    kind = evaluation.corpus.occasions[worked.occasion.kind]
    scope = Scope(evaluation.timeline, evaluation.timeline.laws[-1], evaluation.readings)
    if days and kind.cut_reading and scope.option(kind.cut_reading) == kind.cut_option:
        days.append(
            ANY_DAY
        )  # what a change of the law corrects falls due on the day of that change
    return tuple(dict.fromkeys(days))


def _due_days(step: Step, then: Pay) -> tuple[Days, ...]:
    """Return when each part of a payment is due; where its day is not known, from the first day
    that it may be.
    """
    values = step.values[: len(then.parts)] or (None,) * len(then.parts)
    scope = step.rule.scope
    return tuple(
        (value, value)
        if isinstance(value, date)
        else (_not_before(part.due, scope, step.view), None)
        for part, value in zip(then.parts, values, strict=True)
    )


def _not_before(value: Value, scope: Scope, view: View) -> date:
    """Return the earliest day that a date may be. The latest of several days is not before any of
    them that is known.
    """
    if isinstance(value, Choice):
        return _not_before(value.chosen(scope), scope, view)
    if value.comes_with == "all":
        return max(_not_before(part, scope, view) for part in value.children(scope))
    known = value.compiled(scope)(view)
    return known if isinstance(known, date) else date.min


def _undated(evaluation: Evaluation, question: Question, presenter: Presenter) -> Iterator[Unknown]:
    for kind in {undated.kind.name: undated.kind for undated in evaluation.undated}.values():
        grounds = partial(concluding, evaluation, kind, "funding")
        yield Unknown(
            "",
            presenter.say(kind.label),
            question.start or date.min,
            None,
            (ANY_DAY,),
            anywhere=True,
            grounds=grounds,
        )


def _grounds(step: Step, worked: OccasionSteps, presenter: Presenter) -> list[Enacted]:
    """Return the provisions behind the unknown part of a step: its own, those of the rights that it
    increases or pays, and those that pay it.
    """
    then = step.rule.rule.then
    assert isinstance(then, Entitle | OfRights | Pay)  # its callers see to it
    lines = (filled(then.line, step.view),) if isinstance(then, Entitle | OfRights) else ()
    acted_on = any_lines(then) if isinstance(then, OfRights | Pay) else ()
    behind = presenter.provisions_behind(step, worked)
    for other_step in worked.steps:
        concluded = other_step.rule.rule.then
        gives = isinstance(concluded, Entitle | OfRights) and matches(
            filled(concluded.line, other_step.view), acted_on
        )
        pays = isinstance(concluded, Pay) and any(
            matches(line, any_lines(concluded)) for line in lines
        )
        if gives or pays:
            behind = [*behind, *presenter.provisions_behind(other_step, worked)]
    return behind


def _owed_back(evaluation: Evaluation) -> bool:
    """Whether something that is not known may lower the sums."""
    rules = [then for worked in evaluation.occasions for _, then in in_doubt(worked)]
    kinds = {occasion.kind.name: occasion.kind for occasion in evaluation.undated}
    undated = (
        enacted.provision.rule
        for kind in kinds.values()
        for enacted in concluding(evaluation, kind, "funding")
    )
    conclusions = [*rules, *(rule.then for rule in undated if rule)]
    scope = Scope(evaluation.timeline, evaluation.timeline.laws[-1], evaluation.readings)
    if any(isinstance(then, Bound) and not then.is_floor for then in conclusions):
        return True
    amounts = (then.amount for then in conclusions if isinstance(then, Entitle))
    return any(node.takes_away() for amount in amounts for node in amount.walk(scope))
