"""Brings conditions to a normal form, which every reader of conditions works on.

Readings are chosen, benefits are replaced by their requirements, negations are pushed to the
leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine.language.forms.readings import Choice
from engine.language.negation import negated
from engine.language.nodes import All, AnyOf, Compare, Condition, Known, Meets, Not, Quantity
from engine.language.operators import OPERATORS, opposite
from engine.reasoning.logic import ALWAYS, NEVER, Scope

_LISTED: Mapping[bool, Mapping[str, str]] = {
    conjunction: {
        name: operator.name
        for operator in OPERATORS.values()
        if operator.single and operator.any_operand is not conjunction
        for name in (operator.single, operator.name)
    }
    for conjunction in (False, True)
}
"""The operator that says of a list what a conjunction of comparisons says, or a disjunction."""


def normal_form(condition: Condition | None, scope: Scope) -> Condition:
    """Return a condition with its readings chosen and its negations pushed to the leaves.

    The benefits that it names are expanded to their requirements.
    """
    match condition:
        case None:
            return ALWAYS
        case Not(Meets(benefit)):
            return normal_form(negated(_required(benefit, scope), _denial(scope)), scope)
        case Not(part):
            return normal_form(negated(part, _denial(scope)), scope)
        case All(parts) | AnyOf(parts):
            whole = tuple(normal_form(part, scope) for part in parts)
            return _joined(whole, conjunction=isinstance(condition, All))
        case Choice(reading, options):
            return normal_form(options[scope.option(reading)], scope)
        case Meets(benefit):
            return normal_form(_required(benefit, scope), scope)
        case Known() | Quantity():
            return condition
        case Compare():
            return _of_few(condition)
    raise TypeError(condition)


def _required(benefit: str, scope: Scope) -> Condition:
    """Return all that a benefit requires; one that requires nothing is never met."""
    required = scope.conditions(benefit)
    return All(required) if required else NEVER


def _denial(scope: Scope) -> Callable[[Compare], Condition]:
    """Return what denies a comparison: its opposite, or that a derived fact is undefined."""

    def denied(leaf: Compare) -> Condition:
        other = opposite(leaf)
        if not scope.derives(leaf.fact):
            return other
        return AnyOf((other, Known(leaf.fact, expected=False)))

    return denied


def _of_few(leaf: Compare) -> Condition:
    """Return a comparison with a list of one operand, or none, without the list.

    `size: {one_of: [1]}` is `size: {is: 1}`.
    """
    operator = OPERATORS[leaf.operator]
    if operator.single and not leaf.operands:
        return NEVER if operator.any_operand else ALWAYS
    if operator.single and len(leaf.operands) == 1:
        return Compare(leaf.fact, operator.single, leaf.operands)
    return leaf


def _joined(parts: tuple[Condition, ...], *, conjunction: bool) -> Condition:
    """Join parts in normal form into one group.

    A part that decides the group replaces it, and a group in a group of its kind is opened.
    """
    kind, decisive = (All, NEVER) if conjunction else (AnyOf, ALWAYS)
    flat: list[Condition] = []
    for part in parts:
        if part == decisive:
            return decisive
        flat += part.parts if isinstance(part, kind) else (part,)
    flat = _of_one_fact(flat, conjunction=conjunction)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _of_one_fact(parts: list[Condition], *, conjunction: bool) -> list[Condition]:
    """Write as one, at the first of them, the parts that say of one fact what a list says.

    `size: {is: 1}` or `size: {is: 2}` is `size: {one_of: [1, 2]}`.
    """
    listed = _LISTED[conjunction]
    alike: dict[tuple[str, str], list[Compare]] = {}
    for part in parts:
        name = listed.get(part.operator) if isinstance(part, Compare) else None
        if isinstance(part, Compare) and name:
            alike.setdefault((part.fact, name), []).append(part)
    several = {key: same for key, same in alike.items() if len(same) > 1}
    if not several:
        return parts
    firsts: dict[int, Compare] = {}
    for (fact, name), same in several.items():
        operands = dict.fromkeys(operand for part in same for operand in part.operands)
        firsts[id(same[0])] = Compare(fact, name, tuple(operands))
    others = {id(part) for same in several.values() for part in same[1:]}
    return [firsts.get(id(part), part) for part in parts if id(part) not in others]


def leaves(condition: Condition) -> Iterator[Compare | Quantity | Known]:
    """Yield the leaves of a condition in normal form, in order."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Compare() | Quantity() | Known():
            yield condition
