"""An answer as a workbook: the answer first, its tables, then on what it rests."""

from __future__ import annotations

from collections.abc import Sequence

from engine.documents.sheets import Book, Formula, Sheet, need_workbook
from engine.documents.wording import say
from engine.documents.workbook_grounds import (
    citations_sheet,
    facts_sheet,
    missing_sheet,
    readings_sheet,
    under_readings_sheet,
    why_sheet,
)
from engine.documents.workbook_tables import SHEETS
from engine.questions.answers import Answer, CaseAnswer, DiffAnswer
from engine.render.page import Heading, Page, Paragraph, References, Trace, Writing
from engine.render.pages import page_of
from engine.render.trace import Traced, shown_at
from engine.words.formats import one_line, upper_first

_LABELS, _SAID = 34, 100
"""How wide the two columns of the summary are, in signs."""


def workbook(answer: Answer, trace: Trace = "short") -> bytes:
    """Return an answer as an XLSX workbook in its language; `trace` is how much of the reasoning is
    in it.

    The same answer gives the same bytes: the file is dated by the day of knowledge. Raises
    RefusedInput where xlsxwriter is not installed.
    """
    need_workbook("--format xlsx")
    page = Writing(answer.language, References(), whole=True)
    shown = shown_at(answer, trace)
    drawn = page_of(shown_at(answer, "none"), answer.language, whole=False)
    book = Book(answer.language, drawn.title, answer.known_on)
    summary = book.sheet(say("sheet.summary", answer.language))
    figures: list[tuple[str, Formula]] = []
    for draw in next(sheets for kind, sheets in SHEETS.items() if isinstance(answer, kind)):
        figures += draw(page, book, answer).figures
    _summary(page, summary, answer, drawn, figures)
    if isinstance(answer, CaseAnswer):
        missing_sheet(page, book, answer)
    if isinstance(shown, Traced):
        why_sheet(page, book, shown.trace or ())
    citations_sheet(page, book, answer)
    if isinstance(answer, CaseAnswer):
        facts_sheet(page, book, answer)
        readings_sheet(page, book, answer)
        under_readings_sheet(page, book, answer)
    return book.close()


def _summary(
    page: Writing,
    sheet: Sheet,
    answer: Answer,
    drawn: Page,
    figures: Sequence[tuple[str, Formula]],
) -> None:
    """Write the short answer, its figures, what was asked and the law that answers."""
    sheet.widths(_LABELS, _SAID)
    sheet.line(drawn.title, "title", across=2)
    for paragraph in _short_answer(page, answer, drawn):
        kind = paragraph.kind
        sheet.line(paragraph.text, kind if kind in ("lead", "soft") else "plain", across=2)
    if figures:
        sheet.gap()
        sheet.line(say("figures", page.language), "group")
        for label, sum_ in figures:
            sheet.pair(label, sum_, "amount")
    sheet.gap()
    sheet.line(say("asked", page.language), "group")
    if isinstance(answer, CaseAnswer) and answer.case.name:
        sheet.pair(say("case", page.language), one_line(answer.case.name))
    if isinstance(answer, DiffAnswer):
        sheet.pair(say("column.from", page.language), answer.from_, "date")
        sheet.pair(say("column.to", page.language), answer.to, "date")
    sheet.pair(say("on", page.language), answer.on, "date")
    sheet.pair(say("known_on", page.language), answer.known_on, "date")
    if isinstance(answer, CaseAnswer):
        for fact in answer.supposed or ():
            since = f" ({page.span(fact.since, None)})" if fact.since else ""
            said = f"{upper_first(fact.label)}{since}{page.colon} {fact.display}"
            sheet.pair(say("supposed", page.language), page.prose(said))
    sheet.pair(say("horizon", page.language), page.prose(answer.horizon.says))
    _law(page, sheet, answer)


def _short_answer(page: Writing, answer: Answer, drawn: Page) -> Sequence[Paragraph]:
    """Return the paragraphs of a page that stand before its first table, those of second rank last;
    what was asked is told below.
    """
    asked = page.say("asked", on=page.day(answer.on))
    said: list[Paragraph] = []
    for block in drawn.blocks:
        if isinstance(block, Paragraph):
            said += [] if block.text.startswith(asked) else [block]
        elif not (isinstance(block, Heading) and block.level == 1):
            break
    return sorted(said, key=lambda paragraph: paragraph.kind == "soft")


def _law(page: Writing, sheet: Sheet, answer: Answer) -> None:
    """Write what a reader must know of the texts, and those in force."""
    if answer.notices:
        sheet.gap()
        sheet.line(page.say("notices"), "group")
        for notice in answer.notices:
            sheet.line(page.prose(notice), across=2)
    if answer.law:
        sheet.gap()
        sheet.line(page.say("law"), "group")
        for text in answer.law:
            since = page.say("law.in_force_undated")
            if text.in_force_from:
                since = page.say("law.in_force", on=page.day(text.in_force_from))
            title = f"{text.title} — {since}" if text.title else since
            sheet.pair(page.prose(text.short), page.prose(title))
