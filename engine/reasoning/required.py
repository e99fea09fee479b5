"""The requirements of the benefits that a rule needs, tried on the occasion of the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from engine.language.kept import kept
from engine.language.nodes import Condition, Meets
from engine.language.tree import facts_read, walk
from engine.language.values import View
from engine.reasoning.compiled import program_of
from engine.reasoning.logic import ALWAYS, Scope, Truth, compiled_condition
from engine.reasoning.normal_form import normal_form
from engine.reasoning.program import CompiledRule
from engine.reasoning.steps import Step, supposed


class Needed(Struct, frozen=True):
    """A benefit that a rule needs: whether it is open on the occasion, and its requirements."""

    benefit: str
    truth: Truth
    requirements: tuple[Step, ...]


def needed(step: Step) -> Iterator[Needed]:
    """Yield the benefits that the rule of a step names itself, each with its requirements."""
    for benefit in _named(step.rule):
        steps = tuple(
            supposed(rule, step.occasion, step.view) for rule in _requirements(step.rule, benefit)
        )
        yield Needed(benefit, open_where(step.rule, benefit)(step.view), steps)


@kept("facts that rules read themselves", 4096)
def own_facts(rule: CompiledRule) -> tuple[str, ...]:
    """Return the facts that a rule reads itself, without those that only its benefits read."""
    when = rule.rule.when
    own = set(rule.value_facts) | set(
        facts_read(when, _Bare(rule.scope)) if when is not None else ()
    )
    return tuple(name for name in rule.facts if name in own)


@kept("benefits that rules need", 4096)
def benefits_of(rule: CompiledRule) -> tuple[str, ...]:
    """Return the benefits that a rule needs, and those that these need, in order."""
    nodes = walk(rule.rule.when or ALWAYS, rule.scope)
    return tuple(node.benefit for node in nodes if isinstance(node, Meets))


@kept("truths of benefits", 4096)
def open_where(rule: CompiledRule, benefit: str) -> Callable[[View], Truth]:
    """Return what says whether a benefit is open on an occasion, in the law of a rule."""
    return compiled_condition(normal_form(Meets(benefit), rule.scope), rule.scope)


@kept("requirements of benefits", 4096)
def _requirements(rule: CompiledRule, benefit: str) -> tuple[CompiledRule, ...]:
    scope = rule.scope
    program = program_of(scope.timeline, scope.law, scope.readings, "eligibility")
    return tuple(program.rule(enacted) for enacted, _ in scope.requirements(benefit))


@kept("benefits that rules name", 4096)
def _named(rule: CompiledRule) -> tuple[str, ...]:
    when = rule.rule.when
    nodes = walk(when, _Bare(rule.scope)) if when is not None else ()
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
