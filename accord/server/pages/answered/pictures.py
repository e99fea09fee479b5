"""The pictures of an answer, as SVG drawn here: sums by period, and days on a line of time.

Each has a title, and a description that says in words all that it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from typing import Final

from msgspec import Struct

from engine.documents.report.drawing import drawn
from engine.documents.report.pen import Pen
from engine.documents.report.time_line import Day, time_line
from engine.questions.answers.calendar import DateEntry
from engine.questions.answers.funding import FundingAnswer, PaymentLine, PeriodTotal
from engine.render.answer_blocks import least
from engine.render.funding_blocks import period_heading
from engine.render.page import Bar, Bars, Block, Tone
from engine.render.proof import tone_of
from engine.words.formats import upper_first

MOST_DAYS: Final = 9
"""How many days a line of time shows at most: more would not be read."""
_BEHIND: Final = 3
"""How many of them are days that are past and late."""
_SETTLED: Final = ("met", "past", "lapsed")
"""The statuses of dates of which nothing is to be done."""


class DayAhead(Struct, frozen=True):
    """A day on the line of time, and all that happens on it."""

    on: date
    shown: str
    labels: tuple[str, ...]
    says: str
    """The labels in one line."""
    amount: str
    """What is paid on it, in words; "" where nothing is."""
    status: str
    tone: Tone


class TimeLine(Struct, frozen=True):
    """The line of time: its picture, and the same days as a list."""

    picture: str
    days: tuple[DayAhead, ...]


def sums_by_period(pen: Pen, answer: FundingAnswer) -> tuple[Block, ...]:
    """Return the sums of the periods as bars, nothing where there are fewer than two."""
    if len(answer.totals) < 2:
        return ()
    bars = tuple(_bar(pen, total) for total in answer.totals)
    return (Bars(pen.say("entitlements"), bars),)


def _bar(pen: Pen, total: PeriodTotal) -> Bar:
    return Bar(
        period_heading(pen, total, dated=False),
        float(total.amount),
        least(pen, total.amount, total),
    )


def days_of_payments(pen: Pen, answer: FundingAnswer) -> tuple[DayAhead, ...]:
    """Return the days on which the next payments fall due, each with its sum."""
    coming: dict[date, list[PaymentLine]] = {}
    for payment in answer.payments:
        if payment.due_on is not None and payment.status == "not_yet":
            coming.setdefault(payment.due_on, []).append(payment)
    return tuple(_paid(pen, on, coming[on]) for on in sorted(coming)[:MOST_DAYS])


def _paid(pen: Pen, on: date, payments: Sequence[PaymentLine]) -> DayAhead:
    amount = pen.money(sum((payment.amount for payment in payments), Decimal(0)))
    labels = dict.fromkeys(
        pen.prose(upper_first(f"{payment.label}, {payment.part_label}")) for payment in payments
    )
    depends = any(payment.conditional for payment in payments)
    status = pen.say("status.not_yet_conditional") if depends else pen.say("status.not_yet")
    tone: Tone = "open" if depends else "plain"
    return DayAhead(on, pen.day(on), tuple(labels), pen.joined(labels), amount, status, tone)


def days_of_acts(pen: Pen, on: date, entries: Iterable[DateEntry]) -> tuple[DayAhead, ...]:
    """Return the days that matter most: those that are late or to be checked, then the next."""
    mine = sorted(
        (entry for entry in entries if entry.on and not entry.by and entry.kind != "anniversary"),
        key=lambda entry: entry.on or date.max,
    )
    coming = [
        entry.on
        for entry in mine
        if entry.on and entry.on >= on and entry.status not in ("late", "due", *_SETTLED)
    ]
    late, unsure = ([entry.on for entry in mine if entry.status == status]
                    for status in ("late", "due"))  # fmt: skip
    behind = [*list(dict.fromkeys(late))[-_BEHIND:], *unsure[-1:]]
    days = list(dict.fromkeys((*behind, *coming)))[:MOST_DAYS]
    return tuple(
        _acts(
            pen, day, [entry for entry in mine if entry.on == day and entry.status not in _SETTLED]
        )
        for day in sorted(day for day in days if day)
    )


def _acts(pen: Pen, on: date, entries: Sequence[DateEntry]) -> DayAhead:
    from engine.render.answer_blocks import status_shown

    tones = [tone_of(entry.status) for entry in entries]
    tone = next((each for each in ("bad", "open") if each in tones), tones[0])
    statuses = dict.fromkeys(status_shown(pen, entry) for entry in entries)
    labels = dict.fromkeys(pen.prose(upper_first(entry.label)) for entry in entries)
    return DayAhead(
        on, pen.day(on), tuple(labels), pen.joined(labels), "", ", ".join(statuses), tone
    )


def line_of_time(
    pen: Pen, name: str, days: Sequence[DayAhead], on: date, periods: Iterable[PeriodTotal]
) -> TimeLine | None:
    """Return the line of time of some days around the day of the question; None where there are
    none. `name` tells its picture from the others of the page.
    """
    if not days:
        return None
    shown = [Day(each.on, label, each.tone) for each in days for label in _labels(pen, each)]
    picture = time_line(pen, shown, on, periods)
    described = (
        f'role="img" aria-labelledby="{name}-title {name}-says" class="time-line"><title '
        f'id="{name}-title">{escape(picture.caption)}</title><desc id="{name}-says">'
        f"{escape(picture.alternative)}</desc>"
    )
    return TimeLine(drawn(picture).replace(">", f" {described}", 1), tuple(days))


def _labels(pen: Pen, day: DayAhead) -> tuple[str, ...]:
    """Return what stands at a day of the picture: its sum, and of what where that is one line."""
    if not day.amount:
        return day.labels
    several = len(day.labels) > 1
    what = pen.number_of(len(day.labels), "payment") if several else day.labels[0]
    return (f"{day.amount}{pen.colon} {what}",)
