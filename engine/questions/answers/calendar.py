"""The answer about the calendar: the dates by which something must be done, and the payments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from engine.language.model import Basis
from engine.questions.answers.answer import CaseAnswer, Ended
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.comparison import ChangesUnderReading
from engine.questions.answers.funding import NotOpened, PaidBetween
from engine.questions.answers.missing import Missing, PossibleSums
from engine.questions.answers.record import Placed
from engine.questions.answers.trace import TraceOccasion


class DateEntry(Placed, frozen=True, kw_only=True):
    """A date of the calendar: a deadline, an event, an anniversary."""

    id: str
    """The entry."""
    label: str
    """What it is called."""
    kind: str
    """`deadline`, or what else the law calls it: `event`, `anniversary`, `review`…"""
    on: date | None
    """Its day; null where it is not known."""
    by: str | None = None
    """Who must act, where it is another than the one the case speaks of."""
    by_label: str | None = None
    """What they are called."""
    in_grid: int | None = None
    """The rank of the period in which it lies, under the name of its grid."""
    rank: int | None = None
    """Of a date that comes back with each period, the rank of its own; absent for one that does
    not."""
    status: str
    """On the day of the question: `met`, `late`, `due`, `past`, `not_yet`, `lapsed`, or
    `conditional` where it has no day."""
    depends_on: str | None = None
    """What a date without a day depends on, in words."""
    met_on: date | None = None
    """The day on which it was met."""
    on_time: PossibleSums | None = None
    """Of a date that is late, what the rights would be had its act been done on that day."""
    not_stated: str | None = None
    """The act that would say whether it was met, where the case does not."""
    missing: tuple[str, ...] | None = None
    """What is missing of it: facts, events of texts, tables."""
    says: str
    """What the provision says."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that set it."""
    own_citations: int | None = None
    """How many of the citations, the first ones, state the line themselves; it applies by reason of
    the others. Absent where all state it."""


class PaymentEntry(Placed, frozen=True, kw_only=True):
    """A payment, as a date of the calendar."""

    id: str
    """`payments.`, the line and the part."""
    label: str
    """What the line and the part are called."""
    kind: Literal["payment"]
    """That it is a payment."""
    on: date | None
    """The day on which it falls due; null where that is not known."""
    status: str
    """On the day of the question: `due` (fallen due), `not_yet`, or `conditional` where the day is
    not known."""
    amount: Decimal
    """The amount, in euros; negative where money is to be given back."""
    was: Decimal | None = None
    """Of an adjustment, what had been due until then."""
    is_: Decimal | None = None
    """Of an adjustment, what is due with the change."""
    period: int | None
    """The rank of the period, from 1; null outside any."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    partial: Literal[True] | None = None
    """True where a part of it is not known."""
    at_least: Literal[True] | None = None
    """True where it is no less than that, whatever is not known."""
    at_most: Literal[True] | None = None
    """True where it is no more than that, whatever is not known."""
    conditional: Literal[True] | None = None
    """True where it depends on a day of effect that is not known."""
    depends_on: str | None = None
    """What it depends on, in words."""
    note: str | None = None
    """The same."""
    citations: tuple[ArticleCited, ...]
    """The articles that give it."""
    own_citations: int | None = None
    """How many of the citations, the first ones, state the line themselves; it applies by reason of
    the others. Absent where all state it."""


class CalendarAnswer(CaseAnswer, frozen=True, kw_only=True):
    """By when a case must act, and when it is paid: `accord calendar`."""

    missing: tuple[Missing, ...]
    """What is not known and bears on the dates or the payments."""
    reasons: tuple[NotOpened, ...]
    """Why there is no date at all."""
    ends: tuple[Ended, ...]
    """What will end after the day of the question."""
    window: PaidBetween | None = None
    """What is paid between the bounds asked for, where there are any."""
    entries: tuple[DateEntry | PaymentEntry, ...]
    """The dates in order, those without a day last."""
    trace: tuple[TraceOccasion, ...] | None = None
    """How each date was worked out; absent where no trace is asked for."""
    under_readings: tuple[ChangesUnderReading, ...] | None = None
    """What each option of each reading changes, where it was asked for."""
