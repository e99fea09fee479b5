"""The sheets of a workbook that hold the answer itself: rights, payments, dates, requirements,
duties, provisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import Struct

from engine.documents.sheets import Area, Book, Column, Formula, Kind, Sheet, Value, letters
from engine.documents.wording import say
from engine.questions.answers import (
    CalendarAnswer,
    DiffAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
    TextAnswer,
)
from engine.questions.answers.calendar import DateEntry, PaymentEntry
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.duties import DutyLine
from engine.questions.answers.funding import (
    EntitlementLine,
    PaymentLine,
    PaymentReceived,
    PeriodTotal,
    Reconciliation,
)
from engine.questions.answers.texts import ProvisionSide
from engine.render.answer_blocks import payable, status_shown, values_in_words
from engine.render.page import Grounded, Writing, displays, stating
from engine.render.proof import failed_in_words, set_aside_in_words
from engine.render.wording import word_or
from engine.words.formats import listed, upper_first

Place: TypeAlias = "tuple[str | None, int | None]"
"""A period, by its grid and its rank."""


class Drawn(Struct, frozen=True):
    """What the summary says of a sheet that is drawn: figures, each the formula of a cell."""

    figures: tuple[tuple[str, Formula], ...] = ()


def columns(page: Writing, kinds: Mapping[str, Kind]) -> tuple[Column, ...]:
    """Return columns by the names of their headings, each with its kind."""
    return tuple(Column(say(f"column.{name}", page.language), kind) for name, kind in kinds.items())


def cited(page: Writing, citations: Iterable[ArticleCited]) -> str:
    """Return the articles of a line, one after the other."""
    return page.joined(displays(citations))


def _articles(page: Writing, line: Grounded) -> tuple[str, str]:
    """Return the articles that state a line, and those by reason of which it applies."""
    own = displays(stating(line))
    return page.joined(own), page.joined(one for one in displays(line.citations) if one not in own)


def _basis(page: Writing, basis: str | None) -> str:
    return word_or("basis", basis, page.language) if basis else ""


def _last(until: date | None) -> date | None:
    """Return the last day of a span, from the day after it."""
    return until - timedelta(days=1) if until else None


# --- rights and payments --------------------------------------------------------------------------


def rights_sheet(page: Writing, book: Book, answer: FundingAnswer) -> Drawn:
    """Draw the rights by line and period, with the sum of each and of all, and their chart."""
    if not answer.entitlements and not answer.totals:
        return Drawn()
    sheet = book.sheet(say("sheet.rights", page.language))
    places = _places(answer)
    lines = _by_line(page, answer, places)
    heads = tuple(Column(_head(page, place, places[place]), "amount") for place in places)
    total = Column(say("column.total", page.language), "amount")
    named = (Column(say("column.line", page.language), "text", 42), *heads, total)
    first = sheet.row + 1
    rows: list[list[Value]] = []
    for rank, (label, amounts) in enumerate(lines.items()):
        across = f"SUM(B{first + rank + 1}:{letters(len(places))}{first + rank + 1})"
        known = sum((each for each in amounts if isinstance(each, Decimal)), Decimal(0))
        rows.append([label, *amounts, Formula(across, known)])
    sums = [_of(places[place], answer, place) for place in places]
    every = [*sums, sum(sums, Decimal(0))]
    down: list[Value] = [
        Formula(f"SUM({letters(rank)}{first + 1}:{letters(rank)}{first + len(rows)})", amount)
        for rank, amount in enumerate(every, 1)
    ]
    suffix = ".least" if answer.at_least else "" if answer.complete else ".provisional"
    area = sheet.table(named, rows, total=[say(f"total{suffix}", page.language), *down])
    _not_counted(page, sheet, answer, len(named))
    _chart(page, book, sheet, area, len(places))
    grand = Formula(area.sum_of(len(places) + 1), every[-1])
    return Drawn(((say(f"rights{suffix}", page.language), grand),))


def _places(answer: FundingAnswer) -> Mapping[Place, PeriodTotal | None]:
    """Return the periods of an answer in the order of their days, what lies outside any last."""
    totals: dict[Place, PeriodTotal | None] = {
        (total.period_of, total.period): total for total in answer.totals
    }
    for right in answer.entitlements:
        totals.setdefault((right.period_of, right.period), None)

    def starts(place: Place) -> tuple[bool, date, int]:
        total = totals[place]
        return place[1] is None, (total.from_ if total else None) or date.max, place[1] or 0

    return {place: totals[place] for place in sorted(totals, key=starts)}


def _of(total: PeriodTotal | None, answer: FundingAnswer, place: Place) -> Decimal:
    """Return the sum of a period."""
    if total:
        return total.amount
    rights = (right for right in answer.entitlements if (right.period_of, right.period) == place)
    return sum((right.amount for right in rights), Decimal(0))


def _head(page: Writing, place: Place, total: PeriodTotal | None) -> str:
    if place[1] is None:
        return say("period.none", page.language)
    label = (total.period_label if total else None) or page.say("period")
    named = f"{upper_first(page.prose(label))} {place[1]}"
    days = page.span(total.from_, total.until) if total else ""
    return f"{named}\n{days}" if days else named


def _by_line(
    page: Writing, answer: FundingAnswer, places: Iterable[Place]
) -> Mapping[str, list[Decimal | str | None]]:
    """Return what each line gives in each period: an amount, nothing, or the word for what is not
    known.
    """
    ranks = {place: rank for rank, place in enumerate(places)}
    lines: dict[str, list[Decimal | str | None]] = {}

    def of_line(label: str) -> list[Decimal | str | None]:
        return lines.setdefault(page.prose(upper_first(label)), [None] * len(ranks))

    for right in answer.entitlements:
        amounts, rank = of_line(right.label), ranks[right.period_of, right.period]
        before = amounts[rank]
        amounts[rank] = right.amount + (before if isinstance(before, Decimal) else 0)
    for lacking in answer.missing_lines:
        place = (lacking.period_of, lacking.period)
        if place in ranks and lacking.label:
            amounts = of_line(lacking.label)
            if amounts[ranks[place]] is None:
                amounts[ranks[place]] = say("unknown", page.language)
    return lines


def _not_counted(page: Writing, sheet: Sheet, answer: FundingAnswer, width: int) -> None:
    """Write what the totals leave out."""
    labels = dict.fromkeys(line.label for line in answer.missing_lines)
    if labels:
        sheet.line(page.say("lead.not_counted", what=page.joined(labels)), "soft", across=width)


def _chart(page: Writing, book: Book, sheet: Sheet, area: Area, periods: int) -> None:
    """Draw the total of each period as a column."""
    assert area.total is not None  # the sheet of rights has one
    head, last = area.first - 1, periods
    sheet.sheet.fit_to_pages(1, 1)  # the chart stays with its figures
    chart = book.book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": say("chart", page.language),
            "categories": [sheet.name, head, 1, head, last],
            "values": [sheet.name, area.total, 1, area.total, last],
            "fill": {"color": "#1F3A5F"},
            "gap": 60,
            "data_labels": {"value": True, "num_format": '#,##0 "€"'},
        }
    )
    chart.set_title({"name": say("chart", page.language), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": {"size": 8}})
    chart.set_y_axis({"num_format": '#,##0 "€"', "major_gridlines": {"visible": True}})
    chart.set_size({"width": max(480, min(200 * periods, sheet.pixels)), "height": 320})
    description = say("chart.description", page.language)
    sheet.sheet.insert_chart(sheet.row + 1, 0, chart, {"description": description})
    sheet.print_to(periods + 2, below=20)


def details_sheet(page: Writing, book: Book, answer: FundingAnswer) -> Drawn:
    """Draw each right with its days, its calculation and its articles."""
    if not answer.entitlements:
        return Drawn()
    sheet = book.sheet(say("sheet.details", page.language))
    heads = columns(
        page,
        {
            "line": "text", "period": "short", "from": "date", "to": "date", "amount": "amount",
            "calculation": "text", "note": "text", "basis": "short", "articles": "text",
            "reasons": "short",
        },
    )  # fmt: skip
    rows = [_detail(page, right) for right in answer.entitlements]
    total = _total_of(page, rows, (4,), len(heads))
    sheet.table(heads, rows, total=total)
    return Drawn()


def _detail(page: Writing, right: EntitlementLine) -> list[Value]:
    return [
        page.prose(upper_first(right.label)),
        _period(page, right),
        right.from_,
        _last(right.until),
        right.amount,
        right.calculation or "",
        page.prose(right.note),
        _basis(page, right.basis),
        *_articles(page, right),
    ]


def _period(
    page: Writing, line: EntitlementLine | PaymentLine | PaymentEntry | PaymentReceived
) -> str:
    if line.period is None:
        return ""
    return f"{page.prose(line.period_label or page.say('period'))} {line.period}"


def _total_of(
    page: Writing, rows: Sequence[Sequence[Value]], summed: Iterable[int], width: int
) -> list[Value]:
    """Return a row of totals with the sums of some columns; the rows begin in the second row."""
    total: list[Value] = [None] * width
    total[0] = say("total", page.language)
    for column in summed:
        amounts = (row[column] for row in rows)
        amount = sum((each for each in amounts if isinstance(each, Decimal)), Decimal(0))
        name = letters(column)
        total[column] = Formula(f"SUM({name}2:{name}{len(rows) + 1})", amount)
    return total


def ledger_sheet(page: Writing, book: Book, answer: FundingAnswer) -> Drawn:
    """Draw the payments by the day on which they fall due."""
    if not answer.payments:
        return Drawn()
    sheet = book.sheet(say("sheet.ledger", page.language))
    heads = columns(
        page,
        {
            "date": "date", "line": "text", "part": "short", "period": "short", "status": "short",
            "amount": "amount", "note": "text", "articles": "text", "reasons": "short",
        },
    )  # fmt: skip
    payments = sorted(answer.payments, key=lambda payment: payment.due_on or date.max)
    rows = [_payment(page, payment) for payment in payments]
    area = sheet.table(heads, rows, total=_total_of(page, rows, (5,), len(heads)))
    due, to_come = (word_or("status", name, page.language) for name in ("payable", "not_yet"))
    total = sum((payment.amount for payment in payments), Decimal(0))
    parts = {
        "paid": Formula(area.sum_of(5), total),
        "paid.due": _sum_where(area, due, answer.paid.due.amount),
        "paid.to_come": _sum_where(area, to_come, answer.paid.to_come.amount),
    }
    on = page.day(answer.on)
    return Drawn(tuple((say(key, page.language, on=on), sum_) for key, sum_ in parts.items()))


def _sum_where(area: Area, status: str, amount: Decimal) -> Formula:
    """Return the sum of the payments whose status begins so."""
    return Formula(f'SUMIFS({area.cells(5)},{area.cells(4)},"{status}*")', amount)


def _payment(page: Writing, payment: PaymentLine) -> list[Value]:
    notes = [page.prose(payment.note)] if payment.note else []
    if payment.was is not None and payment.is_ is not None:
        was, due = page.money(payment.was), page.money(payment.is_)
        notes.append(page.say("adjustment", was=was, due=due))
    return [
        payment.due_on,
        page.prose(upper_first(payment.label)),
        page.prose(payment.part_label),
        _period(page, payment),
        payable(page, payment),
        payment.amount,
        page.joined(notes),
        *_articles(page, payment),
    ]


def adjustments_sheet(page: Writing, book: Book, answer: FundingAnswer) -> Drawn:
    """Draw what has become known since a day changes of what has fallen due."""
    if not answer.adjustments:
        return Drawn()
    sheet = book.sheet(say("sheet.adjustments", page.language))
    heads = columns(
        page,
        {
            "date": "date", "line": "text", "part": "short", "was": "amount", "is": "amount",
            "difference": "amount", "articles": "text",
        },
    )  # fmt: skip
    rows: list[list[Value]] = [
        [
            line.due_on,
            page.prose(upper_first(line.label)),
            page.prose(line.of_label),
            line.was,
            line.is_,
            line.amount,
            cited(page, line.citations),
        ]
        for line in answer.adjustments
    ]
    sheet.table(heads, rows, total=_total_of(page, rows, (5,), len(heads)))
    return Drawn()


# --- what was received ----------------------------------------------------------------------------


def received_sheets(page: Writing, book: Book, answer: FundingAnswer) -> Drawn:
    """Draw what had fallen due with what was received of it, then the sums received."""
    held = answer.reconciliation
    if held is None:
        return Drawn()
    heads = columns(
        page,
        {
            "date": "date", "line": "text", "part": "short", "period": "short",
            "status": "short", "due": "amount", "received": "amount", "rest": "amount",
            "settled": "date", "articles": "text", "reasons": "short",
        },
    )  # fmt: skip
    rows: list[list[Value]] = [
        [
            row.due_on,
            page.prose(upper_first(row.label)),
            page.prose(row.part_label),
            _period(page, row),
            page.say(f"received.{row.state}"),
            row.amount,
            row.paid,
            row.rest,
            row.paid_on,
            *_articles(page, row),
        ]
        for row in held.payments
    ]
    total = _total_of(page, rows, (5, 6, 7), len(heads))
    area = book.sheet(say("sheet.received", page.language)).table(heads, rows, total=total)
    _sums_sheet(page, book, held)
    figures = {"due": (5, held.due), "matched": (6, held.matched), "rest": (7, held.rest)}
    on = page.day(answer.on)
    return Drawn(
        tuple(
            (say(f"received.{name}", page.language, on=on), Formula(area.sum_of(column), amount))
            for name, (column, amount) in figures.items()
        )
    )


def _sums_sheet(page: Writing, book: Book, held: Reconciliation) -> None:
    kinds: dict[str, Kind] = {
        "rank": "number", "date": "date", "line": "text", "amount": "amount", "matched": "amount",
        "overpaid": "amount", "unexplained": "amount", "note": "text",
    }  # fmt: skip
    rows: list[list[Value]] = [
        [
            sum_.rank,
            sum_.on,
            page.prose(upper_first(sum_.label or page.say("received.no_line"))),
            sum_.amount,
            *((None, None, None) if later else (sum_.matched, sum_.overpaid, sum_.unexplained)),
            page.say("received.later") if later else "",
        ]
        for sums, later in ((held.receipts, False), (held.later, True))
        for sum_ in sums
    ]
    if rows:
        heads = columns(page, kinds)
        total = _total_of(page, rows, (3, 4, 5, 6), len(heads))
        book.sheet(say("sheet.sums", page.language)).table(heads, rows, total=total)


# --- dates ----------------------------------------------------------------------------------------


def calendar_sheet(page: Writing, book: Book, answer: CalendarAnswer) -> Drawn:
    """Draw the dates in their order, those without a day last."""
    if not answer.entries:
        return Drawn()
    sheet = book.sheet(say("sheet.calendar", page.language))
    heads = columns(
        page,
        {
            "date": "date", "entry": "text", "kind": "short", "status": "short", "who": "text",
            "amount": "amount", "met_on": "date", "note": "text", "says": "text",
            "articles": "text", "reasons": "short",
        },
    )  # fmt: skip
    entries = sorted(answer.entries, key=lambda entry: (entry.on or date.max, entry.id))
    rows = [_entry(page, entry, answer.case.name or "") for entry in entries]
    with_money = any(isinstance(entry, PaymentEntry) for entry in entries)
    sheet.table(
        heads, rows, total=_total_of(page, rows, (5,), len(heads)) if with_money else (), frozen=2
    )
    return Drawn()


def _entry(page: Writing, entry: DateEntry | PaymentEntry, subject: str) -> list[Value]:
    dated = isinstance(entry, DateEntry)
    notes = [entry.depends_on] if entry.depends_on else []
    if isinstance(entry, DateEntry) and entry.on_time:
        notes.append(page.say("status.on_time", leads_to=entry.on_time.leads_to))
    if isinstance(entry, DateEntry) and entry.not_stated:
        notes.append(page.say("not_stated", what=entry.not_stated))
    if isinstance(entry, PaymentEntry):
        notes.append(_period(page, entry))
    mine = subject if dated and entry.kind == "deadline" else ""
    return [
        entry.on,
        page.prose(upper_first(entry.label)),
        word_or("entry", entry.kind, page.language),
        status_shown(page, entry),
        ((entry.by_label or entry.by) if isinstance(entry, DateEntry) else "") or mine,
        None if isinstance(entry, DateEntry) else entry.amount,
        entry.met_on if isinstance(entry, DateEntry) else None,
        page.joined(page.prose(note) for note in notes if note),
        page.prose(entry.says) if isinstance(entry, DateEntry) else "",
        *_articles(page, entry),
    ]


# --- requirements and duties ----------------------------------------------------------------------


def requirements_sheet(page: Writing, book: Book, answer: EligibilityAnswer) -> Drawn:
    """Draw each requirement of each benefit, and what of it is not met."""
    sheet = book.sheet(say("sheet.requirements", page.language))
    heads = columns(
        page,
        {
            "benefit": "text", "outcome": "short", "requirement": "text", "status": "short",
            "why_not": "text", "basis": "short", "articles": "text",
        },
    )  # fmt: skip
    rows: list[list[Value]] = []
    for benefit in answer.benefits:
        outcome = "not_yet_eligible" if benefit.to_come else benefit.outcome
        head = [
            page.prose(upper_first(benefit.label)),
            word_or("outcome", outcome, page.language),
        ]
        if not benefit.requirements:
            rows.append([*head, page.prose(benefit.reason), "", "", "", ""])
        for one in benefit.requirements:
            why = [failed_in_words(page, failed) for failed in one.failed]
            why += [page.say("lead.awaited", what=act.label) for act in one.to_come]
            why += set_aside_in_words(page, one.set_aside_by)
            rows.append(
                [
                    *head,
                    page.prose(one.says),
                    word_or("outcome", one.outcome, page.language),
                    "\n".join(why),
                    _basis(page, one.basis),
                    cited(page, one.citations),
                ]
            )
    sheet.table(heads, rows)
    return Drawn()


def steps_sheet(page: Writing, book: Book, answer: EligibilityAnswer) -> Drawn:
    """Draw the steps that are advised."""
    if not answer.next_steps:
        return Drawn()
    sheet = book.sheet(say("sheet.steps", page.language))
    kinds: dict[str, Kind] = {
        "rank": "number", "step": "text", "done": "short", "helped_by": "text", "articles": "text",
    }  # fmt: skip
    rows: list[list[Value]] = [
        [
            step.order,
            page.prose(step.says),
            page.say(f"step.{str(step.done).lower()}"),
            listed(step.helped_by, page.language),
            cited(page, step.citations),
        ]
        for step in answer.next_steps
    ]
    sheet.table(columns(page, kinds), rows)
    return Drawn()


def duties_sheets(page: Writing, book: Book, answer: DutiesAnswer) -> Drawn:
    """Draw what is demanded, and apart from it what is only recommended."""
    for name, duties in (("duties", answer.duties), ("recommendations", answer.recommendations)):
        if duties:
            sheet = book.sheet(say(f"sheet.{name}", page.language))
            heads = columns(
                page,
                {
                    "subject": "text", "kind": "short", "duty": "text", "who": "text",
                    "status": "short", "from": "date", "to": "date", "deadline": "date",
                    "note": "text", "values": "text", "quote": "text", "basis": "short",
                    "articles": "text",
                },
            )  # fmt: skip
            sheet.table(heads, [_duty(page, duty) for duty in duties])
    return Drawn()


def _duty(page: Writing, duty: DutyLine) -> list[Value]:
    notes = [page.say("duty.awaits", what=act.label) for act in duty.awaits or ()]
    notes += [page.prose(duty.depends_on)] if duty.depends_on else []
    if duty.deadline:
        notes.append(f"{page.prose(duty.deadline.label)} ({status_shown(page, duty.deadline)})")
    traits = [word_or("trait", trait, page.language) for trait in duty.traits.values()]
    category = word_or("category", duty.category, page.language)
    return [
        page.prose(upper_first(duty.subject_label or duty.subject or page.say("general"))),
        ", ".join([category, *traits]),
        page.prose(duty.says),
        page.prose(duty.by),
        _standing(page, duty.status),
        duty.from_,
        _last(duty.until),
        duty.deadline.on if duty.deadline else None,
        page.joined(notes),
        "\n".join(values_in_words(page, duty.values, duty.value_labels)),
        duty.quote,
        _basis(page, duty.basis),
        cited(page, duty.citations),
    ]


def _standing(page: Writing, status: str) -> str:
    return say(f"duty.{status}", page.language)


# --- texts ----------------------------------------------------------------------------------------


def provisions_sheet(page: Writing, book: Book, answer: TextAnswer) -> Drawn:
    """Draw the provisions in force, article by article."""
    sheet = book.sheet(say("sheet.provisions", page.language))
    heads = columns(
        page,
        {
            "article": "text", "place": "short", "says": "text", "values": "text", "quote": "text",
            "from": "date", "to": "date", "history": "text", "basis": "short", "source": "text",
            "provision": "text",
        },
    )  # fmt: skip
    rows: list[list[Value]] = [
        [
            page.prose(f"{article.name} — {article.title}" if article.title else article.name),
            one.place,
            _for_cases(page, one.says, one.stands_for),
            "\n".join(values_in_words(page, one.values, one.value_labels)),
            one.quote,
            one.from_,
            _last(one.until),
            page.joined(act.display for act in one.chain),
            one.basis_label,
            ", ".join(part for part in (one.source.title, one.source.at) if part),
            one.address,
        ]
        for article in answer.articles
        for one in article.provisions
    ]
    sheet.table(heads, rows)
    return Drawn()


def changes_sheet(page: Writing, book: Book, answer: DiffAnswer) -> Drawn:
    """Draw what changed, operation by operation."""
    sheet = book.sheet(say("sheet.changes", page.language))
    heads = columns(
        page,
        {
            "date": "date", "operation": "text", "change": "short", "article": "text",
            "before": "text", "after": "text", "values": "text", "provision": "text",
        },
    )  # fmt: skip
    sheet.table(heads, list(_changes(page, answer)), frozen=2)
    return Drawn()


def _changes(page: Writing, answer: DiffAnswer) -> Iterator[list[Value]]:
    for operation in answer.operations:
        for change in operation.changes:
            values = (
                f"{value.label or value.name.replace('_', ' ')}{page.colon} "
                f"{value.before or '—'} → {value.after or '—'}"
                for value in change.values
            )
            yield [
                operation.on,
                _for_cases(page, operation.display, operation.stands_for),
                word_or("change", change.change, page.language),
                page.prose(change.display),
                _version(page, change.before),
                _version(page, change.after),
                page.prose("\n".join(values)),
                change.address,
            ]


def _version(page: Writing, side: ProvisionSide | None) -> str:
    return _for_cases(page, side.says, side.stands_for) if side else ""


def _for_cases(page: Writing, said: str, cases: str | None) -> str:
    """Return what is said, and below it the cases for which it stands where it does not for all."""
    below = f"\n{page.say('stands_for')} {cases}" if cases else ""
    return page.prose(f"{said}{below}")


SHEETS: Mapping[type[Any], Sequence[Any]] = {
    FundingAnswer: (rights_sheet, details_sheet, ledger_sheet, received_sheets, adjustments_sheet),
    CalendarAnswer: (calendar_sheet,),
    EligibilityAnswer: (requirements_sheet, steps_sheet),
    DutiesAnswer: (duties_sheets,),
    TextAnswer: (provisions_sheet,),
    DiffAnswer: (changes_sheet,),
}
"""What draws the answer to each question, sheet by sheet."""
