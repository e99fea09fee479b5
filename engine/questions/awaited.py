"""What a requirement waits for: the acts still to come without which it cannot be met, when nothing
else stands in its way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.cases.case_reader import Facts
from engine.cases.order_of_acts import acts_before
from engine.language.comparison import LESS, MORE
from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.model import Vocabulary
from engine.language.nodes import All, AnyOf, Compare, Condition, Derive
from engine.language.operators import OPERATORS
from engine.language.temporal import NOT_YET
from engine.language.tree import facts_read
from engine.reasoning.agenda import lasting_facts
from engine.reasoning.logic import compiled_condition
from engine.reasoning.occasions import full_name
from engine.reasoning.program import is_lasting
from engine.reasoning.steps import NOT_APPLIED, OccasionSteps, Step


def awaited(step: Step, worked: OccasionSteps, on: date, facts: Facts) -> tuple[str, ...]:
    """Return the acts that an unmet requirement waits for on a day, by the name that the case gives
    them.

    The result is empty when the requirement is met or unknown, or when waiting cannot help. An act
    that can only follow another of them is left out.
    """
    acts = _acts(step.rule.condition, step, worked, on) if step.outcome == NOT_APPLIED else None
    corpus = step.rule.scope.timeline.corpus
    names = [full_name(name, step.occasion, corpus) for name in sorted(acts or ())]
    return first_acts(names, facts, corpus.vocabulary)


def first_acts(names: Iterable[str], facts: Facts, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the acts named, without those that can only follow another of them."""
    elements = {
        name: tuple(collection.keys) or facts.elements.get(name, ())
        for name, collection in vocabulary.collections.items()
    }
    order = acts_before(vocabulary, elements)
    listed = tuple(dict.fromkeys(names))
    return tuple(name for name in listed if not set(order.get(name, ())) & set(listed))


def _acts(
    condition: Condition, step: Step, worked: OccasionSteps, on: date
) -> frozenset[str] | None:
    """Return the acts that a condition in normal form waits for, None when waiting cannot make it
    true.
    """
    if compiled_condition(condition, step.rule.scope)(step.view) is not False:
        return frozenset()
    match condition:
        case All(parts):
            needed = [_acts(part, step, worked, on) for part in parts]
            return (
                None
                if None in needed
                else frozenset().union(*(acts for acts in needed if acts is not None))
            )
        case AnyOf(parts):
            ways = [way for part in parts if (way := _acts(part, step, worked, on)) is not None]
            return frozenset().union(*ways) if ways else None
        case Compare(fact, operator, operands) if single := OPERATORS[operator].single:
            parts = tuple(Compare(fact, single, (operand,)) for operand in operands)
            kind = AnyOf if OPERATORS[operator].any_operand else All
            return _acts(kind(parts), step, worked, on)
        case Compare():
            return _compared(condition, step, worked, on)
    return None


def _compared(leaf: Compare, step: Step, worked: OccasionSteps, on: date) -> frozenset[str] | None:
    (operand,) = leaf.operands
    needed = operand.compiled(step.rule.scope)(step.view)
    if step.view.get(leaf.fact) == NOT_YET and closes(leaf.operator):
        return None if needed < on else frozenset({leaf.fact})
    if needed == NOT_YET:
        return (
            frozenset(
                name
                for name in facts_read(operand, step.rule.scope)
                if step.view.get(name) == NOT_YET
            )
            or None
        )
    ways = [_derivation(other, needed, worked, on) for other in worked.derived.get(leaf.fact, ())]
    ways += [_origin(leaf.fact, step)] if leaf.fact not in step.view else []
    known = [way for way in ways if way is not None]
    return frozenset().union(*known) if known else None


def closes(operator: str) -> bool:
    """Whether a pending act can no longer satisfy a comparison once the deadline has passed."""
    signs = OPERATORS[operator].signs
    return signs is not None and LESS in signs and MORE not in signs


def _origin(fact: str, step: Step) -> frozenset[str] | None:
    """Return the acts still to come that would set a fact which has no value yet."""
    timeline = step.rule.scope.timeline
    kinds = (
        kind
        for kind in timeline.corpus.occasions.values()
        if is_lasting(kind) and fact in lasting_facts(timeline, kind)
    )
    names = (name for kind in kinds if kind.on is not None for name in facts_read(kind.on))
    return frozenset(name for name in names if step.view.get(name) == NOT_YET) or None


def _derivation(
    step: Step, needed: object, worked: OccasionSteps, on: date
) -> frozenset[str] | None:
    """Return the acts that a rule waits for, where that rule would derive the value needed."""
    then = step.rule.rule.then
    value = then.value if isinstance(then, Derive) else None
    gives = isinstance(value, Fact) or (isinstance(value, Literally) and value.value == needed)
    return (
        _acts(step.rule.condition, step, worked, on)
        if gives and step.outcome == NOT_APPLIED
        else None
    )
