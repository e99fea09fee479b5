"""A funding evaluation, and the provisions behind its rights and its payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from engine.law.consolidation import Enacted
from engine.questions.presentation import Presenter
from engine.questions.undecided import Undecided
from engine.reasoning.adjustments import changing, late_days, made_of
from engine.reasoning.evaluation import Evaluation
from engine.reasoning.rights import ADJUSTMENT, Payment, Right
from engine.reasoning.steps import OccasionSteps, Step


class Ledger(Struct, frozen=True):
    """A funding evaluation with its rights and payments in order, bounded as asked."""

    evaluation: Evaluation
    rights: tuple[Right, ...]
    payments: tuple[Payment, ...]
    behind: dict[Step, OccasionSteps]
    undecided: Undecided = Undecided()


def worked_of(step: Step, found: Ledger) -> OccasionSteps:
    """Return all that happened on the occasion of a step."""
    return (
        found.behind[step]
        if step in found.behind
        else next(worked for other, worked in found.behind.items() if other.id == step.id)
    )


def behind_rights(rights: Iterable[Right], found: Ledger, presenter: Presenter) -> list[Enacted]:
    """Return the provisions behind rights, and behind those that they increase."""
    enacted: list[Enacted] = []
    for right in rights:
        own = presenter.provisions_behind(right.step, worked_of(right.step, found))
        base = behind_rights([right.base], found, presenter) if right.base else []
        enacted += own + base
    return enacted


def grounds_of(pay: Payment, found: Ledger, presenter: Presenter) -> list[Enacted]:
    """Return the provisions behind a payment; for an
    adjustment what stood before, then what changed it.
    """
    if pay.late:
        behind = [
            one for each in (*pay.had, *pay.owed) for one in grounds_of(each, found, presenter)
        ]
    else:
        behind = [pay.step.rule.enacted, *behind_rights([pay.right], found, presenter)]
    return list(dict.fromkeys((*behind, *changed_by(pay, behind, found))))


def changed_by(pay: Payment, behind: Sequence[Enacted], found: Ledger) -> list[Enacted]:
    """Return what the law made, on the day of an adjustment,
    of the provisions behind it; nothing for another payment.
    """
    if pay.part != ADJUSTMENT or pay.due is None:
        return []
    if pay.late:
        timeline = found.evaluation.timeline
        return [
            one
            for day in late_days(timeline).get(pay.due, ())
            for one in made_of(timeline, behind, day)
        ]
    return changing(
        pay.step.rule.scope.timeline,
        found.evaluation.readings,
        pay.step.occasion.kind,
        behind,
        pay.due,
    )
