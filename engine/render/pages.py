"""From an answer to its page: the short answer, the tables,
what is missing, the readings, the notices, the law, the trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any

from msgspec import Struct

from engine.diagnostics.bilingual import Language
from engine.questions.answers import (
    Answer,
    CalendarAnswer,
    CaseAnswer,
    DiffAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
    TextAnswer,
)
from engine.render.answer_blocks import (
    calendar_blocks,
    chosen_blocks,
    duties_blocks,
    eligibility_blocks,
    over_blocks,
    supposed_blocks,
)
from engine.render.funding_blocks import funding_blocks
from engine.render.law_blocks import diff_blocks, text_blocks
from engine.render.page import (
    BASIS_MARKS,
    Block,
    Heading,
    Page,
    Paragraph,
    References,
    Table,
    Writing,
)
from engine.render.proof import (
    compared_blocks,
    missing_blocks,
    notice_blocks,
    reading_blocks,
    trace_blocks,
)
from engine.render.trace import Traced
from engine.render.typeset import typeset_blocks
from engine.render.wording import word_or
from engine.words.formats import apostrophes, one_line


class Parts(Struct, frozen=True):
    """The parts of a page, each as blocks, in the order in which they are read."""

    title: str
    asked: tuple[Block, ...]
    """What is supposed (`lead`), the readings chosen, the days of the question (`soft`)."""
    body: tuple[Block, ...]
    """The short answer, then its tables; what their marks stand for."""
    over: tuple[Block, ...]
    """What has ended by the day of the question: these blocks stand in the body as well."""
    compared: tuple[Block, ...]
    """What other readings would change, where it was asked for."""
    missing: tuple[Block, ...]
    readings: tuple[Block, ...]
    law: tuple[Block, ...]
    """What a reader must know, and the texts that answer."""
    trace: tuple[Block, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of them after the title."""
        parts = (self.asked, self.body, self.compared, self.missing, self.readings, self.law)
        return tuple(block for part in (*parts, self.trace) for block in part)


def page_of(
    answer: Answer, language: Language, *, whole: bool = False, payments: bool = False
) -> Page:
    """Return the page of an answer, its typography done. A step of its trace says all that it read
    where it is shown `whole`; a calendar shows its `payments` where they are asked for. TypeError
    for an answer to no question that is known.
    """
    parts = parts_of(answer, Writing(language, References(), whole, payments))
    return Page(parts.title, language, (Heading(1, parts.title), *parts.blocks))


def parts_of(answer: Answer, page: Writing) -> Parts:
    """Return the parts of the page of an answer, their typography done. TypeError for an answer to
    no question that is known.
    """
    title = word_or("query", answer.query, page.language)
    about = answer if isinstance(answer, CaseAnswer) else None
    traced = answer if isinstance(answer, Traced) else None
    name = one_line(about.case.name or "") if about else ""
    body = list(_body(page, answer))
    first = _leads(body) if answer.query in ("compare", "timeline") else 0
    over = tuple(over_blocks(page, about.over)) if about else ()
    body[first:first] = over
    body += legend(page, body)
    compared = (
        compared_blocks(page, answer.under_readings or (), answer.readings_detail)
        if isinstance(answer, EligibilityAnswer | CalendarAnswer | DutiesAnswer)
        else ()
    )
    supposed = supposed_blocks(page, about.supposed or ()) if about else ()
    chosen = chosen_blocks(page, about.readings_detail) if about else ()
    return Parts(
        apostrophes(page.prose(f"{title} — {name}" if name else title)),
        typeset_blocks((*supposed, *chosen, _asked(page, answer))),
        typeset_blocks(body),
        typeset_blocks(over),
        typeset_blocks(compared),
        typeset_blocks(missing_blocks(page, traced.missing) if traced else ()),
        typeset_blocks(reading_blocks(page, about.readings_detail) if about else ()),
        typeset_blocks(notice_blocks(page, answer)),
        typeset_blocks(trace_blocks(page, traced.trace or ()) if traced else ()),
    )


def _leads(body: Iterable[Block]) -> int:
    """Return how many blocks at the start of a body are its answer in short."""
    short = takewhile(lambda each: isinstance(each, Paragraph) and each.kind == "lead", body)
    return sum(1 for _ in short)


def _body(page: Writing, answer: Answer) -> Iterator[Block]:
    """Return the blocks of the question that was asked."""
    match answer:
        case EligibilityAnswer():
            return eligibility_blocks(page, answer)
        case CalendarAnswer():
            return calendar_blocks(page, answer)
        case FundingAnswer():
            return funding_blocks(page, answer)
        case DutiesAnswer():
            return duties_blocks(page, answer)
        case TextAnswer():
            return text_blocks(page, answer)
        case DiffAnswer():
            return diff_blocks(page, answer)
    return _asked_of_others(page, answer)


def _asked_of_others(page: Writing, answer: Any) -> Iterator[Block]:
    """Return the blocks of a question that is asked of other answers; only what draws it is read,
    and its name says of which type it is.
    """
    if answer.query == "compare":
        from engine.render.compare_blocks import compare_blocks

        return compare_blocks(page, answer)
    if answer.query == "nearest":
        from engine.render.nearest_blocks import nearest_blocks

        return nearest_blocks(page, answer)
    if answer.query == "timeline":
        from engine.render.timeline_blocks import timeline_blocks

        return timeline_blocks(page, answer)
    if answer.query == "impact":
        from engine.render.impact_blocks import impact_blocks

        return impact_blocks(page, answer)
    raise TypeError(answer.query)


def legend(page: Writing, blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield what the marks of the rows above stand for, those used alone."""
    tables = [block for block in blocks if isinstance(block, Table)]
    used = {row.basis for table in tables for row in table.rows} | {
        citation.basis for table in tables for _, citation in table.references
    }
    marks = [
        f"{mark} {word_or('basis', basis, page.language)}"
        for basis, mark in BASIS_MARKS.items()
        if basis in used
    ]
    if marks:
        yield Paragraph(page.say("legend.basis", what=", ".join(marks)), "soft")


def _asked(page: Writing, answer: Answer) -> Block:
    """Return the two dates of the question, and where the law that answers it ends."""
    asked = page.say("asked", on=page.day(answer.on))
    known = page.say("known", on=page.day(answer.known_on))
    return Paragraph(f"{asked}, {known}. {page.prose(answer.horizon.says)}", "soft")
