"""What makes an answer change on a day: what happens in the law and in the case on that day, and
what the answer says otherwise than on the day before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

from engine.cases.case_reader import Facts
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.language.temporal import NOT_YET
from engine.law.consolidation import Timeline, timeline_of
from engine.questions.answers import (
    Answer,
    CalendarAnswer,
    CaseAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
)
from engine.questions.answers.calendar import DateEntry, PaymentEntry
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.duties import DutyLine
from engine.questions.answers.eligibility import BenefitLine, RequirementLine
from engine.questions.answers.funding import EntitlementLine, PaymentLine
from engine.questions.answers.record import Record
from engine.questions.answers.timeline import ChangeCause
from engine.questions.presentation import presenter_of
from engine.questions.question import Question
from engine.reasoning.evaluation import evaluate
from engine.reasoning.logic import Scope
from engine.words.rules_aloud import STATUSES

Said: TypeAlias = "Answer | RefusedInput"
_BINDINGS: Mapping[str, tuple[str, str]] = {
    "binding": ("en vigueur", "binding"),
    "current": ("en vigueur", "current"),
    "later": ("plus tard", "later"),
    "undetermined": ("indéterminée", "undetermined"),
}
_OUTCOMES: Mapping[str, tuple[str, str]] = {
    "eligible": ("éligible", "eligible"),
    "not_eligible": ("non éligible", "not eligible"),
    "undetermined": ("indéterminé", "undetermined"),
    "met": ("remplie", "met"),
    "unmet": ("non remplie", "unmet"),
    "unknown": ("inconnue", "unknown"),
    "set_aside": ("écartée", "set aside"),
    "not_applicable": ("sans objet", "not applicable"),
}


class Causes:
    """Says what makes the answer about one case another on a day than on the day before."""

    def __init__(
        self, corpus: Corpus, facts: Facts, question: Question, query: str, last: date
    ) -> None:
        """Prepare for the days up to `last`."""
        self._corpus, self._facts, self._question = corpus, facts, question
        self._query, self._last = query, last
        self._presenter = presenter_of(corpus, question.language, question.readings)

    def of(self, day: date, before: Said, after: Said) -> tuple[ChangeCause, ...]:
        """Return what changes the answer on a day: at least one cause, the deepest first."""
        causes = [
            *self._law(day, before, after),
            *self._facts_of(day),
            *self._periods_of(day),
            *self._ends(before, after),
            *self._within(before, after),
        ]
        if not causes and isinstance(before, Record) and isinstance(after, Record):
            causes = [*self._others(before, after)]
        return tuple(dict.fromkeys(causes)) or (self._other("refused"),)

    # --- the law and the case ---

    @cached_property
    def _timeline(self) -> Timeline:
        return timeline_of(self._corpus, self._question.known_on, self._question.readings)

    def _law(self, day: date, before: Said, after: Said) -> Iterator[ChangeCause]:
        """Yield the texts of which something enters into force, with the articles that the answer
        cites from then on.
        """
        law = self._timeline.law_on(day)
        if law is None or law.start != day:
            return
        known = {citation.display for citation in _citations(before)}
        new = {
            citation.display: citation
            for citation in _citations(after)
            if citation.display not in known
        }
        for text in dict.fromkeys(act.link.text for act in law.acts):
            cited = tuple(citation for citation in new.values() if _made_by(citation, text))
            yield ChangeCause(
                kind="law",
                id=text,
                label=self._presenter.say(self._corpus.texts[text].short),
                citations=cited,
            )

    def _facts_of(self, day: date) -> Iterator[ChangeCause]:
        """Yield the facts of the case that happen on the day, or did on the day before; and those
        that vary on it.
        """
        eve = day - timedelta(days=1)
        for name, value in self._facts.values.items():
            if isinstance(value, date) and value in (day, eve):
                since = eve if value == eve else None
                yield self._fact("fact", name, since=since)
        for name, history in self._facts.histories.items():
            earlier: Any = None
            for start, value in history:
                if start == day:
                    words = self._presenter.value(name, value)
                    was = None if earlier is None else self._presenter.value(name, earlier)
                    yield self._fact("history", name, was=was, is_=words)
                earlier = value

    def _fact(self, kind: str, name: str, **words: Any) -> ChangeCause:
        return ChangeCause(kind=kind, id=name, label=self._presenter.fact(name), **words)

    @cached_property
    def _spans(self) -> Mapping[date, tuple[ChangeCause, ...]]:
        """The periods that begin on each day."""
        try:
            evaluation = evaluate(
                self._corpus,
                self._facts,
                self._query,
                on=self._last,
                known_on=self._question.known_on,
                readings=self._question.readings,
            )
        except RefusedInput:
            return {}
        scope = Scope(self._timeline, self._timeline.laws[-1], self._question.readings)
        starts: dict[date, tuple[ChangeCause, ...]] = {}
        for period in self._corpus.periods.values():
            for span in evaluation.case.spans(period, scope):
                label = f"{self._presenter.say(period.label)} {span.number}"
                begun = ChangeCause(kind="period", id=f"{period.name}.{span.number}", label=label)
                starts[span.start] = (*starts.get(span.start, ()), begun)
        return starts

    def _periods_of(self, day: date) -> tuple[ChangeCause, ...]:
        return self._spans.get(day, ())

    def _ends(self, before: Said, after: Said) -> Iterator[ChangeCause]:
        """Yield what is over from the day on."""
        if not isinstance(after, CaseAnswer):
            return
        known = (
            {ended.label: ended.duties for ended in before.over}
            if isinstance(before, CaseAnswer)
            else {}
        )
        for ended in after.over:
            if ended.label not in known:
                yield ChangeCause(
                    kind="end", id=ended.fact, label=ended.label, citations=ended.citations
                )

    def _others(self, before: Record, after: Record) -> Iterator[ChangeCause]:
        """Yield the readings that matter from the day on, then the parts of the answer that change,
        where nothing else tells what does.
        """
        if isinstance(before, CaseAnswer) and isinstance(after, CaseAnswer):
            used = {reading.id: reading for reading in before.readings_detail}
            uses = {reading.id: reading for reading in after.readings_detail}
            changed = [id_ for id_ in (used | uses) if (id_ in used) != (id_ in uses)]
            for id_ in changed:
                yield ChangeCause(kind="reading", id=id_, label=(used | uses)[id_].question)
            if changed:
                return
        for name in after.__struct_fields__:
            if name not in ("on", "trace") and getattr(before, name, None) != getattr(after, name):
                yield self._other(name)

    def _other(self, name: str) -> ChangeCause:
        label = self._presenter.either("autre chose dans la réponse", "something else it says")
        return ChangeCause(kind="other", id=name, label=label)

    # --- what the answer says otherwise ---

    def _within(self, before: Said, after: Said) -> Iterator[ChangeCause]:
        match before, after:
            case FundingAnswer(), FundingAnswer():
                yield from self._payments(before.payments, after.payments)
                yield from self._unknown_sums(before, after)
                yield from self._rights(before.entitlements, after.entitlements)
            case CalendarAnswer(), CalendarAnswer():
                yield from self._dates(before.entries, after.entries)
            case EligibilityAnswer(), EligibilityAnswer():
                yield from self._benefits(before.benefits, after.benefits)
            case DutiesAnswer(), DutiesAnswer():
                yield from self._duties(
                    (*before.duties, *before.recommendations),
                    (*after.duties, *after.recommendations),
                )

    def _payments(
        self, before: Iterable[PaymentLine], after: Iterable[PaymentLine]
    ) -> Iterator[ChangeCause]:
        """Yield the payments that fall due."""
        due = Counter(_paid(payment) for payment in before if payment.status == "due")
        for payment in after:
            if payment.status != "due":
                continue
            if due[_paid(payment)] > 0:
                due[_paid(payment)] -= 1
                continue
            yield ChangeCause(
                kind="payment",
                id=payment.line,
                label=f"{payment.label}, {payment.part_label}",
                amount=payment.amount,
                citations=payment.citations,
            )

    def _unknown_sums(self, before: FundingAnswer, after: FundingAnswer) -> Iterator[ChangeCause]:
        """Yield the sums not known that may have fallen due from the day on."""
        known = {(line.line, line.period) for line in before.paid.due.missing_lines}
        for line in after.paid.due.missing_lines:
            if (line.line, line.period) not in known:
                told = f"{line.label} ({line.period_label} {line.period})"
                label = line.label if line.period is None else told
                yield ChangeCause(kind="unknown", id=line.line, label=label)

    def _rights(
        self, before: Iterable[EntitlementLine], after: Iterable[EntitlementLine]
    ) -> Iterator[ChangeCause]:
        """Yield the rights that the answer has from the day on, then those that it has no more."""
        had = {_right(right): right for right in before}
        has = {_right(right): right for right in after}
        for key, right in (had | has).items():
            if (key in had) != (key in has):
                yield ChangeCause(
                    kind="right",
                    id=right.line,
                    label=right.label,
                    amount=right.amount if key in has else -right.amount,
                    citations=right.citations,
                )

    def _dates(
        self,
        before: Iterable[DateEntry | PaymentEntry | None],
        after: Iterable[DateEntry | PaymentEntry | None],
    ) -> Iterator[ChangeCause]:
        """Yield the dates of which the status changes, and those that come or go."""
        had, has = _by_key(before), _by_key(after)
        for key, entry in (had | has).items():
            was, now = had.get(key), has.get(key)
            if was is not None and now is not None and was.status == now.status:
                continue
            paid = isinstance(entry, PaymentEntry)
            yield ChangeCause(
                kind="payment" if paid else "date",
                id=entry.id,
                label=entry.label,
                was=None if paid else self._status(was),
                is_=None if paid else self._status(now),
                amount=entry.amount if isinstance(entry, PaymentEntry) else None,
                citations=entry.citations,
            )

    def _status(self, entry: DateEntry | PaymentEntry | None) -> str | None:
        if entry is None:
            return None
        return self._presenter.either(*STATUSES.get(entry.status, (entry.status, entry.status)))

    def _benefits(
        self, before: Iterable[BenefitLine], after: Iterable[BenefitLine]
    ) -> Iterator[ChangeCause]:
        """Yield the benefits of which the outcome changes; of the others, the requirements."""
        had = {benefit.benefit: benefit for benefit in before}
        for benefit in after:
            was: BenefitLine | None = had.get(benefit.benefit)
            if was is None or was.outcome != benefit.outcome:
                changed = list(self._requirements(was.requirements if was else (), benefit))
                yield ChangeCause(
                    kind="benefit",
                    id=benefit.benefit,
                    label=benefit.label,
                    was=None if was is None else self._outcome(was.outcome),
                    is_=self._outcome(benefit.outcome),
                    citations=_without_repeats(
                        citation for cause in changed for citation in cause.citations
                    ),
                )
            else:
                yield from self._requirements(was.requirements, benefit)

    def _requirements(
        self, before: Iterable[RequirementLine], benefit: BenefitLine
    ) -> Iterator[ChangeCause]:
        had = {requirement.id: requirement for requirement in before}
        for requirement in benefit.requirements:
            was = had.get(requirement.id)
            if was is None or was.outcome != requirement.outcome:
                yield ChangeCause(
                    kind="requirement",
                    id=requirement.id,
                    label=requirement.says,
                    was=None if was is None else self._outcome(was.outcome),
                    is_=self._outcome(requirement.outcome),
                    citations=requirement.citations,
                )

    def _outcome(self, outcome: str) -> str:
        return self._presenter.either(*_OUTCOMES[outcome])

    def _duties(
        self, before: Iterable[DutyLine], after: Iterable[DutyLine]
    ) -> Iterator[ChangeCause]:
        """Yield the duties that come, go, or bind otherwise."""
        had = {(duty.duty, duty.subject): duty for duty in before}
        has = {(duty.duty, duty.subject): duty for duty in after}
        for key, duty in (had | has).items():
            was, now = had.get(key), has.get(key)
            if was and now and was.status == now.status and was.deadline != now.deadline:
                yield from self._dates([was.deadline], [now.deadline])
            elif was is None or now is None or was.status != now.status:
                yield ChangeCause(
                    kind="duty",
                    id=duty.duty,
                    label=duty.says,
                    was=self._binding(was),
                    is_=self._binding(now),
                    citations=duty.citations,
                )

    def _binding(self, duty: DutyLine | None) -> str | None:
        return None if duty is None else self._presenter.either(*_BINDINGS[duty.status])


def _citations(said: Any) -> Iterator[ArticleCited]:
    """Yield all that an answer cites."""
    if isinstance(said, ArticleCited):
        yield said
    elif isinstance(said, Record):
        for name in said.__struct_fields__:
            yield from _citations(getattr(said, name))
    elif isinstance(said, tuple):
        for part in said:
            yield from _citations(part)


def _made_by(citation: ArticleCited, text: str) -> bool:
    """Whether a text wrote the version that is cited."""
    acts = citation.as_amended_by
    return acts[-1].text == text if acts else citation.text == text


def _without_repeats(citations: Iterable[ArticleCited]) -> tuple[ArticleCited, ...]:
    return tuple({citation.display: citation for citation in citations}.values())


def _paid(payment: PaymentLine) -> tuple[object, ...]:
    return payment.line, payment.part, payment.due_on, payment.period, payment.amount


def _right(right: EntitlementLine) -> tuple[object, ...]:
    return right.line, right.period, right.period_of, right.from_, right.until, right.amount


def _by_key(
    entries: Iterable[DateEntry | PaymentEntry | None],
) -> dict[tuple[object, ...], DateEntry | PaymentEntry]:
    """Return entries by name, day and rank among those alike."""
    keyed: dict[tuple[object, ...], DateEntry | PaymentEntry] = {}
    ranks = Counter[tuple[object, ...]]()
    for entry in entries:
        if entry is None:
            continue
        amount = entry.amount if isinstance(entry, PaymentEntry) else Decimal(0)
        key = (entry.id, entry.on, amount)
        keyed[*key, ranks[key]] = entry
        ranks[key] += 1
    return keyed


def dated(facts: Facts) -> Iterator[date]:
    """Yield every day that a case names."""
    for value in facts.values.values():
        if isinstance(value, date) and value != NOT_YET:
            yield value
    for history in facts.histories.values():
        yield from (start for start, _ in history)
