"""From which day a group of provisions reaches a case, for the texts that apply case by case.

The law of an occasion is that of its day without the groups that have not reached the case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from engine.language.forms.readings import Choice
from engine.language.model import AppliesTo, OccasionKind
from engine.language.nodes import Condition, Require
from engine.language.temporal import NOT_YET
from engine.language.tree import facts_read, walk, worked_over
from engine.language.values import View
from engine.law.compilation import Group
from engine.law.consolidation import Law, Timeline
from engine.reasoning.compiled import compiled_under, once, program_of
from engine.reasoning.logic import ALWAYS, Scope, Truth, compiled_condition
from engine.reasoning.normal_form import normal_form
from engine.reasoning.program import Section

Effects: TypeAlias = Mapping[Group, date | None]
"""The day from which each group reaches a case: NOT_YET for never, None while it is unknown."""


NO_GROUP: frozenset[Group] = frozenset()
NO_EFFECT: Effects = MappingProxyType({})
"""For a corpus in which all texts reach all cases on one day."""


class Reach(Struct, frozen=True, eq=False):
    """How the day is worked out from which a group reaches a case.

    `since` is its entry into force, `truth` and `day` what `when` and `from` come to for a case,
    and `facts` all that they read.
    """

    group: Group
    applies: AppliesTo
    since: date
    condition: Condition
    truth: Callable[[View], Truth]
    day: Callable[[View], Any] | None
    facts: tuple[str, ...]
    alternatives: tuple[tuple[str, Reach], ...] = ()
    """The same under each other option of the readings that it takes, by reading."""

    def effect(self, view: View) -> date | None:
        """Return the day from which the group reaches a case, from its facts."""
        truth = self.truth(view)
        if truth is False:
            return NOT_YET
        day = self.since if self.day is None else self.day(view)
        if day == NOT_YET:
            return NOT_YET
        return None if truth is None or day is None else max(day, self.since)


def reaches(timeline: Timeline, readings: Mapping[str, str]) -> tuple[Reach, ...]:
    """Return how each group that applies case by case reaches one."""

    def each() -> tuple[Reach, ...]:
        scope = Scope(timeline, timeline.laws[-1], readings)
        return tuple(_with_alternatives(group, scope) for group in timeline.by_case)

    return once(compiled_under(timeline, readings), "reaches", each) if timeline.by_case else ()


def _with_alternatives(group: Group, scope: Scope) -> Reach:
    corpus, reach = scope.timeline.corpus, _reach(group, scope)
    roots = (reach.applies.when, reach.applies.start)
    nodes = (node for root in roots if root is not None for node in walk(root))
    named = {node.reading for node in nodes if isinstance(node, Choice)}
    others = tuple(
        (name, _reach(group, scope.with_option(name, option)))
        for name in sorted(named)
        for option in corpus.readings[name].options
        if option != scope.option(name)
    )
    return replace(reach, alternatives=others)


def _reach(group: Group, scope: Scope) -> Reach:
    text, name = group
    applies = scope.timeline.corpus.texts[text].applies_to[name]
    since = scope.timeline.effect_date(text, name)
    assert since is not None  # only groups that enter into force are asked about
    condition = ALWAYS if applies.when is None else normal_form(applies.when, scope)
    of_day = () if applies.start is None else facts_read(applies.start, scope)
    facts = tuple(dict.fromkeys((*facts_read(condition, scope), *of_day)))
    day = None if applies.start is None else applies.start.compiled(scope)
    truth = compiled_condition(condition, scope)
    return Reach(group, applies, since, condition, truth, day, facts)


def not_reached(effects: Effects, day: date) -> frozenset[Group]:
    """Return the groups that have not reached a case on a day, those not known to among them."""
    if not effects:
        return NO_GROUP
    return frozenset(group for group, effect in effects.items() if effect is None or effect > day)


def bearing_on(
    timeline: Timeline, readings: Mapping[str, str], kind: OccasionKind, family: str
) -> tuple[Reach, ...]:
    """Return the groups without which something else comes out on a kind of occasion: the law says
    something else there, or works over a collection that is without an element.
    """

    def bearing() -> tuple[Reach, ...]:
        several = {*changing(timeline, readings, kind, family)}
        several |= {*_bringing(timeline, readings, kind, family)}
        return tuple(reach for reach in reaches(timeline, readings) if reach in several)

    if not timeline.by_case:
        return ()
    kept = compiled_under(timeline, readings)
    return once(kept, ("bearing on", kind.name, family), bearing)


def _bringing(
    timeline: Timeline, readings: Mapping[str, str], kind: OccasionKind, family: str
) -> Iterator[Reach]:
    """Yield the groups that bring an element of a collection over which the law works."""
    collections = timeline.corpus.vocabulary.collections
    rules = (
        rule
        for without in timeline.sets_by_case
        for law in timeline.laws_without(without)
        for enacted in _section(timeline, law, readings, kind, family).provisions
        if (rule := enacted.provision.rule)
    )
    once_each = {id(rule): rule for rule in rules}.values()  # a duty has traits, and no hash
    items = collections.keys() & worked_over(once_each)
    texts = {text for name in items for text in collections[name].since.values()}
    for reach in reaches(timeline, readings):
        text, group = reach.group
        if group == "ordinary" and text in texts:
            yield reach


def changing(
    timeline: Timeline, readings: Mapping[str, str], kind: OccasionKind, family: str
) -> tuple[Reach, ...]:
    """Return the groups without which the law says something else on a kind of occasion."""

    def found() -> tuple[Reach, ...]:
        return tuple(
            reach
            for reach in reaches(timeline, readings)
            if any(
                _says(timeline, readings, kind, family, without)
                != _says(timeline, readings, kind, family, without | {reach.group})
                for without in timeline.sets_by_case
                if reach.group not in without
            )
        )

    if not timeline.by_case:
        return ()
    kept = compiled_under(timeline, readings)
    return once(kept, ("changed by", kind.name, family), found)


def _says(
    timeline: Timeline,
    readings: Mapping[str, str],
    kind: OccasionKind,
    family: str,
    without: frozenset[Group],
) -> list[tuple[date, Any, Any]]:
    """Return what the law says on a kind of occasion from each day on which that changes."""
    said: list[tuple[date, Any, Any]] = []
    for law in timeline.laws_without(without):
        section = _section(timeline, law, readings, kind, family)
        state = (law.start, section.provisions, section.lasting)
        if not said or said[-1][1:] != state[1:]:
            said.append(state)
    return said


def _section(
    timeline: Timeline, law: Law, readings: Mapping[str, str], kind: OccasionKind, family: str
) -> Section:
    return program_of(timeline, law, readings, family).section(kind.name)


def benefits_awaiting(
    timeline: Timeline, readings: Mapping[str, str], kind: OccasionKind
) -> frozenset[str]:
    """Return the benefits for which some law that may govern a kind of occasion requires something.

    They are named as the rules name them.
    """
    sections = (
        _section(timeline, law, readings, kind, "eligibility")
        for without in timeline.sets_by_case
        for law in timeline.laws_without(without)
    )
    concluded = (rule.rule.then for section in sections for rule in section.conclusions.rules)
    return frozenset(then.benefit for then in concluded if isinstance(then, Require))
