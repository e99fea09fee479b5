"""Steps: each rule on one occasion, what it derived or concluded, and why it did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any

from msgspec import Struct, field

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.kept import Same
from engine.language.nodes import EMPTY, Derive, Require
from engine.language.values import UNKNOWN_DERIVED, View
from engine.law.consolidation import Enacted
from engine.reasoning.explanation import Check, to_ask_for
from engine.reasoning.logic import Truth
from engine.reasoning.lowering import PayForm
from engine.reasoning.occasions import Occasion, dating
from engine.reasoning.on_values import on_values
from engine.reasoning.program import (
    Alternative,
    CompiledRule,
    Section,
    Stage,
    same_effect,
    with_exceptions,
)
from engine.reasoning.witness import watching
from engine.words.labels import ENGINE_FACTS

APPLIED, NOT_APPLIED, UNKNOWN = "applied", "not_applied", "unknown"


class Step(Struct, frozen=True, eq=False):
    """One rule on one occasion: whether it applied, what it computed, the facts it could read.

    `missing` names the facts, events and tables that it needs and does not have; it may still apply
    in part. `set_aside_by` are the exceptions to which it yields.
    """

    rule: CompiledRule
    occasion: Occasion
    view: View
    outcome: str
    values: tuple[Any, ...]
    missing: tuple[str, ...]
    because: str = ""
    set_aside_by: tuple[CompiledRule, ...] = ()

    @property
    def id(self) -> str:
        """A stable id: the rule's address and the occasion's."""
        return f"{self.rule.address}@{self.occasion.id}"

    @property
    def slots(self) -> dict[str, Any]:
        """What the rule computed, by the slots of its form."""
        return dict(zip(self.rule.value_names, self.values, strict=False))

    def failed(self) -> tuple[Check, ...]:
        """Return the leaves of the condition that failed or are unknown."""
        return () if self.outcome == APPLIED or self.set_aside_by else self.rule.explain(self.view)


class OccasionSteps(Struct, frozen=True, eq=False):
    """All that happened on one occasion: derivations by fact, then conclusions.

    `at_work` are the conclusions whose rules have something to work on. `behind` keeps the
    provisions on which each step rests, once they have been asked for.
    """

    occasion: Occasion
    section: Section
    derived: Mapping[str, list[Step]]
    steps: tuple[Step, ...]
    at_work: tuple[Step, ...]
    behind: dict[Step, tuple[Enacted, ...]] = field(default_factory=dict)


def infer(
    section: Section,
    occasion: Occasion,
    view: dict[str, Any],
    pending: Mapping[str, tuple[str, ...]] = EMPTY,
) -> tuple[dict[str, list[Step]], list[Step]]:
    """Derive, then conclude, on one occasion; `view` receives the facts derived.

    `pending` says, for each fact that an earlier occasion would have derived for good, what is
    missing to derive it.
    """
    derived: dict[str, list[Step]] = {}
    view[UNKNOWN_DERIVED] = frozenset(pending)
    for stage in section.derivations:
        doubtful: set[str] = set()
        for step in _run(stage, occasion, view, _Behind(derived, pending)):
            then = step.rule.rule.then
            assert isinstance(then, Derive)  # derivations hold nothing else
            derived.setdefault(then.fact, []).append(step)
            if step.outcome == APPLIED and step.values[0] is not None:
                _conclude_once(view, then.fact, step, derived[then.fact])
            elif step.outcome == UNKNOWN:
                doubtful.add(then.fact)
        if doubtful:
            view[UNKNOWN_DERIVED] |= {fact for fact in doubtful if fact not in view}
        view |= {
            fact: False
            for fact in stage.otherwise
            if fact not in view and fact not in view[UNKNOWN_DERIVED]
        }
    concluded = _run(section.conclusions, occasion, view, _Behind(derived, pending))
    if (witness := watching()) is not None:
        witness.inferred([*(step for group in derived.values() for step in group), *concluded])
    return derived, concluded


class _Behind(Struct, frozen=True):
    """What is behind derived facts: steps of this occasion, and what earlier ones miss."""

    derived: Mapping[str, list[Step]]
    pending: Mapping[str, tuple[str, ...]]


def _conclude_once(view: dict[str, Any], fact: str, step: Step, group: list[Step]) -> None:
    value = step.values[0]
    for other in group[:-1]:
        if other.outcome == APPLIED and other.values[0] not in (None, value):
            raise RefusedInput([conflict(fact, other, step)])
    view[fact] = value


def _run(stage: Stage, occasion: Occasion, view: View, behind: _Behind) -> list[Step]:
    """Run one stage.

    The network says which rules fire; the truth of conditions tells the false from the unknown
    among the others.
    """
    fired = stage.fired(view)
    steps = []
    for rule in stage.rules:
        step = (
            _applied(rule, occasion, view, behind)
            if rule.address in fired
            else _not_fired(rule, occasion, view, behind)
        )
        exceptions = rule.yields_to(occasion.kind) if rule.overridden_by else ()
        steps.append(_overridden(step, exceptions, fired, behind) if exceptions else step)
    return _without_repeats(steps)


def _not_fired(rule: CompiledRule, occasion: Occasion, view: View, behind: _Behind) -> Step:
    if rule.truth(view) is False:
        return Step(rule, occasion, view, NOT_APPLIED, (), ())
    return _doubtful(
        rule, occasion, view, (), _missing(rule, view, behind, _unknown_in(rule, view)), "undefined"
    )


def _applied(rule: CompiledRule, occasion: Occasion, view: View, behind: _Behind) -> Step:
    values = tuple(compute(view) for compute in rule.compute)
    if not values or (
        values[0] is not None and (rule.needs == 1 or None not in values[1 : rule.needs])
    ):
        return Step(rule, occasion, view, APPLIED, values, ())
    absent = (name for name in rule.value_facts if name not in view)
    missing = _missing(rule, view, behind, (*absent, *rule.missing_lookups(view)))
    step = Step(rule, occasion, view, APPLIED, values, missing, "partial" if missing else "")
    if isinstance(rule.lowered, PayForm) and on_values(rule.lowered.some)(step.slots):
        return step
    return _doubtful(rule, occasion, view, values, missing, "no_value")


def known_parts(step: Step) -> tuple[bool, ...]:
    """Return, for each part of what a rule pays, whether its day and its amount are known."""
    form, slots = step.rule.lowered, step.slots
    assert isinstance(form, PayForm)  # its callers see to it
    return tuple(on_values(part.known)(slots) for part in form.parts)


def _doubtful(
    rule: CompiledRule,
    occasion: Occasion,
    view: View,
    values: tuple[Any, ...],
    missing: tuple[str, ...],
    because: str,
) -> Step:
    """Return a step that is unknown if something is missing, else one that does not apply.

    With nothing missing, the rule reads a fact that no rule defines: more facts would not help.
    """
    if missing:
        return Step(rule, occasion, view, UNKNOWN, values, missing)
    return Step(rule, occasion, view, NOT_APPLIED, values, (), because)


def _overridden(
    step: Step, exceptions: Iterable[CompiledRule], fired: Set[str], behind: _Behind
) -> Step:
    """Return a step as its exceptions leave it.

    The rule yields to an exception that applies, and is unknown while one may apply. An exception
    that itself yields to another does not count.
    """
    truths = {rule: _applies(rule, step.occasion.kind, fired, step.view) for rule in exceptions}
    prevailing = tuple(rule for rule, truth in truths.items() if truth)
    if prevailing:
        return Step(
            step.rule, step.occasion, step.view, NOT_APPLIED, (), (), "overridden", prevailing
        )
    doubtful = [rule for rule, truth in truths.items() if truth is None]
    # What does not apply anyway is not in doubt, but a requirement: its exception would excuse it.
    if not doubtful or (
        step.outcome == NOT_APPLIED and not isinstance(step.rule.rule.then, Require)
    ):
        return step
    tried = with_exceptions(doubtful, step.occasion.kind)
    names = [
        _missing(rule, step.view, behind, _unknown_in(rule, step.view))
        for rule in tried
        if rule.truth(step.view) is None
    ]
    missing = tuple(
        dict.fromkeys((*step.missing, *(name for unknown in names for name in unknown)))
    )
    return (
        Step(step.rule, step.occasion, step.view, UNKNOWN, step.values, missing)
        if missing
        else step
    )


def _applies(rule: CompiledRule, kind: str, fired: Set[str], view: View) -> Truth:
    """Whether a rule applies and yields to no other."""
    truths = {
        other.address: True if other.address in fired else other.truth(view)
        for other in with_exceptions([rule], kind)
    }
    truth: Truth = on_values(rule.applicable(kind))(truths)
    return truth


def supposed(rule: CompiledRule, occasion: Occasion, view: View) -> Step:
    """Return a rule as it would conclude on the facts of an occasion that need not be its own.

    What it is missing is not worked out.
    """
    kinds = rule.rule.on or (occasion.kind,)
    others = dict.fromkeys(
        other
        for kind in kinds
        for other in rule.yields_to(kind)
        if _applies(other, kind, frozenset(), view)
    )
    if others:
        return Step(rule, occasion, view, NOT_APPLIED, (), (), "overridden", tuple(others))
    truth = rule.truth(view)
    return Step(
        rule,
        occasion,
        view,
        UNKNOWN if truth is None else APPLIED if truth else NOT_APPLIED,
        (),
        (),
    )


def _without_repeats(steps: list[Step]) -> list[Step]:
    """Return steps with only one of several exceptions to one rule that conclude the same."""
    concluding: list[Step] = []
    for step in steps:
        if (
            step.outcome == APPLIED
            and step.rule.rule.overrides
            and not any(same_effect(step.rule, other.rule) for other in concluding)
        ):
            concluding.append(step)
    if not concluding:
        return steps
    return [
        Step(
            step.rule,
            step.occasion,
            step.view,
            NOT_APPLIED,
            step.values,
            (),
            "same_effect",
            (same.rule,),
        )
        if step.outcome != NOT_APPLIED
        and (
            same := next(
                (
                    earlier
                    for earlier in concluding
                    if earlier is not step and same_effect(step.rule, earlier.rule)
                ),
                None,
            )
        )
        else step
        for step in steps
    ]


def _unknown_in(rule: CompiledRule, view: View) -> tuple[str, ...]:
    """What keeps the condition of a rule unknown."""
    checks = rule.explain(view)
    return tuple(dict.fromkeys(name for check in checks for name in check.unknown))


def missing_facts(
    rule: CompiledRule,
    view: View,
    derived: Mapping[str, list[Step]],
    pending: Mapping[str, tuple[str, ...]],
    names: Iterable[str],
) -> tuple[str, ...]:
    """Return what is unknown among some names.

    For a fact that rules derive, it is what they miss to derive it.
    """
    return _missing(rule, view, _Behind(derived, pending), names)


def _missing(
    rule: CompiledRule, view: View, behind: _Behind, names: Iterable[str]
) -> tuple[str, ...]:
    """Return what is unknown among names, as `missing_facts` does."""
    missing: list[str] = []
    corpus = rule.scope.timeline.corpus
    for name in names:
        if (name in behind.derived or name in behind.pending) and name not in view:
            missing += [fact for step in behind.derived.get(name, ()) for fact in step.missing]
            missing += behind.pending.get(name, ())
        elif not rule.scope.derives(name):
            # A fact of a period is undefined outside of every period: what dates the periods is
            # what must be asked for.
            in_period = "period.number" in view
            kind = corpus.occasions[view["occasion.kind"]]
            dates = () if in_period else dating(name, kind, corpus)
            itself = [] if name in ENGINE_FACTS else [name]
            missing += [fact for fact in dates if fact not in view] or itself
    return to_ask_for(tuple(missing), Same(corpus.vocabulary))


def with_all_below(step: Step, below: Callable[[Step], Iterable[Step]]) -> Iterable[Step]:
    """Return a step and all the steps below it, once each, in order.

    There is no recursion: chains may be of any length.
    """
    seen: dict[Step, None] = {}
    waiting = [step]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen[current] = None
            waiting += reversed([*below(current)])
    return seen


def from_below(step: Step, below: Callable[[Step], Iterable[Step]]) -> Iterator[Step]:
    """Yield all the steps below a step, then the step: each once, and after all below it."""
    seen: set[Step] = set()
    waiting = [(step, iter(below(step)))]
    while waiting:
        current, others = waiting[-1]
        other = next((other for other in others if other not in seen), None)
        if other is not None:
            seen.add(other)
            waiting.append((other, iter(below(other))))
        else:
            waiting.pop()
            yield current


def readings_behind(step: Step, known: Set[str] = frozenset()) -> set[str]:
    """Return the readings whose other options would change what a rule did or computed.

    Those `known` are not tried.
    """
    if not (step.rule.alternatives or step.rule.overridden_by):
        return set()
    readings = _readings_of_exceptions(step, known) if step.rule.overridden_by else set()
    tried = [
        alternative for alternative in step.rule.alternatives if alternative.reading not in known
    ]
    if not tried:
        return readings
    truth = step.outcome == APPLIED or step.rule.truth(step.view)
    for alternative in tried:
        if alternative.reading in readings:
            continue
        other = truth if alternative.truth is None else alternative.truth(step.view)
        if truth != other or (truth and _computes_otherwise(alternative, step)):
            readings.add(alternative.reading)
    return readings


def _readings_of_exceptions(step: Step, known: Set[str]) -> set[str]:
    """Return the readings whose other options would change whether an exception applies."""
    return {
        alternative.reading
        for rule in with_exceptions(step.rule.yields_to(step.occasion.kind), step.occasion.kind)
        for alternative in rule.alternatives
        if alternative.truth is not None
        and alternative.reading not in known
        and alternative.truth(step.view) != rule.truth(step.view)
    }


def _computes_otherwise(alternative: Alternative, step: Step) -> bool:
    computed = len(step.values)  # a rule that yields to another has computed nothing
    return any(
        rank < computed and compute(step.view) != step.values[rank]
        for rank, compute in alternative.compute
    )


def conflict(subject: str, first: Step, second: Step) -> Diagnostic:
    """Return the finding that two rules conclude differently on one thing on one occasion."""
    return Diagnostic(
        "ACC204",
        sentence(
            "`{first}` and `{second}` both conclude on `{subject}` on {on}.",
            first=first.rule.address,
            second=second.rule.address,
            subject=subject,
            on=second.occasion.on,
        ),
        second.rule.enacted.provision.location,
        sentence("make their conditions exclusive, or state `overrides` on the one that prevails."),
        (first.rule.enacted.provision.location,),
    )
