"""From the facts of a case to steps: what each rule derives and concludes on each occasion.

An occasion is judged by the law that is in force on its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from msgspec import Struct, field

from engine.cases.case_reader import Facts
from engine.cases.order_of_acts import brought_acts
from engine.diagnostics.bilingual import Bilingual, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.forms.texts import EffectDate
from engine.language.model import Corpus, OccasionKind
from engine.language.nodes import EMPTY, Deadline
from engine.language.templates import filled, placeholders
from engine.language.watched_day import unnoted
from engine.law.compilation import Group
from engine.law.consolidation import Enacted, Law, Timeline, moving_readings, timeline_of
from engine.reasoning.adjustments import with_adjustments
from engine.reasoning.agenda import concluding_kinds, kinds_in_order, lasting_facts
from engine.reasoning.compiled import compiled_under, once, program_of
from engine.reasoning.doubts import refuse_doubts
from engine.reasoning.effect_by_case import (
    NO_EFFECT,
    Effects,
    bearing_on,
    changing,
    not_reached,
    reaches,
)
from engine.reasoning.logic import Scope
from engine.reasoning.occasions import CaseFacts, Occasion, Undated
from engine.reasoning.program import CompiledRule, Section, is_lasting
from engine.reasoning.reach import reaches_back
from engine.reasoning.recall import Concluded, Recall
from engine.reasoning.rights import Grant, Payment, Right, at_work, funded
from engine.reasoning.steps import OccasionSteps, Step, infer, readings_behind
from engine.reasoning.witness import watching
from engine.words.labels import ENGINE_FACTS


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
    lasting_steps: dict[str, list[Step]] = field(default_factory=dict)
    recall: Recall | None = None
    weighs_readings: bool = True
    effects: Effects = NO_EFFECT


def law_of(evaluation: Evaluation, day: date) -> Law | None:
    """Return the law of a day for a case: without the texts that have not reached it by then."""
    return evaluation.timeline.law_on(day, not_reached(evaluation.effects, day))


def evaluate(
    corpus: Corpus,
    facts: Facts,
    family: str,
    *,
    on: date,
    known_on: date,
    readings: Mapping[str, str],
    until: date | None = None,
    recall: Recall | None = None,
    weighs_readings: bool = True,
) -> Evaluation:
    """Evaluate a case for one family of questions: eligibility, calendar, funding or duties.

    `on` is the day of the question, `known_on` the day of knowledge. Periods that nothing ends are
    laid out as far as `on`, or the day before `until` when that is later. Those that begin on
    `until` or after it are left out where nothing that they give bears on an earlier day. `recall`
    uses again what another case gave. `weighs_readings` works out which readings mattered.

    Raises RefusedInput when an occasion falls before the text it needs is in force, two rules
    conclude differently on one line, or an operation that could not be applied bears on the answer.
    """
    timeline = timeline_of(corpus, known_on, readings)
    evaluation = Evaluation(corpus, timeline, readings, CaseFacts(facts, corpus, on, until))
    evaluation.recall, evaluation.weighs_readings = recall, weighs_readings
    if not timeline.laws:
        raise RefusedInput(
            [before_the_law(corpus, ENGINE_FACTS["day"].label, on, None, Location("--on"))]
        )
    require_day(evaluation.corpus, evaluation.timeline, on)
    _require_elements(evaluation)
    _keep_effects(evaluation)
    for kind in kinds_in_order(timeline, family):
        _work_kind(evaluation, kind, family, until)
    evaluation.occasions.sort(key=lambda steps: steps.occasion.on)
    _tell_what_moved(evaluation)
    return evaluation


def _tell_what_moved(evaluation: Evaluation) -> None:
    """Tell whoever watches which steps gave a right or a payment."""
    if (witness := watching()) is not None:
        rights = (right.step for right in evaluation.rights)
        witness.moved([*rights, *(payment.step for payment in evaluation.payments)])


def _keep_effects(evaluation: Evaluation) -> None:
    """Keep from which day the texts that apply case by case reach the case."""
    ways = reaches(evaluation.timeline, evaluation.readings)
    if not ways:
        return
    view = evaluation.case.as_of(evaluation.case.day)
    evaluation.effects = {reach.group: reach.effect(view) for reach in ways}
    ordinary = {
        text: day for (text, group), day in evaluation.effects.items() if group == "ordinary"
    }
    evaluation.case.keep_reached({text: day for text, day in ordinary.items() if day is not None})
    evaluation.mattered |= {
        reading
        for reach in ways
        for reading, other in reach.alternatives
        if other.effect(view) != evaluation.effects[reach.group]
    }


def concluding(evaluation: Evaluation, kind: OccasionKind, family: str) -> tuple[Enacted, ...]:
    """Return the rules that would work on a kind of occasion, in the law of the day asked about."""
    without = not_reached(evaluation.effects, evaluation.case.day)
    return tuple(
        rule.enacted
        for rule in rules_on(
            evaluation.timeline, evaluation.readings, evaluation.case.day, kind, family, without
        )
    )


def rules_on(
    timeline: Timeline,
    readings: Mapping[str, str],
    day: date,
    kind: OccasionKind,
    family: str,
    without: frozenset[Group] = frozenset(),
) -> tuple[CompiledRule, ...]:
    """Return the rules that would conclude on a kind of occasion, in the law of a day."""
    law = timeline.law_on(day, without) or timeline.laws[-1]
    return program_of(timeline, law, readings, family).section(kind.name).conclusions.rules


def entries_on(
    timeline: Timeline, readings: Mapping[str, str], day: date, kind: OccasionKind, element: str
) -> tuple[str, ...]:
    """Return the dates of the calendar that rules would give on a kind of occasion.

    `element` fills the names that hold one.
    """
    collection = timeline.corpus.vocabulary.collections.get(kind.each)
    known = {collection.singular: element} if collection and element else {}
    rules = (rule.rule.then for rule in rules_on(timeline, readings, day, kind, "calendar"))
    entries = (
        filled(then.entry, known)
        for then in rules
        if isinstance(then, Deadline) and set(placeholders(then.entry)) <= known.keys()
    )
    return tuple(dict.fromkeys(entries))


def _work_kind(evaluation: Evaluation, kind: OccasionKind, family: str, until: date | None) -> None:
    occasions, undated = _laid_out(evaluation, kind, family, until)
    unsettled = None in evaluation.effects.values()
    concludes = False
    waiting: dict[str, dict[str, None]] = {}
    last: dict[str, list[Grant]] = {}
    sections: dict[int, Section] = {}
    for occasion in occasions:
        _require_text(evaluation, kind, occasion)
        law = law_of(evaluation, occasion.on)
        if law is None:
            continue
        awaited = _awaited(evaluation, kind, family, occasion) if unsettled else ()
        if awaited:
            waiting.setdefault(occasion.element, {}).update(dict.fromkeys(awaited))
            continue
        if id(law) not in sections:
            sections[id(law)] = program_of(
                evaluation.timeline, law, evaluation.readings, family
            ).section(kind.name)
            refuse_doubts(law, sections[id(law)], kind.name, family)
        section = sections[id(law)]
        if not section.lasting and not section.conclusions.rules:
            continue
        concludes = concludes or bool(section.conclusions.rules)
        steps = _work(evaluation, section, occasion, last)
        if section.conclusions.rules:
            evaluation.occasions.append(steps)
    if kind.on is not None and not occasions:
        undated += _pending(evaluation, kind)
        _keep_all_unknown(evaluation, kind, undated)
    elif waiting:
        undated += [Undated(kind, one, tuple(names), law=True) for one, names in waiting.items()]
        _keep_all_unknown(evaluation, kind, undated)
    if kind.name in concluding_kinds(evaluation.timeline, family):
        evaluation.undated += [undated_kind for undated_kind in undated if undated_kind.asked]
    _mark_moving(evaluation, kind, occasions if concludes else [])
    _mark_cut(evaluation, kind, family, occasions if concludes else [])


def _awaited(
    evaluation: Evaluation, kind: OccasionKind, family: str, occasion: Occasion
) -> tuple[str, ...]:
    """Return the facts without which it is not known which law governs an occasion."""
    unknown = [
        reach
        for reach in bearing_on(evaluation.timeline, evaluation.readings, kind, family)
        if evaluation.effects[reach.group] is None and reach.since <= occasion.on
    ]
    view = evaluation.case.as_of(evaluation.case.day) if unknown else EMPTY
    return tuple(
        dict.fromkeys(name for reach in unknown for name in reach.facts if name not in view)
    )


def _laid_out(
    evaluation: Evaluation, kind: OccasionKind, family: str, until: date | None
) -> tuple[list[Occasion], list[Undated]]:
    """Return the occasions of a kind, and what cannot be dated."""
    timeline, readings = evaluation.timeline, evaluation.readings
    ends = until is not None and kind.each_period
    bound = until if ends and not reaches_back(timeline, kind, readings, family) else None
    return evaluation.case.lay_out(
        kind,
        Scope(timeline, timeline.laws[-1], readings),
        lambda start, end: _changes(evaluation, kind, family, start, end),
        bound,
        _brought(evaluation, kind),
    )


def _brought(evaluation: Evaluation, kind: OccasionKind) -> Mapping[str, date]:
    """Return, for each element of a kind of occasion that a text brought, the day from which it
    exists in the case, where that day is known.
    """
    timeline = evaluation.timeline
    collection = timeline.corpus.vocabulary.collections.get(kind.each)
    if collection is None or not collection.since:
        return EMPTY
    days = {
        key: evaluation.effects.get((text, "ordinary"), timeline.effect_date(text))
        for key, text in collection.since.items()
    }
    return {key: day for key, day in days.items() if day is not None}


def _pending(evaluation: Evaluation, kind: OccasionKind) -> list[Undated]:
    """Return what keeps a kind of occasion undated, if an earlier one would derive its date."""
    names = tuple(
        dict.fromkeys(
            name
            for fact in _date_facts(kind, evaluation.timeline)
            for name in evaluation.pending.get(fact, ())
        )
    )
    return [evaluation.case.undated(kind, "", names)] if names else []


def _changes(
    evaluation: Evaluation, kind: OccasionKind, family: str, start: date, end: date
) -> tuple[date, ...]:
    """The days inside `(start, end)` on which what the law says on a kind of occasion changes."""
    own = {
        effect
        for reach in changing(evaluation.timeline, evaluation.readings, kind, family)
        if (effect := evaluation.effects[reach.group]) is not None and start < effect < end
    }
    days = sorted(own.union(evaluation.timeline.changes_between(start, end)))
    return tuple(day for day in days if day in own or _changes_on(evaluation, kind, family, day))


def _changes_on(evaluation: Evaluation, kind: OccasionKind, family: str, day: date) -> bool:
    """Whether what the law says on a kind of occasion is not what it said the day before."""
    timeline, readings = evaluation.timeline, evaluation.readings
    without = not_reached(evaluation.effects, day)

    def changes() -> bool:
        laws = [
            law
            for law in (
                timeline.law_on(day - timedelta(days=1), without),
                timeline.law_on(day, without),
            )
            if law is not None
        ]
        before, after = laws[0], laws[-1]
        provisions = [
            program_of(timeline, law, readings, family).section(kind.name).provisions
            for law in (before, after)
        ]
        return provisions[0] != provisions[1]

    return once(
        compiled_under(timeline, readings), ("changes", kind.name, family, day, without), changes
    )


def _work(
    evaluation: Evaluation, section: Section, occasion: Occasion, last: dict[str, list[Grant]]
) -> OccasionSteps:
    view = evaluation.case.view(occasion)
    work = partial(_concluded, evaluation, section, occasion)
    # A part of a period reads the uncut period too, which `recall` does not watch.
    recall = evaluation.recall if occasion.uncut is None else None
    concluded = (
        recall.concluded(section, occasion, evaluation.pending, view, last, work)
        if recall
        else work(view, last)
    )
    if section.lasting:
        _keep_lasting(evaluation, section, concluded)
    if evaluation.weighs_readings:
        for step in (
            *(step for group in concluded.derived.values() for step in group),
            *at_work(concluded.steps),
        ):
            evaluation.mattered |= readings_behind(step, evaluation.mattered)
        evaluation.mattered |= concluded.worth.mattered
    evaluation.rights += concluded.worth.rights
    evaluation.payments += concluded.payments
    return OccasionSteps(
        occasion,
        section,
        {**evaluation.lasting_steps, **concluded.derived},
        concluded.worth.steps,
        concluded.worth.at_work,
    )


def _concluded(
    evaluation: Evaluation,
    section: Section,
    occasion: Occasion,
    view: dict[str, Any],
    last: dict[str, list[Grant]],
) -> Concluded:
    """Derive and conclude on one occasion.

    Of a part of a period, it pays what it changes beside the period as it stood before.
    """
    derived, steps = infer(section, occasion, view, evaluation.pending)
    uncut = _uncut(evaluation, section, occasion.uncut, last) if occasion.uncut else ()
    worth = funded(occasion, steps, last)
    paid = (
        with_adjustments(occasion, worth.payments, uncut)
        if occasion.uncut or occasion.resumed
        else worth.payments
    )
    return Concluded(
        derived,
        {fact: view[fact] for fact in section.lasting if fact in view},
        steps,
        worth,
        tuple(paid),
    )


def _keep_lasting(evaluation: Evaluation, section: Section, concluded: Concluded) -> None:
    """Keep what an occasion derives for good, and what is missing to derive the rest."""
    evaluation.case.keep_lasting(concluded.lasting)
    for fact in section.lasting:
        evaluation.lasting_steps[fact] = concluded.derived.get(fact, [])
        missing = (
            *evaluation.pending.get(fact, ()),
            *(name for step in concluded.derived.get(fact, ()) for name in step.missing),
        )
        _keep_unknown(
            evaluation,
            fact,
            () if fact in evaluation.case.lasting else tuple(dict.fromkeys(missing)),
        )


def _uncut(
    evaluation: Evaluation, section: Section, occasion: Occasion, last: Mapping[str, list[Grant]]
) -> tuple[Payment, ...]:
    """The payments of an occasion as it stood before the change of the law that ends it."""
    _, steps = infer(section, occasion, evaluation.case.view(occasion), evaluation.pending)
    earlier = {address: list(grants) for address, grants in last.items()}
    return funded(occasion, steps, earlier).payments


def _keep_unknown(evaluation: Evaluation, fact: str, missing: tuple[str, ...]) -> None:
    """Keep what is missing to derive a fact for good, if anything."""
    evaluation.pending.pop(fact, None)
    if missing:
        evaluation.pending[fact] = missing
    evaluation.case.keep_unknown(evaluation.pending)


def _keep_all_unknown(evaluation: Evaluation, kind: OccasionKind, undated: list[Undated]) -> None:
    """What an occasion that cannot be dated would derive for good is unknown, not undefined."""
    names = tuple(dict.fromkeys(name for undated_kind in undated for name in undated_kind.facts))
    for fact in lasting_facts(evaluation.timeline, kind) if names and is_lasting(kind) else ():
        if fact not in evaluation.case.lasting:
            _keep_unknown(
                evaluation, fact, tuple(dict.fromkeys((*evaluation.pending.get(fact, ()), *names)))
            )


# --- texts that an occasion needs, readings that mattered -----------------------------------------


def _require_text(evaluation: Evaluation, kind: OccasionKind, occasion: Occasion) -> None:
    if not kind.requires:
        return
    start = evaluation.timeline.effect_date(kind.requires)
    if start is None or occasion.on < start:
        names = [name for name in _date_facts(kind, evaluation.timeline) if name != "day"]
        place = evaluation.case.facts.locate(names[0]) if names else Location("--on")
        raise RefusedInput(
            [
                before_the_law(
                    evaluation.corpus, kind.label, occasion.on, start, place, kind.requires
                )
            ]
        )


def require_day(corpus: Corpus, timeline: Timeline, on: date) -> None:
    """Raise RefusedInput when a question is asked on a day before the text that it needs."""
    for kind in corpus.occasions.values():
        start = (
            timeline.effect_date(kind.requires)
            if kind.requires and _date_facts(kind, timeline) == ("day",)
            else None
        )
        if start is not None and on < start:
            raise RefusedInput(
                [before_the_law(corpus, kind.label, on, start, Location("--on"), kind.requires)]
            )


def _require_elements(evaluation: Evaluation) -> None:
    """Raise RefusedInput when an act of an element comes before the text that brought it."""
    values, findings = evaluation.case.facts.values, []
    for name, text, element, word in brought_acts(evaluation.corpus):
        start, day = evaluation.timeline.effect_date(text), values.get(name)
        if isinstance(day, date) and start is not None and day < start:
            what = Bilingual(f"{element.fr}, {word.fr}", f"{element.en}, {word.en}")
            findings.append(
                before_the_law(
                    evaluation.corpus, what, day, start, evaluation.case.facts.locate(name), text
                )
            )
    if findings:
        raise RefusedInput(findings)


def _date_facts(kind: OccasionKind, timeline: Timeline) -> tuple[str, ...]:
    return once(
        timeline,
        ("dated by", kind.name),
        lambda: kind.on.facts_read() if kind.on is not None else (),
    )


_FIRST_TEXT = sentence("the first text")


def before_the_law(
    corpus: Corpus,
    what: Bilingual,
    on: date,
    start: date | None,
    place: Location,
    required: str = "",
) -> Diagnostic:
    """Return the finding that an act, or a question, comes before the text that it needs."""
    known = {
        "what": what,
        "on": unnoted(on),  # what is refused on one day for this is refused on another
        "text": corpus.texts[required].short if required else _FIRST_TEXT,
    }
    if start:
        message = sentence(
            "{what}: {on} comes before the law it needs ({text}, in force from {start}).",
            **known,
            start=start,
        )
    else:
        message = sentence(
            (
                "{what}: {on} comes before the law it needs ({text}, not in force as far as is "
                "known on that day of knowledge)."
            ),
            **known,
        )
    code = "ACC401" if place.path == "--on" else "ACC402"
    return Diagnostic(code, message, place, sentence("give a later date, or check it."))


def _mark_moving(evaluation: Evaluation, kind: OccasionKind, occasions: list[Occasion]) -> None:
    """Note the readings that move a text, when an occasion or its law depends on it."""
    for moved in (
        once(evaluation.timeline, "moved", lambda: tuple(_moved(evaluation.timeline)))
        if occasions
        else ()
    ):
        if moved.reading not in evaluation.mattered:
            its_own = isinstance(kind.on, EffectDate) and (kind.on.text, kind.on.group) == (
                moved.text,
                moved.group,
            )
            if its_own or any(moved.first <= occasion.on < moved.last for occasion in occasions):
                evaluation.mattered.add(moved.reading)


class _Moved(Struct, frozen=True):
    """A group of provisions of a text whose day of effect depends on a reading.

    It lies between `first` and `last`, the last excluded.
    """

    reading: str
    text: str
    group: str
    first: date
    last: date


def _moved(timeline: Timeline) -> Iterator[_Moved]:
    """Yield the groups that readings move in time, directly or through what they wait for."""
    corpus = timeline.corpus
    for reading in sorted(moving_readings(corpus)):
        options = [
            {**timeline.readings, reading: option} for option in corpus.readings[reading].options
        ]
        others = [timeline_of(corpus, timeline.known_on, readings) for readings in options]
        for text, group in timeline.groups:
            days = {day for other in others if (day := other.effect_date(text, group))}
            if len(days) > 1:
                yield _Moved(reading, text, group, min(days), max(days))


def _mark_cut(
    evaluation: Evaluation, kind: OccasionKind, family: str, occasions: list[Occasion]
) -> None:
    """Note the reading that cuts periods, when the law changes inside one of them."""
    if not kind.cut_reading or kind.cut_reading in evaluation.mattered:
        return
    for occasion in occasions:
        whole_end = occasion.span.end if occasion.span else None
        if whole_end and (
            occasion.end != whole_end or _changes(evaluation, kind, family, occasion.on, whole_end)
        ):
            evaluation.mattered.add(kind.cut_reading)
            return
