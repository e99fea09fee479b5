"""Why a line of an answer is what it is: the steps that gave it, and the words of the articles that
it cites, each in its version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

import accord
from accord.server.pages.answered.asked import Answered, Asked
from accord.server.pages.answered.versions import day_of_version
from engine.documents.report.pen import Pen
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.eligibility import BenefitLine, EligibilityAnswer
from engine.questions.answers.funding import FundingAnswer
from engine.questions.answers.record import Record
from engine.questions.answers.texts import ProvisionShown
from engine.questions.answers.trace import TraceOccasion, TraceStep
from engine.render.page import Block, Paragraph, Tree, displays
from engine.render.proof import step_node
from engine.render.typeset import typeset_blocks

_LINES = ("entitlements", "payments", "entries", "duties", "recommendations", "next_steps")
"""The fields of answers whose records are lines that a page explains."""


class Line(Struct, frozen=True):
    """A line of an answer, and the benefit of which it is a requirement."""

    record: Any
    benefit: BenefitLine | None = None


class Article(Struct, frozen=True):
    """A provision that a line cites, in the version of its day; `shown` is None where the text is
    not found on that day.
    """

    cited: ArticleCited
    display: str
    on: date
    shown: ProvisionShown | None
    own: bool
    """Whether it states the line itself; else the line applies by reason of it."""


class Why(Struct, frozen=True):
    """Why a line is what it is."""

    steps: tuple[Block, ...]
    articles: tuple[Article, ...]


def lines_of(answer: Answered) -> dict[str, Line]:
    """Return the lines of an answer that a page explains, by a name: `payments.3`."""
    lines = {
        f"{name}.{rank}": Line(record)
        for name in _LINES
        for rank, record in enumerate(getattr(answer, name, ()))
    }
    if isinstance(answer, EligibilityAnswer):
        lines |= {
            f"requirements.{place}.{rank}": Line(requirement, benefit)
            for place, benefit in enumerate(answer.benefits)
            for rank, requirement in enumerate(benefit.requirements)
        }
    return lines


def names_of(answer: Answered) -> dict[int, str]:
    """Return the name of each line, by the identity of its record."""
    return {id(line.record): name for name, line in lines_of(answer).items()}


def why(asked: Asked, answer: Answered, line: Line) -> Why:
    """Return why a line of an answer, which has its trace, is what it is."""
    pen = replace(asked.pen(), whole=True)
    steps = list(_steps(answer, line))
    nodes = tuple(step_node(pen, step, above=()) for step in steps)
    blocks = [*_told(pen, line.record), *([Tree(pen.say("trace"), nodes)] if nodes else [])]
    return Why(typeset_blocks(blocks), tuple(_articles(asked, answer.on, line, steps)))


def _told(pen: Pen, record: Record) -> Iterator[Block]:
    """Yield the product that gives an amount, and what an increase adds to each right."""
    calculation = getattr(record, "calculation", None)
    if calculation:
        yield Paragraph(pen.prose(calculation))
    for part in getattr(record, "components", None) or ():
        yield Paragraph(f"{pen.money(part.base)}{pen.colon} {pen.difference(part.amount)}", "soft")


def _steps(answer: Answered, line: Line) -> Iterator[TraceStep]:
    """Yield the steps of the trace that concluded a line, with all that they rest on."""
    written = {step.id: step for step in _all_steps(answer.trace or ())}
    there = [
        step
        for occasion in answer.trace or ()
        if _concerns(occasion, line)
        for step in occasion.children
        if step.outcome != "not_applied" or line.benefit is not None
    ]
    own = {cited.provision for cited in _own(line.record)}
    cited = {cited.provision for cited in line.record.citations}
    # a sum is stated by a table of the law, and given by a rule that it rests on
    stating = cited if isinstance(answer, FundingAnswer) else own
    steps = [step for step in there if step.rule in stating]
    for step in steps or [step for step in there if step.rule in cited]:
        yield _unfolded(step, written, frozenset())


def _own(record: Any) -> tuple[ArticleCited, ...]:
    own: tuple[ArticleCited, ...] = record.citations[: getattr(record, "own_citations", None)]
    return own


def _concerns(occasion: TraceOccasion, line: Line) -> bool:
    """Whether an occasion is one of a line: of its period, and of its element."""
    record = line.record
    number, grid = getattr(record, "period", None), getattr(record, "period_of", None)
    placed = occasion.period if grid and number else None
    if placed and (placed.id, placed.number) != (grid, number):
        return False
    named = line.benefit.benefit if line.benefit else _name(record)
    return not occasion.subject or occasion.subject in named.split(".") or not _elements(named)


def _name(record: Any) -> str:
    names = (getattr(record, name, "") for name in ("line", "id", "duty", "step"))
    return next((name for name in names if isinstance(name, str) and name), "")


def _elements(name: str) -> bool:
    """Whether a name may hold the key of an element: `tasks.red.fixed`."""
    return "." in name


def _all_steps(occasions: tuple[TraceOccasion, ...]) -> Iterator[TraceStep]:
    """Yield the steps of a trace that are written whole, with those that they rest on."""
    pending: list[TraceStep] = [step for occasion in occasions for step in occasion.children]
    while pending:
        step = pending.pop()
        pending += step.children
        if not step.see:
            yield step


def _unfolded(
    step: TraceStep, written: Mapping[str, TraceStep], above: frozenset[str]
) -> TraceStep:
    """Return a step with what it rests on, also where the trace writes that once, elsewhere."""
    there = written.get(step.see) if step.see and step.see not in above else None
    children = there.children if there else step.children
    above |= {step.id}
    return replace(
        step,
        children=tuple(_unfolded(child, written, above) for child in children),
        **({"see": None, "see_on": None, "see_subject": None} if there else {}),
    )


def _articles(asked: Asked, on: date, line: Line, steps: list[TraceStep]) -> Iterator[Article]:
    """Yield the provisions that a line cites, with their words on its day."""
    versions = {each.rule: each for step in steps for each in _along(step) if each.rule}
    own = _own(line.record)
    for cited in line.record.citations:
        step = versions.get(cited.provision)
        days = (step.on if step else None, *days_of(line.record))
        day = day_of_version(asked, cited, next((each for each in days if each), on))
        yield Article(cited, displays((cited,))[0], day, provision(asked, cited, day), cited in own)


def _along(step: TraceStep) -> Iterator[TraceStep]:
    yield step
    for child in step.children:
        yield from _along(child)


def days_of(record: Any) -> Iterator[date | None]:
    """Yield the days of a line, the one whose law governs it first."""
    for name in ("arises_on", "from_", "due_on", "on"):
        yield getattr(record, name, None)


def provision(asked: Asked, cited: ArticleCited, on: date) -> ProvisionShown | None:
    """Return a provision as it reads on a day; None where it does not stand on that day."""
    try:
        text = asked.law.text(
            cited.article,
            corpus=asked.corpus.id,
            on=on,
            **asked.keywords("known_on", "readings"),
        )
    except accord.RefusedInput:
        return None
    return next(
        (
            shown
            for article in text.articles
            if article.text == cited.text
            for shown in article.provisions
            if shown.address == cited.provision
        ),
        None,
    )
