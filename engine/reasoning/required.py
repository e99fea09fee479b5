"""The requirements of the benefits that a rule needs, tried on the occasion of the rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from engine.language.nodes import Condition, Meets
from engine.language.tree import facts_read, walk
from engine.reasoning.compiled import program_of
from engine.reasoning.logic import Scope, Truth, compiled_condition
from engine.reasoning.normal_form import normal_form
from engine.reasoning.steps import Step, supposed


class Needed(Struct, frozen=True):
    """A benefit that a rule needs: whether it is open on the occasion, and its requirements."""

    benefit: str
    truth: Truth
    requirements: tuple[Step, ...]


def needed(step: Step) -> Iterator[Needed]:
    """Yield the benefits that the rule of a step names itself, each with its requirements."""
    scope = step.rule.scope
    program = program_of(scope.timeline, scope.law, scope.readings, "eligibility")
    for benefit in _named(step):
        condition = normal_form(Meets(benefit), scope)
        rules = (program.rule(enacted) for enacted, _ in scope.requirements(benefit))
        steps = tuple(supposed(rule, step.occasion, step.view) for rule in rules)
        yield Needed(benefit, compiled_condition(condition, scope)(step.view), steps)


def own_facts(step: Step) -> tuple[str, ...]:
    """Return the facts that a rule reads itself, without those that only its benefits read."""
    when = step.rule.rule.when
    own = set(step.rule.value_facts) | set(
        facts_read(when, _Bare(step.rule.scope)) if when is not None else ()
    )
    return tuple(name for name in step.rule.facts if name in own)


def _named(step: Step) -> tuple[str, ...]:
    when = step.rule.rule.when
    nodes = walk(when, _Bare(step.rule.scope)) if when is not None else ()
    return tuple(dict.fromkeys(node.benefit for node in nodes if isinstance(node, Meets)))


class _Bare(Struct, frozen=True):
    """The readings of a scope, with the benefits left unexpanded."""

    scope: Scope

    def option(self, reading: str) -> str:
        return self.scope.option(reading)

    def table(self, address: str) -> Any:
        return self.scope.table(address)

    def conditions(self, benefit: str) -> tuple[Condition, ...]:
        return ()

    def day_of(self, value: Any) -> Any:
        return self.scope.day_of(value)
