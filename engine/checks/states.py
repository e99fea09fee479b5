"""Checks every state of the law, as it was known on every day that the texts tell apart.

It finds amendments that do not apply, rules in conflict, and circles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from msgspec.structs import replace

from engine.checks.conflicts import conflicts, cycles
from engine.checks.crossing import crossing
from engine.checks.links import tables_in_force
from engine.checks.subjects import Subjects
from engine.diagnostics.bilingual import Sentence, Unfinished, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.language.forms.texts import EventDate
from engine.language.model import Corpus, rules_of
from engine.language.nodes import Bound, Require
from engine.law.compilation import Group, LawStates
from engine.law.consolidation import Timeline, counting_event, moving_readings
from engine.law.enactment import Law, State

EVERYTHING_KNOWN = date.max
_NOTHING_KNOWN = date.min


def states_found(timeline: Timeline, laws: Iterable[Law] = ()) -> Iterator[Diagnostic]:
    """Yield the findings of the states of one timeline (or of these laws of it), without amendments
    that do not apply.
    """
    subjects = Subjects(timeline.corpus)
    for law in laws or timeline.laws:
        yield from _in_state(law.state, timeline, subjects)


def moved(corpus: Corpus) -> list[dict[str, str]]:
    """Return each option, other than the default, of each reading that moves a text."""
    moving = [corpus.readings[id_] for id_ in sorted(moving_readings(corpus))]
    return [
        {reading.id: option}
        for reading in moving
        for option in reading.options
        if option != reading.default
    ]


def states_known(corpus: Corpus, readings: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield the findings of every state of the law, whatever the day of knowledge.

    A finding that later knowledge removes says on which day it is found.
    """
    known_since: dict[Diagnostic, date] = {}
    in_state: dict[State, tuple[Diagnostic, ...]] = {}
    compilation, subjects = LawStates(corpus), Subjects(corpus)
    for timeline, first in histories(compilation, readings):
        for state in compilation.states[first:]:
            in_state[state] = tuple(_in_state(state, timeline, subjects))
        for finding in (
            *(finding for state in compilation.states[first:] for finding in in_state[state]),
            *_unapplied(compilation),
        ):
            known_since.setdefault(finding, timeline.known_on)
    last = {
        *(finding for state in compilation.states for finding in in_state[state]),
        *_unapplied(compilation),
    }
    # An operation that a later text amends is at fault twice: where it was written, first.
    earlier = {_said(finding) for finding in known_since if finding not in last}
    still = {_said(finding) for finding in last}
    for finding, known_on in known_since.items():
        if finding in last:
            if _said(finding) not in earlier:
                yield finding
        elif _said(finding) in still:
            yield finding
        else:
            yield replace(finding, message=_passing(finding, known_on))


def _said(finding: Diagnostic) -> tuple[str, Sentence, tuple[Location, ...]]:
    """Return what a finding says, wherever it is."""
    return finding.code, finding.message, finding.related


def _passing(finding: Diagnostic, known_on: date) -> Sentence:
    if known_on == _NOTHING_KNOWN:
        return sentence(
            "{found} (as long as no event of a text is known; it passes with what is known later).",
            found=Unfinished(finding.message),
        )
    return sentence(
        "{found} (as known on {known_on}; it passes with what is known later).",
        found=Unfinished(finding.message),
        known_on=known_on,
    )


def _unapplied(compilation: LawStates) -> Iterator[Diagnostic]:
    """Why operations of the last state, and so of all before it, could not be applied."""
    doubts = compilation.states[-1].doubts.values() if compilation.states else ()
    return (finding for group in doubts for doubt in group for finding in doubt.findings)


def _in_state(state: State, timeline: Timeline, subjects: Subjects) -> Iterator[Diagnostic]:
    """Yield what is wrong with a state, compared with the state before it.

    Only what changed is looked at, with what reads it: a rule, a table, or the requirements of a
    benefit.
    """
    sides = [
        side.provision
        for act in state.acts
        for change in act.changes
        for side in (change.before, change.after)
        if side
    ]
    rules = [rule for _, rule in rules_of(sides)]
    tables = dict.fromkeys(provision.address for provision in sides if provision.table)
    if not (rules or tables):
        return
    law = Law(state, None)
    changed = (
        None
        if state.before is None
        else dict.fromkeys(provision.address for provision, _ in rules_of(sides))
    )
    if changed is not None and any(
        rule.overrides or isinstance(rule.then, Require) for rule in rules
    ):
        changed |= subjects.naming_benefits
    yield from conflicts(timeline, law, subjects, changed)
    if any(isinstance(rule.then, Bound) for rule in rules):
        yield from crossing(timeline, law, subjects)
    if subjects.entangled and (changed is None or subjects.entangled & changed.keys()):
        yield from cycles(timeline, law)
    if changed is not None:
        changed |= dict.fromkeys(name for table in tables for name in subjects.reading(table))
    yield from tables_in_force(law, changed)


# --- days of knowledge ----------------------------------------------------------------------------


def histories(
    compilation: LawStates, readings: Mapping[str, str]
) -> Iterator[tuple[Timeline, int]]:
    """Yield what is known on each day on which an event became known, from before the first.

    The compilation is brought to that day; the number is the rank of the first state that changed.
    """
    corpus = compilation.corpus
    timeline = Timeline(corpus, _NOTHING_KNOWN, readings)
    yield (
        timeline,
        compilation.change({group: timeline.effect_date(*group) for group in timeline.groups}),
    )
    on_event, on_effect = _dependents(timeline)
    dated = sorted(
        (event.on, text.id, event.name)
        for text in corpus.texts.values()
        for event in text.events.values()
        if event.on
    )
    for known_on, events in groupby(dated, lambda event: event[0]):
        hit = dict.fromkeys(
            group for _, text, event in events for group in on_event.get((text, event), ())
        )
        timeline, moved = timeline.later(known_on, hit, on_effect)
        yield timeline, compilation.change({group: timeline.effect_date(*group) for group in moved})


def _dependents(
    timeline: Timeline,
) -> tuple[dict[tuple[str, str], list[Group]], dict[Group, list[Group]]]:
    """The entries into force that hang on each event and on each other entry into force."""
    on_event: dict[tuple[str, str], list[Group]] = {}
    on_effect: dict[Group, list[Group]] = {}
    for group in timeline.groups:
        counting = counting_event(timeline.corpus.texts[group[0]])
        if counting:
            on_event.setdefault((group[0], counting), []).append(group)
        for node in timeline.dates_read(*group):
            if isinstance(node, EventDate):
                on_event.setdefault((node.text, node.event), []).append(group)
            else:
                on_effect.setdefault((node.text, node.group), []).append(group)
    return on_event, on_effect
