"""Conditions in normal form: readings chosen, benefits
expanded to their requirements, negations at the leaves.

Evaluation, the patterns of `inference` and the plan of `batch` all read that same tree.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.nodes import NEGATED, All, AnyOf, Choice, Compare, Condition, Known, Meets, Not
from engine.reasoning.logic import ALWAYS, NEVER, Scope


def normal_form(condition: Condition | None, scope: Scope, *, negated: bool = False) -> Condition:
    """Return the condition with readings chosen, benefits expanded
    to their requirements and negations pushed to the leaves.
    """
    match condition:
        case None:
            return NEVER if negated else ALWAYS
        case Not(part):
            return normal_form(part, scope, negated=not negated)
        case All(parts) | AnyOf(parts):
            conjunction = isinstance(condition, All) is not negated
            return _joined(
                tuple(normal_form(part, scope, negated=negated) for part in parts),
                conjunction=conjunction,
            )
        case Choice(reading, options):
            return normal_form(options[scope.option(reading)], scope, negated=negated)
        case Meets(benefit):
            required = tuple(when for _, when in scope.requirements(benefit))
            return normal_form(All(required) if required else NEVER, scope, negated=negated)
        case Known(fact, expected):
            return Known(fact, expected is not negated)
        case Compare(fact, "one_of", (operand,)):
            return normal_form(Compare(fact, "is", (operand,)), scope, negated=negated)
        case Compare(fact, "one_of", ()):
            return ALWAYS if negated else NEVER
        case Compare():
            return _denied(condition, scope) if negated else condition
    raise TypeError(condition)


def _denied(leaf: Compare, scope: Scope) -> Condition:
    """A comparison is false where its opposite is true, and
    where a fact that rules derive is undefined.
    """
    opposite = Compare(leaf.fact, NEGATED[leaf.operator], leaf.operands)
    return (
        AnyOf((opposite, Known(leaf.fact, expected=False)))
        if scope.derives(leaf.fact)
        else opposite
    )


def _joined(parts: tuple[Condition, ...], *, conjunction: bool) -> Condition:
    """Join parts in normal form, so that a constant stands only
    for a whole condition and no group holds a group of its kind.
    """
    kind, decisive = (All, NEVER) if conjunction else (AnyOf, ALWAYS)
    flat: list[Condition] = []
    for part in parts:
        if part == decisive:
            return decisive
        flat += part.parts if isinstance(part, kind) else (part,)
    flat = _of_one_fact(flat, ("is_not", "none_of") if conjunction else ("is", "one_of"))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _of_one_fact(parts: list[Condition], operators: tuple[str, str]) -> list[Condition]:
    """Write the parts that hold one fact to be a value or another
    (or neither) as one leaf, where the first of them stands.
    """
    found: dict[str, list[Compare]] = {}
    for part in parts:
        if isinstance(part, Compare) and part.operator in operators:
            found.setdefault(part.fact, []).append(part)
    if all(len(same) == 1 for same in found.values()):
        return parts
    whole = {
        fact: Compare(
            fact,
            operators[1],
            tuple(dict.fromkeys(operand for part in same for operand in part.operands)),
        )
        for fact, same in found.items()
        if len(same) > 1
    }
    firsts = {id(found[fact][0]): one for fact, one in whole.items()}
    others = {id(part) for fact in whole for part in found[fact][1:]}
    return [firsts.get(id(part), part) for part in parts if id(part) not in others]


def leaves(condition: Condition) -> Iterator[Compare | Known]:
    """Yield the leaves of a condition in normal form, in order."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Compare() | Known():
            yield condition
