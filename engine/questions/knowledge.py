"""What has become known since a day brings: the payments due by the day of the question, as known
then and as known now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.model import Corpus
from engine.law.consolidation import Enacted, Timeline
from engine.questions.answers.funding import AdjustmentLine, PaymentLine, SumKnown
from engine.questions.answers.record import of_grid
from engine.questions.completeness import Completeness
from engine.questions.funding import grouped_payments, ledger, payments
from engine.questions.grounds import Ledger, grounds_of
from engine.questions.presentation import Presenter, presenter_of
from engine.questions.question import Question
from engine.reasoning.adjustments import made_of
from engine.reasoning.lowering import FALLEN_DUE
from engine.reasoning.rights import ADJUSTMENT
from engine.words.citation import weakest_of

Due = tuple[PaymentLine, list[Enacted]]
Gained = Callable[[Iterable[Enacted], date], list[Enacted]]


def since(corpus: Corpus, facts: Facts, question: Question, known_since: date) -> dict[str, Any]:
    """Return the fields of a funding answer that say which `adjustments` the knowledge gained from
    a day to the day of knowledge brings, in order of date, and their sum.

    Each is the difference between what fell due on a day (by the day of the question) as known now
    and as known then, with both grounds. The sum says what it leaves out. Raises RefusedInput when
    the first day comes after the day of knowledge, or as `ledger` does.
    """
    _refuse_later(known_since, question)
    presenter = presenter_of(corpus, question.language, question.readings)
    then = replace(question, known_on=known_since)
    old, new = ledger(corpus, facts, then), ledger(corpus, facts, question)
    before, now = _due(old, presenter, then), _due(new, presenter, question)
    gained = _gained(old.evaluation.timeline, new.evaluation.timeline)
    differences = [
        _difference(before.get(key, []), now.get(key, []), presenter, gained)
        for key in dict.fromkeys((*before, *now))
    ]
    rows = sorted(
        (row for row in differences if row.amount), key=lambda row: (row.due_on, row.line, row.of)
    )
    known, earlier = (
        Completeness(money, asked, presenter) for money, asked in ((new, question), (old, then))
    )
    total = SumKnown(
        amount=sum((row.amount for row in rows), Decimal("0.00")),
        **known.brought_in_doubt(earlier),
    )
    return {
        "known_since": known_since,
        "adjustments": tuple(rows),
        "adjustments_total": total,
    }


def _refuse_later(known_since: date, question: Question) -> None:
    """Raise RefusedInput for a day that comes after the day of knowledge."""
    if known_since > question.known_on:
        message = sentence(
            "{known_since} comes after the day of knowledge, {known_on}.",
            known_since=known_since,
            known_on=question.known_on,
        )
        hint = sentence("give a day before it, or a later --known-on.")
        raise RefusedInput([Diagnostic("ACC410", message, Location("--known-since"), hint)])


def _due(
    ledger: Ledger, presenter: Presenter, question: Question
) -> dict[tuple[Any, ...], list[Due]]:
    """Return the payments that have fallen due by line, period, day and part, each with the
    provisions behind it.
    """
    due: dict[tuple[Any, ...], list[Due]] = {}
    for pays, row in zip(
        grouped_payments(ledger.payments), payments(ledger, presenter, question), strict=True
    ):
        if row.status == FALLEN_DUE:
            key = (row.line, row.period_of, row.period, row.due_on, row.part)
            due.setdefault(key, []).append(
                (row, [enacted for pay in pays for enacted in grounds_of(pay, ledger, presenter)])
            )
    return due


def _gained(before: Timeline, now: Timeline) -> Gained:
    """Return what the laws that were not known before made, by the day they begin, of provisions
    that were.
    """
    known = {law.start for law in before.laws}
    days = [law.start for law in now.laws if law.start not in known]
    return lambda behind, until: [
        enacted for day in days if day <= until for enacted in made_of(now, behind, day)
    ]


def _difference(
    before: list[Due], now: list[Due], presenter: Presenter, gained: Gained
) -> AdjustmentLine:
    was, due = (sum((row.amount for row, _ in rows), Decimal("0.00")) for rows in (before, now))
    first, _ = (now or before)[0]
    assert first.due_on is not None  # it has fallen due
    rows = [row for row, _ in (*before, *now)]
    cited = [citation for row in rows for citation in row.citations]
    bases = [row.basis for row in rows if row.basis is not None]
    if not now:  # nothing is paid any more: what took it away says so
        behind = [enacted for _, grounds in before for enacted in grounds]
        taken = gained(behind, first.due_on)
        cited += presenter.citations(taken)
        bases += [presenter.weakest(taken)] if taken else []
    kind = of_grid(AdjustmentLine, first.period_of) if first.period_of else AdjustmentLine
    return kind(
        line=first.line,
        label=first.label,
        due_on=first.due_on,
        part=ADJUSTMENT,
        part_label=presenter.part(ADJUSTMENT),
        period=first.period,
        period_of=first.period_of,
        period_label=first.period_label,
        in_grid=first.in_grid,
        status=first.status,
        conditional=first.conditional,
        depends_on=first.depends_on,
        note=first.note,
        of=first.part,
        of_label=first.part_label,
        was=was,
        is_=due,
        amount=due - was,
        basis=weakest_of(bases),
        citations=tuple(dict.fromkeys(cited)),
    )
