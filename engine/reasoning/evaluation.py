"""From the facts of a case to steps: on each occasion, the
law in force that day, what it derives and what it concludes.
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
from engine.language.nodes import Deadline
from engine.language.templates import filled, placeholders
from engine.language.tree import facts_read
from engine.law.consolidation import Enacted, Timeline, moving_readings, timeline_of
from engine.reasoning.adjustments import settled
from engine.reasoning.agenda import concluding_kinds, kinds_in_order, lasting_facts
from engine.reasoning.compiled import compiled_under, once, program_of
from engine.reasoning.doubts import refuse_doubts
from engine.reasoning.logic import Scope
from engine.reasoning.occasions import CaseFacts, Occasion, Undated
from engine.reasoning.program import CompiledRule, Section, is_lasting
from engine.reasoning.reach import reaches_back
from engine.reasoning.recall import Concluded, Recall
from engine.reasoning.rights import Grant, Payment, Right, at_work, funded
from engine.reasoning.steps import OccasionSteps, Step, infer, readings_behind
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
    settled: dict[str, list[Step]] = field(default_factory=dict)
    recall: Recall | None = None


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
) -> Evaluation:
    """Evaluate a case: `family` is eligibility, calendar, funding
    or duties; dates are the day of the question and of knowledge.

    Periods that nothing ends are laid out as far as `on`, or the day before `until` when that is
    later. Periods that begin on `until` or after it are left out where nothing that they give can
    bear on an earlier day. With `recall`, what another case gave is given again where nothing that
    it reads differs; which readings mattered is then not told.

    Raises RefusedInput when an occasion falls before the text it needs is in force, two rules
    conclude differently on one line, or an operation that could not be applied bears on the answer.
    """
    timeline = timeline_of(corpus, known_on, readings)
    found = Evaluation(
        corpus, timeline, readings, CaseFacts(facts, corpus, on, until), recall=recall
    )
    if not timeline.laws:
        raise RefusedInput(
            [before_the_law(corpus, ENGINE_FACTS["day"].label, on, None, Location("--on"))]
        )
    require_day(found.corpus, found.timeline, on)
    _require_elements(found)
    for kind in kinds_in_order(timeline, family):
        _work_kind(found, kind, family, until)
    found.occasions.sort(key=lambda steps: steps.occasion.on)
    return found


def concluding(found: Evaluation, kind: OccasionKind, family: str) -> tuple[Enacted, ...]:
    """Return the rules that would work on a kind of
    occasion, in the law of the day of the question.
    """
    return tuple(
        rule.enacted
        for rule in rules_on(found.timeline, found.readings, found.case.day, kind, family)
    )


def rules_on(
    timeline: Timeline, readings: Mapping[str, str], day: date, kind: OccasionKind, family: str
) -> tuple[CompiledRule, ...]:
    """Return the rules that would conclude on a kind of occasion, in the law of a day."""
    law = timeline.law_on(day) or timeline.laws[-1]
    return program_of(timeline, law, readings, family).section(kind.name).conclusions.rules


def entries_on(
    timeline: Timeline, readings: Mapping[str, str], day: date, kind: OccasionKind, element: str
) -> tuple[str, ...]:
    """Return the dates of the calendar that rules would give
    on a kind of occasion, for an element where they name it.
    """
    collection = timeline.corpus.vocabulary.collections.get(kind.each)
    known = {collection.singular: element} if collection and element else {}
    rules = (rule.rule.then for rule in rules_on(timeline, readings, day, kind, "calendar"))
    found = (
        filled(then.entry, known)
        for then in rules
        if isinstance(then, Deadline) and set(placeholders(then.entry)) <= known.keys()
    )
    return tuple(dict.fromkeys(found))


def _work_kind(found: Evaluation, kind: OccasionKind, family: str, until: date | None) -> None:
    scope = Scope(found.timeline, found.timeline.laws[-1], found.readings)
    bound = (
        None
        if until is None
        or not kind.each_period
        or reaches_back(found.timeline, kind, found.readings, family)
        else until
    )
    occasions, undated = found.case.lay_out(
        kind, scope, lambda start, end: _changes(found, kind, family, start, end), bound
    )
    concludes = False
    last: dict[str, list[Grant]] = {}
    sections: dict[int, Section] = {}
    for occasion in occasions:
        _require_text(found, kind, occasion)
        law = found.timeline.law_on(occasion.on)
        if law is None:
            continue
        if id(law) not in sections:
            sections[id(law)] = program_of(found.timeline, law, found.readings, family).section(
                kind.name
            )
            refuse_doubts(law, sections[id(law)], kind.name, family)
        section = sections[id(law)]
        if not section.lasting and not section.conclusions.rules:
            continue
        concludes = concludes or bool(section.conclusions.rules)
        steps = _work(found, section, occasion, last)
        if section.conclusions.rules:
            found.occasions.append(steps)
    if kind.on is not None and not occasions:
        undated += _pending(found, kind)
        _await_all(found, kind, undated)
    if kind.name in concluding_kinds(found.timeline, family):
        found.undated += [one for one in undated if one.asked]
    _mark_moving(found, kind, occasions if concludes else [])
    _mark_cut(found, kind, family, occasions if concludes else [])


def _pending(found: Evaluation, kind: OccasionKind) -> list[Undated]:
    """What keeps a kind of occasion undated when its date is
    derived on an earlier occasion by rules that lack facts.
    """
    names = tuple(
        dict.fromkeys(
            name
            for fact in _date_facts(kind, found.timeline)
            for name in found.pending.get(fact, ())
        )
    )
    return [found.case.undated(kind, "", names)] if names else []


def _changes(
    found: Evaluation, kind: OccasionKind, family: str, start: date, end: date
) -> tuple[date, ...]:
    """The days inside `(start, end)` on which what the law says on a kind of occasion changes."""
    return tuple(
        day
        for day in found.timeline.changes_between(start, end)
        if _changes_on(found, kind, family, day)
    )


def _changes_on(found: Evaluation, kind: OccasionKind, family: str, day: date) -> bool:
    """Whether what the law says on a kind of occasion is not what it said the day before."""
    timeline, readings = found.timeline, found.readings

    def changes() -> bool:
        laws = [
            law
            for law in (timeline.law_on(day - timedelta(days=1)), timeline.law_on(day))
            if law is not None
        ]
        before, after = laws[0], laws[-1]
        said = [
            program_of(timeline, law, readings, family).section(kind.name).provisions
            for law in (before, after)
        ]
        return said[0] != said[1]

    return once(compiled_under(timeline, readings), ("changes", kind.name, family, day), changes)


def _work(
    found: Evaluation, section: Section, occasion: Occasion, last: dict[str, list[Grant]]
) -> OccasionSteps:
    view = found.case.view(occasion)
    work = partial(_concluded, found, section, occasion)
    recall = found.recall if occasion.uncut is None else None
    one = (
        recall.concluded(section, occasion, found.pending, view, last, work)
        if recall
        else work(view, last)
    )
    if section.lasting:
        _settle(found, section, one)
    if found.recall is None:
        for step in (
            *(step for group in one.derived.values() for step in group),
            *at_work(one.steps),
        ):
            found.mattered |= readings_behind(step, found.mattered)
        found.mattered |= one.given.mattered
    found.rights += one.given.rights
    found.payments += one.payments
    return OccasionSteps(occasion, section, {**found.settled, **one.derived}, one.given.steps)


def _concluded(
    found: Evaluation,
    section: Section,
    occasion: Occasion,
    view: dict[str, Any],
    last: dict[str, list[Grant]],
) -> Concluded:
    """Derive and conclude on one occasion; of a part of a period, what
    it pays beside the period as it stood before a change of the law.
    """
    derived, steps = infer(section, occasion, view, found.pending)
    uncut = _uncut(found, section, occasion.uncut, last) if occasion.uncut else ()
    given = funded(occasion, steps, last)
    paid = (
        settled(occasion, given.payments, uncut)
        if occasion.uncut or occasion.resumed
        else given.payments
    )
    return Concluded(
        derived,
        {fact: view[fact] for fact in section.lasting if fact in view},
        steps,
        given,
        tuple(paid),
    )


def _settle(found: Evaluation, section: Section, one: Concluded) -> None:
    """Keep what an occasion derives for good, and what it lacked to derive the rest."""
    found.case.settle(one.lasting)
    for fact in section.lasting:
        found.settled[fact] = one.derived.get(fact, [])
        lacking = (
            *found.pending.get(fact, ()),
            *(name for step in one.derived.get(fact, ()) for name in step.missing),
        )
        _await(found, fact, () if fact in found.case.lasting else tuple(dict.fromkeys(lacking)))


def _uncut(
    found: Evaluation, section: Section, occasion: Occasion, last: Mapping[str, list[Grant]]
) -> tuple[Payment, ...]:
    """The payments of an occasion as it stood before the change of the law that ends it."""
    _, steps = infer(section, occasion, found.case.view(occasion), found.pending)
    earlier = {address: list(grants) for address, grants in last.items()}
    return funded(occasion, steps, earlier).payments


def _await(found: Evaluation, fact: str, lacking: tuple[str, ...]) -> None:
    """Keep what the derivation of a fact for good lacks, if anything."""
    found.pending.pop(fact, None)
    if lacking:
        found.pending[fact] = lacking
    found.case.wait_for(found.pending)


def _await_all(found: Evaluation, kind: OccasionKind, undated: list[Undated]) -> None:
    """What an occasion that cannot be dated would derive for good is unknown, not undefined."""
    names = tuple(dict.fromkeys(name for one in undated for name in one.facts))
    for fact in lasting_facts(found.timeline, kind) if names and is_lasting(kind) else ():
        if fact not in found.case.lasting:
            _await(found, fact, tuple(dict.fromkeys((*found.pending.get(fact, ()), *names))))


# --- texts that an occasion needs, readings that mattered -----------------------------------------


def _require_text(found: Evaluation, kind: OccasionKind, occasion: Occasion) -> None:
    if not kind.requires:
        return
    start = found.timeline.effect_date(kind.requires)
    if start is None or occasion.on < start:
        names = [name for name in _date_facts(kind, found.timeline) if name != "day"]
        place = found.case.facts.locate(names[0]) if names else Location("--on")
        raise RefusedInput(
            [before_the_law(found.corpus, kind.label, occasion.on, start, place, kind.requires)]
        )


def require_day(corpus: Corpus, timeline: Timeline, on: date) -> None:
    """A question asked on a day before the text that its
    day needs has no answer, whatever is asked.
    """
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


def _require_elements(found: Evaluation) -> None:
    """An act of an element comes before the text that
    brought the element: nothing can be answered of it.
    """
    values, findings = found.case.facts.values, []
    for name, text, element, word in brought_acts(found.corpus):
        start, day = found.timeline.effect_date(text), values.get(name)
        if isinstance(day, date) and start is not None and day < start:
            what = Bilingual(f"{element.fr}, {word.fr}", f"{element.en}, {word.en}")
            findings.append(
                before_the_law(found.corpus, what, day, start, found.case.facts.locate(name), text)
            )
    if findings:
        raise RefusedInput(findings)


def _date_facts(kind: OccasionKind, timeline: Timeline) -> tuple[str, ...]:
    return once(
        timeline,
        ("dated by", kind.name),
        lambda: facts_read(kind.on) if kind.on is not None else (),
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
    """Return the finding that an act, or a question, comes
    before the day on which the text that it needs takes effect.
    """
    known = {
        "what": what,
        "on": on,
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


def _mark_moving(found: Evaluation, kind: OccasionKind, occasions: list[Occasion]) -> None:
    """A reading on the entry into force of a text mattered
    when an occasion, or its law, depends on it.
    """
    for moved in (
        once(found.timeline, "moved", lambda: tuple(_moved(found.timeline))) if occasions else ()
    ):
        if moved.reading not in found.mattered:
            its_own = isinstance(kind.on, EffectDate) and (kind.on.text, kind.on.group) == (
                moved.text,
                moved.group,
            )
            if its_own or any(moved.first <= occasion.on < moved.last for occasion in occasions):
                found.mattered.add(moved.reading)


class _Moved(Struct, frozen=True):
    """A group of provisions of a text whose day of effect
    depends on a reading: between which days, the last excluded.
    """

    reading: str
    text: str
    group: str
    first: date
    last: date


def _moved(timeline: Timeline) -> Iterator[_Moved]:
    """Yield what readings move in time, directly or because it waits for what they move."""
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
    found: Evaluation, kind: OccasionKind, family: str, occasions: list[Occasion]
) -> None:
    """The reading that cuts periods mattered when the law changes inside one of them."""
    if not kind.cut_reading or kind.cut_reading in found.mattered:
        return
    for occasion in occasions:
        whole_end = occasion.span.end if occasion.span else None
        if whole_end and (
            occasion.end != whole_end or _changes(found, kind, family, occasion.on, whole_end)
        ):
            found.mattered.add(kind.cut_reading)
            return
