"""A funding evaluation, and the provisions behind its rights and its payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from engine.law.consolidation import Enacted
from engine.questions.presentation import Presenter
from engine.questions.undecided import Undecided
from engine.reasoning.adjustments import changing, late_days, made_of
from engine.reasoning.evaluation import Evaluation
from engine.reasoning.recall import Recall
from engine.reasoning.rights import ADJUSTMENT, Payment, Right
from engine.reasoning.steps import OccasionSteps, Step


class Ledger(Struct, frozen=True):
    """A funding evaluation with its rights and payments in order, bounded as asked.

    `recall` keeps what it concluded, where the question is to be asked again of cases that differ
    in little.
    """

    evaluation: Evaluation
    rights: tuple[Right, ...]
    payments: tuple[Payment, ...]
    behind: dict[Step, OccasionSteps]
    undecided: Undecided = Undecided()
    recall: Recall | None = None


def worked_of(step: Step, ledger: Ledger) -> OccasionSteps:
    """Return all that happened on the occasion of a step."""
    return (
        ledger.behind[step]
        if step in ledger.behind
        else next(worked for other, worked in ledger.behind.items() if other.id == step.id)
    )


def behind_rights(rights: Iterable[Right], ledger: Ledger, presenter: Presenter) -> list[Enacted]:
    """Return the provisions behind rights, and behind those that they increase."""
    enacted: list[Enacted] = []
    for right in rights:
        of_right = presenter.provisions_behind(right.step, worked_of(right.step, ledger))
        of_base = behind_rights([right.base], ledger, presenter) if right.base else []
        enacted += of_right + of_base
    return enacted


def stating(pay: Payment, presenter: Presenter) -> list[Enacted]:
    """Return the provisions that state a payment: that of the amount, and that which pays it. Of an
    adjustment all state it: what stood before, and what changed it.
    """
    if pay.late or pay.part == ADJUSTMENT:
        return []
    return [*presenter.stating(pay.right.step), pay.step.rule.enacted]


def grounds_of(pay: Payment, ledger: Ledger, presenter: Presenter) -> list[Enacted]:
    """Return the provisions behind a payment; for an adjustment what stood before, then what
    changed it.
    """
    if pay.late:
        behind = [
            enacted
            for compared in (*pay.had, *pay.owed)
            for enacted in grounds_of(compared, ledger, presenter)
        ]
    else:
        behind = [pay.step.rule.enacted, *behind_rights([pay.right], ledger, presenter)]
    return list(dict.fromkeys((*behind, *changed_by(pay, behind, ledger))))


def changed_by(pay: Payment, behind: Sequence[Enacted], ledger: Ledger) -> list[Enacted]:
    """Return what the law made, on the day of an adjustment, of the provisions behind it; nothing
    for another payment.
    """
    if pay.part != ADJUSTMENT or pay.due is None:
        return []
    if pay.late:
        timeline = ledger.evaluation.timeline
        return [
            enacted
            for day in late_days(timeline).get(pay.due, ())
            for enacted in made_of(timeline, behind, day)
        ]
    return changing(
        pay.step.rule.scope.timeline,
        ledger.evaluation.readings,
        pay.step.occasion.kind,
        behind,
        pay.due,
        ledger.evaluation.effects,
    )
