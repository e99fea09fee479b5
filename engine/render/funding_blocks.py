"""The short answer and the tables of the funding question:
rights by period, payments, totals, and what other readings give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from engine.questions.answers import FundingAnswer
from engine.questions.answers.answer import ReadingUsed
from engine.questions.answers.funding import (
    AdjustmentLine,
    BeforeTheLaw,
    EntitlementLine,
    LineNotKnown,
    PaidBetween,
    PartPaid,
    PaymentLine,
    PeriodTotal,
    RightRefused,
    TotalUnderReading,
)
from engine.render.answer_blocks import figure, least, payable, reason_blocks, unsaid_blocks
from engine.render.page import (
    Block,
    Cell,
    Column,
    Heading,
    Node,
    Paragraph,
    Row,
    Tree,
    Writing,
    bracketed,
    cited_row,
    displays,
    stating,
)
from engine.render.proof import all_failed_in_words
from engine.words.formats import listed, long_date, upper_first
from engine.words.ranks import periods_in_words


class InPeriod(Protocol):
    """A line of an answer that belongs to a period, or to none."""

    @property
    def period(self) -> int | None:
        """The rank of the period."""

    @property
    def period_of(self) -> str | None:
        """The grid of the period."""

    @property
    def period_label(self) -> str | None:
        """What a period of this grid is called."""


class Lasting(Protocol):
    """A line of an answer that has a first and a last day."""

    @property
    def from_(self) -> date | None:
        """The first day."""

    @property
    def until(self) -> date | None:
        """The day after the last."""


class Amount(Protocol):
    """A line of an answer that has an amount."""

    @property
    def amount(self) -> Decimal:
        """The amount, in euros."""


def funding_blocks(page: Writing, answer: FundingAnswer) -> Iterator[Block]:
    """Yield what is due in all, the rights of each period with
    their sum, the ledger of payments, the other readings.
    """
    yield from _lead(page, answer)
    if answer.entitlements:
        yield Heading(2, page.say("entitlements.whole" if answer.window else "entitlements"))
        yield _rights(page, answer)
    below = _told_below(answer)
    if below:
        yield Heading(2, page.say("refused"))
        yield from (refusal(page, right) for right in below)
    if answer.known_since:
        yield from _adjustments(page, answer, answer.known_since)
    if answer.payments:
        yield Heading(2, _payments_title(page, answer.window))
        yield _payments(page, answer)
    if answer.reconciliation:
        from engine.render.received_blocks import reconciliation_blocks

        yield from reconciliation_blocks(page, answer.reconciliation)
    if answer.under_readings:
        yield Heading(2, page.say("under_readings"))
        yield from _under_readings(page, answer.under_readings, answer.readings_detail)


def _told_below(answer: FundingAnswer) -> list[RightRefused]:
    """Return the rights refused that stand below what is due: where something is, those that no act
    of the case was to give.
    """
    if not answer.entitlements:
        return []
    return [
        right
        for right in answer.refused
        if isinstance(right, RightRefused) and right.because is None
    ]


def _lead(page: Writing, answer: FundingAnswer) -> Iterator[Block]:
    if answer.window:
        yield from _paid_between(page, answer.window, answer.payments)
    if answer.known_since:
        yield _learnt(page, answer, answer.known_since)
    if answer.reconciliation:
        from engine.render.received_blocks import received_in_short

        yield received_in_short(page, answer.reconciliation, answer.on)
    first, *others = _first(page, answer)
    cited = bracketed(own for line in answer.entitlements for own in stating(line))
    first = Paragraph(page.prose(first.text + cited), first.kind)
    yield _after_window(page, first, answer) if answer.window else first
    yield from others
    unknown = _not_counted(page, answer.missing_lines, dated=True)
    if unknown:
        yield Paragraph(unknown)
    if answer.payments:
        yield from _paid(page, answer)
    below = _told_below(answer)
    yield from (refusal(page, right) for right in answer.refused if right not in below)
    if below:
        labels = page.joined(dict.fromkeys(right.label for right in below))
        yield Paragraph(page.say("lead.not_due", what=labels))
    yield from unsaid_blocks(page, answer.not_considered)


def _paid(page: Writing, answer: FundingAnswer) -> Iterator[Block]:
    """Yield how much has fallen due and is to come, and how much of it hangs on a day."""
    due = [payment for payment in answer.payments if payment.status == "due"]
    later = [payment for payment in answer.payments if payment.status == "not_yet"]
    said = page.say(
        "lead.paid_within" if answer.window else "lead.paid",
        on=long_date(answer.on, page.language),
        due=least(page, _sum(due), answer.paid.due),
        later=least(page, _sum(later), answer.paid.to_come),
    )
    yield Paragraph(said)
    groups = {
        "lead.conditional_due": [payment for payment in due if payment.conditional],
        "lead.conditional_later": [payment for payment in later if payment.conditional],
    }
    parts = [
        page.say(key, amount=page.money(_sum(group))) for key, group in groups.items() if group
    ]
    if parts:
        yield Paragraph(page.say("lead.conditional", what=page.joined(parts)))


def _paid_between(
    page: Writing, window: PaidBetween, payments: Sequence[PaymentLine]
) -> Iterator[Block]:
    """Yield what is paid between the bounds asked for, of
    what it is made, and what is not counted.
    """
    shown = page.span(window.from_, window.until)
    if window.parts:
        total = least(page, window.total, window)
        cited = bracketed(own for line in payments for own in stating(line))
        said = page.say("lead.window", amount=total, span=shown)
        yield Paragraph(page.prose(said + cited), "lead")
        parts = page.joined(_part_paid(page, part) for part in window.parts)
        yield Paragraph(page.say("lead.window_parts", what=parts))
    else:
        key = "lead.window_unknown" if window.missing_lines else "lead.window_none"
        yield Paragraph(page.say(key, span=shown), "lead")
    if window.missing_lines:
        yield Paragraph(_not_counted(page, window.missing_lines, dated=True))


def _part_paid(page: Writing, part: PartPaid) -> str:
    lines = ", ".join(f"{line.label} {page.money(line.amount)}" for line in part.lines)
    return page.say(
        "lead.window_part",
        part=_part(page, part.part_label, part),
        amount=page.money(part.amount),
        lines=lines,
    )


def _after_window(page: Writing, rights: Paragraph, answer: FundingAnswer) -> Paragraph:
    """Return the sum of the rights after what is paid, saying that it is that of whole periods."""
    if not answer.totals:
        return Paragraph(rights.text)
    said = rights.text[:1].lower() + rights.text[1:]
    return Paragraph(page.say("lead.window_rights", what=said))


def refusal(page: Writing, right: RightRefused | BeforeTheLaw) -> Paragraph:
    """Return that a right does not arise on a day, with its articles."""
    cited = " · ".join(displays(right.citations))
    return Paragraph(page.prose(f"{refused_in_words(page, right)} [{cited}]"))


def refused_in_words(page: Writing, right: RightRefused | BeforeTheLaw) -> str:
    """Return that a right does not arise on a day, and each requirement that was not met."""
    words = {"what": upper_first(right.label), "on": page.day(right.on)}
    if isinstance(right, BeforeTheLaw):
        return page.say("lead.before_the_law", since=page.day(right.since), **words)
    words["failed"] = all_failed_in_words(page, right.failed)
    words |= {"benefit": right.benefit_label} if right.benefit_label else {}
    key = "lead.refused" if right.benefit_label else "lead.not_given"
    return page.say("lead.already_given" if right.because else key, **words)


def _not_counted(page: Writing, lines: Iterable[LineNotKnown], *, dated: bool = False) -> str:
    """Say which lines are not counted, in which periods; "" where all are."""
    periods: dict[str, list[LineNotKnown]] = {}
    for line in lines:
        periods.setdefault(line.label, []).append(line)
    named: list[str] = []
    alike: dict[str, list[str]] = {}  # lines that lack in the same periods are told together
    for label, mine in periods.items():
        ranks = [line.period for line in mine if dated and line.period is not None]
        if ranks:
            alike.setdefault(_periods(page, mine[0].period_label, ranks), []).append(label)
        else:
            named.append(label)
    named = [f"{listed(who, page.language)} ({when})" for when, who in alike.items()] + named
    return page.say("lead.not_counted", what=page.joined(named)) if named else ""


def _first(page: Writing, answer: FundingAnswer) -> Iterator[Paragraph]:
    """Yield the sum of all rights, at the least where some are not known; or why there is none."""
    totals = answer.totals
    if not totals:
        key = "lead.money_unknown" if answer.missing_lines else "lead.no_money"
        yield Paragraph(page.say(key), "lead")
        yield from reason_blocks(page, answer.reasons)
        return
    known = _sum(totals)
    suffix = "_at_least" if answer.at_least else ""
    words = {"amount": page.money(known) if suffix else least(page, known, answer)}
    periods = [total for total in totals if total.period is not None]
    if len(totals) == 1 and periods:
        interval = _days(page, totals[0])
        words["period"] = upper_first(_period_of(page, totals[0]))
        key = "lead.period"
    else:
        starts = [total.from_ for total in totals if total.from_]
        ends = [total.until for total in totals if total.until]
        interval = page.span(min(starts, default=None), max(ends, default=None))
        words["count"] = page.number_of(len(periods), "period")
        key = "lead.periods" if periods else "lead.sum"
    words["span"] = f", {interval}" if interval else ""
    yield Paragraph(page.say(f"{key}{suffix}", **words), "lead")


def _rights(page: Writing, answer: FundingAnswer) -> Block:
    """Return the rights of each period, and their sum."""
    totals = {_place(total): total for total in answer.totals}
    grouped: dict[tuple[str | None, int | None], list[EntitlementLine]] = {
        place: [] for place in (*map(_place, answer.entitlements), *totals)
    }
    for right in answer.entitlements:
        grouped[_place(right)].append(right)
    rows: list[Row] = []
    for place, mine in grouped.items():
        total = totals.get(place)
        title = period_heading(page, total) if total else period_heading(page, mine[0], dated=False)
        rows.append(Row((Cell(title),), "group"))
        rows += [_right(page, right, total) for right in mine]
        if total:
            lacking = _not_counted(page, total.missing_lines)
            label = Cell(page.say("total"), (lacking,) if lacking else ())
            rows.append(Row((label, Cell(least(page, total.amount, total))), "total"))
    columns = (Column(page.say("line")), Column(page.say("amount"), "amount"))
    return page.references.table(page.say("entitlements"), columns, rows)


def period_heading(
    page: Writing, line: EntitlementLine | PeriodTotal, *, dated: bool = True
) -> str:
    """The period that a right or a total belongs to; `dated`
    when the days of the line are those of the whole period.
    """
    if line.period is None:
        return upper_first(page.say("no_period"))
    interval = _days(page, line) if dated else ""
    return upper_first(_period_of(page, line)) + (f", {interval}" if interval else "")


def _right(page: Writing, right: EntitlementLine, total: PeriodTotal | None) -> Row:
    own = _days(page, right)
    under = [own] if own and (total is None or own != _days(page, total)) else []
    if right.arises_on:
        under.append(page.say("arises_on", on=long_date(right.arises_on, page.language)))
    under += _note(page, right.note)
    label = Cell(page.prose(upper_first(right.label)), tuple(under))
    return cited_row((label, Cell(figure(page, right))), right)


def _payments_title(page: Writing, window: PaidBetween | None) -> str:
    shown = page.span(window.from_, window.until) if window else ""
    return page.say("payments.within", span=shown) if shown else page.say("payments")


def _payments(page: Writing, answer: FundingAnswer) -> Block:
    """Return the payments by the day on which they fall due, those without a day last."""
    payments = sorted(answer.payments, key=lambda payment: payment.due_on or date.max)
    rows = [_payment(page, payment) for payment in payments]
    lacking = Cell(_not_counted(page, answer.paid.missing_lines))
    total = Cell(least(page, _sum(payments), answer.paid))
    # what is lacking stands under the lines: the column of dates never wraps
    rows.append(Row((Cell(page.say("total")), lacking, Cell(""), total), "total"))
    columns = (
        Column(page.say("date"), "date"),
        Column(page.say("line")),
        Column(page.say("status"), "short"),
        Column(page.say("amount"), "amount"),
    )
    return page.references.table(_payments_title(page, answer.window), columns, rows)


def _payment(page: Writing, payment: PaymentLine) -> Row:
    under = [_part(page, payment.part_label, payment)]
    if payment.was is not None and payment.is_ is not None:
        was, due = page.money(payment.was), page.money(payment.is_)
        under.append(page.say("adjustment", was=was, due=due))
    under += _note(page, payment.note)
    cells = (
        Cell(page.day(payment.due_on)),
        Cell(page.prose(upper_first(payment.label)), tuple(under)),
        Cell(payable(page, payment)),
        Cell(figure(page, payment)),
    )
    return cited_row(cells, payment)


def _note(page: Writing, note: str | None) -> tuple[str, ...]:
    return (page.prose(note),) if note else ()


def _learnt(page: Writing, answer: FundingAnswer, since: date) -> Paragraph:
    """Return what the knowledge gained since a day brings in all: the answer to who asks for it."""
    sum_ = answer.adjustments_total
    if not answer.adjustments or sum_ is None:
        lacking = sum_ is not None and sum_.missing_lines
        return Paragraph(
            page.say("adjustments.none_known" if lacking else "adjustments.none"), "lead"
        )
    amount = least(page, _sum(answer.adjustments), sum_)
    said = page.say("lead.learnt", on=long_date(since, page.language), amount=amount)
    return Paragraph(said, "lead")


def _adjustments(page: Writing, answer: FundingAnswer, since: date) -> Iterator[Block]:
    """Yield what the knowledge gained since a day has changed of what is due."""
    title = page.say("adjustments", on=long_date(since, page.language))
    sum_ = answer.adjustments_total
    lacking = _not_counted(page, sum_.missing_lines if sum_ else (), dated=True)
    yield Heading(2, title)
    if not answer.adjustments or sum_ is None:
        yield Paragraph(
            f"{page.say('adjustments.none_known')} {lacking}"
            if lacking
            else page.say("adjustments.none")
        )
        return
    rows = [_adjustment(page, line) for line in answer.adjustments]
    total = Cell(least(page, _sum(answer.adjustments), sum_))
    rows.append(Row((Cell(page.say("total")), Cell(lacking), Cell(""), Cell(""), total), "total"))
    columns = (
        Column(page.say("date"), "date"),
        Column(page.say("line")),
        Column(page.say("adjustments.was"), "amount"),
        Column(page.say("adjustments.is"), "amount"),
        Column(page.say("difference"), "amount"),
    )
    yield page.references.table(title, columns, rows)


def _adjustment(page: Writing, line: AdjustmentLine) -> Row:
    label = Cell(page.prose(upper_first(line.label)), (_part(page, line.of_label, line),))
    amounts = (Cell(page.money(amount)) for amount in (line.was, line.is_, line.amount))
    return cited_row((Cell(page.day(line.due_on)), label, *amounts), line)


def _part(page: Writing, label: str, line: InPeriod) -> str:
    """What a part of a right is called, and the period of the right."""
    shown = _period_of(page, line) if line.period is not None else ""
    return ", ".join(text for text in (page.prose(label), shown) if text)


def _under_readings(
    page: Writing, options: Sequence[TotalUnderReading], readings: Iterable[ReadingUsed]
) -> Iterator[Block]:
    """Yield what each option of each reading gives, reading by
    reading, then the sum of each period under it.
    """
    questions = {reading.id: reading.question for reading in readings}
    rows: list[Row] = []
    for id_ in dict.fromkeys(option.reading for option in options):
        rows.append(Row((Cell(page.prose(questions.get(id_) or id_)),), "group"))
        rows += [_option(page, option) for option in options if option.reading == id_]
    columns = (
        Column(page.say("reading")),
        Column(page.say("difference"), "amount"),
        Column(page.say("total"), "amount"),
    )
    yield page.references.table(page.say("under_readings"), columns, rows)
    nodes = tuple(
        Node(
            f"{page.prose(questions.get(option.reading))} {page.prose(option.says)}".strip(),
            tuple(_total(page, total) for total in option.totals),
        )
        for option in options
        if option.totals
    )
    if nodes:
        yield Tree(page.say("detail"), nodes, folded=True)


def _option(page: Writing, option: TotalUnderReading) -> Row:
    name = (f"--reading {option.reading}={option.option}",) if page.whole else ()
    cells = (
        Cell(page.prose(option.says), name),
        Cell(page.difference(option.difference)),
        Cell(least(page, option.total, option)),
    )
    return Row(cells)


def _total(page: Writing, total: PeriodTotal) -> str:
    return f"{period_heading(page, total)}{page.colon} {least(page, total.amount, total)}"


def _place(line: InPeriod) -> tuple[str | None, int | None]:
    """The period that a line belongs to, by its grid and its rank."""
    return line.period_of, line.period


def _period_of(page: Writing, line: InPeriod) -> str:
    """What the period of a line is called."""
    return _periods(page, line.period_label, () if line.period is None else (line.period,))


def _periods(page: Writing, label: str | None, ranks: Sequence[int]) -> str:
    """What periods of one grid are called: the label of the grid, and their ranks."""
    return page.prose(periods_in_words(label or page.say("period"), ranks, page.language))


def _days(page: Writing, line: Lasting) -> str:
    if line.from_ and line.until and line.until == line.from_ + timedelta(days=1):
        return long_date(line.from_, page.language)
    return page.span(line.from_, line.until)


def _sum(lines: Iterable[Amount]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
