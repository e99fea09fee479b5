"""The answer about funding: the rights by line and period, the payments, the totals, all in euros
with two decimals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from engine.language.model import Basis
from engine.questions.answers.answer import CaseAnswer
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.missing import Missing
from engine.questions.answers.record import Placed, Record
from engine.questions.answers.trace import FailedCheck, TraceOccasion


class NotOpened(Record, frozen=True, kw_only=True):
    """A grid of periods that no act has opened yet."""

    period: str
    """The grid of periods."""
    facts: tuple[str, ...]
    """The acts awaited, by the name that a case gives them."""
    says: str
    """What is awaited, in words."""
    see: str
    """The question whose answer says more."""
    because: str
    """What the article says; "" where none is known."""
    citations: tuple[ArticleCited, ...]
    """The article that opens the periods."""


class RightRefused(Record, frozen=True, kw_only=True):
    """A right that an act of the case does not give."""

    line: str
    """The line of money."""
    label: str
    """What it is called."""
    on: date
    """The day of the act."""
    benefit: str | None = None
    """The benefit that is wanting."""
    benefit_label: str | None = None
    """What it is called."""
    failed: tuple[FailedCheck, ...]
    """What of the condition does not hold."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that say so."""
    own_citations: int | None = None
    """How many of the citations, the first ones, state the line themselves; it applies by reason of
    the others. Absent where all state it."""
    because: str | None = None
    """`already_given` for a right that is given once and has been."""


class BeforeTheLaw(Record, frozen=True, kw_only=True):
    """An act to which the law of the question attaches a sum, and that of its own day none."""

    line: str
    """Always ""."""
    label: str
    """What the act is called."""
    on: date
    """The day of the act."""
    because: Literal["before_the_law"]
    """That the act came before the law."""
    since: date
    """The day from which the law attaches a sum to it."""
    failed: tuple[FailedCheck, ...]
    """Always empty."""
    citations: tuple[ArticleCited, ...]
    """The articles that attach the sum."""


class PartOfIncrease(Record, frozen=True, kw_only=True):
    """What an increase adds to one right."""

    line: str
    """The line of the right that is increased."""
    base: Decimal
    """The amount of that right, in euros."""
    amount: Decimal
    """What is added to it, in euros."""
    conditional: Literal[True] | None = None
    """True where it depends on a day of effect that is not known."""


class EntitlementLine(Placed, frozen=True, kw_only=True):
    """A right: a line of money, in a period or outside any."""

    line: str
    """The line of money."""
    label: str
    """What it is called."""
    period: int | None
    """The rank of the period, from 1; null outside any."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    from_: date
    """The first day of the right."""
    until: date | None
    """The day after its last; null where no end is known."""
    amount: Decimal
    """The amount, in euros."""
    arises_on: date | None = None
    """The day on which the right arises, where its days are not those of its period."""
    calculation: str | None = None
    """The product that gave the amount, where there are several factors."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that give it."""
    own_citations: int | None = None
    """How many of the citations, the first ones, state the line themselves; it applies by reason of
    the others. Absent where all state it."""
    partial: Literal[True] | None = None
    """True where a part of it is not known."""
    at_least: Literal[True] | None = None
    """True where it is no less than that, whatever is not known."""
    at_most: Literal[True] | None = None
    """True where it is no more than that, whatever is not known: of a cap, that it takes that much
    or more; of a floor, that it adds that much or less."""
    conditional: Literal[True] | None = None
    """True where it depends on a day of effect that is not known."""
    depends_on: tuple[str, ...] | None = None
    """What the rest, or all of it, depends on."""
    note: str | None = None
    """The same in words."""
    components: tuple[PartOfIncrease, ...] | None = None
    """What an increase adds to each right."""


class PaymentLine(Placed, frozen=True, kw_only=True):
    """A payment: a part of a right that falls due on a day."""

    line: str
    """The line of money."""
    label: str
    """What it is called."""
    due_on: date | None
    """The day on which it falls due; null where that is not known."""
    amount: Decimal
    """The amount, in euros; negative where money is to be given back."""
    part: str
    """The part: an advance, a balance; `adjustment` for what a change of the law corrects."""
    was: Decimal | None = None
    """Of an adjustment, what had been due until then."""
    is_: Decimal | None = None
    """Of an adjustment, what is due with the change."""
    part_label: str
    """What the part is called."""
    period: int | None
    """The rank of the period, from 1; null outside any."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    status: str
    """On the day of the question: `due` (fallen due), `not_yet`, or `conditional` where the day is
    not known."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that give it."""
    own_citations: int | None = None
    """How many of the citations, the first ones, state the line themselves; it applies by reason of
    the others. Absent where all state it."""
    partial: Literal[True] | None = None
    """True where a part of it is not known."""
    at_least: Literal[True] | None = None
    """True where it is no less than that, whatever is not known."""
    at_most: Literal[True] | None = None
    """True where it is no more than that, whatever is not known: of a cap, that it takes that much
    or more; of a floor, that it adds that much or less."""
    conditional: Literal[True] | None = None
    """True where it depends on a day of effect that is not known."""
    depends_on: tuple[str, ...] | None = None
    """The events on which it depends, or what the rest depends on."""
    note: str | None = None
    """The same in words."""


class LineNotKnown(Placed, frozen=True, kw_only=True):
    """A line that a sum leaves out, as it is not known."""

    line: str
    """The line of money; "" for what has none."""
    label: str
    """What it is called."""
    period: int | None
    """The rank of the period, from 1; null outside any, or where it is not known."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""


class PeriodTotal(Placed, frozen=True, kw_only=True):
    """The sum of the rights of a period, or of those outside any."""

    period: int | None
    """The rank of the period, from 1; null outside any."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    from_: date | None
    """The first day of the period; null outside any."""
    until: date | None
    """The day after its last; null outside any."""
    amount: Decimal
    """The sum, in euros."""
    complete: bool
    """Whether it leaves out nothing."""
    missing_lines: tuple[LineNotKnown, ...]
    """What it leaves out."""
    at_least: bool
    """Whether no less than the sum is due, whatever is not known."""


class SumKnown(Record, frozen=True, kw_only=True):
    """A sum, and what it leaves out."""

    amount: Decimal
    """The sum, in euros."""
    complete: bool
    """Whether it leaves out nothing."""
    missing_lines: tuple[LineNotKnown, ...]
    """What it leaves out."""
    at_least: bool
    """Whether no less than the sum is due, whatever is not known."""


class SumPaid(SumKnown, frozen=True, kw_only=True):
    """The sum of all payments."""

    due: SumKnown
    """The sum of those that have fallen due by the day of the question."""
    to_come: SumKnown
    """The sum of those to come."""


class AmountOfLine(Record, frozen=True, kw_only=True):
    """What a line gives in a part of a sum."""

    line: str
    """The line of money."""
    label: str
    """What it is called."""
    amount: Decimal
    """The amount, in euros."""


class PartPaid(Placed, frozen=True, kw_only=True):
    """What is paid between bounds of one part of the rights of one period."""

    part: str
    """The part: an advance, a balance, an adjustment."""
    part_label: str
    """What it is called."""
    period: int | None
    """The rank of the period, from 1; null outside any."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    amount: Decimal
    """The sum, in euros."""
    lines: tuple[AmountOfLine, ...]
    """What each line gives of it."""


class PaidBetween(Record, frozen=True, kw_only=True):
    """What is paid between the bounds asked for."""

    from_: date | None
    """The first day, included; null where none was asked for."""
    until: date | None
    """The day after the last one; null where none was asked for."""
    total: Decimal
    """The sum, in euros."""
    complete: bool
    """Whether it leaves out nothing."""
    missing_lines: tuple[LineNotKnown, ...]
    """What it leaves out."""
    at_least: bool
    """Whether no less than the sum is paid, whatever is not known."""
    parts: tuple[PartPaid, ...]
    """Of what it is made."""


class AdjustmentLine(Placed, frozen=True, kw_only=True):
    """What has become known since a day changes of what fell due on another."""

    line: str
    """The line of money."""
    label: str
    """What it is called."""
    due_on: date
    """The day on which the payment fell due."""
    part: str
    """Always `adjustment`."""
    part_label: str
    """What an adjustment is called."""
    period: int | None
    """The rank of the period, from 1; null outside any."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    status: str
    """Always `due`."""
    conditional: Literal[True] | None = None
    """True where the payment depends on a day of effect that is not known."""
    depends_on: tuple[str, ...] | None = None
    """The events on which it depends."""
    note: str | None = None
    """The same in words."""
    of: str
    """The part of the right that is paid: an advance, a balance."""
    of_label: str
    """What that part is called."""
    was: Decimal
    """What was due as known then, in euros."""
    is_: Decimal
    """What is due as known now, in euros."""
    amount: Decimal
    """The difference, in euros."""
    basis: Basis
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that gave it then, and give it now."""


class PaymentReceived(Placed, frozen=True, kw_only=True):
    """A payment that fell due, and what was received of it."""

    line: str
    """The line of money."""
    label: str
    """What it is called."""
    part: str
    """The part: an advance, a balance, an adjustment."""
    part_label: str
    """What it is called."""
    due_on: date
    """The day on which it fell due."""
    period: int | None
    """The rank of the period, from 1; null outside any."""
    period_of: str | None = None
    """The grid of the period."""
    period_label: str | None = None
    """What a period of this grid is called."""
    in_grid: int | None = None
    """The rank of the period again, under the name of its grid."""
    amount: Decimal
    """What was due, in euros; negative where it was to be given back."""
    paid: Decimal
    """What was received of it, in euros."""
    rest: Decimal
    """What is still owed of it, in euros."""
    state: Literal["paid", "partly_paid", "late"]
    """`paid` in full, `partly_paid`, or `late`: nothing of it was received."""
    paid_on: date | None = None
    """The day of the receipt that paid the last of it; absent where it is not paid in full."""
    receipts: tuple[int, ...]
    """The ranks, from 1, of the receipts that paid it."""
    basis: Basis | None = None
    """The weakest basis behind it."""
    citations: tuple[ArticleCited, ...]
    """The articles that make it due."""
    own_citations: int | None = None
    """How many of the citations, the first ones, state the line themselves; it applies by reason of
    the others. Absent where all state it."""


class SumReceived(Record, frozen=True, kw_only=True):
    """A sum that the case says it received, and what it paid."""

    rank: int
    """Its rank in the case, from 1."""
    on: date
    """The day on which it was received."""
    amount: Decimal
    """The sum, in euros; negative where it was given back."""
    line: str
    """The line that the case names; "" where it names none."""
    label: str
    """What that line is called."""
    matched: Decimal
    """How much of it pays something that had fallen due."""
    overpaid: Decimal
    """How much of it is more than the line that it names was due."""
    unexplained: Decimal
    """How much of it, of no line, is more than all that was due."""


class Reconciliation(Record, frozen=True, kw_only=True):
    """What had fallen due by the day of the question, held against what was received by then."""

    due: Decimal
    """The sum of what had fallen due, in euros."""
    received: Decimal
    """The sum of what was received: `matched` + `overpaid` + `unexplained`."""
    matched: Decimal
    """How much of it pays something that had fallen due."""
    rest: Decimal
    """What is still owed: `due` − `matched`."""
    overpaid: Decimal
    """What was received above what the lines that are named were due."""
    unexplained: Decimal
    """What was received, of no line, above all that was due."""
    late_since: date | None
    """The day of the oldest payment that is not paid in full; null where there is none."""
    complete: bool
    """Whether all that had fallen due is known: else more may be owed."""
    payments: tuple[PaymentReceived, ...]
    """The payments that fell due, each with what was received of it, by their day."""
    receipts: tuple[SumReceived, ...]
    """The sums received, in the order of the case."""
    later: tuple[SumReceived, ...]
    """Those received after the day of the question, which are not counted."""


class TotalUnderReading(Record, frozen=True, kw_only=True):
    """What an option of a reading gives."""

    reading: str
    """The reading, by id."""
    option: str
    """The option, by id."""
    says: str
    """What the option says."""
    chosen: bool
    """Whether it is the option of the answer."""
    totals: tuple[PeriodTotal, ...]
    """The sum of each period."""
    total: Decimal
    """The sum of all rights, in euros."""
    difference: Decimal
    """How many euros more than in the answer; negative where it is less."""
    complete: bool
    """Whether the sum leaves out nothing."""
    missing_lines: tuple[LineNotKnown, ...]
    """What it leaves out."""
    at_least: bool
    """Whether no less than the sum is due, whatever is not known."""


class FundingAnswer(CaseAnswer, frozen=True, kw_only=True):
    """What a case is due: `accord funding`."""

    missing: tuple[Missing, ...]
    """What is not known and bears on the sums."""
    reasons: tuple[NotOpened, ...]
    """Why there is no right at all."""
    refused: tuple[RightRefused | BeforeTheLaw, ...]
    """The rights that do not arise, with what is wanting."""
    entitlements: tuple[EntitlementLine, ...]
    """The rights, by period and line."""
    payments: tuple[PaymentLine, ...]
    """The payments, by the day on which they fall due."""
    totals: tuple[PeriodTotal, ...]
    """The sum of each period."""
    complete: bool
    """Whether all rights asked about are known."""
    missing_lines: tuple[LineNotKnown, ...]
    """Those that are not."""
    at_least: bool
    """Whether no less than what is known is due, whatever is not known."""
    paid: SumPaid
    """The sum of all payments, of those fallen due and of those to come."""
    window: PaidBetween | None = None
    """What is paid between the bounds asked for, where there are any."""
    trace: tuple[TraceOccasion, ...] | None = None
    """How each right and each payment was worked out; absent where no trace is asked for."""
    known_since: date | None = None
    """The day since which what has become known is listed, where it was asked for."""
    adjustments: tuple[AdjustmentLine, ...] | None = None
    """What has become known since that day changes."""
    adjustments_total: SumKnown | None = None
    """The sum of these changes."""
    reconciliation: Reconciliation | None = None
    """What was received held against what had fallen due, where the case lists what it received."""
    under_readings: tuple[TotalUnderReading, ...] | None = None
    """What each option of each reading gives, where it was asked for."""

    @property
    def total(self) -> Decimal | None:
        """The sum of all rights in euros: no less than that where `at_least`; None where no right
        is known and some may be."""
        if not self.totals and not self.complete:
            return None
        return sum((period.amount for period in self.totals), Decimal("0.00"))
