"""The outcomes of an answer that are no sums: of benefits, of dates, of duties."""

from __future__ import annotations

from engine.language.nodes import Advise, Deadline, Oblige, Require
from engine.language.templates import filled
from engine.proofs.records import Record, Records, number_shown, shown
from engine.questions.calendar import is_listed
from engine.questions.calendar import status_of as date_status
from engine.questions.duties import days_of
from engine.questions.duties import status_of as duty_status
from engine.questions.eligibility import awaiting, outcome_of, requirement_outcome
from engine.questions.question import Question
from engine.reasoning.evaluation import Evaluation
from engine.reasoning.steps import APPLIED, Step


def _concluded(evaluation: Evaluation) -> list[Step]:
    return [step for worked in evaluation.occasions for step in worked.steps]


def benefits_written(evaluation: Evaluation) -> Record:
    """Return the outcome of each benefit and of each of its requirements; then the steps advised,
    none once the last of them is done.
    """
    required: dict[str, list[Step]] = {}
    advised: list[Record] = []
    for step in _concluded(evaluation):
        then = step.rule.rule.then
        if isinstance(then, Require):
            required.setdefault(filled(then.benefit, step.view), []).append(step)
        elif isinstance(then, Advise) and step.outcome == APPLIED:
            done = (
                Records(step.rule.scope).truth(then.done_when, step.view)
                if then.done_when
                else None
            )
            advised.append({"step": then.step, "order": number_shown(then.order), "done": done})
    waiting = awaiting(evaluation)
    advised.sort(key=lambda row: (int(row["order"]), str(row["step"])))
    return {
        "benefits": {
            name: outcome_of(required.get(name, []), waits=name in waiting)
            for name in dict.fromkeys((*required, *sorted(waiting)))
        },
        "requirements": {
            name: {step.id: requirement_outcome(step) for step in steps}
            for name, steps in required.items()
        },
        "steps": [] if advised and advised[-1]["done"] is True else advised,
    }


def dates_written(evaluation: Evaluation, question: Question) -> list[Record]:
    """Return the dates of the calendar, each with its status."""
    records = []
    for step in _concluded(evaluation):
        then = step.rule.rule.then
        if isinstance(then, Deadline) and is_listed(step, question):
            records.append(
                {
                    "id": step.id,
                    "entry": filled(then.entry, step.view),
                    "on": shown(step.values[0] if step.outcome == APPLIED else None),
                    "status": date_status(step, question.on),
                }
            )
    return sorted(records, key=lambda record: str(record["id"]))


def duties_written(evaluation: Evaluation) -> Record:
    """Return what each rule demands, by the id of its step, with its status and its days."""
    kept: dict[str, Record] = {}
    for step in _concluded(evaluation):
        then = step.rule.rule.then
        status = duty_status(step) if isinstance(then, Oblige) else ""
        if status and isinstance(then, Oblige):
            days = days_of(step, then)
            kept[step.id] = {
                "duty": filled(then.duty, step.view),
                "subject": filled(then.subject, step.view),
                "status": status,
                "from": shown(days["from_"]),
                "until": shown(days["until"]),
            }
    return dict(sorted(kept.items()))
