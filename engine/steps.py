"""Steps: each rule on one occasion, what it derived or concluded, and why it did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from msgspec import Struct

from engine.clauses import Derive
from engine.diagnostics import Diagnostic, RefusedInput
from engine.labels import is_derived, word_of
from engine.logic import Check, View, explained
from engine.occasions import Occasion
from engine.program import Alternative, CompiledRule, Section, Stage

APPLIED, NOT_APPLIED, UNKNOWN = "applied", "not_applied", "unknown"


class Step(Struct, frozen=True, eq=False):
    """One rule on one occasion: whether it applied, what it computed, and the facts it could read."""

    rule: CompiledRule
    occasion: Occasion
    view: View
    outcome: str
    values: tuple[Any, ...]
    missing: tuple[str, ...]
    because: str = ""

    @property
    def id(self) -> str:
        """A stable id: the rule's address and the occasion's."""
        return f"{self.rule.address}@{self.occasion.id}"

    def failed(self) -> tuple[Check, ...]:
        """Return the leaves of the condition that failed or are unknown."""
        return () if self.outcome == APPLIED else explained(self.rule.condition, self.rule.scope, self.view)


class OccasionSteps(Struct, frozen=True, eq=False):
    """All that happened on one occasion: derivations by fact, then conclusions."""

    occasion: Occasion
    section: Section
    derived: Mapping[str, list[Step]]
    steps: tuple[Step, ...]


def infer(section: Section, occasion: Occasion, view: dict[str, Any]) -> tuple[dict[str, list[Step]], list[Step]]:
    """Derive, then conclude, on one occasion; `view` receives the facts derived. Nothing else is changed."""
    derived: dict[str, list[Step]] = {}
    for stage in section.derivations:
        for step in _run(stage, occasion, view, derived):
            then = step.rule.rule.then
            assert isinstance(then, Derive)  # derivations hold nothing else
            derived.setdefault(then.fact, []).append(step)
            if step.outcome == APPLIED and step.values[0] is not None:
                _conclude_once(view, then.fact, step, derived[then.fact])
    return derived, _run(section.conclusions, occasion, view, derived)


def _conclude_once(view: dict[str, Any], fact: str, step: Step, group: list[Step]) -> None:
    value = step.values[0]
    for other in group[:-1]:
        if other.outcome == APPLIED and other.values[0] not in (None, value):
            raise RefusedInput([conflict(fact, other, step)])
    view[fact] = value


def _run(stage: Stage, occasion: Occasion, view: View, derived: Mapping[str, list[Step]]) -> list[Step]:
    """Run one stage: durable-rules says what fires; the pure evaluation tells the false from the unknown among the rest."""
    fired = stage.fired(view)
    steps = [
        _applied(rule, occasion, view, derived) if rule.address in fired else _not_fired(rule, occasion, view, derived)
        for rule in stage.rules
    ]
    return [_overridden(step, steps) if step.rule.overridden_by else step for step in steps]


def _not_fired(rule: CompiledRule, occasion: Occasion, view: View, derived: Mapping[str, list[Step]]) -> Step:
    if rule.truth(view) is False:
        return Step(rule, occasion, view, NOT_APPLIED, (), ())
    return Step(rule, occasion, view, UNKNOWN, (), lacking(rule, view, derived, _unknown_facts(rule, view)))


def _overridden(step: Step, steps: list[Step]) -> Step:
    """A rule yields to one that prevails over it and applies; while that is unknown, so is the rule."""
    prevailing = [other for other in steps if other.rule.address in step.rule.overridden_by]
    if step.outcome == APPLIED and any(other.outcome == APPLIED for other in prevailing):
        return Step(step.rule, step.occasion, step.view, NOT_APPLIED, (), (), "overridden")
    doubtful = [other for other in prevailing if other.outcome == UNKNOWN]
    if step.outcome == APPLIED and doubtful:
        missing = tuple(dict.fromkeys(name for other in doubtful for name in other.missing))
        return Step(step.rule, step.occasion, step.view, UNKNOWN, step.values, missing)
    return step


def _applied(rule: CompiledRule, occasion: Occasion, view: View, derived: Mapping[str, list[Step]]) -> Step:
    values = tuple(compute(view) for compute in rule.compute)
    if not values or values[0] is not None:
        return Step(rule, occasion, view, APPLIED, values, ())
    missing = lacking(rule, view, derived, rule.value_facts)
    return Step(rule, occasion, view, UNKNOWN if missing else NOT_APPLIED, values, missing, "" if missing else "no_value")


def _unknown_facts(rule: CompiledRule, view: View) -> tuple[str, ...]:
    checks = explained(rule.condition, rule.scope, view)
    return tuple(dict.fromkeys(fact for check in checks for fact in check.unknown)) or rule.condition_facts


def lacking(rule: CompiledRule, view: View, derived: Mapping[str, list[Step]], names: Iterable[str]) -> tuple[str, ...]:
    """Return the facts of the case that are unknown among some names, followed through what the rules would have derived from them."""
    missing: list[str] = []
    not_then = {one.node.name for one in rule.on_days if one.lacks(view)}
    for name in names:
        if name in view and name not in not_then:
            continue
        if name in derived:
            missing += [fact for step in derived[name] for fact in step.missing]
        elif not is_derived(name, rule.scope.timeline.corpus.vocabulary):
            missing.append(name)
    corpus = rule.scope.timeline.corpus
    asked = [name for name in missing if word_of(name, corpus.vocabulary)]
    return tuple(dict.fromkeys(asked or missing))


def readings_behind(step: Step, known: Set[str] = frozenset()) -> set[str]:
    """Return the readings of which another option would have changed what a rule did or computed; those `known` are not tried."""
    found: set[str] = set()
    tried = [alternative for alternative in step.rule.alternatives if alternative.reading not in known]
    if not tried:
        return found
    truth = step.outcome == APPLIED or step.rule.truth(step.view)
    for alternative in tried:
        if alternative.reading in found:
            continue
        other = truth if alternative.truth is None else alternative.truth(step.view)
        if truth != other or (truth and _computes_otherwise(alternative, step)):
            found.add(alternative.reading)
    return found


def _computes_otherwise(alternative: Alternative, step: Step) -> bool:
    computed = len(step.values)  # a rule that yields to another has computed nothing
    return any(rank < computed and compute(step.view) != step.values[rank] for rank, compute in alternative.compute)


def conflict(subject: str, first: Step, second: Step) -> Diagnostic:
    """Return the finding that two rules conclude differently on one thing on one occasion."""
    return Diagnostic(
        "ACC204",
        f"{first.rule.address} and {second.rule.address} both conclude on `{subject}` on {second.occasion.on}.",
        second.rule.enacted.provision.location,
        "make their conditions exclusive, or state `overrides` on the one that prevails.",
        (first.rule.enacted.provision.location,),
    )
