"""What of an answer is certain, whatever is still not known of the case."""

from __future__ import annotations

from collections.abc import Iterator

from engine.questions.answers import (
    CalendarAnswer,
    CaseAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
)
from engine.questions.answers.calendar import DateEntry
from engine.questions.answers.interview import Certain
from engine.questions.naming import Names
from engine.words.formats import long_date, money
from engine.words.rules_aloud import STATUSES

_OUTCOMES = {
    "eligible": ("éligible", "eligible"),
    "not_eligible": ("non éligible", "not eligible"),
    "not_yet_eligible": ("pas encore éligible", "not yet eligible"),
}
_BINDING = {
    "binding": ("s'impose", "binding"),
    "later": ("plus tard", "later"),
}


def certain(answer: CaseAnswer, names: Names) -> tuple[Certain, ...]:
    """Return what is certain in the answer to a question about a case, in its order."""
    match answer:
        case EligibilityAnswer():
            return tuple(_outcomes(answer, names))
        case CalendarAnswer():
            return tuple(_dates(answer, names))
        case FundingAnswer():
            return tuple(_sums(answer, names))
        case DutiesAnswer():
            return tuple(_duties(answer, names))
    return ()


def _outcomes(answer: EligibilityAnswer, names: Names) -> Iterator[Certain]:
    for row in answer.benefits:
        outcome = "not_yet_eligible" if row.to_come else row.outcome
        if outcome in _OUTCOMES:
            yield Certain(id=row.benefit, label=row.label, says=names.either(*_OUTCOMES[outcome]))


def _dates(answer: CalendarAnswer, names: Names) -> Iterator[Certain]:
    for entry in answer.entries:
        if entry.on is not None and isinstance(entry, DateEntry) and not entry.missing:
            day = long_date(entry.on, names.language)
            status = names.either(*STATUSES[entry.status]) if entry.status in STATUSES else ""
            yield Certain(id=entry.id, label=entry.label, says=f"{day} — {status}".rstrip(" —"))


def _sums(answer: FundingAnswer, names: Names) -> Iterator[Certain]:
    for total in answer.totals:
        if total.complete or total.at_least:
            amount = money(total.amount, names.language)
            least = names.either(f"au moins {amount}", f"at least {amount}")
            grid = total.period_label or names.either("hors période", "outside any period")
            yield Certain(
                id=f"{total.period_of or ''}.{total.period or ''}".strip("."),
                label=f"{grid} {total.period or ''}".strip(),
                says=amount if total.complete else least,
            )


def _duties(answer: DutiesAnswer, names: Names) -> Iterator[Certain]:
    for row in answer.duties:
        if row.status in _BINDING:
            label = f"{row.subject_label}{names.either(' : ', ': ')}{row.says}"
            yield Certain(id=row.duty, label=label, says=names.either(*_BINDING[row.status]))
