"""The occasions of an evaluation, and each rule on each of them: what it read, what it gave."""

from __future__ import annotations

from typing import Any

from engine.language.model import Rule
from engine.language.nodes import (
    Bound,
    Conclusion,
    Deadline,
    Derive,
    Entitle,
    Increase,
    Oblige,
    Pay,
)
from engine.language.templates import filled
from engine.language.tree import conclusion_names, conclusion_values
from engine.language.values import Value
from engine.proofs.records import Record, Records, shown, without_nothing
from engine.reasoning.evaluation import Evaluation, law_of
from engine.reasoning.occasions import Occasion
from engine.reasoning.steps import OccasionSteps, Step


def work_of(evaluation: Evaluation) -> Record:
    """Return the occasions of an evaluation on which something is concluded, and its steps."""
    steps: dict[str, Step] = {}
    records: dict[int, Records] = {}
    for worked in evaluation.occasions:
        steps |= {step.id: step for step in _steps_of(worked)}
    for step in steps.values():
        records.setdefault(id(step.rule.scope), Records(step.rule.scope))
    occasions = [_occasion(worked.occasion, evaluation) for worked in evaluation.occasions]
    reached = {
        f"{text}.{group}": shown(day) for (text, group), day in sorted(evaluation.effects.items())
    }
    return {
        **({"reached": reached} if reached else {}),
        "occasions": sorted(occasions, key=lambda record: str(record["id"])),
        "steps": [_step(steps[id_], records[id(steps[id_].rule.scope)]) for id_ in sorted(steps)],
    }


def _steps_of(worked: OccasionSteps) -> list[Step]:
    """Return the steps of an occasion: what is derived, for good by earlier ones too, and what is
    concluded.
    """
    return [*(step for group in worked.derived.values() for step in group), *worked.steps]


def _occasion(occasion: Occasion, evaluation: Evaluation) -> Record:
    span, law = occasion.span, law_of(evaluation, occasion.on)
    assert law is not None  # an occasion is governed by the law of its day
    parts = (
        occasion.covered_days,
        occasion.covered_months,
        occasion.uncut_days,
        occasion.uncut_months,
        occasion.whole_days,
        occasion.whole_months,
    )
    return {
        "id": occasion.id,
        "kind": occasion.kind,
        "on": shown(occasion.on),
        "element": occasion.element or None,
        "period": span and [span.name, span.number, shown(span.start), shown(span.end)],
        "until": shown(occasion.end),
        "parts": [shown(part) for part in parts] if span else None,
        "cut": occasion.uncut is not None,
        "resumed": occasion.resumed,
        "law": shown(law.start),
    }


def _step(step: Step, records: Records) -> Record:
    rule: Rule = step.rule.rule
    names = _value_names(rule.then)
    values = dict(zip(names, conclusion_values(rule.then), strict=True)) if step.values else {}
    return without_nothing(
        {
            "id": step.id,
            "since": shown(step.rule.enacted.since),
            "concludes": type(rule.then).__name__.lower(),
            "on": [filled(name, step.view) for name in _names(rule.then)],
            "outcome": step.outcome,
            "because": step.because or None,
            "set_aside_by": sorted(other.address for other in step.set_aside_by),
            "missing": sorted(set(step.missing)),
            "when": None if rule.when is None else records.condition(rule.when, step.view),
            "values": {name: records.value(node, step.view) for name, node in values.items()}
            or None,
        }
    )


def _names(then: Conclusion) -> tuple[str, ...]:
    """Return the names on which a rule concludes; one that is not given says nothing."""
    return tuple(name for name in conclusion_names(then) if name)


def _value_names(then: Conclusion) -> tuple[str, ...]:
    """Return what the values of a conclusion are called in a rule, in their order."""
    match then:
        case Derive():
            return ("value",)
        case Entitle(_, amount, once_in, start, end):
            named: Any = (("amount", amount), ("once_in", once_in), ("from", start), ("until", end))
        case Pay():
            named = then.named_values()
        case Bound(at=at):
            named = (("at", at),)
        case Increase(by=by):
            named = (("by", by),)
        case Deadline(_, due, met_by):
            named = (("due", due), ("met_by", met_by))
        case Oblige():
            named = (("from", then.start), ("until", then.end))
        case _:
            named = ()
    return tuple(name for name, value in named if isinstance(value, Value))
