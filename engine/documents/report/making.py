"""From the answers to the blocks of the report, in the order in which a busy person reads: the
answer, its tables, why, what could change it, and how to verify it.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.documents.report.asked import Asked
from engine.documents.report.blocks import Block, Report, Section, TwoColumns, with_words
from engine.documents.report.front import front_blocks
from engine.documents.report.ground import (
    cited_blocks,
    enclosures,
    fact_blocks,
    limit_blocks,
    missing_blocks,
    reading_blocks,
    version_blocks,
)
from engine.documents.report.pen import Pen, typeset
from engine.documents.report.reasoning import reasoning_blocks
from engine.documents.report.tables import (
    benefit_blocks,
    duty_blocks,
    ledger_blocks,
    received_blocks,
    rights_blocks,
    step_blocks,
)
from engine.questions.answers import (
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
)
from engine.words.formats import one_line


def report_of(asked: Asked) -> Report:
    """Return the report on some answers, ready to be drawn."""
    pen = Pen.of(asked.question.language, asked.corpus)
    first = asked.first()
    name = one_line(first.case.name or "") or pen.word("case")
    subject = (
        f"{pen.say('asked', on=pen.day(first.on))}, {pen.say('known', on=pen.day(first.known_on))}."
    )
    report = Report(
        pen.language,
        name,
        subject,
        pen.word("kind"),
        first.on,
        tuple(_blocks(pen, asked)),
        enclosures(pen, asked),
    )
    return with_words(report, typeset(pen.language))


def _blocks(pen: Pen, asked: Asked) -> Iterator[Block]:
    yield from front_blocks(pen, asked.answers)
    yield from _detail(pen, asked)
    yield TwoColumns(tuple(_grounds(pen, asked)))


def _detail(pen: Pen, asked: Asked) -> Iterator[Block]:
    """Yield the tables of each answer."""
    for answer in asked.answers.values():
        match answer:
            case EligibilityAnswer():
                yield from benefit_blocks(pen, answer)
                yield from step_blocks(pen, answer)
            case FundingAnswer():
                yield from rights_blocks(pen, answer)
                yield from ledger_blocks(pen, answer)
                yield from received_blocks(pen, answer)
            case DutiesAnswer():
                yield from duty_blocks(pen, answer)


def _grounds(pen: Pen, asked: Asked) -> Iterator[Block]:
    """Yield what could change an answer, then what it rests on."""
    yield from missing_blocks(pen, asked)
    yield from limit_blocks(pen, asked)
    yield from reading_blocks(pen, asked)
    yield from fact_blocks(pen, asked)
    told = list(reasoning_blocks(pen, asked.answers.values(), asked.gives))
    if told:
        yield Section(1, pen.word("reasoning"))
        yield from told
    yield from cited_blocks(pen)
    yield from version_blocks(pen, asked)
