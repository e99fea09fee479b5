"""Decides whether periods that start after the end of a question can be skipped."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.forms.readings import Choice
from engine.language.model import OccasionKind
from engine.language.nodes import Conclusion, Deadline, Entitle, Pay
from engine.language.values import Value
from engine.law.consolidation import Timeline
from engine.reasoning.compiled import compiled_under, once
from engine.reasoning.logic import Scope
from engine.reasoning.lowering import CALENDAR_YEAR
from engine.reasoning.program import FAMILIES


def reaches_back(
    timeline: Timeline, kind: OccasionKind, readings: Mapping[str, str], family: str
) -> bool:
    """Return whether what a kind of occasion gives may concern a day before its period.

    Any state of the law counts. If it may not, what it gives only counts from the first day of the
    period on: a question that ends by then needs nothing of it.
    """

    def reaches() -> bool:
        scope = Scope(timeline, timeline.laws[-1], readings)
        rules = (
            rule
            for enacted in timeline.versions
            if (rule := enacted.provision.rule) and kind.name in rule.on
        )
        return not all(
            _stays(rule.then, scope) for rule in rules if isinstance(rule.then, FAMILIES[family])
        )

    return once(compiled_under(timeline, readings), ("reaches back", kind.name, family), reaches)


def _stays(then: Conclusion, scope: Scope) -> bool:
    match then:
        case Entitle():
            bounds = [value for value in (then.start,) if value is not None]
            return not _names_calendar_year(then.end, scope) and all(
                value.not_before_period(scope) for value in bounds
            )
        case Pay():
            return all(part.due.not_before_period(scope) for part in then.parts)
        case Deadline():
            return then.due.not_before_period(scope)
    return True


def _names_calendar_year(value: Value | None, scope: Scope) -> bool:
    """A right that covers the calendar year of its occasion begins before it."""
    if isinstance(value, Choice):
        value = value.options[scope.option(value.reading)]
    return getattr(value, "value", None) == CALENDAR_YEAR
