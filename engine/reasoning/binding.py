"""Says whether a duty binds on a day: its first and last day as conditions on the day."""

from __future__ import annotations

from engine.language.forms.readings import Choice
from engine.language.nodes import All, AnyOf, Compare, Condition, Oblige
from engine.language.temporal import NOT_YET
from engine.language.values import UNKNOWN_DERIVED, Value, View
from engine.reasoning.explanation import explained
from engine.reasoning.logic import ALWAYS, NEVER, Scope, Truth, compiled_condition
from engine.reasoning.normal_form import normal_form

BINDING, LATER, UNDETERMINED = "binding", "later", "undetermined"


def begun(duty: Oblige) -> Condition:
    """Return the condition that the first day of a duty has come."""
    return ALWAYS if duty.start is None else _reached(duty.start)


def ended(duty: Oblige) -> Condition:
    """Return the condition that the day on which a duty no longer binds has come."""
    return NEVER if duty.end is None else _reached(duty.end)


def _reached(value: Value) -> Condition:
    """Return the condition that a day has come.

    The earliest of several days has come as soon as one has, whatever the others are.
    """
    if isinstance(value, Choice):
        return Choice(value.reading, {name: _reached(p) for name, p in value.options.items()})
    if not value.comes_with:
        return Compare("day", "on_or_after", (value,))
    parts = tuple(_reached(part) for part in value.children())
    return AnyOf(parts) if value.comes_with == "any" else All(parts)


def truth_of(condition: Condition, scope: Scope, view: View) -> Truth:
    """Return the truth of a condition for the facts of an occasion."""
    return compiled_condition(normal_form(condition, scope), scope)(view)


def unknown_facts(condition: Condition, scope: Scope, view: View) -> tuple[str, ...]:
    """Return the facts that keep a condition unknown."""
    checks = explained(normal_form(condition, scope), scope, view)
    return tuple(dict.fromkeys(name for check in checks for name in check.unknown))


def _undefined(condition: Condition, scope: Scope, view: View) -> bool:
    """Whether a condition is unknown only because no rule gives a fact: no case can help."""
    unknown_derived = view.get(UNKNOWN_DERIVED, ())
    return all(
        scope.derives(name) and name not in unknown_derived
        for name in unknown_facts(condition, scope, view)
    )


def status_of(duty: Oblige, scope: Scope, view: View) -> str:
    """Return whether a duty that applies is binding, later or undetermined; "" once it has ended.

    A day that no rule gives never comes: a duty that it would begin binds nobody, and one that it
    would end has no end.
    """
    over = truth_of(ended(duty), scope, view)
    over = False if over is None and _undefined(ended(duty), scope, view) else over
    started = truth_of(begun(duty), scope, view)
    if over or (started is None and _undefined(begun(duty), scope, view)):
        return ""
    if started is False and (over is False or _awaited(duty, scope, view)):
        return LATER
    return BINDING if started and over is False else UNDETERMINED


def _awaited(duty: Oblige, scope: Scope, view: View) -> bool:
    """Whether a duty waits for an act that has not happened.

    Then it has not ended either, even if nothing dates its end yet.
    """
    return duty.start is not None and duty.start.compiled(scope)(view) == NOT_YET
