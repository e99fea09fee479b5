"""The tables of a report after its first page: benefits, rights by line, payments, duties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from engine.documents.report.blocks import Block, Cell, Column, Grid, Line, Prose, Section
from engine.documents.report.pen import Pen
from engine.documents.report.reasoning import shortened
from engine.questions.answers import (
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
)
from engine.questions.answers.duties import DutyLine
from engine.questions.answers.eligibility import BenefitLine
from engine.questions.answers.funding import (
    EntitlementLine,
    PaymentLine,
    PeriodTotal,
)
from engine.render.answer_blocks import Sum, payable, unsaid_blocks
from engine.render.funding_blocks import InPeriod, refused_in_words
from engine.render.page import Tone, stating
from engine.render.proof import failed_in_words, tone_of
from engine.render.wording import word_or
from engine.words.formats import upper_first

_MOST_PERIODS: Final = 6
_MOST_DAYS: Final = 24
_RECEIVED: Final[Mapping[str, Tone]] = {"paid": "good", "partly_paid": "open", "late": "bad"}
_SUBJECT: Final = re.compile(r" \([^()]*\)\Z")
"""What a label ends with that names what a fact is of."""
OUTCOMES: Final = ("eligible", "not_yet_eligible", "undetermined", "not_eligible")

Place: TypeAlias = tuple[str, int | None]
"""A column of the rights: the grid of a period and its rank; "" and a year."""


# --- rights ---------------------------------------------------------------------------------------


def rights_blocks(pen: Pen, answer: FundingAnswer) -> Iterator[Block]:
    """Yield the rights, a row for each line and a column for each period; of many periods, a row
    for each period and a column for each line.
    """
    if not answer.entitlements:
        return
    rights = _Rights(pen, answer)
    label = pen.word("year") if rights.by_year else answer.totals[0].period_label
    caption = pen.word("by_line", period=label or pen.say("period"))
    yield Section(1, caption)
    for start in range(0, len(rights.places), _MOST_PERIODS):
        last = start + _MOST_PERIODS >= len(rights.places)
        yield _by_line(
            pen, rights, caption, rights.places[start : start + _MOST_PERIODS], last=last
        )
    for note in dict.fromkeys(filter(None, (right.note for right in answer.entitlements))):
        yield Prose(pen.sentence(note), (), "soft")
    for right in answer.refused:
        yield Prose(refused_in_words(pen, right), pen.notes(right.citations), "soft")
    for block in unsaid_blocks(pen, answer.not_considered):
        yield Prose(block.text, (), "soft")


class _Rights:
    """The rights of an answer by line and by period; of many periods, by the year in which they
    begin.
    """

    def __init__(self, pen: Pen, answer: FundingAnswer) -> None:
        self.pen = pen
        self.by_year = len(answer.totals) > _MOST_PERIODS
        self.answer = answer
        self.total = sum((total.amount for total in answer.totals), Decimal(0))
        self.sums: dict[Place, list[PeriodTotal]] = {}
        starts: dict[tuple[str | None, int | None], date | None] = {}
        for total in answer.totals:
            starts[total.period_of, total.period] = total.from_
            self.sums.setdefault(self._place(total, total.from_), []).append(total)
        self.rights: dict[tuple[str, Place], list[EntitlementLine]] = {}
        self.labels: dict[str, str] = {}
        for right in answer.entitlements:
            place = self._place(right, starts.get((right.period_of, right.period)))
            self.rights.setdefault((right.line, place), []).append(right)
            self.labels.setdefault(right.line, right.label)
        self.unknown: set[tuple[str, Place]] = set()
        for lacking in answer.missing_lines:
            start = starts.get((lacking.period_of, lacking.period))
            self.unknown.add((lacking.line, self._place(lacking, start)))
            self.labels.setdefault(lacking.line, lacking.label)
        self.places = list(dict.fromkeys((*self.sums, *(place for _, place in self.rights))))

    def _place(self, line: InPeriod, start: date | None) -> Place:
        """Return the column of a line: a period, or a year."""
        if self.by_year and start:
            return "", start.year
        return line.period_of or "", line.period

    def head(self, place: Place) -> str:
        """Return what heads a column: a year, or the rank of a period and the year in which it
        begins.
        """
        grid, rank = place
        if rank is None:
            return upper_first(self.pen.say("no_period"))
        start = next((total.from_ for total in self.sums.get(place, ()) if total.from_), None)
        return f"{rank} · {start.year}" if grid and start else str(rank)

    def cell(self, line: str, place: Place) -> Cell:
        """Return what a line gives in a column."""
        rights = self.rights.get((line, place), ())
        lacking = (line, place) in self.unknown
        if rights:
            return self._known(_sum(rights), _sides(rights) if lacking else "")
        return Cell(self.pen.word("unknown_cell"), (), (), "open") if lacking else Cell("—")

    def of_line(self, line: str) -> Cell:
        """Return what a line gives in all."""
        mine = [right for (name, _), same in self.rights.items() if name == line for right in same]
        lacking = any(name == line for name, _ in self.unknown)
        under = _sides(mine) if lacking else ""
        return self._known(_sum(mine), under) if mine or not lacking else Cell("—")

    def of_place(self, place: Place) -> Cell:
        """Return the sum of a column."""
        totals = self.sums.get(place)
        return self._known(_sum(totals), _how_known(totals)) if totals else Cell("—")

    def in_all(self) -> Cell:
        """Return the sum of all rights."""
        return self._known(self.total, _how_known((self.answer,)))

    def name(self, line: str) -> Cell:
        """Return what a line is called, with the articles that give it."""
        mine = [right for (name, _), same in self.rights.items() if name == line for right in same]
        cited = [citation for right in mine for citation in stating(right)]
        return Cell(upper_first(self.labels[line]), (), self.pen.notes(cited))

    def _known(self, amount: Decimal, under: str) -> Cell:
        return Cell(self.pen.money(amount), (self.pen.word(under),) if under else ())


def _sides(lines: Iterable[EntitlementLine]) -> str:
    """Return the word for what is lacking beside some lines: the figures of a cap or a floor are
    the most that they may be, and what is not there yet adds to the others.
    """
    in_part = [line for line in lines if line.partial]
    if any(not line.at_least for line in in_part):
        return "most" if all(line.at_most for line in in_part) else "provisional"
    return "least"


def _how_known(sums: Iterable[Sum]) -> str:
    """Return the word for how well sums are known in all; "" where all of them is."""
    lacking = [each for each in sums if not each.complete]
    if not lacking:
        return ""
    return "least" if all(each.at_least for each in lacking) else "provisional"


def _sum(lines: Iterable[EntitlementLine | PeriodTotal]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def _by_line(
    pen: Pen, rights: _Rights, caption: str, places: Sequence[Place], *, last: bool
) -> Block:
    """Return a row for each line and a column for each of some periods; the totals of the lines
    stand in the last of several tables.
    """
    columns = (
        Column(pen.say("line"), share=2),
        *(Column(rights.head(place), "amount") for place in places),
        *((Column(pen.word("all"), "amount"),) if last else ()),
    )
    rows = []
    for line in rights.labels:
        cells = (rights.name(line), *(rights.cell(line, place) for place in places))
        rows.append(Line((*cells, *((rights.of_line(line),) if last else ()))))
    sums = (Cell(pen.word("all")), *(rights.of_place(place) for place in places))
    rows.append(Line((*sums, *((rights.in_all(),) if last else ())), "total"))
    return Grid(caption, columns, tuple(rows), small=True)


# --- payments -------------------------------------------------------------------------------------


def ledger_blocks(pen: Pen, answer: FundingAnswer) -> Iterator[Block]:
    """Yield the payments, a row for each day: the sum, and of what it is made. Of many days, those
    past are added up by year.
    """
    if not answer.payments:
        return
    yield Section(1, pen.word("ledger"))
    columns = (
        Column(pen.say("date"), "date"),
        Column(pen.word("ledger.what")),
        Column(pen.word("ledger.sum"), "amount"),
    )
    statuses: dict[str, list[PaymentLine]] = {}
    for payment in sorted(answer.payments, key=lambda payment: payment.due_on or date.max):
        statuses.setdefault(payable(pen, payment), []).append(payment)
    many = len({payment.due_on for payment in answer.payments}) > _MOST_DAYS
    lines: list[Line] = []
    for status, payments in statuses.items():
        lines.append(Line((Cell(upper_first(status)),), "group"))
        lines += _days(pen, payments, by_year=many and payments[0].status == "due")
    total = sum((payment.amount for payment in answer.payments), Decimal(0))
    known = _how_known((answer.paid,))
    label = pen.word(f"all.{known}" if known else "all")
    lines.append(Line((Cell(label), Cell(""), Cell(pen.money(total))), "total"))
    yield Grid(pen.word("ledger"), columns, tuple(lines), small=True)


def _days(pen: Pen, payments: Sequence[PaymentLine], *, by_year: bool) -> Iterator[Line]:
    """Yield a row for each day on which something is paid, or for each year."""
    rows: dict[str, list[PaymentLine]] = {}
    for payment in payments:
        due = payment.due_on
        label = str(due.year) if by_year and due else pen.day(due)
        rows.setdefault(label, []).append(payment)
    for label, same in rows.items():
        yield _paid(pen, label, same)


def _paid(pen: Pen, label: str, payments: Sequence[PaymentLine]) -> Line:
    lines: dict[str, dict[str, Decimal]] = {}
    for payment in payments:
        parts = lines.setdefault(payment.label, {})
        parts[payment.part_label] = parts.get(payment.part_label, Decimal(0)) + payment.amount
    what = pen.joined(
        f"{line} ({', '.join(f'{part} {pen.money(amount)}' for part, amount in parts.items())})"
        for line, parts in lines.items()
    )
    cited = [citation for payment in payments for citation in stating(payment)]
    total = sum((payment.amount for payment in payments), Decimal(0))
    said = Cell(upper_first(what), (), pen.notes(cited))
    in_part = [payment for payment in payments if payment.partial]
    if not in_part:
        return Line((Cell(label), said, Cell(pen.money(total))))
    sides = {"least" if pay.at_least else "most" if pay.at_most else "" for pay in in_part}
    side = sides.pop() if len(sides) == 1 else ""
    return Line((Cell(label), said, Cell(pen.money(total), (pen.word(side or "provisional"),))))


def received_blocks(pen: Pen, answer: FundingAnswer) -> Iterator[Block]:
    """Yield each payment that fell due with what was received of it, where the case says what it
    received.
    """
    held = answer.reconciliation
    if held is None or not held.payments:
        return
    columns = (
        Column(pen.say("date"), "date"),
        Column(pen.say("line")),
        Column(pen.say("status"), "short"),
        Column(pen.say("received.due"), "amount"),
        Column(pen.say("received.rest"), "amount"),
    )
    lines = [
        Line(
            (
                Cell(pen.day(row.due_on)),
                Cell(f"{upper_first(row.label)} ({row.part_label})"),
                Cell(pen.say(f"received.{row.state}"), (), (), _RECEIVED[row.state]),
                Cell(pen.money(row.amount)),
                Cell(pen.money(row.rest) if row.rest else "—"),
            )
        )
        for row in held.payments
    ]
    sums = (Cell(pen.money(held.due)), Cell(pen.money(held.rest)))
    lines.append(Line((Cell(pen.word("all")), Cell(""), Cell(""), *sums), "total"))
    yield Section(1, pen.say("received"))
    yield Grid(pen.say("received"), columns, tuple(lines), small=True)


# --- benefits -------------------------------------------------------------------------------------


def benefit_blocks(pen: Pen, answer: EligibilityAnswer) -> Iterator[Block]:
    """Yield each benefit, whether it is open, and why it is not; those alike on one row."""
    if not answer.benefits:
        return
    groups: dict[tuple[str, tuple[str, ...]], list[BenefitLine]] = {}
    for benefit in answer.benefits:
        groups.setdefault((outcome_of(benefit), _why(pen, benefit)), []).append(benefit)
    ordered = sorted(groups.items(), key=lambda group: OUTCOMES.index(group[0][0]))
    columns = (
        Column(pen.word("benefit"), share=5),
        Column(pen.say("outcome"), "short"),
        Column(pen.word("why"), share=6),
    )
    lines = [_benefit(pen, outcome, why, alike) for (outcome, why), alike in ordered]
    yield Section(1, pen.say("query.eligibility"))
    yield Grid(pen.word("benefits"), columns, tuple(lines), small=True)


def outcome_of(benefit: BenefitLine) -> str:
    """Return the outcome of a benefit as it is shown: what waits for acts alone is not open yet."""
    return "not_yet_eligible" if benefit.to_come else benefit.outcome


def _why(pen: Pen, benefit: BenefitLine) -> tuple[str, ...]:
    """Return what of a benefit does not hold, or that all its requirements are met."""
    if benefit.to_come:
        acts = (_SUBJECT.sub("", act.label) for act in benefit.to_come)
        return (pen.say("lead.awaited", what=pen.joined(dict.fromkeys(acts))),)
    said: dict[str, None] = {benefit.reason: None} if benefit.reason else {}
    unknown: dict[str, None] = {}
    for requirement in benefit.requirements:
        if requirement.outcome in ("unmet", "unknown"):
            known = [check for check in requirement.failed if check.read is not None]
            said |= dict.fromkeys(failed_in_words(pen, check) for check in known)
            unknown |= {check.label: None for check in requirement.failed if check.read is None}
    if unknown:
        said[pen.word("unknown_facts", what=", ".join(unknown))] = None
    if not said and benefit.requirements:
        count = pen.number_of(len(benefit.requirements), "requirement")
        one = len(benefit.requirements) == 1
        return (pen.word("one_met" if one else "all_met", count=count),)
    return tuple(said)


def _benefit(pen: Pen, outcome: str, why: tuple[str, ...], alike: Sequence[BenefitLine]) -> Line:
    names = pen.listed(shortened([benefit.label for benefit in alike]))
    cited = [
        citation
        for benefit in alike
        for requirement in benefit.requirements
        for citation in stating(requirement)
    ]
    status = Cell(word_or("outcome", outcome, pen.language), (), (), tone_of(outcome))
    reason = Cell(pen.joined(why) or "—")
    return Line((Cell(upper_first(names), (), pen.notes(cited)), status, reason))


def step_blocks(pen: Pen, answer: EligibilityAnswer) -> Iterator[Block]:
    """Yield the steps that are advised, while one is left to take."""
    if not any(step.done is False for step in answer.next_steps):
        return
    columns = (
        Column(pen.say("step"), share=4),
        Column(pen.say("helped_by"), share=2),
        Column(pen.say("status"), "short"),
    )
    tones: dict[bool | None, Tone] = {True: "good", False: "open"}
    lines = tuple(
        Line(
            (
                Cell(step.says, (), pen.notes(step.citations)),
                Cell(pen.listed(step.helped_by) or "—"),
                Cell(
                    pen.say(f"step.{str(step.done).lower()}"), (), (), tones.get(step.done, "plain")
                ),
            )
        )
        for step in answer.next_steps
    )
    yield Section(1, pen.say("next_steps"))
    yield Grid(pen.say("next_steps"), columns, lines, small=True)


# --- duties ---------------------------------------------------------------------------------------


def duty_blocks(pen: Pen, answer: DutiesAnswer) -> Iterator[Block]:
    """Yield the duties, by what they are about; what the texts only recommend comes last."""
    yield Section(1, pen.say("query.duties"))
    columns = (
        Column(pen.word("duty"), share=9),
        Column(pen.word("by"), share=3),
        Column(pen.word("when"), share=6),
    )
    subjects: dict[str, list[DutyLine]] = {}
    for duty in answer.duties:
        subjects.setdefault(duty.subject_label or duty.subject or pen.say("general"), []).append(
            duty
        )
    lines: list[Line] = []
    for subject, duties in subjects.items():
        lines.append(Line((Cell(upper_first(subject)),), "group"))
        lines += [_duty(pen, duty) for duty in duties]
    if answer.recommendations:
        lines.append(Line((Cell(pen.say("recommendations")),), "group"))
        lines += [_duty(pen, duty) for duty in answer.recommendations]
    if lines:
        yield Grid(pen.say("query.duties"), columns, tuple(lines), small=True)


def _duty(pen: Pen, duty: DutyLine) -> Line:
    when = [pen.span(duty.from_, duty.until)]
    if duty.awaits:
        when.append(pen.say("duty.awaits", what=pen.joined(act.label for act in duty.awaits)))
    if duty.depends_on:
        when.append(pen.say("depends_on", what=duty.depends_on))
    said = pen.joined(filter(None, when))
    return Line((Cell(duty.says, (), pen.notes(duty.citations)), Cell(duty.by), Cell(said or "—")))
