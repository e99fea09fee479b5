"""An impact as a workbook: the summary, the totals, a chart, and the cases line by line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from engine.diagnostics.bilingual import Language
from engine.documents.sheets import Area, Book, Column, Formula, Value
from engine.questions.answers.impact import CauseTotal, ImpactAnswer
from engine.render.impact_blocks import lead
from engine.render.page import References, Writing
from engine.render.wording import say
from engine.tables.impact.request import by_column
from engine.tables.impact.whole_impact import Impact
from engine.words.labels import name_label

MOST_ROWS: Final = 1_000_000
"""How many rows the sheet of the cases holds: a sheet ends soon after."""
_AT_ONCE: Final = 10_000


def write_workbook(impact: Impact, path: Path) -> None:
    """Write the workbook at a path."""
    answer = impact.answer
    language: Language = answer.language
    page = Writing(language, References())
    title = f"{say('query.impact', language)} — {answer.named}"
    book = Book(language, title, answer.on, path)
    _summary(book, page, answer, title)
    years = _years(book, page, answer)
    _chart(book, page, years, len(answer.years))
    _causes(book, page, answer)
    _lines(book, page, answer)
    for grouped in answer.by:
        head, *amounts = _heads(page, grouped.label)
        counts = [Column(page.say(f"impact.{name}"), "number") for name in _COUNTS]
        rows = [
            [group.label, *(getattr(group, name) for name in _COUNTS), *_amounts(group)]
            for group in grouped.groups
        ]
        _table(book, page.say("impact.by", what=grouped.label), [head, *counts, *amounts], rows)
    for key, changes in (("impact.winners", answer.winners), ("impact.losers", answer.losers)):
        if changes:
            rows = [[change.case, *_amounts(change)] for change in changes]
            _table(book, page.say(key), _heads(page, page.say("impact.case")), rows)
    _cases(book, page, impact)
    book.close()


_COUNTS: Final = ("cases", "gaining", "losing")


def _heads(page: Writing, first: str) -> list[Column]:
    names = ("impact.before", "impact.after", "impact.difference")
    return [Column(first), *(Column(page.say(name), "amount") for name in names)]


def _amounts(row: Any) -> list[Value]:
    return [row.before, row.after, row.difference]


def _summary(book: Book, page: Writing, answer: ImpactAnswer, title: str) -> None:
    sheet = book.sheet(page.say("impact.summary"))
    sheet.widths(44, 24, 24, 24)
    sheet.line(title, "title")
    said = page.prose(lead(page, answer))
    sheet.line(said, "lead", across=4)
    sheet.gap()
    for key in ("read", "rejected", "answered", "gaining", "losing", "moved", "undetermined"):
        sheet.pair(page.say(f"impact.count.{key}"), getattr(answer.cases, key), "number")
    for key in ("before", "after", "difference"):
        sheet.pair(page.say(f"impact.{key}"), getattr(answer, key), "amount")
    for key in ("partly_known_lines", "unknown_lines"):
        sheet.pair(page.say(f"impact.count.{key}"), getattr(answer, key), "number")
    sheet.gap()
    for told in (answer.horizon.says, *answer.notices):
        sheet.line(page.prose(told), "soft", across=4)


def _table(
    book: Book,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    total: Sequence[str] = (),
) -> Area:
    """Add a sheet with a table; `total` heads a last row of sums, where it is given."""
    sheet = book.sheet(name)
    sums: list[Value] = []
    if total and rows:
        sums = [total[0]]
        for rank, column in enumerate(columns[1:], 1):
            amount = column.kind == "amount"
            letter = chr(ord("A") + rank)
            text = f"SUM({letter}2:{letter}{len(rows) + 1})"
            values = [row[rank] for row in rows]
            whole = sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
            sums.append(Formula(text, whole) if amount else None)
    return sheet.table(columns, rows, total=sums)


def _years(book: Book, page: Writing, answer: ImpactAnswer) -> Area:
    rows = [
        [page.say("undated") if year.year is None else str(year.year), *_amounts(year)]
        for year in answer.years
    ]
    columns = _heads(page, page.say("impact.year"))
    return _table(book, page.say("impact.years.sheet"), columns, rows, (page.say("impact.all"),))


def _chart(book: Book, page: Writing, years: Area, count: int) -> None:
    """Draw the difference of each year beside its table."""
    if not count:
        return
    chart = book.book.add_chart({"type": "column"})
    title = page.say("impact.difference")
    chart.add_series(
        {"name": title, "categories": f"={years.cells(0)}", "values": f"={years.cells(3)}",
         "fill": {"color": "#1F4F8F"}, "invert_if_negative": True}
    )  # fmt: skip
    chart.set_title({"name": page.say("impact.chart", what=page.say("impact.years"))})
    chart.set_legend({"none": True})
    chart.set_size({"width": 760, "height": 360})
    chart.set_y_axis({"num_format": "#,##0"})
    sheet = book.book.get_worksheet_by_name(years.sheet)
    sheet.insert_chart(1, 5, chart, {"description": title})


def _causes(book: Book, page: Writing, answer: ImpactAnswer) -> None:
    columns = [
        Column(page.say("impact.operation")),
        Column(page.say("impact.detail"), "text"),
        *(Column(page.say(f"impact.{name}"), "number") for name in ("cases", "line.many")),
        *(Column(page.say(f"impact.{name}"), "amount") for name in ("gain", "loss", "difference")),
    ]
    rows = [_cause(page, cause) for cause in answer.causes]
    _table(book, page.say("impact.causes"), columns, rows, (page.say("impact.all"),))


def _cause(page: Writing, cause: CauseTotal) -> list[Value]:
    how = "" if cause.how == "alone" else page.say(f"impact.how.{cause.how}")
    detail = page.prose(cause.detail or how)
    sums = (cause.gain, cause.loss, cause.difference)
    return [page.prose(cause.says), detail, cause.cases, cause.lines, *sums]


def _lines(book: Book, page: Writing, answer: ImpactAnswer) -> None:
    rows = [[page.prose(line.label), *_amounts(line)] for line in answer.lines]
    columns = _heads(page, page.say("impact.line"))
    _table(book, page.say("impact.lines"), columns, rows, (page.say("impact.all"),))


def _cases(book: Book, page: Writing, impact: Impact) -> None:
    """Write what changes for each case, line by line."""
    answer, vocabulary = impact.answer, impact.request.after.vocabulary
    columns = [
        Column(page.say("impact.case"), "short", 18),
        Column(page.say("impact.line"), "text", 40),
        Column(page.say("impact.period"), "number"),
        Column(page.say("impact.from"), "date"),
        *(
            Column(page.say(f"impact.{name}"), "amount")
            for name in ("before", "after", "difference")
        ),
        Column(page.say("impact.operation"), "text", 50),
        *(Column(grouped.label, "short", 16) for grouped in answer.by),
    ]
    cited = [cause.cited.in_language(page.language) for cause in impact.laws.causes]
    labels: dict[str, str] = {}
    by = "".join(f", {by_column(rank)}" for rank in range(len(answer.by)))
    read = impact.connection.execute(
        f'SELECT "case", line, period, "from", before, after, difference, causes{by} FROM impact '
        f'ORDER BY file, "case", "from", line LIMIT {MOST_ROWS}'
    )
    sheet = book.sheet(page.say("impact.cases.sheet"))
    sheet.widths(*(column.width or 16 for column in columns))
    ((count,),) = impact.connection.cursor().execute("SELECT count(*) FROM impact").fetchall()
    sheet.headings(columns, frozen=1, filtered=min(count, MOST_ROWS))
    while batch := read.fetchmany(_AT_ONCE):
        for case, line, *sums, causes in ((*row[:7], row[7:]) for row in batch):
            if line not in labels:
                labels[line] = name_label(vocabulary.lines, line, vocabulary, page.language)
            ranks, *own = causes
            named = " + ".join(cited[rank] for rank in ranks)
            sheet.values(columns, [case, labels[line], *sums, named, *own])
