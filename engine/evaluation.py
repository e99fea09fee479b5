"""From the facts of a case to steps: on each occasion, the law in force that day, what it derives and what it concludes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct, field

from engine.cases import Facts
from engine.clauses import Choice, Derive, EffectDate, Entitle, Increase, Part, Pay
from engine.consolidation import Timeline, moving_readings, timeline_of
from engine.diagnostics import Diagnostic, Location, RefusedInput
from engine.labels import word_of
from engine.logic import Check, Scope, View, explained, facts_read, filled
from engine.model import Corpus, OccasionKind
from engine.occasions import CaseFacts, Occasion, Span, Undated, full_name
from engine.program import CompiledRule, Section, Stage, kinds_in_order, program_of
from engine.temporal import NOT_YET, parse_duration, shifted

CENT = Decimal("0.01")
CALENDAR_YEAR = "calendar_year"
APPLIED, NOT_APPLIED, UNKNOWN = "applied", "not_applied", "unknown"
Grant: TypeAlias = tuple[date, tuple[str, ...]]
"""A day on which a rule limited in time gave, with the facts whose absence leaves it in doubt (none: it surely did)."""


def cents(amount: Decimal) -> Decimal:
    """Return an amount in euros rounded to the cent, half up: the one place where money is rounded."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


class Step(Struct, frozen=True, eq=False):
    """One rule on one occasion: whether it applied, what it computed, and the facts it could read."""

    rule: CompiledRule
    occasion: Occasion
    view: View
    outcome: str
    values: tuple[Any, ...]
    missing: tuple[str, ...]
    because: str = ""

    @property
    def id(self) -> str:
        """A stable id: the rule's address and the occasion's."""
        return f"{self.rule.address}@{self.occasion.id}"

    def failed(self) -> tuple[Check, ...]:
        """Return the leaves of the condition that failed or are unknown."""
        return () if self.outcome == APPLIED else explained(self.rule.condition, self.rule.scope, self.view)


class OccasionSteps(Struct, frozen=True, eq=False):
    """All that happened on one occasion: derivations by fact, then conclusions."""

    occasion: Occasion
    section: Section
    derived: Mapping[str, list[Step]]
    steps: tuple[Step, ...]


class Right(Struct, frozen=True, eq=False):
    """A sum due on a line for a span of time. `base` is the right that an increase increases."""

    line: str
    amount: Decimal
    start: date
    end: date | None
    span: Span | None
    step: Step
    base: Right | None = None


class Payment(Struct, frozen=True, eq=False):
    """A part of a right, due on a day (None while that day is unknown)."""

    right: Right
    part: str
    due: date | None
    amount: Decimal
    step: Step


class Evaluation(Struct):
    """The whole evaluation of a case for one family of questions."""

    corpus: Corpus
    timeline: Timeline
    readings: Mapping[str, str]
    case: CaseFacts
    occasions: list[OccasionSteps] = field(default_factory=list)
    undated: list[Undated] = field(default_factory=list)
    rights: list[Right] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    mattered: set[str] = field(default_factory=set)
    pending: dict[str, tuple[str, ...]] = field(default_factory=dict)


def evaluate(
    corpus: Corpus, facts: Facts, family: str, *, on: date, known_on: date, readings: Mapping[str, str], before: date | None = None
) -> Evaluation:
    """Evaluate a case: `family` is eligibility, calendar, funding or duties; dates are the day of the question and of knowledge.

    Occasions on or after `before` are left aside: a right never starts, and is never paid, before the event that gives rise to it.

    Raises RefusedInput when an occasion falls before the text it needs is in force, or two rules conclude differently on one line.
    """
    timeline = timeline_of(corpus, known_on, readings)
    found = Evaluation(corpus, timeline, readings, CaseFacts(facts, corpus, on))
    if not timeline.laws:
        raise RefusedInput([_before_the_law(corpus, "the day of the question", on, None, Location("--on"))])
    _require_day(found, on)
    for kind in kinds_in_order(timeline, family):
        _work_kind(found, kind, family, before or NOT_YET)
    found.occasions.sort(key=lambda steps: steps.occasion.on)
    return found


def _work_kind(found: Evaluation, kind: OccasionKind, family: str, before: date) -> None:
    scope = Scope(found.timeline, found.timeline.laws[-1], found.readings)
    occasions, undated = found.case.lay_out(kind, scope, lambda start, end: _changes(found, kind, family, start, end))
    concludes = False
    last: dict[str, list[Grant]] = {}
    for occasion in occasions:
        _require_text(found, kind, occasion)
        law = found.timeline.law_on(occasion.on)
        if law is None:
            continue
        section = program_of(found.timeline, law, found.readings, family).section(kind.name)
        if not section.lasting and (not section.conclusions.rules or occasion.on >= before):
            continue
        concludes = concludes or bool(section.conclusions.rules)
        steps = _work(found, section, occasion, last)
        if section.conclusions.rules:
            found.occasions.append(steps)
    if kind.on is not None and not occasions:
        undated += _pending(found, kind)
    if undated and (concludes or not occasions):
        found.undated += undated
    _mark_moving(found, kind, occasions if concludes else [])
    _mark_cut(found, kind, family, occasions if concludes else [])


def _pending(found: Evaluation, kind: OccasionKind) -> list[Undated]:
    """What keeps a kind of occasion undated when its date is derived on an earlier occasion by rules that lack facts."""
    names = tuple(dict.fromkeys(name for fact in _date_facts(kind) for name in found.pending.get(fact, ())))
    return [Undated(kind, "", names)] if names else []


def _changes(found: Evaluation, kind: OccasionKind, family: str, start: date, end: date) -> tuple[date, ...]:
    """The days inside `(start, end)` on which what the law says on a kind of occasion changes."""
    days = found.timeline.changes_between(start, end)
    if not days:
        return ()
    said = [
        program_of(found.timeline, law, found.readings, family).section(kind.name).provisions
        for day in (start, *days)
        if (law := found.timeline.law_on(day)) is not None
    ]
    return tuple(day for day, before, after in zip(days, said, said[1:], strict=False) if before != after)


def _work(found: Evaluation, section: Section, occasion: Occasion, last: dict[str, list[Grant]]) -> OccasionSteps:
    view = found.case.view(occasion)
    derived, steps = infer(section, occasion, view)
    if section.lasting:
        found.case.settle({fact: view[fact] for fact in section.lasting if fact in view})
        for fact in section.lasting:
            if fact not in view:
                found.pending[fact] = tuple(dict.fromkeys(name for step in derived.get(fact, ()) for name in step.missing))
    steps = [_awaiting(step, found.pending) for step in steps]
    for step in (*(step for group in derived.values() for step in group), *steps):
        _mark_readings(found, step)
    return OccasionSteps(occasion, section, derived, tuple(_fund(found, occasion, steps, last)))


def _awaiting(step: Step, pending: Mapping[str, tuple[str, ...]]) -> Step:
    """A step that waits for a fact derived for good on an earlier occasion lacks what that derivation lacked."""
    if step.outcome != UNKNOWN and step.because != "no_value":
        return step
    names = tuple(name for fact in step.rule.facts if fact not in step.view for name in pending.get(fact, ()))
    missing = tuple(dict.fromkeys(step.missing + names))
    return Step(step.rule, step.occasion, step.view, UNKNOWN, step.values, missing) if names else step


def infer(section: Section, occasion: Occasion, view: dict[str, Any]) -> tuple[dict[str, list[Step]], list[Step]]:
    """Derive, then conclude, on one occasion; `view` receives the facts derived. Nothing else is changed."""
    derived: dict[str, list[Step]] = {}
    for stage in section.derivations:
        for step in _run(stage, occasion, view, derived):
            then = step.rule.rule.then
            assert isinstance(then, Derive)  # derivations hold nothing else
            derived.setdefault(then.fact, []).append(step)
            if step.outcome == APPLIED and step.values[0] is not None:
                _conclude_once(view, then.fact, step, derived[then.fact])
    return derived, _run(section.conclusions, occasion, view, derived)


def _conclude_once(view: dict[str, Any], fact: str, step: Step, group: list[Step]) -> None:
    value = step.values[0]
    for other in group[:-1]:
        if other.outcome == APPLIED and other.values[0] not in (None, value):
            raise RefusedInput([_conflict(fact, other, step)])
    view[fact] = value


def _run(stage: Stage, occasion: Occasion, view: View, derived: Mapping[str, list[Step]]) -> list[Step]:
    """Run one stage: durable-rules says what fires; the pure evaluation tells the false from the unknown among the rest."""
    fired = stage.fired(view)
    steps = []
    for rule in stage.rules:
        if rule.address not in fired:
            unknown = rule.truth(view) is None
            missing = _missing(rule, view, derived, _unknown_facts(rule, view)) if unknown else ()
            steps.append(Step(rule, occasion, view, UNKNOWN if unknown else NOT_APPLIED, (), missing))
        elif rule.overridden_by and any(other in fired for other in rule.overridden_by):
            steps.append(Step(rule, occasion, view, NOT_APPLIED, (), (), "overridden"))
        else:
            steps.append(_applied(rule, occasion, view, derived))
    return steps


def _applied(rule: CompiledRule, occasion: Occasion, view: View, derived: Mapping[str, list[Step]]) -> Step:
    values = tuple(compute(view) for compute in rule.compute)
    if not values or values[0] is not None:
        return Step(rule, occasion, view, APPLIED, values, ())
    missing = _missing(rule, view, derived, rule.value_facts)
    return Step(rule, occasion, view, UNKNOWN if missing else NOT_APPLIED, values, missing, "" if missing else "no_value")


def _unknown_facts(rule: CompiledRule, view: View) -> tuple[str, ...]:
    checks = explained(rule.condition, rule.scope, view)
    return tuple(dict.fromkeys(fact for check in checks for fact in check.unknown)) or rule.condition_facts


def _missing(rule: CompiledRule, view: View, derived: Mapping[str, list[Step]], names: Iterable[str]) -> tuple[str, ...]:
    """The facts of the case that are unknown, followed through what the rules would have derived from them."""
    missing: list[str] = []
    for name in names:
        if name in view:
            continue
        if name in derived:
            missing += [fact for step in derived[name] for fact in step.missing]
        elif not _is_derived(rule, name):
            missing.append(name)
    corpus = rule.scope.timeline.corpus
    asked = [name for name in missing if word_of(name, corpus.vocabulary)]
    return tuple(dict.fromkeys(asked or missing))


def _is_derived(rule: CompiledRule, name: str) -> bool:
    word = rule.scope.timeline.corpus.vocabulary.facts.get(name)
    return word is not None and word.derived


# --- funding ----------------------------------------------------------------------------------------------------------


def _fund(found: Evaluation, occasion: Occasion, steps: list[Step], last: dict[str, list[Grant]]) -> list[Step]:
    """Turn the conclusions on one occasion into rights and payments; a rule limited in time may turn out not to apply."""
    kept = []
    rights: list[Right] = []
    for step in steps:
        then = step.rule.rule.then
        limited = _limited(step, occasion, last.setdefault(step.rule.address, [])) if isinstance(then, Entitle) and then.once_in else step
        if isinstance(then, Entitle) and limited.outcome == APPLIED:
            rights.append(_right(limited, then, occasion))
        kept.append(limited)
    _refuse_doubles(rights)
    increases = {
        step: _increases(found, step, rights) for step in kept if step.outcome == APPLIED and isinstance(step.rule.rule.then, Increase)
    }
    rights += [right for increased in increases.values() for right in increased]
    paid = {step: _payments(step, rights) for step in kept if step.outcome == APPLIED and isinstance(step.rule.rule.then, Pay)}
    found.rights += rights
    found.payments += [payment for group in paid.values() for payment in group]
    idle = {step for group in (increases, paid) for step, concluded in group.items() if not concluded}
    return [Step(s.rule, s.occasion, s.view, NOT_APPLIED, s.values, (), "no_right") if s in idle else s for s in kept]


def _payments(step: Step, rights: list[Right]) -> list[Payment]:
    then = step.rule.rule.then
    assert isinstance(then, Pay)  # its callers see to it
    return [payment for right in rights if matches((right.base or right).line, then.lines) for payment in _paid(right, step, then.parts)]


def _right(step: Step, then: Entitle, occasion: Occasion) -> Right:
    values = iter(step.values)
    amount = next(values)
    if then.once_in is not None:
        next(values)
    start = next(values) if then.start is not None else occasion.on
    end = next(values) if then.end is not None else occasion.end or (occasion.span.end if occasion.span else None)
    if end == CALENDAR_YEAR:
        start, end = date(occasion.on.year, 1, 1), date(occasion.on.year + 1, 1, 1)
    return Right(filled(then.line, step.view), cents(amount), start, end, occasion.span, step)


def _limited(step: Step, occasion: Occasion, earlier: list[Grant]) -> Step:
    """Hold a rule limited in time to its limit; while an earlier grant is in doubt, a later one within the limit is too."""
    if step.outcome == NOT_APPLIED:
        return step
    limit = step.rule.compute[1](step.view)
    within = [missing for day, missing in earlier if _within(day, occasion.on, limit)]
    if () in within:
        return Step(step.rule, occasion, step.view, NOT_APPLIED, step.values, (), "already_given")
    doubts = tuple(dict.fromkeys(fact for missing in within for fact in missing))
    if not step.rule.truth(step.view):
        corpus = step.rule.scope.timeline.corpus
        doubts = tuple(dict.fromkeys((*doubts, *(full_name(name, occasion, corpus) for name in step.missing))))
    earlier.append((occasion.on, doubts))
    return Step(step.rule, occasion, step.view, UNKNOWN, step.values, doubts) if doubts and step.outcome == APPLIED else step


def _within(day: date, on: date, limit: str) -> bool:
    return on.year == day.year if limit == CALENDAR_YEAR else on < shifted(day, parse_duration(limit))


def _increases(found: Evaluation, step: Step, rights: list[Right]) -> list[Right]:
    then = step.rule.rule.then
    assert isinstance(then, Increase)  # its caller sees to it
    lines = then.lines
    if isinstance(lines, Choice):
        chosen = step.rule.scope.option(lines.reading)
        for option, others in lines.options.items():
            if option != chosen and any(matches(r.line, others) != matches(r.line, lines.options[chosen]) for r in rights):
                found.mattered.add(lines.reading)
        lines = lines.options[chosen]
    return [
        Right(then.line, cents(right.amount * then.by), right.start, right.end, right.span, step, right)
        for right in rights
        if matches(right.line, lines)
    ]


def _paid(right: Right, step: Step, parts: tuple[Part, ...]) -> list[Payment]:
    """Share a right among its parts; the part without share is the rest, so that the parts add up to the right."""
    shared = [None if part.share is None else cents(right.amount * part.share) for part in parts]
    rest = right.amount - sum((amount for amount in shared if amount is not None), Decimal(0))
    return [
        Payment(right, part.name, due, rest if amount is None else amount, step)
        for part, amount, due in zip(parts, shared, step.values, strict=True)
    ]


@lru_cache(maxsize=4096)
def matches(line: str, patterns: tuple[str, ...]) -> bool:
    """Whether a line matches one of the patterns, where `*` stands for anything."""
    return any(fnmatchcase(line, pattern) for pattern in patterns)


def _refuse_doubles(rights: list[Right]) -> None:
    """Two rules may not give the same line on the same occasion."""
    seen: dict[str, Right] = {}
    for right in rights:
        other = seen.setdefault(right.line, right)
        if other is not right:
            raise RefusedInput([_conflict(right.line, other.step, right.step)])


def _conflict(subject: str, first: Step, second: Step) -> Diagnostic:
    return Diagnostic(
        "ACC204",
        f"{first.rule.address} and {second.rule.address} both conclude on `{subject}` on {second.occasion.on}.",
        second.rule.enacted.provision.location,
        "make their conditions exclusive, or state `overrides` on the one that prevails.",
        (first.rule.enacted.provision.location,),
    )


# --- texts that an occasion needs, readings that mattered ---------------------------------------------------------------


def _require_text(found: Evaluation, kind: OccasionKind, occasion: Occasion) -> None:
    if not kind.requires:
        return
    start = found.timeline.effect_date(kind.requires)
    if start is None or occasion.on < start:
        names = [name for name in _date_facts(kind) if name != "day"]
        place = found.case.facts.locate(names[0]) if names else Location("--on")
        raise RefusedInput([_before_the_law(found.corpus, kind.label.en, occasion.on, start, place, kind.requires)])


def _require_day(found: Evaluation, on: date) -> None:
    """A question asked on a day before the text that its day needs has no answer, whatever is asked."""
    for kind in found.corpus.occasions.values():
        start = found.timeline.effect_date(kind.requires) if kind.requires and _date_facts(kind) == ("day",) else None
        if start is not None and on < start:
            raise RefusedInput([_before_the_law(found.corpus, kind.label.en, on, start, Location("--on"), kind.requires)])


def _date_facts(kind: OccasionKind) -> tuple[str, ...]:
    return facts_read(kind.on) if kind.on is not None else ()


def _before_the_law(corpus: Corpus, what: str, on: date, start: date | None, place: Location, required: str = "") -> Diagnostic:
    text = corpus.texts.get(required)
    name = text.short.en if text else "the first text"
    since = f"in force from {start}" if start else "not in force as far as is known on that day of knowledge"
    code = "ACC401" if place.path == "--on" else "ACC402"
    return Diagnostic(code, f"{what}: {on} comes before the law it needs ({name}, {since}).", place, "give a later date, or check it.")


def _mark_readings(found: Evaluation, step: Step) -> None:
    """A reading mattered when another of its options would have changed what this rule did or computed."""
    if not step.rule.alternatives:
        return
    truth = step.rule.truth(step.view)
    for alternative in step.rule.alternatives:
        if alternative.reading in found.mattered:
            continue
        other = alternative.truth(step.view)
        if truth != other or (truth and step.values != tuple(compute(step.view) for compute in alternative.compute)):
            found.mattered.add(alternative.reading)


def _mark_moving(found: Evaluation, kind: OccasionKind, occasions: list[Occasion]) -> None:
    """A reading on the entry into force of a text mattered when an occasion, or its law, depends on it."""
    for reading in moving_readings(found.corpus) - found.mattered:
        options = found.corpus.readings[reading].options
        timelines = [timeline_of(found.corpus, found.timeline.known_on, {**found.readings, reading: option}) for option in options]
        for text in found.corpus.texts.values():
            for group, value in text.entry_into_force.items():
                if not (isinstance(value, Choice) and value.reading == reading):
                    continue
                days = {day for timeline in timelines if (day := timeline.effect_date(text.id, group))}
                if len(days) < 2:
                    continue
                moved = isinstance(kind.on, EffectDate) and (kind.on.text, kind.on.group) == (text.id, group)
                if occasions and (moved or any(min(days) <= occasion.on < max(days) for occasion in occasions)):
                    found.mattered.add(reading)


def _mark_cut(found: Evaluation, kind: OccasionKind, family: str, occasions: list[Occasion]) -> None:
    """The reading that cuts periods mattered when the law changes inside one of them."""
    if not kind.cut_reading or kind.cut_reading in found.mattered:
        return
    for occasion in occasions:
        whole_end = occasion.span.end if occasion.span else None
        if whole_end and (occasion.end != whole_end or _changes(found, kind, family, occasion.on, whole_end)):
            found.mattered.add(kind.cut_reading)
            return
