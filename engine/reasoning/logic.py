"""Conditions and values for the facts of one occasion: true, false or unknown (None).

A condition is first brought to a normal form (readings chosen, benefits expanded, negations at the
leaves). The evaluation here, the patterns of durable-rules and the sentences of `engine.words` all
read that form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from engine.language.comparison import Truth
from engine.language.elements import among
from engine.language.forms.gathered import COUNT, Gathered
from engine.language.forms.readings import Choice
from engine.language.forms.texts import EffectDate, EventDate
from engine.language.model import Collection, LawTable, Rule
from engine.language.nodes import All, AnyOf, Compare, Condition, Known, Not, Quantity, Require
from engine.language.operators import OPERATORS
from engine.language.values import UNKNOWN_DERIVED, View
from engine.law.consolidation import Enacted, Law, Timeline
from engine.words.labels import index_of, is_derived

__all__ = [
    "ALWAYS",
    "NEVER",
    "Scope",
    "Truth",
    "compiled_condition",
    "knowledge",
]
NEVER = AnyOf(())
ALWAYS = All(())


class Scope(Struct, frozen=True):
    """What conditions and values are read against: the law of the day, dates of texts, readings."""

    timeline: Timeline
    law: Law
    readings: Mapping[str, str]

    def option(self, reading: str) -> str:
        """Return the option chosen for a reading, its default when none was."""
        return self.readings.get(reading) or self.timeline.corpus.readings[reading].default

    def with_option(self, reading: str, option: str) -> Scope:
        """Return the same scope under another option of one reading."""
        return Scope(self.timeline, self.law, {**self.readings, reading: option})

    def table(self, address: str) -> LawTable | None:
        """Return a table of the law in force, None when it holds none there."""
        enacted = self.law.provision(address)
        return enacted.provision.table if enacted else None

    def requirements(self, benefit: str) -> tuple[tuple[Enacted, Condition], ...]:
        """Return the requirements of a benefit in force, each with the condition that satisfies it.

        A requirement is satisfied if it is met, or if an exception sets it aside.
        """
        return tuple(
            (
                enacted,
                AnyOf(
                    (
                        rule.when or ALWAYS,
                        *(self._applicable(other, ()) for other in self.exceptions(enacted)),
                    )
                ),
            )
            for enacted in self.law.provisions.values()
            if (rule := enacted.provision.rule)
            and isinstance(rule.then, Require)
            and rule.then.benefit == benefit
            if not self.excuses(rule)
        )

    def excuses(self, rule: Rule) -> bool:
        """Whether a requirement is an exception to another of its benefit.

        If such an exception is not met, it asks nothing.
        """
        then = rule.then
        named = (
            overridden.provision.rule
            for address in rule.overrides
            if (overridden := self.law.provision(address))
        )
        return isinstance(then, Require) and any(
            isinstance(other.then, Require)
            and other.then.benefit == then.benefit
            and share_occasions(other.on, rule.on)
            for other in named
            if other
        )

    def exceptions(self, enacted: Enacted) -> tuple[Enacted, ...]:
        """Return the rules in force that override another where both work."""
        address, on = (
            enacted.provision.address,
            enacted.provision.rule.on if enacted.provision.rule else (),
        )
        overriding = (
            (other, other.provision.rule) for other in self.law.exceptions.get(address, ())
        )
        return tuple(other for other, rule in overriding if rule and share_occasions(on, rule.on))

    def _applicable(self, enacted: Enacted, path: tuple[str, ...]) -> Condition:
        """Return the condition under which a rule applies and no exception to it does."""
        path = (*path, enacted.provision.address)
        others = [
            other for other in self.exceptions(enacted) if other.provision.address not in path
        ]
        when = enacted.provision.rule.when if enacted.provision.rule else None
        return All((when or ALWAYS, *(Not(self._applicable(other, path)) for other in others)))

    def derives(self, fact: str) -> bool:
        """Whether rules derive a fact: no case gives it."""
        return is_derived(fact, self.timeline.corpus.vocabulary)

    def conditions(self, benefit: str) -> tuple[Condition, ...]:
        """Return the conditions of a benefit in force."""
        return tuple(when for _, when in self.requirements(benefit))

    def collection(self, name: str) -> Collection | None:
        """Return a collection, None for the name of a list of records."""
        return self.timeline.corpus.vocabulary.collections.get(name)

    def index_of(self, items: str) -> str:
        """Return the fact that numbers the records of a list, "" where their order does."""
        return index_of(items, self.timeline.corpus.vocabulary)

    def truth(self, condition: Condition) -> Callable[[View], Truth]:
        """Return the function that gives the truth of a condition for the facts of an element."""
        return compiled_condition(condition, self)

    def day_of(self, value: EventDate | EffectDate) -> Any:
        """Return the day of an event or of an entry into force, None while it is not known."""
        return self.timeline.resolve(value)


# --- conditions -----------------------------------------------------------------------------------


def compiled_condition(condition: Condition, scope: Scope) -> Callable[[View], Truth]:
    """Return the function that gives the truth of a condition in normal form on an occasion."""
    match condition:
        case All(parts):
            return _group([compiled_condition(part, scope) for part in parts], decisive=False)
        case AnyOf(parts):
            return _group([compiled_condition(part, scope) for part in parts], decisive=True)
        case Known(fact, expected):
            return (
                knowledge(fact, expected=expected)
                if scope.derives(fact)
                else lambda view: (fact in view) is expected
            )
        case Compare(fact, name, operands):
            needed = [operand.compiled(scope) for operand in operands]
            return _leaf(fact, OPERATORS[name].truth(fact, needed), derived=scope.derives(fact))
        case Quantity():
            return _quantity(condition, scope)
        case Not(part):  # of an element: what is held against it is in no normal form
            inner = compiled_condition(part, scope)
            return lambda view: None if (truth := inner(view)) is None else not truth
        case Choice():
            return compiled_condition(condition.chosen(scope), scope)
    raise TypeError(condition)


def _quantity(leaf: Quantity, scope: Scope) -> Callable[[View], Truth]:
    """Return the truth of a comparison with what is worked out over elements.

    A count lies between two numbers while elements are unknown: that may be enough to tell.
    """
    operator, needed = OPERATORS[leaf.operator], leaf.operands[0].compiled(scope)
    if not (isinstance(leaf.value, Gathered) and leaf.value.how == COUNT):
        value = leaf.value.compiled(scope)
        return lambda view: (
            None
            if (read := value(view)) is None or (with_ := needed(view)) is None
            else operator.holds(read, [with_])
        )
    bounds, exact = leaf.value.bounds(scope), operator.signs is None

    def truth(view: View) -> Truth:
        number = needed(view)
        if number is None:
            return None
        low, high = bounds(view)
        return among(low, high, number, lambda count: operator.holds(count, [number]), exact=exact)

    return truth


def _group(parts: list[Callable[[View], Truth]], *, decisive: bool) -> Callable[[View], Truth]:
    """A conjunction, decided by one false part, or a disjunction, decided by one true part."""

    def truth(view: View) -> Truth:
        value: Truth = not decisive
        for part in parts:
            of_part = part(view)
            if of_part is decisive:
                return decisive
            if of_part is None:
                value = None
        return value

    return truth


def knowledge(fact: str, *, expected: bool) -> Callable[[View], Truth]:
    """Return the truth of "this derived fact is defined" (or not, if not `expected`).

    It is unknown while the derivation of the fact is.
    """

    def truth(view: View) -> Truth:
        if fact in view:
            return expected
        return None if fact in view.get(UNKNOWN_DERIVED, ()) else not expected

    return truth


def _leaf(fact: str, truth: Callable[[View], Truth], *, derived: bool) -> Callable[[View], Truth]:
    """Return the truth of a comparison; with a fact that is undefined it is false."""
    if not derived:
        return truth

    def of_derived(view: View) -> Truth:
        defined = fact in view or fact in view.get(UNKNOWN_DERIVED, ())
        return truth(view) if defined else False

    return of_derived


def share_occasions(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two rules may work on one occasion; a rule that names none works on all of them."""
    return not some or not others or bool(set(some) & set(others))
