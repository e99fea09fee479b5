"""The first page of a report: the answer, the sums by year, the deadlines, drawn and listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from engine.documents.report.blocks import Block, Cell, Column, Framed, Grid, Line, Prose, Section
from engine.documents.report.pen import Pen
from engine.documents.report.reasoning import shortened
from engine.documents.report.tables import OUTCOMES, outcome_of
from engine.documents.report.time_line import Day, time_line
from engine.questions.answers import (
    CalendarAnswer,
    CaseAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
)
from engine.questions.answers.calendar import DateEntry
from engine.questions.answers.funding import PaymentLine, PeriodTotal
from engine.render.answer_blocks import (
    calendar_blocks,
    chosen_blocks,
    duties_blocks,
    least,
    over_blocks,
    supposed_blocks,
    unsaid_blocks,
)
from engine.render.funding_blocks import funding_blocks, refusal
from engine.render.page import Block as PageBlock
from engine.render.page import Paragraph, bracketed, stating
from engine.render.proof import tone_of
from engine.render.wording import word_or
from engine.words.formats import upper_first

_MOST_PERIODS = 8
_MOST_LATE = 6
_MOST_DAYS = 8
_LEAST_NEXT = 3
_PASSED = ("met", "past", "lapsed")


def answer_blocks(pen: Pen, answers: Sequence[CaseAnswer]) -> Iterator[Block]:
    """Yield the short answer to each question, in the words of all renderings where there are some
    as short.
    """
    paragraphs: list[Prose] = []
    for answer in answers[:1]:
        beside = (
            *supposed_blocks(pen, answer.supposed or ()),
            *_chosen(pen, answers),
            *over_blocks(pen, answer.over),
        )
        paragraphs += [
            Prose(block.text, (), "plain" if block.kind == "soft" else "lead")
            for block in beside
            if isinstance(block, Paragraph)
        ]
    told = _elsewhere(pen, answers)
    for answer in answers:
        said = [prose for prose in _short(pen, answer) if prose.text not in told]
        told |= {prose.text for prose in said if prose.kind == "plain"}
        label = pen.say(f"query.{answer.query}")
        paragraphs += [
            replace(prose, label="" if rank else label) for rank, prose in enumerate(said)
        ]
    yield Framed(pen.word("answer"), tuple(paragraphs))


def _chosen(pen: Pen, answers: Sequence[CaseAnswer]) -> Iterator[Paragraph]:
    """Yield the readings chosen that matter to one answer or another, each once."""
    said = (block for each in answers for block in chosen_blocks(pen, each.readings_detail))
    yield from dict.fromkeys(said)


def _elsewhere(pen: Pen, answers: Sequence[CaseAnswer]) -> set[str]:
    """Return what says to ask another question that the report answers too."""
    asked = [answer.query for answer in answers]
    return {pen.say("see", query=word_or("query", query, pen.language)) for query in asked}


def _short(pen: Pen, answer: CaseAnswer) -> Iterator[Prose]:
    match answer:
        case EligibilityAnswer():
            yield from _eligible(pen, answer)
        case FundingAnswer():
            yield from _due(pen, answer)
        case CalendarAnswer():
            yield from _next(pen, answer)
        case DutiesAnswer():
            paragraphs = takewhile(_runs, duties_blocks(pen, answer))
            said = [_of(block) for block in paragraphs if isinstance(block, Paragraph)]
            yield from (
                replace(one, kind="plain") if rank else one for rank, one in enumerate(said)
            )


def _runs(block: PageBlock) -> bool:
    return isinstance(block, Paragraph)


def _of(paragraph: Paragraph) -> Prose:
    return Prose(paragraph.text, (), "lead" if paragraph.kind == "lead" else "plain")


def _eligible(pen: Pen, answer: EligibilityAnswer) -> Iterator[Prose]:
    """Yield the benefits of each outcome, those that are open first and in bold."""
    for outcome in OUTCOMES:
        mine = [benefit for benefit in answer.benefits if outcome_of(benefit) == outcome]
        if not mine:
            continue
        label = upper_first(word_or("outcome", outcome, pen.language))
        what = pen.joined(shortened([benefit.label for benefit in mine]))
        cited = [
            citation
            for benefit in mine
            for requirement in benefit.requirements
            for citation in requirement.citations
        ]
        open_ = outcome == "eligible"
        said = pen.word("lead.open", label=label, what=what)
        yield Prose(said, pen.notes(cited) if open_ else (), "lead" if open_ else "plain")


def _due(pen: Pen, answer: FundingAnswer) -> Iterator[Prose]:
    """Yield the sum of all rights with the articles of its amounts, what has fallen due, what is
    not counted; or why nothing is due.
    """
    said = [
        block
        for block in takewhile(_runs, funding_blocks(pen, answer))
        if isinstance(block, Paragraph)
    ]
    own = [citation for right in answer.entitlements for citation in stating(right)]
    # these stand under the table of rights
    below = {refusal(pen, right).text for right in answer.refused} if own else set()
    below |= {block.text for block in unsaid_blocks(pen, answer.not_considered)} if own else set()
    articles = pen.joined(dict.fromkeys(citation.display for citation in own))
    brackets = pen.prose(bracketed(own))
    for block in said:
        if own and block.text.endswith(brackets):  # the articles have a line of their own
            yield replace(_of(block), text=block.text.removesuffix(brackets), notes=pen.notes(own))
            yield Prose(pen.sentence(pen.word("amounts_of", articles=articles)))
        elif block.text not in below:
            yield _of(block)


def _next(pen: Pen, answer: CalendarAnswer) -> Iterator[Prose]:
    """Yield what is late and what comes next."""
    mine = _mine(answer)
    late = [entry for entry in mine if entry.status == "late"]
    coming = [entry for entry in mine if entry.status == "not_yet"]
    if late:
        count = pen.number_of(len(late), "deadline")
        said = pen.word("lead.late", count=count, since=pen.day(late[0].on))
        yield Prose(said, pen.notes(late[0].citations), "lead")
    if coming:
        said = pen.say("lead.next", what=coming[0].label, on=pen.day(coming[0].on))
        yield Prose(said, pen.notes(coming[0].citations), "lead")
    if not late and not coming:
        paragraphs = takewhile(_runs, calendar_blocks(pen, answer))
        yield from (_of(block) for block in paragraphs if isinstance(block, Paragraph))


# --- the sums -------------------------------------------------------------------------------------


class _Sums(Struct):
    """What is due of one period, or of those that begin in one year."""

    label: str
    span: str
    rights: Decimal = Decimal(0)
    due: Decimal = Decimal(0)
    to_come: Decimal = Decimal(0)
    undated: Decimal = Decimal(0)
    at_least: bool = False
    complete: bool = True


def sums_by_year(pen: Pen, answer: FundingAnswer) -> Iterator[Block]:
    """Yield what is due for each period, what of it has fallen due and what is to come; of many
    periods, by the year in which they begin.
    """
    if not answer.totals:
        return
    by_year = len(answer.totals) > _MOST_PERIODS
    sums: dict[object, _Sums] = {}
    place: dict[tuple[str | None, int | None], object] = {}
    for total in answer.totals:
        key: object = (total.period_of, total.period)
        if by_year and total.from_:
            key = total.from_.year
        place[total.period_of, total.period] = key
        row = sums.setdefault(key, _Sums(*_named(pen, total, by_year=by_year)))
        row.rights += total.amount
        if not total.complete:
            row.at_least = total.at_least and (row.complete or row.at_least)
            row.complete = False
    for payment in answer.payments:
        key = place.get((payment.period_of, payment.period))
        if key is None:
            key = (None, None)
            sums.setdefault(key, _Sums(upper_first(pen.say("no_period")), ""))
        _add(sums[key], payment)
    label = answer.totals[0].period_label or pen.say("period")
    title = pen.word("year") if by_year else label
    yield _grid_of_sums(pen, answer, title, list(sums.values()))


def _named(pen: Pen, total: PeriodTotal, *, by_year: bool) -> tuple[str, str]:
    if by_year and total.from_:
        year = str(total.from_.year)
        return year, pen.word("in_year", year=year)
    if total.period is None:
        return upper_first(pen.say("no_period")), ""
    label = f"{total.period_label or pen.say('period')} {total.period}"
    return upper_first(label), pen.span(total.from_, total.until)


def _add(row: _Sums, payment: PaymentLine) -> None:
    if payment.status == "due":
        row.due += payment.amount
    elif payment.due_on is None:
        row.undated += payment.amount
    else:
        row.to_come += payment.amount


def _grid_of_sums(pen: Pen, answer: FundingAnswer, title: str, rows: Sequence[_Sums]) -> Block:
    undated = any(row.undated for row in rows)
    titles = [
        pen.word("rights"),
        pen.word("due_on", on=pen.day(answer.on)),
        pen.word("to_come"),
        *([pen.word("no_day")] if undated else []),
    ]
    lines = [
        Line((Cell(row.label), Cell(row.span), *_amounts(pen, row, undated=undated)))
        for row in rows
    ]
    total = _Sums(pen.word("all"), "", at_least=answer.at_least, complete=answer.complete)
    for row in rows:
        total.rights += row.rights
        total.due += row.due
        total.to_come += row.to_come
        total.undated += row.undated
    cells = (Cell(total.label), Cell(""), *_amounts(pen, total, undated=undated))
    lines.append(Line(cells, "total"))
    columns = (
        Column(upper_first(title), "short"),
        Column(""),
        *(Column(name, "amount") for name in titles),
    )
    return Grid(pen.word("by_year", period=title), columns, tuple(lines))


def _amounts(pen: Pen, row: _Sums, *, undated: bool) -> tuple[Cell, ...]:
    rights = least(pen, row.rights, row)
    others = (row.due, row.to_come, *((row.undated,) if undated else ()))
    return (Cell(rights), *(Cell(pen.money(amount) if amount else "—") for amount in others))


# --- the deadlines --------------------------------------------------------------------------------


def _mine(answer: CalendarAnswer) -> list[DateEntry]:
    """Return the dates by which the one that the case speaks of must act, in order."""
    acts = [entry for entry in answer.entries if isinstance(entry, DateEntry)]
    mine = (entry for entry in acts if entry.on and not entry.by and entry.kind != "anniversary")
    return sorted(mine, key=lambda entry: entry.on or date.max)


def deadline_blocks(
    pen: Pen, answer: CalendarAnswer, periods: Sequence[PeriodTotal]
) -> Iterator[Block]:
    """Yield what is late and what comes next: on a time line, then in a table."""
    mine = _mine(answer)
    late = [entry for entry in mine if entry.status == "late"]
    unsure = [entry for entry in mine if entry.status == "due"]
    coming = [entry for entry in mine if entry.status not in (*_PASSED, "late", "due")]
    behind = [*late[-_MOST_LATE:], *unsure[-1:]]
    room = _MOST_DAYS - len({entry.on for entry in behind})
    shown = [*behind, *coming[: max(room, _LEAST_NEXT)]]
    if not shown:
        return
    shown.sort(key=lambda entry: entry.on or date.max)
    yield Section(1, pen.word("deadlines"))
    days = [
        Day(entry.on, upper_first(entry.label), tone_of(entry.status))
        for entry in shown
        if entry.on
    ]
    yield time_line(pen, days, answer.on, periods)
    columns = (
        Column(pen.say("date"), "date"),
        Column(pen.say("entry")),
        Column(pen.say("status"), "short"),
    )
    same: dict[tuple[date | None, str], list[DateEntry]] = {}
    for entry in shown:
        same.setdefault((entry.on, entry.status), []).append(entry)
    lines = [_date(pen, entries, answer.on) for entries in same.values()]
    yield Grid(pen.word("late_and_next"), columns, tuple(lines), small=True)
    more = len(late) + len(coming) - len([one for one in shown if one not in unsure])
    if more > 0:
        count = pen.number_of(more, "date")
        yield Prose(pen.word("more_dates", count=count), (), "soft")


def _date(pen: Pen, entries: Sequence[DateEntry], on: date) -> Line:
    """Return the entries of one day that have one status."""
    first = entries[0]
    status = word_or("status", first.status, pen.language)
    if first.on and first.status == "late":
        days = pen.number_of((on - first.on).days, "day")
        status = pen.word("late_since", status=status, count=days)
    elif first.on and first.on > on:
        days = pen.number_of((first.on - on).days, "day")
        status = pen.word("in_days", status=status, count=days)
    what = upper_first(pen.joined(dict.fromkeys(entry.label for entry in entries)))
    cited = [citation for entry in entries for citation in entry.citations]
    return Line(
        (
            Cell(pen.day(first.on)),
            Cell(what, (), pen.notes(cited)),
            Cell(status, (), (), tone_of(first.status)),
        )
    )


def front_blocks(pen: Pen, answers: Mapping[str, CaseAnswer]) -> Iterator[Block]:
    """Yield the blocks of the first page."""
    yield from answer_blocks(pen, list(answers.values()))
    funding, calendar = answers.get("funding"), answers.get("calendar")
    periods: Sequence[PeriodTotal] = ()
    if isinstance(funding, FundingAnswer):
        yield from sums_by_year(pen, funding)
        periods = funding.totals
    if isinstance(calendar, CalendarAnswer):
        yield from deadline_blocks(pen, calendar, periods)
