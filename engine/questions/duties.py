"""Duties: what is demanded, by whom, with the article that says so: binding on the day, binding
later, or not known yet.

What a text only recommends binds nobody: it is listed apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.language.forms.readings import Choice
from engine.language.model import Corpus
from engine.language.nodes import Oblige
from engine.language.templates import filled
from engine.language.temporal import NOT_YET
from engine.language.values import Value
from engine.questions.answers.answer import Ended
from engine.questions.answers.calendar import DateEntry
from engine.questions.answers.duties import ActAwaited, DutiesAnswer, DutyLine
from engine.questions.answers.missing import CountOfDuties, PossibleDuties
from engine.questions.calendar import dated, depends_on, missing_names
from engine.questions.envelope import envelope, traced
from engine.questions.missing import Answering, MissingFacts, Supposed
from engine.questions.over import ending
from engine.questions.presentation import Presenter, presenter_of
from engine.questions.question import Question
from engine.reasoning import binding
from engine.reasoning.binding import BINDING, LATER, UNDETERMINED
from engine.reasoning.evaluation import Evaluation, evaluate
from engine.reasoning.steps import (
    APPLIED,
    UNKNOWN,
    OccasionSteps,
    Step,
    missing_facts,
    readings_behind,
)
from engine.words.formats import listed, written
from engine.words.labels import name_label

RECOMMENDED, CURRENT = "recommended", "current"
_ORDER = (BINDING, UNDETERMINED, LATER)
"""Which of two statuses of one duty is kept when two rules give it, the first before the others."""


class _Collected(Struct):
    """The duties collected so far, and what has ended."""

    evaluation: Evaluation
    presenter: Presenter
    missing: MissingFacts
    facts: Facts
    rows: dict[tuple[str, str], DutyLine] = field(default_factory=dict)
    """The duties, by duty and subject."""
    named: dict[tuple[str, str], str] = field(default_factory=dict)
    """The date of the calendar that a duty names, "" where it names none."""
    over: dict[tuple[str, date], Ended] = field(default_factory=dict)
    """What has ended, by the fact that dates it and its day, with the duties that ended with it."""
    doubtful: dict[Step, Step] = field(default_factory=dict)
    """The steps whose status is not known, each with what is missing of it."""


def duties(corpus: Corpus, facts: Facts, question: Question) -> DutiesAnswer:
    """Return the duties of a case in the order of the articles, each with its status on the day of
    the question.
    """
    evaluation = evaluate(
        corpus,
        facts,
        "duties",
        on=question.on,
        known_on=question.known_on,
        readings=question.readings,
    )
    presenter = presenter_of(corpus, question.language, question.readings)
    collected = _Collected(evaluation, presenter, MissingFacts(presenter, question.on), facts)
    collected.missing.undated(evaluation, "duties")
    for worked in evaluation.occasions:
        for step in worked.steps:
            if isinstance(step.rule.rule.then, Oblige):
                _add(step, worked, step.rule.rule.then, collected)
    _date(collected, question)
    start = envelope("duties", question, corpus, presenter, evaluation)
    whole = {(ended.fact, ended.on): ended for ended in start["over"]} | collected.over
    start["over"] = tuple(whole.values())
    asked_again = _answering(question, presenter) if question.weighed else None
    rows = collected.rows.values()
    occasions = [
        replace(worked, steps=tuple(collected.doubtful.get(step, step) for step in worked.steps))
        for worked in evaluation.occasions
    ]
    return DutiesAnswer(
        **start,
        window=question.unused_bounds(),
        missing=collected.missing.records(facts, asked_again),
        duties=tuple(row for row in rows if row.force != RECOMMENDED),
        recommendations=tuple(_current(row) for row in rows if row.force == RECOMMENDED),
        trace=traced(occasions, presenter, question),
    )


def status_of(step: Step) -> str:
    """Return the status of a duty on the day of the question, "" where it does not bind or no
    longer does.
    """
    then = step.rule.rule.then
    assert isinstance(then, Oblige)  # only duties are asked about
    if step.outcome == UNKNOWN and not _doubtful(step):
        return binding.status_of(then, step.rule.scope, step.view)
    if step.outcome == UNKNOWN:
        return (
            UNDETERMINED
            if binding.truth_of(binding.ended(then), step.rule.scope, step.view) is not True
            else ""
        )
    if step.outcome == APPLIED or step.because == "no_value":
        return binding.status_of(then, step.rule.scope, step.view)
    return ""


def _current(row: DutyLine) -> DutyLine:
    """Return a recommendation with the status `current` in the place of `binding`."""
    return replace(row, status=CURRENT) if row.status == BINDING else row


def _doubtful(step: Step) -> bool:
    """Whether it is not known that a rule applies; otherwise only its days may be unknown."""
    return step.rule.truth(step.view) is None or not step.values or step.values[0] is not None


def _add(step: Step, worked: OccasionSteps, then: Oblige, collected: _Collected) -> None:
    status = status_of(step)
    if not status:
        _ended(step, then, collected)
        return
    row = _duty(step, worked, then, collected.presenter, status)
    if status == LATER:
        row = replace(row, awaits=_awaited(step, then, collected) or None)
    elif status == UNDETERMINED:
        row = _unknown(step, worked, then, row, collected)
    key = (row.duty, row.subject)
    if key not in collected.rows or _ORDER.index(status) < _ORDER.index(collected.rows[key].status):
        collected.rows[key] = row
        collected.named[key] = filled(then.entry, step.view)


def _ended(step: Step, then: Oblige, collected: _Collected) -> None:
    """Count a duty that bound until a known day."""
    if (
        then.end is None
        or then.force == RECOMMENDED
        or step.outcome != APPLIED
        or not binding.truth_of(binding.begun(then), step.rule.scope, step.view)
    ):
        return
    on = then.end.compiled(step.rule.scope)(step.view)
    if on is not None:
        ended = ending(then.end, on, collected.evaluation, collected.presenter)
        known = collected.over.get((ended.fact, ended.on), ended)
        collected.over[ended.fact, ended.on] = replace(known, duties=(known.duties or 0) + 1)


def days_of(step: Step, then: Oblige) -> dict[str, Any]:
    """Return the fields of the days between which a duty binds, where they are known: none before
    the provision that makes it is in force.
    """
    since = step.rule.enacted.since
    start, end = (
        bound.compiled(step.rule.scope)(step.view) if bound is not None else None
        for bound in (then.start, then.end)
    )
    start = since if then.start is None else start
    return {
        "from_": None if start is None or start == NOT_YET else max(start, since),
        "until": None if end == NOT_YET else end,
    }


def _awaited(step: Step, then: Oblige, collected: _Collected) -> tuple[ActAwaited, ...]:
    """Return the acts still to come that a duty waits for. Where the first of several acts is
    enough, one entry names them all (`any_of`).
    """
    acts = [] if then.start is None else list(_acts(then.start, step))
    return tuple(_act(names, step, collected.presenter) for names in dict.fromkeys(acts))


def _acts(value: Value, step: Step) -> Iterator[tuple[str, ...]]:
    scope, view = step.rule.scope, step.view
    if isinstance(value, Choice):
        yield from _acts(value.chosen(scope), step)
    elif value.comes_with == "all":
        for part in value.children(scope):
            yield from _acts(part, step)
    else:
        names = tuple(name for name in value.facts_read(scope) if view.get(name) == NOT_YET)
        if names and value.compiled(scope)(view) == NOT_YET:
            yield names


def _act(names: tuple[str, ...], step: Step, presenter: Presenter) -> ActAwaited:
    full = tuple(presenter.full_name(name, step.occasion) for name in names)
    label = listed([presenter.fact(name) for name in full], presenter.language, "or")
    return ActAwaited(fact=full[0], label=label, any_of=full if len(full) > 1 else None)


def _unknown(
    step: Step, worked: OccasionSteps, then: Oblige, row: DutyLine, collected: _Collected
) -> DutyLine:
    """Return a duty with what keeps it undetermined: facts that the case could give, or events of
    texts whose day is not known.
    """
    missing = _missing_of(step, worked, then, collected.evaluation)
    doubted = step
    step = collected.doubtful[doubted] = replace(step, outcome=UNKNOWN, missing=missing)
    wordings = (
        ("recommandations : ", "recommendations: ")
        if then.force == RECOMMENDED
        else ("obligations : ", "duties: ")
    )
    label = collected.presenter.either(*wordings) + (row.subject_label or row.subject)
    collected.missing.add(step, worked, (row.duty, label))
    names = tuple(missing_names(step, collected.presenter))
    hangs = depends_on(step, worked, collected.presenter) if names else None
    return replace(row, missing=names, depends_on=hangs)


def _missing_of(
    step: Step, worked: OccasionSteps, then: Oblige, evaluation: Evaluation
) -> tuple[str, ...]:
    scope, view = step.rule.scope, step.view
    if step.outcome == UNKNOWN and _doubtful(step):
        return step.missing
    unknown = [
        name
        for bound in (binding.begun(then), binding.ended(then))
        for name in binding.unknown_facts(bound, scope, view)
    ]
    unknown += [name for name in step.rule.value_facts if name not in view]
    unknown += step.rule.missing_lookups(view)
    return missing_facts(step.rule, view, worked.derived, evaluation.pending, unknown)


def _answering(question: Question, presenter: Presenter) -> Answering:
    """Say how many duties of each status there would be for other facts."""

    def answer(facts: Facts, _: Collection[str], supposed: Supposed) -> PossibleDuties:
        corpus, on, known_on = presenter.corpus, question.on, question.known_on
        evaluation = evaluate(
            corpus, facts, "duties", on=on, known_on=known_on, readings=question.readings
        )
        statuses: dict[tuple[str, str], str] = {}
        recommended: dict[tuple[str, str], str] = {}
        for step in (step for worked in evaluation.occasions for step in worked.steps):
            then = step.rule.rule.then
            status = status_of(step) if isinstance(then, Oblige) else ""
            if status and isinstance(then, Oblige):
                key = (filled(then.duty, step.view), filled(then.subject, step.view))
                mine = recommended if then.force == RECOMMENDED else statuses
                mine[key] = min(status, mine.get(key, status), key=_ORDER.index)
        given = list(statuses.values())
        return PossibleDuties(
            value=supposed.value,
            set=supposed.set,
            leads_to=in_words(given, presenter),
            duties=CountOfDuties(
                binding=given.count(BINDING),
                later=given.count(LATER),
                undetermined=given.count(UNDETERMINED),
            ),
            recommendations=sum(status == BINDING for status in recommended.values()),
        )

    return answer


def in_words(statuses: list[str], presenter: Presenter) -> str:
    """Say how many duties of each status there are."""
    words = {
        BINDING: presenter.either("au jour de la question", "binding on the day"),
        LATER: presenter.either("plus tard", "binding later"),
        UNDETERMINED: presenter.either("indéterminées", "undetermined"),
    }
    counts = [
        presenter.labelled(words[name], statuses.count(name)) for name in words if name in statuses
    ]
    return presenter.either("obligations — ", "duties — ") + (
        ", ".join(counts) or presenter.either("aucune", "none")
    )


def _date(collected: _Collected, question: Question) -> None:
    """Give each duty that names a date of the calendar that date, with its status and
    its article.
    """
    named = {name for name in collected.named.values() if name}
    if not named:
        return
    corpus, on, known_on = collected.evaluation.corpus, question.on, question.known_on
    calendar = evaluate(
        corpus, collected.facts, "calendar", on=on, known_on=known_on, readings=question.readings
    )
    unbounded = replace(question, start=None, end=None)
    dates: dict[str, list[tuple[Step, DateEntry]]] = {}
    for step, _, entry in dated(calendar, collected.presenter, unbounded):
        if entry.id in named:
            dates.setdefault(entry.id, []).append((step, entry))
    nearest = {name: _nearest(entries, on) for name, entries in dates.items()}
    for key, name in collected.named.items():
        if name in nearest:
            step, entry = nearest[name]
            collected.evaluation.mattered |= readings_behind(step)
            collected.rows[key] = replace(collected.rows[key], deadline=entry)


def _nearest(entries: list[tuple[Step, DateEntry]], day: date) -> tuple[Step, DateEntry]:
    """Return the first of the entries of one name that is not past, else the last."""
    entries.sort(key=lambda dated_entry: dated_entry[1].on or date.max)
    return next(
        (dated_entry for dated_entry in entries if (dated_entry[1].on or date.max) >= day),
        entries[-1],
    )


def _duty(
    step: Step, worked: OccasionSteps, then: Oblige, presenter: Presenter, status: str
) -> DutyLine:
    """A duty with the article that demands it; its basis is the weakest of all that it rests on."""
    provision, language = step.rule.enacted.provision, presenter.language
    actors, subject = presenter.corpus.vocabulary.actors, filled(then.subject, step.view)
    return DutyLine(
        duty=filled(then.duty, step.view),
        subject=subject,
        category=then.category,
        force=then.force,
        subject_label=_subject_label(subject, presenter),
        by=presenter.say(actors[then.by]) if then.by in actors else then.by,
        says=presenter.say(provision.says),
        quote=provision.quote,
        traits=dict(then.traits),
        values={name: written(value, "", language) for name, value in provision.values.items()},
        value_labels=presenter.value_names(provision.values),
        basis=presenter.weakest(presenter.provisions_behind(step, worked)),
        citations=presenter.citations([step.rule.enacted]),
        status=status,
        **days_of(step, then),
    )


def _subject_label(subject: str, presenter: Presenter) -> str:
    """Return what the subject of a duty is called: an element of a collection, or who acts."""
    vocabulary = presenter.corpus.vocabulary
    for collection in vocabulary.collections.values():
        if subject in collection.keys:
            return presenter.say(collection.keys[subject])
    return name_label(vocabulary.actors, subject, vocabulary, presenter.language)
