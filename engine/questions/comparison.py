"""An answer under each option of each reading that matters to it: what would change, one reading at
a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from msgspec.structs import astuple, replace

from engine.language.model import Corpus
from engine.questions.answers import (
    CalendarAnswer,
    CaseAnswer,
    DutiesAnswer,
    EligibilityAnswer,
)
from engine.questions.answers.calendar import DateEntry, PaymentEntry
from engine.questions.answers.comparison import (
    ChangesUnderReading,
    OutcomeOfBenefit,
    RowChanged,
    StateOfDate,
    StateOfDuty,
)
from engine.questions.answers.duties import DutyLine
from engine.questions.answers.eligibility import BenefitLine
from engine.questions.presentation import presenter_of
from engine.questions.question import Question

Row: TypeAlias = BenefitLine | DateEntry | PaymentEntry | DutyLine
Name: TypeAlias = tuple[str, str]
State: TypeAlias = OutcomeOfBenefit | StateOfDate | StateOfDuty


def compared(
    ask: Callable[[Question], CaseAnswer], corpus: Corpus, question: Question, answer: CaseAnswer
) -> tuple[ChangesUnderReading, ...]:
    """Return what each option of each reading named in `answer` would change in its rows. `ask`
    answers a question.
    """
    presenter = presenter_of(corpus, question.language, question.readings)
    options = []
    for id_ in answer.readings:
        for option, says in corpus.readings[id_].options.items():
            chosen = option == presenter.readings[id_]
            asked = replace(
                question, readings={**question.readings, id_: option}, traced=False, weighed=False
            )
            options.append(
                ChangesUnderReading(
                    reading=id_,
                    option=option,
                    says=presenter.say(says),
                    chosen=chosen,
                    changes=() if chosen else tuple(_changes(_rows(answer), _rows(ask(asked)))),
                )
            )
    return tuple(options)


def _rows(answer: CaseAnswer) -> Sequence[Row]:
    """Return the rows of an answer that are compared: benefits, dates, duties."""
    if isinstance(answer, EligibilityAnswer):
        return answer.benefits
    if isinstance(answer, CalendarAnswer):
        return answer.entries
    return answer.duties if isinstance(answer, DutiesAnswer) else ()


def _changes(before: Sequence[Row], after: Sequence[Row]) -> Iterator[RowChanged]:
    repeated = repeated_in(before, after)
    old, new = ({identity(row, repeated): row for row in rows} for rows in (before, after))
    for key in dict.fromkeys((*old, *new)):
        was, would_be = (state_of(rows[key]) if key in rows else None for rows in (old, new))
        if was != would_be:
            row = old[key] if key in old else new[key]
            id_ = _name(row)[0]
            yield RowChanged(id=id_, label=label_of(row), before=was, after=would_be)


def repeated_in(*answers: Sequence[Row]) -> set[Name]:
    """Return the names that several rows of one answer have: their period tells them apart."""
    return {
        name for rows in answers for name, times in Counter(map(_name, rows)).items() if times > 1
    }


def label_of(row: Row) -> str:
    """Return what a row is called."""
    return _name(row)[0] if isinstance(row, DutyLine) else row.label or _name(row)[0]


def state_of(row: Row) -> State:
    """Return what is compared of a row."""
    match row:
        case BenefitLine():
            return OutcomeOfBenefit(outcome=row.outcome)
        case DutyLine():
            return StateOfDuty(says=row.says, status=row.status)
    return StateOfDate(on=row.on, status=row.status)


def _name(row: Row) -> Name:
    """Return what a row is of: a benefit, a date, or a duty and its subject."""
    match row:
        case BenefitLine():
            return row.benefit, ""
        case DutyLine():
            return row.duty, row.subject
    return row.id, ""


def identity(row: Row, repeated: set[Name]) -> tuple[object, ...]:
    """What makes a row the same under another reading: its id and subject, and where these are
    repeated, its period.
    """
    name = _name(row)
    if name not in repeated:
        return name
    values = zip(type(row).__struct_encode_fields__, astuple(row), strict=True)
    return (*name, *sorted((part, value) for part, value in values if isinstance(value, int)))
