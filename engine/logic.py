"""Conditions and values against the facts of one occasion, in three-valued logic: true, false, unknown (None).

A condition is first brought to a normal form (readings chosen, benefits expanded, negations at the leaves); the pure evaluation
here, the patterns of `inference` and the sentences of `words` read that same tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from engine.arithmetic import COMPARISONS
from engine.clauses import (
    All,
    AnyOf,
    Compare,
    Condition,
    EffectDate,
    EventDate,
    Known,
    Require,
)
from engine.consolidation import Enacted, Law, Timeline
from engine.model import Table
from engine.values import View, children, compiled_value, facts_read, filled, history_of, placeholders, walk

__all__ = [
    "ALWAYS",
    "NEVER",
    "Check",
    "Scope",
    "Truth",
    "View",
    "children",
    "compiled_condition",
    "compiled_value",
    "explained",
    "facts_read",
    "filled",
    "history_of",
    "placeholders",
    "walk",
]
Truth: TypeAlias = bool | None

NEVER = AnyOf(())
ALWAYS = All(())


class Scope(Struct, frozen=True):
    """What conditions and values are read against: the law of the day, the dates of the texts, the readings chosen."""

    timeline: Timeline
    law: Law
    readings: Mapping[str, str]

    def option(self, reading: str) -> str:
        """Return the option chosen for a reading, its default when none was."""
        return self.readings.get(reading) or self.timeline.corpus.readings[reading].default

    def with_option(self, reading: str, option: str) -> Scope:
        """Return the same scope under another option of one reading."""
        return Scope(self.timeline, self.law, {**self.readings, reading: option})

    def table(self, address: str) -> Table | None:
        """Return a table of the law in force, None when it holds none there."""
        enacted = self.law.provisions.get(address)
        return enacted.provision.table if enacted else None

    def requirements(self, benefit: str) -> tuple[tuple[Enacted, Condition], ...]:
        """Return the requirements of a benefit in force, each with its condition."""
        return tuple(
            (enacted, rule.when or ALWAYS)
            for enacted in self.law.provisions.values()
            if (rule := enacted.provision.rule) and isinstance(rule.then, Require) and rule.then.benefit == benefit
        )

    def conditions(self, benefit: str) -> tuple[Condition, ...]:
        """Return the conditions of a benefit in force."""
        return tuple(when for _, when in self.requirements(benefit))

    def day_of(self, value: EventDate | EffectDate) -> Any:
        """Return the day of an event of a text or of its entry into force, None while it is not known."""
        return self.timeline.resolve(value)


class Check(Struct, frozen=True):
    """One leaf of a condition on one occasion: the fact, what it needed, what it read (None when unknown), the truth found.

    `needed` holds a value for each operand, None where it is unknown.
    `unknown` names the facts of the leaf that are unknown, those of what it is compared with included.
    """

    fact: str
    operator: str
    needed: tuple[Any, ...]
    read: Any
    truth: Truth
    unknown: tuple[str, ...] = ()


# --- conditions -------------------------------------------------------------------------------------------------------


def compiled_condition(condition: Condition, scope: Scope) -> Callable[[View], Truth]:
    """Return the function that gives the truth of a condition in normal form for the facts of an occasion."""
    match condition:
        case All(parts):
            return _conjunction([compiled_condition(part, scope) for part in parts])
        case AnyOf(parts):
            return _disjunction([compiled_condition(part, scope) for part in parts])
        case Known(fact, expected):
            return lambda view: (fact in view) is expected
        case Compare(fact, "one_of" | "none_of" as name, operands):
            return _membership(fact, [compiled_value(operand, scope) for operand in operands], expected=name == "one_of")
        case Compare(fact, name, (operand,)):
            return _comparison(fact, COMPARISONS[name], compiled_value(operand, scope))
    raise TypeError(condition)


def _conjunction(parts: list[Callable[[View], Truth]]) -> Callable[[View], Truth]:
    def truth(view: View) -> Truth:
        found: Truth = True
        for part in parts:
            one = part(view)
            if one is False:
                return False
            if one is None:
                found = None
        return found

    return truth


def _disjunction(parts: list[Callable[[View], Truth]]) -> Callable[[View], Truth]:
    def truth(view: View) -> Truth:
        found: Truth = False
        for part in parts:
            one = part(view)
            if one is True:
                return True
            if one is None:
                found = None
        return found

    return truth


def _comparison(fact: str, compare: Callable[[Any, Any], bool], operand: Callable[[View], Any]) -> Callable[[View], Truth]:
    def truth(view: View) -> Truth:
        read = view.get(fact)
        if read is None:
            return None
        needed = operand(view)
        return None if needed is None else compare(read, needed)

    return truth


def _membership(fact: str, operands: list[Callable[[View], Any]], *, expected: bool) -> Callable[[View], Truth]:
    def truth(view: View) -> Truth:
        read = view.get(fact)
        if read is None:
            return None
        needed = [operand(view) for operand in operands]
        return expected if read in needed else None if None in needed else not expected

    return truth


def explained(condition: Condition, scope: Scope, view: View) -> tuple[Check, ...]:
    """Return the leaves that keep a condition in normal form from being true: the false ones, else the unknown ones."""
    truth = compiled_condition(condition, scope)(view)
    return () if truth else tuple(_blocking(condition, scope, view, truth))


def _blocking(condition: Condition, scope: Scope, view: View, truth: Truth) -> Iterator[Check]:
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                if compiled_condition(part, scope)(view) is truth:
                    yield from _blocking(part, scope, view, truth)
        case Known(fact, expected):
            yield Check(fact, "known", (expected,), view.get(fact), truth)
        case Compare(fact, name, operands):
            read = dict.fromkeys((fact, *(name for operand in operands for name in facts_read(operand, scope))))
            needed = tuple(compiled_value(operand, scope)(view) for operand in operands)
            unknown = tuple(name for name in read if name not in view) if truth is None else ()
            yield Check(fact, name, needed, view.get(fact), truth, unknown)
