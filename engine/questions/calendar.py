"""Calendar: every deadline, event and payment of a case, with its status on the day of the question
and its article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.cases.receipts import lines_of
from engine.cases.supposition import with_fact
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.language.nodes import Deadline
from engine.language.templates import filled
from engine.language.temporal import NOT_YET
from engine.language.tree import facts_read
from engine.questions.answers.calendar import CalendarAnswer, DateEntry, PaymentEntry
from engine.questions.answers.funding import PaymentLine
from engine.questions.answers.missing import DateChanged, PossibleDates, PossibleSums
from engine.questions.answers.record import of_grid
from engine.questions.completeness import Completeness
from engine.questions.envelope import envelope, traced
from engine.questions.funding import answering, ledger, note_missing, payments
from engine.questions.grounds import Ledger
from engine.questions.missing import Answering, MissingFacts, Supposed, askable
from engine.questions.missing_law import outside
from engine.questions.openings import not_opened
from engine.questions.over import over
from engine.questions.presentation import Presenter, presenter_of
from engine.questions.question import Question
from engine.reasoning.evaluation import Evaluation, evaluate
from engine.reasoning.explanation import compiled_missing_lookups, is_outside
from engine.reasoning.lowering import LATE, DateForm
from engine.reasoning.on_values import on_values
from engine.reasoning.steps import APPLIED, UNKNOWN, OccasionSteps, Step, missing_facts
from engine.words.rules_aloud import STATUSES


def calendar(corpus: Corpus, facts: Facts, question: Question) -> CalendarAnswer:
    """Return the calendar of a case: entries in order of date, those without a known date last."""
    on, known_on, until = question.on, question.known_on, question.end
    evaluation = evaluate(
        corpus, facts, "calendar", on=on, known_on=known_on, readings=question.readings, until=until
    )
    money = ledger(corpus, facts, question)
    evaluation.mattered |= money.evaluation.mattered
    presenter = presenter_of(corpus, question.language, question.readings)
    missing = MissingFacts(presenter, question.on)
    missing.undated(evaluation, "calendar")
    entries: list[DateEntry | PaymentEntry] = []
    on_time = _OnTime(facts, money, question, presenter)
    for step, worked, entry in dated(evaluation, presenter, question):
        entries.append(on_time.told(entry, step))
        if step.missing:
            missing.add(step, worked, (entry.id, entry.label))
    known = Completeness(money, question, presenter)
    beside = note_missing(money, missing, known)
    entries += [_payment(line) for line in payments(money, presenter, question)]
    asked_again = _answering(evaluation, money, question, presenter) if question.weighed else None
    nothing = all(isinstance(entry, DateEntry) and entry.by for entry in entries)
    return CalendarAnswer(
        **envelope("calendar", question, corpus, presenter, evaluation),
        missing=(*missing.records(facts, asked_again), *missing.records_outside(beside, facts)),
        reasons=tuple(not_opened(evaluation, presenter)) if nothing else (),
        ends=tuple(over(evaluation, presenter, ahead=True)),
        window=known.of_window(money.payments) if question.bounded else None,
        entries=tuple(sorted(entries, key=lambda entry: (entry.on or date.max, entry.id))),
        trace=traced(evaluation.occasions, presenter, question),
    )


def dates(corpus: Corpus, facts: Facts, question: Question) -> Iterator[DateEntry]:
    """Yield the dates of the calendar of a case, without the payments."""
    evaluation = evaluate(
        corpus,
        facts,
        "calendar",
        on=question.on,
        known_on=question.known_on,
        readings=question.readings,
        until=question.end,
    )
    presenter = presenter_of(corpus, question.language, question.readings)
    return (entry for _, _, entry in dated(evaluation, presenter, question))


def dated(
    evaluation: Evaluation, presenter: Presenter, question: Question
) -> Iterator[tuple[Step, OccasionSteps, DateEntry]]:
    """Yield the entries of an evaluated calendar within the bounds asked for, each with its
    step.

    A date whose act is not in the case has its day, but not whether it is met: its step then names
    the act as missing.
    """
    for worked in evaluation.occasions:
        for step in (_with_its_act(step, worked, evaluation) for step in worked.steps):
            entry = _entry(step, worked, presenter, question)
            if entry and (entry.on is None or question.covers(entry.on)):
                yield step, worked, entry


def _with_its_act(step: Step, worked: OccasionSteps, evaluation: Evaluation) -> Step:
    """Return a step with the act that would meet its date among what is missing, where the case
    does not give that act.
    """
    then, scope = step.rule.rule.then, step.rule.scope
    if (
        not isinstance(then, Deadline)
        or then.met_by is None
        or step.outcome != APPLIED
        or step.values[1] is not None
    ):
        return step
    names = [name for name in facts_read(then.met_by, scope) if name not in step.view]
    names += compiled_missing_lookups((then.met_by,), scope)(step.view)
    return replace(
        step, missing=missing_facts(step.rule, step.view, worked.derived, evaluation.pending, names)
    )


def _entry(
    step: Step, worked: OccasionSteps, presenter: Presenter, question: Question
) -> DateEntry | None:
    then, span = step.rule.rule.then, step.occasion.span
    if not isinstance(then, Deadline) or not is_listed(step, question):
        return None
    returns = presenter.corpus.occasions[step.occasion.kind].each_period
    name, actors = filled(then.entry, step.view), presenter.corpus.vocabulary.actors
    due = step.values[0] if step.outcome == APPLIED else None
    met_on = step.values[1] if due is not None and then.met_by is not None else None
    not_stated = (
        ", ".join(_missing_labels(step, worked, presenter)) if due and step.missing else None
    )
    kind = DateEntry if span is None else of_grid(DateEntry, span.name)
    return kind(
        id=name,
        label=presenter.entry(name),
        kind=then.kind,
        on=due,
        by=then.by or None,
        by_label=(presenter.say(actors[then.by]) if then.by in actors else then.by) or None,
        in_grid=None if span is None else span.number,
        rank=span.number if span and returns else None,
        status=status_of(step, question.on),
        depends_on=depends_on(step, worked, presenter) if due is None else None,
        met_on=None if met_on == NOT_YET else met_on,
        not_stated=not_stated,
        missing=tuple(missing_names(step, presenter)) if step.missing else None,
        says=presenter.say(step.rule.enacted.provision.says),
        **presenter.stated_by([step.rule.enacted], presenter.provisions_behind(step, worked)),
    )


def is_listed(step: Step, question: Question) -> bool:
    """Whether the calendar lists a date: it has a day, or may have one."""
    form = step.rule.lowered
    if not isinstance(form, DateForm) or step.outcome not in (APPLIED, UNKNOWN):
        return False
    return on_values(form.of_the_case)(_slots(step, question.on)) is True


def status_of(step: Step, day: date) -> str:
    """Return the status on a day of a date that the calendar lists."""
    form = step.rule.lowered
    assert isinstance(form, DateForm)  # its callers see to it
    status: str = on_values(form.status)(_slots(step, day))
    return status


def _slots(step: Step, day: date) -> dict[str, Any]:
    slots = step.slots if step.outcome == APPLIED else {}
    return slots | {"on": step.occasion.on, "today": day}


class _OnTime:
    """Says what being late costs, whatever the bounds asked for: the rights of the case had the act
    been done on its day.
    """

    def __init__(
        self, facts: Facts, money: Ledger, question: Question, presenter: Presenter
    ) -> None:
        self._facts = facts
        self._presenter = presenter
        self._money = money
        self._question = question

    def told(self, entry: DateEntry, step: Step) -> DateEntry:
        """Return a date; one that is late says what it would have given in time."""
        vocabulary, act = self._presenter.corpus.vocabulary, _act(step)
        if not (
            self._question.weighed and act and entry.status == LATE and entry.on and not entry.by
        ):
            return entry
        name = self._presenter.full_name(act, step.occasion)
        beside = f"{name.rpartition('.')[0]}."  # what belongs to the element that the act is of
        lines = [line for line in lines_of(vocabulary) if line.startswith(beside)]
        supposed = with_fact(self._facts, vocabulary, name, entry.on, entry.on)
        if supposed is None:
            return entry
        value = Supposed(self._presenter.value(name, entry.on), entry.on.isoformat())
        try:
            sums = self._rights()(supposed, lines, value)
        except RefusedInput:  # nothing can be said of that day
            return entry
        return replace(entry, on_time=sums)

    def _rights(self) -> Callable[[Facts, Collection[str], Supposed], PossibleSums]:
        """Return what says how much other facts would give in all."""
        money, question, presenter = self._money, self._question, self._presenter
        if question.bounded:
            question = replace(question, start=None, end=None)
            money = ledger(presenter.corpus, self._facts, question)
        return answering(money, question, presenter)


def _act(step: Step) -> str | None:
    """Return the fact that is the act of a date, None where no single fact is."""
    then = step.rule.rule.then
    named = isinstance(then, Deadline) and then.met_by is not None
    return then.met_by.copy_of(step.rule.scope) if named else None  # type: ignore[union-attr]  # a deadline


class _Dated(Struct, frozen=True):
    """A date of the calendar, to be compared with the same date under other facts.

    `on` is None where it has no day; `status` is "" where the calendar no longer lists it.
    """

    id: str
    on: date | None
    status: str


def _dates(evaluation: Evaluation, question: Question) -> Iterator[_Dated]:
    """Yield the dates of an evaluated calendar."""
    for worked in evaluation.occasions:
        for step in worked.steps:
            then, due = (
                step.rule.rule.then,
                step.values[0] if step.outcome == APPLIED and step.values else None,
            )
            if (
                isinstance(then, Deadline)
                and is_listed(step, question)
                and (due is None or question.covers(due))
            ):
                yield _Dated(filled(then.entry, step.view), due, status_of(step, question.on))


def _changed(before: Iterable[_Dated], after: Iterable[_Dated]) -> list[_Dated]:
    """Return in order the dates that are new, have another day or another status, and those that
    are gone.
    """
    old, new = Counter(before), Counter(after)
    changed = list(new - old)
    names = {entry.id for entry in changed}
    changed += [_Dated(entry.id, entry.on, "") for entry in old - new if entry.id not in names]
    return sorted(changed, key=lambda entry: (entry.on or date.max, entry.id))


def _answering(
    evaluation: Evaluation, money: Ledger, question: Question, presenter: Presenter
) -> Answering:
    """Say what other facts would give: the dates that would change, then the rights."""
    corpus, before = presenter.corpus, list(_dates(evaluation, question))
    rights_of = answering(money, question, presenter)
    on, known_on, until = question.on, question.known_on, question.end

    def answer(facts: Facts, affects: Collection[str], supposed: Supposed) -> PossibleDates:
        other = evaluate(
            corpus,
            facts,
            "calendar",
            on=on,
            known_on=known_on,
            readings=question.readings,
            until=until,
        )
        changed = _changed(before, _dates(other, question))
        rights = rights_of(facts, affects, supposed)
        words = [_in_words(entry, presenter) for entry in changed]
        words += [rights.leads_to] if rights.lines or rights.undetermined else []
        words = words or [presenter.either("rien ne change", "nothing changes")]
        return PossibleDates(
            value=rights.value,
            set=rights.set,
            leads_to=presenter.either(" ; ", "; ").join(words),
            total=rights.total,
            difference=rights.difference,
            lines=rights.lines,
            undetermined=rights.undetermined,
            entries=tuple(
                DateChanged(id=entry.id, on=entry.on, status=entry.status or None)
                for entry in changed
            ),
        )

    return answer


def _in_words(entry: _Dated, presenter: Presenter) -> str:
    day = f", {presenter.value('day', entry.on)}" if entry.on else ""
    status = (
        presenter.either(*STATUSES[entry.status])
        if entry.status
        else presenter.either("sans objet", "not applicable")
    )
    return f"{presenter.entry(entry.id)}{day} — {status}"


def missing_names(step: Step, presenter: Presenter) -> list[str]:
    """Return the names of what a step misses: the facts as the case writes them, then the events of
    texts and the tables.
    """
    facts = [presenter.full_name(name, step.occasion) for name in askable(step, presenter.corpus)]
    return [*facts, *(name for name in step.missing if is_outside(name))]


def _missing_labels(step: Step, worked: OccasionSteps, presenter: Presenter) -> list[str]:
    """Return the labels of what a step misses."""
    facts = [
        presenter.fact(name) for name in missing_names(step, presenter) if not is_outside(name)
    ]
    return list(
        dict.fromkeys([*facts, *(words["label"] for _, words in outside(step, worked, presenter))])
    )


def depends_on(step: Step, worked: OccasionSteps, presenter: Presenter) -> str:
    """Say what a conclusion depends on: the facts of the case that are not known, and the events of
    texts and the tables that are missing.
    """
    facts = [
        presenter.fact(presenter.full_name(name, step.occasion))
        for name in askable(step, presenter.corpus)
    ]
    events = [words["label"] for _, words in outside(step, worked, presenter)]
    listed = [
        (facts, ("dépend d'un fait inconnu : ", "depends on an unknown fact: "), ", "),
        (events, ("dépend de ce qui n'est pas connu : ", "depends on what is not known: "), "; "),
    ]
    return "; ".join(
        presenter.either(*words) + between.join(dict.fromkeys(names))
        for names, words, between in listed
        if names
    )


def _payment(line: PaymentLine) -> PaymentEntry:
    """Return a payment as a date of the calendar, in the period to which it belongs."""
    kind = PaymentEntry if line.period_of is None else of_grid(PaymentEntry, line.period_of)
    return kind(
        id=f"payments.{line.line}.{line.part}",
        label=f"{line.label} ({line.part_label})",
        kind="payment",
        on=line.due_on,
        status=line.status,
        amount=line.amount,
        was=line.was,
        is_=line.is_,
        period=line.period,
        period_of=line.period_of,
        period_label=line.period_label,
        in_grid=line.in_grid,
        basis=line.basis,
        partial=line.partial,
        at_least=line.at_least,
        at_most=line.at_most,
        conditional=line.conditional,
        depends_on=line.note if line.conditional else None,
        note=line.note,
        citations=line.citations,
        own_citations=line.own_citations,
    )
