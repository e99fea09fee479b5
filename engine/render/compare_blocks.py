"""What changes between two sides: the difference and its causes first, then each change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from engine.questions.answers.compare import (
    CompareAnswer,
    LineChanged,
    PaymentChanged,
    PeriodCompared,
    RowChangedBecause,
    SumDated,
    TotalOfCause,
)
from engine.questions.answers.comparison import OutcomeOfBenefit, StateOfDate, StateOfDuty
from engine.render.page import (
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Terms,
    Writing,
    bracketed,
    cited_row,
    displays,
)
from engine.render.wording import word_or
from engine.words.formats import number, upper_first

_MOST = 3
"""How many causes the first line names."""


def compare_blocks(page: Writing, answer: CompareAnswer) -> Iterator[Block]:
    """Yield the difference in all and why, what differs, then what changes: by period, line by
    line, date by date.
    """
    yield Paragraph(page.prose(_lead(page, answer)), "lead")
    if answer.before is not None and answer.after is not None:
        sums = {"before": page.money(answer.before), "after": page.money(answer.after)}
        yield Paragraph(page.prose(page.say("compare.sums", **sums)))
    yield from _not_known(page, answer)
    sides = {"before": answer.before_says, "after": answer.after_says}
    if answer.before_says != answer.after_says:
        yield Paragraph(page.prose(page.say("compare.sides", **sides)), "soft")
    beside = _beside(page, answer)
    yield from _causes(page, answer, beside)
    yield from _periods(page, answer.periods)
    yield from _lines(page, answer.entitlements)
    yield from _payments(page, answer.payments)
    yield from _rows(page, answer.rows)
    if answer.differences:
        yield Heading(2, page.say("compare.differences"))
        said = (
            (
                page.prose(upper_first(each.label)),
                page.prose(
                    page.say("compare.sides", before=each.before, after=each.after)
                    + " "
                    + page.say(
                        "compare.effect",
                        count=str(each.changes),
                        amount=page.difference(each.alone),
                    )
                ),
            )
            for each in answer.differences
        )
        yield Terms(tuple(said))


def _not_known(page: Writing, answer: CompareAnswer) -> Iterator[Block]:
    """Say what the sums leave out."""
    if answer.unknown:
        yield Paragraph(page.say("compare.unknown"), "soft")
    if answer.unknown_lines:
        told = page.say("compare.left_out", lines=number(answer.unknown_lines, page.language))
        yield Paragraph(page.prose(told), "soft")


def _lead(page: Writing, answer: CompareAnswer) -> str:
    """Return the answer in one line: the difference, and what causes it with its article."""
    if not answer.differences:
        return page.say("compare.nothing")
    if not answer.amount:
        count = str(len(answer.rows) + len(answer.payments) + len(answer.entitlements))
        return page.say("compare.no_sum" if count != "0" else "compare.no_change", count=count)
    paid = [cause for cause in answer.causes if cause.amount]
    amount = page.difference(answer.amount)
    if len(paid) == 1:
        why = _named(page, paid[0]) + bracketed(paid[0].citations[:1])
        return page.say("compare.one", amount=amount, why=why)
    said = [
        f"{page.difference(cause.amount)} ({_named(page, cause)}){bracketed(cause.citations[:1])}"
        for cause in paid[:_MOST]
    ]
    said += ["…"] if len(paid) > _MOST else []
    return page.say("compare.several", amount=amount, what=page.joined(said))


def _named(page: Writing, cause: TotalOfCause) -> str:
    """Return a cause as the first line has it: how many differences, where they are many."""
    count = len(cause.because.differences)
    return cause.because.says if count <= _MOST else page.say("compare.many", count=str(count))


def _beside(page: Writing, answer: CompareAnswer) -> Mapping[tuple[str, ...], str]:
    """Return what each cause changes beside the rights, counted by kind."""
    counts: dict[tuple[str, ...], Counter[str]] = {}
    changed = [("payment", pay.because) for pay in answer.payments]
    changed += [(_THINGS[row.query], row.because) for row in answer.rows]
    for thing, because in changed:
        counts.setdefault(because.differences, Counter())[thing] += 1
    return {
        cause: page.joined(page.number_of(count, thing) for thing, count in counted.items())
        for cause, counted in counts.items()
    }


_THINGS: Final = {"calendar": "date", "eligibility": "benefit", "duties": "duty"}
"""What a row of the answer to each question is."""


def _causes(
    page: Writing, answer: CompareAnswer, beside: Mapping[tuple[str, ...], str]
) -> Iterator[Block]:
    columns = (
        Column(page.say("compare.cause")),
        Column(page.say("compare.changes")),
        Column(page.say("compare.difference"), "amount"),
    )
    rows = [_cause(page, cause, beside) for cause in answer.causes]
    if rows:
        title = page.say("compare.causes")
        yield Heading(2, title)
        yield page.references.table(title, columns, rows)


def _cause(page: Writing, cause: TotalOfCause, beside: Mapping[tuple[str, ...], str]) -> Row:
    under = () if cause.because.smallest else (page.say("compare.not_smallest"),)
    others = beside.get(cause.because.differences, "")
    said = page.joined([*cause.lines, *filter(None, [others])])
    cells = (
        Cell(page.prose(upper_first(cause.because.says)), under),
        Cell(page.prose(said)),
        Cell(page.difference(cause.amount) if cause.amount else ""),
    )
    return Row(cells, "row", displays(cause.citations))


def _periods(page: Writing, periods: Sequence[PeriodCompared]) -> Iterator[Block]:
    if periods:
        title = page.say("compare.periods")
        rows = [
            Row(
                (
                    Cell(_period(page, each)),
                    Cell(page.money(each.before)),
                    Cell(page.money(each.after)),
                    Cell(page.difference(each.amount)),
                )
            )
            for each in periods
        ]
        yield Heading(2, title)
        yield page.references.table(title, _columns(page, "period"), rows)


def _columns(page: Writing, first: str) -> tuple[Column, ...]:
    return (
        Column(upper_first(page.say(first))),
        Column(page.say("before"), "amount"),
        Column(page.say("after"), "amount"),
        Column(page.say("compare.difference"), "amount"),
    )


def _period(page: Writing, placed: LineChanged | PaymentChanged | PeriodCompared) -> str:
    if placed.period is None:
        return ""
    return f"{placed.period_label or page.say('period')} {placed.period}"


def _lines(page: Writing, lines: Sequence[LineChanged]) -> Iterator[Block]:
    if lines:
        title = page.say("compare.lines")
        yield Heading(2, title)
        rows = [_line(page, line) for line in lines]
        yield page.references.table(title, _columns(page, "line"), rows)


def _line(page: Writing, line: LineChanged) -> Row:
    said = page.say("compare.because", what=line.because.says)
    cells = (
        Cell(page.prose(upper_first(line.label)), (_period(page, line), page.prose(said))),
        Cell(_amount(page, line.before, unknown=line.unknown_before is True)),
        Cell(_amount(page, line.after, unknown=line.unknown_after is True)),
        Cell(_difference(page, line)),
    )
    return cited_row(cells, line)


def _difference(page: Writing, line: LineChanged) -> str:
    if line.amount is None:
        return page.say("compare.not_known")
    shown = page.difference(line.amount)
    return page.say("at_least", amount=shown) if _one_sided(line) else shown


def _one_sided(line: LineChanged) -> bool:
    """Whether one side alone leaves a part of the right unknown: the change is at least so much."""
    return (line.unknown_before is True) != (line.unknown_after is True)


def _amount(page: Writing, amount: Decimal | None, *, unknown: bool) -> str:
    if amount is None:
        return page.say("compare.not_known") if unknown else "—"
    return page.say("at_least", amount=page.money(amount)) if unknown else page.money(amount)


def _payments(page: Writing, payments: Sequence[PaymentChanged]) -> Iterator[Block]:
    if payments:
        title = page.say("compare.payments")
        yield Heading(2, title)
        rows = []
        for pay in payments:
            said = page.say("compare.because", what=pay.because.says)
            head = upper_first(f"{pay.label} ({pay.part_label})")
            cells = (
                Cell(page.prose(head), (_period(page, pay), page.prose(said))),
                Cell(_dated(page, pay.before)),
                Cell(_dated(page, pay.after)),
                Cell(page.difference(pay.amount)),
            )
            rows.append(cited_row(cells, pay))
        yield page.references.table(title, _columns(page, "compare.payment"), rows)


def _dated(page: Writing, sums: Sequence[SumDated]) -> str:
    if not sums:
        return "—"
    return page.joined(f"{page.money(each.amount)}, {page.day(each.due_on)}" for each in sums)


def _rows(page: Writing, rows: Sequence[RowChangedBecause]) -> Iterator[Block]:
    for query in dict.fromkeys(row.query for row in rows):
        title = word_or("query", query, page.language)
        yield Heading(2, title)
        columns = (
            Column(page.say("entry")),
            Column(page.say("before")),
            Column(page.say("after")),
        )
        mine = [_row(page, row) for row in rows if row.query == query]
        yield page.references.table(title, columns, mine)


def _row(page: Writing, row: RowChangedBecause) -> Row:
    said = page.prose(page.say("compare.because", what=row.because.says))
    cells = (
        Cell(page.prose(upper_first(row.label)), (said,)),
        Cell(_state(page, row.before)),
        Cell(_state(page, row.after)),
    )
    return cited_row(cells, row)


def _state(page: Writing, state: OutcomeOfBenefit | StateOfDate | StateOfDuty | None) -> str:
    match state:
        case None:
            return "—"
        case OutcomeOfBenefit():
            return word_or("outcome", state.outcome, page.language)
        case StateOfDate():
            return f"{page.day(state.on)}, {word_or('status', state.status, page.language)}"
    return page.prose(f"{state.says} ({word_or('status', state.status, page.language)})")
