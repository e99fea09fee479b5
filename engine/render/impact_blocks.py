"""What texts bring to many cases and take from them: the short answer, then the totals by
operation, by year, by line, by what was asked for, and the cases that gain and lose the most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from engine.questions.answers import ImpactAnswer
from engine.questions.answers.impact import CaseChange, CauseTotal, Grouped, LineTotal, YearTotal
from engine.render.page import (
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Table,
    Writing,
)
from engine.words.formats import number

_NAMED = 6
"""How many operations without effect are named."""
_ON_CHART = 15
"""How many bars a chart has at most."""


def impact_blocks(page: Writing, answer: ImpactAnswer) -> Iterator[Block]:
    """Yield the short answer and the totals."""
    yield from _lead(page, answer)
    if answer.causes:
        yield Heading(2, page.say("impact.causes"))
        yield _chart(
            page, "impact.causes", [(cause.says, cause.difference) for cause in answer.causes]
        )
        yield _causes(page, answer)
    yield from _without_effect(page, answer)
    if answer.years:
        yield Heading(2, page.say("impact.years"))
        yield _chart(
            page, "impact.years", [(_year(page, year), year.difference) for year in answer.years]
        )
        yield _years(page, answer.years)
    if answer.lines:
        yield Heading(2, page.say("impact.lines"))
        yield _chart(page, "impact.lines", [(line.label, line.difference) for line in answer.lines])
        yield _lines(page, answer.lines)
    for grouped in answer.by:
        yield Heading(2, page.prose(page.say("impact.by", what=grouped.label)))
        yield _chart(
            page, grouped.label, [(group.label, group.difference) for group in grouped.groups]
        )
        yield _groups(page, grouped)
        if grouped.others:
            others = page.say("impact.others", count=number(grouped.others, page.language))
            yield Paragraph(others, "soft")
    several = len({change.file for change in (*answer.winners, *answer.losers)}) > 1
    for key, changes in (("impact.winners", answer.winners), ("impact.losers", answer.losers)):
        if changes:
            yield Heading(2, page.say(key))
            yield _cases(page, key, changes, several=several)


def _without_effect(page: Writing, answer: ImpactAnswer) -> Iterator[Block]:
    """Yield which operations change no sum; where they are many, how many."""
    idle = answer.without_effect
    if len(idle) > _NAMED:
        yield Paragraph(
            page.say("impact.without.many", count=number(len(idle), page.language)), "soft"
        )
    elif idle:
        told = page.say("impact.without_effect", what=page.joined(idle))
        yield Paragraph(page.prose(told), "soft")


# --- the short answer -----------------------------------------------------------------------------


def _lead(page: Writing, answer: ImpactAnswer) -> Iterator[Block]:
    yield Paragraph(page.prose(lead(page, answer)), "lead")
    cases = answer.cases
    counts = {
        name: number(getattr(cases, name), page.language)
        for name in ("read", "rejected", "answered", "moved", "undetermined")
    }
    yield Paragraph(page.prose(page.say("impact.counts", **counts)))
    before, after = page.money(answer.before), page.money(answer.after)
    told = "impact.before_after" if before != after else "impact.same_sum"
    yield Paragraph(page.prose(page.say(told, before=before, after=after)))
    if cases.moved:
        yield Paragraph(page.prose(page.say("impact.moved", count=counts["moved"])))
    if answer.partly_known_lines:
        lines = number(answer.partly_known_lines, page.language)
        yield Paragraph(page.prose(page.say("impact.partly_known", lines=lines)))
    if answer.unknown_lines:
        lines = number(answer.unknown_lines, page.language)
        told = page.say("impact.unknown", lines=lines, cases=counts["undetermined"])
        yield Paragraph(page.prose(told))


def lead(page: Writing, answer: ImpactAnswer) -> str:
    """Return the answer in one sentence: how much to how many, and by which operation."""
    cases = answer.cases
    if not answer.causes:
        return page.say("impact.lead.nothing", texts=answer.named)
    key = "more" if answer.difference > 0 else "less" if answer.difference < 0 else "same"
    said = page.say(
        f"impact.lead.{key}",
        texts=answer.named,
        amount=page.money(abs(answer.difference)),
        span=_span(page, answer.years),
        of=_counted(page, "of", cases.answered),
        gaining=_counted(page, "gain", cases.gaining),
        losing=_counted(page, "lose", cases.losing),
    )
    said += _whole_year(page, answer)
    named = [
        page.say("impact.lead.cause", cause=cause.says, amount=page.difference(cause.difference))
        for cause in answer.causes[:3]
    ]
    return page.say("impact.lead.causes", said=said, causes=page.joined(named))


def _whole_year(page: Writing, answer: ImpactAnswer) -> str:
    """Return what the first whole year brings, where the total is of several."""
    for year in answer.years:
        if year.year == answer.whole_year and year.year and len(answer.years) > 1:
            told = {"year": str(year.year), "amount": page.difference(year.difference)}
            return " " + page.say("impact.lead.year", **told)
    return ""


def _counted(page: Writing, key: str, count: int) -> str:
    """Return so many cases and what they do, in words that agree."""
    form = "none" if not count else "one" if count == 1 else "many"
    return page.say(f"impact.{key}.{form}", count=number(count, page.language))


def _span(page: Writing, years: Sequence[YearTotal]) -> str:
    """Return the years in which rights change, `2024 to 2029`."""
    known = [year.year for year in years if year.year is not None]
    if not known:
        return ""
    if known[0] == known[-1]:
        return page.say("impact.span.one", year=str(known[0]))
    return page.say("impact.span", first=str(known[0]), last=str(known[-1]))


# --- the tables -----------------------------------------------------------------------------------


def _amounts(page: Writing) -> tuple[Column, ...]:
    names = ("impact.before", "impact.after", "impact.difference")
    return tuple(Column(page.say(name), "amount") for name in names)


def _sums(page: Writing, before: Decimal, after: Decimal, difference: Decimal) -> tuple[Cell, ...]:
    return Cell(page.money(before)), Cell(page.money(after)), Cell(page.difference(difference))


def _causes(page: Writing, answer: ImpactAnswer) -> Table:
    columns = (
        Column(page.say("impact.operation")),
        *(Column(page.say(f"impact.{name}"), "amount") for name in ("cases", "gain", "loss")),
        Column(page.say("impact.difference"), "amount"),
    )
    rows = [_cause(page, cause) for cause in answer.causes]
    gain = sum((cause.gain for cause in answer.causes), Decimal(0))
    loss = sum((cause.loss for cause in answer.causes), Decimal(0))
    sums = (Cell(page.difference(amount)) for amount in (gain, loss, answer.difference))
    rows.append(Row((Cell(page.say("impact.all")), Cell(""), *sums), "total"))
    return Table(page.say("impact.causes"), columns, tuple(rows))


def _cause(page: Writing, cause: CauseTotal) -> Row:
    how = [] if cause.how == "alone" else [page.say(f"impact.how.{cause.how}")]
    how += [] if cause.smallest else [page.say("impact.how.not_smallest")]
    under = (*((page.prose(cause.detail),) if cause.detail else ()), *how)
    cells = (
        Cell(page.prose(cause.says), under),
        Cell(number(cause.cases, page.language)),
        *(Cell(page.difference(amount)) for amount in (cause.gain, cause.loss, cause.difference)),
    )
    return Row(cells)


def _year(page: Writing, year: YearTotal) -> str:
    return page.say("undated") if year.year is None else str(year.year)


def _years(page: Writing, years: Sequence[YearTotal]) -> Table:
    rows = [
        Row((Cell(_year(page, year)), *_sums(page, year.before, year.after, year.difference)))
        for year in years
    ]
    columns = (Column(page.say("impact.year"), "short"), *_amounts(page))
    return Table(page.say("impact.years"), columns, tuple(rows))


def _lines(page: Writing, lines: Sequence[LineTotal]) -> Table:
    rows = [
        Row((Cell(page.prose(line.label)), *_sums(page, line.before, line.after, line.difference)))
        for line in lines
    ]
    columns = (Column(page.say("impact.line")), *_amounts(page))
    return Table(page.say("impact.lines"), columns, tuple(rows))


def _groups(page: Writing, grouped: Grouped) -> Table:
    counts = ("cases", "gaining", "losing")
    columns = (
        Column(page.prose(grouped.label)),
        *(Column(page.say(f"impact.{name}"), "amount") for name in counts),
        *_amounts(page),
    )
    rows = [
        Row(
            (
                Cell(page.prose(group.label)),
                *(Cell(number(getattr(group, name), page.language)) for name in counts),
                *_sums(page, group.before, group.after, group.difference),
            )
        )
        for group in grouped.groups
    ]
    return Table(page.prose(grouped.label), columns, tuple(rows))


def _cases(page: Writing, key: str, changes: Sequence[CaseChange], *, several: bool) -> Table:
    columns = (Column(page.say("impact.case")), *_amounts(page))
    rows = [
        Row(
            (
                Cell(change.case, (change.file,) if several else ()),
                *_sums(page, change.before, change.after, change.difference),
            )
        )
        for change in changes
    ]
    return Table(page.say(key), columns, tuple(rows))


def _chart(page: Writing, key: str, bars: Sequence[tuple[str, Decimal]]) -> Bars:
    title = page.say("impact.chart", what=page.say(key) if key.startswith("impact.") else key)
    shown = tuple(
        Bar(page.prose(label), float(amount), page.difference(amount))
        for label, amount in bars[:_ON_CHART]
    )
    return Bars(page.prose(title), shown)
